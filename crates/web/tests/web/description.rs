//! The description of the interface, and the page that explains it.

use std::collections::BTreeSet;

use crate::support::{Site, root};

/// Method and path of every route that a text names.
fn named(text: &str) -> BTreeSet<(String, String)> {
    // A route may be broken at the end of a line.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = BTreeSet::new();
    for method in ["GET", "POST", "DELETE"] {
        for rest in text.split(&format!("{method} /api/v1")).skip(1) {
            let path: String = rest.chars().take_while(|c| !"`?[ \n,;:)".contains(*c)).collect();
            let parts = path.split('/').map(|part| match part {
                "ID" => "{id}",
                "N" => "{number}",
                other => other,
            });
            found.insert((method.to_lowercase(), parts.collect::<Vec<_>>().join("/")));
        }
    }
    found
}

#[test]
fn what_is_explained_is_there_and_what_is_there_is_explained() {
    let description = Site::empty().get("/openapi.json");
    let mut there = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            there.insert((method.clone(), path.clone()));
        }
    }
    let text = std::fs::read_to_string(root().join("docs/api.md")).unwrap();
    let explained: BTreeSet<_> =
        named(&text).into_iter().filter(|(_, path)| !path.is_empty() && path != "/openapi.json").collect();
    let missing: Vec<_> = there.symmetric_difference(&explained).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_route_says_its_error_form() {
    let description = Site::empty().get("/openapi.json");
    assert!(description["components"]["schemas"]["ErrorBody"].is_object());
    assert_eq!(description["servers"][0]["url"], "/api/v1");
}
