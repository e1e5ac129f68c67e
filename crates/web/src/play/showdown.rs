//! How a hand ended: who took what, and with which five cards.

use holdem_arena::table::{PublicHand, Table};
use holdem_cards::evaluator::evaluate;
use holdem_cards::{Card, CardSet};
use serde::Serialize;
use utoipa::ToSchema;

use super::chances::{Chances, combo_of};
use super::hand::Hand;
use super::judge::hole_text;

/// Cards that make a hand.
const FIVE: u32 = 5;

/// How a hand ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HandResult {
    chips: Vec<i64>,
    /// Chips taken out of the pot, those put in included.
    won: Vec<i64>,
    shown: Vec<Option<Vec<String>>>,
    /// What the hands that are shown make with the board: `two pair, aces and kings`.
    made: Vec<Option<String>>,
    /// The five cards that make it, the highest first; of several choices the one with the most public cards.
    best: Vec<Option<Vec<String>>>,
    /// The chances before each street that came when nobody could bet any more; none where betting went on to
    /// the last street.
    run_out: Vec<Chances>,
}

impl HandResult {
    /// How a hand ended, seats as the betting tree numbers them; none while it goes on. `is_shown` says of
    /// which seats, as the rules number them, the cards are turned over.
    pub(crate) fn of(table: &Table, hand: &Hand, is_shown: impl Fn(usize) -> bool) -> Option<Self> {
        let payoffs = hand.payoffs.as_ref()?;
        let put_in = hand.public.betting().contributed();
        let seats = || (0..table.num_seats()).map(|player| table.seat_of(player));
        let shown = |seat: usize| is_shown(seat).then(|| hand.dealt.hands[seat]);
        Some(Self {
            chips: seats().map(|seat| payoffs[seat]).collect(),
            won: seats().map(|seat| payoffs[seat] + i64::from(put_in[seat])).collect(),
            shown: seats().map(|seat| shown(seat).map(hole_text)).collect(),
            made: seats().map(|seat| made(shown(seat)?, &hand.public)).collect(),
            best: seats().map(|seat| best_five(shown(seat)?, &hand.public)).collect(),
            run_out: hand.run_out(table).to_vec(),
        })
    }
}

/// What a hand makes with the board; none before the flop.
pub(crate) fn made(hand: usize, public: &PublicHand) -> Option<String> {
    let (hole, board) = cards_of(hand, public)?;
    Some(evaluate(board.union(hole)).name().to_string())
}

/// The five cards that make a hand; none before the flop.
fn best_five(hand: usize, public: &PublicHand) -> Option<Vec<String>> {
    let (hole, board) = cards_of(hand, public)?;
    Some(five_of(hole, board).iter().map(ToString::to_string).collect())
}

/// A private hand, and the board from the flop on.
fn cards_of(hand: usize, public: &PublicHand) -> Option<(CardSet, CardSet)> {
    let board = CardSet::from_bits(public.board()).filter(|board| board.len() >= 3)?;
    Some((combo_of(hand)?.set(), board))
}

/// The best five of five to seven cards, the highest first; of several choices the one with the most public
/// cards: who only plays the board is seen to.
fn five_of(hole: CardSet, board: CardSet) -> Vec<Card> {
    let all: Vec<Card> = hole.union(board).iter().collect();
    let rank = evaluate(hole.union(board));
    let chosen = |mask: u32| -> CardSet {
        let held = all.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        held.fold(CardSet::EMPTY, |set, (_, &card)| set.with(card))
    };
    let choices = (0..1_u32 << all.len()).filter(|mask| mask.count_ones() == FIVE).map(chosen);
    let equal = choices.filter(|&five| evaluate(five) == rank);
    let best = equal.max_by_key(|five| five.intersection(board).len());
    let mut five: Vec<Card> = best.expect("the best five are among the cards").iter().collect();
    five.sort_unstable_by(|a, b| b.cmp(a));
    five
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(text: &str) -> CardSet {
        text.parse().unwrap()
    }

    #[test]
    fn the_five_cards_that_count_are_the_hand() {
        for (hole, board, five) in [
            ("As Kd", "Ah Kc 7d 2s 9h", "As Ah Kd Kc 9h"),
            ("As 2d", "3h 4c 5s Kd Kh", "As 2d 3h 4c 5s"),
            ("9s 2s", "Ks Qs Js 9h 9d", "9s 2s Ks Qs Js"),
            ("Ah Ad", "Ts Js Qs Ks As", "Ts Js Qs Ks As"),
            // A kicker that lies on the board too is the board's.
            ("5h 2d", "Ks Kh 9d 9c 5s", "Ks Kh 9d 9c 5s"),
            ("8c 7d", "6h 5s 4d 3c Kh", "8c 7d 6h 5s 4d"),
            ("Qs Qd", "Qh 4c 2s", "Qs Qd Qh 4c 2s"),
        ] {
            let found = five_of(cards(hole), cards(board));
            assert_eq!(found.len(), 5);
            assert!(found.is_sorted_by(|a, b| a > b), "{found:?}");
            assert_eq!(found.into_iter().fold(CardSet::EMPTY, CardSet::with), cards(five), "{hole} {board}");
        }
    }
}
