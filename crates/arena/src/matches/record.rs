//! A played hand as a hand history.

use holdem_cards::{Card, CardSet};
use holdem_game::rules::{Move, Phase};

use crate::phh::{ActionKind, HandHistory};
use crate::table::{Dealt, Event, PublicHand, Table};

/// The hand history of a hand of hold'em; `None` in other games, which the format cannot express. Private
/// cards of all seats are written.
///
/// `names` are by seat, `payoffs` those of a hand that is over.
pub fn history(
    table: &Table,
    dealt: &Dealt,
    public: &PublicHand,
    names: &[String],
    payoffs: Option<&[i64]>,
) -> Option<HandHistory> {
    let stakes = table.stakes()?;
    let deck = table.deck().cards().filter(|cards| *cards.deck() == holdem_game::deal::MiniDeck::holdem())?;
    let mut hand = HandHistory::new(stakes, table.stacks());
    hand.players = Some(names.to_vec());
    let cards = |seat: usize| high_first(deck.hand(dealt.hands[seat]));
    let mut push = |kind: ActionKind| hand.actions.push(kind.into());
    for seat in 0..table.num_seats() {
        push(ActionKind::DealHole { seat, cards: cards(seat) });
    }
    let betting_ends = public.moves().count();
    let mut moves = 0;
    let mut last = 0;
    let mut show = Some(()).filter(|()| public.betting().phase() == Phase::Showdown);
    let showing = |push: &mut dyn FnMut(ActionKind)| {
        for seat in (0..table.num_seats()).filter(|&seat| !public.betting().is_folded(seat)) {
            push(ActionKind::Show { seat, cards: cards(seat) });
        }
    };
    for event in public.events() {
        if moves == betting_ends && show.take().is_some() {
            showing(&mut push);
        }
        match *event {
            Event::Dealt { board, .. } => {
                push(ActionKind::DealBoard { cards: high_first(set(board & !last)) });
                last = board;
            }
            Event::Move { seat, action, .. } => {
                moves += 1;
                push(match action {
                    Move::Fold => ActionKind::Fold { seat },
                    Move::Check | Move::Call => ActionKind::CheckOrCall { seat },
                    Move::RaiseTo(to) => ActionKind::RaiseTo { seat, to },
                });
            }
        }
    }
    if show.is_some() {
        showing(&mut push);
    }
    if let Some(payoffs) = payoffs {
        hand.note_finishing_stacks(payoffs);
    }
    Some(hand)
}

fn set(board: u64) -> CardSet {
    CardSet::from_bits(board).expect("a board holds cards only")
}

fn high_first(cards: CardSet) -> Vec<Option<Card>> {
    let mut cards: Vec<Card> = cards.iter().collect();
    cards.sort_unstable_by(|a, b| b.cmp(a));
    cards.into_iter().map(Some).collect()
}
