//! The results of a batch: a line per flop, and means by texture.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::{Texture, WeightedFlop};
use crate::solution::{ByPlayer, Pooled, RangePart, Record, merged};

/// A decision on one flop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlopResult {
    /// The flop.
    pub flop: String,
    /// What it stands for.
    pub weight: f64,
    /// The line to the decision, without cards.
    pub line: String,
    /// Boards that it is pooled over.
    pub boards: usize,
    /// Hash of the spot and of how it is solved, so that results of another spot are not mixed in.
    pub spot_hash: String,
    /// Iterations.
    pub iterations: u64,
    /// Exploitability in percent of the pot.
    pub exploitability_pct_of_pot: f64,
    /// Mean EV in chips.
    pub ev: ByPlayer<f64>,
    /// Mean equity.
    pub equity: ByPlayer<f64>,
    /// EV as a share of equity times pot.
    pub equity_realisation: ByPlayer<f64>,
    /// Frequency of each action, by its text.
    pub actions: Vec<(String, f64)>,
    /// Both ranges by made hands, by draws and by equity.
    pub parts: ByPlayer<Vec<RangePart>>,
}

impl FlopResult {
    /// The result of a decision.
    pub fn of(report: &Pooled, record: &Record, flop: &WeightedFlop, spot_hash: String) -> Self {
        Self {
            flop: flop.cards.clone(),
            weight: flop.weight,
            boards: report.boards,
            line: report.line.clone(),
            spot_hash,
            iterations: record.iterations,
            exploitability_pct_of_pot: record.exploitability_pct_of_pot,
            ev: report.ev,
            equity: report.equity,
            equity_realisation: report.equity_realisation,
            actions: report.actions.iter().map(|a| (a.action.clone(), a.frequency)).collect(),
            parts: report.parts.clone(),
        }
    }

    /// The texture of its flop.
    ///
    /// # Panics
    /// If the flop is not valid.
    pub fn texture(&self) -> Texture {
        Texture::of(self.flop.parse().expect("a flop that was solved"))
    }
}

/// Weighted means over some flops.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Means {
    /// Which flops: `high_card`, `pairing`, `suits`, `connectedness` or `all`.
    pub by: &'static str,
    /// The value: `A high`, `paired`.
    pub texture: String,
    /// Flops.
    pub flops: usize,
    /// Sum of their weights.
    pub weight: f64,
    /// Mean EV in chips.
    pub ev: ByPlayer<f64>,
    /// Mean equity.
    pub equity: ByPlayer<f64>,
    /// Mean frequency of each action.
    pub actions: Vec<(String, f64)>,
}

/// Means over all flops and by each part of the texture.
pub fn by_texture(results: &[FlopResult]) -> Vec<Means> {
    let mut means = vec![mean("all", "all".to_owned(), &results.iter().collect::<Vec<_>>())];
    let parts: [(&'static str, &dyn Fn(Texture) -> String); 4] = [
        ("high_card", &|texture| texture.high_card()),
        ("pairing", &|texture| texture.pairing().to_owned()),
        ("suits", &|texture| texture.suits().to_owned()),
        ("connectedness", &|texture| texture.connectedness().to_owned()),
    ];
    for (by, name) in parts {
        let mut sorted: Vec<&FlopResult> = results.iter().collect();
        sorted.sort_by_key(|result| std::cmp::Reverse(result.texture()));
        let mut names: Vec<String> = Vec::new();
        for result in &sorted {
            let name = name(result.texture());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for wanted in names {
            let group: Vec<&FlopResult> =
                sorted.iter().copied().filter(|result| name(result.texture()) == wanted).collect();
            means.push(mean(by, wanted, &group));
        }
    }
    means
}

fn mean(by: &'static str, texture: String, group: &[&FlopResult]) -> Means {
    let weight: f64 = group.iter().map(|result| result.weight).sum();
    let mean = |of: &dyn Fn(&FlopResult) -> f64| {
        group.iter().map(|result| result.weight * of(result)).sum::<f64>() / weight
    };
    let names = group.first().map_or(&[][..], |result| &result.actions);
    let frequency = |at: usize| mean(&|result| result.actions.get(at).map_or(0.0, |action| action.1));
    Means {
        by,
        texture,
        flops: group.len(),
        weight,
        ev: ByPlayer::of(|player| mean(&|result| *result.ev.get(player))),
        equity: ByPlayer::of(|player| mean(&|result| *result.equity.get(player))),
        actions: names.iter().enumerate().map(|(at, (name, _))| (name.clone(), frequency(at))).collect(),
    }
}

/// Both ranges over all flops by made hands, by draws and by equity, with flops weighted.
pub fn by_part(results: &[FlopResult]) -> ByPlayer<Vec<RangePart>> {
    ByPlayer::of(|player| merged(results.iter().map(|result| (&result.parts.get(player)[..], result.weight))))
}

/// A line for each flop, player and part of the range, as CSV with a header.
pub fn parts_csv(results: &[FlopResult]) -> String {
    let mut out = "flop,weight,line,player,by,part,combos,share,ev,equity".to_owned();
    let names = results.first().map_or(&[][..], |result| &result.actions);
    names.iter().for_each(|(name, _)| write!(out, ",freq_{name}").expect("a string takes all text"));
    out.push('\n');
    for result in results {
        for (player, name) in ["oop", "ip"].into_iter().enumerate() {
            for part in result.parts.get(player) {
                out += &part_row(result, name, part, names.len());
            }
        }
    }
    out
}

fn part_row(result: &FlopResult, player: &str, part: &RangePart, actions: usize) -> String {
    let texts = [&result.flop, &result.weight.to_string(), &result.line, player, part.by.name(), &part.name]
        .map(str::to_owned);
    let numbers = [part.combos, part.share, part.ev, part.equity].map(|number| format!("{number:.6}"));
    // A player who does not act has no frequencies.
    let shares = (0..actions).map(|a| part.frequencies.get(a).map_or(String::new(), |x| format!("{x:.6}")));
    let cells: Vec<String> = texts.into_iter().chain(numbers).chain(shares).collect();
    cells.join(",") + "\n"
}

/// A line per flop, as CSV with a header.
pub fn csv(results: &[FlopResult]) -> String {
    let mut out = "flop,weight,line,high_card,pairing,suits,connectedness,iterations,\
        exploitability_pct_of_pot,ev_oop,ev_ip,equity_oop,equity_ip,realisation_oop,realisation_ip"
        .to_owned();
    let names = results.first().map_or(&[][..], |result| &result.actions);
    names.iter().for_each(|(name, _)| write!(out, ",freq_{name}").expect("a string takes all text"));
    out.push('\n');
    for result in results {
        out += &row(result);
    }
    out
}

fn row(result: &FlopResult) -> String {
    let texture = result.texture();
    let texts = [
        result.flop.clone(),
        result.weight.to_string(),
        result.line.clone(),
        texture.high_card(),
        texture.pairing().to_owned(),
        texture.suits().to_owned(),
        texture.connectedness().to_owned(),
        result.iterations.to_string(),
    ];
    let numbers = [
        result.exploitability_pct_of_pot,
        result.ev.oop,
        result.ev.ip,
        result.equity.oop,
        result.equity.ip,
        result.equity_realisation.oop,
        result.equity_realisation.ip,
    ];
    let numbers = numbers.into_iter().chain(result.actions.iter().map(|action| action.1));
    let cells: Vec<String> = texts.into_iter().chain(numbers.map(|number| format!("{number:.6}"))).collect();
    cells.join(",") + "\n"
}
