//! Tables of which the columns are of different years.
//!
//! Input: the folded rows, one after the other: a head such as 项目|2022年|2023年, and the rows below it. Output: for each
//! figure of a row its [`Cell`]: the row's name and the column's year. Refuses to read a column whose head names no year,
//! and a table in which fewer than two do.

use std::ops::Range;

use crate::quantity::Reading;

/// The years that a table's head names, column by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Option<u16>>);

/// A figure's place in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the row counts, without its unit: 人民调解案件.
    pub name: String,
    /// Whether the row gives its unit as percent, in a column of its own or in brackets.
    pub percent: bool,
    pub year: u16,
}

impl Columns {
    /// The columns that a row heads, if at least two are of different years. `year` is the one reported on, which 本年 and
    /// 上年 speak of.
    pub fn read(row: &str, year: Option<u16>) -> Option<Columns> {
        let years: Vec<Option<u16>> = cells(row).map(|cell| year_of(&row[cell], year)).collect();
        let mut named = years.iter().flatten();
        let first = named.next()?;
        named.any(|other| other != first).then_some(Columns(years))
    }

    /// The cell of each quantity in a row below.
    pub fn cells_of(&self, row: &str, reading: &Reading) -> Vec<Option<Cell>> {
        let cells: Vec<Range<usize>> = cells(row).collect();
        let named = cells.iter().find(|cell| !cell.is_empty()).map(|cell| &row[cell.clone()]).unwrap_or_default();
        let (name, bracket) = named.split_once('(').unwrap_or((named, ""));
        let percent = bracket.trim_end_matches(')') == "%" || cells.iter().any(|cell| &row[cell.clone()] == "%");
        let cell_of = |span: &Range<usize>| {
            let column = cells.iter().position(|cell| cell.start <= span.start && span.end <= cell.end)?;
            let year = self.0.get(column).copied().flatten()?;
            Some(Cell { name: name.to_owned(), percent, year })
        };
        reading.quantities.iter().map(|quantity| cell_of(&quantity.span)).collect()
    }
}

/// The cells of a row, in bytes of it.
fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let bars = row.match_indices('|').map(|(at, _)| at).chain([row.len()]);
    bars.scan(0, |start, bar| Some(std::mem::replace(start, bar + 1)..bar))
}

/// The year that the head of a column names: 2022年, 2022年度(件), 上年.
fn year_of(cell: &str, year: Option<u16>) -> Option<u16> {
    let words = cell.split('(').next().unwrap_or_default().trim_end_matches(['度', '数', '量']).trim_end_matches('年');
    match words {
        "本" | "今" | "当" => year,
        "上" | "去" => year.map(|year| year - 1),
        _ => words.parse().ok().filter(|_| words.len() == 4 && cell.contains('年')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::read_numbers;
    use crate::rules::Rules;

    fn cells_of(head: &str, row: &str) -> Vec<Option<(String, bool, u16)>> {
        let rules = Rules::load(None).expect("the embedded rules are valid");
        let columns = Columns::read(head, Some(2023)).expect("columns of two years");
        let found = columns.cells_of(row, &read_numbers(row, &rules.numbers));
        found.into_iter().map(|cell| cell.map(|Cell { name, percent, year }| (name, percent, year))).collect()
    }

    #[test]
    fn every_figure_has_the_year_of_its_column() {
        let expected = |name: &str, percent| [Some((name.to_owned(), percent, 2022)), Some((name.to_owned(), percent, 2023))];
        assert_eq!(cells_of("项目|2022年|2023年", "人民调解案件(件)|245|298"), expected("人民调解案件", false));
        assert_eq!(cells_of("指标|单位|上年|本年", "行政复议纠错率|%|11.3|9.1"), expected("行政复议纠错率", true));
        assert_eq!(cells_of("|项目|2022年度|2023年度|", "|法律援助案件|801件|912件|"), expected("法律援助案件", false));
    }

    #[test]
    fn a_column_without_a_year_has_no_cells() {
        assert_eq!(cells_of("项目|2023年|2022年|增长(%)", "受理|12|10|20")[2], None);
    }

    #[test]
    fn one_year_makes_no_columns() {
        for head in ["项目|2023年", "受理|2023年|2023年", "办件量|125630件"] {
            assert_eq!(Columns::read(head, Some(2023)), None, "{head}");
        }
    }
}
