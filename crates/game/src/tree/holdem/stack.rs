//! Stacks in big blinds.

use super::super::Chips;
use super::HoldemError;
use crate::rules::MAX_TOTAL_CHIPS;

/// The chips of a stack in big blinds.
///
/// ```
/// use holdem_game::tree::stack_in_chips;
/// assert_eq!(stack_in_chips(7.5, 2)?, 15);
/// let refused = stack_in_chips(7.25, 2).unwrap_err().to_string();
/// assert!(refused.starts_with("stack of 7.25 big blinds is no whole number of chips"));
/// assert!(refused.contains("use 7 or 7.5"));
/// # Ok::<(), holdem_game::tree::HoldemError>(())
/// ```
///
/// # Errors
/// If the stack is below one chip, beyond a million big blinds, or between two numbers of chips.
pub fn stack_in_chips(stack_bb: f64, big_blind: Chips) -> Result<Chips, HoldemError> {
    let chips = stack_bb * f64::from(big_blind);
    let most = f64::from(MAX_TOTAL_CHIPS);
    if !(0.5..=1_000_000.0).contains(&stack_bb) || !(1.0..=most).contains(&chips) {
        return Err(HoldemError::Stack { found: stack_bb, expected: "0.5 to 1000000" });
    }
    // A decimal stack is a whole number of chips up to the last bits.
    if (chips - chips.round()).abs() > 1e-9 * chips {
        let in_blinds = |chips: f64| chips / f64::from(big_blind);
        let [below, above] = [chips.floor(), chips.ceil()].map(in_blinds);
        return Err(HoldemError::StackFraction { found: stack_bb, big_blind, below, above });
    }
    Ok(chips.round() as Chips)
}
