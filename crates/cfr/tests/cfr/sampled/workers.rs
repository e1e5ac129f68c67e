//! What one worker promises, and what several keep in any schedule.

use super::games::{DCFR, external, leduc, outcome, shared, trained};
use holdem_cfr::sampled::{CHUNK, SampledOptions, SampledSolver, SampledWork, Schedule};
use holdem_game::deal::{CardModel, DealRng, DealtHand, LeducCards};
use holdem_game::hand_on;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};

fn options() -> [SampledOptions; 3] {
    let adaptive = Schedule::Adaptive { min: 0.3, max: 0.8, target: 1e-3, interval: 1000 };
    [external(), SampledOptions { discount: DCFR, ..external() }, outcome(0.6, adaptive)]
}

#[test]
fn one_worker_gives_the_same_bits_however_the_run_is_divided() {
    let tree = leduc();
    for options in options() {
        let mut whole = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        whole.run(1, 40 * CHUNK, &|_| false);
        let mut divided = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        let asked = AtomicU64::new(0);
        while divided.work().iterations < 40 * CHUNK {
            // Stops after every third question.
            divided.run(1, 40 * CHUNK, &|_| asked.fetch_add(1, Ordering::Relaxed) % 3 == 2);
        }
        assert_eq!(whole.words(), divided.words());
        assert_eq!(whole.work().adapted_epsilon, divided.work().adapted_epsilon);
    }
}

#[test]
fn a_restored_solver_goes_on_with_the_same_bits() {
    let tree = leduc();
    for options in options() {
        let mut first = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        first.run(1, 20 * CHUNK, &|_| false);
        let mut second = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        second.restore(*first.work()).copy_from_slice(first.words());
        first.run(1, 40 * CHUNK, &|_| false);
        second.run(1, 40 * CHUNK, &|_| false);
        assert_eq!(first.words(), second.words());
        assert_eq!(first.work(), second.work());
    }
}

#[test]
fn another_seed_gives_other_bits() {
    let tree = leduc();
    let words = |seed| {
        let options = SampledOptions { seed, ..external() };
        let mut solver = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        solver.run(1, 1000, &|_| false);
        solver.words().to_vec()
    };
    assert_eq!(words(1), words(1));
    assert_ne!(words(1), words(2));
}

/// Lets one worker walk a chunk at a time, and another one the next.
#[derive(Default)]
struct Turns {
    state: Mutex<Turn>,
    changed: Condvar,
}

#[derive(Default)]
struct Turn {
    taken: bool,
    last: Option<ThreadId>,
    over: bool,
}

impl Turns {
    /// Asked by each worker between chunks: waits for its turn; says whether training is over.
    fn next(&self, work: &SampledWork, limit: u64) -> bool {
        let me = Some(thread::current().id());
        let mut turn = self.state.lock().expect("nobody panics in a turn");
        if turn.taken && turn.last == me {
            turn.taken = false;
        }
        // Only who walked the last chunk has seen the count that it completes.
        turn.over |= work.iterations >= limit;
        self.changed.notify_all();
        let mine = |turn: &mut Turn| !turn.over && (turn.taken || turn.last == me);
        let mut turn = self.changed.wait_while(turn, mine).expect("nobody panics in a turn");
        (turn.taken, turn.last) = (true, me);
        turn.over
    }
}

/// What a worker has learned is in the table, where the others find it, and every chunk is walked once.
#[test]
fn workers_that_take_turns_give_the_bits_of_one() {
    let (tree, limit) = (leduc(), 40 * CHUNK);
    for options in
        [external(), SampledOptions { discount: DCFR, ..external() }, outcome(0.6, Schedule::Constant)]
    {
        let mut alone = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        alone.run(1, limit, &|_| false);
        for workers in [2, 3] {
            let turns = Turns::default();
            let mut solver = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
            solver.run(workers, limit, &|work| turns.next(work, limit));
            assert_eq!(alone.words(), solver.words(), "{workers} workers");
            assert_eq!(alone.work(), solver.work(), "{workers} workers");
        }
    }
}

/// Leduc, and a count of what is dealt: a sum over all deals, in whatever order they come.
#[derive(Default)]
struct Counted {
    cards: LeducCards,
    deals: AtomicU64,
    sum: AtomicU64,
}

impl CardModel for Counted {
    hand_on!(cards: num_hands num_streets num_buckets blockers hand_name final_boards sample_final_board);
    hand_on!(cards: deal runouts final_runouts layer);
    fn deal_hands(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        self.cards.deal_hands(rngs, players, out);
        for deal in out.chunks(players) {
            let numbers = deal.iter().flat_map(|hand| [hand.buckets[0], hand.buckets[1]]).map(u64::from);
            let hash =
                numbers.fold(1, |hash: u64, n| hash.wrapping_add(n).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            self.deals.fetch_add(1, Ordering::Relaxed);
            self.sum.fetch_add(hash, Ordering::Relaxed);
        }
    }
}

#[test]
fn any_number_of_workers_walks_the_same_deals_each_once() {
    let tree = leduc();
    let dealt = |workers| {
        let counted = Arc::new(Counted::default());
        let cards: Arc<dyn CardModel> = Arc::<Counted>::clone(&counted);
        // No multiple of a chunk.
        trained(&tree, &cards, external(), workers, 20_000);
        [&counted.deals, &counted.sum].map(|number| number.load(Ordering::Relaxed))
    };
    let alone = dealt(1);
    assert_eq!(alone[0], 20_000);
    assert!(dealt(2) == alone && dealt(3) == alone && dealt(8) == alone);
}
