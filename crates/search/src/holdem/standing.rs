//! What the blueprint knows where a street begins, in the chips of the table.

use holdem_blueprint::{PublicCards, Strategy};
use holdem_cards::Street;
use holdem_cfr::{PublicState, best_responses_from};
use holdem_game::tree::NodeKind;

use super::Hand;
use super::shadow::Shadow;
use crate::{SearchError, Standing};

/// Where both players stand by the blueprint when a street begins.
pub(crate) struct Known {
    pub(crate) standing: Standing,
    /// Whether the promises are the blueprint's: not where its tree ends before the hand does.
    pub(crate) promises: bool,
}

/// What the blueprint knows at the beginning of the present street.
pub(crate) fn known(strategy: &Strategy, hand: &Hand, workers: usize) -> Result<Known, SearchError> {
    let tree = strategy.tree();
    let start = hand.street_start();
    let board = cards_on(strategy, hand, hand.street())?;
    let at = match Shadow::of(tree, hand, start) {
        Shadow::At(node) if usize::from(tree.node(node).street) == board.street() => node,
        Shadow::At(node) | Shadow::Lost(node) => return lost(strategy, hand, node),
    };
    let ranges = pair(strategy.ranges(at, &board)?);
    // Where nobody acts any more nothing is asked; the match above leaves decisions only.
    debug_assert!(matches!(tree.node(at).kind, NodeKind::Decision { .. }));
    let state = PublicState { node: at, board: board.board(), ranges: ranges.clone() };
    let game = strategy.game();
    let best = best_responses_from(&game.tree, &*game.cards, &state, [strategy.table(); 2], workers);
    // A share of the pot is the same in the chips of the table.
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
    Ok(Known { standing: Standing { ranges, promised }, promises: true })
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
