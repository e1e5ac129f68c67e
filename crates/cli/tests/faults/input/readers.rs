//! Everything that reads files, as the commands use it.

use std::fs::{self, OpenOptions};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use holdem_abstraction::{BucketCount, BucketFile, BucketParams};
use holdem_arena::phh::HandHistory;
use holdem_blueprint::Blueprint;
use holdem_blueprint::{Game, unobserved};
use holdem_cards::range::Range;
use holdem_cfr::VectorSolver;
use holdem_game::rules::conformance::{self, HandReader};
use holdem_store::{ContainerWriter, Kind};
use holdem_training::TrainConfig;
use holdem_training::check::{FileState, check};
use holdem_training::checkpoint::Checkpoint;
use holdem_training::run_dir::{RunRecord, config_of};

use super::damage::Random;

/// Who reads a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reader {
    Checkpoint,
    Blueprint,
    Buckets,
    Configuration,
    Ranges,
    Hands,
    Histories,
    /// This file of a run directory, by whoever opens runs.
    RunFile(&'static str),
}

/// What is said of the file, if it is refused.
type Read = Result<(), String>;

impl Reader {
    /// Reads these bytes, from a file if the reader wants one.
    pub(crate) fn read(self, directory: &Path, bytes: &[u8]) -> Read {
        match self {
            Self::Ranges => String::from_utf8_lossy(bytes).parse::<Range>().map(drop).map_err(words),
            Self::RunFile(name) => run_file(directory, name, bytes),
            Self::Configuration => {
                let path = write(directory, "damaged.yaml", bytes);
                let config = TrainConfig::from_yaml_path(&path).map_err(|e| named(&path, e))?;
                config.validate().map_err(words)
            }
            Self::Hands => {
                let reader = HandReader::open(write(directory, "damaged.jsonl", bytes)).map_err(words)?;
                conformance::check(reader, |_| {}).map(drop).map_err(words)
            }
            Self::Histories => {
                let hands = HandHistory::read(write(directory, "damaged.phhs", bytes)).map_err(words)?;
                hands.iter().try_for_each(|hand| hand.replay().map(drop).map_err(words))
            }
            Self::Checkpoint => checkpoint(&write(directory, "damaged-checkpoint.hdm", bytes)),
            Self::Blueprint => blueprint(&write(directory, "damaged-blueprint.hdm", bytes)),
            Self::Buckets => {
                let path = write(directory, "damaged-buckets.hdm", bytes);
                buckets(&path)
            }
        }
    }
}

fn write(directory: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = directory.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn words(error: impl std::error::Error) -> String {
    error.to_string()
}

/// The words of an error and its causes, one of which has to name the file.
fn named(path: &Path, error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(text.contains(name), "`{text}` does not name {name}");
    text
}

fn leduc() -> Game {
    let config = TrainConfig::from_yaml_str("game: { kind: leduc }").unwrap();
    Game::build(&config.game(), &config.buckets, 1, &mut unobserved).unwrap()
}

fn checkpoint(path: &Path) -> Read {
    let checkpoint = Checkpoint::open(path).map_err(|e| named(path, e))?;
    let game = leduc();
    let options = checkpoint.recipe().solver_options();
    let mut solver = VectorSolver::new(&game.tree, &game.cards, options).map_err(words)?;
    checkpoint.restore(&game, &mut solver).map_err(|e| named(path, e))
}

fn blueprint(path: &Path) -> Read {
    let blueprint = Blueprint::open(path).map_err(|e| named(path, e))?;
    blueprint.strategy(&leduc()).map(drop).map_err(|e| named(path, e))
}

/// Puts a file into a copy of a run and looks at the run in every way.
fn run_file(directory: &Path, name: &str, bytes: &[u8]) -> Read {
    let run = directory.join("damaged-run");
    let good = directory.join("None");
    if !run.exists() {
        fs::create_dir_all(run.join("snapshots")).unwrap();
        fs::create_dir_all(run.join("tensorboard")).unwrap();
        for file in ["run.json", "config.yaml", "report.json", "log.jsonl", "blueprint.hdm"] {
            fs::copy(good.join(file), run.join(file)).unwrap();
        }
    }
    let file = run.join(name);
    fs::write(&file, bytes).unwrap();
    let (record, config) = (RunRecord::read(&run), config_of(&run));
    let checked = check(&run).map_err(words);
    match good.join(name).exists() {
        true => drop(fs::copy(good.join(name), &file).unwrap()),
        false => fs::remove_file(&file).unwrap(),
    }
    match name {
        "run.json" => drop(record.map_err(|e| named(&file, e))?),
        "config.yaml" => drop(config.map_err(|e| named(&file, e))?),
        _ => {}
    }
    // No checkpoint was copied: that is missing in every case.
    match checked?.files.iter().find(|f| f.file.ends_with(name) && f.state != FileState::Good) {
        Some(found) => Err(found.detail.clone()),
        None => Ok(()),
    }
}

/// What bucket files say of themselves.
pub(crate) const BUCKETS: Kind = Kind::new("buckets", 1);

/// A container that says it holds buckets, with parameters and nothing behind them.
pub(crate) fn small_buckets(directory: &Path) -> PathBuf {
    let path = directory.join("small-buckets.hdm");
    let params = params();
    let mut writer = ContainerWriter::create(&path, BUCKETS, params.hash()).unwrap();
    writer.section("params", format!("{params}").as_bytes()).unwrap();
    writer.typed_section::<u16>("flop", &[1; 1000]).unwrap();
    writer.finish().unwrap();
    path
}

fn params() -> BucketParams {
    BucketParams::percentile([BucketCount::default(); 3])
}

/// Builds a real bucket file.
pub(crate) fn build_buckets(directory: &Path) -> PathBuf {
    let cache = directory.join("cache");
    let mut on = |_| ControlFlow::Continue(());
    let file = holdem_abstraction::open_or_build(&params(), &cache, 2, &mut on).unwrap();
    file.path().to_path_buf()
}

fn buckets(path: &Path) -> Read {
    let file = BucketFile::open(path).map_err(words)?;
    file.verify().map_err(words)
}

/// Damages the head, the table and the small sections of a real bucket file in place, and cuts it shorter and
/// shorter; returns how many were refused.
pub(crate) fn damaged_buckets(directory: &Path, random: &mut Random, cases: usize) -> usize {
    let path = build_buckets(directory);
    let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let len = file.metadata().unwrap().len();
    let mut refused = 0;
    for _ in 0..cases {
        let from_end = random.below(600) as u64;
        let at = if random.below(2) == 0 { random.below(1000) as u64 } else { len - 1 - from_end };
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).unwrap();
        file.write_all_at(&[byte[0] ^ (1 << random.below(8))], at).unwrap();
        refused += usize::from(BucketFile::open(&path).is_err());
        file.write_all_at(&byte, at).unwrap();
    }
    assert!(BucketFile::open(&path).and_then(|file| file.verify()).is_ok(), "all bytes are back");
    let mut cuts: Vec<u64> = (0..60).map(|_| random.next() % len).collect();
    cuts.sort_unstable_by(|a, b| b.cmp(a));
    for cut in cuts {
        file.set_len(cut).unwrap();
        assert!(BucketFile::open(&path).is_err(), "cut at {cut}");
        refused += 1;
    }
    refused
}
