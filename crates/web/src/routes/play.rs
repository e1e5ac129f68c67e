//! Playing against a strategy, and judging recorded hands.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use holdem_blueprint::Strategy;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Ask, Body, Id, Numbered, id};
use crate::app::{App, Cost};
use crate::desk::new_id;
use crate::error::{ApiError, ErrorBody};
use crate::library::{Opened, SourceId};
use crate::play::Session;
use crate::play::book::{Judging, SessionLine};
use crate::play::judge::{Grade, Reviewed, hole_text};
use crate::play::review::{Review, Reviewer};
use crate::play::session::{KeptHand, KeptSession};
use crate::play::shown::{HandOf, SessionOf};

/// A session to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// The strategy.
    source: String,
    /// The person's seat, 0 for the small blind; none: the button moves.
    seat: Option<usize>,
    /// Whether decisions are judged at once.
    #[serde(default)]
    practice: bool,
    /// Of the cards; made up unless it is said.
    seed: Option<u64>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionAnswer {
    session: SessionOf,
}

/// Sessions of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionLine>,
}

/// Opens the strategy of a session.
fn open(app: &App) -> impl Fn(SourceId, KeptSession) -> Result<Session, ApiError> + use<> {
    let app = app.clone();
    move |session, kept| {
        let source = id(&kept.source, "source")?;
        match app.open(source)? {
            Opened::Strategy(strategy) => Session::open(session, kept, &strategy),
            Opened::Solution(_) => Err(ApiError::unavailable("spots are not played: choose a strategy")),
        }
    }
}

/// Does something with a session, on a thread of its own.
async fn with<T: Send + 'static>(
    app: &App,
    session: Id,
    cost: Cost,
    work: impl FnOnce(&App, &mut Session, &AtomicBool) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let task = app.work(cost, move |app, given_up| {
        app.sessions.with(session.0, open(app), |session| work(app, session, given_up))
    });
    task.await
}

/// All sessions.
#[utoipa::path(get, path = "/sessions", tag = "play", responses((status = 200, body = SessionList)))]
pub(crate) async fn list(State(app): State<App>) -> Json<SessionList> {
    Json(SessionList { sessions: app.sessions.list() })
}

/// Sits down against a strategy.
#[utoipa::path(post, path = "/sessions", tag = "play", request_body = SessionRequest,
    responses((status = 201, body = SessionAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Body(asked): Body<SessionRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let learner = app.clone();
    let begun = app.work(Cost::Light, move |app, _| {
        let (name, _) = app.open_named(id(&asked.source, "source")?)?;
        let kept = KeptSession {
            source: asked.source,
            name,
            seat: asked.seat,
            practice: asked.practice,
            seed: asked.seed.unwrap_or_else(|| new_id().0),
            hands: Vec::new(),
        };
        let id = app.sessions.begin(kept, open(app))?;
        app.sessions.with(id, open(app), |session| {
            Ok((SessionOf::of(session, &app.baselines), Arc::clone(session.entrant.strategy())))
        })
    });
    let (session, strategy) = begun.await?;
    learn(&learner, &strategy);
    Ok((StatusCode::CREATED, Json(SessionAnswer { session })))
}

/// Learns what luck is taken out by; whatever somebody waits for goes first.
fn learn(app: &App, strategy: &Arc<Strategy>) {
    if let Some(learning) = app.baselines.take_on(strategy) {
        app.in_background(move |app, given_up| {
            app.baselines.learn(&learning, app.workers, || app.give_way(given_up));
        });
    }
}

/// One session.
#[utoipa::path(get, path = "/sessions/{id}", tag = "play", params(("id" = String, Path)),
    responses((status = 200, body = SessionAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn one(State(app): State<App>, id: Id) -> Result<Json<SessionAnswer>, ApiError> {
    let found = with(&app, id, Cost::Light, |app, session, _| {
        Ok((SessionOf::of(session, &app.baselines), Arc::clone(session.entrant.strategy())))
    });
    let (session, strategy) = found.await?;
    learn(&app, &strategy);
    Ok(Json(SessionAnswer { session }))
}

/// Throws a session away.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "play", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn delete(State(app): State<App>, id: Id) -> Result<StatusCode, ApiError> {
    app.work(Cost::Light, move |app, _| app.sessions.delete(id.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveRequest {
    /// `f`, `k`, `c`, `r12`, `a`.
    token: String,
    /// The number of the hand that the move is meant for; of any unless it is said.
    number: Option<usize>,
    /// The line that it is meant for; any unless it is said.
    line: Option<String>,
}

/// A session after a move, and what the strategy would have done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveAnswer {
    session: SessionOf,
    /// In practice mode.
    advice: Option<Reviewed>,
}

/// Makes a move; the strategy's answers are made at once.
#[utoipa::path(post, path = "/sessions/{id}/act", tag = "play", params(("id" = String, Path)),
    request_body = MoveRequest,
    responses((status = 200, body = MoveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn act(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<MoveRequest>,
) -> Result<Json<MoveAnswer>, ApiError> {
    let answer = with(&app, id, Cost::Light, move |app, session, _| {
        session.expect(asked.number, asked.line.as_deref())?;
        let advice = session.act(&asked.token)?;
        let answer = MoveAnswer { session: SessionOf::of(session, &app.baselines), advice };
        Ok((answer, session.kept.hands.len() - 1))
    });
    let (answer, number) = answer.await?;
    // What it cost is worked out while the hand goes on; otherwise it is when that is asked.
    if app.is_idle() {
        tokio::spawn(async move { drop(judge(&app, id, number).await) });
    }
    Ok(Json(answer))
}

/// Judges the decisions of a hand, from 0.
async fn judge(app: &App, session: Id, number: usize) -> Result<Vec<Reviewed>, ApiError> {
    let judged = app.work(Cost::Heavy, move |app, given_up| {
        let judging = Judging { workers: app.workers, given_up, baselines: &app.baselines };
        app.sessions.judge(session.0, number, open(app), &judging)
    });
    judged.await
}

/// Deals the next hand.
#[utoipa::path(post, path = "/sessions/{id}/deal", tag = "play", params(("id" = String, Path)),
    responses((status = 200, body = SessionAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn deal(State(app): State<App>, id: Id) -> Result<Json<SessionAnswer>, ApiError> {
    let session = with(&app, id, Cost::Light, |app, session, _| {
        session.deal()?;
        Ok(SessionOf::of(session, &app.baselines))
    });
    Ok(Json(SessionAnswer { session: session.await? }))
}

/// A hand in a listing.
#[derive(Debug, Serialize, ToSchema)]
struct HandLine {
    number: usize,
    seat: usize,
    line: String,
    /// The person's cards.
    hole: String,
    board: String,
    chips: i64,
    /// Chips that the person's decisions cost, once they were judged.
    cost: Option<f32>,
    /// The worst of their grades.
    #[schema(value_type = Option<String>)]
    grade: Option<Grade>,
    /// Whether all of the person's decisions were judged; there may have been none.
    judged: bool,
    /// Chips won with luck taken out (AIVAT), once that is known.
    less_luck: Option<f64>,
}

/// The hands that are over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandList {
    hands: Vec<HandLine>,
}

/// The hands of a session that are over.
#[utoipa::path(get, path = "/sessions/{id}/hands", tag = "play", params(("id" = String, Path)),
    responses((status = 200, body = HandList), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn hands(State(app): State<App>, id: Id) -> Result<Json<HandList>, ApiError> {
    let hands = with(&app, id, Cost::Light, |_, session, _| {
        let line = |(number, hand): (usize, &KeptHand)| {
            Some(HandLine {
                number: number + 1,
                seat: hand.player,
                line: hand.line.clone(),
                hole: hole_text(session.hole(number)?).concat(),
                board: hand.board.clone(),
                chips: hand.won()?,
                cost: hand.cost,
                grade: hand.grades.iter().copied().max(),
                judged: hand.is_judged(),
                less_luck: hand.less_luck,
            })
        };
        Ok(session.kept.hands.iter().enumerate().filter_map(line).collect())
    });
    Ok(Json(HandList { hands: hands.await? }))
}

/// The decisions of a hand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decisions {
    decisions: Vec<Reviewed>,
    /// The hand as it ended, or as it stands.
    hand: HandOf,
    /// The session as it stands now.
    session: SessionOf,
}

/// How decisions are judged.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JudgeParams {
    /// Whether costs are waited for; they are unless it is `false`.
    values: Option<bool>,
}

/// What the strategy would have done in a hand, and what each decision cost. Of the hand in play it is told
/// in practice mode alone.
#[utoipa::path(get, path = "/sessions/{id}/hands/{number}/review", tag = "play",
    params(("id" = String, Path), ("number" = usize, Path), JudgeParams),
    responses((status = 200, body = Decisions), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn review_hand(
    State(app): State<App>,
    session: Id,
    Numbered(number): Numbered,
    Ask(asked): Ask<JudgeParams>,
) -> Result<Json<Decisions>, ApiError> {
    let at = number.checked_sub(1).ok_or_else(|| ApiError::not_found("hands are counted from 1"))?;
    let allowed = with(&app, session, Cost::Light, move |_, session, _| {
        match session.kept.practice || session.is_over(at) || at >= session.kept.hands.len() {
            true => Ok(()),
            false => Err(ApiError::conflict("busy", "the hand is not over")),
        }
    });
    allowed.await?;
    let decisions = match asked.values {
        Some(false) => {
            let chances = move |app: &App, _: &AtomicBool| app.sessions.chances(session.0, at, open(app));
            app.work(Cost::Light, chances).await?
        }
        _ => judge(&app, session, at).await?,
    };
    let shown = with(&app, session, Cost::Light, move |app, session, _| {
        let hand = HandOf::of(&session.table, &mut session.hand_at(at)?, session.kept.practice);
        Ok(Decisions { decisions, hand, session: SessionOf::of(session, &app.baselines) })
    });
    Ok(Json(shown.await?))
}

/// The hands of a session as PHH.
#[utoipa::path(get, path = "/sessions/{id}/phh", tag = "play", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/plain", body = String),
        (status = "4XX", body = ErrorBody)))]
pub(crate) async fn phh(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let text = with(&app, id, Cost::Light, |_, session, _| session.phh()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"hands.phhs\""),
    ];
    Ok((headers, text))
}

/// Hands to be judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewRequest {
    /// The strategy.
    source: String,
    /// The text of a `.phh` or `.phhs` file.
    phh: String,
    /// The player whose decisions are judged; none for all.
    seat: Option<String>,
    /// Hands that are passed over: `next` of the answer before.
    #[serde(default)]
    from: usize,
    /// Whether costs are worked out, a walk each; they are unless it is `false`.
    values: Option<bool>,
}

/// Judges recorded hands, as many as a few seconds suffice for; `next` says where to go on.
#[utoipa::path(post, path = "/reviews", tag = "play", request_body = ReviewRequest,
    responses((status = 200, body = Review), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn review(
    State(app): State<App>,
    Body(asked): Body<ReviewRequest>,
) -> Result<Json<Review>, ApiError> {
    let values = asked.values.unwrap_or(true);
    let cost = if values { Cost::Heavy } else { Cost::Medium };
    let review = app.work(cost, move |app, given_up| {
        let Opened::Strategy(strategy) = app.open(id(&asked.source, "source")?)? else {
            return Err(ApiError::unavailable("hands are judged by strategies, not by spots"));
        };
        let (of, workers) = (asked.seat.as_deref(), app.workers);
        Reviewer { strategy: &strategy, of, values, workers, given_up }.review(&asked.phh, asked.from)
    });
    review.await.map(Json)
}
