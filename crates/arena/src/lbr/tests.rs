//! Local best response on games with exact answers.

use std::sync::Arc;

use holdem_blueprint::unobserved;
use holdem_cfr::Strategy;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_game::deal::{Board, CardModel, Deal, DealRng, KuhnCards, LeducCards};
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::mini::MiniHoldem;
use holdem_game::rules::Move;
use holdem_game::tree::{Action, BettingTree, Edge, KuhnPoker, LeducPoker, NodeId};

use super::*;
use crate::player::{Mixture, PlayerError};
use crate::table::{Betting, PublicHand, TreeBetting, as_move};

/// A game with its tree, in which all bets of the responder are in the tree.
struct Game {
    tree: Arc<BettingTree>,
    cards: Box<dyn CardModel>,
    start: PublicHand,
}

fn leduc() -> Game {
    let tree = Arc::new(BettingTree::build(&LeducPoker::default()).unwrap());
    let start = PublicHand::begin(Betting::Tree(TreeBetting::begin(Arc::clone(&tree))), vec![13; 2]);
    Game { tree, cards: Box::new(LeducCards), start }
}

fn kuhn() -> Game {
    let tree = Arc::new(BettingTree::build(&KuhnPoker::default()).unwrap());
    let start = PublicHand::begin(Betting::Tree(TreeBetting::begin(Arc::clone(&tree))), vec![2; 2]);
    Game { tree, cards: Box::new(KuhnCards), start }
}

/// Mini hold'em with the bets of its tree and no others.
fn mini(game: &MiniHoldem, menu: BetMenu) -> Game {
    let tree = Arc::new(game.betting(menu).unwrap().tree().unwrap());
    let start = PublicHand::begin(Betting::Tree(TreeBetting::begin(Arc::clone(&tree))), vec![game.stack; 2]);
    Game { tree, cards: Box::new(game.cards().unwrap()), start }
}

/// Two public cards on streets of their own, one hole card, a bet of the pot on each street.
fn small_mini() -> Game {
    let game =
        MiniHoldem { ranks: 5, suits: 2, hole_cards: 1, board_cards: vec![1, 1], ..MiniHoldem::default() };
    mini(&game, MiniHoldem::one_pot_bet())
}

/// Two hole cards, raises of the pot and all-in.
fn mini_with_raises() -> Game {
    let game = MiniHoldem { ranks: 4, suits: 2, board_cards: vec![2], stack: 30, ..MiniHoldem::default() };
    let street =
        || StreetMenu { sizes: vec![vec![BetSize::PotPercent(100.0), BetSize::AllIn]], max_raises: 2 };
    let menu = BetMenu { preflop: street(), flop: street(), ..MiniHoldem::one_pot_bet() };
    mini(&game, menu)
}

fn buckets(game: &Game) -> Vec<usize> {
    (0..game.cards.num_streets()).map(|street| game.cards.num_buckets(street)).collect()
}

/// A random strategy: each bucket plays all actions alike, or nearly always the same one.
fn random(game: &Game, sharpness: i32, seed: u64) -> Strategy {
    let mut rng = DealRng::from_seed(seed);
    Strategy::from_rows(&game.tree, &buckets(game), |_, rows| {
        rows.iter_mut().for_each(|weight| *weight = (rng.unit() + 0.01).powi(sharpness));
    })
}

/// Plays by a tree that has all bets.
struct InTree<'g> {
    game: &'g Game,
    strategy: Strategy,
}

impl Opponent for InTree<'_> {
    type Position = NodeId;
    type Cards = Deal;

    fn begin(&self) -> NodeId {
        0
    }

    fn look(&self, boards: &[Board]) -> Result<Deal, PlayerError> {
        let mut deal = Deal::default();
        self.game.cards.layer(boards.len() - 1, boards[boards.len() - 1], &mut deal);
        Ok(deal)
    }

    fn answer(&self, at: &NodeId, public: &PublicHand, cards: &Deal) -> Result<Mixture, PlayerError> {
        let edges = self.game.tree.edges(*at);
        let street = public.betting().street();
        let mut probabilities = vec![vec![0.0; self.game.cards.num_hands()]; edges.len()];
        for (&hand, &bucket) in cards.hands.iter().zip(&cards.buckets[street]) {
            let row = self.strategy.row(*at, bucket as usize);
            probabilities.iter_mut().zip(row).for_each(|(to, p)| to[usize::from(hand)] = *p);
        }
        Ok(Mixture { moves: edges.iter().map(|edge| as_move(edge.action)).collect(), probabilities })
    }

    fn hear(&self, at: &NodeId, _public: &PublicHand, heard: Move) -> Vec<(f64, NodeId)> {
        let is_it = |edge: &&Edge| as_move(edge.action) == heard;
        let edge = self.game.tree.edges(*at).iter().find(is_it);
        vec![(1.0, edge.expect("the tree has all bets").child)]
    }
}

impl Game {
    fn setting(&self) -> Setting<'_> {
        Setting { start: &self.start, cards: &*self.cards, unit: 2 }
    }

    /// What local best response wins by seat, in chips.
    fn gains(&self, strategy: &Strategy, options: LbrOptions) -> [f64; 2] {
        let opponent = InTree { game: self, strategy: strategy.clone() };
        let found = measure(&self.setting(), &opponent, &options, &mut unobserved).unwrap();
        let [a, b] = found.by_seat.map(|gain| gain.mean);
        assert!((found.both.mean - (a + b) / 2.0).abs() < 1e-12);
        [a, b]
    }

    fn best_response(&self, strategy: &Strategy) -> [f64; 2] {
        let pair = [strategy; 2];
        exploitability(&self.tree, &*self.cards, pair, None, 1, &Watch::NOBODY).unwrap().best_response
    }
}

const EXACT: LbrOptions = LbrOptions {
    bets: LbrBets::Fcpa,
    from: 0,
    all_boards: true,
    flops: None,
    until_mbb: None,
    secs: None,
    runouts: [1, 1],
    rare: 0.0,
    seed: 1,
    workers: 2,
};

#[test]
fn it_wins_no_more_than_the_best_response() {
    for (name, game) in
        [("Kuhn", kuhn()), ("Leduc", leduc()), ("one bet", small_mini()), ("raises", mini_with_raises())]
    {
        let mut gained = 0.0;
        for (sharpness, seed) in [(0, 0), (1, 1), (4, 2), (20, 3)] {
            let strategy = random(&game, sharpness, seed);
            let best = game.best_response(&strategy);
            for from in 0..game.cards.num_streets() {
                for bets in [LbrBets::Fc, LbrBets::Many] {
                    let found = game.gains(&strategy, LbrOptions { bets, from, ..EXACT });
                    for player in 0..2 {
                        assert!(
                            found[player] < best[player] + 1e-5,
                            "{name} {from} {bets}: {found:?} {best:?}"
                        );
                    }
                    gained += found[0] + found[1];
                }
            }
        }
        assert!(gained > 0.0, "{name}: it wins something");
    }
}

/// Takes the same action, whatever it holds.
fn always(game: &Game, wanted: impl Fn(Action) -> bool) -> Strategy {
    let tree = Arc::clone(&game.tree);
    Strategy::from_rows(&game.tree, &buckets(game), |node, rows| {
        let edges = tree.edges(node);
        // The last of those that fit, else the first one that is passive.
        let fits = edges.iter().rposition(|edge| wanted(edge.action));
        let passive = edges.iter().position(|edge| matches!(edge.action, Action::Check | Action::Call));
        let at = fits.or(passive).unwrap_or(0);
        rows.chunks_mut(edges.len()).for_each(|row| row[at] = 1.0);
    })
}

#[test]
fn it_finds_the_best_response_to_a_caller_and_to_one_who_folds() {
    // A jack loses one chip when it checks, a king wins two when it bets, a queen wins as much as it loses.
    let game = kuhn();
    let caller = always(&game, |action| matches!(action, Action::Check | Action::Call));
    for gain in game.gains(&caller, LbrOptions { ..EXACT }) {
        assert!((gain - 1.0 / 3.0).abs() < 1e-6, "{gain}");
    }
    // A player who folds to a bet loses the ante, and nothing is left to win.
    let folder = always(&game, |action| action == Action::Fold);
    for gain in game.gains(&folder, LbrOptions { ..EXACT }) {
        assert!((gain - 1.0).abs() < 1e-6, "{gain}");
    }
    let leduc = leduc();
    let folder = always(&leduc, |action| action == Action::Fold);
    assert_eq!(leduc.gains(&folder, EXACT), leduc.best_response(&folder).map(|best| best.round()));
    // On the last street nothing comes after its bet that it has not considered.
    let caller = always(&leduc, |action| matches!(action, Action::Check | Action::Call));
    let (found, best) = (leduc.gains(&caller, EXACT), leduc.best_response(&caller));
    assert!(found.iter().zip(best).all(|(found, best)| *found > 0.9 * best), "{found:?} {best:?}");
}

#[test]
fn it_finds_most_of_what_a_uniform_player_loses() {
    for game in [kuhn(), leduc(), mini_with_raises()] {
        let uniform = Strategy::uniform(&game.tree, &buckets(&game));
        let best: f64 = game.best_response(&uniform).iter().sum();
        let found = |options| game.gains(&uniform, options).iter().sum::<f64>();
        let (betting, calling) = (found(EXACT), found(LbrOptions { bets: LbrBets::Fc, ..EXACT }));
        assert!(betting > 0.6 * best, "{betting} of {best}");
        assert!(calling < betting, "{calling} {betting}");
    }
}

#[test]
fn boards_and_rare_lines_that_are_drawn_come_to_the_same() {
    let game = small_mini();
    let opponent = InTree { game: &game, strategy: random(&game, 2, 9) };
    let run = |options: LbrOptions| measure(&game.setting(), &opponent, &options, &mut unobserved).unwrap();
    let exact = run(LbrOptions { ..EXACT }).both.mean;
    let drawn = LbrOptions { all_boards: false, flops: Some(3_000), rare: 0.02, ..EXACT };
    let both = run(drawn).both;
    let error = both.standard_error().unwrap();
    assert!(error < 0.05 && (both.mean - exact).abs() < 4.0 * error, "{} ± {error}, {exact}", both.mean);
    assert!((both.mean - exact).abs() > 0.0, "something was drawn");
}

#[test]
fn the_number_of_workers_does_not_show() {
    let game = small_mini();
    let opponent = InTree { game: &game, strategy: random(&game, 2, 9) };
    let run = |workers| {
        let options = LbrOptions { all_boards: false, flops: Some(20), rare: 0.01, workers, ..EXACT };
        measure(&game.setting(), &opponent, &options, &mut unobserved).unwrap()
    };
    assert!([2, 3].map(run).iter().all(|found| *found == run(1)));
}

#[test]
fn it_ends_where_it_is_told_to() {
    let game = small_mini();
    let opponent = InTree { game: &game, strategy: random(&game, 2, 9) };
    let drawn = LbrOptions { all_boards: false, ..EXACT };
    let narrow = LbrOptions { until_mbb: Some(50.0), ..drawn };
    let found = measure(&game.setting(), &opponent, &narrow, &mut unobserved).unwrap();
    assert!(found.both.interval().unwrap() <= 0.1 && found.flops.unwrap() > 16);
    let mut stop = |_: holdem_blueprint::progress::Event<'_>| std::ops::ControlFlow::Break(());
    let stopped = measure(&game.setting(), &opponent, &drawn, &mut stop);
    assert!(matches!(stopped, Err(LbrError::Interrupted)));
}
