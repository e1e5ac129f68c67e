//! A decision pooled over the cards that can come on the way to it.

use holdem_cards::{Card, CardSet};
use holdem_game::deal::cards_on;

use super::report::realisation;
use super::{ActionReport, ByPlayer, NodeReport, RangePart, Solution, SolutionError, divided, merged};

/// Means of a decision over boards, weighted by how often play gets there.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// The line, without the cards that were pooled over.
    pub line: String,
    /// Boards.
    pub boards: usize,
    /// Mean EV in chips.
    pub ev: ByPlayer<f64>,
    /// Mean equity.
    pub equity: ByPlayer<f64>,
    /// EV as a share of equity times pot.
    pub equity_realisation: ByPlayer<f64>,
    /// How often each action is taken.
    pub actions: Vec<ActionReport>,
    /// Both ranges by made hands, by draws and by equity.
    pub parts: ByPlayer<Vec<RangePart>>,
}

/// The decision after a line, pooled over every card that is dealt on the way and not named.
///
/// # Errors
/// As [`Solution::node`]; [`SolutionError::Unreached`] if no hands get there.
///
/// # Complexity
/// A few walks for each board: 49 on a turn, 2,352 on a river after a flop.
pub fn pooled(solution: &Solution, line: &str) -> Result<Pooled, SolutionError> {
    let mut reports = Vec::new();
    for line in lines_through(solution, line)? {
        match solution.node(&line) {
            // No hands of both players are possible with this card.
            Err(SolutionError::Exact(_)) => {}
            report => reports.push(report?),
        }
    }
    let weights: Vec<f64> = reports.iter().map(weight).collect();
    let total: f64 = weights.iter().sum();
    let (Some(first), true) = (reports.first(), total > 0.0) else {
        return Err(SolutionError::Unreached { line: line.to_owned() });
    };
    let mean = |of: &dyn Fn(&NodeReport) -> f64| {
        let sum =
            |(report, weight): (&NodeReport, &f64)| if *weight > 0.0 { weight * of(report) } else { 0.0 };
        reports.iter().zip(&weights).map(sum).sum::<f64>() / total
    };
    let ev = ByPlayer::of(|player| mean(&|report| *report.ev.get(player)));
    let equity = ByPlayer::of(|player| mean(&|report| *report.equity.get(player)));
    let action = |(at, action): (usize, &ActionReport)| ActionReport {
        frequency: mean(&|report| report.actions[at].frequency),
        ..action.clone()
    };
    Ok(Pooled {
        line: line.to_owned(),
        boards: reports.len(),
        ev,
        equity,
        equity_realisation: realisation(ev, equity, first.pot),
        actions: first.actions.iter().enumerate().map(action).collect(),
        parts: ByPlayer::of(|player| {
            let parts = |report: &NodeReport| divided(report.combos.get(player), report.cards);
            let each: Vec<Vec<RangePart>> = reports.iter().map(parts).collect();
            merged(each.iter().map(Vec::as_slice).zip(weights.iter().copied()))
        }),
    })
}

/// How often play gets to a decision, in units that all boards of one street share: all cards are equally
/// likely.
fn weight(report: &NodeReport) -> f64 {
    report.combos.oop.iter().map(|hand| hand.weight).sum()
}

/// The lines that a line without cards stands for.
fn lines_through(solution: &Solution, line: &str) -> Result<Vec<String>, SolutionError> {
    let mut lines = vec![String::new()];
    for token in line.split_whitespace() {
        if token.parse::<Card>().is_err() {
            lines = with_cards(solution, lines)?;
        }
        lines.iter_mut().for_each(|line| *line = format!("{line} {token}").trim_start().to_owned());
    }
    with_cards(solution, lines)
}

/// Every line once for each card that may come at its end, or unchanged if none is dealt there.
fn with_cards(solution: &Solution, lines: Vec<String>) -> Result<Vec<String>, SolutionError> {
    let mut found = Vec::with_capacity(lines.len());
    for line in lines {
        let at = solution.find(&line)?;
        if !solution.deals(&at) {
            found.push(line);
            continue;
        }
        let board = at.boards.last().and_then(|&board| CardSet::from_bits(cards_on(board)));
        let board = board.unwrap_or(solution.game.board);
        found.extend(Card::all().filter(|&card| !board.contains(card)).map(|card| format!("{line} {card}")));
    }
    Ok(found)
}
