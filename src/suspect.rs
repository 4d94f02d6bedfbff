//! Words that do not belong to the report but stand in its sentences.
//!
//! Input: the cleaned text and the spam rules. Output: [`Suspect`] ranges to mark on the page. Refuses to
//! take a word out: what a spammer put in the place of a region's name cannot be told from what stood
//! there.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::clean::Cleaned;
use crate::rules::Rules;
use crate::structure::Document;

/// A run of words that looks like spam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    pub range: Range<usize>,
    /// Why it is suspect.
    pub reason: String,
}

/// Finds the suspect words of title and body, in order.
///
/// A spam name shows itself by its company (利博官网, 某某娱乐) and must recur; then its stem (利博) is
/// suspect wherever it stands.
pub fn find_suspects(text: &str, cleaned: &Cleaned, document: &Document, rules: &Rules) -> Vec<Suspect> {
    let clutter = &rules.clutter;
    let title: Vec<Range<usize>> = cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned()).collect();
    // 登录官网 may recur in any body; a spammer's name stands where the region's should, in the title.
    let frame =
        cleaned.ledger.iter().filter(|removed| removed.range.end <= document.blocks.first().map_or(0, |block| block.pieces[0].start));
    let head: Vec<&str> = title.iter().cloned().chain(frame.map(|removed| removed.range.clone())).map(|range| &text[range]).collect();
    let head_words = clutter.spam_words(head.iter().copied());
    let in_head: Vec<&str> = (0..head.len()).flat_map(|at| clutter.spam_names(head[at], head_words.of(at))).map(|(_, stem)| stem).collect();
    let body = document.blocks.iter().flat_map(|block| block.pieces.iter().cloned());
    let pieces: Vec<Range<usize>> = title.into_iter().chain(body).collect();
    let piece_words = clutter.spam_words(pieces.iter().map(|piece| &text[piece.clone()]));
    let mut stems: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for (name, stem) in clutter.spam_names(&text[piece.clone()], piece_words.of(at)) {
            let entry = stems.entry(stem).or_insert((0, name));
            entry.0 += 1;
        }
    }
    stems.retain(|stem, (count, _)| *count >= 2 && in_head.contains(stem));
    let mut suspects = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let words = &text[piece.clone()];
        for (stem, (_, name)) in &stems {
            for (start, _) in words.match_indices(stem) {
                let length = if words[start..].starts_with(name) { name.len() } else { stem.len() };
                let range = piece.start + start..piece.start + start + length;
                suspects
                    .push(Suspect { range, reason: format!("“{name}” recurs where a name should stand and is that of a web site") });
            }
        }
        for (range, rule) in clutter.spam_phrases(words, piece_words.of(at)) {
            suspects.push(Suspect { range: piece.start + range.start..piece.start + range.end, reason: rule.to_owned() });
        }
    }
    suspects.sort_by_key(|suspect| (suspect.range.start, std::cmp::Reverse(suspect.range.end)));
    suspects.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    suspects
}
