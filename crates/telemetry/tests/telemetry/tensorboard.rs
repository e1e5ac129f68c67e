//! Event files are what TensorBoard reads: decoded here field by field, and by TensorBoard itself where it is
//! installed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use holdem_telemetry::Reporter;
use holdem_telemetry::tensorboard::TensorBoardSink;

type Scalars = BTreeMap<String, Vec<(u64, f64)>>;

/// Points with awkward values: all are exact in single precision.
const POINTS: [(&str, u64, f64); 7] = [
    ("Training/Utility", 1, -0.5),
    ("Training/Utility", 127, 0.25),
    ("Training/Utility", 128, 1e30_f32 as f64),
    ("policy_entropy/preflop", 128, 0.0),
    ("Training/Utility", 300_000_000_000, 3.0),
    ("Performance/ResidentBytes", u32::MAX as u64, 353e6),
    ("ümlaut", 2, 1.0),
];

fn write(directory: &Path) -> std::path::PathBuf {
    let sink = TensorBoardSink::create(directory).unwrap();
    let path = sink.path().to_owned();
    let mut reporter = Reporter::new().with(sink);
    reporter.message("not for TensorBoard");
    POINTS.iter().for_each(|&(tag, step, value)| reporter.scalar(tag, step, value));
    assert!(reporter.failures().is_empty());
    path
}

fn expected() -> Scalars {
    let mut scalars = Scalars::new();
    POINTS.iter().for_each(|&(tag, step, value)| scalars.entry(tag.into()).or_default().push((step, value)));
    scalars
}

/// CRC-32C bit by bit, then the mask: a second opinion on the table-driven crate.
fn masked_crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0x82f6_3b78 } else { crc >> 1 };
    let crc = !bytes.iter().fold(!0_u32, |crc, &b| (0..8).fold(crc ^ u32::from(b), |c, _| step(c)));
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

fn take<'b>(bytes: &mut &'b [u8], len: usize) -> &'b [u8] {
    let (head, tail) = bytes.split_at(len);
    *bytes = tail;
    head
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = take(bytes, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

/// The records of a file, with their checksums checked.
fn records(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let length = take(&mut bytes, 8);
        assert_eq!(take(&mut bytes, 4), masked_crc(length).to_le_bytes());
        let data = take(&mut bytes, u64::from_le_bytes(length.try_into().unwrap()) as usize);
        assert_eq!(take(&mut bytes, 4), masked_crc(data).to_le_bytes());
        records.push(data);
    }
    records
}

/// A protobuf field: its number, and its bytes, or its varint as eight bytes.
fn fields(mut bytes: &[u8]) -> BTreeMap<u64, Vec<u8>> {
    let mut fields = BTreeMap::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let value = match key & 7 {
            0 => varint(&mut bytes).to_le_bytes().to_vec(),
            1 => take(&mut bytes, 8).to_vec(),
            2 => {
                let len = varint(&mut bytes) as usize;
                take(&mut bytes, len).to_vec()
            }
            5 => take(&mut bytes, 4).to_vec(),
            wire => panic!("wire type {wire}"),
        };
        assert!(fields.insert(key >> 3, value).is_none());
    }
    fields
}

#[test]
fn a_file_decodes_to_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(write(dir.path())).unwrap();
    let records = records(&bytes);
    let first = fields(records[0]);
    assert_eq!(first[&3], b"brain.Event:2");
    let mut scalars = Scalars::new();
    for record in &records[1..] {
        let event = fields(record);
        let wall_time = f64::from_le_bytes(event[&1][..].try_into().unwrap());
        assert!(wall_time > 1.7e9, "{wall_time}");
        let step = u64::from_le_bytes(event[&2][..].try_into().unwrap());
        let point = fields(&fields(&event[&5])[&1]);
        let value = f32::from_le_bytes(point[&2][..].try_into().unwrap());
        let tag = String::from_utf8(point[&1].clone()).unwrap();
        scalars.entry(tag).or_default().push((step, f64::from(value)));
    }
    assert_eq!(scalars, expected());
}

#[test]
fn two_files_in_one_directory_do_not_collide_and_are_found_by_their_name() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (write(&dir.path().join("tensorboard")), write(&dir.path().join("tensorboard")));
    assert_ne!(a, b);
    for path in [a, b] {
        assert!(path.file_name().unwrap().to_str().unwrap().starts_with("events.out.tfevents."));
    }
}

/// `HOLDEM_PYTHON` names a Python that has the `tensorboard` package; without one the test says that it is
/// skipped.
#[test]
fn tensorboard_itself_reads_the_file() {
    let python = std::env::var("HOLDEM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_package = Command::new(&python).args(["-c", "import tensorboard"]).output();
    if !has_package.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var("HOLDEM_PYTHON").is_err(), "{python} has no tensorboard package");
        return eprintln!("skipped: {python} has no tensorboard package");
    }
    let dir = tempfile::tempdir().unwrap();
    write(dir.path());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/read_tensorboard.py");
    let output = Command::new(python).arg(script).arg(dir.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scalars: Scalars = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(scalars, expected());
}
