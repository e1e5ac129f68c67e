//! The workspace is layered: every crate imports only from crates above it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Crate, and the crates that it may use, in order: a row names only rows above it. A crate may also use what those it names
/// may use.
const LAYERS: [(&str, &[&str]); 9] = [
    ("holdem-cards", &[]),
    ("holdem-store", &[]),
    ("holdem-telemetry", &[]),
    ("holdem-game", &["holdem-cards"]),
    ("holdem-abstraction", &["holdem-cards", "holdem-game", "holdem-store"]),
    ("holdem-cfr", &["holdem-game", "holdem-abstraction", "holdem-store"]),
    ("holdem-training", &["holdem-cfr", "holdem-telemetry"]),
    ("holdem-arena", &["holdem-cfr"]),
    (
        "holdem",
        &[
            "holdem-cards",
            "holdem-store",
            "holdem-telemetry",
            "holdem-game",
            "holdem-abstraction",
            "holdem-cfr",
            "holdem-training",
            "holdem-arena",
        ],
    ),
];

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).exec().expect("cargo describes the workspace")
}

/// For every crate, all crates that it may use.
fn allowed() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (name, direct) in LAYERS {
        let mut closure = BTreeSet::from_iter(direct.iter().copied());
        for used in direct {
            let above =
                all.get(used).unwrap_or_else(|| panic!("{name} may use {used}, which stands below it"));
            closure.extend(above.iter().copied());
        }
        all.insert(name, closure);
    }
    all
}

#[test]
fn every_member_of_the_workspace_has_its_layer() {
    let members: BTreeSet<String> =
        metadata().workspace_packages().iter().map(|package| package.name.to_string()).collect();
    let layers: BTreeSet<String> = LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(members, layers);
}

#[test]
fn every_crate_imports_only_from_the_crates_it_may_use() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for package in metadata().workspace_packages() {
        let may_use = &allowed[package.name.as_str()];
        for dependency in package.dependencies.iter().filter(|d| allowed.contains_key(d.name.as_str())) {
            // Tests and benches have a rule of their own, below.
            if dependency.kind != DependencyKind::Development && !may_use.contains(dependency.name.as_str()) {
                wrong.push(format!("{} -> {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layering: {}", wrong.join(", "));
}

#[test]
fn tests_and_benches_import_only_from_crates_above() {
    let place = |name: &str| LAYERS.iter().position(|(layer, _)| *layer == name);
    for package in metadata().workspace_packages() {
        let here = place(&package.name).expect("every member has its layer");
        for dependency in &package.dependencies {
            let below = place(&dependency.name).is_some_and(|there| there >= here);
            assert!(!below, "{} -> {}", package.name, dependency.name);
        }
    }
}

#[test]
fn every_dependency_may_be_used_under_permissive_terms() {
    const PERMISSIVE: [&str; 12] = [
        "MIT",
        "MIT-0",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "Unlicense",
        "BSL-1.0",
        "0BSD",
    ];
    let permissive = |term: &str| {
        let licence = term.trim().trim_matches(['(', ')']).trim();
        PERMISSIVE.contains(&licence.split(" WITH ").next().unwrap_or_default())
    };
    // `A OR B` leaves a choice, `A AND B` does not; `/` is an old way of writing OR.
    let acceptable = |licence: &str| {
        licence.split(" AND ").all(|part| part.split(" OR ").flat_map(|p| p.split('/')).any(permissive))
    };
    let metadata = metadata();
    let bad: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(acceptable))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
