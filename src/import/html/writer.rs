//! Text of a page, laid out as lines.
//!
//! Input: runs of text and the breaks between blocks, as the page has them. Output: lines as a reader sees them.
//! Refuses to invent blanks: the source of a Chinese page breaks its lines anywhere, and 法治 ⏎ 政府 is one phrase.

use crate::import::table::joins;

/// What stands between two runs of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    #[default]
    None,
    Line,
    Paragraph,
}

/// Blanks of the page's source that wait for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    None,
    Blank,
    /// Blanks with a line break among them.
    LineBreak,
}

/// Writes lines.
#[derive(Debug)]
pub struct Writer {
    text: String,
    pending: Break,
    space: Space,
}

impl Writer {
    pub fn new() -> Writer {
        Writer { text: String::new(), pending: Break::None, space: Space::None }
    }

    /// Adds text; `kept` where the page keeps its blanks, as in `<pre>`.
    pub fn push(&mut self, text: &str, kept: bool) {
        for c in text.chars() {
            match c {
                '\n' if kept => self.line_break(),
                // A no-break space and the blank of full width are no blanks of the markup: they indent and align.
                ' ' | '\t' | '\n' | '\r' | '\u{c}' if !kept => {
                    let breaks = matches!(c, '\n' | '\r') || self.space == Space::LineBreak;
                    self.space = if breaks { Space::LineBreak } else { Space::Blank };
                }
                '\r' => {}
                _ => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        if self.pending > Break::None && !self.text.is_empty() {
            self.text.push_str(if self.pending == Break::Paragraph { "\n\n" } else { "\n" });
        } else if let Some(last) = self.text.chars().next_back() {
            let invented = self.space == Space::LineBreak && joins(last) && joins(c);
            if self.space != Space::None && !invented {
                self.text.push(' ');
            }
        }
        self.pending = Break::None;
        self.space = Space::None;
        self.text.push(c);
    }

    /// `<br>`: two of them part paragraphs.
    pub fn line_break(&mut self) {
        self.pending = if self.pending == Break::None { Break::Line } else { Break::Paragraph };
        self.space = Space::None;
    }

    /// The edge of a block.
    pub fn part(&mut self, with: Break) {
        self.pending = self.pending.max(with);
        if with > Break::None {
            self.space = Space::None;
        }
    }

    /// Adds lines that are laid out already.
    pub fn push_lines(&mut self, lines: &str) {
        self.part(Break::Paragraph);
        for line in lines.lines() {
            self.push(line, true);
            self.part(Break::Line);
        }
        self.part(Break::Paragraph);
    }

    /// The text, with a line break at its end.
    pub fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }
}
