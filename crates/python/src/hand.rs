//! A hand of no-limit hold'em by the rules, move by move.

use holdem_arena::HandHistory;
use holdem_arena::batch::ActionMenu;
use holdem_arena::phh::ActionKind;
use holdem_arena::table::Betting;
use holdem_cards::{Card, CardSet};
use holdem_game::rules::{HandState, Move, Phase, Stakes};
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};
use crate::search::token;

fn refused<T>(text: String) -> PyResult<T> {
    Err(HoldemError::new_err(text))
}

/// Something that happened after the hole cards were dealt.
#[derive(Clone)]
enum Happened {
    Board(Vec<Card>),
    Move { seat: usize, street: usize, step: Move, token: String },
}

/// A hand in play, for two to nine seats.
#[pyclass(module = "holdem_solver")]
#[derive(Clone)]
pub(crate) struct Hand {
    /// As it was set up: without actions.
    start: HandHistory,
    state: HandState,
    holes: Vec<Option<Vec<Card>>>,
    board: Vec<Card>,
    happened: Vec<Happened>,
}

/// Cards in the order in which they are written.
fn cards(text: &str) -> PyResult<Vec<Card>> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    letters.chunks(2).map(|card| card.iter().collect::<String>().parse().or_raise()).collect()
}

fn text(cards: &[Card]) -> String {
    cards.iter().map(Card::to_string).collect()
}

#[pymethods]
impl Hand {
    #[new]
    #[pyo3(signature = (stacks, *, small_blind = 1, big_blind = 2, ante = 0))]
    fn new(stacks: Vec<u32>, small_blind: u32, big_blind: u32, ante: u32) -> PyResult<Self> {
        let stakes = Stakes::new(small_blind, big_blind).or_raise()?.with_ante(ante).or_raise()?;
        let state = HandState::new(&stakes, &stacks).or_raise()?;
        Ok(Self::begin(HandHistory::new(&stakes, &stacks), state))
    }

    #[staticmethod]
    fn from_phh(text: &str) -> PyResult<Self> {
        let history = HandHistory::parse(text).or_raise()?;
        history.replay().or_raise()?;
        let state = history.before_the_first_move().or_raise()?;
        let mut hand = Self::begin(HandHistory { actions: Vec::new(), ..history.clone() }, state);
        for action in &history.actions {
            hand.take(&action.kind)?;
        }
        Ok(hand)
    }

    #[getter]
    fn num_seats(&self) -> usize {
        self.state.num_seats()
    }

    #[getter]
    fn to_act(&self) -> Option<usize> {
        self.state.to_act()
    }

    #[getter]
    fn is_over(&self) -> bool {
        self.state.to_act().is_none()
    }

    #[getter]
    fn street(&self) -> usize {
        self.state.street().index()
    }

    #[getter]
    fn missing_board(&self) -> usize {
        self.state.board_len().saturating_sub(self.board.len())
    }

    #[getter]
    fn pot(&self) -> u32 {
        self.state.pot()
    }

    #[getter]
    fn to_call(&self) -> u32 {
        self.state.legal().call
    }

    #[getter]
    fn raise_to(&self) -> Option<(u32, u32)> {
        self.state.legal().raise_to
    }

    #[getter]
    fn may_fold(&self) -> bool {
        self.state.legal().fold
    }

    #[getter]
    fn starting_stacks(&self) -> Vec<Option<u32>> {
        self.start.starting_stacks.clone()
    }

    #[getter]
    fn blinds(&self) -> Vec<u32> {
        self.start.blinds_or_straddles.clone()
    }

    #[getter]
    fn antes(&self) -> Vec<u32> {
        self.start.antes.clone()
    }

    #[getter]
    fn min_bet(&self) -> u32 {
        self.start.min_bet
    }

    #[getter]
    fn stacks(&self) -> Vec<u32> {
        self.state.stacks().to_vec()
    }

    #[getter]
    fn bets(&self) -> Vec<u32> {
        self.state.street_contributed().to_vec()
    }

    #[getter]
    fn contributed(&self) -> Vec<u32> {
        self.state.contributed().to_vec()
    }

    #[getter]
    fn folded(&self) -> Vec<bool> {
        (0..self.num_seats()).map(|seat| self.state.is_folded(seat)).collect()
    }

    #[getter]
    fn board(&self) -> String {
        text(&self.board)
    }

    #[getter]
    fn holes(&self) -> Vec<Option<String>> {
        self.holes.iter().map(|hole| hole.as_deref().map(text)).collect()
    }

    #[getter]
    fn events(&self) -> Vec<(Option<usize>, String)> {
        let told = |happened: &Happened| match happened {
            Happened::Board(cards) => (None, text(cards)),
            Happened::Move { seat, token, .. } => (Some(*seat), token.clone()),
        };
        self.happened.iter().map(told).collect()
    }

    #[getter]
    fn line(&self) -> String {
        let (mut line, mut on) = (String::new(), 0);
        for happened in &self.happened {
            if let Happened::Move { street, token, .. } = happened {
                line += &"/".repeat(street - on);
                (line, on) = (line + token, *street);
            }
        }
        line
    }

    fn act(&mut self, action: &str) -> PyResult<()> {
        let legal = self.state.legal();
        let step = match (action.chars().next(), action.get(1..).unwrap_or("")) {
            (Some('f'), "") => Move::Fold,
            (Some('k' | 'x'), "") => Move::Check,
            (Some('c'), "") => Move::Call,
            (Some('a'), "") => legal.raise_to.map_or(Move::Call, |(_, most)| Move::RaiseTo(most)),
            (Some('b' | 'r'), chips) if chips.parse::<u32>().is_ok() => {
                Move::RaiseTo(chips.parse().unwrap_or_default())
            }
            _ => return refused(format!("action `{action}`, expected f, k, c, a, b8 or r8")),
        };
        self.make(step)
    }

    fn deal_hole(&mut self, seat: usize, hole: &str) -> PyResult<()> {
        if seat >= self.num_seats() {
            return refused(format!("seat {seat} at a table of {}", self.num_seats()));
        }
        let hole = cards(hole)?;
        if hole.len() != 2 {
            return refused(format!("{} hole cards, expected 2", hole.len()));
        }
        self.expect_new(&hole)?;
        if let Some(there) = &self.holes[seat] {
            return refused(format!("seat {seat} holds {}", text(there)));
        }
        self.holes[seat] = Some(hole);
        Ok(())
    }

    fn deal_board(&mut self, board: &str) -> PyResult<()> {
        let board = cards(board)?;
        if board.is_empty() || board.len() > self.missing_board() {
            return refused(format!("{} public cards, {} are missing", board.len(), self.missing_board()));
        }
        self.expect_new(&board)?;
        for &card in &board {
            // The flop is one event, and so is each card after it.
            match self.happened.last_mut() {
                Some(Happened::Board(flop)) if self.board.len() < 3 => flop.push(card),
                _ => self.happened.push(Happened::Board(vec![card])),
            }
            self.board.push(card);
        }
        Ok(())
    }

    fn menu(&self, sizes: Vec<f64>) -> Vec<Option<String>> {
        let unopened = self.state.bet() == 0;
        if self.is_over() {
            return vec![None; ActionMenu::new(&sizes).len()];
        }
        let moves = ActionMenu::new(&sizes).moves(&Betting::NoLimit(self.state.clone()));
        moves.into_iter().map(|step| step.map(|step| token(step, unopened))).collect()
    }

    fn payoffs(&self) -> PyResult<Vec<i64>> {
        if self.state.phase() == Phase::Showdown && self.missing_board() > 0 {
            return refused(format!("{} public cards are missing", self.missing_board()));
        }
        let rank = |hole: &Option<Vec<Card>>| -> Option<u16> {
            let cards = hole.iter().flatten().chain(&self.board).copied();
            hole.is_some().then(|| holdem_cards::evaluate(cards.collect()).0)
        };
        let shows = self.state.phase() == Phase::Showdown;
        let ranks: Vec<Option<u16>> =
            self.holes.iter().map(|hole| if shows { rank(hole) } else { None }).collect();
        Ok(self.state.settle(&ranks).or_raise()?.payoffs().to_vec())
    }

    #[pyo3(signature = (players = None))]
    fn to_phh(&self, players: Option<Vec<String>>) -> PyResult<String> {
        let mut history = self.start.clone();
        if let Some(names) = players {
            if names.len() != self.num_seats() {
                return refused(format!("{} names for {} seats", names.len(), self.num_seats()));
            }
            history.players = Some(names);
        }
        let hole = |hole: &Option<Vec<Card>>| match hole {
            Some(cards) => cards.iter().copied().map(Some).collect(),
            None => vec![None; 2],
        };
        for (seat, cards) in self.holes.iter().enumerate() {
            history.actions.push(ActionKind::DealHole { seat, cards: hole(cards) }.into());
        }
        let is_showdown = self.state.phase() == Phase::Showdown;
        let shown = |seat: &usize| !self.state.is_folded(*seat) && self.holes[*seat].is_some();
        let shows = (0..self.num_seats()).filter(shown).map(|seat| ActionKind::ShowDealt { seat });
        let last = self.happened.iter().rposition(|event| matches!(event, Happened::Move { .. }));
        for (at, happened) in self.happened.iter().enumerate() {
            history.actions.push(as_action(happened).into());
            if is_showdown && Some(at) == last {
                history.actions.extend(shows.clone().map(Into::into));
            }
        }
        Ok(history.to_string())
    }

    fn copy(&self) -> Self {
        self.clone()
    }

    fn __repr__(&self) -> String {
        format!("Hand({:?}, board {:?}, pot {})", self.line(), self.board(), self.pot())
    }
}

fn as_action(happened: &Happened) -> ActionKind {
    match *happened {
        Happened::Board(ref cards) => {
            ActionKind::DealBoard { cards: cards.iter().copied().map(Some).collect() }
        }
        Happened::Move { seat, step: Move::Fold, .. } => ActionKind::Fold { seat },
        Happened::Move { seat, step: Move::Check | Move::Call, .. } => ActionKind::CheckOrCall { seat },
        Happened::Move { seat, step: Move::RaiseTo(to), .. } => ActionKind::RaiseTo { seat, to },
    }
}

impl Hand {
    fn begin(start: HandHistory, state: HandState) -> Self {
        let holes = vec![None; state.num_seats()];
        Self { start, state, holes, board: Vec::new(), happened: Vec::new() }
    }

    fn make(&mut self, step: Move) -> PyResult<()> {
        if self.missing_board() > 0 {
            return refused(format!("{} public cards are missing", self.missing_board()));
        }
        let (turn, street) = (self.state.to_act(), self.street());
        let token = token(step, self.state.bet() == 0);
        self.state.act(step).or_raise()?;
        let seat = turn.expect("a legal move has somebody who makes it");
        self.happened.push(Happened::Move { seat, street, step, token });
        Ok(())
    }

    /// Refuses cards that have been dealt.
    fn expect_new(&self, new: &[Card]) -> PyResult<()> {
        let dealt = self.holes.iter().flatten().flatten().chain(&self.board);
        let mut seen: CardSet = dealt.copied().collect();
        match new.iter().find(|card| !seen.insert(**card)) {
            Some(card) => refused(format!("{card} has been dealt")),
            None => Ok(()),
        }
    }

    /// An action of a hand history that was replayed.
    fn take(&mut self, action: &ActionKind) -> PyResult<()> {
        match action {
            ActionKind::DealHole { seat, cards } | ActionKind::Show { seat, cards } => {
                let known: Option<Vec<Card>> = cards.iter().copied().collect();
                let is_new = self.holes[*seat].is_none();
                if let Some(known) = known.filter(|cards| is_new && cards.len() == 2) {
                    self.holes[*seat] = Some(known);
                }
                Ok(())
            }
            ActionKind::DealBoard { cards } => {
                let known: Option<Vec<Card>> = cards.iter().copied().collect();
                match known {
                    Some(known) => self.deal_board(&text(&known)),
                    None => refused("a public card is not known".to_owned()),
                }
            }
            ActionKind::Fold { .. } => self.make(Move::Fold),
            ActionKind::CheckOrCall { .. } => self.make(self.state.legal().passive()),
            ActionKind::RaiseTo { to, .. } => self.make(Move::RaiseTo(*to)),
            ActionKind::ShowDealt { .. } | ActionKind::Muck { .. } | ActionKind::Nothing => Ok(()),
        }
    }
}
