//! What is found in subgames, entered with the ranges that reach them, sums up to what one walk over all of
//! them finds.

use crate::games::{leduc, shared};
use crate::holdem::HighCard;
use holdem_cfr::Strategy;
use holdem_cfr::boards::{HandValues, PublicState};
use holdem_cfr::evaluate::exact::{Watch, best_responses_from, exploitability, values, values_from};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_game::deal::{Board, CardModel, Deal, DealRng, HoldemCards, LeducCards};
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::{BettingTree, NoLimitHoldem, NodeId, NodeKind};

/// A game with a strategy for both seats.
pub(crate) struct Judged<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) cards: &'a dyn CardModel,
    pub(crate) strategy: &'a Strategy,
}

/// Both players' values of every hand.
type Values = [Vec<f64>; 2];

impl Judged<'_> {
    fn walked(&self, state: &PublicState, best: bool) -> HandValues {
        let walk = if best { best_responses_from } else { values_from };
        walk(self.tree, self.cards, state, [self.strategy; 2], 2)
    }

    /// The values at a state, worked out node by node and hand by hand on its street, from one walk for each
    /// board of the next.
    fn summed(&self, state: &PublicState, best: bool) -> Values {
        let NodeKind::Decision { player } = self.tree.node(state.node).kind else {
            return self.ended(state);
        };
        let (actor, street) = (usize::from(player), usize::from(self.tree.node(state.node).street));
        let mut layer = Deal::default();
        self.cards.layer(street, state.board, &mut layer);
        let mut sum: Values = [vec![0.0; self.cards.num_hands()], vec![0.0; self.cards.num_hands()]];
        if best {
            sum[actor].fill(f64::NEG_INFINITY);
        }
        for (action, edge) in self.tree.edges(state.node).iter().enumerate() {
            let mut behind = PublicState { node: edge.child, ..state.clone() };
            let mut chosen = vec![0.0; self.cards.num_hands()];
            for (&hand, &bucket) in layer.hands.iter().zip(&layer.buckets[street]) {
                chosen[usize::from(hand)] = self.strategy.row(state.node, bucket as usize)[action];
            }
            behind.ranges[actor].iter_mut().zip(&chosen).for_each(|(weight, p)| *weight *= p);
            let values = if usize::from(self.tree.node(edge.child).street) == street {
                self.summed(&behind, best)
            } else {
                self.dealt(&behind, street, best)
            };
            for hand in 0..self.cards.num_hands() {
                let (mine, own) = (&mut sum[actor][hand], values[actor][hand]);
                *mine = if best { mine.max(own) } else { *mine + f64::from(chosen[hand]) * own };
                sum[1 - actor][hand] += values[1 - actor][hand];
            }
        }
        sum
    }

    /// Values of a decision node of the next street: one walk for each board.
    fn dealt(&self, state: &PublicState, street: usize, best: bool) -> Values {
        let mut sum: Values = [vec![0.0; self.cards.num_hands()], vec![0.0; self.cards.num_hands()]];
        for runout in self.cards.runouts(street, state.board) {
            let found = self.walked(&PublicState { board: runout.board, ..state.clone() }, best);
            for (sum, values) in sum.iter_mut().zip(&found.values) {
                for (&hand, value) in found.hands.iter().zip(values) {
                    sum[usize::from(hand)] += f64::from(runout.probability) * value;
                }
            }
        }
        sum
    }

    /// Values of a terminal node: pair by pair, on all final boards.
    fn ended(&self, state: &PublicState) -> Values {
        let street = usize::from(self.tree.node(state.node).street);
        let mut sum: Values = [vec![0.0; self.cards.num_hands()], vec![0.0; self.cards.num_hands()]];
        let showdown = self.tree.node(state.node).kind == NodeKind::Showdown;
        let last = self.cards.num_streets() - 1;
        let boards: Vec<(usize, Board, f64)> = if showdown && street < last {
            let boards = self.cards.final_runouts(street, state.board);
            boards.iter().map(|b| (last, b.board, f64::from(b.probability))).collect()
        } else {
            vec![(street, state.board, 1.0)]
        };
        for (street, board, probability) in boards {
            let mut layer = Deal::default();
            self.cards.layer(street, board, &mut layer);
            self.add_pairs(state, &layer, probability, &mut sum);
        }
        sum
    }

    fn add_pairs(&self, state: &PublicState, layer: &Deal, probability: f64, sum: &mut Values) {
        let payoffs = [0, 1].map(|player| self.tree.payoffs(state.node, player));
        // The group of equally strong hands that a slot is in; all in one where nothing is compared.
        let strength = |slot: usize| layer.tie_ends.iter().filter(|&&end| usize::from(end) <= slot).count();
        let strengths: Vec<usize> = (0..layer.len()).map(strength).collect();
        for (i, &first) in layer.hands.iter().enumerate() {
            for (j, &second) in layer.hands.iter().enumerate() {
                if layer.blockers[i].iter().any(|card| layer.blockers[j].contains(card)) {
                    continue;
                }
                for (player, [own, other]) in
                    [[(i, first), (j, second)], [(j, second), (i, first)]].into_iter().enumerate()
                {
                    let weight = f64::from(state.ranges[1 - player][usize::from(other.1)]);
                    let payoff = match strengths[own.0].cmp(&strengths[other.0]) {
                        std::cmp::Ordering::Greater => payoffs[player].win,
                        std::cmp::Ordering::Equal => payoffs[player].tie,
                        std::cmp::Ordering::Less => payoffs[player].lose,
                    };
                    sum[player][usize::from(own.1)] += probability * weight * payoff;
                }
            }
        }
    }

    /// Compares one walk with the sum of many, hand by hand; returns the mean values of both players.
    pub(crate) fn check(&self, state: &PublicState, best: bool) -> [f64; 2] {
        let (whole, parts) = (self.walked(state, best), self.summed(state, best));
        let size = whole.values.iter().flatten().fold(1.0_f64, |most, value| most.max(value.abs()));
        for (values, parts) in whole.values.iter().zip(&parts) {
            for (&hand, value) in whole.hands.iter().zip(values) {
                let part = parts[usize::from(hand)];
                assert!(
                    (value - part).abs() < 1e-5 * size,
                    "hand {hand}: {value}, in parts {part}, best: {best}"
                );
            }
        }
        let mean = |player: usize| {
            let hands = parts[player].iter().zip(&state.ranges[player]);
            hands.filter(|(value, _)| value.is_finite()).map(|(v, w)| v * f64::from(*w)).sum::<f64>()
                / whole.weight
        };
        for player in [0, 1] {
            assert!((mean(player) - whole.mean[player]).abs() < 1e-4, "{} {:?}", mean(player), whole.mean);
        }
        if !best && self.tree.rake().is_none() {
            let dead = f64::from(self.tree.dead());
            assert!(
                (whole.mean[0] + whole.mean[1] - dead).abs() < 1e-4,
                "all chips are somebody's: {:?}",
                whole.mean
            );
        }
        whole.mean
    }
}

/// Random probabilities, sharp ones among them.
pub(crate) fn random(tree: &BettingTree, cards: &dyn CardModel, seed: u64) -> Strategy {
    let mut rng = DealRng::for_iteration(seed, 0);
    Strategy::from_rows(tree, &bucket_counts(cards), |_, rows| {
        rows.iter_mut().for_each(|p| *p = rng.unit().powi(4));
    })
}

#[test]
fn the_subgames_of_leduc_sum_up_to_the_whole_game() {
    let (tree, cards) = (leduc(), shared(LeducCards));
    for seed in [1, 2, 3] {
        let strategy = random(&tree, &*cards, seed);
        let judged = Judged { tree: &tree, cards: &*cards, strategy: &strategy };
        let root = PublicState::root(&*cards);
        let mean = judged.check(&root, false);
        assert_eq!(mean, values(&tree, &*cards, [&strategy; 2], 1));
        let best = judged.check(&root, true);
        assert_eq!(
            best,
            exploitability(&tree, &*cards, [&strategy; 2], None, 1, &Watch::NOBODY)
                .expect("nobody stops it")
                .best_response
        );
        assert!(best[0] > mean[0] + 0.1 && best[1] > mean[1] + 0.1, "{best:?}, {mean:?}");
    }
}

/// One bet of the pot on each street.
pub(crate) fn tiny() -> BettingTree {
    let street = |first| StreetMenu { sizes: vec![vec![first]], max_raises: 1 };
    let bet = street(BetSize::PotPercent(100.0));
    let menu = BetMenu {
        preflop: street(BetSize::BigBlinds(3.0)),
        limped: None,
        flop: bet.clone(),
        turn: bet.clone(),
        river: bet,
        ..BetMenu::compact()
    };
    NoLimitHoldem::heads_up(60.0, menu).and_then(|game| game.tree()).expect("a tree")
}

/// The first decision node of a street.
fn first_on(tree: &BettingTree, street: u8) -> NodeId {
    let is_first = |&id: &NodeId| {
        let node = tree.node(id);
        node.street == street && matches!(node.kind, NodeKind::Decision { .. })
    };
    tree.subtree(0).find(is_first).expect("somebody decides on every street")
}

/// A board of the deck's cards by number, and ranges of a quarter of all hands with weights of their own.
pub(crate) fn state(tree: &BettingTree, cards: &dyn CardModel, street: u8, board: &[u8]) -> PublicState {
    let mut rng = DealRng::for_iteration(7, u64::from(street));
    let mut range = || -> Vec<f32> {
        (0..cards.num_hands()).map(|_| if rng.unit() < 0.25 { rng.unit() } else { 0.0 }).collect()
    };
    let ranges = [range(), range()];
    let board = board.iter().fold(0, |board: Board, card| board | 1 << card);
    PublicState { node: first_on(tree, street), board, ranges }
}

#[test]
fn the_rivers_of_a_turn_and_the_turns_of_a_flop_sum_up_to_it() {
    let (tree, cards) = (tiny(), HoldemCards::new(HighCard));
    let strategy = random(&tree, &cards, 4);
    let judged = Judged { tree: &tree, cards: &cards, strategy: &strategy };
    for (street, board) in [(2, &[3, 17, 30, 44][..]), (1, &[3, 17, 30])] {
        let state = state(&tree, &cards, street, board);
        let [mean, best] = [false, true].map(|best| judged.check(&state, best));
        assert!((0..2).all(|player| best[player] > mean[player]), "{best:?}, {mean:?}");
    }
}

#[test]
fn ranges_that_know_no_suits_are_worth_the_same_without_renamings() {
    // Two suits of the flop can change names; in the second range they must not.
    let (tree, cards) = (tiny(), HoldemCards::new(HighCard));
    let strategy = random(&tree, &cards, 5);
    let judged = Judged { tree: &tree, cards: &cards, strategy: &strategy };
    let mut state = state(&tree, &cards, 2, &[0, 4, 8, 12]);
    state.ranges.iter_mut().for_each(|range| range.fill(1.0));
    judged.check(&state, true);
    state.ranges[1][500] = 0.25;
    judged.check(&state, true);
}
