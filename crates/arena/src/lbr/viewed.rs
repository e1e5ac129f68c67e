//! Any player that tells how it plays, as the opponent of local best response.

use std::sync::{Mutex, PoisonError};

use holdem_game::deal::{Board, DealRng};
use holdem_game::rules::Move;

use super::opponent::Opponent;
use crate::player::{Mixture, Player, PlayerError, Turn};
use crate::players::Entrant;
use crate::table::{PublicHand, Table};

/// A player that is asked for its [view](Player::view) at every decision. What it draws from the random
/// stream before it answers is drawn only once, so the responder would know it. This is therefore for players
/// that draw nothing, such as rules of thumb.
pub struct Viewed<'e> {
    entrant: &'e dyn Entrant,
    table: &'e Table,
    /// Idle players.
    idle: Mutex<Vec<Box<dyn Player>>>,
}

impl<'e> Viewed<'e> {
    /// An entrant at a table.
    pub fn new(entrant: &'e dyn Entrant, table: &'e Table) -> Self {
        Self { entrant, table, idle: Mutex::default() }
    }

    fn ask(&self, player: &mut dyn Player, public: &PublicHand) -> Result<Mixture, PlayerError> {
        let seat = public.betting().to_act().expect("a decision is open");
        let begin = self.table.begin();
        player.begin(&Turn { public: &begin, seat, hand: 0, number: 0 })?;
        let view = player.view(&Turn { public, seat, hand: 0, number: 0 }, &mut DealRng::from_seed(0))?;
        view.and_then(|view| view.mixture).ok_or_else(|| PlayerError::Gone {
            player: self.entrant.name(),
            reason: "does not tell how it plays all hands".to_owned(),
        })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Player>>> {
        // A thread that panicked has taken its player along.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opponent for Viewed<'_> {
    type Position = ();
    type Cards = ();

    fn begin(&self) {}

    fn look(&self, _boards: &[Board]) -> Result<(), PlayerError> {
        Ok(())
    }

    fn answer(&self, (): &(), public: &PublicHand, (): &()) -> Result<Mixture, PlayerError> {
        let idle = self.idle().pop();
        let mut player = idle.map_or_else(|| self.entrant.seat(self.table), Ok)?;
        let mixture = self.ask(&mut *player, public);
        self.idle().push(player);
        mixture
    }

    fn hear(&self, (): &(), _public: &PublicHand, _heard: Move) -> Vec<(f64, ())> {
        vec![(1.0, ())]
    }
}
