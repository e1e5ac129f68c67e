//! The betting of one street on one board, with all hands of both players at once.

use std::cell::OnceCell;

use holdem_blueprint::config::LbrBets;
use holdem_game::deal::{Board, CardModel, Deal};
use holdem_game::rules::{Move, Phase};

use super::LbrError;
use super::choice::{Choice, shown};
use super::draws::Draws;
use super::line::{Line, Range, stakes};
use super::opponent::Opponent;
use super::rollouts::Rollouts;
use super::sums::beside;
use crate::player::Mixture;

/// How local best response plays, and against whom.
pub(super) struct How<'a, O> {
    pub(super) opponent: &'a O,
    /// The cards of the game. Their buckets are not used.
    pub(super) cards: &'a dyn CardModel,
    /// Its seat.
    pub(super) seat: usize,
    pub(super) bets: LbrBets,
    /// The first street on which it responds; before that it checks and calls.
    pub(super) from: usize,
    /// Pairs of hands that can be dealt.
    pub(super) pairs: f64,
    /// Lines that are played less often than this are followed only at random.
    pub(super) rare: f64,
}

/// Draws which rare lines are followed; `None` to follow all.
type Lots = Option<Draws>;

/// A street on a board, as far as it has been played.
pub(super) struct Walk<'a, O: Opponent> {
    pub(super) how: &'a How<'a, O>,
    street: usize,
    board: Board,
    /// Hands in play.
    pub(super) deal: Deal,
    pub(super) cards: O::Cards,
    rollouts: OnceCell<Rollouts>,
    /// Threads that count boards.
    workers: usize,
    /// What has been won where the hand is over: chips, times the probability, times all pairs of hands.
    pub(super) won: f64,
    /// Lines that go on.
    pub(super) next: Vec<Line<O::Position>>,
}

impl<'a, O: Opponent> Walk<'a, O> {
    /// A street that nobody has acted on. `boards` are `[street]`.
    pub(super) fn new(how: &'a How<'a, O>, boards: &[Board], workers: usize) -> Result<Self, LbrError> {
        let (street, board) = (boards.len() - 1, boards[boards.len() - 1]);
        let mut deal = Deal::default();
        how.cards.layer(street, board, &mut deal);
        let (cards, rollouts) = (how.opponent.look(boards)?, OnceCell::new());
        Ok(Self { how, street, board, deal, cards, rollouts, workers, won: 0.0, next: Vec::new() })
    }

    /// Plays lines that reach this street. Without a random stream rare ones are followed like all others.
    pub(super) fn play(
        &mut self,
        lines: impl IntoIterator<Item = Line<O::Position>>,
        lots: Lots,
    ) -> Result<(), LbrError> {
        let mut in_play = vec![false; self.how.cards.num_hands()];
        self.deal.hands.iter().for_each(|&hand| in_play[usize::from(hand)] = true);
        for mut line in lines {
            line.keep(&in_play);
            if self.street > 0 {
                line.public.deal(self.board);
            }
            self.follow(line, lots)?;
        }
        Ok(())
    }

    /// How hands fare if nobody bets any more.
    pub(super) fn rollouts(&self) -> &Rollouts {
        let make = || Rollouts::new(self.how.cards, self.street, self.board, &self.deal, self.workers);
        self.rollouts.get_or_init(make)
    }

    fn follow(&mut self, mut line: Line<O::Position>, lots: Lots) -> Result<(), LbrError> {
        let masses = beside(&self.deal, &line.reach());
        if !self.is_followed(&mut line, &masses, lots) {
            return Ok(());
        }
        match line.betting().phase() {
            Phase::Over { winner } => {
                let (pot, paid) = stakes(line.betting(), self.how.seat);
                let payoff = if winner == self.how.seat { pot - paid } else { -paid };
                self.win(&line, masses.iter().map(|mass| payoff * mass));
            }
            Phase::Showdown => self.show_down(line, &masses),
            Phase::Act(_) if line.betting().street() > self.street => self.next.push(line),
            Phase::Act(seat) if seat == self.how.seat => self.respond(&line, lots)?,
            Phase::Act(_) => {
                let answer =
                    |(at, _): &(O::Position, _)| self.how.opponent.answer(at, &line.public, &self.cards);
                let answers: Vec<_> = line.range.iter().map(answer).collect::<Result<_, _>>()?;
                self.listen(&line, &answers, lots)?;
            }
        }
        Ok(())
    }

    /// Whether a line is followed: a rare one at random, with its weight raised so that it is right on
    /// average.
    fn is_followed(&self, line: &mut Line<O::Position>, masses: &[f64], lots: Lots) -> bool {
        let both: f64 =
            masses.iter().zip(&line.plays).filter(|(_, plays)| **plays).map(|(mass, _)| mass).sum();
        let chance = line.weight * both / self.how.pairs;
        // The more chips there are, the more depends on it.
        let stakes = f64::from(line.betting().pot()) / f64::from(line.public.start().pot());
        let share = chance * stakes / self.how.rare;
        match lots.filter(|_| share < 1.0 && chance > 0.0) {
            Some(lots) => {
                line.weight /= share;
                lots.lot(&line.public) < share
            }
            None => chance > 0.0,
        }
    }

    /// Counts what the hands of a line win, `[hand]`, times the reach of the opponent's hands possible with
    /// it.
    fn win(&mut self, line: &Line<O::Position>, values: impl IntoIterator<Item = f64>) {
        let played = values.into_iter().zip(&line.plays).filter(|(_, plays)| **plays);
        self.won += line.weight * played.map(|(value, _)| value).sum::<f64>();
    }

    /// Compares hands. If that would need a table that nothing else uses, the next street does it.
    fn show_down(&mut self, line: Line<O::Position>, masses: &[f64]) {
        let is_idle = self.street < self.how.from && self.rollouts.get().is_none();
        if is_idle && Rollouts::are_many(self.how.cards, self.street, self.board) {
            self.next.push(line);
            return;
        }
        let ahead = self.rollouts().compare(&[&line.reach()]);
        self.win(&line, shown(stakes(line.betting(), self.how.seat), masses, &ahead[0]));
    }

    /// The responder's move: each hand makes the one that is worth most to it.
    fn respond(&mut self, line: &Line<O::Position>, lots: Lots) -> Result<(), LbrError> {
        if self.street < self.how.from {
            let passive = line.betting().legal().passive();
            return self.follow(line.after(passive, self.heard(line, passive))?, lots);
        }
        let choices = self.choices(line)?;
        let best = best_choices(&choices);
        for (number, choice) in choices.into_iter().enumerate() {
            let Choice { action, range, answers, .. } = choice;
            let range = if action == Move::Fold { line.range.clone() } else { range };
            let mut next = line.after(action, range)?;
            next.plays.iter_mut().zip(&best).for_each(|(plays, best)| *plays &= *best == number);
            if !next.plays.contains(&true) {
                continue;
            }
            match answers.is_empty() {
                true => self.follow(next, lots)?,
                false => self.listen(&next, &answers, lots)?,
            }
        }
        Ok(())
    }

    /// The opponent's move: each hand makes all of its moves, with their probabilities.
    fn listen(&mut self, line: &Line<O::Position>, answers: &[Mixture], lots: Lots) -> Result<(), LbrError> {
        let mut by_move: Vec<(Move, Range<O::Position>)> = Vec::new();
        for ((position, reach), answer) in line.range.iter().zip(answers) {
            for (&action, chances) in answer.moves.iter().zip(&answer.probabilities) {
                let chosen: Vec<f64> =
                    reach.iter().zip(chances).map(|(reach, chance)| reach * f64::from(*chance)).collect();
                if chosen.iter().all(|reach| *reach == 0.0) {
                    continue;
                }
                let at = by_move.iter().position(|(other, _)| *other == action).unwrap_or_else(|| {
                    by_move.push((action, Vec::new()));
                    by_move.len() - 1
                });
                self.hear(&mut by_move[at].1, line, (position, action), &chosen);
            }
        }
        for (action, range) in by_move {
            self.follow(line.after(action, range)?, lots)?;
        }
        Ok(())
    }
}

/// `[hand]`: number of the choice that is worth most; the first of equal ones.
fn best_choices<P>(choices: &[Choice<P>]) -> Vec<usize> {
    let num_hands = choices.first().map_or(0, |choice| choice.values.len());
    let better = |hand: usize, best: usize, other: usize| match choices[other].values[hand]
        > choices[best].values[hand]
    {
        true => other,
        false => best,
    };
    (0..num_hands).map(|hand| (1..choices.len()).fold(0, |best, other| better(hand, best, other))).collect()
}
