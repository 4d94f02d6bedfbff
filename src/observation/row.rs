//! Rows of a table, one after the other.
//!
//! Input: the rows below a head. Output: for each figure of a row its [`Cell`]: what the row counts, for which year, and the
//! rows above that say of what. Refuses to take in a column that is no value, and a part of what a row above counts.

use std::collections::BTreeSet;

use crate::quantity::Reading;
use crate::rules::{Indicators, SubjectSet};
use crate::table::Row;

/// A value's place in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the row counts.
    pub name: String,
    /// The names of rows above: 参加执法资格考试人数 says which are the 合格人数 below.
    pub above: String,
    /// The year of its column; `None` in a report whose year is unknown.
    pub year: Option<u16>,
}

/// The rows of a table so far.
#[derive(Default)]
pub struct Rows {
    /// The subjects that the last row with any names: 审结行政复议案件, and below it 维持.
    pub subjects: SubjectSet,
    /// That row's name, and the last one's.
    named: String,
    last: String,
    /// Indicators that rows have stated, each for a year.
    stated: BTreeSet<(usize, Option<u16>)>,
}

impl Rows {
    /// The cells of the figures of the next row, `None` for those that are no values; its subjects are in force from here on.
    pub fn enter(&mut self, row: &Row, reading: &Reading, year: Option<u16>, indicators: &Indicators) -> Vec<Option<Cell>> {
        let above = [self.named.as_str(), self.last.as_str()].join(",");
        let subjects = indicators.subjects_of(&row.name, indicators.words_of([row.name.as_str()]).of(0));
        if indicators.are_strong(subjects) {
            self.subjects = subjects;
            self.named.clone_from(&row.name);
        }
        self.last.clone_from(&row.name);
        let cell = |span| {
            let value = row.value_at(span)?;
            Some(Cell { name: row.name.clone(), above: above.clone(), year: year.map(|year| value.year.of(year)) })
        };
        // Of 26(含转送3件) the first is the value.
        let is_first = |at: usize| {
            let own = row.value_at(&reading.quantities[at].span);
            at == 0 || own != row.value_at(&reading.quantities[at - 1].span)
        };
        let cells = reading.quantities.iter().enumerate();
        cells.map(|(at, quantity)| cell(&quantity.span).filter(|_| is_first(at))).collect()
    }

    /// Whether a row above has stated an indicator for a year already.
    pub fn has_stated(&self, indicator: usize, year: Option<u16>) -> bool {
        self.stated.contains(&(indicator, year))
    }

    /// Notes that a row states an indicator.
    pub fn note(&mut self, indicator: usize, year: Option<u16>) {
        self.stated.insert((indicator, year));
    }
}
