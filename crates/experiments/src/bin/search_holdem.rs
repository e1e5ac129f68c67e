//! Search on subgames of Hold'em that a blueprint comes to: how far, how long, and what it changes.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin search_holdem -- RUN flop|turn|river COUNT [OPTION]...
//! ```
//! `RUN` is a run, a blueprint or a snapshot of hold'em for two; options are those of the player `search`,
//! such as `iterations=200`, `think=1s`, `workers=2`, `resolve`. Hands are dealt and played by the blueprint
//! until the street begins; the first decision there is searched, as the first of its hand. A line for each:
//! the betting, the board, chips in the pot, decisions and megabytes of the subgame, iterations, seconds, how
//! far it was solved; then, in percent of the pot, what a best response takes beyond the promises from the
//! searched strategy and from the blueprint (both in the betting of the subgame, in the mean over all hands);
//! and by the ranges that are believed in: what the searched strategy gets more than the blueprint from the
//! blueprint, and what a best response gets from the blueprint and from the searched strategy.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use holdem_blueprint::{Strategy, unobserved};
use holdem_cards::{Card, CardSet, Street};
use holdem_game::deal::DealRng;
use holdem_game::rules::Move;
use holdem_game::tree::{Action, NodeKind};
use holdem_search::holdem::{Comparison, Decision, Hand, SearchOptions, Searcher, Source};

const USAGE: &str = "usage: search_holdem RUN flop|turn|river COUNT [OPTION]...";
const SEED: u64 = 20_240_229;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    holdem_experiments::help(include_str!("search_holdem.rs"));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [run, street, count, options @ ..] = args.as_slice() else { return Err(USAGE.into()) };
    let street = match street.as_str() {
        "flop" => Street::Flop,
        "turn" => Street::Turn,
        "river" => Street::River,
        _ => return Err(USAGE.into()),
    };
    let strategy = Arc::new(Strategy::open(Path::new(run))?);
    strategy.prepare(0, &mut unobserved)?;
    let mut search = SearchOptions { from: street, ..SearchOptions::default() };
    for option in options {
        search.set(option)?;
    }
    let searcher = Searcher::new(strategy, search)?;
    println!(
        "{:<22} {:<11} {:>5} {:>6} {:>5} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}",
        "line",
        "board",
        "pot",
        "nodes",
        "MB",
        "iters",
        "secs",
        "expl %",
        "excess",
        "before",
        "gain",
        "br old",
        "br new"
    );
    let mut rows = Vec::new();
    for number in 0..u64::MAX {
        if rows.len() == count.parse::<usize>()? {
            break;
        }
        let mut rng = DealRng::for_iteration(SEED, number);
        if let Some(hand) = dealt(&searcher, street, &mut rng)? {
            rows.push(searched(&searcher, &hand)?);
        }
    }
    summary(&rows);
    Ok(())
}

/// A hand that the blueprint plays until a street begins; `None` if it does not come so far.
fn dealt(searcher: &Searcher, street: Street, rng: &mut DealRng) -> Result<Option<Hand>, Failure> {
    let strategy = searcher.strategy();
    let deck = shuffled(rng);
    let hole =
        [0, 1].map(|player: usize| CardSet::from_iter(deck[5 + 2 * player..7 + 2 * player].iter().copied()));
    let mut hand = searcher.hand()?;
    let (tree, mut node) = (strategy.tree(), 0);
    while usize::from(tree.node(node).street) < street.index() {
        let NodeKind::Decision { player } = tree.node(node).kind else { return Ok(None) };
        let text: String = deck[..hand.street().board_len()].iter().map(Card::to_string).collect();
        let combo = holdem_cards::Combo::all().find(|combo| combo.set() == hole[usize::from(player)]);
        let combo = combo.ok_or("two cards make a hand")?;
        let row = strategy.probabilities(node, combo.index(), &strategy.board(&text)?)?;
        let edge = tree.edges(node)[drawn(row, rng)];
        hand.act(match edge.action {
            Action::Fold => Move::Fold,
            Action::Check => Move::Check,
            Action::Call => Move::Call,
            Action::RaiseTo(to) | Action::AllIn(to) => Move::RaiseTo(to),
        })?;
        node = edge.child;
    }
    if !matches!(tree.node(node).kind, NodeKind::Decision { .. }) {
        return Ok(None);
    }
    hand.show(&deck[..street.board_len()])?;
    Ok(Some(hand))
}

/// Nine cards.
fn shuffled(rng: &mut DealRng) -> Vec<Card> {
    let mut deck: Vec<Card> = Card::all().collect();
    (0..9).for_each(|at| deck.swap(at, at + rng.below(52 - at)));
    deck.truncate(9);
    deck
}

fn drawn(row: &[f32], rng: &mut DealRng) -> usize {
    let mut left = rng.unit();
    let found = row.iter().position(|&p| {
        left -= p;
        left < 0.0
    });
    found.unwrap_or_else(|| row.iter().rposition(|&p| p > 0.0).unwrap_or(0))
}

/// What a subgame came to.
struct Row {
    secs: f64,
    exploitability_pct: f64,
    /// Beyond the promises, from the searched strategy, in percent of the pot.
    excess_pct: f64,
    is_searched: bool,
    comparison: Option<Comparison>,
}

fn searched(searcher: &Searcher, hand: &Hand) -> Result<Row, Failure> {
    let player = hand.decision()?;
    let mut seat = searcher.seat(player);
    let begun = Instant::now();
    let decision = seat.decide(hand)?;
    let secs = begun.elapsed().as_secs_f64();
    let comparison = seat.compare(hand)?;
    let row = Row::of(&decision, secs, comparison);
    let board: String = hand.board().iter().map(Card::to_string).collect();
    print!("{:<22} {board:<11} {:>5}", line(hand), decision.pot);
    match (&decision.found, &decision.source) {
        (Some(found), _) => {
            let pct = |chips: f64| 100.0 * chips / f64::from(decision.pot);
            print!(
                " {:>6} {:>5} {:>6} {secs:>7.3} {:>7.3} {:>7.3} {:>7}",
                found.decisions,
                found.table_bytes >> 20,
                found.iterations,
                found.exploitability_pct,
                row.excess_pct,
                found.last.map_or("-".to_owned(), |last| format!("{:.3}", pct(last.excess)))
            );
            if let Some(Comparison { ev, best_response, .. }) = comparison {
                let [old, new] = best_response.map(pct);
                print!(" {:>7.2} {old:>7.1} {new:>7.1}", pct(ev[1] - ev[0]));
            }
            println!();
        }
        (None, source) => println!(" {secs:>7.3} {source:?}"),
    }
    Ok(row)
}

impl Row {
    fn of(decision: &Decision, secs: f64, comparison: Option<Comparison>) -> Self {
        let found = decision.found.as_ref();
        let excess = found.and_then(|found| found.margin).map_or(0.0, |margin| margin.excess);
        Self {
            secs,
            exploitability_pct: found.map_or(0.0, |found| found.exploitability_pct),
            excess_pct: 100.0 * excess / f64::from(decision.pot),
            is_searched: decision.source == Source::Search,
            comparison,
        }
    }
}

fn line(hand: &Hand) -> String {
    let token = |step: &Move| match step {
        Move::Fold => "f".to_owned(),
        Move::Check => "k".to_owned(),
        Move::Call => "c".to_owned(),
        Move::RaiseTo(to) => format!("r{to}"),
    };
    hand.moves().iter().map(token).collect()
}

fn summary(rows: &[Row]) {
    let searched: Vec<&Row> = rows.iter().filter(|row| row.is_searched).collect();
    let sorted = |of: &dyn Fn(&Row) -> f64| {
        let mut all: Vec<f64> = searched.iter().map(|row| of(row)).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let told = |name: &str, all: &[f64]| {
        if let (Some(median), Some(most)) = (all.get(all.len() / 2), all.last()) {
            println!("{name}: median {median:.3}, most {most:.3}");
        }
    };
    println!("{} of {} searched", searched.len(), rows.len());
    told("seconds", &sorted(&|row| row.secs));
    told("exploitability in the subgame, % of the pot", &sorted(&|row| row.exploitability_pct));
    told("beyond the promises, % of the pot", &sorted(&|row| row.excess_pct));
    let compared: Vec<Comparison> = searched.iter().filter_map(|row| row.comparison).collect();
    let mean =
        |of: &dyn Fn(&Comparison) -> f64| compared.iter().map(of).sum::<f64>() / compared.len().max(1) as f64;
    println!(
        "chips in the mean over {} subgames: {:+.3} from the blueprint; best response {:.3} from the \
         blueprint, \
         {:.3} from the search",
        compared.len(),
        mean(&|one| one.ev[1] - one.ev[0]),
        mean(&|one| one.best_response[0]),
        mean(&|one| one.best_response[1]),
    );
}
