//! The finished hands of a session: tables `[1]`, `[2]`, ..., each ended by an empty line.
//!
//! A hand is on the disk before it is counted. A kill or a full disk can leave the last one cut short; then
//! the file is cut back to the end of the hand before it, so that the next one begins on a line of its own.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use holdem_store::open_regular_as;

use crate::phh::HandHistory;

/// Longest line that is read, and longest hand: far more than one has.
const MOST_BYTES: u64 = 1 << 20;

/// What becomes of a hand that is written and not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uncounted {
    /// It stays: it was played, and its number is taken.
    Stays,
    /// It is removed, because it will be played again.
    IsPlayedAgain,
}

/// The hands as they are after mending.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// Number of the last hand, 0 if there are none.
    pub(super) last: u64,
    /// What was done about them, in words.
    pub(super) notes: Vec<String>,
}

/// Why hands cannot be continued.
#[derive(Debug)]
pub(super) enum HandsError {
    /// The system says so.
    Io(io::Error),
    /// They are those of another session.
    Foreign(String),
}

impl From<io::Error> for HandsError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Removes a hand that was cut short, and one that is not counted if it is played again; ends the last line.
/// `counted` is the number of the last hand that the session counts; `None` if no session is kept yet, and
/// then hands that it cannot have left are not touched.
///
/// # Complexity
/// Reads all hands.
pub(super) fn mend(path: &Path, counted: Option<u64>, uncounted: Uncounted) -> Result<Mended, HandsError> {
    let mut file = match open_regular_as(path, OpenOptions::new().read(true).append(true)) {
        Err(holdem_store::Error::NotFound { .. }) => return Ok(Mended::default()),
        opened => opened.map_err(io::Error::from)?.0,
    };
    let found = look_through(BufReader::new(&mut file))?;
    if counted.is_none() && !found.may_be_left_by_a_new_session(uncounted) {
        return Err(HandsError::Foreign("hands of which no session.json knows".to_owned()));
    }
    let Found { mut last, unended, mut ended } = found;
    // A file of one hand may also be somebody's own.
    let (kept, counted) = (counted.unwrap_or(1), counted.unwrap_or(0));
    let mut notes = Vec::new();
    if let Some(hand) = unended {
        if hand.number.is_some_and(|number| number <= kept) && is_whole(&mut file, hand.start)? {
            file.write_all(if ended { b"\n" } else { b"\n\n" })?;
            last = hand.number.map(|number| Hand { number, start: hand.start }).or(last);
        } else {
            file.set_len(hand.start)?;
            notes.push(hand.note(counted));
        }
        ended = true;
    }
    if !ended {
        file.write_all(b"\n")?;
    }
    if let Some(hand) = last.filter(|hand| uncounted == Uncounted::IsPlayedAgain && hand.number > counted) {
        if hand.number > counted + 1 {
            let found = format!("ends with hand {}, and session.json counts {counted}", hand.number);
            return Err(HandsError::Foreign(found));
        }
        file.set_len(hand.start)?;
        notes.push(format!("hand {} was not counted yet: removed, to be played again", hand.number));
        last = (counted > 0).then_some(Hand { number: counted, start: 0 });
    }
    file.sync_all()?;
    Ok(Mended { last: last.map_or(0, |hand| hand.number), notes })
}

/// Adds a hand, whole and on the disk, or not at all.
pub(super) fn add(path: &Path, number: u64, history: &HandHistory) -> io::Result<()> {
    let (mut file, length) = open_regular_as(path, OpenOptions::new().create(true).append(true))?;
    let text = format!("[{number}]\n{history}\n");
    file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
        // If that fails too, the hand is removed when the session is taken up.
        let _ = file.set_len(length);
    })
}

/// A hand of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hand {
    number: u64,
    /// Where its heading begins.
    start: u64,
}

/// Text at the end of the file that no empty line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unended {
    /// `None` if the heading itself was cut.
    number: Option<u64>,
    start: u64,
}

impl Unended {
    fn note(self, counted: u64) -> String {
        match self.number {
            Some(number) if number <= counted => {
                format!("hand {number} was cut short: removed, although session.json counts it")
            }
            Some(number) => format!("hand {number} was cut short before it was counted: removed"),
            None => "a hand was cut short before it was counted: removed".to_owned(),
        }
    }
}

/// What a file of hands holds.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    /// The last hand with an end.
    last: Option<Hand>,
    unended: Option<Unended>,
    /// Whether the last line is ended, as that of an empty file is.
    ended: bool,
}

impl Found {
    /// Whether a session that was not kept before it ended can have left this: its first hand, if it is one
    /// that writes hands first.
    fn may_be_left_by_a_new_session(&self, uncounted: Uncounted) -> bool {
        let most = if uncounted == Uncounted::Stays { 1 } else { 0 };
        let last = self.last.map_or(0, |hand| hand.number);
        let unended = self.unended.map_or(0, |hand| hand.number.unwrap_or(last + 1));
        last.max(unended) <= most
    }
}

fn look_through(mut hands: impl BufRead) -> io::Result<Found> {
    let (mut last, mut open): (Option<Hand>, Option<Unended>) = (None, None);
    let (mut at, mut ended, mut line) = (0, true, Vec::new());
    loop {
        line.clear();
        let read = hands.by_ref().take(MOST_BYTES).read_until(b'\n', &mut line)? as u64;
        if read == 0 {
            return Ok(Found { last, unended: open, ended });
        }
        ended = line.ends_with(b"\n");
        if !ended && read == MOST_BYTES {
            let what = format!("the line at byte {at} is longer than {MOST_BYTES} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let (text, heading) = (line.trim_ascii_end(), heading(line.trim_ascii_end()));
        let closes = (text.is_empty() && ended) || heading.is_some();
        if let Some(Unended { number: Some(number), start }) = open.filter(|_| closes) {
            last = Some(Hand { number, start });
            open = None;
        }
        // A file that lost its end to a power cut may go on with zeros.
        let cut = !ended && text.starts_with(b"[") || text.starts_with(b"\0");
        if heading.is_some() || (cut && open.is_none()) {
            open = Some(Unended { number: heading, start: at });
        }
        at += read;
    }
}

/// The number of a heading `[7]`.
fn heading(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(b"[")?.strip_suffix(b"]")?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Whether the file from there on is a hand that can be read.
fn is_whole(file: &mut File, start: u64) -> io::Result<bool> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(start))?;
    match file.take(MOST_BYTES).read_to_string(&mut text) {
        Ok(_) => Ok(HandHistory::parse_all(&text).is_ok_and(|hands| hands.len() == 1)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn hand() -> HandHistory {
        let text = "variant = \"NT\"\nantes = [0, 0]\nblinds_or_straddles = [1, 2]\nmin_bet = 2\n\
                    starting_stacks = [200, 200]\nfinishing_stacks = [199, 201]\n\
                    actions = [\"d dh p1 6c3c\", \"d dh p2 Kc5h\", \"p2 f\"]\nplayers = [\"a\", \"b\"]\n";
        HandHistory::parse(text).unwrap()
    }

    /// A file of so many hands, and where each ends.
    fn written(path: &Path, hands: u64) -> Vec<u64> {
        let end = |number| {
            add(path, number, &hand()).unwrap();
            fs::metadata(path).unwrap().len()
        };
        (1..=hands).map(end).collect()
    }

    #[test]
    fn a_hand_cut_anywhere_is_removed_and_the_next_begins_on_its_own_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        let ends = written(&path, 3);
        let whole = fs::read(&path).unwrap();
        for cut in ends[1]..ends[2] {
            fs::write(&path, &whole[..cut as usize]).unwrap();
            let mended = mend(&path, Some(2), Uncounted::Stays).unwrap();
            assert_eq!((mended.last, mended.notes.len()), (2, usize::from(cut > ends[1])), "cut at {cut}");
            assert!(fs::read(&path).unwrap() == whole[..ends[1] as usize], "cut at {cut}");
            add(&path, 3, &hand()).unwrap();
            assert!(fs::read(&path).unwrap() == whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_counted_hand_without_its_empty_line_stays_and_one_cut_short_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        let ends = written(&path, 2);
        let whole = fs::read(&path).unwrap();
        for missing in 1..=2 {
            fs::write(&path, &whole[..whole.len() - missing]).unwrap();
            let mended = mend(&path, Some(2), Uncounted::IsPlayedAgain).unwrap();
            assert_eq!((mended.last, mended.notes.len()), (2, 0));
            assert!(fs::read(&path).unwrap() == whole);
        }
        fs::write(&path, &whole[..whole.len() - 8]).unwrap();
        let mended = mend(&path, Some(2), Uncounted::IsPlayedAgain).unwrap();
        assert!(mended.last == 1 && mended.notes[0].contains("although"), "{mended:?}");
        assert_eq!(fs::metadata(&path).unwrap().len(), ends[0]);
    }

    #[test]
    fn one_hand_beyond_the_count_is_played_again_or_stays_and_more_are_of_another_session() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        let ends = written(&path, 3);
        assert_eq!(mend(&path, Some(0), Uncounted::Stays).unwrap().last, 3);
        assert!(matches!(mend(&path, Some(1), Uncounted::IsPlayedAgain), Err(HandsError::Foreign(_))));
        assert_eq!(fs::metadata(&path).unwrap().len(), ends[2]);
        let mended = mend(&path, Some(2), Uncounted::IsPlayedAgain).unwrap();
        assert_eq!((mended.last, mended.notes.len()), (2, 1));
        assert_eq!(fs::metadata(&path).unwrap().len(), ends[1]);
    }

    #[test]
    fn hands_of_somebody_else_are_not_touched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        let ends = written(&path, 2);
        let whole = fs::read(&path).unwrap();
        for cut in [1, 2, 3, 40, ends[0] as usize - 2, ends[0] as usize, whole.len() - 20, whole.len()] {
            fs::write(&path, &whole[..cut]).unwrap();
            let played_again = mend(&path, None, Uncounted::IsPlayedAgain);
            assert!(matches!(played_again, Err(HandsError::Foreign(_))), "{cut}");
            assert!(fs::read(&path).unwrap() == whole[..cut], "{cut}");
        }
        assert!(matches!(mend(&path, None, Uncounted::Stays), Err(HandsError::Foreign(_))));
        // The first hand of a session that writes it first.
        for (cut, last) in [(40, 0), (ends[0] as usize - 2, 1), (ends[0] as usize, 1)] {
            fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(mend(&path, None, Uncounted::Stays).unwrap().last, last, "{cut}");
            assert!(fs::read(&path).unwrap() == whole[..ends[0] as usize * last as usize], "{cut}");
        }
    }

    #[test]
    fn notes_of_the_user_stay_and_zeros_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        written(&path, 1);
        let noted = [fs::read(&path).unwrap(), b"# an odd hand".to_vec()].concat();
        fs::write(&path, &noted).unwrap();
        assert_eq!(mend(&path, Some(1), Uncounted::IsPlayedAgain).unwrap().last, 1);
        assert!(fs::read(&path).unwrap() == [&noted[..], b"\n"].concat());
        fs::write(&path, [&noted[..], b"\n", &[0; 5000]].concat()).unwrap();
        assert_eq!(mend(&path, Some(1), Uncounted::IsPlayedAgain).unwrap().notes.len(), 1);
        assert!(fs::read(&path).unwrap() == [&noted[..], b"\n"].concat());
    }

    #[test]
    fn a_line_without_an_end_and_a_pipe_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hands.phhs");
        let hole = File::create(&path).unwrap();
        hole.set_len(3 << 30).unwrap();
        assert!(matches!(mend(&path, Some(0), Uncounted::Stays), Err(HandsError::Io(_))));
        #[cfg(unix)]
        {
            let pipe = dir.path().join("pipe");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert!(matches!(mend(&pipe, Some(0), Uncounted::Stays), Err(HandsError::Io(_))));
        }
    }
}
