//! A spot from a file, from options, or from both.

use std::path::{Path, PathBuf};

use clap::Args;
use holdem_blueprint::solution::file::{read_spot, spot_yaml};
use holdem_blueprint::solution::{Origin, blank, spot_at};
use holdem_game::spot::{Spot, SpotSizes};

use crate::exit::UsageError;
use crate::progress;

/// The spot.
#[derive(Debug, Args)]
pub(crate) struct SpotArgs {
    /// Spot file (YAML).
    #[arg(value_name = "SPOT")]
    spot: Option<PathBuf>,
    /// A place in a blueprint, in place of a spot file: a run and a betting history (see `holdem show`), with
    /// --board. Ranges and bets are the blueprint's.
    #[arg(long, num_args = 2, value_names = ["RUN", "HISTORY"], conflicts_with = "spot", requires = "board")]
    from: Option<Vec<String>>,
    /// Public cards, the flop first: three, four or five.
    #[arg(long, value_name = "CARDS", help_heading = "Spot")]
    board: Option<String>,
    /// Range of the player out of position, who acts first: `66+,A5s-A2s,KQo:0.5`.
    #[arg(long, value_name = "RANGE", help_heading = "Spot")]
    oop: Option<String>,
    /// Range of the player in position.
    #[arg(long, value_name = "RANGE", help_heading = "Spot")]
    ip: Option<String>,
    /// Chips in the pot.
    #[arg(long, value_name = "CHIPS", help_heading = "Spot")]
    pot: Option<u32>,
    /// Chips behind both players.
    #[arg(long, value_name = "CHIPS", help_heading = "Spot")]
    stack: Option<u32>,
    /// Share of the pot that the house takes, 0 to 1.
    #[arg(long, value_name = "SHARE", help_heading = "Spot")]
    rake: Option<f64>,
    /// Most chips that the house takes.
    #[arg(long, value_name = "CHIPS", help_heading = "Spot")]
    rake_cap: Option<f64>,
    /// First bets, on all streets or some, of both players or one: `50%,a`, `river=75%`, `turn:oop=33%`. Can
    /// be repeated.
    #[arg(long, value_name = "SIZES", help_heading = "Spot")]
    bet: Vec<String>,
    /// Raises, in the same way: `2.5x`, `river=60%`.
    #[arg(long, value_name = "SIZES", help_heading = "Spot")]
    raise: Vec<String>,
    /// First bets out of position after calling the last bet of the street before, in the same way.
    #[arg(long, value_name = "SIZES", help_heading = "Spot")]
    donk: Vec<String>,
    /// Add all-in where it is at most this many times the pot.
    #[arg(long, value_name = "POTS", help_heading = "Spot")]
    add_allin: Option<f64>,
    /// Make a bet all-in where the chips behind are at most this share of the pot after a call.
    #[arg(long, value_name = "SHARE", help_heading = "Spot")]
    force_allin: Option<f64>,
    /// Merge sizes closer than this share of the pot into the larger.
    #[arg(long, value_name = "SHARE", help_heading = "Spot")]
    merge: Option<f64>,
}

/// Which of the three lists of sizes.
#[derive(Clone, Copy, Debug)]
enum List {
    Bet,
    Raise,
    Donk,
}

impl SpotArgs {
    /// The spot file.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.spot.as_deref()
    }

    /// Whether a spot is named, by a file or by an option.
    pub(crate) fn is_given(&self) -> bool {
        self.spot.is_some() || self.from.is_some() || self.board.is_some() || self.oop.is_some()
    }

    /// The spot: that of the file with what the options change.
    pub(crate) fn spot(&self) -> anyhow::Result<Spot> {
        Ok(self.origin()?.spot)
    }

    /// The spot, and the line to the decision that was asked for.
    pub(crate) fn origin(&self) -> anyhow::Result<Origin> {
        let whole = |spot| Origin { spot, line: String::new() };
        let Origin { mut spot, line } = match (&self.spot, &self.from) {
            (Some(path), _) => whole(read_spot(path)?),
            (None, Some(from)) => self.of_blueprint(Path::new(&from[0]), &from[1])?,
            (None, None) => whole(self.bare()?),
        };
        self.change(&mut spot)?;
        // Options are judged as a file is.
        let spot = Spot::from_yaml_str(&spot_yaml(&spot)).map_err(|error| UsageError(error.to_string()))?;
        Ok(Origin { spot, line })
    }

    fn of_blueprint(&self, run: &Path, history: &str) -> anyhow::Result<Origin> {
        let strategy = progress::open(run)?;
        progress::with_buckets(&strategy)?;
        let board = strategy.board(self.board.as_deref().unwrap_or_default())?;
        Ok(spot_at(&strategy, history, &board)?)
    }

    /// A spot of options alone.
    fn bare(&self) -> Result<Spot, UsageError> {
        let missing = [
            ("--board", self.board.is_none()),
            ("--oop", self.oop.is_none()),
            ("--ip", self.ip.is_none()),
            ("--pot", self.pot.is_none()),
            ("--stack", self.stack.is_none()),
        ];
        let missing: Vec<&str> = missing.iter().filter(|(_, lacks)| *lacks).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            return Err(UsageError(format!("no spot: name a spot file, or give {missing} as well")));
        }
        Ok(blank())
    }

    fn change(&self, spot: &mut Spot) -> Result<(), UsageError> {
        let texts = [
            (&self.board, &mut spot.board),
            (&self.oop, &mut spot.oop_range),
            (&self.ip, &mut spot.ip_range),
        ];
        for (given, key) in texts {
            given.iter().for_each(|text| key.clone_from(text));
        }
        spot.pot = self.pot.unwrap_or(spot.pot);
        if self.stack.is_some() {
            (spot.effective_stack, spot.oop_stack, spot.ip_stack) = (self.stack, None, None);
        }
        self.change_rates(spot)?;
        for (list, texts) in [(List::Bet, &self.bet), (List::Raise, &self.raise), (List::Donk, &self.donk)] {
            texts.iter().try_for_each(|text| change_sizes(spot, list, text))?;
        }
        Ok(())
    }

    fn change_rates(&self, spot: &mut Spot) -> Result<(), UsageError> {
        spot.rake_cap = self.rake_cap.or(spot.rake_cap);
        let shares = [
            ("--rake", self.rake, &mut spot.rake_rate),
            ("--add-allin", self.add_allin, &mut spot.add_allin_threshold),
            ("--force-allin", self.force_allin, &mut spot.force_allin_threshold),
            ("--merge", self.merge, &mut spot.merging_threshold),
        ];
        for (name, given, key) in shares {
            match given {
                Some(value) if !value.is_finite() => {
                    return Err(UsageError(format!("{name} is {value}, expected a number")));
                }
                Some(value) => *key = value,
                None => {}
            }
        }
        Ok(())
    }
}

/// Reads `[STREET[:PLAYER]=]SIZES` and puts the sizes there.
fn change_sizes(spot: &mut Spot, list: List, text: &str) -> Result<(), UsageError> {
    let name = format!("{list:?}").to_ascii_lowercase();
    let refuse = |what: String| UsageError(format!("--{name} {text}: {what}"));
    let (place, sizes) = text.split_once('=').unwrap_or(("", text));
    let sizes: SpotSizes =
        sizes.parse().map_err(|error: holdem_game::spot::SpotSizeError| refuse(error.to_string()))?;
    let (street, player) = place.split_once(':').unwrap_or((place, ""));
    let streets = match street {
        "" | "all" => 1..=3,
        "flop" => 1..=1,
        "turn" => 2..=2,
        "river" => 3..=3,
        other => return Err(refuse(format!("`{other}` is no street: flop, turn, river or all"))),
    };
    for street in streets {
        match player {
            "" => [None, Some(0), Some(1)].iter().for_each(|&who| put(spot, list, street, who, &sizes)),
            "oop" => put(spot, list, street, Some(0), &sizes),
            "ip" => put(spot, list, street, Some(1), &sizes),
            other => return Err(refuse(format!("`{other}` is no player: oop or ip"))),
        }
    }
    Ok(())
}

/// Puts sizes into the list of both players on a street, or into that of one.
fn put(spot: &mut Spot, list: List, street: usize, player: Option<usize>, sizes: &SpotSizes) {
    let both = [&mut spot.flop, &mut spot.turn, &mut spot.river];
    let own = [
        [&mut spot.flop_oop, &mut spot.flop_ip],
        [&mut spot.turn_oop, &mut spot.turn_ip],
        [&mut spot.river_oop, &mut spot.river_ip],
    ];
    let shared = both.into_iter().nth(street - 1).expect("three streets");
    let own = own.into_iter().nth(street - 1).expect("three streets");
    let target = match player {
        None => shared,
        Some(player) => {
            let own = own.into_iter().nth(player).expect("two players");
            own.get_or_insert_with(|| shared.clone())
        }
    };
    match list {
        List::Bet => target.bet = sizes.clone(),
        List::Raise => target.raise = sizes.clone(),
        List::Donk => target.donk = Some(sizes.clone()),
    }
}
