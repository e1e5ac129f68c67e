//! What a walk comes to where the hand ends.

use super::nodes::{Kind, Record};
use holdem_game::deal::DealtHand;
use holdem_game::tree::{BettingTree, MAX_PLAYERS};

/// Net chips of a seat where the hand ends.
pub(super) fn payoff(tree: &BettingTree, record: &Record, hands: &[DealtHand], seat: usize) -> f32 {
    if record.kind == Kind::Fold {
        return record.chips;
    }
    let live = record.stride;
    if record.kind == Kind::SidePots {
        let mut strengths = [0; MAX_PLAYERS];
        strengths.iter_mut().zip(hands).for_each(|(strength, hand)| *strength = hand.strength);
        return tree.showdown_payoff(record.base, &strengths[..hands.len()], seat) as f32;
    }
    let mine = hands[seat].strength;
    let (mut tied, mut first) = (1u32, true);
    for (other, hand) in
        hands.iter().enumerate().filter(|(other, _)| *other != seat && live >> other & 1 == 1)
    {
        if hand.strength > mine {
            return -record.chips;
        }
        tied += u32::from(hand.strength == mine);
        first &= !(hand.strength == mine && other < seat);
    }
    let pot = record.first_child;
    let odd = if first { pot % tied } else { 0 };
    (pot / tied + odd) as f32 - record.chips
}
