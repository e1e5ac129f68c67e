//! Runs that an earlier version of the program has left, in `tests/data`: each stopped after half of its
//! iterations, and the blueprint that it goes on to. Those of Kuhn and hold'em are what the same version came
//! to without a stop. Showdowns have since been added up in another order, which is seen in the last bits of
//! Leduc: there stands what its run goes on to now.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_blueprint::grid::{Colour, Grid};
use holdem_blueprint::{OpenStrategy, unobserved};
use holdem_training::check;
use holdem_training::run_dir::{RunRecord, RunState, config_of};

use crate::support::{blueprint_bytes, resume};

/// Leduc with DCFR, Kuhn by outcome sampling, hold'em in 16 bits with a compressed checkpoint.
const RUNS: [&str; 3] = ["leduc", "kuhn", "holdem"];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A copy of the run that may be written.
fn copied(name: &str, to: &Path) {
    for directory in ["", "checkpoints"] {
        let (from, to) = (data(name).join("run").join(directory), to.join(directory));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(&from).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn runs_of_an_earlier_version_are_whole_and_open() {
    for name in RUNS {
        let run = data(name).join("run");
        let checked = check(&run).unwrap();
        assert_eq!(checked.bad, 0, "{name}: {checked:?}");
        let record = RunRecord::read(&run).unwrap();
        assert_eq!((record.state, checked.resumes_at), (RunState::Paused, Some(record.iterations)), "{name}");
        let opened = OpenStrategy::open(&run, 1, &mut unobserved).unwrap();
        assert_eq!(opened.iterations, record.iterations, "{name}");
        let mut row = opened.strategy.row(0, 0).iter();
        assert!(row.all(|p| (0.0..=1.0).contains(p)), "{name}");
        let grid = Grid::new(&opened.game, &opened.strategy, 0).map(|grid| grid.render(Colour::Never));
        assert_eq!(grid.is_ok(), name == "holdem", "{name}");
    }
}

#[test]
fn runs_of_an_earlier_version_go_on_to_the_bits_on_record() {
    for name in RUNS {
        let dir = tempfile::tempdir().unwrap();
        copied(name, dir.path());
        let config = config_of(dir.path()).unwrap();
        let outcome = resume(&config, dir.path(), None).unwrap();
        assert!(!outcome.paused && !outcome.interrupted, "{name}");
        assert!(blueprint_bytes(dir.path()) == fs::read(data(name).join("straight.hdm")).unwrap(), "{name}");
        assert_eq!(check(dir.path()).unwrap().bad, 0, "{name}");
    }
}
