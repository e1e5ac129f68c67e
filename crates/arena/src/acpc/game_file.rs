//! Text of game files.
//!
//! A line is a key, perhaps an equals sign, and numbers; case does not matter. Lines that are empty, or begin
//! with `#` or `;`, are ignored. Whatever comes before `GAMEDEF` and after `END GAMEDEF` is not read.

use std::fmt;

use holdem_game::tree::Chips;

use super::game::{
    Game, GameError, MAX_BOARD_CARDS, MAX_HOLE_CARDS, MAX_PLAYERS, MAX_ROUNDS, Raises, UNLIMITED,
};

/// All keys, in the order in which they are looked for: none is a prefix of a later one.
pub(super) const KEYS: [&str; 15] = [
    "end gamedef",
    "gamedef",
    "stack",
    "blind",
    "raisesize",
    "limit",
    "nolimit",
    "numplayers",
    "numrounds",
    "firstplayer",
    "maxraises",
    "numsuits",
    "numranks",
    "numholecards",
    "numboardcards",
];

/// What the lines have said so far.
#[derive(Default)]
struct Draft {
    no_limit: bool,
    players: u32,
    rounds: u32,
    stacks: Option<Vec<u32>>,
    blinds: Vec<u32>,
    raise_sizes: Vec<u32>,
    first: Vec<u32>,
    max_raises: Vec<u32>,
    suits: u32,
    ranks: u32,
    hole_cards: u32,
    board_cards: Vec<u32>,
}

pub(super) fn parse(text: &str) -> Result<Game, GameError> {
    let mut draft = Draft::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if !draft.read(line, index + 1)? {
            break;
        }
    }
    draft.game()
}

impl Draft {
    /// Reads a line; returns whether more may follow.
    fn read(&mut self, line: &str, number: usize) -> Result<bool, GameError> {
        let lower = line.to_ascii_lowercase();
        let known = KEYS.iter().find(|key| lower.starts_with(**key));
        let Some(&key) = known else {
            let found = line.split([' ', '\t', '=']).next().unwrap_or_default();
            let found = found.chars().take(40).collect();
            return Err(GameError::UnknownKey { line: number, found });
        };
        let rest = &lower[key.len()..];
        match key {
            "end gamedef" => return Ok(false),
            "gamedef" => *self = Self::default(),
            "limit" => self.no_limit = false,
            "nolimit" => self.no_limit = true,
            "stack" => self.stacks = Some(numbers(rest, number)?),
            "blind" => self.blinds = numbers(rest, number)?,
            "raisesize" => self.raise_sizes = numbers(rest, number)?,
            "firstplayer" => self.first = numbers(rest, number)?,
            "maxraises" => self.max_raises = numbers(rest, number)?,
            "numplayers" => self.players = single(rest, number)?,
            "numrounds" => self.rounds = single(rest, number)?,
            "numsuits" => self.suits = single(rest, number)?,
            "numranks" => self.ranks = single(rest, number)?,
            "numholecards" => self.hole_cards = single(rest, number)?,
            _ => self.board_cards = numbers(rest, number)?,
        }
        Ok(true)
    }

    fn game(self) -> Result<Game, GameError> {
        let players = within("numPlayers", self.players, 2, MAX_PLAYERS, "2 to 10")?;
        let rounds = within("numRounds", self.rounds, 1, MAX_ROUNDS, "1 to 4")?;
        let stacks = match &self.stacks {
            Some(stacks) => entries("stack", stacks, players)?,
            None => vec![UNLIMITED; players],
        };
        let blinds = entries("blind", &self.blinds, players)?;
        let raises = match self.no_limit {
            true => Raises::NoLimit,
            false => Raises::Limit(entries("raiseSize", &self.raise_sizes, rounds)?),
        };
        let first = padded(self.first, rounds, 1).into_iter().map(|player| {
            within("firstPlayer", player, 1, players, "one of the players").map(|player| player - 1)
        });
        let max_raises = padded(self.max_raises, rounds, u32::from(u8::MAX))
            .into_iter()
            .map(|most| within("maxRaises", most, 0, 255, "0 to 255").map(|most| most as u8));
        let board_cards = entries("numBoardCards", &self.board_cards, rounds)?;
        let board: u64 = board_cards.iter().map(|&cards| u64::from(cards)).sum();
        if board > MAX_BOARD_CARDS as u64 {
            return Err(GameError::Range {
                key: "numBoardCards",
                found: board,
                expected: "at most 7 in all",
            });
        }
        let game = Game {
            raises,
            players,
            stacks,
            blinds,
            first: first.collect::<Result<_, _>>()?,
            max_raises: max_raises.collect::<Result<_, _>>()?,
            suits: within("numSuits", self.suits, 1, 4, "1 to 4")? as u8,
            ranks: within("numRanks", self.ranks, 1, 13, "1 to 13")? as u8,
            hole_cards: within("numHoleCards", self.hole_cards, 1, MAX_HOLE_CARDS, "1 to 3")?,
            board_cards: board_cards.iter().map(|&cards| cards as usize).collect(),
        };
        game.validated()
    }
}

/// The numbers behind a key.
fn numbers(text: &str, line: usize) -> Result<Vec<Chips>, GameError> {
    let words = text.split(|c: char| c.is_ascii_whitespace() || c == '=').filter(|word| !word.is_empty());
    words
        .map(|word| match word.parse::<u32>() {
            Ok(number) if number <= UNLIMITED => Ok(number),
            _ => {
                let found = word.chars().take(40).collect();
                Err(GameError::Number { line, found, expected: "0 to 2147483647" })
            }
        })
        .collect()
}

fn single(text: &str, line: usize) -> Result<u32, GameError> {
    let all = numbers(text, line)?;
    let found = all.first().map(ToString::to_string).unwrap_or_default();
    all.first().copied().ok_or(GameError::Number { line, found, expected: "0 to 2147483647" })
}

/// The first `count` of the numbers; the rest is not needed.
fn entries(key: &'static str, all: &[u32], count: usize) -> Result<Vec<u32>, GameError> {
    let missing = GameError::Missing { key, found: all.len(), expected: count };
    all.get(..count).map(<[u32]>::to_vec).ok_or(missing)
}

/// A number for each round; missing ones have the value that they would have without the key.
fn padded(mut all: Vec<u32>, rounds: usize, default: u32) -> Vec<u32> {
    all.resize(rounds, default);
    all
}

fn within(
    key: &'static str,
    found: u32,
    min: usize,
    max: usize,
    expected: &'static str,
) -> Result<usize, GameError> {
    match found as usize {
        value if (min..=max).contains(&value) => Ok(value),
        _ => Err(GameError::Range { key, found: found.into(), expected }),
    }
}

/// Writes a game file; keys with their default values are left out.
pub(super) fn write(game: &Game, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("GAMEDEF\n")?;
    f.write_str(if game.is_no_limit() { "nolimit\n" } else { "limit\n" })?;
    writeln!(f, "numPlayers = {}", game.players)?;
    writeln!(f, "numRounds = {}", game.rounds())?;
    if game.stacks.iter().any(|&chips| chips < UNLIMITED) {
        list(f, "stack", game.stacks.iter())?;
    }
    list(f, "blind", game.blinds.iter())?;
    if let Raises::Limit(sizes) = &game.raises {
        list(f, "raiseSize", sizes.iter())?;
    }
    if game.first.iter().any(|&player| player != 0) {
        list(f, "firstPlayer", game.first.iter().map(|player| player + 1))?;
    }
    if game.max_raises.iter().any(|&most| most != u8::MAX) {
        list(f, "maxRaises", game.max_raises.iter())?;
    }
    writeln!(f, "numSuits = {}", game.suits)?;
    writeln!(f, "numRanks = {}", game.ranks)?;
    writeln!(f, "numHoleCards = {}", game.hole_cards)?;
    list(f, "numBoardCards", game.board_cards.iter())?;
    f.write_str("END GAMEDEF\n")
}

fn list<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    values: impl Iterator<Item = T>,
) -> fmt::Result {
    write!(f, "{key} =")?;
    for value in values {
        write!(f, " {value}")?;
    }
    f.write_str("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: &str = "# three players\nGAMEDEF\nlimit\nnumPlayers = 3\nnumRounds = 4\nblind = 5 10 0\n\
        ; sizes\nraiseSize = 10 10 20 20\nfirstPlayer = 3 1 1 1\nmaxRaises = 3 3 3 3\n\nnumSuits = 4\n\
        numRanks = 13\nnumHoleCards = 2\nnumBoardCards = 0 3 1 1\nEND GAMEDEF\nnothing of this is read\n";

    fn with(change: (&str, &str)) -> Result<Game, GameError> {
        assert!(LIMIT.contains(change.0), "{change:?}");
        Game::parse(&LIMIT.replace(change.0, change.1))
    }

    #[test]
    fn what_is_read_is_written_and_read_again() {
        let game = Game::parse(LIMIT).unwrap();
        assert_eq!(game.raises, Raises::Limit(vec![10, 10, 20, 20]));
        assert_eq!((game.first.as_slice(), game.most_put_in(0)), ([2, 0, 0, 0].as_slice(), 190));
        assert_eq!(game.stacks, [UNLIMITED; 3]);
        assert_eq!(Game::parse(&game.to_string()), Ok(game));
    }

    #[test]
    fn case_and_equals_signs_do_not_matter() {
        let loud = LIMIT.replace("numPlayers = 3", "NUMPLAYERS 3").replace("blind = ", "Blind\t");
        assert_eq!(Game::parse(&loud.replace('\n', "\r\n")), Game::parse(LIMIT));
    }

    #[test]
    fn defaults_are_those_of_the_competition() {
        let game = with(("firstPlayer = 3 1 1 1\nmaxRaises = 3 3 3 3\n", "stack = 500 400 300 9\n")).unwrap();
        assert_eq!((game.first, game.max_raises), (vec![0; 4], vec![u8::MAX; 4]));
        assert_eq!(game.stacks, [500, 400, 300]);
        let game =
            with(("firstPlayer = 3 1 1 1\nmaxRaises = 3 3 3 3", "firstPlayer = 3\nmaxRaises 4 0")).unwrap();
        assert_eq!((game.first, game.max_raises), (vec![2, 0, 0, 0], vec![4, 0, u8::MAX, u8::MAX]));
    }

    #[test]
    fn a_wrong_game_is_refused_with_what_is_wrong() {
        for (change, expected) in [
            (("blind =", "blimd ="), "line 6: unknown key `blimd`, did you mean `blind`?"),
            (("numPlayers = 3", "numPlayers = 11"), "`numPlayers` is 11, expected 2 to 10"),
            (("numPlayers = 3", "numPlayers ="), "line 4: `` is not a number of 0 to 2147483647"),
            (("numPlayers = 3", "numPlayers = 4"), "`blind` has 3 entries, expected 4"),
            (("5 10 0", "5 -10 0"), "line 6: `-10` is not a number of 0 to 2147483647"),
            (("5 10 0", "5 3000000000 0"), "line 6: `3000000000` is not a number of 0 to 2147483647"),
            (("numRounds = 4", "numRounds = 5"), "`numRounds` is 5, expected 1 to 4"),
            (("10 10 20 20", "10 10 20"), "`raiseSize` has 3 entries, expected 4"),
            (("3 1 1 1", "4 1 1 1"), "`firstPlayer` is 4, expected one of the players"),
            (("3 3 3 3", "3 3 256 3"), "`maxRaises` is 256, expected 0 to 255"),
            (("numSuits = 4", "numSuits = 5"), "`numSuits` is 5, expected 1 to 4"),
            (("numRanks = 13", "numRanks = 2"), "11 cards are dealt from a deck of 8"),
            (("0 3 1 1", "0 3 4 1"), "`numBoardCards` is 8, expected at most 7 in all"),
            (("limit\n", "stack = 9 9 9\nlimit\n"), "player 2 posts 10 of a stack of 9"),
        ] {
            assert_eq!(with(change).unwrap_err().to_string(), expected, "{change:?}");
        }
    }
}
