//! Parts of a file in a message: never more than fits into a few lines, however long a line of the file is.

use std::borrow::Cow;

/// Most characters of a line that are shown.
const LONGEST_LINE: usize = 96;
/// Most characters of a message of the reader.
pub(super) const LONGEST_MESSAGE: usize = 400;
/// Most characters of a value or a key.
pub(super) const LONGEST_VALUE: usize = 60;

/// The text, without its middle if it has more than `most` characters.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= most {
        return Cow::Borrowed(text);
    }
    let half = most / 2;
    let [head, tail] =
        [text.chars().take(half).collect::<String>(), text.chars().skip(count - half).collect()];
    Cow::Owned(format!("{head}…{tail}"))
}

/// A line, or what is around a column of it, counted from 1; 0 for its beginning.
pub(super) fn window(line: &str, column: usize) -> String {
    let count = line.chars().count();
    if count <= LONGEST_LINE {
        return line.to_owned();
    }
    let start = column.saturating_sub(LONGEST_LINE / 2).min(count - LONGEST_LINE);
    let shown: String = line.chars().skip(start).take(LONGEST_LINE).collect();
    let [before, after] = [start > 0, start + LONGEST_LINE < count].map(|cut| if cut { "…" } else { "" });
    format!("{before}{shown}{after}")
}

/// The value that begins at a column of a line, counted from 1, with its quotes; empty if there is none.
pub(super) fn scalar(line: &str, column: usize) -> &str {
    let Some(first) = column.checked_sub(1) else { return "" };
    let rest = line.char_indices().nth(first).map_or("", |(at, _)| &line[at..]);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        Some(quote) => rest[1..].find(quote).map_or(rest.len(), |at| at + 2),
        None => rest.find([',', '}', ']']).into_iter().chain(rest.find(" #")).min().unwrap_or(rest.len()),
    };
    rest[..end].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_lose_their_middle_and_short_ones_nothing() {
        assert_eq!(shortened("seven", 5), "seven");
        assert_eq!(shortened("0123456789", 4), "01…89");
        assert_eq!(shortened("äöüäöü", 2), "ä…ü");
    }

    #[test]
    fn a_long_line_is_shown_around_the_column() {
        let line: String = (0..500).map(|i| char::from(b'a' + (i / 20) as u8)).collect();
        assert_eq!(window("short", 3), "short");
        assert_eq!(window(&line, 0), format!("{}…", &line[..96]));
        assert_eq!(window(&line, 250), format!("…{}…", &line[202..298]));
        assert_eq!(window(&line, 500), format!("…{}", &line[404..]));
    }

    #[test]
    fn a_value_ends_where_yaml_ends_it() {
        for (line, column, value) in [
            ("seed: many # of them", 7, "many"),
            ("a: { b: x, c: y }", 9, "x"),
            ("a: { b: x, c: y }", 15, "y"),
            ("a: \"x, y\" # no", 4, "\"x, y\""),
            ("a:", 4, ""),
            ("a: 5", 0, ""),
        ] {
            assert_eq!(scalar(line, column), value, "{line}");
        }
    }
}
