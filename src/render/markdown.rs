//! The cleaned text of a report as Markdown, beside its page.

use crate::archive::Entry;
use crate::output::RenderedFile;
use crate::report::Report;
use crate::structure::BlockKind;
use crate::typography::verbatim;

/// Renders title, headings and paragraphs with the source's own words and punctuation.
pub fn render_markdown(entry: &Entry, report: &Report) -> RenderedFile {
    let mut text = String::new();
    if !report.metadata.title.value.is_empty() {
        let title: String = if report.cleaned.title.is_empty() {
            report.metadata.title.value.clone()
        } else {
            report.cleaned.title.iter().map(|line| verbatim(&report.text, &line.pieces)).collect()
        };
        text.push_str("# ");
        text.push_str(&escape(&title));
        text.push_str("\n\n");
    }
    let mut in_table = false;
    for block in &report.document.blocks {
        let words = verbatim(&report.text, &block.pieces);
        let is_row = block.kind == BlockKind::TableRow;
        if in_table && !is_row {
            text.push('\n');
        }
        match block.kind {
            BlockKind::Heading { level, .. } if level <= 3 => {
                text.push_str(&"#".repeat(level + 1));
                text.push(' ');
                text.push_str(&escape(&words));
                text.push_str("\n\n");
            }
            BlockKind::TableRow => {
                // Its bars are the source's own, and stay.
                text.push_str(&escape(&words));
                text.push('\n');
            }
            _ => {
                text.push_str(&escape_paragraph(&words));
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

/// Keeps words from acting as markup.
fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// As [`escape`], and a paragraph must not begin as a heading, list, quotation or numbered list.
fn escape_paragraph(words: &str) -> String {
    let escaped = escape(words);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    if escaped.starts_with(['#', '>', '+', '-', '=']) {
        return format!("\\{escaped}");
    }
    if digits > 0 && escaped[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &escaped[..digits], &escaped[digits..]);
    }
    escaped
}
