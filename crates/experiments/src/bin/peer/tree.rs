//! A betting tree for two that another program has written down.
//!
//! The first line holds what the players post before the first decision, in chips: the small blind, the big
//! blind. Then comes a line for each node in depth-first pre-order: for a terminal node `-`, for a decision
//! the player, the street (0 = preflop) and three numbers for each action: its kind (0 fold, 1 check or call,
//! 2 bet or raise, 3 all-in), the chips that it adds to what the player has put in, and the node it leads to,
//! counted from 0.

use holdem_game::tree::{Action, BettingGame, BettingTree, BuildError, Chips, NodeKind};
use std::str::FromStr;

/// A betting tree as read; see the [module](self).
pub(crate) struct ExportedTree {
    posted: [Chips; 2],
    nodes: Vec<Option<Decision>>,
}

struct Decision {
    player: usize,
    street: u8,
    actions: Vec<Choice>,
}

struct Choice {
    kind: u32,
    chips: Chips,
    child: usize,
}

/// A place in the tree with what the players have put in.
#[derive(Clone)]
pub(crate) struct At {
    node: usize,
    /// Street on which the last action was taken.
    street: u8,
    /// Chips of each player since the start of the hand.
    put_in: [Chips; 2],
    /// The same before this street.
    before_street: [Chips; 2],
    folded: Option<u8>,
}

/// A line that is none of this format.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the tree: {reason}")]
pub(crate) struct TreeError {
    line: usize,
    reason: &'static str,
}

impl FromStr for ExportedTree {
    type Err = TreeError;

    fn from_str(text: &str) -> Result<Self, TreeError> {
        let mut lines = (1..).zip(text.lines());
        let error = |line, reason| TreeError { line, reason };
        let first =
            lines.next().and_then(|(_, line)| numbers(line)).and_then(|posted| posted.try_into().ok());
        let posted = first.ok_or(error(1, "expected the two blinds"))?;
        let nodes: Vec<_> = lines
            .map(|(at, line)| match line.trim() {
                "-" => Ok(None),
                line => {
                    let decision = numbers(line).as_deref().and_then(read_decision);
                    decision.map(Some).ok_or(error(
                        at,
                        "expected `-`, or a player, a street and three numbers for each action",
                    ))
                }
            })
            .collect::<Result<_, _>>()?;
        let tree = Self { posted, nodes };
        match tree.first_out_of_order() {
            None => Ok(tree),
            Some(node) => Err(error(node + 2, "nodes are not in depth-first pre-order")),
        }
    }
}

fn numbers(line: &str) -> Option<Vec<u32>> {
    line.split_whitespace().map(|word| word.parse().ok()).collect()
}

fn read_decision(numbers: &[u32]) -> Option<Decision> {
    let (&[player, street], actions) = numbers.split_first_chunk()?;
    let choice = |triple: &[u32]| Choice { kind: triple[0], chips: triple[1], child: triple[2] as usize };
    let known =
        player < 2 && street < 4 && actions.chunks(3).all(|triple| triple.len() == 3 && triple[0] < 4);
    let actions = actions.chunks_exact(3).map(choice).collect();
    known.then_some(Decision { player: player as usize, street: street as u8, actions })
}

impl ExportedTree {
    /// The big blind in chips.
    pub(crate) fn big_blind(&self) -> Chips {
        self.posted[1]
    }

    /// The tree in our form, every node under the number that it has in the file.
    pub(crate) fn tree(&self) -> Result<BettingTree, BuildError> {
        BettingTree::build(self)
    }

    /// The first node whose number is not that of a walk; the number of nodes if the walk does not reach all.
    fn first_out_of_order(&self) -> Option<usize> {
        let mut open = vec![0];
        let mut reached = 0;
        while let Some(node) = open.pop() {
            if node != reached || node >= self.nodes.len() {
                return Some(reached);
            }
            reached += 1;
            let children = self.nodes[node].iter().flat_map(|decision| decision.actions.iter().rev());
            open.extend(children.map(|choice| choice.child));
        }
        (reached != self.nodes.len()).then_some(reached)
    }

    fn action(at: &At, decision: &Decision, choice: &Choice) -> Action {
        let to = at.put_in[decision.player] - at.before_street[decision.player] + choice.chips;
        match (choice.kind, choice.chips) {
            (0, _) => Action::Fold,
            (1, 0) => Action::Check,
            (1, _) => Action::Call,
            (2, _) => Action::RaiseTo(to),
            _ => Action::AllIn(to),
        }
    }
}

impl BettingGame for ExportedTree {
    type State = At;

    fn num_players(&self) -> usize {
        2
    }

    fn num_streets(&self) -> usize {
        4
    }

    fn root(&self) -> At {
        At { node: 0, street: 0, put_in: self.posted, before_street: [0; 2], folded: None }
    }

    fn kind(&self, at: &At) -> NodeKind {
        match (&self.nodes[at.node], at.folded) {
            (Some(decision), _) => NodeKind::Decision { player: decision.player as u8 },
            (None, Some(player)) => NodeKind::Fold { winner: 1 - player },
            (None, None) => NodeKind::Showdown,
        }
    }

    fn street(&self, at: &At) -> u8 {
        self.nodes[at.node].as_ref().map_or(at.street, |decision| decision.street)
    }

    fn contributions(&self, at: &At, out: &mut [Chips]) {
        out.copy_from_slice(&at.put_in);
    }

    fn actions(&self, at: &At, out: &mut Vec<Action>) {
        if let Some(decision) = &self.nodes[at.node] {
            out.extend(decision.actions.iter().map(|choice| Self::action(at, decision, choice)));
        }
    }

    fn apply(&self, at: &At, action: Action) -> At {
        let decision = self.nodes[at.node].as_ref().expect("actions belong to decisions");
        let taken = decision.actions.iter().find(|choice| Self::action(at, decision, choice) == action);
        let choice = taken.expect("an action of this decision");
        let mut put_in = at.put_in;
        put_in[decision.player] += choice.chips;
        let ends_street = self.nodes[choice.child].as_ref().is_some_and(|next| next.street > decision.street);
        At {
            node: choice.child,
            street: decision.street,
            put_in,
            before_street: if ends_street { put_in } else { at.before_street },
            folded: (action == Action::Fold).then_some(decision.player as u8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Call or fold; check or all-in; on the flop check or bet, where the file ends.
    const TEXT: &str = "1 2\n0 0 0 0 1 1 1 2\n-\n1 0 1 0 3 3 18 6\n0 1 1 0 4 2 4 5\n-\n-\n-\n";

    fn read(text: &str) -> Result<ExportedTree, TreeError> {
        text.parse()
    }

    #[test]
    fn a_tree_keeps_its_numbers_players_and_chips() {
        let exported = read(TEXT).expect("a tree");
        let tree = exported.tree().expect("a game");
        assert_eq!((tree.nodes().len(), exported.big_blind()), (7, 2));
        let actions =
            |node| tree.edges(node).iter().map(|edge| (edge.action, edge.child)).collect::<Vec<_>>();
        assert_eq!(actions(0), [(Action::Fold, 1), (Action::Call, 2)]);
        assert_eq!(actions(2), [(Action::Check, 3), (Action::AllIn(20), 6)]);
        assert_eq!(actions(3), [(Action::Check, 4), (Action::RaiseTo(4), 5)]);
        let kinds = [0, 1, 2, 3, 4].map(|node| tree.node(node).kind);
        let [small, big] = [0, 1].map(|player| NodeKind::Decision { player });
        assert_eq!(kinds, [small, NodeKind::Fold { winner: 1 }, big, small, NodeKind::Showdown]);
        assert_eq!([2, 3, 4].map(|node| tree.node(node).street), [0, 1, 1]);
        assert_eq!([0, 1, 4].map(|node| tree.contributions(node)), [[1, 2], [1, 1], [2, 2]]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let line = |text: &str| read(text).err().map(|error| error.line);
        assert_eq!(line("1\n-\n"), Some(1));
        assert_eq!(line(&TEXT.replace("3 3 18 6", "3 3 18")), Some(4));
        assert_eq!(line(&TEXT.replace("0 0 0 0 1", "2 0 0 0 1")), Some(2));
    }

    #[test]
    fn nodes_out_of_order_are_refused() {
        assert!(read(&TEXT.replace("0 4 2 4 5", "0 5 2 4 4")).is_err());
        assert!(read(&format!("{TEXT}-\n")).is_err());
    }
}
