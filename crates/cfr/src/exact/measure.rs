//! What average strategies are worth, and how exploitable they are.

use super::payoffs::half_dead;
use super::rule::Rule;
use super::session::{Phase, Session};
use super::solver::ExactSolver;
use crate::locks::read;

/// The result of a check of the average strategies, in chips.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) exploitability: f64,
    pub(super) ev: [f64; 2],
    /// `[slot]`: values at the root of a gadget player's hands under its best response.
    pub(super) best: Option<Vec<f32>>,
}

impl ExactSolver {
    /// What each player gains by the best response to the other's average strategy, averaged over both
    /// players, in chips.
    pub fn exploitability(&self) -> f64 {
        self.session(|session| self.exploitability_in(session))
    }

    pub(super) fn exploitability_in(&self, session: &mut Session<'_, '_>) -> f64 {
        self.check_in(session).exploitability
    }

    /// Exploitability, and both players' expected chips to within it.
    pub(super) fn check_in(&self, session: &mut Session<'_, '_>) -> Check {
        let source = self.source();
        if session.holds() {
            return self.check_held(session);
        }
        let chooses = self.setup.game.gadget.as_ref().map(|gadget| gadget.player);
        let mut values = None;
        let best = [0, 1].map(|player| {
            let best = self.value_in(session, Rule::Respond(source), player);
            if chooses == Some(player) {
                let width = self.setup.boards.root().width(player);
                values = Some(session.root(|rows| rows.values[..width].to_vec()));
            }
            best
        });
        let (sum, ev) = match self.setup.game.tree.rake().is_none() {
            // Whatever is played, the payoffs sum to the dead chips, so each EV lies between the player's own
            // best response and what the other's leaves.
            true => {
                let sum = f64::from(self.setup.game.tree.dead());
                (sum, [0, 1].map(|player: usize| 0.5 * (best[player] + sum - best[1 - player])))
            }
            false => {
                let ev = [0, 1].map(|player| self.value_in(session, Rule::Play(source), player));
                (ev[0] + ev[1], ev)
            }
        };
        Check { exploitability: 0.5 * (best[0] + best[1] - sum), ev, best: values }
    }

    /// The same where nodes play wanted frequencies, whose prices belong to the payoffs.
    fn check_held(&self, session: &mut Session<'_, '_>) -> Check {
        self.fit_held();
        let (play, respond) = (Rule::Play(self.source()), Rule::Respond(self.source()));
        let mut both = |rule, priced| {
            [0, 1].map(|player| self.value_of(session, Phase { priced, ..Phase::new(rule, player) }))
        };
        let (best, played) = (both(respond, true), both(play, true));
        let ev = both(play, false);
        let exploitability = 0.5 * (best[0] + best[1] - played[0] - played[1]);
        Check { exploitability, ev, best: None }
    }

    /// Expected chips of a player under both average strategies; see the [module documentation](super) for
    /// what counts.
    pub fn ev(&self, player: usize) -> f64 {
        self.session(|session| self.value_in(session, Rule::Play(self.source()), player))
    }

    /// Expected chips of a player under the best response to the other's average strategy.
    pub fn best_response_ev(&self, player: usize) -> f64 {
        self.session(|session| self.value_in(session, Rule::Respond(self.source()), player))
    }

    fn value_in(&self, session: &mut Session<'_, '_>, rule: Rule, player: usize) -> f64 {
        self.value_of(session, Phase::new(rule, player))
    }

    fn value_of(&self, session: &mut Session<'_, '_>, phase: Phase) -> f64 {
        let Phase { rule, player, .. } = phase;
        session.walk(phase);
        let sum = session.root(|rows| match &*read(&self.choice) {
            Some(choice) if choice.player == player => {
                let source = (!matches!(rule, Rule::Respond(_))).then(|| rule.source());
                choice.value(&rows.values, source)
            }
            Some(choice) => self.setup.root_sum(player, &rows.values) - choice.taken(rule.source()),
            None => self.setup.root_sum(player, &rows.values),
        });
        sum / self.setup.root_pairs() + half_dead(&self.setup.game.tree)
    }
}
