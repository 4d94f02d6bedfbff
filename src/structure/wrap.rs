//! Paragraphs that were broken into lines of equal width.

use crate::rules::Rules;
use crate::text::Folded;

use super::columns::Line;
use super::marker::{find_marker, is_point};

/// A source is taken as hard-wrapped when at least this many of its lines, and one in three, break off
/// within a sentence at nearly the same width.
const FEWEST_BROKEN: usize = 4;
/// Shorter lines that break off are headings or labels.
const NARROWEST: usize = 16;

/// Joins the lines of hard-wrapped paragraphs; other bodies come back as they are. Each line is given with its
/// folded text.
pub fn join_wrapped(text: &str, lines: &[Line], rules: &Rules) -> Vec<(Line, Folded)> {
    let fold = |Line { line, is_row }: &Line| match is_row {
        true => rules.folding.row(text, &line.pieces),
        false => rules.folding.compact(text, &line.pieces),
    };
    let folded: Vec<Folded> = lines.iter().map(fold).collect();
    match joined_lines(lines, &folded) {
        Some(joined) => {
            let folded: Vec<Folded> = joined.iter().map(fold).collect();
            joined.into_iter().zip(folded).collect()
        }
        None => lines.iter().cloned().zip(folded).collect(),
    }
}

/// The lines as paragraphs, if they are hard-wrapped.
fn joined_lines(lines: &[Line], folded: &[Folded]) -> Option<Vec<Line>> {
    let folded: Vec<&str> = folded.iter().map(|folded| folded.text.as_str()).collect();
    let widths: Vec<usize> = folded.iter().map(|line| line.chars().count()).collect();
    // Rows of a table say nothing of how paragraphs were broken.
    let prose: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_row).collect();
    let broken: Vec<usize> = prose.iter().copied().filter(|&at| breaks_off(folded[at]) && widths[at] >= NARROWEST).collect();
    // The width at which most lines break: long paragraphs without a final stop must not set it.
    let mut measured: Vec<usize> = broken.iter().map(|&at| widths[at]).collect();
    measured.sort_unstable();
    let width = *measured.get(measured.len() * 3 / 4)?;
    let alike = broken.iter().filter(|&&at| widths[at] * 10 >= width * 8 && widths[at] <= width + 4).count();
    // Where paragraphs run on past that width, the short lines are headings.
    let longer = prose.iter().filter(|&&at| widths[at] > width + 6).count();
    if longer * 10 > prose.len() || alike < FEWEST_BROKEN || alike * 3 < prose.len() || width > 80 {
        return None;
    }
    let mut joined: Vec<Line> = Vec::new();
    let mut goes_on = false;
    for (at, line) in lines.iter().enumerate() {
        let opens = find_marker(folded[at]).is_some() || is_point(folded[at]);
        match joined.last_mut() {
            Some(last) if goes_on && !opens && !line.is_row => last.line.pieces.extend(line.line.pieces.iter().cloned()),
            _ => joined.push(line.clone()),
        }
        goes_on = !line.is_row
            && widths[at] * 10 >= width * 8
            && (breaks_off(folded[at]) || widths[at] + 1 >= width && folded.get(at + 1).is_some_and(|next| starts_midway(next)));
    }
    Some(joined)
}

/// A line without the punctuation that ends a sentence or a title.
fn breaks_off(line: &str) -> bool {
    !line.ends_with(['。', '!', '?', ';', ':', '|']) && !line.ends_with("。\"") && !line.ends_with("。)")
}

/// A line that cannot begin a paragraph.
fn starts_midway(line: &str) -> bool {
    line.starts_with([',', '。', '、', ';', ')', '》', '%'])
}
