//! Earlier versions of a report, each beside the one after it, and the list of reports that changed or were withdrawn.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{Link, ROWS, ReportLink, Routed, Site, display_title, safe_address};
use crate::archive::{Fate, Opened, Piece, difference};
use crate::report::Report;

/// Paragraphs in a row that stayed the same, past which they are folded away: an edited report is mostly its old self.
const MOST_KEPT: usize = 3;

/// `changes/<address>.html`
#[derive(Debug, Serialize)]
pub struct ChangesPage {
    pub title: String,
    pub report: Link,
    /// From each version to the next, the latest first.
    pub steps: Vec<StepModel>,
}

#[derive(Debug, Serialize)]
pub struct StepModel {
    /// Counted from the oldest version.
    pub number: usize,
    pub later: VersionModel,
    pub earlier: VersionModel,
    /// The title before, where it was another one.
    pub title_before: String,
    pub added: usize,
    pub gone: usize,
    pub kept: usize,
    pub runs: Vec<ChangeRun>,
}

/// A version by its source.
#[derive(Debug, Serialize)]
pub struct VersionModel {
    pub source: String,
    pub retrieved: String,
    pub source_url: String,
    pub sha256: String,
}

/// Paragraphs with the same fate.
#[derive(Debug, Serialize)]
pub struct ChangeRun {
    /// `kept`, `added` or `gone`.
    pub fate: &'static str,
    pub is_long: bool,
    pub paragraphs: Vec<String>,
}

/// `changes/index.html`, and `changes/<year>.html` where it would be long.
#[derive(Debug, Serialize)]
pub struct ChangeIndex {
    /// The year reported on, on a page of its own.
    pub year: String,
    pub reports: Vec<ChangedReport>,
    /// Years on pages of their own.
    pub split: Vec<Counted>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ChangedReport {
    pub report: ReportLink,
    pub withdrawn: String,
    pub revisions: usize,
    /// The page of its earlier versions; empty when there are none.
    pub changes: String,
}

/// The model of `changes/<address>.html`.
pub fn changes_page(site: &Site, opened: &Opened) -> ChangesPage {
    let entry = &site.archive.entries[opened.entry];
    let link = site.report_link(opened.entry);
    let sources: Vec<&Report> = opened.sources().map(AsRef::as_ref).collect();
    let steps = entry.steps.iter().enumerate();
    ChangesPage {
        title: display_title(entry, site.language),
        report: Link { name: format!("{} {}", link.region, link.year), href: link.href },
        steps: steps.map(|(at, (later, earlier))| step(entry.steps.len() - at, sources[*later], sources[*earlier])).collect(),
    }
}

fn step(number: usize, later: &Report, earlier: &Report) -> StepModel {
    let found = difference(later, earlier);
    let mut runs: Vec<ChangeRun> = Vec::new();
    for alike in found.pieces.chunk_by(|a, b| a.0 == b.0) {
        let fate = alike[0].0;
        let report = if fate == Fate::Gone { earlier } else { later };
        let of_block = alike.chunk_by(|(_, a), (_, b)| a.block == b.block && a.range.end == b.range.start);
        let paragraphs: Vec<String> = of_block.map(|pieces| words(report, pieces)).filter(|text| !text.is_empty()).collect();
        let is_long = fate == Fate::Kept && paragraphs.len() > MOST_KEPT;
        runs.push(ChangeRun { fate: fate_name(fate), is_long, paragraphs });
    }
    let title = |report: &Report| report.metadata.title.value.clone();
    StepModel {
        number,
        later: version(later),
        earlier: version(earlier),
        title_before: Some(title(earlier)).filter(|before| *before != title(later)).unwrap_or_default(),
        added: found.count(Fate::Added),
        gone: found.count(Fate::Gone),
        kept: found.count(Fate::Kept),
        runs,
    }
}

/// The words of pieces that follow one another in a block.
fn words(report: &Report, pieces: &[(Fate, Piece)]) -> String {
    let (first, last) = (&pieces[0].1, &pieces[pieces.len() - 1].1);
    report.set(first.block, first.range.start..last.range.end)
}

fn fate_name(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Added => "added",
        Fate::Gone => "gone",
    }
}

/// A version as its source stands in the content folder.
pub fn version(report: &Report) -> VersionModel {
    VersionModel {
        source: report.source.clone(),
        retrieved: report.metadata.retrieved.clone(),
        source_url: safe_address(&report.metadata.source_url),
        sha256: report.sha256.clone(),
    }
}

/// The models of the list of changes.
pub fn change_index(site: &Site) -> Vec<Routed<ChangeIndex>> {
    let entries = site.archive.entries.iter().enumerate();
    let changed: Vec<usize> =
        entries.filter(|(_, entry)| !entry.revisions.is_empty() || !entry.summary.withdrawn.is_empty()).map(|(at, _)| at).collect();
    let index = |year: &str, reports: &[usize], split: Vec<Counted>| ChangeIndex {
        year: year.to_owned(),
        reports: reports.iter().map(|at| changed_report(site, *at)).collect(),
        split,
    };
    let path = "changes/index.html".to_owned();
    if changed.len() <= ROWS {
        return vec![Routed { path, page: index("", &changed, Vec::new()) }];
    }
    let mut years: BTreeMap<Option<u16>, Vec<usize>> = BTreeMap::new();
    for at in changed {
        years.entry(site.archive.entries[at].year()).or_default().push(at);
    }
    let mut split = Vec::new();
    let mut pages = Vec::new();
    for (year, reports) in years.iter().rev() {
        let name = year.map_or_else(|| site.language.say("year.unknown").to_owned(), |year| year.to_string());
        let path = format!("changes/{}.html", year.map_or_else(|| "undated".to_owned(), |year| year.to_string()));
        split.push(Counted { name: name.clone(), href: path.clone(), count: reports.len() });
        pages.push(Routed { path, page: index(&name, reports, Vec::new()) });
    }
    pages.push(Routed { path, page: index("", &[], split) });
    pages
}

fn changed_report(site: &Site, at: usize) -> ChangedReport {
    let entry = &site.archive.entries[at];
    ChangedReport {
        report: site.report_link(at),
        withdrawn: entry.summary.withdrawn.clone(),
        revisions: entry.revisions.len(),
        changes: if entry.revisions.is_empty() { String::new() } else { entry.changes_page() },
    }
}
