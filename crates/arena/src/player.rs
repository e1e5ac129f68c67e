//! What sits at a table.

use holdem_cards::random::DealRng;
use holdem_game::rules::Move;

use crate::table::PublicHand;

/// What a player is told when it is its turn.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// What everybody has seen.
    pub public: &'a PublicHand,
    /// Its seat.
    pub seat: usize,
    /// Its private hand: a number of the game's [`CardModel`](holdem_game::deal::CardModel), in Hold'em the
    /// index of a [`Combo`](holdem_cards::Combo).
    pub hand: usize,
    /// Number of the hand in its match, from 0.
    pub number: u64,
}

/// How a player plays all hands it could hold at a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// The moves it chooses from, all of them legal.
    pub moves: Vec<Move>,
    /// `[move][hand]`: probabilities; 0 for hands that the public cards block.
    pub probabilities: Vec<Vec<f32>>,
}

/// What a player makes of a decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// How it plays every hand here.
    pub mixture: Option<Mixture>,
    /// `[seat][hand]`: the probability with which each seat gets here with each hand, by the player's own
    /// account.
    pub ranges: Option<Vec<Vec<f32>>>,
    /// What led it to its move, for people: where a bet was translated to, what was searched.
    pub reasons: Vec<String>,
}

/// Something that plays: a strategy, a rule of thumb, a person, a program at the end of a wire.
///
/// A player whose answers depend only on its arguments, the random stream included, plays the same hand the
/// same way whoever asks first. Matches with any number of workers rely on that.
pub trait Player: Send {
    /// What it is called in results.
    fn name(&self) -> String;

    /// A hand begins: the player sits on this seat and holds this private hand.
    ///
    /// # Errors
    /// If it cannot play this hand, because it does not know its seats, stacks or blinds.
    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError>;

    /// Makes its move.
    ///
    /// # Errors
    /// If it has none: a program that is gone, a file that is damaged. The table detects illegal moves.
    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError>;

    /// How it would play each of its hands here, without playing; `None` for players that cannot tell.
    ///
    /// It may be asked before [`Player::act`] on the same turn, with the same random stream. What it has
    /// drawn by then (such as how it took an unknown bet) is kept and not drawn again, so that `act` chooses
    /// by these very probabilities.
    ///
    /// # Errors
    /// As [`Player::act`].
    fn view(&mut self, _turn: &Turn<'_>, _rng: &mut DealRng) -> Result<Option<View>, PlayerError> {
        Ok(None)
    }

    /// The hand is over: payoffs in chips by seat, and the private hands that were shown.
    ///
    /// # Errors
    /// As [`Player::act`].
    fn end(
        &mut self,
        _public: &PublicHand,
        _payoffs: &[i64],
        _shown: &[Option<usize>],
    ) -> Result<(), PlayerError> {
        Ok(())
    }
}

/// Why a player cannot play.
#[derive(Debug, thiserror::Error)]
pub enum PlayerError {
    /// A table that it cannot sit at.
    #[error("{player} cannot play here: {reason}")]
    Table {
        /// Its name.
        player: String,
        /// The stacks, blinds, seats or cards that it does not know.
        reason: String,
    },
    /// A strategy that cannot be read.
    #[error("{player}")]
    Strategy {
        /// Its name.
        player: String,
        /// What is wrong with it.
        #[source]
        source: Box<holdem_blueprint::BlueprintError>,
    },
    /// A program or a server that does not answer as agreed.
    #[error("{player}: {reason}")]
    Gone {
        /// Its name.
        player: String,
        /// What happened.
        reason: String,
    },
}
