//! What a source says at a place.

use axum::Json;
use axum::extract::State;
use holdem_blueprint::solution::Origin;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Ask, Id, id};
use crate::app::{App, Cost, with_book};
use crate::ask::breakdown::Breakdown;
use crate::ask::compare::{Comparison, Side};
use crate::ask::equity::EquityAnswer;
use crate::ask::exploit::Exploit;
use crate::ask::hands::Hands;
use crate::ask::node::NodeAnswer;
use crate::ask::runouts::Runouts;
use crate::ask::values::Values;
use crate::ask::{Book, Place, breakdown, compare, equity, exploit, node, runouts, spot};
use crate::error::{ApiError, ErrorBody};

/// Most flops that are sampled.
const MOST_BOARDS: usize = 1 << 16;
/// Fewest: a board for each round.
const FEWEST_BOARDS: usize = 16;

/// A place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct At {
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
}

impl At {
    fn place(&self, book: Book<'_>) -> Result<Place, ApiError> {
        Place::find(book, &self.line, &self.board)
    }
}

/// All hands at a place.
fn hands(book: Book<'_>, place: &Place) -> Result<Hands, ApiError> {
    place.acting()?;
    match book {
        Book::Strategy(strategy) => Hands::of_strategy(strategy, place),
        Book::Solution(solution) => Hands::of_solution(solution, place),
    }
}

/// A place, and what is left out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NodeParams {
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
    /// Whether the arrays by hand are sent; they are unless it is `false`.
    hands: Option<bool>,
}

/// Ribbon, actions, grid and hands at a place.
#[utoipa::path(get, path = "/sources/{id}/node", tag = "strategy",
    params(("id" = String, Path), NodeParams),
    responses((status = 200, body = NodeAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn at_node(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<NodeParams>,
) -> Result<Json<NodeAnswer>, ApiError> {
    let answer = app.ask(id.0, Cost::Light, move |_, book, _| {
        let place = Place::find(book, &asked.line, &asked.board)?;
        node::node(id.0.to_string(), book, &place, asked.hands.unwrap_or(true))
    });
    answer.await.map(Json)
}

/// A place, and how exact the values are.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ValueParams {
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
    /// Most boards that are walked to the end, 16 to 65,536; where more may follow, so many are sampled.
    /// 1,024 before the flop and all after it unless it is said.
    boards: Option<usize>,
}

/// EV of hands and actions at a place, by a walk over all boards that may follow.
#[utoipa::path(get, path = "/sources/{id}/values", tag = "strategy",
    params(("id" = String, Path), ValueParams),
    responses((status = 200, body = Values), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn values(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ValueParams>,
) -> Result<Json<Values>, ApiError> {
    let answer = app.ask(id.0, Cost::Heavy, move |app, book, given_up| {
        let place = Place::find(book, &asked.line, &asked.board)?;
        match book {
            Book::Strategy(strategy) => {
                let boards = asked.boards.map(|boards| boards.clamp(FEWEST_BOARDS, MOST_BOARDS));
                Values::of_strategy(strategy, &place, boards, app.workers, given_up)
            }
            Book::Solution(_) => {
                let hands = hands(book, &place)?;
                let worth = hands.worth.as_ref().ok_or_else(|| ApiError::internal("no values"))?;
                Ok(Values::of_solution(book, &place, &hands, worth))
            }
        }
    });
    answer.await.map(Json)
}

/// Equity of both players' hands against each other's range, and its distribution.
#[utoipa::path(get, path = "/sources/{id}/equity", tag = "strategy", params(("id" = String, Path), At),
    responses((status = 200, body = EquityAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn equities(
    State(app): State<App>,
    id: Id,
    Ask(at): Ask<At>,
) -> Result<Json<EquityAnswer>, ApiError> {
    let answer = app.ask(id.0, Cost::Medium, move |app, book, _| {
        let place = at.place(book)?;
        equity::answer(book, &place, &hands(book, &place)?, app.workers)
    });
    answer.await.map(Json)
}

/// Made hands and draws of both ranges.
#[utoipa::path(get, path = "/sources/{id}/breakdown", tag = "strategy", params(("id" = String, Path), At),
    responses((status = 200, body = Breakdown), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn by_kind(
    State(app): State<App>,
    id: Id,
    Ask(at): Ask<At>,
) -> Result<Json<Breakdown>, ApiError> {
    let answer = app.ask(id.0, Cost::Light, move |_, book, _| {
        let place = at.place(book)?;
        breakdown::answer(book, &place, &hands(book, &place)?)
    });
    answer.await.map(Json)
}

/// A place, and whether EV is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunoutParams {
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
    /// Whether EV is wanted of strategies, which costs a walk a card.
    #[serde(default)]
    values: bool,
}

/// A decision on turn or river for every last card.
#[utoipa::path(get, path = "/sources/{id}/runouts", tag = "strategy",
    params(("id" = String, Path), RunoutParams),
    responses((status = 200, body = Runouts), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn by_card(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<RunoutParams>,
) -> Result<Json<Runouts>, ApiError> {
    let cost = if asked.values { Cost::Heavy } else { Cost::Medium };
    let answer = app.ask(id.0, cost, move |app, book, given_up| {
        let place = Place::find(book, &asked.line, &asked.board)?;
        runouts::answer(book, &place, asked.values, app.workers, given_up)
    });
    answer.await.map(Json)
}

/// A spot, with the keys of `configs/spot.yaml`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpotAnswer {
    #[schema(value_type = Object)]
    spot: serde_json::Value,
    /// The line to the place, if it lies inside a street of the spot.
    line: String,
}

/// The place as a spot: ranges, pot, stacks and tree.
#[utoipa::path(get, path = "/sources/{id}/spot", tag = "strategy", params(("id" = String, Path), At),
    responses((status = 200, body = SpotAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn as_spot(
    State(app): State<App>,
    id: Id,
    Ask(at): Ask<At>,
) -> Result<Json<SpotAnswer>, ApiError> {
    let answer = app.ask(id.0, Cost::Light, move |_, book, _| {
        let place = at.place(book)?;
        let origin = match book {
            Book::Strategy(strategy) => spot::spot(strategy, &place)?,
            Book::Solution(solution) => {
                let line = place.solver_line(book);
                Origin { spot: solution.spot().clone(), line }
            }
        };
        let (spot, line) = (origin.spot, origin.line);
        let spot = serde_json::to_value(spot).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(SpotAnswer { spot, line })
    });
    answer.await.map(Json)
}

/// Whose gain.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExploitParams {
    /// 0 out of position, 1 in position.
    #[serde(default)]
    seat: usize,
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
}

/// What the best response to a solution gains, hand by hand, from a place on.
#[utoipa::path(get, path = "/sources/{id}/exploit", tag = "strategy",
    params(("id" = String, Path), ExploitParams),
    responses((status = 200, body = Exploit), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn gains(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ExploitParams>,
) -> Result<Json<Exploit>, ApiError> {
    let answer = app.ask(id.0, Cost::Heavy, move |_, book, _| match (book, asked.seat) {
        (Book::Solution(solution), 0 | 1) => {
            let place = Place::find(book, &asked.line, &asked.board)?;
            exploit::answer(solution, &place, asked.seat)
        }
        (Book::Solution(_), _) => {
            Err(ApiError::bad("bad_request", "a spot has seats 0 and 1").of_field("seat"))
        }
        (Book::Strategy(_), _) => Err(ApiError::unavailable("best responses are known of solved spots")),
    });
    answer.await.map(Json)
}

/// Two sources and a place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareParams {
    /// The first source.
    a: String,
    /// The second one.
    b: String,
    /// The betting line.
    #[serde(default)]
    line: String,
    /// Public cards in the order in which they were dealt.
    #[serde(default)]
    board: String,
}

/// A source at the place.
fn side<'b>(id: &str, book: Book<'b>, asked: &CompareParams) -> Result<Side<'b>, ApiError> {
    let place = Place::find(book, &asked.line, &asked.board)?;
    Ok(Side { id: id.to_owned(), book, hands: hands(book, &place)?, place })
}

/// Two sources at one place.
#[utoipa::path(get, path = "/compare", tag = "strategy", params(CompareParams),
    responses((status = 200, body = Comparison), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn differences(
    State(app): State<App>,
    Ask(asked): Ask<CompareParams>,
) -> Result<Json<Comparison>, ApiError> {
    let answer = app.work(Cost::Medium, move |app, _| {
        let opened = [app.open(id(&asked.a, "a")?)?, app.open(id(&asked.b, "b")?)?];
        with_book(&opened[0], |a| {
            let a = side(&asked.a, a, &asked)?;
            with_book(&opened[1], |b| compare::answer(&[a, side(&asked.b, b, &asked)?]))
        })
    });
    answer.await.map(Json)
}
