//! The solver: iterations over all boards until a target is reached.

use super::clock::Clock;
use super::error::ExactError;
use super::gadget::Choice;
use super::game::ExactGame;
use super::layout::{Layout, Source, bytes_of};
use super::options::{ExactEstimate, ExactOptions};
use super::schedule::Variant;
use super::session::{self, Session};
use super::setup::Setup;
use super::table::{Access, LentTables, Tables};
use super::whole;
use crate::locks::{read, write};
use crate::tables::storage::Storage;
use std::sync::{Arc, RwLock};

/// Solves a game exactly; see the [module documentation](super).
#[derive(Debug)]
pub struct ExactSolver {
    pub(super) setup: Setup,
    /// `[part]`; the first is the root's.
    pub(super) tables: Vec<RwLock<Tables>>,
    /// The choice before the root, if there is a gadget.
    pub(super) choice: RwLock<Option<Choice>>,
    options: ExactOptions,
    pub(super) iterations: u64,
    /// `[slot]`: what the hands of a gadget's player get under the best response to the current strategies,
    /// if it was computed.
    pub(super) best: Option<Vec<f32>>,
}

impl ExactSolver {
    /// The memory that a game needs with a variant.
    ///
    /// # Errors
    /// If the game cannot be solved, or not with the variant.
    ///
    /// # Complexity
    /// Lists all boards: about 20 ms for a flop.
    pub fn estimate(game: &ExactGame, variant: &Variant) -> Result<ExactEstimate, ExactError> {
        expect_learning(game, variant)?;
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
    /// If the game cannot be solved, the variant does not work with it or with the storage, or the system
    /// refuses the memory.
    pub fn new(game: ExactGame, options: ExactOptions) -> Result<Self, ExactError> {
        options.variant.expect_storage(options.storage)?;
        expect_learning(&game, &options.variant)?;
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
        Ok(Self { setup, tables, choice, options, iterations: 0, best: None })
    }

    /// Tables for average strategies only, in 16 bits and initially uniform: strategies are
    /// [put](ExactSolver::put) there, to be measured and queried. They take a quarter of the memory that
    /// solving the game takes.
    ///
    /// # Errors
    /// If the game cannot be solved, or the system refuses the memory.
    pub fn for_averages(game: ExactGame, workers: usize) -> Result<Self, ExactError> {
        let setup = Setup::new(game, Layout::Averages)?;
        let table = |&size: &usize| Ok(RwLock::new(Tables::new(Layout::Averages, size)?));
        let tables = setup.boards.sizes.iter().map(table).collect::<Result<_, ExactError>>()?;
        let choice = RwLock::new(Choice::new(&setup.game, setup.boards.root()));
        let options = ExactOptions { storage: Storage::I16, workers, ..ExactOptions::default() };
        Ok(Self { setup, tables, choice, options, iterations: 0, best: None })
    }

    /// Opens a solution whose tables are held elsewhere, part after part as returned by
    /// [`ExactSolver::state`] or, with `averages`, by [`ExactSolver::averages`]. It can be queried, but not
    /// solved further.
    ///
    /// # Errors
    /// As [`ExactSolver::new`]; [`ExactError::Tables`] if the number of words is not that of the game's
    /// tables.
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
            found if found == words => Ok(Self { setup, tables, choice, options, iterations, best: None }),
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
    /// The instruction set in use.
    pub fn kernels(&self) -> &'static str {
        self.setup.kernels.name
    }
    /// Boards that are walked.
    pub fn num_boards(&self) -> usize {
        self.setup.boards.parts.iter().map(Vec::len).sum()
    }

    /// Runs iterations.
    ///
    /// # Panics
    /// If the tables hold only averages.
    pub fn run(&mut self, iterations: u64) {
        self.expect_regrets();
        let (variant, first) = (self.options.variant, self.iterations);
        self.session(|session| {
            let mut clock = Clock::new(variant, first);
            (0..iterations).for_each(|_| clock.iterate(session));
        });
        self.iterations += iterations;
        self.best = None;
        self.fit_held();
    }

    /// Nothing can be learned where there are only averages.
    pub(super) fn expect_regrets(&self) {
        assert!(self.tables.iter().all(|tables| read(tables).has_regrets()), "averages are not solved on");
    }

    /// Where the strategies that count are stored.
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

    /// Lends one part of the tables as words of 32 bits. With the number of iterations this is all that is
    /// needed to continue to the same bits, unless there is a gadget.
    pub fn state<R>(&self, part: usize, look: impl FnOnce(&[u32]) -> R) -> R {
        look(read(&self.tables[part]).words())
    }

    /// Restores a state, part by part: `fill` writes each.
    ///
    /// # Errors
    /// What `fill` returns; the solver is then unusable.
    pub fn restore<E>(
        &mut self,
        iterations: u64,
        mut fill: impl FnMut(usize, &mut [u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        (self.iterations, self.best) = (iterations, None);
        self.tables.iter().enumerate().try_for_each(|(part, tables)| fill(part, write(tables).words_mut()))
    }
}

/// Refuses what CFR+ in whole numbers cannot learn: the choice of a gadget, and prices of frequencies.
fn expect_learning(game: &ExactGame, variant: &Variant) -> Result<(), ExactError> {
    let counts = matches!(variant, Variant::CfrPlusWhole { .. });
    match (game.gadget.is_some(), !game.frequencies.is_empty()) {
        (true, _) if counts => Err(ExactError::GadgetVariant),
        (_, true) if counts => Err(ExactError::FrequenciesVariant),
        _ => Ok(()),
    }
}
