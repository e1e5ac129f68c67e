//! Dealing and comparing hands, in any of the games.

use holdem_cards::{Card, CardSet};
use holdem_game::deal::{Board, DealRng, MiniDeck};

use super::card_deck::{CardDeck, cards_of, last_of};
use super::dealt::Dealt;

/// Leduc: jack, queen, king, twice each; a card is `2 * rank + suit`.
const LEDUC_CARDS: usize = 6;
/// Kuhn: jack, queen, king.
const KUHN_CARDS: usize = 3;

/// The cards of a game.
#[derive(Clone, Debug)]
pub enum Deck {
    /// Hold'em, with the whole deck or a part of it.
    Cards(CardDeck),
    /// Leduc poker.
    Leduc,
    /// Kuhn poker.
    Kuhn,
}

impl Deck {
    /// The deck of hold'em, or of a part of it.
    pub fn of_cards(deck: &MiniDeck) -> Self {
        Self::Cards(CardDeck::new(deck))
    }

    /// Number of private hands, dead or alive.
    pub fn num_hands(&self) -> usize {
        match self {
            Self::Cards(cards) => cards.num_hands(),
            Self::Leduc => LEDUC_CARDS,
            Self::Kuhn => KUHN_CARDS,
        }
    }

    /// Number of streets.
    pub fn num_streets(&self) -> usize {
        match self {
            Self::Cards(cards) => cards.deck().num_streets(),
            Self::Leduc => 2,
            Self::Kuhn => 1,
        }
    }

    /// Largest number of seats that can be dealt to.
    pub fn max_seats(&self) -> usize {
        match self {
            Self::Cards(cards) => {
                let deck = cards.deck();
                (deck.num_cards() - deck.final_board_len()) / usize::from(deck.hole_cards)
            }
            Self::Leduc => LEDUC_CARDS - 1,
            Self::Kuhn => KUHN_CARDS,
        }
    }

    /// Deals a hand of play; every deal is equally likely.
    ///
    /// # Panics
    /// In debug builds, if there are more seats than [`Deck::max_seats`]; in release builds it then does not
    /// end.
    pub fn deal(&self, seats: usize, rng: &mut DealRng) -> Dealt {
        self.deal_onto(seats, &[0], rng)
    }

    /// Deals private hands and the streets after these `[street]` boards, which are already dealt.
    ///
    /// # Panics
    /// As [`Deck::deal`]; if there is no board, not even the empty one of the first street.
    pub fn deal_onto(&self, seats: usize, boards: &[Board], rng: &mut DealRng) -> Dealt {
        debug_assert!(seats <= self.max_seats(), "{seats} seats, {} can be dealt to", self.max_seats());
        match self {
            Self::Cards(cards) => cards.deal(seats, boards, rng),
            Self::Leduc => {
                let public = last_of(boards);
                let mut cards: Vec<usize> = (0..LEDUC_CARDS).filter(|card| public >> card & 1 == 0).collect();
                rng.choose_front(&mut cards, seats + 1);
                let hands = cards[..seats].to_vec();
                let public = if public == 0 { 1 << cards[seats] } else { public };
                Dealt { hands, boards: vec![0, public] }
            }
            Self::Kuhn => {
                let mut cards: [usize; KUHN_CARDS] = std::array::from_fn(|card| card);
                rng.choose_front(&mut cards, seats);
                Dealt { hands: cards[..seats].to_vec(), boards: vec![0] }
            }
        }
    }

    /// Deals the streets after these `[street]` boards again, keeping the private hands: what could have come
    /// instead.
    pub fn complete(&self, hands: &[usize], boards: &[Board], rng: &mut DealRng) -> Vec<Board> {
        let mut all = boards.to_vec();
        match self {
            Self::Cards(cards) => cards.complete(hands, &mut all, rng),
            Self::Leduc if all.len() == 1 => {
                let mut cards: Vec<usize> = (0..LEDUC_CARDS).filter(|card| !hands.contains(card)).collect();
                rng.choose_front(&mut cards, 1);
                all.push(1 << cards[0]);
            }
            Self::Leduc | Self::Kuhn => {}
        }
        all
    }

    /// Every board of a later street that could follow these `[street]` boards given the private hands, each
    /// equally likely; `None` if there are more than `most`.
    pub fn all_boards(
        &self,
        hands: &[usize],
        boards: &[Board],
        street: usize,
        most: usize,
    ) -> Option<Vec<Board>> {
        let board = last_of(boards);
        match self {
            Self::Cards(cards) => cards.all_boards(hands, board, street, most),
            Self::Leduc => {
                let left = (0..LEDUC_CARDS).filter(|card| !hands.contains(card));
                let all: Vec<Board> = match board {
                    0 if street > 0 => left.map(|card| 1 << card).collect(),
                    _ => vec![board],
                };
                (all.len() <= most).then_some(all)
            }
            Self::Kuhn => Some(vec![board]),
        }
    }

    /// Whether a board blocks a hand.
    pub fn collides(&self, hand: usize, board: Board) -> bool {
        match self {
            Self::Cards(cards) => cards.hand(hand).bits() & board != 0,
            Self::Leduc => board >> hand & 1 == 1,
            Self::Kuhn => false,
        }
    }

    /// Whether two hands cannot be held at the same time.
    pub fn hands_collide(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Cards(cards) => cards.hand(a).intersects(cards.hand(b)),
            Self::Leduc | Self::Kuhn => a == b,
        }
    }

    /// How strong a hand is on a final board: the higher the better, equal for ties.
    pub fn strength(&self, hand: usize, board: Board) -> u32 {
        match self {
            Self::Cards(cards) => cards.strength(hand, board),
            Self::Leduc => {
                let (rank, public) = (hand / 2, board.trailing_zeros() as usize / 2);
                if rank == public { 3 } else { rank as u32 }
            }
            Self::Kuhn => hand as u32,
        }
    }

    /// Text of a private hand: `AsKs`; `K` in Kuhn and `K1` in Leduc.
    pub fn hand_name(&self, hand: usize) -> String {
        match self {
            Self::Cards(cards) => in_order(cards.hand(hand)).iter().map(Card::to_string).collect(),
            Self::Leduc => leduc_name(hand),
            Self::Kuhn => ["J", "Q", "K"][hand].to_owned(),
        }
    }

    /// Text of the public cards of each street.
    pub fn board_names(&self, boards: &[Board]) -> Vec<String> {
        boards.windows(2).map(|pair| self.cards_name(pair[1] & !pair[0])).collect()
    }

    fn cards_name(&self, board: Board) -> String {
        match self {
            Self::Cards(_) => in_order(cards_of(board)).iter().map(Card::to_string).collect(),
            Self::Leduc => leduc_name(board.trailing_zeros() as usize),
            Self::Kuhn => String::new(),
        }
    }

    /// The deck of cards with ranks and suits, if it is one.
    pub fn cards(&self) -> Option<&CardDeck> {
        match self {
            Self::Cards(cards) => Some(cards),
            Self::Leduc | Self::Kuhn => None,
        }
    }
}

/// The highest card first.
fn in_order(cards: CardSet) -> Vec<Card> {
    let mut cards: Vec<Card> = cards.iter().collect();
    cards.sort_unstable_by(|a, b| b.cmp(a));
    cards
}

fn leduc_name(card: usize) -> String {
    format!("{}{}", ["J", "Q", "K"][card / 2], card % 2 + 1)
}

#[cfg(test)]
mod tests {
    use holdem_game::deal::{CardModel, Deal, LeducCards, MiniHoldemCards};

    use super::*;

    fn decks() -> Vec<(Deck, Box<dyn CardModel>)> {
        let mini = MiniDeck { ranks: 4, suits: 3, hole_cards: 2, board_cards: vec![1, 1] };
        let single = MiniDeck { ranks: 5, suits: 2, hole_cards: 1, board_cards: vec![3] };
        let model = |deck: &MiniDeck| Box::new(MiniHoldemCards::new(deck).unwrap()) as Box<dyn CardModel>;
        vec![
            (Deck::of_cards(&mini), model(&mini)),
            (Deck::of_cards(&single), model(&single)),
            (Deck::Leduc, Box::new(LeducCards)),
            (Deck::Kuhn, Box::new(holdem_game::KuhnCards)),
        ]
    }

    #[test]
    fn hands_have_the_names_and_the_order_of_strength_of_the_card_model() {
        for (deck, model) in decks() {
            assert_eq!(deck.num_hands(), model.num_hands());
            assert_eq!(deck.num_streets(), model.num_streets());
            for hand in 0..model.num_hands() {
                assert_eq!(deck.hand_name(hand), model.hand_name(hand));
            }
            let mut rng = DealRng::from_seed(5);
            for _ in 0..20 {
                let board = *deck.deal(2, &mut rng).boards.last().unwrap();
                let mut deal = Deal::default();
                model.layer(model.num_streets() - 1, board, &mut deal);
                let mut start = 0;
                let mut last = None;
                for &end in &deal.tie_ends {
                    let group = &deal.hands[start..usize::from(end)];
                    let strength = deck.strength(group[0].into(), board);
                    assert!(group.iter().all(|&hand| deck.strength(hand.into(), board) == strength));
                    assert!(last.is_none_or(|weaker| weaker < strength));
                    (last, start) = (Some(strength), end.into());
                }
            }
        }
    }

    #[test]
    fn no_card_is_dealt_twice_and_every_hand_comes_up_as_often() {
        for (deck, model) in decks() {
            let mut rng = DealRng::from_seed(1);
            let mut seen = vec![0u32; deck.num_hands()];
            for _ in 0..1000 * deck.num_hands() {
                let Dealt { hands, boards } = deck.deal(2, &mut rng);
                assert_eq!(boards.len(), deck.num_streets());
                let [a, b] = [hands[0], hands[1]].map(|hand| model.blockers(hand));
                assert!(a.iter().all(|blocker| !b.contains(blocker)));
                let board = *boards.last().unwrap();
                let on_board = |blockers: [u8; 2]| blockers.iter().any(|&card| board >> card & 1 == 1);
                assert!(!on_board(a) && !on_board(b));
                seen[hands[0]] += 1;
            }
            assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        }
    }

    #[test]
    fn cards_dealt_anew_are_none_that_somebody_holds() {
        let deck = Deck::of_cards(&MiniDeck::holdem());
        let mut rng = DealRng::from_seed(3);
        let Dealt { hands, boards } = deck.deal(3, &mut rng);
        for _ in 0..100 {
            let anew = deck.complete(&hands, &boards[..2], &mut rng);
            assert_eq!((anew.len(), &anew[..2]), (4, &boards[..2]));
            assert_eq!(anew[3].count_ones(), 5);
            let held = |hand: &usize| deck.cards().unwrap().hand(*hand).bits() & anew[3] != 0;
            assert!(!hands.iter().any(held) && anew[1] & !anew[3] == 0);
        }
    }
}
