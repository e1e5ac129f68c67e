//! What local best response does with each hand at a decision.

use holdem_game::rules::Move;

use super::line::{Line, Range, after, checked_down, join, stakes, total};
use super::opponent::Opponent;
use super::sums::beside;
use super::walk::Walk;
use super::{LbrError, sizes};
use crate::player::Mixture;

/// Something that can be done at a decision.
pub(super) struct Choice<P> {
    pub(super) action: Move,
    /// The opponent's hands after it.
    pub(super) range: Range<P>,
    /// `[position]`: how it answers a bet; nothing after other moves.
    pub(super) answers: Vec<Mixture>,
    /// `[hand]`: what it is worth if the opponent answers a bet by folding or calling and nobody bets any
    /// more, times the reach of the opponent's hands possible with it.
    pub(super) values: Vec<f64>,
}

impl<O: Opponent> Walk<'_, O> {
    /// All moves that local best response considers at its own decision.
    pub(super) fn choices(&self, line: &Line<O::Position>) -> Result<Vec<Choice<O::Position>>, LbrError> {
        let (reach, legal) = (line.reach(), line.betting().legal());
        let masses = beside(&self.deal, &reach);
        let mut bets = Vec::new();
        for bet in sizes::bets(self.how.bets, line.betting(), &legal) {
            bets.push(self.bet(line, bet)?);
        }
        let staying: Vec<Vec<f64>> = bets.iter().map(staying).collect();
        let ranges: Vec<&[f64]> = [&reach].into_iter().chain(&staying).map(Vec::as_slice).collect();
        let mut ahead = self.rollouts().compare(&ranges).into_iter();
        let mut choices = Vec::new();
        if legal.fold {
            let (_, lost) = stakes(&after(line.betting(), Move::Fold)?, self.how.seat);
            let values = masses.iter().map(|mass| -lost * mass).collect();
            choices.push(Choice { action: Move::Fold, range: Vec::new(), answers: Vec::new(), values });
        }
        let passive = legal.passive();
        let called = stakes(&checked_down(after(line.betting(), passive)?), self.how.seat);
        let values = shown(called, &masses, &ahead.next().expect("one for the whole range"));
        let range = self.heard(line, passive);
        choices.push(Choice { action: passive, range, answers: Vec::new(), values });
        for ((mut bet, stay), ahead) in bets.into_iter().zip(&staying).zip(ahead) {
            let raised = after(line.betting(), bet.action)?;
            let (pot, paid) = stakes(&after(&raised, Move::Fold)?, self.how.seat);
            let called = stakes(&checked_down(after(&raised, Move::Call)?), self.how.seat);
            let staying = beside(&self.deal, stay);
            bet.values = shown(called, &staying, &ahead);
            let folding = masses.iter().zip(&staying).map(|(mass, stays)| (mass - stays) * (pot - paid));
            bet.values.iter_mut().zip(folding).for_each(|(value, gain)| *value += gain);
            choices.push(bet);
        }
        Ok(choices)
    }

    /// A bet with the answers of the opponent, not valued yet.
    fn bet(&self, line: &Line<O::Position>, bet: Move) -> Result<Choice<O::Position>, LbrError> {
        let (range, mut public) = (self.heard(line, bet), line.public.clone());
        public.act(bet)?;
        let answer = |(at, _): &(O::Position, _)| self.how.opponent.answer(at, &public, &self.cards);
        let answers = range.iter().map(answer).collect::<Result<_, _>>()?;
        Ok(Choice { action: bet, range, answers, values: Vec::new() })
    }

    /// The opponent's hands after a move of the responder.
    pub(super) fn heard(&self, line: &Line<O::Position>, action: Move) -> Range<O::Position> {
        let mut range = Vec::new();
        for (at, reach) in &line.range {
            self.hear(&mut range, line, (at, action), reach);
        }
        range
    }

    /// Moves the hands of a position to the positions they are in after a move.
    pub(super) fn hear(
        &self,
        range: &mut Range<O::Position>,
        line: &Line<O::Position>,
        (at, action): (&O::Position, Move),
        reach: &[f64],
    ) {
        for (chance, position) in self.how.opponent.hear(at, &line.public, action) {
            join(range, position, reach.iter().map(|reach| chance * reach).collect());
        }
    }
}

/// `[hand]`: the probability that the opponent faces a bet with it and does not fold.
fn staying<P>(bet: &Choice<P>) -> Vec<f64> {
    let mut stay = total(&bet.range);
    for ((_, reach), answer) in bet.range.iter().zip(&bet.answers) {
        for (action, folds) in answer.moves.iter().zip(&answer.probabilities) {
            if *action == Move::Fold {
                let folding = reach.iter().zip(folds).map(|(reach, folds)| reach * f64::from(*folds));
                stay.iter_mut().zip(folding).for_each(|(stay, folding)| *stay = (*stay - folding).max(0.0));
            }
        }
    }
    stay
}

/// `[hand]`: what a showdown is worth, with `masses` the reach of the opponent's hands possible with it, and
/// `ahead` the reach of those it beats less the reach of those that beat it.
pub(crate) fn shown((pot, paid): (f64, f64), masses: &[f64], ahead: &[f64]) -> Vec<f64> {
    masses.iter().zip(ahead).map(|(mass, ahead)| pot * 0.5 * (mass + ahead) - paid * mass).collect()
}
