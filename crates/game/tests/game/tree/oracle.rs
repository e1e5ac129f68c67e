//! Heads-up no-limit betting, written a second time: recursive, on whole numbers, without the rules, the
//! builder or the sizing of the library. Lists every node in depth-first order.

use holdem_game::menu::{BetMenu, BetSize};

const BIG_BLIND: u64 = 2;

/// A node: its history, what happens there and the chips of both players.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) history: String,
    pub(crate) kind: String,
    pub(crate) chips: [u64; 2],
}

#[derive(Clone)]
struct Spot {
    history: String,
    /// Chips of both players in the whole hand.
    put: [u64; 2],
    /// Chips of each before this street.
    base: u64,
    street: usize,
    player: usize,
    /// Nobody has acted on this street but perhaps by a limp or a check.
    first: bool,
    raises: usize,
    last_raise: u64,
    limped: bool,
}

/// All nodes of the heads-up game with equal stacks of `stack` chips (3 or more) and blinds of 1 and 2.
pub(crate) fn lines(menu: &BetMenu, stack: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    let root = Spot {
        history: String::new(),
        put: [1, 2],
        base: 0,
        street: 0,
        player: 0,
        first: true,
        raises: 0,
        last_raise: BIG_BLIND,
        limped: false,
    };
    walk(&root, menu, stack, &mut lines);
    lines
}

fn walk(spot: &Spot, menu: &BetMenu, stack: u64, lines: &mut Vec<Line>) {
    let (me, other) = (spot.player, 1 - spot.player);
    let facing = spot.put[other] - spot.put[me];
    lines.push(Line { history: spot.history.clone(), kind: format!("player {me}"), chips: spot.put });
    if facing > 0 {
        let matched = spot.put[me];
        end(format!("{}f", spot.history), format!("fold to {other}"), matched, lines);
    }
    let may_raise = spot.put[other] < stack;
    let blind = spot.street == 0 && spot.raises == 0 && facing > 0 && may_raise;
    if facing == 0 || menu.limp || !blind {
        pass(spot, blind, menu, stack, lines);
    }
    if may_raise {
        for to in amounts(spot, menu, stack) {
            raise(spot, to, menu, stack, lines);
        }
    }
}

/// Check or call.
fn pass(spot: &Spot, limp: bool, menu: &BetMenu, stack: u64, lines: &mut Vec<Line>) {
    let (me, other) = (spot.player, 1 - spot.player);
    let mut next = spot.clone();
    next.history.push(if spot.put[me] == spot.put[other] { 'k' } else { 'c' });
    let was_checked_to = spot.put[me] == spot.put[other];
    next.put[me] = spot.put[other];
    next.player = other;
    if limp || (was_checked_to && spot.first && spot.street > 0) {
        next.first = false;
        next.limped |= limp;
        return walk(&next, menu, stack, lines);
    }
    if next.put[me] == stack || spot.street == 3 {
        return end(next.history, "showdown".into(), next.put[me], lines);
    }
    next.history.push('/');
    next.base = next.put[me];
    next.street += 1;
    next.player = 1;
    next.first = true;
    next.raises = 0;
    next.last_raise = 0;
    walk(&next, menu, stack, lines);
}

fn raise(spot: &Spot, to: u64, menu: &BetMenu, stack: u64, lines: &mut Vec<Line>) {
    let other = 1 - spot.player;
    let mut next = spot.clone();
    next.put[spot.player] = to;
    next.last_raise = to - spot.put[other];
    next.raises += 1;
    next.first = false;
    next.player = other;
    let amount = to - spot.base;
    let opening = spot.street > 0 && spot.raises == 0;
    next.history += &match (to == stack, opening) {
        (true, _) => "a".to_owned(),
        (false, true) => format!("b{amount}"),
        (false, false) => format!("r{amount}"),
    };
    walk(&next, menu, stack, lines);
}

fn end(history: String, kind: String, chips: u64, lines: &mut Vec<Line>) {
    lines.push(Line { history, kind, chips: [chips; 2] });
}

/// Raises as chips of the whole hand, ascending.
fn amounts(spot: &Spot, menu: &BetMenu, stack: u64) -> Vec<u64> {
    let streets = [&menu.preflop, &menu.flop, &menu.turn, &menu.river];
    let mut street = streets[spot.street];
    if let (0, true, Some(limped)) = (spot.street, spot.limped, &menu.limped) {
        street = limped;
    }
    if spot.raises >= street.max_raises as usize || street.sizes.is_empty() {
        return Vec::new();
    }
    let sizes = &street.sizes[spot.raises.min(street.sizes.len() - 1)];
    let bet = spot.put[1 - spot.player];
    // Both players have then put in as much as the bettor.
    let pot = 2 * bet;
    let smallest = (bet + spot.last_raise.max(BIG_BLIND)).min(stack);
    let mut found: Vec<u64> = sizes
        .iter()
        .map(|&size| chips(size, bet, spot.base, stack).max(smallest).min(stack))
        .map(|to| if (stack - to) * 100 <= hundredths(menu.all_in_threshold) * 2 * to { stack } else { to })
        .collect();
    let added = hundredths(menu.add_all_in_below);
    if !found.is_empty() && added > 0 && (stack - bet) * 100 <= added * pot {
        found.push(stack);
    }
    found.sort();
    let mut kept: Vec<u64> = Vec::new();
    for &to in found.iter().rev() {
        let gap = hundredths(menu.merge_threshold) * pot;
        if kept.last().is_none_or(|&larger| larger != to && (larger - to) * 100 >= gap) {
            kept.push(to);
        }
    }
    kept.reverse();
    kept
}

fn chips(size: BetSize, bet: u64, base: u64, stack: u64) -> u64 {
    let halves_up = |numerator: u64, denominator: u64| (2 * numerator + denominator) / (2 * denominator);
    match size {
        BetSize::PotPercent(percent) => bet + halves_up(whole(percent) * 2 * bet, 100),
        BetSize::Multiple(factor) => base + halves_up(whole(factor * 100.0) * (bet - base), 100),
        BetSize::BigBlinds(blinds) => base + halves_up(whole(blinds * 100.0) * BIG_BLIND, 100),
        BetSize::AllIn => stack,
        BetSize::Geometric { .. } => panic!("the oracle knows whole numbers only"),
    }
}

fn hundredths(share: f64) -> u64 {
    whole(share * 100.0)
}

fn whole(x: f64) -> u64 {
    assert!((x - x.round()).abs() < 1e-6, "{x} is not whole");
    x.round() as u64
}
