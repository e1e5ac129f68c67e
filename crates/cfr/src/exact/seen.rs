//! What walks see at one node on one board: reach, values and strategies.

use super::board::BoardHands;
use super::held;
use super::layout::Place as TablePlace;
use super::place::Place;
use super::plan::{Decision, Plan};
use super::rule::{Rule, Walk};
use super::scratch::Scratch;
use super::session::{self, Phase};
use super::solver::ExactSolver;
use super::table::Access;
use crate::locks::read;
use holdem_game::tree::NodeId;

/// What a walk knows at a node.
pub(super) struct Rows {
    /// The opponent's reach.
    pub(super) reach: Vec<f32>,
    /// The player's own reach.
    pub(super) own: Vec<f32>,
    pub(super) values: Vec<f32>,
    /// `[action]`: values after each, if the player acts.
    pub(super) by_action: Vec<Vec<f32>>,
}

impl ExactSolver {
    /// Walks to a board and over all that follows it; returns the working memory.
    pub(super) fn walk_to(
        &self,
        place: &Place<'_>,
        plans: &[[Plan; 2]],
        phase: Phase,
        enter: Option<&Rows>,
    ) -> Scratch {
        let setup = &self.setup;
        let mut scratch = Scratch::new(setup, plans);
        let Phase { rule, player, own, priced } = phase;
        let walk = Walk { setup, plans, rule, player, own, priced };
        let root = setup.boards.root();
        let tables =
            [read(&self.tables[0]), read(&self.tables[place.part.max(usize::from(self.tables.len() > 1))])];
        let (root_tables, part_tables) = (Access::Read(&tables[0]), &mut Access::Read(&tables[1]));
        let level = place.path.len();
        if enter.is_none() {
            let rows = &mut scratch.levels[0];
            session::enter(setup, &read(&self.choice), &walk, rows);
            let mut board = root;
            for (level, &at) in place.path.iter().enumerate() {
                let (above, below) = scratch.levels.split_at_mut(level + 1);
                let tables = if level == 0 { &root_tables } else { &*part_tables };
                walk.down(board, level, walk.table(board, level, tables), &mut above[level]);
                let next = &setup.boards.parts[place.part][at];
                walk.leave(board, level, &mut above[level]);
                walk.deal(next, level, &above[level], &mut below[0]);
                board = next;
            }
        } else if let Some(rows) = enter {
            let reach = &rows.reach;
            scratch.levels[level].reach[..reach.len()].copy_from_slice(reach);
        }
        match place.path.last() {
            Some(&at) => {
                let part = &setup.boards.parts[place.part];
                let Scratch { levels, lanes } = &mut scratch;
                walk.board(part, at, level, part_tables, &mut levels[level..], lanes);
            }
            None => self.walk_all(&walk, &mut scratch, &root_tables),
        }
        scratch
    }

    /// Walks from the root over everything, by one worker.
    fn walk_all(&self, walk: &Walk<'_>, scratch: &mut Scratch, root_tables: &Access<'_>) {
        let (setup, root) = (&self.setup, self.setup.boards.root());
        walk.down(root, 0, walk.table(root, 0, root_tables), &mut scratch.levels[0]);
        if !root.next.is_empty() {
            walk.leave(root, 0, &mut scratch.levels[0]);
            for &number in &root.next {
                let part = &setup.boards.parts[number as usize];
                let (above, below) = scratch.levels.split_at_mut(1);
                walk.deal(&part[0], 0, &above[0], &mut below[0]);
                let tables = read(&self.tables[number as usize]);
                walk.part(part, 1, &mut Access::Read(&tables), scratch);
                let (above, below) = scratch.levels.split_at_mut(1);
                walk.gather(root, &part[0], 0, &below[0].values, &mut above[0]);
            }
            walk.join(root, 0, &mut scratch.levels[0]);
        }
        let tables = read(&self.tables[0]);
        let Scratch { levels, lanes } = scratch;
        walk.up(root, 0, &mut Access::Read(&tables), &mut levels[0], lanes);
    }

    /// Reach and values at a node, valuing one player by a rule.
    pub(super) fn rows(&self, place: &Place<'_>, node: NodeId, phase: Phase) -> Rows {
        let scratch = self.walk_to(place, &self.setup.plans, phase, None);
        self.rows_of(&scratch, place, node, phase)
    }

    /// The same after the [walk](ExactSolver::walk_to) to its board: every node of the street has its rows.
    pub(super) fn rows_of(&self, scratch: &Scratch, place: &Place<'_>, node: NodeId, phase: Phase) -> Rows {
        let (player, level) = (phase.player, place.path.len());
        let decision = self.decision(level, node, player);
        let rows = &scratch.levels[level];
        let (mine, other) = (place.board.width(player), place.board.width(1 - player));
        let row = |from: &[f32], row: u32, width: usize| from[row as usize * width..][..width].to_vec();
        // After an opponent's decision a row is the sum over its actions; the player's own decision is taken
        // by itself.
        let own = self.setup.plans[level][player].up.iter().find(|up| up.node == node);
        let by_action: Vec<Vec<f32>> = own
            .map_or(0..0, |up| up.values..up.values + up.actions)
            .map(|at| row(&rows.values, at, mine))
            .collect();
        let values = match own {
            Some(_) => {
                let chosen = self.strategy_at(place, level, node, player);
                let mut mean = vec![0.0; mine];
                for (values, chosen) in by_action.iter().zip(&chosen) {
                    mean.iter_mut().zip(values).zip(chosen).for_each(|((mean, value), p)| *mean += p * value);
                }
                match phase.rule {
                    Rule::Respond(_) => best_of(place.board, node, &by_action, mean),
                    Rule::Learn(..) | Rule::Count(_) | Rule::Play(_) => mean,
                }
            }
            None => row(&rows.values, decision.value, mine),
        };
        Rows {
            reach: row(&rows.reach, decision.reach, other),
            own: row(&rows.own, decision.own, mine),
            values,
            by_action,
        }
    }

    fn decision(&self, level: usize, node: NodeId, player: usize) -> Decision {
        let decisions = &self.setup.plans[level][player].decisions;
        *decisions.iter().find(|decision| decision.node == node).expect("the node stands on this street")
    }

    /// `[action][hand]`: the average strategy of a node, as it is held or locked.
    pub(super) fn strategy_at(
        &self,
        place: &Place<'_>,
        level: usize,
        node: NodeId,
        player: usize,
    ) -> Vec<Vec<f32>> {
        let board = place.board;
        let decision = self.decision(level, node, player);
        let actions = self.setup.game.tree.edges(node).len();
        let (width, hands) = (board.width(player), board.hands[player].len());
        let tables = read(&self.tables[place.part]);
        let widths = [board.width(0), board.width(1)];
        let table = tables.board(board.table, self.setup.shapes[level], widths);
        let row = TablePlace { player, row: decision.table, actions: actions as u32, index: decision.index };
        let mut chosen = vec![0.0; actions * width];
        table.reach(self.setup.kernels, row, self.source(), &vec![1.0; width], &mut chosen);
        let ones = vec![1.0; width];
        if let Some(lock) = board.lock_on(node) {
            lock.play(&ones, &mut chosen);
        }
        held::level(&self.setup, board, node, self.source(), &ones, &mut chosen);
        chosen.chunks_exact(width).map(|row| row[..hands].to_vec()).collect()
    }
}

/// What the best action is worth to each hand; locked hands keep the mean of what they play.
fn best_of(board: &BoardHands, node: NodeId, by_action: &[Vec<f32>], mean: Vec<f32>) -> Vec<f32> {
    let locks = board.locks.iter().filter(|lock| lock.node == node);
    let locked: Vec<usize> = locks.flat_map(|lock| &lock.slots).map(|(slot, _)| usize::from(*slot)).collect();
    let best = |slot: usize| by_action.iter().map(|row| row[slot]).fold(f32::NEG_INFINITY, f32::max);
    let value = |(slot, mean): (usize, f32)| if locked.contains(&slot) { mean } else { best(slot) };
    mean.into_iter().enumerate().map(value).collect()
}
