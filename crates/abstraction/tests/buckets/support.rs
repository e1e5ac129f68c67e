//! Random boards and slow, obvious equities.

use holdem_cards::evaluator::evaluate;
use holdem_cards::{Card, CardSet, Combo};

/// Marsaglia's xorshift, seeded by hand: the tests see the same boards every time.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    pub(crate) fn board(&mut self, len: usize) -> CardSet {
        let mut board = CardSet::EMPTY;
        while board.len() < len {
            board.insert(Card::from_index(self.below(52) as u8).expect("below 52"));
        }
        board
    }

    pub(crate) fn combo(&mut self, board: CardSet) -> Combo {
        loop {
            let combo = Combo::from_index(self.below(1326) as u16).expect("below 1326");
            if !combo.set().intersects(board) {
                return combo;
            }
        }
    }
}

/// The hands that a board leaves possible.
pub(crate) fn live(board: CardSet) -> Vec<Combo> {
    Combo::all().filter(|combo| !combo.set().intersects(board)).collect()
}

/// Two for every opposing hand beaten, one for every tie, on a river board and on every river after a shorter
/// board; and the same for as many wins as there are opposing hands.
pub(crate) fn slow_points(board: CardSet, combo: Combo) -> (u64, u64) {
    if board.len() < 5 {
        let taken = board | combo.set();
        let runouts = Card::all().filter(|&card| !taken.contains(card));
        let points = runouts.map(|card| slow_points(board.with(card), combo));
        return points.fold((0, 0), |sum, points| (sum.0 + points.0, sum.1 + points.1));
    }
    let own = evaluate(board | combo.set());
    let against = live(board | combo.set());
    let points = against.iter().map(|&other| match own.cmp(&evaluate(board | other.set())) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
    });
    (points.sum(), 2 * against.len() as u64)
}
