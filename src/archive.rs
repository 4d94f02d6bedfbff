//! All reports together.
//!
//! Input: the reports. Output: the [`Archive`]: an address for each, and indexes by region, year, topic
//! and indicator in a fixed order. Refuses to merge: a copy of the same text is set aside and named, two
//! different texts of one place and year both stay.

mod address;
mod checks;
mod compliance;
mod repetition;
pub mod tables;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::metadata::Author;
use crate::report::Report;
use crate::rules::{Kind, PlaceId, Rules};
use address::assign_addresses;
pub use checks::{CheckKind, Finding, check_figures};
pub use compliance::{Compliance, Content, Punctuality, read_compliance};
pub use repetition::{Comparison, Sentence, SharedPassage, compare, sentences, shared_passages};

/// A report with its place in the archive.
pub struct Entry {
    pub report: Report,
    /// `<region>/<year>`: the page is `reports/<address>.html`.
    pub address: String,
    /// Other sources of the same text; what was removed from them is in the ledger too.
    pub copies: Vec<Report>,
    pub compliance: Compliance,
}

impl Entry {
    /// The year reported on.
    pub fn year(&self) -> Option<u16> {
        self.report.metadata.year.value
    }

    /// The place, or the smallest that holds its candidates.
    pub fn place(&self) -> Option<PlaceId> {
        self.report.metadata.region.value.place
    }

    /// Whether the place is settled.
    pub fn is_placed(&self) -> bool {
        self.place().is_some() && self.report.metadata.region.value.exact
    }

    /// Whether its figures stand for the government of its place: an annual report, by the government
    /// itself, of a settled place and year.
    pub fn counts(&self) -> bool {
        let metadata = &self.report.metadata;
        metadata.kind.value == Kind::AnnualReport
            && metadata.author == Author::Government
            && self.is_placed()
            && metadata.year.value.is_some()
    }
}

/// The archive: entries sorted by address.
pub struct Archive {
    pub entries: Vec<Entry>,
    /// Entries of each place, its own only, in the order of years.
    pub by_place: BTreeMap<PlaceId, Vec<usize>>,
    /// Entries of each year.
    pub by_year: BTreeMap<u16, Vec<usize>>,
    /// For each topic: entry, section and weight, the heaviest section of a report first.
    pub by_topic: BTreeMap<usize, Vec<(usize, usize, f64)>>,
    /// For each indicator its figures of the years reported on: entry and observation.
    pub by_indicator: BTreeMap<usize, Vec<(usize, usize)>>,
    /// What a careful reader would ask about the figures.
    pub findings: Vec<Finding>,
    /// Sentences that several places have word for word.
    pub shared: Vec<SharedPassage>,
    /// For each entry the shared passages in it.
    pub shared_by_entry: BTreeMap<usize, Vec<usize>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Orders reports into an archive.
pub fn make_archive(reports: Vec<Report>, rules: &Rules) -> Archive {
    let (entries, diagnostics) = assign_addresses(reports, rules);
    let mut by_place: BTreeMap<PlaceId, Vec<usize>> = BTreeMap::new();
    let mut by_year: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let mut by_topic: BTreeMap<usize, Vec<(usize, usize, f64)>> = BTreeMap::new();
    let mut by_indicator: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(place) = entry.place() {
            by_place.entry(place).or_default().push(at);
        }
        if let Some(year) = entry.year() {
            by_year.entry(year).or_default().push(at);
        }
        for (section, topics) in entry.report.topics.sections.iter().enumerate().skip(1) {
            for topic in topics {
                by_topic.entry(topic.topic).or_default().push((at, section, topic.weight));
            }
        }
        for (observation, found) in entry.report.assessment.observations.iter().enumerate().filter(|(_, found)| found.is_of_the_year()) {
            by_indicator.entry(found.indicator).or_default().push((at, observation));
        }
    }
    for own in by_place.values_mut() {
        own.sort_by_key(|at| (entries[*at].year(), entries[*at].address.clone()));
    }
    let findings = check_figures(&entries, &by_place, rules);
    let shared = shared_passages(&entries);
    let mut shared_by_entry: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (passage, found) in shared.iter().enumerate() {
        for (entry, _) in &found.holders {
            shared_by_entry.entry(*entry).or_default().push(passage);
        }
    }
    Archive { entries, by_place, by_year, by_topic, by_indicator, findings, shared, shared_by_entry, diagnostics }
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
            let metadata = &self.entries[*other].report.metadata;
            metadata.kind.value == Kind::AnnualReport && metadata.author == entry.report.metadata.author && self.entries[*other].is_placed()
        });
        let years = same.filter_map(|other| Some((self.entries[other].year()?, other)));
        if later { years.filter(|(other, _)| *other > year).min() } else { years.filter(|(other, _)| *other < year).max() }
            .map(|(_, other)| other)
    }
}
