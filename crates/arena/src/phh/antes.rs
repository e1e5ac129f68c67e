//! Settlement with antes that belong to nobody's bet.
//!
//! [`HandState`] counts an ante like any other chip of its seat: a short ante wins no more than its size from
//! each seat. In the format this is `ante_trimming_status`; by default all antes go into the main pot,
//! whoever paid them. The two agree when every seat has paid the same ante in full, and then the rules settle
//! the hand.

use holdem_game::rules::{Chips, HandState, Phase, Rake};

use super::HandHistory;
use super::replay::Strength;

/// Ante of a seat, as far as its stack reaches.
pub(super) fn due(hand: &HandHistory, seat: usize) -> Chips {
    let index = if hand.num_seats() == 2 { 1 - seat } else { seat };
    let ante = hand.antes[index];
    hand.starting_stacks[seat].map_or(ante, |stack| stack.min(ante))
}

/// Net results in chips, by seat, of a hand whose betting is over.
pub(super) fn settle(hand: &HandHistory, state: &HandState, ranks: &[Strength]) -> Option<Vec<i64>> {
    let antes: Vec<Chips> = (0..hand.num_seats()).map(|seat| due(hand, seat)).collect();
    let uniform = hand.uniform_ante();
    if hand.ante_trimming || uniform.is_some_and(|ante| antes.iter().all(|&paid| paid == ante)) {
        let ranks: Vec<_> = ranks.iter().copied().map(Some).collect();
        return Some(state.settle(&ranks).ok()?.payoffs().to_vec());
    }
    // With different antes the state was dealt from stacks without them. A lone ante above all others counts
    // as uncalled there; here it stays.
    let bet = |(&total, &ante): (&Chips, &Chips)| {
        if uniform.is_some() { total.saturating_sub(ante) } else { total }
    };
    let bets: Vec<Chips> = state.contributed().iter().zip(&antes).map(bet).collect();
    let live: Vec<usize> = match state.phase() {
        Phase::Over { winner } => vec![winner],
        _ => state.live().iter().collect(),
    };
    let rake = if state.board_len() == 0 { Rake::default() } else { hand.rake };
    Some(pay_out(&antes, &bets, &live, ranks, rake))
}

struct Pot {
    chips: Chips,
    eligible: Vec<usize>,
}

/// The antes and the lowest layer of bets as the main pot, and the side pots above it.
fn pots(antes: &[Chips], bets: &[Chips], live: &[usize]) -> Vec<Pot> {
    let mut pots = vec![Pot { chips: antes.iter().sum(), eligible: live.to_vec() }];
    let mut below = 0;
    while let Some(height) = bets.iter().copied().filter(|&bet| bet > below).min() {
        let reaching = bets.iter().filter(|&&bet| bet >= height).count() as Chips;
        let chips = (height - below) * reaching;
        let eligible: Vec<_> = live.iter().copied().filter(|&seat| bets[seat] >= height).collect();
        match pots.last_mut() {
            Some(last) if last.eligible == eligible || eligible.is_empty() => last.chips += chips,
            _ => pots.push(Pot { chips, eligible }),
        }
        below = height;
    }
    pots
}

fn best(eligible: &[usize], ranks: &[Strength]) -> Vec<usize> {
    let highest = eligible.iter().map(|&seat| ranks[seat]).max();
    eligible.iter().copied().filter(|&seat| Some(ranks[seat]) == highest).collect()
}

/// As [`HandState::settle`]: hands that win no pot leave first, odd chips go to the first winner, rake comes
/// out of the main pot first.
fn pay_out(antes: &[Chips], bets: &[Chips], live: &[usize], ranks: &[Strength], rake: Rake) -> Vec<i64> {
    let mut payoffs: Vec<i64> =
        antes.iter().zip(bets).map(|(&ante, &bet)| -i64::from(ante) - i64::from(bet)).collect();
    let winning: Vec<_> = pots(antes, bets, live).iter().map(|pot| best(&pot.eligible, ranks)).collect();
    let winners: Vec<usize> =
        live.iter().copied().filter(|seat| winning.iter().flatten().any(|s| s == seat)).collect();
    let mut counted = 0;
    for pot in pots(antes, bets, &winners) {
        let drop = rake.of(counted + pot.chips) - rake.of(counted);
        counted += pot.chips;
        let sharing = best(&pot.eligible, ranks);
        let (each, mut odd) =
            ((pot.chips - drop) / sharing.len() as Chips, (pot.chips - drop) % sharing.len() as Chips);
        for seat in sharing {
            payoffs[seat] += i64::from(each + odd);
            odd = 0;
        }
    }
    payoffs
}
