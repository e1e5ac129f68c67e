//! Samples of the first public cards of a hand.

use holdem_game::deal::{CardModel, DealRng, Runout};

/// Draws boards of the second street independently of each other, each by its chance and standing for all its
/// relabellings. Fewer are a part of more: the first ones.
///
/// Independent draws are what the spread of a measurement can be told from. Flops at even distances along a
/// list of all of them may lie closer to the mean, but nobody knows how much closer.
///
/// # Complexity
/// O(boards + count).
pub fn sample_flops(cards: &dyn CardModel, count: usize, seed: u64) -> Vec<Runout> {
    let all = cards.runouts(0, 0);
    let upto: Vec<f64> = all
        .iter()
        .scan(0.0, |sum, runout| {
            *sum += f64::from(runout.probability);
            Some(*sum)
        })
        .collect();
    let total = upto.last().copied().unwrap_or(0.0);
    let probability = (total / count.max(1) as f64) as f32;
    let draw = |number: usize| {
        let at = f64::from(DealRng::for_iteration(seed, number as u64).unit()) * total;
        let row = upto.partition_point(|&end| end <= at).min(all.len() - 1);
        Runout { probability, ..all[row] }
    };
    if all.is_empty() { Vec::new() } else { (0..count).map(draw).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_game::deal::{MiniDeck, MiniHoldemCards};

    fn cards() -> MiniHoldemCards {
        let deck = MiniDeck { ranks: 4, suits: 2, hole_cards: 1, board_cards: vec![2, 1] };
        MiniHoldemCards::new(&deck).expect("a small deck")
    }

    #[test]
    fn boards_come_as_often_as_their_chances_say() {
        let (cards, count) = (cards(), 100_000);
        let (all, sample) = (cards.runouts(0, 0), sample_flops(&cards, count, 7));
        let total: f32 = all.iter().map(|runout| runout.probability).sum();
        for runout in all {
            let drawn = sample.iter().filter(|one| one.board == runout.board).count() as f64;
            let expected = count as f64 * f64::from(runout.probability / total);
            assert!((drawn - expected).abs() < 5.0 * expected.sqrt(), "{drawn} of {expected}");
        }
        let sum: f64 = sample.iter().map(|runout| f64::from(runout.probability)).sum();
        assert!((sum / f64::from(total) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn fewer_boards_are_the_first_of_more() {
        let [few, many] = [5, 50].map(|count| sample_flops(&cards(), count, 3));
        assert!(few.iter().zip(&many).all(|(a, b)| a.board == b.board));
    }
}
