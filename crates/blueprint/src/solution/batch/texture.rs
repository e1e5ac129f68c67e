//! What kind of flop it is.

use std::fmt;

use holdem_cards::CardSet;

const RANKS: &[u8; 13] = b"23456789TJQKA";

/// High card, pairing, suits and connectedness of a flop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Texture {
    /// Ranks, the highest first: 12 is the ace.
    pub ranks: [u8; 3],
    /// Cards of the most frequent rank: 1 unpaired, 2 paired, 3 trips.
    pub pairing: u8,
    /// Cards of the most frequent suit: 1 rainbow, 2 two-tone, 3 monotone.
    pub suits: u8,
    /// Pairs of ranks that make a straight with it: 0 to 3 if it is unpaired.
    pub straights: u8,
}

impl Texture {
    /// The texture of a flop.
    ///
    /// # Panics
    /// If there are not three cards.
    pub fn of(flop: CardSet) -> Self {
        let mut ranks: Vec<u8> = flop.iter().map(|card| card.rank()).collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        let ranks: [u8; 3] = ranks.try_into().expect("a flop has three cards");
        let most = |of: &dyn Fn(holdem_cards::Card) -> u8| {
            let count = |value: u8| flop.iter().filter(|&card| of(card) == value).count() as u8;
            flop.iter().map(|card| count(of(card))).max().unwrap_or(0)
        };
        let mask = ranks.iter().fold(0_u32, |mask, rank| mask | 2 << rank);
        let mask = mask | mask >> 13 & 1;
        let straights = (0..10).filter(|low| (mask & 31 << low).count_ones() == 3).count();
        Self {
            ranks,
            pairing: most(&|card| card.rank()),
            suits: most(&|card| card.suit()),
            straights: straights as u8,
        }
    }

    /// `A high`, `7 high`.
    pub fn high_card(&self) -> String {
        format!("{} high", char::from(RANKS[usize::from(self.ranks[0])]))
    }

    /// `unpaired`, `paired`, `trips`.
    pub fn pairing(&self) -> &'static str {
        ["unpaired", "paired", "trips"][usize::from(self.pairing) - 1]
    }

    /// `rainbow`, `two-tone`, `monotone`.
    pub fn suits(&self) -> &'static str {
        ["rainbow", "two-tone", "monotone"][usize::from(self.suits) - 1]
    }

    /// `disconnected`, or how many straights are possible: `1 straight`.
    pub fn connectedness(&self) -> &'static str {
        ["disconnected", "1 straight", "2 straights", "3 straights"][usize::from(self.straights.min(3))]
    }

    /// The features that distinguish flops, each from 0 to about 1: ranks in order, then pairing, suits and
    /// straights.
    pub(super) fn features(&self) -> [f32; 6] {
        let rank = |i: usize| f32::from(self.ranks[i]) / 12.0;
        let others = [self.pairing - 1, self.suits - 1, self.straights].map(f32::from);
        [rank(0), 0.6 * rank(1), 0.4 * rank(2), 0.5 * others[0], 0.4 * others[1], 0.15 * others[2]]
    }
}

impl fmt::Display for Texture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (high, pairing, suits) = (self.high_card(), self.pairing(), self.suits());
        write!(f, "{high}, {pairing}, {suits}, {}", self.connectedness())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textures_are_what_players_see() {
        let cases = [
            ("As Kd 7c", "A high, unpaired, rainbow, disconnected"),
            ("9h 8h 7h", "9 high, unpaired, monotone, 3 straights"),
            ("Qs Jh 2h", "Q high, unpaired, two-tone, disconnected"),
            ("As 4d 2c", "A high, unpaired, rainbow, 1 straight"),
            ("Ks Kd 7c", "K high, paired, rainbow, disconnected"),
            ("2s 2d 2c", "2 high, trips, rainbow, disconnected"),
        ];
        for (flop, texture) in cases {
            assert_eq!(Texture::of(flop.parse().unwrap()).to_string(), texture, "{flop}");
        }
    }
}
