//! Bet-size menus: which bets and raises a player may choose from, by street and raise level.
//!
//! ```yaml
//! preflop: { sizes: [["2.5bb"], ["3x"], ["2.2x", "all-in"]], max_raises: 4 }
//! limped:  { sizes: [["3bb"], ["all-in"]], max_raises: 2 }
//! flop:    { sizes: [["33%", "75%"], ["3x"]], max_raises: 3 }
//! turn:    { sizes: [["75%", "all-in"], ["3x", "all-in"]], max_raises: 2 }
//! river:   { sizes: [["75%", "all-in"], ["3x", "all-in"]], max_raises: 2 }
//! limp: true
//! merge_threshold: 0.1
//! all_in_threshold: 0.15
//! add_all_in_below: 0
//! multiway: { flop: { sizes: [["66%"]], max_raises: 1 } }
//! postflop_max_players: 3
//! ```
//!
//! `sizes` holds one list per raise level: the first is for the first bet of the street (before the flop,
//! where the big blind is the bet, for the first raise), the second for the raise of that, and so on; the
//! last list repeats. `max_raises` caps bets and raises together; beyond it players may still call. `limped`
//! replaces `preflop` from the first call of an unraised blind on; `limped: null` uses the preflop sizes
//! there too. Omitted keys keep the value of [`BetMenu::default`].
//!
//! # More than two players
//! While three or more players are in the hand, the streets named under `multiway` have the sizes given
//! there; other streets keep theirs. When more than `postflop_max_players` have not folded before the flop,
//! the hand is checked down: it ends there with a showdown of all five cards.
//!
//! # From sizes to chips
//! At a node, [`BetMenu::raises`] turns a list into legal raises in the way that users of solvers know:
//! 1. every size is computed in chips and rounded to the nearest one (halves up);
//! 2. a size below the minimum raise is lifted to it, and one beyond the stack becomes all-in;
//! 3. all-in is added to a list that is not empty if it raises by at most `add_all_in_below` times the pot;
//! 4. a raise becomes all-in if the stack left behind after a call is at most `all_in_threshold` times the
//!    pot;
//! 5. of sizes closer to each other than `merge_threshold` times the pot, only the larger stays.
//!
//! "The pot" in 3 and 5 is the pot after calling the bet faced, in 4 the pot after the raise is called.
//! All-in means everything that an opponent can still match. Where nobody may raise (at the raise cap, or
//! facing an all-in), the list is not used.

mod de;
mod preset;
mod size;
mod sizing;

use serde::{Deserialize, Serialize};

use crate::tree::history::place;

pub use size::{BetSize, BetSizeError};
pub use sizing::BetContext;

/// Default for the largest number of bets and raises on a street.
pub const DEFAULT_MAX_RAISES: u8 = 4;

/// The bet sizes of one street.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StreetMenu {
    /// `[level]`: the sizes of a bet or raise after `level` bets and raises on this street; the last list
    /// repeats.
    pub sizes: Vec<Vec<BetSize>>,
    /// Largest number of bets and raises on this street, blinds not counted.
    pub max_raises: u8,
}

/// The bet sizes of a game and the rules that turn them into chips; see the [module](self) for the YAML form
/// and the meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BetMenu {
    /// Sizes before the flop.
    #[serde(deserialize_with = "de::preflop")]
    pub preflop: StreetMenu,
    /// Sizes before the flop once somebody has limped (called the blind without a raise); `None` for those of
    /// `preflop`.
    #[serde(deserialize_with = "de::limped")]
    pub limped: Option<StreetMenu>,
    /// Sizes on the flop.
    #[serde(deserialize_with = "de::flop")]
    pub flop: StreetMenu,
    /// Sizes on the turn.
    #[serde(deserialize_with = "de::turn")]
    pub turn: StreetMenu,
    /// Sizes on the river.
    #[serde(deserialize_with = "de::river")]
    pub river: StreetMenu,
    /// Whether the blind may be called before the flop without a raise. A call that takes the whole stack is
    /// always allowed.
    pub limp: bool,
    /// Sizes closer than this share of the pot (after calling) merge into the larger; 0 merges equal sizes
    /// only.
    #[serde(deserialize_with = "de::merge_threshold")]
    pub merge_threshold: f64,
    /// A raise becomes all-in if the stack left behind after a call is at most this share of the pot; 0 for
    /// exact all-ins only.
    #[serde(deserialize_with = "de::all_in_threshold")]
    pub all_in_threshold: f64,
    /// All-in is added if it raises by at most this many times the pot (after calling); 0 to never add it.
    #[serde(deserialize_with = "de::add_all_in_below")]
    pub add_all_in_below: f64,
    /// Sizes while three or more players are in the hand; `None` for the same as with two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiway: Option<MultiwayMenu>,
    /// Largest number of players that play on after the flop; with more the hand is checked down. 2 to 9; 9
    /// means no bound.
    #[serde(deserialize_with = "de::postflop_max_players", skip_serializing_if = "is_unbounded")]
    pub postflop_max_players: u8,
}

/// Sizes while three or more players are in the hand; a street without any keeps those of the heads-up game.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiwayMenu {
    /// Sizes before the flop; limped pots keep theirs.
    #[serde(deserialize_with = "de::multiway_preflop", skip_serializing_if = "Option::is_none")]
    pub preflop: Option<StreetMenu>,
    /// Sizes on the flop.
    #[serde(deserialize_with = "de::multiway_flop", skip_serializing_if = "Option::is_none")]
    pub flop: Option<StreetMenu>,
    /// Sizes on the turn.
    #[serde(deserialize_with = "de::multiway_turn", skip_serializing_if = "Option::is_none")]
    pub turn: Option<StreetMenu>,
    /// Sizes on the river.
    #[serde(deserialize_with = "de::multiway_river", skip_serializing_if = "Option::is_none")]
    pub river: Option<StreetMenu>,
}

/// [`BetMenu::postflop_max_players`] that bounds nothing: the most seats there are.
pub const POSTFLOP_UNBOUNDED: u8 = 9;

fn is_unbounded(players: &u8) -> bool {
    *players == POSTFLOP_UNBOUNDED
}

/// Why a menu cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MenuError {
    /// A text in a list is not a bet size.
    #[error("{key}.sizes, raise level {level}: {source}")]
    Size {
        /// Key of the street menu.
        key: &'static str,
        /// Index of the list.
        level: usize,
        /// What is wrong with the text.
        source: BetSizeError,
    },
    /// A multiple of the last bet where there is none.
    #[error(
        "{key}.sizes, raise level 0: `{size}` multiplies the last bet, but the first bet of a street has \
         none; \
         use a share of the pot (`75%`), big blinds (`3bb`), `e` or `all-in`"
    )]
    NoBetToMultiply {
        /// Key of the street menu.
        key: &'static str,
        /// The size.
        size: BetSize,
    },
    /// A threshold that is negative or not a number.
    #[error("{key}: found {found}, expected a number of at least 0 (a share of the pot)")]
    Threshold {
        /// Name of the threshold.
        key: &'static str,
        /// Its value.
        found: f64,
    },
    /// An invalid bound on the players after the flop.
    #[error("postflop_max_players: found {found}, expected 2 to {POSTFLOP_UNBOUNDED}")]
    PostflopPlayers {
        /// The bound.
        found: u8,
    },
    /// At some decision the menu leaves at most one action.
    #[error(
        "the menu leaves no choice: {key}, raise level {level}: {} player {player} could only {only}; \
         add a bet size to this level of `{key}.sizes`, or raise its `max_raises`{}",
        place(history),
        match only.as_str() {
            "fold" => ", or set `limp: true`",
            "check" => ", or larger stacks for the others if they are all-in there",
            _ => "",
        }
    )]
    NoChoice {
        /// Key of the street menu.
        key: &'static str,
        /// Bets and raises on the street so far, the index of the list without a legal size.
        level: u8,
        /// Seat that would act.
        player: u8,
        /// The one action left.
        only: String,
        /// Betting so far.
        history: String,
    },
}

impl BetMenu {
    /// The bet sizes of a street, 0 = preflop; `limped` tells whether the blind has been called before the
    /// flop, `multiway` whether three or more players are in the hand.
    ///
    /// # Panics
    /// If `street` is larger than 3.
    pub fn street(&self, street: u8, limped: bool, multiway: bool) -> &StreetMenu {
        match (&self.limped, self.multiway_street(street).filter(|_| multiway), street) {
            (Some(menu), _, 0) if limped => menu,
            (_, Some(menu), _) => menu,
            _ => [&self.preflop, &self.flop, &self.turn, &self.river][street as usize],
        }
    }

    fn multiway_street(&self, street: u8) -> Option<&StreetMenu> {
        let menu = self.multiway.as_ref()?;
        [&menu.preflop, &menu.flop, &menu.turn, &menu.river][street as usize].as_ref()
    }

    /// The key of [`BetMenu::street`].
    pub(crate) fn key(&self, street: u8, limped: bool, multiway: bool) -> &'static str {
        if multiway && self.multiway_street(street).is_some() && !(limped && street == 0) {
            ["multiway.preflop", "multiway.flop", "multiway.turn", "multiway.river"][street as usize]
        } else if street == 0 && limped && self.limped.is_some() {
            "limped"
        } else {
            ["preflop", "flop", "turn", "river"][street as usize]
        }
    }

    /// Checks what can be checked without a game: thresholds, and multiples of a bet that does not exist. A
    /// menu read through serde has already passed.
    ///
    /// # Errors
    /// The first mistake found.
    pub fn validate(&self) -> Result<(), MenuError> {
        check_threshold("merge_threshold", self.merge_threshold)?;
        check_threshold("all_in_threshold", self.all_in_threshold)?;
        check_threshold("add_all_in_below", self.add_all_in_below)?;
        check_postflop_players(self.postflop_max_players)?;
        let multiway = [("multiway.flop", 1), ("multiway.turn", 2), ("multiway.river", 3)];
        let multiway =
            multiway.into_iter().filter_map(|(key, street)| Some((key, self.multiway_street(street)?)));
        for (key, menu) in
            [("flop", &self.flop), ("turn", &self.turn), ("river", &self.river)].into_iter().chain(multiway)
        {
            for &size in menu.sizes.first().into_iter().flatten() {
                check_size(key, 0, size)?;
            }
        }
        Ok(())
    }
}

fn check_threshold(key: &'static str, found: f64) -> Result<f64, MenuError> {
    if found.is_finite() && found >= 0.0 { Ok(found) } else { Err(MenuError::Threshold { key, found }) }
}

fn check_postflop_players(found: u8) -> Result<u8, MenuError> {
    match found {
        2..=POSTFLOP_UNBOUNDED => Ok(found),
        _ => Err(MenuError::PostflopPlayers { found }),
    }
}

impl StreetMenu {
    /// The sizes of a bet or raise after `level` bets and raises on the street; empty at the cap.
    pub fn level(&self, level: u8) -> &[BetSize] {
        if level >= self.max_raises {
            return &[];
        }
        self.sizes.get(level as usize).or(self.sizes.last()).map_or(&[], Vec::as_slice)
    }
}

fn parse_size(key: &'static str, level: usize, token: &str) -> Result<BetSize, MenuError> {
    let size = token.parse().map_err(|source| MenuError::Size { key, level, source })?;
    check_size(key, level, size)
}

fn check_size(key: &'static str, level: usize, size: BetSize) -> Result<BetSize, MenuError> {
    let blinds = matches!(key, "preflop" | "limped" | "multiway.preflop");
    match size {
        BetSize::Multiple(_) if !blinds && level == 0 => Err(MenuError::NoBetToMultiply { key, size }),
        _ => Ok(size),
    }
}
