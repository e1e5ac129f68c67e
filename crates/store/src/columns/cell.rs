//! What stands in a table: columns, and the cells of a row.

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text; equal ones share their memory.
    Text,
    /// A whole number of 64 bits with a sign.
    Whole,
    /// A number of 64 bits.
    Number,
    /// A number of 32 bits.
    Short,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub kind: ColumnKind,
    /// Whether cells may be absent.
    pub is_optional: bool,
}

impl Column {
    const fn required(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, is_optional: false }
    }

    /// A column with a text in every row.
    pub const fn text(name: &'static str) -> Self {
        Self::required(name, ColumnKind::Text)
    }

    /// A column with a whole number in every row.
    pub const fn whole(name: &'static str) -> Self {
        Self::required(name, ColumnKind::Whole)
    }

    /// A column with a number in every row.
    pub const fn number(name: &'static str) -> Self {
        Self::required(name, ColumnKind::Number)
    }

    /// A column with a number of 32 bits in every row.
    pub const fn short(name: &'static str) -> Self {
        Self::required(name, ColumnKind::Short)
    }

    /// The same column, whose values may be absent.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// Whether a cell may stand here.
    pub(super) fn takes(&self, cell: &Cell<'_>) -> bool {
        match cell {
            Cell::Absent => self.is_optional,
            Cell::Text(_) => self.kind == ColumnKind::Text,
            Cell::Whole(_) => self.kind == ColumnKind::Whole,
            Cell::Number(_) => self.kind == ColumnKind::Number,
            Cell::Short(_) => self.kind == ColumnKind::Short,
        }
    }
}

/// A value in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Absent,
    /// Of a column of [`ColumnKind::Text`].
    Text(&'a str),
    /// Of a column of [`ColumnKind::Whole`].
    Whole(i64),
    /// Of a column of [`ColumnKind::Number`].
    Number(f64),
    /// Of a column of [`ColumnKind::Short`].
    Short(f32),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<f32> for Cell<'_> {
    fn from(number: f32) -> Self {
        Self::Short(number)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}
