//! A match deal by deal, as a table: one row for each deal and player, in order.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `deal` | whole number | number of the deal, from 0 |
//! | `number` | whole number | place of the player in the order in which they were named, from 0 |
//! | `player` | text | its name |
//! | `hands` | whole number | hands of the deal, each counted once for every seat that the player takes |
//! | `won` | whole number | chips won in them |
//! | `aivat` | number, may be absent | the same with luck taken out |
//!
//! A deal is one sample: the mean of `won / hands` over the deals is what the match says of a player.

use std::io::{self, Write};

use holdem_blueprint::progress::Observer;
use holdem_store::columns::{Column, TableFormat, TableWriter};
use holdem_store::{Destination, Output};

use super::{Contest, MatchError, MatchOptions, MatchResult};

/// The columns, in order.
pub const COLUMNS: [Column; 6] = [
    Column::whole("deal"),
    Column::whole("number"),
    Column::text("player"),
    Column::whole("hands"),
    Column::whole("won"),
    Column::number("aivat").optional(),
];

/// What a deal has brought a player.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DealResult {
    /// Number of the deal, from 0.
    pub deal: u64,
    /// The player, in the order in which they were named.
    pub player: usize,
    /// Hands, each counted once for every seat that the player takes.
    pub hands: u64,
    /// Chips won in them.
    pub won: i64,
    /// The same with luck taken out, if that is done.
    pub aivat: Option<f64>,
}

/// Is told what every deal has brought every player, in order; an error ends the match.
pub type TellDeal<'t> = &'t mut dyn FnMut(&DealResult) -> io::Result<()>;

/// The deals of a match being written.
pub struct DealTable<'w> {
    table: TableWriter<'w>,
    names: Vec<String>,
}

impl<'w> DealTable<'w> {
    /// Begins a table.
    ///
    /// # Errors
    /// As [`TableWriter::new`].
    pub fn new(out: impl Write + Send + 'w, format: TableFormat, contest: &Contest) -> io::Result<Self> {
        let table = TableWriter::new(out, &COLUMNS, format)?;
        Ok(Self { table, names: contest.entrants().iter().map(|entrant| entrant.name()).collect() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add(&mut self, &DealResult { deal, player, hands, won, aivat }: &DealResult) -> io::Result<()> {
        let name = (&self.names[player]).into();
        let [deal, player, hands] = [deal, player as u64, hands].map(|number| (number as i64).into());
        self.table.row(&[deal, player, name, hands, won.into(), aivat.into()])
    }

    /// Writes what is left; returns the rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<u64> {
        self.table.finish()
    }
}

impl Contest {
    /// [`Contest::play`], and every deal into a file, which appears when all of them are in it.
    ///
    /// # Errors
    /// As [`Contest::play`]; [`MatchError::File`] and [`MatchError::Told`] if the file cannot be written.
    pub fn play_into(
        &self,
        (destination, format): &(Destination, TableFormat),
        options: &MatchOptions,
        aivat: bool,
        observer: &mut Observer<'_>,
    ) -> Result<MatchResult, MatchError> {
        let mut file = Output::create(destination)?;
        let mut deals = DealTable::new(&mut file, *format, self).map_err(MatchError::Told)?;
        let found = self.play_telling(options, aivat, Some(&mut |deal| deals.add(deal)), observer)?;
        deals.finish().map_err(MatchError::Told)?;
        file.finish()?;
        Ok(found)
    }
}
