//! Cards of mini hold'em: a part of the deck, one or two private cards, a few public ones.
//!
//! It has the structure of hold'em with so few hands and boards that everything can be computed exactly. The
//! best hand of all cards that a player can use counts; straights and flushes count from five cards on. Cards
//! keep the numbers they have in the full deck, so boards, names and blockers read the same.
//!
//! *Buckets.* Without a table a bucket is a hand on a board up to suit isomorphism, where a board knows which
//! of its cards came first: nothing is lost. [`MiniHoldemCards::with_percentiles`] and
//! [`MiniHoldemCards::with_buckets`] make coarser ones.
//!
//! *Boards.* If public cards come on one street only, all boards are visited in turn; otherwise they are
//! sampled, as in hold'em, and the cards of a sampled board are dealt in random order.

mod buckets;
mod deck;
mod hands;
mod names;
mod percentiles;
mod ranking;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::OnceLock;

use holdem_cards::{Card, CardSet, SuitPermutation};

use self::buckets::{NO_BUCKET, Rows, StreetRows};
use self::deck::{choose, subsets};
use super::board::{board_of, cards_on, dealt};
use super::{Board, CardModel, Deal, DealRng, DealtHand, HandSample, Renaming, Runout};
use crate::tree::MAX_PLAYERS;

pub use self::deck::MiniDeck;
pub use self::percentiles::Percentiles;

/// Largest number of final boards that are visited in turn.
const MAX_VISITED: usize = 1_500;

/// Why a game of mini hold'em cannot be dealt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MiniError {
    /// A number out of range.
    #[error("{key} of {found}, expected {least} to {most}")]
    Range {
        /// Name of the number.
        key: &'static str,
        /// The number.
        found: usize,
        /// Least value.
        least: usize,
        /// Largest value.
        most: usize,
    },
    /// Two hands and a board need more cards than there are.
    #[error("a deck of {found} cards, expected at least {needed} for two hands and a board")]
    TooFewCards {
        /// Cards of the deck.
        found: usize,
        /// Cards of two hands and a board.
        needed: usize,
    },
    /// Too many one-card hands.
    #[error("a deck of {found} cards with one hole card, expected at most {most}: use fewer ranks or suits")]
    TooManySingles {
        /// Cards of the deck.
        found: usize,
        /// The most.
        most: usize,
    },
    /// Bucket tables too large to be listed.
    #[error("{entries} hands on boards of street {street}, expected at most {most}: use fewer cards")]
    TooLarge {
        /// Street, 0 = preflop.
        street: usize,
        /// Hands times boards.
        entries: usize,
        /// The most.
        most: usize,
    },
}

/// Card model of mini hold'em.
///
/// Private hand `i` is the `i`-th set of hole cards in order of its highest, then its lowest card.
///
/// ```
/// use holdem_game::deal::{CardModel, MiniDeck, MiniHoldemCards};
///
/// let deck = MiniDeck { ranks: 3, suits: 2, hole_cards: 2, board_cards: vec![1] };
/// let cards = MiniHoldemCards::new(&deck)?;
/// assert_eq!((cards.num_hands(), cards.num_streets()), (15, 2));
/// assert_eq!(cards.hand_name(0), "2d2c");
/// // Three pairs; for each two ranks suited or not.
/// assert_eq!(cards.num_buckets(0), 3 + 2 * 3);
/// # Ok::<(), holdem_game::deal::MiniError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MiniHoldemCards {
    deck: MiniDeck,
    cards: Vec<Card>,
    hands: Vec<CardSet>,
    /// Hand of a set of hole cards.
    index: HashMap<u64, u16>,
    blockers: Vec<[u8; 2]>,
    /// The trivial one first.
    suits: Vec<SuitPermutation>,
    /// `[renaming][hand]`: the hand it becomes.
    renamed: Vec<Vec<u16>>,
    /// By street.
    rows: Vec<StreetRows>,
    /// By final board, if they are few: all hands alive with their strength, weakest first.
    sorted: HashMap<Board, OnceLock<Vec<(u32, u16)>>>,
}

impl MiniHoldemCards {
    /// The card model with a bucket for each hand on a board, up to suit isomorphism.
    ///
    /// # Complexity
    /// O(boards x hands) time and memory.
    ///
    /// # Errors
    /// If the deck cannot be dealt, or is too large.
    pub fn new(deck: &MiniDeck) -> Result<Self, MiniError> {
        Self::numbered(deck, |_, _, _, next| next)
    }

    /// The card model with custom buckets: hands for which `bucket(street, board, hand)` is the same on one
    /// street share a bucket, whatever the board. It is called once for boards and hands that are the same up
    /// to suit isomorphism, so that suits cannot matter.
    ///
    /// ```
    /// use holdem_game::deal::{CardModel, MiniDeck, MiniHoldemCards};
    ///
    /// // After the public card a player remembers whether its hand pairs.
    /// let deck = MiniDeck { ranks: 4, suits: 4, hole_cards: 1, board_cards: vec![1] };
    /// let cards = MiniHoldemCards::with_buckets(&deck, |street, board, hand| {
    ///     let rank = |set: holdem_cards::CardSet| set.iter().next().map(holdem_cards::Card::rank);
    ///     if street == 0 { rank(hand) } else { Some(u8::from(rank(hand) == rank(board))) }
    /// })?;
    /// assert_eq!((cards.num_buckets(0), cards.num_buckets(1)), (4, 2));
    /// # Ok::<(), holdem_game::deal::MiniError>(())
    /// ```
    ///
    /// # Errors
    /// As [`MiniHoldemCards::new`].
    pub fn with_buckets<K: Hash + Eq>(
        deck: &MiniDeck,
        mut bucket: impl FnMut(usize, CardSet, CardSet) -> K,
    ) -> Result<Self, MiniError> {
        let mut names: Vec<HashMap<K, usize>> = (0..deck.num_streets()).map(|_| HashMap::new()).collect();
        Self::numbered(deck, |street, board, hand, next| {
            *names[street].entry(bucket(street, board, hand)).or_insert(next)
        })
    }

    fn numbered(
        deck: &MiniDeck,
        number: impl FnMut(usize, CardSet, CardSet, usize) -> usize,
    ) -> Result<Self, MiniError> {
        deck.validate()?;
        let (hands, suits) = (deck.hands(), deck.suit_permutations());
        let index: HashMap<u64, u16> = hands.iter().map(|hand| hand.bits()).zip(0..).collect();
        let rename =
            |suits: &SuitPermutation| hands.iter().map(|&hand| index[&suits.set(hand).bits()]).collect();
        let renamed: Vec<Vec<u16>> = suits.iter().map(rename).collect();
        let rows = Rows { deck, hands: &hands, suits: &suits, renamed: &renamed }.build(number)?;
        let (cards, blockers) = (deck.cards().collect(), deck.blockers(&hands));
        let sorted = HashMap::new();
        let mut model =
            Self { deck: deck.clone(), cards, hands, index, blockers, suits, renamed, rows, sorted };
        let few = model.final_boards().unwrap_or_default();
        model.sorted = few.into_iter().map(|board| (board, OnceLock::new())).collect();
        Ok(model)
    }

    /// The deck.
    pub fn deck(&self) -> &MiniDeck {
        &self.deck
    }

    /// The cards of a private hand.
    pub fn hand(&self, hand: usize) -> CardSet {
        self.hands[hand]
    }

    /// The bucket of a hand on a board of a street, or `None` if the board blocks it.
    pub fn bucket(&self, street: usize, board: Board, hand: usize) -> Option<u32> {
        let rows = &self.rows[street];
        let (row, renaming) = rows.find(self.in_order(street, board), &self.suits);
        let bucket = rows.row(row)[usize::from(self.renamed[renaming][hand])];
        (bucket != NO_BUCKET).then_some(bucket)
    }

    fn fill_buckets(&self, street: usize, board: Board, deal: &mut Deal) {
        let rows = &self.rows[street];
        let (row, renaming) = rows.find(self.in_order(street, board), &self.suits);
        let (row, renamed) = (rows.row(row), &self.renamed[renaming]);
        let bucket = |&hand: &u16| row[usize::from(renamed[usize::from(hand)])];
        deal.buckets[street] = deal.hands.iter().map(bucket).collect();
        deal.buckets[street].resize(deal.width(), 0);
    }

    /// The boards of all streets on the way to cards dealt in this order.
    fn boards_of(&self, dealt: &[Card]) -> Vec<Board> {
        (0..self.deck.num_streets()).map(|street| self.deck.board(street, dealt)).collect()
    }

    /// A board of a street as it is, or with some order of its cards if it does not tell which came first, as
    /// boards do after which nobody decides anything.
    fn in_order(&self, street: usize, board: Board) -> Board {
        let came = |deal: u8| dealt(board).filter(|(_, other)| *other == deal).count();
        let counts = self.deck.board_cards[..street].iter();
        match counts.zip(0..).all(|(&count, deal)| came(deal) == usize::from(count)) {
            true => board,
            false => self.deck.board(street, &card_set(board).iter().collect::<Vec<_>>()),
        }
    }

    /// Different cards in random order, all orders equally likely.
    fn draw<const MOST: usize>(&self, rng: &mut DealRng, count: usize) -> [Card; MOST] {
        let mut seen = CardSet::EMPTY;
        std::array::from_fn(|at| {
            if at >= count {
                return self.cards[0];
            }
            loop {
                let card = self.cards[rng.below(self.cards.len())];
                if seen.insert(card) {
                    return card;
                }
            }
        })
    }

    /// Boards of a street after the board `before`, with their probabilities; their new cards come in one
    /// deal. If nothing is public yet, one board stands for all that renamings turn into each other.
    fn boards_after(&self, before: Board, street: usize, count: usize) -> Vec<Runout> {
        let (known, deal) = (card_set(before), street.saturating_sub(1) as u8);
        let seen = known.len() + 2 * usize::from(self.deck.hole_cards);
        let chance = 1.0 / choose(self.cards.len() - seen, count);
        let left: Vec<Card> = self.cards.iter().copied().filter(|card| !known.contains(*card)).collect();
        let new = |set: &CardSet| set.iter().map(move |card| (card.index() as u8, deal)).collect::<Vec<_>>();
        let boards = subsets(&left, count).into_iter().map(|set| board_of(dealt(before).chain(new(&set))));
        if !known.is_empty() {
            return boards.map(|board| runout(board, chance)).collect();
        }
        let mut times = BTreeMap::new();
        boards.for_each(|board| *times.entry(buckets::canonical(board, &self.suits).0).or_insert(0) += 1);
        times.into_iter().map(|(board, times)| runout(board, f64::from(times) * chance)).collect()
    }
}

fn card_set(board: Board) -> CardSet {
    CardSet::from_bits(cards_on(board)).expect("a board of mini hold'em holds cards only")
}

fn runout(board: Board, probability: f64) -> Runout {
    Runout { board, probability: probability as f32 }
}

impl CardModel for MiniHoldemCards {
    fn num_hands(&self) -> usize {
        self.hands.len()
    }
    fn num_streets(&self) -> usize {
        self.deck.num_streets()
    }
    fn num_buckets(&self, street: usize) -> usize {
        self.rows[street].num_buckets
    }
    fn bucket(&self, street: usize, board: Board, hand: usize) -> Option<u32> {
        Self::bucket(self, street, board, hand)
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        self.blockers[hand]
    }
    fn hand_name(&self, hand: usize) -> String {
        let mut cards: Vec<Card> = self.hands[hand].iter().collect();
        cards.sort_unstable_by(|a, b| b.cmp(a));
        cards.iter().map(Card::to_string).collect()
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        let count = self.deck.final_board_len();
        let few = self.deck.board_cards.len() <= 1 && choose(self.cards.len(), count) <= MAX_VISITED as f64;
        few.then(|| subsets(&self.cards, count).into_iter().map(CardSet::bits).collect())
    }
    fn sample_final_board(&self, rng: &mut DealRng) -> Board {
        let count = self.deck.final_board_len();
        self.draw::<5>(rng, count)[..count].iter().copied().collect::<CardSet>().bits()
    }
    fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal) {
        let board = card_set(board);
        let mut in_order: Vec<Card> = board.iter().collect();
        rng.choose_front(&mut in_order, board.len());
        deal.clear();
        let sorted = self.sampled(board, sample, rng, &mut deal.own);
        self.fill_sorted(&sorted, deal);
        for (street, board) in self.boards_of(&in_order).into_iter().enumerate() {
            self.fill_buckets(street, board, deal);
        }
    }
    fn deal_hands(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        assert_eq!(out.len(), rngs.len() * players, "one hand for each player of each deal");
        let (public, private) = (self.deck.final_board_len(), usize::from(self.deck.hole_cards));
        let needed = public + players * private;
        assert!(
            players <= MAX_PLAYERS && needed <= self.cards.len(),
            "{players} players need {needed} cards"
        );
        for (rng, hands) in rngs.iter_mut().zip(out.chunks_mut(players)) {
            let drawn = self.draw::<{ 5 + 2 * MAX_PLAYERS }>(rng, needed);
            let (board, holes) = drawn[..needed].split_at(public);
            let holes: Vec<CardSet> =
                holes.chunks(private).map(|cards| cards.iter().copied().collect()).collect();
            self.show(&self.boards_of(board), &holes, hands);
        }
    }
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        match self.deck.board_cards.get(street) {
            Some(&count) => self.boards_after(board, street + 1, count.into()),
            None => Vec::new(),
        }
    }
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        let last = self.deck.board_cards.len();
        if street == last {
            return Vec::new();
        }
        let count = self.deck.final_board_len() - self.deck.board_len(street);
        self.boards_after(board, last, count)
    }
    fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
        let cards = card_set(board);
        deal.clear();
        match street + 1 == self.num_streets() {
            true => self.fill_sorted(&self.by_strength(cards, &self.live(cards)), deal),
            false => self.fill(self.live(cards), deal),
        }
        self.fill_buckets(street, board, deal);
    }
    fn renamings(&self, board: Board) -> Vec<Renaming> {
        let renaming = |(suits, hands): (&SuitPermutation, &Vec<u16>)| Renaming {
            cards: Card::all().map(|card| suits.card(card).index() as u8).collect(),
            hands: Cow::Owned(hands.clone()),
        };
        let all = self.suits.iter().zip(&self.renamed).skip(1);
        all.filter(|(suits, _)| buckets::renamed(board, suits) == board).map(renaming).collect()
    }
}

impl MiniHoldemCards {
    /// Buckets and strengths of hands that hold these cards.
    fn show(&self, boards: &[Board], holes: &[CardSet], hands: &mut [DealtHand]) {
        let last = boards.last().map_or(CardSet::EMPTY, |&board| card_set(board));
        let strengths: Vec<u32> = holes.iter().map(|hole| ranking::strength(hole.union(last))).collect();
        for (player, (hole, hand)) in holes.iter().zip(hands).enumerate() {
            let index = usize::from(self.index[&hole.bits()]);
            *hand = DealtHand::default();
            for (street, board) in boards.iter().enumerate() {
                hand.buckets[street] = self.bucket(street, *board, index).unwrap_or(0);
            }
            hand.strength = strengths.iter().filter(|&&other| other < strengths[player]).count() as u16;
        }
    }
}

#[cfg(test)]
mod tests;
