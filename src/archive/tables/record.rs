//! What is known of each report as a document: its record, what was removed from its sources, and the contents that it
//! must have.
//!
//! Input: an entry, and for the removed its sources. Output: rows of `reports.csv`, `removed.csv` and `compliance.csv`.
//! Refuses to shorten: a removed run is told whole.

use serde::Serialize;

use super::super::{Entry, Opened};
use super::{author_name, code_and_name};
use crate::clean::Removed;
use crate::report::Report;
use crate::rules::Rules;

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
pub struct RemovedRow {
    pub report: String,
    pub source: String,
    pub line: usize,
    pub rule: String,
    pub text: String,
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
