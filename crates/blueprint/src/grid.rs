//! 13x13 grids: what each hand class does at a preflop decision.

use std::fmt::Write;

use holdem_cards::HandClass;
use holdem_cfr::strategy::Strategy;
use holdem_game::tree::{Action, NodeId, NodeKind};

use crate::BlueprintError;
use crate::config::GameKind;
use crate::game::Game;

/// Whether text is coloured for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// Background colours: red for raises, green for calls and checks, blue for folds.
    Always,
}

/// Action frequencies of the 169 hand classes at one preflop node.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// What is asked: `small blind, first decision`.
    pub title: String,
    /// Actions of the node, in words.
    pub actions: Vec<String>,
    /// `[class][action]`: probabilities, classes by [`HandClass::index`].
    pub cells: Vec<Vec<f32>>,
    /// `[class]`: how likely the acting player is to come here with this hand, by own choices alone.
    pub reach: Vec<f64>,
    /// Kind of each action.
    kinds: Vec<Kind>,
}

/// What colour an action has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fold,
    Passive,
    Raise,
}

/// A hand that comes to the node more rarely than this is left out.
const LEAST_REACH: f64 = 0.001;
const RANKS: &str = "AKQJT98765432";
const STRING: &str = "a string takes all text";

impl Grid {
    /// Reads the grid of a preflop decision.
    ///
    /// # Errors
    /// [`BlueprintError::NoGrid`] if the node is no preflop decision of Hold'em.
    pub fn new(game: &Game, strategy: &Strategy, node: NodeId) -> Result<Self, BlueprintError> {
        let tree = &game.tree;
        let history = || match tree.history_text(node) {
            text if text.is_empty() => "the beginning".to_owned(),
            text => format!("`{text}`"),
        };
        let no_grid = |what: String| Err(BlueprintError::NoGrid { what });
        if game.kind != GameKind::Holdem {
            return no_grid(format!("{} has no hand classes", game.kind));
        }
        let NodeKind::Decision { player } = tree.node(node).kind else {
            return no_grid(format!("after {} nobody acts: the hand is over", history()));
        };
        if tree.node(node).street != 0 {
            return no_grid(format!(
                "after {} the flop is dealt; grids are for preflop decisions",
                history()
            ));
        }
        let edges = tree.edges(node);
        let row = |class: HandClass| strategy.row(node, class.index()).to_vec();
        let name = game.player_name(player as usize);
        Ok(Self {
            title: if node == 0 { format!("{name} to open") } else { format!("{name} after {}", history()) },
            actions: edges.iter().map(|edge| tree.label(node, edge.action, Some(game.unit))).collect(),
            cells: HandClass::all().map(row).collect(),
            reach: own_reach(game, strategy, node, player),
            kinds: edges.iter().map(|edge| Kind::of(edge.action)).collect(),
        })
    }

    /// Mean frequency of each action, weighted by combos and reach; in the order of `actions`.
    pub fn totals(&self) -> Vec<f64> {
        let weights =
            HandClass::all().zip(&self.reach).map(|(class, reach)| class.num_combos() as f64 * reach);
        let weights: Vec<f64> = weights.collect();
        let all: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let total = |action: usize| {
            let rows = self.cells.iter().zip(&weights);
            rows.map(|(row, weight)| f64::from(row[action]) * weight).sum::<f64>() / all
        };
        (0..self.actions.len()).map(total).collect()
    }

    /// The grid as text, 93 columns wide at most: in each cell the percentages of raising and of calling or
    /// checking; the rest folds.
    pub fn render(&self, colour: Colour) -> String {
        let mut out = format!("{}: ", self.title);
        let totals = self.actions.iter().zip(self.totals());
        let totals: Vec<_> = totals.map(|(name, share)| format!("{name} {:.1} %", 100.0 * share)).collect();
        writeln!(out, "{}", totals.join(", ")).expect(STRING);
        writeln!(out, "{}\n", self.legend()).expect(STRING);
        out.push(' ');
        for rank in RANKS.chars() {
            write!(out, "{rank:>width$} ", width = CELL - 1).expect(STRING);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        for (row, rank) in RANKS.chars().enumerate() {
            out.push(rank);
            for col in 0..RANKS.len() {
                out.push_str(&self.cell(13 * row + col, colour));
            }
            if colour == Colour::Never {
                out.truncate(out.trim_end().len());
            }
            out.push('\n');
        }
        out
    }

    /// What the numbers in a cell are.
    fn legend(&self) -> String {
        let parts = [(Kind::Raise, "raise"), (Kind::Passive, self.passive_word())];
        let shown: Vec<_> =
            parts.iter().filter(|(kind, _)| self.kinds.contains(kind)).map(|(_, w)| *w).collect();
        let rest = if self.kinds.contains(&Kind::Fold) { ", the rest folds" } else { "" };
        format!("per cent {}{rest}; suited above the diagonal, offsuit below", shown.join("/"))
    }

    fn passive_word(&self) -> &'static str {
        if self.actions.iter().any(|name| name == "check") { "check" } else { "call" }
    }

    fn share(&self, class: usize, kind: Kind) -> f32 {
        let row = self.cells[class].iter().zip(&self.kinds);
        row.filter(|(_, k)| **k == kind).map(|(p, _)| p).sum()
    }

    fn cell(&self, class: usize, colour: Colour) -> String {
        let shares = [Kind::Raise, Kind::Passive].map(|kind| self.share(class, kind));
        let shown = [Kind::Raise, Kind::Passive].into_iter().zip(shares);
        let numbers: Vec<_> = shown
            .filter(|(kind, _)| self.kinds.contains(kind))
            .map(|(_, share)| format!("{:.0}", 100.0 * share))
            .collect();
        let text = if self.reach[class] < LEAST_REACH { "-".to_owned() } else { numbers.join("/") };
        let text = format!("{text:>width$} ", width = CELL - 1);
        match colour {
            Colour::Never => text,
            Colour::Always if self.reach[class] < LEAST_REACH => text,
            Colour::Always => paint(&text, shares),
        }
    }
}

/// Columns of a cell.
const CELL: usize = 7;

/// Black on a mixture of red (raise), green (call) and blue (fold).
fn paint(text: &str, [raise, passive]: [f32; 2]) -> String {
    let fold = (1.0 - raise - passive).max(0.0);
    let mix = |colours: [f32; 3]| {
        (raise * colours[0] + passive * colours[1] + fold * colours[2]).clamp(0.0, 255.0) as u8
    };
    let (r, g, b) = (mix([235.0, 120.0, 110.0]), mix([110.0, 200.0, 150.0]), mix([100.0, 120.0, 220.0]));
    format!("\x1b[30;48;2;{r};{g};{b}m{text}\x1b[0m")
}

impl Kind {
    fn of(action: Action) -> Self {
        match action {
            Action::Fold => Self::Fold,
            Action::Check | Action::Call => Self::Passive,
            Action::RaiseTo(_) | Action::AllIn(_) => Self::Raise,
        }
    }
}

/// Product of the player's own probabilities on the way to a node, by hand class.
fn own_reach(game: &Game, strategy: &Strategy, node: NodeId, player: u8) -> Vec<f64> {
    let tree = &game.tree;
    let mut reach = vec![1.0; HandClass::COUNT];
    let mut child = node;
    while child != 0 {
        let parent = tree.node(child).parent;
        if tree.node(parent).kind == (NodeKind::Decision { player }) {
            let action = tree.edges(parent).iter().position(|edge| edge.child == child).unwrap_or_default();
            for (class, reach) in reach.iter_mut().enumerate() {
                *reach *= f64::from(strategy.row(parent, class)[action]);
            }
        }
        child = parent;
    }
    reach
}
