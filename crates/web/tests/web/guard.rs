//! Nobody else gets in, and nothing else gets out.

use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use holdem_web::{Limits, ServeError, ServeOptions, Server};
use serde_json::json;

use crate::support::Site;

/// Ways to spell a path out of a folder.
const SPELLINGS: [&str; 24] = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "....//....//etc/passwd",
    "..;/..;/etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "file:%2f%2f%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc/passwd",
    "..%ef%bc%8f..%ef%bc%8fetc/passwd",
    "%00../../etc/passwd",
    "..%00/etc/passwd",
    "js/../../../etc/passwd",
    "js/..%2f..%2f..%2fetc/passwd",
    "./././../../etc/passwd",
    "~/.ssh/id_rsa",
    "~root/.bashrc",
    "C:%5cwindows%5cwin.ini",
    "%5c%5chost%5cshare",
];

#[test]
fn no_spelling_of_a_path_leads_out_of_the_folders() {
    let site = Site::with_run();
    let secret = site.folder.path().parent().unwrap().join("holdem-web-secret.hdm");
    std::fs::write(&secret, "root:").unwrap();
    for spelling in SPELLINGS {
        let places = [
            format!("/{spelling}"),
            format!("/api/v1/sources/{spelling}"),
            format!("/api/v1/sources/{spelling}/node"),
            format!("/api/v1/runs/{spelling}"),
            format!("/api/v1/compare?a={spelling}&b={spelling}"),
        ];
        for place in places {
            let Ok(request) = Request::builder().uri(&place).header("host", "127.0.0.1").body(Body::empty())
            else {
                continue;
            };
            let answer = site.send(request);
            assert!(!answer.text().contains("root:"), "{place}");
            // A place without an ending is the page's own to read: it gets the page and nothing else.
            let is_page = answer.status == StatusCode::OK && answer.text().starts_with("<!doctype html>");
            assert!(is_page || answer.status.is_client_error(), "{place}: {}", answer.status);
        }
        let bodies = [
            ("/sessions", json!({"source": spelling})),
            ("/solves", json!({"from": spelling})),
            ("/runs", json!({"name": spelling, "config": ""})),
            ("/reviews", json!({"source": spelling, "phh": ""})),
        ];
        for (route, body) in bodies {
            let (status, _) = site.post(route, &body);
            assert!(status.is_client_error(), "{route} {body}: {status}");
        }
    }
    std::fs::remove_file(secret).unwrap();
}

#[test]
fn a_link_in_a_folder_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = Site::with_run();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.folder.path(), folder.path().join("link")).unwrap();
    let site = Site::over(folder);
    assert!(site.get("/sources")["sources"].as_array().unwrap().is_empty());
}

#[test]
fn requests_of_other_sites_are_refused() {
    let site = Site::empty();
    let status = |headers: &[(&str, &str)]| {
        let builder = Request::builder().uri("/api/v1/about");
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        site.send(builder.body(Body::empty()).unwrap()).status
    };
    let host = ("host", "127.0.0.1:8321");
    assert_eq!(status(&[host]), StatusCode::OK);
    assert_eq!(status(&[("host", "localhost:8321"), ("origin", "http://localhost:8321")]), StatusCode::OK);
    for foreign in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        assert_eq!(status(&[host, foreign]), StatusCode::FORBIDDEN, "{foreign:?}");
    }
    assert_eq!(status(&[("host", "evil.example")]), StatusCode::FORBIDDEN);
    assert_eq!(status(&[]), StatusCode::FORBIDDEN);
}

#[test]
fn beyond_loopback_a_token_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let paths = vec![folder.path().to_path_buf()];
    let site = Site::at(folder, paths, "0.0.0.0");
    let url = site.server.url();
    let token = url.split("token=").nth(1).unwrap();
    let ask = |path: &str, cookie: Option<&str>| {
        let builder = Request::builder().uri(path).header("host", "192.168.1.2:1");
        let builder = cookie.iter().fold(builder, |builder, cookie| builder.header("cookie", *cookie));
        site.send(builder.body(Body::empty()).unwrap())
    };
    for path in ["/", "/api/v1/about", "/api/v1/about?token=", "/api/v1/about?token=0123"] {
        assert_eq!(ask(path, None).status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let first = ask(&format!("/api/v1/about?token={token}"), None);
    assert_eq!(first.status, StatusCode::OK);
    let cookie = first.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert_eq!(ask("/api/v1/about", cookie.split(';').next()).status, StatusCode::OK);
}

#[test]
fn every_response_has_a_strict_policy_and_bodies_have_limits() {
    let site = Site::empty();
    for path in ["/", "/api/v1/about", "/api/v1/nothing", "/no.such.file"] {
        let answer = site.send(Site::request("GET", path, None));
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    let long = json!({"text": "A".repeat(5 << 20)});
    assert_eq!(site.post("/ranges", &long).0, StatusCode::PAYLOAD_TOO_LARGE);
    // The fields of an object in their order are no object.
    for wrong in [json!(["AA", null, null, null]), json!("AA"), json!(null)] {
        let (status, answer) = site.post("/ranges", &wrong);
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("an object"), "{answer}");
    }
    let plain = Request::builder().method("POST").uri("/api/v1/ranges").header("host", "127.0.0.1");
    let answer = site.send(plain.header("content-type", "text/plain").body(Body::from("{}")).unwrap());
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer.json()["error"]["code"], "not_json");
    let wrong = site.send(Site::request("DELETE", "/api/v1/about", None));
    assert_eq!(
        (wrong.status, wrong.json()["error"]["code"].is_string()),
        (StatusCode::METHOD_NOT_ALLOWED, true)
    );
}

#[test]
fn the_page_is_served_and_asked_for_again_only_when_it_changes() {
    let site = Site::empty();
    let page = site.send(Site::request("GET", "/", None));
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().starts_with("<!doctype html>"));
    let tag = page.headers["etag"].to_str().unwrap();
    let again = Request::builder().uri("/").header("host", "127.0.0.1").header("if-none-match", tag);
    assert_eq!(site.send(again.body(Body::empty()).unwrap()).status, StatusCode::NOT_MODIFIED);
}

#[test]
fn whatever_is_refused_says_why_in_the_one_form() {
    let site = Site::empty();
    let long = format!("/api/v1/about?x={}", "x".repeat(9 << 10));
    let refused = [
        ("POST", "/", 405),
        ("DELETE", "/js/main.js", 405),
        ("PUT", "/play", 405),
        ("POST", "/api/v1/sources", 405),
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2/x", 404),
        ("POST", "/api/v2/x", 404),
        ("GET", "/no.such.file", 404),
        ("GET", &long, 414),
    ];
    for (method, path, status) in refused {
        let answer = site.send(Site::request(method, path, None));
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        let error = &answer.json()["error"];
        assert!(error["code"].is_string() && error["message"].is_string(), "{method} {path}: {error}");
    }
    // Places within the page are its own to read, whatever they begin with.
    for path in ["/", "/play", "/apis", "/sources/0f3a"] {
        assert!(site.send(Site::request("GET", path, None)).text().starts_with("<!doctype html>"), "{path}");
    }
}

#[test]
fn one_server_writes_to_a_folder_at_a_time() {
    let bind = |paths: &[&Path]| {
        Server::bind(ServeOptions {
            paths: paths.iter().map(|path| path.to_path_buf()).collect(),
            host: "127.0.0.1".to_owned(),
            port: 0,
            workers: 1,
            limits: Limits::default(),
        })
    };
    let site = Site::with_run();
    let (folder, other) = (site.folder.path(), tempfile::tempdir().unwrap());
    let refused = bind(&[folder]).unwrap_err();
    assert!(matches!(refused, ServeError::Taken { process, .. } if process == Some(std::process::id())));
    assert!(refused.to_string().contains("name another folder first"), "{refused}");
    // Looked at from elsewhere it is like any other.
    drop(bind(&[other.path(), folder]).unwrap());
    let folder = site.end();
    assert!(!folder.path().join(".holdem-serve").exists(), "nothing was left to be kept");
    drop(bind(&[folder.path()]).unwrap());
}
