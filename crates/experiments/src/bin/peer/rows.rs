//! Buckets asked of another program, over its standard input and output.
//!
//! Numbers are little-endian and 32 bits wide. The program greets with the number of buckets of each of the
//! four streets. A question is a number of rows and then the rows, seven bytes each: two hole cards and five
//! public ones in any order, 255 last for those not dealt yet; a card is `4 * rank + suit`, ranks from the
//! deuce, suits in the order `cdhs`. The answer is the bucket of each row. The program ends when its input
//! does.

use holdem_cards::{Card, CardSet, Combo, Street};
use holdem_game::deal::BucketRows;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Bytes of a row.
const ROW: usize = 7;
/// A card that is not dealt yet.
const NOT_DEALT: u8 = 255;

/// Buckets of a program that answers.
pub(crate) struct Answers {
    counts: [usize; Street::COUNT],
    /// One question at a time.
    pipes: Mutex<Pipes>,
}

struct Pipes {
    child: Child,
    /// `None` once the program has been told to end.
    questions: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
}

impl Answers {
    /// Starts a program, given with its arguments, and waits for its greeting.
    pub(crate) fn start(command: &str) -> io::Result<Self> {
        let mut words = command.split_whitespace();
        let program = words.next().unwrap_or_default();
        let mut child =
            Command::new(program).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let piped = "both streams were asked to be pipes";
        let questions = Some(BufWriter::new(child.stdin.take().expect(piped)));
        let mut answers = BufReader::new(child.stdout.take().expect(piped));
        let mut counts = [0; Street::COUNT];
        for count in &mut counts {
            *count = read_number(&mut answers)? as usize;
        }
        Ok(Self { counts, pipes: Mutex::new(Pipes { child, questions, answers }) })
    }
}

impl Pipes {
    fn ask(&mut self, board: CardSet, combos: &[u16], out: &mut [u32]) -> io::Result<()> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(&(combos.len() as u32).to_le_bytes())?;
        let mut row = [NOT_DEALT; ROW];
        for (place, card) in row[2..].iter_mut().zip(board) {
            *place = card.index() as u8;
        }
        for &combo in combos {
            let combo = Combo::from_index(combo).ok_or(io::ErrorKind::InvalidInput)?;
            row[..2].copy_from_slice(&combo.cards().map(|card| card.index() as u8));
            questions.write_all(&row)?;
        }
        questions.flush()?;
        out.iter_mut().try_for_each(|bucket| read_number(&mut self.answers).map(|number| *bucket = number))
    }
}

impl Drop for Pipes {
    fn drop(&mut self) {
        self.questions = None;
        // A program that has ended badly by now has answered all the same.
        let _ = self.child.wait();
    }
}

impl BucketRows for Answers {
    fn num_buckets(&self, street: Street) -> usize {
        self.counts[street.index()]
    }
    fn buckets(&self, _street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        let mut pipes = self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        pipes.ask(board, combos, out).expect("the program that knows the buckets answers");
    }
}

/// Answers with the buckets of `buckets` until the questions end.
pub(crate) fn serve(buckets: &impl BucketRows, questions: impl Read, answers: impl Write) -> io::Result<()> {
    let (mut questions, mut answers) = (BufReader::new(questions), BufWriter::new(answers));
    for street in Street::ALL {
        answers.write_all(&(buckets.num_buckets(street) as u32).to_le_bytes())?;
    }
    loop {
        answers.flush()?;
        let count = match read_number(&mut questions) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            count => count? as usize,
        };
        let mut rows = vec![0; count * ROW];
        questions.read_exact(&mut rows)?;
        for row in rows.chunks_exact(ROW) {
            let bucket = bucket_of(buckets, row).ok_or(io::ErrorKind::InvalidData)?;
            answers.write_all(&bucket.to_le_bytes())?;
        }
    }
}

/// The bucket of a row; `None` if it is not two cards and a board.
fn bucket_of(buckets: &impl BucketRows, row: &[u8]) -> Option<u32> {
    let (hole, public) = row.split_at(2);
    let combo = Combo::new(Card::from_index(hole[0])?, Card::from_index(hole[1])?)?;
    let dealt = public.iter().take_while(|&&card| card != NOT_DEALT);
    let board: CardSet = dealt.map(|&card| Card::from_index(card)).collect::<Option<_>>()?;
    let street = Street::of_board_len(board.len())?;
    if board.intersects(combo.set()) {
        return None;
    }
    let mut bucket = [0];
    buckets.buckets(street, board, &[combo.index() as u16], &mut bucket);
    Some(bucket[0])
}

fn read_number(from: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells board and combo apart.
    struct Told;

    fn told(board: CardSet, combo: u16) -> u32 {
        board.len() as u32 * 2000 + u32::from(combo)
    }

    impl BucketRows for Told {
        fn num_buckets(&self, street: Street) -> usize {
            street.index() + 7
        }
        fn buckets(&self, _street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
            combos.iter().zip(out).for_each(|(&combo, out)| *out = told(board, combo));
        }
    }

    fn numbers(bytes: &[u8]) -> Vec<u32> {
        bytes.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().expect("four bytes"))).collect()
    }

    #[test]
    fn a_server_greets_and_answers_row_by_row() {
        let rows: [[u8; ROW]; 2] = [[1, 0, 255, 255, 255, 255, 255], [51, 50, 3, 2, 4, 9, 255]];
        let questions = [&[2, 0, 0, 0][..], &rows.concat(), &[0, 0, 0, 0]].concat();
        let mut answers = Vec::new();
        serve(&Told, &questions[..], &mut answers).expect("nothing to fail");
        assert_eq!(numbers(&answers), [7, 8, 9, 10, 0, 8000 + 1325]);
    }

    #[test]
    fn a_row_that_is_no_hand_on_a_board_is_an_error() {
        for row in [
            [1, 1, 255, 255, 255, 255, 255],
            [1, 0, 2, 3, 255, 255, 255],
            [1, 0, 2, 3, 1, 255, 255],
            [52, 0, 255, 255, 255, 255, 255],
        ] {
            let questions = [&[1, 0, 0, 0][..], &row].concat();
            assert!(serve(&Told, &questions[..], Vec::new()).is_err(), "{row:?}");
        }
    }
}
