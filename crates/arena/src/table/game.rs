//! A game that can be played at a table.

use std::sync::Arc;

use holdem_blueprint::config::{GameConfig, GameKind};
use holdem_blueprint::game::position;
use holdem_blueprint::{BlueprintError, build_tree};
use holdem_cards::Street;
use holdem_game::deal::{DealRng, MiniDeck};
use holdem_game::rules::{HandState, Phase, Stakes};
use holdem_game::tree::{BettingTree, Chips, HoldemError, stack_in_chips};

use super::{Betting, Dealt, Deck, PublicHand, TreeBetting};

/// A game with its stakes, stacks and cards, ready to be dealt. A clone shares what is large.
///
/// *Seats* are those of the [rules](holdem_game::rules): with two in hold'em, seat 1 is the button and the
/// small blind. A betting tree numbers its *players* from the small blind: [`Table::player_of`].
#[derive(Clone, Debug)]
pub struct Table {
    config: GameConfig,
    stakes: Option<Stakes>,
    stacks: Vec<Chips>,
    start: Betting,
    deck: Arc<Deck>,
}

impl Table {
    /// The table of a configuration; its menu does not matter.
    ///
    /// # Errors
    /// [`BlueprintError::Game`] or [`BlueprintError::Deck`] if blinds, stacks or deck do not make a valid
    /// game.
    pub fn new(config: &GameConfig) -> Result<Self, BlueprintError> {
        let config = config.resolved();
        match config.kind {
            GameKind::Kuhn => Ok(Self::of_tree(config, Deck::Kuhn, vec![2; 2])),
            // One ante, two bets of 2 and two of 4.
            GameKind::Leduc => Ok(Self::of_tree(config, Deck::Leduc, vec![13; 2])),
            GameKind::Holdem => Self::no_limit(config, &MiniDeck::holdem()),
            GameKind::MiniHoldem => {
                let deck = config.deck();
                deck.validate()?;
                Self::no_limit(config, &deck)
            }
        }
    }

    fn of_tree(config: GameConfig, deck: Deck, stacks: Vec<Chips>) -> Self {
        let tree: Arc<BettingTree> = Arc::new(build_tree(&config).expect("fixed-limit games are small"));
        let start = Betting::Tree(TreeBetting::begin(tree));
        Self { config, stakes: None, stacks, start, deck: Arc::new(deck) }
    }

    fn no_limit(config: GameConfig, deck: &MiniDeck) -> Result<Self, BlueprintError> {
        let (stakes, stacks) =
            stakes_and_stacks(&config).map_err(|source| BlueprintError::Game(Box::new(source)))?;
        let hand = HandState::new(&stakes, &stacks)
            .map_err(|source| BlueprintError::Game(Box::new(source.into())))?;
        let start = Betting::NoLimit(hand.ending_on(Street::ALL[deck.num_streets() - 1]));
        Ok(Self { config, stakes: Some(stakes), stacks, start, deck: Arc::new(Deck::of_cards(deck)) })
    }

    /// The configuration it was made from, with every key.
    pub fn config(&self) -> &GameConfig {
        &self.config
    }

    /// Blinds and antes; `None` in Kuhn and Leduc.
    pub fn stakes(&self) -> Option<&Stakes> {
        self.stakes.as_ref()
    }

    /// Chips before antes and blinds, by seat.
    pub fn stacks(&self) -> &[Chips] {
        &self.stacks
    }

    /// The cards.
    pub fn deck(&self) -> &Deck {
        &self.deck
    }

    /// The cards, to be kept.
    pub fn shared_deck(&self) -> &Arc<Deck> {
        &self.deck
    }

    /// Number of seats.
    pub fn num_seats(&self) -> usize {
        self.stacks.len()
    }

    /// Chips of the unit that results are reported in: the big blind; the ante of Kuhn and Leduc.
    pub fn unit(&self) -> Chips {
        self.config.unit()
    }

    /// The player of a betting tree that sits on a seat.
    pub fn player_of(&self, seat: usize) -> usize {
        player_of(self.config.kind, self.num_seats(), seat)
    }

    /// The seat of a player of a betting tree.
    pub fn seat_of(&self, player: usize) -> usize {
        self.player_of(player)
    }

    /// Name of a seat: `button`, `big blind`, `first player`.
    pub fn seat_name(&self, seat: usize) -> &'static str {
        match self.config.kind {
            GameKind::Kuhn | GameKind::Leduc => ["first player", "second player"][seat],
            GameKind::Holdem | GameKind::MiniHoldem if self.num_seats() == 2 => ["big blind", "button"][seat],
            GameKind::Holdem | GameKind::MiniHoldem => position(seat, self.num_seats()),
        }
    }

    /// A hand whose blinds are posted.
    pub fn begin(&self) -> PublicHand {
        PublicHand::begin(self.start.clone(), self.stacks.clone())
    }

    /// Deals private hands by seat and the boards of all streets.
    pub fn deal(&self, rng: &mut DealRng) -> Dealt {
        self.deck.deal(self.num_seats(), rng)
    }

    /// What every seat has won or lost, in chips, when the betting is over. `boards` may hold more streets
    /// than were dealt in the hand: they are compared on its last.
    ///
    /// # Panics
    /// If a decision is open, or a street is missing at showdown.
    pub fn payoffs(&self, betting: &Betting, dealt: &Dealt) -> Vec<i64> {
        let strength = |seat: usize| {
            let board = *dealt.boards.last().expect("the first street has a board");
            self.deck.strength(dealt.hands[seat], board)
        };
        let seats = 0..self.num_seats();
        match betting {
            Betting::NoLimit(hand) => {
                let rank = |seat| {
                    let compared = hand.phase() == Phase::Showdown && !hand.is_folded(seat);
                    compared.then(|| strength(seat))
                };
                let ranks: Vec<Option<u32>> = seats.map(rank).collect();
                hand.settle(&ranks).expect("the betting is over and all hands are known").payoffs().to_vec()
            }
            Betting::Tree(at) => {
                let (tree, node) = (at.tree(), at.node());
                match betting.phase() {
                    Phase::Act(seat) => panic!("betting is not over, seat {seat} is to act"),
                    Phase::Over { winner } => {
                        seats.map(|seat| tree.fold_payoff(node, winner as u8, seat) as i64).collect()
                    }
                    Phase::Showdown => {
                        let strengths: Vec<u16> = seats.clone().map(|seat| strength(seat) as u16).collect();
                        seats.map(|seat| tree.showdown_payoff(node, &strengths, seat) as i64).collect()
                    }
                }
            }
        }
    }

    /// Whether two tables play the same game at the same depth in big blinds: the same cards and seats, with
    /// stacks, blinds and antes in the same proportion.
    ///
    /// # Errors
    /// What differs, in words.
    pub fn same_in_blinds(&self, other: &Self) -> Result<(), String> {
        if self.config.kind != other.config.kind {
            return Err(
                format!("it is for {:?}, this is {:?}", other.config.kind, self.config.kind).to_lowercase()
            );
        }
        if self.num_seats() != other.num_seats() {
            return Err(format!("it is for {} seats, there are {}", other.num_seats(), self.num_seats()));
        }
        if self.deck.cards().map(|deck| deck.deck()) != other.deck.cards().map(|deck| deck.deck()) {
            return Err("its deck is another".to_owned());
        }
        let (Some(mine), Some(theirs)) = (&self.stakes, &other.stakes) else { return Ok(()) };
        let [a, b] = [self.unit(), other.unit()].map(u64::from);
        let differ = |mine: Chips, theirs: Chips| u64::from(mine) * b != u64::from(theirs) * a;
        let in_blinds = |chips: Chips, unit: u64| format!("{}", f64::from(chips) / unit as f64);
        let compare = |what: &str, mine: Chips, theirs: Chips| match differ(mine, theirs) {
            true => Err(format!(
                "{what} of {} big blinds, it was trained with {}",
                in_blinds(mine, a),
                in_blinds(theirs, b)
            )),
            false => Ok(()),
        };
        for (&mine, &theirs) in self.stacks.iter().zip(&other.stacks) {
            compare("stacks", mine, theirs)?;
        }
        compare("a small blind", mine.small_blind(), theirs.small_blind())?;
        compare("antes", mine.ante(), theirs.ante())
    }
}

/// The player of a betting tree that sits on a seat: with two seats in hold'em the numbers are reversed.
pub fn player_of(kind: GameKind, seats: usize, seat: usize) -> usize {
    if kind.is_no_limit() && seats == 2 { 1 - seat } else { seat }
}

/// Blinds and antes, and stacks by seat.
fn stakes_and_stacks(config: &GameConfig) -> Result<(Stakes, Vec<Chips>), HoldemError> {
    let [small, big] = config.blinds();
    let stakes = Stakes::new(small, big)?.with_ante(config.ante.unwrap_or(0))?;
    let by_player: Vec<Chips> =
        config.stacks_bb().iter().map(|&bb| stack_in_chips(bb, big)).collect::<Result<_, _>>()?;
    let seats = by_player.len();
    let stacks = (0..seats).map(|seat| by_player[player_of(config.kind, seats, seat)]).collect();
    Ok((stakes, stacks))
}

#[cfg(test)]
mod tests {
    use holdem_game::rules::Move;

    use super::*;

    fn config(text: &str) -> GameConfig {
        serde_json::from_str(text).expect("a game")
    }

    #[test]
    fn a_showdown_is_paid_out_to_the_better_hand() {
        let table = Table::new(&config(r#"{"stack": 10}"#)).unwrap();
        let deck = table.deck().cards().unwrap();
        let hand = |text: &str| deck.hand_of(text.parse().unwrap());
        let board = "AhKd7c2s9h".parse::<holdem_cards::CardSet>().unwrap().bits();
        let dealt = Dealt { hands: vec![hand("AsQs"), hand("KsQd")], boards: vec![0, board] };
        let mut public = table.begin();
        public.act(Move::RaiseTo(20)).unwrap();
        public.act(Move::Call).unwrap();
        assert_eq!(table.payoffs(public.betting(), &dealt), [20, -20]);
        assert_eq!(table.seat_name(1), "button");
    }

    #[test]
    fn leduc_and_kuhn_pay_by_their_trees() {
        let leduc = Table::new(&config(r#"{"kind": "leduc"}"#)).unwrap();
        let mut public = leduc.begin();
        for action in [Move::Check, Move::Check, Move::Check, Move::Check] {
            public.act(action).unwrap();
        }
        let dealt = Dealt { hands: vec![4, 0], boards: vec![0, 1 << 1] };
        assert_eq!(leduc.payoffs(public.betting(), &dealt), [-1, 1], "a pair of jacks beats a king");
        let kuhn = Table::new(&config(r#"{"kind": "kuhn"}"#)).unwrap();
        let mut public = kuhn.begin();
        public.act(Move::RaiseTo(1)).unwrap();
        public.act(Move::Fold).unwrap();
        let dealt = Dealt { hands: vec![0, 2], boards: vec![0] };
        assert_eq!(kuhn.payoffs(public.betting(), &dealt), [1, -1]);
    }

    #[test]
    fn depth_is_compared_in_big_blinds() {
        let of = |text: &str| Table::new(&config(text)).unwrap();
        let usual = of(r#"{"stack": 100}"#);
        assert!(usual.same_in_blinds(&of(r#"{"stack": 100, "small_blind": 50, "big_blind": 100}"#)).is_ok());
        let error = usual.same_in_blinds(&of(r#"{"stack": 20}"#)).unwrap_err();
        assert_eq!(error, "stacks of 100 big blinds, it was trained with 20");
        let blind = usual.same_in_blinds(&of(r#"{"stack": 100, "small_blind": 1, "big_blind": 4}"#));
        assert!(blind.unwrap_err().starts_with("a small blind of 0.5"));
        assert!(usual.same_in_blinds(&of(r#"{"kind": "kuhn"}"#)).is_err());
    }
}
