//! Pots that lay on the table before, rake, and trees that begin late.

use holdem_game::menu::BetMenu;
use holdem_game::tree::{
    Action, BettingGame, BettingTree, Chips, LeducPoker, NoLimitHoldem, NodeId, NodeKind, PotRake,
};

/// A game that begins behind some actions, over chips that nobody has put in. The builder does not know that
/// its streets go on alike.
pub(super) struct Later<G: BettingGame> {
    game: G,
    root: G::State,
    dead: Chips,
    rake: PotRake,
}

impl<G: BettingGame> Later<G> {
    pub(super) fn new(game: G, actions: &[Action]) -> Self {
        let root = actions.iter().fold(game.root(), |state, &action| game.apply(&state, action));
        Self { game, root, dead: 0, rake: PotRake::default() }
    }

    pub(super) fn tree(&self) -> BettingTree {
        BettingTree::build(self).unwrap()
    }
}

impl<G: BettingGame> BettingGame for Later<G> {
    type State = G::State;

    fn num_players(&self) -> usize {
        self.game.num_players()
    }
    fn num_streets(&self) -> usize {
        self.game.num_streets()
    }
    fn root(&self) -> G::State {
        self.root.clone()
    }
    fn kind(&self, state: &G::State) -> NodeKind {
        self.game.kind(state)
    }
    fn street(&self, state: &G::State) -> u8 {
        self.game.street(state)
    }
    fn contributions(&self, state: &G::State, out: &mut [Chips]) {
        self.game.contributions(state, out);
    }
    fn actions(&self, state: &G::State, out: &mut Vec<Action>) {
        self.game.actions(state, out);
    }
    fn apply(&self, state: &G::State, action: Action) -> G::State {
        self.game.apply(state, action)
    }
    fn dead_chips(&self) -> Chips {
        self.dead
    }
    fn rake(&self) -> PotRake {
        self.rake
    }
}

fn second_street() -> Later<LeducPoker> {
    Later::new(LeducPoker::default(), &[Action::Check, Action::Check])
}

fn terminals(tree: &BettingTree) -> impl Iterator<Item = NodeId> {
    (0..tree.nodes().len() as NodeId).filter(|&id| tree.node(id).num_actions == 0)
}

#[test]
fn a_tree_may_begin_on_a_later_street() {
    let whole = BettingTree::build(&LeducPoker::default()).unwrap();
    let late = second_street().tree();
    let from = whole.find("kk").unwrap();
    assert_eq!(late.node(0).street, 1);
    assert_eq!(late.nodes().len(), whole.subtree(from).len());
    for id in 0..late.nodes().len() as NodeId {
        assert_eq!(late.node(id).kind, whole.node(from + id).kind);
        assert_eq!(late.contributions(id), whole.contributions(from + id));
        assert_eq!(format!("kk/{}", late.history_text(id)), whole.history_text(from + id));
        assert_eq!(late.find(&late.history_text(id)), Ok(id));
    }
}

#[test]
fn a_bet_that_stands_at_the_root_is_raised() {
    let late = Later::new(LeducPoker::default(), &[Action::RaiseTo(2)]).tree();
    let tokens: Vec<String> = late.edges(0).iter().map(|edge| late.token(0, edge.action)).collect();
    assert_eq!(tokens, ["f", "c", "r4"]);
}

#[test]
fn payoffs_sum_to_the_dead_chips_less_the_rake() {
    let mut game = second_street();
    game.dead = 7;
    game.rake = PotRake { rate: 0.05, cap: 0.6 };
    let tree = game.tree();
    for id in terminals(&tree) {
        let [a, b] = [0, 1].map(|player| tree.payoffs(id, player));
        let left = 7.0 - (f64::from(tree.pot(id)) * 0.05).min(0.6);
        for (one, other) in [(a.win, b.lose), (a.tie, b.tie), (a.lose, b.win)] {
            let folded = tree.node(id).kind != NodeKind::Showdown;
            let sum = if folded { a.win + b.win } else { one + other };
            assert!((sum - left).abs() < 1e-12, "{}: {sum} of {left}", tree.history_text(id));
        }
    }
}

/// A pot of 10 dead chips and an ante of 1 each; a bet of 4 is called, or folded to. Rake of 10 %.
#[test]
fn the_winner_gets_the_pot_less_rake_and_a_tie_half_of_it() {
    let mut game = second_street();
    game.dead = 10;
    game.rake = PotRake { rate: 0.1, cap: 100.0 };
    let tree = game.tree();
    let called = tree.payoffs(tree.find("b4c").unwrap(), 1);
    assert_eq!((called.win, called.tie, called.lose), (20.0 - 2.0 - 5.0, 9.0 - 5.0, -5.0));
    let folded = tree.find("b4f").unwrap();
    assert_eq!(tree.pot(folded), 12);
    assert!((tree.payoffs(folded, 0).win - (12.0 - 1.2 - 1.0)).abs() < 1e-12);
    assert_eq!(tree.payoffs(folded, 1).win, -1.0);
}

#[test]
fn a_hand_that_ends_before_the_flop_is_not_raked() {
    let game = NoLimitHoldem::heads_up(10.0, BetMenu::jam_or_fold()).unwrap();
    let root = game.root();
    let tree = Later { game, root, dead: 0, rake: PotRake { rate: 0.05, cap: 3.0 } }.tree();
    assert_eq!(tree.payoffs(tree.find("f").unwrap(), 1).win, 1.0);
    assert_eq!(tree.payoffs(tree.find("ac").unwrap(), 1).win, 20.0 - 2.0);
}

#[test]
fn without_dead_chips_and_rake_payoffs_are_what_the_loser_has_put_in() {
    let tree = BettingTree::build(&LeducPoker::default()).unwrap();
    for id in terminals(&tree).filter(|&id| tree.node(id).kind == NodeKind::Showdown) {
        let chips = f64::from(tree.contributions(id)[0]);
        let payoffs = tree.payoffs(id, 1);
        assert_eq!((payoffs.win, payoffs.tie, payoffs.lose), (chips, 0.0, -chips));
    }
}

#[test]
fn dead_chips_and_rake_are_part_of_the_fingerprint() {
    let plain = second_street().tree().fingerprint();
    let mut game = second_street();
    game.rake = PotRake { rate: 0.05, cap: 0.0 };
    assert_eq!(game.tree().fingerprint(), plain, "a rake of nothing");
    game.rake.cap = 1.0;
    let raked = game.tree().fingerprint();
    game.dead = 4;
    let both = game.tree().fingerprint();
    assert!(plain != raked && raked != both && both != plain);
}
