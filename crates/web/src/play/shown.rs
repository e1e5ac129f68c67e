//! A session as it is sent. Seats are numbered as the betting tree numbers its players: the small blind is 0.

use std::collections::BTreeMap;

use holdem_arena::matches::Tally;
use holdem_arena::table::{PublicHand, Table};
use holdem_game::rules::Move;
use serde::Serialize;
use utoipa::ToSchema;

use super::Session;
use super::hand::Hand;
use super::judge::{GRADES, Grade, board_text, hole_text};
use super::luck::Baselines;
use super::session::KeptHand;
use super::showdown::{HandResult, made};
use super::story::{LogLine, STREETS, story};
use super::tokens::{kind, label, line, token};
use crate::ask::book::positions;
use crate::ask::numbers::MoveKind;

/// What the person's decisions cost so far, by the strategy's own values.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DecisionsOf {
    /// Hands whose decisions were judged.
    hands: usize,
    /// Chips.
    cost: f32,
    /// Big blinds in a hundred hands.
    bb_per_100: Option<f64>,
    /// Decisions by grade: `best`, `good`, `inaccuracy`, `mistake`, `blunder`.
    grades: BTreeMap<String, usize>,
}

/// What was won so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ResultOf {
    chips: f64,
    /// Big blinds in a hundred hands.
    bb_per_100: Option<f64>,
    /// Half the width of its 95 % interval; from the second hand on.
    interval95: Option<f64>,
    /// The same with luck taken out (AIVAT), over hands of which it is known; for two players.
    aivat_hands: usize,
    aivat_bb_per_100: Option<f64>,
    aivat_interval95: Option<f64>,
    /// Why it is not known, and will not be.
    why_no_aivat: Option<&'static str>,
}

/// A seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SeatInPlay {
    seat: usize,
    name: String,
    stack: u32,
    bet: u32,
    folded: bool,
    /// Cards that the person may see.
    hole: Option<Vec<String>>,
    you: bool,
}

/// A move that can be made.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MoveInPlay {
    token: String,
    label: String,
    kind: MoveKind,
    to: u32,
}

/// The totals that can be raised to.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct RaiseTo {
    least: u32,
    most: u32,
}

/// The hand in play.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HandOf {
    number: usize,
    seat: usize,
    button: usize,
    hole: Vec<String>,
    /// What the person's hand makes with the board, from the flop on: `pair of aces`.
    made: Option<String>,
    board: Vec<String>,
    street: &'static str,
    line: String,
    pot: u32,
    to_call: u32,
    acting: Option<usize>,
    over: bool,
    seats: Vec<SeatInPlay>,
    actions: Vec<MoveInPlay>,
    raise: Option<RaiseTo>,
    log: Vec<LogLine>,
    result: Option<HandResult>,
}

/// A session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionOf {
    id: String,
    source: String,
    name: String,
    practice: bool,
    chips_per_bb: u32,
    players: usize,
    /// Hands that are over.
    hands: usize,
    result: ResultOf,
    decisions: DecisionsOf,
    hand: HandOf,
}

impl SessionOf {
    /// A session as it stands; `baselines` say whether luck can be taken out.
    pub(crate) fn of(session: &mut Session, baselines: &Baselines) -> Self {
        let over = session.kept.hands.iter().filter(|hand| hand.chips.is_some()).count();
        Self {
            id: session.id.to_string(),
            source: session.kept.source.clone(),
            name: session.kept.name.clone(),
            practice: session.kept.practice,
            chips_per_bb: session.table.unit(),
            players: session.table.num_seats(),
            hands: over,
            result: result(session, baselines),
            decisions: decisions(session),
            hand: HandOf::of(&session.table, &mut session.hand, session.kept.practice),
        }
    }
}

fn result(session: &Session, baselines: &Baselines) -> ResultOf {
    let hands = session.kept.hands.iter();
    let won = tally(hands.clone().filter_map(|hand| hand.won().map(|chips| chips as f64)));
    let less_luck = tally(hands.filter_map(|hand| hand.less_luck));
    let per_100 = 100.0 / f64::from(session.table.unit());
    let mean = |of: &Tally| (of.count > 0).then(|| of.mean() * per_100);
    let interval = |of: &Tally| of.estimate().interval().map(|half| half * per_100);
    ResultOf {
        chips: won.sum,
        bb_per_100: mean(&won),
        interval95: interval(&won),
        aivat_hands: less_luck.count as usize,
        aivat_bb_per_100: mean(&less_luck),
        aivat_interval95: interval(&less_luck),
        why_no_aivat: baselines.refused(session.entrant.strategy()),
    }
}

fn tally(values: impl Iterator<Item = f64>) -> Tally {
    values.fold(Tally::default(), |mut tally, value| {
        tally.add(value);
        tally
    })
}

fn decisions(session: &Session) -> DecisionsOf {
    let judged: Vec<&KeptHand> = session.kept.hands.iter().filter(|hand| hand.is_judged()).collect();
    let cost = judged.iter().filter_map(|hand| hand.cost).fold(0.0, |sum: f32, cost| sum + cost);
    let count = |grade: Grade| judged.iter().flat_map(|hand| &hand.grades).filter(|&&g| g == grade).count();
    let per_100 = 100.0 / f64::from(session.table.unit());
    DecisionsOf {
        hands: judged.len(),
        cost,
        bb_per_100: (!judged.is_empty()).then(|| f64::from(cost) / judged.len() as f64 * per_100),
        grades: GRADES.into_iter().map(|(grade, name)| (name.to_owned(), count(grade))).collect(),
    }
}

/// Chips that every seat has put in on the street in play.
fn bets(public: &PublicHand) -> Vec<u32> {
    let betting = public.betting();
    match betting.no_limit() {
        Some(hand) => hand.street_contributed().to_vec(),
        None => vec![0; betting.num_seats()],
    }
}

impl HandOf {
    /// A hand as it stands.
    pub(crate) fn of(table: &Table, hand: &mut Hand, practice: bool) -> Self {
        let offered = offered(table, hand);
        let public = &hand.public;
        let betting = public.betting();
        let (over, bets) = (hand.payoffs.is_some(), bets(public));
        let seats = table.num_seats();
        let names = positions(seats);
        let is_shown = |seat: usize| hand.is_shown(seat, practice);
        let hole = |seat: usize| is_shown(seat).then(|| hole_text(hand.dealt.hands[seat]));
        let in_play = |player: usize| {
            let seat = table.seat_of(player);
            SeatInPlay {
                seat: player,
                name: names[player].to_owned(),
                stack: public.stacks()[seat].saturating_sub(betting.contributed()[seat]),
                bet: if over { 0 } else { bets[seat] },
                folded: betting.is_folded(seat),
                hole: hole(seat),
                you: seat == hand.seat,
            }
        };
        let your_turn = hand.is_persons_turn();
        let legal = if your_turn { betting.legal() } else { Default::default() };
        Self {
            number: hand.number as usize + 1,
            seat: table.player_of(hand.seat),
            button: if seats == 2 { 0 } else { seats - 1 },
            hole: hole_text(hand.dealt.hands[hand.seat]),
            made: made(hand.dealt.hands[hand.seat], public),
            board: board_text(public.boards()),
            street: STREETS[(public.boards().len() - 1).min(3)],
            line: line(public),
            pot: betting.pot(),
            to_call: legal.call,
            acting: betting.to_act().filter(|_| !over).map(|seat| table.player_of(seat)),
            over,
            seats: (0..seats).map(in_play).collect(),
            actions: offered,
            raise: legal.raise_to.map(|(least, most)| RaiseTo { least, most }),
            log: story(table, public, &names),
            result: HandResult::of(table, hand, is_shown),
        }
    }
}

/// Moves of the strategy's tree, or what is legal where the hand has left it.
fn offered(table: &Table, hand: &mut Hand) -> Vec<MoveInPlay> {
    if !hand.is_persons_turn() {
        return Vec::new();
    }
    let (unit, seat) = (table.unit(), hand.seat);
    let (advisor, rng, public) = hand.advisor();
    let (betting, legal) = (public.betting(), public.betting().legal());
    let follower = advisor.follow(public, rng);
    let known: Vec<Move> =
        follower.decision().map_or_else(Vec::new, |node| follower.moves_at(node).collect());
    let mut moves: Vec<Move> = Vec::new();
    if legal.fold {
        moves.push(Move::Fold);
    }
    moves.push(legal.passive());
    let bets = known.into_iter().filter(|action| matches!(action, Move::RaiseTo(_)) && legal.allows(*action));
    moves.extend(bets);
    moves.extend(legal.raise_to.map(|(_, most)| Move::RaiseTo(most)));
    moves.dedup();
    let bet = bets_of(public, seat);
    let stack = public.stacks()[seat].saturating_sub(betting.contributed()[seat]);
    let shown = |action: Move| {
        let kind = kind(action, betting, stack, bet);
        let to = match action {
            Move::RaiseTo(to) => to,
            Move::Call => bet + legal.call,
            Move::Fold | Move::Check => 0,
        };
        MoveInPlay { token: token(action), label: label(action, kind, unit), kind, to }
    };
    moves.into_iter().map(shown).collect()
}

fn bets_of(public: &PublicHand, seat: usize) -> u32 {
    bets(public)[seat]
}
