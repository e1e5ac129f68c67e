//! The decisions of one hand.

use std::sync::Arc;

use holdem_blueprint::game::position;
use holdem_blueprint::progress::Observer;
use holdem_blueprint::strategy::ValueOptions;
use holdem_blueprint::{BlueprintError, PublicCards, Strategy};
use holdem_cards::Combo;
use holdem_cfr::evaluate::Estimate;
use holdem_game::rules::Move;
use holdem_game::tree::Chips;
use serde::Serialize;

use super::decision::{ActionReview, Decision, PotType};
use super::grade::{Graded, Spot, Ungraded, Valuer, grade, likelier};
use super::in_play::{InPlay, choice, in_words};
use super::{ReviewError, ReviewOptions};
use crate::phh::{ActionKind, HandHistory, MaybeCard};
use crate::table::{Betting, PublicHand, Table};
use crate::translation::{Follower, Mapping};

/// A hand that is not reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The hand: its name in the file, or its number from 1.
    pub hand: String,
    /// Why.
    pub reason: String,
}

/// Reviews hands one by one; [`review()`](super::review()) does the same with all of them.
pub struct Reviewer {
    strategy: Arc<Strategy>,
    table: Table,
    options: ReviewOptions,
    valuer: Valuer,
}

/// Whether a player has this name or this seat.
fn is_player(hand: &HandHistory, seat: usize, wanted: &str) -> bool {
    player_name(hand, seat) == wanted || format!("p{}", seat + 1) == wanted
}

fn player_name(hand: &HandHistory, seat: usize) -> String {
    let name = hand.players.as_ref().and_then(|names| names.get(seat)).filter(|name| !name.is_empty());
    name.cloned().unwrap_or_else(|| format!("p{}", seat + 1))
}

fn hand_name(hand: &HandHistory, number: usize) -> String {
    match hand.metadata.get("hand") {
        Some(toml::Value::String(name)) => name.clone(),
        Some(toml::Value::Integer(name)) => name.to_string(),
        _ => (number + 1).to_string(),
    }
}

/// A decision under review, with the line that the strategy takes the hand to have followed.
#[derive(Clone, Debug)]
pub struct OpenDecision {
    /// What was done and where; [`OpenDecision::close`] fills in the strategy's part.
    decision: Decision,
    /// What the strategy says; `None` if the hand has left its tree.
    pub graded: Option<Graded>,
    /// The hand up to the decision.
    pub follower: Follower,
    /// Public cards.
    pub board: PublicCards,
    /// The same in the order in which they were dealt, as text.
    pub board_text: String,
    /// Number of the player's hand.
    pub hand: usize,
    /// What was done.
    pub made: Move,
}

impl OpenDecision {
    /// The decision with what the strategy says about it, in words and big blinds.
    fn close(self, strategy: &Strategy) -> Decision {
        let Self { mut decision, graded, .. } = self;
        let Some(graded) = graded else {
            decision.ungraded = Some(Ungraded::LeftTree.to_string());
            return decision;
        };
        let in_blinds = |chips: f64| chips / f64::from(strategy.game().unit);
        decision.history = Some(strategy.tree().history_text(graded.node));
        decision.taken = graded.taken;
        decision.cost_bb = graded.cost_chips.map(|cost| in_blinds(cost.mean));
        let half = |cost: Estimate| cost.interval().filter(|half| *half > 0.0);
        decision.cost_error_bb = graded.cost_chips.and_then(half).map(in_blinds);
        decision.ungraded = graded.ungraded.map(|why| why.to_string());
        let actions = graded.actions.into_iter();
        decision.actions = actions
            .map(|action| ActionReview {
                label: action.at.label,
                chance: action.chance,
                value_bb: action.value_chips.map(in_blinds),
            })
            .collect();
        decision
    }
}

impl Reviewer {
    /// A reviewer by a strategy whose buckets are open.
    ///
    /// # Errors
    /// For a strategy that is not for no-limit hold'em, or that cannot be queried.
    pub fn new(strategy: &Arc<Strategy>, options: &ReviewOptions) -> Result<Self, ReviewError> {
        let table = Table::new(&strategy.recipe().game)?;
        if table.deck().cards().is_none_or(|cards| *cards.deck() != holdem_game::deal::MiniDeck::holdem()) {
            let path = strategy.path().display().to_string();
            let found = format!("{:?}", strategy.game().kind).to_lowercase();
            return Err(ReviewError::Game { path, found });
        }
        let how =
            ValueOptions { boards: options.boards, workers: options.workers, ..ValueOptions::default() };
        let (strategy, options, valuer) = (Arc::clone(strategy), options.clone(), Valuer::new(how));
        Ok(Self { strategy, table, options, valuer })
    }

    /// Refuses a player in the options who is in none of these hands.
    ///
    /// # Errors
    /// [`ReviewError::Player`] with the names in the hands.
    pub fn expect_player(&self, hands: &[HandHistory]) -> Result<(), ReviewError> {
        let Some(wanted) = &self.options.player else { return Ok(()) };
        let sits = |hand: &HandHistory| (0..hand.num_seats()).any(|seat| is_player(hand, seat, wanted));
        if hands.is_empty() || hands.iter().any(sits) {
            return Ok(());
        }
        let mut known: Vec<String> =
            hands.iter().flat_map(|hand| hand.players.clone().unwrap_or_default()).collect();
        known.sort_unstable();
        known.dedup();
        known.truncate(20);
        let known =
            if known.is_empty() { "they have no names, say p1 or p2".to_owned() } else { known.join(", ") };
        Err(ReviewError::Player { found: wanted.clone(), known })
    }

    /// The decisions of a hand that are to be reviewed, not valued yet; hands are numbered from 0.
    ///
    /// # Errors
    /// The outer error says why the hand is skipped, the inner one why the strategy cannot be read.
    pub fn decisions(
        &self,
        number: usize,
        hand: &HandHistory,
    ) -> Result<Result<Vec<OpenDecision>, BlueprintError>, Skipped> {
        let name = hand_name(hand, number);
        let skipped = |reason: String| Skipped { hand: name.clone(), reason };
        let mut play = self.begin(hand, name.clone()).map_err(skipped)?;
        let mut found = Vec::new();
        for action in &hand.actions {
            let legal = play.public.betting().legal();
            let made = match &action.kind {
                ActionKind::DealBoard { cards } => {
                    if let Err(reason) = play.deal(cards) {
                        // The decisions before this point are reviewed.
                        return if found.is_empty() { Err(skipped(reason)) } else { Ok(Ok(found)) };
                    }
                    continue;
                }
                ActionKind::Fold { .. } => Move::Fold,
                ActionKind::CheckOrCall { .. } => legal.passive(),
                ActionKind::RaiseTo { to, .. } => Move::RaiseTo(*to),
                _ => continue,
            };
            match self.decision(&play, made) {
                Ok(open) => found.extend(open),
                Err(error) => return Ok(Err(error)),
            }
            play.make(made).map_err(|error| skipped(error.to_string()))?;
        }
        Ok(Ok(found))
    }

    /// The hand before its first move.
    fn begin<'h>(&self, hand: &'h HandHistory, name: String) -> Result<InPlay<'h>, String> {
        let played = hand.replay().map_err(|error| error.to_string())?;
        let stacks: Option<Vec<Chips>> = hand.starting_stacks.iter().copied().collect();
        let stacks = stacks.ok_or("a starting stack is not known")?;
        let start = hand.before_the_first_move().map_err(|error| error.to_string())?;
        let big_blind = self.expect_stakes(hand, &stacks)?;
        let public = PublicHand::begin(Betting::NoLimit(start), stacks);
        let tree = Arc::clone(&self.strategy.game().tree);
        let swapped = self.table.player_of(0) != 0;
        let follower = Follower::begin(tree, Mapping::Deterministic, swapped, &public);
        let combo = |hole: &[MaybeCard; 2]| Combo::new(hole[0]?, hole[1]?);
        let holes = played.holes().iter().map(combo).collect();
        let cards = Vec::new();
        Ok(InPlay { hand, name, public, follower, holes, cards, big_blind, decisions: 0, preflop_raises: 0 })
    }

    /// Refuses seats, blinds, antes and depths that differ from the strategy's; returns the big blind in
    /// chips.
    fn expect_stakes(&self, hand: &HandHistory, stacks: &[Chips]) -> Result<f64, String> {
        let known = self.table.stakes().ok_or("the strategy has no blinds")?;
        let stakes = hand.stakes().map_err(|error| error.to_string())?;
        if stacks.len() != self.table.num_seats() {
            return Err(format!("{} seats, the strategy is for {}", stacks.len(), self.table.num_seats()));
        }
        let ante = hand.uniform_ante().ok_or("antes that are not the same for all")?;
        let [big, known_big] = [stakes.big_blind(), known.big_blind()].map(f64::from);
        let in_blinds = |chips: Chips, big: f64| f64::from(chips) / big;
        for (what, chips, other) in [
            ("a small blind", stakes.small_blind(), known.small_blind()),
            ("antes", ante, known.ante()),
            ("a smallest bet", stakes.opening_raise(), known.opening_raise()),
        ] {
            let (found, expected) = (in_blinds(chips, big), in_blinds(other, known_big));
            if (found - expected).abs() > 1e-9 {
                return Err(format!("{what} of {found} big blinds, the strategy has {expected}"));
            }
        }
        // Chips that no other seat can match do not matter.
        let matched = |seat: usize, stacks: &[Chips]| {
            let others = stacks.iter().enumerate().filter(|(other, _)| *other != seat);
            stacks[seat].min(others.map(|(_, stack)| *stack).max().unwrap_or(0))
        };
        for seat in 0..stacks.len() {
            let found = in_blinds(matched(seat, stacks), big);
            let expected = in_blinds(matched(seat, self.table.stacks()), known_big);
            if (found - expected).abs() > self.options.depth_tolerance * expected {
                return Err(format!("{found:.1} big blinds deep, the strategy is {expected:.1}"));
            }
        }
        Ok(big)
    }

    /// The decision that a move answers, if it is to be reviewed.
    fn decision(&self, play: &InPlay<'_>, made: Move) -> Result<Option<OpenDecision>, BlueprintError> {
        let Some(seat) = play.public.betting().to_act() else { return Ok(None) };
        let is_wanted = self.options.player.as_ref().is_none_or(|wanted| is_player(play.hand, seat, wanted));
        let Some(hole) = play.holes[seat].filter(|_| is_wanted) else { return Ok(None) };
        let board = self.strategy.board(&play.board_text())?;
        let big = play.big_blind;
        let mut decision = Decision {
            hand: play.name.clone(),
            number: play.decisions + 1,
            player: player_name(play.hand, seat),
            position: self.position(seat),
            street: self.strategy.game().street_name(play.public.betting().street()),
            pot_type: PotType::of(play.preflop_raises),
            hole: hole.to_string(),
            board: play.board_text(),
            pot_bb: f64::from(play.public.betting().pot()) / big,
            choice: choice(play.public.betting(), made, big),
            history: None,
            translated: Vec::new(),
            actions: Vec::new(),
            taken: None,
            cost_bb: None,
            cost_error_bb: None,
            ungraded: None,
        };
        let (follower, hand) = (play.follower.clone(), hole.index());
        let spot = Spot { strategy: &self.strategy, follower: &follower, board: &board, hand };
        let graded = grade(&spot, made)?;
        let bets = match &graded {
            Some(graded) => graded.translated.clone(),
            None => likelier(&follower, made).translated().to_vec(),
        };
        decision.translated = bets.iter().map(|bet| in_words(bet, big)).collect();
        let board_text = decision.board.clone();
        Ok(Some(OpenDecision { decision, graded, follower, board, board_text, hand, made }))
    }

    /// Values a decision as far as possible, and records why where it is not.
    ///
    /// # Complexity
    /// That of [`Valuer::value`].
    ///
    /// # Errors
    /// If the strategy cannot be read; [`BlueprintError::Interrupted`] if the observer ends it.
    pub fn value(
        &mut self,
        open: &mut OpenDecision,
        observer: &mut Observer<'_>,
    ) -> Result<(), BlueprintError> {
        let OpenDecision { graded, follower, board, hand, .. } = open;
        let Some(graded) = graded else { return Ok(()) };
        let spot = Spot { strategy: &self.strategy, follower, board, hand: *hand };
        self.valuer.value(&spot, graded, observer)
    }

    /// A decision with its values, in words and big blinds.
    ///
    /// # Errors
    /// Those of [`Reviewer::value`].
    pub(super) fn decided(
        &mut self,
        mut open: OpenDecision,
        observer: &mut Observer<'_>,
    ) -> Result<Decision, BlueprintError> {
        self.value(&mut open, observer)?;
        Ok(open.close(&self.strategy))
    }

    fn position(&self, seat: usize) -> &'static str {
        match self.table.num_seats() {
            2 => ["big blind", "button"][seat],
            seats => position(seat, seats),
        }
    }
}
