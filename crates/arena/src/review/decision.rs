//! One decision under review.

use serde::Serialize;

/// How the pot came about before the flop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PotType {
    /// Nobody has raised.
    Unraised,
    /// One raise.
    SingleRaised,
    /// A raise and one over it.
    ThreeBet,
    /// More raises.
    FourBet,
}

impl PotType {
    /// By the number of raises before the flop.
    pub(super) fn of(raises: usize) -> Self {
        match raises {
            0 => Self::Unraised,
            1 => Self::SingleRaised,
            2 => Self::ThreeBet,
            _ => Self::FourBet,
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unraised => "unraised",
            Self::SingleRaised => "single raised",
            Self::ThreeBet => "3-bet",
            Self::FourBet => "4-bet or more",
        }
    }
}

/// An action of the strategy at a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionReview {
    /// A label such as `raise to 6bb`; amounts are the strategy's.
    pub label: String,
    /// How often the strategy takes it with this hand.
    pub chance: f64,
    /// Mean payoff of the whole hand in big blinds if it is taken; `None` where nothing is valued.
    pub value_bb: Option<f64>,
}

/// A decision of a player, and what the strategy says about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The hand: its name in the file, or its number from 1.
    pub hand: String,
    /// Number of the decision in the hand, of all players, from 1.
    pub number: usize,
    /// Who: a name, or `p1`.
    pub player: String,
    /// Where it sits: `button`.
    pub position: &'static str,
    /// `preflop` to `river`.
    pub street: &'static str,
    /// How the pot came about.
    pub pot_type: PotType,
    /// The player's cards.
    pub hole: String,
    /// Public cards.
    pub board: String,
    /// Chips in the pot in big blinds.
    pub pot_bb: f64,
    /// The player's choice, in big blinds of the table.
    pub choice: String,
    /// Where the strategy takes the hand to be: a history of its tree; `None` if it has left the tree.
    pub history: Option<String>,
    /// Bets up to this one that the strategy does not know, and what they were mapped to.
    pub translated: Vec<String>,
    /// The strategy's actions.
    pub actions: Vec<ActionReview>,
    /// Which action was taken, from 0; `None` if none of them was.
    pub taken: Option<usize>,
    /// What the choice cost in big blinds: how much more the best action is worth. If boards are sampled it
    /// may be slightly below 0.
    pub cost_bb: Option<f64>,
    /// Half the 95 % interval of the cost; `None` where it is exact.
    pub cost_error_bb: Option<f64>,
    /// Why something is not graded.
    pub ungraded: Option<String>,
}

impl Decision {
    /// How often the strategy does what was done.
    pub fn chance(&self) -> Option<f64> {
        self.taken.map(|taken| self.actions[taken].chance)
    }

    /// The action that is worth most, if actions are valued.
    pub fn best(&self) -> Option<&ActionReview> {
        let valued = self.actions.iter().filter(|action| action.value_bb.is_some());
        valued.max_by(|a, b| a.value_bb.unwrap_or(0.0).total_cmp(&b.value_bb.unwrap_or(0.0)))
    }
}
