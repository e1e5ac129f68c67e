//! Strategies held fixed.

use super::game::first_wins;
use super::line::SpotLine;
use super::{SpotError, SpotStep};
use crate::tree::{Action, BettingTree, NodeId};
use holdem_cards::{Card, CardSet, Combo};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Some hands of a locked node and what they play.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockedHands {
    /// `all` or a range; where groups overlap, the first one counts.
    pub hands: String,
    /// Probability of each action by its text (`x`, `c`, `f`, `b50`); missing ones are 0.
    pub play: BTreeMap<String, f64>,
}

/// A lock as written in a file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockText {
    /// The way to the node; see [`SpotLine`].
    pub line: String,
    /// Which hands play what there; hands not named stay free.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategy: Vec<LockedHands>,
    /// Instead of `strategy`: how often each action is taken on average, by its text; missing ones are 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequencies: Option<BTreeMap<String, f64>>,
}

/// A lock on a node of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct SpotLock {
    /// The node.
    pub node: NodeId,
    /// Cards dealt on the way to it, in order.
    pub dealt: Vec<Card>,
    /// `[combo]`: probabilities of the node's actions; `None` for hands that stay free.
    pub strategy: Vec<Option<Vec<f32>>>,
    /// `[action]`: how often each is taken on average, if frequencies are held; no hand is locked then.
    pub frequencies: Option<Vec<f32>>,
}

/// The locks of a spot, one for each node on each board; where two name the same hand, the first counts.
///
/// # Errors
/// Those of [`LockText::resolve`]; if frequencies are held where something else is locked as well.
pub(super) fn locks_of(
    texts: &[LockText],
    tree: &BettingTree,
    board: CardSet,
) -> Result<Vec<SpotLock>, SpotError> {
    let mut locks: Vec<SpotLock> = Vec::with_capacity(texts.len());
    for text in texts {
        let lock = text.resolve(tree, board)?;
        let known = locks.iter_mut().find(|known| (known.node, &known.dealt) == (lock.node, &lock.dealt));
        match known {
            None => locks.push(lock),
            Some(known) if known.frequencies.is_none() && lock.frequencies.is_none() => known.join(lock),
            Some(_) => return Err(text.refuse("`frequencies` of a node that is locked already".to_owned())),
        }
    }
    Ok(locks)
}

/// Removes the locks that lock no hand.
pub(super) fn drop_idle(locks: &mut Vec<LockText>, board: CardSet) {
    locks.retain(|lock| !lock.is_idle(board));
}

impl SpotLock {
    /// Adds another lock of the same node, for the hands that are still free.
    fn join(&mut self, later: Self) {
        for (kept, later) in self.strategy.iter_mut().zip(later.strategy) {
            *kept = kept.take().or(later);
        }
    }
}

impl LockText {
    /// Finds the node and the strategies.
    ///
    /// # Errors
    /// If the node is not in the tree or not a decision, or a strategy is not valid.
    pub(super) fn resolve(&self, tree: &BettingTree, board: CardSet) -> Result<SpotLock, SpotError> {
        let line: SpotLine = self.line.parse()?;
        let (node, dealt) = line.find(tree, board)?;
        let street = usize::from(tree.node(node).street - tree.node(0).street);
        if tree.edges(node).is_empty() {
            return Err(self.refuse("nobody acts there".to_owned()));
        }
        if street > dealt.len() {
            return Err(self.refuse("the card dealt last is missing".to_owned()));
        }
        if self.frequencies.is_some() && !self.strategy.is_empty() {
            return Err(self.refuse("either `strategy` or `frequencies`, not both".to_owned()));
        }
        let public = dealt.iter().fold(board, |all, &card| all.with(card));
        if let Some(why) = self.locks_nothing(public)? {
            return Err(self.refuse(format!("it locks nothing: {why}")));
        }
        let shares = self.frequencies.as_ref().map(|play| self.probabilities(tree, node, play));
        let mut strategy = vec![None; Combo::COUNT];
        for group in &self.strategy {
            let play = self.probabilities(tree, node, &group.play)?;
            for combo in self.hands(&group.hands)? {
                strategy[combo].get_or_insert_with(|| play.clone());
            }
        }
        Ok(SpotLock { node, dealt, strategy, frequencies: shares.transpose()? })
    }

    /// Why it locks no hand on these public cards, if it does not.
    ///
    /// # Errors
    /// If a range cannot be read.
    fn locks_nothing(&self, public: CardSet) -> Result<Option<&'static str>, SpotError> {
        if self.frequencies.is_some() {
            return Ok(None);
        }
        if self.strategy.is_empty() {
            return Ok(Some("`strategy` or `frequencies` is missing"));
        }
        for group in &self.strategy {
            if self.hands(&group.hands)?.into_iter().any(|combo| is_left(combo, public)) {
                return Ok(None);
            }
        }
        Ok(Some("the board takes a card of every hand"))
    }

    /// Whether it is valid except that it locks no hand.
    fn is_idle(&self, board: CardSet) -> bool {
        let Ok(line) = self.line.parse::<SpotLine>() else { return false };
        let public = line.steps().iter().fold(board, |all, step| match step {
            SpotStep::Deal(card) => all.with(*card),
            SpotStep::Act(_) => all,
        });
        matches!(self.locks_nothing(public), Ok(Some(_)))
    }

    fn refuse(&self, message: String) -> SpotError {
        SpotError::Lock { line: self.line.clone(), message }
    }

    fn hands(&self, text: &str) -> Result<Vec<usize>, SpotError> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok((0..Combo::COUNT).collect());
        }
        let range = first_wins(text).map_err(|error| self.refuse(error.to_string()))?;
        Ok(range.iter().map(|(combo, _)| combo.index()).collect())
    }

    /// Probabilities by action, summing to 1.
    fn probabilities(
        &self,
        tree: &BettingTree,
        node: NodeId,
        play: &BTreeMap<String, f64>,
    ) -> Result<Vec<f32>, SpotError> {
        let edges = tree.edges(node);
        let mut row = vec![0.0; edges.len()];
        for (text, &probability) in play {
            let line: SpotLine = text.parse()?;
            let at = match line.steps() {
                [SpotStep::Act(wanted)] => edges.iter().position(|edge| named(edge.action, *wanted)),
                _ => None,
            };
            let at = at.ok_or_else(|| self.refuse(format!("`{text}` is no action of this node")))?;
            if !(0.0..=1.0).contains(&probability) {
                return Err(self.refuse(format!("`{text}: {probability}` is no probability")));
            }
            row[at] += probability;
        }
        let sum: f64 = row.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(self.refuse(format!("the probabilities sum to {sum}, expected 1")));
        }
        Ok(row.into_iter().map(|p| (p / sum) as f32).collect())
    }
}

/// Whether public cards leave a hand.
fn is_left(combo: usize, public: CardSet) -> bool {
    let combo = u16::try_from(combo).ok().and_then(Combo::from_index);
    combo.is_some_and(|combo| combo.cards().iter().all(|&card| !public.contains(card)))
}

fn named(action: Action, wanted: Action) -> bool {
    super::betting::same(action, wanted)
}
