//! The index for exact search.
//!
//! Input: the archive, and of each report the list of its runs of two and three characters. Output: for every run the
//! documents that hold it, bucket by bucket, and what facets need to know of each. Refuses to segment words: Chinese has no blanks, and a word
//! list would hide what it does not know (首违不罚, 执法监督局).
//!
//! The searchable text of a report are its units: the title, each heading, paragraph and point, and each cell of
//! a table, folded and in lower case. A match never crosses units. A page that asks for more than three
//! characters looks the candidates up in their texts; `static/search.js` is the other half.

mod grams;

use std::collections::BTreeMap;

use crate::archive::{Archive, Entry};
use crate::report::Report;
use crate::rules::{Kind, PlaceId, Rules};
use crate::structure::BlockKind;
pub use grams::{Bucket, GROUPS, Gram, GroupMerge, ListHead, Posting, Postings, buckets_of, list_grams, push_number};

/// Postings that a bucket should hold: some 10 KB compressed, a cold query's cost.
const POSTINGS_OF_BUCKET: usize = 4096;
/// More files in one folder than this trouble some hosts.
const MOST_BUCKETS: usize = 4096;

/// A part of a report within which words must stand to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Folded and in lower case.
    pub text: String,
    pub zone: Zone,
}

/// Where a unit stands; titles and headings rank before the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Title,
    Heading,
    Body,
}

/// The searchable units of a report, the title first.
pub fn units(report: &Report, rules: &Rules) -> Vec<Unit> {
    let mut units = vec![Unit { text: title(report, rules).to_ascii_lowercase(), zone: Zone::Title }];
    for block in &report.document.blocks {
        let text = block.folded.text.to_ascii_lowercase();
        match block.kind {
            BlockKind::TableRow | BlockKind::Cells => {
                units.extend(text.split('|').map(|cell| Unit { text: cell.trim().to_owned(), zone: Zone::Body }));
            }
            BlockKind::Heading { .. } => units.push(Unit { text, zone: Zone::Heading }),
            _ => units.push(Unit { text, zone: Zone::Body }),
        }
    }
    units.retain(|unit| !unit.text.is_empty());
    units
}

/// The title as the page shows it, folded.
fn title(report: &Report, rules: &Rules) -> String {
    match report.title_pieces() {
        None => rules.folding.plain(&report.metadata.title.value),
        Some(pieces) => rules.folding.compact(&report.text, &pieces).text,
    }
}

/// The documents of the index, numbered as the archive's entries, and their places.
pub struct Documents {
    pub facets: Vec<Facets>,
    /// Places of documents with those around them; a place comes after the one around it.
    pub places: Vec<(PlaceId, Option<usize>)>,
}

/// What facets know of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// Index into the places.
    pub place: Option<usize>,
    pub year: Option<u16>,
    pub kind: Kind,
    /// Indexes of topics.
    pub topics: Vec<usize>,
}

/// How many buckets hold so many postings: at least one for each group, and a power of two.
pub fn bucket_count(postings: usize) -> usize {
    (postings / POSTINGS_OF_BUCKET).next_power_of_two().clamp(GROUPS, MOST_BUCKETS)
}

/// Lists the documents of an archive.
pub fn list_documents(archive: &Archive, rules: &Rules) -> Documents {
    let places = places(archive, rules);
    let numbers: BTreeMap<PlaceId, usize> = places.iter().enumerate().map(|(at, (place, _))| (*place, at)).collect();
    let facets = |entry: &Entry| Facets {
        place: entry.place().and_then(|place| numbers.get(&place).copied()),
        year: entry.year(),
        kind: entry.summary.kind,
        topics: entry.summary.topics.clone(),
    };
    Documents { facets: archive.entries.iter().map(facets).collect(), places }
}

/// The places of an archive and those around them.
fn places(archive: &Archive, rules: &Rules) -> Vec<(PlaceId, Option<usize>)> {
    let mut places: Vec<(PlaceId, Option<usize>)> = Vec::new();
    let mut numbers: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for place in archive.by_place.keys() {
        let mut chain: Vec<PlaceId> = rules.regions.chain(*place).collect();
        chain.reverse();
        let mut around = None;
        for place in chain {
            around = Some(*numbers.entry(place).or_insert_with(|| {
                places.push((place, around));
                places.len() - 1
            }));
        }
    }
    places
}
