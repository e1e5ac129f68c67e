//! The sections of a configuration that say what is played, over which buckets and how it is measured, and
//! the types of keys that a [`Recipe`](crate::Recipe) keeps.

use std::fmt;
use std::path::PathBuf;

use holdem_abstraction::{BucketCount, BucketParams, Family, ParseParamsError, StreetParams};
use holdem_cards::Street;
use holdem_game::deal::{MiniDeck, Percentiles};
use holdem_game::menu::BetMenu;
use holdem_game::mini::MiniHoldem;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Which game.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GameKind {
    /// No-limit Texas Hold'em.
    #[default]
    Holdem,
    /// Kuhn poker: three cards, one street.
    Kuhn,
    /// Leduc poker: six cards, two streets.
    Leduc,
    /// No-limit hold'em for two with a part of the deck, small enough for exact answers.
    #[serde(rename = "mini-holdem")]
    MiniHoldem,
}

impl GameKind {
    /// Whether stacks, blinds and bet sizes are said by the configuration.
    pub fn is_no_limit(self) -> bool {
        matches!(self, Self::Holdem | Self::MiniHoldem)
    }
}

/// What is played. All but `kind` is for games without a limit, and the keys of the deck for mini hold'em
/// only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GameConfig {
    /// Which game.
    pub kind: GameKind,
    /// Seats; 2. The key of this name outside `game` says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_players: Option<u8>,
    /// Stack of every player in big blinds; 100.
    pub stack: Option<f64>,
    /// Stacks by player in big blinds where they differ: the small blind first, the button last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacks: Option<Vec<f64>>,
    /// Small blind in chips; 1.
    pub small_blind: Option<u32>,
    /// Big blind in chips; 2.
    pub big_blind: Option<u32>,
    /// Ante of each player in chips; 0.
    pub ante: Option<u32>,
    /// Mini hold'em: ranks from the deuce up; 13.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranks: Option<u8>,
    /// Mini hold'em: suits; 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suits: Option<u8>,
    /// Mini hold'em: private cards of each player; 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hole_cards: Option<u8>,
    /// Mini hold'em: public cards dealt before each street after the first, so that there is a street more
    /// than numbers; none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_cards: Option<Vec<u8>>,
    /// Bets and raises that may be made.
    pub menu: Option<BetMenu>,
}

impl GameConfig {
    /// The same with everything said that follows from the rest.
    #[must_use]
    pub fn resolved(&self) -> Self {
        match self.kind {
            GameKind::Kuhn | GameKind::Leduc => self.clone(),
            GameKind::Holdem | GameKind::MiniHoldem => Self {
                kind: self.kind,
                num_players: self.num_players,
                stack: self.stacks.is_none().then(|| self.stack_bb()),
                stacks: self.stacks.clone(),
                small_blind: Some(self.blinds()[0]),
                big_blind: Some(self.blinds()[1]),
                ante: Some(self.ante.unwrap_or(0)),
                menu: Some(self.bet_menu()),
                ..self.resolved_deck()
            },
        }
    }

    /// The keys of the deck, and nothing else.
    fn resolved_deck(&self) -> Self {
        if self.kind != GameKind::MiniHoldem {
            return Self::default();
        }
        let MiniDeck { ranks, suits, hole_cards, board_cards } = self.deck();
        Self {
            ranks: Some(ranks),
            suits: Some(suits),
            hole_cards: Some(hole_cards),
            board_cards: Some(board_cards),
            ..Self::default()
        }
    }

    /// The deck of mini hold'em.
    pub fn deck(&self) -> MiniDeck {
        let MiniDeck { ranks, suits, hole_cards, board_cards } = MiniHoldem::default().deck();
        MiniDeck {
            ranks: self.ranks.unwrap_or(ranks),
            suits: self.suits.unwrap_or(suits),
            hole_cards: self.hole_cards.unwrap_or(hole_cards),
            board_cards: self.board_cards.clone().unwrap_or(board_cards),
        }
    }

    /// Chips of the unit that results are reported in: the big blind, or the ante of Kuhn and Leduc.
    pub fn unit(&self) -> u32 {
        if self.kind.is_no_limit() { self.blinds()[1] } else { 1 }
    }

    /// Seats.
    pub fn players(&self) -> usize {
        self.num_players.map_or(2, usize::from)
    }

    /// Stack in big blinds: the largest where they differ.
    pub fn stack_bb(&self) -> f64 {
        let largest = self.stacks.iter().flatten().copied().reduce(f64::max);
        largest.unwrap_or(self.stack.unwrap_or(100.0))
    }

    /// Stacks in big blinds by player.
    pub fn stacks_bb(&self) -> Vec<f64> {
        self.stacks.clone().unwrap_or_else(|| vec![self.stack_bb(); self.players()])
    }

    /// Stacks in chips by player, to the nearest chip.
    pub fn stack_chips(&self) -> Vec<u32> {
        let big = f64::from(self.blinds()[1]);
        self.stacks_bb().iter().map(|bb| (bb * big).round() as u32).collect()
    }

    /// Small and big blind in chips.
    pub fn blinds(&self) -> [u32; 2] {
        [self.small_blind.unwrap_or(1), self.big_blind.unwrap_or(2)]
    }

    /// The bet sizes; where none are said those of [`BetMenu::for_players`], in mini hold'em
    /// [`MiniHoldem::one_pot_bet`].
    pub fn bet_menu(&self) -> BetMenu {
        self.menu.clone().unwrap_or_else(|| match self.kind {
            GameKind::MiniHoldem => MiniHoldem::one_pot_bet(),
            _ => BetMenu::for_players(self.players()),
        })
    }
}

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
    /// By what beats what as the board stands: no file, for demonstrations and tests.
    Coarse,
}

/// Which hands are treated alike. Preflop there are always the 169 hand classes.
///
/// Mini hold'em reads `flop`, `turn` and `river` alone, as the numbers of its second, third and fourth
/// street: percentiles of hand strength; where no number is said, every hand on a board has its own bucket,
/// which does not know the order in which the cards of several streets came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BucketConfig {
    /// How hands are sorted where the next keys do not say it.
    pub family: BucketFamily,
    /// Whether the numbers of buckets follow from the memory there is; `buckets: auto` says it shortly.
    pub auto: bool,
    /// With `auto`: bytes that the run may take at its peak; half of what is available if not given.
    pub memory_bytes: Option<u64>,
    /// How hands are sorted on the flop; histogram.
    pub flop_family: Option<Family>,
    /// How hands are sorted on the turn; histogram.
    pub turn_family: Option<Family>,
    /// How hands are sorted on the river; ochs.
    pub river_family: Option<Family>,
    /// Buckets on the flop; 5000, with three and more players 1000. Of nested families: on each board.
    pub flop: Option<BucketCount>,
    /// Buckets on the turn; 5000, with three and more players 1000.
    pub turn: Option<BucketCount>,
    /// Buckets on the river; 5000, with three and more players 1000.
    pub river: Option<BucketCount>,
    /// A bucket file to use instead of the cached one; it says its own counts.
    pub path: Option<PathBuf>,
    /// Directory of the bucket files that are built when missing; the user's cache if not given.
    pub cache_dir: Option<PathBuf>,
}

/// Buckets of a street with three and more players.
const BUCKETS_OF_MANY: u64 = 1000;

impl BucketConfig {
    /// Buckets on the flop, the turn and the river.
    pub fn counts(&self) -> [BucketCount; 3] {
        [self.flop, self.turn, self.river].map(Option::unwrap_or_default)
    }

    /// Buckets of mini hold'em, by street after the first; `None` for no loss.
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
    /// [`ParseParamsError`] if a street cannot have its family or its number of buckets; a configuration that
    /// was validated can.
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

    /// Forgets families and numbers of all streets.
    pub fn forget_params(&mut self) {
        [self.flop, self.turn, self.river] = [None; 3];
        [self.flop_family, self.turn_family, self.river_family] = [None; 3];
    }

    /// Takes families and numbers from `params`; numbers alone leave a family without a file as it is.
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

    /// The same with the numbers that are played with where none are said. With three and more players trees
    /// are larger, and a bucket is dealt fewer hands: there are fewer of them.
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

    /// The same with everything said that follows from the rest.
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

/// What is measured at the end of a run, and how long it may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvalConfig {
    /// Whether exploitability is measured.
    pub exploitability: bool,
    /// Flops sampled for exploitability (all turns and rivers of each); 1,755 are all. As many as
    /// `exploitability_seconds` allow if nothing is said.
    pub flops: Option<usize>,
    /// Seconds for exploitability where the number of flops is not said; three flops are measured however
    /// long they take.
    #[serde(deserialize_with = "crate::duration::read_secs")]
    pub exploitability_seconds: f64,
    /// Iterations between measurements of exploitability while a strategy is trained; none if nothing is
    /// said.
    pub every: Option<u64>,
    /// Boards sampled for the value of the game, and to value the exploiters.
    pub boards: usize,
    /// Three and more players: deals played out for the value of every seat, and to value each exploiter.
    pub deals: u64,
    /// Seconds that the exploiter of each seat is trained; 0 for no exploiter.
    #[serde(deserialize_with = "crate::duration::read_secs")]
    pub exploiter_seconds: f64,
    /// Iterations that the exploiter of each seat is trained, instead of seconds.
    pub exploiter_iterations: Option<u64>,
    /// Players that the strategy meets in matches once it is trained, by their words: `tight`, a path.
    #[serde(rename = "match")]
    pub match_players: Vec<String>,
    /// Hands of each of these matches.
    pub match_hands: u64,
    /// What local best response may bet, which is measured once the strategy is trained; not measured if
    /// nothing is said. For two players.
    pub lbr: Option<LbrBets>,
    /// Flops that it is measured on.
    pub lbr_flops: usize,
    /// Seed of sampled flops, boards and exploiters.
    pub seed: u64,
}

impl Default for EvalConfig {
    fn default() -> Self {
        Self {
            exploitability: true,
            flops: None,
            exploitability_seconds: 40.0,
            every: None,
            boards: 300,
            deals: 1_000_000,
            exploiter_seconds: 10.0,
            exploiter_iterations: None,
            match_players: Vec::new(),
            match_hands: 20_000,
            lbr: None,
            lbr_flops: 64,
            seed: 20_240_229,
        }
    }
}

/// The bets that local best response chooses from, besides folding, checking and calling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LbrBets {
    /// None: fold or call.
    Fc,
    /// A bet of the pot, and all-in.
    #[default]
    Fcpa,
    /// Bets from a quarter of the pot to four times the pot, and all-in.
    Many,
}

impl LbrBets {
    /// For people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Fc => "fold and call",
            Self::Fcpa => "fold, call, pot and all-in",
            Self::Many => "fold, call, ten sizes",
        }
    }
}

/// Reads `fc`, `fcpa` or `many`.
impl std::str::FromStr for LbrBets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Fc, Self::Fcpa, Self::Many];
        let found = all.into_iter().find(|bets| bets.to_string() == text);
        found.ok_or_else(|| format!("bets `{text}`, expected fc, fcpa or many"))
    }
}

impl fmt::Display for LbrBets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fc => "fc",
            Self::Fcpa => "fcpa",
            Self::Many => "many",
        })
    }
}

/// How much an iteration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiscountMode {
    /// All the same.
    None,
    /// Iteration `t` counts `t`.
    Linear,
    /// Iteration `t` counts `t` to the power of `discount_exponent`.
    Power,
    /// DCFR(alpha, beta, gamma).
    Dcfr,
}

/// Whom a seat learns against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opponent {
    /// The other seat, which learns in the same way.
    #[default]
    Itself,
    /// A player of its own who plays best responses with real cards on the last street: see
    /// [`holdem_cfr::vector::cfr_br`].
    Responder,
}

/// Private hands sampled per board; `None` for all. In text a number or `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandsPerBoard(pub Option<usize>);

impl fmt::Display for HandsPerBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(count) => count.fmt(f),
            None => f.write_str("all"),
        }
    }
}

impl std::str::FromStr for HandsPerBoard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self(None)),
            number => number
                .parse()
                .map(|count| Self(Some(count)))
                .map_err(|_| format!("`{text}`: expected a number of hands or `all`")),
        }
    }
}

impl Serialize for HandsPerBoard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(count) => serializer.serialize_u64(count as u64),
            None => serializer.serialize_str("all"),
        }
    }
}

impl<'de> Deserialize<'de> for HandsPerBoard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrAll;
        impl Visitor<'_> for NumberOrAll {
            type Value = HandsPerBoard;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of hands or `all`")
            }
            fn visit_u64<E: de::Error>(self, count: u64) -> Result<HandsPerBoard, E> {
                usize::try_from(count).map(|count| HandsPerBoard(Some(count))).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, count: i64) -> Result<HandsPerBoard, E> {
                let count = u64::try_from(count);
                self.visit_u64(count.map_err(|_| E::custom("expected a number of hands or `all`"))?)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<HandsPerBoard, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(NumberOrAll)
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

crate::words::words!(GameKind, DiscountMode);
