//! The ranges that players come to a decision with.

use std::fmt::Write;

use anyhow::Context;
use holdem_blueprint::PublicCards;
use holdem_blueprint::config::GameKind;
use holdem_cards::Combo;
use holdem_cards::range::Range;
use serde_json::{Value, json};

use super::{Spot, write};
use crate::output::Format;

/// Decimals of a weight.
const WEIGHTS: f32 = 1000.0;

pub(super) fn show(spot: &Spot<'_>, board: &PublicCards, format: Format) -> anyhow::Result<()> {
    let ranges = spot.strategy.ranges(spot.node, board)?;
    let texts = ranges.iter().map(|weights| range_text(spot, weights)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut value = spot.value(Some(board))?;
    let listed = ranges.iter().zip(&texts).enumerate().map(|(player, (weights, text))| {
        let name = spot.strategy.game().player_name(player);
        json!({"player": player, "player_name": name, "combos": total(weights), "range": text})
    });
    value["ranges"] = listed.collect::<Vec<Value>>().into();
    let text = || {
        let mut out = String::new();
        for (player, (weights, range)) in ranges.iter().zip(&texts).enumerate() {
            let (name, hands) = (spot.strategy.game().player_name(player), weights.len());
            writeln!(out, "{name}: {:.1} of {hands} hands", total(weights))?;
            writeln!(out, "{range}\n")?;
        }
        Ok(out)
    };
    write(format, text, &value)
}

fn total(weights: &[f32]) -> f64 {
    weights.iter().map(|weight| f64::from(*weight)).sum()
}

/// Weights to three decimals, in the syntax of ranges; in small games hand by hand.
fn range_text(spot: &Spot<'_>, weights: &[f32]) -> anyhow::Result<String> {
    let rounded: Vec<f32> = weights.iter().map(|weight| (weight * WEIGHTS).round() / WEIGHTS).collect();
    if spot.strategy.game().kind == GameKind::Holdem {
        let weights: &[f32; Combo::COUNT] =
            rounded.as_slice().try_into().context("there is a weight for every combo")?;
        return Ok(Range::from_weights(weights)?.to_string());
    }
    let name = |hand| spot.strategy.game().cards.hand_name(hand);
    let held = rounded.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
    Ok(held.map(|(hand, weight)| format!("{}:{weight}", name(hand))).collect::<Vec<_>>().join(","))
}
