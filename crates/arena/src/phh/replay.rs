//! A hand history played by the rules.

use holdem_cards::evaluator::{HandRank, evaluate};
use holdem_cards::{Card, CardSet};
use holdem_game::rules::{Chips, HandState, LegalActions, Move, Phase, SetupError, Street};

use super::action::{Action, ActionKind};
use super::antes;
use super::error::{ActionError, PhhError};
use super::{HandHistory, MaybeCard};

/// Where a hand history leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    state: HandState,
    holes: Vec<[MaybeCard; 2]>,
    board: Vec<MaybeCard>,
    payoffs: Option<Vec<i64>>,
}

impl Replay {
    /// The state after the last action. If antes differ between players, it counts without them.
    pub fn state(&self) -> &HandState {
        &self.state
    }

    /// Hole cards by seat, as far as they are known from dealing or showing.
    pub fn holes(&self) -> &[[MaybeCard; 2]] {
        &self.holes
    }

    /// Public cards, in the order in which they were dealt.
    pub fn board(&self) -> &[MaybeCard] {
        &self.board
    }

    /// Net results in chips, by seat; `None` if the history ends before the hand does, or does not tell who
    /// has won.
    pub fn payoffs(&self) -> Option<&[i64]> {
        self.payoffs.as_deref()
    }
}

/// Plays a hand to its last action.
pub(super) fn replay(hand: &HandHistory) -> Result<Replay, PhhError> {
    let mut table = Table::new(hand)?;
    for (index, action) in hand.actions.iter().enumerate() {
        table.step(action).map_err(|error| PhhError::Action {
            number: index + 1,
            text: super::amount::shortened(&action.text(hand.decimal_places)),
            error,
        })?;
    }
    let payoffs = table.payoffs(hand);
    Ok(Replay { state: table.state, holes: table.holes, board: table.board, payoffs })
}

/// The hand before its first action.
pub(super) fn deal(hand: &HandHistory) -> Result<HandState, PhhError> {
    check_lengths(hand)?;
    let cover = cover(hand)?;
    let mut stacks: Vec<Chips> = hand.starting_stacks.iter().map(|stack| stack.unwrap_or(cover)).collect();
    if hand.uniform_ante().is_none() {
        if hand.ante_trimming {
            return Err(PhhError::TrimmedAntes);
        }
        for (seat, stack) in stacks.iter_mut().enumerate() {
            *stack = stack.saturating_sub(antes::due(hand, seat));
            if *stack == 0 {
                return Err(PhhError::AllInAnte { seat });
            }
        }
    }
    Ok(HandState::new(&hand.stakes()?, &stacks)?)
}

fn check_lengths(hand: &HandHistory) -> Result<(), PhhError> {
    let expected = hand.num_seats();
    for (key, found) in [("antes", hand.antes.len()), ("blinds_or_straddles", hand.blinds_or_straddles.len())]
    {
        if found != expected {
            return Err(PhhError::Length { key: key.to_owned(), expected, found });
        }
    }
    Ok(())
}

/// A stack for seats whose stack is unknown, large enough that no bet of the hand uses it up.
fn cover(hand: &HandHistory) -> Result<Chips, PhhError> {
    let raises = hand.actions.iter().map(|action| match action.kind {
        ActionKind::RaiseTo { to, .. } => to,
        _ => 0,
    });
    let stacks = hand.starting_stacks.iter().flatten();
    let listed = hand.antes.iter().chain(&hand.blinds_or_straddles).chain(stacks).copied();
    let cover = raises.chain(listed).map(u64::from).sum::<u64>() + 1;
    let unknown = hand.starting_stacks.iter().any(Option::is_none);
    match Chips::try_from(cover) {
        Ok(cover) => Ok(cover),
        Err(_) if unknown => Err(SetupError::TooManyChips { found: cover }.into()),
        Err(_) => Ok(0),
    }
}

/// A hand in play, with its cards.
struct Table {
    state: HandState,
    holes: Vec<[MaybeCard; 2]>,
    /// Hole cards dealt, by seat.
    held: Vec<usize>,
    board: Vec<MaybeCard>,
    seen: CardSet,
    moved: bool,
    /// Seats that have shown or given up.
    done: Vec<bool>,
    mucked: Vec<bool>,
}

impl Table {
    fn new(hand: &HandHistory) -> Result<Self, PhhError> {
        let state = deal(hand)?;
        let seats = state.num_seats();
        Ok(Self {
            state,
            holes: vec![[None; 2]; seats],
            held: vec![0; seats],
            board: Vec::new(),
            seen: CardSet::default(),
            moved: false,
            done: vec![false; seats],
            mucked: vec![false; seats],
        })
    }

    fn step(&mut self, action: &Action) -> Result<(), ActionError> {
        match &action.kind {
            ActionKind::DealHole { seat, cards } => self.deal_hole(self.seat(*seat)?, cards),
            ActionKind::DealBoard { cards } => self.deal_board(cards),
            ActionKind::Fold { seat } => self.act(self.seat(*seat)?, |_| Move::Fold),
            ActionKind::CheckOrCall { seat } => self.act(self.seat(*seat)?, LegalActions::passive),
            ActionKind::RaiseTo { seat, to } => self.act(self.seat(*seat)?, |_| Move::RaiseTo(*to)),
            ActionKind::Show { seat, cards } => self.show(self.seat(*seat)?, cards),
            ActionKind::ShowDealt { seat } => self.show(self.seat(*seat)?, &[]),
            ActionKind::Muck { seat } => self.muck(self.seat(*seat)?),
            ActionKind::Nothing => Ok(()),
        }
    }

    fn seat(&self, seat: usize) -> Result<usize, ActionError> {
        let seats = self.state.num_seats();
        if seat < seats { Ok(seat) } else { Err(ActionError::Player { seat, seats }) }
    }

    fn take(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ActionError> {
        for card in cards {
            if self.seen.contains(card) {
                return Err(ActionError::Duplicate { card });
            }
            self.seen.insert(card);
        }
        Ok(())
    }

    fn deal_hole(&mut self, seat: usize, cards: &[MaybeCard]) -> Result<(), ActionError> {
        if self.moved || !self.board.is_empty() {
            return Err(ActionError::LateHoleCards);
        }
        let held = self.held[seat];
        if held + cards.len() > 2 {
            return Err(ActionError::HoleCards { seat, held });
        }
        self.take(cards.iter().copied().flatten())?;
        self.holes[seat][held..held + cards.len()].copy_from_slice(cards);
        self.held[seat] += cards.len();
        Ok(())
    }

    fn deal_board(&mut self, cards: &[MaybeCard]) -> Result<(), ActionError> {
        let dealt = self.board.len();
        let next_street =
            Street::ALL.into_iter().map(Street::board_len).find(|&len| len > dealt).unwrap_or(dealt);
        let due = next_street.min(self.state.board_len()).saturating_sub(dealt);
        if cards.len() > due || cards.is_empty() {
            return Err(ActionError::BoardNotDue { found: cards.len(), due });
        }
        self.take(cards.iter().copied().flatten())?;
        self.board.extend(cards);
        Ok(())
    }

    fn act(&mut self, seat: usize, choose: impl Fn(&LegalActions) -> Move) -> Result<(), ActionError> {
        let legal = self.state.legal();
        if self.state.to_act() != Some(seat) {
            return Err(ActionError::Turn { turn: self.state.to_act(), legal });
        }
        if self.board.len() < self.state.board_len() {
            return Err(ActionError::BoardDue { missing: self.state.board_len() - self.board.len() });
        }
        self.state.act(choose(&legal))?;
        self.moved = true;
        Ok(())
    }

    /// Whether the hand of a seat can be shown or given up now.
    fn at_showdown(&self, seat: usize) -> Result<(), ActionError> {
        if let Some(turn) = self.state.to_act() {
            return Err(ActionError::EarlyShow { turn, legal: self.state.legal() });
        }
        if self.state.is_folded(seat) || self.done[seat] {
            return Err(ActionError::NotAtShowdown { seat });
        }
        Ok(())
    }

    fn show(&mut self, seat: usize, cards: &[MaybeCard]) -> Result<(), ActionError> {
        self.at_showdown(seat)?;
        for card in cards.iter().copied().flatten() {
            if self.holes[seat].contains(&Some(card)) {
                continue;
            }
            let unknown = self.holes[seat].iter().position(Option::is_none);
            let place = unknown.ok_or(ActionError::OtherCards { seat })?;
            self.take([card])?;
            self.holes[seat][place] = Some(card);
        }
        if let [Some(first), Some(second)] = cards
            && first == second
        {
            return Err(ActionError::Duplicate { card: *first });
        }
        self.done[seat] = true;
        Ok(())
    }

    fn muck(&mut self, seat: usize) -> Result<(), ActionError> {
        self.at_showdown(seat)?;
        if matches!(self.state.phase(), Phase::Over { .. }) || self.contenders().eq([seat]) {
            return Err(ActionError::NothingToMuck { seat });
        }
        self.done[seat] = true;
        self.mucked[seat] = true;
        Ok(())
    }

    /// Seats that can win something, in seat order.
    fn contenders(&self) -> impl Iterator<Item = usize> {
        self.state.live().iter().filter(|&seat| !self.mucked[seat])
    }

    fn payoffs(&self, hand: &HandHistory) -> Option<Vec<i64>> {
        if self.state.to_act().is_some() {
            return None;
        }
        antes::settle(hand, &self.state, &self.ranks()?)
    }

    /// The rank of each seat, 0 for those that have folded or given up; `None` if it is not known who has
    /// won.
    fn ranks(&self) -> Option<Vec<Strength>> {
        let mut ranks = vec![Strength::None; self.holes.len()];
        if self.contenders().nth(1).is_none() {
            self.contenders().for_each(|seat| ranks[seat] = Strength::Only);
            return Some(ranks);
        }
        let known: Option<Vec<Card>> = self.board.iter().copied().collect();
        let board = CardSet::from_iter(known.filter(|board| board.len() == Street::River.board_len())?);
        for seat in self.contenders() {
            let [first, second] = self.holes[seat];
            ranks[seat] = Strength::Shown(evaluate(board.with(first?).with(second?)));
        }
        Some(ranks)
    }
}

/// What a seat has to win with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Nothing: folded or given up.
    None,
    /// A hand on the full board.
    Shown(HandRank),
    /// Nobody else is left.
    Only,
}
