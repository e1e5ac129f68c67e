//! Players that go by pot odds.

use std::sync::Arc;

use holdem_game::deal::DealRng;
use holdem_game::rules::Move;

use super::Entrant;
use super::chances::Chances;
use super::fixed::{give_up, pot_raise};
use crate::player::{Mixture, Player, PlayerError, Turn, View};
use crate::table::{Betting, Deck, PublicHand, Table};

/// A rule that compares a hand's equity against random hands with the pot odds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odds {
    /// Calls if its share of the pot at showdown would be worth the call; never bets.
    PotOdds,
    /// Before the flop plays only the better hands and raises the best; after it bets good hands, and asks
    /// more of a call than the odds.
    Tight,
}

/// Share at showdown from which `tight` raises and bets the pot, as a multiple of the share of an average
/// hand.
const RAISES_FROM: f32 = 1.25;
/// How much more than the odds `tight` asks for.
const MARGIN: f32 = 0.08;

impl Odds {
    /// The move of a hand with this share of the pot at showdown, among this many seats.
    pub(super) fn choose(self, betting: &Betting, share: f32) -> Move {
        let legal = betting.legal();
        let pot = f64::from(betting.pot());
        let odds = (f64::from(legal.call) / (pot + f64::from(legal.call)).max(1.0)) as f32;
        let average = 1.0 / in_hand(betting) as f32;
        match self {
            Self::PotOdds if share >= odds => legal.passive(),
            Self::PotOdds => give_up(&legal),
            Self::Tight if share >= (RAISES_FROM * average).max(odds + MARGIN) => {
                pot_raise(betting).unwrap_or(legal.passive())
            }
            Self::Tight if share >= odds + MARGIN && share >= average => legal.passive(),
            Self::Tight => give_up(&legal),
        }
    }
}

fn in_hand(betting: &Betting) -> usize {
    (0..betting.num_seats()).filter(|&seat| !betting.is_folded(seat)).count()
}

impl Entrant for Odds {
    fn name(&self) -> String {
        match self {
            Self::PotOdds => "pot-odds",
            Self::Tight => "tight",
        }
        .to_owned()
    }

    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(OddsPlayer::new(*self, table)))
    }
}

/// A player by such a rule.
#[derive(Clone, Debug)]
pub struct OddsPlayer {
    rule: Odds,
    chances: Chances,
    deck: Arc<Deck>,
}

impl OddsPlayer {
    /// A player for a table.
    pub fn new(rule: Odds, table: &Table) -> Self {
        let chances = Chances::new(table.deck(), table.num_seats() - 1);
        Self { rule, chances, deck: Arc::clone(table.shared_deck()) }
    }

    /// The move of a hand.
    pub fn choose(&self, public: &PublicHand, hand: usize) -> Move {
        let share = self.chances.of(&self.deck, hand, public.boards());
        self.rule.choose(public.betting(), share)
    }

    /// The moves of all hands.
    pub fn mixture(&self, public: &PublicHand) -> Mixture {
        let shares = self.chances.of_all(&self.deck, public.boards());
        let mut mixture = Mixture { moves: Vec::new(), probabilities: Vec::new() };
        for (hand, &share) in shares.iter().enumerate() {
            if self.deck.collides(hand, public.board()) {
                continue;
            }
            let action = self.rule.choose(public.betting(), share);
            let at = mixture.moves.iter().position(|&other| other == action).unwrap_or_else(|| {
                mixture.moves.push(action);
                mixture.probabilities.push(vec![0.0; shares.len()]);
                mixture.moves.len() - 1
            });
            mixture.probabilities[at][hand] = 1.0;
        }
        mixture
    }
}

impl Player for OddsPlayer {
    fn name(&self) -> String {
        Entrant::name(&self.rule)
    }

    fn begin(&mut self, _turn: &Turn<'_>) -> Result<(), PlayerError> {
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, _rng: &mut DealRng) -> Result<Move, PlayerError> {
        Ok(self.choose(turn.public, turn.hand))
    }

    fn view(&mut self, turn: &Turn<'_>, _rng: &mut DealRng) -> Result<Option<View>, PlayerError> {
        Ok(Some(View { mixture: Some(self.mixture(turn.public)), ..View::default() }))
    }
}
