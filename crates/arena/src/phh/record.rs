//! Recorded hands of the conformance data as hand histories, and back.

use holdem_cards::{Card, CardSet, Combo};
use holdem_game::rules::conformance::{self, HandRecord, RecordedAction};
use holdem_game::rules::{Chips, HandState, Move, Phase, Street};
use toml::Value;

use super::action::{Action, ActionKind};
use super::error::PhhError;
use super::{HandHistory, MaybeCard, replay};

/// Key of the public cards that were never dealt: a record lists all five.
const UNDEALT: &str = "_undealt_board";

/// Why a hand cannot be converted.
#[derive(Debug, thiserror::Error)]
pub enum RecordConversionError {
    /// The hand cannot be played.
    #[error(transparent)]
    Hand(#[from] PhhError),
    /// The first raise before the flop must add more than bets on later streets, for which the format has no
    /// key.
    #[error("a straddle without a smallest bet of its own has no hand history")]
    Straddle,
    /// The record has another board.
    #[error("the public cards, in order, are not those of the record")]
    OtherBoard,
    /// A stack, a hole card or a public card that the record needs is unknown.
    #[error("{what} is not known, a record needs it")]
    Unknown {
        /// What is missing.
        what: &'static str,
    },
    /// The hand is not over.
    #[error("the hand ends before its betting is over")]
    NotOver,
    /// The rules of records cannot settle the hand this way.
    #[error("antes or hands given up at showdown have no record: {disagreement}")]
    Settlement {
        /// What a replay of the record finds.
        disagreement: String,
    },
}

impl HandHistory {
    /// The history of a recorded hand. `board` gives its five public cards in the order of dealing; without
    /// it they are dealt in the order of their indices, because a record has no order. The number of the hand
    /// becomes `hand`, and public cards that were not dealt become `_undealt_board`. All hands that reach a
    /// showdown are shown.
    ///
    /// # Errors
    /// If the record is not a legal hand, or this format cannot express its game.
    pub fn from_record(record: &HandRecord, board: Option<&[Card]>) -> Result<Self, RecordConversionError> {
        let board: Vec<Card> = board.map_or_else(|| record.board.iter().collect(), <[Card]>::to_vec);
        if board.iter().copied().collect::<CardSet>() != record.board || board.len() != record.board.len() {
            return Err(RecordConversionError::OtherBoard);
        }
        let mut hand = Self::new(&record.stakes, &record.stacks);
        if record.stakes.opening_raise() != record.stakes.min_bet() {
            return Err(RecordConversionError::Straddle);
        }
        let mut script = Script { actions: Vec::new(), board: &board, dealt: 0 };
        script.deal_holes(&record.holes);
        let end = script.play(&hand, record)?;
        script.show_down(&end, &record.holes);
        let undealt: String = board[script.dealt..].iter().map(Card::to_string).collect();
        hand.actions = script.actions;
        let payoffs = hand.replay()?.payoffs().ok_or(RecordConversionError::NotOver)?.to_vec();
        hand.note_finishing_stacks(&payoffs);
        if let Ok(id) = i64::try_from(record.id) {
            hand.metadata.insert("hand".to_owned(), Value::Integer(id));
        }
        if !undealt.is_empty() {
            hand.metadata.insert(UNDEALT.to_owned(), Value::String(undealt));
        }
        Ok(hand)
    }

    /// The record of a hand that is over, its chips in units of the last decimal place. Its number is `hand`
    /// if that is a number, otherwise `id`. Names, comments, what was shown and the order of public cards are
    /// lost.
    ///
    /// # Errors
    /// If a stack, a hole card or a public card is not known (cards never dealt may be under
    /// `_undealt_board`), the hand is not over, or the rules of records would pay it out differently.
    pub fn to_record(&self, id: u64) -> Result<HandRecord, RecordConversionError> {
        let played = self.replay()?;
        if played.state().to_act().is_some() {
            return Err(RecordConversionError::NotOver);
        }
        let unknown = |what| RecordConversionError::Unknown { what };
        let payoffs = played.payoffs().ok_or(unknown("the winner"))?.to_vec();
        let stacks: Option<Vec<Chips>> = self.starting_stacks.iter().copied().collect();
        let holes: Option<Vec<Combo>> = played.holes().iter().map(combo).collect();
        let mut state = replay::deal(self)?;
        let record = HandRecord {
            id: self
                .metadata
                .get("hand")
                .and_then(Value::as_integer)
                .and_then(|id| u64::try_from(id).ok())
                .unwrap_or(id),
            stakes: self.stakes()?,
            stacks: stacks.ok_or(unknown("a starting stack"))?,
            posted_blinds: state.street_contributed().to_vec(),
            holes: holes.ok_or(unknown("a hole card"))?,
            board: self.ordered_board()?.into_iter().collect(),
            board_dealt: played.state().board_len(),
            actions: self.moves(&mut state)?,
            payoffs,
        };
        match conformance::replay(&record) {
            Ok(()) => Ok(record),
            Err(found) => {
                let disagreement = found.first().map(ToString::to_string).unwrap_or_default();
                Err(RecordConversionError::Settlement { disagreement })
            }
        }
    }

    /// Five public cards in the order of dealing, those never dealt last.
    pub(crate) fn ordered_board(&self) -> Result<Vec<Card>, RecordConversionError> {
        let unknown = || RecordConversionError::Unknown { what: "a public card" };
        let played = self.replay()?;
        let dealt: Option<Vec<Card>> = played.board().iter().copied().collect();
        let mut board = dealt.ok_or_else(unknown)?;
        let undealt = self.metadata.get(UNDEALT).and_then(Value::as_str).unwrap_or_default();
        let letters: Vec<char> = undealt.chars().take(10).collect();
        for card in letters.chunks(2) {
            board.push(card.iter().collect::<String>().parse().map_err(|_| unknown())?);
        }
        let holes: CardSet = played.holes().iter().flatten().copied().flatten().collect();
        let distinct = board.iter().copied().collect::<CardSet>();
        if board.len() != Street::River.board_len()
            || distinct.len() != board.len()
            || distinct.intersects(holes)
        {
            return Err(unknown());
        }
        Ok(board)
    }

    /// The moves of the players, with what was legal before each.
    fn moves(&self, state: &mut HandState) -> Result<Vec<RecordedAction>, RecordConversionError> {
        let mut moves = Vec::new();
        for action in &self.actions {
            let legal = state.legal();
            let (player, action) = match action.kind {
                ActionKind::Fold { seat } => (seat, Move::Fold),
                ActionKind::CheckOrCall { seat } => (seat, legal.passive()),
                ActionKind::RaiseTo { seat, to } => (seat, Move::RaiseTo(to)),
                _ => continue,
            };
            state.act(action).map_err(|_| RecordConversionError::NotOver)?;
            moves.push(RecordedAction { player, action, legal });
        }
        Ok(moves)
    }
}

fn combo(hole: &[MaybeCard; 2]) -> Option<Combo> {
    Combo::new(hole[0]?, hole[1]?)
}

/// Actions as they are written, and the public cards that they deal from.
struct Script<'a> {
    actions: Vec<Action>,
    board: &'a [Card],
    dealt: usize,
}

impl Script<'_> {
    fn push(&mut self, kind: ActionKind) {
        self.actions.push(kind.into());
    }

    fn deal_holes(&mut self, holes: &[Combo]) {
        for (seat, hole) in holes.iter().enumerate() {
            self.push(ActionKind::DealHole { seat, cards: hole.cards().map(Some).to_vec() });
        }
    }

    /// Deals public cards street by street, until there are `len`.
    fn deal_board(&mut self, len: usize) {
        for street in Street::ALL.into_iter().map(Street::board_len).filter(|&street| street <= len) {
            if street > self.dealt {
                let cards = self.board[self.dealt..street].iter().copied().map(Some).collect();
                self.push(ActionKind::DealBoard { cards });
                self.dealt = street;
            }
        }
    }

    fn play(&mut self, hand: &HandHistory, record: &HandRecord) -> Result<HandState, RecordConversionError> {
        let mut state = replay::deal(hand)?;
        for recorded in &record.actions {
            self.deal_board(state.board_len());
            self.push(match recorded.action {
                Move::Fold => ActionKind::Fold { seat: recorded.player },
                Move::Check | Move::Call => ActionKind::CheckOrCall { seat: recorded.player },
                Move::RaiseTo(to) => ActionKind::RaiseTo { seat: recorded.player, to },
            });
            // An illegal move is reported by the replay of the whole history, with its number.
            if state.act(recorded.action).is_err() {
                break;
            }
        }
        Ok(state)
    }

    /// Shows all remaining hands, before public cards that nobody bets on.
    fn show_down(&mut self, end: &HandState, holes: &[Combo]) {
        if end.phase() != Phase::Showdown {
            return;
        }
        for seat in end.live().iter() {
            self.push(ActionKind::Show { seat, cards: holes[seat].cards().map(Some).to_vec() });
        }
        self.deal_board(Street::River.board_len());
    }
}
