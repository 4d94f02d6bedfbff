//! A report: its text, and everything that was found in it.

mod record;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::figure::{bound, shown_value};
use super::listing::Counted;
use super::{Figure, Link, ReportLink, Site, display_title, kind_label, region_label};
use crate::archive::{Entry, Punctuality};
use crate::rules::Rules;
use crate::structure::BlockKind;
use crate::text::LineIndex;
use crate::typography::{Glyph, shown, typeset};
use record::{RecordField, record};

#[derive(Debug, Serialize)]
pub struct ReportPage {
    pub title: String,
    /// The title as runs, for its suspect words.
    pub title_runs: Vec<Run>,
    pub region: String,
    pub around: Vec<Link>,
    pub year: String,
    pub kind: String,
    pub issuer: String,
    pub published: String,
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
    pub punctuality: &'static str,
    pub topics: Vec<Counted>,
    pub removed: Vec<RemovedModel>,
    /// How many full stops were taken from run-in headings.
    pub heading_stops: usize,
    pub suspects: usize,
    pub earlier: Option<ReportLink>,
    pub later: Option<ReportLink>,
    pub markdown: String,
    pub source: String,
    pub source_url: String,
    pub retrieved: String,
    pub note: String,
    pub encoding: &'static str,
    pub sha256: String,
    pub copies: Vec<String>,
    pub characters: usize,
}

/// A heading in the table of contents.
#[derive(Debug, Serialize)]
pub struct OutlineItem {
    pub level: usize,
    pub text: String,
    pub anchor: String,
}

/// A block of the text.
#[derive(Debug, Serialize)]
pub struct BlockModel {
    /// `heading`, `paragraph`, `point`, `preliminary` or `table`.
    pub kind: &'static str,
    /// Level of a heading, from 1.
    pub level: usize,
    pub anchor: String,
    pub line: usize,
    pub runs: Vec<Run>,
    pub rows: Vec<RowModel>,
}

/// A row of a table.
#[derive(Debug, Serialize)]
pub struct RowModel {
    pub anchor: String,
    pub cells: Vec<Vec<Run>>,
}

/// Words of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    pub text: String,
    /// `text`, `figure` (of an indicator), `number` (of none) or `suspect`.
    pub kind: &'static str,
    pub anchor: String,
    /// What it is, for readers who point at it.
    pub label: String,
}

#[derive(Debug, Serialize)]
pub struct ObservationModel {
    pub indicator: String,
    pub href: String,
    pub figure: Figure,
    pub anchor: String,
    pub quote: String,
    pub section: String,
    pub line: usize,
    pub rule: String,
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
    pub bound: &'static str,
    pub anchor: String,
    pub words: String,
    pub line: usize,
}

#[derive(Debug, Serialize)]
pub struct ContentModel {
    pub name: &'static str,
    /// The anchor of the section; empty when it is absent.
    pub anchor: String,
}

#[derive(Debug, Serialize)]
pub struct RemovedModel {
    pub line: usize,
    pub rule: String,
    pub text: String,
}

/// Removed runs longer than this are cut on the page; `data/removed.csv` has them whole.
const LONGEST_REMOVED: usize = 400;

/// A range of the source with a meaning.
struct Mark {
    range: Range<usize>,
    kind: &'static str,
    anchor: String,
    label: String,
}

/// The model of `reports/<address>.html`.
pub fn report_page(site: &Site, at: usize) -> ReportPage {
    let entry = &site.archive.entries[at];
    let report = &entry.report;
    let metadata = &report.metadata;
    let rules = site.rules;
    let index = LineIndex::new(&report.text);
    let marks = marks(entry, rules);
    let title_pieces: Vec<Range<usize>> = report.cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned()).collect();
    let title = display_title(entry);
    let title_runs = if title_pieces.is_empty() || report.front.title.is_some() {
        vec![Run { text: title.clone(), kind: "text", anchor: String::new(), label: String::new() }]
    } else {
        runs(&typeset(&report.text, &title_pieces), &marks)
    };
    let mut around: Vec<Link> =
        entry.place().map_or_else(Vec::new, |place| rules.regions.chain(place).map(|outer| site.region_link(outer)).collect());
    around.reverse();
    let blocks = blocks(entry, &marks);
    let observations = observations(entry, rules, &index);
    let unassigned = unassigned(entry, &index);
    ReportPage {
        title,
        title_runs,
        region: region_label(entry, rules),
        around,
        year: metadata.year.value.map(|year| year.to_string()).unwrap_or_default(),
        kind: kind_label(entry),
        issuer: metadata.issuer.value.clone(),
        published: metadata.published.value.clone(),
        counts: entry.counts(),
        candidates: metadata
            .region
            .value
            .candidates
            .iter()
            .take(12)
            .map(|place| format!("{} {}", rules.regions.place(*place).code, rules.regions.full_name(*place)))
            .collect(),
        outline: outline(entry),
        blocks,
        observations,
        unassigned,
        findings: findings(site, at),
        record: record(entry, rules),
        contents: entry
            .compliance
            .contents
            .iter()
            .map(|(content, block)| ContentModel {
                name: content.zh(),
                anchor: block.map_or_else(String::new, |block| report.anchors.blocks[block].clone()),
            })
            .collect(),
        punctuality: match entry.compliance.punctuality {
            Punctuality::OnTime => "按时（次年 4 月 1 日前）",
            Punctuality::Late => "逾期（次年 4 月 1 日及以后）",
            Punctuality::Undated => "公布日期不详",
        },
        topics: report
            .topics
            .report
            .iter()
            .map(|found| {
                let topic = &rules.topics.list[found.topic];
                Counted { name: topic.zh.clone(), href: format!("topics/{}.html", topic.id), count: 0 }
            })
            .collect(),
        removed: report
            .ledger()
            .into_iter()
            .filter(|removed| removed.rule != "heading_stop")
            .map(|removed| {
                let text = report.text[removed.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                let cut: String = text.chars().take(LONGEST_REMOVED).collect();
                RemovedModel {
                    line: removed.number,
                    rule: removed.rule.to_string(),
                    text: if cut.len() < text.len() { format!("{cut}……") } else { cut },
                }
            })
            .collect(),
        heading_stops: report.document.ledger.len(),
        suspects: report.suspects.len(),
        earlier: site.archive.neighbour(at, false).map(|other| site.report_link(other)),
        later: site.archive.neighbour(at, true).map(|other| site.report_link(other)),
        markdown: format!("reports/{}.md", entry.address),
        source: report.source.clone(),
        source_url: safe_address(&metadata.source_url),
        retrieved: metadata.retrieved.clone(),
        note: metadata.note.clone(),
        encoding: report.encoding,
        sha256: report.sha256.clone(),
        copies: entry.copies.iter().map(|copy| copy.source.clone()).collect(),
        characters: report.characters(),
    }
}

/// Only addresses of the web become links: a `javascript:` address would run.
fn safe_address(address: &str) -> String {
    let lower = address.trim().to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") { address.trim().to_owned() } else { String::new() }
}

/// Figures, numbers and suspect words, in order and without overlap.
fn marks(entry: &Entry, rules: &Rules) -> Vec<Mark> {
    let report = &entry.report;
    let mut observed: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for found in &report.assessment.observations {
        observed.entry((found.block, found.quantity)).or_default().push(&rules.indicators.list[found.indicator].zh);
    }
    let mut marks: Vec<Mark> = Vec::new();
    for (block, reading) in report.readings.iter().enumerate() {
        for (at, quantity) in reading.quantities.iter().enumerate() {
            let names = observed.get(&(block, at));
            marks.push(Mark {
                range: report.document.blocks[block].folded.source_range(&report.text, quantity.span.clone()),
                kind: if names.is_some() { "figure" } else { "number" },
                anchor: report.anchors.quantities[block][at].clone(),
                label: names.map_or_else(String::new, |names| names.join("、")),
            });
        }
    }
    marks.extend(report.suspects.iter().map(|suspect| Mark {
        range: suspect.range.clone(),
        kind: "suspect",
        anchor: String::new(),
        label: "疑为网页篡改：此词不像原文所有，原样保留".to_owned(),
    }));
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// Cuts set text into runs at the marks.
fn runs(glyphs: &[Glyph], marks: &[Mark]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let first = glyphs.first().map_or(0, |glyph| glyph.origin);
    let mut next = marks.partition_point(|mark| mark.range.end <= first);
    let mut current: Option<usize> = None;
    let mut open = false;
    for glyph in glyphs {
        while marks.get(next).is_some_and(|mark| mark.range.end <= glyph.origin) {
            next += 1;
        }
        let inside = marks.get(next).filter(|mark| mark.range.contains(&glyph.origin)).map(|_| next);
        if !open || inside != current {
            let run = match inside.map(|at| &marks[at]) {
                Some(mark) => Run { text: String::new(), kind: mark.kind, anchor: mark.anchor.clone(), label: mark.label.clone() },
                None => Run { text: String::new(), kind: "text", anchor: String::new(), label: String::new() },
            };
            runs.push(run);
            current = inside;
            open = true;
        }
        if let Some(run) = runs.last_mut() {
            run.text.push(glyph.shown);
        }
    }
    runs
}

fn blocks(entry: &Entry, marks: &[Mark]) -> Vec<BlockModel> {
    let report = &entry.report;
    let mut models: Vec<BlockModel> = Vec::new();
    for (at, block) in report.document.blocks.iter().enumerate() {
        let glyphs = typeset(&report.text, &block.pieces);
        if block.kind == BlockKind::TableRow {
            let row = RowModel { anchor: report.anchors.blocks[at].clone(), cells: cells(&glyphs, marks) };
            match models.last_mut() {
                Some(table) if table.kind == "table" => table.rows.push(row),
                _ => models.push(BlockModel {
                    kind: "table",
                    level: 0,
                    anchor: String::new(),
                    line: block.number,
                    runs: Vec::new(),
                    rows: vec![row],
                }),
            }
            continue;
        }
        let (kind, level) = match block.kind {
            BlockKind::Heading { level, .. } => ("heading", level),
            BlockKind::Point => ("point", 0),
            BlockKind::Preliminary => ("preliminary", 0),
            _ => ("paragraph", 0),
        };
        models.push(BlockModel {
            kind,
            level,
            anchor: report.anchors.blocks[at].clone(),
            line: block.number,
            runs: runs(&glyphs, marks),
            rows: Vec::new(),
        });
    }
    models
}

/// The cells of a table row; a bar at either end frames it.
fn split_cells(glyphs: &[Glyph]) -> Vec<&[Glyph]> {
    let is_bar = |glyph: &Glyph| matches!(glyph.shown, '|' | '｜');
    let start = glyphs.iter().position(|glyph| !is_bar(glyph)).unwrap_or(glyphs.len());
    let end = glyphs.iter().rposition(|glyph| !is_bar(glyph)).map_or(start, |last| last + 1);
    glyphs[start..end].split(is_bar).collect()
}

fn cells(glyphs: &[Glyph], marks: &[Mark]) -> Vec<Vec<Run>> {
    split_cells(glyphs).into_iter().map(|cell| runs(cell, marks)).collect()
}

/// What search shows of a report: for each heading, paragraph and cell its anchor, its text as set, and 1 for a
/// heading.
pub fn reading_units(entry: &Entry) -> Vec<(&str, String, u8)> {
    let report = &entry.report;
    let mut units = Vec::new();
    for (block, anchor) in report.document.blocks.iter().zip(&report.anchors.blocks) {
        let glyphs = typeset(&report.text, &block.pieces);
        match block.kind {
            BlockKind::TableRow => {
                let texts = split_cells(&glyphs).into_iter().map(shown).filter(|text| !text.is_empty());
                units.extend(texts.map(|text| (anchor.as_str(), text, 0)));
            }
            BlockKind::Heading { .. } => units.push((anchor.as_str(), shown(&glyphs), 1)),
            _ => units.push((anchor.as_str(), shown(&glyphs), 0)),
        }
    }
    units
}

fn outline(entry: &Entry) -> Vec<OutlineItem> {
    let report = &entry.report;
    let headings = report.document.sections.iter().filter(|section| (1..=3).contains(&section.level));
    headings
        .filter_map(|section| Some((section.level, section.heading?)))
        .map(|(level, block)| OutlineItem {
            level,
            text: shown(&typeset(&report.text, &report.document.blocks[block].pieces)),
            anchor: report.anchors.blocks[block].clone(),
        })
        .collect()
}

fn observations(entry: &Entry, rules: &Rules, index: &LineIndex) -> Vec<ObservationModel> {
    let report = &entry.report;
    report
        .assessment
        .observations
        .iter()
        .map(|found| {
            let indicator = &rules.indicators.list[found.indicator];
            let quantity = &report.readings[found.block].quantities[found.quantity];
            ObservationModel {
                indicator: indicator.zh.clone(),
                href: format!("indicators/{}.html", indicator.id),
                figure: Figure::of(entry, found, indicator),
                anchor: report.anchors.quantities[found.block][found.quantity].clone(),
                quote: clause_around(entry, found.block, &quantity.span),
                section: report.section_heading(found.block),
                line: report.line_of(found.block, quantity.span.start, index),
                rule: found.rule.clone(),
            }
        })
        .collect()
}

/// The clause of a figure, set for reading.
fn clause_around(entry: &Entry, block: usize, span: &Range<usize>) -> String {
    let text = &entry.report.document.blocks[block].folded.text;
    let stops = ['。', ',', ';', ':', '!', '?'];
    let start = text[..span.start].rfind(stops).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[span.end..].find(stops).map_or(text.len(), |at| span.end + at);
    shown(&typeset(&entry.report.text, &entry.report.pieces_of(block, start..end)))
}

fn findings(site: &Site, at: usize) -> Vec<FindingModel> {
    let figure = |entry: usize, observation: usize| {
        let entry = &site.archive.entries[entry];
        let found = &entry.report.assessment.observations[observation];
        let indicator = &site.rules.indicators.list[found.indicator];
        let sentence = entry.report.pieces_of(found.block, found.sentence.clone());
        (indicator.zh.clone(), Figure::of(entry, found, indicator), shown(&typeset(&entry.report.text, &sentence)))
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

fn unassigned(entry: &Entry, index: &LineIndex) -> Vec<UnassignedModel> {
    let report = &entry.report;
    report
        .assessment
        .unassigned
        .iter()
        .map(|(block, at, _)| {
            let quantity = &report.readings[*block].quantities[*at];
            UnassignedModel {
                value: shown_value(quantity),
                unit: quantity.unit.clone(),
                bound: bound(quantity.approximation),
                anchor: report.anchors.quantities[*block][*at].clone(),
                words: clause_around(entry, *block, &quantity.span),
                line: report.line_of(*block, quantity.span.start, index),
            }
        })
        .collect()
}
