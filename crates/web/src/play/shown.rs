//! A session as it is sent. Seats are numbered as the betting tree numbers its players: the small blind is 0.

use holdem_arena::table::{Event, PublicHand, Table};
use holdem_game::rules::{Move, Phase};
use serde::Serialize;
use utoipa::ToSchema;

use super::Session;
use super::judge::{board_text, hole_text};
use super::tokens::{kind, label, line, token};
use crate::ask::book::positions;
use crate::ask::numbers::MoveKind;

/// Half the width of a 95 % interval, in standard errors.
const Z95: f64 = 1.96;

/// What was won so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ResultOf {
    chips: f64,
    /// Big blinds in a hundred hands.
    bb_per_100: Option<f64>,
    /// Half the width of its 95 % interval; from the second hand on.
    interval95: Option<f64>,
    /// The same by AIVAT, where it is known.
    aivat_bb_per_100: Option<f64>,
    aivat_interval95: Option<f64>,
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

/// Something that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct LogLine {
    /// Who; none where cards were dealt.
    seat: Option<usize>,
    text: String,
}

/// How a hand ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct HandResult {
    chips: Vec<i64>,
    shown: Vec<Option<Vec<String>>>,
}

/// The hand in play.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HandOf {
    number: usize,
    seat: usize,
    button: usize,
    hole: Vec<String>,
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
    hand: HandOf,
}

impl SessionOf {
    /// A session as it stands.
    pub(crate) fn of(session: &mut Session) -> Self {
        let over = session.kept.hands.iter().filter(|hand| hand.chips.is_some()).count();
        Self {
            id: session.id.to_string(),
            source: session.kept.source.clone(),
            name: session.kept.name.clone(),
            practice: session.kept.practice,
            chips_per_bb: session.table.unit(),
            players: session.table.num_seats(),
            hands: over,
            result: result(session),
            hand: hand(session),
        }
    }
}

fn result(session: &Session) -> ResultOf {
    let won =
        session.kept.hands.iter().filter_map(|hand| Some(*hand.chips.as_ref()?.get(hand.player)? as f64));
    let won: Vec<f64> = won.collect();
    let (count, sum) = (won.len() as f64, won.iter().sum::<f64>());
    let per_100 = 100.0 / f64::from(session.table.unit());
    let mean = sum / count.max(1.0);
    let spread = won.iter().map(|chips| (chips - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    ResultOf {
        chips: sum,
        bb_per_100: (count > 0.0).then_some(mean * per_100),
        interval95: (count > 1.0).then(|| Z95 * (spread / count).sqrt() * per_100),
        aivat_bb_per_100: None,
        aivat_interval95: None,
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

fn hand(session: &mut Session) -> HandOf {
    let offered = offered(session);
    let (table, hand) = (&session.table, &session.hand);
    let public = &hand.public;
    let betting = public.betting();
    let (over, bets) = (hand.payoffs.is_some(), bets(public));
    let showdown = betting.phase() == Phase::Showdown;
    let seats = table.num_seats();
    let names = positions(seats);
    let is_shown = |seat: usize| seat == hand.seat || (over && showdown && !betting.is_folded(seat));
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
    HandOf {
        number: hand.number as usize + 1,
        seat: table.player_of(hand.seat),
        button: if seats == 2 { 0 } else { seats - 1 },
        hole: hole_text(hand.dealt.hands[hand.seat]),
        board: board_text(public.boards()),
        street: ["preflop", "flop", "turn", "river"][(public.boards().len() - 1).min(3)],
        line: line(public),
        pot: betting.pot(),
        to_call: legal.call,
        acting: betting.to_act().filter(|_| !over).map(|seat| table.player_of(seat)),
        over,
        seats: (0..seats).map(in_play).collect(),
        actions: offered,
        raise: legal.raise_to.map(|(least, most)| RaiseTo { least, most }),
        log: log(table, public, &names),
        result: hand.payoffs.as_ref().map(|payoffs| HandResult {
            chips: (0..seats).map(|player| payoffs[table.seat_of(player)]).collect(),
            shown: (0..seats).map(|player| hole(table.seat_of(player))).collect(),
        }),
    }
}

/// Moves of the strategy's tree, or what is legal where the hand has left it.
fn offered(session: &mut Session) -> Vec<MoveInPlay> {
    if !session.hand.is_persons_turn() {
        return Vec::new();
    }
    let (unit, seat) = (session.table.unit(), session.hand.seat);
    let (advisor, rng, public) = session.hand.advisor();
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

fn log(table: &Table, public: &PublicHand, names: &[&str]) -> Vec<LogLine> {
    let unit = table.unit();
    let mut before = 0;
    let line = |event: &Event| match *event {
        Event::Move { seat, action, .. } => {
            let player = table.player_of(seat);
            let blinds = |to: u32| (f64::from(to) * 100.0 / f64::from(unit)).round() / 100.0;
            let text = match action {
                Move::Fold => "folds".to_owned(),
                Move::Check => "checks".to_owned(),
                Move::Call => "calls".to_owned(),
                Move::RaiseTo(to) => format!("raises to {}bb", blinds(to)),
            };
            LogLine { seat: Some(player), text: format!("{} {text}", names[player]) }
        }
        Event::Dealt { street, board } => {
            let cards = board_text(&[before, board]);
            let known = board_text(&[before]).len();
            before = board;
            let name = ["preflop", "flop", "turn", "river"][street.min(3)];
            LogLine { seat: None, text: format!("{name}: {}", cards[known..].join(" ")) }
        }
    };
    public.events().iter().map(line).collect()
}
