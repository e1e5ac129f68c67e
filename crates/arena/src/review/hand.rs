//! The decisions of one hand.

use std::sync::Arc;

use holdem_blueprint::game::position;
use holdem_blueprint::progress::Observer;
use holdem_blueprint::{BlueprintError, PublicCards, Strategy};
use holdem_cards::{Card, Combo};
use holdem_game::deal::DealRng;
use holdem_game::rules::{Move, Street};
use holdem_game::tree::{Action, Chips};
use serde::Serialize;

use super::ReviewOptions;
use super::decision::{ActionReview, Decision, PotType};
use super::grade::{Graded, Spot, Ungraded, Valuer, grade, likelier};
use crate::phh::{ActionKind, HandHistory, MaybeCard};
use crate::table::{Betting, PublicHand, Table};
use crate::translation::{Follower, Mapping, Translated};

/// A hand that is not reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The hand: its name in the file, or its number from 1.
    pub hand: String,
    /// Why.
    pub reason: String,
}

/// What hands are reviewed with.
pub(super) struct Reviewer<'a> {
    pub(super) strategy: &'a Arc<Strategy>,
    pub(super) table: &'a Table,
    pub(super) options: &'a ReviewOptions,
}

/// Whether a player is the one of this name, or on this seat.
pub(super) fn is_player(hand: &HandHistory, seat: usize, wanted: &str) -> bool {
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

/// A hand in play, and where the strategy takes it to be.
struct InPlay<'h> {
    hand: &'h HandHistory,
    name: String,
    public: PublicHand,
    follower: Follower,
    holes: Vec<Option<Combo>>,
    cards: Vec<Card>,
    /// Chips.
    big_blind: f64,
    decisions: usize,
    preflop_raises: usize,
}

/// A decision that is not valued yet.
pub(super) struct Open {
    decision: Decision,
    /// None if the hand has left the strategy's tree.
    graded: Option<Graded>,
    follower: Follower,
    board: PublicCards,
    /// Number of the player's hand.
    hand: usize,
}

impl Reviewer<'_> {
    /// The decisions of a hand that are to be reviewed, not valued yet.
    ///
    /// # Errors
    /// Why the hand is skipped; within, why the strategy cannot be read.
    pub(super) fn decisions(
        &self,
        number: usize,
        hand: &HandHistory,
    ) -> Result<Result<Vec<Open>, BlueprintError>, Skipped> {
        let name = hand_name(hand, number);
        let skipped = |reason: String| Skipped { hand: name.clone(), reason };
        let mut play = self.begin(hand, name.clone()).map_err(skipped)?;
        let mut found = Vec::new();
        for action in &hand.actions {
            let legal = play.public.betting().legal();
            let made = match &action.kind {
                ActionKind::DealBoard { cards } => {
                    if let Err(reason) = play.deal(cards) {
                        // What came before is reviewed.
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

    /// Refuses other seats, blinds, antes and depths than the strategy's; the big blind in chips.
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
    fn decision(&self, play: &InPlay<'_>, made: Move) -> Result<Option<Open>, BlueprintError> {
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
            ungraded: None,
        };
        let (follower, hand) = (play.follower.clone(), hole.index());
        let spot = Spot { strategy: self.strategy, follower: &follower, board: &board, hand };
        let graded = grade(&spot, made)?;
        let bets = match &graded {
            Some(graded) => graded.translated.clone(),
            None => likelier(&follower, made).translated().to_vec(),
        };
        decision.translated = bets.iter().map(|bet| in_words(bet, big)).collect();
        Ok(Some(Open { decision, graded, follower, board, hand }))
    }

    /// Values a decision as far as that can be done, and says why where it cannot.
    pub(super) fn value(
        &self,
        open: Open,
        valuer: &mut Valuer,
        observer: &mut Observer<'_>,
    ) -> Result<Decision, BlueprintError> {
        let Open { mut decision, graded, follower, board, hand } = open;
        let Some(mut graded) = graded else {
            decision.ungraded = Some(Ungraded::LeftTree.to_string());
            return Ok(decision);
        };
        let spot = Spot { strategy: self.strategy, follower: &follower, board: &board, hand };
        valuer.value(&spot, &mut graded, observer)?;
        let in_blinds = |chips: f64| chips / f64::from(self.strategy.game().unit);
        decision.history = Some(self.strategy.tree().history_text(graded.node));
        decision.taken = graded.taken;
        decision.cost_bb = graded.cost_chips.map(in_blinds);
        decision.ungraded = graded.ungraded.map(|why| why.to_string());
        let actions = graded.actions.into_iter();
        decision.actions = actions
            .map(|action| ActionReview {
                label: action.at.label,
                chance: action.chance,
                value_bb: action.value_chips.map(in_blinds),
            })
            .collect();
        Ok(decision)
    }

    fn position(&self, seat: usize) -> &'static str {
        match self.table.num_seats() {
            2 => ["big blind", "button"][seat],
            seats => position(seat, seats),
        }
    }
}

impl InPlay<'_> {
    /// Deals public cards; as a street when all of its cards are there.
    fn deal(&mut self, cards: &[MaybeCard]) -> Result<(), String> {
        let known: Option<Vec<Card>> = cards.iter().copied().collect();
        self.cards.extend(known.ok_or("a public card is not known")?);
        if Street::of_board_len(self.cards.len()).is_some() {
            self.public.deal(self.cards.iter().fold(0, |board, card| board | 1 << card.index()));
        }
        Ok(())
    }

    fn make(&mut self, made: Move) -> Result<(), holdem_game::rules::IllegalMove> {
        let is_raise = matches!(made, Move::RaiseTo(_));
        self.preflop_raises += usize::from(is_raise && self.public.betting().street() == 0);
        self.public.act(made)?;
        self.follower.advance(made, &mut DealRng::from_seed(0));
        self.decisions += 1;
        Ok(())
    }

    /// The cards that lie there, in order.
    fn board_text(&self) -> String {
        self.cards.iter().map(Card::to_string).collect()
    }
}

/// What was done, in big blinds.
fn choice(betting: &Betting, made: Move, big: f64) -> String {
    let unopened = betting.no_limit().is_some_and(|hand| hand.bet() == 0);
    match made {
        Move::RaiseTo(to) if unopened => format!("bet {}bb", rounded(f64::from(to) / big)),
        Move::RaiseTo(to) => format!("raise to {}bb", rounded(f64::from(to) / big)),
        Move::Call => format!("call {}bb", rounded(f64::from(betting.legal().call) / big)),
        Move::Fold | Move::Check => made.to_string(),
    }
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// What a bet was taken as.
fn in_words(bet: &Translated, big: f64) -> String {
    let percent = |share: f64| format!("{:.0}% of the pot", 100.0 * share);
    let made = match bet.action {
        Move::RaiseTo(to) => format!("{}bb ({})", rounded(f64::from(to) / big), percent(bet.share)),
        other => other.to_string(),
    };
    match bet.taken_as {
        Some(Action::Check | Action::Call) => format!("{made} taken as no bet"),
        Some(_) => format!("{made} taken as {}", percent(bet.taken_share)),
        None => format!("{made}: beyond the strategy's tree"),
    }
}
