//! A searched decision for people.

use std::fmt::Write;

use holdem_blueprint::grid::Grid;
use holdem_cards::range::Range;
use holdem_cards::{CardSet, Combo};
use holdem_game::rules::Move;
use holdem_game::tree::Action;
use holdem_search::holdem::{Found, Mixed, Source};
use holdem_telemetry::units;

use super::Shown;
use crate::table::Table;
use crate::{output, summary};

/// All of it.
pub(super) fn text(shown: &Shown<'_>) -> String {
    let mut text = String::new();
    push(&mut text, &heading(shown));
    if let Some(found) = &shown.decision.found {
        push(&mut text, &of_search(shown, found));
    }
    match shown.combo {
        Some(combo) => push(&mut text, &of_hand(shown, combo)),
        None => push(&mut text, &grids(shown)),
    }
    if let (Some(ranges), None) = (&shown.decision.ranges, shown.combo) {
        push(&mut text, &of_ranges(shown, ranges));
    }
    text
}

fn push(text: &mut String, part: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(part);
}

fn heading(shown: &Shown<'_>) -> String {
    let (decision, game) = (shown.decision, shown.searcher.strategy().game());
    let after = if shown.line.is_empty() { "to open".to_owned() } else { format!("after `{}`", shown.line) };
    let name = game.player_name(decision.player);
    let pot = chips(shown, f64::from(decision.pot));
    let played = match &decision.source {
        Source::Search => "searched".to_owned(),
        Source::Blueprint(refused) => format!("the blueprint is played: {refused}"),
    };
    format!("{name} {after}, {}, pot {pot}: {played}\n", decision.street)
}

fn of_search(shown: &Shown<'_>, found: &Found) -> String {
    let mut text = format!(
        "{}: {} iterations in {}, {} decisions, {}; exploitability {:.3} % of the pot in the subgame\n",
        found.method,
        found.iterations,
        units::duration(found.time.as_secs_f64()),
        found.decisions,
        units::bytes(found.table_bytes as u64),
        found.exploitability_pct,
    );
    if let Some(margin) = found.margin {
        let takes = chips(shown, margin.excess);
        let nearest = chips(shown, margin.least.abs());
        let nearest = match margin.least < 0.0 {
            true => format!("one hand gets {nearest} more than its own"),
            false => format!("every hand stays {nearest} or more below its own"),
        };
        let _ = writeln!(text, "margin: a best response takes {takes} beyond the promises; {nearest}");
    }
    if let Some(last) = found.last {
        let takes = chips(shown, last.excess);
        let _ = writeln!(
            text,
            "        against what was played so far, with the nearest sizes, it takes {takes}"
        );
    }
    for (time, iterations, pct) in &found.trace {
        let time = units::duration(time.as_secs_f64());
        let _ = writeln!(text, "  {iterations:>6} iterations  {time:>8}  {pct:.3} %");
    }
    text
}

/// A 13x13 grid of what is played, and the blueprint's.
fn grids(shown: &Shown<'_>) -> String {
    let decision = shown.decision;
    let mut text = String::new();
    if decision.source == Source::Search {
        text += &grid(shown, "searched", &decision.played);
    }
    if let Some(blueprint) = &decision.blueprint {
        push(&mut text, &grid(shown, "blueprint", blueprint));
    }
    text
}

fn grid(shown: &Shown<'_>, title: &str, mixed: &Mixed) -> String {
    let state = shown.hand.state().hand();
    let most = state.legal().raise_to.map(|(_, most)| most);
    let actions: Vec<(Action, String)> =
        mixed.moves.iter().map(|&step| (action(step, most), label(shown, step))).collect();
    let even = vec![1.0; Combo::COUNT];
    let ranges = shown.decision.ranges.as_ref();
    let reach = ranges.map_or(&even, |ranges| &ranges[shown.decision.player]);
    let board: CardSet = shown.hand.board().iter().copied().collect();
    let opens = (&actions[..], state.bet() == 0);
    let grid = Grid::of_hands(title.to_owned(), opens, &mixed.strategy, reach, board);
    grid.render_within(output::columns(), summary::colour())
}

fn action(step: Move, most: Option<u32>) -> Action {
    match step {
        Move::Fold => Action::Fold,
        Move::Check => Action::Check,
        Move::Call => Action::Call,
        Move::RaiseTo(to) if Some(to) == most => Action::AllIn(to),
        Move::RaiseTo(to) => Action::RaiseTo(to),
    }
}

/// What a move is called.
pub(super) fn label(shown: &Shown<'_>, step: Move) -> String {
    let state = shown.hand.state().hand();
    match step {
        Move::Fold => "fold".to_owned(),
        Move::Check => "check".to_owned(),
        Move::Call => "call".to_owned(),
        Move::RaiseTo(to) if state.legal().raise_to.is_some_and(|(_, most)| to == most) => {
            format!("all-in {}", chips(shown, to.into()))
        }
        Move::RaiseTo(to) if state.bet() == 0 => format!("bet {}", chips(shown, to.into())),
        Move::RaiseTo(to) => format!("raise to {}", chips(shown, to.into())),
    }
}

/// One hand: what it does by search and by the blueprint, and what each move is worth.
fn of_hand(shown: &Shown<'_>, combo: Combo) -> String {
    let decision = shown.decision;
    let index = combo.index();
    let mut table = Table::new(["move", "played", "blueprint", "value"]);
    let mut moves = decision.played.moves.clone();
    let others = decision.blueprint.iter().flat_map(|blueprint| &blueprint.moves);
    others.for_each(|step| {
        if !moves.contains(step) {
            moves.push(*step);
        }
    });
    let share = |mixed: Option<&Mixed>, step: Move| {
        let found = mixed.and_then(|mixed| {
            let row = mixed.of_hand(index)?;
            Some(mixed.moves.iter().position(|&known| known == step).map_or(0.0, |at| row[at]))
        });
        found.map_or("-".to_owned(), |share| format!("{:.1} %", 100.0 * share))
    };
    for step in moves {
        let at = decision.played.moves.iter().position(|&known| known == step);
        let value = at.and_then(|at| Some(decision.played.move_evs.as_ref()?[at][index]));
        table.row([
            label(shown, step),
            share(Some(&decision.played), step),
            share(decision.blueprint.as_ref(), step),
            value.map_or("-".to_owned(), |value| chips(shown, value)),
        ]);
    }
    let comes = decision.ranges.as_ref().map_or(String::new(), |ranges| {
        format!("; comes to the {} in {:.1} %", decision.street, 100.0 * ranges[decision.player][index])
    });
    format!("{combo}{comes}; values from here on\n\n{}", table.render())
}

fn of_ranges(shown: &Shown<'_>, ranges: &[Vec<f32>; 2]) -> String {
    let mut text = format!("ranges at the beginning of the {}:\n", shown.decision.street);
    for (player, weights) in ranges.iter().enumerate() {
        let name = shown.searcher.strategy().game().player_name(player);
        let most = weights.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        // Thousandths are what people read.
        let weights: Vec<f32> =
            weights.iter().map(|weight| (1000.0 * weight / most).round() / 1000.0).collect();
        let weights: &[f32; Combo::COUNT] = weights[..].try_into().expect("a weight for each combo");
        let range = Range::from_weights(weights).map_or(String::new(), |range| range.to_string());
        let _ = writeln!(text, "  {name}: {range}");
    }
    text
}

/// Chips in big blinds.
fn chips(shown: &Shown<'_>, chips: f64) -> String {
    let unit = f64::from(shown.searcher.strategy().game().unit);
    // Adding 0 makes nothing of less than nothing.
    let rounded = (chips / unit * 1000.0).round() / 1000.0 + 0.0;
    format!("{rounded}bb")
}
