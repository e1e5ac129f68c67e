//! One hand in play: a person on one seat, the strategy on all others.

use std::cell::OnceCell;

use holdem_arena::Player;
use holdem_arena::player::Turn;
use holdem_arena::players::{BlueprintEntrant, BlueprintPlayer};
use holdem_arena::table::{Dealt, PublicHand, Table};
use holdem_cards::random::{DealRng, mix};
use holdem_game::rules::{Move, Phase};

use super::chances::{Chances, combo_of, on_boards};
use super::judge::of_player;
use super::tokens::{read, token};
use crate::error::ApiError;

/// The cards of a hand, and the strategy on every seat: all of it follows from the session's seed and the
/// hand's number.
pub(crate) struct Seats {
    pub(crate) dealt: Dealt,
    /// By seat; on the person's it advises.
    pub(crate) players: Vec<BlueprintPlayer>,
    /// By seat.
    pub(crate) rngs: Vec<DealRng>,
}

impl Seats {
    /// Deals a hand.
    ///
    /// # Errors
    /// If the strategy cannot sit there.
    pub(crate) fn deal(
        entrant: &BlueprintEntrant,
        table: &Table,
        (seed, number): (u64, u64),
    ) -> Result<Self, ApiError> {
        let dealt = deal(table, (seed, number));
        let public = table.begin();
        let (mut players, mut rngs) = (Vec::new(), Vec::new());
        for seat in 0..table.num_seats() {
            let mut player = entrant.player(table).map_err(|error| of_player(&error))?;
            let turn = Turn { public: &public, seat, hand: dealt.hands[seat], number };
            player.begin(&turn).map_err(|error| of_player(&error))?;
            players.push(player);
            // Streams of their own, beside that of the cards.
            rngs.push(DealRng::for_iteration(mix(seed ^ (seat as u64 + 1)), number));
        }
        Ok(Self { dealt, players, rngs })
    }
}

/// The cards of the hand with this number.
pub(crate) fn deal(table: &Table, (seed, number): (u64, u64)) -> Dealt {
    table.deal(&mut DealRng::for_iteration(seed, number))
}

/// A hand. All of it follows from the session's seed, its number and the moves made.
pub(crate) struct Hand {
    pub(crate) number: u64,
    /// The person's seat, as the rules number seats.
    pub(crate) seat: usize,
    pub(crate) dealt: Dealt,
    pub(crate) public: PublicHand,
    /// Won and lost, once it is over.
    pub(crate) payoffs: Option<Vec<i64>>,
    /// Computed when it is first asked for, once the hand is over.
    run_out: OnceCell<Vec<Chances>>,
    /// The strategy on every seat; on the person's it advises.
    players: Vec<BlueprintPlayer>,
    rngs: Vec<DealRng>,
}

impl Hand {
    /// Deals a hand; `player` is the person's number as the betting tree has it.
    ///
    /// # Errors
    /// If the strategy cannot sit there.
    pub(crate) fn deal(
        entrant: &BlueprintEntrant,
        table: &Table,
        (seed, number): (u64, u64),
        player: usize,
    ) -> Result<Self, ApiError> {
        let Seats { dealt, players, rngs } = Seats::deal(entrant, table, (seed, number))?;
        let (seat, public) = (table.seat_of(player), table.begin());
        Ok(Self { number, seat, dealt, public, payoffs: None, run_out: OnceCell::new(), players, rngs })
    }

    /// Plays until it is the person's turn or the hand is over; returns the moves made.
    ///
    /// # Errors
    /// If the strategy cannot be read.
    pub(crate) fn go_on(&mut self, table: &Table) -> Result<Vec<String>, ApiError> {
        let mut made = Vec::new();
        loop {
            self.deal_streets();
            match self.public.betting().to_act() {
                None => break,
                Some(seat) if seat == self.seat => return Ok(made),
                Some(seat) => {
                    let hand = self.dealt.hands[seat];
                    let turn = Turn { public: &self.public, seat, hand, number: self.number };
                    let chosen = self.players[seat].act(&turn, &mut self.rngs[seat]);
                    let action = chosen.map_err(|error| of_player(&error))?;
                    self.make(action)?;
                    made.push(token(action));
                }
            }
        }
        if self.public.betting().phase() == Phase::Showdown {
            while self.public.boards().len() < self.dealt.boards.len() {
                self.public.deal(self.dealt.boards[self.public.boards().len()]);
            }
        }
        self.payoffs = Some(table.payoffs(self.public.betting(), &self.dealt));
        Ok(made)
    }

    /// Makes a move as text, whoever is in turn.
    ///
    /// # Errors
    /// If it is none, or not legal.
    pub(crate) fn play(&mut self, text: &str) -> Result<Move, ApiError> {
        self.deal_streets();
        let action = read(text, self.public.betting())?;
        self.make(action)?;
        Ok(action)
    }

    /// Whether the person is in turn.
    pub(crate) fn is_persons_turn(&self) -> bool {
        self.payoffs.is_none() && self.public.betting().to_act() == Some(self.seat)
    }

    /// Whether the person sees the cards of a seat: their own and, once the hand is over, those at showdown;
    /// in practice all.
    pub(crate) fn is_shown(&self, seat: usize, practice: bool) -> bool {
        let betting = self.public.betting();
        let shows_down = betting.phase() == Phase::Showdown && !betting.is_folded(seat);
        seat == self.seat || (self.payoffs.is_some() && (practice || shows_down))
    }

    /// The chances before each street that came when nobody could bet any more, seats as the betting tree
    /// numbers them; none where betting went on to the last street, without a showdown, and before it.
    pub(crate) fn run_out(&self, table: &Table) -> &[Chances] {
        let (betting, boards) = (self.public.betting(), self.public.boards());
        if self.payoffs.is_none() || betting.phase() != Phase::Showdown {
            return &[];
        }
        self.run_out.get_or_init(|| {
            let held = |player: usize| {
                let seat = table.seat_of(player);
                (!betting.is_folded(seat)).then(|| combo_of(self.dealt.hands[seat]))?
            };
            let hands: Vec<_> = (0..table.num_seats()).map(held).collect();
            // On the last board all is decided.
            let last = boards.len() - 1;
            on_boards(&hands, &boards[betting.street().min(last)..last])
        })
    }

    /// The strategy on the person's seat, and its random stream.
    pub(crate) fn advisor(&mut self) -> (&mut BlueprintPlayer, &mut DealRng, &PublicHand) {
        (&mut self.players[self.seat], &mut self.rngs[self.seat], &self.public)
    }

    fn make(&mut self, action: Move) -> Result<(), ApiError> {
        let refuse = |error: holdem_game::rules::IllegalMove| {
            ApiError::bad("bad_action", error.to_string()).of_field("token")
        };
        self.public.act(action).map_err(refuse)
    }

    fn deal_streets(&mut self) {
        while self.public.awaits_cards() {
            self.public.deal(self.dealt.boards[self.public.boards().len()]);
        }
    }
}
