//! Parameters as text, as configuration, and as a hash.

use holdem_abstraction::{BucketCount, BucketParams, ParseParamsError};

#[test]
fn text_with_one_three_or_four_numbers_is_read() {
    let default = BucketParams::default();
    for text in ["5000", "5000/5000/5000", "169/5000/5000/5000", " 169 / 5000/5000 /5000 "] {
        assert_eq!(text.parse::<BucketParams>().unwrap(), default, "{text}");
    }
    assert_eq!(default.to_string(), "169/histogram:5000/histogram:5000/ochs:5000");
    let params: BucketParams = "percentile 2/1000/65535".parse().unwrap();
    assert_eq!(params.to_string(), "percentile 169/2/1000/65535");
    assert_eq!([params.flop, params.turn, params.river].map(|s| s.buckets.get()), [2, 1000, 65535]);
    assert_eq!(params, "percentile:2/percentile:1000/percentile:65535".parse().unwrap());
    assert_eq!(params, BucketParams::percentile([params.flop, params.turn, params.river].map(|s| s.buckets)));
}

#[test]
fn impossible_text_is_refused_with_what_would_do() {
    let message = |text: &str| text.parse::<BucketParams>().unwrap_err().to_string();
    assert_eq!(message("1"), "1 buckets: expected 2 to 65535");
    assert_eq!(message("200/65536/200"), "65536 buckets: expected 2 to 65535");
    assert_eq!(message("200/-3/200"), "-3 buckets: expected 2 to 65535");
    assert_eq!(message("10/200/200/200"), "10 preflop buckets: expected 169, the hand classes");
    assert_eq!(
        message("200/200"),
        "`200/200`: expected buckets such as 500, 500/300/200 (flop, turn, river), 169/500/300/200 or \
         percentile:200/potential:200/ochs:200"
    );
}

#[test]
fn configurations_fill_in_defaults_and_refuse_what_they_do_not_know() {
    let parse = serde_json::from_str::<BucketParams>;
    assert_eq!(parse("{}").unwrap(), BucketParams::default());
    let params = parse(r#"{"turn": {"buckets": 7}, "river": {"family": "percentile"}}"#).unwrap();
    assert_eq!(params, "5000/7/percentile:5000".parse().unwrap());
    let refused = |text| parse(text).unwrap_err().to_string();
    assert!(
        refused(r#"{"torn": {}}"#).contains("unknown field `torn`, expected one of `flop`, `turn`, `river`")
    );
    assert!(refused(r#"{"turn": {"bucket": 5}}"#).contains("expected `family` or `buckets`"));
    assert!(refused(r#"{"turn": {"family": "astrology"}}"#).contains("unknown variant `astrology`"));
    assert!(refused(r#"{"turn": {"buckets": 0}}"#).contains("0 buckets: expected 2 to 65535"));
    assert!(refused(r#"{"turn": {"buckets": -1}}"#).contains("-1"));
}

#[test]
fn families_are_read_per_street_and_written_back() {
    for (text, written) in [
        ("histogram:200/histogram:150/ochs:100", "169/histogram:200/histogram:150/ochs:100"),
        ("169/potential:9/potential:8/300", "169/potential:9/potential:8/ochs:300"),
        ("percentile 9/potential:8/300", "169/percentile:9/potential:8/percentile:300"),
        ("lossless/nested:50/percentile-squared:7", "169/lossless/nested:50/percentile-squared:7"),
        ("nested: 5", "169/nested:5/nested:5/nested:5"),
        ("percentile:7", "percentile 169/7/7/7"),
        ("percentile 7", "percentile 169/7/7/7"),
        ("nested 169/7/8/9", "169/nested:7/nested:8/nested:9"),
    ] {
        let params: BucketParams = text.parse().unwrap();
        assert_eq!(params.to_string(), written);
        assert_eq!(written.parse::<BucketParams>().unwrap(), params);
        let json = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<BucketParams>(&json).unwrap(), params, "{json}");
        assert!(!params.file_name().contains([':', '/', ' ']), "{}", params.file_name());
    }
}

#[test]
fn families_on_streets_they_do_not_know_are_refused() {
    let message = |text: &str| text.parse::<BucketParams>().unwrap_err().to_string();
    for (text, expected) in [
        (
            "ochs:5",
            "no ochs buckets on the flop: expected one of percentile, percentile-squared, \
             histogram, potential, lossless, nested",
        ),
        (
            "200/200/histogram:9",
            "no histogram buckets on the river: expected one of percentile, percentile-squared, ochs, nested",
        ),
        (
            "200/lossless/200",
            "no lossless buckets on the turn: expected one of percentile, percentile-squared, \
             histogram, potential, nested",
        ),
        (
            "astrology:9",
            "unknown family `astrology`: expected one of percentile, percentile-squared, \
             histogram, potential, ochs, lossless, nested",
        ),
        ("histogram", "`histogram`: expected a number of buckets, as in histogram:200"),
        (
            "lossless:9/200/200",
            "lossless:9: lossless buckets are as many as there are hands; write `lossless` alone",
        ),
        (
            "200/potential:9/nested:9",
            "potential buckets on the turn need clusters or percentiles on the next street, \
             which has nested buckets",
        ),
        ("200/200/nested:63", "63 nested buckets on each board of the river: expected at most 62"),
        ("histogram:65536/200/200", "65536 buckets: expected 2 to 65535"),
        ("histogram:/200/200", " buckets: expected 2 to 65535"),
        ("histogram:2:2/200/200", "2:2 buckets: expected 2 to 65535"),
    ] {
        assert_eq!(message(text), expected);
    }
    let json = r#"{"river": {"family": "histogram"}}"#;
    let refused = serde_json::from_str::<BucketParams>(json).unwrap_err().to_string();
    assert!(refused.contains("no histogram buckets on the river"), "{refused}");
    assert!(
        serde_json::from_str::<BucketParams>(r#"{"flop": {"family": "lossless", "buckets": 3}}"#).is_err()
    );
}

#[test]
fn configurations_come_back_as_they_were_written() {
    let params: BucketParams = "5/60/700".parse().unwrap();
    let text = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<BucketParams>(&text).unwrap(), params);
}

#[test]
fn the_hash_tells_every_street_apart_and_never_changes() {
    let hash = |text: &str| text.parse::<BucketParams>().unwrap().hash();
    let mut hashes = [
        "percentile 200",
        "percentile 201/200/200",
        "percentile 200/201/200",
        "percentile 200/200/201",
        "percentile histogram:200/200/200",
        "percentile potential:200/200/200",
        "percentile nested:200/200/200",
        "percentile lossless/200/200",
        "percentile percentile-squared:200/200/200",
        "percentile 200/200/ochs:200",
        "200",
    ]
    .map(hash);
    assert_eq!(format!("{:016x}", hashes[0]), "4dc6c2cd5fe758a9");
    hashes.sort_unstable();
    assert!(hashes.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn counts_are_two_to_the_largest_that_fits_a_row() {
    assert_eq!(BucketCount::try_from(2).unwrap().get(), 2);
    assert_eq!(BucketCount::try_from(65_535).unwrap().get(), 65_535);
    for count in [0, 1, 65_536, u64::MAX] {
        assert_eq!(BucketCount::try_from(count), Err(ParseParamsError::Count { found: count.to_string() }));
    }
}
