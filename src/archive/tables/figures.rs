//! The figures of a report, those of indicators and all others.
//!
//! Input: an entry with its report. Output: rows of `observations.csv` and `quantities.csv`, in reading order. Refuses to
//! set words for reading: a quote is what the source has.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::super::Entry;
use super::{author_name, code_and_name};
use crate::observation::{Observation, PART, Unassigned};
use crate::quantity::{QuantityId, ids_of};
use crate::quote::sentence;
use crate::report::Report;
use crate::rules::Rules;
use crate::structure::Section;
use crate::text::LineIndex;

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
        let observed = report.assessment.observations.iter().map(|found| (found.at.block, found.sentence.clone()));
        let counted = ids_of(&report.readings)
            .map(|at| (at.block, sentence(&report.document.blocks[at.block].folded.text, &report.quantity(at).span)));
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
        let quantity = report.quantity(found.at);
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
            section: words.heading(report, found.at.block),
            anchor: report.anchors.quantity(found.at),
            line: report.line_of(found.at.block, quantity.span.start, &words.lines),
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
    let mut observed: BTreeMap<QuantityId, Vec<&str>> = BTreeMap::new();
    for found in &report.assessment.observations {
        observed.entry(found.at).or_default().push(rules.indicators.list[found.indicator].id.as_str());
    }
    let reasons: BTreeMap<QuantityId, &Unassigned> = report.assessment.unassigned.iter().map(|(at, why)| (*at, why)).collect();
    let row = |(at, quote): (QuantityId, &'a str)| {
        let quantity = report.quantity(at);
        QuantityRow {
            report: &entry.address,
            source: &report.source,
            value: quantity.value.to_string(),
            unit: &quantity.unit,
            approximation: quantity.approximation.name(),
            section: words.heading(report, at.block),
            line: report.line_of(at.block, quantity.span.start, &words.lines),
            quote,
            indicator: observed.get(&at).map_or_else(String::new, |ids| ids.join(";")),
            upper: quantity.upper.map(|upper| upper.to_string()).unwrap_or_default(),
            anchor: report.anchors.quantity(at),
            reason: match reasons.get(&at) {
                Some(Unassigned::Section) => "section",
                Some(Unassigned::Heading) => "heading",
                Some(Unassigned::Excluded { reason, .. }) => reason,
                Some(Unassigned::Part { .. }) => PART,
                Some(Unassigned::Unknown) | None => "",
            },
        }
    };
    ids_of(&report.readings).zip(words.counted.iter()).map(row).collect()
}
