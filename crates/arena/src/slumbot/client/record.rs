//! A hand as a hand history, with its known cards.

use holdem_cards::{Card, CardSet, Combo};
use holdem_game::rules::{Move, Phase};

use crate::phh::{ActionKind, HandHistory, MaybeCard};
use crate::table::{Event, PublicHand, Table};

/// The history of a finished hand of hold'em; `hands[seat]` may be unknown.
pub fn history(
    table: &Table,
    public: &PublicHand,
    hands: &[Option<usize>],
    names: [String; 2],
    payoffs: &[i64],
    number: u64,
) -> HandHistory {
    let stakes = table.stakes().expect("a table of hold'em has stakes");
    let mut history = HandHistory::new(stakes, table.stacks());
    history.players = Some(names.to_vec());
    history.metadata.insert("hand".to_owned(), toml::Value::Integer(number as i64 + 1));
    let mut push = |kind: ActionKind| history.actions.push(kind.into());
    for (seat, hand) in hands.iter().enumerate() {
        push(ActionKind::DealHole { seat, cards: hole(*hand) });
    }
    let moves = public.moves().count();
    let is_showdown = public.betting().phase() == Phase::Showdown;
    let (mut made, mut before, mut shown) = (0, 0, !is_showdown);
    for event in public.events().iter().map(Some).chain([None]) {
        if made == moves && !std::mem::replace(&mut shown, true) {
            for (seat, hand) in hands.iter().enumerate().filter(|(_, hand)| hand.is_some()) {
                push(ActionKind::Show { seat, cards: hole(*hand) });
            }
        }
        match event {
            Some(&Event::Dealt { board, .. }) => {
                let new = CardSet::from_bits(board & !before).expect("a board holds cards only");
                push(ActionKind::DealBoard { cards: new.iter().map(Some).collect() });
                before = board;
            }
            Some(&Event::Move { seat, action, .. }) => {
                made += 1;
                push(match action {
                    Move::Fold => ActionKind::Fold { seat },
                    Move::Check | Move::Call => ActionKind::CheckOrCall { seat },
                    Move::RaiseTo(to) => ActionKind::RaiseTo { seat, to },
                });
            }
            None => {}
        }
    }
    history.note_finishing_stacks(payoffs);
    history
}

fn hole(hand: Option<usize>) -> Vec<MaybeCard> {
    match hand.and_then(|hand| Combo::from_index(hand as u16)) {
        Some(combo) => combo.cards().map(Some).to_vec(),
        None => vec![None::<Card>; 2],
    }
}
