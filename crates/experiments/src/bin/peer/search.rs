//! A strategy whose rivers are solved anew on each board, from the ranges by which it comes to them.

use crate::Outcome;
use crate::dealt::{Dealt, RIVER};
use holdem_cfr::Strategy;
use holdem_cfr::exact::{ExactGame, StopAt};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use holdem_search::base::street_starts;
use holdem_search::{Method, SearchError, SolveOptions, Solved, Subgame, offline};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// How rivers are solved.
#[derive(Clone, Copy)]
pub(crate) struct Search {
    pub(crate) method: Method,
    pub(crate) iterations: u64,
    /// Rivers that both come to more rarely keep the blueprint.
    pub(crate) rare: f64,
    /// What a best response may take beyond the promises, as a share of the pot, before the river is solved
    /// again by [`Method::Resolve`].
    pub(crate) tolerance: f64,
}

/// A strategy on one board.
pub(crate) struct OnBoard<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) blueprint: &'a Strategy,
    /// Its cards, with its buckets.
    pub(crate) dealt: &'a Dealt<'a>,
    /// The cards without buckets, for the solver.
    pub(crate) cards: &'a Arc<dyn CardModel>,
}

/// Rows by decision: the hands that are listed, `[action][hand]` over them.
type Rows = HashMap<NodeId, (Vec<u16>, Vec<f32>)>;

/// A strategy of which the buckets of rivers are hands, and how many rivers were solved for one player.
pub(crate) struct Searched {
    pub(crate) strategy: Strategy,
    pub(crate) solved: usize,
    /// Solutions that broke their promises and gave way.
    pub(crate) gave_way: usize,
}

impl OnBoard<'_> {
    /// Solves all rivers that are not rare, for either player.
    pub(crate) fn searched(&self, how: &Search) -> Outcome<Searched> {
        let (mut rows, mut solved, mut gave_way) = (Rows::new(), 0, 0);
        for start in street_starts(self.tree, RIVER as u8) {
            let ranges = self.ranges(start);
            if chance(&ranges) >= how.rare {
                for method in self.solve(start, ranges, how, &mut rows)? {
                    solved += 1;
                    gave_way += usize::from(method != how.method);
                }
            }
        }
        let own = self.dealt.with_own_rivers();
        let strategy = Strategy::from_rows(self.tree, &bucket_counts(&own), |node, out| {
            match usize::from(self.tree.node(node).street) == RIVER {
                true => self.river_rows(node, &rows, out),
                false => out.copy_from_slice(self.blueprint.rows(node)),
            }
        });
        Ok(Searched { strategy, solved, gave_way })
    }

    /// `[player][hand]`: how likely each comes to a node by the blueprint, if it is dealt the hand.
    fn ranges(&self, node: NodeId) -> [Vec<f32>; 2] {
        let deal = &self.dealt.deal;
        let mut alive = vec![0.0; self.dealt.num_hands()];
        deal.hands.iter().for_each(|&hand| alive[usize::from(hand)] = 1.0);
        let mut ranges = [alive.clone(), alive];
        let mut child = node;
        while child != 0 {
            let parent = self.tree.node(child).parent;
            let edges = self.tree.edges(parent);
            let action = edges.iter().position(|edge| edge.child == child).expect("an edge of its parent");
            let buckets = &deal.buckets[usize::from(self.tree.node(parent).street)];
            let NodeKind::Decision { player } = self.tree.node(parent).kind else {
                unreachable!("it has edges")
            };
            let range = &mut ranges[usize::from(player)];
            for (&hand, &bucket) in deal.hands.iter().zip(buckets) {
                range[usize::from(hand)] *= self.blueprint.row(parent, bucket as usize)[action];
            }
            child = parent;
        }
        ranges
    }

    /// Solves a river for both players; returns by which methods those were found that could be.
    fn solve(
        &self,
        start: NodeId,
        weights: [Vec<f32>; 2],
        how: &Search,
        rows: &mut Rows,
    ) -> Outcome<Vec<Method>> {
        // Hands that the blueprint never brings are promised something as well.
        let some = weights.each_ref().map(|range| self.with_all(range));
        let game = ExactGame {
            tree: Arc::new(self.tree.below(start)),
            cards: Arc::clone(self.cards),
            board: self.dealt.board,
            weights: some,
            locks: Vec::new(),
            frequencies: Vec::new(),
            gadget: None,
        };
        let buckets = self.river_buckets();
        let base = offline::table(game, 1, &mut |at, out| {
            for (slot, &hand) in at.hands.iter().enumerate() {
                let row = self.blueprint.row(start + at.node, buckets[usize::from(hand)]);
                row.iter().enumerate().for_each(|(action, &p)| out[action * at.hands.len() + slot] = p);
            }
        })?;
        let mut methods = Vec::new();
        for player in 0..2 {
            let mut subgame = Subgame::cut(&base, 0, &[], how.method)?;
            subgame.standing.ranges = weights.clone();
            let Some(solved) = solve_for(&subgame, player, how)? else { continue };
            solved.solver.each_strategy(&mut |at, found| {
                if at.player == player {
                    rows.insert(start + at.node, (at.hands.to_vec(), found.to_vec()));
                }
            });
            methods.push(solved.method);
        }
        Ok(methods)
    }

    /// The same range with next to nothing of all hands that the board leaves.
    fn with_all(&self, range: &[f32]) -> Vec<f32> {
        let most = range.iter().copied().fold(0.0, f32::max);
        let mut all = vec![0.0; range.len()];
        for &hand in &self.dealt.deal.hands {
            all[usize::from(hand)] = range[usize::from(hand)].max(1e-6 * most);
        }
        all
    }

    /// `[hand]`: its bucket on the river; 0 where the board takes a card.
    fn river_buckets(&self) -> Vec<usize> {
        let deal = &self.dealt.deal;
        let mut buckets = vec![0; self.dealt.num_hands()];
        let held = deal.hands.iter().zip(&deal.buckets[RIVER]);
        held.for_each(|(&hand, &bucket)| buckets[usize::from(hand)] = bucket as usize);
        buckets
    }

    /// `[hand][action]`: those that were solved, and the blueprint's for all others.
    fn river_rows(&self, node: NodeId, rows: &Rows, out: &mut [f32]) {
        let (buckets, num_actions) = (self.river_buckets(), self.tree.edges(node).len());
        for (row, bucket) in out.chunks_exact_mut(num_actions).zip(buckets) {
            row.copy_from_slice(self.blueprint.row(node, bucket));
        }
        if let Some((hands, found)) = rows.get(&node) {
            for (slot, &hand) in hands.iter().enumerate() {
                let row = &mut out[usize::from(hand) * num_actions..][..num_actions];
                let actions = found.chunks_exact(hands.len());
                row.iter_mut().zip(actions).for_each(|(out, action)| *out = action[slot]);
            }
        }
    }
}

/// Solves a subgame for a player; `None` if one of them never comes there. What breaks its promises is solved
/// again by the method that keeps them.
fn solve_for(subgame: &Subgame, player: usize, how: &Search) -> Outcome<Option<Solved>> {
    let allowed = how.tolerance * f64::from(subgame.tree.pot(0));
    for method in [how.method, Method::Resolve] {
        let stop = StopAt { target_pct: 0.0, iterations: Some(how.iterations), time: None };
        let options = SolveOptions { method, stop, ..SolveOptions::default() };
        let solved = match subgame.solve(player, &options, &mut |_| ControlFlow::Continue(())) {
            Err(SearchError::NoRange { .. }) => return Ok(None),
            solved => solved?,
        };
        let excess = solved.margin().map_or(0.0, |margin| margin.excess);
        if method == Method::Resolve || excess <= allowed {
            return Ok(Some(solved));
        }
    }
    unreachable!("the last method is kept")
}

/// About how often both come to a place: cards that they take from each other are not looked at.
fn chance(ranges: &[Vec<f32>; 2]) -> f64 {
    let sums = ranges.each_ref().map(|range| range.iter().map(|&p| f64::from(p)).sum::<f64>());
    sums[0] * sums[1] / HANDS.powi(2)
}

/// Hands that a final board leaves.
const HANDS: f64 = 1081.0;
