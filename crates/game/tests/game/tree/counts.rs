//! Node counts of known menus, kept as data; each is counted a second time by the slow oracle.

use holdem_game::menu::BetMenu;
use holdem_game::tree::NoLimitHoldem;
use serde::Deserialize;

use super::properties::assert_same_nodes;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Preset {
    Default,
    Compact,
    Detailed,
    JamOrFold,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    preset: Option<Preset>,
    menu: Option<BetMenu>,
    stack_bb: u32,
    decisions: [usize; 4],
    terminals: [usize; 4],
    actions: [usize; 4],
    fingerprint: String,
}

impl Case {
    fn menu(&self) -> BetMenu {
        match (&self.preset, &self.menu) {
            (Some(Preset::Default), None) => BetMenu::default(),
            (Some(Preset::Compact), None) => BetMenu::compact(),
            (Some(Preset::Detailed), None) => BetMenu::detailed(),
            (Some(Preset::JamOrFold), None) => BetMenu::jam_or_fold(),
            (None, Some(menu)) => menu.clone(),
            _ => panic!("a case has either a preset or a menu"),
        }
    }
}

#[test]
fn known_menus_have_the_recorded_counts() {
    let cases: Vec<Case> = serde_saphyr::from_str(include_str!("../../data/tree_counts.yaml")).unwrap();
    for case in cases {
        let menu = case.menu();
        let tree = NoLimitHoldem::heads_up(f64::from(case.stack_bb), menu.clone()).unwrap().tree().unwrap();
        let counts = tree.counts();
        let found = (counts.map(|c| c.decisions), counts.map(|c| c.terminals), counts.map(|c| c.actions));
        assert_eq!(found, (case.decisions, case.terminals, case.actions), "{} bb, {menu:?}", case.stack_bb);
        assert_eq!(
            format!("{:016x}", tree.fingerprint()),
            case.fingerprint,
            "{} bb, {menu:?}",
            case.stack_bb
        );
        assert_same_nodes(&tree, &menu, 2 * case.stack_bb);
    }
}
