//! Fast deals of one hand for each player.
//!
//! A batch is dealt in three passes, each a plain loop over all deals: cards, places of the buckets, buckets.
//! The last pass consists only of independent reads from the rows of the abstraction, hundreds of megabytes,
//! so the processor can have many of them in flight.

use super::super::DealRng;
use super::super::hands::DealtHand;
use super::{BucketRows, HoldemCards};
use crate::tree::MAX_PLAYERS;
use holdem_cards::canonical::BoardIndex;
use holdem_cards::evaluator::Hand;
use holdem_cards::{Card, CardSet, Combo, Street};

/// Streets whose buckets come from rows.
const ROW_STREETS: [Street; 3] = [Street::Flop, Street::Turn, Street::River];

/// Deals that are looked up together.
const TOGETHER: usize = 32;

/// Where a bucket is: the row of the board, and the combo under its renaming.
type Place = (u32, u16);

impl<B: BucketRows> HoldemCards<B> {
    /// Deals hands and boards, see [`CardModel::deal_hands`](super::super::CardModel::deal_hands).
    pub(super) fn deal_hands_fast(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        assert!((1..=MAX_PLAYERS).contains(&players) && out.len() == rngs.len() * players);
        for (rngs, out) in rngs.chunks_mut(TOGETHER).zip(out.chunks_mut(TOGETHER * players)) {
            self.deal_together(rngs, players, out);
        }
    }

    fn deal_together(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        let rows = ROW_STREETS.map(|street| self.bucket_rows().rows(street));
        let [Some(flop), Some(turn), Some(river)] = rows else {
            return rngs.iter_mut().zip(out.chunks_mut(players)).for_each(|(rng, hands)| {
                let (board, combos) = draw(rng, players);
                rank(board, &combos[..players], hands);
                self.look_up(board, &combos[..players], hands);
            });
        };
        let indices = ROW_STREETS.map(BoardIndex::for_street);
        let mut places = [[(0, 0); 3]; TOGETHER * MAX_PLAYERS];
        for ((rng, hands), places) in
            rngs.iter_mut().zip(out.chunks_mut(players)).zip(places.chunks_mut(players))
        {
            let (board, combos) = draw(rng, players);
            rank(board, &combos[..players], hands);
            locate(&indices, board, &combos[..players], places);
        }
        for (hand, [f, t, r]) in out.iter_mut().zip(&places) {
            let at = |rows: &[[u16; Combo::COUNT]], (row, combo): Place| {
                u32::from(rows[row as usize][usize::from(combo)])
            };
            hand.buckets[1..].copy_from_slice(&[at(flop, *f), at(turn, *t), at(river, *r)]);
        }
    }

    /// Buckets of the streets after the flop through the general interface.
    fn look_up(&self, board: [Card; 5], combos: &[Combo], hands: &mut [DealtHand]) {
        let mut indices = [0; MAX_PLAYERS];
        let mut buckets = [0; MAX_PLAYERS];
        let (indices, buckets) = (&mut indices[..combos.len()], &mut buckets[..combos.len()]);
        indices.iter_mut().zip(combos).for_each(|(index, combo)| *index = combo.index() as u16);
        for street in Street::ALL {
            let shown: CardSet = board[..street.board_len()].iter().copied().collect();
            self.bucket_rows().buckets(street, shown, indices, buckets);
            for (hand, bucket) in hands.iter_mut().zip(&*buckets) {
                hand.buckets[street.index()] = *bucket;
            }
        }
    }
}

/// Draws five public cards, the flop first, and a hand for each player: every ordered deal is equally likely.
fn draw(rng: &mut DealRng, players: usize) -> ([Card; 5], [Combo; MAX_PLAYERS]) {
    let mut seen = 0u64;
    let mut card = || loop {
        let index = rng.below(Card::COUNT);
        if seen & 1 << index == 0 {
            seen |= 1 << index;
            return Card::from_index(index as u8).expect("drawn below 52");
        }
    };
    let board = std::array::from_fn(|_| card());
    let mut combos = [Combo::from_index(0).expect("there is a first combo"); MAX_PLAYERS];
    for combo in &mut combos[..players] {
        *combo = Combo::new(card(), card()).expect("no card is drawn twice");
    }
    (board, combos)
}

/// Strengths, and the buckets before the flop: hand classes where rows are known.
fn rank(board: [Card; 5], combos: &[Combo], hands: &mut [DealtHand]) {
    let public = board.into_iter().fold(Hand::EMPTY, Hand::with);
    for (hand, combo) in hands.iter_mut().zip(combos) {
        let [a, b] = combo.cards();
        hand.strength = public.with(a).with(b).rank().0;
        hand.buckets[0] = combo.class().index() as u32;
    }
}

fn locate(indices: &[&BoardIndex; 3], board: [Card; 5], combos: &[Combo], places: &mut [[Place; 3]]) {
    for (at, (index, street)) in indices.iter().zip(ROW_STREETS).enumerate() {
        let shown: CardSet = board[..street.board_len()].iter().copied().collect();
        let (row, renaming) = index.index(shown);
        for (place, combo) in places.iter_mut().zip(combos) {
            place[at] = (row, renaming.combo(*combo).index() as u16);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::CardModel;

    /// Buckets by a hash of board row and renamed combo, so that any wrong place shows.
    struct Hashed {
        rows: Option<[Vec<[u16; Combo::COUNT]>; 3]>,
    }

    fn hashed(street: usize, row: u32, combo: usize) -> u16 {
        (row as usize * 1327 + combo * 31 + street) as u16
    }

    fn rows(street: Street) -> Vec<[u16; Combo::COUNT]> {
        let rows = 0..BoardIndex::for_street(street).len() as u32;
        rows.map(|row| std::array::from_fn(|combo| hashed(street.index(), row, combo))).collect()
    }

    impl BucketRows for Hashed {
        fn num_buckets(&self, _street: Street) -> usize {
            1 << 16
        }
        fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
            let (row, renaming) = BoardIndex::for_street(street).index(board);
            for (&combo, out) in combos.iter().zip(out) {
                let combo = Combo::from_index(combo).expect("a combo");
                *out = match street {
                    Street::Preflop => combo.class().index() as u32,
                    _ => u32::from(hashed(street.index(), row, renaming.combo(combo).index())),
                };
            }
        }
        fn rows(&self, street: Street) -> Option<&[[u16; Combo::COUNT]]> {
            self.rows.as_ref().map(|rows| &rows[street.index() - 1][..])
        }
    }

    #[test]
    fn rows_and_the_general_interface_deal_the_same() {
        let slow = HoldemCards::new(Hashed { rows: None });
        let fast = HoldemCards::new(Hashed { rows: Some(ROW_STREETS.map(rows)) });
        for players in [2, 6, 9] {
            let mut hands = [vec![], vec![]];
            for (cards, hands) in [&slow, &fast].into_iter().zip(&mut hands) {
                let mut rngs: Vec<_> = (0..100).map(|i| DealRng::for_iteration(5, i)).collect();
                *hands = vec![DealtHand::default(); 100 * players];
                cards.deal_hands(&mut rngs, players, hands);
            }
            assert_eq!(hands[0], hands[1]);
        }
    }

    #[test]
    fn dealt_cards_are_uniform_and_never_the_same() {
        let mut rng = DealRng::for_iteration(3, 0);
        let mut seen = [[0u32; 52]; 23];
        for _ in 0..26_000 {
            let (board, combos) = draw(&mut rng, 9);
            let cards: Vec<Card> =
                board.into_iter().chain(combos.iter().flat_map(|combo| combo.cards())).collect();
            assert_eq!(cards.iter().copied().collect::<CardSet>().len(), 23);
            // A combo forgets the order of its cards: the first eleven places and the set of all cards stand
            // for the rest.
            cards.iter().enumerate().for_each(|(i, card)| seen[i][card.index()] += 1);
        }
        assert!(seen[..5].iter().flatten().all(|&n| (350..=660).contains(&n)), "{seen:?}");
        let pairs =
            seen[5..].chunks(2).map(|pair| (0..52).map(|c| pair[0][c] + pair[1][c]).collect::<Vec<_>>());
        assert!(pairs.flatten().all(|n| (800..=1200).contains(&n)), "{seen:?}");
    }

    #[test]
    fn the_stronger_hand_has_the_higher_strength() {
        let card = |text: &str| text.parse::<Card>().expect("a card");
        let board = ["2c", "7d", "9h", "Js", "Qs"].map(card);
        let combo = |a, b| Combo::new(card(a), card(b)).expect("two cards");
        let mut hands = [DealtHand::default(); 3];
        rank(board, &[combo("Ac", "Kd"), combo("Th", "8h"), combo("Ad", "Kc")], &mut hands);
        assert!(hands[1].strength > hands[0].strength && hands[0].strength == hands[2].strength);
    }
}
