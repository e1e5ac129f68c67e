//! Luck taken out: the expectation stays what it is, by going through everything that can happen.

use std::sync::Arc;

use holdem_arena::aivat::{Aivat, AivatOptions, Baseline, BaselineError, BaselineOptions};
use holdem_arena::matches::{Match, MatchOptions, Witness};
use holdem_arena::player::{Mixture, Player, PlayerError, Turn, View};
use holdem_arena::players::{Entrant, Fixed};
use holdem_arena::table::{Dealt, PublicHand, Table};
use holdem_blueprint::{Strategy, unobserved};
use holdem_game::deal::DealRng;
use holdem_game::rules::Move;

use crate::support::{config, entrant, random};

const LEDUC: &str = r#"{"kind": "leduc"}"#;
/// Six cards, so short that hands are all-in before the last card.
const MINI: &str = r#"{"kind": "mini-holdem", "ranks": 3, "suits": 2, "hole_cards": 1, "board_cards": [1],
    "stack": 3, "menu": {"preflop": {"sizes": [["all-in"]], "max_raises": 1}, "limped": null,
    "flop": {"sizes": [["50%", "all-in"]], "max_raises": 1},
    "turn": {"sizes": [], "max_raises": 0}, "river": {"sizes": [], "max_raises": 0}}}"#;

/// A player that says nothing of how it plays.
struct Silent(Box<dyn Player>);

impl Player for Silent {
    fn name(&self) -> String {
        self.0.name()
    }
    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError> {
        self.0.begin(turn)
    }
    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        self.0.act(turn, rng)
    }
}

/// Everything that can happen at a table for two.
struct World<'a> {
    table: Table,
    /// By seat; and whether it says how it plays.
    seats: [(&'a dyn Entrant, bool); 2],
}

/// Expectations for seat 0: payoff, corrected payoff, and the squares of both.
#[derive(Clone, Copy, Debug, Default)]
struct Expectation([f64; 4]);

impl World<'_> {
    fn expect(&self, aivat: &Aivat) -> Expectation {
        let deals = self.deals();
        let mut sum = Expectation::default();
        for dealt in &deals {
            let public = self.table.begin();
            let mut aivat = aivat.clone();
            aivat.begin(&public, dealt, 0);
            self.explore(dealt, public, aivat, 1.0 / deals.len() as f64, &mut sum);
        }
        sum
    }

    /// All deals of two hands and a board.
    fn deals(&self) -> Vec<Dealt> {
        let deck = self.table.deck();
        let hands = 0..deck.num_hands();
        let pairs = hands.clone().flat_map(|a| hands.clone().map(move |b| vec![a, b]));
        let pairs = pairs.filter(|pair| !deck.hands_collide(pair[0], pair[1]));
        let with_boards = pairs.flat_map(|hands| {
            let boards = deck.all_boards(&hands, &[0], deck.num_streets() - 1, 100).unwrap();
            boards.into_iter().map(move |board| Dealt { hands: hands.clone(), boards: vec![0, board] })
        });
        with_boards.collect()
    }

    fn explore(
        &self,
        dealt: &Dealt,
        mut public: PublicHand,
        mut aivat: Aivat,
        chance: f64,
        sum: &mut Expectation,
    ) {
        while public.awaits_cards() {
            public.deal(dealt.boards[public.boards().len()]);
            aivat.after(&public);
        }
        let Some(seat) = public.betting().to_act() else {
            let payoffs = self.table.payoffs(public.betting(), dealt);
            if public.boards().len() < dealt.boards.len() {
                public.deal(dealt.boards[1]);
                aivat.after(&public);
            }
            let (won, corrected) = (payoffs[0] as f64, aivat.result(&public, &payoffs));
            for (to, value) in sum.0.iter_mut().zip([won, corrected, won * won, corrected * corrected]) {
                *to += chance * value;
            }
            return;
        };
        let mixture = self.mixture(seat, dealt, &public);
        let rng = &mut DealRng::from_seed(1);
        let turn = Turn { public: &public, seat, hand: dealt.hands[seat], number: 0 };
        let mut player = self.player(seat, dealt, &public);
        aivat.before_move(&turn, player.as_mut(), rng).unwrap();
        for (&action, chances) in mixture.moves.iter().zip(&mixture.probabilities) {
            let (mut public, mut aivat) = (public.clone(), aivat.clone());
            public.act(action).unwrap();
            aivat.after(&public);
            let chance = chance * f64::from(chances[dealt.hands[seat]]);
            if chance > 0.0 {
                self.explore(dealt, public, aivat, chance, sum);
            }
        }
    }

    /// How the player on a seat really plays.
    fn mixture(&self, seat: usize, dealt: &Dealt, public: &PublicHand) -> Mixture {
        let mut player = self.seats[seat].0.seat(&self.table).unwrap();
        let turn = Turn { public, seat, hand: dealt.hands[seat], number: 0 };
        player.begin(&turn).unwrap();
        let view: View = player.view(&turn, &mut DealRng::from_seed(1)).unwrap().unwrap();
        view.mixture.unwrap()
    }

    fn player(&self, seat: usize, dealt: &Dealt, public: &PublicHand) -> Box<dyn Player> {
        let (entrant, speaks) = self.seats[seat];
        let mut player = entrant.seat(&self.table).unwrap();
        player.begin(&Turn { public, seat, hand: dealt.hands[seat], number: 0 }).unwrap();
        if speaks { player } else { Box::new(Silent(player)) }
    }
}

/// With values for all buckets, or as many as fit.
fn baseline(strategy: &Arc<Strategy>, boards: usize, most_bytes: u64) -> Arc<Baseline> {
    let options = BaselineOptions { boards: Some(boards), most_bytes, ..BaselineOptions::default() };
    Arc::new(Baseline::learn(Arc::clone(strategy), options, &mut unobserved).unwrap())
}

/// Bytes that are always enough here.
const EVERYTHING: u64 = 1 << 30;

/// Bytes for one value a node, and half as much again: some buckets have values of their own.
fn few_bytes(strategy: &Arc<Strategy>) -> u64 {
    let options = BaselineOptions { most_bytes: 0, ..BaselineOptions::default() };
    match Baseline::learn(Arc::clone(strategy), options, &mut unobserved).err().unwrap() {
        BaselineError::Memory { found, .. } => found + found / 2,
        error => panic!("{error}"),
    }
}

/// Compares in a game, with a baseline of a strategy, with one that has little room, and with one of another
/// strategy.
fn check(game: &str) {
    let [a, b, other] = [3, 4, 5].map(|seed| random(&config(game), seed));
    let (first, second) = (entrant(&a), entrant(&b));
    let table = Entrant::table(&first).unwrap().clone();
    let cases: [[(&dyn Entrant, bool); 2]; 4] = [
        [(&first, true), (&second, true)],
        [(&first, true), (&second, false)],
        [(&first, false), (&second, true)],
        [(&first, true), (&Fixed::Uniform, true)],
    ];
    for (number, seats) in cases.into_iter().enumerate() {
        let world = World { table: table.clone(), seats };
        let learned = [(&a, 200, EVERYTHING), (&a, 200, few_bytes(&a)), (&other, 2, EVERYTHING)];
        for (learned_from, boards, most_bytes) in learned {
            let baseline = baseline(learned_from, boards, most_bytes);
            let aivat = Aivat::new(baseline, &table, AivatOptions::default()).unwrap();
            let Expectation([won, corrected, square, corrected_square]) = world.expect(&aivat);
            assert!(
                (won - corrected).abs() < 1e-4 * (1.0 + won.abs()),
                "{game}, case {number}: {corrected} instead of {won}"
            );
            let [raw, left] = [square - won * won, corrected_square - corrected * corrected];
            if boards == 200 && most_bytes == EVERYTHING {
                // Less where one of them says nothing: its moves are not corrected.
                let most = if seats.iter().all(|(_, speaks)| *speaks) { 0.5 } else { 0.8 };
                assert!(left < most * raw, "{game}, case {number}: variance {left} of {raw}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_with_one_value_a_node_is_refused_with_what_it_takes() {
    let a = random(&config(LEDUC), 3);
    let options = BaselineOptions { most_bytes: 100, ..BaselineOptions::default() };
    let error = Baseline::learn(Arc::clone(&a), options, &mut unobserved).err().unwrap();
    let BaselineError::Memory { found, most: 100 } = error else { panic!("{error}") };
    // A value and a weight of four bytes, for two players, at nodes that are no fold, and before a deal too.
    assert!(found % 16 == 0 && found > 16 * 20, "{found}");
    let options = BaselineOptions { most_bytes: found, ..BaselineOptions::default() };
    assert!(Baseline::learn(a, options, &mut unobserved).is_ok());
}

#[test]
fn the_expectation_stays_in_leduc() {
    check(LEDUC);
}

#[test]
fn the_expectation_stays_in_mini_holdem() {
    check(MINI);
}

#[test]
fn a_match_of_holdem_is_the_same_within_its_interval_and_for_any_number_of_workers() {
    const GAME: &str = r#"{"stack": 20, "menu": {"flop": {"sizes": [["50%"]], "max_raises": 2},
        "turn": {"sizes": [["75%"]], "max_raises": 1}, "river": {"sizes": [["75%"]], "max_raises": 1}}}"#;
    let [a, b] = [3, 4].map(|seed| random(&config(GAME), seed));
    let entrants: Vec<Box<dyn Entrant>> = vec![Box::new(entrant(&a)), Box::new(entrant(&b))];
    let table = entrants[0].table().unwrap().clone();
    let baseline = baseline(&a, 30, EVERYTHING);
    let play = |workers| {
        let aivat = Aivat::new(Arc::clone(&baseline), &table, AivatOptions::default());
        let options = MatchOptions { hands: 1_200, workers, ..MatchOptions::default() };
        let played = Match::new(&table, &entrants).unwrap().with_aivat(aivat);
        played.play(&options, &mut unobserved).unwrap().scores
    };
    let alone = play(1);
    assert_eq!(play(3), alone);
    let corrected = alone[0].aivat.as_ref().unwrap();
    let error = alone[0].won.standard_error_mbb.unwrap() + corrected.won.standard_error_mbb.unwrap();
    assert!((alone[0].won.mbb - corrected.won.mbb).abs() < 4.0 * error);
    assert!(corrected.deviation_mbb < 0.6 * alone[0].deviation_mbb, "{alone:?}");
}
