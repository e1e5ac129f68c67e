//! Equity of every hand of two players against the other's range, on a board.
//!
//! On each river the hands of both are sorted once; a running sum over them, less what each hand's own two
//! cards block, says how much of the other range is beaten, tied and possible at all.

use crate::card::Card;
use crate::combo::Combo;
use crate::evaluator::{Hand, HandRank};
use crate::parallel::in_parallel;
use crate::set::CardSet;
use crate::street::Street;

/// What every hand gets out of a pot without further bets.
#[derive(Clone, Debug, PartialEq)]
pub struct HandEquities {
    /// `[player][combo]`: share of the pot; `None` for hands that the board blocks, and for hands that no
    /// hand of the other player can be held beside.
    pub hands: [Vec<Option<f64>>; 2],
    /// `[player][combo]`: weight of all hands of the other player that can be held beside the hand.
    pub beside: [Vec<f64>; 2],
}

impl HandEquities {
    /// A player's mean over hands, each by how often it meets a hand of the other player; `None` if the
    /// ranges cannot meet.
    pub fn mean(&self, player: usize, range: &[f32]) -> Option<f64> {
        let weighted = self.hands[player].iter().zip(&self.beside[player]).zip(range);
        let met =
            weighted.filter_map(|((equity, beside), &weight)| Some((f64::from(weight) * beside, (*equity)?)));
        let (sum, total) =
            met.fold((0.0, 0.0), |(sum, all), (weight, equity)| (sum + weight * equity, all + weight));
        (total > 0.0).then(|| sum / total)
    }
}

/// A hand on a river, with its weight in both ranges.
struct Held {
    rank: HandRank,
    combo: usize,
    cards: [usize; 2],
    weights: [f64; 2],
}

/// Sums over hands: all, and those that hold a card.
#[derive(Clone)]
struct Sums {
    all: f64,
    of_card: [f64; Card::COUNT],
}

impl Sums {
    const NONE: Self = Self { all: 0.0, of_card: [0.0; Card::COUNT] };

    fn add(&mut self, hand: &Held, weight: f64) {
        self.all += weight;
        hand.cards.iter().for_each(|&card| self.of_card[card] += weight);
    }

    /// Without the hands that share a card with this one; `own` is its own weight, if it is counted.
    fn beside(&self, hand: &Held, own: f64) -> f64 {
        self.all - self.of_card[hand.cards[0]] - self.of_card[hand.cards[1]] + own
    }
}

/// `[player][combo]`: pots won, and hands met.
type Tally = [Vec<(f64, f64)>; 2];

/// Equities of both players' hands on a board of 3, 4 or 5 cards; ranges are weights by combo. The same for
/// any number of threads.
///
/// # Complexity
/// Boards that may follow (1,176 after a flop) times hands times log hands: about 0.15 s for full ranges on a
/// flop on one thread.
///
/// # Panics
/// If the board has another number of cards, or a range does not have one weight for every combo.
pub fn by_hand(ranges: [&[f32]; 2], board: CardSet, threads: usize) -> HandEquities {
    assert!(Street::of_board_len(board.len()).is_some_and(|street| street > Street::Preflop), "a board");
    assert!(ranges.iter().all(|range| range.len() == Combo::COUNT), "a weight for every combo");
    let rest: Vec<Card> = Card::all().filter(|&card| !board.contains(card)).collect();
    let first = if board.len() == 5 { 1 } else { rest.len() };
    let parts = in_parallel(threads, first, |at| {
        let mut tally: Tally = [0, 1].map(|_| vec![(0.0, 0.0); Combo::COUNT]);
        match board.len() {
            5 => river(&ranges, board, &mut tally),
            4 => river(&ranges, board.with(rest[at]), &mut tally),
            _ => rest[at + 1..].iter().for_each(|&last| {
                river(&ranges, board.with(rest[at]).with(last), &mut tally);
            }),
        }
        tally
    });
    let runouts = match board.len() {
        5 => 1.0,
        4 => 44.0,
        _ => 990.0,
    };
    let sum = |player: usize, combo: usize| {
        parts.iter().fold((0.0, 0.0), |(won, met), part: &Tally| {
            let (more, there) = part[player][combo];
            (won + more, met + there)
        })
    };
    let mut found = HandEquities { hands: Default::default(), beside: Default::default() };
    for player in 0..2 {
        for combo in 0..Combo::COUNT {
            let (won, met) = sum(player, combo);
            let there = met > 1e-9;
            found.hands[player].push(there.then(|| won / met));
            // Each pair of hands meets on all runouts that neither hand blocks.
            found.beside[player].push(if there { met / runouts } else { 0.0 });
        }
    }
    found
}

fn river(ranges: &[&[f32]; 2], board: CardSet, tally: &mut Tally) {
    let public = Hand::from(board);
    let held = |combo: Combo| {
        let [a, b] = combo.cards();
        Held {
            rank: public.with(a).with(b).rank(),
            combo: combo.index(),
            cards: [a.index(), b.index()],
            weights: [0, 1].map(|player: usize| f64::from(ranges[player][combo.index()])),
        }
    };
    let mut hands: Vec<Held> =
        Combo::all().filter(|combo| !combo.set().intersects(board)).map(held).collect();
    hands.sort_unstable_by_key(|hand| (hand.rank, hand.combo));
    for (player, tally) in tally.iter_mut().enumerate() {
        let weight = |hand: &Held| hand.weights[1 - player];
        let mut all = Sums::NONE;
        hands.iter().for_each(|hand| all.add(hand, weight(hand)));
        let mut below = Sums::NONE;
        for equals in hands.chunk_by(|a, b| a.rank == b.rank) {
            let mut same = Sums::NONE;
            equals.iter().for_each(|hand| same.add(hand, weight(hand)));
            for hand in equals {
                let own = weight(hand);
                let (won, met) = &mut tally[hand.combo];
                *won += below.beside(hand, 0.0) + 0.5 * same.beside(hand, own);
                *met += all.beside(hand, own);
            }
            equals.iter().for_each(|hand| below.add(hand, weight(hand)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equity::{EquityOptions, equity};
    use crate::range::Range;

    fn range(text: &str) -> Range {
        text.parse().expect("a range")
    }

    #[test]
    fn the_mean_over_hands_is_the_equity_of_the_ranges() {
        let ranges = [range("QQ+,AKs,76s:0.3"), range("JJ-99,AQ,KQs:0.5")];
        for board in ["Qs7h2d", "Qs7h2d9c", "Qs7h2d9cAc"] {
            let board: CardSet = board.parse().unwrap();
            let found = by_hand([ranges[0].weights(), ranges[1].weights()], board, 2);
            let options = EquityOptions { board, ..EquityOptions::default() };
            let expected = equity(&ranges, &options).unwrap();
            for (player, range) in ranges.iter().enumerate() {
                let mean = found.mean(player, range.weights()).unwrap();
                let expected = expected.shares[player].equity;
                assert!((mean - expected).abs() < 1e-6, "{board}: {mean} and {expected}");
            }
        }
    }

    #[test]
    fn hands_that_cannot_be_held_have_none_and_threads_change_nothing() {
        let full = Range::full();
        let board: CardSet = "Qs7h2d9c".parse().unwrap();
        let weights = [full.weights().as_slice(); 2];
        let found = by_hand(weights, board, 1);
        assert_eq!(found, by_hand(weights, board, 3));
        let blocked = "QsAs".parse::<Combo>().unwrap().index();
        assert_eq!((found.hands[0][blocked], found.beside[0][blocked]), (None, 0.0));
        let free = "AsAh".parse::<Combo>().unwrap().index();
        assert!((found.beside[0][free] - 1035.0).abs() < 1e-9);
        let nobody = by_hand([full.weights(), Range::empty().weights()], board, 1);
        assert!(nobody.hands[0].iter().all(Option::is_none));
    }
}
