//! The figures that a reader should look at again.
//!
//! Input: the archive, and an entry with the reports that it is held against. Output: rows of `checks.csv`. Refuses to
//! judge: both figures stand side by side with their sentences.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{Archive, Finding, Opened};
use super::code_and_name;
use crate::rules::Rules;
use crate::summary::stated;
use crate::text::LineIndex;

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
        let start = report.quantity(found.at).span.start;
        (
            archive.entries[at].address.clone(),
            rules.indicators.list[found.indicator].id.clone(),
            figure.value.to_string(),
            report.line_of(found.at.block, start, &indexes[&at]),
            figure.anchor.to_owned(),
            report.quote(found.at.block, found.sentence.clone()),
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
