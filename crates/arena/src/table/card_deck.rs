//! A deck of cards with ranks and suits: hold'em, whole or in part.

use holdem_cards::{Card, CardSet};
use holdem_game::deal::{Board, DealRng, MiniDeck};

use super::dealt::Dealt;

/// Cards of the deck of 52.
const CARDS: usize = 52;

/// A deck of cards with ranks and suits.
#[derive(Clone, Debug)]
pub struct CardDeck {
    deck: MiniDeck,
    cards: Vec<Card>,
    hands: Vec<CardSet>,
    /// `[card][card]`: the hand of these cards; of a hand of one card, on the diagonal.
    index: Vec<u16>,
}

impl CardDeck {
    pub(super) fn new(deck: &MiniDeck) -> Self {
        let hands = deck.hands();
        let mut index = vec![0; CARDS * CARDS];
        for (hand, number) in hands.iter().zip(0..) {
            let mut cards = hand.iter().map(Card::index);
            let first = cards.next().expect("a hand has a card");
            let second = cards.next().unwrap_or(first);
            index[first * CARDS + second] = number;
            index[second * CARDS + first] = number;
        }
        Self { cards: deck.cards().collect(), deck: deck.clone(), hands, index }
    }

    /// The deck.
    pub fn deck(&self) -> &MiniDeck {
        &self.deck
    }

    /// Number of private hands.
    pub(super) fn num_hands(&self) -> usize {
        self.hands.len()
    }

    /// The cards of a private hand.
    pub fn hand(&self, hand: usize) -> CardSet {
        self.hands[hand]
    }

    /// The private hand that consists of these cards.
    ///
    /// # Panics
    /// If their number is not that of a hand.
    pub fn hand_of(&self, cards: CardSet) -> usize {
        assert_eq!(cards.len(), usize::from(self.deck.hole_cards), "a hand has as many cards");
        let mut cards = cards.iter().map(Card::index);
        let first = cards.next().expect("a hand has a card");
        usize::from(self.index[first * CARDS + cards.next().unwrap_or(first)])
    }

    pub(super) fn strength(&self, hand: usize, board: Board) -> u32 {
        MiniDeck::strength(self.hands[hand].union(cards_of(board)))
    }

    /// Draws private hands, then the public cards street by street.
    pub(super) fn deal(&self, seats: usize, boards: &[Board], rng: &mut DealRng) -> Dealt {
        let hole = usize::from(self.deck.hole_cards);
        let mut board = cards_of(last_of(boards));
        let mut seen = board;
        let mut draw = |count: usize| {
            let mut drawn = CardSet::EMPTY;
            while drawn.len() < count {
                let card = self.cards[rng.below(self.cards.len())];
                if seen.insert(card) {
                    drawn = drawn.with(card);
                }
            }
            drawn
        };
        let hands = (0..seats).map(|_| self.hand_of(draw(hole))).collect();
        let mut all = Vec::with_capacity(self.deck.num_streets());
        all.extend_from_slice(boards);
        for &cards in &self.deck.board_cards[boards.len() - 1..] {
            board = board.union(draw(cards.into()));
            all.push(board.bits());
        }
        Dealt { hands, boards: all }
    }

    pub(super) fn all_boards(
        &self,
        hands: &[usize],
        board: Board,
        street: usize,
        most: usize,
    ) -> Option<Vec<Board>> {
        let board = cards_of(board);
        let seen = hands.iter().fold(board, |seen, &hand| seen.union(self.hands[hand]));
        let left: Vec<Card> = self.cards.iter().copied().filter(|card| !seen.contains(*card)).collect();
        let missing = self.deck.board_len(street).saturating_sub(board.len());
        let mut all = vec![(board, 0)];
        for _ in 0..missing {
            // Cards in ascending order, so that each set comes once; stopped once there are certainly too
            // many.
            let longer = |&(board, from): &(CardSet, usize)| {
                let later = left.iter().enumerate().skip(from);
                later.map(move |(at, &card)| (board.with(card), at + 1)).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
            if all.len() > left.len().max(most).pow(2) {
                return None;
            }
        }
        (all.len() <= most).then(|| all.into_iter().map(|(board, _)| board.bits()).collect())
    }

    /// Draws the public cards of the missing streets, without the cards of these hands.
    pub(super) fn complete(&self, hands: &[usize], boards: &mut Vec<Board>, rng: &mut DealRng) {
        let mut board = cards_of(last_of(boards));
        let mut seen = hands.iter().fold(board, |seen, &hand| seen.union(self.hands[hand]));
        for &count in &self.deck.board_cards[boards.len() - 1..] {
            let full = board.len() + usize::from(count);
            while board.len() < full {
                let card = self.cards[rng.below(self.cards.len())];
                if seen.insert(card) {
                    board = board.with(card);
                }
            }
            boards.push(board.bits());
        }
    }
}

/// The board of the last street dealt.
pub(super) fn last_of(boards: &[Board]) -> Board {
    *boards.last().expect("the first street has a board")
}

/// The cards of a board.
pub(super) fn cards_of(board: Board) -> CardSet {
    CardSet::from_bits(board).expect("a board holds cards only")
}
