//! `holdem buckets`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::support::shared::tiny_buckets;
use crate::support::{holdem, json};
use predicates::str::contains;

fn check(file: &Path) -> assert_cmd::assert::Assert {
    holdem().args(["buckets", "check"]).arg(file).assert()
}

#[test]
fn a_built_file_is_cached_shown_and_sound() {
    let cache = tempfile::tempdir().unwrap();
    let file = tiny_buckets(cache.path());
    // The second build finds the first.
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    holdem()
        .env("HOLDEM_CACHE", cache.path())
        .args(["build-buckets", "--buckets", "percentile 20/20/20"])
        .assert()
        .code(0)
        .stdout(format!("{}\n", file.display()));
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);

    check(&file).code(0).stdout(contains("sound"));
    let shown = holdem().args(["buckets", "show", "--format", "json"]).arg(&file).assert().code(0);
    let shown: serde_json::Value = serde_json::from_slice(&shown.get_output().stdout).unwrap();
    assert_eq!(shown["params"], "percentile 169/20/20/20");
    let buckets: Vec<_> = shown["streets"].as_array().unwrap().iter().map(|s| &s["buckets"]).collect();
    assert_eq!(buckets, [169, 20, 20, 20]);
    for street in &shown["streets"].as_array().unwrap()[1..] {
        let of = |key: &str| street[key].as_f64().unwrap();
        assert!(0.0 < of("variance_within") && of("variance_explained") > 0.99, "{street}");
        assert!(of("largest_share") < 0.07 && of("effective_buckets") > 19.0, "{street}");
        assert_eq!(street["empty"], 0);
    }
    for (street, exact) in [("flop", true), ("turn", false)] {
        let streets = shown["streets"].as_array().unwrap();
        let street = streets.iter().find(|s| s["street"] == street).unwrap();
        let transition = &street["transition"];
        let of = |key: &str| transition[key].as_f64().unwrap();
        assert!(0.0 < of("distance") && of("distance") < of("distance_without_buckets") / 2.0, "{street}");
        assert_eq!(transition["standard_error"].is_null(), exact, "{street}");
    }
    shows_hands_of_a_bucket(&file);
    draws_a_picture_once(&file, cache.path());
}

fn show(file: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    holdem().args(["buckets", "show"]).arg(file).args(arguments).assert()
}

fn shows_hands_of_a_bucket(file: &Path) {
    let hands = |arguments: &[&str]| {
        let shown = show(file, arguments).code(0).get_output().stdout.clone();
        serde_json::from_slice::<serde_json::Value>(&shown).unwrap()
    };
    let strongest = hands(&["--bucket", "river:19", "--examples", "4", "--format", "json"]);
    let shown = strongest["hands"].as_array().unwrap();
    assert_eq!(shown.len(), 4);
    assert!(shown.iter().all(|hand| hand["equity"].as_f64().unwrap() > 0.9), "{strongest}");
    assert_eq!(strongest, hands(&["--bucket", "river:19", "--examples", "4", "--format", "json"]));
    assert_ne!(
        strongest,
        hands(&["--bucket", "river:19", "--examples", "4", "--format", "json", "--seed", "2"])
    );
    show(file, &["--bucket", "flop:0"]).code(0).stdout(contains("flop bucket 0:"));
    show(file, &["--bucket", "flop:20"])
        .code(2)
        .stderr(contains("no such bucket"))
        .stderr(contains("0 to 19"));
    show(file, &["--bucket", "lake:1"]).code(2).stderr(contains("river:17"));
}

fn draws_a_picture_once(file: &Path, directory: &Path) {
    let picture = directory.join("picture.svg");
    let path = picture.to_str().unwrap();
    show(file, &["--plot", path, "--boards", "16"]).code(0).stdout(contains("explained %"));
    let svg = fs::read_to_string(&picture).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("River, 20 buckets") && !svg.contains("NaN"));
    show(file, &["--plot", path]).code(2).stderr(contains("--force"));
    let nowhere = directory.join("no/such/picture.svg");
    show(file, &["--boards", "16", "--plot", nowhere.to_str().unwrap()])
        .code(3)
        .stderr(contains("picture.svg"));
}

#[test]
fn a_file_that_is_there_is_not_overwritten_unless_forced() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("mine.hdm");
    fs::write(&out, "precious").unwrap();
    holdem()
        .args(["buckets", "build", "--out"])
        .arg(&out)
        .assert()
        .code(2)
        .stderr(contains("mine.hdm"))
        .stderr(contains("--force"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious");
}

#[test]
fn truncated_damaged_and_foreign_files_are_named_and_exit_with_3() {
    let directory = tempfile::tempdir().unwrap();
    let damaged = tiny_buckets(directory.path());
    let name = || contains(damaged.file_name().unwrap().to_str().unwrap().to_owned());
    let length = fs::metadata(&damaged).unwrap().len();
    let file = flip(&damaged, length / 2);
    shows_nothing(&damaged, "river.rows damaged");
    check(&damaged).code(3).stderr(name()).stderr(contains("river.rows damaged"));
    file.set_len(length / 3).unwrap();
    check(&damaged).code(3).stderr(name()).stderr(contains("truncated"));

    let foreign = directory.path().join("foreign.hdm");
    fs::write(&foreign, "a text of more than one hundred and twenty-eight bytes ".repeat(9)).unwrap();
    check(&foreign).code(3).stderr(contains("foreign.hdm")).stderr(contains("not a holdem file"));

    let empty = directory.path().join("empty.hdm");
    fs::write(&empty, "").unwrap();
    check(&empty).code(3).stderr(contains("empty.hdm: too short"));
    check(directory.path()).code(3).stderr(contains("not a regular file"));
    check(&directory.path().join("missing.hdm")).code(3).stderr(contains("missing.hdm: not found"));
}

/// Changes a byte of a file, or changes it back.
fn flip(path: &Path, at: u64) -> File {
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 4]).unwrap();
    file
}

/// What is damaged is said, and no number is shown.
fn shows_nothing(file: &Path, says: &str) {
    for arguments in [&[][..], &["--bucket", "river:3"], &["--format", "json"]] {
        show(file, arguments).code(3).stdout("").stderr(contains(says));
    }
}

#[test]
fn damage_anywhere_in_a_file_is_said_when_it_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    let file = tiny_buckets(directory.path());
    let length = fs::metadata(&file).unwrap().len();
    // The header, the rows of every street, what stands behind them, and the table.
    for at in [20, 200, length / 100, length / 20, length / 4, 3 * length / 4, length - 3_000, length - 9] {
        flip(&file, at);
        let said = show(&file, &["--boards", "16"]).code(3).stdout("").get_output().stderr.clone();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(file.file_name().unwrap().to_str().unwrap()), "byte {at}: {said}");
        flip(&file, at);
    }
    show(&file, &["--boards", "16"]).code(0);
}

#[test]
fn the_cache_is_listed_with_sizes_and_cleaned_of_what_the_dead_left() {
    let cache = tempfile::tempdir().unwrap();
    let file = tiny_buckets(cache.path());
    let name = file.file_name().unwrap().to_str().unwrap();
    let left = |name: &str| fs::write(cache.path().join(name), "half").unwrap();
    let command = |arguments: &[&str]| {
        let mut command = holdem();
        command.env("HOLDEM_CACHE", cache.path()).args(["buckets", "cache"]).args(arguments);
        command
    };
    let listed = |arguments: &[&str]| json(command(arguments).args(["--format", "json"]));
    [format!(".{name}.partial-1-0"), format!("{name}.river.part"), "notes.txt".to_owned()]
        .iter()
        .for_each(|n| left(n));
    let living = File::create(cache.path().join(".other.hdm.partial-2-0")).unwrap();
    living.lock().unwrap();
    let kinds = |listing: &serde_json::Value| -> Vec<String> {
        let files = listing["files"].as_array().unwrap().iter();
        files.map(|file| file["kind"].as_str().unwrap().to_owned()).collect()
    };
    let before = listed(&[]);
    assert_eq!(kinds(&before), ["leftover", "being-written", "buckets", "street", "foreign"]);
    assert_eq!(before["files"][2]["what"], "percentile 169/20/20/20");
    let bytes = fs::metadata(&file).unwrap().len();
    assert_eq!((&before["files"][2]["bytes"], &before["bytes"]), (&bytes.into(), &(bytes + 12).into()));
    command(&[])
        .assert()
        .code(0)
        .stdout(contains("left by a killed process"))
        .stdout(contains("being written"));

    let cleaned = listed(&["--clean"]);
    assert_eq!(kinds(&cleaned), ["being-written", "buckets", "foreign"]);
    assert_eq!((cleaned["removed"].as_array().unwrap().len(), &cleaned["removed_bytes"]), (2, &8.into()));
    let removed = listed(&["--remove", "percentile:20", "--remove", "77"]);
    assert_eq!(kinds(&removed), ["being-written", "foreign"]);
    assert_eq!(removed["removed"], serde_json::json!([name]));
}

#[test]
fn the_next_command_that_uses_the_cache_removes_what_a_killed_build_left() {
    let cache = tempfile::tempdir().unwrap();
    tiny_buckets(cache.path());
    let left = cache.path().join(".buckets.hdm.partial-1-0");
    for command in ["build", "show", "check"] {
        fs::write(&left, "half").unwrap();
        holdem()
            .env("HOLDEM_CACHE", cache.path())
            .args(["buckets", command, "--buckets", "percentile:20"])
            .assert()
            .code(0);
        assert!(!left.exists(), "{command}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_goes_through_a_pipe_whole_and_the_pipe_stays() {
    let directory = tempfile::tempdir().unwrap();
    let (pipe, out) = (directory.path().join("pipe"), directory.path().join("out.hdm"));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let (pipe, out) = (pipe.clone(), out.clone());
        move || io::copy(&mut File::open(pipe).unwrap(), &mut File::create(out).unwrap()).unwrap()
    });
    holdem().args(["buckets", "build", "--buckets", "percentile:3", "--out"]).arg(&pipe).assert().code(0);
    reader.join().unwrap();
    check(&out).code(0).stdout(contains("sound"));
    assert!(!fs::metadata(&pipe).unwrap().is_file());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
}

#[test]
fn a_file_that_was_never_built_says_how_to_build_it() {
    let cache = tempfile::tempdir().unwrap();
    holdem()
        .env("HOLDEM_CACHE", cache.path())
        .args(["buckets", "show", "--buckets", "77"])
        .assert()
        .code(3)
        .stderr(contains("holdem buckets build"));
}

#[test]
fn impossible_counts_are_wrong_usage() {
    for (counts, says) in
        [("1", "2 to 65535"), ("7/8", "500/300/200"), ("170/9/9/9", "169"), ("many", "many")]
    {
        holdem().args(["buckets", "build", "--buckets", counts]).assert().code(2).stderr(contains(says));
    }
}
