//! The record of a report, field by field, with the evidence of each.

use serde::Serialize;

use super::super::{kind_label, kind_name, level_name};
use crate::archive::Entry;
use crate::language::Language;
use crate::metadata::{Evidence, Found, Origin};
use crate::report::Report;
use crate::rules::{Kind, Rules};

#[derive(Debug, Serialize)]
pub struct RecordField {
    pub name: String,
    pub value: String,
    pub evidence: Vec<EvidenceModel>,
}

#[derive(Debug, Serialize)]
pub struct EvidenceModel {
    pub origin: String,
    pub words: String,
    pub line: Option<usize>,
    pub shows: String,
}

/// The fields in the order of the page.
pub fn record(entry: &Entry, report: &Report, rules: &Rules, language: &Language) -> Vec<RecordField> {
    let metadata = &report.metadata;
    let region = &metadata.region.value;
    let undecided = || language.say("record.undecided").to_owned();
    let place = region.place.map_or_else(undecided, |place| {
        let name = rules.regions.full_name(place);
        language.say_with("record.place", &[("name", &name), ("code", &rules.regions.place(place).code)])
    });
    let level = metadata.level.value.map_or_else(undecided, |level| level_name(level, language).to_owned());
    let year = metadata.year.value.map_or_else(undecided, |year| year.to_string());
    let kind = Some(kind_label(entry, language)).filter(|kind| !kind.is_empty());
    let kind = kind.unwrap_or_else(|| kind_name(Kind::AnnualReport, language).to_owned());
    vec![
        field(language, "record.kind", kind, &metadata.kind),
        field(language, "record.title", report.verbatim_title(), &metadata.title),
        field(language, "record.region", place, &metadata.region),
        field(language, "record.level", level, &metadata.level),
        field(language, "record.year", year, &metadata.year),
        field(language, "record.issuer", metadata.issuer.value.clone(), &metadata.issuer),
        field(language, "record.published", metadata.published.value.clone(), &metadata.published),
        field(language, "record.index_number", metadata.index_number.value.clone(), &metadata.index_number),
        field(language, "record.document_number", metadata.document_number.value.clone(), &metadata.document_number),
    ]
}

fn field<T>(language: &Language, key: &str, value: String, found: &Found<T>) -> RecordField {
    let evidence = found.evidence.iter().map(|found| evidence(found, language)).collect();
    RecordField { name: language.say(key).to_owned(), value, evidence }
}

fn evidence(found: &Evidence, language: &Language) -> EvidenceModel {
    let origin = language.say(match found.origin {
        Origin::FrontMatter => "origin.front_matter",
        Origin::Title => "origin.title",
        Origin::Record => "origin.record",
        Origin::Signature => "origin.signature",
        Origin::Body => "origin.body",
        Origin::Path => "origin.path",
    });
    EvidenceModel { origin: origin.to_owned(), words: found.words.clone(), line: found.line, shows: found.shows.clone() }
}
