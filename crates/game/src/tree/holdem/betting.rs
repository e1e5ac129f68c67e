//! The game as the builder of betting trees walks it.

use super::super::builder::BettingGame;
use super::super::{Action, Chips, NodeKind, PotRake};
use super::{HoldemState, NoLimitHoldem};
use crate::rules::{Move, Phase, Street};

impl BettingGame for NoLimitHoldem {
    type State = HoldemState;

    fn num_players(&self) -> usize {
        self.start.hand.num_seats()
    }

    fn num_streets(&self) -> usize {
        self.start.hand.last_street().index() + 1
    }

    fn root(&self) -> HoldemState {
        self.start.clone()
    }

    fn kind(&self, state: &HoldemState) -> NodeKind {
        match state.hand.phase() {
            Phase::Act(_) if self.is_checked_down(&state.hand) => NodeKind::Showdown,
            Phase::Act(seat) => NodeKind::Decision { player: self.player(seat) },
            Phase::Showdown => NodeKind::Showdown,
            Phase::Over { winner } => NodeKind::Fold { winner: self.player(winner) },
        }
    }

    fn street(&self, state: &HoldemState) -> u8 {
        if self.is_checked_down(&state.hand) { Street::Preflop as u8 } else { state.hand.street() as u8 }
    }

    fn contributions(&self, state: &HoldemState, out: &mut [Chips]) {
        for (player, chips) in out.iter_mut().enumerate() {
            *chips = state.hand.contributed()[self.seat_of(player)];
        }
    }

    fn actions(&self, state: &HoldemState, out: &mut Vec<Action>) {
        let Some(seat) = state.hand.to_act() else { return };
        let legal = state.hand.legal();
        let menu = self.menu_of(self.player_of(seat));
        if legal.fold {
            out.push(Action::Fold);
        }
        if legal.call == 0 {
            out.push(Action::Check);
        } else if menu.limp || !state.would_limp(&legal) {
            out.push(Action::Call);
        }
        if let Some(bounds) = legal.raise_to {
            menu.add_raises(&self.context(state, seat, legal.call, bounds), out);
        }
    }

    fn apply(&self, state: &HoldemState, action: Action) -> HoldemState {
        let step = match action {
            Action::Fold => Move::Fold,
            Action::Check => Move::Check,
            Action::Call => Move::Call,
            Action::RaiseTo(to) | Action::AllIn(to) => Move::RaiseTo(to),
        };
        debug_assert!(state.hand.legal().allows(step), "menu actions are legal by construction");
        state.behind(step)
    }

    fn forgets_streets(&self) -> bool {
        true
    }

    fn dead_chips(&self) -> Chips {
        self.start.hand.dead()
    }

    fn rake(&self) -> PotRake {
        self.start.hand.rake().into()
    }

    fn live_at_root(&self) -> u16 {
        self.start.hand.live().iter().fold(0, |mask, seat| mask | 1 << self.player_of(seat))
    }

    fn has_bet_at_root(&self) -> bool {
        self.start.hand.bet() > 0
    }
}
