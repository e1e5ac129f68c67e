//! What stands before and behind every request.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::headers;
use super::origin::{is_our_host, is_our_origin};
use super::rate::Rate;
use super::token::{Shown, cookie, shown};
use crate::app::App;
use crate::error::ApiError;

/// Longest address that is read.
const LONGEST_URI: usize = 8 << 10;

/// Who may ask.
#[derive(Debug)]
pub(crate) struct Gate {
    /// The name that the server was bound to, if it is one.
    pub(crate) host: Option<String>,
    /// Whether it listens on loopback alone.
    pub(crate) loopback: bool,
    /// What has to be shown, beyond loopback.
    pub(crate) token: Option<String>,
    /// How many a second.
    pub(crate) rate: Rate,
}

impl Gate {
    /// Judges a request.
    fn judge(&self, request: &Request) -> Result<Shown, ApiError> {
        let foreign = |what: &str| ApiError::new(StatusCode::FORBIDDEN, "foreign", what);
        let headers = request.headers();
        if !is_our_host(headers, self.host.as_deref(), self.loopback) {
            return Err(foreign("this server has another name"));
        }
        if !is_our_origin(headers) {
            return Err(foreign("requests from pages of other sites are refused"));
        }
        if request.uri().to_string().len() > LONGEST_URI {
            return Err(ApiError::new(StatusCode::URI_TOO_LONG, "too_large", "the address is too long"));
        }
        if !self.rate.take(Instant::now()) {
            return Err(ApiError::too_many("too many requests a second", 1));
        }
        let Some(token) = &self.token else { return Ok(Shown::Elsewhere) };
        match shown(token, request.uri(), headers) {
            Shown::No => {
                let message = "the token is missing: open the address that the server printed";
                Err(ApiError::new(StatusCode::UNAUTHORIZED, "token", message))
            }
            shown => Ok(shown),
        }
    }
}

/// Refuses what may not ask, and adds the headers of every response.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let judged = app.gate.judge(&request);
    let mut response = match &judged {
        Ok(_) => next.run(request).await,
        Err(error) => error.clone().into_response(),
    };
    if let (Ok(Shown::InAddress), Some(token)) = (&judged, &app.gate.token)
        && let Ok(value) = HeaderValue::from_str(&cookie(token))
    {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    headers::add(response.headers_mut());
    response
}
