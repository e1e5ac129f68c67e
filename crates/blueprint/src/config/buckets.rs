//! The section `buckets`.

use std::fmt;
use std::path::PathBuf;

use holdem_abstraction::{BucketCount, BucketParams, Family, ParseParamsError, StreetParams};
use holdem_cards::Street;
use holdem_game::deal::Percentiles;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// How hands after the flop are sorted into buckets, on streets that do not name a [`Family`] of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BucketFamily {
    /// Clusters in a bucket file that is built once: `histogram` on the flop and the turn, `ochs` on the
    /// river.
    #[default]
    Clustered,
    /// Percentiles of hand strength in a bucket file that is built once.
    Percentile,
    /// By what beats what on the current board: no file, for demonstrations and tests.
    Coarse,
}

/// Which hands are treated alike. Preflop there are always the 169 hand classes.
///
/// Mini hold'em reads only `flop`, `turn` and `river`, as the numbers of its second, third and fourth street:
/// percentiles of hand strength. Without a number, every hand on a board has its own bucket, which does not
/// know the order in which the cards of several streets came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BucketConfig {
    /// How hands are sorted where the next keys do not say.
    pub family: BucketFamily,
    /// Whether the numbers of buckets follow from the available memory; `buckets: auto` is short for this.
    pub auto: bool,
    /// With `auto`: bytes that the run may take at its peak; half of what is available if not given.
    pub memory_bytes: Option<u64>,
    /// How hands are sorted on the flop; histogram.
    pub flop_family: Option<Family>,
    /// How hands are sorted on the turn; histogram.
    pub turn_family: Option<Family>,
    /// How hands are sorted on the river; ochs.
    pub river_family: Option<Family>,
    /// Buckets on the flop; 5000, with three or more players 1000. For nested families: on each board.
    pub flop: Option<BucketCount>,
    /// Buckets on the turn; 5000, with three or more players 1000.
    pub turn: Option<BucketCount>,
    /// Buckets on the river; 5000, with three or more players 1000.
    pub river: Option<BucketCount>,
    /// A bucket file to use instead of the cached one; it has its own counts.
    pub path: Option<PathBuf>,
    /// Directory of the bucket files that are built when missing; the user's cache if not given.
    pub cache_dir: Option<PathBuf>,
}

/// Buckets per street with three or more players.
const BUCKETS_OF_MANY: u64 = 1000;

impl BucketConfig {
    /// Buckets on the flop, the turn and the river.
    pub fn counts(&self) -> [BucketCount; 3] {
        [self.flop, self.turn, self.river].map(Option::unwrap_or_default)
    }

    /// Buckets of mini hold'em, by street after the first; `None` for lossless ones.
    pub fn percentiles(&self) -> Percentiles {
        [self.flop, self.turn, self.river].map(|count| count.map(BucketCount::get))
    }

    /// Families on the flop, the turn and the river.
    pub fn families(&self) -> [Family; 3] {
        let said = [self.flop_family, self.turn_family, self.river_family];
        let streets = [Street::Flop, Street::Turn, Street::River];
        let unsaid = |street| match self.family {
            BucketFamily::Percentile => Family::Percentile,
            BucketFamily::Clustered | BucketFamily::Coarse => Family::default_on(street),
        };
        std::array::from_fn(|street| said[street].unwrap_or_else(|| unsaid(streets[street])))
    }

    /// Parameters of the bucket file.
    ///
    /// # Errors
    /// [`ParseParamsError`] if a street cannot have its family or its number of buckets; a validated
    /// configuration has no such street.
    pub fn params(&self) -> Result<BucketParams, ParseParamsError> {
        let ([flop, turn, river], counts) = (self.families(), self.counts());
        let street = |family, count: Option<BucketCount>, buckets| match (family, count) {
            (Family::Lossless, Some(count)) => Err(ParseParamsError::Lossless { found: count.to_string() }),
            (Family::Lossless, None) => Ok(StreetParams { family, buckets: BucketCount::default() }),
            _ => Ok(StreetParams { family, buckets }),
        };
        BucketParams::new([
            street(flop, self.flop, counts[0])?,
            street(turn, self.turn, counts[1])?,
            street(river, self.river, counts[2])?,
        ])
    }

    /// Clears families and numbers of all streets.
    pub fn forget_params(&mut self) {
        [self.flop, self.turn, self.river] = [None; 3];
        [self.flop_family, self.turn_family, self.river_family] = [None; 3];
    }

    /// Takes families and numbers from `params`; numbers alone leave a family without a file unchanged.
    pub fn set_params(&mut self, params: &BucketParams) {
        let streets = [params.flop, params.turn, params.river];
        let count = |street: StreetParams| (street.family != Family::Lossless).then_some(street.buckets);
        [self.flop, self.turn, self.river] = streets.map(count);
        let families = streets.map(|street| street.family);
        [self.flop_family, self.turn_family, self.river_family] = [None; 3];
        if families != Self::default().families() {
            self.family = BucketFamily::Clustered;
            [self.flop_family, self.turn_family, self.river_family] = families.map(Some);
        } else if self.family != BucketFamily::Coarse {
            self.family = BucketFamily::Clustered;
        }
        self.path = None;
    }

    /// The same with the default numbers for this many players. With three or more players trees are larger
    /// and a bucket is dealt fewer hands, so there are fewer buckets.
    #[must_use]
    pub fn for_players(&self, players: usize) -> Self {
        if self.path.is_some() || self.auto {
            return self.clone();
        }
        let unsaid = match players {
            0..=2 => BucketCount::default(),
            _ => BucketCount::try_from(BUCKETS_OF_MANY).expect("1,000 is a number of buckets"),
        };
        let families = self.families();
        let count = |street: usize, said: Option<BucketCount>| match families[street] {
            Family::Lossless => said,
            _ => said.or(Some(unsaid)),
        };
        Self {
            flop: count(0, self.flop),
            turn: count(1, self.turn),
            river: count(2, self.river),
            ..self.clone()
        }
    }

    /// Where bucket files are kept.
    pub fn directory(&self) -> PathBuf {
        self.cache_dir.clone().unwrap_or_else(holdem_abstraction::cache_dir)
    }

    /// The same with every default filled in.
    #[must_use]
    pub fn resolved(&self) -> Self {
        if self.path.is_some() || self.auto {
            return self.clone();
        }
        let counts = self.counts();
        let family = |street: usize| (self.family != BucketFamily::Coarse).then(|| self.families()[street]);
        let count = |street| (family(street) != Some(Family::Lossless)).then(|| counts[street]);
        Self {
            flop: count(0),
            turn: count(1),
            river: count(2),
            flop_family: family(0),
            turn_family: family(1),
            river_family: family(2),
            ..self.clone()
        }
    }
}

/// Reads the section `buckets`: a map, or the word `auto`.
///
/// # Errors
/// Those of the deserializer.
pub fn read_buckets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BucketConfig, D::Error> {
    struct MapOrAuto;
    impl<'de> Visitor<'de> for MapOrAuto {
        type Value = BucketConfig;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("`auto`, or keys such as flop, turn and river")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<BucketConfig, E> {
            match text {
                "auto" => Ok(BucketConfig { auto: true, ..BucketConfig::default() }),
                other => Err(E::custom(format!(
                    "`{other}`: expected `auto`, or keys such as flop, turn and river"
                ))),
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BucketConfig, A::Error> {
            BucketConfig::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_any(MapOrAuto)
}
