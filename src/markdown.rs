//! Reports in Markdown.
//!
//! Input: a Markdown source. Output: the same [`Cleaned`] that scraped text gives. A report in Markdown
//! was prepared by a person, so its markup is trusted: the first heading of level 1 is the title, marks of
//! headings, lists and emphasis go to the ledger, and everything else is body. Refuses to render: the
//! structure is read from the words, as for any other source.

mod escape;

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::clean::{BodyLine, Cleaned, Removed};
use crate::text::{LineIndex, is_blank, trim};
pub use escape::{escape, escape_beginning};

/// Reads a Markdown report from byte `start` on.
pub fn read_markdown(text: &str, start: usize) -> Cleaned {
    let index = LineIndex::new(text);
    let mut lines: Vec<(bool, BodyLine)> = Vec::new();
    let mut in_title = false;
    let mut has_title = false;
    let mut fresh = true;
    let mut in_row = false;
    for (event, range) in Parser::new_ext(&text[start..], Options::ENABLE_TABLES).into_offset_iter() {
        let range = start + range.start..start + range.end;
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if !has_title => {
                in_title = true;
                has_title = true;
                fresh = true;
            }
            // A row is taken whole: its bars tell the cells apart, as in scraped text.
            Event::Start(Tag::TableRow | Tag::TableHead) => {
                in_row = true;
                for piece in split_lines(text, range) {
                    lines.push((false, BodyLine { number: index.line(piece.start), pieces: vec![piece] }));
                }
            }
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                in_row = false;
                fresh = true;
            }
            _ if in_row => {}
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::CodeBlock(_) | Tag::HtmlBlock) => fresh = true,
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item) => {
                in_title = false;
                fresh = true;
            }
            // Text is taken as it stands in the source; what the markup was, the gaps between are.
            Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => {
                for piece in split_lines(text, range) {
                    let number = index.line(piece.start);
                    match lines.last_mut() {
                        Some((_, line)) if !fresh => line.pieces.push(piece),
                        _ => lines.push((in_title, BodyLine { pieces: vec![piece], number })),
                    }
                    fresh = false;
                }
            }
            _ => {}
        }
    }
    let kept: Vec<Range<usize>> = lines.iter().flat_map(|(_, line)| line.pieces.iter().cloned()).collect();
    let mut cleaned = Cleaned { ledger: markup_between(text, start, &kept, &index), ..Cleaned::default() };
    for (title, line) in lines {
        if title { cleaned.title.push(line) } else { cleaned.lines.push(line) }
    }
    cleaned
}

fn split_lines(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    text[range]
        .split_inclusive('\n')
        .map(|line| {
            let piece = trim(text, at..at + line.len());
            at += line.len();
            piece
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Everything between the kept pieces, run by run.
fn markup_between(text: &str, start: usize, kept: &[Range<usize>], index: &LineIndex) -> Vec<Removed> {
    let mut ledger = Vec::new();
    let mut at = start;
    let ends = kept.iter().map(|piece| (piece.start, piece.end)).chain([(text.len(), text.len())]);
    for (from, to) in ends {
        let mut gap = at;
        for run in text[at..from.max(at)].split(is_blank) {
            let range = gap..gap + run.len();
            gap = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
            if !range.is_empty() {
                ledger.push(Removed { number: index.line(range.start), range, rule: "markup".into() });
            }
        }
        at = to.max(at);
    }
    ledger
}
