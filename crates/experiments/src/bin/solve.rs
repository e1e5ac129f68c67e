//! Times the exact solver on a spot: `cargo run --release -p holdem-experiments --bin solve -- SPOT.yaml
//! [WORKERS]`.
#![allow(clippy::print_stdout)]

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver, Variant, Weighting};
use holdem_cfr::tables::storage::Storage;
use holdem_game::spot::{Spot, SpotGame};
use std::time::Instant;

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let _ = stat;
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF).expect("usage");
    let secs = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 * 1e-6;
    secs(usage.user_time())
}

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a spot");
    let workers = args.next().map_or(2, |w| w.parse().expect("workers"));
    let args_left: Vec<String> = args.collect();
    let targets = [0.5, 0.1, 0.02];
    let number = |i: usize, default: f64| args_left.get(i).map_or(default, |x| x.parse().expect("a number"));
    let variant = Variant::Dcfr {
        alpha: number(0, 1.5),
        beta: number(1, 0.0),
        gamma: number(2, 3.0),
        restarts: number(3, 4.0) as u64,
        weighting: if number(4, 0.0) > 0.0 { Weighting::Reach } else { Weighting::Even },
    };
    let storage = if std::env::var_os("SHORT").is_some() { Storage::I16 } else { Storage::F32 };
    let spot = Spot::from_yaml_str(&std::fs::read_to_string(&path).expect("a file")).expect("a spot");
    let game = SpotGame::new(&spot).expect("a game");
    let start = (Instant::now(), cpu());
    let mut solver =
        ExactSolver::new(ExactGame::from(&game), ExactOptions { variant, storage, workers }).expect("memory");
    println!(
        "{path}: {} nodes, {} boards, {:.1} MiB, setup {:.3} s wall {:.3} s cpu",
        game.tree.nodes().len(),
        solver.num_boards(),
        solver.table_bytes() as f64 / (1 << 20) as f64,
        start.0.elapsed().as_secs_f64(),
        cpu() - start.1
    );
    let (mut wall, mut user) = (0.0, 0.0);
    let mut next = 0;
    while next < targets.len() {
        let start = (Instant::now(), cpu());
        solver.run(5);
        wall += start.0.elapsed().as_secs_f64();
        user += cpu() - start.1;
        if solver.iterations().is_multiple_of(5) {
            let check = (Instant::now(), cpu());
            let pct = 100.0 * solver.exploitability() / f64::from(spot.pot);
            if pct <= targets[next] {
                println!(
                    "{} iterations: {pct:.4} % of pot, EV {:.3}; {wall:.4} s wall, {user:.4} s cpu; check \
                     {:.4} s cpu",
                    solver.iterations(),
                    solver.ev(0),
                    cpu() - check.1
                );
            }
            while next < targets.len() && pct <= targets[next] {
                next += 1;
            }
        }
        if solver.iterations() >= 1000 {
            break;
        }
    }
}
