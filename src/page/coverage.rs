//! Which place has a report for which year, and what the report contains.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::listing::Counted;
use super::picture::coverage_map;
use super::{ROWS, Routed, Site, in_parts};
use crate::rules::PlaceId;

/// Reports in one matrix: each takes a kilobyte of markup.
const CELLS: usize = 600;

#[derive(Debug, Serialize)]
pub struct CoveragePage {
    /// The province, on a page of its own.
    pub province: String,
    pub years: Vec<u16>,
    pub rows: Vec<CoverageRow>,
    pub split: Vec<Counted>,
    pub reports: usize,
    /// The map of provinces, as SVG.
    pub map: String,
}

/// A place.
#[derive(Debug, Serialize)]
pub struct CoverageRow {
    pub name: String,
    pub href: String,
    pub around: String,
    pub cells: Vec<Option<CoverageCell>>,
}

/// A report of a place and year.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageCell {
    pub href: String,
    /// The five required contents: name, and the link to the section or nothing.
    pub contents: Vec<(String, Option<String>)>,
    pub present: usize,
    pub punctuality: String,
    pub published: String,
}

/// The models of `coverage.html`, and of `coverage/<province>.html` where one table would be long.
pub fn coverage_pages(site: &Site) -> Vec<Routed<CoveragePage>> {
    let mut table: BTreeMap<PlaceId, BTreeMap<u16, CoverageCell>> = BTreeMap::new();
    for entry in site.archive.entries.iter().filter(|entry| entry.counts()) {
        let (Some(place), Some(year)) = (entry.place(), entry.year()) else { continue };
        let page = entry.page();
        let contents: Vec<_> = entry
            .summary
            .contents
            .iter()
            .map(|(content, anchor)| {
                let name = site.language.say(&format!("contents.{}", content.name())).to_owned();
                (name, anchor.as_ref().map(|anchor| format!("{page}#{anchor}")))
            })
            .collect();
        let cell = CoverageCell {
            href: page,
            present: contents.iter().filter(|(_, link)| link.is_some()).count(),
            contents,
            punctuality: site.language.say(&format!("punctuality.{}", entry.summary.punctuality.name())).to_owned(),
            published: entry.summary.published.clone(),
        };
        table.entry(place).or_default().entry(year).or_insert(cell);
    }
    let reports = table.values().map(BTreeMap::len).sum();
    let rows = |places: &[PlaceId], years: &[u16]| places.iter().map(|place| row(site, *place, &table[place], years)).collect::<Vec<_>>();
    let years = |places: &[PlaceId]| {
        places.iter().flat_map(|place| table[place].keys()).copied().collect::<BTreeSet<u16>>().into_iter().rev().collect::<Vec<_>>()
    };
    let all: Vec<PlaceId> = table.keys().copied().collect();
    let path = "coverage.html".to_owned();
    let map = coverage_map(site, "");
    if all.len() <= ROWS && reports <= CELLS {
        let years = years(&all);
        return vec![Routed {
            path,
            page: CoveragePage { province: String::new(), rows: rows(&all, &years), years, split: Vec::new(), reports, map },
        }];
    }
    let mut pages = Vec::new();
    let mut split = Vec::new();
    for of_province in all.chunk_by(|a, b| site.province(*a) == site.province(*b)) {
        let province = site.province(of_province[0]);
        let code = &site.rules.regions.place(province).code;
        let parts = in_parts(of_province, |place| table[place].len(), CELLS);
        for (part, places) in parts.iter().enumerate() {
            let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
            let path = format!("coverage/{code}{suffix}.html");
            let years = years(places);
            let rows = rows(places, &years);
            let reports = places.iter().map(|place| table[place].len()).sum();
            let name = site.place_name(province);
            let name = if parts.len() == 1 { name.to_owned() } else { site.language.part_of(name, part, parts.len()) };
            split.push(Counted { name: name.clone(), href: path.clone(), count: reports });
            pages.push(Routed { path, page: CoveragePage { province: name, years, rows, split: Vec::new(), reports, map: String::new() } });
        }
    }
    pages.push(Routed { path, page: CoveragePage { province: String::new(), years: Vec::new(), rows: Vec::new(), split, reports, map } });
    pages
}

fn row(site: &Site, place: PlaceId, cells: &BTreeMap<u16, CoverageCell>, years: &[u16]) -> CoverageRow {
    let link = site.region_link(place);
    let around: Vec<&str> = site.rules.regions.chain(place).skip(1).map(|outer| site.place_name(outer)).collect();
    CoverageRow {
        name: link.name,
        href: link.href,
        around: around.into_iter().rev().collect::<Vec<_>>().join(" · "),
        cells: years.iter().map(|year| cells.get(year).cloned()).collect(),
    }
}
