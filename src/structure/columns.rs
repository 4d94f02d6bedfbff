//! Tables that lost their bars.
//!
//! Input: the body's lines. Output: the same, those of such a table as rows with a piece for each cell: side by side, where
//! tabs or several blanks part them, or one below the other, as converters leave the cells of a page. Refuses both where no
//! head says what the columns have: words with gaps are more often a list of names.

use std::ops::Range;

use crate::clean::BodyLine;
use crate::rules::{Column, Rules, is_head, is_value};
use crate::text::is_blank;

/// A line of the body.
#[derive(Clone)]
pub struct Line {
    pub line: BodyLine,
    /// Whether its pieces are the cells of a row.
    pub is_row: bool,
}

/// Bytes of a line that may be a row: four times the longest row seen.
const LONGEST_ROW: usize = 600;
/// Bytes of a cell of a line of its own: 40 characters.
const LONGEST_CELL: usize = 120;
/// Characters of a unit: 万人次, 件（次）.
const LONGEST_UNIT: usize = 5;
/// Columns of a table of which each cell has a line.
const MOST_COLUMNS: usize = 10;
/// Rows that show that such lines are a table.
const FEWEST_ROWS: usize = 2;

/// Reads the lines, rows as rows.
pub fn read_columns(text: &str, lines: &[BodyLine], rules: &Rules) -> Vec<Line> {
    let mut read: Vec<Line> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let rows = side_by_side(text, &lines[at..], rules);
        let (rows, taken) = match rows.len() {
            0 => one_below_the_other(text, &lines[at..], rules),
            taken => (rows, taken),
        };
        if taken == 0 {
            read.push(Line { line: lines[at].clone(), is_row: false });
            at += 1;
            continue;
        }
        read.extend(rows.into_iter().map(|line| Line { line, is_row: true }));
        at += taken;
    }
    read
}

/// The rows that begin here with a head, each a line.
fn side_by_side(text: &str, lines: &[BodyLine], rules: &Rules) -> Vec<BodyLine> {
    let row = |line: &BodyLine| {
        let [piece] = line.pieces.as_slice() else { return None };
        let cells = parted(text, piece);
        (cells.len() > 1).then_some(BodyLine { pieces: cells, number: line.number })
    };
    let words = |cells: &[Range<usize>]| -> Vec<Option<Column>> {
        cells.iter().map(|cell| rules.structure.table_head.column(&rules.folding.plain(&text[cell.clone()]))).collect()
    };
    match lines.first().and_then(row) {
        Some(head) if is_head(&words(&head.pieces)) => lines.iter().map_while(row).collect(),
        _ => Vec::new(),
    }
}

/// The parts of a line between tabs or several blanks.
fn parted(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    if line.len() > LONGEST_ROW || text[line.clone()].contains('|') {
        return Vec::new();
    }
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut at = line.start;
    for word in text[line.clone()].split_inclusive(is_blank) {
        let end = at + word.trim_end_matches(is_blank).len();
        match cells.last_mut() {
            _ if at == end => {}
            // One blank parts words of a cell.
            Some(last) if text[last.end..at].chars().count() == 1 && !text[last.end..at].contains('\t') => last.end = end,
            _ => cells.push(at..end),
        }
        at += word.len();
    }
    cells
}

/// The rows that begin here with a head, each cell a line, and the lines that they take.
fn one_below_the_other(text: &str, lines: &[BodyLine], rules: &Rules) -> (Vec<BodyLine>, usize) {
    let none = (Vec::new(), 0);
    // A line that is too long for a cell is not folded to see what is in it.
    let cell = |at: usize| match lines.get(at)?.pieces.as_slice() {
        [piece] if piece.len() <= LONGEST_CELL => Some(rules.folding.plain(&text[piece.clone()])),
        _ => None,
    };
    let head: Vec<Option<Column>> = (0..MOST_COLUMNS).map_while(|at| rules.structure.table_head.column(&cell(at)?)).map(Some).collect();
    let last_value = head.iter().rposition(|column| matches!(column, Some(Column::Value(_))));
    let Some(last_value) = last_value.filter(|_| is_head(&head)) else { return none };
    let head: Vec<Column> = head.into_iter().flatten().collect();
    let fits = |column: Column, at: usize| cell(at).is_some_and(|cell| can_be(column, &cell));
    // What stands before the last value must be there; notes behind it are left out where they are empty.
    let begins_row = |at: usize| head[..=last_value].iter().enumerate().all(|(offset, column)| fits(*column, at + offset));
    let row = |cells: Range<usize>| BodyLine {
        number: lines[cells.start].number,
        pieces: lines[cells].iter().flat_map(|line| line.pieces.iter().cloned()).collect(),
    };
    let mut rows = vec![row(0..head.len())];
    let mut at = head.len();
    let most_notes = head.len() - last_value - 1;
    let mut usual = None;
    while begins_row(at) {
        let end = at + last_value + 1;
        // Whether the last row has notes only those of the rows above can tell.
        let notes = (0..=most_notes).find(|notes| begins_row(end + notes)).or(usual).unwrap_or(0);
        let notes = (0..notes).take_while(|note| fits(Column::Other, end + note)).count();
        usual = usual.map_or(Some(notes), |usual: usize| Some(usual.min(notes)));
        rows.push(row(at..end + notes));
        at = end + notes;
    }
    if rows.len() > FEWEST_ROWS { (rows, at) } else { none }
}

/// Whether a line can be the cell of a column.
fn can_be(column: Column, cell: &str) -> bool {
    let is_words = !cell.contains(['。', ';', '|']);
    match column {
        Column::Name => is_words && !is_value(cell),
        Column::Unit => cell.chars().count() <= LONGEST_UNIT && !is_value(cell),
        Column::Value(_) => is_value(cell),
        Column::Other => is_words,
    }
}
