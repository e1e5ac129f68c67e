//! What local best response wins: boards, seats, and the interval.

use std::ops::ControlFlow;
use std::time::Instant;

use holdem_blueprint::config::LbrBets;
use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_cards::parallel::in_parallel;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::flops::sample_flops;
use holdem_game::deal::{Board, CardModel, Deal, Runout};
use holdem_game::tree::Chips;

use super::LbrError;
use super::draws::Draws;
use super::line::Line;
use super::opponent::Opponent;
use super::walk::{How, Walk};
use crate::table::PublicHand;

/// Flops that are played between checks of whether they are enough.
const BATCH: usize = 16;
/// Default for the largest number of flops.
const MOST: usize = 1 << 20;

/// How local best response plays and how long it is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LbrOptions {
    /// What it may bet.
    pub bets: LbrBets,
    /// The first street on which it responds, 0 = preflop; before that it checks and calls.
    pub from: usize,
    /// Whether all boards are played; only small games have so few.
    pub all_boards: bool,
    /// Largest number of flops drawn; each is played in both seats with all hands.
    pub flops: Option<usize>,
    /// Half the width of the 95 % interval that is narrow enough, in thousandths of a big blind per hand.
    pub until_mbb: Option<f64>,
    /// Seconds after which no more flops are begun.
    pub secs: Option<f64>,
    /// Turns that are drawn for each flop, and rivers for each turn.
    pub runouts: [usize; 2],
    /// Lines are followed at random where how often they are played, times the pot as a multiple of the first
    /// one, is less than this; 0 follows all.
    pub rare: f64,
    /// Seed of boards and lots.
    pub seed: u64,
    /// Threads. The result does not depend on them.
    pub workers: usize,
}

impl Default for LbrOptions {
    fn default() -> Self {
        Self {
            bets: LbrBets::default(),
            from: 0,
            all_boards: false,
            flops: None,
            until_mbb: None,
            secs: None,
            runouts: [2, 2],
            rare: 1e-5,
            seed: 20_240_229,
            workers: 1,
        }
    }
}

/// A game for two.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The hand before the first move.
    pub start: &'a PublicHand,
    /// The cards. Their buckets are not used.
    pub cards: &'a dyn CardModel,
    /// Chips of a big blind.
    pub unit: Chips,
}

/// What local best response wins, in chips per hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Gains {
    /// Mean of both seats.
    pub both: Estimate,
    /// By seat of the responder.
    pub by_seat: [Estimate; 2],
    /// Flops drawn; `None` if all boards were played.
    pub flops: Option<usize>,
    /// `[flop]`: what is won on each by seat of the responder, in the order in which they are drawn, so that
    /// measurements with one seed can be compared flop by flop; empty if all boards were played.
    pub on_flops: Vec<[f64; 2]>,
}

impl Gains {
    /// Those of a sample of flops.
    pub(super) fn of(on_flops: Vec<[f64; 2]>) -> Self {
        let of = |one: &dyn Fn(&[f64; 2]) -> f64| Estimate::of(&on_flops.iter().map(one).collect::<Vec<_>>());
        let (both, by_seat) = (of(&mean), [0, 1].map(|seat: usize| of(&|won| won[seat])));
        Self { both, by_seat, flops: Some(on_flops.len()), on_flops }
    }
}

/// Of both seats.
pub(super) fn mean(won: &[f64; 2]) -> f64 {
    (won[0] + won[1]) / 2.0
}

/// Measures what local best response wins against a strategy that plays both seats of a game. It is a phase
/// `local best response`.
///
/// The opponent's play before the first public card must not tell suits apart.
///
/// # Errors
/// [`LbrError`].
pub fn measure<O: Opponent>(
    &Setting { start, cards, unit }: &Setting<'_>,
    opponent: &O,
    options: &LbrOptions,
    observer: &mut Observer<'_>,
) -> Result<Gains, LbrError> {
    if start.stacks().len() != 2 {
        return Err(LbrError::Seats { found: start.stacks().len() });
    }
    let mut all = Deal::default();
    cards.layer(0, 0, &mut all);
    let how = |seat| How {
        opponent,
        cards,
        seat,
        bets: options.bets,
        from: options.from,
        pairs: all.num_pairs() as f64,
        rare: if options.all_boards { 0.0 } else { options.rare },
    };
    let hows = [how(0), how(1)];
    let _ = observer(Event::Started("local best response"));
    let seats = hows.each_ref().map(|how| Seat::begin(how, start, options));
    let [first, second] = seats;
    let seats = [first?, second?];
    let is_over = seats.iter().all(|seat| seat.lines.is_empty());
    let gains = match options.all_boards || is_over {
        true => on_all_boards(&seats, options),
        false => on_flops(&seats, options, f64::from(unit), observer),
    };
    let _ = observer(Event::Finished("local best response"));
    gains
}

/// The responder in one seat, after the betting before the first public card.
struct Seat<'a, O: Opponent> {
    how: &'a How<'a, O>,
    /// Chips won where the hand is over by then.
    won: f64,
    /// Lines that go on.
    lines: Vec<Line<O::Position>>,
    /// Turns and rivers; `None` for all.
    runouts: Option<[usize; 2]>,
}

impl<'a, O: Opponent> Seat<'a, O> {
    fn begin(how: &'a How<'a, O>, start: &PublicHand, options: &LbrOptions) -> Result<Self, LbrError> {
        let num_hands = how.cards.num_hands();
        let line = Line {
            public: start.clone(),
            plays: vec![true; num_hands],
            range: vec![(how.opponent.begin(), vec![1.0; num_hands])],
            weight: 1.0,
        };
        let mut walk = Walk::new(how, &[0], options.workers)?;
        // Nothing is followed at random while all flops would share the draw.
        walk.play([line], None)?;
        let runouts = (!options.all_boards).then_some(options.runouts);
        Ok(Self { how, won: walk.won / how.pairs, lines: walk.next, runouts })
    }

    /// Chips won per hand if the first public cards are these.
    fn on(&self, board: Board, weight: f64, draws: Draws) -> Result<f64, LbrError> {
        Ok(self.below(&mut vec![0, board], &self.lines, weight, draws)? / self.how.pairs)
    }

    /// What lines win from a street on; its cards are the last of `boards`.
    fn below(
        &self,
        boards: &mut Vec<Board>,
        lines: &[Line<O::Position>],
        weight: f64,
        draws: Draws,
    ) -> Result<f64, LbrError> {
        if lines.is_empty() {
            return Ok(0.0);
        }
        let mut walk = Walk::new(self.how, boards, 1)?;
        let weighted = lines.iter().map(|line| Line { weight: line.weight * weight, ..line.clone() });
        walk.play(weighted, Some(draws))?;
        let (mut won, next) = (walk.won, std::mem::take(&mut walk.next));
        drop(walk);
        if next.is_empty() {
            return Ok(won);
        }
        for (board, weight) in self.deals(boards, draws) {
            boards.push(board);
            won += self.below(boards, &next, weight, draws)?;
            boards.pop();
        }
        Ok(won)
    }

    /// The boards that are played after these, and the weight of each.
    fn deals(&self, boards: &[Board], draws: Draws) -> Vec<(Board, f64)> {
        let street = boards.len() - 1;
        let mut all = self.how.cards.runouts(street, boards[street]);
        let Some(runouts) = self.runouts.filter(|_| !all.is_empty()) else {
            return all.iter().map(|one| (one.board, one.probability.into())).collect();
        };
        // All are equally likely.
        let count = runouts[(street - 1).min(1)].clamp(1, all.len());
        let weight = all.len() as f64 / count as f64;
        draws.runouts(boards).choose_front(&mut all, count);
        all[..count].iter().map(|one| (one.board, weight * f64::from(one.probability))).collect()
    }
}

fn on_all_boards<O: Opponent>(seats: &[Seat<'_, O>; 2], options: &LbrOptions) -> Result<Gains, LbrError> {
    let runouts = seats[0].how.cards.runouts(0, 0);
    let mut won = [seats[0].won, seats[1].won];
    for (won, seat) in won.iter_mut().zip(seats) {
        let play = |number: usize| {
            let Runout { board, probability } = runouts[number];
            seat.on(board, probability.into(), Draws::new(0, 0))
        };
        for value in in_parallel(options.workers, runouts.len(), play) {
            *won += value?;
        }
    }
    let both = Estimate::exact((won[0] + won[1]) / 2.0);
    Ok(Gains { both, by_seat: won.map(Estimate::exact), flops: None, on_flops: Vec::new() })
}

fn on_flops<O: Opponent>(
    seats: &[Seat<'_, O>; 2],
    options: &LbrOptions,
    unit: f64,
    observer: &mut Observer<'_>,
) -> Result<Gains, LbrError> {
    let cards = seats[0].how.cards;
    let weight: f64 = cards.runouts(0, 0).iter().map(|one| f64::from(one.probability)).sum();
    let (most, begun) = (options.flops.unwrap_or(MOST).max(1), Instant::now());
    let mut won: Vec<[f64; 2]> = Vec::new();
    while won.len() < most {
        let done = won.len();
        let count = BATCH.min(most - done);
        let flops = &sample_flops(cards, done + count, options.seed)[done..];
        // Two tasks per flop, one for each seat.
        let play = |task: usize| {
            let number = task / 2;
            let draws = Draws::new(options.seed, (done + number) as u64);
            seats[task % 2].on(flops[number].board, weight, draws)
        };
        let found =
            in_parallel(options.workers, 2 * count, play).into_iter().collect::<Result<Vec<_>, _>>()?;
        let pairs = found.as_chunks::<2>().0.iter();
        won.extend(pairs.map(|found| [seats[0].won + found[0], seats[1].won + found[1]]));
        if is_enough(&won, options, unit, begun) {
            break;
        }
        let done = won.len() as u64;
        let advance = match options.flops {
            Some(flops) => Advance::of("flops", done, flops as u64),
            None => Advance::new("flops", done),
        };
        if observer(Event::Advanced(advance)) == ControlFlow::Break(()) {
            return Err(LbrError::Interrupted);
        }
    }
    Ok(Gains::of(won))
}

/// Whether what was asked for is reached.
fn is_enough(won: &[[f64; 2]], options: &LbrOptions, unit: f64, begun: Instant) -> bool {
    let both = || Estimate::of(&won.iter().map(mean).collect::<Vec<_>>());
    let half_mbb = || both().interval().map(|half| half / unit * 1000.0);
    let is_narrow = options.until_mbb.is_some_and(|until| half_mbb().is_some_and(|half| half <= until));
    // The next batch must fit as well.
    let batches = won.len().div_ceil(BATCH) as f64;
    let next = begun.elapsed().as_secs_f64() * (batches + 1.0) / batches;
    is_narrow || options.secs.is_some_and(|secs| next > secs)
}
