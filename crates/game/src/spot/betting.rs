//! The betting of a spot, one public state at a time.

use super::amounts::{Amounts, Thresholds};
use super::line::{SpotLine, SpotStep};
use super::{Spot, SpotError, SpotSize};
use crate::tree::{Action, BettingGame, Chips, NodeKind, PotRake};

/// Street of the river.
const RIVER: u8 = 3;

/// The betting rules of a spot.
#[derive(Clone, Debug)]
pub struct SpotBetting {
    spot: Spot,
    first_street: u8,
    stack: Chips,
    thresholds: Thresholds,
    added: Vec<Vec<Action>>,
    removed: Vec<Vec<Action>>,
}

/// A public state of a spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotState {
    street: u8,
    /// Seat to act.
    player: u8,
    /// Who folded.
    folded: Option<u8>,
    /// Whether the betting is over.
    ended: bool,
    /// Chips put in before this street, by each player.
    before: Chips,
    /// Chips put in on this street.
    bets: [Chips; 2],
    /// Whether the player to act could still open the street.
    unopened: bool,
    /// Whether the player out of position called the last bet of the previous street.
    called: bool,
    /// Actions so far; kept only where lines change the tree.
    line: Vec<Action>,
}

impl SpotBetting {
    /// The rules of a spot whose board has this many cards.
    ///
    /// # Errors
    /// If a line that changes the tree cannot be read, or changes nothing.
    pub fn new(spot: &Spot, board_cards: usize) -> Result<Self, SpotError> {
        let lines = |texts: &[String]| texts.iter().map(|text| actions_of(text)).collect::<Result<_, _>>();
        let (added, removed) = (lines(&spot.add_lines)?, lines(&spot.remove_lines)?);
        let thresholds = Thresholds {
            add_allin: spot.add_allin_threshold,
            force_allin: spot.force_allin_threshold,
            merging: spot.merging_threshold,
        };
        let first_street = board_cards.clamp(3, 5) as u8 - 2;
        let betting =
            Self { stack: spot.stack(), spot: spot.clone(), first_street, thresholds, added, removed };
        betting.check_lines()?;
        Ok(betting)
    }

    /// Refuses lines that change nothing: adding bets that nobody can make, or taking out actions that do not
    /// exist.
    fn check_lines(&self) -> Result<(), SpotError> {
        for (line, text) in self.added.iter().zip(&self.spot.add_lines) {
            self.check_added(line).map_err(|message| SpotError::Line { line: text.clone(), message })?;
        }
        for (line, text) in self.removed.iter().zip(&self.spot.remove_lines) {
            self.check_removed(line).map_err(|message| SpotError::Line { line: text.clone(), message })?;
        }
        Ok(())
    }

    fn check_added(&self, line: &[Action]) -> Result<(), String> {
        let (&last, before) = line.split_last().expect("a line has an action");
        let state = self.behind(before, &|state, actions| self.actions(state, actions))?;
        if !matches!(self.kind(&state), NodeKind::Decision { .. }) {
            return Err("the hand is over there".to_owned());
        }
        let to = chips_of(last).ok_or("only bets and raises are added")?;
        if self.faces_all_in(&state) {
            return Err("the other player is all-in there".to_owned());
        }
        let Amounts { min, max, .. } = self.amounts(&state);
        match to == max || (min..max).contains(&to) {
            true => Ok(()),
            false => Err(format!("b{to} cannot be added, only b{} to b{max}", min.min(max))),
        }
    }

    fn check_removed(&self, line: &[Action]) -> Result<(), String> {
        // An action that another line takes out as well still counts as existing.
        let offers = |state: &SpotState, actions: &mut Vec<Action>| {
            self.offer(state, actions);
            self.add(state, actions);
        };
        self.behind(line, &offers).map(drop)
    }

    /// The state after actions, if they are offered.
    fn behind(
        &self,
        line: &[Action],
        offers: &dyn Fn(&SpotState, &mut Vec<Action>),
    ) -> Result<SpotState, String> {
        let mut state = self.root();
        for &step in line {
            if !matches!(self.kind(&state), NodeKind::Decision { .. }) {
                return Err("the hand is over there".to_owned());
            }
            let mut actions = Vec::new();
            offers(&state, &mut actions);
            let Some(&action) = actions.iter().find(|&&known| same(known, step)) else {
                let names: Vec<String> = actions.iter().map(|&a| SpotStep::Act(a).to_string()).collect();
                let step = SpotStep::Act(step);
                return Err(format!("no `{step}` there, the tree has {}", names.join(" ")));
            };
            state = self.apply(&state, action);
        }
        Ok(state)
    }

    fn amounts(&self, state: &SpotState) -> Amounts {
        let (own, prev) = (state.bets[state.player as usize], state.bets[1 - state.player as usize]);
        Amounts {
            prev,
            min: (prev + (prev - own)).max(1),
            max: self.stack - state.before,
            pot: self.spot.pot + 2 * (state.before + prev),
            streets: RIVER + 1 - state.street,
        }
    }

    /// The sizes at a decision: first bets, donk bets or raises.
    fn sizes(&self, state: &SpotState) -> &[SpotSize] {
        let sizes = self.spot.sizes(state.street.into(), state.player.into());
        let list = match (&sizes.donk, state.bets) {
            (Some(donk), [0, 0]) if state.player == 0 && state.called => donk,
            (_, [0, 0]) => &sizes.bet,
            _ => &sizes.raise,
        };
        &list.0
    }

    /// Whether the opponent has no chips left.
    fn faces_all_in(&self, state: &SpotState) -> bool {
        state.before + state.bets[1 - state.player as usize] == self.stack
    }

    fn raises(&self, state: &SpotState) -> Vec<Action> {
        if self.faces_all_in(state) {
            return Vec::new();
        }
        let at = self.amounts(state);
        let action = |to| if to == at.max { Action::AllIn(to) } else { Action::RaiseTo(to) };
        at.raises(self.sizes(state), &self.thresholds).into_iter().map(action).collect()
    }

    /// The actions offered before lines change them.
    fn offer(&self, state: &SpotState, actions: &mut Vec<Action>) {
        match state.bets[1 - state.player as usize] > state.bets[state.player as usize] {
            true => actions.extend([Action::Fold, Action::Call]),
            false => actions.push(Action::Check),
        }
        actions.extend(self.raises(state));
    }

    /// Adds the bets and raises that lines add here.
    fn add(&self, state: &SpotState, actions: &mut Vec<Action>) {
        let max = self.stack - state.before;
        for to in last_of(&self.added, state).filter_map(chips_of) {
            if !actions.iter().any(|&known| chips_of(known) == Some(to)) {
                actions.push(if to == max { Action::AllIn(to) } else { Action::RaiseTo(to) });
            }
        }
        actions.sort_by_key(|&action| chips_of(action).unwrap_or(0));
    }

    /// Removes what lines take out here.
    fn remove(&self, state: &SpotState, actions: &mut Vec<Action>) {
        for gone in last_of(&self.removed, state) {
            actions.retain(|&known| !same(known, gone));
        }
    }
}

/// The last actions of the lines that lead to a state.
fn last_of(lines: &[Vec<Action>], state: &SpotState) -> impl Iterator<Item = Action> {
    lines.iter().filter_map(|line| match line.split_last() {
        Some((&last, before)) if same_line(before, &state.line) => Some(last),
        _ => None,
    })
}

/// The actions of a line without cards.
fn actions_of(text: &str) -> Result<Vec<Action>, SpotError> {
    let refuse = |message: &str| SpotError::Line { line: text.to_owned(), message: message.to_owned() };
    let line: SpotLine = text.parse()?;
    let action = |step: &SpotStep| match step {
        SpotStep::Act(action) => Ok(*action),
        SpotStep::Deal(_) => Err(refuse("a line that changes the tree has no cards")),
    };
    let actions: Vec<Action> = line.steps().iter().map(action).collect::<Result<_, _>>()?;
    if actions.is_empty() { Err(refuse("there is no action")) } else { Ok(actions) }
}

/// Chips of a bet or raise.
fn chips_of(action: Action) -> Option<Chips> {
    match action {
        Action::RaiseTo(to) | Action::AllIn(to) => Some(to),
        Action::Fold | Action::Check | Action::Call => None,
    }
}

/// Whether two actions are the same move: an all-in is named by its chips.
pub(super) fn same(a: Action, b: Action) -> bool {
    a == b || (chips_of(a).is_some() && chips_of(a) == chips_of(b))
}

fn same_line(a: &[Action], b: &[Action]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| same(a, b))
}

impl BettingGame for SpotBetting {
    type State = SpotState;

    fn num_players(&self) -> usize {
        2
    }
    fn num_streets(&self) -> usize {
        usize::from(RIVER) + 1
    }
    fn root(&self) -> SpotState {
        SpotState {
            street: self.first_street,
            player: 0,
            folded: None,
            ended: false,
            before: 0,
            bets: [0; 2],
            unopened: true,
            called: false,
            line: Vec::new(),
        }
    }
    fn kind(&self, state: &SpotState) -> NodeKind {
        match state.folded {
            Some(player) => NodeKind::Fold { winner: 1 - player },
            None if state.ended => NodeKind::Showdown,
            None => NodeKind::Decision { player: state.player },
        }
    }
    fn street(&self, state: &SpotState) -> u8 {
        state.street
    }
    fn contributions(&self, state: &SpotState, out: &mut [Chips]) {
        out.copy_from_slice(&state.bets.map(|bet| state.before + bet));
    }
    fn actions(&self, state: &SpotState, out: &mut Vec<Action>) {
        self.offer(state, out);
        self.add(state, out);
        self.remove(state, out);
    }
    fn apply(&self, state: &SpotState, action: Action) -> SpotState {
        let mut next = state.clone();
        if !(self.added.is_empty() && self.removed.is_empty()) {
            next.line.push(action);
        }
        let (me, other) = (state.player as usize, 1 - state.player as usize);
        next.player = other as u8;
        next.unopened = false;
        match action {
            Action::Fold => next.folded = Some(state.player),
            Action::Check if state.unopened => {}
            Action::Check => self.end_street(&mut next, false),
            Action::Call => {
                next.bets[me] = state.bets[other];
                self.end_street(&mut next, me == 0);
            }
            Action::RaiseTo(to) | Action::AllIn(to) => next.bets[me] = to,
        }
        next
    }
    fn dead_chips(&self) -> Chips {
        self.spot.pot
    }
    fn rake(&self) -> PotRake {
        PotRake { rate: self.spot.rake_rate, cap: self.spot.rake_cap.unwrap_or(f64::MAX) }
    }
    fn has_forced_moves(&self) -> bool {
        true
    }
}

impl SpotBetting {
    /// Goes on to the next street, or ends the betting on the river or when nobody has chips left.
    fn end_street(&self, state: &mut SpotState, called: bool) {
        let all_in = state.before + state.bets[0] == self.stack;
        if state.street == RIVER || all_in {
            state.ended = true;
            return;
        }
        state.before += state.bets[0];
        state.bets = [0; 2];
        state.street += 1;
        state.player = 0;
        state.unopened = true;
        state.called = called;
    }
}
