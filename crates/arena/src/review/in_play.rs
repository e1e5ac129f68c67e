//! A recorded hand, replayed move by move, with its bets in words.

use holdem_cards::{Card, Combo};
use holdem_game::deal::DealRng;
use holdem_game::rules::{Move, Street};
use holdem_game::tree::Action;

use crate::phh::{HandHistory, MaybeCard};
use crate::table::{Betting, PublicHand};
use crate::translation::{Follower, Translated};

/// A hand in play, and where the strategy takes it to be.
pub(super) struct InPlay<'h> {
    pub(super) hand: &'h HandHistory,
    pub(super) name: String,
    pub(super) public: PublicHand,
    pub(super) follower: Follower,
    pub(super) holes: Vec<Option<Combo>>,
    pub(super) cards: Vec<Card>,
    /// Chips.
    pub(super) big_blind: f64,
    pub(super) decisions: usize,
    pub(super) preflop_raises: usize,
}

impl InPlay<'_> {
    /// Adds public cards; the street is dealt once all of its cards are there.
    pub(super) fn deal(&mut self, cards: &[MaybeCard]) -> Result<(), String> {
        let known: Option<Vec<Card>> = cards.iter().copied().collect();
        self.cards.extend(known.ok_or("a public card is not known")?);
        if Street::of_board_len(self.cards.len()).is_some() {
            self.public.deal(self.cards.iter().fold(0, |board, card| board | 1 << card.index()));
        }
        Ok(())
    }

    pub(super) fn make(&mut self, made: Move) -> Result<(), holdem_game::rules::IllegalMove> {
        let is_raise = matches!(made, Move::RaiseTo(_));
        self.preflop_raises += usize::from(is_raise && self.public.betting().street() == 0);
        self.public.act(made)?;
        self.follower.advance(made, &mut DealRng::from_seed(0));
        self.decisions += 1;
        Ok(())
    }

    /// The public cards, in order.
    pub(super) fn board_text(&self) -> String {
        self.cards.iter().map(Card::to_string).collect()
    }
}

/// What was done, in big blinds.
pub(super) fn choice(betting: &Betting, made: Move, big: f64) -> String {
    let unopened = betting.no_limit().is_some_and(|hand| hand.bet() == 0);
    match made {
        Move::RaiseTo(to) if unopened => format!("bet {}bb", rounded(f64::from(to) / big)),
        Move::RaiseTo(to) => format!("raise to {}bb", rounded(f64::from(to) / big)),
        Move::Call => format!("call {}bb", rounded(f64::from(betting.legal().call) / big)),
        Move::Fold | Move::Check => made.to_string(),
    }
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// What a bet was taken as.
pub(super) fn in_words(bet: &Translated, big: f64) -> String {
    let percent = |share: f64| format!("{:.0}% of the pot", 100.0 * share);
    let made = match bet.action {
        Move::RaiseTo(to) => format!("{}bb ({})", rounded(f64::from(to) / big), percent(bet.share)),
        other => other.to_string(),
    };
    match bet.taken_as {
        Some(Action::Check | Action::Call) => format!("{made} taken as no bet"),
        Some(_) => format!("{made} taken as {}", percent(bet.taken_share)),
        None => format!("{made}: beyond the strategy's tree"),
    }
}
