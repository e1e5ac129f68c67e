//! `holdem search`: one decision of a hand in play, searched and explained.

mod text;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use holdem_cards::{Card, Combo};
use holdem_search::holdem::{Decision, Hand, SearchOptions, Searcher};

use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress;

/// Search one decision of a hand in play, and explain it: ranges, the strategy beside the blueprint's,
/// values, and what a best response could take.
///
/// The line is written as for `holdem show`, with sizes that need not be in the blueprint's tree. For hold'em
/// with two players.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// Betting so far: `r5c/kb8`; amounts are totals on the street, in chips of the blueprint.
    #[arg(default_value = "", hide_default_value = true)]
    line: String,
    /// Public cards, the flop first: AhKd7c2s on the turn.
    #[arg(long, value_name = "CARDS", default_value = "", hide_default_value = true)]
    board: String,
    /// One hand, such as AsKs: what it does, and what each move is worth to it.
    #[arg(long, value_name = "HAND")]
    hand: Option<String>,
    /// Time for the decision: `0.5s`, `2s` [default: 2s].
    #[arg(long, value_name = "TIME", conflicts_with = "iterations")]
    think: Option<String>,
    /// Iterations of the solver in place of a time: the same result on every machine and for any number of
    /// workers.
    #[arg(long, value_name = "N")]
    iterations: Option<u64>,
    /// Exploitability in percent of the pot at which a subgame is solved well enough [default: with time 0.3
    /// on the river and 0.5 before it, with iterations none].
    #[arg(long, value_name = "PCT")]
    target: Option<f64>,
    /// How promises are kept: mixed, which gains most and gives way to resolve where it breaks them; resolve
    /// (or safe), reach, max-margin; or unsafe.
    #[arg(long, value_name = "NAME", default_value = "mixed")]
    method: String,
    /// First street that is searched: flop, turn or river.
    #[arg(long, value_name = "STREET", default_value = "turn")]
    from: String,
    /// Bet sizes of the subgame: a YAML file as the key `game.menu` of a configuration.
    #[arg(long, value_name = "FILE")]
    menu: Option<PathBuf>,
    /// Most memory for the tables, in MB.
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: usize,
    /// Threads, 0 for one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem search`.
pub(crate) fn run(args: &SearchArgs) -> anyhow::Result<Exit> {
    let options = args.options()?;
    let combo = args.hand.as_deref().map(str::parse::<Combo>).transpose();
    let combo = combo.map_err(|error| UsageError(format!("--hand: {error}")))?;
    let board = cards(&args.board)?;
    let strategy = progress::open(&args.run)?;
    progress::with_buckets(&strategy)?;
    let searcher = Searcher::new(Arc::new(strategy), options)?;
    let hand = args.hand_in_play(&searcher, &board)?;
    if let Some(combo) = combo.filter(|combo| combo.cards().iter().any(|card| board.contains(card))) {
        return Err(UsageError(format!("--hand {combo}: the board has one of its cards")).into());
    }
    let decision = searcher.seat(hand.decision()?).explain(&hand)?;
    let shown = Shown { searcher: &searcher, hand: &hand, line: &args.line, decision: &decision, combo };
    output::result(args.format, || text::text(&shown), &value::value(&shown))?;
    Ok(Exit::Done)
}

/// A decision with what was asked.
struct Shown<'a> {
    searcher: &'a Searcher,
    hand: &'a Hand,
    line: &'a str,
    decision: &'a Decision,
    combo: Option<Combo>,
}

impl SearchArgs {
    fn options(&self) -> anyhow::Result<SearchOptions> {
        let mut options = SearchOptions::default();
        let workers = match self.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        };
        let budget = match (&self.think, self.iterations) {
            (_, Some(iterations)) => format!("iterations={iterations}"),
            (Some(time), None) => format!("think={time}"),
            (None, None) => "think=2s".to_owned(),
        };
        let set = [
            budget,
            self.method.clone(),
            format!("from={}", self.from),
            format!("memory={}", self.memory),
            format!("workers={workers}"),
        ];
        for option in set.into_iter().chain(self.target.map(|pct| format!("target={pct}"))) {
            options.set(&option).map_err(|error| UsageError(error.to_string()))?;
        }
        if let Some(path) = &self.menu {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let read = options.set_menu(&text);
            read.map_err(|error| UsageError(format!("{}: {error}", path.display())))?;
        }
        Ok(options)
    }

    /// The hand with the stakes and stacks of the blueprint.
    fn hand_in_play(&self, searcher: &Searcher, board: &[Card]) -> anyhow::Result<Hand> {
        let mut hand = searcher.hand().map_err(usage)?;
        hand.read(&self.line).map_err(usage)?;
        hand.show(board).map_err(usage)?;
        Ok(hand)
    }
}

fn usage(error: holdem_search::holdem::LineError) -> UsageError {
    UsageError(error.to_string())
}

/// Reads cards in the order in which they were dealt.
fn cards(text: &str) -> Result<Vec<Card>, UsageError> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let card = |pair: &[char]| {
        let text: String = pair.iter().collect();
        text.parse::<Card>().map_err(|error| UsageError(format!("--board: {error}")))
    };
    letters.chunks(2).map(card).collect()
}
