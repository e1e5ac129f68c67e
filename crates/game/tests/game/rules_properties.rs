//! What holds of every hand, however it is played: random tables of 2 to 9 seats, random stakes, random
//! moves.

use holdem_game::rules::{Chips, HandState, MAX_SEATS, Move, Phase, Rake, Settlement, Stakes};
use proptest::collection::vec;
use proptest::prelude::*;

/// A table, and the numbers that its moves and ranks are drawn from.
#[derive(Clone, Debug)]
struct Table {
    stakes: Stakes,
    stacks: Vec<Chips>,
    draws: Vec<u16>,
    ranks: Vec<u8>,
}

fn stakes(num_seats: usize) -> impl Strategy<Value = Stakes> {
    let forced = (1..=20u32, 0..=100u32, prop_oneof![Just(0), 1..=30u32]);
    let straddles = vec((2..MAX_SEATS, 1..=3u32), 0..=2);
    let rake = (prop_oneof![Just(0), 0..=10_000u16], 0..=50u32);
    (forced, straddles, rake).prop_map(move |((big_blind, small, ante), straddles, (basis_points, cap))| {
        let mut stakes = Stakes::new(big_blind * small / 100, big_blind).unwrap().with_ante(ante).unwrap();
        stakes = stakes.with_rake(Rake { basis_points, cap }).unwrap();
        for (seat, factor) in straddles {
            if seat < num_seats {
                let chips = (seat as Chips + factor) * big_blind;
                stakes = stakes.clone().with_straddle(seat, chips).unwrap_or(stakes);
            }
        }
        stakes
    })
}

fn table() -> impl Strategy<Value = Table> {
    (2..=MAX_SEATS).prop_flat_map(|num_seats| {
        let stack = prop_oneof![1..=40u32, 1..=2_000u32];
        (stakes(num_seats), vec(stack, num_seats), vec(any::<u16>(), 1..200), vec(0..4u8, num_seats))
            .prop_map(|(stakes, stacks, draws, ranks)| Table { stakes, stacks, draws, ranks })
    })
}

impl Table {
    fn deal(&self) -> HandState {
        HandState::new(&self.stakes, &self.stacks).unwrap()
    }

    /// Plays to the end of betting, showing every state before its move.
    fn play(&self, mut visit: impl FnMut(&HandState)) -> HandState {
        let mut hand = self.deal();
        for &draw in self.draws.iter().cycle().take(100_000) {
            visit(&hand);
            if hand.to_act().is_none() {
                return hand;
            }
            hand.act(choose(&hand, draw)).unwrap();
        }
        panic!("the hand does not end: {hand:?}");
    }

    fn settle(&self, hand: &HandState) -> Settlement {
        let ranks: Vec<_> = self.ranks.iter().map(|&rank| Some(rank)).collect();
        hand.settle(&ranks).unwrap()
    }
}

/// One of the legal moves.
fn choose(hand: &HandState, draw: u16) -> Move {
    let legal = hand.legal();
    let (kind, size) = (draw % 8, Chips::from(draw / 8));
    match (kind, legal.raise_to) {
        (0, _) if legal.fold => Move::Fold,
        (1 | 2, Some((min, _))) => Move::RaiseTo(min),
        (3, Some((_, max))) => Move::RaiseTo(max),
        (4, Some((min, max))) => Move::RaiseTo(min + size % (max - min + 1)),
        _ => legal.passive(),
    }
}

/// Legal and illegal moves, those at the edges of legality first.
fn candidates(hand: &HandState) -> Vec<Move> {
    let (min, max) = hand.legal().raise_to.unwrap_or((hand.bet() + 1, Chips::MAX));
    let edges = [0, 1, hand.bet(), min - 1, min, max, max.saturating_add(1), Chips::MAX];
    let mut moves = vec![Move::Fold, Move::Check, Move::Call];
    moves.extend(edges.map(Move::RaiseTo));
    moves
}

/// What each seat wins of the pots in `1/2520` chips when every chip is divisible, layer by layer of one
/// chip.
fn fair_shares(hand: &HandState, ranks: &[u8]) -> Vec<i64> {
    const WHOLE: i64 = 2_520; // divisible by every number of winners
    let mut shares = vec![0; hand.num_seats()];
    for height in 1..=hand.contributed().iter().copied().max().unwrap_or(0) {
        let paid = |seat: usize| hand.contributed()[seat] >= height;
        let chips = (0..hand.num_seats()).filter(|&seat| paid(seat)).count() as i64;
        let in_it = || (0..hand.num_seats()).filter(|&seat| paid(seat) && !hand.is_folded(seat));
        let best = in_it().map(|seat| ranks[seat]).max().expect("somebody can win each chip");
        let winners: Vec<_> = in_it().filter(|&seat| ranks[seat] == best).collect();
        winners.iter().for_each(|&seat| shares[seat] += chips * WHOLE / winners.len() as i64);
    }
    shares
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn chips_are_conserved_and_every_hand_ends(table in table()) {
        let total: Chips = table.stacks.iter().sum();
        let end = table.play(|hand| {
            assert_eq!(hand.stacks().iter().sum::<Chips>() + hand.pot(), total);
            assert_eq!(hand.pots().iter().map(|pot| pot.chips).sum::<Chips>(), hand.pot());
            for seat in 0..hand.num_seats() {
                assert!(hand.street_contributed()[seat] <= hand.contributed()[seat]);
                assert_eq!(hand.stacks()[seat] + hand.contributed()[seat], table.stacks[seat]);
            }
        });
        let settlement = table.settle(&end);
        let sum: i64 = settlement.payoffs().iter().sum();
        prop_assert_eq!(sum, -i64::from(settlement.rake()));
    }

    #[test]
    fn a_seat_in_turn_has_chips_and_a_move(table in table()) {
        table.play(|hand| {
            let Some(seat) = hand.to_act() else { return };
            assert!(!hand.is_folded(seat) && !hand.is_all_in(seat));
            let legal = hand.legal();
            assert!(legal.call <= hand.stacks()[seat]);
            assert_eq!(legal.fold, legal.call > 0);
            if let Some((min, max)) = legal.raise_to {
                assert!(hand.bet() < min && min <= max);
                assert_eq!(max, hand.stacks()[seat] + hand.street_contributed()[seat]);
                assert!(min == max || min == hand.bet() + hand.min_raise());
            }
        });
    }

    #[test]
    fn a_hand_taken_up_at_any_state_goes_on_the_same(table in table()) {
        table.play(|hand| {
            if let Some(state) = hand.public_state() {
                assert_eq!(HandState::resume(&state).as_ref(), Ok(hand));
            }
        });
    }

    #[test]
    fn a_move_is_accepted_if_and_only_if_it_is_legal(table in table()) {
        table.play(|hand| {
            let legal = hand.to_act().map(|_| hand.legal());
            for action in candidates(hand) {
                let mut after = hand.clone();
                match after.act(action) {
                    Ok(()) => {
                        let allowed = legal.is_some_and(|legal| legal.allows(action));
                        assert!(allowed, "{action} accepted by {hand:?}");
                        assert_ne!(&after, hand);
                    }
                    Err(error) => {
                        assert!(!legal.is_some_and(|legal| legal.allows(action)), "{error} in {hand:?}");
                        assert_eq!((error.rejected, error.legal), (action, legal));
                        assert_eq!(&after, hand, "a rejected move changes nothing");
                    }
                }
            }
        });
    }

    #[test]
    fn betting_ends_with_one_hand_left_or_equal_bets(table in table()) {
        let end = table.play(|_| ());
        let live: Vec<_> = end.live().iter().collect();
        match end.phase() {
            Phase::Act(_) => unreachable!("played to the end"),
            Phase::Over { winner } => prop_assert_eq!(live, vec![winner]),
            Phase::Showdown => {
                let most = end.contributed().iter().copied().max().unwrap();
                prop_assert!(live.len() > 1);
                prop_assert!(live.iter().all(|&seat| end.is_all_in(seat) || end.contributed()[seat] == most));
                prop_assert_eq!(end.board_len(), 5);
            }
        }
        let mut sorted = end.contributed().to_vec();
        sorted.sort_unstable();
        prop_assert_eq!(sorted[sorted.len() - 1], sorted[sorted.len() - 2], "uncalled chips are returned");
    }

    #[test]
    fn each_seat_is_paid_its_share_to_the_odd_chip(table in table()) {
        let table = Table { stakes: table.stakes.with_rake(Rake::default()).unwrap(), ..table };
        let end = table.play(|_| ());
        let settlement = table.settle(&end);
        for (seat, share) in fair_shares(&end, &table.ranks).into_iter().enumerate() {
            let won = settlement.payoffs()[seat] + i64::from(end.contributed()[seat]);
            let odd_chips = (won * 2_520 - share).abs() / 2_520;
            let most = (end.pots().len() * (MAX_SEATS - 1)) as i64;
            prop_assert!(odd_chips <= most, "seat {} won {}, fair {}/2520", seat, won, share);
            prop_assert!(share > 0 || won == 0, "seat {} won {} without a share", seat, won);
        }
    }

    #[test]
    fn rake_takes_no_more_than_its_share_and_its_cap(table in table()) {
        let end = table.play(|_| ());
        let raked = table.settle(&end);
        let rake = table.stakes.rake();
        let share = u64::from(end.pot()) * u64::from(rake.basis_points) / 10_000;
        let expected = if end.board_len() == 0 { 0 } else { share.min(u64::from(rake.cap)) };
        prop_assert_eq!(u64::from(raked.rake()), expected);
        let stakes = table.stakes.clone().with_rake(Rake::default()).unwrap();
        let free = Table { stakes, ..table.clone() };
        let free = free.settle(&free.play(|_| ()));
        for (raked, free) in raked.payoffs().iter().zip(free.payoffs()) {
            prop_assert!(*raked <= free + MAX_SEATS as i64, "only odd chips move between seats");
        }
    }

    #[test]
    fn a_betting_round_visits_seats_in_order(table in table()) {
        let mut last: Option<(usize, usize)> = None;
        table.play(|hand| {
            let Some(seat) = hand.to_act() else { return };
            let street = hand.street().index();
            if let Some((before, street_before)) = last && street == street_before {
                let skipped = (1..hand.num_seats()).map(|step| (before + step) % hand.num_seats());
                for other in skipped.take_while(|&other| other != seat) {
                    let mut rivals = hand.live().iter().filter(|&rival| rival != other);
                    let reach = |rival: usize| hand.stacks()[rival] + hand.street_contributed()[rival];
                    let settled = rivals.all(|rival| reach(rival) <= hand.street_contributed()[other]);
                    let out = hand.is_folded(other) || hand.stacks()[other] == 0;
                    assert!(out || settled, "seat {other} skipped in {hand:?}");
                }
            }
            last = Some((seat, street));
        });
    }
}
