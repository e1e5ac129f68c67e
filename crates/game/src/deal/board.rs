//! Public cards, and which deal each of them came in.
//!
//! The lowest 52 bits of a [`Board`] are its cards. If cards come one after the other and a player may
//! remember which came first, two bits for each card, the lowest card's first, are stored above them: how
//! many deals of public cards came before its own. They are 0 in games that do not need them.

/// Public cards as a bit set: of card indices in Hold'em and Leduc, always empty in Kuhn; in mini hold'em
/// with the deals that the cards came in.
pub type Board = u64;

/// Bits of the cards themselves.
const CARD_BITS: u32 = 52;

/// Only the cards of a board.
pub const fn cards_on(board: Board) -> u64 {
    board & ((1 << CARD_BITS) - 1)
}

/// Cards with the number of the deal that each came in, the lowest card first.
pub(super) fn dealt(board: Board) -> impl Iterator<Item = (u8, u8)> {
    let cards = (0..CARD_BITS as u8).filter(move |card| board >> card & 1 == 1);
    cards.zip(0..).map(move |(card, place)| (card, (board >> (CARD_BITS + 2 * place) & 3) as u8))
}

/// A board of cards, each with the number of the deal that it came in, in any order.
pub(super) fn board_of(cards: impl IntoIterator<Item = (u8, u8)>) -> Board {
    let mut cards: Vec<(u8, u8)> = cards.into_iter().collect();
    cards.sort_unstable();
    let with = |board, (place, &(card, deal)): (usize, &(u8, u8))| {
        board | 1 << card | Board::from(deal) << (CARD_BITS as usize + 2 * place)
    };
    cards.iter().enumerate().fold(0, with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_remembers_what_came_first() {
        let cards = [(51, 0), (3, 1), (0, 2), (17, 0), (18, 1)];
        let board = board_of(cards);
        assert_eq!(cards_on(board), 1 << 51 | 1 << 3 | 1 | 1 << 17 | 1 << 18);
        assert_eq!(dealt(board).collect::<Vec<_>>(), [(0, 2), (3, 1), (17, 0), (18, 1), (51, 0)]);
        assert_ne!(board_of([(1, 0), (2, 1)]), board_of([(2, 0), (1, 1)]));
        assert_eq!(board_of([(5, 0), (9, 0)]), 1 << 5 | 1 << 9, "nothing to remember, no other bits");
    }
}
