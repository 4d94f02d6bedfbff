//! The sentences of a report that say something.

use std::ops::Range;

use crate::report::Report;
use crate::structure::BlockKind;

/// Characters of a sentence that says something: 现将有关情况报告如下 has ten.
const LEAST_CHARACTERS: usize = 12;

/// A sentence of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub block: usize,
    /// In bytes of the block's folded text.
    pub range: Range<usize>,
}

impl Sentence {
    /// The folded words.
    pub fn text<'r>(&self, report: &'r Report) -> &'r str {
        &report.document.blocks[self.block].folded.text[self.range.clone()]
    }
}

/// The sentences of a report's body that are long enough to compare.
pub fn sentences(report: &Report) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (block, of) in report.document.blocks.iter().enumerate() {
        if of.kind.is_row() || matches!(of.kind, BlockKind::Heading { .. }) {
            continue;
        }
        let mut start = 0;
        for piece in of.folded.text.split_inclusive(['。', '!', '?', ';']) {
            let end = start + piece.len();
            if piece.chars().count() >= LEAST_CHARACTERS {
                found.push(Sentence { block, range: start..end });
            }
            start = end;
        }
    }
    found
}
