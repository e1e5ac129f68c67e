//! All subgames of a street solved and put into the base strategy, to be measured exactly.
//!
//! Online play is the same: a decision is answered by the solution of the subgame that begins with its street
//! ([`answer`]), and that solution depends only on the base strategy and the public state.

use std::collections::HashMap;
use std::ops::ControlFlow;

use holdem_cards::parallel::in_parallel;
use holdem_cfr::exact::{ExactOptions, ExactSolver, PutAt, WalkedBoard};
use holdem_game::deal::Board;
use holdem_game::tree::{BettingTree, NodeId};

use crate::base::{street_start, street_starts};
use crate::{Method, SearchError, SolveOptions, Solved, Subgame};

/// A base strategy with all subgames of a street solved again.
#[derive(Debug)]
pub struct Resolved {
    /// The combined strategy, to be measured and queried, not solved further.
    pub strategy: ExactSolver,
    /// Subgames solved, counted for each player.
    pub subgames: usize,
    /// Chips per hand that best responses can take beyond the promises in all subgames together, averaged
    /// over both players: exploitability rises by no more. 0 where nothing is promised.
    pub residual: f64,
}

/// Places that each worker solves between two looks at whether to go on.
const PIECE: usize = 32;

/// Strategies by decision: `[action][hand]` over the hands that are listed.
type Found = HashMap<(NodeId, Vec<Board>), (Vec<u16>, Vec<f32>)>;

/// Solves all subgames that begin with a street, counted from 0, and puts their strategies into the base
/// strategy. With [`Method::Unsafe`] both strategies of a solution are taken, otherwise each player's from a
/// solution of its own. Subgames that a player never reaches under the base strategy keep it.
///
/// The subgames are shared among the workers; each is solved by one of them. `progress` hears from time to
/// time how many places of how many are done, and can stop it.
///
/// # Errors
/// If a subgame cannot be solved; [`SearchError::Interrupted`].
pub fn resolve_street(
    base: &ExactSolver,
    street: u8,
    options: &SolveOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Resolved, SearchError> {
    let tree = &base.game().tree;
    let deals = usize::from(street - tree.node(0).street);
    let (nodes, boards) = (street_starts(tree, street), base.boards_at(deals));
    let places: Vec<(NodeId, &WalkedBoard)> =
        nodes.iter().flat_map(|&node| boards.iter().map(move |board| (node, board))).collect();
    let one = SolveOptions { workers: 1, ..*options };
    let (mut strategies, mut subgames, mut excess, mut done) = (Found::new(), 0, 0.0, 0);
    for some in places.chunks(PIECE * options.workers.max(1)) {
        for part in in_parallel(options.workers, some.len(), |at| resolve(base, some[at], &one)) {
            let part = part?;
            subgames += part.subgames;
            excess += part.excess;
            strategies.extend(part.strategies);
        }
        done += some.len();
        if progress(done, places.len()).is_break() {
            return Err(SearchError::Interrupted);
        }
    }
    let mut strategy = copy(base)?;
    strategy.put(&mut |at, rows| fill(&strategies, at, rows));
    Ok(Resolved { strategy, subgames, residual: 0.5 * excess / base.num_pairs() })
}

/// What one place comes to.
struct Part {
    strategies: Found,
    subgames: usize,
    /// Multiplied by the pairs of hands of the whole game.
    excess: f64,
}

fn resolve(
    base: &ExactSolver,
    (node, WalkedBoard { boards, chance }): (NodeId, &WalkedBoard),
    options: &SolveOptions,
) -> Result<Part, SearchError> {
    let subgame = Subgame::cut(base, node, boards, options.method)?;
    let mut part = Part { strategies: Found::new(), subgames: 0, excess: 0.0 };
    let players: &[usize] = if options.method == Method::Unsafe { &[0] } else { &[0, 1] };
    for &player in players {
        let solved = match subgame.solve(player, options, &mut |_| ControlFlow::Continue(())) {
            Err(SearchError::NoRange { .. }) => continue,
            solved => solved?,
        };
        let most = subgame.standing.ranges[player].iter().copied().fold(0.0, f32::max);
        let excess = solved.margin().map_or(0.0, |margin| margin.excess * margin.weight);
        part.excess += chance * f64::from(most) * excess;
        part.subgames += 1;
        part.strategies.extend(strategies(&solved, (node, boards)));
    }
    Ok(part)
}

/// The strategies that count in a solution, by decisions of the whole game.
fn strategies(solved: &Solved, (node, boards): (NodeId, &[Board])) -> Found {
    let mut found = Found::new();
    solved.solver.each_strategy(&mut |at, rows| {
        if solved.method == Method::Unsafe || at.player == solved.player {
            let boards = boards.iter().chain(at.boards).copied().collect();
            found.insert((node + at.node, boards), (at.hands.to_vec(), rows.to_vec()));
        }
    });
    found
}

/// Fills the rows of a decision; hands that were not solved keep the base strategy.
fn fill(found: &Found, at: PutAt<'_>, rows: &mut [f32]) -> bool {
    let Some((hands, solved)) = found.get(&(at.node, at.boards.to_vec())) else { return false };
    let (from, to) = (hands.len(), at.hands.len());
    for (slot, hand) in at.hands.iter().enumerate() {
        if let Some(old) = hands.iter().position(|other| other == hand) {
            let actions = rows.chunks_exact_mut(to).zip(solved.chunks_exact(from));
            actions.for_each(|(row, solved)| row[slot] = solved[old]);
        }
    }
    true
}

/// A solver with the same average strategies.
fn copy(base: &ExactSolver) -> Result<ExactSolver, SearchError> {
    let mut copy = ExactSolver::new(base.game().clone(), *base.options())?;
    copy.restore(base.iterations(), |part, words| {
        base.state(part, |from| words.copy_from_slice(from));
        Ok::<_, SearchError>(())
    })?;
    Ok(copy)
}

/// A base strategy in tables of its own: `strategy` writes the weights of the actions, `[action][hand]`, for
/// every decision on every board.
///
/// # Errors
/// If the game cannot be solved exactly.
pub fn table(
    game: holdem_cfr::exact::ExactGame,
    workers: usize,
    strategy: &mut dyn FnMut(PutAt<'_>, &mut [f32]),
) -> Result<ExactSolver, SearchError> {
    let mut table = ExactSolver::new(game, ExactOptions { workers, ..ExactOptions::default() })?;
    table.put(&mut |at, rows| {
        strategy(at, rows);
        true
    });
    Ok(table)
}

/// What a hand does at a decision of the whole game, by a search that begins with the decision's street:
/// probabilities by action; `None` if the hand, or its player with any hand, never reaches it.
///
/// # Errors
/// As [`Subgame::cut`] and [`Subgame::solve`].
pub fn answer(
    base: &ExactSolver,
    (node, boards): (NodeId, &[Board]),
    (player, hand): (usize, usize),
    options: &SolveOptions,
) -> Result<Option<Vec<f32>>, SearchError> {
    let tree: &BettingTree = &base.game().tree;
    let start = street_start(tree, node);
    let subgame = Subgame::cut(base, start, boards, options.method)?;
    let asked = if options.method == Method::Unsafe { 0 } else { player };
    let solved = match subgame.solve(asked, options, &mut |_| ControlFlow::Continue(())) {
        Err(SearchError::NoRange { .. }) => return Ok(None),
        solved => solved?,
    };
    let view = solved.solver.view(node - start, &[])?;
    let slot = view.hands[view.player].iter().position(|held| usize::from(held.hand) == hand);
    Ok(slot.map(|slot| view.strategy.iter().map(|row| row[slot]).collect()))
}
