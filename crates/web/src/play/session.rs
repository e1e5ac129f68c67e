//! Hands one after the other, kept in a file.

use std::sync::Arc;

use holdem_arena::HandHistory;
use holdem_arena::matches::history;
use holdem_arena::phh::ActionKind;
use holdem_arena::players::BlueprintEntrant;
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameKind;
use holdem_game::rules::Move;
use serde::{Deserialize, Serialize};

use super::hand::{Hand, deal};
use super::judge::{Grade, Question, Reviewed, board_text};
use super::luck::Replay;
use super::tokens::line;
use crate::error::ApiError;
use crate::library::SourceId;

/// Most hands of a session.
const MOST_HANDS: usize = 10_000;

/// A hand as it is kept: everything else follows from the seed and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptHand {
    /// The person's number as the betting tree has it.
    pub(crate) player: usize,
    /// All moves, whoever made them.
    pub(crate) moves: Vec<String>,
    /// Once it is over: won and lost, by player.
    pub(crate) chips: Option<Vec<i64>>,
    pub(crate) line: String,
    pub(crate) board: String,
    /// Chips that the person's decisions cost, once they were judged.
    #[serde(default)]
    pub(crate) cost: Option<f32>,
    /// How good they were, once they were judged.
    #[serde(default)]
    pub(crate) grades: Vec<Grade>,
    /// Whether they were judged; there may have been none.
    #[serde(default)]
    pub(crate) judged: bool,
    /// Chips won with luck taken out, once that is known.
    #[serde(default)]
    pub(crate) less_luck: Option<f64>,
}

impl KeptHand {
    fn new(player: usize) -> Self {
        let (moves, line, board) = (Vec::new(), String::new(), String::new());
        let (cost, grades, judged, less_luck) = (None, Vec::new(), false, None);
        Self { player, moves, chips: None, line, board, cost, grades, judged, less_luck }
    }

    /// Whether the person's decisions were judged, now or before that was kept.
    pub(crate) fn is_judged(&self) -> bool {
        self.judged || self.cost.is_some() || !self.grades.is_empty()
    }

    /// What the person has won, once the hand is over.
    pub(crate) fn won(&self) -> Option<i64> {
        self.chips.as_ref()?.get(self.player).copied()
    }
}

/// A session as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptSession {
    /// The strategy.
    pub(crate) source: String,
    /// Its name.
    pub(crate) name: String,
    /// The person's seat; none: the button moves.
    pub(crate) seat: Option<usize>,
    /// Whether decisions are judged at once.
    pub(crate) practice: bool,
    pub(crate) seed: u64,
    pub(crate) hands: Vec<KeptHand>,
}

/// A session whose strategy is open.
pub(crate) struct Session {
    pub(crate) id: SourceId,
    pub(crate) kept: KeptSession,
    pub(crate) table: Table,
    pub(crate) entrant: BlueprintEntrant,
    /// The hand in play, or the last one.
    pub(crate) hand: Hand,
}

impl Session {
    /// Sits down, or goes on where an earlier server ended.
    ///
    /// # Errors
    /// If the strategy is of no hold'em, or its buckets are missing.
    pub(crate) fn open(id: SourceId, kept: KeptSession, strategy: &Arc<Strategy>) -> Result<Self, ApiError> {
        if strategy.game().kind != GameKind::Holdem {
            return Err(ApiError::unavailable("hands are played in hold'em alone"));
        }
        if strategy.lacks_buckets() {
            return Err(ApiError::unavailable("the bucket file of this strategy has to be built first"));
        }
        let table = Table::new(&strategy.recipe().game)?;
        if kept.seat.is_some_and(|seat| seat >= table.num_seats()) {
            return Err(ApiError::bad("bad_request", "the table has no such seat").of_field("seat"));
        }
        let entrant = BlueprintEntrant::new(Arc::clone(strategy), Mapping::default())?;
        let number = kept.hands.len().saturating_sub(1);
        let player = kept.hands.last().map_or(0, |hand| hand.player);
        let hand = Hand::deal(&entrant, &table, (kept.seed, number as u64), player)?;
        let mut session = Self { id, kept, table, entrant, hand };
        match session.kept.hands.last().map(|hand| hand.moves.clone()) {
            Some(moves) => session.replay(&moves)?,
            None => session.deal()?,
        }
        Ok(session)
    }

    fn replay(&mut self, moves: &[String]) -> Result<(), ApiError> {
        for text in moves {
            self.hand.play(text)?;
        }
        self.go_on()
    }

    /// Deals the next hand.
    ///
    /// # Errors
    /// If the hand in play is not over.
    pub(crate) fn deal(&mut self) -> Result<(), ApiError> {
        if self.kept.hands.last().is_some_and(|hand| hand.chips.is_none()) {
            return Err(ApiError::conflict("busy", "the hand is not over"));
        }
        if self.kept.hands.len() >= MOST_HANDS {
            let message = format!("{MOST_HANDS} hands are played at this table: sit down at another one");
            return Err(ApiError::conflict("ended", message));
        }
        let number = self.kept.hands.len();
        let player = self.kept.seat.unwrap_or(number % self.table.num_seats());
        self.hand = Hand::deal(&self.entrant, &self.table, (self.kept.seed, number as u64), player)?;
        self.kept.hands.push(KeptHand::new(player));
        self.go_on()
    }

    /// Refuses a move that is meant for another situation: a hand by its number, from 1, at a line.
    ///
    /// # Errors
    /// If the session has moved on.
    pub(crate) fn expect(&self, number: Option<usize>, at: Option<&str>) -> Result<(), ApiError> {
        let here = number.is_none_or(|number| number == self.kept.hands.len())
            && at.is_none_or(|at| at == line(&self.hand.public));
        let message = "the hand has moved on since it was shown: look at it again";
        here.then_some(()).ok_or_else(|| ApiError::conflict("moved_on", message))
    }

    /// Makes the person's move; in practice mode it says what the strategy does there.
    ///
    /// # Errors
    /// If it is not the person's turn, or the move is not legal.
    pub(crate) fn act(&mut self, text: &str) -> Result<Option<Reviewed>, ApiError> {
        if !self.hand.is_persons_turn() {
            return Err(ApiError::conflict("ended", "the hand is over: deal the next one"));
        }
        let action = super::tokens::read(text, self.hand.public.betting())?;
        if !self.hand.public.betting().legal().allows(action) {
            let message = format!("`{text}` is not legal: {}", self.hand.public.betting().legal());
            return Err(ApiError::bad("bad_action", message).of_field("token"));
        }
        let question = if self.kept.practice { question(&mut self.hand, action)? } else { None };
        let advice = question.map(|question| question.by_chance());
        let made = super::tokens::token(self.hand.play(text)?);
        self.last().moves.push(made);
        self.go_on()?;
        Ok(advice)
    }

    /// The hand that is kept last.
    fn last(&mut self) -> &mut KeptHand {
        self.kept.hands.last_mut().expect("a session has a hand from its beginning")
    }

    /// Lets the strategy play, and takes down what happened.
    fn go_on(&mut self) -> Result<(), ApiError> {
        let made = self.hand.go_on(&self.table)?;
        let by_player = self.hand.payoffs.as_ref().map(|payoffs| {
            (0..payoffs.len()).map(|player| payoffs[self.table.seat_of(player)]).collect::<Vec<i64>>()
        });
        let (line, board) = (line(&self.hand.public), board_text(self.hand.public.boards()).concat());
        let last = self.last();
        last.moves.extend(made);
        (last.chips, last.line, last.board) = (by_player, line, board);
        Ok(())
    }

    /// A hand of the session played again, and what `look` sees before each of the person's moves.
    fn again(
        &self,
        number: usize,
        mut look: impl FnMut(&mut Hand, &str) -> Result<(), ApiError>,
    ) -> Result<Hand, ApiError> {
        let kept = self.kept.hands.get(number).ok_or_else(|| ApiError::not_found("there is no such hand"))?;
        let mut hand = Hand::deal(&self.entrant, &self.table, (self.kept.seed, number as u64), kept.player)?;
        for text in &kept.moves {
            // Streets are dealt before a move is looked at.
            while hand.public.awaits_cards() {
                hand.public.deal(hand.dealt.boards[hand.public.boards().len()]);
            }
            if hand.public.betting().to_act() == Some(hand.seat) {
                look(&mut hand, text)?;
            }
            hand.play(text)?;
        }
        // Nobody is left to move before the person does: cards are dealt, and the hand is paid out.
        hand.go_on(&self.table)?;
        Ok(hand)
    }

    /// The person's decisions in a hand.
    ///
    /// # Errors
    /// If there is no such hand, or the strategy cannot be read.
    pub(crate) fn questions(&self, number: usize) -> Result<Vec<Question>, ApiError> {
        let mut questions = Vec::new();
        self.again(number, |hand, text| {
            let action = super::tokens::read(text, hand.public.betting())?;
            questions.extend(question(hand, action)?);
            Ok(())
        })?;
        Ok(questions)
    }

    /// A hand of the session as it stands, or as it ended.
    ///
    /// # Errors
    /// If there is no such hand, or the strategy cannot be read.
    pub(crate) fn hand_at(&self, number: usize) -> Result<Hand, ApiError> {
        self.again(number, |_, _| Ok(()))
    }

    /// The person's cards in a hand.
    pub(crate) fn hole(&self, number: usize) -> Option<usize> {
        let player = self.kept.hands.get(number)?.player;
        let dealt = deal(&self.table, (self.kept.seed, number as u64));
        dealt.hands.get(self.table.seat_of(player)).copied()
    }

    /// Whether a hand is over.
    pub(crate) fn is_over(&self, number: usize) -> bool {
        self.kept.hands.get(number).is_some_and(|hand| hand.chips.is_some())
    }

    /// Takes down what the decisions of a hand that is over cost, once all of them are judged.
    pub(crate) fn take_down(&mut self, number: usize, decisions: &[Reviewed]) {
        let Some(hand) = self.kept.hands.get_mut(number).filter(|hand| hand.chips.is_some()) else { return };
        if !decisions.iter().all(|decision| decision.valued) {
            return;
        }
        hand.judged = true;
        hand.grades = decisions.iter().filter_map(|decision| decision.grade).collect();
        let costs: Vec<f32> = decisions.iter().filter_map(|decision| decision.cost).collect();
        hand.cost = (!costs.is_empty()).then(|| costs.iter().sum());
    }

    /// Hands whose luck is not taken out yet, the last ones first.
    pub(crate) fn with_luck(&self, most: usize) -> Vec<Replay> {
        let hands = self.kept.hands.iter().enumerate().rev();
        let with_luck = hands.filter(|(_, hand)| hand.chips.is_some() && hand.less_luck.is_none());
        let replay = |(number, hand): (usize, &KeptHand)| Replay {
            entrant: self.entrant.clone(),
            table: self.table.clone(),
            seed: self.kept.seed,
            number,
            player: hand.player,
            moves: hand.moves.clone(),
            won: hand.won(),
        };
        with_luck.take(most).map(replay).collect()
    }

    /// The hands that are over, as hand histories.
    ///
    /// # Errors
    /// If one cannot be played again.
    pub(crate) fn phh(&self) -> Result<String, ApiError> {
        let mut hands: Vec<HandHistory> = Vec::new();
        for number in (0..self.kept.hands.len()).filter(|&number| self.kept.hands[number].chips.is_some()) {
            let hand = self.hand_at(number)?;
            let name = |seat: usize| if seat == hand.seat { "you" } else { "holdem" }.to_owned();
            let names: Vec<String> = (0..self.table.num_seats()).map(name).collect();
            let payoffs = hand.payoffs.as_deref();
            let mut written = history(&self.table, &hand.dealt, &hand.public, &names, payoffs);
            let is_shown = |seat: usize| hand.is_shown(seat, self.kept.practice);
            written.iter_mut().for_each(|written| hide(written, is_shown));
            hands.extend(written);
        }
        Ok(HandHistory::write_all(&hands))
    }
}

/// Makes the private cards of seats that are not shown unknown.
fn hide(written: &mut HandHistory, is_shown: impl Fn(usize) -> bool) {
    for action in &mut written.actions {
        if let ActionKind::DealHole { seat, cards } = &mut action.kind
            && !is_shown(*seat)
        {
            cards.fill(None);
        }
    }
}

/// A move of the person that is about to be made.
fn question(hand: &mut Hand, action: Move) -> Result<Option<Question>, ApiError> {
    let holds = hand.dealt.hands[hand.seat];
    let (advisor, rng, public) = hand.advisor();
    Question::about((advisor, rng), public, holds, action)
}
