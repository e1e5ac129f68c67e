//! Questions without an answer say why.

use std::fs;
use std::sync::Arc;

use holdem_abstraction::Family;
use holdem_blueprint::config::BucketFamily;
use holdem_blueprint::file::{self, Stamp};
use holdem_blueprint::game::BucketsInUse;
use holdem_blueprint::{AskError, Blueprint, BlueprintError, ErrorClass, Game, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Table;
use holdem_game::deal::HoldemCards;

use crate::support::{random, trained};

fn said<T: std::fmt::Debug>(result: Result<T, BlueprintError>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.class(), ErrorClass::Usage, "{error}");
    error.to_string()
}

#[test]
fn mistakes_in_boards_and_hands_are_named() {
    let random = random("holdem");
    let s = &random.strategy;
    let twice = said(s.board("AhKdAh"));
    assert!(twice.contains("AhKdAh") && twice.contains("Ah at column 5 is named twice"), "{twice}");
    let unreadable = said(s.board("AhKd1c"));
    assert!(unreadable.contains("`1c` at column 5 is not a card"), "{unreadable}");
    let count = said(s.board("AhKd"));
    assert!(count.contains("2 cards") && count.contains("3 cards on the flop"), "{count}");
    let (flop, turn) = (s.board("AhKd7c").unwrap(), s.board("AhKd7c2s").unwrap());
    let street = said(s.all_probabilities("ck", &turn));
    assert!(street.contains("`ck/` is on the flop, which has 3 cards; the board has 4 cards"), "{street}");
    let street = said(s.ranges("", &flop));
    assert!(street.contains("comes before any public card, but the board has 3 cards"), "{street}");
    let collision = said(s.probabilities("ck", s.hand("AhAs").unwrap(), &flop));
    assert!(collision.contains("hand AsAh collides with the board AhKd7c"), "{collision}");
    assert!(said(s.hand("AsAs")).contains("`AsAs`"));
    assert!(said(s.actions("f")).contains("the hand is over"));
    assert!(said(s.actions("r9")).contains("r9"));
}

#[test]
fn mistakes_in_small_games_list_what_there_is() {
    let (leduc, kuhn) = (random("leduc"), random("kuhn"));
    assert!(said(leduc.strategy.board("A1")).contains("J1, J2, Q1, Q2, K1, K2"));
    assert!(said(leduc.strategy.hand("K")).contains("K1, K2"));
    assert!(said(kuhn.strategy.board("K")).contains("no public cards"));
    assert_eq!(kuhn.strategy.hand("k").unwrap(), 2);
    let board = leduc.strategy.board("k1").unwrap();
    assert_eq!(board.as_str(), "K1");
    assert!(said(leduc.strategy.bucket(4, &board)).contains("K1 collides with the board K1"));
}

#[test]
fn a_row_that_is_no_strategy_is_damage() {
    let random = random("kuhn");
    let mut bytes = fs::read(&random.path).unwrap();
    let probabilities = bytemuck_f32(random.strategy.table().row(0, 2));
    let at = bytes.windows(8).position(|window| window == probabilities).unwrap();
    bytes[at..at + 4].copy_from_slice(&7.0f32.to_le_bytes());
    fs::write(&random.path, bytes).unwrap();
    let strategy = Strategy::open(&random.path).unwrap();
    let error = strategy.probabilities("", 2, &strategy.board("").unwrap()).unwrap_err();
    assert!(matches!(error, BlueprintError::Ask(AskError::Damaged { bucket: 2, .. })), "{error}");
    assert_eq!(error.class(), ErrorClass::Data);
    assert!(strategy.probabilities("", 1, &strategy.board("").unwrap()).is_ok());
    assert!(strategy.verify().is_err());
}

/// The bytes of the first two probabilities.
fn bytemuck_f32(row: &[f32]) -> Vec<u8> {
    row[..2].iter().flat_map(|p| p.to_le_bytes()).collect()
}

#[test]
fn before_the_flop_no_bucket_file_is_needed_and_none_is_built() {
    let like = Blueprint::open(trained("holdem")).unwrap();
    let (game, _) = like.load(None, 1, &mut unobserved).unwrap();
    let mut recipe = like.recipe().clone();
    recipe.buckets.family = BucketFamily::Percentile;
    recipe.buckets.families = [Family::Percentile; 3];
    let counts = vec![169, 3, 4, 5];
    recipe.buckets.counts = Some([3, 4, 5].map(|n| n.to_string().parse().unwrap()));
    let buckets = BucketsInUse { name: "some".to_owned(), hash: 1, counts, file_bytes: 0 };
    let cards = Arc::new(HoldemCards::new(holdem_blueprint::game::PreflopClasses));
    let game = Game { cards, buckets, ..game };
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    fs::create_dir(&run).unwrap();
    let cache = directory.path().join("cache");
    let config = format!("buckets: {{cache_dir: '{}'}}\n", cache.display());
    fs::write(run.join("config.yaml"), config).unwrap();
    let table = Table::uniform(&game.tree, &game.buckets.counts);
    file::write(&run.join("blueprint.hdm"), &Stamp::from(&game), &recipe, &table, 1).unwrap();
    let strategy = Strategy::open(&run).unwrap();
    let [preflop, flop] = ["", "AhKd7c"].map(|text| strategy.board(text).unwrap());
    assert_eq!(strategy.bucket(0, &preflop).unwrap(), 168);
    assert!(strategy.all_probabilities("", &preflop).is_ok() && strategy.ranges("c", &preflop).is_ok());
    assert!(strategy.row(strategy.node("ck").unwrap(), 2).is_ok());
    assert!(strategy.lacks_buckets());
    let error = strategy.bucket(0, &flop).unwrap_err();
    assert!(matches!(&error, BlueprintError::Ask(AskError::NotBuilt { path }) if path.starts_with(&cache)));
    assert_eq!(error.class(), ErrorClass::Data);
    assert!(!cache.exists());
}
