//! The workspace is layered: every crate imports only from crates above it, and within a crate every module
//! only from modules above it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Crate, and the crates that it may use, in order: a row names only rows above it. A crate may also use what
/// those it names may use.
const LAYERS: [(&str, &[&str]); 15] = [
    ("holdem-cards", &[]),
    ("holdem-store", &[]),
    ("holdem-telemetry", &[]),
    ("holdem-game", &["holdem-cards"]),
    ("holdem-abstraction", &["holdem-cards", "holdem-game", "holdem-store"]),
    ("holdem-cfr", &["holdem-game", "holdem-abstraction", "holdem-store"]),
    ("holdem-blueprint", &["holdem-cfr", "holdem-abstraction", "holdem-store"]),
    ("holdem-training", &["holdem-blueprint", "holdem-telemetry"]),
    ("holdem-search", &["holdem-blueprint"]),
    ("holdem-arena", &["holdem-search"]),
    ("holdem-python", &["holdem-arena", "holdem-training"]),
    ("holdem-web", &["holdem-arena", "holdem-training"]),
    (
        "holdem",
        &[
            "holdem-cards",
            "holdem-store",
            "holdem-telemetry",
            "holdem-game",
            "holdem-abstraction",
            "holdem-cfr",
            "holdem-blueprint",
            "holdem-training",
            "holdem-search",
            "holdem-arena",
            "holdem-web",
        ],
    ),
    ("holdem-cluster", &["holdem-training", "holdem"]),
    ("holdem-experiments", &["holdem-abstraction", "holdem-cfr", "holdem-arena", "holdem-cluster"]),
];

/// Folder of a crate, and its modules in order: each imports only from those before it.
const ROOMS: [(&str, &[&str]); 5] = [
    (
        "cfr",
        &[
            "discount", "locks", "kernels", "tables", "walk", "exact", "boards", "vector", "sampled",
            "evaluate", "average", "engine",
        ],
    ),
    (
        "blueprint",
        &[
            "words", "paths", "duration", "progress", "config", "sampling", "recipe", "ask", "error", "game",
            "file", "open", "measure", "ledger", "multiway", "strategy", "solution", "grid", "export",
            "average",
        ],
    ),
    (
        "training",
        &[
            "config",
            "error",
            "observer",
            "run_dir",
            "log",
            "checkpoint",
            "plan",
            "report",
            "runs",
            "check",
            "trainer",
            "bench",
        ],
    ),
    (
        "cluster",
        &[
            "transport",
            "local",
            "mpi",
            "owners",
            "exchange",
            "message",
            "saving",
            "held",
            "greeting",
            "engine",
            "serve",
            "train",
            "main",
        ],
    ),
    (
        "web",
        &[
            "error",
            "limits",
            "patience",
            "connections",
            "locks",
            "files",
            "hold",
            "guard",
            "library",
            "ask",
            "desk",
            "solves",
            "batches",
            "runs",
            "play",
            "app",
            "routes",
            "server",
        ],
    ),
];

/// The workspace and all it depends on, as Cargo describes them.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_default_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`; none for what the package itself needs.
    kind: Option<String>,
    features: BTreeSet<String>,
}

impl Metadata {
    fn read() -> Self {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--format-version", "1", "--manifest-path", manifest]);
        let described = cargo.output().expect("cargo runs");
        assert!(described.status.success(), "{}", String::from_utf8_lossy(&described.stderr));
        serde_json::from_slice(&described.stdout).expect("cargo describes the workspace")
    }

    /// The members of the workspace.
    fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The names of the members that Cargo takes where none are named.
    fn default_members(&self) -> BTreeSet<String> {
        let default = self.members().filter(|package| self.workspace_default_members.contains(&package.id));
        default.map(|package| package.name.clone()).collect()
    }
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
    let members: BTreeSet<String> = Metadata::read().members().map(|package| package.name.clone()).collect();
    let layers: BTreeSet<String> = LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(members, layers);
}

#[test]
fn the_root_tests_everything_but_experiments_the_python_package_and_many_machines() {
    let metadata = Metadata::read();
    let mut members: BTreeSet<String> = metadata.members().map(|package| package.name.clone()).collect();
    for elsewhere in ["holdem-experiments", "holdem-python", "holdem-cluster"] {
        assert!(members.remove(elsewhere));
    }
    assert_eq!(metadata.default_members(), members);
}

#[test]
fn every_crate_imports_only_from_the_crates_it_may_use() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for package in Metadata::read().members() {
        let may_use = &allowed[package.name.as_str()];
        for dependency in package.dependencies.iter().filter(|d| allowed.contains_key(d.name.as_str())) {
            // Tests and benches have a rule of their own, below.
            if dependency.kind.as_deref() != Some("dev") && !may_use.contains(dependency.name.as_str()) {
                wrong.push(format!("{} -> {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layering: {}", wrong.join(", "));
}

#[test]
fn tests_and_benches_import_only_from_crates_above() {
    let place = |name: &str| LAYERS.iter().position(|(layer, _)| *layer == name);
    for package in Metadata::read().members() {
        let here = place(&package.name).expect("every member has its layer");
        for dependency in &package.dependencies {
            let below = place(&dependency.name).is_some_and(|there| there >= here);
            assert!(!below, "{} -> {}", package.name, dependency.name);
        }
    }
}

/// A feature that only tests ask for would compile the crate, and all that stands on it, once for the program
/// and once more for the tests.
#[test]
fn tests_ask_for_no_feature_that_the_program_does_not_have() {
    let metadata = Metadata::read();
    let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let all = || metadata.members().flat_map(|package| &package.dependencies);
    for dependency in all().filter(|dependency| dependency.kind.is_none()) {
        asked.entry(&dependency.name).or_default().extend(dependency.features.iter().map(String::as_str));
    }
    for dependency in all().filter(|dependency| dependency.kind.as_deref() == Some("dev")) {
        let Some(known) = asked.get(dependency.name.as_str()) else { continue };
        let more: Vec<_> =
            dependency.features.iter().filter(|feature| !known.contains(feature.as_str())).collect();
        assert!(more.is_empty(), "only tests ask for {more:?} of {}", dependency.name);
    }
}

#[test]
fn every_module_imports_only_from_the_modules_above_it() {
    for (name, rooms) in ROOMS {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
        let exports = exports(&code(&source.join("lib.rs")));
        let place = |room: &str| rooms.iter().position(|r| *r == room);
        let mut wrong = Vec::new();
        for file in rust_files(&source).into_iter().filter(|file| !file.ends_with("lib.rs")) {
            let module = module_of(file.strip_prefix(&source).expect("it lies there"));
            let here = place(&module[0]).unwrap_or_else(|| panic!("{name}: `{}` has no place", module[0]));
            for used in imports(&code(&file), module.len()) {
                let room = exports.get(&used).unwrap_or(&used);
                let there = place(room).unwrap_or_else(|| panic!("{}: `{used}` is nowhere", file.display()));
                if there > here {
                    wrong.push(format!("{name}: {} -> {room}", module.join("::")));
                }
            }
        }
        assert!(wrong.is_empty(), "imports against the order: {}", wrong.join(", "));
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let text =
        "use crate::{a::X, b, c::{self, Y}};\nfn f() { crate::d::g(); super::h(); super::super::e::i(); }";
    assert_eq!(imports(text, 2), ["a", "b", "c", "d", "e"].map(str::to_owned).into());
    assert_eq!(imports("super::f::g()", 1), BTreeSet::from(["f".to_owned()]));
    let inner = "use super::a;\n#[cfg(test)]\nmod tests {\n    use super::*;\n    use super::super::b;\n}";
    assert_eq!(imports(inner, 1), ["a", "b"].map(str::to_owned).into());
    let exports = exports("pub use error::TrainError;\npub use plan::estimate::{Estimate, estimate};");
    let found = |name: &str| exports.get(name).map(String::as_str);
    assert_eq!(
        ["TrainError", "Estimate", "estimate"].map(found),
        [Some("error"), Some("plan"), Some("plan")]
    );
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the folder of a crate").flatten().map(|entry| entry.path());
    let below = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// A file without its comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a file of the workspace");
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// `a/mod.rs` and `a.rs` are `[a]`, `a/b.rs` is `[a, b]`.
fn module_of(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_str().expect("names are ASCII").to_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Names right below the root of the crate that a module of this depth imports: modules, or what is exported.
fn imports(text: &str, depth: usize) -> BTreeSet<String> {
    // Tests are one module deeper.
    let (outer, tests) = text.split_once("mod tests {").unwrap_or((text, ""));
    let mut found = BTreeSet::new();
    for (text, depth) in [(outer, depth), (tests, depth + 1)] {
        for root in ["crate::".to_owned(), "super::".repeat(depth)] {
            let longer = format!("::{root}");
            for (at, _) in
                text.match_indices(&root).filter(|(at, _)| !text[..*at + root.len()].ends_with(&longer))
            {
                found.extend(first_names(&text[at + root.len()..]));
            }
        }
    }
    found.remove("");
    found
}

/// The first name of a path, or those of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut names, mut depth, mut starts) = (Vec::new(), 1, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => starts = true,
            c if starts && !c.is_whitespace() => {
                names.push(name(&group[at..]));
                starts = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// What `lib.rs` exports from its modules, by name.
fn exports(text: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for (at, _) in text.match_indices("pub use ") {
        let path = text[at + "pub use ".len()..].split(';').next().unwrap_or_default();
        let (module, names) = path.rsplit_once("::").unwrap_or(("", path));
        let module = module.split("::").next().unwrap_or_default().to_owned();
        for name in first_names(names) {
            exports.insert(name, module.clone());
        }
    }
    exports
}

#[test]
fn every_dependency_may_be_used_under_permissive_terms() {
    const PERMISSIVE: [&str; 13] = [
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
        // Data only: the certificates of public authorities.
        "CDLA-Permissive-2.0",
    ];
    let permissive = |term: &str| {
        let licence = term.trim().trim_matches(['(', ')']).trim();
        PERMISSIVE.contains(&licence.split(" WITH ").next().unwrap_or_default())
    };
    // `A OR B` leaves a choice, `A AND B` does not; `/` is an old way of writing OR.
    let acceptable = |licence: &str| {
        licence.split(" AND ").all(|part| part.split(" OR ").flat_map(|p| p.split('/')).any(permissive))
    };
    let metadata = Metadata::read();
    let bad: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(acceptable))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
