//! Files of recorded hands (JSON lines, see [`holdem_game::rules::conformance`]) to files of hand histories
//! (PHH), and back.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use holdem_cards::Card;
use holdem_game::rules::conformance::{HandRecord, MAX_LINE_BYTES};
use holdem_game::rules::{Chips, LegalActions, Move, Stakes};
use serde::{Deserialize, Serialize};

use crate::phh::{HandHistory, PhhError, RecordConversionError, write_file};

/// Why a file cannot be converted.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// Two files of the same kind, or of an unknown kind.
    #[error("cannot convert {} to {}: expected one of .jsonl or .jsonl.gz and one of .phh or \
         .phhs", from.display(), to.display())]
    Kinds {
        /// File to read.
        from: PathBuf,
        /// File to write.
        to: PathBuf,
    },
    /// The recorded hands cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The recorded hands cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line that is not a recorded hand.
    #[error("{}: line {line}: not a hand: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A hand that the other format cannot express.
    #[error("{}: hand {number}: {error}", path.display())]
    Hand {
        /// The file.
        path: PathBuf,
        /// Number of the hand in its file, counted from 1.
        number: u64,
        /// Why not.
        error: RecordConversionError,
    },
    /// Straddles, rake or a separate smallest bet, for which recorded hands have no keys.
    #[error("{}: hand {number}: recorded hands have no straddles, rake or smallest bet but the big \
         blind", path.display())]
    Stakes {
        /// The file.
        path: PathBuf,
        /// Number of the hand in its file, counted from 1.
        number: u64,
    },
    /// A file of hand histories that cannot be read or written.
    #[error(transparent)]
    Phh(#[from] PhhError),
}

/// What a file holds, by its name.
enum Kind {
    Records,
    Histories,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        match () {
            () if ends(&[".jsonl", ".jsonl.gz"]) => Some(Self::Records),
            () if ends(&[".phh", ".phhs"]) => Some(Self::Histories),
            () => None,
        }
    }
}

/// Converts recorded hands to hand histories, or hand histories to recorded hands; the file names tell which.
/// Returns the number of hands. Public cards keep their order, including those that were not dealt; the two
/// hole cards of a seat do not.
///
/// # Errors
/// If a file cannot be read or written, a hand is not legal, or the other format cannot express it; nothing
/// is written then.
pub fn convert(from: &Path, to: &Path) -> Result<u64, ConvertError> {
    match (Kind::of(from), Kind::of(to)) {
        (Some(Kind::Records), Some(Kind::Histories)) => {
            let hands = read_records(from)?;
            HandHistory::write(&hands, to)?;
            Ok(hands.len() as u64)
        }
        (Some(Kind::Histories), Some(Kind::Records)) => {
            let hands = HandHistory::read(from)?;
            write_records(&hands, from, to)?;
            Ok(hands.len() as u64)
        }
        _ => Err(ConvertError::Kinds { from: from.to_owned(), to: to.to_owned() }),
    }
}

/// What a record keeps in order and [`HandRecord`] does not.
#[derive(Deserialize)]
struct Board {
    board: Vec<String>,
}

fn read_records(path: &Path) -> Result<Vec<HandHistory>, ConvertError> {
    let unreadable = |source| ConvertError::Read { path: path.to_owned(), source };
    let mut lines = open(path).map_err(unreadable)?;
    let (mut hands, mut number) = (Vec::new(), 0);
    while let Some(line) = next_line(&mut lines).map_err(unreadable)? {
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let malformed = |error: serde_json::Error| ConvertError::Malformed {
            path: path.to_owned(),
            line: number,
            reason: error.to_string(),
        };
        let record: HandRecord = serde_json::from_slice(&line).map_err(malformed)?;
        let Board { board } = serde_json::from_slice(&line).map_err(malformed)?;
        let board: Option<Vec<Card>> = board.iter().map(|card| card.parse().ok()).collect();
        hands.push(HandHistory::from_record(&record, board.as_deref()).map_err(|error| {
            ConvertError::Hand { path: path.to_owned(), number: hands.len() as u64 + 1, error }
        })?);
    }
    Ok(hands)
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(holdem_store::open_input(path)?);
    Ok(match file.fill_buf()? {
        [0x1f, 0x8b, ..] => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        _ => Box::new(file),
    })
}

/// The next line with its line ending; `None` at the end of the file.
fn next_line(lines: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = lines.take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line)?;
    if read > MAX_LINE_BYTES {
        let reason = format!("a line of more than {MAX_LINE_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    }
    Ok((read > 0).then_some(line))
}

/// A line of a file of recorded hands.
#[derive(Serialize)]
struct Line {
    id: u64,
    players: usize,
    small_blind: Chips,
    big_blind: Chips,
    ante: Chips,
    stacks: Vec<Chips>,
    posted_blinds: Vec<Chips>,
    holes: Vec<[String; 2]>,
    board: Vec<String>,
    board_dealt: usize,
    actions: Vec<LineAction>,
    payoffs: Vec<i64>,
}

#[derive(Serialize)]
struct LineAction {
    player: usize,
    act: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Chips>,
    legal: LegalActions,
}

impl Line {
    fn new(record: HandRecord, board: &[Card]) -> Self {
        let text = |card: &Card| card.to_string();
        Self {
            id: record.id,
            players: record.stacks.len(),
            small_blind: record.stakes.small_blind(),
            big_blind: record.stakes.big_blind(),
            ante: record.stakes.ante(),
            stacks: record.stacks,
            posted_blinds: record.posted_blinds,
            holes: record.holes.iter().map(|hole| hole.cards().map(|card| text(&card))).collect(),
            board: board.iter().map(text).collect(),
            board_dealt: record.board_dealt,
            actions: record
                .actions
                .into_iter()
                .map(|recorded| {
                    let (act, to) = match recorded.action {
                        Move::Fold => ("fold", None),
                        Move::Check => ("check", None),
                        Move::Call => ("call", None),
                        Move::RaiseTo(to) => ("raise", Some(to)),
                    };
                    LineAction { player: recorded.player, act, to, legal: recorded.legal }
                })
                .collect(),
            payoffs: record.payoffs,
        }
    }
}

fn write_records(hands: &[HandHistory], from: &Path, to: &Path) -> Result<(), ConvertError> {
    let mut text = Vec::new();
    for (hand, number) in hands.iter().zip(1..) {
        let failed = |error| ConvertError::Hand { path: from.to_owned(), number, error };
        let record = hand.to_record(number - 1).map_err(failed)?;
        if !plain(&record.stakes) {
            return Err(ConvertError::Stakes { path: from.to_owned(), number });
        }
        let line = Line::new(record, &hand.ordered_board().map_err(failed)?);
        serde_json::to_writer(&mut text, &line).expect("numbers, strings and lists have a JSON text");
        text.push(b'\n');
    }
    let unwritable = |source| ConvertError::Write { path: to.to_owned(), source };
    if to.extension().is_some_and(|extension| extension == "gz") {
        text = compress(&text).map_err(unwritable)?;
    }
    write_file(to, &text).map_err(unwritable)
}

fn compress(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text)?;
    encoder.finish()
}

/// Whether stakes are two blinds and an ante, and nothing else.
fn plain(stakes: &Stakes) -> bool {
    let same =
        Stakes::new(stakes.small_blind(), stakes.big_blind()).and_then(|same| same.with_ante(stakes.ante()));
    same.is_ok_and(|same| same == *stakes)
}
