//! A line: one way in which hands reach a decision.

use holdem_game::rules::{Move, Phase};
use holdem_game::tree::PotRake;

use super::LbrError;
use crate::table::{Betting, PublicHand};

/// The opponent's hands by position: `[hand]`, the probability with which it gets there with each.
pub(crate) type Range<P> = Vec<(P, Vec<f64>)>;

/// One way in which a hand can reach a decision, for all hands of both players.
#[derive(Clone)]
pub(super) struct Line<P> {
    pub(super) public: PublicHand,
    /// `[hand]`: whether the responder plays this way with it.
    pub(super) plays: Vec<bool>,
    pub(super) range: Range<P>,
    /// Weight of the line: the probabilities of public cards, and of having been followed at random.
    pub(super) weight: f64,
}

impl<P: Clone + PartialEq> Line<P> {
    /// `[hand]`: the probability with which the opponent gets here with each, whatever it takes the betting
    /// to be.
    pub(super) fn reach(&self) -> Vec<f64> {
        total(&self.range)
    }

    /// The betting as it stands.
    pub(super) fn betting(&self) -> &Betting {
        self.public.betting()
    }

    /// The same line after another move.
    pub(super) fn after(&self, action: Move, range: Range<P>) -> Result<Self, LbrError> {
        let mut public = self.public.clone();
        public.act(action)?;
        Ok(Self { public, plays: self.plays.clone(), range, weight: self.weight })
    }

    /// Leaves out the hands that are not in play.
    pub(super) fn keep(&mut self, in_play: &[bool]) {
        self.plays.iter_mut().zip(in_play).for_each(|(plays, kept)| *plays &= kept);
        for (_, reach) in &mut self.range {
            reach.iter_mut().zip(in_play).filter(|(_, kept)| !**kept).for_each(|(reach, _)| *reach = 0.0);
        }
    }
}

/// `[hand]`: sum over positions.
pub(crate) fn total<P>(range: &Range<P>) -> Vec<f64> {
    let mut sum = vec![0.0; range.first().map_or(0, |(_, reach)| reach.len())];
    for (_, reach) in range {
        sum.iter_mut().zip(reach).for_each(|(sum, reach)| *sum += reach);
    }
    sum
}

/// Adds hands in a position; hands of the same position are kept together.
pub(crate) fn join<P: PartialEq>(range: &mut Range<P>, position: P, reach: Vec<f64>) {
    if reach.iter().all(|reach| *reach == 0.0) {
        return;
    }
    match range.iter_mut().find(|(other, _)| *other == position) {
        Some((_, sum)) => sum.iter_mut().zip(reach).for_each(|(sum, reach)| *sum += reach),
        None => range.push((position, reach)),
    }
}

/// The betting after a move.
pub(super) fn after(betting: &Betting, action: Move) -> Result<Betting, LbrError> {
    let mut next = betting.clone();
    next.act(action)?;
    Ok(next)
}

/// The betting if nobody bets any more.
pub(super) fn checked_down(mut betting: Betting) -> Betting {
    while betting.to_act().is_some() {
        let passive = betting.legal().passive();
        betting.act(passive).expect("checking or calling is always legal");
    }
    betting
}

/// The pot when betting is over, less what the house takes, and what a seat has put in.
pub(crate) fn stakes(over: &Betting, seat: usize) -> (f64, f64) {
    let rake = over.no_limit().map_or(PotRake::default(), |hand| hand.rake().into());
    let no_flop = over.street() == 0 && matches!(over.phase(), Phase::Over { .. });
    let taken = if no_flop { 0.0 } else { rake.of(over.pot()) };
    (f64::from(over.pot()) - taken, f64::from(over.contributed()[seat]))
}
