//! Cards of Texas Hold'em: 1,326 private hands, four streets, buckets from rows over canonical boards.

use super::sample::{one_of_each_share, stand_in};
use super::{Board, CardModel, Deal, DealRng, DealtHand, HandSample, Renaming, Runout};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::evaluator::Hand;
use holdem_cards::strength::{LIVE_COMBOS, StrengthRow};
use holdem_cards::suits::SuitPermutation;
use holdem_cards::{Card, CardSet, Combo, Street};
use std::cell::RefCell;

/// Buckets of hands on boards, street by street: what a card abstraction provides.
pub trait BucketRows: Send + Sync {
    /// Number of buckets of a street.
    fn num_buckets(&self, street: Street) -> usize;
    /// Writes the bucket of each combo (index below 1,326) on a board to `out`, an equally long slice. The
    /// board is empty preflop, and no combo may collide with it.
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]);
    /// All rows of a street from the flop on, `[canonical board][renamed combo]`, if the buckets are stored
    /// that way; before the flop the buckets must then be the hand classes. Samplers that need few hands of
    /// many boards read them directly.
    fn rows(&self, _street: Street) -> Option<&[[u16; Combo::COUNT]]> {
        None
    }
}

/// Card model of Hold'em over a card abstraction; private hand `i` is the combo with index `i`.
pub struct HoldemCards<B> {
    buckets: B,
}

/// Numbers of boards that two hands leave, for the probability of a runout given two hands.
const FLOPS_AFTER_HANDS: f64 = 17_296.0; // C(48, 3)
const TURNS_AFTER_HANDS: f64 = 45.0;
const RIVERS_AFTER_HANDS: f64 = 44.0;
const BOARDS_AFTER_HANDS: f64 = 1_712_304.0; // C(48, 5)
const TURN_RIVERS_AFTER_HANDS: f64 = 990.0; // C(45, 2)
const NUM_COMBOS: usize = Combo::COUNT;

impl<B: BucketRows> HoldemCards<B> {
    /// The card model over an abstraction.
    pub fn new(buckets: B) -> Self {
        Self { buckets }
    }

    /// The abstraction.
    pub fn bucket_rows(&self) -> &B {
        &self.buckets
    }

    /// Fills the blockers and one street's buckets of the hands in `deal`.
    fn fill_buckets(&self, street: Street, board: CardSet, deal: &mut Deal) {
        let out = &mut deal.buckets[street.index()];
        out.clear();
        out.resize(deal.hands.len(), 0);
        self.buckets.buckets(street, board, &deal.hands, out);
        out.resize(deal.hands.len().next_multiple_of(super::SLOT_ALIGN), 0);
    }

    fn fill_all_sorted(board: CardSet, deal: &mut Deal) {
        STRENGTH.with_borrow_mut(|row| {
            row.assign(board);
            deal.hands.extend_from_slice(row.sorted());
            let mut end = 0;
            for group in row.groups() {
                end += group.len();
                deal.end_tie(end);
            }
        });
    }

    /// Draws a hand of each of `count` equal shares of all hands in order of strength, ties in order of combo
    /// index.
    fn fill_stratified(board: CardSet, count: usize, rng: &mut DealRng, deal: &mut Deal) {
        let mut picks = [0; LIVE_COMBOS];
        let picks = &mut picks[..count];
        one_of_each_share(LIVE_COMBOS, picks, rng);
        STRENGTH.with_borrow_mut(|row| {
            row.assign(board);
            let held = |place: usize| combo_at(row.sorted()[place]).cards();
            let collide = |a, b| held(b).iter().any(|card| held(a).contains(card));
            stand_in(LIVE_COMBOS, picks, collide, &mut deal.own);
            let mut picks = picks.iter().map(|&pick| usize::from(pick)).peekable();
            let mut end = 0;
            for group in row.groups() {
                let begin = end;
                end += group.len();
                let before = deal.hands.len();
                while let Some(pick) = picks.next_if(|&pick| pick < end) {
                    deal.hands.push(group[pick - begin]);
                }
                if deal.hands.len() > before {
                    deal.end_tie(deal.hands.len());
                }
            }
        });
    }

    /// Draws hands without replacement and sorts them by strength, ties in order of combo index.
    fn fill_sample(board: CardSet, count: usize, rng: &mut DealRng, deal: &mut Deal) {
        let mut live = [0u16; NUM_COMBOS];
        let count_live = live_combos(board, &mut live);
        rng.choose_front(&mut live[..count_live], count);
        let on_board = board.iter().fold(Hand::EMPTY, Hand::with);
        let mut keyed = [0u32; NUM_COMBOS];
        let keyed = &mut keyed[..count];
        for (key, &combo) in keyed.iter_mut().zip(&live) {
            let [a, b] = combo_at(combo).cards();
            *key = u32::from(on_board.with(a).with(b).rank().0) << 16 | u32::from(combo);
        }
        keyed.sort_unstable();
        for (i, key) in keyed.iter().enumerate() {
            if i > 0 && key >> 16 != keyed[i - 1] >> 16 {
                deal.end_tie(i);
            }
            deal.hands.push(*key as u16);
        }
        deal.end_tie(count);
    }
}

thread_local! {
    /// Working memory of this thread for sorting the hands of a board.
    static STRENGTH: RefCell<StrengthRow> = RefCell::new(StrengthRow::new(first_board()));
}

/// Any final board.
fn first_board() -> CardSet {
    Card::all().take(Street::River.board_len()).collect()
}

fn combo_at(index: u16) -> Combo {
    Combo::from_index(index).expect("a combo index is below 1,326")
}

fn card_set(board: Board) -> CardSet {
    CardSet::from_bits(board).expect("a Hold'em board holds cards only")
}

fn runout(board: CardSet, probability: f64) -> Runout {
    Runout { board: board.bits(), probability: probability as f32 }
}

/// All boards of a street up to suit isomorphism, each with the probability of all its relabellings; `after`
/// is the number of boards that two hands leave.
fn canonical_boards(street: Street, after: f64) -> Vec<Runout> {
    let index = BoardIndex::for_street(street);
    let chance = |row| f64::from(index.multiplicity(row)) / after;
    (0..index.len() as u32).map(|row| runout(index.board(row), chance(row))).collect()
}

/// Writes the combos that do not collide with the board, in order of index; returns their number.
fn live_combos(board: CardSet, out: &mut [u16; NUM_COMBOS]) -> usize {
    let mut count = 0;
    let mut index = 0u16;
    for high in Card::all() {
        for low in Card::all().take(high.index()) {
            out[count] = index;
            count += usize::from(!board.contains(high) & !board.contains(low));
            index += 1;
        }
    }
    count
}

/// Boards of the streets on the way to a final board: the first three cards drawn are the flop. A final board
/// alone does not say which these are, so the sampler draws an order for it.
fn split_board(board: CardSet, rng: &mut DealRng) -> [CardSet; Street::COUNT] {
    let mut in_order = board.iter();
    let mut cards: [Card; 5] =
        std::array::from_fn(|_| in_order.next().expect("a final board has five cards"));
    rng.choose_front(&mut cards, 5);
    Street::ALL.map(|street| cards[..street.board_len()].iter().copied().collect())
}

impl<B: BucketRows> CardModel for HoldemCards<B> {
    fn num_hands(&self) -> usize {
        NUM_COMBOS
    }
    fn num_streets(&self) -> usize {
        Street::COUNT
    }
    fn num_buckets(&self, street: usize) -> usize {
        self.buckets.num_buckets(Street::ALL[street])
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        combo_at(hand as u16).cards().map(|card| card.index() as u8)
    }
    fn hand_name(&self, hand: usize) -> String {
        combo_at(hand as u16).to_string()
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        None
    }
    fn sample_final_board(&self, rng: &mut DealRng) -> Board {
        let mut board = CardSet::EMPTY;
        while board.len() < Street::River.board_len() {
            let card = rng.below(Card::COUNT) as u8;
            board.insert(Card::from_index(card).expect("drawn below 52"));
        }
        board.bits()
    }
    fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal) {
        let board = card_set(board);
        let boards = split_board(board, rng);
        deal.clear();
        match sample {
            HandSample::Uniform(count) if count < LIVE_COMBOS => Self::fill_sample(board, count, rng, deal),
            HandSample::Stratified(count) if count < LIVE_COMBOS => {
                Self::fill_stratified(board, count, rng, deal);
            }
            HandSample::All | HandSample::Uniform(_) | HandSample::Stratified(_) => {
                Self::fill_all_sorted(board, deal);
            }
        }
        self.fill_blockers(deal);
        for (street, board) in Street::ALL.into_iter().zip(boards) {
            self.fill_buckets(street, board, deal);
        }
    }
    fn deal_hands(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        self.deal_hands_fast(rngs, players, out);
    }
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        let board = card_set(board);
        let chance = match Street::ALL[street] {
            Street::Preflop => return canonical_boards(Street::Flop, FLOPS_AFTER_HANDS),
            Street::Flop => 1.0 / TURNS_AFTER_HANDS,
            Street::Turn | Street::River => 1.0 / RIVERS_AFTER_HANDS,
        };
        Card::all().filter(|c| !board.contains(*c)).map(|c| runout(board.with(c), chance)).collect()
    }
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        match Street::ALL[street] {
            Street::Preflop => canonical_boards(Street::River, BOARDS_AFTER_HANDS),
            Street::Flop => {
                let board = card_set(board);
                let left: Vec<Card> = Card::all().filter(|c| !board.contains(*c)).collect();
                let pairs = (0..left.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
                pairs
                    .map(|(i, j)| runout(board.with(left[i]).with(left[j]), 1.0 / TURN_RIVERS_AFTER_HANDS))
                    .collect()
            }
            Street::Turn | Street::River => self.runouts(street, board),
        }
    }
    fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
        let board = card_set(board);
        deal.clear();
        match Street::ALL[street] {
            Street::River => Self::fill_all_sorted(board, deal),
            Street::Preflop | Street::Flop | Street::Turn => {
                let mut live = [0; NUM_COMBOS];
                let count = live_combos(board, &mut live);
                deal.hands.extend_from_slice(&live[..count]);
            }
        }
        self.fill_blockers(deal);
        self.fill_buckets(Street::ALL[street], board, deal);
    }
    fn bucket(&self, street: usize, board: Board, hand: usize) -> Option<u32> {
        let (board, combo) = (card_set(board), combo_at(hand as u16));
        let mut bucket = [0];
        if board.intersects(combo.set()) {
            return None;
        }
        self.buckets.buckets(Street::ALL[street], board, &[hand as u16], &mut bucket);
        Some(bucket[0])
    }
    fn renamings(&self, board: Board) -> Vec<Renaming> {
        let board = card_set(board);
        let keeps =
            |suits: &SuitPermutation| *suits != SuitPermutation::IDENTITY && suits.set(board) == board;
        let renaming = |suits: SuitPermutation| Renaming {
            cards: Card::all().map(|card| suits.card(card).index() as u8).collect(),
            hands: suits.combo_indices()[..].into(),
        };
        SuitPermutation::all().filter(keeps).map(renaming).collect()
    }
}

impl<B: BucketRows> HoldemCards<B> {
    fn fill_blockers(&self, deal: &mut Deal) {
        deal.blockers.extend(deal.hands.iter().map(|&hand| self.blockers(hand as usize)));
        deal.list_ties();
    }
}

mod hands;
#[cfg(test)]
mod tests;
