//! What all hands do at a place, in one order for strategies and solutions.

use holdem_blueprint::Strategy;
use holdem_blueprint::solution::NodeReport;
use holdem_cards::Combo;

use super::place::State;
use super::{Book, Place};
use crate::error::ApiError;
use crate::library::Solved;

/// Both ranges at a place, and what the acting player does with each hand. Everything is by hand, in the
/// order of the source.
#[derive(Clone, Debug)]
pub(crate) struct Hands {
    /// Who acts; none at the end of a hand.
    pub(crate) acting: Option<usize>,
    /// Whether the board leaves the hand.
    pub(crate) live: Vec<bool>,
    /// `[action][hand]`: probabilities; empty at the end of a hand.
    pub(crate) probabilities: Vec<Vec<f32>>,
    /// `[seat][hand]`: own part of the reach.
    pub(crate) ranges: Vec<Vec<f32>>,
    /// `[hand]`: what frequencies of the acting player are weighed by.
    pub(crate) weights: Vec<f64>,
    /// `[hand]`: buckets, where there are some.
    pub(crate) buckets: Option<Vec<Option<u32>>>,
    /// `[hand]`: whether training never came to the row of the hand, where that can be told.
    pub(crate) uniform: Option<Vec<bool>>,
    /// What hands are worth, where it is known at once.
    pub(crate) worth: Option<Worth>,
}

/// What hands are worth to both players.
#[derive(Clone, Debug, Default)]
pub(crate) struct Worth {
    /// `[seat][hand]`: chips; not a number where no hand of the other player goes with it.
    pub(crate) ev: Vec<Vec<f64>>,
    /// `[seat][hand]`: equity.
    pub(crate) equity: Vec<Vec<f64>>,
    /// `[seat]`: mean EV.
    pub(crate) mean_ev: Vec<f64>,
    /// `[seat]`: mean equity.
    pub(crate) mean_equity: Vec<f64>,
    /// `[action][hand]` of the acting player: chips.
    pub(crate) action_ev: Vec<Vec<f64>>,
}

impl Hands {
    /// All hands of a strategy at a place whose cards are all dealt.
    ///
    /// # Errors
    /// If the strategy does not answer.
    pub(crate) fn of_strategy(strategy: &Strategy, place: &Place) -> Result<Self, ApiError> {
        let board = place.public_cards(strategy)?;
        let ranges = strategy.ranges(place.node, &board)?;
        let State::Decision(acting) = place.state else {
            let cards = place.cards();
            let live = (0..strategy.game().cards.num_hands()).map(|hand| is_live(strategy, hand, cards));
            return Ok(Self { live: live.collect(), ranges, ..Self::nobody() });
        };
        let all = strategy.all_probabilities(place.node, &board)?;
        let live: Vec<bool> = all.buckets.iter().map(Option::is_some).collect();
        let weights = ranges[acting].iter().map(|&weight| f64::from(weight)).collect();
        Ok(Self {
            acting: Some(acting),
            live,
            probabilities: all.probabilities,
            ranges,
            weights,
            buckets: Some(all.buckets),
            uniform: Some(all.uniform),
            worth: None,
        })
    }

    /// All hands of a solution at a decision.
    ///
    /// # Errors
    /// If the solution does not answer.
    pub(crate) fn of_solution(solution: &Solved, place: &Place) -> Result<Self, ApiError> {
        let line = place.solver_line(Book::Solution(solution));
        if place.state == State::Over {
            let cards = place.cards();
            let live = Combo::all().map(|combo| !combo.set().intersects(cards)).collect();
            return Ok(Self { live, ..Self::nobody() });
        }
        Ok(Self::of_report(&*solution.report(&line)?))
    }

    fn nobody() -> Self {
        Self {
            acting: None,
            live: Vec::new(),
            probabilities: Vec::new(),
            ranges: Vec::new(),
            weights: Vec::new(),
            buckets: None,
            uniform: None,
            worth: None,
        }
    }

    /// From a solution's report, which lists hands of positive weight alone.
    pub(crate) fn of_report(report: &NodeReport) -> Self {
        let count = Combo::COUNT;
        let mut ranges = vec![vec![0.0; count]; 2];
        let mut probabilities = vec![vec![0.0; count]; report.actions.len()];
        let mut weights = vec![0.0; count];
        let mut ev = vec![vec![f64::NAN; count]; 2];
        let mut equity = ev.clone();
        let mut action_ev = vec![vec![f64::NAN; count]; report.actions.len()];
        for seat in 0..2 {
            for hand in report.combos.get(seat) {
                let at = hand.combo.index();
                ranges[seat][at] = hand.reach as f32;
                if hand.weight > 0.0 {
                    (ev[seat][at], equity[seat][at]) = (hand.ev, hand.equity);
                }
                if seat == report.player {
                    weights[at] = hand.weight;
                    probabilities.iter_mut().zip(&hand.strategy).for_each(|(row, &p)| row[at] = p);
                    if hand.weight > 0.0 {
                        action_ev.iter_mut().zip(&hand.action_evs).for_each(|(row, &ev)| row[at] = ev);
                    }
                }
            }
        }
        let both = |of: &holdem_blueprint::solution::ByPlayer<f64>| vec![of.oop, of.ip];
        Self {
            acting: Some(report.player),
            live: Combo::all().map(|combo| !combo.set().intersects(report.cards)).collect(),
            probabilities,
            ranges,
            weights,
            buckets: None,
            uniform: None,
            worth: Some(Worth {
                ev,
                equity,
                mean_ev: both(&report.ev),
                action_ev,
                mean_equity: both(&report.equity),
            }),
        }
    }

    /// `[action]`: how often each action is taken, over hands by weight; 0 where nobody comes.
    pub(crate) fn frequencies(&self) -> Vec<f64> {
        let total: f64 = self.weights.iter().sum();
        let taken = |row: &Vec<f32>| -> f64 {
            row.iter().zip(&self.weights).map(|(&p, weight)| f64::from(p) * weight).sum()
        };
        self.probabilities.iter().map(|row| if total > 0.0 { taken(row) / total } else { 0.0 }).collect()
    }

    /// `[action]`: combos of the acting range that take each action.
    pub(crate) fn combos(&self) -> Vec<f64> {
        let Some(acting) = self.acting else { return Vec::new() };
        let range = &self.ranges[acting];
        let taken = |row: &Vec<f32>| -> f64 {
            row.iter().zip(range).map(|(&p, &weight)| f64::from(p) * f64::from(weight)).sum()
        };
        self.probabilities.iter().map(taken).collect()
    }

    /// `[action]`: mean of what hands that take it are worth by it; not a number where nobody does.
    pub(crate) fn action_means(&self, action_ev: &[Vec<f64>]) -> Vec<f64> {
        let mean = |(row, ev): (&Vec<f32>, &Vec<f64>)| {
            let taken = row.iter().zip(&self.weights).map(|(&p, weight)| f64::from(p) * weight);
            let known = taken.zip(ev).filter(|(weight, ev)| *weight > 0.0 && ev.is_finite());
            let (sum, total) = known.fold((0.0, 0.0), |(sum, total), (w, ev)| (sum + w * ev, total + w));
            sum / total
        };
        self.probabilities.iter().zip(action_ev).map(mean).collect()
    }

    /// Share of the acting range whose row was never trained.
    pub(crate) fn untrained(&self) -> f64 {
        let (Some(uniform), total) = (&self.uniform, self.weights.iter().sum::<f64>()) else { return 0.0 };
        let untrained: f64 = self.weights.iter().zip(uniform).filter(|(_, u)| **u).map(|(w, _)| w).sum();
        if total > 0.0 { untrained / total } else { 0.0 }
    }
}

/// Whether a hand of a game is left by a board: the small games are small enough that all are.
fn is_live(strategy: &Strategy, hand: usize, board: holdem_cards::CardSet) -> bool {
    match strategy.game().kind {
        holdem_blueprint::config::GameKind::Holdem => u16::try_from(hand)
            .ok()
            .and_then(Combo::from_index)
            .is_some_and(|combo| !combo.set().intersects(board)),
        _ => true,
    }
}
