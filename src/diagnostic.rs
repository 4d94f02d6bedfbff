//! What went wrong, where, and what to do about it.
//!
//! Input: a fact about a file. Output: a [`Diagnostic`], plain data that is sorted, counted, compared
//! in tests and printed. Refuses to print by itself: only the commands touch the terminal.
//!
//! ```text
//! content/x.txt:47:12: warning[year]: the title names two years
//!    |
//! 47 | 关于2020年2021年法治政府建设情况的报告
//!    |     ^^^^^^^^^^^^^^
//!    = help: say `year = 2021` in the front matter
//! ```

use serde::{Deserialize, Serialize};

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns shown of the line that a diagnostic quotes; a scraped report may be one line of 50 MB.
const WINDOW: usize = 76;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// A report, or the site, could not be published.
    Error,
    /// Published, but a person should look.
    Warning,
}

/// One finding about one place of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A short stable name, such as `year`, to search and filter by.
    pub code: Cow<'static, str>,
    /// The file as the user knows it, with `/`.
    pub path: String,
    /// Boxed: results carry a diagnostic as their error and must stay small.
    pub place: Option<Box<Place>>,
    pub message: String,
    /// The next step.
    pub help: String,
}

/// A place in a text: line and column, and the line itself to show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    excerpt: String,
    indent: usize,
    width: usize,
}

impl Place {
    /// The place of a byte range in a text whose first line is line `first_line` of the file.
    pub fn of(text: &str, range: Range<usize>, first_line: usize) -> Place {
        let mut start = range.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = first_line + text[..line_start].matches('\n').count();
        let column = text[line_start..start].chars().count() + 1;
        let (left, lead) = tail_of_width(&text[line_start..start], WINDOW / 2);
        let (right, trail) = head_of_width(&text[start..line_end], WINDOW / 2);
        let marked = range.end.clamp(start, line_end);
        let marked = (start..=marked).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(start);
        let width = text[start..marked].width().min(right.width()).max(1);
        let indent = lead.width() + left.width();
        let excerpt = format!("{lead}{left}{right}{trail}").replace('\t', " ");
        Place { line, column, excerpt: printable(&excerpt), indent, width }
    }
}

/// Controls would move the caret or change the terminal's colours; marks of direction would turn the line around.
fn printable(text: &str) -> String {
    let moves = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if moves(c) { ' ' } else { c }).collect()
}

fn tail_of_width(text: &str, columns: usize) -> (&str, &'static str) {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return (&text[at + c.len_utf8()..], "…");
        }
    }
    (text, "")
}

fn head_of_width(text: &str, columns: usize) -> (&str, &'static str) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return (&text[..at], "…");
        }
    }
    (text.trim_end_matches('\r'), "")
}

impl Diagnostic {
    /// An error about a whole file.
    pub fn error(code: &'static str, path: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code: Cow::Borrowed(code),
            path: path.to_owned(),
            place: None,
            message: message.into(),
            help: String::new(),
        }
    }

    /// A warning about a whole file.
    pub fn warning(code: &'static str, path: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, path, message) }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(Box::new(place));
        self
    }

    /// The same finding with a next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = help.into();
        self
    }

    /// The order in which findings are printed: by file, then by place.
    pub fn sort_key(&self) -> (&str, Option<&Place>, Severity, &str) {
        (&self.path, self.place.as_deref(), self.severity, &self.code)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names of files and words of sources come from anywhere.
        f.write_str(&printable(&self.path))?;
        if let Some(place) = &self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        writeln!(f, ": {}[{}]: {}", self.severity, self.code, printable(&self.message))?;
        let mut gutter = 1;
        if let Some(place) = &self.place {
            let number = place.line.to_string();
            gutter = number.len();
            writeln!(f, "{:gutter$} |", "")?;
            writeln!(f, "{number} | {}", place.excerpt)?;
            let (indent, width) = (place.indent, place.width);
            writeln!(f, "{:gutter$} | {:indent$}{:^<width$}", "", "", "")?;
        }
        if !self.help.is_empty() {
            writeln!(f, "{:gutter$} = help: {}", "", printable(&self.help))?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_character_though_chinese_is_two_columns_wide() {
        let text = "一行\n关于2020年的报告\n";
        let at = text.find("2020").expect("the year");
        let shown =
            Diagnostic::warning("year", "content/x.txt", "two years").at(Place::of(text, at..at + 4, 1)).help("settle it").to_string();
        assert_eq!(shown, "content/x.txt:2:3: warning[year]: two years\n  |\n2 | 关于2020年的报告\n  |     ^^^^\n  = help: settle it\n");
    }

    #[test]
    fn no_name_and_no_word_of_a_source_moves_the_cursor_or_turns_the_line_around() {
        let text = "标题\u{1b}[31m\u{202e}\t";
        let place = Place::of(text, 0..3, 1);
        let shown = Diagnostic::error("key", "content/a\n\r.txt", format!("unknown: {text}")).at(place).help(text).to_string();
        assert!(!shown.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{shown:?}");
        assert_eq!(shown.lines().count(), 5, "{shown:?}");
    }

    #[test]
    fn a_line_of_any_length_is_shown_as_a_window_around_the_place() {
        let text = "长".repeat(10_000);
        let place = Place::of(&text, 15_000..15_003, 1);
        assert_eq!(place.column, 5001);
        assert!(place.excerpt.width() <= WINDOW + 4, "{}", place.excerpt.width());
    }
}
