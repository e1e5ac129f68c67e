//! The hand in play.

use super::moves::{IllegalMove, LegalActions, Move};
use super::pots::matched;
use super::setup::{SetupError, validate_stacks};
use super::stakes::{Rake, Stakes};
use super::{Chips, MAX_SEATS, SeatSet, Street};

/// What a hand waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// This seat chooses a move.
    Act(usize),
    /// Betting is over with several hands left: they are compared on the full board.
    Showdown,
    /// All but this seat have folded.
    Over {
        /// Seat that takes the pot.
        winner: usize,
    },
}

/// A hand of no-limit hold'em between its first forced bet and its settlement: the public state without the
/// cards.
///
/// Streets advance automatically: when a betting round is over, the next one begins. A clone copies about 150
/// bytes and allocates nothing.
///
/// ```
/// use holdem_game::rules::{HandState, Move, Phase, Stakes};
///
/// let mut hand = HandState::new(&Stakes::new(1, 2)?, &[200, 200])?;
/// assert_eq!(hand.phase(), Phase::Act(1)); // with two players the button posts the small blind
/// assert_eq!(hand.legal().raise_to, Some((4, 200)));
/// hand.act(Move::RaiseTo(6))?;
/// hand.act(Move::Fold)?;
/// assert_eq!(hand.settle::<u16>(&[])?.payoffs(), [-2, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HandState {
    pub(super) phase: Phase,
    pub(super) street: Street,
    pub(super) last_street: Street,
    pub(super) num_seats: u8,
    pub(super) folded: SeatSet,
    /// Seats that still have to act on this street.
    pub(super) pending: SeatSet,
    /// Seats that have acted since the last full raise.
    pub(super) acted: SeatSet,
    pub(super) stacks: [Chips; MAX_SEATS],
    pub(super) street_contributed: [Chips; MAX_SEATS],
    pub(super) contributed: [Chips; MAX_SEATS],
    /// Chips in the pot that no seat has put in.
    pub(super) dead: Chips,
    /// Chips that the first raise of this street must add.
    pub(super) opening_raise: Chips,
    /// Largest bet or raise of this street in chips, 0 before the first.
    pub(super) largest_raise: Chips,
    /// Sum of the all-ins below a full raise, in a row, that have not yet added up to one.
    pub(super) short_raises: Chips,
    pub(super) min_bet: Chips,
    pub(super) rake: Rake,
}

impl HandState {
    /// Sets up a hand: `stacks[seat]` chips before antes and blinds. Antes and blinds are posted, as far as
    /// stacks reach.
    ///
    /// # Errors
    /// If there are not 2 to [`MAX_SEATS`] stacks, one is empty, they sum to more than
    /// [`MAX_TOTAL_CHIPS`](super::MAX_TOTAL_CHIPS), or a straddle belongs to a seat that does not exist.
    pub fn new(stakes: &Stakes, stacks: &[Chips]) -> Result<Self, SetupError> {
        validate_stacks(stakes, stacks)?;
        let num_seats = stacks.len();
        let mut hand = Self {
            phase: Phase::Showdown,
            street: Street::Preflop,
            last_street: Street::River,
            num_seats: num_seats as u8,
            folded: SeatSet::default(),
            pending: SeatSet::default(),
            acted: SeatSet::default(),
            stacks: [0; MAX_SEATS],
            street_contributed: [0; MAX_SEATS],
            contributed: [0; MAX_SEATS],
            dead: 0,
            opening_raise: stakes.opening_raise(),
            largest_raise: 0,
            short_raises: 0,
            min_bet: stakes.min_bet(),
            rake: stakes.rake(),
        };
        hand.stacks[..num_seats].copy_from_slice(stacks);
        hand.post_forced_bets(stakes);
        hand.begin_round(stakes.last_to_act(num_seats));
        Ok(hand)
    }

    /// The same hand with a showdown after this street: a shorter game. Must be set before the first move.
    pub fn ending_on(mut self, street: Street) -> Self {
        self.last_street = street;
        self
    }

    /// Street after which hands are compared: the river.
    pub fn last_street(&self) -> Street {
        self.last_street
    }

    /// Number of seats, folded ones included.
    pub fn num_seats(&self) -> usize {
        usize::from(self.num_seats)
    }

    /// What the hand waits for.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Seat to act, or `None` when betting is over.
    pub fn to_act(&self) -> Option<usize> {
        match self.phase {
            Phase::Act(seat) => Some(seat),
            Phase::Showdown | Phase::Over { .. } => None,
        }
    }

    /// Street of the current betting round; when betting is over, the one on which it ended.
    pub fn street(&self) -> Street {
        self.street
    }

    /// Number of public cards dealt: 0, 3, 4 or 5; a showdown always has 5.
    pub fn board_len(&self) -> usize {
        match self.phase {
            Phase::Showdown => Street::River.board_len(),
            Phase::Act(_) | Phase::Over { .. } => self.street.board_len(),
        }
    }

    /// All chips in the pot, those of the current street and dead ones included.
    pub fn pot(&self) -> Chips {
        self.dead + self.contributed().iter().sum::<Chips>()
    }

    /// Chips in the pot that no seat has put in; 0 in a hand that began at the blinds.
    pub fn dead(&self) -> Chips {
        self.dead
    }

    /// Chips put in since the start of the hand, antes included, by seat. Uncalled chips leave it when a
    /// round ends.
    pub fn contributed(&self) -> &[Chips] {
        &self.contributed[..self.num_seats()]
    }

    /// Chips put in on the current street, antes excluded, by seat; zeros once betting is over.
    pub fn street_contributed(&self) -> &[Chips] {
        &self.street_contributed[..self.num_seats()]
    }

    /// Chips behind, by seat.
    pub fn stacks(&self) -> &[Chips] {
        &self.stacks[..self.num_seats()]
    }

    /// The bet to match: the largest total of a seat on the current street, in chips.
    pub fn bet(&self) -> Chips {
        self.street_contributed.iter().copied().fold(0, Chips::max)
    }

    /// Chips that a raise which is not all-in must add to the bet: the largest bet or raise of this street,
    /// and at least the big blind (before the flop, the largest straddle).
    pub fn min_raise(&self) -> Chips {
        self.largest_raise.max(self.opening_raise)
    }

    /// Whether a seat has folded; a seat that does not exist has not.
    pub fn is_folded(&self, seat: usize) -> bool {
        self.folded.contains(seat)
    }

    /// Whether a seat is in the hand without chips behind.
    pub fn is_all_in(&self, seat: usize) -> bool {
        self.live().contains(seat) && self.stacks[seat] == 0
    }

    /// Seats that have not folded.
    pub fn live(&self) -> SeatSet {
        SeatSet(SeatSet::first(self.num_seats()).0 & !self.folded.0)
    }

    /// Rake of the game.
    pub fn rake(&self) -> Rake {
        self.rake
    }

    /// What the seat to act may do; nothing (all defaults) once betting is over, see [`HandState::to_act`].
    pub fn legal(&self) -> LegalActions {
        self.to_act().map(|seat| self.legal_for(seat)).unwrap_or_default()
    }

    /// Makes a move for the seat to act and goes on to the next decision, or to the end of betting.
    ///
    /// # Errors
    /// If the move is not legal; the state is then unchanged.
    pub fn act(&mut self, action: Move) -> Result<(), IllegalMove> {
        let Some(seat) = self.to_act() else {
            return Err(IllegalMove { rejected: action, legal: None });
        };
        let legal = self.legal_for(seat);
        if !legal.allows(action) {
            return Err(IllegalMove { rejected: action, legal: Some(legal) });
        }
        self.make(action);
        Ok(())
    }

    /// Makes a legal move for the seat to act, without checking that it is legal.
    pub(crate) fn make(&mut self, action: Move) {
        let Some(seat) = self.to_act() else { return };
        self.pending.remove(seat);
        self.acted.insert(seat);
        match action {
            Move::Fold => self.folded.insert(seat),
            Move::Check => {}
            Move::Call => self.put_in(seat, self.to_call(seat)),
            Move::RaiseTo(to) => self.raise(seat, to),
        }
        self.advance(seat);
    }

    /// Chips that a call takes, limited by the stack.
    fn to_call(&self, seat: usize) -> Chips {
        (self.bet() - self.street_contributed[seat]).min(self.stacks[seat])
    }

    fn legal_for(&self, seat: usize) -> LegalActions {
        LegalActions {
            fold: self.bet() > self.street_contributed[seat],
            call: self.to_call(seat),
            raise_to: self.may_raise(seat).then(|| self.raise_bounds(seat)),
        }
    }

    /// Whether the betting is open to `seat`, it has the chips, and somebody could call some of them.
    fn may_raise(&self, seat: usize) -> bool {
        let bet = self.bet();
        let faced = bet - self.street_contributed[seat];
        let reopened = self.short_raises == 0 || !self.acted.contains(seat);
        faced >= self.largest_raise
            && reopened
            && self.stacks[seat] > faced
            && self.live().iter().any(|other| other != seat && self.reach(other) > bet)
    }

    fn raise_bounds(&self, seat: usize) -> (Chips, Chips) {
        let all_in = self.reach(seat);
        (all_in.min(self.bet() + self.min_raise()), all_in)
    }

    /// The most that `seat` can put in on this street.
    fn reach(&self, seat: usize) -> Chips {
        self.stacks[seat] + self.street_contributed[seat]
    }

    fn post_forced_bets(&mut self, stakes: &Stakes) {
        for seat in 0..self.num_seats() {
            let ante = stakes.ante().min(self.stacks[seat]);
            self.stacks[seat] -= ante;
            self.contributed[seat] = ante;
            let blind = stakes.blind_of(seat, self.num_seats());
            self.put_in(seat, blind.min(self.stacks[seat]));
        }
    }

    fn put_in(&mut self, seat: usize, chips: Chips) {
        self.stacks[seat] -= chips;
        self.street_contributed[seat] += chips;
        self.contributed[seat] += chips;
    }

    fn raise(&mut self, seat: usize, to: Chips) {
        let size = to - self.bet();
        self.put_in(seat, to - self.street_contributed[seat]);
        self.pending = self.live().iter().filter(|&s| s != seat && self.stacks[s] > 0).collect();
        if size >= self.largest_raise {
            self.acted = [seat].into_iter().collect();
            self.largest_raise = size;
            self.short_raises = 0;
        } else {
            self.short_raises += size;
            if self.short_raises >= self.largest_raise {
                self.short_raises = 0;
            }
        }
    }

    fn advance(&mut self, seat: usize) {
        if self.live().len() == 1 {
            self.end_round();
        } else if let Some(next) = self.pending.next_after(seat) {
            self.phase = Phase::Act(next);
        } else {
            self.end_round();
        }
    }

    /// Begins a betting round after `last`, the seat that acts last. Seats without chips, and seats that have
    /// put in as much as every other hand can, do not act.
    pub(super) fn begin_round(&mut self, last: usize) {
        let live = self.live();
        self.pending = live
            .iter()
            .filter(|&seat| self.stacks[seat] > 0)
            .filter(|&seat| {
                live.iter().any(|other| other != seat && self.reach(other) > self.street_contributed[seat])
            })
            .collect();
        self.acted = SeatSet::default();
        self.largest_raise = 0;
        self.short_raises = 0;
        self.advance(last);
    }

    fn end_round(&mut self) {
        self.return_uncalled();
        self.street_contributed = [0; MAX_SEATS];
        self.pending = SeatSet::default();
        let live = self.live();
        let mut live_seats = live.iter();
        if let (Some(winner), None) = (live_seats.next(), live_seats.next()) {
            self.phase = Phase::Over { winner };
            return;
        }
        let with_chips = live.iter().filter(|&seat| self.stacks[seat] > 0).count();
        match self.street.next() {
            Some(street) if with_chips > 1 && self.street < self.last_street => {
                self.street = street;
                self.opening_raise = self.min_bet;
                self.begin_round(self.num_seats() - 1);
            }
            _ => self.phase = Phase::Showdown,
        }
    }

    /// Returns what no other seat has matched.
    fn return_uncalled(&mut self) {
        let matched = matched(self.contributed());
        for seat in 0..self.num_seats() {
            let uncalled = self.contributed[seat].saturating_sub(matched);
            self.contributed[seat] -= uncalled;
            self.stacks[seat] += uncalled;
        }
    }
}
