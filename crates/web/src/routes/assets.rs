//! The page: files that stand in the repository as they are served, and are part of the program.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

use crate::error::ApiError;

/// The files of the page.
#[derive(Embed)]
#[folder = "page/app/"]
struct Page;

/// The page itself.
const INDEX: &str = "index.html";

/// Sends a file of the page. Whatever has no ending is a place within the page: its own code reads it.
pub(crate) async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or("");
    let found = match path {
        "" => Page::get(INDEX),
        path => Page::get(path).or_else(|| if name.contains('.') { None } else { Page::get(INDEX) }),
    };
    match found {
        Some(file) => send(if name.contains('.') { path } else { INDEX }, file, &headers),
        None => ApiError::not_found("there is no such page").into_response(),
    }
}

fn send(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    // Asked again each time, sent again only when it is another: a new program shows its new page at once.
    let caching = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    match known {
        true => (StatusCode::NOT_MODIFIED, caching).into_response(),
        false => {
            let kind = [(header::CONTENT_TYPE, content_type(path))];
            (kind, caching, Body::from(file.data)).into_response()
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
