//! Tables whose head says what their columns have.
//!
//! Input: the document's blocks. Output: for each row below such a head its [`Row`]: what it counts, and for each year how
//! many in what unit. Refuses a head with two columns for one year, and a row with other cells than its head: which cell
//! is missing would be a guess.

use std::ops::Range;

use crate::rules::{Column, ColumnYear, TableHead, is_head, is_value};
use crate::structure::{Block, Document};

/// A row below a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it counts, without its unit: 人民调解案件, and 维持 of 其中:维持.
    pub name: String,
    /// Whether it counts a part of a row above: 其中:维持.
    pub is_part: bool,
    pub values: Vec<Value>,
}

/// A cell with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// In bytes of the row's folded text.
    pub cell: Range<usize>,
    pub year: ColumnYear,
    /// As the table states it apart, in a column, or in brackets behind the row's name or at the head; empty where it does
    /// not.
    pub unit: String,
}

impl Row {
    /// The value in whose cell a range lies.
    pub fn value_at(&self, span: &Range<usize>) -> Option<&Value> {
        self.values.iter().find(|value| value.cell.start <= span.start && span.end <= value.cell.end)
    }
}

/// The row of each block; `None` where it is none, or stands below no head.
pub fn read_tables(document: &Document, words: &TableHead) -> Vec<Option<Row>> {
    let mut head: Option<Head> = None;
    let row_of = |block: &Block| {
        if !block.kind.is_row() {
            head = None;
            return None;
        }
        let text = &block.folded.text;
        if let Some(found) = Head::read(text, words) {
            head = Some(found);
            return None;
        }
        head.as_ref().and_then(|head| head.row(text))
    };
    document.blocks.iter().map(row_of).collect()
}

/// What the columns of a table have.
struct Head {
    name: usize,
    unit: Option<usize>,
    /// Each with its year and the unit that stands with it.
    values: Vec<(usize, ColumnYear, String)>,
    columns: usize,
}

impl Head {
    /// The columns that a row heads, if it says what is counted and where the values stand.
    fn read(text: &str, words: &TableHead) -> Option<Head> {
        let cells = cells(text);
        let columns: Vec<Option<Column>> = cells.iter().map(|cell| words.column(&text[cell.clone()])).collect();
        let place = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
        let values: Vec<(usize, ColumnYear, String)> = columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column {
                Some(Column::Value(year)) => Some((at, *year, bracketed(&text[cells[at].clone()]).1.to_owned())),
                _ => None,
            })
            .collect();
        let (name, unit) = (place(Column::Name), place(Column::Unit));
        let is_doubled = values.iter().enumerate().any(|(at, (_, year, _))| values[..at].iter().any(|(_, other, _)| other == year));
        // 受理|2023年|2023年 and 办件量|125630件 are no heads.
        if is_doubled || !is_head(&columns) {
            return None;
        }
        // A first column without a word is that of the names: |单位|数量.
        let name = name.or_else(|| columns.iter().position(Option::is_none))?;
        Some(Head { name, unit, values, columns: cells.len() })
    }

    /// Whether what a row lacks are its last cells, which count nothing: 备注 is empty nearly always.
    fn lacks_notes_alone(&self, text: &str, cells: &[Range<usize>]) -> bool {
        let is_value = |column: usize| cells.get(column).map(|cell| is_value(&text[cell.clone()]));
        cells.len() < self.columns
            && self.values.iter().all(|(column, ..)| is_value(*column) == Some(true))
            && [Some(self.name), self.unit].into_iter().flatten().all(|column| is_value(column) == Some(false))
    }

    fn row(&self, text: &str) -> Option<Row> {
        let cells: Vec<Range<usize>> = cells(text);
        if cells.len() != self.columns && !self.lacks_notes_alone(text, &cells) {
            return None;
        }
        let (name, beside_name) = bracketed(&text[cells[self.name].clone()]);
        let own = name.strip_prefix("其中").map(|rest| rest.trim_start_matches([':', '、', ',']));
        let of_row = self.unit.map_or(beside_name, |column| &text[cells[column].clone()]);
        let value = |(column, year, of_column): &(usize, ColumnYear, String)| Value {
            cell: cells[*column].clone(),
            year: *year,
            unit: if of_row.is_empty() { of_column.clone() } else { of_row.to_owned() },
        };
        let values = self.values.iter().map(value).collect();
        Some(Row { name: own.unwrap_or(name).to_owned(), is_part: own.is_some(), values })
    }
}

/// The cells of a row in bytes of it, without the bars that frame it: of |单位|数量 the first cell is empty.
fn cells(row: &str) -> Vec<Range<usize>> {
    let end = row.len() - usize::from(row.ends_with('|'));
    let start = usize::from(end > 0 && end < row.len() && row.starts_with('|'));
    let bars = row[start..end].match_indices('|').map(|(at, _)| start + at).chain([end]);
    bars.scan(start, |from, bar| Some(std::mem::replace(from, bar + 1)..bar)).collect()
}

/// A cell's words and what stands in brackets behind them: 受理案件(件).
fn bracketed(cell: &str) -> (&str, &str) {
    match cell.strip_suffix(')').and_then(|cell| cell.split_once('(')) {
        Some((words, bracket)) if !words.is_empty() => (words, bracket),
        _ => (cell, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    /// The row as `name: value unit year`, by the embedded rules.
    fn row_of(head: &str, row: &str) -> Option<String> {
        let rules = Rules::load(None).expect("the embedded rules are valid");
        let Row { name, is_part, values } = Head::read(head, &rules.structure.table_head)?.row(row)?;
        let value = |value: &Value| format!(" {} {} {:?}", &row[value.cell.clone()], value.unit, value.year);
        Some(format!("{}{name}:{}", if is_part { "of it " } else { "" }, values.iter().map(value).collect::<String>()))
    }

    #[test]
    fn rows_are_read_by_their_head() {
        for (head, row, expected) in [
            ("项目|2022年|2023年", "人民调解案件(件)|245|298", "人民调解案件: 245 件 Named(2022) 298 件 Named(2023)"),
            ("指标|单位|上年|本年", "行政复议纠错率|%|11.3|9.1", "行政复议纠错率: 11.3 % Before 9.1 % Reported"),
            ("|项目|2022年度(件)|", "|法律援助案件|801|", "法律援助案件: 801 件 Named(2022)"),
            ("序号|指标|单位|数量|备注", "4|其中:维持|件|19|", "of it 维持: 19 件 Reported"),
            ("项目|单位|合计|市局|县区局", "评查案卷|卷|298|96|202", "评查案卷: 298 卷 Reported"),
            ("|单位|数量", "受理|件|12", "受理: 12 件 Reported"),
            ("指标|单位|数量|备注", "受理|件|12", "受理: 12 件 Reported"),
        ] {
            assert_eq!(row_of(head, row).as_deref(), Some(expected), "{head}");
        }
        for (head, row) in [
            ("项目|单位|数量", "其他|件"),
            ("数量|备注|项目", "12|其他"),
            ("指标|单位|数量|备注", "受理|12|含结转"),
            ("指标|单位|2022年|2023年", "受理|件|12"),
        ] {
            assert_eq!(row_of(head, row), None, "which cell is missing?");
        }
    }

    #[test]
    fn words_that_say_nothing_of_values_are_no_head() {
        for head in ["受理|2023年|2023年", "办件量|125630件", "部门|受理|办结", "指标|单位|备注", "项目|数量|合计"]
        {
            assert_eq!(row_of(head, "行政复议|12|10"), None, "{head}");
        }
    }
}
