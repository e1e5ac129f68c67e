//! The walk over one board and all that may follow it, valuing one player.

use super::boards::{BoardHands, Part};
use super::plan::{Down, Plan, Up};
use super::scratch::{Level, Scratch};
use super::setup::Setup;
use super::table::{BoardTable, Place, Source, Tables};
use crate::kernels::exact::{Hands, Lanes, Learn, Target};

/// What happens at the valued player's decisions, and which strategy the opponent plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Both play the strategies of their regrets; the player learns.
    Learn(Learn, Weighting),
    /// Both play the strategies of a source.
    Play(Source),
    /// The opponent plays the strategy of a source, the player the best response to it.
    Respond(Source),
}

/// How the strategies of an iteration weigh in the strategy sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weighting {
    /// All hands alike: the sum of a hand's strategies.
    #[default]
    Even,
    /// By the player's own reach, as the theory has it.
    Reach,
}

impl Rule {
    /// Where the opponent's strategy comes from.
    fn source(&self) -> Source {
        match self {
            Self::Learn(..) => Source::Regrets,
            Self::Play(source) | Self::Respond(source) => *source,
        }
    }

    /// Whether the player's own reach is needed.
    fn weighs(&self) -> bool {
        matches!(self, Self::Learn(Learn { weight: Some(_), .. }, Weighting::Reach))
    }
}

/// A walk that values one player.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) setup: &'a Setup,
    pub(super) rule: Rule,
    pub(super) player: usize,
}

impl Walk<'_> {
    fn plan(&self, level: usize) -> &Plan {
        &self.setup.plans[level][self.player]
    }

    /// Walks a part whose first board is on `level`: from the rows of reach at its ways in to those of their values.
    pub(super) fn part(&self, part: &Part, level: usize, tables: &mut Tables, scratch: &mut Scratch) {
        self.board(part, 0, level, tables, &mut scratch.levels[level..], &mut scratch.lanes);
    }

    fn board(
        &self,
        part: &Part,
        at: usize,
        level: usize,
        tables: &mut Tables,
        levels: &mut [Level],
        lanes: &mut Lanes,
    ) {
        let board = &part[at];
        let (rows, deeper) = levels.split_first_mut().expect("every street has its rows");
        self.down(board, level, &self.table(board, level, tables), rows);
        if !board.next.is_empty() {
            self.clear_behind(board, level, rows);
            for &next in &board.next {
                let next = next as usize;
                self.deal(board, &part[next], level, rows, &mut deeper[0]);
                self.board(part, next, level + 1, tables, deeper, lanes);
                self.gather(board, &part[next], level, &deeper[0].values, rows);
            }
            self.join(board, level, rows);
        }
        self.up(board, level, &mut self.table(board, level, tables), rows, lanes);
    }

    /// The tables of a board.
    pub(super) fn table<'t>(&self, board: &BoardHands, level: usize, tables: &'t mut Tables) -> BoardTable<'t> {
        tables.board(board.table, self.setup.shapes[level], [board.width(0), board.width(1)])
    }

    /// Reach behind every decision of a board.
    pub(super) fn down(&self, board: &BoardHands, level: usize, table: &BoardTable<'_>, rows: &mut Level) {
        let (plan, player) = (self.plan(level), self.player);
        for step in &plan.down {
            self.step_down(step, 1 - player, self.rule.source(), board, table, &mut rows.reach);
        }
        if self.rule.weighs() {
            for step in &plan.own {
                self.step_down(step, player, Source::Regrets, board, table, &mut rows.own);
            }
        }
    }

    fn step_down(
        &self,
        step: &Down,
        player: usize,
        source: Source,
        board: &BoardHands,
        table: &BoardTable<'_>,
        rows: &mut [f32],
    ) {
        let width = board.width(player);
        let (before, behind) = rows.split_at_mut(step.to as usize * width);
        let from = &before[step.from as usize * width..][..width];
        let to = &mut behind[..step.actions as usize * width];
        let place = Place { player, row: step.table, actions: step.actions };
        table.reach(self.setup.kernels, place, source, from, to);
    }

    /// Makes room for the values behind a deal, all zero.
    pub(super) fn clear_behind(&self, board: &BoardHands, level: usize, rows: &mut Level) {
        let numbers = board.types.len() * self.plan(level).exits.len() * board.width(self.player);
        rows.behind.clear();
        rows.behind.resize(numbers, 0.0);
    }

    /// Hands reach to a board that follows.
    pub(super) fn deal(&self, board: &BoardHands, next: &BoardHands, level: usize, rows: &Level, to: &mut Level) {
        let (mine, other) = (self.player, 1 - self.player);
        let widths = [board.width(0), board.width(1)];
        for (i, exit) in self.plan(level).exits.iter().enumerate() {
            pick(&rows.reach, exit.reach as usize, widths[other], &next.before[other], &mut to.reach, i);
            if self.rule.weighs() {
                pick(&rows.own, exit.own as usize, widths[mine], &next.before[mine], &mut to.own, i);
            }
        }
    }

    /// Adds the values of a board that follows to those of its class type.
    pub(super) fn gather(
        &self,
        board: &BoardHands,
        next: &BoardHands,
        level: usize,
        values: &[f32],
        rows: &mut Level,
    ) {
        let exits = self.plan(level).exits.len();
        let (from_width, to_width) = (next.width(self.player), board.width(self.player));
        let first = usize::from(next.class_type) * exits * to_width;
        let to = &mut rows.behind[first..first + exits * to_width];
        for (values, to) in values.chunks_exact(from_width).zip(to.chunks_exact_mut(to_width)) {
            for (&slot, &value) in next.before[self.player].iter().zip(values) {
                to[usize::from(slot)] += value;
            }
        }
    }

    /// Writes the values of the exits: those of every class type and of the renamed members of its classes.
    pub(super) fn join(&self, board: &BoardHands, level: usize, rows: &mut Level) {
        let plan = self.plan(level);
        let width = board.width(self.player);
        let Level { values, behind, .. } = rows;
        for (i, exit) in plan.exits.iter().enumerate() {
            let to = &mut values[exit.to as usize * width..][..width];
            to.fill(0.0);
            for (class_type, behind) in board.types.iter().zip(behind.chunks_exact(plan.exits.len() * width)) {
                let behind = &behind[i * width..][..width];
                to.iter_mut().zip(behind).for_each(|(to, value)| *to += value);
                for renamed in &class_type.renamed {
                    for (&slot, &value) in renamed[self.player].iter().zip(behind) {
                        to[usize::from(slot)] += value;
                    }
                }
            }
        }
    }

    /// Values every node of a board whose exits are valued.
    pub(super) fn up(
        &self,
        board: &BoardHands,
        level: usize,
        table: &mut BoardTable<'_>,
        rows: &mut Level,
        lanes: &mut Lanes,
    ) {
        let (plan, kernels) = (self.plan(level), self.setup.kernels);
        let (mine, other) = (self.player, 1 - self.player);
        let hands = Hands {
            own: &board.blockers[mine],
            other: &board.blockers[other],
            same: &board.same[mine],
            ranks: &board.ranks[mine],
        };
        for pass in &plan.passes {
            (kernels.pass)(&hands, pass, board.chance, &rows.reach, &mut rows.values, lanes);
        }
        let width = board.width(mine);
        for step in &plan.up {
            self.step_up(step, width, table, rows);
        }
    }

    fn step_up(&self, step: &Up, width: usize, table: &mut BoardTable<'_>, rows: &mut Level) {
        let kernels = self.setup.kernels;
        let (before, behind) = rows.values.split_at_mut(step.values as usize * width);
        let values = &behind[..step.actions as usize * width];
        let to = Target { row: &mut before[step.to as usize * width..][..width], adds: step.adds };
        let place = Place { player: self.player, row: step.table, actions: step.actions };
        match self.rule {
            Rule::Learn(learn, _) => {
                let own = self.rule.weighs().then(|| &rows.own[step.own as usize * width..][..width]);
                table.learn(kernels, place, values, own, &learn, to);
            }
            Rule::Play(source) => table.average(kernels, place, source, values, to),
            Rule::Respond(_) => (kernels.best)(values, to),
        }
    }
}

/// Writes row `to_row` of the hands that are left of row `from_row`.
fn pick(from: &[f32], from_row: usize, from_width: usize, before: &[u16], to: &mut [f32], to_row: usize) {
    let from = &from[from_row * from_width..][..from_width];
    let width = crate::kernels::exact::padded(before.len());
    let to = &mut to[to_row * width..][..width];
    for (to, &slot) in to.iter_mut().zip(before) {
        *to = from[usize::from(slot)];
    }
    to[before.len()..].fill(0.0);
}
