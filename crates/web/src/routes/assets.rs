//! The page: files that stand in the repository as they are served, and are part of the program.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use xxhash_rust::xxh3::xxh3_128;

use crate::error::ApiError;

/// The files of the page.
static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/page/app");

/// The page itself.
const INDEX: &str = "index.html";

/// Sends a file of the page. Whatever has no ending is a place within the page: its own code reads it.
pub(crate) async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if is_interface(path) {
        return ApiError::not_found("the interface has no such route").into_response();
    }
    let name = path.rsplit('/').next().unwrap_or("");
    let found = match path {
        "" => contents(INDEX),
        path => contents(path).or_else(|| if name.contains('.') { None } else { contents(INDEX) }),
    };
    match found {
        Some(file) => send(if name.contains('.') { path } else { INDEX }, file, &headers),
        None => ApiError::not_found("there is no such page").into_response(),
    }
}

/// Refuses what the page does not take.
pub(crate) async fn no_method(uri: Uri) -> ApiError {
    match is_interface(uri.path().trim_start_matches('/')) {
        true => ApiError::not_found("the interface has no such route"),
        false => ApiError::method(),
    }
}

/// Whether a path is one of the interface, of this version or another.
fn is_interface(path: &str) -> bool {
    path == "api" || path.starts_with("api/")
}

/// What a file of the page holds. A program with debug assertions reads it anew, so that whoever writes the
/// page sees each change at once.
fn contents(path: &str) -> Option<Cow<'static, [u8]>> {
    let found = PAGE.get_file(path)?;
    if cfg!(debug_assertions) {
        let file = format!("{}/page/app/{path}", env!("CARGO_MANIFEST_DIR"));
        return std::fs::read(file).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(found.contents()))
}

fn send(path: &str, file: Cow<'static, [u8]>, headers: &HeaderMap) -> Response {
    validated(content_type(path), file, headers)
}

/// Sends what is asked for again each time, and sent again only when it is another: a new program shows its
/// new page at once.
pub(super) fn validated(kind: &'static str, file: Cow<'static, [u8]>, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:032x}\"", xxh3_128(&file));
    let caching = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    match known {
        true => (StatusCode::NOT_MODIFIED, caching).into_response(),
        false => {
            let kind = [(header::CONTENT_TYPE, kind)];
            (kind, caching, Body::from(file)).into_response()
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
