//! A report: its text, and everything that was found in it.

mod change;
mod record;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::changes::{VersionModel, version};
use super::figure::{bound, shown_value};
use super::listing::Counted;
use super::{Figure, Link, ReportLink, Site, display_title, kind_label, linked_data, region_label, safe_address};
use crate::archive::{Entry, Opened};
use crate::citation::{Citation, Piece, Style};
use crate::language::Language;
use crate::metadata::Region;
use crate::quote::{Clause, clause};
use crate::report::Report;
use crate::rules::{Kind, PlaceId, Regions, Topic};
use crate::summary::{Content, stated};
use crate::text::LineIndex;
use crate::typography::typeset;
use change::{ChangeModel, change};
pub use change::{SharedModel, shared};
use record::{RecordField, record};
pub use text::reading_units;
use text::{BlockModel, OutlineItem, RemovedModel, Run, blocks, marks, outline, removed, removed_after, runs};

#[derive(Debug, Serialize)]
pub struct ReportPage {
    pub title: String,
    /// The title as runs, for its suspect words.
    pub title_runs: Vec<Run>,
    pub region: String,
    pub around: Vec<Link>,
    pub year: String,
    pub kind: String,
    /// Whether a third party reports.
    pub is_news: bool,
    pub issuer: String,
    pub published: String,
    /// Whether that day is only the one beside the signature.
    pub is_only_signed: bool,
    pub counts: bool,
    /// Places that the evidence leaves open.
    pub candidates: Vec<String>,
    pub outline: Vec<OutlineItem>,
    pub blocks: Vec<BlockModel>,
    pub observations: Vec<ObservationModel>,
    pub unassigned: Vec<UnassignedModel>,
    pub findings: Vec<FindingModel>,
    pub record: Vec<RecordField>,
    pub contents: Vec<ContentModel>,
    pub punctuality: String,
    pub topics: Vec<Counted>,
    pub removed: Vec<RemovedModel>,
    /// Those of them that stand after the last block.
    pub removed_after: Vec<RemovedModel>,
    /// How many full stops were taken from run-in headings.
    pub heading_stops: usize,
    pub suspects: usize,
    /// Numbers of persons that were masked.
    pub masked: usize,
    pub earlier: Option<ReportLink>,
    pub later: Option<ReportLink>,
    pub citations: Vec<CitationModel>,
    /// JSON-LD.
    pub linked_data: String,
    pub change: Option<ChangeModel>,
    pub shared: Vec<SharedModel>,
    pub markdown: String,
    pub source: String,
    pub source_url: String,
    pub retrieved: String,
    /// The day on which its page was found to be gone; empty when it was not.
    pub withdrawn: String,
    /// Earlier versions, the latest first, and the page that holds them against each other.
    pub versions: Vec<VersionModel>,
    pub changes: String,
    /// Who settled what the text leaves open.
    pub settled_by: String,
    pub note: String,
    pub encoding: String,
    pub sha256: String,
    pub copies: Vec<String>,
    pub characters: usize,
}

/// The citation of a report in one form.
#[derive(Debug, Serialize)]
pub struct CitationModel {
    pub style: &'static str,
    pub label: &'static str,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Serialize)]
pub struct ObservationModel {
    /// Id and name of the indicator.
    pub id: String,
    pub indicator: String,
    pub href: String,
    pub figure: Figure,
    pub anchor: String,
    /// The id of its row in the table of figures, to which the text links.
    pub row: String,
    pub quote: String,
    pub line: usize,
}

/// A figure that a reader should look at again, beside those that it was held against.
#[derive(Debug, Serialize)]
pub struct FindingModel {
    pub indicator: String,
    pub figure: Figure,
    pub quote: String,
    pub says: String,
    pub against: Vec<AgainstModel>,
}

#[derive(Debug, Serialize)]
pub struct AgainstModel {
    pub indicator: String,
    /// The report, where it is another one.
    pub report: String,
    pub figure: Figure,
    pub quote: String,
}

#[derive(Debug, Serialize)]
pub struct UnassignedModel {
    pub value: String,
    pub unit: String,
    pub bound: String,
    pub anchor: String,
    pub words: String,
}

#[derive(Debug, Serialize)]
pub struct ContentModel {
    pub name: String,
    /// The anchor of the section; empty when it is absent.
    pub anchor: String,
}

/// The model of `reports/<address>.html`.
pub fn report_page(site: &Site, opened: &Opened) -> ReportPage {
    let at = opened.entry;
    let entry = &site.archive.entries[at];
    let report = &*opened.report;
    let metadata = &report.metadata;
    let rules = site.rules;
    let index = LineIndex::new(&report.text);
    let language = site.language;
    let marks = marks(report, site);
    let title = display_title(entry, language);
    let title_runs = match report.title_pieces() {
        None => vec![Run { text: title.clone(), kind: "text", anchor: String::new(), label: String::new() }],
        Some(pieces) => runs(&typeset(&report.text, &pieces), &marks),
    };
    let mut around: Vec<Link> =
        entry.place().map_or_else(Vec::new, |place| rules.regions.chain(place).map(|outer| site.region_link(outer)).collect());
    around.reverse();
    let blocks = blocks(report, &marks, rules);
    let observations = observations(entry, report, site, &index);
    let unassigned = unassigned(report, language);
    ReportPage {
        citations: citations(&site.citation(at)),
        linked_data: linked_data::report(site, at),
        change: change(site, opened),
        shared: shared(site, at),
        title,
        title_runs,
        region: region_label(entry, rules, language),
        around,
        year: metadata.year.value.map(|year| year.to_string()).unwrap_or_default(),
        kind: kind_label(entry, language),
        is_news: metadata.kind.value == Kind::News,
        issuer: metadata.issuer.value.clone(),
        published: metadata.published.value.clone(),
        is_only_signed: metadata.is_only_signed,
        counts: entry.counts(),
        candidates: candidates(&metadata.region.value, &rules.regions),
        outline: outline(report),
        blocks,
        observations,
        unassigned,
        findings: findings(site, opened),
        record: record(entry, report, rules, language),
        contents: contents(entry, language),
        punctuality: language.say(&format!("punctuality.{}_long", entry.summary.punctuality.name())).to_owned(),
        topics: topics(report, site),
        removed: removed(report),
        removed_after: removed_after(report),
        heading_stops: report.document.ledger.len(),
        suspects: report.suspects.len(),
        masked: report.masked.len(),
        earlier: site.archive.neighbour(at, false).map(|other| site.report_link(other)),
        later: site.archive.neighbour(at, true).map(|other| site.report_link(other)),
        markdown: format!("reports/{}.md", entry.address),
        source: report.source.clone(),
        source_url: safe_address(&metadata.source_url),
        retrieved: metadata.retrieved.clone(),
        withdrawn: entry.summary.withdrawn.clone(),
        versions: opened.revisions.iter().map(|earlier| version(earlier)).collect(),
        changes: if opened.revisions.is_empty() { String::new() } else { entry.changes_page() },
        settled_by: entry.summary.settled_by.clone(),
        note: metadata.note.clone(),
        encoding: report.encoding.to_string(),
        sha256: report.sha256.clone(),
        copies: entry.copies.iter().map(|copy| copy.source.clone()).collect(),
        characters: report.characters(),
    }
}

/// Places that the text may be of that are told.
const CANDIDATES: usize = 12;

fn candidates(region: &Region, regions: &Regions) -> Vec<String> {
    let named = |place: &PlaceId| format!("{} {}", regions.place(*place).code, regions.full_name(*place));
    region.candidates.iter().take(CANDIDATES).map(named).collect()
}

/// Which of the five contents that the rules demand are there.
fn contents(entry: &Entry, language: &Language) -> Vec<ContentModel> {
    let model = |(content, anchor): &(Content, Option<String>)| ContentModel {
        name: language.say(&format!("contents.{}", content.name())).to_owned(),
        anchor: anchor.clone().unwrap_or_default(),
    };
    entry.summary.contents.iter().map(model).collect()
}

fn topics(report: &Report, site: &Site) -> Vec<Counted> {
    let counted = |topic: &Topic| Counted { name: site.topic_name(topic), href: format!("topics/{}.html", topic.id), count: 0 };
    report.topics.report.iter().map(|found| counted(&site.rules.topics.list[found.topic])).collect()
}

fn citations(citation: &Citation) -> Vec<CitationModel> {
    let form = |style: Style| CitationModel { style: style.id(), label: style.label(), pieces: citation.pieces(style) };
    Style::ALL.into_iter().map(form).collect()
}

fn observations(entry: &Entry, report: &Report, site: &Site, index: &LineIndex) -> Vec<ObservationModel> {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    report
        .assessment
        .observations
        .iter()
        .map(|found| {
            let indicator = &site.rules.indicators.list[found.indicator];
            let quantity = report.quantity(found.at);
            let anchor = report.anchors.quantity(found.at);
            let count = rows.entry(anchor).or_default();
            *count += 1;
            ObservationModel {
                row: if *count == 1 { format!("of-{anchor}") } else { format!("of-{anchor}-{count}") },
                id: indicator.id.clone(),
                indicator: site.indicator_name(indicator),
                href: format!("indicators/{}.html", indicator.id),
                figure: Figure::of(entry, &stated(report, found), indicator, site.language),
                anchor: anchor.to_owned(),
                quote: clause_around(report, found.at.block, &quantity.span),
                line: report.line_of(found.at.block, quantity.span.start, index),
            }
        })
        .collect()
}

/// The clause of a figure, set for reading.
fn clause_around(report: &Report, block: usize, span: &Range<usize>) -> String {
    let Clause { range, goes_before, goes_on } = clause(&report.document.blocks[block].folded.text, span);
    let words = report.set(block, range);
    let mark = |is_cut: bool| if is_cut { "……" } else { "" };
    format!("{}{words}{}", mark(goes_before), mark(goes_on))
}

fn findings(site: &Site, opened: &Opened) -> Vec<FindingModel> {
    let at = opened.entry;
    let figure = |entry: usize, observation: usize| {
        let report = opened.report_of(entry);
        let found = &report.assessment.observations[observation];
        let indicator = &site.rules.indicators.list[found.indicator];
        let figure = Figure::of(&site.archive.entries[entry], &stated(report, found), indicator, site.language);
        (site.indicator_name(indicator), figure, report.set(found.at.block, found.sentence.clone()))
    };
    site.archive
        .findings_of(at)
        .iter()
        .map(|finding| {
            let (indicator, shown, quote) = figure(at, finding.observation);
            let beside = |(entry, observation): &(usize, usize)| {
                let (indicator, figure, other) = figure(*entry, *observation);
                // One sentence states both figures more often than not; it is shown once.
                let quote = if other == quote { String::new() } else { other };
                let link = site.report_link(*entry);
                let report = if *entry == at { String::new() } else { format!("{} {}", link.region, link.year) };
                AgainstModel { indicator, report, figure, quote }
            };
            let against = finding.against.iter().map(beside).collect();
            FindingModel { indicator, figure: shown, quote, says: finding.says.clone(), against }
        })
        .collect()
}

fn unassigned(report: &Report, language: &Language) -> Vec<UnassignedModel> {
    report
        .assessment
        .unassigned
        .iter()
        .map(|(at, _)| {
            let quantity = report.quantity(*at);
            UnassignedModel {
                value: shown_value(quantity.value, quantity.upper),
                unit: quantity.unit.clone(),
                bound: bound(quantity.approximation, language),
                anchor: report.anchors.quantity(*at).to_owned(),
                words: clause_around(report, at.block, &quantity.span),
            }
        })
        .collect()
}
