//! How hands fare if nobody bets any more: exact, over all boards that may follow.

use holdem_game::deal::{Board, CardModel, Deal};

use super::sums::compare;
use super::table::Table;

/// Largest number of boards that are looked at again for each range; more are counted once in a [`Table`].
const FEW: usize = 64;

/// The boards that may follow a board, in a form that is fast to evaluate.
pub(crate) enum Rollouts {
    /// All public cards are dealt.
    Final(Deal),
    /// Few boards, with the probability of each given two hands that leave it possible.
    Boards(Vec<(Deal, f64)>),
    /// Many boards, all of them counted.
    Counted(Table),
}

impl Rollouts {
    /// What may follow a board of a street, whose hands are those of `deal`.
    pub(crate) fn new(
        cards: &dyn CardModel,
        street: usize,
        board: Board,
        deal: &Deal,
        workers: usize,
    ) -> Self {
        let last = cards.num_streets() - 1;
        if street == last {
            return Self::Final(deal.clone());
        }
        if Self::are_many(cards, street, board) {
            return Self::Counted(Table::new(cards, street, board, deal, workers));
        }
        let runouts = cards.final_runouts(street, board);
        let look = |board: Board| {
            let mut deal = Deal::default();
            cards.layer(last, board, &mut deal);
            deal
        };
        Self::Boards(runouts.iter().map(|one| (look(one.board), f64::from(one.probability))).collect())
    }

    /// Whether a table is built, which takes some time. Before any public card it always is, because boards
    /// are then listed up to suit isomorphism.
    pub(super) fn are_many(cards: &dyn CardModel, street: usize, board: Board) -> bool {
        let last = cards.num_streets() - 1;
        street < last && (street == 0 || cards.final_runouts(street, board).len() > FEW)
    }

    /// `[range][hand]`: the reach of the hands that it beats less that of the hands that beat it, each with
    /// the probability that it does.
    pub(crate) fn compare(&self, ranges: &[&[f64]]) -> Vec<Vec<f64>> {
        let mut out: Vec<Vec<f64>> = ranges.iter().map(|range| vec![0.0; range.len()]).collect();
        let mut add = |deal: &Deal, chance: f64| {
            out.iter_mut().zip(ranges).for_each(|(out, range)| compare(deal, range, chance, out));
        };
        match self {
            Self::Final(deal) => add(deal, 1.0),
            Self::Boards(boards) => boards.iter().for_each(|(deal, chance)| add(deal, *chance)),
            Self::Counted(table) => return table.compare(ranges),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::deal::{DealRng, MiniDeck, MiniHoldemCards};

    use super::*;

    /// Mini hold'em with more turns and rivers than are looked at one by one.
    fn cards() -> MiniHoldemCards {
        let deck = MiniDeck { ranks: 6, suits: 3, hole_cards: 1, board_cards: vec![2, 1, 1] };
        MiniHoldemCards::new(&deck).expect("a small deck")
    }

    fn reach(deal: &Deal, num_hands: usize) -> Vec<f64> {
        let (mut reach, mut rng) = (vec![0.0; num_hands], DealRng::from_seed(3));
        deal.hands.iter().for_each(|&hand| reach[usize::from(hand)] = f64::from(rng.unit()));
        reach
    }

    #[test]
    fn a_table_counts_what_the_boards_say_one_by_one() {
        let cards = cards();
        let board = cards.runouts(0, 0)[4].board;
        let mut deal = Deal::default();
        cards.layer(1, board, &mut deal);
        let reach = reach(&deal, cards.num_hands());
        let counted = Rollouts::new(&cards, 1, board, &deal, 2);
        assert!(matches!(counted, Rollouts::Counted(_)));
        let mut one_by_one = vec![0.0; reach.len()];
        for runout in cards.final_runouts(1, board) {
            let mut deal = Deal::default();
            cards.layer(3, runout.board, &mut deal);
            compare(&deal, &reach, runout.probability.into(), &mut one_by_one);
        }
        for (a, b) in counted.compare(&[&reach])[0].iter().zip(&one_by_one) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }

    #[test]
    fn before_the_first_card_a_table_is_the_mean_over_the_boards_of_the_next_street() {
        let cards = cards();
        let mut deal = Deal::default();
        cards.layer(0, 0, &mut deal);
        // The same for all suits, because boards are listed up to suit isomorphism.
        let reach: Vec<f64> = (0..cards.num_hands()).map(|hand| 1.0 + (hand / 3) as f64).collect();
        let before = Rollouts::new(&cards, 0, 0, &deal, 1).compare(&[&reach]);
        let (mut after, mut total) = (0.0, 0.0);
        for runout in cards.runouts(0, 0) {
            let mut deal = Deal::default();
            cards.layer(1, runout.board, &mut deal);
            let mut left = vec![0.0; reach.len()];
            deal.hands.iter().for_each(|&hand| left[usize::from(hand)] = reach[usize::from(hand)]);
            let ahead = Rollouts::new(&cards, 1, runout.board, &deal, 1).compare(&[&left]);
            // Aces, whatever their suit.
            after += f64::from(runout.probability) * ahead[0][15..].iter().sum::<f64>();
            total += f64::from(runout.probability);
        }
        assert!(total > 1.0, "chances are given two hands");
        assert!((after - before[0][15..].iter().sum::<f64>()).abs() < 1e-3, "{after} {:?}", before[0]);
    }
}
