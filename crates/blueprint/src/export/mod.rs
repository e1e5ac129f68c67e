//! A strategy for other programs, written decision by decision, so that memory does not depend on the size of
//! the tree.
//!
//! | module | writes |
//! |---|---|
//! | [`json`] | a document by betting history and hand class or bucket |
//! | [`table`](mod@table) | the columns of tables: one row for each information set and action |
//! | [`csv`] | this table as text |
//! | `parquet` | this table in columns, with the feature `parquet` |

pub mod csv;
pub mod json;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod table;

use holdem_game::tree::{NodeId, NodeKind};

pub use csv::write_csv;
pub use json::write_json;
#[cfg(feature = "parquet")]
pub use parquet::write_parquet;

use crate::game::Game;

/// Which part of a strategy is written, and with how many decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// The decision to start from; 0 for all.
    pub from: NodeId,
    /// Last street written, 0 = preflop.
    pub last_street: usize,
    /// Decimals of a probability, in text.
    pub decimals: usize,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { from: 0, last_street: 3, decimals: 4 }
    }
}

impl ExportOptions {
    /// The decisions that are written, and who acts there.
    fn decisions<'g>(&self, game: &'g Game) -> impl Iterator<Item = (NodeId, u8)> + 'g {
        let last_street = self.last_street;
        game.tree.subtree(self.from).filter_map(move |node| match game.tree.node(node).kind {
            NodeKind::Decision { player } if usize::from(game.tree.node(node).street) <= last_street => {
                Some((node, player))
            }
            _ => None,
        })
    }
}
