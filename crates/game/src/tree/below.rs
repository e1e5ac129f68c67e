//! The part of a tree below a node, as a tree.

use super::{BettingTree, Edge, Node, NodeId};

impl BettingTree {
    /// The subtree below and including a node, as a tree of its own: node `n` of it is node `node + n` of
    /// this one. Contributions still count from the start of the hand.
    ///
    /// ```
    /// # use holdem_game::tree::{BettingTree, LeducPoker};
    /// let tree = BettingTree::build(&LeducPoker::default())?;
    /// let street = tree.find("kk")?;
    /// let rest = tree.below(street);
    /// assert_eq!(rest.nodes().len(), tree.subtree(street).len());
    /// assert_eq!(rest.pot(rest.find("b4c")?), tree.pot(tree.find("kk/b4c")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// If the node is not of this tree.
    pub fn below(&self, node: NodeId) -> Self {
        let range = self.subtree(node);
        let (start, end) = (range.start as usize, range.end as usize);
        let mut edges = Vec::new();
        let mut nodes = Vec::with_capacity(end - start);
        for id in range {
            let old = self.node(id);
            let first_edge = edges.len() as u32;
            edges.extend(self.edges(id).iter().map(|edge| Edge { child: edge.child - node, ..*edge }));
            let parent = if id == node { NodeId::MAX } else { old.parent - node };
            nodes.push(Node { first_edge, parent, subtree_end: old.subtree_end - node, ..*old });
        }
        Self {
            num_players: self.num_players,
            num_streets: self.num_streets,
            dead: self.dead,
            rake: self.rake,
            bet_at_root: !self.is_opening_bet(node),
            nodes,
            edges,
            contributions: self.contributions[start * self.num_players..end * self.num_players].to_vec(),
            live: self.live[start..end].to_vec(),
        }
    }
}
