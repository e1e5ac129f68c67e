//! What happened in a hand, line by line.

use holdem_arena::table::{Event, PublicHand, Table};
use holdem_game::rules::Move;
use serde::Serialize;
use utoipa::ToSchema;

use super::judge::board_text;
use crate::ask::numbers::MoveKind;

/// Names of the streets.
pub(crate) const STREETS: [&str; 4] = ["preflop", "flop", "turn", "river"];

/// Something that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LogLine {
    /// Who; none where cards were dealt.
    seat: Option<usize>,
    /// In words, with who.
    text: String,
    street: &'static str,
    /// Of a move.
    kind: Option<MoveKind>,
    /// Chips of the player on this street after a bet, a raise or a call.
    to: Option<u32>,
    /// Cards that were dealt.
    cards: Vec<String>,
}

/// What happened in a hand.
pub(crate) fn story(table: &Table, public: &PublicHand, names: &[&str]) -> Vec<LogLine> {
    let unit = f64::from(table.unit());
    let (mut before, mut bets) = (0, bets_before(public));
    // Of earlier streets; antes before the first one.
    let mut put_in: Vec<u32> =
        public.start().contributed().iter().zip(&bets).map(|(all, bet)| all.saturating_sub(*bet)).collect();
    let line = |event: &Event| match *event {
        Event::Move { seat, action, street } => {
            let (player, highest) = (table.player_of(seat), bets.iter().copied().max().unwrap_or(0));
            let all = public.stacks()[seat].saturating_sub(put_in[seat]);
            let blinds = |chips: u32| (f64::from(chips) * 100.0 / unit).round() / 100.0;
            let (kind, to) = match action {
                Move::Fold => (MoveKind::Fold, bets[seat]),
                Move::Check => (MoveKind::Check, bets[seat]),
                Move::Call => (MoveKind::Call, highest.min(all)),
                Move::RaiseTo(to) if to >= all => (MoveKind::Allin, to),
                Move::RaiseTo(to) if highest == 0 => (MoveKind::Bet, to),
                Move::RaiseTo(to) => (MoveKind::Raise, to),
            };
            let called = to.saturating_sub(bets[seat]);
            bets[seat] = to;
            let text = match kind {
                MoveKind::Fold => "folds".to_owned(),
                MoveKind::Check => "checks".to_owned(),
                MoveKind::Call => format!("calls {}bb", blinds(called)),
                MoveKind::Bet => format!("bets {}bb", blinds(to)),
                MoveKind::Raise => format!("raises to {}bb", blinds(to)),
                MoveKind::Allin => format!("is all-in with {}bb", blinds(to)),
            };
            let to = (!matches!(kind, MoveKind::Fold | MoveKind::Check)).then_some(to);
            LogLine {
                seat: Some(player),
                text: format!("{} {text}", names[player]),
                street: STREETS[street.min(3)],
                kind: Some(kind),
                to,
                cards: Vec::new(),
            }
        }
        Event::Dealt { street, board } => {
            put_in.iter_mut().zip(&mut bets).for_each(|(all, bet)| *all += std::mem::take(bet));
            let known = board_text(&[before]).len();
            let cards = board_text(&[before, board]).split_off(known);
            before = board;
            let street = STREETS[street.min(3)];
            let text = format!("{street}: {}", cards.join(" "));
            LogLine { seat: None, text, street, kind: None, to: None, cards }
        }
    };
    public.events().iter().map(line).collect()
}

/// Blinds and straddles by seat: what counts for the first bets.
fn bets_before(public: &PublicHand) -> Vec<u32> {
    let start = public.start();
    match start.no_limit() {
        Some(hand) => hand.street_contributed().to_vec(),
        None => vec![0; start.num_seats()],
    }
}
