//! The record of a report, field by field, with the evidence of each.

use serde::Serialize;

use super::super::kind_label;
use crate::archive::Entry;
use crate::metadata::{Evidence, Found, Origin};
use crate::rules::{Level, Rules};
use crate::typography::verbatim;

#[derive(Debug, Serialize)]
pub struct RecordField {
    pub name: &'static str,
    pub value: String,
    pub evidence: Vec<EvidenceModel>,
}

#[derive(Debug, Serialize)]
pub struct EvidenceModel {
    pub origin: &'static str,
    pub words: String,
    pub line: Option<usize>,
    pub shows: String,
}

/// The fields in the order of the page.
pub fn record(entry: &Entry, rules: &Rules) -> Vec<RecordField> {
    let metadata = &entry.report.metadata;
    let region = &metadata.region.value;
    let place = region.place.map_or_else(
        || "未能确定".to_owned(),
        |place| format!("{}（{}）", rules.regions.full_name(place), rules.regions.place(place).code),
    );
    let level = metadata.level.value.map_or("未能确定", |level| match level {
        Level::Province => "省级",
        Level::Prefecture => "地级",
        Level::County => "县级",
        Level::Township => "乡级",
    });
    let kind = kind_label(entry);
    vec![
        field("文件类型", if kind.is_empty() { "年度报告".to_owned() } else { kind }, &metadata.kind),
        field("标题", verbatim_title(entry), &metadata.title),
        field("地区", place, &metadata.region),
        field("层级", level.to_owned(), &metadata.level),
        field("报告年度", metadata.year.value.map_or_else(|| "未能确定".to_owned(), |year| year.to_string()), &metadata.year),
        field("发布机构", metadata.issuer.value.clone(), &metadata.issuer),
        field("公布日期", metadata.published.value.clone(), &metadata.published),
        field("索引号", metadata.index_number.value.clone(), &metadata.index_number),
        field("文号", metadata.document_number.value.clone(), &metadata.document_number),
    ]
}

fn verbatim_title(entry: &Entry) -> String {
    let report = &entry.report;
    if report.cleaned.title.is_empty() || report.front.title.is_some() {
        return report.metadata.title.value.clone();
    }
    report.cleaned.title.iter().map(|line| verbatim(&report.text, &line.pieces)).collect()
}

fn field<T>(name: &'static str, value: String, found: &Found<T>) -> RecordField {
    RecordField { name, value, evidence: found.evidence.iter().map(evidence).collect() }
}

fn evidence(found: &Evidence) -> EvidenceModel {
    EvidenceModel {
        origin: match found.origin {
            Origin::FrontMatter => "档案员注明",
            Origin::Title => "标题",
            Origin::Record => "网页著录",
            Origin::Signature => "落款",
            Origin::Body => "正文",
            Origin::Path => "文件路径",
        },
        words: found.words.clone(),
        line: found.line,
        shows: found.shows.clone(),
    }
}
