//! How fast training on many machines would be: the tree as it is cut, its subtrees as ranks own them, and a
//! network of given latency and bandwidth.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin cluster_model -- [--stack BB] \
//!     [--menu MENU.yaml] [--visits G] [--trunk G] [--deal MS] [--latency US] \
//!     [--ranks N,N,...] [--cores N,N,...] [--gbit N,N,...] [--share N,N,...] [--open SHARE]
//! ```
//! `--visits` hand-node visits of one core in billions a second, `--trunk` the same in the trunk, `--deal`
//! milliseconds of one core for the boards of a batch, `--share` the largest subtrees as shares of the tree:
//! 24 as the solver cuts, others to see what another cut would bring. A batch takes as long as the slowest
//! rank walks its subtrees and deals; then all meet, exchange values, do what is left of the trunk, and
//! agree. With `--open` a rank opens the subtrees that it would wait for, as where tables are walked in
//! parts: the way down and up takes one core this share of the subtree's time, all cores share the rest.
#![allow(clippy::print_stdout)]

use holdem_cfr::vector::cut::Cut;
use holdem_cfr::vector::open_subtree::is_worth_it;
use holdem_cluster::owners::owners;
use holdem_experiments::heads_up;
use holdem_game::menu::BetMenu;
use holdem_game::tree::BettingTree;
use std::collections::BTreeMap;

/// Boards of a batch, and hands of a board.
const BOARDS: f64 = 64.0;
const HANDS: f64 = 128.0;

struct Args(BTreeMap<String, String>);

impl Args {
    fn read() -> Self {
        let mut args = std::env::args().skip(1);
        let mut read = BTreeMap::new();
        while let Some(name) = args.next() {
            read.insert(name, args.next().expect("every option has a value"));
        }
        Self(read)
    }

    fn number(&self, name: &str, default: f64) -> f64 {
        self.0.get(name).map_or(default, |text| text.parse().expect("a number"))
    }

    fn numbers(&self, name: &str, default: &[usize]) -> Vec<usize> {
        let read = |text: &String| text.split(',').map(|part| part.parse().expect("a number")).collect();
        self.0.get(name).map_or_else(|| default.to_vec(), read)
    }

    fn menu(&self) -> BetMenu {
        self.0.get("--menu").map_or_else(BetMenu::default, |path| {
            let text = std::fs::read_to_string(path).expect("a menu file");
            serde_saphyr::from_str(&text).expect("a menu")
        })
    }
}

/// Parts of a subtree that is opened: many.
const PARTS: usize = 100;

/// A machine and a network.
#[derive(Clone, Copy)]
struct Machine {
    cores: usize,
    /// Hand-node visits of a core a second, in subtrees and in the trunk.
    visits: f64,
    trunk: f64,
    /// What one core does of a subtree that is opened, as a share of it; none are if there is none.
    open: Option<f64>,
    /// Seconds of one core for the boards of a batch.
    deal: f64,
    /// Seconds from one rank to another, and bytes a second of each.
    latency: f64,
    bandwidth: f64,
}

/// Seconds of one batch.
struct Batch {
    walk: f64,
    trunk: f64,
    network: f64,
}

impl Batch {
    fn secs(&self) -> f64 {
        self.walk + self.trunk + self.network
    }
}

/// Hand-node visits of some nodes in a batch.
fn visits(nodes: usize) -> f64 {
    2.0 * BOARDS * HANDS * nodes as f64
}

/// Seconds until so many cores have done all tasks, each taking the largest that is left.
fn makespan(mut tasks: Vec<f64>, cores: usize) -> f64 {
    tasks.sort_by(|a, b| b.total_cmp(a));
    let mut busy = vec![0.0f64; cores];
    for task in tasks {
        let first = (0..cores).min_by(|&a, &b| busy[a].total_cmp(&busy[b])).expect("there are cores");
        busy[first] += task;
    }
    busy.into_iter().fold(0.0, f64::max)
}

fn batch(tree: &BettingTree, cut: &Cut, ranks: usize, machine: Machine) -> Batch {
    let sizes: Vec<usize> = cut.roots().iter().map(|&root| tree.subtree(root).len()).collect();
    let owners = owners(&sizes, ranks);
    let walk = |rank| {
        let mine = || sizes.iter().zip(&owners).filter(|(_, owner)| **owner == rank).map(|(&size, _)| size);
        let all: usize = mine().sum();
        let tasks = mine().flat_map(|size| {
            let secs = visits(size) / machine.visits;
            match machine.open.filter(|_| is_worth_it(size, all, machine.cores)) {
                None => vec![secs],
                Some(alone) => [alone * secs].into_iter().chain([secs / PARTS as f64; PARTS]).collect(),
            }
        });
        makespan(tasks.chain([machine.deal]).collect(), machine.cores)
    };
    let hops = (ranks as f64).log2().ceil();
    let bytes = sizes.len() as f64 * 2.0 * BOARDS * HANDS * 4.0;
    let others = (ranks - 1) as f64;
    // Meet and agree: a tree there and back, each. Blocks go around a ring.
    let network = if ranks == 1 {
        0.0
    } else {
        (3.0 * hops + others) * machine.latency + bytes * others / ranks as f64 / machine.bandwidth
    };
    Batch {
        walk: (0..ranks).map(walk).fold(0.0, f64::max),
        trunk: visits(cut.trunk_len()) / machine.trunk,
        network,
    }
}

fn main() {
    holdem_experiments::help(include_str!("cluster_model.rs"));
    let args = Args::read();
    let tree = heads_up(args.number("--stack", 100.0), args.menu());
    let machine = Machine {
        cores: 1,
        visits: args.number("--visits", 0.5) * 1e9,
        trunk: args.number("--trunk", 0.5) * 1e9,
        open: args.0.contains_key("--open").then(|| args.number("--open", 0.0)),
        deal: args.number("--deal", 5.0) / 1e3,
        latency: args.number("--latency", 20.0) / 1e6,
        bandwidth: f64::INFINITY,
    };
    for share in args.numbers("--share", &[24]) {
        let cut = Cut::with_largest(&tree, tree.nodes().len().div_ceil(share));
        let subtrees = cut.roots().len();
        let alone = batch(&tree, &cut, 1, machine).secs();
        println!(
            "{} nodes, parts of 1/{share}: {} trunk nodes, {subtrees} subtrees; a core {:.0} ms a batch",
            tree.nodes().len(),
            cut.trunk_len(),
            alone * 1e3
        );
        println!("ranks cores Gbit/s  walk ms  trunk ms  network ms  boards/s  of one core  of one machine");
        for cores in args.numbers("--cores", &[16]) {
            let machine = Machine { cores, ..machine };
            let one = batch(&tree, &cut, 1, machine).secs();
            for ranks in args.numbers("--ranks", &[1, 2, 4, 8]) {
                for gbit in args.numbers("--gbit", &[10, 100]) {
                    let machine = Machine { bandwidth: gbit as f64 * 1e9 / 8.0, ..machine };
                    let batch = batch(&tree, &cut, ranks, machine);
                    println!(
                        "{ranks:5} {cores:5} {gbit:6} {:8.2} {:9.2} {:11.3} {:9.0} {:12.1} {:15.2}",
                        batch.walk * 1e3,
                        batch.trunk * 1e3,
                        batch.network * 1e3,
                        BOARDS / batch.secs(),
                        alone / batch.secs(),
                        one / batch.secs()
                    );
                }
            }
        }
    }
}
