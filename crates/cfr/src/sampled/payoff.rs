//! What a seat wins at the end of a hand, side pots included.

use holdem_game::tree::{Chips, MAX_PLAYERS};

/// Net chips of `seat` at a showdown of the seats in `live`, a bit mask that holds `seat`: the contributions are cut into
/// layers, each belongs to the live seats that reach it and goes to the strongest of them. `strengths` are by seat, those
/// of folded seats are ignored.
///
/// Pots left to the same winners are shared as one; chips that do not divide go to the first of them in seat order, as in
/// [`HandState::settle`](holdem_game::rules::HandState::settle) without rake.
///
/// # Complexity
/// O(seats x layers).
pub fn showdown_payoff(contributions: &[Chips], live: u16, strengths: &[u16], seat: usize) -> i64 {
    debug_assert!(contributions.len() <= MAX_PLAYERS && live >> seat & 1 == 1);
    // Seats that win no layer leave first: who is left shares the layers between the same winners as one pot.
    let mut winners = 0;
    for_layers(contributions, |eligible, _| winners |= strongest(strengths, eligible & live));
    let (mut won, mut open) = (0, (0u16, 0));
    for_layers(contributions, |reaching, chips| {
        let eligible = reaching & winners;
        if eligible == open.0 || eligible == 0 {
            open.1 += chips;
        } else {
            won += share(strengths, open, seat);
            open = (eligible, chips);
        }
    });
    won + share(strengths, open, seat) - i64::from(contributions[seat])
}

/// Calls `layer` with the seats that reach each height of the contributions and the chips between it and the one below.
fn for_layers(contributions: &[Chips], mut layer: impl FnMut(u16, Chips)) {
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
fn strongest(strengths: &[u16], mask: u16) -> u16 {
    let held = |seat: &usize| mask >> seat & 1 == 1;
    let best = (0..strengths.len()).filter(held).map(|seat| strengths[seat]).max();
    let is_best = |seat: &usize| Some(strengths[*seat]) == best;
    (0..strengths.len()).filter(held).filter(is_best).fold(0, |mask, seat| mask | 1 << seat)
}

/// What `seat` gets of a pot, given the seats that compete for it.
fn share(strengths: &[u16], (eligible, chips): (u16, Chips), seat: usize) -> i64 {
    let winners = strongest(strengths, eligible);
    if winners >> seat & 1 == 0 {
        return 0;
    }
    let count = winners.count_ones();
    let odd = if winners.trailing_zeros() as usize == seat { chips % count } else { 0 };
    i64::from(chips / count + odd)
}
