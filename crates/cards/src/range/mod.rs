//! Ranges: a weight for each of the 1,326 hands, and their text.
//!
//! # Syntax
//! A range is a list of items, separated by commas, spaces or line breaks. A later item overrides an earlier
//! one.
//!
//! - `AA`, `AKs`, `AKo`, `AK`: a pair, suited, offsuit, both
//! - `AhKh`: one combo
//! - `TT+`: pairs from tens to aces
//! - `ATs+`, `AT+`: the lower card from the ten up to one below the higher card
//! - `76s+`: neighbouring ranks: the whole ladder, `76s, 87s, .., AKs`
//! - `QQ-99`, `A5s-A2s`, `T9s-65s`: from one end to the other, either first: pairs, one higher card, or one
//!   gap
//! - `random`, `100%`: every hand
//! - `KQs:0.5`: any of these with a weight from 0 to 1, which is 1 where none is given
//!
//! Letters count in either case.

mod parse;
mod print;

use std::fmt;

use crate::card::Card;
use crate::class::HandClass;
use crate::combo::Combo;
use crate::set::CardSet;
pub use parse::{ParseRangeError, RangeMistake};

/// A weight from 0 to 1 for each of the 1,326 hands.
///
/// ```
/// use holdem_cards::range::Range;
/// let range: Range = "QQ+, AKs:0.5".parse()?;
/// assert_eq!(range.len(), 22);
/// assert_eq!(range.total_weight(), 20.0);
/// assert_eq!(range.to_string(), "QQ+,AKs:0.5");
/// # Ok::<(), holdem_cards::range::ParseRangeError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Range {
    weights: Box<[f32; Combo::COUNT]>,
}

/// A weight outside 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a weight is from 0 to 1, not {found}")]
pub struct InvalidWeight {
    /// The rejected weight.
    pub found: f32,
}

impl Range {
    /// The range without any hand.
    #[must_use]
    pub fn empty() -> Self {
        Self { weights: Box::new([0.0; Combo::COUNT]) }
    }

    /// Every hand with weight 1.
    #[must_use]
    pub fn full() -> Self {
        Self { weights: Box::new([1.0; Combo::COUNT]) }
    }

    /// The range with these weights, by combo index.
    ///
    /// # Errors
    /// If a weight is not from 0 to 1.
    pub fn from_weights(weights: &[f32; Combo::COUNT]) -> Result<Self, InvalidWeight> {
        let mut range = Self::empty();
        for (combo, &weight) in Combo::all().zip(weights) {
            range.set_weight(combo, weight)?;
        }
        Ok(range)
    }

    /// The range that gives all combos of a class the weight of its square in the 13x13 grid
    /// (`grid[row][col]`, see [`HandClass`]).
    ///
    /// # Errors
    /// If a weight is not from 0 to 1.
    pub fn from_grid(grid: &[[f32; 13]; 13]) -> Result<Self, InvalidWeight> {
        let mut range = Self::empty();
        for class in HandClass::all() {
            range.set_class_weight(class, grid[usize::from(class.row())][usize::from(class.col())])?;
        }
        Ok(range)
    }

    /// The mean weight of each class, as the 13x13 grid (`grid[row][col]`, see [`HandClass`]).
    #[must_use]
    pub fn grid(&self) -> [[f32; 13]; 13] {
        let mut grid = [[0.0; 13]; 13];
        for class in HandClass::all() {
            grid[usize::from(class.row())][usize::from(class.col())] = self.class_weight(class);
        }
        grid
    }

    /// The weights by combo index.
    #[must_use]
    pub fn weights(&self) -> &[f32; Combo::COUNT] {
        &self.weights
    }

    /// The weight of one combo.
    #[must_use]
    pub fn weight(&self, combo: Combo) -> f32 {
        self.weights[combo.index()]
    }

    /// The mean weight of the combos of a class.
    #[must_use]
    pub fn class_weight(&self, class: HandClass) -> f32 {
        let sum: f64 = class.combos().map(|combo| f64::from(self.weight(combo))).sum();
        (sum / class.num_combos() as f64) as f32
    }

    /// Gives one combo a weight.
    ///
    /// # Errors
    /// If the weight is not from 0 to 1.
    pub fn set_weight(&mut self, combo: Combo, weight: f32) -> Result<(), InvalidWeight> {
        if !(0.0..=1.0).contains(&weight) {
            return Err(InvalidWeight { found: weight });
        }
        // A negative zero becomes a plain one.
        self.weights[combo.index()] = weight + 0.0;
        Ok(())
    }

    /// Gives all combos of a class a weight.
    ///
    /// # Errors
    /// If the weight is not from 0 to 1.
    pub fn set_class_weight(&mut self, class: HandClass, weight: f32) -> Result<(), InvalidWeight> {
        class.combos().try_for_each(|combo| self.set_weight(combo, weight))
    }

    /// Takes out every hand that holds one of `cards`.
    pub fn remove(&mut self, cards: CardSet) {
        for combo in Combo::all().filter(|combo| combo.set().intersects(cards)) {
            self.weights[combo.index()] = 0.0;
        }
    }

    /// The combos of positive weight with their weights, in order of index.
    pub fn iter(&self) -> impl Iterator<Item = (Combo, f32)> + Clone + '_ {
        Combo::all().zip(self.weights.iter().copied()).filter(|&(_, weight)| weight > 0.0)
    }

    /// Number of combos of positive weight.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether no combo has a positive weight.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sum of the weights, in combos.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.iter().map(|(_, weight)| f64::from(weight)).sum()
    }
}

impl Default for Range {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Combo> for Range {
    fn from(combo: Combo) -> Self {
        let mut range = Self::empty();
        range.weights[combo.index()] = 1.0;
        range
    }
}

impl From<HandClass> for Range {
    fn from(class: HandClass) -> Self {
        let mut range = Self::empty();
        for combo in class.combos() {
            range.weights[combo.index()] = 1.0;
        }
        range
    }
}

impl fmt::Debug for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Range({self})")
    }
}

/// Which of the two-card hands of two ranks are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Suits {
    Suited,
    Offsuit,
    Both,
}

/// The hands of two ranks, `high >= low`: one or two classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Group {
    high: u8,
    low: u8,
    suits: Suits,
}

impl Group {
    fn is_pair(self) -> bool {
        self.high == self.low
    }

    fn gap(self) -> u8 {
        self.high - self.low
    }

    /// The group one rank up on both cards.
    fn above(self, steps: u8) -> Self {
        Self { high: self.high + steps, low: self.low + steps, ..self }
    }

    fn combos(self) -> impl Iterator<Item = Combo> {
        (0..16u8).filter_map(move |suits| {
            let (a, b) = (suits / 4, suits % 4);
            let wanted = match self.suits {
                _ if self.is_pair() => a > b,
                Suits::Suited => a == b,
                Suits::Offsuit => a != b,
                Suits::Both => true,
            };
            if wanted { Combo::new(Card::new(self.high, a), Card::new(self.low, b)) } else { None }
        })
    }
}
