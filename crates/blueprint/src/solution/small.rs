//! Best responses and comparisons of games that are solved from the blinds.

use holdem_cfr::exact::{HandGain, NodeView};

use super::{SolutionError, SolvedGame};

/// A hand against the other player's strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct GameGain {
    /// The hand's name.
    pub hand: String,
    /// How often it is held together with a hand of the other player.
    pub weight: f64,
    /// Chips under its own strategy.
    pub ev: f64,
    /// Chips under the best response.
    pub best: f64,
}

/// A player's best response to the other's strategy, from a decision on.
#[derive(Clone, Debug, PartialEq)]
pub struct Gains {
    /// Mean chips under the player's own strategy.
    pub ev: f64,
    /// Mean chips under the best response.
    pub best: f64,
    /// Hands, those that gain most in total first.
    pub hands: Vec<GameGain>,
}

/// A hand by two solutions.
#[derive(Clone, Debug, PartialEq)]
pub struct HandDifference {
    /// The hand's name.
    pub hand: String,
    /// Half the sum of the differences of its probabilities.
    pub distance: f64,
    /// EV of the second less that of the first, in chips.
    pub ev: f64,
}

/// Two solutions of one game at one decision.
#[derive(Clone, Debug, PartialEq)]
pub struct GameDifference {
    /// `[solution]`: mean EV of the player who acts, in chips from there on.
    pub ev: [f64; 2],
    /// Actions, each with its text and how often each solution takes it.
    pub actions: Vec<(String, [f64; 2])>,
    /// The share of all hands, by their weight in the first, that would have to act differently.
    pub distance: f64,
    /// Hands of the player who acts, the most important first.
    pub hands: Vec<HandDifference>,
}

impl SolvedGame {
    /// What a seat's hands gain by the best response to the other's strategy. At the root, chips are what is
    /// won per hand; after a history, what is won from there on. Both players get there under their own
    /// strategies.
    ///
    /// # Errors
    /// As [`SolvedGame::node`]; [`SolutionError::Unreached`] if no hands get there.
    ///
    /// # Complexity
    /// Three walks over what may follow.
    pub fn gains(&self, player: usize, history: &str, board: &str) -> Result<Gains, SolutionError> {
        let (node, boards) = self.find(history, board)?;
        let gains = match node {
            0 => self.recorded.solver.gains(player),
            node => self.recorded.solver.gains_at(player, node, &boards)?,
        };
        let total: f64 = gains.iter().map(|gain| gain.weight).sum();
        if total <= 0.0 {
            return Err(SolutionError::Unreached { line: history.to_owned() });
        }
        let mean =
            |of: fn(&HandGain) -> f64| gains.iter().map(|gain| gain.weight * of(gain)).sum::<f64>() / total;
        let name = |hand: u16| self.game().cards.hand_name(hand.into());
        let gained = gains.iter().map(|gain| GameGain {
            hand: name(gain.hand),
            weight: gain.weight,
            ev: gain.ev,
            best: gain.best,
        });
        let mut hands: Vec<GameGain> = gained.collect();
        let share = |gain: &GameGain| gain.weight * (gain.best - gain.ev);
        hands.sort_by(|a, b| share(b).total_cmp(&share(a)));
        Ok(Gains { ev: mean(|gain| gain.ev), best: mean(|gain| gain.best), hands })
    }

    /// Compares with another solution of the same game after a history.
    ///
    /// # Errors
    /// As [`SolvedGame::node`]; [`SolutionError::Incomparable`] if the games are not the same.
    pub fn compare(&self, other: &Self, history: &str, board: &str) -> Result<GameDifference, SolutionError> {
        if self.config() != other.config() {
            let reason = "the games are not the same";
            return Err(SolutionError::Incomparable { line: history.to_owned(), reason });
        }
        let views = [self.node(history, board)?, other.node(history, board)?];
        let [first, second] = &views;
        let player = first.player;
        let tree = &self.game().tree;
        let actions = tree.edges(first.node).iter().enumerate().map(|(a, edge)| {
            (tree.token(first.node, edge.action), [first.frequency(a), second.frequency(a)])
        });
        let mut apart: Vec<(HandDifference, f64)> = first.hands[player]
            .iter()
            .enumerate()
            .map(|(slot, hand)| {
                let ev = second.hands[player][slot].ev - hand.ev;
                let name = self.game().cards.hand_name(hand.hand.into());
                let distance = distance([first, second], slot);
                (HandDifference { hand: name, distance, ev }, hand.weight)
            })
            .collect();
        let total: f64 = apart.iter().map(|(_, weight)| weight).sum();
        let sum: f64 = apart.iter().map(|(hand, weight)| hand.distance * weight).sum();
        let mean = if total > 0.0 { sum / total } else { 0.0 };
        apart.sort_by(|(a, heavy), (b, other)| (b.distance * other).total_cmp(&(a.distance * heavy)));
        Ok(GameDifference {
            ev: [first.ev(player), second.ev(player)],
            actions: actions.collect(),
            distance: mean,
            hands: apart.into_iter().map(|(hand, _)| hand).collect(),
        })
    }
}

/// Half the sum of the differences of a hand's probabilities.
fn distance([first, second]: [&NodeView; 2], slot: usize) -> f64 {
    let pairs = first.strategy.iter().zip(&second.strategy);
    0.5 * pairs.map(|(a, b)| f64::from((a[slot] - b[slot]).abs())).sum::<f64>()
}
