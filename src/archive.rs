//! All reports together.
//!
//! Input: the summaries of all reports. Output: the [`Archive`]: an address for each, and indexes by region, year, topic
//! and indicator in a fixed order. Refuses to merge: a copy of the same text is set aside and named, two
//! different texts of one place and year both stay.

mod address;
mod checks;
mod copy;
mod opened;
mod redirect;
mod repetition;
mod revision;
pub mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::rules::{Kind, PlaceId, Rules};
use crate::summary::Summary;
use address::assign_addresses;
pub use checks::{Finding, check_figures};
pub use opened::Opened;
use redirect::lead_on;
pub use repetition::{Comparison, SharedPassage, compare, shared_passages};
pub use revision::{Difference, Fate, Piece, difference};

/// A report with its place in the archive.
pub struct Entry {
    pub summary: Arc<Summary>,
    /// `<region>/<year>`: the page is `reports/<address>.html`.
    pub address: String,
    /// Other sources of the same text; what was removed from them is in the ledger too.
    pub copies: Vec<Arc<Summary>>,
    /// Earlier versions of the same page, the latest first, then those of its copies; their figures are in no table.
    pub revisions: Vec<Arc<Summary>>,
    /// From a version to the one before it on the same page: places among [`Entry::sources`].
    pub steps: Vec<(usize, usize)>,
}

impl Entry {
    /// The year reported on.
    pub fn year(&self) -> Option<u16> {
        self.summary.year
    }

    /// The place, or the smallest that holds its candidates.
    pub fn place(&self) -> Option<PlaceId> {
        self.summary.place()
    }

    /// Whether the place is settled.
    pub fn is_placed(&self) -> bool {
        self.summary.is_placed()
    }

    /// Whether its figures stand for the government of its place.
    pub fn counts(&self) -> bool {
        self.summary.counts()
    }

    /// What stands for the entry in the fingerprint of a list that is made from it.
    pub fn identity(&self) -> (&str, Fingerprint) {
        (&self.address, self.summary.fingerprint)
    }

    /// Every source that the entry is made of: the newest version, the copies, the earlier versions.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Summary>> {
        std::iter::once(&self.summary).chain(&self.copies).chain(&self.revisions)
    }

    /// The page of its earlier versions, from the site's root.
    pub fn changes_page(&self) -> String {
        format!("changes/{}.html", self.address)
    }

    /// The page, from the site's root.
    pub fn page(&self) -> String {
        format!("reports/{}.html", self.address)
    }
}

/// The archive: entries sorted by address.
pub struct Archive {
    pub entries: Vec<Entry>,
    /// Entries of each place, its own only, in the order of years.
    pub by_place: BTreeMap<PlaceId, Vec<usize>>,
    /// Entries of each year.
    pub by_year: BTreeMap<u16, Vec<usize>>,
    /// For each topic how many sections treat it, and its passages: entry and number among the entry's passages.
    pub by_topic: BTreeMap<usize, TopicPassages>,
    /// For each indicator its figures of the years reported on: entry, and place in its summary.
    pub by_indicator: BTreeMap<usize, Vec<(u32, u32)>>,
    /// Addresses that reports had before, each with the entry that has the report now.
    pub redirects: BTreeMap<String, usize>,
    /// What a careful reader would ask about the figures.
    pub findings: Vec<Finding>,
    /// Sentences that several places have word for word.
    pub shared: Vec<SharedPassage>,
    /// For each entry the shared passages in it.
    pub shared_by_entry: BTreeMap<usize, Vec<usize>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Where a topic is treated.
#[derive(Clone, Debug, Default)]
pub struct TopicPassages {
    pub sections: usize,
    pub passages: Vec<(u32, u32)>,
}

/// Orders reports into an archive.
pub fn make_archive(summaries: Vec<Arc<Summary>>, rules: &Rules) -> Archive {
    let narrow = |number: usize| u32::try_from(number).expect("fewer than 4 billion reports, and figures in each");
    let (entries, mut diagnostics) = assign_addresses(summaries, rules);
    let (redirects, lost) = lead_on(&entries);
    diagnostics.extend(lost);
    let mut by_place: BTreeMap<PlaceId, Vec<usize>> = BTreeMap::new();
    let mut by_year: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let mut by_topic: BTreeMap<usize, TopicPassages> = BTreeMap::new();
    let mut by_indicator: BTreeMap<usize, Vec<(u32, u32)>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(place) = entry.place() {
            by_place.entry(place).or_default().push(at);
        }
        if let Some(year) = entry.year() {
            by_year.entry(year).or_default().push(at);
        }
        for (topic, sections) in &entry.summary.sections_of_topics {
            by_topic.entry(*topic).or_default().sections += sections;
        }
        for (number, topic) in entry.summary.passages.iter().enumerate() {
            by_topic.entry(*topic).or_default().passages.push((narrow(at), narrow(number)));
        }
        for (place, figure) in entry.summary.placed_figures().filter(|(_, figure)| figure.is_of_the_year()) {
            by_indicator.entry(figure.indicator).or_default().push((narrow(at), place));
        }
    }
    for own in by_place.values_mut() {
        own.sort_by_key(|at| (entries[*at].year(), entries[*at].address.clone()));
    }
    for found in by_indicator.values_mut() {
        found.shrink_to_fit();
    }
    let findings = check_figures(&entries, &by_place, rules);
    let shared = shared_passages(&entries);
    let mut shared_by_entry: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (passage, found) in shared.iter().enumerate() {
        for (entry, _) in &found.holders {
            shared_by_entry.entry(*entry).or_default().push(passage);
        }
    }
    Archive { entries, by_place, by_year, by_topic, by_indicator, redirects, findings, shared, shared_by_entry, diagnostics }
}

impl Archive {
    /// The findings about an entry's figures.
    pub fn findings_of(&self, entry: usize) -> &[Finding] {
        let start = self.findings.partition_point(|finding| finding.entry < entry);
        let end = self.findings.partition_point(|finding| finding.entry <= entry);
        &self.findings[start..end]
    }

    /// The report of the same government for the nearest year before or after.
    pub fn neighbour(&self, at: usize, later: bool) -> Option<usize> {
        let entry = &self.entries[at];
        let year = entry.year()?;
        if !entry.is_placed() {
            return None;
        }
        let same = self.by_place.get(&entry.place()?)?.iter().copied().filter(|other| {
            let summary = &self.entries[*other].summary;
            summary.kind == Kind::AnnualReport && summary.author == entry.summary.author && summary.is_placed()
        });
        let years = same.filter_map(|other| Some((self.entries[other].year()?, other)));
        if later { years.filter(|(other, _)| *other > year).min() } else { years.filter(|(other, _)| *other < year).max() }
            .map(|(_, other)| other)
    }
}
