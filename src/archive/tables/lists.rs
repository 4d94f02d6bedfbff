//! What the figures and passages are sorted by: indicators, topics, places.
//!
//! Input: the archive and the rules. Output: rows of `indicators.csv`, `topics.csv` and `regions.csv`. Refuses places
//! without a report in them or below them.

use serde::Serialize;

use super::super::{Archive, Entry};
use crate::report::Report;
use crate::rules::{Rules, Topic};
use crate::typography::verbatim;

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
