//! What the actions of a decision are worth.

use std::sync::Arc;

use holdem_blueprint::progress::Observer;
use holdem_blueprint::strategy::{ValueOptions, Values};
use holdem_blueprint::{BlueprintError, PublicCards, Strategy};
use holdem_game::tree::NodeId;

use super::ReviewOptions;
use super::decision::Decision;

/// A decision that is not valued yet.
pub(super) struct Open {
    pub(super) decision: Decision,
    /// Where it stands in the tree, if that is where the strategy has it.
    pub(super) node: Option<NodeId>,
    pub(super) board: PublicCards,
    /// Number of the player's hand.
    pub(super) hand: usize,
}

/// Values decisions, those at the same node on the same board once.
pub(super) struct Valuer<'a> {
    strategy: &'a Strategy,
    options: ValueOptions,
    last: Option<(NodeId, PublicCards, Arc<Values>)>,
    /// Before the flop: by node.
    preflop: Vec<(NodeId, Arc<Values>)>,
}

impl<'a> Valuer<'a> {
    pub(super) fn new(strategy: &'a Strategy, options: &ReviewOptions) -> Self {
        let options =
            ValueOptions { flops: options.flops, workers: options.workers, ..ValueOptions::default() };
        Self { strategy, options, last: None, preflop: Vec::new() }
    }

    /// Values a decision as far as that can be done, and says why where it cannot.
    pub(super) fn value(
        &mut self,
        open: &mut Open,
        observer: &mut Observer<'_>,
    ) -> Result<(), BlueprintError> {
        let (Some(node), decision) = (open.node, &mut open.decision) else { return Ok(()) };
        let reason = |text: &str| Some(text.to_owned());
        if self.strategy.tree().num_players() > 2 {
            decision.ungraded = reason("values are for two players");
            return Ok(());
        }
        if open.board.street() == 0 && self.options.flops.is_none() {
            decision.ungraded = reason("before the flop values need a number of flops");
            return Ok(());
        }
        let values = self.values(node, &open.board, observer)?;
        let unit = f64::from(self.strategy.game().unit);
        for (at, action) in decision.actions.iter_mut().enumerate() {
            action.value_bb = values.of_action(at, open.hand).map(|chips| chips / unit);
        }
        let taken = decision.taken.and_then(|taken| decision.actions[taken].value_bb);
        let best = decision.best().and_then(|best| best.value_bb);
        match (best, taken) {
            (None, _) => decision.ungraded = reason("the strategy's opponent never comes here"),
            (_, None) => decision.ungraded = reason("the strategy has no such raise here"),
            (Some(best), Some(taken)) => decision.cost_bb = Some(best - taken),
        }
        Ok(())
    }

    fn values(
        &mut self,
        node: NodeId,
        board: &PublicCards,
        observer: &mut Observer<'_>,
    ) -> Result<Arc<Values>, BlueprintError> {
        if let Some((_, values)) = self.preflop.iter().find(|(at, _)| *at == node && board.street() == 0) {
            return Ok(Arc::clone(values));
        }
        if let Some((at, on, values)) = &self.last
            && (*at, on) == (node, board)
        {
            return Ok(Arc::clone(values));
        }
        let values = Arc::new(self.strategy.values(node, board, &self.options, observer)?);
        match board.street() {
            0 => self.preflop.push((node, Arc::clone(&values))),
            _ => self.last = Some((node, board.clone(), Arc::clone(&values))),
        }
        Ok(values)
    }
}
