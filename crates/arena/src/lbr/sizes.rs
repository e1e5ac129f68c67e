//! What local best response may bet.

use holdem_blueprint::config::LbrBets;
use holdem_game::rules::{LegalActions, Move};
use holdem_game::tree::Chips;

use crate::table::{Betting, as_move};

/// Sizes in hundredths of the pot after a call.
const POT: [u32; 1] = [100];
const MANY: [u32; 9] = [25, 33, 50, 67, 75, 100, 150, 200, 400];

fn percents(set: LbrBets) -> &'static [u32] {
    match set {
        LbrBets::Fc => &[],
        LbrBets::Fcpa => &POT,
        LbrBets::Many => &MANY,
    }
}

/// The legal bets of a set, from small to large. Sizes are rounded to whole chips, and sizes smaller or
/// larger than the rules allow become the smallest or the largest allowed. In a small game whose rules are a
/// tree, all bets that there are.
pub(super) fn bets(set: LbrBets, betting: &Betting, legal: &LegalActions) -> Vec<Move> {
    match (set, betting, legal.raise_to) {
        (LbrBets::Fc, ..) | (.., None) => Vec::new(),
        (_, Betting::Tree(at), _) => {
            let moves = at.tree().edges(at.node()).iter().map(|edge| as_move(edge.action));
            moves.filter(|action| matches!(action, Move::RaiseTo(_))).collect()
        }
        (_, Betting::NoLimit(hand), Some((least, most))) => {
            let pot = u64::from(hand.pot()) + u64::from(legal.call);
            let to = |percent: &u32| u64::from(hand.bet()) + (pot * u64::from(*percent) + 50) / 100;
            let sizes =
                percents(set).iter().map(|percent| to(percent).clamp(least.into(), most.into()) as Chips);
            let mut sizes: Vec<Chips> = sizes.chain([most]).collect();
            sizes.dedup();
            sizes.into_iter().map(Move::RaiseTo).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::rules::{HandState, PublicState, Stakes, Street};

    use super::*;

    #[test]
    fn bets_are_legal_and_of_the_pot_after_a_call() {
        // Blinds 1 and 2: a raise of the pot is to 6.
        let hand = HandState::new(&Stakes::new(1, 2).unwrap(), &[200, 200]).unwrap();
        let betting = Betting::NoLimit(hand);
        let to = |set: LbrBets, betting: &Betting| bets(set, betting, &betting.legal());
        assert_eq!(to(LbrBets::Fcpa, &betting), [Move::RaiseTo(6), Move::RaiseTo(200)]);
        assert_eq!(to(LbrBets::Fc, &betting), []);
        assert!(to(LbrBets::Many, &betting).iter().all(|&bet| betting.legal().allows(bet)));
    }

    #[test]
    fn sizes_that_are_all_in_are_one_bet() {
        let river = PublicState::at_street(Street::River, 20, &[12, 30], 2);
        let betting = Betting::NoLimit(HandState::resume(&river).unwrap());
        assert_eq!(bets(LbrBets::Fcpa, &betting, &betting.legal()), [Move::RaiseTo(12)]);
    }
}
