//! The boards of the next batch, dealt in pieces by workers that are free.
//!
//! Dealing a batch is more work than the largest subtree of a small tree: as one task it would keep all but
//! one of many cores waiting. Each piece is a task; the worker that finishes the last one puts them together.

use super::deals::{BoardStream, DealBatch};
use crate::locks::own;
use holdem_game::deal::{CardModel, Deal};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Pieces of a batch.
pub(super) const PIECES: usize = 8;

/// Room for the pieces, and how many are still to come.
#[derive(Default)]
pub(super) struct Ahead {
    pieces: [Mutex<Vec<Deal>>; PIECES],
    left: AtomicUsize,
}

impl Ahead {
    /// A batch begins: nothing of the next one is dealt.
    pub(super) fn start(&self) {
        // Relaxed: the batch is opened by a release.
        self.left.store(PIECES, Ordering::Relaxed);
    }

    /// Deals one of the pieces of these iterations; returns whether it was the last.
    pub(super) fn deal(
        &self,
        piece: usize,
        stream: &BoardStream,
        cards: &dyn CardModel,
        iterations: &Range<u64>,
    ) -> bool {
        let (mine, mut deals) = (part(iterations, piece), own(&self.pieces[piece]));
        let len = (mine.end - mine.start) as usize;
        if deals.len() < len {
            deals.resize_with(len, Deal::default);
        }
        for (deal, iteration) in deals.iter_mut().zip(mine) {
            stream.deal(cards, iteration, deal);
        }
        drop(deals);
        // Acquire and release: the worker that finishes the last piece sees all of them.
        self.left.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// Puts the pieces of these iterations together.
    pub(super) fn put_together(&self, batch: &mut DealBatch, cards: &dyn CardModel, iterations: Range<u64>) {
        let mut pieces = self.pieces.each_ref().map(own);
        let lens = (0..PIECES).map(|piece| part(&iterations, piece)).map(|part| part.end - part.start);
        let deals = pieces.iter_mut().zip(lens).flat_map(|(piece, len)| piece.iter_mut().take(len as usize));
        batch.put_together(cards, iterations.clone(), deals);
    }
}

/// The iterations of a piece: as many as in any other, to within one.
fn part(iterations: &Range<u64>, piece: usize) -> Range<u64> {
    let len = iterations.end - iterations.start;
    let begin = |piece: usize| iterations.start + len * piece as u64 / PIECES as u64;
    begin(piece)..begin(piece + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_cards::{CardSet, Street};
    use holdem_game::deal::{BucketRows, HandSample, HoldemCards};

    struct Sevenths;

    impl BucketRows for Sevenths {
        fn num_buckets(&self, _: Street) -> usize {
            7
        }
        fn buckets(&self, _: Street, _: CardSet, combos: &[u16], out: &mut [u32]) {
            out.iter_mut().zip(combos).for_each(|(out, &combo)| *out = u32::from(combo % 7));
        }
    }

    #[test]
    fn pieces_in_any_order_make_the_batch_that_is_dealt_in_one() {
        let cards = HoldemCards::new(Sevenths);
        let stream = BoardStream::new(&cards, 3, HandSample::Uniform(20));
        let (ahead, mut whole, mut joined) = (Ahead::default(), DealBatch::default(), DealBatch::default());
        for (start, len) in [(0, 1), (1, 7), (8, 64), (72, 30), (102, 64)] {
            let iterations = start..start + len;
            whole.fill(&stream, &cards, iterations.clone());
            ahead.start();
            let order = (0..PIECES).map(|i| (i * 5 + start as usize) % PIECES);
            let last: Vec<bool> =
                order.map(|piece| ahead.deal(piece, &stream, &cards, &iterations)).collect();
            assert_eq!(last.iter().position(|&last| last), Some(PIECES - 1));
            ahead.put_together(&mut joined, &cards, iterations);
            assert!(joined.deals() == whole.deals() && joined.iterations() == whole.iterations());
            assert!(joined.all().buckets == whole.all().buckets);
            assert_eq!((joined.live(), joined.width()), (whole.live(), whole.width()));
        }
    }
}
