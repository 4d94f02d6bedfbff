//! Addresses of passages inside a page.
//!
//! Input: the document and its numbers. Output: one anchor for each block and each quantity. Derived from
//! the words and not from their position, so that a link survives re-cleaning and re-numbering.

use serde::{Deserialize, Serialize};

use crate::hash::short_hash_of;
use crate::quantity::{QuantityId, Reading};
use crate::quote::anchored;
use crate::structure::{BlockKind, Document};
use std::collections::BTreeMap;

/// The anchors of a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Anchors {
    /// One for each block.
    pub blocks: Vec<String>,
    /// One for each quantity of each block.
    pub quantities: Vec<Vec<String>>,
}

impl Anchors {
    /// The anchor of a quantity.
    pub fn quantity(&self, at: QuantityId) -> &str {
        &self.quantities[at.block][at.number]
    }
}

/// Makes the anchors. Equal words are told apart by a running number.
pub fn make_anchors(document: &Document, readings: &[Reading]) -> Anchors {
    let mut seen: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    let mut unique = |prefix: &'static str, words: &[&str]| {
        let hash = short_hash_of(words.iter().map(|words| words.as_bytes()));
        let count = seen.entry((prefix, hash)).or_default();
        *count += 1;
        if *count == 1 { format!("{prefix}-{hash:08x}") } else { format!("{prefix}-{hash:08x}-{count}") }
    };
    let mut anchors = Anchors::default();
    for (block, reading) in document.blocks.iter().zip(readings) {
        let text = &block.folded.text;
        let prefix = if matches!(block.kind, BlockKind::Heading { .. }) { "s" } else { "p" };
        anchors.blocks.push(unique(prefix, &[text]));
        let own = reading.quantities.iter().map(|quantity| {
            let around = anchored(text, &quantity.span);
            unique("q", &[&text[around.clone()], "|", &(quantity.span.start - around.start).to_string()])
        });
        anchors.quantities.push(own.collect());
    }
    anchors
}
