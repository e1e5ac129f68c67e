//! The short report at the end of a run, and measured values in words.

use std::fmt::Write;

use holdem_blueprint::grid::{Colour, Grid};
use holdem_blueprint::measure::{Value, sample};
use holdem_telemetry::{colour, units};
use holdem_training::report::{MeasuredAt, kept};
use holdem_training::{Report, TrainOutcome};

use crate::output;

/// A few lines on strength and speed, and the first decision as a grid where the game has one.
pub(crate) fn of_run(outcome: &TrainOutcome) -> String {
    let mut text = String::new();
    let directory = outcome.directory.display().to_string();
    let mut line =
        |name: &str, value: &str| writeln!(text, "{name:<15} {value}").expect("a string takes all text");
    line("run directory", &directory);
    line("trained", &trained(&outcome.report));
    match outcome.report.players {
        2 => strength(&outcome.report).iter().for_each(|(name, value)| line(name, value)),
        _ => by_seat(outcome).iter().for_each(|(name, value)| line(name, value)),
    }
    if let Some(play) = &outcome.report.measurements.play {
        play.lines().iter().for_each(|(name, value)| line("play", &format!("{name}: {value}")));
    }
    line("stability", &stability(&outcome.report));
    if let Ok(grid) = Grid::new(&outcome.game, &outcome.strategy, 0) {
        write!(text, "\n{}", grid.render_within(output::columns(), colour()))
            .expect("a string takes all text");
    }
    text
}

/// Colours where they can be shown and the user has not forbidden them.
pub(crate) fn colour() -> Colour {
    if colour::on_stdout() { Colour::Always } else { Colour::Never }
}

fn trained(report: &Report) -> String {
    let speed = &report.speed;
    let what = if report.sampler == "public-chance" { "boards" } else { "deals" };
    format!(
        "{} {what} in {}: {}, {}, {}, {} workers",
        units::si(report.iterations as f64),
        units::duration(report.elapsed_secs),
        units::si_unit(speed.iterations_per_sec, "it/s"),
        units::si_unit(speed.nodes_per_sec, "nodes/s"),
        units::si_unit(speed.hand_node_visits_per_sec, "hand-node visits/s"),
        report.workers
    )
}

fn strength(report: &Report) -> [(&'static str, String); 3] {
    let m = &report.measurements;
    let missing = |note: &Option<String>| format!("not measured: {}", note.as_deref().unwrap_or("-"));
    let game_value = m
        .game_value
        .as_ref()
        .map(|value| format!("{} for the first seat, {}", value.value, sample(value.boards, "board")));
    let exploiter = m.exploiter.as_ref().map(|exploiter| {
        format!("{} gained within the abstraction, {}", exploiter.gain, sample(exploiter.boards, "board"))
    });
    let exploitability = m
        .exploitability
        .as_ref()
        .map(|best| format!("{} gained with real cards, {}", best.bounds(), sample(best.flops, "flop")));
    let told = |text: Option<String>, at: Option<MeasuredAt>, note: &Option<String>| {
        text.map_or_else(|| missing(note), |text| text + &kept(at, note.as_deref()))
    };
    [
        ("game value", told(game_value, m.game_value_at, &m.game_value_note)),
        ("exploiter", told(exploiter, m.exploiter_at, &m.exploiter_note)),
        ("exploitability", told(exploitability, m.exploitability_at, &m.exploitability_note)),
    ]
}

/// For three and more players: what each seat wins, and learns to win more alone.
fn by_seat(outcome: &TrainOutcome) -> Vec<(&'static str, String)> {
    let m = &outcome.report.measurements;
    let text = |values: Option<&Vec<Value>>, player: usize| {
        values.map_or("not measured".to_owned(), |values| values[player].to_string())
    };
    let line = |player| {
        let wins = text(m.seat_values.as_ref().map(|s| &s.by_seat), player);
        let gains = text(m.deviations.as_ref().map(|d| &d.by_seat), player);
        (outcome.game.player_name(player), format!("wins {wins}; alone it learns to win more by: {gains}"))
    };
    (0..outcome.report.players).map(line).collect()
}

fn stability(report: &Report) -> String {
    let speed = &report.speed;
    let parts = [
        speed.tenths_max_deviation_percent.map(|percent| format!("tenths of the run within {percent:.1} %")),
        speed.system_cpu_percent.map(|percent| format!("{percent:.2} % of CPU time in the kernel")),
        speed
            .voluntary_context_switches_per_sec_per_worker
            .map(|rate| format!("{rate:.1} voluntary context switches/s per worker")),
        report.peak_resident_bytes.map(|bytes| format!("{} at most", units::bytes(bytes))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
