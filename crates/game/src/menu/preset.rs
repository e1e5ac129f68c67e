//! Menus that come with the program.

use super::BetSize::{self, AllIn, BigBlinds, Multiple, PotPercent};
use super::{BetMenu, MultiwayMenu, POSTFLOP_UNBOUNDED, StreetMenu};

/// Raises in a pot that nobody limped: open to 2.5 big blinds, 3-bet to 9, 4-bet to 20.5, each of them all-in
/// instead, then all-in.
const PREFLOP: &[&[BetSize]] =
    &[&[BigBlinds(2.5), AllIn], &[Multiple(3.5), AllIn], &[Multiple(2.3), AllIn], &[AllIn]];

impl Default for BetMenu {
    /// The quick-start menu: about 1,890 decisions heads-up at 100 big blinds.
    ///
    /// Before the flop limp or open to 2.5 big blinds, 3-bet, 4-bet; over a limp a raise to 3 big blinds, and
    /// one to three times that. Bets of a third and three quarters of the pot on the flop, three quarters on
    /// turn and river; raises to three times the bet; a flop raise may be re-raised all-in. All-in is
    /// possible instead of every bet and raise. A strategy that does not know all-in takes an opponent's
    /// all-in for the largest bet it knows, and calls it as if it were that bet. A strategy that knows only
    /// all-in takes the smallest raise for it, and folds (`docs/experiments/lbr.md`).
    fn default() -> Self {
        Self {
            preflop: street(PREFLOP, 4),
            limped: Some(street(&[&[BigBlinds(3.0), AllIn], &[Multiple(3.0), AllIn], &[AllIn]], 3)),
            flop: street(
                &[&[PotPercent(33.0), PotPercent(75.0), AllIn], &[Multiple(3.0), AllIn], &[AllIn]],
                3,
            ),
            turn: street(&[&[PotPercent(75.0), AllIn], &[Multiple(3.0), AllIn]], 2),
            river: street(&[&[PotPercent(75.0), AllIn], &[Multiple(3.0), AllIn]], 2),
            limp: true,
            merge_threshold: 0.1,
            all_in_threshold: 0.15,
            add_all_in_below: 1.0,
            multiway: None,
            postflop_max_players: POSTFLOP_UNBOUNDED,
        }
    }
}

impl BetMenu {
    /// The quick-start menu without most of its all-ins: about 1,200 decisions heads-up at 100 big blinds.
    /// The bench trains on it, and it shows the cost of a menu that an opponent can bet over.
    ///
    /// All-in remains after four bets before the flop, three on it and two on the river, and where it is at
    /// most the pot.
    pub fn compact() -> Self {
        let one = |size| street(&[&[size]], 1);
        Self {
            preflop: street(&[&[BigBlinds(2.5)], &[Multiple(3.5)], &[Multiple(2.3)], &[AllIn]], 4),
            limped: Some(one(BigBlinds(3.0))),
            flop: street(&[&[PotPercent(33.0), PotPercent(75.0)], &[Multiple(3.0)], &[AllIn]], 3),
            turn: street(&[&[PotPercent(75.0)], &[Multiple(3.0)]], 2),
            river: street(&[&[PotPercent(75.0)], &[AllIn]], 2),
            ..Self::default()
        }
    }

    /// A menu about eight times as large as the quick-start one: about 9,500 decisions heads-up at 100 big
    /// blinds.
    ///
    /// Three bet sizes on every street from the flop on, one of them an overbet; raises to three times the
    /// bet, on the river also all-in; re-raises all-in; after a limp also a re-raise.
    pub fn detailed() -> Self {
        let bets = |large| [PotPercent(33.0), PotPercent(75.0), PotPercent(large)];
        Self {
            limped: Some(street(&[&[BigBlinds(3.0)], &[Multiple(3.0)], &[AllIn]], 3)),
            flop: street(&[&bets(125.0), &[Multiple(3.0)], &[AllIn]], 3),
            turn: street(&[&bets(150.0), &[Multiple(3.0)], &[AllIn]], 3),
            river: street(&[&bets(150.0), &[Multiple(3.0), AllIn], &[AllIn]], 3),
            ..Self::compact()
        }
    }

    /// The quick-start menu of a table: [`BetMenu::default`] for two players, [`BetMenu::table`] for more.
    pub fn for_players(players: usize) -> Self {
        if players > 2 { Self::table(players) } else { Self::default() }
    }

    /// The quick-start menu for three or more players: with 100 big blinds about 3,200 decisions for three,
    /// 8,300 for four, 78,000 for six and 580,000 for nine.
    ///
    /// Before the flop no limping: open to 2.5 big blinds, 3-bet, all-in. After it one size of bets and
    /// all-in over it, for three players also a raise to three times the bet, and all-in instead of a bet:
    /// in minutes, larger tables learn less from them than they cost
    /// (`docs/experiments/external-sampling.md`).
    /// Between three players one bet and no raise. If more than three players (at tables of seven or more,
    /// more than two) would see the flop, the hand is checked down.
    pub fn table(players: usize) -> Self {
        let bet = |percent| match players {
            3 => street(&[&[PotPercent(percent), AllIn], &[Multiple(3.0), AllIn]], 2),
            _ => street(&[&[PotPercent(percent)], &[AllIn]], 2),
        };
        let single = || Some(street(&[&[PotPercent(66.0)]], 1));
        let multiway = MultiwayMenu { preflop: None, flop: single(), turn: single(), river: single() };
        Self {
            preflop: street(&[&[BigBlinds(2.5)], &[Multiple(3.5)], &[AllIn]], 3),
            limped: None,
            flop: bet(50.0),
            turn: bet(75.0),
            river: bet(75.0),
            limp: false,
            add_all_in_below: 0.0,
            multiway: Some(multiway),
            postflop_max_players: if players > 6 { 2 } else { 3 },
            ..Self::default()
        }
    }

    /// Fold or move all-in; against all-in fold or call. The hand never reaches the flop.
    pub fn jam_or_fold() -> Self {
        Self { preflop: street(&[&[AllIn]], 1), limped: None, limp: false, ..Self::compact() }
    }
}

fn street(sizes: &[&[BetSize]], max_raises: u8) -> StreetMenu {
    StreetMenu { sizes: sizes.iter().map(|level| level.to_vec()).collect(), max_raises }
}
