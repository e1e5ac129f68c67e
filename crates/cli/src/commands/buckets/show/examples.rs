//! Hands of one bucket.

use holdem_abstraction::BucketFile;
use holdem_abstraction::quality::examples::{Example, examples};
use holdem_game::deal::BucketRows;
use serde::Serialize;

use super::{BucketName, ShowArgs};
use crate::exit::UsageError;
use crate::table::Table;

/// A bucket and some of its hands.
#[derive(Debug, Serialize)]
pub(super) struct Examples {
    street: String,
    bucket: usize,
    /// Deals in the bucket, and their share of all.
    deals: u64,
    share: f64,
    /// Mean and standard deviation of equity, 0 to 1.
    mean_equity: f64,
    equity_deviation: f64,
    seed: u64,
    hands: Vec<Hand>,
}

#[derive(Debug, Serialize)]
struct Hand {
    board: String,
    hand: String,
    /// Share of the pot against a uniform hand, 0 to 1.
    equity: f64,
    /// Deals that are the same up to the names of the suits.
    deals: usize,
}

impl Examples {
    /// # Errors
    /// [`UsageError`] if the street has no such bucket.
    pub(super) fn of(file: &BucketFile, bucket: &BucketName, args: &ShowArgs) -> Result<Self, UsageError> {
        let &BucketName { street, id } = bucket;
        let count = file.num_buckets(street);
        if id >= count {
            let found = format!(
                "{street}:{id}: no such bucket, {} has {count} on the {street}",
                file.path().display()
            );
            return Err(UsageError(format!("{found} (0 to {})", count.saturating_sub(1))));
        }
        let stats = file.stats(street);
        let total: u64 = stats.iter().map(|bucket| bucket.mass).sum();
        let hands = examples(file, street, id, args.examples as usize, args.seed);
        Ok(Self {
            street: street.to_string(),
            bucket: id,
            deals: stats[id].mass,
            share: stats[id].mass as f64 / total as f64,
            mean_equity: stats[id].mean,
            equity_deviation: stats[id].variance.sqrt(),
            seed: args.seed,
            hands: hands.iter().map(Hand::of).collect(),
        })
    }

    pub(super) fn text(&self) -> String {
        let Self { street, bucket, deals, share, mean_equity, equity_deviation, hands, .. } = self;
        let mut table = Table::new(["board", "hand", "equity %", "deals"]);
        for Hand { board, hand, equity, deals } in hands {
            let board = if board.is_empty() { "-".to_owned() } else { board.clone() };
            table.row([board, hand.clone(), format!("{:.2}", equity * 100.0), deals.to_string()]);
        }
        format!(
            "{street} bucket {bucket}: {deals} deals ({:.4} % of all), equity {:.2} % on average, \
             standard deviation {:.2}\n\n{}",
            share * 100.0,
            mean_equity * 100.0,
            equity_deviation * 100.0,
            table.render()
        )
    }
}

impl Hand {
    fn of(example: &Example) -> Self {
        Self {
            board: example.board.to_string(),
            hand: example.combo.to_string(),
            equity: example.equity,
            deals: example.multiplicity,
        }
    }
}
