//! The hand in play.

use holdem_cards::random::mix;
use holdem_game::deal::DealRng;
use holdem_game::rules::{Move, Phase};

use super::SessionError;
use crate::matches::{MatchError, Seating};
use crate::player::{Player, PlayerError, Turn, View};
use crate::table::{Dealt, PublicHand, Table};

/// A decision of a hand, with what the strategy does there.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The hand just before the move.
    pub public: PublicHand,
    /// Who decided.
    pub seat: usize,
    /// The move.
    pub action: Move,
    /// What the player does there; at the person's decisions, what the first of the others would do. `None`
    /// if that player does not tell.
    pub view: Option<View>,
}

/// A hand in play, with all cards.
#[derive(Clone, Debug)]
pub struct HandInPlay {
    number: u64,
    seating: Seating,
    rotation: usize,
    seat: usize,
    dealt: Dealt,
    public: PublicHand,
    /// By seat.
    rngs: Vec<DealRng>,
    coach_rng: DealRng,
    decisions: Vec<Decision>,
    moves: Vec<Move>,
}

/// A hand that is over.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The hand.
    pub hand: HandInPlay,
    /// Won or lost, in chips, by seat.
    pub payoffs: Vec<i64>,
}

impl HandInPlay {
    pub(super) fn deal(table: &Table, seating: Seating, seed: u64, number: u64) -> Self {
        let seats = table.num_seats();
        // The person begins on the last seat, the button, and moves on with every hand.
        let rotation = (number as usize + seats - 1) % seats;
        let chairs = (0..seats).map(|seat| seating.chair(seat, rotation) as u64);
        let stream = |chair: u64| DealRng::for_iteration(seed ^ mix(chair + 1), number);
        Self {
            number,
            seating,
            rotation,
            seat: rotation,
            dealt: table.deal(&mut DealRng::for_iteration(seed, number)),
            public: table.begin(),
            rngs: chairs.map(stream).collect(),
            coach_rng: stream(u64::from(u32::MAX)),
            decisions: Vec::new(),
            moves: Vec::new(),
        }
    }

    /// Number of the hand in its session, from 0.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The person's seat.
    pub fn seat(&self) -> usize {
        self.seat
    }

    /// What everybody has seen.
    pub fn public(&self) -> &PublicHand {
        &self.public
    }

    /// All cards, those that nobody has seen yet included.
    pub fn dealt(&self) -> &Dealt {
        &self.dealt
    }

    /// Every decision so far, in order.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The person's moves so far.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    pub(super) fn rotation(&self) -> usize {
        self.rotation
    }

    fn turn(&self, seat: usize) -> Turn<'_> {
        Turn { public: &self.public, seat, hand: self.dealt.hands[seat], number: self.number }
    }

    fn chair(&self, seat: usize) -> usize {
        self.seating.chair(seat, self.rotation)
    }

    pub(super) fn begin(
        &mut self,
        others: &mut [Box<dyn Player>],
        coach: Option<&mut Box<dyn Player>>,
    ) -> Result<(), PlayerError> {
        for seat in (0..self.dealt.hands.len()).filter(|&seat| seat != self.seat) {
            others[self.chair(seat) - 1].begin(&self.turn(seat))?;
        }
        coach.map_or(Ok(()), |coach| coach.begin(&self.turn(self.seat)))
    }

    pub(super) fn act_for_person(
        &mut self,
        action: Move,
        coach: Option<&mut Box<dyn Player>>,
    ) -> Result<(), SessionError> {
        if self.public.betting().to_act() != Some(self.seat) {
            return Err(SessionError::Turn("it is somebody else's turn"));
        }
        let before = self.public.clone();
        self.public.act(action)?;
        let turn =
            Turn { public: &before, seat: self.seat, hand: self.dealt.hands[self.seat], number: self.number };
        let view = coach.map_or(Ok(None), |coach| coach.view(&turn, &mut self.coach_rng))?;
        self.decisions.push(Decision { seat: self.seat, action, view, public: before });
        self.moves.push(action);
        Ok(())
    }

    /// Plays until it is the person's turn, or to the end: then the payoffs.
    pub(super) fn go_on(
        &mut self,
        table: &Table,
        others: &mut [Box<dyn Player>],
        coach: Option<&mut Box<dyn Player>>,
    ) -> Result<Option<Vec<i64>>, SessionError> {
        loop {
            while self.public.awaits_cards() {
                self.public.deal(self.dealt.boards[self.public.boards().len()]);
            }
            match self.public.betting().to_act() {
                Some(seat) if seat == self.seat => return Ok(None),
                Some(seat) => {
                    let chair = self.chair(seat);
                    self.act_for(seat, others[chair - 1].as_mut())?;
                }
                None => break,
            }
        }
        Ok(Some(self.end(table, others, coach)?))
    }

    fn act_for(&mut self, seat: usize, player: &mut dyn Player) -> Result<(), MatchError> {
        let mut rng = self.rngs[seat].clone();
        let view = player.view(&self.turn(seat), &mut rng)?;
        let action = player.act(&self.turn(seat), &mut rng)?;
        self.rngs[seat] = rng;
        let before = self.public.clone();
        let number = self.number;
        self.public.act(action).map_err(|source| MatchError::Illegal {
            player: player.name(),
            number,
            source,
        })?;
        self.decisions.push(Decision { public: before, seat, action, view });
        Ok(())
    }

    fn end(
        &mut self,
        table: &Table,
        others: &mut [Box<dyn Player>],
        coach: Option<&mut Box<dyn Player>>,
    ) -> Result<Vec<i64>, PlayerError> {
        let is_showdown = self.public.betting().phase() == Phase::Showdown;
        while is_showdown && self.public.boards().len() < self.dealt.boards.len() {
            self.public.deal(self.dealt.boards[self.public.boards().len()]);
        }
        let payoffs = table.payoffs(self.public.betting(), &self.dealt);
        for seat in 0..payoffs.len() {
            let shown = self.shown_to(seat);
            match seat == self.seat {
                true => {}
                false => others[self.chair(seat) - 1].end(&self.public, &payoffs, &shown)?,
            }
        }
        let shown = self.shown_to(self.seat);
        coach.map_or(Ok(()), |coach| coach.end(&self.public, &payoffs, &shown))?;
        Ok(payoffs)
    }

    /// `[seat]`: the private hands that the given seat has seen by the end.
    pub(super) fn shown_to(&self, seat: usize) -> Vec<Option<usize>> {
        let betting = self.public.betting();
        let is_showdown = betting.phase() == Phase::Showdown;
        let seen = |other: usize| other == seat || (is_showdown && !betting.is_folded(other));
        (0..self.dealt.hands.len()).map(|other| seen(other).then(|| self.dealt.hands[other])).collect()
    }
}
