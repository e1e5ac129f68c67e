//! Hands of a bucket.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::equity::{EquityOptions, equity};
use holdem_cards::{CardSet, Combo, Street, SuitPermutation, range::Range};
use holdem_game::deal::{BucketRows, DealRng};

use super::hands::LiveHands;

/// A hand on a canonical board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    /// The board, empty preflop.
    pub board: CardSet,
    /// The hand.
    pub combo: Combo,
    /// Its share of the pot against a uniform hand, 0 to 1, exact after the flop; preflop exact as well, but
    /// slow.
    pub equity: f64,
    /// Deals that are the same up to the names of the suits, itself included.
    pub multiplicity: usize,
}

/// Draws up to `count` different canonical hands of a bucket, each with probability proportional to its
/// deals; weakest first. Returns all of them if there are at most `count`, none if the bucket is empty.
///
/// # Complexity
/// Looks up every hand of the street once: 0.3 s on the river. A flop takes 10 ms more for each example.
#[must_use]
pub fn examples(
    rows: &dyn BucketRows,
    street: Street,
    bucket: usize,
    count: usize,
    seed: u64,
) -> Vec<Example> {
    let index = BoardIndex::for_street(street);
    let mut hands = LiveHands::new();
    let mut ends = Vec::with_capacity(index.len());
    let mut total = 0;
    for row in 0..index.len() as u32 {
        hands.assign(rows, street, index.board(row));
        let members = hands.buckets.iter().filter(|&&b| b as usize == bucket).count();
        total += members as u64 * u64::from(index.multiplicity(row));
        ends.push(total);
    }
    let mut drawn: Vec<(CardSet, Combo)> = Vec::new();
    let mut rng = DealRng::for_iteration(seed, bucket as u64);
    // Several draws may give the same hand; a bucket with few hands is exhausted long before the last try.
    for _ in 0..if total == 0 { 0 } else { 20 * count } {
        let point = rng.below(total as usize) as u64;
        let row = ends.partition_point(|&end| end <= point);
        let board = index.board(row as u32);
        hands.assign(rows, street, board);
        let members: Vec<u16> =
            hands.iter().filter(|(_, b)| *b as usize == bucket).map(|(combo, _)| combo).collect();
        let combo = Combo::from_index(members[rng.below(members.len())]).expect("live hands are combos");
        let hand = (board, canonical_hand(board, combo));
        if !drawn.contains(&hand) {
            drawn.push(hand);
        }
        if drawn.len() == count {
            break;
        }
    }
    let mut examples: Vec<Example> = drawn.into_iter().map(|(board, combo)| example(board, combo)).collect();
    examples.sort_by(|a, b| a.equity.total_cmp(&b.equity).then(a.board.bits().cmp(&b.board.bits())));
    examples
}

fn example(board: CardSet, combo: Combo) -> Example {
    let options = EquityOptions { board, exact_limit: u64::MAX, ..EquityOptions::default() };
    let mut hand = Range::empty();
    hand.set_weight(combo, 1.0).expect("1 is a weight");
    let report = equity(&[hand, Range::full()], &options).expect("a live hand has opponents");
    Example { board, combo, equity: report.shares[0].equity, multiplicity: orbit(board, combo).len() }
}

/// The deals that renamings of the suits lead to.
fn orbit(board: CardSet, combo: Combo) -> Vec<(u64, usize)> {
    let mut deals: Vec<_> = SuitPermutation::all()
        .map(|renaming| (renaming.set(board).bits(), renaming.combo(combo).index()))
        .collect();
    deals.sort_unstable();
    deals.dedup();
    deals
}

/// The same combo for all combos that renamings which keep the board map to each other.
fn canonical_hand(board: CardSet, combo: Combo) -> Combo {
    let keeps = |renaming: &SuitPermutation| renaming.set(board) == board;
    let images = SuitPermutation::all().filter(keeps).map(|renaming| renaming.combo(combo));
    images.max_by_key(|combo| combo.index()).unwrap_or(combo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_stands_for_all_renamings_of_its_suits() {
        let deals = |board: &str, combo: &str| orbit(board.parse().unwrap(), combo.parse().unwrap()).len();
        assert_eq!(deals("AcKcQc", "JcTc"), 4);
        assert_eq!(deals("AcKcQc", "2d2h"), 12);
        assert_eq!(deals("AcKdQh", "2s3s"), 24);
        let board: CardSet = "AcKcQc".parse().unwrap();
        let same = ["2d2h", "2d2s", "2h2s"].map(|combo| canonical_hand(board, combo.parse().unwrap()));
        assert!(same.iter().all(|combo| *combo == same[0]));
    }
}
