//! The cleaned text of a report as Markdown, beside its page.

use std::ops::Range;

use crate::archive::Entry;
use crate::markdown::{escape, escape_beginning};
use crate::output::RenderedFile;
use crate::report::Report;
use crate::structure::BlockKind;
use crate::typography::verbatim;

/// What acts within a line; a bar does in no paragraph.
const MARKS: [char; 9] = ['\\', '`', '*', '_', '<', '[', ']', '~', '&'];

/// Renders title, headings and paragraphs with the source's own words and punctuation.
pub fn render_markdown(entry: &Entry, report: &Report) -> RenderedFile {
    let mut text = String::new();
    let title = report.verbatim_title();
    if !title.is_empty() {
        text.push_str("# ");
        text.push_str(&escape(&title, &MARKS));
        text.push_str("\n\n");
    }
    let mut in_table = false;
    for block in &report.document.blocks {
        let words = verbatim(&report.text, &block.pieces);
        let is_row = block.kind.is_row();
        if in_table && !is_row {
            text.push('\n');
        }
        match block.kind {
            BlockKind::Heading { level, .. } if level <= 3 => {
                text.push_str(&"#".repeat(level + 1));
                text.push(' ');
                text.push_str(&escape(&words, &MARKS));
                text.push_str("\n\n");
            }
            BlockKind::TableRow => {
                // Its bars are the source's own, and stay; so does a row that only draws a line.
                let is_rule = words.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
                text.push_str(&if is_rule { words } else { escape_beginning(&escape(&words, &MARKS)) });
                text.push('\n');
            }
            BlockKind::Cells => {
                let cell = |cell: &Range<usize>| escape(&verbatim(&report.text, std::slice::from_ref(cell)), &MARKS);
                let cells: Vec<String> = block.pieces.iter().map(cell).collect();
                text.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
            _ => {
                text.push_str(&escape_beginning(&escape(&words, &MARKS)));
                text.push_str("\n\n");
            }
        }
        in_table = is_row;
    }
    let trimmed = text.trim_end().len();
    text.truncate(trimmed);
    text.push('\n');
    RenderedFile { path: format!("reports/{}.md", entry.address), bytes: text.into_bytes() }
}
