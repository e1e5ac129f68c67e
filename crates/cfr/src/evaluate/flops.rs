//! Samples of the first public cards of a hand.
//!
//! Boards drawn one by one, independently, are enough to tell how far off a measurement may be:
//! [`sample_flops`]. What is lost on a flop depends mostly on its ranks, so *rounds* do better: all boards
//! are ordered, say by rank, and cut into as many strata of equal probability as a round has boards; one
//! board is drawn from each (stratified sampling: Cochran, Sampling Techniques, 1977). Rounds are drawn
//! independently of each other, so their spread tells the error just as that of single boards does.

use holdem_cards::CardSet;
use holdem_game::deal::{CardModel, DealRng, Runout, cards_on};

/// Draws boards of the second street independently of each other, each with its probability and standing for
/// all its relabellings. A smaller sample is the beginning of a larger one.
///
/// # Complexity
/// O(boards + count).
pub fn sample_flops(cards: &dyn CardModel, count: usize, seed: u64) -> Vec<Runout> {
    sample_boards(&cards.runouts(0, 0), count, seed)
}

/// Draws from the boards that may follow a public state as [`sample_flops`] does from those of the second
/// street.
pub(crate) fn sample_boards(all: &[Runout], count: usize, seed: u64) -> Vec<Runout> {
    let list = InOrder::new(all.to_vec());
    let probability = (list.chance() / count.max(1) as f64) as f32;
    let draw = |number: usize| {
        let at = f64::from(DealRng::for_iteration(seed, number as u64).unit());
        Runout { probability, ..*list.at(at) }
    };
    if all.is_empty() { Vec::new() } else { (0..count).map(draw).collect() }
}

/// Ordered boards with their cumulative share of the total probability.
#[derive(Clone, Debug)]
struct InOrder {
    boards: Vec<Runout>,
    /// Probability of each board and those before it.
    upto: Vec<f64>,
}

impl InOrder {
    fn new(boards: Vec<Runout>) -> Self {
        let add = |sum: &mut f64, runout: &Runout| {
            *sum += f64::from(runout.probability);
            Some(*sum)
        };
        let upto = boards.iter().scan(0.0, add).collect();
        Self { boards, upto }
    }

    /// Chance of all boards.
    fn chance(&self) -> f64 {
        self.upto.last().copied().unwrap_or(0.0)
    }

    /// The board at a share of the total probability, 0 to 1.
    fn at(&self, share: f64) -> &Runout {
        let at = share * self.chance();
        &self.boards[self.upto.partition_point(|&end| end <= at).min(self.boards.len() - 1)]
    }
}

/// The key by which boards are ordered into strata: their ranks, the highest counting most.
pub fn by_rank(runout: &Runout) -> f64 {
    let cards = CardSet::from_bits(cards_on(runout.board)).unwrap_or(CardSet::EMPTY);
    let mut ranks: Vec<u8> = cards.iter().map(|card| card.rank()).collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    ranks.iter().zip(0..).map(|(&rank, place)| f64::from(rank) * 0.5_f64.powi(place)).sum()
}

/// Draws rounds of boards of a street. Each round is a sample of all boards: one board from each of as many
/// strata as the round has boards.
#[derive(Clone, Debug)]
pub struct Rounds {
    list: InOrder,
    seed: u64,
    drawn: u64,
}

impl Rounds {
    /// Rounds of the first boards of a game, ordered by a key. The more the key says about what is measured,
    /// the less rounds differ. Boards with the same key stay in the order of the game.
    pub fn new(cards: &dyn CardModel, key: impl Fn(&Runout) -> f64, seed: u64) -> Self {
        Self::over(cards.runouts(0, 0), key, seed)
    }

    /// The same for any boards, for example those that may follow a public state.
    pub fn over(mut boards: Vec<Runout>, key: impl Fn(&Runout) -> f64, seed: u64) -> Self {
        boards.sort_by(|a, b| key(a).total_cmp(&key(b)));
        Self { list: InOrder::new(boards), seed, drawn: 0 }
    }

    /// Boards up to renamings.
    pub fn num_boards(&self) -> usize {
        self.list.boards.len()
    }

    /// The next round: `size` boards, each with the same share of the total probability. A board may occur
    /// again.
    ///
    /// # Panics
    /// If there are no boards, or `size` is 0.
    pub fn next_round(&mut self, size: usize) -> Vec<Runout> {
        assert!(size > 0 && !self.list.boards.is_empty(), "a round has boards");
        let mut rng = DealRng::for_iteration(self.seed, self.drawn);
        self.drawn += 1;
        let probability = (self.list.chance() / size as f64) as f32;
        let mut draw = |part: usize| {
            let share = (part as f64 + f64::from(rng.unit())) / size as f64;
            Runout { probability, ..*self.list.at(share) }
        };
        (0..size).map(&mut draw).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_game::deal::{MiniDeck, MiniHoldemCards};
    use std::collections::HashMap;

    fn cards() -> MiniHoldemCards {
        let deck = MiniDeck { ranks: 4, suits: 2, hole_cards: 1, board_cards: vec![2, 1] };
        MiniHoldemCards::new(&deck).expect("a small deck")
    }

    /// Boards occur as often as their probabilities say.
    fn check(drawn: &[Runout]) {
        let all = cards().runouts(0, 0);
        let total: f32 = all.iter().map(|runout| runout.probability).sum();
        for runout in all {
            let times = drawn.iter().filter(|one| one.board == runout.board).count() as f64;
            let expected = drawn.len() as f64 * f64::from(runout.probability / total);
            assert!((times - expected).abs() < 5.0 * expected.sqrt(), "{times} of {expected}");
        }
    }

    #[test]
    fn boards_come_as_often_as_their_chances_say() {
        let (cards, count) = (cards(), 100_000);
        let sample = sample_flops(&cards, count, 7);
        check(&sample);
        let total: f64 = cards.runouts(0, 0).iter().map(|runout| f64::from(runout.probability)).sum();
        let sum: f64 = sample.iter().map(|runout| f64::from(runout.probability)).sum();
        assert!((sum / total - 1.0).abs() < 1e-4);
        let mut rounds = Rounds::new(&cards, |runout| runout.board as f64, 7);
        let drawn: Vec<Runout> = (0..20_000).flat_map(|_| rounds.next_round(5)).collect();
        check(&drawn);
    }

    #[test]
    fn fewer_boards_are_the_first_of_more() {
        let [few, many] = [5, 50].map(|count| sample_flops(&cards(), count, 3));
        assert!(few.iter().zip(&many).all(|(a, b)| a.board == b.board));
    }

    #[test]
    fn rounds_differ_less_than_as_many_single_boards_where_the_key_tells() {
        let cards = cards();
        // What is measured here is the key itself.
        let key = |runout: &Runout| runout.board.ilog2() as f64;
        let spread = |sizes: usize| {
            let mut rounds = Rounds::new(&cards, key, 11);
            let mean = |boards: &[Runout]| boards.iter().map(key).sum::<f64>() / boards.len() as f64;
            let means: Vec<f64> = (0..2000)
                .map(|_| mean(&(0..6 / sizes).flat_map(|_| rounds.next_round(sizes)).collect::<Vec<_>>()))
                .collect();
            let middle = means.iter().sum::<f64>() / means.len() as f64;
            (middle, means.iter().map(|mean| (mean - middle).powi(2)).sum::<f64>() / means.len() as f64)
        };
        let (single, in_parts) = (spread(1), spread(6));
        assert!((single.0 - in_parts.0).abs() < 0.1, "the same mean: {single:?} {in_parts:?}");
        assert!(in_parts.1 < 0.2 * single.1, "{single:?} {in_parts:?}");
    }

    #[test]
    fn a_round_depends_on_the_seed_and_its_number_alone() {
        let draw = |seed: u64| {
            let mut rounds = Rounds::new(&cards(), |_| 0.0, seed);
            [rounds.next_round(3), rounds.next_round(3)]
        };
        assert_eq!(draw(1), draw(1));
        assert!(draw(1)[0] != draw(1)[1] && draw(1) != draw(2));
        let mut times: HashMap<u64, usize> = HashMap::new();
        draw(1).iter().flatten().for_each(|runout| *times.entry(runout.board).or_default() += 1);
        assert!(times.len() > 1);
    }

    #[test]
    fn the_order_of_flops_is_that_of_their_ranks() {
        let key = |text: &str| {
            let board = text.parse::<CardSet>().unwrap().bits();
            by_rank(&Runout { board, probability: 1.0 })
        };
        let order = ["2c2d2h", "3c3d2h", "9c6d2h", "Tc5d2h", "Ac2d2h", "KcQdJh", "AcAdAh"];
        let keys = order.map(key);
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(key("9c7d2h"), key("9c7c2c"));
    }
}
