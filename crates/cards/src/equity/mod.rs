//! All-in equities of two to nine ranges.
//!
//! A *deal* gives each range one of its hands, without using a card twice, and completes the board; its
//! weight is the product of the weights of the hands. The equity of a range is its mean share of the pot over
//! all deals.
//!
//! # Exact or sampled
//! The result is exact when the work fits [`EquityOptions::exact_limit`]: the number of combinations of hands
//! times the number of boards to look at. Before the flop that is 134,459 canonical boards instead of
//! 2,598,960, looked at once for each different way in which renaming the suits changes the ranges: once for
//! whole hand classes, 24 times at most. Two wide ranges are compared by sorting the hands of each board
//! once, which counts as 1,081 combinations. Beyond the limit, deals are sampled from a fixed seed, and each
//! share has a standard error.
//!
//! Either way the result is the same for any number of threads.

mod boards;
mod by_hand;
mod matchups;
mod report;
mod sampling;
mod sweep;

use crate::combo::Combo;
use crate::range::Range;
use crate::set::CardSet;
use crate::street::Street;
use boards::Boards;
pub use by_hand::{HandEquities, by_hand};
use matchups::Matchups;
pub use report::{EquityReport, EquityShare};
use sampling::Sampler;

/// The most ranges that can be compared.
pub const MAX_RANGES: usize = 9;

/// How to compute equities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquityOptions {
    /// Public cards: 0, 3, 4 or 5.
    pub board: CardSet,
    /// Cards that are neither in a hand nor on the board.
    pub dead: CardSet,
    /// The most combinations of hands times boards that are enumerated; 0 = always sample.
    pub exact_limit: u64,
    /// Number of deals to sample when enumeration is beyond the limit.
    pub samples: u64,
    /// Seed of the samples.
    pub seed: u64,
    /// Number of threads; 0 = one per core. Does not change the result.
    pub num_threads: usize,
}

impl Default for EquityOptions {
    /// No cards known; exact up to a billion comparisons (seconds), else two million samples.
    fn default() -> Self {
        Self {
            board: CardSet::EMPTY,
            dead: CardSet::EMPTY,
            exact_limit: 1_000_000_000,
            samples: 2_000_000,
            seed: 1,
            num_threads: 0,
        }
    }
}

/// Why equities cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EquityError {
    /// Fewer than two or more than nine ranges.
    #[error("two to nine ranges can be compared, not {found}")]
    RangeCount {
        /// Number of ranges.
        found: usize,
    },
    /// A board of 1, 2 or more than 5 cards.
    #[error("a board has 0, 3, 4 or 5 cards, not {found}")]
    Board {
        /// Number of cards on the board.
        found: usize,
    },
    /// A card is both dead and on the board.
    #[error("{cards} cannot be both dead and on the board")]
    DeadOnBoard {
        /// The cards in question.
        cards: CardSet,
    },
    /// A range has no hand, or none that the board and the dead cards leave.
    #[error("range {number} has no hand that the board and the dead cards leave possible")]
    EmptyRange {
        /// Position of the range, from 1.
        number: usize,
    },
    /// The ranges cannot be dealt at the same time (or so rarely that no deal was found).
    #[error("there is no way to deal these ranges without dealing a card twice")]
    NoDeal,
    /// Enumeration is beyond the limit, and there is nothing to sample.
    #[error("enumeration needs more than {limit} comparisons, and no samples were asked for")]
    NoSamples {
        /// The limit in force.
        limit: u64,
    },
}

/// Computes the all-in equities of `ranges` against each other.
///
/// Shares are in the order of the ranges.
///
/// # Errors
/// [`EquityError`] tells which input is wrong, or that no deal is possible.
///
/// # Complexity
/// Two hand classes before the flop: 134,459 boards, 0.05 s of one core. See [the module](self).
///
/// ```
/// use holdem_cards::equity::{EquityOptions, equity};
/// let report = equity(&["AKs".parse()?, "QQ".parse()?], &EquityOptions::default())?;
/// assert!(report.exact);
/// let aces = &report.shares[0];
/// assert_eq!((report.deals, aces.wins, aces.ties()), (41_095_296, 18_834_720, 178_116));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn equity(ranges: &[Range], options: &EquityOptions) -> Result<EquityReport, EquityError> {
    let problem = Problem::new(ranges, options)?;
    let boards = Boards::new(&problem);
    let threads = match options.num_threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    // The sorted sweep costs as much as a few thousand pairs of hands.
    let affordable = options.exact_limit / boards.visits().max(1);
    let is_pair = ranges.len() == 2;
    let most = if is_pair { affordable.min(sweep::COST_IN_PAIRS) } else { affordable };
    if let Some(matchups) = Matchups::new(&problem, most) {
        if matchups.is_empty() {
            return Err(EquityError::NoDeal);
        }
        return matchups.run(&problem, &boards, threads).into_exact(boards.images().len());
    }
    if is_pair && affordable >= sweep::COMBINATIONS {
        return sweep::run(&problem, &boards, threads).into_exact(boards.images().len());
    }
    if options.samples == 0 {
        return Err(EquityError::NoSamples { limit: options.exact_limit });
    }
    Sampler::new(&problem)?.run(options, threads)?.into_sampled()
}

/// The hands that can be dealt.
struct Problem {
    /// Per range: its possible combos of positive weight.
    hands: Vec<Vec<(Combo, f64)>>,
    board: CardSet,
    dead: CardSet,
}

impl Problem {
    fn new(ranges: &[Range], options: &EquityOptions) -> Result<Self, EquityError> {
        let (board, dead) = (options.board, options.dead);
        if !(2..=MAX_RANGES).contains(&ranges.len()) {
            return Err(EquityError::RangeCount { found: ranges.len() });
        }
        if Street::of_board_len(board.len()).is_none() {
            return Err(EquityError::Board { found: board.len() });
        }
        if board.intersects(dead) {
            return Err(EquityError::DeadOnBoard { cards: board & dead });
        }
        let possible = |range: &Range| -> Vec<(Combo, f64)> {
            let free = range.iter().filter(|(combo, _)| !combo.set().intersects(board | dead));
            free.map(|(combo, weight)| (combo, f64::from(weight))).collect()
        };
        let hands: Vec<_> = ranges.iter().map(possible).collect();
        if let Some(index) = hands.iter().position(Vec::is_empty) {
            return Err(EquityError::EmptyRange { number: index + 1 });
        }
        let problem = Self { hands, board, dead };
        if problem.cards_left() < 2 * ranges.len() + problem.cards_to_come() {
            return Err(EquityError::NoDeal);
        }
        Ok(problem)
    }

    fn players(&self) -> usize {
        self.hands.len()
    }

    /// Number of cards that are neither on the board nor dead.
    fn cards_left(&self) -> usize {
        52 - (self.board | self.dead).len()
    }

    /// Number of public cards still to be dealt.
    fn cards_to_come(&self) -> usize {
        5 - self.board.len()
    }

    /// Whether some deals weigh more than others.
    fn is_weighted(&self) -> bool {
        self.hands.iter().any(|hands| hands.iter().any(|hand| hand.1 != hands[0].1))
    }
}
