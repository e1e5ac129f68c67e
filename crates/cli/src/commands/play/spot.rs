//! What a strategy does with every hand it could have had.

use std::fmt::Write;

use holdem_arena::player::Mixture;
use holdem_arena::session::{Decision, Finished, Session};
use holdem_blueprint::grid::Grid;
use holdem_cards::{CardSet, Combo};
use holdem_game::rules::Move;
use holdem_game::tree::Action;

use super::screen::{amount, in_words, street_name};
use crate::summary::colour;

/// Every decision of a hand that is over.
pub(super) fn explain(session: &Session, last: &Finished) -> String {
    let mut text = String::new();
    for decision in last.hand.decisions() {
        let _ = writeln!(text, "\n{}", title(session, last, decision));
        let Some(view) = &decision.view else {
            let _ = writeln!(text, "  it does not say what it does");
            continue;
        };
        for reason in &view.reasons {
            let _ = writeln!(text, "  {reason}");
        }
        if let Some(mixture) = &view.mixture {
            let _ = writeln!(text, "{}", own_hand(session, last, decision, mixture));
            text.push_str(&all_hands(session, decision, mixture));
        }
    }
    if text.is_empty() { "nobody had a decision in the last hand\n".to_owned() } else { text }
}

fn title(session: &Session, last: &Finished, decision: &Decision) -> String {
    let betting = decision.public.betting();
    let street = street_name(session, betting.street());
    let who = match decision.seat == last.hand.seat() {
        true => "the strategy in your place".to_owned(),
        false => session.table().seat_name(decision.seat).to_owned(),
    };
    let pot = amount(session, betting.pot());
    let action = in_words(session, betting, decision.action);
    let made = if decision.seat == last.hand.seat() { "you chose" } else { "it chose" };
    format!("{street}, pot {pot}: {who}; {made}: {action}")
}

/// What it does with the hand that was really held.
fn own_hand(session: &Session, last: &Finished, decision: &Decision, mixture: &Mixture) -> String {
    let hand = last.hand.dealt().hands[decision.seat];
    let chances = mixture.moves.iter().zip(&mixture.probabilities);
    let words: Vec<String> = chances
        .filter(|(_, by_hand)| by_hand[hand] >= 0.005)
        .map(|(&action, by_hand)| {
            let name = in_words(session, decision.public.betting(), action);
            format!("{name} {:.0}%", 100.0 * by_hand[hand])
        })
        .collect();
    format!("  with {}: {}", session.table().deck().hand_name(hand), words.join(", "))
}

/// A grid in hold'em, a line for each hand in small games.
fn all_hands(session: &Session, decision: &Decision, mixture: &Mixture) -> String {
    let betting = decision.public.betting();
    let deck = session.table().deck();
    if deck.num_hands() == Combo::COUNT && betting.no_limit().is_some() {
        return grid(session, decision, mixture);
    }
    if deck.num_hands() > 40 {
        return String::new();
    }
    let mut table = crate::table::Table::default();
    let names = mixture.moves.iter().map(|&action| in_words(session, betting, action));
    table.row(std::iter::once("hand".to_owned()).chain(names));
    for hand in (0..deck.num_hands()).filter(|&hand| !deck.collides(hand, decision.public.board())) {
        let chances = mixture.probabilities.iter().map(|by_hand| format!("{:.0}%", 100.0 * by_hand[hand]));
        table.row(std::iter::once(deck.hand_name(hand)).chain(chances));
    }
    table.render()
}

fn grid(session: &Session, decision: &Decision, mixture: &Mixture) -> String {
    let betting = decision.public.betting();
    let most = betting.legal().raise_to.map(|(_, most)| most);
    let action = |action: Move| match action {
        Move::Fold => Action::Fold,
        Move::Check => Action::Check,
        Move::Call => Action::Call,
        Move::RaiseTo(to) if Some(to) == most => Action::AllIn(to),
        Move::RaiseTo(to) => Action::RaiseTo(to),
    };
    let actions: Vec<(Action, String)> =
        mixture.moves.iter().map(|&m| (action(m), in_words(session, betting, m))).collect();
    let board = CardSet::from_bits(decision.public.board()).unwrap_or(CardSet::EMPTY);
    let opens = betting.no_limit().is_some_and(|hand| hand.bet() == 0);
    let title = "over all hands, each counted once".to_owned();
    Grid::of_mixture(title, board, &actions, opens, &mixture.probabilities).render(colour())
}
