//! Speed of the evaluator beside the fastest crates on crates.io, in one run, on one thread.
//!
//! `cargo bench -p holdem-experiments --bench evaluator`. Every crate walks the same loops over the same
//! hands through its fastest interface: add cards to a partial hand, rank it. Rounds alternate between the
//! crates; the best round of each counts, and each round's checksum is asserted.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::cmp::Ordering;
use std::hint::black_box;
use std::time::{Duration, Instant};

use holdem_cards::canonical::BoardIndex;
use holdem_cards::evaluator::{Hand, HandRank};
use holdem_cards::strength::{LIVE_COMBOS, StrengthRow};
use holdem_cards::{Card, Street};

const ROUNDS: usize = 7;
const RANDOM_HANDS: usize = 1_000_000;
const SEVEN_CARD_HANDS: usize = 133_784_560;
/// The hand that others are compared with, by card index: a pair of aces with king, queen and nine.
const BAR: [u8; 7] = [51, 48, 44, 42, 30, 21, 1];
/// Hands of seven cards that beat the bar.
const BETTER_OF_ALL: u64 = 52_194_940;
/// Random hands that beat the bar.
const BETTER_OF_RANDOM: u64 = 389972;
/// Sum over the river boards of the strongest rank there.
const STRONGEST_SUM: u64 = 938268756;

/// A crate under test.
trait Rival {
    type Card: Copy;
    type Hand: Copy;
    type Rank: Copy + Ord;
    const NAME: &'static str;
    /// The card with this index, `4 * rank + suit`.
    fn card(index: u8) -> Self::Card;
    fn empty() -> Self::Hand;
    fn with(hand: Self::Hand, card: Self::Card) -> Self::Hand;
    fn rank(hand: Self::Hand) -> Self::Rank;
}

struct Holdem;

impl Rival for Holdem {
    type Card = Card;
    type Hand = Hand;
    type Rank = HandRank;
    const NAME: &'static str = "holdem-cards";
    fn card(index: u8) -> Card {
        Card::from_index(index).expect("an index below 52")
    }
    fn empty() -> Hand {
        Hand::EMPTY
    }
    fn with(hand: Hand, card: Card) -> Hand {
        hand.with(card)
    }
    fn rank(hand: Hand) -> HandRank {
        hand.rank()
    }
}

struct Aya;

impl Rival for Aya {
    type Card = aya_poker::base::Card;
    type Hand = aya_poker::base::Hand;
    type Rank = aya_poker::PokerHandRank;
    const NAME: &'static str = "aya_poker";
    fn card(index: u8) -> Self::Card {
        name_of(index).parse().expect("the name of a card")
    }
    fn empty() -> Self::Hand {
        Self::Hand::new()
    }
    fn with(mut hand: Self::Hand, card: Self::Card) -> Self::Hand {
        hand.insert_unchecked(&card);
        hand
    }
    fn rank(hand: Self::Hand) -> Self::Rank {
        aya_poker::poker_rank(&hand)
    }
}

struct RsPoker;

impl Rival for RsPoker {
    type Card = rs_poker::core::Card;
    type Hand = rs_poker::core::SevenCardAccum;
    type Rank = rs_poker::core::Rank;
    const NAME: &'static str = "rs_poker";
    fn card(index: u8) -> Self::Card {
        name_of(index).as_str().try_into().expect("the name of a card")
    }
    fn empty() -> Self::Hand {
        Self::Hand::new()
    }
    fn with(hand: Self::Hand, card: Self::Card) -> Self::Hand {
        hand + card
    }
    fn rank(hand: Self::Hand) -> Self::Rank {
        hand.rank()
    }
}

fn name_of(index: u8) -> String {
    Holdem::card(index).to_string()
}

/// Counts the hands of seven cards that are better than `bar`.
fn enumerate<R: Rival>(deck: &[R::Card; 52], bar: R::Rank) -> u64 {
    let mut better = 0;
    for a in 6..52 {
        let hand_a = R::with(R::empty(), deck[a]);
        for b in 5..a {
            let hand_b = R::with(hand_a, deck[b]);
            for c in 4..b {
                let hand_c = R::with(hand_b, deck[c]);
                for d in 3..c {
                    let hand_d = R::with(hand_c, deck[d]);
                    for e in 2..d {
                        let hand_e = R::with(hand_d, deck[e]);
                        for f in 1..e {
                            let hand_f = R::with(hand_e, deck[f]);
                            for &card in &deck[..f] {
                                better += u64::from(R::rank(R::with(hand_f, card)) > bar);
                            }
                        }
                    }
                }
            }
        }
    }
    better
}

/// As [`enumerate`], of hands given as cards.
fn from_cards<R: Rival>(hands: &[[R::Card; 7]], bar: R::Rank) -> u64 {
    hands.iter().map(|cards| u64::from(R::rank(hand_of::<R>(cards)) > bar)).sum()
}

/// As [`enumerate`], of hands that are made already.
fn from_hands<R: Rival>(hands: &[R::Hand], bar: R::Rank) -> u64 {
    hands.iter().map(|&hand| u64::from(R::rank(hand) > bar)).sum()
}

fn hand_of<R: Rival>(cards: &[R::Card; 7]) -> R::Hand {
    cards.iter().fold(R::empty(), |hand, &card| R::with(hand, card))
}

/// The best times of one crate.
struct Best<R: Rival> {
    deck: [R::Card; 52],
    cards: Vec<[R::Card; 7]>,
    hands: Vec<R::Hand>,
    bar: R::Rank,
    best: [Duration; 3],
}

impl<R: Rival> Best<R> {
    fn new(random: &[[u8; 7]]) -> Self {
        let deck = std::array::from_fn(|index| R::card(index as u8));
        let cards: Vec<[R::Card; 7]> = random.iter().map(|hand| hand.map(|i| deck[usize::from(i)])).collect();
        let hands = cards.iter().map(hand_of::<R>).collect();
        let bar = R::rank(hand_of::<R>(&BAR.map(|i| deck[usize::from(i)])));
        Self { deck, cards, hands, bar, best: [Duration::MAX; 3] }
    }

    fn round(&mut self) {
        let results = [
            timed(|| enumerate::<R>(black_box(&self.deck), self.bar)),
            best_of_ten(|| from_cards::<R>(black_box(&self.cards), self.bar)),
            best_of_ten(|| from_hands::<R>(black_box(&self.hands), self.bar)),
        ];
        let checksums = [BETTER_OF_ALL, BETTER_OF_RANDOM, BETTER_OF_RANDOM];
        for ((best, (time, better)), expected) in self.best.iter_mut().zip(results).zip(checksums) {
            assert_eq!(better, expected, "checksum of {}", R::NAME);
            *best = (*best).min(time);
        }
    }

    /// How each hand compares with the next.
    fn order(&self) -> Vec<Ordering> {
        self.hands.windows(2).map(|pair| R::rank(pair[0]).cmp(&R::rank(pair[1]))).collect()
    }

    /// Millions of hands per second: all hands, random cards, random hands.
    fn rates(&self) -> [f64; 3] {
        let counts = [SEVEN_CARD_HANDS, RANDOM_HANDS, RANDOM_HANDS];
        std::array::from_fn(|i| counts[i] as f64 / self.best[i].as_secs_f64() / 1e6)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

/// The fastest of ten runs: short work is soon disturbed.
fn best_of_ten(mut work: impl FnMut() -> u64) -> (Duration, u64) {
    let runs = std::array::from_fn::<_, 10, _>(|_| timed(&mut work));
    runs.into_iter().min().expect("there are ten runs")
}

/// Hands of seven different cards from a fixed seed.
fn random_hands() -> Vec<[u8; 7]> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((u128::from(state) * u128::from(bound)) >> 64) as usize
    };
    let mut deck: [u8; 52] = std::array::from_fn(|i| i as u8);
    let mut deal = || {
        for i in 0..7 {
            deck.swap(i, i + below(52 - i as u64));
        }
        *deck.first_chunk().expect("a deck holds seven cards")
    };
    (0..RANDOM_HANDS).map(|_| deal()).collect()
}

/// Nanoseconds per hand to rank and sort all hands on every canonical river board.
fn strength_rows() -> f64 {
    let boards = BoardIndex::for_street(Street::River).boards();
    let mut row = StrengthRow::new(boards[0]);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let (time, sum) = timed(|| {
            let strongest = |board| {
                row.assign(board);
                u64::from(row.ranks()[usize::from(row.sorted()[LIVE_COMBOS - 1])])
            };
            boards.iter().copied().map(strongest).sum::<u64>()
        });
        assert_eq!(sum, STRONGEST_SUM);
        best = best.min(time);
    }
    best.as_secs_f64() * 1e9 / (boards.len() * LIVE_COMBOS) as f64
}

fn main() {
    let random = random_hands();
    let (mut ours, mut aya, mut rs_poker) =
        (Best::<Holdem>::new(&random), Best::<Aya>::new(&random), Best::<RsPoker>::new(&random));
    assert!(ours.order() == aya.order(), "aya_poker orders the hands otherwise");
    assert!(ours.order() == rs_poker.order(), "rs_poker orders the hands otherwise");
    for _ in 0..ROUNDS {
        ours.round();
        aya.round();
        rs_poker.round();
    }
    println!("millions of seven-card hands per second, best of {ROUNDS} rounds, one thread");
    println!("{:<14} {:>12} {:>14} {:>14}", "", "enumeration", "random cards", "random hands");
    let rates = [ours.rates(), aya.rates(), rs_poker.rates()];
    for (name, [all, cards, hands]) in [Holdem::NAME, Aya::NAME, RsPoker::NAME].into_iter().zip(rates) {
        println!("{name:<14} {all:>12.0} {cards:>14.0} {hands:>14.0}");
    }
    let ratio = |i: usize| rates[0][i] / rates[1][i].max(rates[2][i]);
    println!("{:<14} {:>12.2} {:>14.2} {:>14.2}", "to the best", ratio(0), ratio(1), ratio(2));
    println!("strength rows of all river boards: {:.2} ns a hand, sorted", strength_rows());
}
