//! From a configuration to the game that the solver plays: betting tree, cards, and the names of things.

mod mini;

use std::fmt;
use std::sync::Arc;

use holdem_abstraction::{BucketFile, RankBuckets};
use holdem_cards::{CardSet, Combo, HandClass, Street};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_game::deal::{BucketRows, CardModel, HoldemCards, KuhnCards, LeducCards, MiniDeck};
use holdem_game::rules::Stakes;
use holdem_game::tree::{
    BettingTree, HoldemError, KuhnPoker, LeducPoker, NoLimitHoldem, NodeId, NodeKind, stack_in_chips,
};
use holdem_store::ParamsHasher;

use crate::BlueprintError;
use crate::config::{BucketConfig, BucketFamily, GameConfig, GameKind};
use crate::progress::{Advance, Event, Observer, phase};

pub use self::mini::{Mini, mini_cards};

/// Flops up to the names of the suits.
const NUM_FLOPS: usize = 1_755;

/// A game ready to be trained or measured. A clone shares tree, cards and buckets.
#[derive(Clone)]
pub struct Game {
    /// Which game.
    pub kind: GameKind,
    /// The betting tree.
    pub tree: Arc<BettingTree>,
    /// Cards and buckets.
    pub cards: Arc<dyn CardModel>,
    /// Chips of the unit that results are reported in: the big blind; the ante of Kuhn and Leduc.
    pub unit: u32,
    /// The buckets.
    pub buckets: BucketsInUse,
    /// Mini hold'em: what its cards know beyond others.
    pub mini: Option<Arc<Mini>>,
}

/// What the buckets of a game are known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketsInUse {
    /// In words: `percentile 169/200/200/200`.
    pub name: String,
    /// Hash of the parameters that they were made from.
    pub hash: u64,
    /// Buckets by street.
    pub counts: Vec<usize>,
    /// Bytes of the memory-mapped file, 0 without one.
    pub file_bytes: u64,
}

/// Which buckets a configuration needs for a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketNeed {
    /// The game has its own: Kuhn, Leduc and mini hold'em.
    Lossless,
    /// Nobody decides after the flop: hand classes are enough.
    Preflop,
    /// By what beats what.
    Coarse,
    /// A bucket file.
    File,
}

impl BucketNeed {
    /// What the kind of the game, the tree and the section `buckets` come to.
    pub fn of(kind: GameKind, tree: &BettingTree, buckets: &BucketConfig) -> Self {
        let decides = |node: &holdem_game::tree::Node| matches!(node.kind, NodeKind::Decision { .. });
        match (kind, buckets.family) {
            (GameKind::Kuhn | GameKind::Leduc | GameKind::MiniHoldem, _) => Self::Lossless,
            _ if !tree.nodes().iter().any(|node| node.street > 0 && decides(node)) => Self::Preflop,
            (GameKind::Holdem, BucketFamily::Coarse) => Self::Coarse,
            (GameKind::Holdem, BucketFamily::Clustered | BucketFamily::Percentile) => Self::File,
        }
    }
}

/// Builds the betting tree of a configuration.
///
/// # Errors
/// [`BlueprintError::Game`] if the menu or the stacks make no tree, or too large a one.
pub fn build_tree(game: &GameConfig) -> Result<BettingTree, BlueprintError> {
    const FIXED: &str = "fixed-limit games for two are small and have choices everywhere";
    match game.kind {
        GameKind::Kuhn => Ok(BettingTree::build(&KuhnPoker { players: 2 }).expect(FIXED)),
        GameKind::Leduc => Ok(BettingTree::build(&LeducPoker { players: 2 }).expect(FIXED)),
        GameKind::Holdem | GameKind::MiniHoldem => {
            game.deck().validate()?;
            no_limit_tree(game).map_err(|source| BlueprintError::Game(Box::new(source)))
        }
    }
}

fn no_limit_tree(game: &GameConfig) -> Result<BettingTree, HoldemError> {
    let [small, big] = game.blinds();
    let stakes = Stakes::new(small, big)?.with_ante(game.ante.unwrap_or(0))?;
    let stacks: Vec<u32> =
        game.stacks_bb().iter().map(|&bb| stack_in_chips(bb, big)).collect::<Result<_, _>>()?;
    let betting = NoLimitHoldem::new(&stakes, &stacks, game.bet_menu())?.require_decision(&stakes)?;
    match game.kind {
        GameKind::MiniHoldem => betting.ending_on(Street::ALL[game.deck().num_streets() - 1]).tree(),
        _ => betting.tree(),
    }
}

impl Game {
    /// Builds tree and cards. A bucket file that is missing is built on `threads` threads, as a phase
    /// `buckets`.
    ///
    /// # Errors
    /// [`BlueprintError::Game`] or [`BlueprintError::Deck`] if there is no game, [`BlueprintError::Buckets`]
    /// if the buckets cannot be had.
    pub fn build(
        game: &GameConfig,
        buckets: &BucketConfig,
        threads: usize,
        observer: &mut Observer<'_>,
    ) -> Result<Self, BlueprintError> {
        let tree = build_tree(game)?;
        Self::with_tree(game, tree, buckets, threads, observer)
    }

    /// [`Game::build`] where the tree is there already.
    ///
    /// # Errors
    /// As [`Game::build`].
    pub fn with_tree(
        game: &GameConfig,
        tree: impl Into<Arc<BettingTree>>,
        buckets: &BucketConfig,
        threads: usize,
        observer: &mut Observer<'_>,
    ) -> Result<Self, BlueprintError> {
        let (kind, tree): (_, Arc<BettingTree>) = (game.kind, tree.into());
        if kind == GameKind::MiniHoldem {
            return Self::of_mini(game, tree, buckets);
        }
        let named = |name: &str| (name.to_owned(), ParamsHasher::new().str("family", name), 0);
        let (cards, (name, hash, file_bytes)): (Arc<dyn CardModel>, _) =
            match BucketNeed::of(kind, &tree, buckets) {
                BucketNeed::Lossless if kind == GameKind::Kuhn => (Arc::new(KuhnCards), named("lossless")),
                BucketNeed::Lossless => (Arc::new(LeducCards), named("lossless")),
                BucketNeed::Preflop => (Arc::new(HoldemCards::new(PreflopClasses)), named("169 classes")),
                BucketNeed::Coarse => {
                    let counts = buckets.counts();
                    let [flop, turn, river] = counts;
                    let name = format!("coarse {}/{flop}/{turn}/{river}", HandClass::COUNT);
                    (Arc::new(HoldemCards::new(RankBuckets::new(counts))), named(&name))
                }
                BucketNeed::File => {
                    return Ok(Self::over(game, tree, open_buckets(buckets, threads, observer)?));
                }
            };
        Ok(Self::joined(game, tree, cards, (name, hash, file_bytes)))
    }

    fn of_mini(
        game: &GameConfig,
        tree: Arc<BettingTree>,
        buckets: &BucketConfig,
    ) -> Result<Self, BlueprintError> {
        let mini = Mini::new(game, buckets)?;
        let name = mini.description();
        let hash = ParamsHasher::new().str("family", &name);
        let joined = Self::joined(game, tree, Arc::clone(&mini.cards) as Arc<dyn CardModel>, (name, hash, 0));
        Ok(Self { mini: Some(Arc::new(mini)), ..joined })
    }

    /// The game of a tree over a bucket file.
    pub(crate) fn over(game: &GameConfig, tree: Arc<BettingTree>, file: BucketFile) -> Self {
        let hash = ParamsHasher::new().u64("file", file.params_hash());
        let about = (file.params().to_string(), hash, file.file_bytes());
        Self::joined(game, tree, Arc::new(HoldemCards::new(file)), about)
    }

    fn joined(
        game: &GameConfig,
        tree: Arc<BettingTree>,
        cards: Arc<dyn CardModel>,
        (name, hash, file_bytes): (String, ParamsHasher, u64),
    ) -> Self {
        let counts = bucket_counts(&*cards);
        let hash = counts.iter().fold(hash, |hash, &count| hash.u64("buckets", count as u64)).finish();
        let buckets = BucketsInUse { name, hash, counts, file_bytes };
        Self { kind: game.kind, tree, cards, unit: game.unit(), buckets, mini: None }
    }

    /// The unit that amounts are shown in: the big blind; `None` where they are shown in chips.
    pub fn label_unit(&self) -> Option<u32> {
        (self.unit > 1).then_some(self.unit)
    }

    /// Chips as thousandths of the unit: of a big blind, or of the ante of Kuhn and Leduc.
    pub fn to_mbb(&self, chips: f64) -> f64 {
        chips / f64::from(self.unit) * 1000.0
    }

    /// Number of information sets: pairs of a decision and a bucket.
    pub fn num_infosets(&self) -> u64 {
        let decisions = self.tree.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Decision { .. }));
        decisions.map(|node| self.buckets.counts[usize::from(node.street)] as u64).sum()
    }

    /// Whether all boards can be enumerated quickly: nobody decides after the first street, or the game is
    /// small.
    pub fn is_exact(&self) -> bool {
        let decides = |node: &holdem_game::tree::Node| matches!(node.kind, NodeKind::Decision { .. });
        self.kind != GameKind::Holdem
            || !self.tree.nodes().iter().any(|node| node.street > 0 && decides(node))
    }

    /// Flops up to the names of the suits; in other games, first boards.
    pub fn num_flops(&self) -> usize {
        if self.kind == GameKind::Holdem { NUM_FLOPS } else { self.cards.runouts(0, 0).len() }
    }

    /// Names of the streets.
    pub fn street_name(&self, street: usize) -> &'static str {
        match self.kind {
            GameKind::Holdem | GameKind::MiniHoldem => ["preflop", "flop", "turn", "river"][street],
            GameKind::Kuhn | GameKind::Leduc => ["first", "second"][street],
        }
    }

    /// Name of a player: by the blind posted, or by number.
    pub fn player_name(&self, player: usize) -> &'static str {
        match self.kind {
            GameKind::Holdem | GameKind::MiniHoldem => position(player, self.tree.num_players()),
            GameKind::Kuhn | GameKind::Leduc => ["first player", "second player"][player],
        }
    }

    /// Name of a bucket: the hand class before the flop, the cards of Kuhn, Leduc and of lossless mini
    /// hold'em, else its number.
    pub fn bucket_name(&self, street: usize, bucket: usize) -> String {
        const RANKS: [&str; 3] = ["J", "Q", "K"];
        if let Some(mini) = &self.mini {
            return mini.bucket_name(street, bucket);
        }
        match (self.kind, street) {
            (GameKind::Holdem, 0) => u8::try_from(bucket)
                .ok()
                .and_then(HandClass::from_index)
                .map_or_else(|| bucket.to_string(), |class| class.to_string()),
            (GameKind::Holdem | GameKind::MiniHoldem, _) => bucket.to_string(),
            (GameKind::Kuhn, _) | (GameKind::Leduc, 0) => RANKS[bucket].to_owned(),
            (GameKind::Leduc, _) => format!("{}{}", RANKS[bucket / 3], RANKS[bucket % 3]),
        }
    }

    /// The deck of mini hold'em.
    pub fn deck(&self) -> Option<&MiniDeck> {
        self.mini.as_ref().map(|mini| mini.cards.deck())
    }

    /// The private hand of mini hold'em with these cards, in any order.
    pub(crate) fn find_mini_hand(&self, text: &str) -> Option<usize> {
        self.mini.as_ref()?.find_hand(text)
    }

    /// The node behind a betting history, see [`BettingTree::find`].
    ///
    /// # Errors
    /// [`BlueprintError::History`].
    pub fn find(&self, history: &str) -> Result<NodeId, BlueprintError> {
        let error = |source| BlueprintError::History { history: history.to_owned(), source };
        self.tree.find(history).map_err(error)
    }
}

impl fmt::Debug for Game {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Game")
            .field("kind", &self.kind)
            .field("nodes", &self.tree.nodes().len())
            .field("unit", &self.unit)
            .field("buckets", &self.buckets)
            .finish_non_exhaustive()
    }
}

/// Name of a player of Hold'em: by the blind posted, from the button backwards, or by the order before the
/// flop.
pub fn position(player: usize, players: usize) -> &'static str {
    match (player, players - 1 - player) {
        (0, _) => "small blind",
        (1, _) => "big blind",
        (_, 0) => "button",
        (2, _) => "under the gun",
        (_, 1) => "cutoff",
        (_, 2) => "hijack",
        (_, 3) => "lojack",
        (3, _) => "under the gun +1",
        _ => "under the gun +2",
    }
}

/// Opens the bucket file of a configuration, or builds it.
fn open_buckets(
    config: &BucketConfig,
    threads: usize,
    observer: &mut Observer<'_>,
) -> Result<BucketFile, BlueprintError> {
    if let Some(path) = &config.path {
        let file = BucketFile::open(path)?;
        file.verify()?;
        return Ok(file);
    }
    let params = config.params().map_err(holdem_abstraction::Error::from)?;
    let file = phase(observer, "buckets", |observer| {
        let mut progress = |p: holdem_abstraction::Progress| {
            let detail = &format!("{} {}", p.street, p.phase);
            let advance = Advance::of(p.phase.unit(), p.done as u64, p.total as u64);
            observer(Event::Advanced(Advance { detail, ..advance }))
        };
        holdem_abstraction::open_or_build(&params, &config.directory(), threads, &mut progress)
    })?;
    // Touches every page, so that resident memory does not seem to grow while training finds them one by one.
    file.verify()?;
    Ok(file)
}

/// Buckets for trees on which nobody decides after the flop: the 169 hand classes, and one bucket on every
/// board.
#[derive(Clone, Copy, Debug)]
pub struct PreflopClasses;

impl BucketRows for PreflopClasses {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { HandClass::COUNT } else { 1 }
    }

    fn buckets(&self, street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        if street != Street::Preflop {
            return out.fill(0);
        }
        for (out, &combo) in out.iter_mut().zip(combos) {
            *out = Combo::from_index(combo).map_or(0, |combo| combo.class().index() as u32);
        }
    }
}
