//! When and how long to search.

use std::time::{Duration, Instant};

use holdem_blueprint::duration::parse_secs;
use holdem_cards::Street;
use holdem_cfr::tables::storage::Storage;
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_store::read_text;

use crate::Method;

/// How long a decision may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// About this long; less if the solution is good enough before.
    Time(Duration),
    /// This many iterations of the solver, however long they take; any number of workers gives the same bits.
    Iterations(u64),
}

/// How a hand is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchOptions {
    /// How promises are kept.
    pub method: Method,
    /// The first street that is searched, the flop or later; before it the blueprint is played.
    pub from: Street,
    /// Time or iterations of a decision.
    pub budget: Budget,
    /// Bet sizes of subgames that begin on the river.
    pub river_menu: BetMenu,
    /// Bet sizes of subgames that begin on the turn: fewer, because there are 48 rivers.
    pub turn_menu: BetMenu,
    /// Bet sizes of subgames that begin on the flop: fewer still, because even with one river of each rank
    /// there are hundreds of ways to the river.
    pub flop_menu: BetMenu,
    /// Threads.
    pub workers: usize,
    /// Exploitability, in percent of the pot, at which a subgame is solved well enough. `None`: 0.3 % on the
    /// river and 0.5 % before it if the budget is a time; otherwise all iterations are done.
    pub target_pct: Option<f64>,
    /// How tables are kept; `None`: in 32 bits on the river, where tables are small, and in 16 before it.
    pub storage: Option<Storage>,
    /// Largest size of a subgame's tables; if they would be larger, the blueprint is played.
    pub memory_bytes: usize,
    /// Bytes of solutions that measurements keep for reuse.
    pub keep_bytes: usize,
    /// What a best response may take beyond the promises, on average over all hands, as a share of the pot.
    /// If it takes more from a mixture, the subgame is solved again by [`Method::Resolve`]; if it takes more
    /// from any other solution with promises, the blueprint is played.
    pub tolerance: f64,
}

impl Default for SearchOptions {
    /// Turn and river, two seconds each, in up to 1 GB, by the method that gains most among those held to the
    /// promises (`docs/experiments/search-holdem.md`).
    fn default() -> Self {
        Self {
            method: Method::Mixed,
            from: Street::Turn,
            budget: Budget::Time(Duration::from_secs(2)),
            river_menu: river_menu(),
            turn_menu: turn_menu(),
            flop_menu: flop_menu(),
            workers: 1,
            target_pct: None,
            storage: None,
            memory_bytes: 1 << 30,
            keep_bytes: 2 << 30,
            tolerance: 0.01,
        }
    }
}

impl SearchOptions {
    /// Exploitability, in percent of the pot, at which a street is solved well enough; 0: never.
    pub(crate) fn target_on(&self, street: Street) -> f64 {
        if let Some(target) = self.target_pct {
            return target;
        }
        match (self.budget, street) {
            (Budget::Iterations(_), _) => 0.0,
            (Budget::Time(_), Street::River) => 0.3,
            (Budget::Time(_), Street::Preflop | Street::Flop | Street::Turn) => 0.5,
        }
    }
}

impl SearchOptions {
    /// When an answer is due, if the budget is a time.
    pub(crate) fn end_of(&self, begun: Instant) -> Option<Instant> {
        match self.budget {
            Budget::Time(time) => begun.checked_add(time),
            Budget::Iterations(_) => None,
        }
    }

    /// How the tables of subgames that begin on a street are kept.
    pub(crate) fn storage_on(&self, street: Street) -> Storage {
        self.storage.unwrap_or(if street == Street::River { Storage::F32 } else { Storage::I16 })
    }
}

/// Largest file of bet sizes that is read, in bytes.
const LONGEST_MENU: u64 = 1 << 20;

/// A text that is no option.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseOptionError {
    /// An unknown option, or a value that it cannot have.
    #[error(
        "`{found}` is not an option of search, expected think=2s, iterations=200, target=0.5 (% of the pot), \
         from=turn, memory=1024 (MB), keep=2048 (MB), bits=16, workers=2, flop-menu=FILE, turn-menu=FILE, \
         river-menu=FILE (bet sizes as `game.menu` of a configuration), or how promises are kept: unsafe, \
         resolve (or safe), reach, max-margin, mixed"
    )]
    Unknown {
        /// The text.
        found: String,
    },
    /// A file that cannot be read, or does not hold bet sizes.
    #[error("{reason}")]
    Menu {
        /// Why, with the file's name.
        reason: String,
    },
}

/// A text that is not a menu of bet sizes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseMenuError(String);

impl SearchOptions {
    /// Sets an option from text: `think=2s`, `iterations=200`, `target=0.5` (% of the pot), `from=turn`,
    /// `memory=1024` (MB), `keep=2048` (MB), `bits=16` or `bits=32`, `workers=2`, `flop-menu=FILE`,
    /// `turn-menu=FILE` or `river-menu=FILE` for the [menu](SearchOptions::menu) of a street, or a [`Method`]
    /// by its name.
    ///
    /// ```
    /// use holdem_search::holdem::{Budget, SearchOptions};
    /// let mut options = SearchOptions::default();
    /// options.set("iterations=50")?;
    /// options.set("unsafe")?;
    /// assert_eq!((options.budget, options.method.is_safe()), (Budget::Iterations(50), false));
    /// assert!(options.set("think=soon").is_err());
    /// # Ok::<(), holdem_search::holdem::ParseOptionError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseOptionError`] if it is not an option, or the file is not a menu.
    pub fn set(&mut self, option: &str) -> Result<(), ParseOptionError> {
        match option.split_once('=') {
            Some(("flop-menu", path)) => self.flop_menu = menu_of(path)?,
            Some(("turn-menu", path)) => self.turn_menu = menu_of(path)?,
            Some(("river-menu", path)) => self.river_menu = menu_of(path)?,
            _ => {
                self.try_set(option).ok_or_else(|| ParseOptionError::Unknown { found: option.to_owned() })?
            }
        }
        Ok(())
    }

    /// Bet sizes of subgames that begin on a street.
    pub fn menu(&self, street: Street) -> &BetMenu {
        match street {
            Street::Preflop | Street::Flop => &self.flop_menu,
            Street::Turn => &self.turn_menu,
            Street::River => &self.river_menu,
        }
    }

    /// Sets the bet sizes of all subgames from YAML, as in the key `game.menu` of a configuration.
    ///
    /// # Errors
    /// [`ParseMenuError`] if it is not a menu.
    pub fn set_menu(&mut self, yaml: &str) -> Result<(), ParseMenuError> {
        let menu = parsed_menu(yaml)?;
        self.flop_menu = menu.clone();
        self.turn_menu = menu.clone();
        self.river_menu = menu;
        Ok(())
    }

    fn try_set(&mut self, option: &str) -> Option<()> {
        let Some((key, value)) = option.split_once('=') else {
            self.method = option.parse().ok()?;
            return Some(());
        };
        match key {
            "think" => self.budget = Budget::Time(Duration::try_from_secs_f64(parse_secs(value).ok()?).ok()?),
            "iterations" => self.budget = Budget::Iterations(value.parse().ok().filter(|&n| n > 0)?),
            "from" => {
                let mut searched = [Street::Flop, Street::Turn, Street::River].into_iter();
                self.from = searched.find(|street| street.to_string() == value)?;
            }
            "target" => {
                let positive = |&pct: &f64| pct > 0.0 && pct.is_finite();
                self.target_pct = Some(value.parse().ok().filter(positive)?);
            }
            "bits" => {
                let storages = [("32", Storage::F32), ("16", Storage::I16)];
                self.storage = Some(storages.into_iter().find(|(bits, _)| *bits == value)?.1);
            }
            "memory" => self.memory_bytes = value.parse::<usize>().ok()?.checked_mul(1 << 20)?,
            "keep" => self.keep_bytes = value.parse::<usize>().ok()?.checked_mul(1 << 20)?,
            "workers" => self.workers = value.parse().ok().filter(|&n| n > 0)?,
            _ => return None,
        }
        Some(())
    }
}

fn parsed_menu(yaml: &str) -> Result<BetMenu, ParseMenuError> {
    let menu: BetMenu = serde_saphyr::from_str(yaml).map_err(|error| ParseMenuError(error.to_string()))?;
    menu.validate().map_err(|error| ParseMenuError(error.to_string()))?;
    Ok(menu)
}

/// The menu that a file holds.
fn menu_of(path: &str) -> Result<BetMenu, ParseOptionError> {
    let refused = |reason: String| ParseOptionError::Menu { reason };
    let yaml = read_text(path, LONGEST_MENU).map_err(|error| refused(error.to_string()))?;
    parsed_menu(&yaml).map_err(|error| refused(format!("{path}: {error}")))
}

/// All-in is offered where it raises by at most this many times the pot.
const ALL_IN_BELOW: f64 = 3.0;

fn street(sizes: &[&[f64]], max_raises: u8) -> StreetMenu {
    let sizes = sizes.iter().map(|sizes| sizes.iter().map(|&size| BetSize::PotPercent(size)).collect());
    StreetMenu { sizes: sizes.collect(), max_raises }
}

/// The default sizes of subgames that begin on the river.
pub fn river_menu() -> BetMenu {
    let river = street(&[&[33.0, 75.0, 150.0], &[50.0, 100.0], &[100.0]], 3);
    BetMenu { river, add_all_in_below: ALL_IN_BELOW, ..BetMenu::default() }
}

/// The default sizes of subgames that begin on the turn.
pub fn turn_menu() -> BetMenu {
    let (turn, river) = (street(&[&[50.0, 100.0], &[100.0]], 2), street(&[&[75.0], &[100.0]], 2));
    BetMenu { turn, river, add_all_in_below: ALL_IN_BELOW, ..BetMenu::default() }
}

/// The default sizes of subgames that begin on the flop: a bet and a raise of it, then one bet per street.
pub fn flop_menu() -> BetMenu {
    let one = || street(&[&[75.0]], 1);
    let flop = street(&[&[75.0], &[100.0]], 2);
    BetMenu { flop, turn: one(), river: one(), ..BetMenu::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let mut options = SearchOptions::default();
        let all = ["think=0.5s", "from=river", "memory=64", "keep=8", "bits=16", "target=0.7", "workers=2"];
        for text in all.into_iter().chain(["max-margin"]) {
            options.set(text).expect("an option");
        }
        assert_eq!((options.from, options.memory_bytes, options.workers), (Street::River, 64 << 20, 2));
        assert_eq!(
            (options.method, options.budget),
            (Method::MaxMargin, Budget::Time(Duration::from_millis(500)))
        );
        assert_eq!((options.keep_bytes, options.storage), (8 << 20, Some(Storage::I16)));
        assert_eq!(options.target_on(Street::River), 0.7);
        for text in [
            "from=preflop",
            "target=0",
            "target=nan",
            "bits=8",
            "iterations=0",
            "workers=0",
            "safest",
            "think=",
            "depth=3",
            "memory=-1",
            "turn-menu=no/such/file",
        ] {
            assert!(options.set(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_menu_of_a_street_is_read_from_a_file() {
        let path = std::env::temp_dir().join(format!("holdem-search-menu-{}.yaml", std::process::id()));
        std::fs::write(&path, "river: { sizes: [[125%]], max_raises: 1 }").expect("a file");
        let mut options = SearchOptions::default();
        let option = format!("river-menu={}", path.display());
        let read = options.set(&option);
        std::fs::remove_file(&path).expect("it was there");
        read.expect("a menu");
        assert_eq!(options.river_menu.river.sizes, [[BetSize::PotPercent(125.0)]]);
        assert_eq!(options.turn_menu, turn_menu());
        let absent = options.set(&option).unwrap_err().to_string();
        assert!(absent.contains(&path.display().to_string()), "{absent}");
    }

    #[test]
    fn the_menus_are_menus() {
        for menu in [flop_menu(), turn_menu(), river_menu()] {
            menu.validate().expect("sizes that make sense");
        }
    }
}
