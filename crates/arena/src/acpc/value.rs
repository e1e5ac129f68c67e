//! What a hand is worth to each player once it is over.

use std::cmp::Reverse;
use std::fmt;

use holdem_cards::Card;
use holdem_cards::evaluator::Hand as Cards;

use super::deal::Known;
use super::hand::Hand;

/// Chips won or lost by each player of a hand that is over; a pot that does not divide is split in fractions.
/// The cards of everybody at a showdown must be known.
pub fn values(hand: &Hand, cards: &Known<'_>) -> Vec<f64> {
    let put_in = hand.put_in();
    let live: Vec<usize> = hand.live().collect();
    // Integers have no minus zero, which a log would show.
    let mut values: Vec<f64> = put_in.iter().map(|&chips| -i64::from(chips) as f64).collect();
    if let [winner] = live[..] {
        let all: u64 = put_in.iter().map(|&chips| u64::from(chips)).sum();
        values[winner] = (all - u64::from(put_in[winner])) as f64;
        return values;
    }
    let board = &cards.board[..hand.game().board_len(hand.round())];
    let strengths: Vec<u64> = live.iter().map(|&player| strength(cards.holes[player], board)).collect();
    live.iter().for_each(|&player| values[player] = 0.0);
    let mut below = 0;
    // The player who has put in most is still in, because a fold needs a bet to face.
    while let Some(height) = put_in.iter().copied().filter(|&chips| chips > below).min() {
        let share = u64::from(height - below);
        let paying = put_in.iter().filter(|&&chips| chips >= height).count() as u64;
        let reaching = || live.iter().zip(&strengths).filter(|(player, _)| put_in[**player] >= height);
        let best = reaching().map(|(_, &strength)| strength).max();
        let winners = reaching().filter(|(_, strength)| Some(**strength) == best).count() as u64;
        for (&player, &strength) in reaching() {
            values[player] += match Some(strength) == best {
                true => (share * (paying - winners)) as f64 / winners as f64,
                false => -(share as f64),
            };
        }
        below = height;
    }
    values
}

/// How strong all cards of a player are together: the higher, the better.
fn strength(hole: &[Card], board: &[Card]) -> u64 {
    let cards = || hole.iter().chain(board).copied();
    match cards().count() {
        5..=7 => u64::from(cards().collect::<Cards>().rank().0),
        0..5 => few(cards()),
        // No game of the competition has this many; the best seven of them decide.
        _ => {
            let all: Vec<Card> = cards().collect();
            (0..all.len()).map(|left_out| strength(&without(&all, left_out), &[])).max().unwrap_or(0)
        }
    }
}

fn without(cards: &[Card], index: usize) -> Vec<Card> {
    let kept = cards.iter().enumerate().filter(|(at, _)| *at != index);
    kept.map(|(_, &card)| card).collect()
}

/// Strength of fewer than five cards: four of a kind, three, two pairs, a pair, the highest card.
fn few(cards: impl Iterator<Item = Card>) -> u64 {
    let mut count = [0u64; 13];
    cards.for_each(|card| count[usize::from(card.rank())] += 1);
    let mut groups: Vec<(u64, usize)> =
        count.into_iter().enumerate().filter(|(_, n)| *n > 0).map(|(rank, n)| (n, rank)).collect();
    groups.sort_unstable_by_key(|&group| Reverse(group));
    let digits =
        |part: fn(&(u64, usize)) -> u64| (0..4).fold(0, |sum, at| sum * 16 + groups.get(at).map_or(0, part));
    digits(|group| group.0) << 16 | digits(|group| group.1 as u64)
}

/// A value as logs write it: up to six decimals, no zeros at their end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value(pub f64);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.fract() == 0.0 {
            return write!(f, "{}", self.0);
        }
        let text = format!("{:.6}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}
