//! The walk over one board and all that may follow it, valuing one player.

use super::boards::{BoardHands, LockedRows, Part};
use super::held;
use super::plan::{Down, Plan, Up};
use super::scratch::{Level, Scratch};
use super::setup::Setup;
use super::table::{Access, BoardTable, BoardTableMut, Place, Source};
use super::whole::Whole;
use crate::kernels::exact::{Hands, Lanes, Learn, Short, Target};
use holdem_game::tree::NodeId;

/// What happens at the valued player's decisions, and which strategy the opponent plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Both play the strategies of their regrets; the player learns.
    Learn(Learn, Short, Weighting),
    /// The same in whole numbers; the opponent's sums are added to.
    Count(Whole),
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
    pub(super) fn source(&self) -> Source {
        match self {
            Self::Learn(..) | Self::Count(_) => Source::Regrets,
            Self::Play(source) | Self::Respond(source) => *source,
        }
    }

    /// Whether the player's own reach is needed.
    fn weighs(&self) -> bool {
        matches!(self, Self::Learn(Learn { weight: Some(_), .. }, _, Weighting::Reach))
    }
}

/// A walk that values one player.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) setup: &'a Setup,
    pub(super) plans: &'a [[Plan; 2]],
    pub(super) rule: Rule,
    pub(super) player: usize,
    /// Whether the player's own reach is wanted besides.
    pub(super) own: bool,
    /// Whether prices of held frequencies belong to the payoffs.
    pub(super) priced: bool,
}

impl Walk<'_> {
    fn plan(&self, level: usize) -> &Plan {
        &self.plans[level][self.player]
    }

    /// Whether the walk carries the player's own reach.
    fn weighs(&self) -> bool {
        self.own || self.rule.weighs()
    }

    /// Walks a part whose first board is on `level`: from the rows of reach at its ways in to those of their
    /// values.
    pub(super) fn part(&self, part: &Part, level: usize, tables: &mut Access<'_>, scratch: &mut Scratch) {
        self.board(part, 0, level, tables, &mut scratch.levels[level..], &mut scratch.lanes);
    }

    /// Walks a board of a part and all that follows it; `levels` are the rows from its street on.
    pub(super) fn board(
        &self,
        part: &Part,
        at: usize,
        level: usize,
        tables: &mut Access<'_>,
        levels: &mut [Level],
        lanes: &mut Lanes,
    ) {
        let board = &part[at];
        let (rows, deeper) = levels.split_first_mut().expect("every street has its rows");
        self.down(board, level, self.table(board, level, tables), rows);
        self.count(board, level, tables, &rows.reach);
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
        self.up(board, level, tables, rows, lanes);
    }

    /// The tables of a board.
    pub(super) fn table<'t>(
        &self,
        board: &BoardHands,
        level: usize,
        tables: &'t Access<'_>,
    ) -> BoardTable<'t> {
        tables.tables().board(board.table, self.setup.shapes[level], [board.width(0), board.width(1)])
    }

    /// Reach behind every decision of a board.
    pub(super) fn down(&self, board: &BoardHands, level: usize, table: BoardTable<'_>, rows: &mut Level) {
        let (plan, player) = (self.plan(level), self.player);
        for step in &plan.down {
            self.step_down(step, 1 - player, self.rule.source(), board, table, &mut rows.reach);
        }
        if self.weighs() {
            for step in &plan.own {
                self.step_down(step, player, self.rule.source(), board, table, &mut rows.own);
            }
        }
    }

    fn step_down(
        &self,
        step: &Down,
        player: usize,
        source: Source,
        board: &BoardHands,
        table: BoardTable<'_>,
        rows: &mut [f32],
    ) {
        let width = board.width(player);
        let (before, behind) = rows.split_at_mut(step.to as usize * width);
        let from = &before[step.from as usize * width..][..width];
        let to = &mut behind[..step.actions as usize * width];
        let place = Place { player, row: step.table, actions: step.actions, index: step.index };
        table.reach(self.setup.kernels, place, source, from, to);
        play_lock(board, step.node, from, to);
        held::level(self.setup, board, step.node, source, from, to);
    }

    /// Makes room for the values behind a deal, all zero.
    pub(super) fn clear_behind(&self, board: &BoardHands, level: usize, rows: &mut Level) {
        let numbers = board.types.len() * self.plan(level).exits.len() * board.width(self.player);
        rows.behind.clear();
        rows.behind.resize(numbers, 0.0);
    }

    /// Hands reach to a board that follows.
    pub(super) fn deal(
        &self,
        board: &BoardHands,
        next: &BoardHands,
        level: usize,
        rows: &Level,
        to: &mut Level,
    ) {
        let (mine, other) = (self.player, 1 - self.player);
        let widths = [board.width(0), board.width(1)];
        for (i, exit) in self.plan(level).exits.iter().enumerate() {
            pick(&rows.reach, exit.reach as usize, widths[other], &next.before[other], &mut to.reach, i);
            if self.weighs() {
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
            for (class_type, behind) in board.types.iter().zip(behind.chunks_exact(plan.exits.len() * width))
            {
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
        tables: &mut Access<'_>,
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
        let (shape, widths) = (self.setup.shapes[level], [board.width(0), board.width(1)]);
        match (self.rule, tables.tables_mut()) {
            (Rule::Learn(learn, short, _), Some(tables)) => {
                let mut table = tables.board_mut(board.table, shape, widths);
                for step in &plan.up {
                    self.charge(board, step, table.as_ref(), rows);
                    self.valued(board, step, rows, |rows| {
                        self.learn(step, (&learn, &short), &mut table, rows)
                    });
                }
            }
            (Rule::Count(_), Some(tables)) => {
                let mut table = tables.board_mut(board.table, shape, widths);
                for step in &plan.up {
                    self.valued(board, step, rows, |rows| {
                        self.learn_whole(board, step, &mut table, rows);
                    });
                }
            }
            _ => {
                let table = self.table(board, level, tables);
                for step in &plan.up {
                    self.charge(board, step, table, rows);
                    self.valued(board, step, rows, |rows| self.value(board, step, table, rows));
                }
            }
        }
    }

    /// Values a decision as `value` does, but for the hands whose strategy is held fixed.
    fn valued(&self, board: &BoardHands, step: &Up, rows: &mut Level, mut value: impl FnMut(StepRows<'_>)) {
        let width = board.width(self.player);
        let lock = lock_on(board, step.node);
        let before: Vec<f32> = match lock {
            Some(_) => rows.values[step.to as usize * width..][..width].to_vec(),
            None => Vec::new(),
        };
        value(StepRows::of(step, width, rows));
        if let Some(lock) = lock {
            let StepRows { values, to, .. } = StepRows::of(step, width, rows);
            lock.value(values, &before, to);
        }
    }

    pub(super) fn place(&self, step: &Up) -> Place {
        Place { player: self.player, row: step.table, actions: step.actions, index: step.index }
    }

    fn learn(&self, step: &Up, how: (&Learn, &Short), table: &mut BoardTableMut<'_>, rows: StepRows<'_>) {
        let own = self.rule.weighs().then_some(rows.own);
        table.learn(self.setup.kernels, self.place(step), (rows.values, own), how, rows.between, rows.to);
    }

    fn value(&self, board: &BoardHands, step: &Up, table: BoardTable<'_>, mut rows: StepRows<'_>) {
        match self.rule {
            Rule::Respond(_) => (self.setup.kernels.best)(rows.values, rows.to),
            _ if self.value_held(board, step, table, &mut rows) => {}
            Rule::Learn(..) | Rule::Count(_) | Rule::Play(_) => {
                let source = self.rule.source();
                table.average(self.setup.kernels, self.place(step), source, rows.values, rows.to);
            }
        }
    }
}

/// The rows of a decision on the way up.
pub(super) struct StepRows<'a> {
    pub(super) values: &'a [f32],
    own: &'a [f32],
    pub(super) to: Target<'a>,
    between: &'a mut Vec<f32>,
}

impl<'a> StepRows<'a> {
    fn of(step: &Up, width: usize, rows: &'a mut Level) -> Self {
        let (before, behind) = rows.values.split_at_mut(step.values as usize * width);
        Self {
            values: &behind[..step.actions as usize * width],
            own: &rows.own[step.own as usize * width..][..width],
            to: Target { row: &mut before[step.to as usize * width..][..width], adds: step.adds },
            between: &mut rows.between,
        }
    }
}

/// What is held fixed at a node of a board.
fn lock_on(board: &BoardHands, node: NodeId) -> Option<&LockedRows> {
    board.locks.iter().find(|lock| lock.node == node)
}

/// Overwrites the reach behind each action where a lock says so.
pub(super) fn play_lock(board: &BoardHands, node: NodeId, reach: &[f32], behind: &mut [f32]) {
    if let Some(lock) = lock_on(board, node) {
        lock.play(reach, behind);
    }
}

impl LockedRows {
    /// Overwrites the reach behind each action of the locked hands.
    fn play(&self, reach: &[f32], behind: &mut [f32]) {
        for (slot, play) in &self.slots {
            let slot = usize::from(*slot);
            for (behind, probability) in behind.chunks_exact_mut(reach.len()).zip(play) {
                behind[slot] = reach[slot] * probability;
            }
        }
    }

    /// Overwrites the values of the locked hands; `before` is what they are added to, if they are.
    fn value(&self, values: &[f32], before: &[f32], to: Target<'_>) {
        let width = to.row.len();
        for (slot, play) in &self.slots {
            let slot = usize::from(*slot);
            let mean: f32 = values.chunks_exact(width).zip(play).map(|(values, p)| values[slot] * p).sum();
            to.row[slot] = if to.adds { before[slot] + mean } else { mean };
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
