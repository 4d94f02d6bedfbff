//! The first page: what there is, and the ways in.

use serde::Serialize;

use super::listing::Counted;
use super::picture::coverage_map;
use super::{ROWS, ReportLink, Site, dataset};

/// Reports shown as the latest.
const LATEST: usize = 12;

#[derive(Debug, Serialize)]
pub struct HomePage {
    pub reports: usize,
    pub places: usize,
    /// JSON-LD.
    pub linked_data: String,
    /// The map of provinces, as SVG.
    pub map: String,
    pub observations: usize,
    pub quantities: usize,
    pub provinces: Vec<Counted>,
    pub years: Vec<Counted>,
    pub topics: Vec<Counted>,
    pub indicators: Vec<Counted>,
    pub latest: Vec<ReportLink>,
    /// Reports whose place or year is open.
    pub unresolved: Vec<ReportLink>,
}

/// The model of `index.html`.
pub fn home_page(site: &Site) -> HomePage {
    let archive = site.archive;
    let regions = &site.rules.regions;
    let mut provinces: std::collections::BTreeMap<_, usize> = std::collections::BTreeMap::new();
    for entry in &archive.entries {
        if let Some(place) = entry.place() {
            *provinces.entry(site.province(place)).or_default() += 1;
        }
    }
    let mut order: Vec<usize> = (0..archive.entries.len()).collect();
    order.sort_by(|a, b| {
        let key = |at: &usize| (archive.entries[*at].summary.published.clone(), archive.entries[*at].year());
        key(b).cmp(&key(a)).then_with(|| archive.entries[*a].address.cmp(&archive.entries[*b].address))
    });
    let mut indicators: Vec<Counted> = archive
        .by_indicator
        .iter()
        .map(|(at, found)| {
            let indicator = &site.rules.indicators.list[*at];
            Counted { name: site.indicator_name(indicator), href: format!("indicators/{}.html", indicator.id), count: found.len() }
        })
        .collect();
    indicators.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.href.cmp(&b.href)));
    indicators.truncate(24);
    HomePage {
        reports: archive.entries.len(),
        places: archive.by_place.len(),
        linked_data: dataset(site),
        map: coverage_map(site, ""),
        observations: archive.by_indicator.values().map(Vec::len).sum(),
        quantities: archive.entries.iter().map(|entry| entry.summary.quantities).sum(),
        provinces: provinces
            .into_iter()
            .map(|(place, count)| Counted {
                name: regions.place(place).name.clone(),
                href: format!("regions/{}.html", regions.place(place).code),
                count,
            })
            .collect(),
        years: archive
            .by_year
            .iter()
            .rev()
            .map(|(year, entries)| Counted { name: year.to_string(), href: format!("years/{year}.html"), count: entries.len() })
            .collect(),
        topics: archive
            .by_topic
            .iter()
            .map(|(at, passages)| {
                let topic = &site.rules.topics.list[*at];
                Counted { name: site.topic_name(topic), href: format!("topics/{}.html", topic.id), count: passages.sections }
            })
            .collect(),
        indicators,
        latest: order.into_iter().take(LATEST).map(|at| site.report_link(at)).collect(),
        unresolved: (0..archive.entries.len())
            .filter(|at| !archive.entries[*at].is_placed() || archive.entries[*at].year().is_none())
            .take(LATEST)
            .map(|at| site.report_link(at))
            .collect(),
    }
}

/// A list of titles to look through.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// Whether there is an index to search; without one there are titles to look through.
    pub has_index: bool,
    pub reports: Vec<ReportLink>,
    pub left_out: usize,
}

/// The model of `search.html`.
pub fn search_page(site: &Site, has_index: bool) -> SearchPage {
    let all = site.archive.entries.len();
    SearchPage { has_index, reports: (0..all.min(ROWS)).map(|at| site.report_link(at)).collect(), left_out: all.saturating_sub(ROWS) }
}
