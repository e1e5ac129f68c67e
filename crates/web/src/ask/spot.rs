//! A place as a spot to be solved.

use holdem_blueprint::Strategy;
use holdem_blueprint::solution::{Origin, blank, spot_at};
use holdem_cards::Combo;
use holdem_cards::range::Range;
use holdem_game::spot::{Spot, StreetSizes};

use super::equity::two_left;
use super::{Book, Place};
use crate::error::ApiError;

/// The sizes of a spot that comes from a table of more than two.
const BET: &str = "33%, 75%";
const RAISE: &str = "60%";

/// The spot at a place: the strategy's own tree for two players; ranges, pot and stacks with a common menu
/// where more sat down and two are left.
///
/// # Errors
/// If no street begins there, cards are missing, or more than two players are left.
pub(crate) fn spot(strategy: &Strategy, place: &Place) -> Result<Origin, ApiError> {
    place.acting()?;
    let board = place.public_cards(strategy)?;
    let tree = strategy.tree();
    if tree.num_players() == 2 {
        return Ok(spot_at(strategy, &tree.history_text(place.node), &board)?);
    }
    let book = Book::Strategy(strategy);
    let [first, second] = two_left(book, place)?;
    let begins =
        place.node != 0 && tree.node(tree.node(place.node).parent).street < tree.node(place.node).street;
    if !begins || !book.is_holdem() {
        return Err(ApiError::bad("bad_line", "no street after the preflop begins there").of_field("line"));
    }
    let ranges = strategy.ranges(place.node, &board)?;
    let put_in = tree.contributions(place.node);
    let behind = |seat: usize| book.stacks()[seat].saturating_sub(put_in[seat]);
    let (line, sizes) = (tree.history_text(place.node), sizes()?);
    let rake = tree.rake();
    let spot = Spot {
        name: format!("{line} on {}", board.as_str()),
        board: board.as_str().to_owned(),
        oop_range: range_text(&ranges[first]),
        ip_range: range_text(&ranges[second]),
        pot: tree.pot(place.node),
        effective_stack: Some(behind(first).min(behind(second))),
        rake_rate: rake.rate,
        rake_cap: (rake.cap < f64::MAX).then_some(rake.cap),
        flop: sizes.clone(),
        turn: sizes.clone(),
        river: sizes,
        add_allin_threshold: 1.5,
        ..blank()
    };
    Ok(Origin { spot, line: String::new() })
}

fn sizes() -> Result<StreetSizes, ApiError> {
    let read =
        |text: &str| text.parse().map_err(|_| ApiError::internal("a menu of this program cannot be read"));
    Ok(StreetSizes { bet: read(BET)?, raise: read(RAISE)?, donk: None })
}

/// Weights by combo as text; rounding may have carried a product of probabilities over 1.
pub(crate) fn range_text(weights: &[f32]) -> String {
    let mut range = Range::empty();
    for (combo, &weight) in Combo::all().zip(weights) {
        range.set_weight(combo, weight.clamp(0.0, 1.0)).expect("a number from 0 to 1 is a weight");
    }
    range.to_string()
}
