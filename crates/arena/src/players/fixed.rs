//! Players that do not look at their cards.

use holdem_game::deal::DealRng;
use holdem_game::rules::{LegalActions, Move};

use super::Entrant;
use crate::player::{Mixture, Player, PlayerError, Turn, View};
use crate::table::{Betting, Table};

/// A rule that does not look at cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// Fold, check or call, the smallest raise, a raise of the pot and all-in, all with the same probability.
    Uniform,
    /// Checks and calls.
    Call,
    /// Raises by the pot as long as that is legal, then calls.
    Raise,
    /// Checks, and folds to any bet.
    Fold,
    /// Any legal move: the smallest raise, all-in and every size between, small ones more often. It does not
    /// tell how it plays.
    Random,
}

/// The raise of the pot, within what is legal; in small games, the only raise there is.
pub(super) fn pot_raise(betting: &Betting) -> Option<Move> {
    let (least, most) = betting.legal().raise_to?;
    let Some(hand) = betting.no_limit() else { return Some(Move::RaiseTo(least)) };
    let seat = betting.to_act()?;
    let pot = hand.pot() + hand.bet() - hand.street_contributed()[seat];
    Some(Move::RaiseTo((hand.bet() + pot).clamp(least, most)))
}

/// Fold, or check where that is free.
pub(super) fn give_up(legal: &LegalActions) -> Move {
    if legal.fold { Move::Fold } else { legal.passive() }
}

impl Fixed {
    /// The moves it chooses from, all with the same probability; empty if they are too many to list.
    fn moves(self, betting: &Betting) -> Vec<Move> {
        let legal = betting.legal();
        match self {
            Self::Call => vec![legal.passive()],
            Self::Fold => vec![give_up(&legal)],
            Self::Raise => vec![pot_raise(betting).unwrap_or(legal.passive())],
            Self::Uniform => {
                let mut moves = Vec::with_capacity(5);
                moves.extend(legal.fold.then_some(Move::Fold));
                moves.push(legal.passive());
                let (least, most) = legal.raise_to.unzip();
                let raises = [least.map(Move::RaiseTo), pot_raise(betting), most.map(Move::RaiseTo)];
                moves.extend(raises.into_iter().flatten());
                moves.dedup();
                moves
            }
            Self::Random => Vec::new(),
        }
    }
}

/// Any legal move. Small raises come more often than large ones, so that hands become long.
fn any_move(legal: &LegalActions, rng: &mut DealRng) -> Move {
    let passive = legal.passive();
    let Some((least, most)) = legal.raise_to else {
        return if legal.fold && rng.below(8) == 0 { Move::Fold } else { passive };
    };
    let between = least + (f64::from(most - least) * f64::from(rng.unit().powi(3))) as u32;
    match rng.below(16) {
        0 if legal.fold => Move::Fold,
        0..=6 => passive,
        7 | 8 => Move::RaiseTo(least),
        9 => Move::RaiseTo(most),
        _ => Move::RaiseTo(between),
    }
}

impl Entrant for Fixed {
    fn name(&self) -> String {
        match self {
            Self::Uniform => "uniform",
            Self::Call => "call",
            Self::Raise => "raise",
            Self::Fold => "fold",
            Self::Random => "random",
        }
        .to_owned()
    }

    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(FixedPlayer { rule: *self, num_hands: table.deck().num_hands() }))
    }
}

/// A player by such a rule.
#[derive(Clone, Debug)]
pub struct FixedPlayer {
    rule: Fixed,
    num_hands: usize,
}

impl Player for FixedPlayer {
    fn name(&self) -> String {
        Entrant::name(&self.rule)
    }

    fn begin(&mut self, _turn: &Turn<'_>) -> Result<(), PlayerError> {
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        if self.rule == Fixed::Random {
            return Ok(any_move(&turn.public.betting().legal(), rng));
        }
        let moves = self.rule.moves(turn.public.betting());
        Ok(moves[rng.below(moves.len())])
    }

    fn view(&mut self, turn: &Turn<'_>, _rng: &mut DealRng) -> Result<Option<View>, PlayerError> {
        let moves = self.rule.moves(turn.public.betting());
        if moves.is_empty() {
            return Ok(None);
        }
        let probabilities = vec![vec![1.0 / moves.len() as f32; self.num_hands]; moves.len()];
        Ok(Some(View { mixture: Some(Mixture { moves, probabilities }), ..View::default() }))
    }
}
