//! Sources: list, one of them, its hands.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::progress::unobserved;
use holdem_cards::Combo;
use serde::Serialize;
use utoipa::ToSchema;

use super::assets::validated;
use super::extract::Id;
use crate::app::{App, Cost, with_book};
use crate::ask::Book;
use crate::ask::cells::cell_of;
use crate::error::{ApiError, ErrorBody};
use crate::library::Opened;
use crate::library::facts::{SourceFacts, game_in_words};
use crate::solves::request::storage_name;

/// A file that cannot be read.
#[derive(Debug, Serialize, ToSchema)]
struct UnreadableOf {
    name: String,
    folder: String,
    reason: String,
}

/// What lies in the folders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sources {
    sources: Vec<SourceFacts>,
    unreadable: Vec<UnreadableOf>,
}

/// Runs, blueprint files and solutions.
#[utoipa::path(get, path = "/sources", tag = "sources", responses((status = 200, body = Sources)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Sources>, ApiError> {
    let sources = app.work(Cost::Light, |app, _| {
        let listing = app.library.folders.list();
        let mut unreadable: Vec<UnreadableOf> = listing
            .unreadable
            .iter()
            .map(|file| UnreadableOf {
                name: file.name.clone(),
                folder: file.folder.clone(),
                reason: crate::error::without_paths(&file.reason),
            })
            .collect();
        let mut sources = Vec::new();
        for found in &listing.found {
            match app.facts.of(found) {
                Ok(facts) => sources.push(facts),
                Err(error) => unreadable.push(UnreadableOf {
                    name: found.name.clone(),
                    folder: found.folder.clone(),
                    reason: crate::error::without_paths(&error.message),
                }),
            }
        }
        Ok(Sources { sources, unreadable })
    });
    sources.await.map(Json)
}

/// A seat of the game.
#[derive(Debug, Serialize, ToSchema)]
struct SeatOfGame {
    seat: usize,
    name: String,
    stack: u32,
}

/// A street of the game.
#[derive(Debug, Serialize, ToSchema)]
struct StreetOfGame {
    name: String,
    board_cards: usize,
}

/// How a spot was solved.
#[derive(Debug, Serialize, ToSchema)]
struct RecordOf {
    variant: String,
    storage: String,
    iterations: u64,
    solve_secs: f64,
    exploitability_chips: f64,
    exploitability_pct: f64,
    memory_bytes: u64,
}

/// A source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceDetail {
    id: String,
    kind: &'static str,
    name: String,
    game: String,
    cards: String,
    players: usize,
    chips_per_bb: Option<u32>,
    seats: Vec<SeatOfGame>,
    streets: Vec<StreetOfGame>,
    root_board: String,
    iterations: u64,
    /// Whether training goes on: a snapshot.
    provisional: bool,
    /// Another text for another strategy behind the same id.
    stamp: String,
    buckets: Option<Vec<usize>>,
    /// Whether boards can be asked about without building buckets first.
    boards_ready: bool,
    has_values: bool,
    has_buckets: bool,
    #[schema(value_type = Option<Object>)]
    spot: Option<serde_json::Value>,
    record: Option<RecordOf>,
}

/// One source.
#[utoipa::path(get, path = "/sources/{id}", tag = "sources", params(("id" = String, Path)),
    responses((status = 200, body = SourceDetail), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn one(State(app): State<App>, id: Id) -> Result<Json<SourceDetail>, ApiError> {
    let detail = app.work(Cost::Light, move |app, _| {
        // Before it is opened: one that comes meanwhile is told with the next answer.
        let stamp = app.stamp(id.0)?.to_string();
        let (name, opened) = app.open_named(id.0)?;
        with_book(&opened, |book| Ok(SourceDetail { stamp, ..detail(id.0.to_string(), name, book) }))
    });
    detail.await.map(Json)
}

fn detail(id: String, name: String, book: Book<'_>) -> SourceDetail {
    let (tree, stacks) = (book.tree(), book.stacks());
    let streets = match book {
        Book::Strategy(_) => 0..tree.num_streets(),
        Book::Solution(_) => book.street(0)..4,
    };
    let common = SourceDetail {
        id,
        kind: "solution",
        name,
        game: "spot".to_owned(),
        cards: book.kind().to_string(),
        players: tree.num_players(),
        chips_per_bb: book.big_blind(),
        seats: book
            .seat_names()
            .iter()
            .enumerate()
            .map(|(seat, name)| SeatOfGame { seat, name: (*name).to_owned(), stack: stacks[seat] })
            .collect(),
        streets: streets
            .map(|street| StreetOfGame {
                name: book.street_name(street).to_owned(),
                board_cards: book.cards_on(street),
            })
            .collect(),
        root_board: book.root_board().concat(),
        iterations: 0,
        provisional: false,
        stamp: String::new(),
        buckets: None,
        boards_ready: true,
        has_values: true,
        has_buckets: false,
        spot: None,
        record: None,
    };
    match book {
        Book::Strategy(strategy) => SourceDetail {
            kind: if strategy.path().file_name().is_some_and(|name| name == "blueprint.hdm") {
                "run"
            } else {
                "blueprint"
            },
            game: game_in_words(&strategy.recipe().game),
            iterations: strategy.iterations(),
            provisional: strategy.is_provisional(),
            buckets: Some(strategy.game().buckets.counts.clone()),
            boards_ready: !strategy.lacks_buckets(),
            has_values: tree.num_players() == 2,
            has_buckets: true,
            ..common
        },
        Book::Solution(solution) => {
            let record = solution.record();
            SourceDetail {
                iterations: record.iterations,
                spot: serde_json::to_value(solution.spot()).ok(),
                record: Some(RecordOf {
                    variant: record.variant.to_string(),
                    storage: storage_name(record.storage).to_owned(),
                    iterations: record.iterations,
                    solve_secs: record.solve_secs,
                    exploitability_chips: record.exploitability_chips,
                    exploitability_pct: record.exploitability_pct_of_pot,
                    memory_bytes: solution.memory_bytes(),
                }),
                ..common
            }
        }
    }
}

/// The hands of a source in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandNames {
    hands: Vec<String>,
    /// Of hold'em: the class of each hand.
    classes: Option<Vec<String>>,
    /// Of hold'em: the cell of each hand.
    cells: Option<Vec<usize>>,
}

/// Names of the hands, in the order of all arrays by hand.
#[utoipa::path(get, path = "/sources/{id}/hands", tag = "sources", params(("id" = String, Path)),
    responses((status = 200, body = HandNames), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn hands(State(app): State<App>, id: Id, headers: HeaderMap) -> Result<Response, ApiError> {
    let names = app.ask(id.0, Cost::Light, |_, book, _| Ok(hand_names(book))).await?;
    let text = serde_json::to_vec(&names).map_err(|error| ApiError::internal(error.to_string()))?;
    // The id is a path: another game may stand there by now.
    Ok(validated("application/json", text.into(), &headers))
}

fn hand_names(book: Book<'_>) -> HandNames {
    match (book.kind(), book) {
        (GameKind::Holdem, _) | (_, Book::Solution(_)) => HandNames {
            hands: Combo::all().map(|combo| combo.to_string()).collect(),
            classes: Some(Combo::all().map(|combo| combo.class().to_string()).collect()),
            cells: Some((0..Combo::COUNT).map(cell_of).collect()),
        },
        (_, Book::Strategy(strategy)) => {
            let cards = &strategy.game().cards;
            let hands = (0..book.num_hands()).map(|hand| cards.hand_name(hand));
            HandNames { hands: hands.collect(), classes: None, cells: None }
        }
    }
}

/// Builds the bucket file that a source needs before boards can be asked about.
#[utoipa::path(post, path = "/sources/{id}/prepare", tag = "sources", params(("id" = String, Path)),
    responses((status = 202), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn prepare(State(app): State<App>, id: Id) -> Result<StatusCode, ApiError> {
    let opened = app.work(Cost::Light, move |app, _| app.open(id.0)).await?;
    if let Opened::Strategy(strategy) = opened {
        // It goes on whoever waits; what it comes to shows in the source.
        tokio::spawn(async move {
            let built =
                app.work(Cost::Heavy, move |app, _| Ok(strategy.prepare(app.workers, &mut unobserved)?));
            drop(built.await);
        });
    }
    Ok(StatusCode::ACCEPTED)
}
