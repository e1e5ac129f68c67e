//! The walk over one board and all that may follow it, valuing one player.

use super::board::BoardHands;
use super::boards::Part;
use super::held;
use super::layout::{Place, Source};
use super::plan::{Down, Up};
use super::rule::{Rule, StepRows, Walk};
use super::scratch::{Level, Scratch};
use super::table::{Access, BoardTable, BoardTableMut};
use crate::kernels::exact::{Hands, Lanes, Learn, Short, WIDE, lane_blocks};
use crate::walk::add;

impl Walk<'_> {
    /// Walks a part whose first board is on `level`, from the rows of reach at its entries to the rows of
    /// their values.
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
            self.leave(board, level, rows);
            for &next in &board.next {
                let next = next as usize;
                self.deal(&part[next], level, rows, &mut deeper[0]);
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
        if let Some(lock) = board.lock_on(step.node) {
            lock.play(from, to);
        }
        // What the holder learns is what its hands do by themselves.
        if player != self.player || source == Source::Sums {
            held::level(self.setup, board, step.node, source, from, to);
        }
    }

    /// Prepares to deal: reach at the exits as lanes, and room for the values after them.
    pub(super) fn leave(&self, board: &BoardHands, level: usize, rows: &mut Level) {
        let (kernels, exits) = (self.setup.kernels, &self.plan(level).exits);
        let (mine, other) = (board.width(self.player), board.width(1 - self.player));
        let groups = lane_blocks(exits.len());
        let Level { reach, own, leaving, leaving_own, behind, .. } = rows;
        leaving.resize(leaving.len().max(other * groups), [0.0; WIDE]);
        (kernels.to_lanes)(reach, &exits.reach, other, leaving);
        if self.weighs() {
            leaving_own.resize(leaving_own.len().max(mine * groups), [0.0; WIDE]);
            (kernels.to_lanes)(own, &exits.own, mine, leaving_own);
        }
        behind.clear();
        behind.resize(board.types.len() * mine * groups, [0.0; WIDE]);
    }

    /// Hands reach to a board that follows one which is [left](Walk::leave).
    pub(super) fn deal(&self, next: &BoardHands, level: usize, rows: &Level, to: &mut Level) {
        let (kernels, exits) = (self.setup.kernels, self.plan(level).exits.len());
        (kernels.deal)(&rows.leaving, exits, &next.before[1 - self.player], &mut to.reach);
        if self.weighs() {
            (kernels.deal)(&rows.leaving_own, exits, &next.before[self.player], &mut to.own);
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
        let blocks = board.width(self.player) * lane_blocks(exits);
        let to = &mut rows.behind[usize::from(next.class_type) * blocks..][..blocks];
        (self.setup.kernels.collect)(values, exits, &next.before[self.player], to);
    }

    /// Writes the values of the exits: those of every class type and of the renamed members of its classes.
    pub(super) fn join(&self, board: &BoardHands, level: usize, rows: &mut Level) {
        let (kernels, exits) = (self.setup.kernels, &self.plan(level).exits);
        let (width, groups) = (board.width(self.player), lane_blocks(exits.len()));
        // If lines are taken out, it may be that no card is ever dealt.
        if groups == 0 {
            return;
        }
        let Level { values, behind, joined, .. } = rows;
        joined.clear();
        joined.resize(width * groups, [0.0; WIDE]);
        for (class_type, behind) in board.types.iter().zip(behind.chunks_exact(width * groups)) {
            add(joined.as_flattened_mut(), behind.as_flattened());
            for renamed in &class_type.renamed {
                (kernels.add_renamed)(behind, groups, &renamed[self.player], joined);
            }
        }
        (kernels.from_lanes)(joined, &exits.to, width, values);
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

    /// Values a decision as `value` does, except for the hands whose strategy is held fixed.
    fn valued(&self, board: &BoardHands, step: &Up, rows: &mut Level, mut value: impl FnMut(StepRows<'_>)) {
        let width = board.width(self.player);
        let lock = board.lock_on(step.node);
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
