//! Players of this crate at a table of the dealer.

use std::time::Instant;

use holdem_cards::Combo;
use holdem_cards::random::DealRng;

use super::DealerError;
use super::play::Match;
use super::seats::Sitting;
use super::table::Table;
use crate::acpc::hand::Action;
use crate::acpc::interpreter::{Interpreter, action_of};
use crate::player::Turn;

impl Match<'_> {
    /// Tells players of this crate that a hand begins.
    pub(super) fn begin(&mut self, table: usize) -> Result<(), DealerError> {
        self.tables[table].public = self.interpreter.as_ref().map(Interpreter::begin);
        for seat in 0..self.seats.len() {
            let table_now = &self.tables[table];
            let position = table_now.position_of(seat);
            let (Some(public), Sitting::Players(players)) =
                (&table_now.public, &mut self.seats[seat].sitting)
            else {
                continue;
            };
            let hand = private_hand(table_now, position);
            let turn = Turn { public, seat: position, hand, number: table_now.number.into() };
            players[table].begin(&turn)?;
        }
        Ok(())
    }

    /// Asks a player of this crate.
    pub(super) fn ask(&mut self, table: usize, seat: usize) -> Result<Action, DealerError> {
        let index = table;
        let table = &self.tables[table];
        let position = table.position_of(seat);
        let Sitting::Players(players) = &mut self.seats[seat].sitting else {
            unreachable!("wires are waited for")
        };
        let public = table.public.as_ref().expect("hands are interpreted where players of this crate sit");
        let turn =
            Turn { public, seat: position, hand: private_hand(table, position), number: table.number.into() };
        // One random stream per decision, so that it does not matter how hands are interleaved.
        let decision = u64::from(table.number) << 16 | table.hand.taken().len() as u64;
        let mut rng =
            DealRng::for_iteration(u64::from(self.options.seed) | (seat as u64 + 1) << 32, decision);
        let asked = Instant::now();
        let action = action_of(players[index].act(&turn, &mut rng)?, public.betting(), &table.hand);
        let took = asked.elapsed();
        self.tables[index].used[seat] += took;
        self.clocks[seat].in_match += took;
        let (hand, in_match) = (self.tables[index].used[seat], self.clocks[seat].in_match);
        self.judge_time(&self.tables[index], seat, took, hand, in_match)?;
        Ok(action)
    }

    /// Tells players of this crate how a hand ended.
    pub(super) fn end(&mut self, table: usize, values: &[f64]) -> Result<(), DealerError> {
        let (index, table) = (table, &self.tables[table]);
        let Some(public) = &table.public else { return Ok(()) };
        let payoffs: Vec<i64> = values.iter().map(|&value| value.round() as i64).collect();
        let shows = |position: usize| table.hand.is_showdown() && !table.hand.is_folded(position);
        let shown: Vec<Option<usize>> = (0..values.len())
            .map(|position| shows(position).then(|| private_hand(table, position)))
            .collect();
        for seat in &mut self.seats {
            if let Sitting::Players(players) = &mut seat.sitting {
                players[index].end(public, &payoffs, &shown)?;
            }
        }
        Ok(())
    }
}

/// Index of the [`Combo`] that a player of hold'em holds.
fn private_hand(table: &Table, position: usize) -> usize {
    let hole = table.deal.hole(position);
    Combo::new(hole[0], hole[1]).expect("a deck has no card twice").index()
}
