//! Tables for people: columns wide enough, numbers to the right.

/// Rows of text under a header. The first column stands to the left, the others to the right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column names.
    pub(crate) fn new<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Self {
        let mut table = Self::default();
        table.row(header.map(str::to_owned));
        table
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, without blanks at their ends.
    pub(crate) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let widths: Vec<usize> =
            (0..columns).map(|c| cells(c).map(|cell| cell.chars().count()).max().unwrap_or(0)).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
                0 => format!("{cell}{}", blanks(cell, width)),
                _ => format!("{}{cell}", blanks(cell, width)),
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        self.rows.iter().map(line).collect()
    }
}

/// What a cell lacks to the width of its column; `format!` knows no width above 65,535.
fn blanks(cell: &str, width: usize) -> String {
    " ".repeat(width - cell.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["street", "nodes"]);
        table.row(["flop".to_owned(), "12345".to_owned()]);
        table.row(["river".to_owned(), "7".to_owned()]);
        assert_eq!(table.render(), "street  nodes\nflop    12345\nriver       7\n");
    }

    #[test]
    fn a_cell_of_any_length_is_printed() {
        let mut table = Table::new(["range", "equity"]);
        table.row(["A".repeat(70_000), "50".to_owned()]);
        table.row(["K".to_owned(), "50".to_owned()]);
        assert!(table.render().lines().all(|line| line.len() == 70_000 + 8));
    }
}
