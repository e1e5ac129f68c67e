//! A hand of the competition as a player of this crate sees it, and the player's move as the competition
//! expects it.

use std::sync::Arc;

use holdem_blueprint::config::GameConfig;
use holdem_cards::{Card, Combo};
use holdem_game::rules::{Chips, HandState, Move, PublicState, Rake, Round, SeatSet, Street};

use super::game::Game;
use super::hand::{Action, Hand, Taken};
use super::match_state::MatchState;
use crate::table::{Betting, PublicHand, Table};

/// Why players of this crate cannot sit at a game.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The cards are those of another game.
    #[error("not Texas hold'em: players here play two private cards and a board of 3, 1 and 1 of 52 cards")]
    Cards,
    /// Too many players.
    #[error("{found} players, expected at most {most}")]
    Players {
        /// Players of the game.
        found: usize,
        /// Seats of the rules.
        most: usize,
    },
    /// A player other than the first one left of the button begins after the flop.
    #[error("the first player left of the button does not begin on every street after the flop")]
    Order,
    /// Too many chips, or nothing to bet for.
    #[error("too many chips in blinds and stacks, or nothing to bet for")]
    Chips,
}

/// A game in the words of this crate. Positions are the seats of [`holdem_game::rules`].
///
/// Where the rules of the competition allow a move that those rules do not (a raise after a short all-in),
/// the move is recorded with the betting that followed from it.
#[derive(Clone, Debug)]
pub struct Interpreter {
    game: Arc<Game>,
    table: Table,
    start: HandState,
    stacks: Vec<Chips>,
}

impl Interpreter {
    /// An interpreter for a game. Stacks that never run out become as large as the limits on raises allow to
    /// be bet.
    ///
    /// # Errors
    /// If the game is not hold'em with as many chips and players as the rules know.
    pub fn new(game: &Arc<Game>) -> Result<Self, TableError> {
        if !game.is_holdem() {
            return Err(TableError::Cards);
        }
        let most = holdem_game::rules::MAX_SEATS;
        if game.players > most {
            return Err(TableError::Players { found: game.players, most });
        }
        if game.first[1..].iter().any(|&player| player != 0) {
            return Err(TableError::Order);
        }
        let stacks = game.finite_stacks().ok_or(TableError::Chips)?;
        let usual = game.stakes().filter(|_| stacks.iter().all(|&chips| chips > 0));
        let hand = Hand::begin(game);
        let usual = usual.and_then(|stakes| HandState::new(&stakes, &stacks).ok());
        let start = usual.filter(|start| start.to_act() == hand.to_act());
        let start = start.or_else(|| resumed(&hand, &stacks)).ok_or(TableError::Chips)?;
        let table = table(game, &stacks).ok_or(TableError::Chips)?;
        Ok(Self { game: Arc::clone(game), table, start, stacks })
    }

    /// The table that players are seated at. If it cannot express the blinds posted, it has the two largest;
    /// hands still begin with the right ones.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The game.
    pub fn game(&self) -> &Arc<Game> {
        &self.game
    }

    /// A hand in which nothing has happened yet.
    pub fn begin(&self) -> PublicHand {
        PublicHand::begin(Betting::NoLimit(self.start.clone()), self.stacks.clone())
    }

    /// What everybody has seen of a hand.
    pub fn public(&self, state: &MatchState) -> PublicHand {
        let mut public = self.begin();
        let mut hand = Hand::begin(&self.game);
        for taken in state.hand.taken() {
            self.deal_up_to(&mut public, &state.board, taken.round);
            hand.act(taken.action);
            self.take(&mut public, taken, &hand);
        }
        self.deal_up_to(&mut public, &state.board, state.hand.round());
        public
    }

    /// Deals the public cards of all rounds up to this one.
    pub(super) fn deal_up_to(&self, public: &mut PublicHand, cards: &[Card], round: usize) {
        while public.boards().len() <= round {
            let len = self.game.board_len(public.boards().len());
            public.deal(cards[..len].iter().fold(0, |board, card| board | 1 << card.index()));
        }
    }

    /// Takes over an action; `after` is the hand after it.
    pub(super) fn take(&self, public: &mut PublicHand, taken: &Taken, after: &Hand) {
        let betting = public.betting();
        let action = match taken.action {
            Action::Fold => Move::Fold,
            Action::Call => betting.legal().passive(),
            Action::Raise(_) => Move::RaiseTo(taken.put_in - before_street(betting, taken.player)),
        };
        let mut by_the_books = betting.clone();
        if by_the_books.act(action).is_ok() && by_the_books.to_act() == after.to_act() {
            let acted = public.act(action);
            debug_assert!(acted.is_ok(), "it was just tried");
            return;
        }
        let betting = match resumed(after, &self.stacks) {
            Some(hand) if after.to_act().is_some() => Betting::NoLimit(hand),
            // The hand is over: nobody asks the betting for more.
            _ => public.betting().clone(),
        };
        public.note(taken.player, action, betting);
    }

    /// The private hand of the player that a match state is for, as the index of a [`Combo`].
    pub fn private_hand(state: &MatchState) -> Option<usize> {
        Self::private_hand_of(&state.holes[state.position])
    }

    /// Private cards as the index of a [`Combo`]; `None` where they are not known.
    pub fn private_hand_of(hole: &[Card]) -> Option<usize> {
        match *hole {
            [a, b] => Combo::new(a, b).map(Combo::index),
            _ => None,
        }
    }
}

fn table(game: &Game, stacks: &[Chips]) -> Option<Table> {
    let mut blinds = game.blinds.clone();
    blinds.sort_unstable_by(|a, b| b.cmp(a));
    let (big, small) = (blinds[0].max(1), blinds[1]);
    // Nor can it express stacks below half a big blind.
    let in_blinds = |&chips: &Chips| f64::from(chips.max(big.div_ceil(2))) / f64::from(big);
    // Configurations name players from the small blind.
    let mut by_player: Vec<f64> = stacks.iter().map(in_blinds).collect();
    if by_player.len() == 2 {
        by_player.reverse();
    }
    Table::new(&GameConfig {
        num_players: u8::try_from(stacks.len()).ok(),
        stacks: Some(by_player),
        small_blind: Some(small),
        big_blind: Some(big),
        ..GameConfig::default()
    })
    .ok()
}

/// Chips that a seat had put in when the street began.
fn before_street(betting: &Betting, seat: usize) -> Chips {
    let on_street = betting.no_limit().map_or(0, |hand| hand.street_contributed()[seat]);
    betting.contributed()[seat] - on_street
}

/// A player's move as an action of the competition: the nearest one that its rules allow.
pub fn action_of(action: Move, betting: &Betting, hand: &Hand) -> Action {
    let wanted = match (action, hand.to_act()) {
        (Move::Fold, _) => Action::Fold,
        (Move::RaiseTo(to), Some(seat)) => Action::Raise(to.saturating_add(before_street(betting, seat))),
        _ => Action::Call,
    };
    hand.nearest(wanted)
}

/// The betting of a hand, continued under the rules of this workspace; `None` if they cannot express it.
fn resumed(hand: &Hand, stacks: &[Chips]) -> Option<HandState> {
    let begun = |taken: &Taken| taken.round < hand.round();
    let earlier = hand.taken().iter().rposition(begun).map_or(0, |last| last + 1);
    let mut base: Vec<Chips> = vec![0; stacks.len()];
    hand.taken()[..earlier].iter().for_each(|taken| base[taken.player] = taken.put_in);
    if hand.round() > 0 {
        // A seat that has not acted before this street has posted a blind and nothing else.
        for (seat, chips) in base.iter_mut().enumerate() {
            let acted = hand.taken()[..earlier].iter().any(|taken| taken.player == seat);
            *chips = if acted { *chips } else { hand.game().blinds[seat] };
        }
    }
    let put_in = hand.put_in();
    let behind: Vec<Chips> =
        stacks.iter().zip(put_in).map(|(stack, chips)| stack.saturating_sub(*chips)).collect();
    let round = hand.to_act().map(|to_act| {
        let can_act = |seat: usize| !hand.is_folded(seat) && behind[seat] > 0;
        let this_street = &hand.taken()[earlier..];
        let raised = this_street.iter().rposition(|taken| matches!(taken.action, Action::Raise(_)));
        let since = &this_street[raised.unwrap_or(0)..];
        let acted: SeatSet = since.iter().map(|taken| taken.player).collect();
        let smallest = hand.raise_bounds().map_or(0, |(min, _)| min.saturating_sub(highest(put_in)));
        Round {
            to_act,
            pending: (0..stacks.len()).filter(|&seat| can_act(seat) && !acted.contains(seat)).collect(),
            acted: SeatSet::default(),
            street_contributed: put_in.iter().zip(&base).map(|(all, before)| all - before).collect(),
            // As if nobody had raised yet: then anybody may.
            opening_raise: smallest.max(1),
            largest_raise: 0,
            short_raises: 0,
        }
    });
    HandState::resume(&PublicState {
        street: Street::ALL[hand.round()],
        last_street: Street::River,
        dead: 0,
        stacks: behind,
        contributed: put_in.to_vec(),
        folded: (0..stacks.len()).filter(|&seat| hand.is_folded(seat)).collect(),
        min_bet: hand.game().big_blind().max(1),
        rake: Rake::default(),
        round,
    })
    .ok()
}

fn highest(put_in: &[Chips]) -> Chips {
    put_in.iter().copied().fold(0, Chips::max)
}
