//! Tables as rows of cells.
//!
//! Input: rows of cells that may span several columns and rows. Output: lines `| a | b |`, which every stage of the
//! program reads as a table. Refuses to draw: widths are not aligned, since Chinese is as wide as the font wants.
//!
//! A cell that spans several places stands in the first of them and the others stay empty: said once in the original,
//! a figure would otherwise be counted as often as its cell is wide.

use crate::source::Markup;

/// Wider tables than this are no tables but drawings; spans of a hostile file would fill the memory.
const WIDEST: usize = 256;
/// A cell with more lines than this holds text of its own, and its table only puts it beside a menu.
pub const MOST_LINES_OF_A_CELL: usize = 6;
/// … and so does one with more characters; the cells of reports' tables, with their remarks, stay well below.
pub const MOST_CHARACTERS_OF_A_CELL: usize = 600;
/// Cells that padding may add in all.
const MOST_CELLS: usize = 1 << 20;

/// A cell as the file has it.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub text: String,
    /// Places that it covers to the right, itself included.
    pub columns: usize,
    /// Places that it covers downwards, itself included.
    pub rows: usize,
}

/// Lays cells out on a grid: every row gets as many places as the widest has.
pub fn lay_out(rows: Vec<Vec<Cell>>) -> Vec<Vec<String>> {
    // How many rows further a cell from above covers each column.
    let mut covered: Vec<usize> = Vec::new();
    let mut grid: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    for cells in rows {
        let mut row: Vec<String> = Vec::new();
        let mut next = vec![0; covered.len()];
        let pass = |row: &mut Vec<String>, covered: &[usize], next: &mut Vec<usize>| {
            while let Some(&left) = covered.get(row.len()).filter(|left| **left > 0) {
                next[row.len()] = left - 1;
                row.push(String::new());
            }
        };
        for cell in cells {
            pass(&mut row, &covered, &mut next);
            let start = row.len();
            let end = (start + cell.columns.max(1)).min(WIDEST.max(start + 1));
            // Beyond the widest table nothing reaches down: rows of a hostile file stay as short as they are.
            if end <= WIDEST {
                next.resize(next.len().max(end), 0);
                next[start..end].fill(cell.rows.max(1) - 1);
            }
            row.push(cell.text);
            row.resize(end, String::new());
        }
        pass(&mut row, &covered, &mut next);
        covered = next;
        grid.push(row);
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    if width * grid.len() <= MOST_CELLS {
        grid.iter_mut().for_each(|row| row.resize(width, String::new()));
    }
    grid
}

/// Writes a grid, one row a line. Rows without a word are left out: they only make room.
pub fn write_table(grid: &[Vec<String>], markup: Markup) -> String {
    let mut text = String::new();
    let rows = grid.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    for (at, row) in rows.enumerate() {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| match markup {
                Markup::Plain => cell.trim().to_owned(),
                // The program takes rows of Markdown as they stand: other marks than the bar stay as they are.
                Markup::Markdown => cell.trim().replace('|', "\\|"),
            })
            .collect();
        text += &format!("| {} |\n", cells.join(" | "));
        if at == 0 && markup == Markup::Markdown {
            text += &format!("|{}\n", " --- |".repeat(row.len()));
        }
    }
    text
}

/// The words of a cell on one line.
///
/// A narrow column breaks 单位 into two lines, which are one word; between other words the break is a blank.
pub fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
        if let (Some(last), Some(first)) = (line.chars().next_back(), part.chars().next())
            && !(joins(last) && joins(first))
        {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// Whether no blank belongs beside this character where a line of the file breaks: Chinese has none.
pub fn joins(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2) || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, columns: usize, rows: usize) -> Cell {
        Cell { text: text.to_owned(), columns, rows }
    }

    #[test]
    fn spans_leave_empty_places() {
        let grid = lay_out(vec![
            vec![cell("单位", 1, 2), cell("行政复议", 2, 1)],
            vec![cell("受理", 1, 1), cell("审结", 1, 1)],
            vec![cell("公安局", 1, 1), cell("12", 1, 1), cell("10", 1, 1)],
        ]);
        assert_eq!(write_table(&grid, Markup::Plain), "| 单位 | 行政复议 |  |\n|  | 受理 | 审结 |\n| 公安局 | 12 | 10 |\n");
    }

    #[test]
    fn hostile_spans_stay_small() {
        let grid = lay_out(vec![vec![cell("a", usize::MAX / 2, usize::MAX)], vec![cell("b", 1, 1)]]);
        assert_eq!(grid[0].len(), WIDEST + 1);
        assert_eq!(grid[1][WIDEST], "b");
    }

    #[test]
    fn lines_of_a_cell_are_joined_as_chinese_is_written() {
        assert_eq!(on_one_line("单\n位\n名称"), "单位名称");
        assert_eq!(on_one_line("12\n13"), "12 13");
    }
}
