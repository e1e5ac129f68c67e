//! The keys of a spot file.

use super::error::{SpotError, positive};
use super::{LockText, SpotSize, SpotSizeError, SpotSizes};
use crate::tree::Chips;
use serde::{Deserialize, Serialize};

/// Bet sizes of one street.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct StreetSizes {
    /// First bets of the street.
    pub bet: SpotSizes,
    /// Raises.
    pub raise: SpotSizes,
    /// First bets of the player out of position after calling the last bet of the previous street; absent:
    /// `bet`; empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub donk: Option<SpotSizes>,
}

/// A spot: a public state after the flop, two ranges, and the menu of bets.
///
/// ```
/// use holdem_game::spot::Spot;
/// let text = "
/// board: Qs Jh 2h 8c 3d
/// oop_range: AA,QQ:0.5
/// ip_range: KK-JJ
/// pot: 100
/// effective_stack: 200
/// river: {bet: '50%, a', raise: '2.5x'}
/// ";
/// let spot = Spot::from_yaml_str(text)?;
/// assert_eq!(spot.stack(), 200);
/// assert!(Spot::from_yaml_str("bord: Qs Jh 2h").is_err());
/// # Ok::<(), holdem_game::spot::SpotError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// 3 to 5 public cards, the flop first.
    pub board: String,
    /// Range of the player out of position, who acts first.
    pub oop_range: String,
    /// Range of the player in position.
    pub ip_range: String,
    /// Chips in the pot.
    pub pot: Chips,
    /// Chips behind of both players. Either this or both stacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_stack: Option<Chips>,
    /// Chips behind of the player out of position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oop_stack: Option<Chips>,
    /// Chips behind of the player in position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_stack: Option<Chips>,
    /// Share of the pot that the house takes, 0 to 1.
    #[serde(default)]
    pub rake_rate: f64,
    /// Largest number of chips that the house takes; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rake_cap: Option<f64>,
    /// Sizes of both players on the flop.
    #[serde(default)]
    pub flop: StreetSizes,
    /// Sizes of both players on the turn.
    #[serde(default)]
    pub turn: StreetSizes,
    /// Sizes of both players on the river.
    #[serde(default)]
    pub river: StreetSizes,
    /// Sizes of the player out of position on the flop, instead of `flop`; the next keys likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flop_oop: Option<StreetSizes>,
    /// See [`Spot::flop_oop`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flop_ip: Option<StreetSizes>,
    /// See [`Spot::flop_oop`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_oop: Option<StreetSizes>,
    /// See [`Spot::flop_oop`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_ip: Option<StreetSizes>,
    /// See [`Spot::flop_oop`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub river_oop: Option<StreetSizes>,
    /// See [`Spot::flop_oop`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub river_ip: Option<StreetSizes>,
    /// All-in is added if it is at most this many times the pot; 0: never.
    #[serde(default)]
    pub add_allin_threshold: f64,
    /// A bet becomes all-in if the chips behind are at most this share of the pot after a call; 0: never.
    #[serde(default)]
    pub force_allin_threshold: f64,
    /// Sizes closer than this share of the pot merge into the larger; 0: never.
    #[serde(default)]
    pub merging_threshold: f64,
    /// Strategies held fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<LockText>,
    /// Lines whose last action is added to the tree, without cards: `x b75`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_lines: Vec<String>,
    /// Lines whose last action is taken out of the tree, without cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_lines: Vec<String>,
}

impl Spot {
    /// Reads and checks a spot.
    ///
    /// # Errors
    /// [`SpotError`]: errors in the form of the file with their line, unknown keys by name.
    pub fn from_yaml_str(text: &str) -> Result<Self, SpotError> {
        let spot: Self = serde_saphyr::from_str(text).map_err(|error| read_error(&error))?;
        spot.check()?;
        Ok(spot)
    }

    /// Chips behind that can be lost: the smaller stack.
    pub fn stack(&self) -> Chips {
        let own = |stack: Option<Chips>| stack.or(self.effective_stack).unwrap_or(0);
        own(self.oop_stack).min(own(self.ip_stack))
    }

    /// The sizes of a player (0 out of position, 1 in position) on a street (1 = flop).
    pub fn sizes(&self, street: usize, player: usize) -> &StreetSizes {
        let own = match (street, player) {
            (1, 0) => &self.flop_oop,
            (1, _) => &self.flop_ip,
            (2, 0) => &self.turn_oop,
            (2, _) => &self.turn_ip,
            (_, 0) => &self.river_oop,
            _ => &self.river_ip,
        };
        let both = [&self.flop, &self.turn, &self.river];
        own.as_ref().unwrap_or(both[street.clamp(1, 3) - 1])
    }

    /// Refuses values outside their ranges.
    fn check(&self) -> Result<(), SpotError> {
        positive("pot", self.pot)?;
        self.check_stacks()?;
        let stacks = match (self.effective_stack, self.oop_stack, self.ip_stack) {
            (Some(stack), ..) => 2 * u64::from(stack),
            (None, oop, ip) => [oop, ip].into_iter().flatten().map(u64::from).sum(),
        };
        let chips = u64::from(self.pot) + stacks;
        if chips > MOST_CHIPS {
            return Err(SpotError::value("pot", self.pot, "at most 1,000,000,000 chips with both stacks"));
        }
        let share = |key, value: f64| match (0.0..=1.0).contains(&value) {
            true => Ok(()),
            false => Err(SpotError::value(key, value, "0 to 1")),
        };
        share("rake_rate", self.rake_rate)?;
        let cap = self.rake_cap.unwrap_or(0.0);
        if cap.is_nan() || cap < 0.0 {
            return Err(SpotError::value("rake_cap", cap, "0 or more chips"));
        }
        for (key, value) in [
            ("add_allin_threshold", self.add_allin_threshold),
            ("force_allin_threshold", self.force_allin_threshold),
            ("merging_threshold", self.merging_threshold),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(SpotError::value(key, value, "0 or more"));
            }
        }
        self.check_sizes()
    }

    fn check_stacks(&self) -> Result<(), SpotError> {
        match (self.effective_stack, self.oop_stack, self.ip_stack) {
            (Some(stack), None, None) => positive("effective_stack", stack),
            (None, Some(oop), Some(ip)) => positive("oop_stack", oop).and(positive("ip_stack", ip)),
            (None, None, None) => Err(SpotError::value("effective_stack", "absent", "chips behind")),
            _ => {
                let expected = "either `effective_stack` or both `oop_stack` and `ip_stack`";
                Err(SpotError::value("effective_stack", "not the only stack", expected))
            }
        }
    }

    /// Refuses multiples as first bets, which have nothing to multiply.
    fn check_sizes(&self) -> Result<(), SpotError> {
        for street in 1..=3 {
            for player in 0..2 {
                let sizes = self.sizes(street, player);
                let donk = sizes.donk.iter().flat_map(|donk| &donk.0);
                let multiple = |size: &&SpotSize| matches!(size, SpotSize::Multiple(_));
                if let Some(size) = sizes.bet.0.iter().chain(donk).find(multiple) {
                    let source = SpotSizeError::NoBetToMultiply { token: size.to_string() };
                    return Err(SpotError::Size {
                        key: ["flop", "turn", "river"][street - 1].into(),
                        source,
                    });
                }
            }
        }
        Ok(())
    }
}

/// The most chips of pot and stacks together: payoffs are numbers of 32 bits.
const MOST_CHIPS: u64 = 1_000_000_000;

fn read_error(error: &serde_saphyr::Error) -> SpotError {
    use serde_saphyr::Error;
    let error = error.without_snippet();
    let line = error.location().map_or(0, |at| at.line() as usize);
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            let likeness = |known: &&str| strsim::jaro_winkler(field, known);
            let nearest = expected.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            SpotError::UnknownKey {
                line,
                key: field.clone(),
                nearest: nearest.unwrap_or_default().to_owned(),
            }
        }
        Error::Message { msg, .. } => SpotError::Syntax { line, message: msg.clone() },
        other => {
            let text = other.to_string();
            SpotError::Syntax { line, message: text.lines().next().unwrap_or_default().to_owned() }
        }
    }
}
