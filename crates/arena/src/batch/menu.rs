//! Actions by number.

use holdem_game::rules::Move;

use crate::table::Betting;

/// Actions by number: 0 folds, 1 checks or calls, then raises of these shares of the pot after a call, last
/// all-in.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionMenu {
    sizes: Vec<f64>,
}

const FOLD: usize = 0;
/// After fold, and check or call.
const FIRST_RAISE: usize = 2;

impl ActionMenu {
    /// A menu with raises of these shares of the pot, 1 for the pot.
    pub fn new(sizes: &[f64]) -> Self {
        Self { sizes: sizes.to_vec() }
    }

    /// Number of actions.
    pub fn len(&self) -> usize {
        FIRST_RAISE + self.sizes.len() + 1
    }

    /// Whether there are none; always false.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// What an action means if nothing forbids it; raises are clamped to the smallest and the largest that
    /// are legal.
    pub(super) fn wanted(&self, betting: &Betting, index: usize) -> Move {
        let legal = betting.legal();
        let Some((least, most)) = legal.raise_to.filter(|_| index >= FIRST_RAISE) else {
            return if index == FOLD { Move::Fold } else { legal.passive() };
        };
        let Some(share) = self.sizes.get(index - FIRST_RAISE) else { return Move::RaiseTo(most) };
        let bet = betting.no_limit().map_or(0, |hand| hand.bet());
        let to = f64::from(bet) + share * f64::from(betting.pot() + legal.call);
        Move::RaiseTo((to.round().clamp(0.0, f64::from(u32::MAX)) as u32).clamp(least, most))
    }

    /// `[action]`: the legal move that an action means, or `None`. Raises that come to the same chips are one
    /// action: the first of them, or all-in.
    pub fn moves(&self, betting: &Betting) -> Vec<Option<Move>> {
        let mut moves = Vec::with_capacity(self.len());
        self.for_each(betting, |found| moves.push(found));
        moves
    }

    /// Adds to `mask` for each action whether it is legal.
    pub(super) fn mask(&self, betting: &Betting, mask: &mut Vec<bool>) {
        self.for_each(betting, |found| mask.push(found.is_some()));
    }

    fn for_each(&self, betting: &Betting, mut tell: impl FnMut(Option<Move>)) {
        let legal = betting.legal();
        tell(legal.fold.then_some(Move::Fold));
        tell(Some(legal.passive()));
        let all_in = legal.raise_to.map(|(_, most)| Move::RaiseTo(most));
        for (at, index) in (FIRST_RAISE..self.len() - 1).enumerate() {
            let wanted = self.wanted(betting, index);
            let is_new = (FIRST_RAISE..FIRST_RAISE + at).all(|other| self.wanted(betting, other) != wanted);
            tell(all_in.is_some_and(|all_in| is_new && wanted != all_in).then_some(wanted));
        }
        tell(all_in);
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::rules::{HandState, PublicState, Stakes, Street};

    use super::*;

    #[test]
    fn sizes_that_come_to_the_same_chips_are_legal_once() {
        let menu = ActionMenu::new(&[0.1, 0.2, 1.0]);
        let hand = HandState::new(&Stakes::new(1, 2).unwrap(), &[200, 200]).unwrap();
        let raise = |to| Some(Move::RaiseTo(to));
        let moves = menu.moves(&Betting::NoLimit(hand));
        assert_eq!(moves, [Some(Move::Fold), Some(Move::Call), raise(4), None, raise(6), raise(200)]);
        let river = PublicState::at_street(Street::River, 20, &[12, 30], 2);
        let moves = menu.moves(&Betting::NoLimit(HandState::resume(&river).unwrap()));
        assert_eq!(moves, [None, Some(Move::Check), raise(2), raise(4), None, raise(12)]);
    }
}
