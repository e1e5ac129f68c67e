//! One river of each rank in place of all of them.
//!
//! A subgame that begins on the flop has 2,352 ways to the river, too many for a decision at the table. So
//! after each turn one river of every rank that is left stands for all cards of that rank, with their weight.
//! Its suit rotates from turn to turn, so that over all turns every suit is dealt equally often. Rivers that
//! are the same up to suit isomorphism are taken together, because they cost one walk.
//!
//! The price: two hands block some of the rivers that stand for others, so after one turn they see up to a
//! third more or fewer rivers than with the real deck. Over all turns this evens out.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdem_cards::Street;
use holdem_game::deal::{Board, CardModel, Runout};
use holdem_game::hand_on;

/// The cards of another game, with one board on the last street for each rank of the card dealt.
pub(super) struct RiversByRank {
    cards: Arc<dyn CardModel>,
}

/// Ranks of a card.
const RANKS: usize = 13;

impl RiversByRank {
    /// Hold'em with the buckets of `cards`.
    pub(super) fn new(cards: Arc<dyn CardModel>) -> Self {
        Self { cards }
    }

    /// The boards that follow a turn.
    fn rivers(&self, turn: Board) -> Vec<Runout> {
        let mut by_rank: Vec<Vec<Runout>> = vec![Vec::new(); RANKS];
        for runout in self.cards.runouts(Street::Turn.index(), turn) {
            by_rank[dealt(turn, runout.board) / 4].push(runout);
        }
        let renamings = self.cards.renamings(turn);
        let round: usize = cards_of(turn).map(|card| card % 4 + card / 4).sum();
        let chosen = by_rank.iter().enumerate().filter(|(_, all)| !all.is_empty()).flat_map(|(rank, all)| {
            let first = all[(rank + round) % all.len()].board;
            let mut alike: Vec<Board> = renamings.iter().map(|by| by.board(first)).collect();
            alike.push(first);
            alike.sort_unstable();
            alike.dedup();
            let probability = all.iter().map(|one| one.probability).sum::<f32>() / alike.len() as f32;
            alike.into_iter().map(move |board| Runout { board, probability })
        });
        chosen.collect()
    }
}

/// Numbers of the cards of a board.
fn cards_of(board: Board) -> impl Iterator<Item = usize> {
    (0..52).filter(move |card| board >> card & 1 == 1)
}

/// The number of the card that turns the previous board into this one.
fn dealt(before: Board, board: Board) -> usize {
    (board & !before).trailing_zeros() as usize
}

impl CardModel for RiversByRank {
    hand_on!(cards: num_hands num_streets blockers hand_name final_boards sample_final_board);
    hand_on!(cards: num_buckets deal layer bucket renamings);
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        match street == Street::Turn.index() {
            true => self.rivers(board),
            false => self.cards.runouts(street, board),
        }
    }
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        if street != Street::Flop.index() {
            return self.runouts(street, board);
        }
        let mut all = BTreeMap::<Board, f32>::new();
        for turn in self.cards.runouts(street, board) {
            for river in self.rivers(turn.board) {
                *all.entry(river.board).or_default() += turn.probability * river.probability;
            }
        }
        all.into_iter().map(|(board, probability)| Runout { board, probability }).collect()
    }
}

#[cfg(test)]
mod tests {
    use holdem_blueprint::game::PreflopClasses;
    use holdem_cards::CardSet;
    use holdem_game::deal::HoldemCards;

    use super::*;

    fn turn(text: &str) -> Board {
        text.parse::<CardSet>().expect("cards").bits()
    }

    #[test]
    fn every_rank_comes_as_often_as_it_is_left_and_suits_go_round() {
        let all: Arc<dyn CardModel> = Arc::new(HoldemCards::new(PreflopClasses));
        let few = RiversByRank::new(Arc::clone(&all));
        for text in ["AhKd7c2s", "AhKh7d2d", "AhKhQh2h", "7h7d7c7s"] {
            let (board, mut ranks) = (turn(text), [0.0f32; RANKS]);
            let rivers = few.runouts(2, board);
            for river in &rivers {
                ranks[dealt(board, river.board) / 4] += river.probability;
            }
            for (rank, probability) in ranks.iter().enumerate() {
                let left = (0..4).filter(|suit| board >> (4 * rank + suit) & 1 == 0).count();
                assert!((probability - left as f32 / 44.0).abs() < 1e-6, "{text}: rank {rank}");
            }
            // Where all suits are alike, all cards of a rank are taken together.
            assert_eq!(rivers.len() < 40, text != "7h7d7c7s", "{text}: {} rivers", rivers.len());
        }
        let flop = turn("AhKd7c");
        let mut suits = [0.0f32; 4];
        for turn in all.runouts(1, flop) {
            for river in few.runouts(2, turn.board) {
                suits[dealt(turn.board, river.board) % 4] += turn.probability * river.probability;
            }
        }
        let (least, most) = suits.iter().fold((9.0f32, 0.0f32), |(a, b), &x| (a.min(x), b.max(x)));
        assert!(most < 1.2 * least, "{suits:?}");
        let whole: f32 = few.final_runouts(1, flop).iter().map(|one| one.probability).sum();
        let expected: f32 = all.final_runouts(1, flop).iter().map(|one| one.probability).sum();
        assert!((whole / expected - 1.0).abs() < 1e-3, "{whole} {expected}");
    }
}
