//! Hands of one client.

use holdem_cards::random::{DealRng, mix};
use holdem_cards::{CardSet, Combo};
use holdem_game::rules::Phase;

use super::super::Answer;
use super::super::betting::{read_increment, write};
use crate::play::{MatchError, Unwatched, play_hand};
use crate::player::{Player, PlayerError, Turn};
use crate::table::{Dealt, PublicHand, Table};

/// A hand in play, or the last one.
struct Hand {
    dealt: Dealt,
    public: PublicHand,
    client: usize,
    rng: DealRng,
    is_over: bool,
}

/// A client's session.
pub(super) struct Session {
    token: String,
    seed: u64,
    bot: Box<dyn Player>,
    /// By seat: the players who play the same cards for the baseline.
    shadows: [Box<dyn Player>; 2],
    hand: Option<Hand>,
    begun: u64,
    over: u64,
    total: i64,
    baseline_total: i64,
}

impl Session {
    /// A session, the `number`th of its server.
    pub(super) fn new(token: String, seed: u64, number: u64, players: [Box<dyn Player>; 3]) -> Self {
        let [bot, a, b] = players;
        Self {
            token,
            // Mixed once more than hands are: hand 2 of session 1 is another one than hand 1 of session 2.
            seed: mix(seed ^ mix(number)),
            bot,
            shadows: [a, b],
            hand: None,
            begun: 0,
            over: 0,
            total: 0,
            baseline_total: 0,
        }
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Deals the next hand; an unfinished one counts as folded by the client.
    pub(super) fn new_hand(&mut self, table: &Table) -> Result<Answer, PlayerError> {
        if let Some(hand) = self.hand.take().filter(|hand| !hand.is_over) {
            self.over += 1;
            self.total -= i64::from(hand.public.betting().contributed()[hand.client]);
        }
        let number = self.begun;
        self.begun += 1;
        let dealt = table.deal(&mut DealRng::for_iteration(self.seed, number));
        let client = (number % 2) as usize;
        let public = table.begin();
        let turn = Turn { public: &public, seat: 1 - client, hand: dealt.hands[1 - client], number };
        self.bot.begin(&turn)?;
        let rng = DealRng::for_iteration(self.seed ^ mix(1), number);
        self.hand = Some(Hand { dealt, public, client, rng, is_over: false });
        self.go_on()?;
        self.describe(table, String::new())
    }

    /// Plays an action of the client.
    ///
    /// # Errors
    /// A message for `error_msg`; nothing has changed then, unless the server's player failed.
    pub(super) fn act(&mut self, table: &Table, text: &str) -> Result<Answer, String> {
        let hand = self.hand.as_mut().filter(|hand| !hand.is_over).ok_or("The hand is over")?;
        let old_action = write(&hand.public);
        let action = read_increment(text, &hand.public.betting().legal())?;
        hand.public.act(action).map_err(|error| error.to_string())?;
        self.go_on().and_then(|()| self.describe(table, old_action)).map_err(|error| error.to_string())
    }

    /// Deals and plays until the client is to act, or the hand is over.
    fn go_on(&mut self) -> Result<(), PlayerError> {
        let hand = self.hand.as_mut().expect("a hand was dealt");
        let Hand { dealt, public, client, rng, .. } = hand;
        let bot = 1 - *client;
        loop {
            while public.awaits_cards() {
                public.deal(dealt.boards[public.boards().len()]);
            }
            match public.betting().to_act() {
                Some(seat) if seat == bot => {}
                _ => break,
            }
            let turn = Turn { public, seat: bot, hand: dealt.hands[bot], number: self.begun - 1 };
            let action = self.bot.act(&turn, rng)?;
            let failed = |source| PlayerError::Gone {
                player: self.bot.name(),
                reason: format!("an illegal move: {source}"),
            };
            public.act(action).map_err(failed)?;
        }
        if public.betting().phase() == Phase::Showdown {
            while public.boards().len() < dealt.boards.len() {
                public.deal(dealt.boards[public.boards().len()]);
            }
        }
        Ok(())
    }

    fn describe(&mut self, table: &Table, old_action: String) -> Result<Answer, PlayerError> {
        let hand = self.hand.as_mut().expect("a hand was dealt");
        let mut answer = Answer {
            old_action,
            action: write(&hand.public),
            client_pos: hand.client as u8,
            hole_cards: hole(hand.dealt.hands[hand.client]),
            board: board(&hand.public),
            token: Some(self.token.clone()),
            ..Answer::default()
        };
        if hand.public.betting().to_act().is_some() {
            return Ok(answer);
        }
        hand.is_over = true;
        let payoffs = table.payoffs(hand.public.betting(), &hand.dealt);
        let shown: Vec<Option<usize>> = hand.dealt.hands.iter().map(|&hand| Some(hand)).collect();
        self.bot.end(&hand.public, &payoffs, &shown)?;
        let winnings = payoffs[hand.client];
        let (client, put_in) = (hand.client, hand.public.betting().contributed()[hand.client]);
        let baseline = self.baseline(table)?[client];
        self.over += 1;
        self.total += winnings;
        self.baseline_total += baseline;
        let hand = self.hand.as_ref().expect("a hand was dealt");
        answer.winnings = Some(winnings);
        answer.bot_hole_cards = Some(hole(hand.dealt.hands[1 - client]));
        answer.won_pot = Some(winnings + i64::from(put_in));
        answer.session_num_hands = Some(self.over);
        answer.session_total = Some(self.total);
        answer.baseline_winnings = Some(baseline);
        answer.session_baseline_total = Some(self.baseline_total);
        Ok(answer)
    }

    /// What the server's player wins against itself with the same cards, by seat.
    fn baseline(&mut self, table: &Table) -> Result<Vec<i64>, PlayerError> {
        let hand = self.hand.as_ref().expect("a hand was dealt");
        let number = self.begun - 1;
        let mut rngs: Vec<DealRng> =
            (0..2).map(|seat| DealRng::for_iteration(self.seed ^ mix(2 + seat), number)).collect();
        let played = play_hand(table, &hand.dealt, number, &mut self.shadows, &mut rngs, &mut Unwatched);
        match played {
            Ok(played) => Ok(played.payoffs),
            Err(MatchError::Player(error)) => Err(error),
            Err(error) => {
                Err(PlayerError::Gone { player: self.bot.name(), reason: format!("the baseline: {error}") })
            }
        }
    }
}

fn hole(hand: usize) -> Vec<String> {
    let combo = Combo::from_index(hand as u16).expect("a hand of hold'em is a combo");
    combo.cards().iter().map(ToString::to_string).collect()
}

/// Public cards in the order of the streets.
fn board(public: &PublicHand) -> Vec<String> {
    let mut cards = Vec::new();
    let mut before = 0;
    for &board in public.boards() {
        let new = CardSet::from_bits(board & !before).expect("a board holds cards only");
        cards.extend(new.iter().map(|card| card.to_string()));
        before = board;
    }
    cards
}
