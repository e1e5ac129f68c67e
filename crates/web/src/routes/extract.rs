//! What handlers take. Whatever cannot be read is an error of the one form.

use std::fmt::{self, Formatter};
use std::marker::PhantomData;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use tokio::time::timeout;

use crate::error::ApiError;
use crate::library::SourceId;

/// Time that the body of a request may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The id in the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id(pub(crate) SourceId);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let unknown = || ApiError::not_found("there is nothing with this id");
        let Path(pairs) =
            Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| unknown())?;
        let id = pairs.iter().find(|(name, _)| name == "id").ok_or_else(unknown)?;
        id.1.parse().map(Self).map_err(|()| unknown())
    }
}

/// The parameters of the address.
#[derive(Clone, Debug)]
pub(crate) struct Ask<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Ask<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|error| ApiError::bad("bad_request", error.body_text()))
    }
}

/// The number behind the id in the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbered(pub(crate) usize);

impl<S: Send + Sync> FromRequestParts<S> for Numbered {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let none = || ApiError::not_found("there is nothing with this number");
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((_, number)) = path.map_err(|_| none())?;
        number.parse().map(Self).map_err(|_| none())
    }
}

/// A body of JSON: an object, for a struct could be read from an array of its fields too, which nobody means.
#[derive(Clone, Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let refuse = |error: JsonRejection| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is too long")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", error.body_text())
            }
            _ => ApiError::bad("bad_request", error.body_text()),
        };
        match timeout(PATIENCE, Json::<Object<T>>::from_request(request, state)).await {
            Ok(body) => body.map(|Json(Object(body))| Self(body)).map_err(refuse),
            Err(_) => {
                let message = "the body did not come in time";
                Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_long", message))
            }
        }
    }
}

/// What is read from a JSON object alone.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

/// Reads the fields of an object.
struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// An id as text.
///
/// # Errors
/// If it is none.
pub(crate) fn id(text: &str, field: &'static str) -> Result<SourceId, ApiError> {
    text.parse().map_err(|()| ApiError::not_found("there is nothing with this id").of_field(field))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::http::header;
    use futures_util::stream::unfold;

    use super::*;

    #[test]
    fn a_body_that_comes_byte_by_byte_is_given_up() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        // Time goes on only where everybody waits for it.
        runtime.enable_all().start_paused(true).build().unwrap().block_on(async {
            let slowly = unfold((), async |()| {
                tokio::time::sleep(Duration::from_secs(5)).await;
                Some((Ok::<_, Infallible>(" "), ()))
            });
            let body = axum::body::Body::from_stream(slowly);
            let request = Request::builder().header(header::CONTENT_TYPE, "application/json").body(body);
            let read = Body::<serde_json::Value>::from_request(request.unwrap(), &()).await;
            assert_eq!(read.unwrap_err().status, StatusCode::REQUEST_TIMEOUT);
        });
    }
}
