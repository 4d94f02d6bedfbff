//! Sentences that reports repeat: from the year before, and from other places.
//!
//! Input: the entries. Output: a [`Comparison`] of two reports sentence by sentence, and the [`SharedPassage`]s
//! that several places have word for word. Refuses to call anything copied: the rules that a report obeys, and
//! the forms that a ministry hands out, make for equal sentences too.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::Entry;
use crate::hash::hash_of;
use crate::report::Report;
use crate::rules::PlaceId;
use crate::structure::BlockKind;

/// Characters of a sentence that says something: 现将有关情况报告如下 has ten.
const LEAST_CHARACTERS: usize = 12;
/// Characters of a passage whose recurrence in several places is of interest.
const LEAST_SHARED: usize = 24;
/// Places that make a passage a shared one.
const LEAST_PLACES: usize = 3;
/// Shared passages that are listed, those of the most places first.
const MOST_SHARED: usize = 500;

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
        if matches!(of.kind, BlockKind::Heading { .. } | BlockKind::TableRow) {
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

/// A report beside the one of the year before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    pub repeated: Vec<(Sentence, Sentence)>,
    pub new: Vec<Sentence>,
    /// Sentences of the earlier report that this one no longer has.
    pub gone: Vec<Sentence>,
}

impl Comparison {
    /// The share of the later report's sentences that it repeats, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.repeated.len() as f64 / (self.repeated.len() + self.new.len()).max(1) as f64
    }
}

/// Compares two reports sentence by sentence.
pub fn compare(later: &Report, earlier: &Report) -> Comparison {
    let before = sentences(earlier);
    let mut by_text: HashMap<&str, &Sentence> = HashMap::new();
    for sentence in &before {
        by_text.entry(sentence.text(earlier)).or_insert(sentence);
    }
    let mut comparison = Comparison::default();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    for sentence in sentences(later) {
        match by_text.get_key_value(sentence.text(later)) {
            Some((text, old)) => {
                kept.insert(text);
                comparison.repeated.push((sentence, (*old).clone()));
            }
            None => comparison.new.push(sentence),
        }
    }
    comparison.gone = before.iter().filter(|sentence| !kept.contains(sentence.text(earlier))).cloned().collect();
    comparison
}

/// A sentence that several places have word for word.
#[derive(Clone, Debug)]
pub struct SharedPassage {
    /// The beginning of the text's hash: the page is `shared/<id>.html`.
    pub id: String,
    pub places: usize,
    /// Entries in order, each with the sentence's first place in it.
    pub holders: Vec<(usize, Sentence)>,
}

/// The passages that the most places share.
pub fn shared_passages(entries: &[Entry]) -> Vec<SharedPassage> {
    let mut holders: HashMap<&str, Vec<(usize, Sentence)>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.is_placed()) {
        for sentence in sentences(&entry.report) {
            let text = sentence.text(&entry.report);
            if text.chars().count() < LEAST_SHARED {
                continue;
            }
            let own = holders.entry(text).or_default();
            if own.last().is_none_or(|(last, _)| *last != at) {
                own.push((at, sentence));
            }
        }
    }
    let places = |found: &[(usize, Sentence)]| found.iter().filter_map(|(at, _)| entries[*at].place()).collect::<BTreeSet<PlaceId>>().len();
    let mut shared: Vec<(&str, SharedPassage)> = holders
        .into_iter()
        .filter_map(|(text, holders)| {
            let places = places(&holders);
            let passage = || SharedPassage { id: hash_of([text.as_bytes()])[..10].to_owned(), places, holders };
            (places >= LEAST_PLACES).then(|| (text, passage()))
        })
        .collect();
    shared.sort_by(|(a, of_a), (b, of_b)| of_b.places.cmp(&of_a.places).then_with(|| a.cmp(b)));
    shared.truncate(MOST_SHARED);
    shared.into_iter().map(|(_, passage)| passage).collect()
}
