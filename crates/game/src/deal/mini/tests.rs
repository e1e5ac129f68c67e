use super::*;

fn model(ranks: u8, suits: u8, hole_cards: u8, board_cards: &[u8]) -> MiniHoldemCards {
    let deck = MiniDeck { ranks, suits, hole_cards, board_cards: board_cards.to_vec() };
    MiniHoldemCards::new(&deck).expect("a deck that can be dealt")
}

/// Games of every shape that are small enough to be checked in full.
fn models() -> Vec<MiniHoldemCards> {
    vec![
        model(3, 2, 1, &[]),
        model(3, 2, 1, &[1]),
        model(4, 4, 1, &[2, 1]),
        model(3, 2, 2, &[]),
        model(4, 3, 2, &[1]),
        model(3, 4, 2, &[1, 1, 1]),
        model(4, 2, 2, &[2, 1]),
    ]
}

/// All boards of a street by brute force: every set of the right number of cards, and every way to split it
/// into deals of the right sizes.
fn all_boards(cards: &MiniHoldemCards, street: usize) -> Vec<Board> {
    let (count, n) = (cards.deck.board_len(street), cards.cards.len());
    let sizes = &cards.deck.board_cards[..street];
    let deals = sizes.len().max(1) as u32;
    let ways: Vec<Vec<u8>> = (0..deals.pow(count as u32))
        .map(|way| (0..count as u32).map(|place| (way / deals.pow(place) % deals) as u8).collect())
        .filter(|way: &Vec<u8>| {
            let came = |deal: u8| way.iter().filter(|&&other| other == deal).count();
            sizes.iter().zip(0..).all(|(&size, deal)| came(deal) == usize::from(size))
        })
        .collect();
    let sets = (0u64..1 << n).filter(|mask| mask.count_ones() as usize == count);
    sets.flat_map(|mask| {
        let set = (0..n).filter(|at| mask >> at & 1 == 1).map(|at| cards.cards[at].index() as u8);
        let set: Vec<u8> = set.collect();
        ways.iter().map(|way| board_of(set.iter().copied().zip(way.iter().copied()))).collect::<Vec<_>>()
    })
    .collect()
}

fn every_board(cards: &MiniHoldemCards) -> Vec<(usize, Board)> {
    let streets = 0..cards.num_streets();
    streets
        .flat_map(|street| all_boards(cards, street).into_iter().map(move |board| (street, board)))
        .collect()
}

#[test]
fn hands_are_all_sets_of_hole_cards() {
    for cards in models() {
        let held: std::collections::HashSet<u64> = cards.hands.iter().map(|hand| hand.bits()).collect();
        let size = usize::from(cards.deck.hole_cards);
        assert_eq!(held.len() as f64, choose(cards.cards.len(), size));
        assert!(cards.hands.iter().all(|hand| hand.len() == size));
    }
    let full = model(13, 4, 2, &[]);
    for combo in holdem_cards::Combo::all() {
        assert_eq!(full.hand_name(combo.index()), combo.to_string());
    }
}

#[test]
fn hands_collide_where_they_share_a_card_and_nowhere_else() {
    for cards in models() {
        for a in 0..cards.num_hands() {
            let [first, second] = cards.blockers(a);
            assert!(first != second && usize::from(first.max(second)) < super::super::NUM_BLOCKERS);
            for b in (0..cards.num_hands()).filter(|b| *b != a) {
                let share = cards.blockers(a).iter().any(|blocker| cards.blockers(b).contains(blocker));
                assert_eq!(share, cards.hand(a).intersects(cards.hand(b)));
            }
        }
    }
}

#[test]
fn a_layer_holds_the_live_hands_in_order_of_strength() {
    for cards in models() {
        let mut deal = Deal::default();
        for (street, board) in every_board(&cards) {
            cards.layer(street, board, &mut deal);
            let board = card_set(board);
            let live = (0..cards.num_hands()).filter(|&hand| !cards.hand(hand).intersects(board)).count();
            assert_eq!(deal.len(), live);
            let strength = |slot: usize| ranking::strength(cards.hand(deal.hands[slot].into()).union(board));
            if street + 1 < cards.num_streets() {
                assert!(deal.tie_ends.is_empty());
                continue;
            }
            for slot in 1..live {
                let ends = deal.tie_ends.contains(&(slot as u16));
                assert_eq!(
                    ends,
                    strength(slot - 1) < strength(slot),
                    "sorted, and groups end where it grows"
                );
                assert!(strength(slot - 1) <= strength(slot));
            }
        }
    }
}

#[test]
fn chances_sum_to_one_for_every_pair_of_hands() {
    for cards in models() {
        for street in 0..cards.num_streets() - 1 {
            for before in all_boards(&cards, street).into_iter().step_by(5) {
                assert_chances(&cards, before, &cards.runouts(street, before));
                assert_chances(&cards, before, &cards.final_runouts(street, before));
            }
        }
    }
}

/// Probabilities over all relabellings of each board, if one stands for them.
fn assert_chances(cards: &MiniHoldemCards, before: Board, runouts: &[Runout]) {
    let before = card_set(before);
    let relabelled = |runout: &Runout| -> Vec<u64> {
        let all = cards.suits.iter().map(|suits| suits.set(card_set(runout.board)).bits());
        let mut boards: Vec<u64> = if before.is_empty() { all.collect() } else { vec![runout.board] };
        boards.sort_unstable();
        boards.dedup();
        boards
    };
    for a in (0..cards.num_hands()).step_by(3) {
        for b in (0..cards.num_hands()).step_by(4) {
            let held = cards.hand(a).union(cards.hand(b));
            if held.len() != 2 * cards.hand(a).len() || held.intersects(before) {
                continue;
            }
            let mut sum = 0.0;
            for runout in runouts {
                let boards = relabelled(runout);
                let open = boards.iter().filter(|&&board| !card_set(board).intersects(held)).count();
                sum += f64::from(runout.probability) * open as f64 / boards.len() as f64;
            }
            assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        }
    }
}

#[test]
fn buckets_are_the_same_exactly_for_hands_that_renamings_make_of_each_other() {
    for cards in models() {
        for street in 0..cards.num_streets() {
            let mut orbit_of = std::collections::HashMap::new();
            for board in all_boards(&cards, street) {
                let alive = |&hand: &usize| !cards.hand(hand).intersects(card_set(board));
                for hand in (0..cards.num_hands()).filter(alive) {
                    let renamed = cards
                        .suits
                        .iter()
                        .map(|s| (buckets::renamed(board, s), s.set(cards.hand(hand)).bits()));
                    let orbit = renamed.min().expect("the trivial one");
                    let bucket = cards.bucket(street, board, hand).expect("not blocked");
                    assert_eq!(*orbit_of.entry(orbit).or_insert(bucket), bucket);
                }
            }
            let used: std::collections::HashSet<u32> = orbit_of.values().copied().collect();
            assert_eq!((used.len(), orbit_of.len()), (cards.num_buckets(street), cards.num_buckets(street)));
            assert!(used.iter().all(|&bucket| (bucket as usize) < cards.num_buckets(street)));
        }
    }
}

#[test]
fn renamings_keep_the_board_and_everything_about_hands() {
    for cards in models() {
        for (street, board) in every_board(&cards).into_iter().step_by(7) {
            let kept = cards.suits.iter().filter(|suits| buckets::renamed(board, suits) == board).count();
            let renamings = cards.renamings(board);
            assert_eq!(renamings.len(), kept - 1);
            for renaming in renamings {
                assert_eq!(renaming.board(board), board);
                for hand in 0..cards.num_hands() {
                    let new = usize::from(renaming.hands[hand]);
                    assert_eq!(renaming.board(cards.hand(hand).bits()), cards.hand(new).bits());
                    let buckets = [hand, new].map(|hand| cards.bucket(street, board, hand));
                    assert_eq!(buckets[0], buckets[1]);
                }
            }
        }
    }
}

#[test]
fn final_boards_are_listed_where_public_cards_come_once() {
    assert_eq!(model(3, 2, 1, &[]).final_boards(), Some(vec![0]));
    assert_eq!(model(13, 4, 2, &[1]).final_boards().map(|boards| boards.len()), Some(52));
    assert_eq!(model(13, 4, 2, &[2]).final_boards().map(|boards| boards.len()), Some(1326));
    assert_eq!(model(5, 4, 2, &[1, 1]).final_boards(), None);
}

/// A deal agrees with the boards of the streets, whatever order its cards came in.
#[test]
fn a_deal_has_the_buckets_of_boards_on_the_way_to_its_board() {
    for cards in models() {
        let mut deal = Deal::default();
        for seed in 0..20 {
            let mut rng = DealRng::for_iteration(seed, 0);
            let board = cards.sample_final_board(&mut rng);
            cards.deal(board, HandSample::All, &mut rng, &mut deal);
            for street in 0..cards.num_streets() {
                let on_the_way = |earlier: &Board| cards_on(*earlier) & !board == 0;
                let fits = |earlier: Board| {
                    let buckets = deal.hands.iter().zip(&deal.buckets[street]);
                    let of = |hand: u16| cards.bucket(street, earlier, hand.into());
                    buckets.into_iter().all(|(&hand, &bucket)| of(hand) == Some(bucket))
                };
                assert!(all_boards(&cards, street).into_iter().filter(on_the_way).any(fits));
            }
        }
    }
}

#[test]
fn a_sample_of_a_deal_is_sorted_and_live() {
    let cards = model(13, 4, 2, &[3, 1, 1].map(|cards: u8| cards.min(1)));
    let mut rng = DealRng::for_iteration(1, 0);
    let board = cards.sample_final_board(&mut rng);
    let mut deal = Deal::default();
    let strength = |hand: u16| ranking::strength(cards.hand(hand.into()).union(card_set(board)));
    for sample in [HandSample::Uniform(100), HandSample::Stratified(100)] {
        cards.deal(board, sample, &mut rng, &mut deal);
        assert_eq!((deal.len(), deal.width()), (100, 104));
        let mut all = deal.hands.clone();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 100);
        assert!(deal.hands.windows(2).all(|pair| strength(pair[0]) <= strength(pair[1])));
    }
    // The last sample is stratified: no tenth of the order has more or less than its share, but for the ends.
    let mut everyone = Deal::default();
    cards.deal(board, HandSample::All, &mut rng, &mut everyone);
    let place = |hand: &u16| everyone.hands.iter().position(|other| other == hand).expect("a live hand");
    let mut tenths = [0; 10];
    deal.hands.iter().for_each(|hand| tenths[place(hand) * 10 / everyone.len()] += 1);
    assert!(tenths.iter().all(|count| (9..=11).contains(count)), "{tenths:?}");
}

/// One hand for each player: the pairs of buckets and the winner occur as often as brute force counts them.
#[test]
fn dealt_hands_are_uniform() {
    let cards = model(3, 2, 1, &[1]);
    let mut exact = std::collections::HashMap::new();
    for (a, b, c) in (0..6).flat_map(|a| (0..6).flat_map(move |b| (0..6).map(move |c| (a, b, c)))) {
        if a != b && b != c && a != c {
            let board = cards.hands[c];
            let strength = [a, b].map(|hand| ranking::strength(cards.hand(hand).union(board)));
            let buckets = [a, b].map(|hand| cards.bucket(1, board.bits(), hand));
            *exact.entry((buckets, strength[0].cmp(&strength[1]))).or_insert(0.0) += 1.0 / 120.0;
        }
    }
    let deals = 60_000;
    let mut rngs: Vec<_> = (0..deals).map(|i| DealRng::for_iteration(5, i)).collect();
    let mut hands = vec![DealtHand::default(); 2 * deals as usize];
    cards.deal_hands(&mut rngs, 2, &mut hands);
    let mut seen = std::collections::HashMap::new();
    for pair in hands.chunks(2) {
        let buckets = [0, 1].map(|player: usize| Some(pair[player].buckets[1]));
        *seen.entry((buckets, pair[0].strength.cmp(&pair[1].strength))).or_insert(0.0) += 1.0 / deals as f64;
    }
    assert_eq!(seen.len(), exact.len());
    // Fixed seeds; five standard errors of a probability of 1/15 would be 0.005.
    assert!(exact.iter().all(|(key, chance)| (seen[key] - chance).abs() < 0.005), "{seen:?} {exact:?}");
}

#[test]
fn decks_that_cannot_be_dealt_are_refused_by_name() {
    let refused = |ranks, suits, hole_cards, board_cards: &[u8]| {
        let deck = MiniDeck { ranks, suits, hole_cards, board_cards: board_cards.to_vec() };
        MiniHoldemCards::new(&deck).expect_err("refused").to_string()
    };
    assert_eq!(refused(14, 4, 2, &[]), "ranks of 14, expected 2 to 13");
    assert_eq!(refused(3, 1, 2, &[]), "suits of 1, expected 2 to 4");
    assert_eq!(refused(3, 2, 3, &[]), "hole_cards of 3, expected 1 to 2");
    assert_eq!(refused(3, 4, 2, &[0]), "board_cards of 0, expected 1 to 5");
    assert_eq!(refused(3, 4, 2, &[3, 3]), "sum of board_cards of 6, expected 0 to 5");
    assert_eq!(refused(3, 4, 2, &[1; 4]), "number of board_cards of 4, expected 0 to 3");
    let few = "a deck of 4 cards, expected at least 5 for two hands and a board";
    assert_eq!(refused(2, 2, 2, &[1]), few);
    assert!(refused(13, 4, 1, &[1]).starts_with("a deck of 52 cards with one hole card"));
    assert!(refused(13, 4, 2, &[3, 1, 1]).contains("hands on boards of street 3"));
}

/// What a hand wins on average against all others, by enumerating everything.
fn equity(cards: &MiniHoldemCards, street: usize, board: u64, hand: usize) -> f64 {
    let (mut sum, mut count) = (0, 0);
    let runouts = match street + 1 == cards.num_streets() {
        true => vec![runout(board, 1.0)],
        false => cards.final_runouts(street, board),
    };
    for runout in runouts {
        if cards.hand(hand).bits() & cards_on(runout.board) != 0 {
            continue;
        }
        let strength = |hand: CardSet| ranking::strength(hand.union(card_set(runout.board)));
        let taken = CardSet::from_bits(cards.hand(hand).bits() | cards_on(runout.board)).expect("cards");
        for other in
            (0..cards.num_hands()).map(|other| cards.hand(other)).filter(|set| !set.intersects(taken))
        {
            sum += strength(cards.hand(hand)).cmp(&strength(other)) as i32 + 1;
            count += 2;
        }
    }
    f64::from(sum) / f64::from(count)
}

#[test]
fn percentiles_are_in_order_of_equity_and_of_the_same_size() {
    for (hole_cards, counts) in [(2, [Some(5), Some(7), None]), (1, [Some(2), None, None])] {
        let deck = MiniDeck { ranks: 5, suits: 3, hole_cards, board_cards: vec![1, 1] };
        let cards = MiniHoldemCards::with_percentiles(&deck, counts).expect("a small deck");
        let lossless = MiniHoldemCards::new(&deck).expect("a small deck");
        for street in 0..3usize {
            let Some(count) = street.checked_sub(1).and_then(|at| counts[at]) else {
                assert_eq!(cards.num_buckets(street), lossless.num_buckets(street));
                continue;
            };
            assert!(
                (2..=count).contains(&cards.num_buckets(street)),
                "{} buckets",
                cards.num_buckets(street)
            );
            let mut hands = Vec::new();
            for board in all_boards(&cards, street) {
                let free = |&hand: &usize| !cards.hand(hand).intersects(card_set(board));
                let alive = (0..cards.num_hands()).filter(free);
                hands.extend(alive.map(|hand| {
                    let bucket = cards.bucket(street, board, hand).expect("a hand that is alive");
                    (equity(&cards, street, board, hand), bucket)
                }));
            }
            hands.sort_by(|a, b| a.0.total_cmp(&b.0));
            let ordered = |pair: &[(f64, u32)]| pair[0].1 <= pair[1].1 || pair[1].0 - pair[0].0 < 1e-12;
            assert!(hands.windows(2).all(ordered), "street {street}");
            let size = |bucket: usize| hands.iter().filter(|hand| hand.1 as usize == bucket).count();
            let sizes: Vec<usize> = (0..cards.num_buckets(street)).map(size).collect();
            let most = hands.chunk_by(|a, b| b.0 - a.0 < 1e-12).map(<[_]>::len).max().unwrap_or(0);
            assert!(sizes.iter().all(|&size| size <= hands.len() / count + most + 1), "{sizes:?}, {most}");
        }
    }
}

#[test]
fn names_of_lossless_buckets_are_different_and_say_their_hands() {
    let cards = model(5, 3, 2, &[1]);
    let names = cards.bucket_names(0);
    assert!(["22", "65s", "65o"].iter().all(|name| names.iter().any(|found| found == name)), "{names:?}");
    let two = model(3, 2, 2, &[1, 1]);
    assert_eq!(two.bucket_names(2).len(), two.num_buckets(2));
    for street in [0, 1] {
        let mut names = cards.bucket_names(street);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cards.num_buckets(street));
    }
    assert_eq!(model(3, 2, 1, &[]).bucket_names(0), ["2", "3", "4"]);
    assert!(cards.bucket_names(1).iter().all(|name| name.len() == 7 && name.contains('|')));
}

#[test]
fn a_lossless_bucket_knows_which_card_came_first() {
    let cards = model(4, 2, 1, &[1, 1]);
    let card = |text: &str| text.parse::<Card>().expect("a card").index() as u8;
    let [first, second, third] = ["2c", "5c", "3c"].map(card);
    let board = |deals: [u8; 2]| board_of([first, second].into_iter().zip(deals));
    let hand = (0..cards.num_hands()).find(|&hand| cards.hand(hand).bits() == 1 << third).expect("a hand");
    let buckets = [[0, 1], [1, 0]].map(|deals| cards.bucket(2, board(deals), hand).expect("not blocked"));
    assert_ne!(buckets[0], buckets[1]);
    let names = cards.bucket_names(2);
    let texts = buckets.map(|bucket| names[bucket as usize].clone());
    assert_ne!(texts[0], texts[1]);
    // Boards of later deals keep what was known.
    for runout in cards.runouts(1, 1 << first) {
        assert_eq!(
            dealt(runout.board).filter(|(card, _)| *card == first).map(|(_, deal)| deal).next(),
            Some(0)
        );
    }
    // Percentiles do not need it.
    let deck = MiniDeck { ranks: 4, suits: 2, hole_cards: 1, board_cards: vec![1, 1] };
    let coarse = MiniHoldemCards::with_percentiles(&deck, [None, Some(3), None]).expect("a small deck");
    assert_eq!(coarse.bucket(2, board([0, 1]), hand), coarse.bucket(2, board([1, 0]), hand));
}
