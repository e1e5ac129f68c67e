//! A hand by the rules of the competition.
//!
//! They are those of its dealer, which differ from the rule books of [`holdem_game::rules`] in details. Any
//! player may raise again after an all-in that is not a full raise. The smallest raise depends on the largest
//! raise so far, even if such an all-in comes in between. A player is asked to act as long as it has chips
//! and has not called, even if nobody could win them from it. A fold needs a bet to face; calling is always
//! allowed.

use std::sync::Arc;

use holdem_game::tree::Chips;

use super::game::{Game, MAX_PLAYERS, Raises};

/// Largest number of actions in a round: a raise that would leave no room for everybody to call it is not
/// allowed.
pub const MAX_ACTIONS: usize = 64;

/// What a player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `f`.
    Fold,
    /// `c`: a check or a call.
    Call,
    /// `r`: a bet or a raise to this many chips put in **in the whole hand**; the number counts in no-limit
    /// games only.
    Raise(Chips),
}

/// An action that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Who.
    pub player: usize,
    /// Betting round, from 0.
    pub round: usize,
    /// The action; in a limit game a raise has the chips that it comes to.
    pub action: Action,
    /// Chips that the player had put into the pot after it.
    pub put_in: Chips,
}

/// The betting of a hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    game: Arc<Game>,
    round: usize,
    put_in: [Chips; MAX_PLAYERS],
    highest: Chips,
    min_raise_to: Chips,
    /// Players who have folded, one bit each.
    folded: u16,
    /// Raises of this round.
    raises: u8,
    /// Players who have matched the bet of this round and have chips left.
    called: usize,
    to_act: Option<usize>,
    taken: Vec<Taken>,
    round_start: usize,
    betting: String,
}

impl Hand {
    /// A hand with nothing but its blinds posted.
    pub fn begin(game: &Arc<Game>) -> Self {
        let mut hand = Self {
            game: Arc::clone(game),
            round: 0,
            put_in: [0; MAX_PLAYERS],
            highest: 0,
            min_raise_to: 0,
            folded: 0,
            raises: 0,
            called: 0,
            to_act: None,
            taken: Vec::new(),
            round_start: 0,
            betting: String::new(),
        };
        hand.restart();
        hand
    }

    /// Begins another hand of the same game, in the same memory.
    pub fn restart(&mut self) {
        let game = &self.game;
        self.put_in = [0; MAX_PLAYERS];
        self.put_in[..game.players].copy_from_slice(&game.blinds);
        self.highest = game.big_blind();
        self.min_raise_to = (self.highest * 2).max(1);
        (self.round, self.folded, self.raises, self.called, self.round_start) = (0, 0, 0, 0, 0);
        self.taken.clear();
        self.betting.clear();
        self.to_act = self.next_with_chips(self.game.first[0] + self.game.players - 1);
        if self.to_act.is_none() {
            self.show_down();
        }
    }

    /// The game.
    pub fn game(&self) -> &Arc<Game> {
        &self.game
    }

    /// Betting round, from 0; the last one at a showdown.
    pub fn round(&self) -> usize {
        self.round
    }

    /// Player to act; `None` when the hand is over.
    pub fn to_act(&self) -> Option<usize> {
        self.to_act
    }

    /// Chips that each player has put into the pot.
    pub fn put_in(&self) -> &[Chips] {
        &self.put_in[..self.game.players]
    }

    /// Whether a player has folded.
    pub fn is_folded(&self, player: usize) -> bool {
        self.folded >> player & 1 == 1
    }

    /// Players who have not folded.
    pub fn live(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.game.players).filter(|&player| !self.is_folded(player))
    }

    /// Whether the hand is over with more than one player left.
    pub fn is_showdown(&self) -> bool {
        self.to_act.is_none() && self.live().nth(1).is_some()
    }

    /// All actions, in order.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// The betting as written in a match state: `cr300c/`.
    pub fn betting(&self) -> &str {
        &self.betting
    }

    /// Smallest and largest number of a raise, in chips of the whole hand; `None` if the player to act may
    /// not raise. In a limit game both are what the raise comes to.
    pub fn raise_bounds(&self) -> Option<(Chips, Chips)> {
        let player = self.to_act?;
        let game = &*self.game;
        let stack = game.stacks[player];
        let full = self.taken.len() - self.round_start + game.players > MAX_ACTIONS;
        if full || self.raises >= game.max_raises[self.round] || stack <= self.highest || self.acting() <= 1 {
            return None;
        }
        Some(match &game.raises {
            Raises::NoLimit => (self.min_raise_to.min(stack), stack),
            Raises::Limit(sizes) => {
                let to = self.highest.saturating_add(sizes[self.round]).min(stack);
                (to, to)
            }
        })
    }

    /// Whether the player to act may fold: only if it faces a bet.
    pub fn may_fold(&self) -> bool {
        self.to_act.is_some_and(|player| self.put_in[player] < self.highest)
    }

    /// Whether the player to act may do this.
    pub fn allows(&self, action: Action) -> bool {
        match (action, self.raise_bounds()) {
            (Action::Fold, _) => self.may_fold(),
            (Action::Call, _) => self.to_act.is_some(),
            (Action::Raise(to), Some((min, max))) => !self.game.is_no_limit() || (min..=max).contains(&to),
            (Action::Raise(_), None) => false,
        }
    }

    /// The allowed action nearest to this one: a raise of another size, or a call.
    pub fn nearest(&self, action: Action) -> Action {
        match (action, self.raise_bounds()) {
            (Action::Raise(to), Some((min, max))) => Action::Raise(to.clamp(min, max)),
            (Action::Fold, _) if self.may_fold() => Action::Fold,
            _ => Action::Call,
        }
    }

    /// Makes an action for the player to act; returns whether it was allowed. If it was not, nothing has
    /// changed.
    pub fn act(&mut self, action: Action) -> bool {
        let Some(player) = self.to_act.filter(|_| self.allows(action)) else { return false };
        match action {
            Action::Fold => self.folded |= 1 << player,
            Action::Call => {
                self.put_in[player] = self.highest.min(self.game.stacks[player]);
                self.called += usize::from(self.has_chips(player));
            }
            Action::Raise(to) => self.raise(player, to),
        }
        self.note(player, action);
        self.advance(player);
        true
    }

    fn raise(&mut self, player: usize, to: Chips) {
        let (min, _) = self.raise_bounds().expect("an allowed raise has bounds");
        let to = if self.game.is_no_limit() { to } else { min };
        self.min_raise_to = self.min_raise_to.max(to.saturating_add(to - self.highest));
        self.highest = to;
        self.put_in[player] = to;
        self.raises += 1;
        self.called = usize::from(self.has_chips(player));
    }

    fn note(&mut self, player: usize, action: Action) {
        let put_in = self.put_in[player];
        let action = if let Action::Raise(_) = action { Action::Raise(put_in) } else { action };
        self.taken.push(Taken { player, round: self.round, action, put_in });
        match action {
            Action::Fold => self.betting.push('f'),
            Action::Call => self.betting.push('c'),
            Action::Raise(to) if self.game.is_no_limit() => {
                self.betting.push('r');
                push_number(&mut self.betting, to);
            }
            Action::Raise(_) => self.betting.push('r'),
        }
    }

    fn advance(&mut self, player: usize) {
        self.to_act = None;
        let acting = self.acting();
        if self.live().nth(1).is_none() {
            return;
        }
        if self.called < acting {
            self.to_act = self.next_with_chips(player);
        } else if acting > 1 && self.round + 1 < self.game.rounds() {
            self.round += 1;
            self.betting.push('/');
            (self.raises, self.called, self.round_start) = (0, 0, self.taken.len());
            self.min_raise_to = self.highest.saturating_add(self.game.big_blind().max(1));
            self.to_act = self.next_with_chips(self.game.first[self.round] + self.game.players - 1);
        } else if acting <= 1 {
            self.show_down();
        }
    }

    /// Nobody can act any more: all public cards are dealt.
    fn show_down(&mut self) {
        while self.round + 1 < self.game.rounds() {
            self.round += 1;
            self.betting.push('/');
        }
    }

    fn has_chips(&self, player: usize) -> bool {
        self.put_in[player] < self.game.stacks[player]
    }

    /// Players who are in and have chips.
    fn acting(&self) -> usize {
        self.live().filter(|&player| self.has_chips(player)).count()
    }

    /// The next player round the table, from the one after `player`, who is in and has chips.
    fn next_with_chips(&self, player: usize) -> Option<usize> {
        let players = self.game.players;
        (1..=players)
            .map(|step| (player + step) % players)
            .find(|&next| !self.is_folded(next) && self.has_chips(next))
    }
}

/// Appends a number without going through a formatter: match states are written by the million.
pub(super) fn push_number(text: &mut String, number: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    text.extend(digits[at..].iter().map(|&digit| char::from(digit)));
}
