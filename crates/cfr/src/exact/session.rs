//! Walks over all parts, shared among workers.

use super::crew::{self, Crew};
use super::gadget::Choice;
use super::layout::Source;
use super::plan::Plan;
use super::rule::{Rule, Walk};
use super::scratch::{Level, Scratch};
use super::setup::Setup;
use super::table::{Access, Tables};
use crate::locks::{own, read, write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Instant;

/// What one walk is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phase {
    pub(super) rule: Rule,
    pub(super) player: usize,
    /// Whether the player's own reach is needed.
    pub(super) own: bool,
    /// Whether prices of held frequencies are part of the payoffs.
    pub(super) priced: bool,
}

impl Phase {
    /// A walk that values a player.
    pub(super) fn new(rule: Rule, player: usize) -> Self {
        Self { rule, player, own: false, priced: false }
    }
}

/// What the workers of a session share.
struct Shared<'a> {
    setup: &'a Setup,
    plans: &'a [[Plan; 2]],
    /// `[part]`.
    tables: &'a [RwLock<Tables>],
    /// The choice before the root.
    choice: &'a RwLock<Option<Choice>>,
    /// `[part]`: values at its ways in.
    results: Vec<Mutex<Vec<f32>>>,
    /// Rows of the root's street.
    root: RwLock<Level>,
    phase: RwLock<Phase>,
    /// When walks are given up.
    until: RwLock<Option<Instant>>,
    is_late: AtomicBool,
}

/// Some walks over the same tables.
pub(super) struct Session<'s, 'a> {
    shared: &'s Shared<'a>,
    crew: &'s Crew<'s, Scratch>,
    scratch: &'s mut Scratch,
}

/// Runs `lead` with workers at its side.
pub(super) fn open<R>(
    setup: &Setup,
    plans: &[[Plan; 2]],
    (tables, choice): (&[RwLock<Tables>], &RwLock<Option<Choice>>),
    workers: usize,
    lead: impl FnOnce(&mut Session<'_, '_>) -> R,
) -> R {
    let parts = setup.boards.parts.len() - 1;
    let mut scratch: Vec<Scratch> =
        (0..workers.clamp(1, parts.max(1))).map(|_| Scratch::new(setup, plans)).collect();
    let shared = Shared {
        setup,
        plans,
        tables,
        choice,
        results: setup.boards.parts.iter().map(|_| Mutex::default()).collect(),
        root: RwLock::new(std::mem::take(&mut scratch[0].levels[0])),
        phase: RwLock::new(Phase::new(Rule::Play(Source::Regrets), 0)),
        until: RwLock::default(),
        is_late: AtomicBool::new(false),
    };
    let task = |task: usize, scratch: &mut Scratch| shared.part(task + 1, scratch);
    crew::run(&mut scratch, parts, &task, |crew, scratch| {
        lead(&mut Session { shared: &shared, crew, scratch })
    })
}

impl Session<'_, '_> {
    /// Walks everything, unless it [is late](Session::is_late) by the end; then parts are left out, nothing
    /// is learned at the root, and its rows hold no values.
    pub(super) fn walk(&mut self, phase: Phase) {
        *write(&self.shared.phase) = phase;
        self.shared.with_root(phase, |walk, tables, rows| self.shared.begin(walk, tables, rows));
        if !self.shared.setup.boards.root().next.is_empty() {
            self.crew.play(self.scratch);
        }
        if self.is_late() {
            return;
        }
        let lanes = &mut self.scratch.lanes;
        self.shared.with_root(phase, |walk, tables, rows| {
            let board = walk.setup.boards.root();
            self.shared.join(walk, rows);
            walk.up(board, 0, tables, rows, lanes);
            self.shared.choose(phase, rows);
        });
    }

    /// Sets the time after which walks are given up: no further part is begun.
    pub(super) fn until(&mut self, end: Option<Instant>) {
        *write(&self.shared.until) = end;
    }

    /// Whether the last walk was given up.
    pub(super) fn is_late(&self) -> bool {
        // Relaxed: set by tasks of the last round, whose end the leader has seen.
        self.shared.is_late.load(Ordering::Relaxed)
    }

    /// Whether nodes play wanted frequencies.
    pub(super) fn holds(&self) -> bool {
        !self.shared.setup.held.is_empty()
    }

    /// Changes their prices by what iteration `t` has seen.
    pub(super) fn adjust_prices(&self, t: u64) {
        self.shared.setup.adjust_prices(t);
    }

    /// Looks at the rows of the root's street after a walk.
    pub(super) fn root<R>(&self, look: impl FnOnce(&Level) -> R) -> R {
        look(&read(&self.shared.root))
    }
}

impl<'a> Shared<'a> {
    fn new_walk(&self, phase: Phase) -> Walk<'a> {
        let Phase { rule, player, own, priced } = phase;
        Walk { setup: self.setup, plans: self.plans, rule, player, own, priced }
    }

    /// Does something with the root's tables and rows.
    fn with_root(&self, phase: Phase, work: impl FnOnce(&Walk<'_>, &mut Access<'_>, &mut Level)) {
        let walk = self.new_walk(phase);
        with_access(&self.tables[0], phase.rule, |tables| work(&walk, tables, &mut write(&self.root)));
    }

    /// Reach on the root's street.
    fn begin(&self, walk: &Walk<'_>, tables: &mut Access<'_>, rows: &mut Level) {
        let board = self.setup.boards.root();
        enter(self.setup, &read(self.choice), walk, rows);
        walk.down(board, 0, walk.table(board, 0, tables), rows);
        walk.count(board, 0, tables, &rows.reach);
        if !board.next.is_empty() {
            walk.leave(board, 0, rows);
        }
    }

    /// The player of a gadget learns.
    fn choose(&self, phase: Phase, rows: &Level) {
        let Rule::Learn(learn, ..) = phase.rule else { return };
        if let Some(choice) = write(self.choice).as_mut().filter(|choice| choice.player == phase.player) {
            choice.learn(&rows.values, &learn);
        }
    }

    /// Values after the deal that follows the root's street, board by board.
    fn join(&self, walk: &Walk<'_>, rows: &mut Level) {
        let board = self.setup.boards.root();
        if board.next.is_empty() {
            return;
        }
        for &part in &board.next {
            let part = part as usize;
            walk.gather(board, &self.setup.boards.parts[part][0], 0, &own(&self.results[part]), rows);
        }
        walk.join(board, 0, rows);
    }

    /// The share of a walk that is one task.
    fn part(&self, number: usize, scratch: &mut Scratch) {
        if read(&self.until).is_some_and(|end| Instant::now() >= end) {
            // Relaxed: the end of the round publishes it.
            self.is_late.store(true, Ordering::Relaxed);
            return;
        }
        let phase = *read(&self.phase);
        let walk = self.new_walk(phase);
        let part = &self.setup.boards.parts[number];
        walk.deal(&part[0], 0, &read(&self.root), &mut scratch.levels[1]);
        with_access(&self.tables[number], phase.rule, |tables| walk.part(part, 1, tables, scratch));
        let numbers = walk.plans[0][phase.player].exits.len() * part[0].width(phase.player);
        let results = &mut *own(&self.results[number]);
        results.clear();
        results.extend_from_slice(&scratch.levels[1].values[..numbers]);
    }
}

/// Writes both players' reach at the root as a walk needs it.
pub(super) fn enter(setup: &Setup, choice: &Option<Choice>, walk: &Walk<'_>, rows: &mut Level) {
    let root = setup.boards.root();
    for (player, row) in [(1 - walk.player, &mut rows.reach), (walk.player, &mut rows.own)] {
        let row = &mut row[..root.width(player)];
        match choice {
            Some(choice) if choice.player == player => choice.reach(walk.rule.source(), row),
            _ => setup.root_reach(player, row),
        }
    }
}

/// Opens tables as a rule needs them.
fn with_access(tables: &RwLock<Tables>, rule: Rule, work: impl FnOnce(&mut Access<'_>)) {
    match rule {
        Rule::Learn(..) | Rule::Count(_) => work(&mut Access::Write(&mut write(tables))),
        Rule::Play(_) | Rule::Respond(_) => work(&mut Access::Read(&read(tables))),
    }
}
