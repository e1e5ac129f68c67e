//! How the chances stand when all are all-in and cards are still to come.

use holdem_cards::equity::{EquityOptions, EquityShare, equity};
use holdem_cards::{CardSet, Combo, Range};
use holdem_game::deal::Board;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ask::numbers::share;

/// The chances of the hands at a showdown before a street is dealt. They are those of the main pot; cards of
/// hands that have folded count as unknown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Chances {
    /// Public cards that lay there.
    board_cards: usize,
    /// By seat: how likely it wins alone; `null` of those that have folded.
    win: Vec<Option<f32>>,
    /// By seat: how likely it shares the pot.
    split: Vec<Option<f32>>,
    /// By seat: its mean share of the pot.
    equity: Vec<Option<f32>>,
}

/// The chances of `[seat]` hands on each of these boards, none of them the last one; none of a hand that has
/// folded.
///
/// # Complexity
/// Before the flop a walk over all boards, a tenth of a second; from the flop on a thousand boards at most.
pub(crate) fn on_boards(hands: &[Option<Combo>], boards: &[Board]) -> Vec<Chances> {
    boards.iter().filter_map(|&board| on_board(hands, CardSet::from_bits(board)?)).collect()
}

fn on_board(hands: &[Option<Combo>], board: CardSet) -> Option<Chances> {
    let ranges: Vec<Range> = hands.iter().flatten().map(|&combo| Range::from(combo)).collect();
    let options = EquityOptions { board, num_threads: 1, ..EquityOptions::default() };
    let report = equity(&ranges, &options).ok()?;
    let by_seat = |of: fn(&EquityShare) -> f64| {
        let mut shares = report.shares.iter().map(|found| share(of(found)));
        hands.iter().map(|hand| hand.and_then(|_| shares.next())).collect()
    };
    Some(Chances {
        board_cards: board.len(),
        win: by_seat(|found| found.win),
        split: by_seat(|found| found.tie),
        equity: by_seat(|found| found.equity),
    })
}

/// The two cards of a private hand of hold'em.
pub(crate) fn combo_of(hand: usize) -> Option<Combo> {
    u16::try_from(hand).ok().and_then(Combo::from_index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(text: &str) -> CardSet {
        text.parse().unwrap()
    }

    fn combo(text: &str) -> Option<Combo> {
        let mut cards = cards(text).iter();
        Combo::new(cards.next()?, cards.next()?)
    }

    #[test]
    fn chances_are_counted_over_the_cards_that_are_left() {
        let hands = [combo("As Ad"), None, combo("Ks Kd")];
        // Two of 44 cards make a better three of a kind.
        let turn = on_board(&hands, cards("2c 7h 9s Jd")).unwrap();
        let share = |of: f64| Some(share(of));
        assert_eq!((turn.board_cards, &turn.win), (4, &vec![share(42.0 / 44.0), None, share(2.0 / 44.0)]));
        assert_eq!((&turn.split, &turn.equity), (&vec![share(0.0), None, share(0.0)], &turn.win));
        // Nobody holds a spade: both share whatever comes.
        let shared = on_board(&[combo("Ac Kc"), combo("Ad Kd")], cards("Ts Js Qs 9s")).unwrap();
        assert_eq!((shared.split, shared.equity), (vec![Some(1.0); 2], vec![Some(0.5); 2]));
        // Before the flop aces win a little more than four times in five.
        let all = on_boards(&hands, &[0, cards("2c 7h 9s").bits()]);
        assert_eq!(all.iter().map(|chances| chances.board_cards).collect::<Vec<_>>(), [0, 3]);
        let [aces, kings] = [0, 2].map(|seat| all[0].equity[seat].unwrap());
        assert!((aces + kings - 1.0).abs() < 2e-4 && (0.8..0.84).contains(&aces), "{all:?}");
    }
}
