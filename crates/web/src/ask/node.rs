//! A place in one answer: ribbon, actions, grid, hands.

use serde::Serialize;
use utoipa::ToSchema;

use super::cells::{Cell, cells};
use super::hands::{Hands, Worth};
use super::numbers::{ByHand, MoveKind, chips, known, share};
use super::place::State;
use super::ribbon::{ActionOf, Piece, actions, put, ribbon, street_bets, to_call};
use super::values::Values;
use super::{Book, Place};
use crate::error::ApiError;

/// A seat at a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeatOf {
    seat: usize,
    name: String,
    /// Chips behind.
    stack: u32,
    /// Chips put in on this street.
    bet: u32,
    folded: bool,
}

/// An action with what is done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ActionAt {
    token: String,
    label: String,
    kind: MoveKind,
    to: u32,
    size: Option<f32>,
    line: String,
    ends: bool,
    frequency: f32,
    /// Combos that take it.
    combos: f32,
    /// Mean EV, where it is known.
    ev: Option<f32>,
}

/// Everything by hand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ByHands {
    /// `[action][hand]`; `null` where nobody acts.
    probabilities: Option<Vec<ByHand>>,
    /// `[seat][hand]`.
    ranges: Vec<ByHand>,
    /// `[hand]`, where there are buckets.
    buckets: Option<Vec<Option<u32>>>,
    /// `[hand]`: whether training never came there.
    uniform: Option<Vec<bool>>,
}

/// A place, and what is done there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NodeAnswer {
    source: String,
    line: String,
    board: Vec<String>,
    street: String,
    /// `decision`, `deal` or `over`.
    state: &'static str,
    cards_missing: usize,
    chips_per_bb: Option<u32>,
    pot: u32,
    to_call: u32,
    acting: Option<usize>,
    /// The line as solvers and locks have it, with cards.
    text: String,
    seats: Vec<SeatOf>,
    ribbon: Vec<Piece>,
    actions: Option<Vec<ActionAt>>,
    cells: Option<Vec<Cell>>,
    /// Share of the acting range that was never trained.
    untrained: f32,
    hands: Option<ByHands>,
    values: Option<Values>,
}

/// The answer at a place. Without `with_hands` the arrays by hand are left out.
///
/// # Errors
/// If the source does not answer.
pub(crate) fn node(
    source: String,
    book: Book<'_>,
    place: &Place,
    with_hands: bool,
) -> Result<NodeAnswer, ApiError> {
    let hands = match (book, place.state) {
        (_, State::Deal(_)) => None,
        // A hand may end before all cards of its street are there.
        (Book::Strategy(_), State::Over) if place.board.len() < book.cards_on(book.street(place.node)) => {
            None
        }
        (Book::Strategy(strategy), _) => Some(Hands::of_strategy(strategy, place)?),
        (Book::Solution(solution), _) => Some(Hands::of_solution(solution, place)?),
    };
    let mut pieces = ribbon(book, place, |node, board| past_frequencies(book, node, board));
    let (tree, acting) = (book.tree(), place.acting().ok());
    let acted = hands.as_ref().filter(|hands| hands.acting.is_some());
    if let (Some(hands), Some(last)) = (acted, pieces.last_mut()) {
        put(last, &hands.frequencies());
    }
    Ok(NodeAnswer {
        source,
        line: book.line(place.node),
        board: place.board.clone(),
        street: book.street_name(book.street(place.node)).to_owned(),
        state: match place.state {
            State::Decision(_) => "decision",
            State::Deal(_) => "deal",
            State::Over => "over",
        },
        cards_missing: if let State::Deal(missing) = place.state { missing } else { 0 },
        chips_per_bb: book.big_blind(),
        pot: tree.pot(place.node),
        to_call: acting.map_or(0, |seat| to_call(book, place.node, seat)),
        acting,
        text: place.solver_line(book),
        seats: seats(book, place),
        ribbon: pieces,
        actions: acted.zip(acting).map(|(hands, seat)| acts(hands, actions(book, place.node, seat))),
        cells: acted.filter(|_| book.is_holdem()).map(cells),
        untrained: share(hands.as_ref().map_or(0.0, Hands::untrained)),
        values: hands.as_ref().and_then(|hands| {
            let worth = hands.worth.as_ref()?;
            Some(Values::of_solution(book, place, hands, worth))
        }),
        hands: hands.as_ref().filter(|_| with_hands).map(by_hands),
    })
}

/// How often actions are taken at a node on the way: of solutions where that was asked before.
fn past_frequencies(book: Book<'_>, node: u32, board: &[String]) -> Option<Vec<f64>> {
    let strategy = match book {
        Book::Strategy(strategy) => strategy,
        Book::Solution(solution) => {
            let place = Place::at(book, node, board.to_vec()).ok()?;
            let report = solution.known(&place.solver_line(book))?;
            return Some(Hands::of_report(&report).frequencies());
        }
    };
    let board = strategy.board(&board.concat()).ok()?;
    let (all, range) = strategy.hands_and_range(node, &board).ok()?;
    let total: f64 = range.iter().map(|&weight| f64::from(weight)).sum();
    let taken = |row: &Vec<f32>| -> f64 {
        row.iter().zip(&range).map(|(&p, &weight)| f64::from(p) * f64::from(weight)).sum()
    };
    (total > 0.0).then(|| all.probabilities.iter().map(|row| taken(row) / total).collect())
}

fn seats(book: Book<'_>, place: &Place) -> Vec<SeatOf> {
    let tree = book.tree();
    let (bets, live) = (street_bets(book, place.node), tree.live_players(place.node));
    let put_in = tree.contributions(place.node);
    let seat = |(seat, name): (usize, &'static str)| SeatOf {
        seat,
        name: name.to_owned(),
        stack: book.stacks()[seat].saturating_sub(put_in[seat]),
        bet: bets[seat],
        folded: live >> seat & 1 == 0,
    };
    book.seat_names().into_iter().enumerate().map(seat).collect()
}

fn acts(hands: &Hands, actions: Vec<ActionOf>) -> Vec<ActionAt> {
    let (frequencies, combos) = (hands.frequencies(), hands.combos());
    let worth = hands.worth.as_ref().map(|worth| hands.action_means(&worth.action_ev));
    let act = |(at, action): (usize, ActionOf)| ActionAt {
        token: action.token,
        label: action.label,
        kind: action.kind,
        to: action.to,
        size: action.size,
        line: action.line,
        ends: action.ends,
        frequency: share(frequencies[at]),
        combos: share(combos[at]),
        ev: worth.as_ref().and_then(|worth| known(worth[at], chips)),
    };
    actions.into_iter().enumerate().map(act).collect()
}

fn by_hands(hands: &Hands) -> ByHands {
    let rows = |rows: &[Vec<f32>]| rows.iter().map(|row| by_hand(&hands.live, row)).collect();
    ByHands {
        probabilities: hands.acting.map(|_| rows(&hands.probabilities)),
        ranges: rows(&hands.ranges),
        buckets: hands.buckets.clone(),
        uniform: hands.uniform.clone(),
    }
}

/// Shares by hand.
pub(crate) fn by_hand(live: &[bool], row: &[f32]) -> ByHand {
    row.iter().zip(live).map(|(&value, &live)| live.then(|| share(f64::from(value)))).collect()
}

/// Numbers by hand, by seat.
pub(crate) fn worth_by_hand(worth: &Worth) -> (Vec<ByHand>, Vec<ByHand>) {
    let row = |row: &Vec<f64>, round: fn(f64) -> f32| row.iter().map(|&value| known(value, round)).collect();
    let ev = worth.ev.iter().map(|ev| row(ev, chips)).collect();
    (ev, worth.equity.iter().map(|equity| row(equity, share)).collect())
}
