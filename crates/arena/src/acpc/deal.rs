//! Cards of a hand, dealt as the dealer of the competition deals them.

use holdem_cards::Card;
use rand_mt::Mt;

use super::game::{Game, MAX_PLAYERS};

/// All cards of a hand: everybody's private cards and all public ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    cards: Vec<Card>,
    hole_cards: usize,
    holes_end: usize,
}

/// A stream of deals: the same hands, in the same order, as the dealer of the competition deals under this
/// seed (Matsumoto & Nishimura, Mersenne Twister, 1998).
#[derive(Clone, Debug)]
pub struct Deals {
    random: Mt,
    deck: Vec<Card>,
}

impl Deals {
    /// The stream of a seed.
    pub fn new(game: &Game, seed: u32) -> Self {
        let suits = 4 - game.suits..4;
        let deck = suits.flat_map(|suit| (13 - game.ranks..13).map(move |rank| Card::new(rank, suit)));
        Self { random: Mt::new(seed), deck: deck.collect() }
    }

    /// Deals the next hand.
    pub fn deal(&mut self, game: &Game) -> Deal {
        let mut deck = self.deck.clone();
        let mut draw = || {
            let chosen = self.random.next_u32() as usize % deck.len();
            deck.swap_remove(chosen)
        };
        let cards = (0..game.cards_dealt()).map(|_| draw()).collect();
        Deal { cards, hole_cards: game.hole_cards, holes_end: game.players * game.hole_cards }
    }
}

/// Cards of a hand as far as somebody knows them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Private cards by player, empty where they are not known.
    pub holes: [&'a [Card]; MAX_PLAYERS],
    /// Public cards, in the order of dealing.
    pub board: &'a [Card],
}

impl Deal {
    /// All of them.
    pub fn known(&self) -> Known<'_> {
        let players = self.holes_end / self.hole_cards;
        let hole = |player| if player < players { self.hole(player) } else { &[][..] };
        Known { holes: std::array::from_fn(hole), board: self.board() }
    }

    /// Private cards of a player.
    pub fn hole(&self, player: usize) -> &[Card] {
        &self.cards[player * self.hole_cards..][..self.hole_cards]
    }

    /// All public cards, in the order of dealing.
    pub fn board(&self) -> &[Card] {
        &self.cards[self.holes_end..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beginning of a match log of the competition: heads-up hold'em, seed 0.
    #[test]
    fn a_seed_deals_what_the_dealer_of_the_competition_deals() {
        let game = Game::heads_up_no_limit();
        let mut deals = Deals::new(&game, 0);
        let first = deals.deal(&game);
        let text = |cards: &[Card]| cards.iter().map(Card::to_string).collect::<String>();
        assert_eq!([text(first.hole(0)), text(first.hole(1))], ["5d5c", "9hQd"]);
        assert_eq!(text(&first.board()[..3]), "8dAs8s");
        assert_ne!(deals.deal(&game), first);
    }
}
