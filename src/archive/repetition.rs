//! Sentences that reports repeat: from the year before, and from other places.
//!
//! Input: two reports, or all entries. Output: a [`Comparison`] sentence by sentence, and the [`SharedPassage`]s
//! that several places have word for word. Refuses to call anything copied: the rules that a report obeys, and
//! the forms that a ministry hands out, make for equal sentences too.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::Entry;
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

/// A long sentence, by the beginning of its fingerprint, and where it stands: the entry, and its place in the entry's
/// summary. An archive has millions.
type Standing = (u64, u32, u32);

/// The passages that the most places share; of as many places, those that stand first in the archive.
pub fn shared_passages(entries: &[Entry]) -> Vec<SharedPassage> {
    let placed = || entries.iter().enumerate().filter(|(_, entry)| entry.is_placed());
    let mut standings: Vec<Standing> = Vec::with_capacity(placed().map(|(_, entry)| entry.summary.long_sentences).sum());
    for (at, entry) in placed() {
        let at = u32::try_from(at).expect("archives have fewer reports than 4 billion");
        standings.extend(entry.summary.placed_sentences().map(|(place, sentence)| (sentence.fingerprint.short(), at, place)));
    }
    standings.par_sort_unstable();
    let mut shared: Vec<(usize, &[Standing])> = standings
        .par_chunk_by(|a, b| a.0 == b.0)
        .map(|same| (places_of(entries, same.iter().map(|(_, at, _)| *at as usize)), same))
        .filter(|(places, _)| *places >= LEAST_PLACES)
        .collect();
    shared.sort_by_key(|(places, same)| (Reverse(*places), same[0].1, same[0].2));
    shared.truncate(MOST_SHARED);
    shared.into_par_iter().filter_map(|(_, same)| passage(entries, same)).collect()
}

fn places_of(entries: &[Entry], holders: impl Iterator<Item = usize>) -> usize {
    holders.filter_map(|at| entries[at].place()).collect::<BTreeSet<PlaceId>>().len()
}

/// The passage of sentences whose fingerprints begin alike; nothing, should they not be one sentence after all.
fn passage(entries: &[Entry], same: &[Standing]) -> Option<SharedPassage> {
    let holder = |of_entry: &[Standing]| {
        let (_, at, place) = of_entry[0];
        (at as usize, entries[at as usize].summary.sentence_at(place))
    };
    let holders: Vec<_> = same.chunk_by(|a, b| a.1 == b.1).map(holder).collect();
    let fingerprint = holders.first()?.1.fingerprint;
    let holders: Vec<(usize, String)> = holders
        .into_iter()
        .filter(|(_, sentence)| sentence.fingerprint == fingerprint)
        .map(|(at, sentence)| (at, sentence.anchor.to_owned()))
        .collect();
    let places = places_of(entries, holders.iter().map(|(at, _)| *at));
    (places >= LEAST_PLACES).then(|| SharedPassage { id: fingerprint.to_string()[..10].to_owned(), places, holders })
}
