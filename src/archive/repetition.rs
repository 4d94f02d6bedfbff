//! Sentences that reports repeat: from the year before, and from other places.
//!
//! Input: two reports, or all entries. Output: a [`Comparison`] sentence by sentence, and the [`SharedPassage`]s
//! that several places have word for word. Refuses to call anything copied: the rules that a report obeys, and
//! the forms that a ministry hands out, make for equal sentences too.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::Entry;
use crate::hash::Fingerprint;
use crate::report::Report;
use crate::rules::PlaceId;
use crate::summary::{Sentence, sentences};

/// Places that make a passage a shared one.
const LEAST_PLACES: usize = 3;
/// Shared passages that are listed, those of the most places first.
const MOST_SHARED: usize = 500;

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
    /// Entries in order, each with the anchor of the sentence's first paragraph in it.
    pub holders: Vec<(usize, String)>,
}

/// Where a long sentence stands: the entry, and which of its long sentences it is.
type Standing = (Fingerprint, u32, u32);

/// The passages that the most places share; of as many places, those that stand first in the archive.
///
/// Sentences are told apart by half a SHA-256, so that no text has to be at hand.
pub fn shared_passages(entries: &[Entry]) -> Vec<SharedPassage> {
    let narrow = |number: usize| u32::try_from(number).expect("archives have fewer reports than 4 billion");
    let mut standings: Vec<Standing> = entries
        .par_iter()
        .enumerate()
        .filter(|(_, entry)| entry.is_placed())
        .flat_map_iter(|(at, entry)| {
            entry.summary.sentences().enumerate().map(move |(number, sentence)| (sentence.fingerprint, narrow(at), narrow(number)))
        })
        .collect();
    standings.par_sort_unstable();
    let mut shared: Vec<(usize, &[Standing])> = standings
        .par_chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| {
            let places: BTreeSet<PlaceId> = same.iter().filter_map(|(_, at, _)| entries[*at as usize].place()).collect();
            (places.len() >= LEAST_PLACES).then_some((places.len(), same))
        })
        .collect();
    let first = |same: &[Standing]| (same[0].1, same[0].2);
    shared.sort_by_key(|(places, same)| (std::cmp::Reverse(*places), first(same)));
    shared.truncate(MOST_SHARED);
    shared.into_iter().map(|(places, same)| passage(entries, places, same)).collect()
}

fn passage(entries: &[Entry], places: usize, same: &[Standing]) -> SharedPassage {
    let first_in_each = same.chunk_by(|a, b| a.1 == b.1).map(|of_entry| of_entry[0]);
    let holder = |(_, at, number): Standing| {
        let anchor =
            entries[at as usize].summary.sentences().nth(number as usize).map_or_else(String::new, |sentence| sentence.anchor.to_owned());
        (at as usize, anchor)
    };
    SharedPassage { id: same[0].0.to_string()[..10].to_owned(), places, holders: first_in_each.map(holder).collect() }
}
