//! A subgame, solved for one player or both.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdem_cfr::exact::{
    ExactGame, ExactOptions, ExactProgress, ExactSolver, Gadget, GadgetKind, Lock, Outcome, StopAt, Variant,
};
use holdem_cfr::tables::storage::Storage;
use holdem_game::deal::{Board, CardModel, Deal};
use holdem_game::tree::{BettingTree, NodeId};

use crate::method::MIXED_SHARE;
use crate::{Base, Method, SearchError, Standing};

/// How long and how a subgame is solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveOptions {
    /// How promises are kept.
    pub method: Method,
    /// The variant of CFR.
    pub variant: Variant,
    /// When to stop. Without a time limit, any number of workers gives the same bits.
    pub stop: StopAt,
    /// How long it may take, setup included; iterations are then abandoned, see
    /// [`ExactSolver::solve_within`].
    pub limit: Option<Duration>,
    /// How tables are kept; `None`: in 32 bits if they fit into memory, otherwise in 16.
    pub storage: Option<Storage>,
    /// Threads.
    pub workers: usize,
}

impl Default for SolveOptions {
    /// The re-solving gadget, 200 iterations of the fastest variant, one worker.
    fn default() -> Self {
        let stop = StopAt { target_pct: 0.0, iterations: Some(200), time: None };
        let (method, variant) = (Method::default(), Variant::default());
        Self { method, variant, stop, limit: None, storage: None, workers: 1 }
    }
}

/// The rest of a hand from a public state on.
#[derive(Clone)]
pub struct Subgame {
    /// The betting that is left.
    pub tree: Arc<BettingTree>,
    /// The cards.
    pub cards: Arc<dyn CardModel>,
    /// Public cards at its root.
    pub board: Board,
    /// What is known at its root.
    pub standing: Standing,
    /// Strategies that have already been played and stay fixed.
    pub frozen: Vec<Lock>,
}

impl Subgame {
    /// The subgame of a base strategy at a decision, with the same betting as there. With [`Method::Reach`]
    /// the promises are raised by what hands gave away on the way.
    ///
    /// # Errors
    /// As [`Base::standing`].
    pub fn cut(base: &dyn Base, node: NodeId, boards: &[Board], method: Method) -> Result<Self, SearchError> {
        let mut standing = base.standing(node, boards)?;
        if method == Method::Reach {
            for (promised, gifts) in standing.promised.iter_mut().zip(base.gifts(node, boards)?) {
                promised.iter_mut().zip(gifts).for_each(|(promised, gift)| *promised += gift);
            }
        }
        Ok(Self {
            tree: Arc::new(base.tree().below(node)),
            cards: Arc::clone(base.cards()),
            board: boards.last().copied().unwrap_or(base.board()),
            standing,
            frozen: Vec::new(),
        })
    }

    /// The game that is solved for one player, with a gadget for the other unless the method is unsafe.
    ///
    /// # Errors
    /// [`SearchError::NoRange`] if a player whose range is believed has no hand.
    pub fn game(&self, player: usize, method: Method) -> Result<ExactGame, SearchError> {
        let (other, standing) = (1 - player, &self.standing);
        let mut weights = [0, 1].map(|player: usize| normalised(&standing.ranges[player]));
        let believed = |player: usize| match weights[player].iter().any(|&weight| weight > 0.0) {
            true => Ok(()),
            false => Err(SearchError::NoRange { player }),
        };
        believed(player)?;
        let promised = standing.promised[other].clone();
        let (gadget, weight) = match method {
            Method::Unsafe => {
                believed(other)?;
                (None, weights[other].clone())
            }
            Method::Mixed => {
                believed(other)?;
                let bound = weights[other].clone();
                let free = MIXED_SHARE * bound.iter().sum::<f32>() / self.num_hands() as f32;
                let all = bound.iter().map(|weight| weight + free).collect();
                (Some(Gadget { player: other, kind: GadgetKind::TakeOrFollow, promised, bound }), all)
            }
            Method::Resolve | Method::Reach | Method::MaxMargin => {
                let kind = match method {
                    Method::MaxMargin => GadgetKind::MaxMargin,
                    _ => GadgetKind::TakeOrFollow,
                };
                let bound = vec![0.0; promised.len()];
                (Some(Gadget { player: other, kind, promised, bound }), vec![1.0; self.cards.num_hands()])
            }
        };
        weights[other] = weight;
        Ok(ExactGame {
            tree: Arc::clone(&self.tree),
            cards: Arc::clone(&self.cards),
            board: self.board,
            weights,
            locks: self.frozen.clone(),
            frequencies: Vec::new(),
            gadget,
        })
    }

    /// Hands that can be held on the board.
    fn num_hands(&self) -> usize {
        let mut layer = Deal::default();
        self.cards.layer(usize::from(self.tree.node(0).street), self.board, &mut layer);
        layer.len()
    }

    /// Solves it for one player. `progress` is told of the solver's iterations and can stop it; what has been
    /// found by then is the result.
    ///
    /// # Errors
    /// As [`Subgame::game`]; [`SearchError::Exact`] if the system refuses the memory.
    pub fn solve(
        &self,
        player: usize,
        options: &SolveOptions,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Result<Solved, SearchError> {
        self.solve_within(player, options, usize::MAX, progress)
    }

    /// The same, unless the tables would exceed the given number of bytes.
    ///
    /// # Errors
    /// As [`Subgame::solve`]; [`SearchError::Memory`] if they would exceed it in 16 bits too.
    pub fn solve_within(
        &self,
        player: usize,
        options: &SolveOptions,
        most_bytes: usize,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Result<Solved, SearchError> {
        let begun = Instant::now();
        let game = self.game(player, options.method)?;
        let mut solver = solver_within(&game, options, most_bytes)?;
        let left = options.limit.map(|limit| limit.saturating_sub(begun.elapsed()));
        let outcome = solver.solve_within(&options.stop, left, progress);
        Ok(Solved { solver, player, method: options.method, outcome })
    }
}

impl fmt::Debug for Subgame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subgame").field("board", &self.board).finish_non_exhaustive()
    }
}

/// A solver whose tables do not exceed the given number of bytes.
fn solver_within(
    game: &ExactGame,
    &SolveOptions { variant, storage, workers, .. }: &SolveOptions,
    most_bytes: usize,
) -> Result<ExactSolver, SearchError> {
    let storages = match storage {
        Some(storage) => vec![storage],
        None if variant.expect_storage(Storage::I16).is_ok() => vec![Storage::F32, Storage::I16],
        None => vec![Storage::F32],
    };
    let mut needed = 0;
    for storage in storages {
        // The system provides memory only when it is touched, so tables that are too large cost nothing.
        let solver = ExactSolver::new(game.clone(), ExactOptions { variant, storage, workers })?;
        needed = solver.table_bytes();
        if needed <= most_bytes {
            return Ok(solver);
        }
    }
    Err(SearchError::Memory { needed, allowed: most_bytes })
}

/// Weights scaled so that the largest is 1.
fn normalised(range: &[f32]) -> Vec<f32> {
    let most = range.iter().copied().fold(0.0, f32::max);
    range.iter().map(|weight| if most > 0.0 { weight / most } else { 0.0 }).collect()
}

/// A subgame that was solved for one player.
#[derive(Debug)]
pub struct Solved {
    /// The solution. The other player's strategy is that of a player who may refuse the game; it is not what
    /// that player will play.
    pub solver: ExactSolver,
    /// The player whose strategy counts; with [`Method::Unsafe`] both do.
    pub player: usize,
    /// How it was solved.
    pub method: Method,
    /// How far it was solved.
    pub outcome: Outcome,
}

/// What the other player can get from a subgame against the strategy found, compared with what was promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// What was promised less what the best response gets, in chips: the smallest over all hands.
    pub least: f64,
    /// What the best response gets beyond the promises on average over all hands, in chips. Each hand counts
    /// by the weight of the player's hands that are possible with it, and as 0 where it gets less.
    pub excess: f64,
    /// Sum over the other player's hands of the weights of the hands possible with each; the largest weight
    /// of the player's range is 1.
    pub weight: f64,
}

impl Margin {
    /// What the player with the gadget can get against a solver's average strategy, compared with what was
    /// promised; `None` if nothing was promised.
    ///
    /// # Complexity
    /// As [`ExactSolver::bests`]: one walk, or none once the game has been solved.
    pub fn of(solver: &ExactSolver) -> Option<Self> {
        let gadget = solver.game().gadget.as_ref()?;
        let bests = solver.bests()?;
        let held = bests.iter().filter(|hand| hand.beside > 0.0);
        let margins = held.map(|hand| (gadget.promised[usize::from(hand.hand)] - hand.best, hand.beside));
        let mut margin = Self { least: f64::INFINITY, excess: 0.0, weight: 0.0 };
        for (left, weight) in margins {
            margin.least = margin.least.min(left);
            margin.excess += weight * (-left).max(0.0);
            margin.weight += weight;
        }
        margin.excess /= margin.weight;
        (margin.weight > 0.0).then_some(margin)
    }
}

impl Solved {
    /// The margin of a solution with a gadget; `None` if nothing was promised.
    ///
    /// # Complexity
    /// As [`Margin::of`].
    pub fn margin(&self) -> Option<Margin> {
        Margin::of(&self.solver)
    }
}
