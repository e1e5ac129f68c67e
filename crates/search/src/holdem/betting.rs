//! The betting of a subgame: a finer menu, and the sizes that were actually bet.

use holdem_game::menu::BetMenu;
use holdem_game::rules::Move;
use holdem_game::tree::{
    Action, BettingGame, BettingTree, BuildError, Chips, HoldemState, NoLimitHoldem, NodeId, NodeKind,
    PotRake,
};

use super::{Hand, LineError};

/// Largest number of nodes of a subgame's tree.
const MOST_NODES: usize = 200_000;

/// The rest of a hand from the beginning of the current street on.
struct StreetBetting {
    betting: NoLimitHoldem,
    /// What was done on the street so far: these sizes are in the tree whatever the menu says.
    line: Vec<Move>,
}

/// The tree of a subgame, and the line that was actually played in it.
pub(crate) struct StreetTree {
    pub(crate) tree: BettingTree,
    /// The nodes of the street's moves so far, the current decision last.
    pub(crate) path: Vec<NodeId>,
    /// The number of moves of the hand that shaped the tree; later moves are in the menu.
    pub(crate) made_by: usize,
}

/// Builds the tree from the beginning of the current street, with a menu for what has not been played yet.
pub(crate) fn street_tree(hand: &Hand, menu: &BetMenu) -> Result<StreetTree, StreetTreeError> {
    let start = hand.street_start();
    let betting = hand.betting().clone().with_menus(vec![menu.clone()]).map_err(LineError::from)?;
    let betting = betting.rest(hand.state_before(start).clone());
    let line = hand.moves()[start..].to_vec();
    let game = StreetBetting { betting, line };
    let tree = BettingTree::build_within(&game, MOST_NODES)?;
    let mut path = vec![0];
    for &step in &game.line {
        let node = path[path.len() - 1];
        let edge = tree.edges(node).iter().find(|edge| is(edge.action, step));
        path.push(edge.expect("what was done is in the tree").child);
    }
    let made_by = game.last_added().map_or(start, |at| start + at + 1);
    Ok(StreetTree { tree, path, made_by })
}

impl StreetBetting {
    /// Number of the last move of the line that the menu does not offer.
    fn last_added(&self) -> Option<usize> {
        let (mut state, mut last, mut offered) = (self.betting.root(), None, Vec::new());
        for (at, &step) in self.line.iter().enumerate() {
            offered.clear();
            self.betting.actions(&state, &mut offered);
            if !offered.iter().any(|&action| is(action, step)) {
                last = Some(at);
            }
            state = self.betting.play(&state, step).expect("what was done is legal");
        }
        last
    }
}

/// Why a street has no tree.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StreetTreeError {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// The move of the rules behind an action of a tree.
pub(crate) fn move_of(action: Action) -> Move {
    match action {
        Action::Fold => Move::Fold,
        Action::Check => Move::Check,
        Action::Call => Move::Call,
        Action::RaiseTo(to) | Action::AllIn(to) => Move::RaiseTo(to),
    }
}

/// Whether an action is this move.
pub(crate) fn is(action: Action, step: Move) -> bool {
    move_of(action) == step
}

impl BettingGame for StreetBetting {
    /// The state, and how many moves of the line led there; `None` off the line.
    type State = (HoldemState, Option<usize>);

    fn num_players(&self) -> usize {
        self.betting.num_players()
    }
    fn num_streets(&self) -> usize {
        self.betting.num_streets()
    }
    fn root(&self) -> Self::State {
        (self.betting.root(), Some(0))
    }
    fn kind(&self, (state, _): &Self::State) -> NodeKind {
        self.betting.kind(state)
    }
    fn street(&self, (state, _): &Self::State) -> u8 {
        self.betting.street(state)
    }
    fn contributions(&self, (state, _): &Self::State, out: &mut [Chips]) {
        self.betting.contributions(state, out);
    }
    fn actions(&self, (state, on_line): &Self::State, out: &mut Vec<Action>) {
        self.betting.actions(state, out);
        let done = on_line.and_then(|at| self.line.get(at).copied());
        if let Some(done) = done.filter(|&done| !out.iter().any(|&action| is(action, done))) {
            out.push(match (done, state.hand().legal().raise_to) {
                (Move::RaiseTo(to), Some((_, most))) if to == most => Action::AllIn(to),
                (Move::RaiseTo(to), _) => Action::RaiseTo(to),
                (Move::Fold, _) => Action::Fold,
                (Move::Check, _) => Action::Check,
                (Move::Call, _) => Action::Call,
            });
            // Fold, check and call come first.
            out.sort_by_key(|&action| match action {
                Action::Fold => 0,
                Action::Check | Action::Call => 1,
                Action::RaiseTo(to) | Action::AllIn(to) => 2 + u64::from(to),
            });
        }
    }
    fn apply(&self, (state, on_line): &Self::State, action: Action) -> Self::State {
        let follows = on_line.filter(|&at| self.line.get(at).is_some_and(|&step| is(action, step)));
        (self.betting.apply(state, action), follows.map(|at| at + 1))
    }
    fn dead_chips(&self) -> Chips {
        self.betting.dead_chips()
    }
    fn has_forced_moves(&self) -> bool {
        true
    }
    fn rake(&self) -> PotRake {
        self.betting.rake()
    }
    fn live_at_root(&self) -> u16 {
        self.betting.live_at_root()
    }
    fn has_bet_at_root(&self) -> bool {
        self.betting.has_bet_at_root()
    }
}
