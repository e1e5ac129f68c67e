//! What a configuration must satisfy to be usable.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;

use holdem_blueprint::config::{BucketFamily, DiscountMode, GameKind, Opponent};
use holdem_cfr::discount::Discount;
use holdem_game::tree::MAX_PLAYERS;

use super::quote::{LONGEST_VALUE, shortened};
use super::{ConfigError, PartBytes, TrainConfig};

impl TrainConfig {
    /// Checks all values that can be checked without building anything.
    ///
    /// # Errors
    /// [`ConfigError::Value`] or [`ConfigError::Conflict`] for the first mistake, without a place.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.validate_run()?;
        self.validate_discount()?;
        self.validate_game()?;
        self.validate_sampling()?;
        self.validate_buckets()?;
        self.validate_eval()
    }

    fn validate_run(&self) -> Result<(), ConfigError> {
        if let Some(secs) = self.time_budget_seconds {
            within("time_budget_seconds", secs, 1e-3..=1e9)?;
        }
        if let Some(iterations) = self.num_iterations {
            within("num_iterations", iterations, 1..=1_000_000_000_000_000)?;
        }
        within("num_workers", self.num_workers, 0..=4096)?;
        within("batch_size", self.batch_size, 1..=1_000_000)?;
        within("batch_start", self.batch_start, 1..=self.batch_size).map_err(|_| {
            value("batch_start", self.batch_start, &format!("1 to batch_size = {}", self.batch_size))
        })?;
        if let PartBytes::Bytes(bytes) = self.part_bytes {
            within("part_bytes", bytes, 1..=1_000_000_000_000_000)?;
            if self.opponent == Opponent::Responder {
                return Err(value("part_bytes", bytes, "none with opponent: responder"));
            }
        }
        if let Some(hands) = self.hands_per_board.0 {
            within("hands_per_board", hands, 2..=1081)
                .map_err(|_| value("hands_per_board", hands, "2 to 1081, or all"))?;
        }
        interval("snapshot_interval_seconds", self.snapshot_interval_seconds)?;
        within("snapshots_kept", self.snapshots_kept, 2..=1_000_000)?;
        interval("checkpoint_interval", self.checkpoint_interval)?;
        if let Some(iterations) = self.checkpoint_interval_iterations {
            within("checkpoint_interval_iterations", iterations, 1..=1_000_000_000_000_000)?;
        }
        if let Some(iterations) = self.chunk_iterations {
            within("chunk_iterations", iterations, 1..=1_000_000_000_000_000)?;
        }
        if let Some(secs) = self.chunk_seconds {
            within("chunk_seconds", secs, 1e-3..=1e9)?;
        }
        within("checkpoints_kept", self.checkpoints_kept, 1..=1_000_000)?;
        within("tensorboard_log_interval", self.tensorboard_log_interval, 0.05..=1e9)?;
        within("log_interval", self.log_interval, 0.05..=1e9)
    }

    fn validate_discount(&self) -> Result<(), ConfigError> {
        within("regret_discount_alpha", self.regret_discount_alpha, -100.0..=100.0)?;
        within("regret_discount_beta", self.regret_discount_beta, -100.0..=100.0)?;
        within("strategy_discount_gamma", self.strategy_discount_gamma, 0.0..=100.0)?;
        within("discount_interval", self.discount_interval, 1..=1_000_000_000_000)?;
        within("discount_exponent", self.discount_exponent, 0.0..=f64::from(Discount::MOST_EXPONENT))?;
        let (Some(mode), Some(linear)) = (self.discount_mode, self.use_linear_weighting) else {
            return Ok(());
        };
        if linear == (mode == DiscountMode::Linear) {
            return Ok(());
        }
        Err(ConfigError::Conflict {
            place: Box::default(),
            key: "use_linear_weighting",
            found: linear.to_string(),
            other: format!("discount_mode = {mode}; say one of them"),
        })
    }

    fn validate_game(&self) -> Result<(), ConfigError> {
        let game = &self.game;
        self.validate_players()?;
        self.validate_deck()?;
        if !game.kind.is_no_limit() {
            let holdem_only = [
                ("game.stack", game.stack.is_some()),
                ("game.stacks", game.stacks.is_some()),
                ("game.small_blind", game.small_blind.is_some()),
                ("game.big_blind", game.big_blind.is_some()),
                ("game.ante", game.ante.is_some()),
                ("game.menu", game.menu.is_some()),
            ];
            let said = holdem_only.into_iter().find(|(_, said)| *said);
            return said.map_or(Ok(()), |(key, _)| {
                Err(value(key, "a value", &format!("no such key: {} has fixed bets", game.kind)))
            });
        }
        within("game.stack", game.stack.unwrap_or(1.0), 1.0..=100_000.0)?;
        self.validate_stacks()?;
        let [small, big] = game.blinds();
        within("game.big_blind", big, 1..=1_000_000)?;
        within("game.small_blind", small, 0..=big)?;
        within("game.ante", game.ante.unwrap_or(0), 0..=1_000_000)
    }

    /// The keys of the deck belong to mini hold'em, and have to make one.
    fn validate_deck(&self) -> Result<(), ConfigError> {
        let game = &self.game;
        let keys = [
            ("game.ranks", game.ranks.is_some()),
            ("game.suits", game.suits.is_some()),
            ("game.hole_cards", game.hole_cards.is_some()),
            ("game.board_cards", game.board_cards.is_some()),
        ];
        let said = keys.into_iter().find(|(_, said)| *said);
        match (game.kind, said) {
            (GameKind::MiniHoldem, _) => game.deck().validate().map_err(ConfigError::deck),
            (kind, Some((key, _))) => {
                Err(value(key, "a value", &format!("no such key: it is for mini-holdem, not {kind}")))
            }
            (_, None) => Ok(()),
        }
    }

    fn validate_players(&self) -> Result<(), ConfigError> {
        let game = &self.game;
        if let (Some(here), Some(there)) = (self.num_players, game.num_players)
            && here != there
        {
            return Err(ConfigError::Conflict {
                place: Box::default(),
                key: "num_players",
                found: here.to_string(),
                other: format!("game.num_players = {there}; say one of them"),
            });
        }
        match game.kind {
            GameKind::Holdem => within("num_players", self.players(), 2..=MAX_PLAYERS),
            _ if self.players() == 2 => Ok(()),
            kind => Err(value("num_players", self.players(), &format!("2: {kind} is for two"))),
        }
    }

    fn validate_stacks(&self) -> Result<(), ConfigError> {
        let Some(stacks) = &self.game.stacks else { return Ok(()) };
        if self.game.stack.is_some() {
            return Err(value("game.stack", "a value", "none: game.stacks says them all"));
        }
        if stacks.len() != self.players() {
            let expected = format!("one for each of {} players", self.players());
            return Err(value("game.stacks", format!("{} stacks", stacks.len()), &expected));
        }
        stacks.iter().try_for_each(|&stack| within("game.stacks", stack, 1.0..=100_000.0))
    }

    fn validate_buckets(&self) -> Result<(), ConfigError> {
        let buckets = &self.buckets;
        if self.game.kind == GameKind::MiniHoldem {
            return self.validate_percentiles();
        }
        if let Some(bytes) = buckets.memory_bytes {
            if !buckets.auto {
                return Err(value("buckets.memory_bytes", bytes, "no value: it is for `auto: true`"));
            }
            within("buckets.memory_bytes", bytes, 1_000_000..=1_000_000_000_000_000)?;
        }
        self.validate_families()?;
        let counts = [
            ("buckets.flop", buckets.flop),
            ("buckets.turn", buckets.turn),
            ("buckets.river", buckets.river),
        ];
        let conflict = |key, found: String, other: String| {
            Err(ConfigError::Conflict { place: Box::default(), key, found, other })
        };
        let said = counts.into_iter().find_map(|(key, count)| count.map(|count| (key, count.to_string())));
        match (&buckets.path, said) {
            (Some(path), _) if buckets.auto => {
                let found = shown(path);
                conflict(
                    "buckets.path",
                    found,
                    "buckets.auto = true; the file says its own counts".to_owned(),
                )
            }
            (Some(path), Some((key, found))) => {
                conflict(key, found, format!("buckets.path = {}; the file says its own counts", shown(path)))
            }
            (None, Some((key, found))) if buckets.auto => {
                conflict(key, found, "buckets.auto = true; say one of them".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Mini hold'em has numbers of buckets for its streets, and nothing else.
    fn validate_percentiles(&self) -> Result<(), ConfigError> {
        let buckets = &self.buckets;
        let others = [
            ("buckets.family", buckets.family != BucketFamily::default()),
            ("buckets.auto", buckets.auto),
            ("buckets.memory_bytes", buckets.memory_bytes.is_some()),
            ("buckets.flop_family", buckets.flop_family.is_some()),
            ("buckets.turn_family", buckets.turn_family.is_some()),
            ("buckets.river_family", buckets.river_family.is_some()),
            ("buckets.path", buckets.path.is_some()),
        ];
        if let Some((key, _)) = others.into_iter().find(|(_, said)| *said) {
            let expected = "no such key: mini-holdem is lossless but for the numbers flop, turn and river";
            return Err(value(key, "a value", expected));
        }
        let streets = self.game.deck().num_streets();
        let counts = [
            ("buckets.flop", buckets.flop),
            ("buckets.turn", buckets.turn),
            ("buckets.river", buckets.river),
        ];
        let beyond = counts.into_iter().skip(streets - 1).find_map(|(key, count)| Some((key, count?)));
        beyond.map_or(Ok(()), |(key, count)| {
            Err(value(key, count, &format!("no value: the game has {streets} streets by game.board_cards")))
        })
    }

    /// Families belong to bucket files that are built here, and each to certain streets.
    fn validate_families(&self) -> Result<(), ConfigError> {
        let buckets = &self.buckets;
        let said = [
            ("buckets.flop_family", buckets.flop_family),
            ("buckets.turn_family", buckets.turn_family),
            ("buckets.river_family", buckets.river_family),
        ];
        let said = said.into_iter().find_map(|(key, family)| family.map(|family| (key, family)));
        match (said, &buckets.path) {
            (Some((key, found)), Some(path)) => Err(ConfigError::Conflict {
                place: Box::default(),
                key,
                found: found.to_string(),
                other: format!("buckets.path = {}; the file says its own families", shown(path)),
            }),
            (Some((key, found)), None) if buckets.family == BucketFamily::Coarse => {
                Err(value(key, found, "no value: buckets.family = coarse is for all streets"))
            }
            _ => buckets.params().map(drop).map_err(|error| {
                let found = buckets.families().map(|family| family.name()).join(", ");
                value("buckets", found, &format!("other families or numbers ({error})"))
            }),
        }
    }

    fn validate_eval(&self) -> Result<(), ConfigError> {
        if let Some(flops) = self.eval.flops {
            within("eval.flops", flops, 1..=1755)?;
        }
        if let Some(every) = self.eval.every {
            within("eval.every", every, 1..=1_000_000_000_000_000)?;
        }
        if let Some(target) = self.until_exploitability {
            within("until_exploitability", target, 0.0..=1e9)?;
            if self.eval.every.is_none() {
                return Err(value("until_exploitability", target, "no value without eval.every"));
            }
        }
        if let Some(every) = self.eval.every.filter(|_| self.players() > 2) {
            return Err(value("eval.every", every, "no value for three and more players"));
        }
        within("eval.exploitability_seconds", self.eval.exploitability_seconds, 0.0..=1e9)?;
        within("eval.boards", self.eval.boards, 2..=100_000_000)?;
        within("eval.deals", self.eval.deals, 2..=1_000_000_000_000)?;
        within("eval.exploiter_seconds", self.eval.exploiter_seconds, 0.0..=1e9)?;
        within("eval.lbr_flops", self.eval.lbr_flops, 2..=1_000_000)?;
        if let Some(bets) = self.eval.lbr.filter(|_| self.players() > 2) {
            return Err(value("eval.lbr", bets, "no value for three and more players"));
        }
        within("eval.match_hands", self.eval.match_hands, 1..=1_000_000_000_000)?;
        match self.eval.exploiter_iterations {
            Some(iterations) => within("eval.exploiter_iterations", iterations, 1..=1_000_000_000_000_000),
            None => Ok(()),
        }
    }
}

/// A path in a message.
fn shown(path: &Path) -> String {
    shortened(&path.display().to_string(), LONGEST_VALUE).into_owned()
}

pub(super) fn value(key: &'static str, found: impl Display, expected: &str) -> ConfigError {
    let found = shortened(&found.to_string(), LONGEST_VALUE).into_owned();
    ConfigError::Value { place: Box::default(), key, found, expected: expected.to_owned() }
}

/// Seconds from one file to the next; 0 for none.
fn interval(key: &'static str, secs: f64) -> Result<(), ConfigError> {
    match secs {
        0.0 => Ok(()),
        _ => within(key, secs, 1e-3..=1e9).map_err(|_| value(key, secs, "0, or 0.001 to 1000000000")),
    }
}

/// NaN is within no range.
pub(super) fn within<T: PartialOrd + Display + Copy>(
    key: &'static str,
    found: T,
    allowed: RangeInclusive<T>,
) -> Result<(), ConfigError> {
    match allowed.contains(&found) {
        true => Ok(()),
        false => Err(value(key, found, &format!("{} to {}", allowed.start(), allowed.end()))),
    }
}
