//! Strategies of another trainer against those of this one: on its own betting tree, with its own buckets,
//! exact over hands.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin peer -- train TREE --buckets FILE.hdm --out NAME
//!     [--sampler public-chance|external] [--cpu SECONDS,...] [--workers N] [--seed N]
//! cargo run --release -p holdem-experiments --bin peer -- match TREE --a STRATEGY --a-buckets BUCKETS \
//!     --b STRATEGY
//!     --b-buckets BUCKETS [--boards N] [--hands N|all] [--seed N] [--workers N]
//! cargo run --release -p holdem-experiments --bin peer -- match TREE ... --a-search METHOD \
//!     [--iterations N] [--rare CHANCE] [--tolerance SHARE]
//! cargo run --release -p holdem-experiments --bin peer -- serve FILE.hdm
//! ```
//! `TREE` is a betting tree as [`tree::ExportedTree`] reads it. `train` writes `NAME-SECONDS.f32` after so
//! many seconds of processor time of all workers together. A strategy is a file of probabilities,
//! `[node][bucket][action]`, 32-bit floats, or `uniform`, or `call` (never a bet, never a fold); its buckets
//! are a bucket file or a command that [answers](rows) with the bucket of every hand, which `serve` is for
//! our own. `match` deals boards and a sample of `--hands` hands for each, plays every pair of hands in both
//! seats and prints what A wins from B. With `--a-search` it plays all hands, once with A as it is and once
//! with the rivers of A solved anew from its own ranges, [board by board](search). `peers` of this crate
//! holds the other trainers' side.
#![allow(clippy::print_stdout, reason = "prints what it measures")]

mod dealt;
mod few_hands;
mod rows;
mod search;
mod tree;

use dealt::Dealt;
use few_hands::FewHands;
use holdem_abstraction::BucketFile;
use holdem_blueprint::game::PreflopClasses;
use holdem_cards::parallel::in_parallel;
use holdem_cfr::engine::EngineOptions;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::versus::{Boards, Contender, versus_across};
use holdem_cfr::sampled::SampledOptions;
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{SolverOptions, Strategy};
use holdem_experiments::cpu_secs;
use holdem_game::deal::{CardModel, HoldemCards};
use holdem_game::tree::{Action, BettingTree};
use rows::Answers;
use search::{OnBoard, Search};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tree::ExportedTree;

type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: peer train|match TREE [--key value]..., or peer serve FILE.hdm";

struct Args(HashMap<String, String>);

impl Args {
    fn parse(mut given: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut named = HashMap::new();
        while let Some(key) = given.next() {
            let value = given.next().ok_or_else(|| format!("{key} has no value"))?;
            named.insert(key, value);
        }
        Ok(Self(named))
    }
    fn text(&self, key: &str) -> Outcome<&str> {
        Ok(self.0.get(key).ok_or_else(|| format!("{key} is missing"))?)
    }
    fn number(&self, key: &str, default: u64) -> Outcome<u64> {
        Ok(self.0.get(key).map_or(Ok(default), |value| value.parse())?)
    }
    fn share(&self, key: &str, default: f64) -> Outcome<f64> {
        Ok(self.0.get(key).map_or(Ok(default), |value| value.parse())?)
    }
    fn workers(&self) -> Outcome<usize> {
        Ok(self.number("--workers", 2)? as usize)
    }
}

fn engine_options(args: &Args) -> Outcome<EngineOptions> {
    let seed = args.number("--seed", 1)?;
    match args.text("--sampler").unwrap_or("public-chance") {
        "public-chance" => {
            Ok(EngineOptions::PublicChance(SolverOptions { seed, ..SolverOptions::default() }))
        }
        "external" => Ok(EngineOptions::Sampled(SampledOptions::external(seed, 2))),
        other => Err(format!("unknown sampler `{other}`, expected public-chance or external").into()),
    }
}

fn train(tree: &Arc<BettingTree>, args: &Args) -> Outcome<()> {
    let cards: Arc<dyn CardModel> = Arc::new(HoldemCards::new(BucketFile::open(args.text("--buckets")?)?));
    let mut engine = engine_options(args)?.engine(tree, &cards)?;
    let mut used = 0.0;
    for budget in args.text("--cpu").unwrap_or("120").split(',') {
        let left = budget.parse::<f64>()? - used;
        let start = cpu_secs();
        engine.run(args.workers()?, u64::MAX, &|_| cpu_secs() - start >= left);
        used += cpu_secs() - start;
        let path = format!("{}-{budget}.f32", args.text("--out")?);
        let strategy = engine.average_strategy();
        let bytes: Vec<u8> = strategy.probabilities().iter().flat_map(|p| p.to_le_bytes()).collect();
        std::fs::write(&path, bytes)?;
        println!("{path}: {} iterations in {used:.1} CPU-seconds", engine.work().iterations);
    }
    Ok(())
}

/// A strategy with its buckets, in the place of A or of B.
struct Side {
    cards: FewHands,
    strategy: Strategy,
}

impl Side {
    fn open(tree: &BettingTree, args: &Args, side: &str) -> Outcome<Self> {
        let buckets = args.text(&format!("{side}-buckets"))?;
        let cards: Box<dyn CardModel> = match Path::new(buckets).is_file() {
            true => Box::new(HoldemCards::new(BucketFile::open(buckets)?)),
            false => Box::new(HoldemCards::new(Answers::start(buckets)?)),
        };
        let strategy = read_strategy(tree, &bucket_counts(&*cards), args.text(side)?)?;
        let hands = match args.text("--hands").unwrap_or("128") {
            "all" => None,
            number => Some(number.parse()?),
        };
        Ok(Self { cards: FewHands { cards, hands }, strategy })
    }

    fn contender(&self) -> Contender<'_> {
        Contender { cards: &self.cards, strategy: &self.strategy }
    }
}

fn read_strategy(tree: &BettingTree, num_buckets: &[usize], name: &str) -> Outcome<Strategy> {
    let passive = |node, rows: &mut [f32]| {
        let edges = tree.edges(node);
        let stays = |action| matches!(action, Action::Check | Action::Call);
        for (i, weight) in rows.iter_mut().enumerate() {
            *weight = f32::from(u8::from(stays(edges[i % edges.len()].action)));
        }
    };
    match name {
        "uniform" => Ok(Strategy::uniform(tree, num_buckets)),
        "call" => Ok(Strategy::from_rows(tree, num_buckets, passive)),
        path => {
            let bytes = std::fs::read(path).map_err(|e| format!("{path}: {e}"))?;
            let word = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().expect("chunks of four"));
            let probabilities: Vec<f32> = bytes.chunks_exact(4).map(word).collect();
            Ok(Strategy::new(tree, num_buckets, Arc::new(probabilities))?)
        }
    }
}

fn play(tree: &BettingTree, big_blind: u32, args: &Args) -> Outcome<()> {
    let sides = [Side::open(tree, args, "--a")?, Side::open(tree, args, "--b")?];
    let count = args.number("--boards", 1000)? as usize;
    let boards = Boards { seed: args.number("--seed", 99)?, count, workers: args.workers()? };
    let result = versus_across(tree, sides.each_ref().map(Side::contender), boards);
    let in_mbb = |chips: Estimate| format!("{:.1}", chips.scaled(1000.0 / f64::from(big_blind)));
    println!(
        "A wins {} mbb/h from B ({} as small blind, {} as big blind), {count} boards, {:.0} CPU-seconds",
        in_mbb(result.gain),
        in_mbb(result.as_first),
        in_mbb(result.as_second),
        cpu_secs()
    );
    Ok(())
}

/// What A wins on one board.
struct Board {
    plain: f64,
    searched: f64,
    rivers: usize,
    gave_way: usize,
}

/// Plays all hands of each board twice: with A as it is, and with its rivers solved anew.
fn play_searched(tree: &BettingTree, big_blind: u32, args: &Args) -> Outcome<()> {
    let [a, b] = [Side::open(tree, args, "--a")?, Side::open(tree, args, "--b")?];
    let how = Search {
        method: args.text("--a-search")?.parse()?,
        iterations: args.number("--iterations", 60)?,
        rare: args.share("--rare", 1e-4)?,
        tolerance: args.share("--tolerance", 0.01)?,
    };
    let (count, seed) = (args.number("--boards", 100)?, args.number("--seed", 99)?);
    let cards: Arc<dyn CardModel> = Arc::new(HoldemCards::new(PreflopClasses));
    let begun = Instant::now();
    let on_board = |number: usize| -> Result<Board, String> {
        let dealt = [&a, &b].map(|side| Dealt::new(&*side.cards.cards, seed, number as u64));
        let at = OnBoard { tree, blueprint: &a.strategy, dealt: &dealt[0], cards: &cards };
        let searched = at.searched(&how).map_err(|error| error.to_string())?;
        let own = dealt[0].with_own_rivers();
        let meet = |cards: &dyn CardModel, strategy: &Strategy| {
            let sides =
                [Contender { cards, strategy }, Contender { cards: &dealt[1], strategy: &b.strategy }];
            versus_across(tree, sides, Boards { seed, count: 1, workers: 1 }).gain.mean
        };
        Ok(Board {
            plain: meet(&dealt[0], &a.strategy),
            searched: meet(&own, &searched.strategy),
            rivers: searched.solved,
            gave_way: searched.gave_way,
        })
    };
    let boards = in_parallel(args.workers()?, count as usize, on_board);
    let boards = boards.into_iter().collect::<Result<Vec<_>, _>>()?;
    let told = |what: &dyn Fn(&Board) -> f64| {
        let values: Vec<f64> = boards.iter().map(what).collect();
        format!("{:.1}", Estimate::of(&values).scaled(1000.0 / f64::from(big_blind)))
    };
    println!(
        "A wins {} mbb/h from B, {} with its rivers searched, {} more; {count} boards, {} solutions, {} gave \
         way to resolve, {:.0} s, {:.0} CPU-seconds",
        told(&|board| board.plain),
        told(&|board| board.searched),
        told(&|board| board.searched - board.plain),
        boards.iter().map(|board| board.rivers).sum::<usize>(),
        boards.iter().map(|board| board.gave_way).sum::<usize>(),
        begun.elapsed().as_secs_f64(),
        cpu_secs()
    );
    Ok(())
}

fn main() -> Outcome<()> {
    holdem_experiments::help(include_str!("main.rs"));
    let mut given = std::env::args().skip(1);
    let (Some(command), Some(file)) = (given.next(), given.next()) else { return Err(USAGE.into()) };
    let args = Args::parse(given)?;
    if command == "serve" {
        let buckets = BucketFile::open(file)?;
        return Ok(rows::serve(&buckets, std::io::stdin().lock(), std::io::stdout().lock())?);
    }
    let exported: ExportedTree =
        std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?.parse()?;
    let tree = Arc::new(exported.tree()?);
    println!("{} nodes, {} decisions", tree.nodes().len(), tree.num_decisions());
    match command.as_str() {
        "train" => train(&tree, &args),
        "match" if args.0.contains_key("--a-search") => play_searched(&tree, exported.big_blind(), &args),
        "match" => play(&tree, exported.big_blind(), &args),
        _ => Err(USAGE.into()),
    }
}
