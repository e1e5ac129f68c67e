//! What stands before and behind every request.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::guard::headers;
use crate::guard::token::{Shown, cookie};

/// Refuses what may not ask, and adds the headers of every response.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let judged = app.gate.judge(&request);
    let kept = match (&judged, &app.gate.token) {
        (Ok(Shown::InAddress), Some(token)) => HeaderValue::from_str(&cookie(token, request.headers())).ok(),
        _ => None,
    };
    let mut response = match judged {
        Ok(_) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    if let Some(value) = kept {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    headers::add(response.headers_mut());
    response
}
