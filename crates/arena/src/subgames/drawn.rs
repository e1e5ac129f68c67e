//! The lines that hands follow, and drawing one of them.

use holdem_game::deal::{Board, Deal, DealRng};

use super::GainError;
use super::walk::{Line, Lines, Pair, Walk};
use crate::lbr::Opponent;
use crate::table::PublicHand;

/// Lines that count less than this share of all hands are followed at random.
const RARE: f64 = 1e-5;

/// All lines to the beginning of a street that a strategy playing both seats leads to, with the number of
/// pairs of hands that reach each. `boards` are `[street]` up to that street.
///
/// # Complexity
/// One walk, on one board of each street, over all lines that are not rarer than one in a hundred thousand.
pub(super) fn lines<T: Opponent>(
    pair: &Pair<'_, T, T>,
    start: &PublicHand,
    boards: &[Board],
    rng: &mut DealRng,
) -> Result<Lines<T::Position>, GainError> {
    let street = boards.len() - 1;
    let mut last = Deal::default();
    pair.cards.layer(street, boards[street], &mut last);
    let range = || vec![(pair.first.begin(), vec![1.0; pair.cards.num_hands()])];
    let mut line = Line { public: start.clone(), ranges: [range(), range()], weight: 1.0 };
    // Only hands that all of the cards leave possible reach the street.
    line.keep(&last);
    let pairs = last.num_pairs() as f64;
    let mut found = vec![(line, pairs)];
    for dealt in 1..boards.len() {
        let mut walk = Walk::new(pair, &boards[..dealt], RARE * pairs)?.without_chips();
        for (line, _) in found {
            walk.play(line, rng)?;
        }
        found = walk.next;
    }
    Ok(found)
}

/// Draws one of the lines, in proportion to how often hands get there times the pot; its weight makes up for
/// that. `None` if there are no lines.
pub(super) fn draw<P: Clone>(found: &[(Line<P>, f64)], rng: &mut DealRng) -> Option<Line<P>> {
    let chance = |(line, pairs): &(Line<P>, f64)| line.pot() * pairs;
    let total: f64 = found.iter().map(chance).sum();
    let mut left = f64::from(rng.unit()) * total;
    let drawn = found.iter().find(|one| {
        left -= chance(one);
        left < 0.0
    });
    let drawn = drawn.or(found.last())?;
    let mut line = drawn.0.clone();
    line.weight *= total / chance(drawn);
    Some(line)
}
