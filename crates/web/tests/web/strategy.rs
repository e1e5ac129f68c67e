//! A strategy: every number is the library's.

use axum::http::StatusCode;
use holdem_blueprint::Strategy;
use holdem_cards::{Combo, HandClass};
use serde_json::Value;

use crate::support::{Site, escaped};

fn close(found: &Value, expected: f64, what: &str) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{what}: {found} is no number"));
    assert!((found - expected).abs() <= 2e-4, "{what}: {found}, expected {expected}");
}

fn node(site: &Site, id: &str, line: &str, board: &str) -> Value {
    site.get(&format!("/sources/{id}/node?line={}&board={board}", escaped(line)))
}

/// The first line from here on where somebody acts on a street, by the ribbon's own links.
fn lines(site: &Site, id: &str, board: &str, deepest: usize) -> Vec<String> {
    let (mut open, mut found) = (vec![String::new()], Vec::new());
    while let Some(line) = open.pop() {
        let answer = node(site, id, &line, board);
        found.push(line);
        if found.len() >= deepest {
            return found;
        }
        // Where the board ends before the line does, nobody acts.
        let on = answer["actions"].as_array().into_iter().flatten().filter(|action| action["ends"] == false);
        open.extend(on.map(|action| action["line"].as_str().unwrap().to_owned()));
    }
    found
}

#[test]
fn every_hand_and_cell_is_what_the_library_says() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let strategy = Strategy::open(&site.folder.path().join("runs/small")).unwrap();
    let deck = "AhKd7c2s9h";
    for line in lines(&site, &id, deck, 12) {
        let answer = node(&site, &id, &line, deck);
        let at = strategy.node(line.as_str()).unwrap();
        let cards = [0, 3, 4, 5][usize::from(strategy.tree().node(at).street)];
        let board = strategy.board(&deck[..2 * cards]).unwrap();
        assert_eq!(answer["board"].as_array().unwrap().len(), cards, "{line}");
        let expected = strategy.all_probabilities(at, &board).unwrap();
        let ranges = strategy.ranges(at, &board).unwrap();
        let acting = answer["acting"].as_u64().unwrap() as usize;
        for (hand, bucket) in expected.buckets.iter().enumerate() {
            for (action, row) in expected.probabilities.iter().enumerate() {
                let found = &answer["hands"]["probabilities"][action][hand];
                match bucket {
                    Some(_) => close(found, row[hand].into(), &line),
                    None => assert!(found.is_null()),
                }
            }
            assert_eq!(answer["hands"]["buckets"][hand].as_u64(), bucket.map(u64::from));
        }
        for class in HandClass::all() {
            let live: Vec<usize> =
                class.combos().map(Combo::index).filter(|&hand| expected.buckets[hand].is_some()).collect();
            let cell = &answer["cells"][class.index()];
            assert_eq!(cell["class"], class.to_string());
            assert_eq!(cell["live"].as_u64().unwrap() as usize, live.len());
            let weight: f64 = live.iter().map(|&hand| f64::from(ranges[acting][hand])).sum();
            close(&cell["weight"], weight / live.len().max(1) as f64, &line);
            for (action, row) in expected.probabilities.iter().enumerate() {
                let taken: f64 =
                    live.iter().map(|&hand| f64::from(row[hand]) * f64::from(ranges[acting][hand])).sum();
                match weight > 0.0 {
                    true => close(&cell["frequencies"][action], taken / weight, &line),
                    false => assert!(cell["frequencies"].is_null()),
                }
            }
        }
    }
}

#[test]
fn a_line_is_walked_by_the_links_of_the_ribbon() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let root = node(&site, &id, "", "");
    assert_eq!((root["state"].as_str(), root["street"].as_str()), (Some("decision"), Some("preflop")));
    assert_eq!((root["seats"][0]["name"].as_str(), root["acting"].as_u64()), (Some("SB"), Some(0)));
    let call = root["actions"].as_array().unwrap().iter().find(|action| action["kind"] == "call").unwrap();
    let big_blind = node(&site, &id, call["line"].as_str().unwrap(), "");
    let check = big_blind["actions"].as_array().unwrap().iter().find(|a| a["kind"] == "check").unwrap();
    let line = check["line"].as_str().unwrap();

    let deal = node(&site, &id, line, "");
    assert_eq!((deal["state"].as_str(), deal["cards_missing"].as_u64()), (Some("deal"), Some(3)));
    assert!(deal["actions"].is_null() && deal["cells"].is_null() && deal["hands"].is_null());
    let last = deal["ribbon"].as_array().unwrap().last().unwrap();
    assert_eq!((last["kind"].as_str(), last["missing"].as_u64()), (Some("cards"), Some(3)));
    assert_eq!(node(&site, &id, line, "Ah")["cards_missing"], 2);

    let flop = node(&site, &id, line, "AhKd7c2s");
    assert_eq!((flop["state"].as_str(), flop["street"].as_str()), (Some("decision"), Some("flop")));
    let ribbon = flop["ribbon"].as_array().unwrap();
    let kinds: Vec<_> = ribbon.iter().map(|piece| piece["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["decision", "decision", "cards", "decision"]);
    assert!(ribbon[3]["taken"].is_null() && ribbon[0]["taken"].is_u64());
    for piece in ribbon.iter().filter(|piece| piece["kind"] == "decision") {
        let actions = piece["actions"].as_array().unwrap();
        let sum: f64 = actions.iter().map(|action| action["frequency"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{piece}");
    }
    let over = node(&site, &id, "f", "");
    assert_eq!((over["state"].as_str(), over["seats"][0]["folded"].as_bool()), (Some("over"), Some(true)));
    let short = site.get(&format!("/sources/{id}/node?line=&board=&hands=false"));
    assert!(short["hands"].is_null() && short["cells"].is_array());
}

#[test]
fn mistakes_are_named_by_their_field() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let refused = |path: &str| site.refused(&format!("/sources/{id}/{path}"));
    let bad = |code: &str| (StatusCode::BAD_REQUEST, code.to_owned());
    assert_eq!(refused("node?line=zz"), bad("bad_line"));
    assert_eq!(refused("node?board=AhAh"), bad("bad_board"));
    assert_eq!(refused("node?board=Xx"), bad("bad_board"));
    assert_eq!(refused("values?line=f"), bad("bad_line"));
    assert_eq!(refused("equity"), (StatusCode::UNPROCESSABLE_ENTITY, "not_available".to_owned()));
    assert_eq!(site.refused("/sources/0123456789abcdef/node").0, StatusCode::NOT_FOUND);
    assert_eq!(site.refused("/nothing").0, StatusCode::NOT_FOUND);
}

#[test]
fn values_equities_and_kinds_agree_with_each_other() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let board = "AhKd7c2s9h";
    let strategy = Strategy::open(&site.folder.path().join("runs/small")).unwrap();
    let river = lines(&site, &id, board, 60)
        .into_iter()
        .find(|line| strategy.tree().node(strategy.node(line.as_str()).unwrap()).street == 3)
        .unwrap();
    let at = format!("line={}&board={board}", escaped(&river));
    let values = site.get(&format!("/sources/{id}/values?{at}"));
    let expected = strategy
        .values(
            river.as_str(),
            &strategy.board(board).unwrap(),
            &Default::default(),
            &mut holdem_blueprint::unobserved,
        )
        .unwrap();
    let acting = expected.player;
    for hand in (0..Combo::COUNT).step_by(7) {
        for seat in 0..2 {
            match expected.of_hand(seat, hand) {
                Some(ev) => {
                    let found = values["ev"][seat][hand].as_f64().unwrap();
                    assert!((found - ev).abs() < 2e-3, "{found} and {ev}");
                }
                None => assert!(values["ev"][seat][hand].is_null()),
            }
        }
        if let Some(ev) = expected.of_action(0, hand) {
            assert!((values["action_ev"][0][hand].as_f64().unwrap() - ev).abs() < 2e-3);
        }
    }
    let equity = site.get(&format!("/sources/{id}/equity?{at}"));
    let sum: f64 = (0..2).map(|seat| equity["mean_equity"][seat].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{equity}");
    assert_eq!(equity["mean_equity"], values["mean_equity"]);
    assert_eq!(equity["curves"][0]["equity"].as_array().unwrap().len(), 101);
    let kinds = site.get(&format!("/sources/{id}/breakdown?{at}"));
    for seat in kinds["seats"].as_array().unwrap() {
        let made = seat["made"].as_array().unwrap();
        let shares: f64 = made.iter().map(|part| part["share"].as_f64().unwrap()).sum();
        assert!((shares - 1.0).abs() < 2e-3, "{seat}");
        assert_eq!(made[0]["frequencies"].is_array(), seat["seat"] == acting);
        assert!(seat["draws"].as_array().unwrap().is_empty());
    }
    let cards = site.get(&format!("/sources/{id}/runouts?{at}"));
    let cards = cards["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 48);
    let sum: f64 = cards.iter().map(|card| card["probability"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 5e-3);
    let same = site.get(&format!("/compare?a={id}&b={id}&{at}"));
    assert_eq!(same["distance"], 0.0);
}

#[test]
fn a_line_becomes_a_spot_and_a_range_any_form() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let strategy = Strategy::open(&site.folder.path().join("runs/small")).unwrap();
    let line = lines(&site, &id, "AhKd7c", 30).into_iter().find(|line| {
        let node = strategy.node(line.as_str()).unwrap();
        let tree = strategy.tree();
        node != 0 && tree.node(node).street == 1 && tree.node(tree.node(node).parent).street == 0
    });
    let line = line.unwrap();
    let answer = site.get(&format!("/sources/{id}/spot?line={}&board=AhKd7c", escaped(&line)));
    let (status, checked) = site.post("/spots/check", &serde_json::json!({"spot": answer["spot"]}));
    assert_eq!((status, checked["fits"].as_bool()), (StatusCode::OK, Some(true)), "{checked}");
    let (_, text) = site.post("/ranges", &serde_json::json!({"text": "QQ+,AKs:0.5", "board": "AhKd7c"}));
    let (_, again) = site.post("/ranges", &serde_json::json!({"weights": text["weights"]}));
    assert_eq!(
        (text["combos"].clone(), text["cells"].clone()),
        (again["combos"].clone(), again["cells"].clone())
    );
    let (status, error) = site.post("/ranges", &serde_json::json!({"text": "QQ+,ZZ"}));
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some("bad_range")));
}
