//! The one error of the interface: a status, a code for programs, a sentence for people.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use holdem_arena::review::ReviewError;
use holdem_blueprint::solution::SolutionError;
use holdem_blueprint::{AskError, BlueprintError, ErrorClass};
use holdem_cards::equity::EquityError;
use holdem_game::spot::SpotError;
use holdem_training::{ConfigError, TrainError};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The status of the response.
    pub status: StatusCode,
    /// For programs: one of the codes of docs/api.md.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The parameter or key at fault.
    pub field: Option<String>,
    /// Seconds after which another try makes sense.
    pub retry_after: Option<u64>,
}

/// What an error looks like in a response.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// The error.
    error: ErrorDetail,
}

/// One error.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorDetail {
    /// For programs.
    code: String,
    /// For people.
    message: String,
    /// The parameter or key at fault.
    field: Option<String>,
}

impl ApiError {
    /// An error with this status, code and sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), field: None, retry_after: None }
    }

    /// A request that makes no sense.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// Something that is not there.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", what)
    }

    /// A route that has another method.
    pub fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", "this route has another method")
    }

    /// Something that cannot be done as things stand.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Something that this source does not have.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not_available", message)
    }

    /// Something that would take too long.
    pub fn too_long(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too_long", message)
    }

    /// A mistake of this program.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// Too much at once.
    pub fn too_many(message: impl Into<String>, retry_after: u64) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", message);
        Self { retry_after: Some(retry_after), ..error }
    }

    /// The same, of this parameter or key.
    #[must_use]
    pub fn of_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    fn of_class(class: ErrorClass, bad: &'static str, message: String) -> Self {
        match class {
            ErrorClass::Usage => Self::bad(bad, message),
            ErrorClass::Data => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "damaged", message),
            ErrorClass::Interrupted => Self::conflict("ended", "the request was given up"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let message = without_paths(&self.message);
        let error = ErrorDetail { code: self.code.to_owned(), message, field: self.field };
        let mut response = (self.status, Json(ErrorBody { error })).into_response();
        if let Some(secs) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

/// A sentence whose absolute paths are cut down to their last part: where files lie is nobody's business. A
/// path begins with a `/` behind no letter, digit or dot, has another one, and ends where no path goes on: in
/// quotes at their end, else at a space or a mark.
pub(crate) fn without_paths(message: &str) -> String {
    let mut cut = String::with_capacity(message.len());
    let (mut rest, mut before) = (message, None);
    while let Some(next) = rest.chars().next() {
        let path = if next == '/' && begins_path(before) { path_at(rest, before) } else { "" };
        match path.rsplit_once('/') {
            Some((folders, last)) if !folders.is_empty() => {
                cut.push_str(last);
                (rest, before) = (&rest[path.len()..], path.chars().last());
            }
            _ => {
                cut.push(next);
                (rest, before) = (&rest[next.len_utf8()..], Some(next));
            }
        }
    }
    cut
}

/// Whether a `/` behind this is the first one of a path.
fn begins_path(before: Option<char>) -> bool {
    before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '.' | '_' | '-' | '/'))
}

/// The path that a text begins with.
fn path_at(text: &str, before: Option<char>) -> &str {
    const QUOTES: [char; 3] = ['`', '"', '\''];
    let quoted = before.filter(|before| QUOTES.contains(before)).and_then(|quote| text.find(quote));
    let marks = |c: char| c.is_whitespace() || QUOTES.contains(&c) || ":,;()[]{}<>|".contains(c);
    let end = quoted.or_else(|| text.find(marks)).unwrap_or(text.len());
    text[..end].trim_end_matches('/')
}

impl From<BlueprintError> for ApiError {
    fn from(error: BlueprintError) -> Self {
        let message = error.to_string();
        match &error {
            BlueprintError::History { .. } | BlueprintError::Ask(AskError::Over { .. }) => {
                Self::bad("bad_line", message).of_field("line")
            }
            BlueprintError::Ask(AskError::NotBuilt { .. }) => {
                Self::unavailable("the bucket file of this strategy has to be built first")
            }
            BlueprintError::Ask(AskError::Seats { .. }) => Self::unavailable(message),
            BlueprintError::Ask(
                AskError::Cards { .. }
                | AskError::Card { .. }
                | AskError::NoStreet { .. }
                | AskError::OtherStreet { .. }
                | AskError::TooEarly { .. },
            ) => Self::bad("bad_board", message).of_field("board"),
            BlueprintError::NotARun { .. } => Self::unavailable("this run has no strategy yet"),
            _ => Self::of_class(error.class(), "bad_request", message),
        }
    }
}

impl From<ReviewError> for ApiError {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::Strategy(error) => error.into(),
            ReviewError::Game { .. } => Self::unavailable("hands are judged in hold'em alone"),
            ReviewError::Player { .. } => Self::bad("bad_request", error.to_string()).of_field("seat"),
        }
    }
}

impl From<SolutionError> for ApiError {
    fn from(error: SolutionError) -> Self {
        match error {
            SolutionError::Spot(error) => error.into(),
            SolutionError::Blueprint(error) => error.into(),
            SolutionError::TooLarge { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "does_not_fit", error.to_string())
            }
            SolutionError::Exact(_) => Self::bad("bad_board", error.to_string()).of_field("board"),
            SolutionError::NoSpot { .. }
            | SolutionError::Over { .. }
            | SolutionError::CardMissing { .. }
            | SolutionError::NoDeal { .. }
            | SolutionError::Incomparable { .. } => Self::bad("bad_line", error.to_string()).of_field("line"),
            _ => Self::of_class(error.class(), "bad_spot", error.to_string()),
        }
    }
}

impl From<SpotError> for ApiError {
    fn from(error: SpotError) -> Self {
        let field = match &error {
            SpotError::Board { .. } => Some("board".to_owned()),
            SpotError::Range { key, .. } | SpotError::EmptyRange { key } | SpotError::NoHands { key } => {
                Some((*key).to_owned())
            }
            SpotError::UnknownKey { key, .. } => Some(key.clone()),
            SpotError::Lock { .. } => Some("locks".to_owned()),
            SpotError::Line { .. } => Some("line".to_owned()),
            _ => None,
        };
        Self { field, ..Self::bad("bad_spot", error.to_string()) }
    }
}

impl From<EquityError> for ApiError {
    fn from(error: EquityError) -> Self {
        Self::bad("bad_range", error.to_string())
    }
}

impl From<ConfigError> for ApiError {
    fn from(error: ConfigError) -> Self {
        Self::bad("bad_config", error.to_string()).of_field("config")
    }
}

impl From<TrainError> for ApiError {
    fn from(error: TrainError) -> Self {
        match &error {
            TrainError::Memory { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "does_not_fit", error.to_string())
            }
            _ => Self::of_class(error.class(), "bad_config", error.to_string()),
        }
    }
}

impl From<holdem_store::Error> for ApiError {
    fn from(error: holdem_store::Error) -> Self {
        match error {
            holdem_store::Error::AlreadyThere { .. } => Self::conflict("exists", error.to_string()),
            _ => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "damaged", error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_keep_the_names_of_files_and_lose_their_folders() {
        let cases = [
            ("/home/a/runs/x.hdm: damaged", "x.hdm: damaged"),
            ("history `r5c/kb8`: no", "history `r5c/kb8`: no"),
            ("see `/srv/a/b`", "see `b`"),
            ("see `/srv/my games/b c`, please", "see `b c`, please"),
            ("path=/srv/a/b:12:3, file:///srv/a/b", "path=b:12:3, file:b"),
            ("[/srv/a/b](/srv/c/)", "[b](c/)"),
            ("cannot read:/srv/é/ö.hdm", "cannot read:ö.hdm"),
            ("AKs / AKo", "AKs / AKo"),
            ("/", "/"),
            ("//", "//"),
            ("and/or", "and/or"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_paths(text), expected);
        }
    }

    #[test]
    fn an_error_has_one_form() {
        let error = ApiError::too_many("later", 2).of_field("x");
        let response = error.into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }
}
