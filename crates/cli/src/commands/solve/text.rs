//! Solutions for people.

use holdem_blueprint::grid::Grid;
use holdem_blueprint::solution::{
    ByPlayer, ComboReport, Comparison, ExploitReport, Needed, NodeReport, RangePart, Record, Runout,
    Solution, Stopped, Storage, divided,
};
use holdem_game::spot::Spot;
use holdem_store::Destination;
use holdem_telemetry::units;

use crate::table::Table;
use crate::{output, summary};

/// Hands in a list that is not asked for in full.
const FIRST: usize = 12;

/// The memory of a spot, and which storage is taken.
pub(super) fn needed(needed: &Needed, taken: Storage) -> String {
    let [f32_bytes, i16_bytes] = [needed.f32_bytes, needed.i16_bytes].map(units::bytes);
    let bits = bits(taken);
    format!("memory for tables: {f32_bytes} in 32 bits, {i16_bytes} in 16 bits; taking {bits} bits")
}

/// A solution that was written.
pub(super) fn written(to: &Destination, bytes: u64) -> String {
    format!("solution written: {} ({})", to.path().display(), units::bytes(bytes))
}

fn bits(storage: Storage) -> u32 {
    match storage {
        Storage::F32 => 32,
        Storage::I16 => 16,
    }
}

/// What would be solved.
pub(super) fn dry_run(spot: &Spot, needed: &Needed) -> String {
    format!("{}: pot {}, {} behind\n\n{}", spot.board, spot.pot, spot.stack(), needed_table(needed))
}

/// The memory of a spot in both storages.
pub(super) fn needed_table(needed: &Needed) -> String {
    let mut table = Table::new(["storage", "tables"]);
    table.row(["f32".to_owned(), units::bytes(needed.f32_bytes)]);
    table.row(["i16".to_owned(), units::bytes(needed.i16_bytes)]);
    table.render()
}

/// A spot that was solved.
pub(super) fn solved(solution: &Solution, root: &NodeReport, stopped: Stopped) -> String {
    let ended = match stopped {
        Stopped::Target => "target reached",
        Stopped::Iterations => "iterations done",
        Stopped::Time => "time over",
        Stopped::Asked => "interrupted",
    };
    format!("{ended}: {}\n{}", far(solution), node(root))
}

/// How far a solution is.
fn far(solution: &Solution) -> String {
    let record: &Record = solution.record();
    format!(
        "{} iterations in {}, {} of tables\nexploitability {:.3} % of the pot ({:.3} chips)\n",
        record.iterations,
        units::duration(record.solve_secs),
        units::bytes(solution.memory_bytes()),
        record.exploitability_pct_of_pot,
        record.exploitability_chips,
    )
}

/// A decision of a solution that was opened.
pub(super) fn shown(solution: &Solution, report: &NodeReport) -> String {
    format!("{}\n{}\n{}", far(solution), node(report), kinds(report))
}

/// A decision: sums, actions, grid.
fn node(report: &NodeReport) -> String {
    let grid = Grid::of_solution(report).render_within(output::columns(), summary::colour());
    format!("{}\n{}\n{}\n{grid}", situation(report), sums(report), actions(report))
}

fn situation(report: &NodeReport) -> String {
    let way = if report.line.is_empty() { String::new() } else { format!("after `{}`, ", report.line) };
    let to_call = match report.to_call {
        0 => String::new(),
        chips => format!(", {chips} to call"),
    };
    let (pot, behind) = (report.pot, report.behind);
    let nobody = if report.is_reached { "" } else { "nobody comes here: all sums are 0\n" };
    let player = report.player_name();
    format!("{}: {way}pot {pot}, {behind} behind, {player} acts{to_call}\n{nobody}", report.board)
}

/// EV, equity and what becomes of it, of both players.
fn sums(report: &NodeReport) -> String {
    let mut table = Table::new(["", "oop", "ip"]);
    let mut row = |name: &str, of: ByPlayer<f64>, show: &dyn Fn(f64) -> String| {
        table.row([name.to_owned(), show(of.oop), show(of.ip)]);
    };
    row("EV, chips", report.ev, &|ev| format!("{ev:.3}"));
    row("equity", report.equity, &percent);
    row("realised", report.realisation(), &percent);
    table.render()
}

fn actions(report: &NodeReport) -> String {
    let mut table = Table::new(["action", "line", "frequency"]);
    for action in &report.actions {
        table.row([action.label.clone(), action.action.clone(), percent(action.frequency)]);
    }
    table.render()
}

/// Made hands, draws and quarters of equity of both players.
fn kinds(report: &NodeReport) -> String {
    let acts = report.player;
    let table = |player: usize| {
        let parts = divided(report.combos.get(player), report.cards);
        format!("{}\n{}", ["oop", "ip"][player], kind_table(report, &parts, player == acts))
    };
    format!("{}\n{}", table(acts), table(1 - acts))
}

fn kind_table(report: &NodeReport, parts: &[RangePart], acts: bool) -> String {
    let mut table = Table::default();
    let names = report.actions.iter().filter(|_| acts).map(|action| action.action.clone());
    let header = ["hand", "combos", "share", "EV", "equity"].map(str::to_owned);
    table.row(header.into_iter().chain(names));
    for part in parts {
        let cells = [
            part.name.clone(),
            format!("{:.1}", part.combos),
            percent(part.share),
            format!("{:.2}", part.ev),
            percent(part.equity),
        ];
        table.row(cells.into_iter().chain(part.frequencies.iter().map(|&share| percent(share))));
    }
    table.render()
}

/// Every hand of the player who acts, or of the other.
pub(super) fn combos(report: &NodeReport, player: usize) -> String {
    let mut table = Table::default();
    let acts = player == report.player;
    let names = report.actions.iter().filter(|_| acts).map(|action| action.action.clone());
    let evs = names.clone().map(|name| format!("EV {name}"));
    let names = names.chain(evs);
    table.row(["combo", "reach", "EV", "equity"].map(str::to_owned).into_iter().chain(names));
    for hand in report.combos.get(player) {
        table.row(combo_cells(hand));
    }
    format!("{}\n{}", ["oop", "ip"][player], table.render())
}

fn combo_cells(hand: &ComboReport) -> impl Iterator<Item = String> + '_ {
    let cells = [
        hand.combo.to_string(),
        format!("{:.3}", hand.reach),
        format!("{:.2}", hand.ev),
        percent(hand.equity),
    ];
    let shares = hand.strategy.iter().map(|&share| percent(share.into()));
    cells.into_iter().chain(shares).chain(hand.action_evs.iter().map(|ev| format!("{ev:.2}")))
}

/// What the next cards bring.
pub(super) fn runouts(line: &str, runouts: &[Runout]) -> String {
    let mut table = Table::default();
    let mut names: Vec<String> = Vec::new();
    for action in runouts.iter().flat_map(|runout| &runout.actions) {
        if !names.contains(&action.action) {
            names.push(action.action.clone());
        }
    }
    let header = ["card", "comes", "EV oop", "EV ip", "equity oop"].map(str::to_owned);
    table.row(header.into_iter().chain(names.iter().cloned()));
    for runout in runouts {
        let cells = [
            runout.card.to_string(),
            percent(runout.probability),
            format!("{:.2}", runout.ev.oop),
            format!("{:.2}", runout.ev.ip),
            percent(runout.equity.oop),
        ];
        let taken = names.iter().map(|name| {
            let action = runout.actions.iter().find(|action| action.action == *name);
            action.map_or(String::new(), |action| percent(action.frequency))
        });
        table.row(cells.into_iter().chain(taken));
    }
    format!("after `{line}`, by the next card:\n\n{}", table.render())
}

/// Two solutions at one decision.
pub(super) fn comparison(found: &Comparison) -> String {
    let mut table = Table::new(["", "first", "second", "difference"]);
    let [a, b] = &found.ev;
    for (name, a, b) in [("EV oop", a.oop, b.oop), ("EV ip", a.ip, b.ip)] {
        table.row([name.to_owned(), format!("{a:.3}"), format!("{b:.3}"), format!("{:+.3}", b - a)]);
    }
    for action in &found.actions {
        let [a, b] = action.frequencies;
        let share = |share: Option<f64>| share.map_or("-".to_owned(), percent);
        let apart = 100.0 * (b.unwrap_or(0.0) - a.unwrap_or(0.0));
        table.row([action.action.clone(), share(a), share(b), format!("{apart:+.1}")]);
    }
    let mut hands = Table::new(["combo", "strategy differs", "EV differs"]);
    for (combo, distance, ev) in found.combos.iter().take(FIRST) {
        hands.row([combo.to_string(), percent(*distance), format!("{ev:+.3}")]);
    }
    let distance = percent(found.distance);
    format!("{}\n{distance} of all hands act differently; most of all:\n\n{}", table.render(), hands.render())
}

/// How hands that gain by a best response are sorted.
pub(super) const BY_GAIN: &str = "hands by gain times how often they come here:";

/// What a best response gains.
pub(super) fn exploit(player: &str, report: &ExploitReport, all: bool) -> String {
    let gain = report.best - report.ev;
    let mut table = Table::new(["combo", "EV", "best response", "gain"]);
    for hand in report.combos.iter().take(if all { usize::MAX } else { FIRST }) {
        let (ev, best) = (hand.ev, hand.best);
        let cells = [format!("{ev:.3}"), format!("{best:.3}"), format!("{:+.3}", best - ev)];
        table.row(std::iter::once(hand.combo.to_string()).chain(cells));
    }
    let (ev, best) = (report.ev, report.best);
    let first = format!("{player}: EV {ev:.3}, best response {best:.3}: {gain:+.3} chips");
    format!("{first}\n{BY_GAIN}\n\n{}", table.render())
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
