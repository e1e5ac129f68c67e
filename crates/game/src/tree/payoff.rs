//! What a terminal node pays: the one place where the tree's pot is distributed.
//!
//! A player's payoff is what it gets out of the pot minus what it has put in, both in chips. Chips that were
//! in the pot when the tree began ([`BettingTree::dead`]) belong to nobody, so the payoffs of all players sum
//! to them less the rake. Without dead chips and rake they sum to zero.

use super::{BettingTree, Chips, NodeId, NodeKind};
use crate::rules::{Rake, showdown_won};

/// What the house takes, to fractions of a chip: a share of the pot without the uncalled bet, up to a cap.
///
/// The winner pays all of it, players who tie pay equal parts. A hand that is folded before the flop is not
/// raked (no flop, no drop).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PotRake {
    /// Share of the pot, 0 to 1.
    pub rate: f64,
    /// Largest number of chips taken from one hand.
    pub cap: f64,
}

impl PotRake {
    /// Chips taken from a pot, not rounded.
    pub fn of(self, pot: Chips) -> f64 {
        (f64::from(pot) * self.rate).min(self.cap)
    }

    /// Whether nothing is ever taken.
    pub fn is_none(self) -> bool {
        self.rate == 0.0 || self.cap == 0.0
    }
}

impl From<Rake> for PotRake {
    /// The same rake, no longer rounded down to whole chips.
    fn from(rake: Rake) -> Self {
        Self { rate: f64::from(rake.basis_points) / 10_000.0, cap: f64::from(rake.cap) }
    }
}

/// What one of two players gets at a terminal node, in chips net of what it has put in.
///
/// If somebody has folded nothing is compared, and all three are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payoffs {
    /// With the better hand.
    pub win: f64,
    /// With equal hands.
    pub tie: f64,
    /// With the worse hand.
    pub lose: f64,
}

impl BettingTree {
    /// Chips in the pot at the root that no player of the tree has put in.
    pub fn dead(&self) -> Chips {
        self.dead
    }

    /// What the house takes.
    pub fn rake(&self) -> PotRake {
        self.rake
    }

    /// Whether the payoffs of all players sum to zero: there are no dead chips, and the house takes nothing.
    pub fn is_zero_sum(&self) -> bool {
        self.dead == 0 && self.rake.is_none()
    }

    /// All chips in the pot when the node is reached, dead ones included; at terminal nodes without the
    /// uncalled bet.
    pub fn pot(&self, node: NodeId) -> Chips {
        self.dead + self.contributions(node).iter().sum::<Chips>()
    }

    /// Chips that the house takes where the hand ends.
    pub fn rake_at(&self, node: NodeId) -> f64 {
        let no_flop = self.node(node).street == 0 && matches!(self.node(node).kind, NodeKind::Fold { .. });
        if no_flop { 0.0 } else { self.rake.of(self.pot(node)) }
    }

    /// What `player` gets if all but one player have folded; any number of players.
    ///
    /// # Panics
    /// If `player` is not of this tree.
    pub fn fold_payoff(&self, node: NodeId, winner: u8, player: usize) -> f64 {
        let put_in = f64::from(self.contributions(node)[player]);
        if usize::from(winner) == player { self.won(node) - put_in } else { -put_in }
    }

    /// What `player` gets at a showdown of hands with these strengths; any number of players, with side pots.
    ///
    /// `strengths` are by player; those of players who have folded are ignored. Chips that do not divide go
    /// to the first winner in seat order. Winners pay the rake in proportion to what they win.
    ///
    /// # Complexity
    /// O(seats x layers); allocates nothing.
    ///
    /// # Panics
    /// If `player` is not of this tree; in debug builds if it has folded.
    pub fn showdown_payoff(&self, node: NodeId, strengths: &[u16], player: usize) -> f64 {
        let put_in = self.contributions(node);
        let won = f64::from(showdown_won(put_in, self.dead, self.live_players(node), strengths, player));
        let kept = if self.rake.is_none() { won } else { won * self.won(node) / f64::from(self.pot(node)) };
        kept - f64::from(put_in[player])
    }

    /// What `player` gets at a terminal node of a tree for two.
    ///
    /// ```
    /// use holdem_game::tree::{BettingTree, KuhnPoker};
    /// let tree = BettingTree::build(&KuhnPoker::default())?;
    /// let called = tree.payoffs(tree.find("b1c")?, 0);
    /// assert_eq!((called.win, called.tie, called.lose), (2.0, 0.0, -2.0));
    /// let folded = tree.payoffs(tree.find("b1f")?, 0);
    /// assert_eq!((folded.win, folded.lose), (1.0, 1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// If the tree has more than two players and the node is a showdown, or `player` is not of this tree.
    pub fn payoffs(&self, node: NodeId, player: usize) -> Payoffs {
        if let NodeKind::Fold { winner } = self.node(node).kind {
            let payoff = self.fold_payoff(node, winner, player);
            return Payoffs { win: payoff, tie: payoff, lose: payoff };
        }
        assert!(self.num_players == 2, "a showdown of {} players has side pots", self.num_players);
        let (put_in, won) = (f64::from(self.contributions(node)[player]), self.won(node));
        Payoffs { win: won - put_in, tie: 0.5 * won - put_in, lose: -put_in }
    }

    /// The pot less the rake.
    fn won(&self, node: NodeId) -> f64 {
        f64::from(self.pot(node)) - self.rake_at(node)
    }
}
