//! A strategy that searches while it plays.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use holdem_blueprint::Strategy;
use holdem_cards::{Card, CardSet};
use holdem_game::deal::DealRng;
use holdem_game::rules::Move;
use holdem_search::holdem::{Budget, Decision, Hand, SearchOptions, Searcher, Seat, Source};
use holdem_search::{Method, SearchError};

use super::blueprint::draw;
use super::search_log::{Log, StreetTimes, locked};
use super::{BlueprintEntrant, BlueprintPlayer, Entrant, OpenOptions, SpecError};
use crate::player::{Mixture, Player, PlayerError, Turn, View};
use crate::table::{PublicHand, Table};

/// A blueprint of Hold'em for two with search on top. Where nothing is searched (before the first street that
/// is searched, or where a solution is refused) it plays as its blueprint does.
pub struct SearchEntrant {
    blueprint: BlueprintEntrant,
    searcher: Searcher,
    name: String,
    log: Arc<Mutex<Log>>,
}

impl SearchEntrant {
    /// Opens `PATH[,option]...`, with the options of [`SearchOptions::set`].
    ///
    /// # Errors
    /// [`SpecError::Search`] for invalid options and for games that cannot be searched; those of
    /// [`BlueprintEntrant::open`].
    pub fn open(argument: &str, options: &mut OpenOptions<'_, '_>) -> Result<Self, SpecError> {
        let mut parts = argument.split(',');
        let path = parts.next().unwrap_or_default();
        let mut search = SearchOptions::default();
        for option in parts {
            search.set(option.trim()).map_err(|error| SpecError::Search(error.to_string()))?;
        }
        let blueprint = BlueprintEntrant::open(Path::new(path), options)?;
        let searched = Self::new(blueprint, search);
        let entrant = searched.map_err(|error| SpecError::Search(error.to_string()))?;
        Ok(Self { name: format!("search:{argument}"), ..entrant })
    }

    /// A strategy whose buckets are open.
    ///
    /// # Errors
    /// If it is not one of Hold'em for two.
    pub fn new(blueprint: BlueprintEntrant, options: SearchOptions) -> Result<Self, SearchError> {
        let name = format!("search:{}", blueprint.name());
        let searcher = Searcher::new(Arc::clone(blueprint.strategy()), options)?;
        Ok(Self { blueprint, searcher, name, log: Arc::default() })
    }

    /// The blueprint.
    pub fn strategy(&self) -> &Arc<Strategy> {
        self.searcher.strategy()
    }

    /// The same blueprint without search.
    pub fn blueprint(&self) -> &BlueprintEntrant {
        &self.blueprint
    }

    /// How long the decisions of all its players have taken so far, by street from the flop on.
    pub fn times(&self) -> Vec<StreetTimes> {
        locked(&self.log).times()
    }

    /// The same, for use when the players are gone.
    pub fn times_later(&self) -> impl Fn() -> Vec<StreetTimes> + use<> {
        let log = Arc::clone(&self.log);
        move || locked(&log).times()
    }

    /// A search that can be asked about any decision of any hand at a table, and keeps solutions for reuse.
    pub(crate) fn asked(&self, table: &Table) -> SearchAsked {
        SearchAsked {
            searcher: self.searcher.clone().remembering(self.options().keep_bytes),
            table: table.clone(),
            name: self.name.clone(),
            log: Arc::clone(&self.log),
        }
    }

    /// How hands are searched.
    pub fn options(&self) -> &SearchOptions {
        self.searcher.options()
    }

    /// A player for a table of the same depth in big blinds.
    ///
    /// # Errors
    /// [`PlayerError::Table`] with what differs.
    pub fn player(&self, table: &Table) -> Result<SearchPlayer, PlayerError> {
        let blueprint = self.blueprint.player(table)?;
        let seats = [0, 1].map(|player| self.searcher.seat(player));
        let (log, name, method) = (Arc::clone(&self.log), self.name.clone(), self.options().method);
        Ok(SearchPlayer { blueprint, seats, table: table.clone(), name, method, log, last: None })
    }
}

impl Entrant for SearchEntrant {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn table(&self) -> Option<&Table> {
        Entrant::table(&self.blueprint)
    }

    fn strategy(&self) -> Option<&Arc<Strategy>> {
        Some(self.searcher.strategy())
    }

    /// Only with a number of iterations: within a time limit, more or less is found.
    fn is_reproducible(&self) -> bool {
        matches!(self.searcher.options().budget, Budget::Iterations(_))
    }

    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(self.player(table)?))
    }
}

/// What search finds at decisions of many hands, in any order.
pub(crate) struct SearchAsked {
    searcher: Searcher,
    table: Table,
    name: String,
    log: Arc<Mutex<Log>>,
}

impl SearchAsked {
    /// What search finds at the open decision. The times include solving, but not solutions that are reused.
    ///
    /// # Errors
    /// [`PlayerError::Gone`] if search cannot follow the hand, or the blueprint has no answer.
    pub(crate) fn decide(&self, public: &PublicHand) -> Result<Decision, PlayerError> {
        let seat = public.betting().to_act().expect("a decision is open");
        let mut player = self.searcher.seat(self.table.player_of(seat));
        let decision = taken_up(public).and_then(|hand| player.decide(&hand));
        let decision = decision.map_err(|error| gone(&self.name, &error))?;
        if !decision.is_known {
            let secs = decision.found.as_ref().map_or(0.0, |found| found.time.as_secs_f64());
            locked(&self.log).take(&decision, self.searcher.options().method, secs);
        }
        Ok(decision)
    }
}

fn gone(player: &str, error: &SearchError) -> PlayerError {
    PlayerError::Gone { player: player.to_owned(), reason: error.to_string() }
}

/// A searching player at a table.
pub struct SearchPlayer {
    blueprint: BlueprintPlayer,
    /// `[player]`.
    seats: [Seat; 2],
    table: Table,
    name: String,
    /// How promises are kept.
    method: Method,
    log: Arc<Mutex<Log>>,
    /// The decision it was asked about last.
    last: Option<Answered>,
}

/// A decision, and what was found there.
struct Answered {
    hand: Hand,
    decision: Decision,
}

impl SearchPlayer {
    /// What search finds at a decision. Asked again about the same one, it says the same, refusals included:
    /// what is told of a move is what it is drawn from, within a time limit too.
    ///
    /// # Errors
    /// [`PlayerError::Gone`] if search cannot follow the hand, or the blueprint has no answer.
    pub fn decide(&mut self, turn: &Turn<'_>) -> Result<Decision, PlayerError> {
        let begun = Instant::now();
        self.answer(turn, begun).map_err(|error| gone(&self.name, &error))
    }

    fn answer(&mut self, turn: &Turn<'_>, begun: Instant) -> Result<Decision, SearchError> {
        let hand = taken_up(turn.public)?;
        let is_same =
            |last: &&Answered| last.hand.moves() == hand.moves() && last.hand.board() == hand.board();
        if let Some(last) = self.last.as_ref().filter(is_same) {
            return Ok(last.decision.clone());
        }
        let decision = self.seats[self.table.player_of(turn.seat)].decide(&hand)?;
        locked(&self.log).take(&decision, self.method, begun.elapsed().as_secs_f64());
        self.last = Some(Answered { hand, decision: decision.clone() });
        Ok(decision)
    }

    /// What is to be played, if search has found it.
    fn searched(&mut self, turn: &Turn<'_>) -> Result<Option<Decision>, PlayerError> {
        let decision = self.decide(turn)?;
        let knows = decision.played.of_hand(turn.hand).is_some();
        Ok(Some(decision).filter(|decision| decision.source == Source::Search && knows))
    }
}

impl Player for SearchPlayer {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError> {
        self.last = None;
        self.blueprint.begin(turn)
    }

    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        // The blueprint follows the hand at every decision, so that its draws do not depend on the search.
        self.blueprint.follow(turn.public, rng);
        let Some(decision) = self.searched(turn)? else { return self.blueprint.act(turn, rng) };
        let row = decision.played.of_hand(turn.hand).expect("search knows the hand");
        Ok(decision.played.moves[draw(&row, rng)])
    }

    fn view(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Option<View>, PlayerError> {
        self.blueprint.follow(turn.public, rng);
        let decision = self.decide(turn)?;
        let mut view = self.blueprint.view(turn, rng)?.unwrap_or_default();
        if let (Source::Search, Some(found)) = (&decision.source, &decision.found) {
            view.reasons.push(format!(
                "searched: {}, {} iterations, exploitability {:.2} % of the pot",
                found.method, found.iterations, found.exploitability_pct
            ));
            let beside = view.mixture.take();
            view.mixture = Some(joined(&decision, beside));
        } else if let Source::Blueprint(refused) = &decision.source {
            view.reasons.push(format!("not searched: {refused}"));
        }
        view.ranges = decision
            .ranges
            .map(|ranges| (0..2).map(|seat| ranges[self.table.player_of(seat)].clone()).collect());
        Ok(Some(view))
    }
}

/// The searched strategy, and the blueprint's for hands that were not searched.
pub(crate) fn joined(decision: &Decision, blueprint: Option<Mixture>) -> Mixture {
    let mut mixture =
        Mixture { moves: decision.played.moves.clone(), probabilities: decision.played.strategy.clone() };
    let Some(blueprint) = blueprint else { return mixture };
    let num_hands = mixture.probabilities.first().map_or(0, Vec::len);
    for (step, row) in blueprint.moves.iter().zip(&blueprint.probabilities) {
        let at = mixture.moves.iter().position(|known| known == step).unwrap_or_else(|| {
            mixture.moves.push(*step);
            mixture.probabilities.push(vec![0.0; num_hands]);
            mixture.moves.len() - 1
        });
        for hand in (0..num_hands).filter(|&hand| decision.played.of_hand(hand).is_none()) {
            mixture.probabilities[at][hand] = row[hand];
        }
    }
    mixture
}

/// A hand at the table as search sees it.
fn taken_up(public: &PublicHand) -> Result<Hand, SearchError> {
    let start = public.start().no_limit().cloned().ok_or(SearchError::Game { players: 2 })?;
    let mut hand = Hand::begin(start)?;
    for (_, _, step) in public.moves() {
        hand.act(step)?;
    }
    let mut board: Vec<Card> = Vec::new();
    for pair in public.boards().windows(2) {
        board.extend(CardSet::from_bits(pair[1] & !pair[0]).into_iter().flatten());
    }
    hand.show(&board)?;
    Ok(hand)
}

#[cfg(test)]
mod tests {
    use holdem_blueprint::unobserved;

    use super::*;
    use crate::translation::Mapping;

    #[test]
    fn options_that_are_none_are_refused() {
        let mut observer = unobserved;
        let mut options = OpenOptions { mapping: Mapping::Randomised, threads: 1, observer: &mut observer };
        let refused = SearchEntrant::open("runs/none,deep", &mut options);
        assert!(matches!(refused, Err(SpecError::Search(_))));
    }
}
