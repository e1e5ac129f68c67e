//! Recorded hands, judged by a strategy.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use holdem_arena::Player;
use holdem_arena::phh::{ActionKind, HandHistory, MaybeCard};
use holdem_arena::player::Turn;
use holdem_arena::players::{BlueprintEntrant, BlueprintPlayer};
use holdem_arena::table::{PublicHand, Table};
use holdem_arena::translation::Mapping;
use holdem_blueprint::Strategy;
use holdem_blueprint::config::{GameConfig, GameKind};
use holdem_cards::random::DealRng;
use holdem_cards::{CardSet, Combo};
use holdem_game::rules::Move;
use serde::Serialize;
use utoipa::ToSchema;

use super::judge::{GRADES, Grade, Question, Reviewed, of_player};
use crate::error::ApiError;

/// Most hands of one text.
const MOST: usize = 2_000;
/// Time after which no further hand is begun: whoever asks comes back for the others.
const STRETCH: Duration = Duration::from_secs(3);

/// A hand that was judged, or why it was not.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ReviewedHand {
    /// From 1.
    number: usize,
    players: Vec<String>,
    error: Option<String>,
    /// Chips that the decisions cost, as far as that is known.
    cost: f32,
    decisions: Vec<Reviewed>,
}

/// All decisions together.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Summary {
    decisions: usize,
    cost: f32,
    grades: BTreeMap<String, usize>,
}

/// A review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Review {
    /// Those that were judged in this request.
    hands: Vec<ReviewedHand>,
    /// Of these hands.
    summary: Summary,
    /// Hands of the text.
    total: usize,
    /// Where to go on: what `from` is to be next; none behind the last hand.
    next: Option<usize>,
}

/// How hands are judged.
pub(crate) struct Reviewer<'a> {
    pub(crate) strategy: &'a Arc<Strategy>,
    /// Whose decisions; none for all.
    pub(crate) of: Option<&'a str>,
    pub(crate) workers: usize,
    pub(crate) given_up: &'a AtomicBool,
}

impl Reviewer<'_> {
    /// Judges hands of a text from one on, counted from 0, as many as a few seconds suffice for.
    ///
    /// # Errors
    /// If the text is no hand histories, or there are too many.
    pub(crate) fn review(&self, text: &str, from: usize) -> Result<Review, ApiError> {
        let refuse = |message: String| ApiError::bad("bad_request", message).of_field("phh");
        let hands = HandHistory::parse_all(text).map_err(|error| refuse(error.to_string()))?;
        if hands.is_empty() || hands.len() > MOST {
            return Err(refuse(format!("{} hands, expected 1 to {MOST}", hands.len())));
        }
        if self.strategy.game().kind != GameKind::Holdem {
            return Err(ApiError::unavailable("hands are judged in hold'em alone"));
        }
        if self.strategy.lacks_buckets() {
            return Err(ApiError::unavailable("the bucket file of this strategy has to be built first"));
        }
        let entrant = BlueprintEntrant::new(Arc::clone(self.strategy), Mapping::default())?;
        let (mut judged, start, mut next) = (Vec::new(), Instant::now(), None);
        for (number, hand) in hands.iter().enumerate().skip(from) {
            if !judged.is_empty() && start.elapsed() > STRETCH {
                next = Some(number);
                break;
            }
            // Relaxed: the flag orders nothing.
            if self.given_up.load(Ordering::Relaxed) {
                return Err(ApiError::conflict("ended", "the request was given up"));
            }
            let players = names(hand);
            let result = self.hand(&entrant, hand);
            let (decisions, error) = match result {
                Ok(decisions) => (decisions, None),
                Err(error) => (Vec::new(), Some(crate::error::without_paths(&error.message))),
            };
            let cost = sum(decisions.iter());
            judged.push(ReviewedHand { number: number + 1, players, error, cost, decisions });
        }
        Ok(Review { summary: summary(&judged), hands: judged, total: hands.len(), next })
    }

    fn hand(&self, entrant: &BlueprintEntrant, hand: &HandHistory) -> Result<Vec<Reviewed>, ApiError> {
        // Played by the rules first: what is illegal is named by them.
        let replay = hand.replay().map_err(|error| ApiError::bad("bad_request", error.to_string()))?;
        let table = table_of(hand)?;
        let mut public = table.begin();
        let mut advisors = Vec::new();
        for (seat, hole) in replay.holes().iter().enumerate() {
            let advisor = combo(hole).filter(|_| self.is_wanted(hand, seat)).map(|holds| {
                let mut player = entrant.player(&table).map_err(|error| of_player(&error))?;
                let turn = Turn { public: &public, seat, hand: holds, number: 0 };
                player.begin(&turn).map_err(|error| of_player(&error))?;
                Ok::<_, ApiError>((player, DealRng::from_seed(seat as u64), holds))
            });
            advisors.push(advisor.transpose()?);
        }
        let mut decisions = Vec::new();
        let mut board = CardSet::EMPTY;
        for action in &hand.actions {
            let made = match &action.kind {
                ActionKind::DealBoard { cards } => {
                    for card in cards {
                        let card =
                            card.ok_or_else(|| ApiError::bad("bad_request", "a public card is missing"))?;
                        board = board.with(card);
                    }
                    public.deal(board.bits());
                    continue;
                }
                ActionKind::Fold { .. } => Move::Fold,
                ActionKind::CheckOrCall { .. } => public.betting().legal().passive(),
                ActionKind::RaiseTo { to, .. } => Move::RaiseTo(*to),
                _ => continue,
            };
            let Some(seat) = public.betting().to_act() else { break };
            if let Some(advisor) = &mut advisors[seat] {
                decisions.extend(self.judge(&public, advisor, made)?);
            }
            public.act(made).map_err(|error| ApiError::bad("bad_request", error.to_string()))?;
        }
        Ok(decisions)
    }

    fn judge(
        &self,
        public: &PublicHand,
        (advisor, rng, holds): &mut (BlueprintPlayer, DealRng, usize),
        made: Move,
    ) -> Result<Option<Reviewed>, ApiError> {
        let question = Question::about((advisor, rng), public, *holds, made)?;
        question.map(|question| question.by_value(self.workers, self.given_up)).transpose()
    }

    fn is_wanted(&self, hand: &HandHistory, seat: usize) -> bool {
        self.of.is_none_or(|wanted| names(hand).get(seat).is_some_and(|name| name == wanted))
    }
}

/// Names by seat: a file with two players lists the big blind first.
fn names(hand: &HandHistory) -> Vec<String> {
    let mut names = hand.players.clone().unwrap_or_default();
    if hand.starting_stacks.len() == 2 {
        names.reverse();
    }
    names
}

/// The table that a hand was played at.
fn table_of(hand: &HandHistory) -> Result<Table, ApiError> {
    let seats = hand.starting_stacks.len();
    let refuse = |what: &str| Err(ApiError::bad("bad_request", what));
    let mut blinds: Vec<u32> = hand.blinds_or_straddles.iter().copied().filter(|&blind| blind > 0).collect();
    blinds.sort_unstable();
    let [small, big] = blinds[..] else { return refuse("hands with a small and a big blind are judged") };
    let antes: Vec<u32> = hand.antes.clone();
    if antes.iter().any(|&ante| ante != antes[0]) {
        return refuse("hands with the same ante for all are judged");
    }
    let player = |seat: usize| if seats == 2 { 1 - seat } else { seat };
    let known: Option<Vec<u32>> = hand.starting_stacks.iter().copied().collect();
    let Some(known) = known else { return refuse("hands whose stacks are known are judged") };
    let stacks = (0..seats).map(|at| f64::from(known[player(at)]) / f64::from(big));
    let config = GameConfig {
        num_players: u8::try_from(seats).ok(),
        stacks: Some(stacks.collect()),
        small_blind: Some(small),
        big_blind: Some(big),
        ante: antes.first().copied(),
        ..GameConfig::default()
    };
    Ok(Table::new(&config)?)
}

/// The number of a hand whose cards are known.
fn combo(hole: &[MaybeCard; 2]) -> Option<usize> {
    Combo::new(hole[0]?, hole[1]?).map(Combo::index)
}

/// What decisions cost together; 0 without any.
fn sum<'d>(decisions: impl Iterator<Item = &'d Reviewed>) -> f32 {
    decisions.filter_map(|decision| decision.cost).fold(0.0, |sum, cost| sum + cost)
}

fn summary(hands: &[ReviewedHand]) -> Summary {
    let all = || hands.iter().flat_map(|hand| &hand.decisions);
    let count = |grade: Grade| all().filter(|decision| decision.grade == Some(grade)).count();
    Summary {
        decisions: all().count(),
        cost: sum(all()),
        grades: GRADES.into_iter().map(|(grade, name)| (name.to_owned(), count(grade))).collect(),
    }
}
