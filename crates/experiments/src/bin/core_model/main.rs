//! What training would reach on machines of many cores: every task of a batch is measured here, then the
//! schedule of a batch is played on as many cores as wanted, with memory and wake-ups as modelled.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin core_model -- BUCKETS.hdm [--stack BB] \
//!     [--menu MENU.yaml] [--batches N] [--threads N] [--part BYTES] [--cores N,N,...] [--gbs N,N,...] \
//!     [--cache MB,MB,...] [--wake US] [--unpark US] [--share N]
//! ```
//! `--batches` of 64 boards are measured on `--threads` (1), twice: with every subtree walked by one worker,
//! and with all that have parts (`--part`, 0 for none) opened; on a machine those are that are more than one
//! in `--share` (the solver's) of what each worker has to do. A task counts with the median of its processor
//! time. `--gbs` is what a machine reads and writes in billions of bytes a second, and `--cache` the size of
//! its last caches together in MB, for each number of `--cores` one; tables that fit there cost nothing. A
//! parked worker begins `--wake` microseconds after it was woken, and waking takes whoever does it `--unpark`
//! for each.
//!
//! For each machine: boards a second, how many times one core that is, the share of its cores that are busy,
//! and how much faster it would be without each of its limits: that which weighs most is its bottleneck.
#![allow(clippy::print_stdout)]

mod machine;
mod measured;
mod schedule;

use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::vector::cut::Cut;
use holdem_cfr::vector::open_subtree::SHARE_OF_A_WORKER;
use holdem_experiments::{Cards, heads_up, open};
use holdem_game::menu::BetMenu;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use machine::Machine;
use measured::{Measured, Trial};
use schedule::Batch;
use std::collections::BTreeMap;
use std::ops::Range;

struct Args {
    buckets: String,
    named: BTreeMap<String, String>,
}

impl Args {
    fn read() -> Self {
        let mut args = std::env::args().skip(1);
        let buckets = args.next().expect("a bucket file");
        let mut named = BTreeMap::new();
        while let Some(name) = args.next() {
            named.insert(name, args.next().expect("every option has a value"));
        }
        Self { buckets, named }
    }

    fn number(&self, name: &str, default: f64) -> f64 {
        self.named.get(name).map_or(default, |text| text.parse().expect("a number"))
    }

    fn numbers(&self, name: &str, default: &str) -> Vec<f64> {
        holdem_experiments::numbers(self.named.get(name).map_or(default, String::as_str))
    }

    fn tree(&self) -> std::sync::Arc<BettingTree> {
        let menu = self.named.get("--menu").map_or_else(BetMenu::default, |path| {
            let text = std::fs::read_to_string(path).expect("a menu file");
            serde_saphyr::from_str(&text).expect("a menu")
        });
        heads_up(self.number("--stack", 100.0), menu)
    }

    /// Machines with so many bytes of tables.
    fn machines(&self, table_bytes: u64) -> Vec<Machine> {
        let (gbs, caches) =
            (self.numbers("--gbs", "30,150,150,300"), self.numbers("--cache", "32,64,256,512"));
        let of = |list: &[f64], i: usize| list[i.min(list.len() - 1)];
        let machine = |(i, cores): (usize, f64)| {
            let is_cached = table_bytes as f64 <= 1e6 * of(&caches, i);
            Machine {
                cores: cores as usize,
                bytes_per_sec: if is_cached { f64::INFINITY } else { 1e9 * of(&gbs, i) },
                wake_secs: self.number("--wake", 30.0) / 1e6,
                unpark_secs: self.number("--unpark", 1.5) / 1e6,
            }
        };
        self.numbers("--cores", "2,16,64,128").into_iter().enumerate().map(machine).collect()
    }
}

fn main() {
    holdem_experiments::help(include_str!("main.rs"));
    let args = Args::read();
    let (tree, cards): (_, Cards) = (args.tree(), open(&args.buckets));
    let buckets = bucket_counts(&*cards);
    let table_bytes = TableBytes::new(&tree, &buckets, u64::MAX).of(tree.subtree(0));
    let part = args.number("--part", 0.0) as u64;
    let boards = if part > 0 { measured::BOARDS } else { schedule::GROUP };
    let touched = TableBytes::new(&tree, &buckets, boards * HANDS);
    let trial = Trial {
        tree: &tree,
        cards: &cards,
        part_bytes: (part > 0).then_some(part),
        batches: args.number("--batches", 20.0) as u64,
        threads: args.number("--threads", 1.0) as usize,
    };
    println!("{} nodes, {:.1} MB of tables", tree.nodes().len(), table_bytes as f64 / 1e6);
    let alone = trial.measure(1);
    say("subtrees by one worker", &alone);
    let opened = part > 0;
    let several = opened.then(|| trial.measure(usize::MAX >> 32));
    if let Some(several) = &several {
        say("subtrees opened", several);
    }
    println!(
        "{:16} {:>6} {:>11} {:>9} {:>12} {:>5} {:>18} {:>7} {:>13}",
        "parts by several",
        "cores",
        "ms a batch",
        "boards/s",
        "of one core",
        "busy",
        "without: wake-ups",
        "memory",
        "uneven tasks"
    );
    let share = args.number("--share", SHARE_OF_A_WORKER as f64) as usize;
    let cut = Cut::by_size(&tree);
    let bytes: Vec<f64> = cut.roots().iter().map(|&root| touched.of(tree.subtree(root)) as f64).collect();
    for machine in args.machines(table_bytes) {
        for several in std::iter::once(None).chain(several.as_ref().map(Some)) {
            let batch = Batch::new(&tree, (&bytes, part > 0), &alone, (several, share));
            print_row(&batch, &machine, several.is_some());
        }
    }
}

/// Hands of a board, and bytes that memory gives at a time.
const HANDS: u64 = 128;
const LINE: u64 = 64;

/// Bytes of regrets and strategy sums that some hands touch: a line each, and not more than there is.
struct TableBytes {
    /// By node: those of all nodes before it; one more for the end.
    before: Vec<u64>,
}

impl TableBytes {
    fn new(tree: &BettingTree, num_buckets: &[usize], hands: u64) -> Self {
        let mut before = vec![0];
        for node in tree.nodes() {
            let rows = match node.kind {
                NodeKind::Decision { .. } => num_buckets[usize::from(node.street)] as u64,
                NodeKind::Fold { .. } | NodeKind::Showdown => 0,
            };
            let bytes = (8 * rows * u64::from(node.num_actions)).min(hands.saturating_mul(LINE));
            before.push(before[before.len() - 1] + bytes);
        }
        Self { before }
    }

    fn of(&self, nodes: Range<NodeId>) -> u64 {
        self.before[nodes.end as usize] - self.before[nodes.start as usize]
    }
}

/// What was measured.
fn say(what: &str, measured: &Measured) {
    println!(
        "{what}: a batch of {} boards takes {:.2} ms of a core",
        measured::BOARDS,
        1e3 * measured.total()
    );
    for (kind, (count, sum, largest)) in measured.by_kind() {
        println!("  {kind:12} {count:6} tasks {:9.3} ms, the largest {:8.3}", 1e3 * sum, 1e3 * largest);
    }
    println!("  subtrees walked by the worker of the batch before: {:.2}", measured.kept());
}

/// How a batch goes on a machine.
fn print_row(batch: &Batch<'_>, machine: &Machine, several: bool) {
    let one = batch.secs(&Machine { cores: 1, ..machine.without_limits() });
    let secs = batch.secs(machine);
    let no_wake = batch.secs(&Machine { wake_secs: 0.0, unpark_secs: 0.0, ..*machine });
    let no_memory = batch.secs(&Machine { bytes_per_sec: f64::INFINITY, ..*machine });
    // Tasks that come out even: the work of one core, shared, or what memory allows.
    let even = (one / machine.cores as f64).max(batch.bytes() / machine.bytes_per_sec);
    println!(
        "{:16} {:6} {:11.3} {:9.0} {:12.2} {:5.2} {:18.2} {:7.2} {:13.2}",
        several,
        machine.cores,
        1e3 * secs,
        measured::BOARDS as f64 / secs,
        one / secs,
        one / secs / machine.cores as f64,
        secs / no_wake,
        secs / no_memory,
        secs / even
    );
}
