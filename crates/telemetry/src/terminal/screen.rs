//! A screen in memory for tests. That of `indicatif` is a feature of the crate, and with it everything that
//! stands on this crate would be compiled once for the program and once more for the tests.

use std::io;
use std::sync::{Arc, Mutex};

use indicatif::TermLike;

/// Rows of characters and a cursor, shared by all clones. Text that reaches the right edge goes on in the
/// next row; nothing scrolls.
#[derive(Clone, Debug)]
pub(super) struct Screen {
    width: u16,
    written: Arc<Mutex<Written>>,
}

#[derive(Debug, Default)]
struct Written {
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    pub(super) fn new(width: u16) -> Screen {
        Screen { width, written: Arc::default() }
    }

    /// What can be read on it, without blanks at the ends of rows and empty rows at the end.
    pub(super) fn contents(&self) -> String {
        let written = self.written.lock().unwrap();
        let rows: Vec<String> =
            written.rows.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned()).collect();
        rows.join("\n").trim_end().to_owned()
    }

    fn change(&self, change: impl FnOnce(&mut Written)) -> io::Result<()> {
        change(&mut self.written.lock().unwrap());
        Ok(())
    }
}

impl Written {
    fn put(&mut self, c: char, width: usize) {
        match c {
            '\r' => self.column = 0,
            '\n' => self.next_row(),
            c => {
                if self.column == width {
                    self.next_row();
                }
                let column = self.column;
                let row = self.row();
                row.resize(row.len().max(column + 1), ' ');
                row[column] = c;
                self.column += 1;
            }
        }
    }

    fn next_row(&mut self) {
        (self.row, self.column) = (self.row + 1, 0);
    }

    fn row(&mut self) -> &mut Vec<char> {
        let count = self.rows.len().max(self.row + 1);
        self.rows.resize(count, Vec::new());
        &mut self.rows[self.row]
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.change(|written| written.row = written.row.saturating_sub(n))
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.change(|written| written.row += n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.change(|written| written.column += n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.change(|written| written.column = written.column.saturating_sub(n))
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)?;
        self.change(Written::next_row)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.change(|written| text.chars().for_each(|c| written.put(c, usize::from(self.width))))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.change(|written| {
            written.row().clear();
            written.column = 0;
        })
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}
