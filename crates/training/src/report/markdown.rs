//! The report for people.

use std::fmt::Write;

use holdem_blueprint::Game;
use holdem_blueprint::grid::{Colour, Grid};
use holdem_blueprint::measure::{Value, sample};
use holdem_cfr::Strategy;
use holdem_telemetry::units;

use super::{MeasuredAt, Report, VISIT, kept};

/// The text of `report.md`: every number with its unit, and the first decision as a grid.
pub fn markdown(report: &Report, game: &Game, strategy: &Strategy) -> String {
    let mut out = String::new();
    let mut section = |title: &str, rows: Vec<(&str, String)>| {
        write!(out, "\n## {title}\n\n| | |\n|---|---|\n").expect(STRING);
        for (name, text) in rows {
            writeln!(out, "| {name} | {text} |").expect(STRING);
        }
    };
    match report.players {
        2 => section("Strength", strength(report)),
        _ => section("Strength", by_seat(report, game)),
    }
    let played = played(report);
    if !played.is_empty() {
        section("Play", played.iter().map(|(name, text)| (name.as_str(), text.clone())).collect());
    }
    section("Speed", speed(report));
    section("Stability", stability(report));
    section("Run", run(report));
    let state = if report.interrupted { " (interrupted)" } else { "" };
    let mut text = format!("# {}, {} iterations{state}\n", report.game, report.iterations);
    for warning in &report.warnings {
        write!(text, "\n**Warning:** {warning}\n").expect(STRING);
    }
    text + &out + &tenths(report) + &opening(game, strategy)
}

const STRING: &str = "a string takes all text";

fn strength(report: &Report) -> Vec<(&'static str, String)> {
    let m = &report.measurements;
    let value = |value: Option<Value>, at: Option<MeasuredAt>, note: &Option<String>, how: String| match value
    {
        Some(value) => format!("{value}, {how}{}", kept(at, note.as_deref())),
        None => format!("not measured: {}", note.as_deref().unwrap_or("-")),
    };
    let exploitability_how = m.exploitability.as_ref().map(|e| sample(e.flops, "flop")).unwrap_or_default();
    let on_the_way = m.exploitability_on_the_way.iter();
    let on_the_way = on_the_way.map(|point| format!("{} after {}", point.exploitability, point.iterations));
    let on_the_way: Vec<String> = on_the_way.collect();
    let exploiter_how = m.exploiter.as_ref().map(|e| {
        let [first, second] = e.iterations;
        format!("trained on {first} and {second} boards, {}", sample(e.boards, "board"))
    });
    let mut rows = vec![
        (
            "value of the first seat",
            value(
                m.game_value.as_ref().map(|m| m.value),
                m.game_value_at,
                &m.game_value_note,
                m.game_value.as_ref().map(|v| sample(v.boards, "board")).unwrap_or_default(),
            ),
        ),
        (
            "exploitability (best response, real cards)",
            value(
                m.exploitability.as_ref().map(|m| m.exploitability),
                m.exploitability_at,
                &m.exploitability_note,
                exploitability_how,
            ),
        ),
        (
            "the same, choices before the flop made on other flops",
            match m.exploitability.as_ref().map(|m| m.held_out) {
                Some(Some(value)) => value.to_string(),
                Some(None) => "not sampled".to_owned(),
                None => "not measured".to_owned(),
            },
        ),
        (
            "exploiter (learned in the same abstraction)",
            value(
                m.exploiter.as_ref().map(|m| m.gain),
                m.exploiter_at,
                &m.exploiter_note,
                exploiter_how.unwrap_or_default(),
            ),
        ),
    ];
    if let Some(exploiter) = &m.exploiter {
        rows.push(("what it had learned in the first seat", exploiter.curve(0)));
        rows.push(("and in the second", exploiter.curve(1)));
    }
    if !on_the_way.is_empty() {
        rows.push(("exploitability on the way (iterations)", on_the_way.join("; ")));
    }
    rows
}

/// Matches and local best response, if they were requested.
fn played(report: &Report) -> Vec<(String, String)> {
    let m = &report.measurements;
    let note = m.play_note.as_deref();
    let missing = note.map(|note| ("not measured".to_owned(), note.to_owned()));
    let Some(play) = &m.play else { return missing.into_iter().collect() };
    let kept = kept(m.play_at, note);
    let cell = |text: String| text.replace('|', "\\|");
    let rows = play.lines().into_iter().map(|(name, text)| (cell(name), text + &kept));
    rows.chain(missing).collect()
}

/// For three and more players: every seat's value, and what it gains by learning against the others.
fn by_seat(report: &Report, game: &Game) -> Vec<(&'static str, String)> {
    let m = &report.measurements;
    let value = |values: Option<&Vec<Value>>, player: usize| {
        values.map_or("not measured".to_owned(), |values| values[player].to_string())
    };
    let rows = (0..report.players).map(|player| {
        let wins = value(m.seat_values.as_ref().map(|s| &s.by_seat), player);
        let gains = value(m.deviations.as_ref().map(|d| &d.by_seat), player);
        (game.player_name(player), format!("wins {wins}; alone it learns to win more by: {gains}"))
    });
    rows.collect()
}

fn speed(report: &Report) -> Vec<(&'static str, String)> {
    let speed = &report.speed;
    vec![
        (
            if report.sampler == "public-chance" { "iterations (boards)" } else { "iterations (deals)" },
            units::si_unit(speed.iterations_per_sec, "it/s"),
        ),
        ("nodes", units::si_unit(speed.nodes_per_sec, "nodes/s")),
        ("hand-node visits", format!("{} ({VISIT})", units::si_unit(speed.hand_node_visits_per_sec, "/s"))),
        ("workers", report.workers.to_string()),
        ("training", units::duration(speed.training_secs)),
    ]
}

fn stability(report: &Report) -> Vec<(&'static str, String)> {
    let speed = &report.speed;
    let number = |value: Option<f64>, unit: &str| {
        value.map_or("unknown".to_owned(), |value| format!("{value:.2} {unit}"))
    };
    let bytes = |value: Option<u64>| value.map_or("unknown".to_owned(), units::bytes);
    let count = |value: Option<u64>| value.map_or("unknown".to_owned(), |value| value.to_string());
    vec![
        ("largest deviation of a tenth", number(speed.tenths_max_deviation_percent, "%")),
        (
            "rate after the first tenth",
            speed.evenness.map_or("too short to tell".to_owned(), |e| {
                format!(
                    "variation {:.1} % over {} windows of {:.1} s, slope {:+.1} ± {:.1} % per hour (95 %)",
                    e.variation_percent,
                    e.windows,
                    e.window_secs,
                    e.slope_percent_per_hour,
                    1.96 * e.slope_standard_error
                )
            }),
        ),
        (
            "time of a batch",
            speed.batch_times.map_or("there are no batches".to_owned(), |t| {
                format!(
                    "{:.2} ms median, {:.2} ms at 90 %, {:.2} ms at 99 %, {:.1} ms at most",
                    t.p50_ms, t.p90_ms, t.p99_ms, t.max_ms
                )
            }),
        ),
        (
            "waits for checkpoints and snapshots",
            format!(
                "{} times, {:.2} s in all, {:.2} s at most",
                speed.saves, speed.saving_secs, speed.longest_save_secs
            ),
        ),
        ("busy cores", number(speed.busy_cores, "cores")),
        ("CPU time in the kernel", number(speed.system_cpu_percent, "%")),
        (
            "voluntary context switches",
            number(speed.voluntary_context_switches_per_sec_per_worker, "/s per worker"),
        ),
        (
            "involuntary context switches",
            number(speed.involuntary_context_switches_per_sec_per_worker, "/s per worker"),
        ),
        (
            "page faults",
            format!("{} minor, {} major", count(speed.minor_page_faults), count(speed.major_page_faults)),
        ),
        (
            "resident memory",
            format!(
                "{} at the start of training, {} at its end, {} at most in the whole run",
                bytes(speed.resident_start_bytes),
                bytes(speed.resident_end_bytes),
                bytes(report.peak_resident_bytes)
            ),
        ),
    ]
}

fn run(report: &Report) -> Vec<(&'static str, String)> {
    let machine = &report.machine;
    let cpu = machine.cpu_model.as_deref().unwrap_or("unknown processor");
    let cores = machine.cores.map_or("unknown".to_owned(), |cores| cores.to_string());
    vec![
        ("sampler", format!("{}, {} players", report.sampler, report.players)),
        (
            "iterations",
            match report.batches {
                0 => report.iterations.to_string(),
                batches => format!("{} in {batches} batches", report.iterations),
            },
        ),
        ("elapsed", units::duration(report.elapsed_secs)),
        (
            "numbers kept in",
            report.storage_losses.map_or("32 bits".to_owned(), |losses| {
                format!(
                    "16 bits: {} of {} regrets and sums at the lowest number, {} times one became 0",
                    losses.floored, losses.numbers, losses.vanished
                )
            }),
        ),
        ("buckets", report.buckets.clone()),
        ("betting tree", format!("{} nodes, {}", report.nodes, report.tree_hash)),
        ("information sets trained", trained_infosets(report)),
        ("seed", format!("{}, measurements {}", report.seed, report.eval_seed)),
        ("configuration", report.config_hash.clone()),
        ("machine", format!("{cpu}, {cores} cores, {}", machine.system)),
        ("version", report.version.clone()),
    ]
}

/// The trained information sets out of all; untrained ones play uniformly.
fn trained_infosets(report: &Report) -> String {
    let (trained, all) = (report.infosets, report.all_infosets);
    match all.saturating_sub(trained) {
        0 => trained.to_string(),
        _ => format!("{trained} of {all}; the others were never trained and play all actions alike"),
    }
}

fn tenths(report: &Report) -> String {
    let Some(tenths) = &report.speed.rate_by_tenth else {
        return "\nThe session was too short for rates by tenths.\n".to_owned();
    };
    let mut out = "\n## Rate by tenths of the training time\n\n| tenth | nodes/s | it/s | of the median \
         |\n|---|---|---|---|\n"
        .to_owned();
    for (i, tenth) in tenths.iter().enumerate() {
        let (nodes, iterations) = (units::si(tenth.nodes_per_sec), units::si(tenth.iterations_per_sec));
        let ratio = 100.0 * tenth.ratio_to_median;
        writeln!(out, "| {} | {nodes} | {iterations} | {ratio:.1} % |", i + 1).expect(STRING);
    }
    out
}

fn opening(game: &Game, strategy: &Strategy) -> String {
    match Grid::new(game, strategy, 0) {
        Ok(grid) => format!("\n## The first decision\n\n```text\n{}```\n", grid.render(Colour::Never)),
        Err(_) => String::new(),
    }
}
