//! An external program as a player.

use super::Entrant;
use crate::player::{Player, PlayerError};
use crate::process::ProcessPlayer;
use crate::table::Table;

/// A program that is started for every table.
pub(super) struct Program {
    /// Its path or name and its arguments.
    pub(super) command: String,
}

impl Entrant for Program {
    fn name(&self) -> String {
        format!("exec:{}", self.command)
    }

    /// Nobody knows what it remembers from hand to hand.
    fn is_reproducible(&self) -> bool {
        false
    }

    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(ProcessPlayer::start(&self.command, table)?))
    }
}
