//! What a strategy gains in the drawn subgames, street by street.

use std::ops::ControlFlow;
use std::time::Instant;

use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_cards::parallel::in_parallel;
use holdem_cfr::evaluate::Estimate;
use holdem_game::deal::{Board, CardModel, Deal, DealRng};

use super::GainError;
use super::drawn::{draw, lines};
use super::walk::{Line, Lines, Pair, Walk};
use crate::lbr::Opponent;
use crate::table::{PublicHand, Table};

/// Subgames that each worker measures between checks of whether there is time for more.
const BATCH: usize = 2;

/// How long a gain is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GainOptions {
    /// The street on which subgames begin, 0 = preflop.
    pub from: usize,
    /// Number of boards dealt; on each, one line is drawn and played in both seats.
    pub boards: usize,
    /// Seconds after which no more boards are begun.
    pub secs: Option<f64>,
    /// Lines that come up less often than this within a subgame are followed at random; 0 follows all.
    pub rare: f64,
    /// Seed of boards and lots.
    pub seed: u64,
    /// Threads. The result does not depend on them.
    pub workers: usize,
}

impl Default for GainOptions {
    fn default() -> Self {
        Self { from: 3, boards: 200, secs: None, rare: 1e-3, seed: 20_240_229, workers: 1 }
    }
}

/// A subgame that was measured.
#[derive(Clone, Debug)]
pub struct Gained {
    /// The hand at its beginning, before the cards of its street are dealt; `None` if no hand gets that far
    /// on the board.
    pub public: Option<PublicHand>,
    /// Public cards of its street.
    pub board: Board,
    /// `[seat]`: how many more chips the subject wins in that seat on the first street, on average over all
    /// hands that get there, with the base playing for it afterwards.
    pub first: [f64; 2],
    /// `[street from the first one on][seat]`: what it adds to the gain per hand dealt, in chips.
    pub counted: Vec<[f64; 2]>,
}

impl Gained {
    /// Chips per hand: all streets, mean of both seats.
    fn total(&self) -> f64 {
        self.counted.iter().map(|[a, b]| (a + b) / 2.0).sum()
    }
}

/// How much more a strategy wins against another than that other wins against itself, in chips per hand
/// dealt.
#[derive(Clone, Debug)]
pub struct Gains {
    /// Mean of both seats.
    pub both: Estimate,
    /// By seat.
    pub by_seat: [Estimate; 2],
    /// `[street from the first one on]`: what each adds to `both`.
    pub by_street: Vec<Estimate>,
    /// The subgames, in the order in which they were drawn.
    pub subgames: Vec<Gained>,
}

/// Measures how much more a *subject* wins against a *base* than the base wins against itself, at a table for
/// two. Up to the street `from` the subject is taken to play as the base does, whatever it would answer
/// there. It is a phase `gain in subgames`.
///
/// The cards are those of the table; their buckets are not used.
///
/// # Errors
/// [`GainError`].
///
/// # Complexity
/// For each board two walks over a street, and over all boards of later streets as many as lines lead there.
pub fn measure<S, T>(
    (table, cards): (&Table, &dyn CardModel),
    (subject, base): (&S, &T),
    options: &GainOptions,
    observer: &mut Observer<'_>,
) -> Result<Gains, GainError>
where
    S: Opponent,
    T: Opponent<Position = S::Position>,
{
    let bench = Bench { table, cards, subject, base, options };
    let _ = observer(Event::Started("gain in subgames"));
    let subgames = bench.measure(observer);
    let _ = observer(Event::Finished("gain in subgames"));
    let subgames = subgames?;
    let estimate = |of: &dyn Fn(&Gained) -> f64| {
        let values: Vec<f64> = subgames.iter().map(of).collect();
        Estimate::of(&values)
    };
    let by_seat =
        [0, 1].map(|seat: usize| estimate(&|gained| gained.counted.iter().map(|street| street[seat]).sum()));
    let streets = 0..cards.num_streets().saturating_sub(options.from);
    let on = |street: usize| {
        estimate(&move |gained: &Gained| gained.counted.get(street).map_or(0.0, |[a, b]| (a + b) / 2.0))
    };
    let by_street = streets.map(on).collect();
    Ok(Gains { both: estimate(&Gained::total), by_seat, by_street, subgames })
}

struct Bench<'a, S, T> {
    table: &'a Table,
    cards: &'a dyn CardModel,
    subject: &'a S,
    base: &'a T,
    options: &'a GainOptions,
}

/// The result of a street of a subgame: extra chips won times pairs of hands, and the lines that continue
/// from there.
struct Street<P> {
    won: f64,
    next: Lines<P>,
}

impl<P, S, T> Bench<'_, S, T>
where
    S: Opponent<Position = P>,
    T: Opponent<Position = P>,
    P: Clone + PartialEq + Send + Sync,
{
    fn measure(&self, observer: &mut Observer<'_>) -> Result<Vec<Gained>, GainError> {
        let (options, begun) = (self.options, Instant::now());
        let (batch, mut all) = (BATCH * options.workers.max(1), Vec::new());
        while all.len() < options.boards {
            let done = all.len();
            let count = batch.min(options.boards - done);
            let found = in_parallel(options.workers, count, |at| self.on_board((done + at) as u64));
            all.extend(found.into_iter().collect::<Result<Vec<_>, _>>()?);
            let advance = Advance::of("subgames", all.len() as u64, options.boards as u64);
            if observer(Event::Advanced(advance)) == ControlFlow::Break(()) {
                return Err(GainError::Interrupted);
            }
            // The next batch must fit as well.
            let batches = all.len().div_ceil(batch) as f64;
            let next = begun.elapsed().as_secs_f64() * (batches + 1.0) / batches;
            if options.secs.is_some_and(|secs| next > secs) {
                break;
            }
        }
        Ok(all)
    }

    /// Deals a board, draws a line and plays it in both seats.
    fn on_board(&self, number: u64) -> Result<Gained, GainError> {
        let mut rng = DealRng::for_iteration(self.options.seed, number);
        let boards = &self.table.deck().deal(2, &mut rng).boards[..=self.options.from];
        let board = boards[boards.len() - 1];
        let lines = lines(&self.pair(self.base, 0), &self.table.begin(), boards, &mut rng)?;
        let mut deal = Deal::default();
        self.cards.layer(boards.len() - 1, board, &mut deal);
        let all = deal.num_pairs() as f64;
        let Some(line) = draw(&lines, &mut rng) else {
            return Ok(Gained { public: None, board, first: [0.0; 2], counted: Vec::new() });
        };
        let pairs = lines.iter().map(|(other, pairs)| other.pot() * pairs).sum::<f64>() / line.pot();
        let mut counted = Vec::new();
        for seat in 0..2 {
            let mut line = line.clone();
            if seat == 1 {
                line.ranges.reverse();
            }
            let mut boards = boards.to_vec();
            self.gain(line, &mut boards, (seat, pairs), &mut counted, &mut rng)?;
        }
        counted.iter_mut().flatten().for_each(|chips| *chips /= all);
        let first = counted[0].map(|chips| chips * all / pairs);
        Ok(Gained { public: Some(line.public), board, first, counted })
    }

    fn pair<'b, A>(&'b self, first: &'b A, seat: usize) -> Pair<'b, A, T> {
        Pair { first, second: self.base, seat, cards: self.cards }
    }

    /// Adds how much more the subject wins from a line on, street by street. `pairs`: the weight of the line,
    /// in pairs of hands.
    fn gain(
        &self,
        mut line: Line<P>,
        boards: &mut Vec<Board>,
        (seat, pairs): (usize, f64),
        counted: &mut Vec<[f64; 2]>,
        rng: &mut DealRng,
    ) -> Result<(), GainError> {
        let first = boards.len();
        loop {
            let searched = self.street(self.subject, seat, (&line, pairs), boards, rng)?;
            let plain = self.street(self.base, seat, (&line, pairs), boards, rng)?;
            let at = boards.len() - first;
            if counted.len() <= at {
                counted.resize(at + 1, [0.0; 2]);
            }
            counted[at][seat] += searched.won - plain.won;
            let Some(mut next) = draw(&searched.next, rng) else { return Ok(()) };
            let runouts = self.cards.runouts(boards.len() - 1, boards[boards.len() - 1]);
            let drawn = &runouts[rng.below(runouts.len())];
            next.weight *= runouts.len() as f64 * f64::from(drawn.probability);
            boards.push(drawn.board);
            line = next;
        }
    }

    /// Plays a street by one strategy, and all streets after it by the base.
    fn street<A: Opponent<Position = P>>(
        &self,
        first: &A,
        seat: usize,
        (line, pairs): (&Line<P>, f64),
        boards: &[Board],
        rng: &mut DealRng,
    ) -> Result<Street<P>, GainError> {
        let pair = self.pair(first, seat);
        let mut walk = Walk::new(&pair, boards, self.options.rare * pairs)?;
        walk.play(line.clone(), rng)?;
        let (won, next) = (walk.won, walk.next);
        let won = won + self.after(&next, (seat, pairs), boards, rng)?;
        Ok(Street { won, next })
    }

    /// What the base wins against itself in a seat, from lines that lead to the next street, on all boards.
    fn after(
        &self,
        lines: &[(Line<P>, f64)],
        (seat, pairs): (usize, f64),
        boards: &[Board],
        rng: &mut DealRng,
    ) -> Result<f64, GainError> {
        if lines.is_empty() {
            return Ok(0.0);
        }
        let (pair, mut won) = (self.pair(self.base, seat), 0.0);
        for runout in self.cards.runouts(boards.len() - 1, boards[boards.len() - 1]) {
            let boards = [boards, &[runout.board]].concat();
            let chance = f64::from(runout.probability);
            let mut walk = Walk::new(&pair, &boards, self.options.rare * pairs * chance)?;
            for (line, _) in lines {
                let line = Line { weight: line.weight * chance, ..line.clone() };
                walk.play(line, rng)?;
            }
            let (here, next) = (walk.won, walk.next);
            won += here + self.after(&next, (seat, pairs * chance), &boards, rng)?;
        }
        Ok(won)
    }
}
