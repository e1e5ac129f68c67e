//! What the blueprint knows where a street begins, in the chips of the table.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Instant;

use holdem_blueprint::{PublicCards, Strategy};
use holdem_cards::Street;
use holdem_cfr::{PublicState, best_responses_within};
use holdem_game::deal::{CardModel, Renaming};
use holdem_game::tree::NodeKind;

use super::shadow::Shadow;
use super::{Hand, Searcher};
use crate::{SearchError, Standing};

/// Where both players stand by the blueprint when a street begins.
pub(crate) struct Known {
    pub(crate) standing: Standing,
    /// Whether the promises are the blueprint's. They are not if its tree ends before the hand does.
    pub(crate) promises: bool,
}

/// What the blueprint knows at the beginning of the current street; `None` if finding out takes beyond `end`.
pub(super) fn known(
    searcher: &Searcher,
    hand: &Hand,
    end: Option<Instant>,
) -> Result<Option<Known>, SearchError> {
    let (strategy, workers) = (&*searcher.strategy, searcher.options.workers);
    let (tree, cards) = (strategy.tree(), searcher.cards(hand.street()));
    let start = hand.street_start();
    let board = cards_on(strategy, hand, hand.street())?;
    let at = match Shadow::of(tree, hand, start) {
        Shadow::At(node) if usize::from(tree.node(node).street) == board.street() => node,
        Shadow::At(node) | Shadow::Lost(node) => return lost(strategy, hand, node).map(Some),
    };
    let ranges = pair(strategy.ranges(at, &board)?);
    // Nothing is asked where nobody acts any more; the match above leaves only decisions.
    debug_assert!(matches!(tree.node(at).kind, NodeKind::Decision { .. }));
    let state = PublicState { node: at, board: board.board(), ranges: ranges.clone() };
    let game = strategy.game();
    let in_time = |_, _| match end {
        Some(end) if Instant::now() >= end => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let both = [strategy.table(); 2];
    let Some(best) = best_responses_within(&game.tree, &*cards, &state, both, workers, &in_time) else {
        return Ok(None);
    };
    // Shares of the pot carry over to the chips of the table.
    let (ours, theirs) = (tree.contributions(at), hand.contributions(start));
    let scale = f64::from(theirs.iter().sum::<u32>()) / f64::from(tree.pot(at));
    let mut promised = [(); 2].map(|()| vec![0.0; game.cards.num_hands()]);
    for player in 0..2 {
        for (slot, &hand) in best.hands.iter().enumerate() {
            let beside = best.beside[player][slot];
            if beside > 0.0 {
                let chips = best.values[player][slot] / beside + f64::from(ours[player]);
                promised[player][usize::from(hand)] = chips * scale - f64::from(theirs[player]);
            }
        }
    }
    even_out(&*cards, board.board(), &ranges, &mut promised);
    Ok(Some(Known { standing: Standing { ranges, promised }, promises: true }))
}

/// Makes promises equal for hands that are the same up to suit isomorphism. They are already equal except for
/// rounding, but only if they are equal to the last bit can one river be solved for several.
fn even_out(cards: &dyn CardModel, board: u64, ranges: &[Vec<f32>; 2], promised: &mut [Vec<f64>; 2]) {
    let keeps = |by: &Renaming| {
        let same = |range: &Vec<f32>| by.hands.iter().zip(range).all(|(&to, w)| range[usize::from(to)] == *w);
        ranges.iter().all(same)
    };
    let renamings: Vec<Renaming> = cards.renamings(board).into_iter().filter(keeps).collect();
    for promised in promised.iter_mut().filter(|_| !renamings.is_empty()) {
        let mut done = BTreeSet::new();
        for hand in 0..promised.len() {
            if done.contains(&hand) {
                continue;
            }
            let mut alike: BTreeSet<usize> = renamings.iter().map(|by| usize::from(by.hands[hand])).collect();
            alike.insert(hand);
            let mean = alike.iter().map(|&hand| promised[hand]).sum::<f64>() / alike.len() as f64;
            alike.iter().for_each(|&hand| promised[hand] = mean);
            done.extend(alike);
        }
    }
}

/// The ranges at the last node that the blueprint knows; nothing is promised.
fn lost(strategy: &Strategy, hand: &Hand, node: u32) -> Result<Known, SearchError> {
    let street = Street::ALL[usize::from(strategy.tree().node(node).street)];
    let board = cards_on(strategy, hand, street.min(hand.street()))?;
    let mut ranges = pair(strategy.ranges(node, &board)?);
    let now = hand.board_on(hand.street());
    for range in &mut ranges {
        for (combo, weight) in holdem_cards::Combo::all().zip(range) {
            if combo.set().intersects(now) {
                *weight = 0.0;
            }
        }
    }
    let promised = [(); 2].map(|()| vec![0.0; ranges[0].len()]);
    Ok(Known { standing: Standing { ranges, promised }, promises: false })
}

fn pair(ranges: Vec<Vec<f32>>) -> [Vec<f32>; 2] {
    ranges.try_into().expect("search is for two")
}

/// The public cards of a street as the strategy reads them.
pub(crate) fn cards_on(strategy: &Strategy, hand: &Hand, street: Street) -> Result<PublicCards, SearchError> {
    let text: String = hand.board()[..street.board_len()].iter().map(ToString::to_string).collect();
    Ok(strategy.board(&text)?)
}

#[cfg(test)]
mod tests {
    use holdem_blueprint::game::PreflopClasses;
    use holdem_cards::CardSet;
    use holdem_game::deal::HoldemCards;

    use super::*;

    #[test]
    fn hands_that_are_the_same_are_promised_the_same_to_the_last_bit() {
        let cards = HoldemCards::new(PreflopClasses);
        let board = "AhKhQd2d".parse::<CardSet>().expect("cards").bits();
        let num_hands = cards.num_hands();
        let odd: Vec<f64> = (0..num_hands).map(|hand| 1.0 + 1e-9 * (hand * 7 % 11) as f64).collect();
        let alike = [vec![1.0f32; num_hands], vec![1.0; num_hands]];
        let mut promised = [odd.clone(), odd.clone()];
        even_out(&cards, board, &alike, &mut promised);
        let renamings = cards.renamings(board);
        assert!(!renamings.is_empty(), "clubs and spades are alike");
        for (by, hand) in renamings.iter().flat_map(|by| (0..num_hands).map(move |hand| (by, hand))) {
            let other = usize::from(by.hands[hand]);
            assert_eq!(promised[0][hand].to_bits(), promised[0][other].to_bits());
        }
        let total = |of: &[f64]| of.iter().sum::<f64>();
        assert!((total(&promised[1]) - total(&odd)).abs() < 1e-9);
        // A range that tells the suits apart: nothing is made equal.
        let mut apart = alike;
        apart[0][usize::from(renamings[0].hands[0])] = 0.5;
        let mut promised = [odd.clone(), odd.clone()];
        even_out(&cards, board, &apart, &mut promised);
        assert_eq!(promised, [odd.clone(), odd]);
    }
}
