//! Made hands and draws: what hands are called on a board.

use std::fmt;

use holdem_cards::evaluator::{Category, evaluate};
use holdem_cards::{CardSet, Combo};

/// What a hand has made, the strongest first. A category that the board makes alone does not count as the
/// hand's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandKind {
    /// Five in a row of one suit.
    StraightFlush,
    /// Four of a kind.
    Quads,
    /// Three and two of a kind.
    FullHouse,
    /// Five of a suit.
    Flush,
    /// Five in a row.
    Straight,
    /// A pair in the hand and a third on the board.
    Set,
    /// A pair on the board and a third in the hand.
    Trips,
    /// Two pair, at least one with a card of the hand.
    TwoPair,
    /// A pair in the hand above all cards of the board.
    Overpair,
    /// A pair with the highest card of the board.
    TopPair,
    /// A pair with the second rank of the board, or a pair in the hand above it.
    SecondPair,
    /// A lower pair.
    LowPair,
    /// No pair, an ace in the hand.
    AceHigh,
    /// No pair, a king in the hand.
    KingHigh,
    /// Nothing.
    NoPair,
}

/// How a hand may still improve to a straight or a flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Draw {
    /// Four of a suit and several cards that make a straight.
    Combo,
    /// Four of a suit.
    Flush,
    /// Two ranks make a straight.
    OpenEnded,
    /// One rank makes a straight.
    Gutshot,
    /// None.
    None,
}

impl HandKind {
    /// All, the strongest first.
    pub const ALL: [Self; 15] = [
        Self::StraightFlush,
        Self::Quads,
        Self::FullHouse,
        Self::Flush,
        Self::Straight,
        Self::Set,
        Self::Trips,
        Self::TwoPair,
        Self::Overpair,
        Self::TopPair,
        Self::SecondPair,
        Self::LowPair,
        Self::AceHigh,
        Self::KingHigh,
        Self::NoPair,
    ];

    /// What a hand has made on a board of 3 to 5 cards.
    pub fn of(combo: Combo, board: CardSet) -> Self {
        let category = evaluate(combo.set().union(board)).category();
        // What the board makes by itself belongs to everybody: the hand is named by what it adds.
        let shared = board.len() == 5 && evaluate(board).category() >= category;
        match category {
            Category::StraightFlush if !shared => Self::StraightFlush,
            Category::FourOfAKind if !shared => Self::Quads,
            Category::FullHouse if !shared => Self::FullHouse,
            Category::Flush if !shared => Self::Flush,
            Category::Straight if !shared => Self::Straight,
            _ => Self::by_pairs(combo, board),
        }
    }

    fn by_pairs(combo: Combo, board: CardSet) -> Self {
        let ranks = combo.cards().map(|card| card.rank());
        let on_board = |rank: u8| board.iter().filter(|card| card.rank() == rank).count();
        let pocket = ranks[0] == ranks[1];
        let hits = ranks.map(on_board);
        if pocket && hits[0] > 0 {
            return Self::Set;
        }
        if !pocket && hits.iter().any(|&hits| hits >= 2) {
            return Self::Trips;
        }
        if !pocket && hits[0] == 1 && hits[1] == 1 {
            return Self::TwoPair;
        }
        let mut above: Vec<u8> = board.iter().map(|card| card.rank()).collect();
        above.sort_unstable();
        above.dedup();
        let paired = if pocket { Some(ranks[0]) } else { (0..2).find(|&i| hits[i] > 0).map(|i| ranks[i]) };
        let Some(paired) = paired else { return Self::unpaired(ranks) };
        match above.iter().filter(|&&rank| rank > paired).count() {
            0 if pocket => Self::Overpair,
            0 => Self::TopPair,
            1 => Self::SecondPair,
            _ => Self::LowPair,
        }
    }

    fn unpaired(ranks: [u8; 2]) -> Self {
        match ranks[0].max(ranks[1]) {
            12 => Self::AceHigh,
            11 => Self::KingHigh,
            _ => Self::NoPair,
        }
    }
}

impl Draw {
    /// All, the strongest first.
    pub const ALL: [Self; 5] = [Self::Combo, Self::Flush, Self::OpenEnded, Self::Gutshot, Self::None];

    /// What a hand draws to on a flop or turn; `None` on the river, and nothing that it already has.
    pub fn of(combo: Combo, board: CardSet) -> Self {
        let made = HandKind::of(combo, board);
        if board.len() == 5 || made <= HandKind::Straight {
            return Self::None;
        }
        let cards = combo.set().union(board);
        let suited = |suit: u8| cards.iter().filter(|card| card.suit() == suit).count();
        let flush = combo.cards().iter().any(|card| suited(card.suit()) == 4);
        match (flush, Self::straights(combo, board)) {
            (true, 1..) => Self::Combo,
            (true, 0) => Self::Flush,
            (false, 2..) => Self::OpenEnded,
            (false, 1) => Self::Gutshot,
            (false, 0) => Self::None,
        }
    }

    /// Ranks that would make a straight with a card of the hand in it.
    fn straights(combo: Combo, board: CardSet) -> usize {
        let mask = |cards: CardSet| cards.iter().fold(0_u32, |mask, card| mask | 2 << card.rank());
        let with_low_ace = |mask: u32| mask | mask >> 13 & 1;
        let (public, all) = (mask(board), mask(board.union(combo.set())));
        let makes = |rank: &u32| {
            let (public, all) = (with_low_ace(public | 2 << rank), with_low_ace(all | 2 << rank));
            (0..10).map(|low| 31_u32 << low).any(|row| all & row == row && public & row != row)
        };
        (0..13).filter(makes).count()
    }
}

impl fmt::Display for HandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StraightFlush => "straight flush",
            Self::Quads => "quads",
            Self::FullHouse => "full house",
            Self::Flush => "flush",
            Self::Straight => "straight",
            Self::Set => "set",
            Self::Trips => "trips",
            Self::TwoPair => "two pair",
            Self::Overpair => "overpair",
            Self::TopPair => "top pair",
            Self::SecondPair => "second pair",
            Self::LowPair => "low pair",
            Self::AceHigh => "ace high",
            Self::KingHigh => "king high",
            Self::NoPair => "no pair",
        })
    }
}

impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Combo => "combo draw",
            Self::Flush => "flush draw",
            Self::OpenEnded => "open-ended",
            Self::Gutshot => "gutshot",
            Self::None => "no draw",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hand: &str, board: &str) -> (String, String) {
        let (combo, board) = (hand.parse().unwrap(), board.parse().unwrap());
        (HandKind::of(combo, board).to_string(), Draw::of(combo, board).to_string())
    }

    #[test]
    fn made_hands_are_what_players_call_them() {
        let cases = [
            ("QdQc", "Qs Jh 2h", "set"),
            ("AhAd", "Qs Jh 2h", "overpair"),
            ("AhQd", "Qs Jh 2h", "top pair"),
            ("KdJd", "Qs Jh 2h", "second pair"),
            ("TdTc", "Qs Jh 2h", "low pair"),
            ("KdKc", "As Jh 2h", "second pair"),
            ("AdKd", "Qs Jh 2h", "ace high"),
            ("KdTd", "Qs Jh 2h", "king high"),
            ("9d8d", "Qs Jh 2h", "no pair"),
            ("QdJd", "Qs Jh 2h", "two pair"),
            ("QdJd", "Qs Qh 2h", "trips"),
            ("2d2c", "Qs Qh 2h", "full house"),
            ("AdKd", "Qs Qh 2h", "ace high"),
            ("KdTd", "Qs Jh 9h", "straight"),
            ("KhTh", "Qh Jh 2h", "flush"),
            ("KhTh", "Qh Jh 9h", "straight flush"),
            ("Ad3d", "Ks Qs Js Ts 9s", "ace high"),
        ];
        for (hand, board, kind) in cases {
            assert_eq!(of(hand, board).0, kind, "{hand} on {board}");
        }
    }

    #[test]
    fn draws_count_cards_that_make_straights_and_flushes() {
        let cases = [
            ("AhKh", "Qs Jh 2h", "combo draw"),
            ("Ah3h", "Qs Jh 2h", "flush draw"),
            ("KdTd", "Qs Jh 2h", "open-ended"),
            ("AdTd", "Qs Jh 2h", "gutshot"),
            ("Ad3d", "Ks 4h 2h", "gutshot"),
            ("AdKd", "7s 4h 2h", "no draw"),
            ("KdTd", "Qs Jh 9h", "no draw"),
            ("KdTd", "Qs Jh 2h 3c 4d", "no draw"),
        ];
        for (hand, board, draw) in cases {
            assert_eq!(of(hand, board).1, draw, "{hand} on {board}");
        }
    }
}
