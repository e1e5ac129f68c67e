//! The deck of a mini hold'em game, its private hands and the names of its suits.

use holdem_cards::{Card, CardSet, SuitPermutation};

use super::MiniError;
use crate::deal::Board;
use crate::deal::board::{board_of, dealt};
use crate::tree::MAX_STREETS;

/// Largest number of one-card hands: each needs a card and a stand-in of its own among 52 blockers.
const MAX_SINGLE_CARDS: usize = 26;

/// Which cards a mini hold'em game is played with: the lowest `ranks` of the deck in `suits` suits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MiniDeck {
    /// Number of ranks from the deuce up, 2 to 13.
    pub ranks: u8,
    /// Number of suits, 2 to 4.
    pub suits: u8,
    /// Private cards of each player, 1 or 2.
    pub hole_cards: u8,
    /// Public cards dealt before each street after the first; at most three numbers, none of them 0.
    pub board_cards: Vec<u8>,
}

impl MiniDeck {
    /// The whole deck, dealt as in hold'em.
    pub fn holdem() -> Self {
        Self { ranks: 13, suits: 4, hole_cards: 2, board_cards: vec![3, 1, 1] }
    }

    /// The strength of all cards that a player can use at showdown: comparable among hands of equally many
    /// cards, the higher the better, equal for ties.
    pub fn strength(cards: CardSet) -> u32 {
        super::ranking::strength(cards)
    }

    /// Number of streets.
    pub fn num_streets(&self) -> usize {
        1 + self.board_cards.len()
    }

    /// Public cards on a street, those of the streets before it included.
    pub fn board_len(&self, street: usize) -> usize {
        self.board_cards[..street].iter().map(|&cards| usize::from(cards)).sum()
    }

    /// Public cards on the last street.
    pub fn final_board_len(&self) -> usize {
        self.board_len(self.board_cards.len())
    }

    /// Number of cards.
    pub fn num_cards(&self) -> usize {
        usize::from(self.ranks) * usize::from(self.suits)
    }

    /// The cards, the lowest first.
    pub fn cards(&self) -> impl Iterator<Item = Card> + '_ {
        Card::all().filter(|card| card.rank() < self.ranks && card.suit() < self.suits)
    }

    /// Checks that the game can be dealt to two players.
    ///
    /// # Errors
    /// Names the number that is out of range.
    pub fn validate(&self) -> Result<(), MiniError> {
        in_range("ranks", self.ranks.into(), 2, 13)?;
        in_range("suits", self.suits.into(), 2, 4)?;
        in_range("hole_cards", self.hole_cards.into(), 1, 2)?;
        in_range("number of board_cards", self.board_cards.len(), 0, MAX_STREETS - 1)?;
        self.board_cards.iter().try_for_each(|&cards| in_range("board_cards", cards.into(), 1, 5))?;
        in_range("sum of board_cards", self.final_board_len(), 0, 5)?;
        let needed = self.final_board_len() + 2 * usize::from(self.hole_cards);
        if needed > self.num_cards() {
            return Err(MiniError::TooFewCards { found: self.num_cards(), needed });
        }
        if self.hole_cards == 1 && self.num_cards() > MAX_SINGLE_CARDS {
            return Err(MiniError::TooManySingles { found: self.num_cards(), most: MAX_SINGLE_CARDS });
        }
        Ok(())
    }

    /// The board of a street on the way to cards dealt in this order.
    pub fn board(&self, street: usize, in_order: &[Card]) -> Board {
        let deals = self.board_cards[..street].iter().zip(0..);
        let deals = deals.flat_map(|(&cards, deal)| std::iter::repeat_n(deal, cards.into()));
        board_of(in_order.iter().map(|card| card.index() as u8).zip(deals))
    }

    /// All boards of a street, for every way in which its cards can be dealt.
    pub(super) fn boards(&self, street: usize) -> Vec<Board> {
        let cards: Vec<Card> = self.cards().collect();
        let mut boards = vec![(CardSet::EMPTY, 0)];
        for (&count, deal) in self.board_cards[..street].iter().zip(0..) {
            let after = |(known, board): &(CardSet, Board)| -> Vec<(CardSet, Board)> {
                let left: Vec<Card> = cards.iter().copied().filter(|card| !known.contains(*card)).collect();
                let with = |new: CardSet| {
                    let new_cards = new.iter().map(|card| (card.index() as u8, deal));
                    (known.union(new), board_of(dealt(*board).chain(new_cards)))
                };
                subsets(&left, count.into()).into_iter().map(with).collect()
            };
            boards = boards.iter().flat_map(after).collect();
        }
        boards.into_iter().map(|(_, board)| board).collect()
    }

    /// The private hands, in order of their highest and then their lowest card: with all 52 cards, in the
    /// order of combos.
    pub fn hands(&self) -> Vec<CardSet> {
        let single = |card: Card| CardSet::EMPTY.with(card);
        match self.hole_cards {
            1 => self.cards().map(single).collect(),
            _ => self
                .cards()
                .flat_map(|high| {
                    self.cards().take_while(move |low| *low < high).map(move |low| single(high).with(low))
                })
                .collect(),
        }
    }

    /// Blockers of each hand: its two cards, or its card and a card that is not in the deck.
    pub(super) fn blockers(&self, hands: &[CardSet]) -> Vec<[u8; 2]> {
        let mut stand_ins = Card::all().filter(|card| card.rank() >= self.ranks || card.suit() >= self.suits);
        let index = |card: Card| card.index() as u8;
        let mut blockers = |hand: &CardSet| {
            let mut cards = hand.iter();
            let (first, second) = (cards.next(), cards.next());
            let first = first.expect("a hand has a card");
            let second = second.or_else(|| stand_ins.next()).expect("one-card decks leave stand-ins");
            [index(first), index(second)]
        };
        hands.iter().map(&mut blockers).collect()
    }

    /// The ways to rename the suits of the deck, the trivial one first; the other suits keep their names.
    pub(super) fn suit_permutations(&self) -> Vec<SuitPermutation> {
        let keeps = |suits: &SuitPermutation| {
            let images = suits.images();
            (usize::from(self.suits)..4).all(|suit| usize::from(images[suit]) == suit)
        };
        SuitPermutation::all().filter(keeps).collect()
    }
}

fn in_range(key: &'static str, found: usize, least: usize, most: usize) -> Result<(), MiniError> {
    if (least..=most).contains(&found) { Ok(()) } else { Err(MiniError::Range { key, found, least, most }) }
}

/// All sets of `count` of these cards, in the order of their last cards.
pub(super) fn subsets(cards: &[Card], count: usize) -> Vec<CardSet> {
    if count == 0 {
        return vec![CardSet::EMPTY];
    }
    (0..cards.len())
        .flat_map(|last| subsets(&cards[..last], count - 1).into_iter().map(move |set| (set, last)))
        .map(|(set, last)| set.with(cards[last]))
        .collect()
}

/// The binomial coefficient.
pub(super) fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}
