//! Who gets the pots: the one place where a showdown of any number of hands is paid out.

use super::{Chips, MAX_SEATS};

/// Distributes all chips of a showdown: calls `pay` with the winners of each pot, as a bit mask, and its
/// chips, the main pot first.
///
/// Contributions are cut into layers; each belongs to the seats of `live` that reach it and goes to
/// `best(them)`. Seats that win no layer are removed first, so that pots left to the same seats are shared as
/// one. Dead chips belong to the main pot.
pub(super) fn for_won_pots(
    contributions: &[Chips],
    dead: Chips,
    live: u16,
    best: impl Fn(u16) -> u16,
    mut pay: impl FnMut(u16, Chips),
) {
    let mut winners = if dead > 0 { best(live) } else { 0 };
    for_layers(contributions, |reaching, _| winners |= best(reaching & live));
    let mut open = (if dead > 0 { winners } else { 0 }, dead);
    for_layers(contributions, |reaching, chips| {
        let eligible = reaching & winners;
        if eligible == open.0 || eligible == 0 {
            open.1 += chips;
        } else {
            if open.1 > 0 {
                pay(best(open.0), open.1);
            }
            open = (eligible, chips);
        }
    });
    if open.1 > 0 {
        pay(best(open.0), open.1);
    }
}

/// What a seat gets from a pot that these winners share; chips that do not divide go to the first of them in
/// seat order.
pub(super) fn share(winners: u16, chips: Chips, seat: usize) -> Chips {
    if winners >> seat & 1 == 0 {
        return 0;
    }
    let count = winners.count_ones();
    let odd = if winners.trailing_zeros() as usize == seat { chips % count } else { 0 };
    chips / count + odd
}

/// Net chips of `seat` at a showdown of the seats in `live`, a bit mask that contains `seat`. The
/// contributions are cut into layers; each belongs to the live seats that reach it and goes to the strongest
/// of them. `strengths` are by seat; those of folded seats are ignored.
///
/// This is what [`HandState::settle`](super::HandState::settle) pays without rake and dead chips; it
/// allocates nothing.
///
/// # Complexity
/// O(seats x layers).
pub fn showdown_payoff(contributions: &[Chips], live: u16, strengths: &[u16], seat: usize) -> i64 {
    i64::from(showdown_won(contributions, 0, live, strengths, seat)) - i64::from(contributions[seat])
}

/// What `seat` gets out of the pots at a showdown, including chips that it has put in.
pub(crate) fn showdown_won(
    contributions: &[Chips],
    dead: Chips,
    live: u16,
    strengths: &[u16],
    seat: usize,
) -> Chips {
    debug_assert!(contributions.len() <= MAX_SEATS && live >> seat & 1 == 1);
    let mut won = 0;
    let best = |mask| strongest(strengths, mask);
    for_won_pots(contributions, dead, live, best, |winners, chips| won += share(winners, chips, seat));
    won
}

/// Calls `layer` with the seats that reach each height of the contributions and the chips between it and the
/// one below.
pub(super) fn for_layers(contributions: &[Chips], mut layer: impl FnMut(u16, Chips)) {
    let mut below = 0;
    while let Some(height) = contributions.iter().copied().filter(|&chips| chips > below).min() {
        let reaching = seats(contributions, |chips| chips >= height);
        layer(reaching, (height - below) * reaching.count_ones());
        below = height;
    }
}

fn seats(contributions: &[Chips], keep: impl Fn(Chips) -> bool) -> u16 {
    contributions.iter().enumerate().fold(0, |mask, (seat, &chips)| mask | u16::from(keep(chips)) << seat)
}

/// The strongest seats among those of a mask, ties together.
pub(super) fn strongest<R: Ord + Copy>(strengths: &[R], mask: u16) -> u16 {
    let held = |seat: &usize| mask >> seat & 1 == 1;
    let best = (0..strengths.len()).filter(held).map(|seat| strengths[seat]).max();
    let is_best = |seat: &usize| Some(strengths[*seat]) == best;
    (0..strengths.len()).filter(held).filter(is_best).fold(0, |mask, seat| mask | 1 << seat)
}
