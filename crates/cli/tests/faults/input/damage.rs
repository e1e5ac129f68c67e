//! Ways to damage a file.

use super::corpus::Seed;
use holdem_store::{Container, ContainerWriter, Kind};

/// Random numbers (SplitMix64, Steele, Lea & Flood 2014), so that a failure can be repeated.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`, which may be 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// Numbers that are lengths of something absurd, or break arithmetic.
const HOSTILE: [u64; 10] = [
    0,
    1,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 40,
    1 << 62,
    i64::MAX as u64,
    u64::MAX - 63,
    u64::MAX,
    0x7ff8 << 48,
];
/// Words that text readers trip over.
const WORDS: [&str; 18] = [
    "99999999999999999999999999",
    "-1",
    "1e999",
    "NaN",
    "null",
    "{",
    "[",
    "]}",
    "\"",
    ": ",
    "\u{0}",
    "\u{feff}",
    "&a [*a, *a]",
    "AA:1e400",
    "22-33",
    "\n\n",
    "é",
    "!!binary ",
];

/// A damaged version of a file, and how it came about.
pub(crate) fn damaged(seed: &Seed, all: &[Seed], random: &mut Random) -> (Vec<u8>, String) {
    let mut bytes = seed.bytes.clone();
    let at = random.below(bytes.len());
    let kinds = if seed.kind.is_some() { 9 } else { 8 };
    let how = match random.below(kinds) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1 | 2 => {
            let flips = 1 + random.below(8);
            (0..flips).for_each(|_| flip(&mut bytes, random));
            format!("with {flips} flipped bits")
        }
        3 => {
            let value = HOSTILE[random.below(HOSTILE.len())];
            let end = (at + 8).min(bytes.len());
            bytes[at..end].copy_from_slice(&value.to_le_bytes()[..end - at]);
            format!("with {value:#x} at {at}")
        }
        4 => {
            let word = random.pick(&WORDS);
            let times = if random.below(20) == 0 { 20_000 } else { 1 };
            let word = word.repeat(times);
            bytes.splice(at..at, word.bytes());
            format!("with {times} times a word at {at}")
        }
        5 => {
            let end = at + random.below(bytes.len() - at);
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
            format!("with {at}..{end} twice")
        }
        6 => {
            let end = at + random.below(bytes.len() - at);
            bytes.drain(at..end);
            format!("without {at}..{end}")
        }
        7 => {
            let other = &all[random.below(all.len())];
            bytes.clone_from(&other.bytes);
            if random.below(2) == 0 {
                flip(&mut bytes, random);
            }
            format!("replaced by {}", other.name)
        }
        _ => return resealed(seed, random),
    };
    (bytes, how)
}

fn flip(bytes: &mut [u8], random: &mut Random) {
    let at = random.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << random.below(8);
    }
}

/// Damage with checksums that are right: a file that somebody made to hurt.
fn resealed(seed: &Seed, random: &mut Random) -> (Vec<u8>, String) {
    let directory = tempfile::tempdir().unwrap();
    let (from, to) = (directory.path().join("from.hdm"), directory.path().join("to.hdm"));
    std::fs::write(&from, &seed.bytes).unwrap();
    let container = Container::open_any(&from).unwrap();
    let sections = container.sections();
    let victim = random.below(sections.len());
    let kind: Kind = seed.kind.expect("only containers are sealed");
    let mut writer = ContainerWriter::create(&to, kind, container.params_hash()).unwrap();
    for (i, section) in sections.iter().enumerate() {
        let mut bytes = container.bytes(&section.name).unwrap().to_vec();
        if i == victim {
            spoil(&mut bytes, section.elem.size as usize, random);
        }
        match (i == victim && random.below(6) == 0, section.elem.to_string().as_str()) {
            (true, _) => {}
            (false, "u64") => typed(&mut writer, &section.name, &bytes, u64::from_le_bytes),
            (false, "f64") => typed(&mut writer, &section.name, &bytes, f64::from_le_bytes),
            (false, "f32") => typed(&mut writer, &section.name, &bytes, f32::from_le_bytes),
            (false, "u16") => typed(&mut writer, &section.name, &bytes, u16::from_le_bytes),
            (false, _) => writer.section(&section.name, &bytes).unwrap(),
        }
    }
    writer.finish().unwrap();
    (std::fs::read(&to).unwrap(), format!("sealed again with section {} spoilt", sections[victim].name))
}

/// Another content of whole elements.
fn spoil(bytes: &mut Vec<u8>, element: usize, random: &mut Random) {
    match random.below(4) {
        0 => bytes.truncate(random.below(bytes.len() / element) * element),
        1 => (0..4).for_each(|_| flip(bytes, random)),
        2 => bytes.extend(HOSTILE.iter().flat_map(|value| value.to_le_bytes())),
        _ => {
            for chunk in bytes.chunks_mut(8) {
                let value = HOSTILE[random.below(HOSTILE.len())].to_le_bytes();
                chunk.copy_from_slice(&value[..chunk.len()]);
            }
        }
    }
}

fn typed<T: bytemuck::NoUninit, const N: usize>(
    writer: &mut ContainerWriter,
    name: &str,
    bytes: &[u8],
    number: fn([u8; N]) -> T,
) {
    let numbers: Vec<T> = bytes.as_chunks().0.iter().map(|&chunk| number(chunk)).collect();
    writer.typed_section(name, &numbers).unwrap();
}
