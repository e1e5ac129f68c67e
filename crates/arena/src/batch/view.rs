//! What agents see.

use holdem_cards::{Card, CardSet};
use holdem_game::tree::Chips;

use super::row::{Host, Row};

/// Marks a card that was not dealt.
pub const NO_CARD: u8 = 255;

/// What the agents to act see, and the results of the last step: one row per table in each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    seats: usize,
    actions: usize,
    cards_each: usize,
    /// `[table]`: the agent to act.
    pub player: Vec<u8>,
    /// `[table]`: where it sits; 0 is the first left of the button.
    pub seat: Vec<u8>,
    /// `[table]`: 0 before the flop.
    pub street: Vec<u8>,
    /// `[table][hole cards, then public ones]`: numbers of cards, or [`NO_CARD`].
    pub cards: Vec<u8>,
    /// `[table][...]`: chips in the pot, chips to call, the smallest and the largest total that can be raised
    /// to (0 if none can), then for all seats, the agent's first: chips behind, chips put in on this street,
    /// chips put in since the beginning.
    pub chips: Vec<i32>,
    /// `[table][seat, the agent's first]`: whether it has not folded.
    pub live: Vec<bool>,
    /// `[table][action]`: whether an action of the menu is legal.
    pub mask: Vec<bool>,
    /// `[table][player]`: chips won in the hands that ended with the last step.
    pub won: Vec<i64>,
    /// `[table]`: hands that ended with the last step.
    pub finished: Vec<u32>,
}

impl View {
    pub(super) fn new(host: &Host, tables: usize) -> Self {
        let deck = host.table.deck().cards().expect("the cards have ranks and suits").deck();
        let (seats, actions) = (host.table.num_seats(), host.menu.len());
        let cards_each = usize::from(deck.hole_cards) + deck.final_board_len();
        let mut view = Self { seats, actions, cards_each, ..Self::default() };
        view.cards.reserve(tables * cards_each);
        view.chips.reserve(tables * view.num_chips());
        view.mask.reserve(tables * actions);
        view.won.reserve(tables * seats);
        view
    }

    /// Number of tables.
    pub fn num_tables(&self) -> usize {
        self.player.len()
    }

    /// Seats of a table.
    pub fn num_seats(&self) -> usize {
        self.seats
    }

    /// Actions of the menu.
    pub fn num_actions(&self) -> usize {
        self.actions
    }

    /// Cards of a row.
    pub fn num_cards(&self) -> usize {
        self.cards_each
    }

    /// Number of chip counts in a row.
    pub fn num_chips(&self) -> usize {
        4 + 3 * self.seats
    }

    /// Adds what the agent to act at a table sees.
    pub(super) fn push(&mut self, host: &Host, row: &Row) {
        let (public, seat) = (row.public(), row.seat());
        let hand = public.betting().no_limit().expect("blinds and no limit");
        self.player.push(row.player(host, seat) as u8);
        self.seat.push(seat as u8);
        self.street.push(public.betting().street() as u8);
        self.push_cards(host, row, seat);
        let legal = hand.legal();
        let (least, most) = legal.raise_to.unwrap_or((0, 0));
        self.chips.extend([hand.pot(), legal.call, least, most].map(|chips| chips as i32));
        let from_agent = |by_seat: &[Chips], chips: &mut Vec<i32>| {
            let (before, after) = by_seat.split_at(seat);
            chips.extend(after.iter().chain(before).map(|&chips| chips as i32));
        };
        from_agent(hand.stacks(), &mut self.chips);
        from_agent(hand.street_contributed(), &mut self.chips);
        from_agent(hand.contributed(), &mut self.chips);
        let seats = (0..self.seats).map(|from| (seat + from) % self.seats);
        self.live.extend(seats.map(|seat| !hand.is_folded(seat)));
        host.menu.mask(public.betting(), &mut self.mask);
        self.won.extend(row.won());
        self.finished.push(row.finished());
    }

    fn push_cards(&mut self, host: &Host, row: &Row, seat: usize) {
        let full = self.cards.len() + self.cards_each;
        let deck = host.table.deck().cards().expect("the cards have ranks and suits");
        let number = |card: Card| card.index() as u8;
        self.cards.extend(deck.hand(row.hand_of(seat)).iter().map(number));
        for boards in row.public().boards().windows(2) {
            let new = CardSet::from_bits(boards[1] & !boards[0]).expect("a board holds cards only");
            self.cards.extend(new.iter().map(number));
        }
        self.cards.resize(full, NO_CARD);
    }

    /// Adds the rows of another view.
    pub(super) fn append(&mut self, mut other: Self) {
        self.player.append(&mut other.player);
        self.seat.append(&mut other.seat);
        self.street.append(&mut other.street);
        self.cards.append(&mut other.cards);
        self.chips.append(&mut other.chips);
        self.live.append(&mut other.live);
        self.mask.append(&mut other.mask);
        self.won.append(&mut other.won);
        self.finished.append(&mut other.finished);
    }
}
