//! The betting of one street on one board, with all hands of both players at once.

use std::cell::OnceCell;

use holdem_game::deal::{Board, CardModel, Deal, DealRng};
use holdem_game::rules::{Move, Phase};

use super::GainError;
use crate::lbr::Opponent;
use crate::lbr::choice::shown;
use crate::lbr::line::{Range, join, stakes, total};
use crate::lbr::rollouts::Rollouts;
use crate::lbr::sums::beside;
use crate::player::{Mixture, PlayerError};
use crate::table::PublicHand;

/// One way in which a hand can reach a decision, for all hands of both players.
#[derive(Clone)]
pub(super) struct Line<P> {
    pub(super) public: PublicHand,
    /// `[player]`: its hands by position.
    pub(super) ranges: [Range<P>; 2],
    /// Weight of the line: the probabilities of public cards, and of having been followed at random.
    pub(super) weight: f64,
}

/// Lines, with the weighted number of pairs of hands that reach each.
pub(super) type Lines<P> = Vec<(Line<P>, f64)>;

/// Moves, and the hands that make each.
type Choices<P> = Vec<(Move, Range<P>)>;

impl<P> Line<P> {
    /// Chips in the pot.
    pub(super) fn pot(&self) -> f64 {
        f64::from(self.public.betting().pot())
    }

    /// Leaves out hands that are not in a deal.
    pub(super) fn keep(&mut self, deal: &Deal) {
        let mut kept = vec![false; self.ranges[0].first().map_or(0, |(_, reach)| reach.len())];
        deal.hands.iter().for_each(|&hand| kept[usize::from(hand)] = true);
        for (_, reach) in self.ranges.iter_mut().flatten() {
            reach.iter_mut().zip(&kept).filter(|(_, kept)| !**kept).for_each(|(reach, _)| *reach = 0.0);
        }
    }
}

/// Two strategies, and where the first of them sits.
pub(super) struct Pair<'a, S, T> {
    pub(super) first: &'a S,
    pub(super) second: &'a T,
    /// Seat of the first.
    pub(super) seat: usize,
    /// The cards. Their buckets are not used.
    pub(super) cards: &'a dyn CardModel,
}

/// A street on a board, as far as it has been played.
pub(super) struct Walk<'a, S: Opponent, T: Opponent<Position = S::Position>> {
    pair: &'a Pair<'a, S, T>,
    street: usize,
    board: Board,
    deal: Deal,
    seen: (S::Cards, T::Cards),
    rollouts: OnceCell<Rollouts>,
    /// Lines that count less than this many pairs of hands are followed only at random.
    rare: f64,
    /// Whether chips are counted where hands are shown down on this street.
    counts: bool,
    /// What the first strategy has won where the hand is over: chips times pairs of hands.
    pub(super) won: f64,
    /// Lines that go on.
    pub(super) next: Lines<S::Position>,
}

impl<'a, S: Opponent, T: Opponent<Position = S::Position>> Walk<'a, S, T> {
    /// A street that nobody has acted on. `boards` are `[street]`.
    pub(super) fn new(pair: &'a Pair<'a, S, T>, boards: &[Board], rare: f64) -> Result<Self, GainError> {
        let (street, board) = (boards.len() - 1, boards[boards.len() - 1]);
        let mut deal = Deal::default();
        pair.cards.layer(street, board, &mut deal);
        let seen = (pair.first.look(boards)?, pair.second.look(boards)?);
        let (rollouts, next) = (OnceCell::new(), Vec::new());
        Ok(Self { pair, street, board, deal, seen, rollouts, rare, counts: true, won: 0.0, next })
    }

    /// The same, to see where lines lead rather than what they win.
    pub(super) fn without_chips(self) -> Self {
        Self { counts: false, ..self }
    }

    /// Plays a line that reaches this street.
    pub(super) fn play(&mut self, mut line: Line<S::Position>, rng: &mut DealRng) -> Result<(), GainError> {
        line.keep(&self.deal);
        if self.street > 0 {
            line.public.deal(self.board);
        }
        self.follow(line, rng)
    }

    fn follow(&mut self, mut line: Line<S::Position>, rng: &mut DealRng) -> Result<(), GainError> {
        let [own, other] = line.ranges.each_ref().map(total);
        let masses = beside(&self.deal, &other);
        let mut pairs = line.weight * dot(&own, &masses);
        if pairs <= 0.0 {
            return Ok(());
        }
        if pairs < self.rare {
            if f64::from(rng.unit()) * self.rare >= pairs {
                return Ok(());
            }
            line.weight *= self.rare / pairs;
            pairs = self.rare;
        }
        let betting = line.public.betting();
        match betting.phase() {
            Phase::Over { winner } => {
                let (pot, paid) = stakes(betting, self.pair.seat);
                self.won += pairs * if winner == self.pair.seat { pot - paid } else { -paid };
            }
            Phase::Showdown if self.counts => {
                let ahead = self.rollouts().compare(&[&other]);
                let values = shown(stakes(betting, self.pair.seat), &masses, &ahead[0]);
                self.won += line.weight * dot(&own, &values);
            }
            Phase::Showdown => {}
            Phase::Act(_) if betting.street() > self.street => self.next.push((line, pairs)),
            Phase::Act(seat) => self.act(&line, usize::from(seat != self.pair.seat), rng)?,
        }
        Ok(())
    }

    /// A player's move: each hand makes all of its moves, with their probabilities.
    fn act(&mut self, line: &Line<S::Position>, player: usize, rng: &mut DealRng) -> Result<(), GainError> {
        for (action, chosen) in self.choices(line, player)? {
            let mut public = line.public.clone();
            public.act(action)?;
            let [mut acting, mut hearing] = [Vec::new(), Vec::new()];
            for (position, reach) in &chosen {
                self.hear(&mut acting, player, line, (position, action), reach);
            }
            for (position, reach) in &line.ranges[1 - player] {
                self.hear(&mut hearing, 1 - player, line, (position, action), reach);
            }
            let ranges = if player == 0 { [acting, hearing] } else { [hearing, acting] };
            self.follow(Line { public, ranges, weight: line.weight }, rng)?;
        }
        Ok(())
    }

    /// The moves of a player's hands, and the hands that make each, by the position in which they make it.
    fn choices(&self, line: &Line<S::Position>, player: usize) -> Result<Choices<S::Position>, GainError> {
        let mut by_move: Choices<S::Position> = Vec::new();
        for (position, reach) in &line.ranges[player] {
            let answer = self.answer(player, position, &line.public)?;
            for (&action, chances) in answer.moves.iter().zip(&answer.probabilities) {
                let chosen: Vec<f64> =
                    reach.iter().zip(chances).map(|(reach, chance)| reach * f64::from(*chance)).collect();
                let at = by_move.iter().position(|(other, _)| *other == action).unwrap_or_else(|| {
                    by_move.push((action, Vec::new()));
                    by_move.len() - 1
                });
                join(&mut by_move[at].1, position.clone(), chosen);
            }
        }
        by_move.retain(|(_, range)| !range.is_empty());
        Ok(by_move)
    }

    fn answer(&self, player: usize, at: &S::Position, public: &PublicHand) -> Result<Mixture, PlayerError> {
        match player {
            0 => self.pair.first.answer(at, public, &self.seen.0),
            _ => self.pair.second.answer(at, public, &self.seen.1),
        }
    }

    /// Moves the hands of a position to the positions they are in after a move.
    fn hear(
        &self,
        range: &mut Range<S::Position>,
        player: usize,
        line: &Line<S::Position>,
        (at, action): (&S::Position, Move),
        reach: &[f64],
    ) {
        let ways = match player {
            0 => self.pair.first.hear(at, &line.public, action),
            _ => self.pair.second.hear(at, &line.public, action),
        };
        for (chance, position) in ways {
            join(range, position, reach.iter().map(|reach| chance * reach).collect());
        }
    }

    /// How hands fare if nobody bets any more.
    fn rollouts(&self) -> &Rollouts {
        self.rollouts.get_or_init(|| Rollouts::new(self.pair.cards, self.street, self.board, &self.deal, 1))
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
