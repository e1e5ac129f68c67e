//! A grid as text: compact, for 80 columns, or wide.
//!
//! A cell is the letter of an action that is always taken (to the nearest per cent) or, for mixed hands, the
//! percentages of raising and calling; the rest to 100 folds.

use std::fmt::Write;

use holdem_cards::HandClass;

use super::paint::{Shade, painted, swatch};
use super::{Grid, Kind};

/// Whether text is coloured for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// Background colours: reds for bets and raises, green for calls and checks, blue for folds, each as wide
    /// as its share.
    Always,
}

/// How much a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The most frequent action with its percentage: 54 columns.
    Compact,
    /// Percentages of raising and of calling: 80 columns.
    Normal,
    /// The same after the name of the hand: 130 columns.
    Wide,
}

/// A hand that gets to the node more rarely than this is left out.
const LEAST_REACH: f64 = 0.001;
const RANKS: &str = "AKQJT98765432";
const STRING: &str = "a string takes all text";

impl Form {
    /// The most that fits.
    fn within(columns: usize) -> Self {
        [Self::Wide, Self::Normal].into_iter().find(|form| form.columns() <= columns).unwrap_or(Self::Compact)
    }

    /// Columns of a line, without the last blank.
    fn columns(self) -> usize {
        self.margin() + RANKS.len() * (self.cell() + 1) - 1
    }

    /// Columns of a cell, without the blank after it.
    fn cell(self) -> usize {
        match self {
            Self::Compact => 3,
            Self::Normal => 5,
            Self::Wide => 9,
        }
    }

    /// Columns for the ranks on the left, which cells with names do not need.
    fn margin(self) -> usize {
        if self == Self::Wide { 0 } else { 2 }
    }
}

impl Grid {
    /// The grid as text for 80 columns, see [`Grid::render_within`].
    pub fn render(&self, colour: Colour) -> String {
        self.render_within(80, colour)
    }

    /// The grid as text, with what fits into this many columns: at least 54, names of hands from 130 on.
    pub fn render_within(&self, columns: usize, colour: Colour) -> String {
        let form = Form::within(columns);
        let columns = columns.clamp(Form::Compact.columns(), Form::Wide.columns());
        let mut out = format!("{}\n", self.title);
        out += &lines(&self.shares(colour), columns);
        out += &lines(&words(&self.legend(form)), columns);
        out.push('\n');
        if form.margin() > 0 {
            let cells = RANKS.chars().map(|rank| format!("{rank:>width$}", width = form.cell()));
            writeln!(out, "  {}", cells.collect::<Vec<_>>().join(" ")).expect(STRING);
        }
        for (row, rank) in RANKS.chars().enumerate() {
            let margin = if form.margin() > 0 { format!("{rank} ") } else { String::new() };
            let cells = (0..RANKS.len()).map(|col| self.cell(row * RANKS.len() + col, form, colour));
            let line = margin + &cells.collect::<Vec<_>>().join(" ");
            writeln!(out, "{}", line.trim_end()).expect(STRING);
        }
        out
    }

    /// How often each action is taken, over all hands that get here.
    fn shares(&self, colour: Colour) -> Vec<(String, usize)> {
        let totals = self.totals();
        let comma = |i: usize| if i + 1 < totals.len() { "," } else { "" };
        let share = |i: usize| {
            let text = format!("{} {:.1} %{}", self.actions[i], 100.0 * totals[i], comma(i));
            let columns = text.chars().count();
            match colour {
                Colour::Never => (text, columns),
                Colour::Always => (swatch(self.shades()[i]) + " " + &text, columns + 3),
            }
        };
        (0..self.actions.len()).map(share).collect()
    }

    /// The meaning of cells, in sentences that may be broken over lines.
    fn legend(&self, form: Form) -> String {
        let letters: Vec<String> =
            self.letters().into_iter().map(|(letter, word)| format!("{letter} {word}s")).collect();
        let mut parts = vec![letters.join(", ")];
        parts.push(match form {
            Form::Compact => "with a number: the most frequent action, in per cent".to_owned(),
            Form::Normal | Form::Wide => self.mixed(),
        });
        if form != Form::Wide {
            parts.push("suited hands above the diagonal".to_owned());
        }
        if self.uniform.iter().any(|uniform| *uniform) {
            parts.push("? untrained or uniform".to_owned());
        }
        if (0..HandClass::COUNT).any(|class| self.combos[class] > 0 && self.is_absent(class)) {
            parts.push("- never comes here".to_owned());
        }
        parts.join("; ")
    }

    /// How cells of several actions are read: `61/39: raises 61 %, calls 39 %, folds the rest`.
    fn mixed(&self) -> String {
        let numbered = self.numbered();
        let example: &[u8] = if numbered.len() > 1 { &[61, 39] } else { &[61] };
        let numbers = example.iter().map(u8::to_string).collect::<Vec<_>>().join("/");
        let says = numbered.iter().zip(example).map(|((_, word), share)| format!("{word}s {share} %"));
        let rest = if self.kinds.contains(&Kind::Fold) { ", folds the rest" } else { "" };
        format!("{numbers}: {}{rest}", says.collect::<Vec<_>>().join(", "))
    }

    /// Letters of the actions that may appear alone.
    fn letters(&self) -> Vec<(char, &'static str)> {
        let mut letters = self.numbered();
        if self.kinds.contains(&Kind::Fold) {
            letters.push(('F', "fold"));
        }
        letters
    }

    /// Letter and word for what the numbers of a cell mean: bets and raises together, then calling or
    /// checking.
    fn numbered(&self) -> Vec<(char, &'static str)> {
        let has = |kind| self.kinds.contains(&kind);
        let aggressive = match (has(Kind::Bet), has(Kind::Raise), has(Kind::AllIn)) {
            (true, ..) => Some(('B', "bet")),
            (_, true, _) => Some(('R', "raise")),
            (.., true) => Some(('A', "jam")),
            _ => None,
        };
        let passive = if has(Kind::Check) { ('K', "check") } else { ('C', "call") };
        let passive = (has(Kind::Check) || has(Kind::Call)).then_some(passive);
        aggressive.into_iter().chain(passive).collect()
    }

    /// Shares of a class for each of [`Grid::letters`], in order.
    fn lettered(&self, class: usize) -> Vec<(char, f32)> {
        let share = |wanted: &dyn Fn(Kind) -> bool| -> f32 {
            let row = self.cells[class].iter().zip(&self.kinds);
            row.filter(|(_, kind)| wanted(**kind)).map(|(p, _)| p).sum()
        };
        let of = |letter| match letter {
            'F' => share(&|kind| kind == Kind::Fold),
            'K' | 'C' => share(&|kind| matches!(kind, Kind::Check | Kind::Call)),
            _ => share(&|kind| matches!(kind, Kind::Bet | Kind::Raise | Kind::AllIn)),
        };
        self.letters().into_iter().map(|(letter, _)| (letter, of(letter))).collect()
    }

    /// Whether no hand of a class gets here.
    fn is_absent(&self, class: usize) -> bool {
        self.reach[class] < LEAST_REACH * self.most_reach().min(1.0)
    }

    fn most_reach(&self) -> f64 {
        self.reach.iter().copied().fold(0.0, f64::max)
    }

    fn cell(&self, class: usize, form: Form, colour: Colour) -> String {
        let text = format!(
            "{:>width$}",
            self.numbers(class, form),
            width = if form == Form::Compact { 3 } else { 5 }
        );
        let text = match HandClass::all().nth(class) {
            Some(name) if form == Form::Wide => format!("{:<3} {text}", name.to_string()),
            _ => text,
        };
        let plain = self.combos[class] == 0 || self.is_absent(class);
        if colour == Colour::Never || plain {
            return text;
        }
        let shades = self.shades();
        let bars: Vec<(f32, Shade)> = self.cells[class].iter().copied().zip(shades).rev().collect();
        painted(&text, &bars, (self.reach[class] / self.most_reach()) as f32)
    }

    /// The text in the cell of a class.
    fn numbers(&self, class: usize, form: Form) -> String {
        if self.combos[class] == 0 {
            return String::new();
        }
        if self.is_absent(class) {
            return "-".to_owned();
        }
        if self.uniform[class] {
            return "?".to_owned();
        }
        let shares = self.lettered(class);
        let percent = |share: f32| (100.0 * share).round();
        let most = shares.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
        match most {
            None => String::new(),
            Some((letter, share)) if percent(share) >= 100.0 => letter.to_string(),
            Some((letter, share)) if form == Form::Compact => format!("{letter}{}", percent(share)),
            Some(_) => {
                let numbered = shares.iter().filter(|(letter, _)| *letter != 'F');
                numbered.map(|(_, share)| percent(*share).to_string()).collect::<Vec<_>>().join("/")
            }
        }
    }

    /// Colour of each action: larger bets are darker.
    fn shades(&self) -> Vec<Shade> {
        let is_bet = |kind: &Kind| matches!(kind, Kind::Bet | Kind::Raise | Kind::AllIn);
        let bets = self.kinds.iter().filter(|kind| is_bet(kind)).count();
        let mut before = 0;
        let shade = |kind: &Kind| match kind {
            Kind::Fold => Shade::FOLD,
            Kind::Check | Kind::Call => Shade::CALL,
            Kind::Bet | Kind::Raise | Kind::AllIn => {
                before += 1;
                Shade::bet(before, bets)
            }
        };
        self.kinds.iter().map(shade).collect()
    }
}

/// The words of a text with their columns.
fn words(text: &str) -> Vec<(String, usize)> {
    text.split(' ').map(|word| (word.to_owned(), word.chars().count())).collect()
}

/// Parts with their columns, separated by blanks and broken into lines that fit.
fn lines(parts: &[(String, usize)], columns: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for (i, (part, len)) in parts.iter().enumerate() {
        let breaks = i > 0 && used + 1 + len > columns;
        if i > 0 {
            out.push(if breaks { '\n' } else { ' ' });
        }
        out += part;
        used = if breaks || i == 0 { *len } else { used + 1 + len };
    }
    out.push('\n');
    out
}
