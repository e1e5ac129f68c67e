//! A strategy or a solution, asked alike.

use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameKind;
use holdem_cards::{Card, CardSet};
use holdem_game::spot::SpotStep;
use holdem_game::tree::{Action, BettingTree, NodeId};

use super::numbers::MoveKind;
use crate::error::ApiError;
use crate::library::Solved;

/// Cards on the board by street of hold'em.
const HOLDEM_CARDS: [usize; 4] = [0, 3, 4, 5];

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Book<'a> {
    /// A strategy of a run or a file.
    Strategy(&'a Strategy),
    /// A solved spot.
    Solution(&'a Solved),
}

impl<'a> Book<'a> {
    /// Its betting tree.
    pub(crate) fn tree(self) -> &'a BettingTree {
        match self {
            Self::Strategy(strategy) => strategy.tree(),
            Self::Solution(solution) => &solution.game().tree,
        }
    }

    /// Which game.
    pub(crate) fn kind(self) -> GameKind {
        match self {
            Self::Strategy(strategy) => strategy.game().kind,
            Self::Solution(_) => GameKind::Holdem,
        }
    }

    /// Whether hands are the combos of hold'em.
    pub(crate) fn is_holdem(self) -> bool {
        self.kind() == GameKind::Holdem
    }

    /// Number of private hands.
    pub(crate) fn num_hands(self) -> usize {
        match self {
            Self::Strategy(strategy) => strategy.game().cards.num_hands(),
            Self::Solution(_) => holdem_cards::Combo::COUNT,
        }
    }

    /// Public cards that lie there on a street.
    pub(crate) fn cards_on(self, street: usize) -> usize {
        match (self, self.kind()) {
            (_, GameKind::Holdem) => HOLDEM_CARDS[street.min(3)],
            (Self::Strategy(strategy), GameKind::MiniHoldem) => {
                strategy.game().deck().map_or(0, |deck| deck.board_len(street))
            }
            (_, GameKind::Leduc) => street,
            _ => 0,
        }
    }

    /// Street of a node.
    pub(crate) fn street(self, node: NodeId) -> usize {
        usize::from(self.tree().node(node).street)
    }

    /// A street's name.
    pub(crate) fn street_name(self, street: usize) -> &'static str {
        match self {
            Self::Strategy(strategy) => strategy.game().street_name(street),
            Self::Solution(_) => ["preflop", "flop", "turn", "river"][street.min(3)],
        }
    }

    /// Cards that lie there at the root, in the order of the spot.
    pub(crate) fn root_board(self) -> Vec<String> {
        match self {
            Self::Strategy(_) => Vec::new(),
            Self::Solution(solution) => {
                let letters: Vec<char> =
                    solution.spot().board.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
                letters.chunks(2).map(|card| card.iter().collect()).collect()
            }
        }
    }

    /// Chips of a big blind; none in spots.
    pub(crate) fn big_blind(self) -> Option<u32> {
        match self {
            Self::Strategy(strategy) => Some(strategy.game().unit),
            Self::Solution(_) => None,
        }
    }

    /// Chips of every seat at the root.
    pub(crate) fn stacks(self) -> Vec<u32> {
        match self {
            Self::Strategy(strategy) if strategy.game().kind.is_no_limit() => {
                strategy.recipe().game.stack_chips()
            }
            // The fixed-limit games have no stacks: what can be lost is what the largest pot has.
            Self::Strategy(strategy) => most_put_in(strategy.tree()),
            Self::Solution(solution) => vec![solution.spot().stack(); 2],
        }
    }

    /// What the seats are called.
    pub(crate) fn seat_names(self) -> Vec<&'static str> {
        match self {
            Self::Solution(_) => vec!["OOP", "IP"],
            Self::Strategy(strategy) if strategy.game().kind.is_no_limit() => {
                positions(strategy.tree().num_players())
            }
            Self::Strategy(_) => vec!["P1", "P2"],
        }
    }

    /// The node behind a line.
    ///
    /// # Errors
    /// If the tree has no such line.
    pub(crate) fn find(self, line: &str) -> Result<NodeId, ApiError> {
        match self {
            Self::Strategy(strategy) => Ok(strategy.node(line)?),
            Self::Solution(solution) => find_spot_line(&solution.game().tree, line),
        }
    }

    /// The line to a node.
    pub(crate) fn line(self, node: NodeId) -> String {
        match self {
            Self::Strategy(strategy) => strategy.tree().history_text(node),
            Self::Solution(solution) => {
                let tree = &solution.game().tree;
                let steps = tree.history(node).into_iter().map(|(_, action)| SpotStep::Act(action));
                steps.map(|step| step.to_string()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// An action's text in lines.
    pub(crate) fn token(self, node: NodeId, action: Action) -> String {
        match self {
            Self::Strategy(strategy) => strategy.tree().token(node, action),
            Self::Solution(_) => SpotStep::Act(action).to_string(),
        }
    }

    /// An action in words.
    pub(crate) fn label(self, node: NodeId, action: Action) -> String {
        let unit = match self {
            Self::Strategy(strategy) => strategy.game().label_unit(),
            Self::Solution(_) => None,
        };
        self.tree().label(node, action, unit)
    }

    /// What kind of action it is.
    pub(crate) fn move_kind(self, node: NodeId, action: Action) -> MoveKind {
        match action {
            Action::Fold => MoveKind::Fold,
            Action::Check => MoveKind::Check,
            Action::Call => MoveKind::Call,
            Action::AllIn(_) => MoveKind::Allin,
            Action::RaiseTo(_) if self.tree().is_opening_bet(node) => MoveKind::Bet,
            Action::RaiseTo(_) => MoveKind::Raise,
        }
    }
}

/// The node behind actions alone, without cards.
fn find_spot_line(tree: &BettingTree, line: &str) -> Result<NodeId, ApiError> {
    let mut node = 0;
    for token in line.split_whitespace() {
        let token = match token {
            "k" => "x".to_owned(),
            raise if raise.starts_with('r') => raise.replacen('r', "b", 1),
            other => other.to_owned(),
        };
        let edges = tree.edges(node);
        let text = |action: Action| SpotStep::Act(action).to_string();
        let edge = edges.iter().find(|edge| text(edge.action) == token).ok_or_else(|| {
            let offered: Vec<String> = edges.iter().map(|edge| text(edge.action)).collect();
            let offered = if offered.is_empty() { "no action".to_owned() } else { offered.join(" ") };
            ApiError::bad("bad_line", format!("no `{token}` there, the tree has {offered}")).of_field("line")
        })?;
        node = edge.child;
    }
    Ok(node)
}

/// The most chips that each seat can have put in.
fn most_put_in(tree: &BettingTree) -> Vec<u32> {
    let most = |seat: usize| {
        let nodes = 0..tree.nodes().len() as NodeId;
        nodes.map(|node| tree.contributions(node)[seat]).max().unwrap_or(0)
    };
    (0..tree.num_players()).map(most).collect()
}

/// Names of the positions, the small blind first, the button last; for two players the button is the small
/// blind.
pub(crate) fn positions(players: usize) -> Vec<&'static str> {
    const LATE: [&str; 7] = ["BTN", "CO", "HJ", "LJ", "MP", "UTG+1", "UTG"];
    let mut names = vec!["SB", "BB"];
    let late = players.saturating_sub(2).min(LATE.len());
    names.extend(LATE[..late].iter().rev());
    if players >= 6 {
        names[2] = "UTG";
    }
    names
}

/// Reads cards in the order in which they are written.
///
/// # Errors
/// For text that is no list of different cards.
pub(crate) fn read_cards(text: &str) -> Result<Vec<Card>, ApiError> {
    let refuse = |message: String| ApiError::bad("bad_board", message).of_field("board");
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').take(200).collect();
    let mut seen = CardSet::EMPTY;
    let card = |letters: &[char]| {
        let name: String = letters.iter().collect();
        let card: Card = name.parse().map_err(|_| refuse(format!("board: `{name}` is not a card")))?;
        match seen.insert(card) {
            true => Ok(card),
            false => Err(refuse(format!("board: {card} is there twice"))),
        }
    };
    letters.chunks(2).map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_that_players_know() {
        assert_eq!(positions(2), ["SB", "BB"]);
        assert_eq!(positions(3), ["SB", "BB", "BTN"]);
        assert_eq!(positions(6), ["SB", "BB", "UTG", "HJ", "CO", "BTN"]);
        assert_eq!(positions(9).last(), Some(&"BTN"));
        assert_eq!(positions(9).len(), 9);
    }

    #[test]
    fn cards_are_read_in_order_and_only_once() {
        let names: Vec<String> = read_cards("Ah Kd,7c").unwrap().iter().map(Card::to_string).collect();
        assert_eq!(names, ["Ah", "Kd", "7c"]);
        for text in ["AhAh", "A", "Xh", "Ah K", "é2"] {
            assert_eq!(read_cards(text).unwrap_err().code, "bad_board", "{text}");
        }
    }
}
