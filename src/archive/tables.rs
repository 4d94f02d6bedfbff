//! The archive as tables: one row type a file of `data/`.
//!
//! The order of fields is the order of columns, which others build on: add columns at the end.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::{Archive, Entry, Finding, Opened};
use crate::clean::Removed;
use crate::metadata::Author;
use crate::observation::{Observation, Unassigned};
use crate::quantity::{Quantity, Reading};
use crate::quote::sentence;
use crate::report::Report;
use crate::rules::{Rules, Topic};
use crate::structure::Section;
use crate::summary::stated;
use crate::text::LineIndex;
use crate::typography::verbatim;

#[derive(Debug, Default, Serialize)]
pub struct ReportRow {
    pub report: String,
    pub source: String,
    pub kind: &'static str,
    pub title: String,
    pub region_code: String,
    pub region: String,
    pub level: &'static str,
    pub year: Option<u16>,
    pub issuer: String,
    pub published: String,
    pub index_number: String,
    pub document_number: String,
    pub region_candidates: String,
    pub sections: usize,
    pub characters: usize,
    pub observations: usize,
    pub quantities: usize,
    pub author: &'static str,
    pub topics: String,
    pub encoding: String,
    pub sha256: String,
    pub copies: String,
    pub source_url: String,
    pub retrieved: String,
    pub revisions: String,
    pub withdrawn: String,
    pub settled_by: String,
    pub note: String,
}

#[derive(Debug, Default, Serialize)]
pub struct ObservationRow<'a> {
    pub report: &'a str,
    pub source: &'a str,
    pub region_code: &'a str,
    pub region: &'a str,
    pub year: Option<u16>,
    pub indicator: &'a str,
    pub value: String,
    pub unit: String,
    pub approximation: &'static str,
    pub object: &'a str,
    pub section: &'a str,
    pub anchor: &'a str,
    pub line: usize,
    pub quote: &'a str,
    pub rule: &'a str,
    pub upper: String,
    pub period: &'static str,
    pub kind: &'static str,
    pub author: &'static str,
}

#[derive(Debug, Default, Serialize)]
pub struct QuantityRow<'a> {
    pub report: &'a str,
    pub source: &'a str,
    pub value: String,
    pub unit: &'a str,
    pub approximation: &'static str,
    pub section: &'a str,
    pub line: usize,
    pub quote: &'a str,
    pub indicator: String,
    pub upper: String,
    pub anchor: &'a str,
    pub reason: &'a str,
}

#[derive(Debug, Default, Serialize)]
pub struct RemovedRow {
    pub report: String,
    pub source: String,
    pub line: usize,
    pub rule: String,
    pub text: String,
}

#[derive(Debug, Default, Serialize)]
pub struct IndicatorRow {
    pub indicator: String,
    pub topic: String,
    pub unit: String,
    pub zh: String,
    pub en: String,
    pub rule: String,
    pub observations: usize,
    pub reports: usize,
}

#[derive(Debug, Default, Serialize)]
pub struct TopicRow {
    pub topic: String,
    pub zh: String,
    pub en: String,
    pub scope: String,
    pub report: String,
    pub section: String,
    pub level: usize,
    pub anchor: String,
    pub weight: f64,
    pub phrases: String,
}

#[derive(Debug, Default, Serialize)]
pub struct RegionRow {
    pub region_code: String,
    pub region: String,
    pub full_name: String,
    pub level: &'static str,
    pub parent: String,
    pub reports: usize,
    pub first_year: Option<u16>,
    pub last_year: Option<u16>,
}

#[derive(Debug, Default, Serialize)]
pub struct ComplianceRow {
    pub report: String,
    pub region_code: String,
    pub region: String,
    pub year: Option<u16>,
    pub results: String,
    pub problems: String,
    pub leaders: String,
    pub plans: String,
    pub other: String,
    pub published: String,
    pub punctuality: &'static str,
}

#[derive(Debug, Default, Serialize)]
pub struct CheckRow {
    pub report: String,
    pub source: String,
    pub region_code: String,
    pub region: String,
    pub year: Option<u16>,
    pub check: &'static str,
    pub says: String,
    pub indicator: String,
    pub value: String,
    pub line: usize,
    pub anchor: String,
    pub quote: String,
    pub against_report: String,
    pub against_indicator: String,
    pub against_value: String,
    pub against_line: String,
    pub against_anchor: String,
    pub against_quote: String,
}

/// The name of an author in tables.
pub fn author_name(author: Author) -> &'static str {
    match author {
        Author::Government => "government",
        Author::Department => "department",
    }
}

fn code_and_name(entry: &Entry, rules: &Rules) -> (String, String) {
    entry.place().map_or_else(Default::default, |place| {
        let place = rules.regions.place(place);
        (place.code.clone(), place.name.clone())
    })
}

/// The row of `reports.csv`.
pub fn report_row(entry: &Entry, rules: &Rules) -> ReportRow {
    let summary = &entry.summary;
    let (region_code, region) = code_and_name(entry, rules);
    let candidates: Vec<&str> = summary.region.candidates.iter().map(|place| rules.regions.place(*place).code.as_str()).collect();
    let topics: Vec<&str> = summary.topics.iter().map(|topic| rules.topics.list[*topic].id.as_str()).collect();
    ReportRow {
        report: entry.address.clone(),
        source: summary.source.clone(),
        kind: summary.kind.name(),
        title: summary.title.clone(),
        region_code,
        region,
        level: summary.level.map_or("", |level| level.name()),
        year: summary.year,
        issuer: summary.issuer.clone(),
        published: summary.published.clone(),
        index_number: summary.index_number.clone(),
        document_number: summary.document_number.clone(),
        region_candidates: candidates.join(";"),
        sections: summary.sections,
        characters: summary.characters,
        observations: summary.observations,
        quantities: summary.quantities,
        author: author_name(summary.author),
        topics: topics.join(";"),
        encoding: summary.encoding.to_string(),
        sha256: summary.sha256.clone(),
        copies: entry.copies.iter().map(|copy| copy.source.as_str()).collect::<Vec<_>>().join(";"),
        source_url: summary.source_url.clone(),
        retrieved: summary.retrieved.clone(),
        revisions: entry.revisions.iter().map(|earlier| earlier.source.as_str()).collect::<Vec<_>>().join(";"),
        withdrawn: summary.withdrawn.clone(),
        settled_by: summary.settled_by.clone(),
        note: summary.note.clone(),
    }
}

/// Words that many rows of a report have in common, made once.
pub struct RowWords {
    region_code: String,
    region: String,
    /// The heading of each section.
    headings: Vec<String>,
    lines: LineIndex,
    /// The sentences of the observations, and those of all quantities.
    observed: Quotes,
    counted: Quotes,
}

impl RowWords {
    /// The words of an entry's rows.
    pub fn of(entry: &Entry, report: &Report, rules: &Rules) -> RowWords {
        let (region_code, region) = code_and_name(entry, rules);
        let heading = |section: &Section| section.heading.map_or_else(String::new, |heading| report.words_of(heading));
        let observed = report.assessment.observations.iter().map(|found| (found.block, found.sentence.clone()));
        let counted =
            quantities(report).map(|(block, _, quantity)| (block, sentence(&report.document.blocks[block].folded.text, &quantity.span)));
        RowWords {
            region_code,
            region,
            headings: report.document.sections.iter().map(heading).collect(),
            lines: LineIndex::new(&report.text),
            observed: Quotes::of(report, observed),
            counted: Quotes::of(report, counted),
        }
    }

    fn heading(&self, report: &Report, block: usize) -> &str {
        &self.headings[report.document.blocks[block].section]
    }
}

/// Every quantity of a report with its block and its number there.
fn quantities(report: &Report) -> impl Iterator<Item = (usize, usize, &Quantity)> {
    let of_block = |(block, reading): (usize, &Reading)| (block, reading.quantities.len());
    let places = report.readings.iter().enumerate().map(of_block).flat_map(|(block, count)| (0..count).map(move |at| (block, at)));
    places.map(|(block, at)| (block, at, &report.readings[block].quantities[at]))
}

/// Quotes of rows in their order, each made once for the rows that follow one another with it.
struct Quotes {
    quotes: Vec<String>,
    /// The number of each row's.
    rows: Vec<usize>,
}

impl Quotes {
    fn of(report: &Report, places: impl Iterator<Item = (usize, Range<usize>)>) -> Quotes {
        let (mut quotes, mut rows, mut last) = (Vec::new(), Vec::new(), None);
        for place in places {
            if last.as_ref() != Some(&place) {
                quotes.push(report.quote(place.0, place.1.clone()));
                last = Some(place);
            }
            rows.push(quotes.len() - 1);
        }
        Quotes { quotes, rows }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| self.quotes[*row].as_str())
    }
}

/// The rows of `observations.csv`, in reading order.
pub fn observation_rows<'a>(entry: &'a Entry, report: &'a Report, words: &'a RowWords, rules: &'a Rules) -> Vec<ObservationRow<'a>> {
    let row = |(found, quote): (&'a Observation, &'a str)| {
        let quantity = &report.readings[found.block].quantities[found.quantity];
        ObservationRow {
            report: &entry.address,
            source: &report.source,
            region_code: &words.region_code,
            region: &words.region,
            year: entry.year(),
            indicator: &rules.indicators.list[found.indicator].id,
            value: quantity.value.to_string(),
            unit: unit_or_default(&quantity.unit, &rules.indicators.list[found.indicator].unit),
            approximation: quantity.approximation.name(),
            object: &found.object,
            section: words.heading(report, found.block),
            anchor: &report.anchors.quantities[found.block][found.quantity],
            line: report.line_of(found.block, quantity.span.start, &words.lines),
            quote,
            rule: &found.rule,
            upper: quantity.upper.map(|upper| upper.to_string()).unwrap_or_default(),
            period: found.period.name(),
            kind: report.metadata.kind.value.name(),
            author: author_name(report.metadata.author),
        }
    };
    report.assessment.observations.iter().zip(words.observed.iter()).map(row).collect()
}

/// A figure written without a unit counts in the indicator's.
pub fn unit_or_default(unit: &str, default: &str) -> String {
    if unit.is_empty() { default.to_owned() } else { unit.to_owned() }
}

/// The rows of `quantities.csv`, in reading order.
pub fn quantity_rows<'a>(entry: &'a Entry, report: &'a Report, words: &'a RowWords, rules: &'a Rules) -> Vec<QuantityRow<'a>> {
    let mut observed: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for found in &report.assessment.observations {
        observed.entry((found.block, found.quantity)).or_default().push(rules.indicators.list[found.indicator].id.as_str());
    }
    let reasons: BTreeMap<(usize, usize), &Unassigned> =
        report.assessment.unassigned.iter().map(|(block, at, why)| ((*block, *at), why)).collect();
    let row = |((block, at, quantity), quote): ((usize, usize, &'a Quantity), &'a str)| QuantityRow {
        report: &entry.address,
        source: &report.source,
        value: quantity.value.to_string(),
        unit: &quantity.unit,
        approximation: quantity.approximation.name(),
        section: words.heading(report, block),
        line: report.line_of(block, quantity.span.start, &words.lines),
        quote,
        indicator: observed.get(&(block, at)).map_or_else(String::new, |ids| ids.join(";")),
        upper: quantity.upper.map(|upper| upper.to_string()).unwrap_or_default(),
        anchor: &report.anchors.quantities[block][at],
        reason: match reasons.get(&(block, at)) {
            Some(Unassigned::Section) => "section",
            Some(Unassigned::Excluded { reason, .. }) => reason,
            Some(Unassigned::Unknown) | None => "",
        },
    };
    quantities(report).zip(words.counted.iter()).map(row).collect()
}

/// The rows of `removed.csv`, in the order of the source.
pub fn removed_rows(entry: &Entry, opened: &Opened) -> Vec<RemovedRow> {
    let rows = |report: &Report| -> Vec<RemovedRow> {
        let row = |removed: &Removed| RemovedRow {
            report: entry.address.clone(),
            source: report.source.clone(),
            line: removed.number,
            rule: removed.rule.to_string(),
            text: report.text[removed.range.clone()].to_owned(),
        };
        let masked = report.masked.iter().map(|(line, kind)| RemovedRow {
            report: entry.address.clone(),
            source: report.source.clone(),
            line: *line,
            rule: format!("redacted_{}", kind.name()),
            // The digits are what was taken; the place where they stood is in the text.
            text: String::new(),
        });
        report.ledger().into_iter().map(row).chain(masked).collect()
    };
    opened.sources().flat_map(|report| rows(report)).collect()
}

/// The rows of `indicators.csv`.
pub fn indicator_rows(archive: &Archive, rules: &Rules) -> Vec<IndicatorRow> {
    rules
        .indicators
        .list
        .iter()
        .enumerate()
        .map(|(at, indicator)| {
            let found = archive.by_indicator.get(&at).map_or(&[][..], Vec::as_slice);
            let mut reports: Vec<u32> = found.iter().map(|(entry, _)| *entry).collect();
            reports.dedup();
            IndicatorRow {
                indicator: indicator.id.clone(),
                topic: indicator.topic.clone(),
                unit: indicator.unit.clone(),
                zh: indicator.zh.clone(),
                en: indicator.en.clone(),
                rule: indicator.rule.clone(),
                observations: found.len(),
                reports: reports.len(),
            }
        })
        .collect()
}

/// The rows of `topics.csv`: one a section and topic.
pub fn topic_rows(entry: &Entry, report: &Report, rules: &Rules) -> Vec<TopicRow> {
    let mut rows = Vec::new();
    for (section, topics) in report.topics.sections.iter().enumerate().skip(1) {
        let Some(heading) = report.document.sections[section].heading else { continue };
        for found in topics {
            let Topic { id, zh, en, scope } = &rules.topics.list[found.topic];
            rows.push(TopicRow {
                topic: id.clone(),
                zh: zh.clone(),
                en: en.clone(),
                scope: scope.clone(),
                report: entry.address.clone(),
                section: verbatim(&report.text, &report.document.blocks[heading].pieces),
                level: report.document.sections[section].level,
                anchor: report.anchors.blocks[heading].clone(),
                weight: found.weight,
                phrases: found.phrases.join(";"),
            });
        }
    }
    rows
}

/// The rows of `regions.csv`: places with reports and the places around them.
pub fn region_rows(archive: &Archive, rules: &Rules) -> Vec<RegionRow> {
    let regions = &rules.regions;
    let mut places: Vec<_> = archive.by_place.keys().flat_map(|place| regions.chain(*place)).collect();
    places.sort_by(|a, b| regions.place(*a).code.cmp(&regions.place(*b).code));
    places.dedup();
    places
        .into_iter()
        .map(|id| {
            let place = regions.place(id);
            let years: Vec<u16> = archive.by_place.get(&id).into_iter().flatten().filter_map(|at| archive.entries[*at].year()).collect();
            RegionRow {
                region_code: place.code.clone(),
                region: place.name.clone(),
                full_name: regions.full_name(id),
                level: place.level.name(),
                parent: place.parent.map_or_else(String::new, |parent| regions.place(parent).code.clone()),
                reports: archive.by_place.get(&id).map_or(0, Vec::len),
                first_year: years.iter().min().copied(),
                last_year: years.iter().max().copied(),
            }
        })
        .collect()
}

/// The rows of `checks.csv` about an entry; several figures that one is held against stand in one cell, with `;`
/// between.
pub fn check_rows(archive: &Archive, opened: &Opened, rules: &Rules) -> Vec<CheckRow> {
    let findings = archive.findings_of(opened.entry);
    let entries = findings.iter().flat_map(|finding| finding.against.iter().map(|(entry, _)| *entry).chain([finding.entry]));
    let indexes: BTreeMap<usize, LineIndex> = entries.map(|entry| (entry, LineIndex::new(&opened.report_of(entry).text))).collect();
    let figure = |at: usize, observation: usize| {
        let report = opened.report_of(at);
        let found = &report.assessment.observations[observation];
        let figure = stated(report, found);
        let start = report.readings[found.block].quantities[found.quantity].span.start;
        (
            archive.entries[at].address.clone(),
            rules.indicators.list[found.indicator].id.clone(),
            figure.value.to_string(),
            report.line_of(found.block, start, &indexes[&at]),
            figure.anchor.to_owned(),
            report.quote(found.block, found.sentence.clone()),
        )
    };
    let row = |finding: &Finding| {
        let entry = &archive.entries[finding.entry];
        let (region_code, region) = code_and_name(entry, rules);
        let (report, indicator, value, line, anchor, quote) = figure(finding.entry, finding.observation);
        let against: Vec<_> = finding.against.iter().map(|(entry, observation)| figure(*entry, *observation)).collect();
        let joined = |cells: Vec<String>| cells.join(";");
        let mut quotes: Vec<String> = against.iter().map(|figure| figure.5.clone()).collect();
        quotes.dedup();
        CheckRow {
            report,
            source: entry.summary.source.clone(),
            region_code,
            region,
            year: entry.year(),
            check: finding.kind.name(),
            says: finding.says.clone(),
            indicator,
            value,
            line,
            anchor,
            quote,
            against_report: against.first().map(|figure| figure.0.clone()).unwrap_or_default(),
            against_indicator: joined(against.iter().map(|figure| figure.1.clone()).collect()),
            against_value: joined(against.iter().map(|figure| figure.2.clone()).collect()),
            against_line: joined(against.iter().map(|figure| figure.3.to_string()).collect()),
            against_anchor: joined(against.iter().map(|figure| figure.4.clone()).collect()),
            against_quote: joined(quotes),
        }
    };
    findings.iter().map(row).collect()
}

/// The row of `compliance.csv`.
pub fn compliance_row(entry: &Entry, rules: &Rules) -> ComplianceRow {
    let (region_code, region) = code_and_name(entry, rules);
    let [results, problems, leaders, plans, other] =
        entry.summary.contents.each_ref().map(|(_, anchor)| anchor.clone().unwrap_or_default());
    ComplianceRow {
        report: entry.address.clone(),
        region_code,
        region,
        year: entry.year(),
        results,
        problems,
        leaders,
        plans,
        other,
        published: entry.summary.published.clone(),
        punctuality: entry.summary.punctuality.name(),
    }
}
