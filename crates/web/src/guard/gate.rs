//! What stands before every request.

use std::time::Instant;

use axum::extract::Request;
use axum::http::StatusCode;

use super::origin::{is_our_host, is_our_origin};
use super::rate::Rate;
use super::token::{Shown, shown};
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
    /// Judges a request; says where it showed the token.
    ///
    /// # Errors
    /// If it may not ask.
    pub(crate) fn judge(&self, request: &Request) -> Result<Shown, ApiError> {
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
