//! How long a grid of a blueprint of 1 GB takes, with nothing in memory before: opening, and the first
//! question.
//!
//! Once, it makes a bucket file of 65,535 percentiles a street and a strategy of random probabilities over
//! it, in the target directory. Then it asks in a process of its own each time, after both files were dropped
//! from the page cache (on Linux), and again with both in it.
#![allow(clippy::unwrap_used, reason = "a bench that fails fails")]
#![allow(clippy::print_stdout, reason = "what a bench is for")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use holdem_abstraction::Family;
use holdem_blueprint::config::{BucketFamily, GameConfig};
use holdem_blueprint::file::{self, Stamp};
use holdem_blueprint::grid::Grid;
use holdem_blueprint::{Blueprint, Game, Recipe, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Table;

/// Questions on each street: a history, and a board.
const QUESTIONS: [(&str, &str); 4] =
    [("", ""), ("r5c/k", "AhKd7c"), ("r5c/kk/k", "AhKd7c2s"), ("r5c/kk/kk/k", "AhKd7c2s9d")];
/// What is played: a tree of more than a thousand decisions.
const GAME: &str = r#"{"kind": "holdem", "stack": 200, "menu": {
    "flop": {"sizes": [["33%", "50%", "75%", "150%"], ["75%"]], "max_raises": 2},
    "turn": {"sizes": [["50%", "100%", "150%"], ["75%"]], "max_raises": 2},
    "river": {"sizes": [["33%", "66%", "100%", "150%", "200%"], ["75%"]], "max_raises": 2}}}"#;
/// Processes that ask each of them.
const TIMES: usize = 9;

fn main() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("queries");
    let mut arguments = env::args().skip_while(|argument| argument != "--ask").skip(1);
    if let (Some(history), Some(board)) = (arguments.next(), arguments.next()) {
        return ask(&directory, &history, &board);
    }
    if !directory.join("blueprint.hdm").exists() {
        make(&directory);
    }
    let bytes = fs::metadata(directory.join("blueprint.hdm")).unwrap().len();
    assert!(bytes > 900_000_000, "a blueprint of {bytes} bytes is not about 1 GB");
    println!("a blueprint of {:.0} MB; medians of {TIMES} processes", bytes as f64 / 1e6);
    for (history, board) in QUESTIONS {
        for cold in [true, false] {
            let mut asked: Vec<[f64; 2]> =
                (0..TIMES).map(|_| asked(&directory, history, board, cold)).collect();
            asked.sort_by(|a, b| (a[0] + a[1]).total_cmp(&(b[0] + b[1])));
            let ([open, grid], [last_open, last_grid]) = (asked[TIMES / 2], asked[TIMES - 1]);
            let (all, most) = (open + grid, last_open + last_grid);
            let memory = if cold { "cold" } else { "warm" };
            println!(
                "{history:<11} {board:<10} {memory}: open {open:5.2} + grid {grid:5.2} = {all:5.2} ms, \
                 at most {most:5.2}"
            );
        }
    }
}

/// Opens the strategy, reads a grid, and says what both took in milliseconds.
fn ask(directory: &Path, history: &str, board: &str) {
    let start = Instant::now();
    let strategy = Strategy::open(directory).unwrap();
    let open = start.elapsed();
    let grid = Grid::on_board(&strategy, history, &strategy.board(board).unwrap()).unwrap();
    let all = start.elapsed();
    assert!((grid.totals().iter().sum::<f64>() - 1.0).abs() < 1e-3);
    println!("{} {}", open.as_secs_f64() * 1e3, (all - open).as_secs_f64() * 1e3);
}

/// Asks in another process.
fn asked(directory: &Path, history: &str, board: &str, cold: bool) -> [f64; 2] {
    if cold {
        files(directory).iter().for_each(|file| forget(file));
    }
    let child = Command::new(env::current_exe().unwrap()).args(["--ask", history, board]).output().unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    let text = String::from_utf8(child.stdout).unwrap();
    let numbers: Vec<f64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some()).collect()
}

/// Drops a file from the page cache.
#[cfg(target_os = "linux")]
fn forget(path: &Path) {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    let file = fs::File::open(path).unwrap();
    file.sync_all().unwrap();
    posix_fadvise(&file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED).unwrap();
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &Path) {}

/// Makes the bucket file and the strategy as if they were a run's.
fn make(directory: &Path) {
    fs::create_dir_all(directory).unwrap();
    fs::write(directory.join("config.yaml"), format!("buckets: {{cache_dir: '{}'}}\n", directory.display()))
        .unwrap();
    let like = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/holdem/straight.hdm");
    let mut recipe: Recipe = Blueprint::open(like).unwrap().recipe().clone();
    let game: GameConfig = serde_json::from_str(GAME).unwrap();
    recipe.game = game.resolved();
    recipe.buckets.family = BucketFamily::Percentile;
    recipe.buckets.families = [Family::Percentile; 3];
    recipe.buckets.counts = Some([(); 3].map(|()| "65535".parse().unwrap()));
    let (game, mut buckets) = recipe.sections();
    buckets.cache_dir = Some(directory.to_path_buf());
    let game = Game::build(&game, &buckets, 0, &mut unobserved).unwrap();
    let mut seed = 1u32;
    let table = Table::from_rows(&game.tree, &game.buckets.counts, |_, rows| {
        for p in rows {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *p = (seed >> 8) as f32;
        }
    });
    file::write(&directory.join("blueprint.hdm"), &Stamp::from(&game), &recipe, &table, 1).unwrap();
}
