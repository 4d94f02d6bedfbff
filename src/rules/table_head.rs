//! What the words at the head of a table say of its columns.

use std::collections::BTreeSet;

use serde::Deserialize;

/// What a column of a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What each row counts.
    Name,
    /// In what it is counted.
    Unit,
    Value(ColumnYear),
    /// Numbers of rows, notes, growth, parts of the value.
    Other,
}

/// Of which year the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnYear {
    /// The one reported on: 数量, 本年.
    Reported,
    /// The one before it: 上年.
    Before,
    /// 2022年
    Named(u16),
}

impl ColumnYear {
    /// The year in figures, in a report on a year.
    pub fn of(self, reported: u16) -> u16 {
        match self {
            ColumnYear::Reported => reported,
            ColumnYear::Before => reported.saturating_sub(1),
            ColumnYear::Named(year) => year,
        }
    }
}

/// The words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableHead {
    name: BTreeSet<String>,
    unit: BTreeSet<String>,
    value: BTreeSet<String>,
    before: BTreeSet<String>,
    beside: BTreeSet<String>,
}

impl TableHead {
    /// What a folded cell at the head says of its column; `None` for words that it does not know.
    pub fn column(&self, cell: &str) -> Option<Column> {
        let words = cell.split('(').next().unwrap_or_default();
        if self.name.contains(words) {
            return Some(Column::Name);
        }
        if self.unit.contains(words) {
            return Some(Column::Unit);
        }
        if self.value.contains(words) {
            return Some(Column::Value(ColumnYear::Reported));
        }
        if self.before.contains(words) {
            return Some(Column::Value(ColumnYear::Before));
        }
        year_of(words).map(|year| Column::Value(ColumnYear::Named(year))).or_else(|| self.beside.contains(words).then_some(Column::Other))
    }
}

/// Whether columns are those of a head: one has values, and one says of what, or they are of several years.
pub fn is_head(columns: &[Option<Column>]) -> bool {
    let values = columns.iter().filter(|column| matches!(column, Some(Column::Value(_)))).count();
    let says_of_what = columns.iter().any(|column| matches!(column, Some(Column::Name | Column::Unit)));
    values > 1 || values == 1 && says_of_what
}

/// Whether a folded cell has a value, or a mark that there is none.
pub fn is_value(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+', '约', '近']);
    digits.starts_with(|c: char| c.is_ascii_digit()) || matches!(cell, "-" | "--" | "—" | "——" | "/" | "无")
}

/// The year that the head of a column names: 2022年, 2022年度数.
fn year_of(words: &str) -> Option<u16> {
    let year = words.trim_end_matches(['度', '数', '量', '值']).strip_suffix('年')?;
    year.parse().ok().filter(|_| year.len() == 4)
}
