//! No-limit Texas Hold'em: the rules, thinned out by a bet-size menu.

mod betting;
mod error;
mod stack;
mod state;

use super::builder::{BuildError, DEFAULT_MAX_NODES};
use super::{BettingTree, Chips};
use crate::menu::{BetContext, BetMenu, MenuError};
use crate::rules::{HandState, IllegalMove, Move, PublicState, Stakes, Street};

pub use error::HoldemError;
pub use stack::stack_in_chips;
pub use state::HoldemState;

/// Betting of no-limit Texas Hold'em with the bet sizes of a menu.
///
/// # Players
/// Players of the tree are numbered from the small blind: player 0 posts it, player 1 the big blind, the last
/// player is the button. Heads-up player 0 is the button and the small blind, acts first before the flop and
/// last after it. The [rules](crate::rules) number two seats in reverse (seat 1 is the small blind);
/// [`NoLimitHoldem::seat_of`] and [`NoLimitHoldem::player_of`] translate. With three or more players both
/// numberings agree.
///
/// # All-in
/// When no decision is left, or more players see the flop than the (first) menu's `postflop_max_players`, the
/// node after the last call is a showdown on the street where betting ended. A raise goes no further than an
/// opponent can match: with unequal stacks, all-in is the smaller stack.
///
/// # The rest of a hand
/// [`NoLimitHoldem::rest`] is the game from a reached state on; its tree is the whole tree's subtree there.
/// [`NoLimitHoldem::from_state`] begins at any [`PublicState`].
///
/// ```
/// use holdem_game::menu::BetMenu;
/// use holdem_game::tree::NoLimitHoldem;
///
/// let tree = NoLimitHoldem::heads_up(10.0, BetMenu::jam_or_fold())?.tree()?;
/// assert_eq!(tree.nodes().len(), 5); // fold or all-in; fold or call
/// assert_eq!(tree.contributions(tree.find("ac")?), [20, 20]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NoLimitHoldem {
    /// By player, or one for all.
    menus: Vec<BetMenu>,
    big_blind: Chips,
    /// The state before the first decision.
    start: HoldemState,
}

impl NoLimitHoldem {
    /// A game with these stacks, in chips before antes and blinds, by player.
    ///
    /// # Errors
    /// If the stacks do not make a valid hand, or the menu is not valid.
    pub fn new(stakes: &Stakes, stacks: &[Chips], menu: BetMenu) -> Result<Self, HoldemError> {
        menu.validate()?;
        let seats: Vec<Chips> = (0..stacks.len()).map(|seat| stacks[swap(seat, stacks.len())]).collect();
        let start = HoldemState::begin(HandState::new(stakes, &seats)?);
        Ok(Self { menus: vec![menu], big_blind: stakes.big_blind(), start })
    }

    /// A game that begins with a hand by the rules, before its first move: its smallest raise is the big
    /// blind of the menu's sizes in big blinds.
    ///
    /// # Errors
    /// If the menu is not valid.
    pub fn of_hand(hand: HandState, menu: BetMenu) -> Result<Self, HoldemError> {
        menu.validate()?;
        let big_blind = hand.min_raise();
        Ok(Self { menus: vec![menu], big_blind, start: HoldemState::begin(hand) })
    }

    /// The rest of a hand from any public state, with one menu for all or one for each player of the tree.
    /// Raises of the street so far decide which sizes of the menu apply; the given big blind is that of the
    /// menu's sizes in big blinds.
    ///
    /// Seats of the state are those of the rules: with two, seat 0 is player 1 and first to act after the
    /// flop.
    ///
    /// ```
    /// use holdem_game::menu::BetMenu;
    /// use holdem_game::rules::{PublicState, Street};
    /// use holdem_game::tree::NoLimitHoldem;
    ///
    /// let river = PublicState::at_street(Street::River, 20, &[20, 20], 2);
    /// let tree = NoLimitHoldem::from_state(&river, 0, 2, vec![BetMenu::jam_or_fold()])?.tree()?;
    /// assert_eq!((tree.node(0).street, tree.dead(), tree.pot(tree.find("ac")?)), (3, 20, 60));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the state or a menu is not valid.
    pub fn from_state(
        state: &PublicState,
        raises: u8,
        big_blind: Chips,
        menus: Vec<BetMenu>,
    ) -> Result<Self, HoldemError> {
        let hand = HandState::resume(state)?;
        let start = HoldemState { raises, ..HoldemState::begin(hand) };
        let menu = BetMenu::jam_or_fold();
        Self { menus: vec![menu], big_blind, start }.with_menus(menus)
    }

    /// The same game from a state on that was reached by this game's
    /// [`BettingGame::apply`](super::BettingGame::apply) or [`NoLimitHoldem::play`].
    pub fn rest(&self, state: HoldemState) -> Self {
        Self { menus: self.menus.clone(), big_blind: self.big_blind, start: state }
    }

    /// The same game with a menu for each player, or one for all.
    ///
    /// # Errors
    /// If the number of menus is neither one nor that of the players, or one is not valid.
    pub fn with_menus(mut self, menus: Vec<BetMenu>) -> Result<Self, HoldemError> {
        let players = self.start.hand.num_seats();
        if menus.len() != 1 && menus.len() != players {
            return Err(HoldemError::Menus { found: menus.len(), players });
        }
        menus.iter().try_for_each(BetMenu::validate)?;
        self.menus = menus;
        Ok(self)
    }

    /// The same game with a showdown after this street.
    pub fn ending_on(mut self, street: Street) -> Self {
        self.start.hand = self.start.hand.ending_on(street);
        self
    }

    /// The state after a move of the rules, of any size: the menu does not matter.
    ///
    /// # Errors
    /// If the rules do not allow the move.
    pub fn play(&self, state: &HoldemState, step: Move) -> Result<HoldemState, IllegalMove> {
        match state.hand.to_act() {
            Some(_) if state.hand.legal().allows(step) => Ok(state.behind(step)),
            _ => Err(state.hand.clone().act(step).expect_err("the move is not legal")),
        }
    }

    /// The game for two with blinds of 1 and 2 chips and equal stacks in big blinds.
    ///
    /// # Errors
    /// If the stack is not a whole number of chips up to a million big blinds, or the menu is not valid.
    pub fn heads_up(stack_bb: f64, menu: BetMenu) -> Result<Self, HoldemError> {
        let chips = stack_in_chips(stack_bb, 2)?;
        Self::new(&Stakes::new(1, 2)?, &[chips, chips], menu)
    }

    /// The bet sizes of all players, or of the first if each has its own.
    pub fn menu(&self) -> &BetMenu {
        self.menu_of(0)
    }

    /// The bet sizes of a player.
    pub fn menu_of(&self, player: usize) -> &BetMenu {
        self.menus.get(player).unwrap_or(&self.menus[0])
    }

    /// Big blind in chips.
    pub fn big_blind(&self) -> Chips {
        self.big_blind
    }

    /// Seat of the rules on which a player of the tree sits.
    pub fn seat_of(&self, player: usize) -> usize {
        swap(player, self.start.hand.num_seats())
    }

    /// Player of the tree on a seat of the rules.
    pub fn player_of(&self, seat: usize) -> usize {
        swap(seat, self.start.hand.num_seats())
    }

    /// Refuses a game in which nobody has a decision.
    ///
    /// # Errors
    /// [`HoldemError::NoDecision`] if antes and blinds have taken the stacks.
    pub fn require_decision(self, stakes: &Stakes) -> Result<Self, HoldemError> {
        if self.start.hand.to_act().is_some() {
            return Ok(self);
        }
        let stacks = self.start.hand.stacks().iter().zip(self.start.hand.contributed());
        Err(HoldemError::NoDecision {
            ante: stakes.ante(),
            small_blind: stakes.small_blind(),
            big_blind: stakes.big_blind(),
            most: stacks.map(|(left, put_in)| left + put_in).max().unwrap_or(0),
        })
    }

    /// Builds the betting tree with at most [`DEFAULT_MAX_NODES`] nodes.
    ///
    /// # Errors
    /// If some decision is left with a single action, or the tree is too large.
    pub fn tree(&self) -> Result<BettingTree, HoldemError> {
        self.tree_within(DEFAULT_MAX_NODES)
    }

    /// Builds the betting tree with at most `max_nodes` nodes.
    ///
    /// # Errors
    /// If some decision is left with a single action, or the tree is too large.
    pub fn tree_within(&self, max_nodes: usize) -> Result<BettingTree, HoldemError> {
        BettingTree::build_within(self, max_nodes).map_err(|error| match error {
            BuildError::NoChoice { player, street, raises, only, history } => {
                let multiway = self.start.hand.live().len() - folds(&history) > 2;
                let limped = self.start.limped || (self.begins_preflop() && begins_with_limp(&history));
                let key = self.menu_of(player.into()).key(street, limped, multiway);
                HoldemError::Menu(MenuError::NoChoice { key, level: raises, player, only, history })
            }
            other => HoldemError::Build(other),
        })
    }

    /// Whether too many players have reached the flop for it to be played. A game that begins there is always
    /// played.
    fn is_checked_down(&self, hand: &HandState) -> bool {
        let most = usize::from(self.menu().postflop_max_players);
        self.begins_preflop() && hand.street() != Street::Preflop && hand.live().len() > most
    }

    fn begins_preflop(&self) -> bool {
        self.start.hand.street() == Street::Preflop
    }

    fn player(&self, seat: usize) -> u8 {
        self.player_of(seat) as u8
    }

    /// What sizing needs to know, if `(min_to, max_to)` are the legal raises and calling takes `to_call`
    /// chips.
    fn context(
        &self,
        at: &HoldemState,
        seat: usize,
        to_call: Chips,
        (min_to, max_to): (Chips, Chips),
    ) -> BetContext {
        let hand = &at.hand;
        let reach = |other: usize| hand.stacks()[other] + hand.street_contributed()[other];
        let opponents = hand.live().iter().filter(|&other| other != seat);
        let matched = opponents.map(reach).max().unwrap_or(max_to);
        BetContext {
            street: hand.street() as u8,
            limped: at.limped,
            multiway: hand.live().len() > 2,
            level: at.raises,
            pot: hand.pot(),
            bet: hand.bet(),
            to_call,
            min_to,
            max_to: max_to.min(matched).max(min_to),
            big_blind: self.big_blind,
        }
    }
}

/// Heads-up the two seats are swapped; otherwise seats are players.
fn swap(seat: usize, num_seats: usize) -> usize {
    if num_seats == 2 { 1 - seat } else { seat }
}

/// Number of players that have folded in a history.
fn folds(history: &str) -> usize {
    history.matches('f').count()
}

/// Whether this history begins with a call of the blind.
fn begins_with_limp(history: &str) -> bool {
    history.trim_start_matches('f').starts_with('c')
}
