//! The solver: iterations over all boards, and what the strategies are worth.

use super::crew::{self, Crew};
use super::game::ExactGame;
use super::payoffs::half_dead;
use super::schedule::Variant;
use super::scratch::{Level, Scratch};
use super::setup::Setup;
use super::table::{Source, Tables};
use super::walk::{Rule, Walk};
use crate::locks::{own, read, write};
use std::io;
use std::sync::{Mutex, RwLock};

/// Solves a game exactly.
pub struct ExactSolver {
    pub(super) setup: Setup,
    /// `[part]`; the first is the root's.
    tables: Vec<Mutex<Tables>>,
    /// `[part]`: values at its ways in.
    results: Vec<Mutex<Vec<f32>>>,
    /// Rows of the root's street.
    root: RwLock<Level>,
    phase: RwLock<Phase>,
    scratch: Vec<Scratch>,
    variant: Variant,
    iterations: u64,
}

/// What a walk is for.
#[derive(Clone, Copy, Debug)]
struct Phase {
    rule: Rule,
    player: usize,
}

impl ExactSolver {
    /// Prepares a game.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub fn new(game: ExactGame, variant: Variant, workers: usize) -> io::Result<Self> {
        let setup = Setup::new(game);
        let tables = setup.boards.sizes.iter().map(|&size| Tables::new(size).map(Mutex::new));
        let tables = tables.collect::<io::Result<_>>()?;
        let results = setup.boards.parts.iter().map(|_| Mutex::default()).collect();
        let mut scratch = vec![Scratch::new(&setup); workers.max(1)];
        let root = RwLock::new(std::mem::take(&mut scratch[0].levels[0]));
        let phase = RwLock::new(Phase { rule: Rule::Play(Source::Regrets), player: 0 });
        Ok(Self { setup, tables, results, root, phase, scratch, variant, iterations: 0 })
    }

    /// Iterations done.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Bytes of the tables.
    pub fn table_bytes(&self) -> usize {
        self.setup.numbers() * size_of::<f32>()
    }

    /// Boards that are walked.
    pub fn num_boards(&self) -> usize {
        self.setup.boards.parts.iter().map(Vec::len).sum()
    }

    /// Plays iterations.
    pub fn run(&mut self, iterations: u64) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let (first, variant) = (self.iterations, self.variant);
        let this = &*self;
        this.with_crew(&mut scratch, |crew, memory| {
            for t in first + 1..=first + iterations {
                let rule = Rule::Learn(variant.learn(t, true), variant.weighting());
                for player in 0..2 {
                    this.walk(Phase { rule, player }, crew, memory);
                }
            }
        });
        self.scratch = scratch;
        self.iterations += iterations;
    }

    /// The mean over both players of what each gains by the best response to the other's average strategy, in chips.
    pub fn exploitability(&mut self) -> f64 {
        let gains: f64 = (0..2)
            .map(|player| {
                self.value(Rule::Respond(Source::Sums), player) - self.value(Rule::Play(Source::Sums), player)
            })
            .sum();
        0.5 * gains
    }

    /// Expected chips of a player by both average strategies; see [`crate::exact`] for what counts.
    pub fn ev(&mut self, player: usize) -> f64 {
        self.value(Rule::Play(Source::Sums), player)
    }

    fn value(&mut self, rule: Rule, player: usize) -> f64 {
        let mut scratch = std::mem::take(&mut self.scratch);
        let this = &*self;
        let value = this.with_crew(&mut scratch, |crew, memory| {
            this.walk(Phase { rule, player }, crew, memory);
            this.root_value(player)
        });
        self.scratch = scratch;
        value
    }

    /// Runs `lead` with workers that walk parts.
    fn with_crew<R>(&self, scratch: &mut [Scratch], lead: impl FnOnce(&Crew<'_, Scratch>, &mut Scratch) -> R) -> R {
        let parts = self.setup.boards.parts.len() - 1;
        let workers = scratch.len().min(parts.max(1));
        crew::run(&mut scratch[..workers], parts, &|task, scratch| self.part(task + 1, scratch), lead)
    }

    /// One walk over everything.
    fn walk(&self, phase: Phase, crew: &Crew<'_, Scratch>, memory: &mut Scratch) {
        let Phase { rule, player } = phase;
        let (setup, board) = (&self.setup, self.setup.boards.root());
        let walk = Walk { setup, rule, player };
        *write(&self.phase) = phase;
        let mut tables = own(&self.tables[0]);
        {
            let rows = &mut *write(&self.root);
            setup.root_reach(1 - player, &mut rows.reach[..board.width(1 - player)]);
            setup.root_reach(player, &mut rows.own[..board.width(player)]);
            walk.down(board, 0, &walk.table(board, 0, &mut tables), rows);
        }
        if !board.next.is_empty() {
            crew.play(memory);
        }
        let rows = &mut *write(&self.root);
        if !board.next.is_empty() {
            walk.clear_behind(board, 0, rows);
            for &part in &board.next {
                let part = part as usize;
                walk.gather(board, &setup.boards.parts[part][0], 0, &own(&self.results[part]), rows);
            }
            walk.join(board, 0, rows);
        }
        walk.up(board, 0, &mut walk.table(board, 0, &mut tables), rows, &mut memory.lanes);
    }

    /// The part of a walk that is one worker's.
    fn part(&self, number: usize, scratch: &mut Scratch) {
        let Phase { rule, player } = *read(&self.phase);
        let setup = &self.setup;
        let walk = Walk { setup, rule, player };
        let part = &setup.boards.parts[number];
        walk.deal(setup.boards.root(), &part[0], 0, &read(&self.root), &mut scratch.levels[1]);
        walk.part(part, 1, &mut own(&self.tables[number]), scratch);
        let numbers = setup.entries[1].len() * part[0].width(player);
        let results = &mut *own(&self.results[number]);
        results.clear();
        results.extend_from_slice(&scratch.levels[1].values[..numbers]);
    }

    /// A player's expected chips after a walk.
    fn root_value(&self, player: usize) -> f64 {
        let game = &self.setup.game;
        let board = self.setup.boards.root();
        let values = &read(&self.root).values;
        let weight = |player: usize, slot: usize| {
            f64::from(game.weights[player][usize::from(board.hands[player][slot])])
        };
        let (mut value, mut pairs) = (0.0, 0.0);
        for (slot, cards) in board.blockers[player].iter().enumerate() {
            value += weight(player, slot) * f64::from(values[slot]);
            for (other, blockers) in board.blockers[1 - player].iter().enumerate() {
                if !cards.iter().any(|card| blockers.contains(card)) {
                    pairs += weight(player, slot) * weight(1 - player, other);
                }
            }
        }
        value / pairs + half_dead(&game.tree)
    }
}
