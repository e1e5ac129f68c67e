//! Parameters as text, as configuration, and as a hash.

use holdem_abstraction::{BucketCount, BucketParams, ParseParamsError};

#[test]
fn text_with_one_three_or_four_numbers_is_read() {
    let default = BucketParams::default();
    for text in ["200", "200/200/200", "169/200/200/200", " 169 / 200/200 /200 "] {
        assert_eq!(text.parse::<BucketParams>().unwrap(), default, "{text}");
    }
    let params: BucketParams = "2/1000/65535".parse().unwrap();
    assert_eq!(params.to_string(), "percentile 169/2/1000/65535");
    assert_eq!([params.flop, params.turn, params.river].map(|s| s.buckets.get()), [2, 1000, 65535]);
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
        "`200/200`: expected buckets such as 200, 200/150/100 (flop, turn, river) or 169/200/150/100"
    );
}

#[test]
fn configurations_fill_in_defaults_and_refuse_what_they_do_not_know() {
    let parse = serde_json::from_str::<BucketParams>;
    assert_eq!(parse("{}").unwrap(), BucketParams::default());
    let params = parse(r#"{"turn": {"buckets": 7}, "river": {"family": "percentile"}}"#).unwrap();
    assert_eq!(params, "200/7/200".parse().unwrap());
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
fn configurations_come_back_as_they_were_written() {
    let params: BucketParams = "5/60/700".parse().unwrap();
    let text = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<BucketParams>(&text).unwrap(), params);
}

#[test]
fn the_hash_tells_every_street_apart_and_never_changes() {
    let hash = |text: &str| text.parse::<BucketParams>().unwrap().hash();
    let mut hashes = ["200", "201/200/200", "200/201/200", "200/200/201"].map(hash);
    assert_eq!(hashes[0], BucketParams::default().hash());
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
