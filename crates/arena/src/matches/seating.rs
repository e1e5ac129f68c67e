//! Who sits where.

/// The players of a match and their seats in each of the hands of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seating {
    players: usize,
    seats: usize,
}

impl Seating {
    /// Players at a table; if there are fewer than seats, the last one takes all that are left. `None` if
    /// there are more players than seats, or fewer than two.
    pub fn new(players: usize, seats: usize) -> Option<Self> {
        (2..=seats).contains(&players).then_some(Self { players, seats })
    }

    /// The player on a seat in the hand `rotation` of a deal, which has as many as there are seats.
    pub fn player(&self, seat: usize, rotation: usize) -> usize {
        self.chair(seat, rotation).min(self.players - 1)
    }

    /// Number of a seat counted from the first player's.
    pub fn chair(&self, seat: usize, rotation: usize) -> usize {
        (seat + self.seats - rotation % self.seats) % self.seats
    }

    /// Seats that a player takes.
    pub fn seats_of(&self, player: usize) -> usize {
        if player + 1 == self.players { self.seats - player } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_sits_on_every_seat_once() {
        for (players, seats) in [(2, 2), (3, 3), (2, 6), (4, 6), (6, 6)] {
            let seating = Seating::new(players, seats).unwrap();
            for player in 0..players {
                for seat in 0..seats {
                    let times = (0..seats).filter(|&r| seating.player(seat, r) == player).count();
                    assert_eq!(times, seating.seats_of(player));
                }
            }
        }
        assert_eq!((Seating::new(1, 2), Seating::new(3, 2)), (None, None));
    }
}
