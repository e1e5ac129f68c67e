//! One hand, from the blinds to the payoffs.

use std::io;

use holdem_game::deal::DealRng;
use holdem_game::rules::{IllegalMove, Phase};

use crate::player::{Player, PlayerError, Turn};
use crate::table::{Dealt, PublicHand, Table};

/// Why a match cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// A player that cannot play.
    #[error(transparent)]
    Player(#[from] PlayerError),
    /// A move against the rules.
    #[error("{player} made an illegal move in hand {number}: {source}")]
    Illegal {
        /// Who.
        player: String,
        /// Number of the hand.
        number: u64,
        /// What, and what would be legal.
        #[source]
        source: IllegalMove,
    },
    /// No player whose game is known, or too few or too many players for it.
    #[error("{found} players for a table of {seats}")]
    Seats {
        /// Players.
        found: usize,
        /// Seats.
        seats: usize,
    },
    /// Who is told of every deal has failed.
    #[error("cannot write the deals")]
    Told(#[source] io::Error),
    /// The file that the deals are written to.
    #[error(transparent)]
    File(#[from] holdem_store::Error),
    /// Stopped by the observer before anything was counted.
    #[error("interrupted")]
    Interrupted,
}

/// A hand that is over.
#[derive(Clone, Debug)]
pub struct Played {
    /// What everybody has seen; public cards are dealt to the end at a showdown.
    pub public: PublicHand,
    /// Won or lost, in chips, by seat.
    pub payoffs: Vec<i64>,
}

/// Watches a hand being played, and sees all cards.
pub trait Witness {
    /// The hand begins.
    fn begin(&mut self, _public: &PublicHand, _dealt: &Dealt, _number: u64) {}

    /// A player is about to move: it may be asked for its view, with its random stream.
    ///
    /// # Errors
    /// If the player cannot answer.
    fn before_move(
        &mut self,
        _turn: &Turn<'_>,
        _player: &mut dyn Player,
        _rng: &mut DealRng,
    ) -> Result<(), PlayerError> {
        Ok(())
    }

    /// Something has happened: a move, or cards.
    fn after(&mut self, _public: &PublicHand) {}
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Witness for Unwatched {}

/// Plays one hand of these cards. `players` and `rngs` are by seat.
///
/// # Errors
/// If a player cannot play, or makes an illegal move.
pub fn play_hand(
    table: &Table,
    dealt: &Dealt,
    number: u64,
    players: &mut [Box<dyn Player>],
    rngs: &mut [DealRng],
    witness: &mut impl Witness,
) -> Result<Played, MatchError> {
    let mut public = table.begin();
    witness.begin(&public, dealt, number);
    for (seat, player) in players.iter_mut().enumerate() {
        player.begin(&Turn { public: &public, seat, hand: dealt.hands[seat], number })?;
    }
    loop {
        while public.awaits_cards() {
            public.deal(dealt.boards[public.boards().len()]);
            witness.after(&public);
        }
        let Some(seat) = public.betting().to_act() else { break };
        let turn = Turn { public: &public, seat, hand: dealt.hands[seat], number };
        let (player, rng) = (&mut players[seat], &mut rngs[seat]);
        witness.before_move(&turn, player.as_mut(), rng)?;
        let action = player.act(&turn, rng)?;
        public.act(action).map_err(|source| MatchError::Illegal { player: player.name(), number, source })?;
        witness.after(&public);
    }
    let is_showdown = public.betting().phase() == Phase::Showdown;
    while is_showdown && public.boards().len() < dealt.boards.len() {
        public.deal(dealt.boards[public.boards().len()]);
        witness.after(&public);
    }
    let payoffs = table.payoffs(public.betting(), dealt);
    let is_shown = |seat: usize| is_showdown && !public.betting().is_folded(seat);
    let shown_by = |seat: usize| is_shown(seat).then_some(dealt.hands[seat]);
    let mut shown: Vec<Option<usize>> = (0..players.len()).map(shown_by).collect();
    for (seat, player) in players.iter_mut().enumerate() {
        // Everybody knows their own hand.
        shown[seat] = Some(dealt.hands[seat]);
        player.end(&public, &payoffs, &shown)?;
        shown[seat] = shown_by(seat);
    }
    Ok(Played { public, payoffs })
}
