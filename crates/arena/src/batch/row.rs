//! One table of a batch.

use holdem_game::deal::DealRng;
use holdem_game::rules::Move;

use super::{ActionMenu, BatchError};
use crate::play::MatchError;
use crate::player::{Player, Turn};
use crate::table::{Dealt, PublicHand, Table};
use holdem_cards::random::mix;

/// Largest number of hands in a row that may end before an agent is to act.
const MOST_IDLE_HANDS: u32 = 100_000;

/// What all tables have in common.
pub(super) struct Host {
    pub(super) table: Table,
    pub(super) menu: ActionMenu,
    pub(super) seed: u64,
    pub(super) agents: usize,
    pub(super) tables: u64,
}

/// One table: a hand in play, with an agent to act.
pub(super) struct Row {
    public: PublicHand,
    dealt: Dealt,
    /// Number of the table.
    table: u64,
    /// Number of the hand at the table.
    hand: u64,
    /// Those behind the agents.
    players: Vec<Box<dyn Player>>,
    rngs: Vec<DealRng>,
    won: Vec<i64>,
    finished: u32,
}

impl Row {
    /// The first hand of a table.
    pub(super) fn begin(host: &Host, table: u64, players: Vec<Box<dyn Player>>) -> Result<Self, BatchError> {
        let seats = host.table.num_seats();
        let mut row = Self {
            public: host.table.begin(),
            dealt: Dealt::default(),
            table,
            hand: 0,
            players,
            rngs: Vec::new(),
            won: vec![0; seats],
            finished: 0,
        };
        row.restart(host, table)?;
        Ok(row)
    }

    /// Begins anew.
    pub(super) fn restart(&mut self, host: &Host, table: u64) -> Result<(), BatchError> {
        (self.table, self.hand, self.finished) = (table, 0, 0);
        self.won.fill(0);
        self.deal(host)?;
        self.go_on(host)
    }

    /// What everybody has seen.
    pub(super) fn public(&self) -> &PublicHand {
        &self.public
    }

    /// The seat in turn.
    pub(super) fn seat(&self) -> usize {
        self.public.betting().to_act().expect("an agent is in turn between two steps")
    }

    /// The private hand of a seat.
    pub(super) fn hand_of(&self, seat: usize) -> usize {
        self.dealt.hands[seat]
    }

    /// `[player]`: chips won in the hands that ended with the last step.
    pub(super) fn won(&self) -> &[i64] {
        &self.won
    }

    /// Hands that ended with the last step.
    pub(super) fn finished(&self) -> u32 {
        self.finished
    }

    /// Who sits on a seat: agents first.
    pub(super) fn player(&self, host: &Host, seat: usize) -> usize {
        let seats = host.table.num_seats();
        (seat + seats - (self.hand % seats as u64) as usize) % seats
    }

    /// Makes a legal move of the agent to act, and continues until an agent is to act again.
    pub(super) fn step(&mut self, host: &Host, made: Move) -> Result<(), BatchError> {
        self.won.fill(0);
        self.finished = 0;
        self.public.act(made).expect("the move is legal");
        self.go_on(host)
    }

    fn number(&self, host: &Host) -> u64 {
        self.hand * host.tables + self.table
    }

    fn deal(&mut self, host: &Host) -> Result<(), BatchError> {
        let number = self.number(host);
        self.public = host.table.begin();
        self.dealt = host.table.deal(&mut DealRng::for_iteration(host.seed, number));
        self.rngs.clear();
        let chairs = host.agents..host.table.num_seats();
        let stream = |chair: usize| DealRng::for_iteration(host.seed ^ mix(chair as u64 + 1), number);
        self.rngs.extend(chairs.map(stream));
        for seat in 0..host.table.num_seats() {
            let Some(other) = self.player(host, seat).checked_sub(host.agents) else { continue };
            let turn = Turn { public: &self.public, seat, hand: self.dealt.hands[seat], number };
            self.players[other].begin(&turn)?;
        }
        Ok(())
    }

    fn go_on(&mut self, host: &Host) -> Result<(), BatchError> {
        loop {
            while self.public.awaits_cards() {
                self.public.deal(self.dealt.boards[self.public.boards().len()]);
            }
            let Some(seat) = self.public.betting().to_act() else {
                self.end(host)?;
                if self.finished >= MOST_IDLE_HANDS {
                    return Err(BatchError::NoTurn { hands: self.finished });
                }
                self.hand += 1;
                self.deal(host)?;
                continue;
            };
            let Some(other) = self.player(host, seat).checked_sub(host.agents) else { return Ok(()) };
            let number = self.number(host);
            let turn = Turn { public: &self.public, seat, hand: self.dealt.hands[seat], number };
            let player = &mut self.players[other];
            let action = player.act(&turn, &mut self.rngs[other])?;
            self.public.act(action).map_err(|source| MatchError::Illegal {
                player: player.name(),
                number,
                source,
            })?;
        }
    }

    fn end(&mut self, host: &Host) -> Result<(), BatchError> {
        let payoffs = host.table.payoffs(self.public.betting(), &self.dealt);
        let is_showdown = self.public.betting().phase() == holdem_game::rules::Phase::Showdown;
        for (seat, payoff) in payoffs.iter().enumerate() {
            let player = self.player(host, seat);
            self.won[player] += payoff;
        }
        self.finished += 1;
        if self.players.is_empty() {
            return Ok(());
        }
        let shows = |seat: usize| is_showdown && !self.public.betting().is_folded(seat);
        let shown: Vec<Option<usize>> =
            (0..payoffs.len()).map(|seat| shows(seat).then_some(self.dealt.hands[seat])).collect();
        for seat in 0..payoffs.len() {
            let Some(other) = self.player(host, seat).checked_sub(host.agents) else { continue };
            let mut shown = shown.clone();
            shown[seat] = Some(self.dealt.hands[seat]);
            self.players[other].end(&self.public, &payoffs, &shown)?;
        }
        Ok(())
    }
}
