//! A hand resumed at any public state.

use super::stakes::{MAX_TOTAL_CHIPS, Rake};
use super::state::{HandState, Phase};
use super::{Chips, MAX_SEATS, SeatSet, Street};

/// A public state of a hand while somebody is to act, in numbers: everything that the rest of the hand
/// depends on, without cards.
///
/// Seats are those of the [rules](crate::rules): the first seat that is still in opens every street after the
/// first.
///
/// ```
/// use holdem_game::rules::{HandState, Phase, PublicState, Street};
///
/// // A river: 200 chips in the pot, 900 behind each, the first seat to act.
/// let river = PublicState::at_street(Street::River, 200, &[900, 900], 10);
/// let hand = HandState::resume(&river)?;
/// assert_eq!((hand.phase(), hand.pot()), (Phase::Act(0), 200));
/// assert_eq!(hand.legal().raise_to, Some((10, 900)));
/// # Ok::<(), holdem_game::rules::ResumeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicState {
    /// Street of the betting round.
    pub street: Street,
    /// Street after which hands are compared: the river.
    pub last_street: Street,
    /// Chips in the pot that do not count as put in by anybody at the table.
    pub dead: Chips,
    /// Chips behind, by seat.
    pub stacks: Vec<Chips>,
    /// Chips put in since the start of the hand, this street's included, by seat; payoffs are net of them.
    /// Zeros where the whole pot is dead.
    pub contributed: Vec<Chips>,
    /// Seats that have folded.
    pub folded: SeatSet,
    /// Smallest bet, and smallest raise of a street without a larger one, in chips.
    pub min_bet: Chips,
    /// Rake of the game.
    pub rake: Rake,
    /// The betting round, or `None` if it has not begun.
    pub round: Option<Round>,
}

/// A betting round under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Round {
    /// Seat in turn.
    pub to_act: usize,
    /// Seats that still have to act if nobody raises, including the one to act.
    pub pending: SeatSet,
    /// Seats that have acted since the last full raise.
    pub acted: SeatSet,
    /// Chips put in on this street, antes excluded, by seat.
    pub street_contributed: Vec<Chips>,
    /// Chips that the first raise of this street must add.
    pub opening_raise: Chips,
    /// Largest bet or raise of this street in chips, 0 before the first.
    pub largest_raise: Chips,
    /// Sum of the all-ins below a full raise, in a row, that have not yet added up to one.
    pub short_raises: Chips,
}

impl PublicState {
    /// The beginning of a street over a pot that belongs to nobody: all seats are in, the first is to act,
    /// there is no rake.
    pub fn at_street(street: Street, pot: Chips, stacks: &[Chips], min_bet: Chips) -> Self {
        Self {
            street,
            last_street: Street::River,
            dead: pot,
            stacks: stacks.to_vec(),
            contributed: vec![0; stacks.len()],
            folded: SeatSet::default(),
            min_bet,
            rake: Rake::default(),
            round: None,
        }
    }

    /// The same state without the seats that have folded: what they have put in is dead. The seats that are
    /// left keep their order and are numbered from 0. So a hand in which all but two have folded becomes a
    /// state for two.
    ///
    /// # Errors
    /// If a folded seat has put in more than a seat still in the hand can: who wins what then depends on
    /// whose chips they are.
    pub fn without_folded(&self) -> Result<Self, ResumeError> {
        let kept: Vec<usize> = (0..self.stacks.len()).filter(|&seat| !self.folded.contains(seat)).collect();
        let reach = |seat: &usize| self.stacks[*seat] + self.contributed[*seat];
        let most = kept.iter().map(reach).min().unwrap_or(0);
        if let Some(seat) = self.folded.iter().find(|&seat| self.contributed[seat] > most) {
            return Err(ResumeError::FoldedAbove { seat, found: self.contributed[seat], most });
        }
        let pick = |chips: &[Chips]| kept.iter().map(|&seat| chips[seat]).collect();
        let renumber = |set: SeatSet| (0..kept.len()).filter(|&new| set.contains(kept[new])).collect();
        let round = self.round.as_ref().map(|round| Round {
            to_act: kept.iter().take_while(|&&seat| seat < round.to_act).count(),
            pending: renumber(round.pending),
            acted: renumber(round.acted),
            street_contributed: pick(&round.street_contributed),
            ..*round
        });
        Ok(Self {
            dead: self.dead + self.folded.iter().map(|seat| self.contributed[seat]).sum::<Chips>(),
            stacks: pick(&self.stacks),
            contributed: pick(&self.contributed),
            folded: SeatSet::default(),
            round,
            ..*self
        })
    }
}

/// Why a hand cannot be resumed at a public state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// Too few or too many seats.
    #[error("{found} seats, expected 2 to {MAX_SEATS}")]
    Seats {
        /// Number of stacks given.
        found: usize,
    },
    /// A list that does not have one number for each seat.
    #[error("{found} numbers in `{list}`, expected one for each of {expected} seats")]
    Length {
        /// Name of the list.
        list: &'static str,
        /// Its length.
        found: usize,
        /// Seats at the table.
        expected: usize,
    },
    /// More chips than the rules count with.
    #[error("{found} chips on the table, expected at most {MAX_TOTAL_CHIPS}")]
    TooManyChips {
        /// Sum of stacks and pot.
        found: u64,
    },
    /// A smallest bet of nothing.
    #[error("smallest bet of 0 chips, expected at least 1")]
    MinBet,
    /// The hand is over.
    #[error("{found} seats are still in the hand, expected at least 2")]
    Over {
        /// Seats that have not folded.
        found: usize,
    },
    /// The seat to act, or one still to act, has folded, has no chips or does not exist.
    #[error("seat {seat} is to act but has folded, has no chips or is not at the table")]
    CannotAct {
        /// The seat.
        seat: usize,
    },
    /// The seat to act is not among those that still have to act.
    #[error("it is seat {seat}'s turn, but it is not among those that still have to act")]
    NotPending {
        /// The seat.
        seat: usize,
    },
    /// More chips on this street than in the whole hand.
    #[error("seat {seat} has put in {street} chips on this street but {hand} in the hand")]
    StreetAboveHand {
        /// The seat.
        seat: usize,
        /// Chips on this street.
        street: Chips,
        /// Chips in the hand.
        hand: Chips,
    },
    /// A folded seat has put in more than a seat still in the hand can.
    #[error("seat {seat} has folded {found} chips, but another seat can put in {most} only: a side pot")]
    FoldedAbove {
        /// The folded seat.
        seat: usize,
        /// Chips it has put in.
        found: Chips,
        /// The most that the shortest seat can.
        most: Chips,
    },
}

impl HandState {
    /// Resumes a hand at a public state. If nobody can act any more, the hand is at its showdown.
    ///
    /// # Errors
    /// If the numbers are not a state that a hand can be in.
    pub fn resume(state: &PublicState) -> Result<Self, ResumeError> {
        validate(state)?;
        let mut hand = Self {
            phase: Phase::Showdown,
            street: state.street,
            last_street: state.last_street,
            num_seats: state.stacks.len() as u8,
            folded: state.folded,
            pending: SeatSet::default(),
            acted: SeatSet::default(),
            stacks: padded(&state.stacks),
            street_contributed: [0; MAX_SEATS],
            contributed: padded(&state.contributed),
            dead: state.dead,
            opening_raise: state.min_bet,
            largest_raise: 0,
            short_raises: 0,
            min_bet: state.min_bet,
            rake: state.rake,
        };
        match &state.round {
            None => hand.begin_round(hand.num_seats() - 1),
            Some(round) => hand.resume_round(round),
        }
        Ok(hand)
    }

    fn resume_round(&mut self, round: &Round) {
        self.phase = Phase::Act(round.to_act);
        self.pending = round.pending;
        self.acted = round.acted;
        self.street_contributed = padded(&round.street_contributed);
        self.opening_raise = round.opening_raise;
        self.largest_raise = round.largest_raise;
        self.short_raises = round.short_raises;
    }

    /// The state in numbers, for [`HandState::resume`]. `None` when betting is over.
    pub fn public_state(&self) -> Option<PublicState> {
        let round = Round {
            to_act: self.to_act()?,
            pending: self.pending,
            acted: self.acted,
            street_contributed: self.street_contributed().to_vec(),
            opening_raise: self.opening_raise,
            largest_raise: self.largest_raise,
            short_raises: self.short_raises,
        };
        Some(PublicState {
            street: self.street,
            last_street: self.last_street,
            dead: self.dead,
            stacks: self.stacks().to_vec(),
            contributed: self.contributed().to_vec(),
            folded: self.folded,
            min_bet: self.min_bet,
            rake: self.rake,
            round: Some(round),
        })
    }
}

fn padded(chips: &[Chips]) -> [Chips; MAX_SEATS] {
    std::array::from_fn(|seat| chips.get(seat).copied().unwrap_or(0))
}

fn validate(state: &PublicState) -> Result<(), ResumeError> {
    let seats = state.stacks.len();
    if !(2..=MAX_SEATS).contains(&seats) {
        return Err(ResumeError::Seats { found: seats });
    }
    one_for_each("contributed", &state.contributed, seats)?;
    let chips = state.stacks.iter().chain(&state.contributed).chain([&state.dead]);
    let found: u64 = chips.map(|&chips| u64::from(chips)).sum();
    if found > u64::from(MAX_TOTAL_CHIPS) {
        return Err(ResumeError::TooManyChips { found });
    }
    if state.min_bet == 0 {
        return Err(ResumeError::MinBet);
    }
    let live = (0..seats).filter(|&seat| !state.folded.contains(seat)).count();
    if live < 2 {
        return Err(ResumeError::Over { found: live });
    }
    state.round.as_ref().map_or(Ok(()), |round| validate_round(state, round))
}

fn validate_round(state: &PublicState, round: &Round) -> Result<(), ResumeError> {
    one_for_each("street_contributed", &round.street_contributed, state.stacks.len())?;
    for (seat, (&street, &hand)) in round.street_contributed.iter().zip(&state.contributed).enumerate() {
        if street > hand {
            return Err(ResumeError::StreetAboveHand { seat, street, hand });
        }
    }
    let can_act =
        |seat: usize| !state.folded.contains(seat) && state.stacks.get(seat).is_some_and(|&chips| chips > 0);
    if let Some(seat) = round.pending.iter().chain([round.to_act]).find(|&seat| !can_act(seat)) {
        return Err(ResumeError::CannotAct { seat });
    }
    if !round.pending.contains(round.to_act) {
        return Err(ResumeError::NotPending { seat: round.to_act });
    }
    Ok(())
}

fn one_for_each(list: &'static str, chips: &[Chips], seats: usize) -> Result<(), ResumeError> {
    match chips.len() {
        found if found != seats => Err(ResumeError::Length { list, found, expected: seats }),
        _ => Ok(()),
    }
}
