//! Many hands side by side, stepped together: an environment for learning by play.
//!
//! The caller of a [`Batch`] decides for the *agents*; other seats are played by [players](crate::players).
//! Hand follows hand at every table: a step makes one move of the agent to act, lets the players move until
//! an agent is to act again, and deals the next hand where one has ended. Players move one seat on from hand
//! to hand, so that everybody sits everywhere.
//!
//! The cards of a hand depend on (seed, number of the hand), and what a player draws on (seed, number,
//! player), so the same actions lead to the same hands for any number of workers.
//!
//! | module | holds |
//! |---|---|
//! | `menu` | actions by number: fold, check or call, some raises, all-in |
//! | `row` | one table |
//! | `view` | [`View`]: what agents see, as columns |

mod menu;
mod row;
mod view;

pub use menu::ActionMenu;
pub use view::{NO_CARD, View};

use std::thread;

use holdem_game::rules::Move;

use crate::play::MatchError;
use crate::player::PlayerError;
use crate::players::Entrant;
use crate::table::Table;
use row::{Host, Row};

/// Smallest number of tables per thread.
const LEAST_ROWS: usize = 64;

/// How many hands are played, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchOptions {
    /// Tables.
    pub tables: usize,
    /// Agents at each table; players take the other seats.
    pub agents: usize,
    /// What an action number means.
    pub menu: ActionMenu,
    /// Seed of cards and players.
    pub seed: u64,
}

/// Why tables cannot be stepped.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// No tables, no agents, more agents than seats, or nobody for the remaining seats.
    #[error("{agents} agents and {players} players at {tables} tables of {seats} seats")]
    Seats {
        /// Tables.
        tables: usize,
        /// Agents.
        agents: usize,
        /// Players for the other seats.
        players: usize,
        /// Seats of a table.
        seats: usize,
    },
    /// A game whose cards a view has no columns for.
    #[error("hands of Kuhn and Leduc are not stepped: their cards have no ranks and suits")]
    Game,
    /// The number of actions differs from that of tables.
    #[error("{found} actions for {expected} tables")]
    Actions {
        /// Actions.
        found: usize,
        /// Tables.
        expected: usize,
    },
    /// An action that the menu does not have.
    #[error("action {found} at table {table}, expected 0 to {most}")]
    Action {
        /// Number of the table.
        table: usize,
        /// The action.
        found: i64,
        /// The largest.
        most: usize,
    },
    /// A player that cannot play.
    #[error(transparent)]
    Player(#[from] PlayerError),
    /// A player that makes an illegal move.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// Hand after hand ends before an agent is to act.
    #[error("no agent has had a turn for {hands} hands")]
    NoTurn {
        /// Hands that were over by then.
        hands: u32,
    },
}

/// What the numbers of actions mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Places in the [`ActionMenu`].
    Menu,
    /// Chips: -1 folds, 0 checks or calls, a positive number raises to that many on this street.
    Chips,
}

/// Tables that are stepped together.
pub struct Batch {
    host: Host,
    rows: Vec<Row>,
    agents: usize,
}

impl Batch {
    /// Sets up tables; `players` take the seats after the agents, the last one all that are left.
    ///
    /// # Errors
    /// [`BatchError::Seats`], [`BatchError::Game`]; if a player cannot play at this table.
    pub fn new(
        table: &Table,
        players: &[Box<dyn Entrant>],
        options: BatchOptions,
    ) -> Result<Self, BatchError> {
        let BatchOptions { tables, agents, menu, seed } = options;
        let seats = table.num_seats();
        let all_sit = if players.is_empty() { agents == seats } else { agents + players.len() <= seats };
        if tables == 0 || agents == 0 || !all_sit {
            return Err(BatchError::Seats { tables, agents, players: players.len(), seats });
        }
        if table.deck().cards().is_none() || table.stakes().is_none() {
            return Err(BatchError::Game);
        }
        let host = Host { table: table.clone(), menu, seed, agents, tables: tables as u64 };
        let seated = |chair: usize| players[(chair - agents).min(players.len() - 1)].seat(table);
        let row = |number: usize| -> Result<Row, BatchError> {
            let players = (agents..seats).map(seated).collect::<Result<_, _>>()?;
            Row::begin(&host, number as u64, players)
        };
        let rows = (0..tables).map(row).collect::<Result<_, _>>()?;
        Ok(Self { host, rows, agents })
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.host.table
    }

    /// The actions by number.
    pub fn menu(&self) -> &ActionMenu {
        &self.host.menu
    }

    /// Agents at each table; they are the first players.
    pub fn agents(&self) -> usize {
        self.agents
    }

    /// Number of tables.
    pub fn num_tables(&self) -> usize {
        self.rows.len()
    }

    /// Begins anew with the first hand of a seed.
    ///
    /// # Errors
    /// If a player cannot play.
    pub fn reset(&mut self, seed: u64) -> Result<View, BatchError> {
        self.host.seed = seed;
        for (number, row) in self.rows.iter_mut().enumerate() {
            row.restart(&self.host, number as u64)?;
        }
        Ok(self.look())
    }

    /// What the agents to act see.
    pub fn look(&self) -> View {
        let mut view = View::new(&self.host, self.rows.len());
        self.rows.iter().for_each(|row| view.push(&self.host, row));
        view
    }

    /// Makes one move at each table. An illegal move is taken as the nearest legal one.
    ///
    /// # Errors
    /// [`BatchError`]; some tables may then have moved on and others not, and [`Batch::reset`] restores them.
    pub fn step(&mut self, actions: &[i64], encoding: Encoding, workers: usize) -> Result<View, BatchError> {
        let expected = self.rows.len();
        if actions.len() != expected {
            return Err(BatchError::Actions { found: actions.len(), expected });
        }
        self.expect_actions(actions, encoding)?;
        let chunk = expected.div_ceil(workers.max(1)).max(LEAST_ROWS);
        let host = &self.host;
        let step = |(rows, actions): (&mut [Row], &[i64])| -> Result<View, BatchError> {
            let mut view = View::new(host, rows.len());
            for (row, &action) in rows.iter_mut().zip(actions) {
                row.step(host, made(host, row, action, encoding))?;
                view.push(host, row);
            }
            Ok(view)
        };
        let mut parts = self.rows.chunks_mut(chunk).zip(actions.chunks(chunk));
        let first = parts.next().expect("there is a table");
        let step = &step;
        let (first, others) = thread::scope(|scope| {
            let others: Vec<_> = parts.map(|part| scope.spawn(move || step(part))).collect();
            let first = step(first);
            let others: Vec<_> = others.into_iter().map(|other| other.join()).collect();
            (first, others)
        });
        let mut view = first?;
        for other in others {
            view.append(other.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(view)
    }

    /// Refuses numbers that are not an action.
    fn expect_actions(&self, actions: &[i64], encoding: Encoding) -> Result<(), BatchError> {
        let (least, most) = match encoding {
            Encoding::Menu => (0, self.host.menu.len() - 1),
            Encoding::Chips => (-1, u32::MAX as usize),
        };
        let wrong = actions.iter().position(|&action| action < least || action > most as i64);
        match wrong {
            Some(table) => Err(BatchError::Action { table, found: actions[table], most }),
            None => Ok(()),
        }
    }
}

/// The legal move that an action means.
fn made(host: &Host, row: &Row, action: i64, encoding: Encoding) -> Move {
    let betting = row.public().betting();
    let wanted = match (encoding, action) {
        (Encoding::Menu, index) => host.menu.wanted(betting, index as usize),
        (Encoding::Chips, -1) => Move::Fold,
        (Encoding::Chips, 0) => betting.legal().passive(),
        (Encoding::Chips, to) => Move::RaiseTo(to as u32),
    };
    betting.legal().nearest(wanted)
}

#[cfg(test)]
mod tests {
    use holdem_blueprint::config::GameConfig;

    use super::*;
    use crate::players::Fixed;

    fn batch(seats: u8, agents: usize, players: &[Fixed], tables: usize) -> Result<Batch, BatchError> {
        let config = GameConfig { num_players: Some(seats), stack: Some(20.0), ..GameConfig::default() };
        let players: Vec<Box<dyn Entrant>> =
            players.iter().map(|&player| Box::new(player) as Box<dyn Entrant>).collect();
        let options = BatchOptions { tables, agents, menu: ActionMenu::new(&[0.5, 1.0]), seed: 7 };
        Batch::new(&Table::new(&config).unwrap(), &players, options)
    }

    /// Takes some action that the mask allows, by the number of the step.
    fn some(view: &View, step: usize) -> Vec<i64> {
        let width = view.num_actions();
        let one = |(table, mask): (usize, &[bool])| {
            let legal: Vec<usize> = (0..width).filter(|&action| mask[action]).collect();
            legal[(step * 7 + table * 5) % legal.len()] as i64
        };
        view.mask.chunks(width).enumerate().map(one).collect()
    }

    #[test]
    fn chips_are_won_from_others_and_everybody_is_in_turn() {
        for (seats, agents, players) in [
            (2, 2, vec![]),
            (2, 1, vec![Fixed::Uniform]),
            (6, 2, vec![Fixed::Call, Fixed::Random]),
            (9, 9, vec![]),
        ] {
            let mut batch = batch(seats, agents, &players, 70).unwrap();
            let mut view = batch.look();
            let (mut finished, mut seen) = (0, std::collections::BTreeSet::new());
            for step in 0..20 * usize::from(seats) {
                assert!(view.player.iter().all(|&player| usize::from(player) < agents));
                seen.extend(view.player.iter().zip(&view.seat).map(|(&player, &seat)| (player, seat)));
                view = batch.step(&some(&view, step), Encoding::Menu, 1).unwrap();
                for won in view.won.chunks(usize::from(seats)) {
                    assert_eq!(won.iter().sum::<i64>(), 0, "{won:?}");
                }
                finished += view.finished.iter().sum::<u32>();
            }
            assert!(finished > 70, "{finished}");
            assert_eq!(seen.len(), agents * usize::from(seats), "everybody sits everywhere");
        }
    }

    #[test]
    fn workers_do_not_matter_and_a_seed_is_begun_again() {
        let run = |workers: usize| {
            let mut batch = batch(3, 1, &[Fixed::Uniform], 200).unwrap();
            let mut views = vec![batch.look()];
            for step in 0..20 {
                let actions = some(views.last().unwrap(), step);
                views.push(batch.step(&actions, Encoding::Menu, workers).unwrap());
            }
            assert_eq!(batch.reset(7).unwrap(), views[0]);
            assert_ne!(batch.reset(8).unwrap(), views[0]);
            views
        };
        assert_eq!(run(1), run(3));
    }

    #[test]
    fn chips_say_the_same_as_the_menu_and_illegal_moves_become_legal() {
        let mut by_menu = batch(2, 2, &[], 3).unwrap();
        let mut by_chips = batch(2, 2, &[], 3).unwrap();
        // A raise of the pot over blinds of 1 and 2 is to 6; all-in is 40.
        let menu = by_menu.step(&[3, 4, 0], Encoding::Menu, 1).unwrap();
        let chips = by_chips.step(&[6, 4_000, -1], Encoding::Chips, 1).unwrap();
        assert_eq!(menu, chips);
        assert_eq!(menu.finished, [0, 0, 1]);
        // Nothing to call for the big blind after a call: a fold is a check.
        let mut batch = batch(2, 2, &[], 1).unwrap();
        batch.step(&[1], Encoding::Menu, 1).unwrap();
        let view = batch.step(&[0], Encoding::Menu, 1).unwrap();
        assert_eq!((view.finished[0], view.street[0]), (0, 1));
        assert!(view.cards[2..5].iter().all(|&card| card < 52) && view.cards[5] == NO_CARD);
    }

    #[test]
    fn what_cannot_be_seated_or_done_is_refused() {
        assert!(matches!(batch(3, 2, &[], 4), Err(BatchError::Seats { .. })));
        assert!(matches!(batch(2, 0, &[Fixed::Call], 4), Err(BatchError::Seats { .. })));
        assert!(matches!(batch(2, 2, &[Fixed::Call], 4), Err(BatchError::Seats { .. })));
        let mut batch = batch(2, 2, &[], 2).unwrap();
        assert!(matches!(batch.step(&[1], Encoding::Menu, 1), Err(BatchError::Actions { .. })));
        assert!(matches!(batch.step(&[1, 5], Encoding::Menu, 1), Err(BatchError::Action { table: 1, .. })));
        assert!(matches!(batch.step(&[-2, 0], Encoding::Chips, 1), Err(BatchError::Action { .. })));
    }
}
