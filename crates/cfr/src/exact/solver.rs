//! The solver: iterations over all boards until a target is reached.

use super::error::ExactError;
use super::gadget::Choice;
use super::game::ExactGame;
use super::payoffs::half_dead;
use super::schedule::Variant;
use super::session::{self, Phase, Session};
use super::setup::Setup;
use super::table::{Access, Layout, LentTables, Source, Tables, bytes_of};
use super::walk::Rule;
use super::whole;
use crate::locks::{read, write};
use crate::tables::storage::Storage;
use std::ops::ControlFlow;
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// How a game is solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactOptions {
    /// The variant of CFR.
    pub variant: Variant,
    /// How tables are kept.
    pub storage: Storage,
    /// Threads.
    pub workers: usize,
}

impl Default for ExactOptions {
    /// The fastest variant, 32 bits, one worker.
    fn default() -> Self {
        Self { variant: Variant::default(), storage: Storage::F32, workers: 1 }
    }
}

/// When to stop: whatever comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StopAt {
    /// Exploitability in percent of the pot at the root; 0: never.
    pub target_pct: f64,
    /// Iterations in all.
    pub iterations: Option<u64>,
    /// Time of this call.
    pub time: Option<Duration>,
}

impl Default for StopAt {
    /// 0.3 % of the pot.
    fn default() -> Self {
        Self { target_pct: 0.3, iterations: None, time: None }
    }
}

/// How far the solver is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactProgress {
    /// Iterations in all.
    pub iterations: u64,
    /// The mean of what both players gain by best responses, in chips, if it was computed now.
    pub exploitability: Option<f64>,
    /// The same in percent of the pot.
    pub exploitability_pct: Option<f64>,
    /// Expected chips of both players, if exploitability was computed now; right to within it.
    pub ev: Option<[f64; 2]>,
    /// Time of this call.
    pub elapsed: Duration,
    /// Iteration at which the target is expected to be reached.
    pub expected: Option<u64>,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The target is reached.
    Target,
    /// So many iterations are done.
    Iterations,
    /// The time is over.
    Time,
    /// The caller asked for it.
    Asked,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended.
    pub stopped: Stopped,
    /// Iterations in all.
    pub iterations: u64,
    /// The mean of what both players gain by best responses to the average strategies, in chips.
    pub exploitability: f64,
    /// The same in percent of the pot.
    pub exploitability_pct: f64,
}

/// Memory that a game needs, known before it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactEstimate {
    /// Bytes of the tables in 32 bits.
    pub f32_bytes: u64,
    /// Bytes of the tables in 16 bits.
    pub i16_bytes: u64,
    /// Boards that are walked.
    pub boards: usize,
}

/// Solves a game exactly; see the [module's text](super).
#[derive(Debug)]
pub struct ExactSolver {
    pub(super) setup: Setup,
    /// `[part]`; the first is the root's.
    pub(super) tables: Vec<RwLock<Tables>>,
    /// The choice before the root, if there is a gadget.
    pub(super) choice: RwLock<Option<Choice>>,
    options: ExactOptions,
    iterations: u64,
}

impl ExactSolver {
    /// The memory that a game needs with a variant.
    ///
    /// # Errors
    /// If the game cannot be solved.
    ///
    /// # Complexity
    /// Lists all boards: about 20 ms for a flop.
    pub fn estimate(game: &ExactGame, variant: &Variant) -> Result<ExactEstimate, ExactError> {
        let bytes = |layout| -> Result<_, ExactError> {
            let setup = Setup::new(game.clone(), layout)?;
            let bytes = setup.boards.sizes.iter().map(|&size| bytes_of(layout, size) as u64).sum();
            Ok((bytes, setup.boards.parts.iter().map(Vec::len).sum()))
        };
        let layout = |storage| Layout::of(storage, variant.predicts());
        let ((f32_bytes, boards), (i16_bytes, _)) =
            (bytes(layout(Storage::F32))?, bytes(layout(Storage::I16))?);
        Ok(ExactEstimate { f32_bytes, i16_bytes, boards })
    }

    /// Prepares a game and takes the memory.
    ///
    /// # Errors
    /// If the game cannot be solved, the variant does not go with the storage, or the system refuses the
    /// memory.
    pub fn new(game: ExactGame, options: ExactOptions) -> Result<Self, ExactError> {
        if let (Storage::I16, Some(reason)) = (options.storage, options.variant.needs_f32()) {
            return Err(ExactError::NeedsF32 { reason });
        }
        if game.gadget.is_some() && matches!(options.variant, Variant::CfrPlusWhole { .. }) {
            return Err(ExactError::GadgetVariant);
        }
        let layout = Layout::of(options.storage, options.variant.predicts());
        let setup = Setup::new(game, layout)?;
        let table = |&size: &usize| Ok(RwLock::new(Tables::new(layout, size)?));
        let mut tables: Vec<_> = setup.boards.sizes.iter().map(table).collect::<Result<_, ExactError>>()?;
        if matches!(options.variant, Variant::CfrPlusWhole { .. }) {
            for (part, tables) in tables.iter_mut().enumerate() {
                whole::begin(&setup, part, &mut Access::Write(&mut write(tables)));
            }
        }
        let choice = RwLock::new(Choice::new(&setup.game, setup.boards.root()));
        Ok(Self { setup, tables, choice, options, iterations: 0 })
    }

    /// Opens a solution whose tables somebody else holds, part after part as [`ExactSolver::state`] gave
    /// them, or with `averages` as [`ExactSolver::averages`] did. It can be asked, but not solved on.
    ///
    /// # Errors
    /// As [`ExactSolver::new`]; [`ExactError::Tables`] if there are not as many words as the game's tables
    /// have.
    pub fn over(
        game: ExactGame,
        options: ExactOptions,
        (iterations, averages): (u64, bool),
        lent: &Arc<dyn LentTables>,
    ) -> Result<Self, ExactError> {
        let whole = Layout::of(options.storage, options.variant.predicts());
        let layout = if averages { Layout::Averages } else { whole };
        let setup = Setup::new(game, layout)?;
        let mut words = 0;
        let tables = setup.boards.sizes.iter().map(|&size| {
            let start = words;
            words += bytes_of(layout, size) / size_of::<u32>();
            RwLock::new(Tables::lent(layout, size, Arc::clone(lent), start))
        });
        let tables = tables.collect();
        let choice = RwLock::new(Choice::new(&setup.game, setup.boards.root()));
        match lent.words().len() {
            found if found == words => Ok(Self { setup, tables, choice, options, iterations }),
            found => Err(ExactError::Tables { found, expected: words }),
        }
    }

    /// The game.
    pub fn game(&self) -> &ExactGame {
        &self.setup.game
    }
    /// How it is solved.
    pub fn options(&self) -> &ExactOptions {
        &self.options
    }
    /// Iterations done.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }
    /// Bytes of the tables.
    pub fn table_bytes(&self) -> usize {
        self.tables.iter().map(|tables| size_of_val(read(tables).words())).sum()
    }
    /// The instruction set that is computed with.
    pub fn kernels(&self) -> &'static str {
        self.setup.kernels.name
    }
    /// Boards that are walked.
    pub fn num_boards(&self) -> usize {
        self.setup.boards.parts.iter().map(Vec::len).sum()
    }

    /// Plays iterations.
    pub fn run(&mut self, iterations: u64) {
        let (variant, first) = (self.options.variant, self.iterations);
        self.session(|session| {
            let mut clock = Clock::new(variant, first);
            (0..iterations).for_each(|_| clock.iterate(session));
        });
        self.iterations += iterations;
        self.fit_held();
    }

    /// Solves until something says stop. `progress` is told after every check of the exploitability and about
    /// ten times a second, and can stop.
    pub fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Outcome {
        let (variant, first) = (self.options.variant, self.iterations);
        let pot = self.setup.game.pot();
        let (stopped, iterations, exploitability) = self.session(|session| {
            let clock = Clock::new(variant, first);
            super::stop::solve(self, session, clock, stop, progress)
        });
        self.iterations = iterations;
        let exploitability_pct = 100.0 * exploitability / pot;
        Outcome { stopped, iterations, exploitability, exploitability_pct }
    }

    /// The mean over both players of what each gains by the best response to the other's average strategy, in
    /// chips.
    pub fn exploitability(&self) -> f64 {
        self.session(|session| self.exploitability_in(session))
    }

    pub(super) fn exploitability_in(&self, session: &mut Session<'_, '_>) -> f64 {
        self.check_in(session).exploitability
    }

    /// Exploitability, and both players' expected chips to within it.
    pub(super) fn check_in(&self, session: &mut Session<'_, '_>) -> Check {
        let source = self.source();
        if session.holds() {
            return self.check_held(session);
        }
        let mut both = |rule| [0, 1].map(|player| self.value_in(session, rule, player));
        let best = both(Rule::Respond(source));
        let (sum, ev) = match self.setup.game.tree.rake().is_none() {
            // Whatever is played, the payoffs sum to the dead chips: each EV lies between the player's own
            // best response and what the other's leaves.
            true => {
                let sum = f64::from(self.setup.game.tree.dead());
                (sum, [0, 1].map(|player: usize| 0.5 * (best[player] + sum - best[1 - player])))
            }
            false => {
                let ev = both(Rule::Play(source));
                (ev[0] + ev[1], ev)
            }
        };
        Check { exploitability: 0.5 * (best[0] + best[1] - sum), ev }
    }

    /// The same where nodes play wanted frequencies, whose prices belong to the payoffs.
    fn check_held(&self, session: &mut Session<'_, '_>) -> Check {
        self.fit_held();
        let (play, respond) = (Rule::Play(self.source()), Rule::Respond(self.source()));
        let mut both = |rule, priced| {
            [0, 1].map(|player| self.value_of(session, Phase { priced, ..Phase::new(rule, player) }))
        };
        let (best, played) = (both(respond, true), both(play, true));
        let ev = both(play, false);
        Check { exploitability: 0.5 * (best[0] + best[1] - played[0] - played[1]), ev }
    }

    /// Expected chips of a player by both average strategies; see the [module's text](super) for what counts.
    pub fn ev(&self, player: usize) -> f64 {
        self.session(|session| self.value_in(session, Rule::Play(self.source()), player))
    }

    /// Expected chips of a player by the best response to the other's average strategy.
    pub fn best_response_ev(&self, player: usize) -> f64 {
        self.session(|session| self.value_in(session, Rule::Respond(self.source()), player))
    }

    fn value_in(&self, session: &mut Session<'_, '_>, rule: Rule, player: usize) -> f64 {
        self.value_of(session, Phase::new(rule, player))
    }

    fn value_of(&self, session: &mut Session<'_, '_>, phase: Phase) -> f64 {
        let Phase { rule, player, .. } = phase;
        session.walk(phase);
        let sum = session.root(|rows| match &*read(&self.choice) {
            Some(choice) if choice.player == player => {
                let source = (!matches!(rule, Rule::Respond(_))).then(|| rule.source());
                choice.value(&rows.values, source)
            }
            Some(choice) => self.setup.root_sum(player, &rows.values) - choice.taken(rule.source()),
            None => self.setup.root_sum(player, &rows.values),
        });
        sum / self.setup.root_pairs() + half_dead(&self.setup.game.tree)
    }

    /// Where the strategies that count stand.
    pub(super) fn source(&self) -> Source {
        Source::Sums
    }

    pub(super) fn session<R>(&self, lead: impl FnOnce(&mut Session<'_, '_>) -> R) -> R {
        let state = (&self.tables[..], &self.choice);
        session::open(&self.setup, &self.setup.plans, state, self.options.workers, lead)
    }

    /// Parts of the state; see [`ExactSolver::state`].
    pub fn num_parts(&self) -> usize {
        self.tables.len()
    }

    /// Lends one part of the tables as words of 32 bits: with the number of iterations, all that is needed to
    /// go on to the same bits, unless there is a gadget.
    pub fn state<R>(&self, part: usize, look: impl FnOnce(&[u32]) -> R) -> R {
        look(read(&self.tables[part]).words())
    }

    /// Puts a state back, part by part: `fill` writes each.
    ///
    /// # Errors
    /// What `fill` returns; the solver is then without use.
    pub fn restore<E>(
        &mut self,
        iterations: u64,
        mut fill: impl FnMut(usize, &mut [u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.iterations = iterations;
        self.tables.iter().enumerate().try_for_each(|(part, tables)| fill(part, write(tables).words_mut()))
    }
}

/// What a check of the average strategies comes to, in chips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Check {
    pub(super) exploitability: f64,
    pub(super) ev: [f64; 2],
}

/// Counts iterations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    variant: Variant,
    pub(super) iterations: u64,
    /// Sum of the weights of all strategies so far, with decay.
    weights: f64,
}

impl Clock {
    /// A clock after so many iterations.
    fn new(variant: Variant, iterations: u64) -> Self {
        let mut clock = Self { variant, iterations: 0, weights: 0.0 };
        while clock.iterations < iterations {
            clock.next();
        }
        clock
    }

    /// The rule of the next iteration.
    fn next(&mut self) -> Rule {
        self.iterations += 1;
        self.variant.rule(self.iterations, &mut self.weights)
    }

    /// Plays an iteration: first player 0 learns, then player 1.
    pub(super) fn iterate(&mut self, session: &mut Session<'_, '_>) {
        let rule = self.next();
        let holds = session.holds();
        for player in 0..2 {
            session.walk(Phase { own: holds, priced: holds, ..Phase::new(rule, player) });
        }
        if holds {
            session.adjust_prices(self.iterations);
        }
    }
}
