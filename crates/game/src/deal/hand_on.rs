//! Card models built on those of another game.

/// Methods of a [`CardModel`](crate::deal::CardModel) that delegate to the cards in a field.
///
/// ```
/// use holdem_game::deal::{Board, CardModel, Deal, DealRng, HandSample, LeducCards, Runout};
///
/// /// Leduc in which nobody knows more than that there is a hand.
/// struct Blind {
///     cards: LeducCards,
/// }
///
/// impl CardModel for Blind {
///     holdem_game::hand_on!(cards: num_hands num_streets blockers hand_name);
///     holdem_game::hand_on!(cards: final_boards sample_final_board runouts final_runouts);
///     fn num_buckets(&self, _: usize) -> usize {
///         1
///     }
///     fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal) {
///         self.cards.deal(board, sample, rng, deal);
///         deal.buckets.iter_mut().flatten().for_each(|bucket| *bucket = 0);
///     }
///     fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
///         self.cards.layer(street, board, deal);
///         deal.buckets[street].fill(0);
///     }
/// }
/// assert_eq!((Blind { cards: LeducCards }).num_hands(), LeducCards.num_hands());
/// ```
#[macro_export]
macro_rules! hand_on {
    ($cards:ident: $($method:ident)+) => {
        $($crate::hand_on!(@ $cards $method);)+
    };
    (@ $cards:ident num_hands) => {
        fn num_hands(&self) -> usize {
            self.$cards.num_hands()
        }
    };
    (@ $cards:ident num_streets) => {
        fn num_streets(&self) -> usize {
            self.$cards.num_streets()
        }
    };
    (@ $cards:ident num_buckets) => {
        fn num_buckets(&self, street: usize) -> usize {
            self.$cards.num_buckets(street)
        }
    };
    (@ $cards:ident blockers) => {
        fn blockers(&self, hand: usize) -> [u8; 2] {
            self.$cards.blockers(hand)
        }
    };
    (@ $cards:ident hand_name) => {
        fn hand_name(&self, hand: usize) -> String {
            self.$cards.hand_name(hand)
        }
    };
    (@ $cards:ident final_boards) => {
        fn final_boards(&self) -> Option<Vec<$crate::deal::Board>> {
            self.$cards.final_boards()
        }
    };
    (@ $cards:ident sample_final_board) => {
        fn sample_final_board(&self, rng: &mut $crate::deal::DealRng) -> $crate::deal::Board {
            self.$cards.sample_final_board(rng)
        }
    };
    (@ $cards:ident deal) => {
        fn deal(
            &self,
            board: $crate::deal::Board,
            sample: $crate::deal::HandSample,
            rng: &mut $crate::deal::DealRng,
            deal: &mut $crate::deal::Deal,
        ) {
            self.$cards.deal(board, sample, rng, deal);
        }
    };
    (@ $cards:ident runouts) => {
        fn runouts(&self, street: usize, board: $crate::deal::Board) -> Vec<$crate::deal::Runout> {
            self.$cards.runouts(street, board)
        }
    };
    (@ $cards:ident final_runouts) => {
        fn final_runouts(&self, street: usize, board: $crate::deal::Board) -> Vec<$crate::deal::Runout> {
            self.$cards.final_runouts(street, board)
        }
    };
    (@ $cards:ident layer) => {
        fn layer(&self, street: usize, board: $crate::deal::Board, deal: &mut $crate::deal::Deal) {
            self.$cards.layer(street, board, deal);
        }
    };
    (@ $cards:ident bucket) => {
        fn bucket(&self, street: usize, board: $crate::deal::Board, hand: usize) -> Option<u32> {
            self.$cards.bucket(street, board, hand)
        }
    };
    (@ $cards:ident renamings) => {
        fn renamings(&self, board: $crate::deal::Board) -> Vec<$crate::deal::Renaming> {
            self.$cards.renamings(board)
        }
    };
}
