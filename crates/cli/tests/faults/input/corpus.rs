//! Good files of every kind, to be damaged.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use holdem_blueprint::file as blueprint;
use holdem_store::Kind;
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::config::Compression;
use holdem_training::{TrainConfig, TrainOptions, checkpoint, train};

use super::readers::{self, Reader};

/// A good file.
pub(crate) struct Seed {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// What it is, if it is a container.
    pub(crate) kind: Option<Kind>,
    pub(crate) reader: Reader,
}

const RANGES: &str = "22+, A2s+:0.5, KTo-K8o, 76s, AhKh:0.25\nJJ-88 Q9s\n";

/// Files of every kind. With buckets also a real bucket file is built, of some hundred MB.
pub(crate) fn seeds(directory: &Path, buckets: bool) -> Vec<Seed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seeds = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, kind: Option<Kind>, reader: Reader| {
        seeds.push(Seed { name: name.to_owned(), bytes, kind, reader });
    };
    for compression in [Compression::None, Compression::Zstd] {
        let run = run(directory, compression);
        let checkpoint = checkpoint::list(&run.join("checkpoints")).unwrap().remove(0);
        add("checkpoint", fs::read(checkpoint).unwrap(), Some(checkpoint::KIND), Reader::Checkpoint);
    }
    let run = directory.join("None");
    let blueprint = fs::read(run.join("blueprint.hdm")).unwrap();
    add("blueprint", blueprint.clone(), Some(blueprint::KIND), Reader::Blueprint);
    for file in ["run.json", "config.yaml", "report.json", "log.jsonl"] {
        add(file, fs::read(run.join(file)).unwrap(), None, Reader::RunFile(file));
    }
    add("snapshot", blueprint, Some(blueprint::KIND), Reader::RunFile("snapshots/snapshot-000000000090.hdm"));
    let events = fs::read_dir(run.join("tensorboard")).unwrap().next().unwrap().unwrap().path();
    add(
        "events",
        fs::read(events).unwrap(),
        None,
        Reader::RunFile("tensorboard/events.out.tfevents.1.a.1.0"),
    );
    for file in ["full.yaml", "small.yaml"] {
        add(file, fs::read(root.join("configs").join(file)).unwrap(), None, Reader::Configuration);
    }
    add("ranges", RANGES.as_bytes().to_vec(), None, Reader::Ranges);
    let hands = root.join("crates/game/tests/data/hands_short.jsonl.gz");
    add("hands.jsonl.gz", fs::read(&hands).unwrap(), None, Reader::Hands);
    add("hands.jsonl", few_lines(&hands), None, Reader::Hands);
    let histories = fs::read(root.join("crates/arena/tests/data/pokerkit/pokerkit_0000.phh")).unwrap();
    add("history.phh", histories, None, Reader::Histories);
    let all = fs::read(root.join("crates/arena/tests/data/pokerkit/all.phhs")).unwrap();
    add("histories.phhs", all[..all.len().min(20_000)].to_vec(), None, Reader::Histories);
    let small = readers::small_buckets(directory);
    add("buckets", fs::read(small).unwrap(), Some(readers::BUCKETS), Reader::Buckets);
    if buckets {
        readers::build_buckets(directory);
    }
    seeds
}

/// A run of Leduc poker that takes no time.
fn run(directory: &Path, checkpoint_compression: Compression) -> PathBuf {
    let yaml = "
game: { kind: leduc }
num_iterations: 90
hands_per_board: all
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
";
    let path = directory.join(format!("{checkpoint_compression:?}"));
    let config = TrainConfig { checkpoint_compression, ..TrainConfig::from_yaml_str(yaml).unwrap() };
    let options = TrainOptions { logdir: Some(path.clone()), ..TrainOptions::default() };
    train(&config, &options, &mut Reporter::new(), &StopFlag::new()).unwrap();
    path
}

fn few_lines(path: &Path) -> Vec<u8> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().take(12).flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}
