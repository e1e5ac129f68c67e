//! The protocol of the computer poker competition.

mod agent;
mod dealing;
mod logs;
mod rules;
mod states;

use std::sync::Arc;

use holdem_arena::acpc::agent::MakePlayer;
use holdem_arena::acpc::{Action, Game, Hand};
use holdem_arena::player::{Player, PlayerError, Turn};
use holdem_cards::random::DealRng;
use holdem_game::rules::Move;

/// A player that does anything legal, and sometimes nothing at all.
#[derive(Clone)]
pub(crate) struct Anything {
    /// One in so many decisions fails.
    pub(crate) fails: Option<usize>,
}

impl Anything {
    pub(crate) fn maker(self) -> MakePlayer {
        Box::new(move |_| Ok(Box::new(self.clone())))
    }
}

impl Player for Anything {
    fn name(&self) -> String {
        "anything".to_owned()
    }

    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError> {
        assert!(turn.seat < turn.public.betting().num_seats() && turn.hand < 1326);
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        let betting = turn.public.betting();
        if self.fails.is_some_and(|often| rng.below(often) == 0) {
            return Err(PlayerError::Gone { player: "anything".to_owned(), reason: "no idea".to_owned() });
        }
        assert!(!turn.public.awaits_cards(), "a decision comes after its cards");
        Ok(match (rng.below(10), betting.legal().raise_to) {
            (0, _) => Move::Fold,
            (1..=5, _) | (_, None) => betting.legal().passive(),
            (6, Some((min, _))) => Move::RaiseTo(min),
            (7, Some((_, max))) => Move::RaiseTo(max),
            (_, Some((min, max))) => Move::RaiseTo(min + rng.below((max - min + 1) as usize) as u32 / 3),
        })
    }
}

pub(crate) const LIMIT_THREE: &str = "GAMEDEF\nlimit\nnumPlayers = 3\nnumRounds = 4\nblind = 5 10 0\n\
    raiseSize = 10 10 20 20\nfirstPlayer = 3 1 1 1\nmaxRaises = 3 3 3 3\nnumSuits = 4\nnumRanks = 13\n\
    numHoleCards = 2\nnumBoardCards = 0 3 1 1\nEND GAMEDEF\n";

pub(crate) const LIMIT_TWO: &str = "GAMEDEF\nlimit\nnumPlayers = 2\nnumRounds = 4\nblind = 10 5\n\
    raiseSize = 10 10 20 20\nfirstPlayer = 2 1 1 1\nmaxRaises = 3 4 4 4\nnumSuits = 4\nnumRanks = 13\n\
    numHoleCards = 2\nnumBoardCards = 0 3 1 1\nEND GAMEDEF\n";

/// Hold'em of every kind: limits or not, 2 to 9 players, odd blinds, short and unequal stacks.
pub(crate) fn random_game(rng: &mut DealRng) -> Game {
    if rng.below(4) == 0 {
        return Game::parse(if rng.below(2) == 0 { LIMIT_TWO } else { LIMIT_THREE }).unwrap();
    }
    let players = 2 + rng.below(8);
    let unit = 1 + rng.below(50) as u32;
    let mut blinds = vec![0; players];
    (blinds[0], blinds[1]) = if players == 2 { (2 * unit, unit) } else { (unit, 2 * unit) };
    if rng.below(5) == 0 {
        blinds.iter_mut().for_each(|chips| *chips = rng.below(60) as u32);
    }
    let alike = 2 * unit + rng.below(400) as u32 * unit;
    let stack = |rng: &mut DealRng| if rng.below(3) == 0 { 1 + rng.below(300) as u32 } else { alike };
    let stacks: Vec<u32> = blinds.iter().map(|&blind| stack(rng).max(blind).max(1)).collect();
    let mut game = Game::no_limit(&blinds, &stacks);
    if rng.below(6) == 0 {
        game.max_raises = (0..4).map(|_| rng.below(5) as u8).collect();
    }
    if rng.below(6) == 0 {
        game.first[0] = rng.below(players);
    }
    game
}

/// An action that the rules allow.
pub(crate) fn random_action(hand: &Hand, rng: &mut DealRng) -> Action {
    match (rng.below(10), hand.raise_bounds()) {
        (0, _) if hand.may_fold() => Action::Fold,
        (7, Some((_, max))) => Action::Raise(max),
        (8, Some((min, _))) => Action::Raise(min),
        (9, Some((min, max))) => Action::Raise(min + rng.below((max - min + 1) as usize) as u32 / 3),
        _ => Action::Call,
    }
}

/// A hand played to a random point.
pub(crate) fn random_hand(game: &Arc<Game>, rng: &mut DealRng) -> Hand {
    let mut hand = Hand::begin(game);
    let most = rng.below(12);
    while hand.to_act().is_some() && hand.taken().len() < most {
        let action = random_action(&hand, rng);
        assert!(hand.act(action), "{action:?} in {}", hand.betting());
    }
    hand
}
