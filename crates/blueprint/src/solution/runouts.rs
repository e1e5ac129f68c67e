//! What each next card is worth, and how it is played.

use holdem_cards::Card;

use super::solved::At;
use super::{ActionReport, ByPlayer, Solution, SolutionError};

/// One card that may come, and the decision after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Runout {
    /// The card.
    pub card: Card,
    /// How often it comes, 0 to 1: by the hands that are here.
    pub probability: f64,
    /// Mean EV in chips.
    pub ev: ByPlayer<f64>,
    /// Mean equity, 0 to 1.
    pub equity: ByPlayer<f64>,
    /// What the player who acts first does.
    pub actions: Vec<ActionReport>,
}

/// The decision after every card that may be dealt at the end of a line, by card.
///
/// # Errors
/// If the line does not exist, or no card is dealt at its end.
///
/// # Complexity
/// A few walks over what may follow each card.
pub fn runouts(solution: &Solution, line: &str) -> Result<Vec<Runout>, SolutionError> {
    let at = solution.find(line)?;
    if !solution.deals(&at) {
        return Err(SolutionError::NoDeal { line: line.to_owned() });
    }
    let mut found = Vec::new();
    for (card, boards) in solution.dealt(&at.boards) {
        // A card that cannot be dealt, because every hand of a player holds it, is not a runout.
        let Ok(report) = solution.report(&At { node: at.node, boards }) else { continue };
        let weight: f64 = report.combos.oop.iter().map(|hand| hand.weight).sum();
        found.push(Runout {
            card,
            probability: weight,
            ev: report.ev,
            equity: report.equity,
            actions: report.actions,
        });
    }
    let total: f64 = found.iter().map(|runout| runout.probability).sum();
    found.iter_mut().for_each(|runout| runout.probability /= total);
    Ok(found)
}
