use super::*;
use holdem_cards::{CardSet, SuitPermutation};
use holdem_cfr::exact::{Gadget, GadgetKind, StopAt, Stopped, Variant};
use holdem_game::spot::SpotBetting;
use holdem_game::tree::{Action, BettingGame, BettingTree, Chips, NodeKind, PotRake};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// A turn with few hands, a flush draw, and clubs and spades alike.
const TURN: &str = "
board: Td 9d 6h Qh
oop_range: 'TT,99,AQs,KJs,87s,AdKd,Jd8d:0.5'
ip_range: 'QQ,66,ATs,KQs:0.75,J8s,55,Ad5d'
pot: 100
effective_stack: 300
turn: {bet: 70%, raise: 3x}
river: {bet: '50%, a', raise: a}
";

#[test]
fn workers_and_interruptions_change_no_bit() {
    for storage in [Storage::F32, Storage::I16] {
        let solved = |workers: usize, runs: &[u64]| {
            let mut solver = solver_of(TURN, storage, workers);
            runs.iter().for_each(|&run| solver.run(run));
            bits_of(&solver)
        };
        let once = solved(1, &[30]);
        assert!(once.iter().any(|&word| word != 0));
        for workers in [2, 3] {
            assert_eq!(solved(workers, &[30]), once, "{storage:?}: {workers} workers");
        }
        assert_eq!(solved(2, &[1, 16, 13]), once, "{storage:?}: in three runs");
    }
}

#[test]
fn a_restored_solver_goes_on_to_the_same_bits() {
    for storage in [Storage::F32, Storage::I16] {
        let mut solver = solver_of(TURN, storage, 1);
        solver.run(20);
        let mut restored = resumed(&solver, solver_of(TURN, storage, 2));
        solver.run(10);
        restored.run(10);
        assert_eq!(bits_of(&restored), bits_of(&solver), "{storage:?}");
    }
}

/// The same game with other names of the suits.
fn renamed(game: &ExactGame, suits: SuitPermutation) -> ExactGame {
    let board = suits.set(CardSet::from_bits(game.board).expect("a board of cards"));
    let mut weights = game.weights.clone();
    for (new, old) in weights.iter_mut().zip(&game.weights) {
        for (hand, &to) in suits.combo_indices().iter().enumerate() {
            new[usize::from(to)] = old[hand];
        }
    }
    ExactGame { board: board.bits(), weights, ..game.clone() }
}

#[test]
fn names_of_suits_change_nothing() {
    let value = |game: ExactGame, iterations: u64| {
        let mut solver = ExactSolver::new(game, ExactOptions::default()).unwrap();
        solver.run(iterations);
        (solver.num_boards(), solver.ev(0), solver.exploitability())
    };
    let game = game_of(TURN);
    let (first, last) = (value(game.clone(), 1), value(game.clone(), 400));
    // Clubs and spades are alike: 22 rivers in hearts and diamonds, and 13 classes of two.
    assert_eq!(first.0, 1 + 22 + 13);
    for suits in SuitPermutation::all().skip(1).step_by(5) {
        let renamed_first = value(renamed(&game, suits), 1);
        assert_eq!(renamed_first.0, first.0);
        let apart = [renamed_first.1 - first.1, renamed_first.2 - first.2].map(f64::abs);
        assert!(apart.iter().all(|&apart| apart < 1e-3), "{suits:?}: {apart:?} chips of 100");
        // Rounding decides among actions of the same value, so that runs part; they end at the same value.
        let renamed_last = value(renamed(&game, suits), 400);
        assert!((renamed_last.1 - last.1).abs() <= renamed_last.2 + last.2, "{suits:?}");
        assert!(renamed_last.2 < 0.1 && last.2 < 0.1, "{renamed_last:?}, {last:?}");
    }
}

/// The betting of a spot with the seats numbered the other way round.
struct Swapped(SpotBetting);

impl BettingGame for Swapped {
    type State = <SpotBetting as BettingGame>::State;

    fn num_players(&self) -> usize {
        2
    }
    fn num_streets(&self) -> usize {
        self.0.num_streets()
    }
    fn root(&self) -> Self::State {
        self.0.root()
    }
    fn kind(&self, state: &Self::State) -> NodeKind {
        match self.0.kind(state) {
            NodeKind::Decision { player } => NodeKind::Decision { player: 1 - player },
            NodeKind::Fold { winner } => NodeKind::Fold { winner: 1 - winner },
            NodeKind::Showdown => NodeKind::Showdown,
        }
    }
    fn street(&self, state: &Self::State) -> u8 {
        self.0.street(state)
    }
    fn contributions(&self, state: &Self::State, out: &mut [Chips]) {
        self.0.contributions(state, out);
        out.reverse();
    }
    fn actions(&self, state: &Self::State, out: &mut Vec<Action>) {
        self.0.actions(state, out);
    }
    fn apply(&self, state: &Self::State, action: Action) -> Self::State {
        self.0.apply(state, action)
    }
    fn dead_chips(&self) -> Chips {
        self.0.dead_chips()
    }
    fn rake(&self) -> PotRake {
        self.0.rake()
    }
    fn has_forced_moves(&self) -> bool {
        self.0.has_forced_moves()
    }
}

#[test]
fn numbers_of_seats_change_nothing() {
    let text = format!("{TURN}rake_rate: 0.05\nrake_cap: 6\n");
    let spot = Spot::from_yaml_str(&text).unwrap();
    let tree = BettingTree::build(&Swapped(SpotBetting::new(&spot, 4).unwrap())).unwrap();
    let game = game_of(&text);
    let [oop, ip] = game.weights.clone();
    let swapped = ExactGame { tree: Arc::new(tree), weights: [ip, oop], ..game.clone() };
    let solved = |game: ExactGame| {
        let mut solver = ExactSolver::new(game, ExactOptions::default()).unwrap();
        solver.run(400);
        solver
    };
    let [one, other] = [game, swapped].map(solved);
    let most = one.exploitability() + other.exploitability() + 0.05;
    assert!(most < 0.3, "{most}");
    for player in 0..2 {
        let (ev, swapped) = (one.ev(player), other.ev(1 - player));
        assert!((ev - swapped).abs() < most, "player {player}: {ev}, with other numbers {swapped}");
    }
    let equity = |solver: &ExactSolver, player| solver.view(0, &[]).unwrap().equity(player);
    assert!((equity(&one, 0) - equity(&other, 1)).abs() < 1e-6);
}

#[test]
fn a_range_that_tells_suits_apart_gives_up_the_symmetry() {
    let text = TURN.replace("87s,", "8c7c,");
    assert_eq!(solver_of(&text, Storage::F32, 1).num_boards(), 1 + 48);
}

#[test]
fn players_lose_together_what_the_house_takes() {
    let raked = format!("{TURN}rake_rate: 0.05\nrake_cap: 6\n");
    let mut solver = solver_of(&raked, Storage::F32, 1);
    solver.run(200);
    let sum = solver.ev(0) + solver.ev(1);
    // At least 5 % of the pot as it stands, at most the cap.
    assert!((94.0..=95.0).contains(&sum), "{sum}");
    // No player can be worth more than by a best response.
    for player in 0..2 {
        assert!(solver.best_response_ev(player) >= solver.ev(player) - 1e-4);
    }
    assert!(solver.exploitability() < 0.5, "{}", solver.exploitability());
}

#[test]
fn the_clock_of_a_time_limit_and_the_callback_stop_a_solve() {
    let stopped = |stop: StopAt, at: u64| {
        let mut solver = solver_of(TURN, Storage::F32, 2);
        let mut checks = 0;
        let outcome = solver.solve(&stop, &mut |progress| {
            // What is told ten times a second depends on how busy the machine is.
            checks += usize::from(progress.exploitability.is_some());
            if progress.iterations >= at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(outcome.iterations, solver.iterations());
        assert!((outcome.exploitability - solver.exploitability()).abs() < 1e-9);
        (outcome.stopped, outcome.iterations, checks)
    };
    let never = StopAt { target_pct: 0.0, iterations: None, time: None };
    assert_eq!(stopped(StopAt { iterations: Some(17), ..never }, u64::MAX), (Stopped::Iterations, 17, 1));
    assert_eq!(stopped(StopAt { time: Some(Duration::ZERO), ..never }, u64::MAX).0, Stopped::Time);
    let (why, iterations, _) = stopped(StopAt { target_pct: 1e-9, ..never }, 40);
    assert_eq!(why, Stopped::Asked);
    assert!(iterations >= 40);
    let (why, iterations, checks) = stopped(StopAt { target_pct: 1.0, ..never }, u64::MAX);
    assert_eq!(why, Stopped::Target);
    assert!(iterations > 20 && checks < 12, "{iterations} iterations, {checks} checks");
}

#[test]
fn memory_is_known_before_it_is_taken() {
    let estimate = ExactSolver::estimate(&game_of(TURN), &Variant::default()).unwrap();
    for (storage, bytes) in [(Storage::F32, estimate.f32_bytes), (Storage::I16, estimate.i16_bytes)] {
        let solver = solver_of(TURN, storage, 1);
        assert_eq!((solver.table_bytes() as u64, solver.num_boards()), (bytes, estimate.boards));
    }
    assert!(estimate.i16_bytes * 100 < estimate.f32_bytes * 53, "{estimate:?}");
}

#[test]
fn a_solve_that_must_be_over_is_over() {
    let never = StopAt { target_pct: 0.0, iterations: None, time: None };
    for storage in [Storage::F32, Storage::I16] {
        let mut solver = solver_of(TURN, storage, 2);
        let no_time = Some(Duration::ZERO);
        let outcome = solver.solve_within(&never, no_time, &mut |_| ControlFlow::Continue(()));
        assert_eq!((outcome.stopped, outcome.iterations), (Stopped::Time, 0), "no iteration was whole");
        assert!(outcome.exploitability.is_infinite(), "and there was no time to measure it");
        // What was begun does no harm.
        solver.run(30);
        let exploitability = solver.exploitability();
        assert!(exploitability < 3.0, "{storage:?}: {exploitability}");
    }
}

#[test]
fn a_strategy_that_is_put_into_averages_alone_is_worth_the_same() {
    let mut solved = solver_of(TURN, Storage::F32, 2);
    solved.run(60);
    let mut strategies = std::collections::HashMap::new();
    solved.each_strategy(&mut |at, rows| {
        strategies.insert((at.node, at.boards.to_vec()), rows.to_vec());
    });
    let mut averages = ExactSolver::for_averages(solved.game().clone(), 2).unwrap();
    assert!(averages.exploitability() > 2.0 * solved.exploitability(), "nothing is there yet");
    averages.put(&mut |at, rows| {
        rows.copy_from_slice(&strategies[&(at.node, at.boards.to_vec())]);
        true
    });
    assert_eq!(averages.table_bytes() * 4, solved.table_bytes());
    assert!((averages.exploitability() - solved.exploitability()).abs() < 1e-2);
}

#[test]
fn what_a_gadgets_player_can_get_is_known_after_a_solve_and_without_one() {
    let mut game = game_of(TURN);
    let hands = game.cards.num_hands();
    let (promised, bound) = (vec![-50.0; hands], vec![0.25; hands]);
    game.gadget = Some(Gadget { player: 1, kind: GadgetKind::TakeOrFollow, promised, bound });
    let mut solver = ExactSolver::new(game, ExactOptions { workers: 2, ..ExactOptions::default() }).unwrap();
    let stop = StopAt { target_pct: 0.0, iterations: Some(12), time: None };
    solver.solve(&stop, &mut |_| ControlFlow::Continue(()));
    let after = solver.bests().expect("there is a gadget");
    let gains = solver.gains(1);
    assert_eq!(after.len(), gains.len());
    for (best, gain) in after.iter().zip(&gains) {
        assert_eq!((best.hand, best.beside), (gain.hand, gain.beside));
        assert!((best.best - gain.best).abs() < 1e-3, "{best:?} {gain:?}");
    }
    solver.run(5);
    let later = solver.bests().expect("there is a gadget");
    assert!(later != after, "more iterations lead to another strategy");
    assert!(later.iter().zip(&solver.gains(1)).all(|(best, gain)| (best.best - gain.best).abs() < 1e-3));
    assert!(solver_of(TURN, Storage::F32, 1).bests().is_none(), "without a gadget nothing is promised");
}

/// Raises of one chip each make lines of tens of thousands of moves; the threads of tests have small stacks.
#[test]
fn deep_lines_and_wide_streets_are_planned_in_little_time() {
    let deep = "
board: Qs Jh 2h 8c 3d
oop_range: AA,KQs
ip_range: KK,QQ
pot: 1
effective_stack: 60000
river: {bet: 1c, raise: 1c}
";
    let solver = solver_of(deep, Storage::F32, 1);
    assert!(solver.game().tree.nodes().len() > 120_000);
}
