//! Which place has a report for which year, and what the report contains.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::listing::Counted;
use super::picture::coverage_map;
use super::{ROWS, Site, in_parts};
use crate::rules::PlaceId;
use crate::summary::Content;

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
    /// Whether that day is only the one beside the signature.
    pub is_only_signed: bool,
}

/// Which report stands for which place and year.
pub struct Coverage<'a> {
    site: &'a Site<'a>,
    table: BTreeMap<PlaceId, BTreeMap<u16, usize>>,
}

/// Rows of the matrix that stand on a page of their own.
pub struct CoveragePart {
    /// The province, with the number of the part where there are several.
    name: String,
    pub path: String,
    places: Vec<PlaceId>,
}

impl<'a> Coverage<'a> {
    /// The coverage of an archive.
    pub fn of(site: &'a Site<'a>) -> Coverage<'a> {
        let mut table: BTreeMap<PlaceId, BTreeMap<u16, usize>> = BTreeMap::new();
        for (at, entry) in site.archive.entries.iter().enumerate().filter(|(_, entry)| entry.counts()) {
            if let (Some(place), Some(year)) = (entry.place(), entry.year()) {
                table.entry(place).or_default().entry(year).or_insert(at);
            }
        }
        Coverage { site, table }
    }

    /// The parts of the matrix, each on a page; none where the whole is on one.
    pub fn parts(&self) -> Vec<CoveragePart> {
        let all: Vec<PlaceId> = self.table.keys().copied().collect();
        if all.len() <= ROWS && self.reports(&all) <= CELLS {
            return Vec::new();
        }
        let mut parts = Vec::new();
        for of_province in all.chunk_by(|a, b| self.site.province(*a) == self.site.province(*b)) {
            let province = self.site.province(of_province[0]);
            let code = &self.site.rules.regions.place(province).code;
            let of_it = in_parts(of_province, |place| self.table[place].len(), CELLS);
            for (part, places) in of_it.iter().enumerate() {
                let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
                let name = self.site.place_name(province);
                let name = if of_it.len() == 1 { name.to_owned() } else { self.site.language.part_of(name, part, of_it.len()) };
                parts.push(CoveragePart { name, path: format!("coverage/{code}{suffix}.html"), places: places.to_vec() });
            }
        }
        parts
    }

    /// The model of `coverage/<province>.html`.
    pub fn part_page(&self, part: &CoveragePart) -> CoveragePage {
        self.page(part.name.clone(), &part.places)
    }

    /// The model of `coverage.html`; where there are parts it lists them.
    pub fn whole_page(&self, parts: &[CoveragePart]) -> CoveragePage {
        let all: Vec<PlaceId> = self.table.keys().copied().collect();
        let map = coverage_map(self.site, "");
        if parts.is_empty() {
            return CoveragePage { map, ..self.page(String::new(), &all) };
        }
        let counted = |part: &CoveragePart| Counted { name: part.name.clone(), href: part.path.clone(), count: self.reports(&part.places) };
        CoveragePage { split: parts.iter().map(counted).collect(), reports: self.reports(&all), map, ..self.page(String::new(), &[]) }
    }

    fn reports(&self, places: &[PlaceId]) -> usize {
        places.iter().map(|place| self.table[place].len()).sum()
    }

    fn page(&self, province: String, places: &[PlaceId]) -> CoveragePage {
        let years: BTreeSet<u16> = places.iter().flat_map(|place| self.table[place].keys().copied()).collect();
        let years: Vec<u16> = years.into_iter().rev().collect();
        CoveragePage {
            province,
            rows: places.iter().map(|place| self.row(*place, &years)).collect(),
            years,
            split: Vec::new(),
            reports: self.reports(places),
            map: String::new(),
        }
    }

    fn row(&self, place: PlaceId, years: &[u16]) -> CoverageRow {
        let site = self.site;
        let link = site.region_link(place);
        let around: Vec<&str> = site.rules.regions.chain(place).skip(1).map(|outer| site.place_name(outer)).collect();
        CoverageRow {
            name: link.name,
            href: link.href,
            around: around.into_iter().rev().collect::<Vec<_>>().join(" · "),
            cells: years.iter().map(|year| self.table[&place].get(year).map(|at| cell(site, *at))).collect(),
        }
    }
}

fn cell(site: &Site, at: usize) -> CoverageCell {
    let entry = &site.archive.entries[at];
    let page = entry.page();
    let content = |(content, anchor): &(Content, Option<String>)| {
        let name = site.language.say(&format!("contents.{}", content.name())).to_owned();
        (name, anchor.as_ref().map(|anchor| format!("{page}#{anchor}")))
    };
    let contents: Vec<_> = entry.summary.contents.iter().map(content).collect();
    CoverageCell {
        present: contents.iter().filter(|(_, link)| link.is_some()).count(),
        contents,
        punctuality: site.language.say(&format!("punctuality.{}", entry.summary.punctuality.name())).to_owned(),
        published: entry.summary.published.clone(),
        is_only_signed: entry.summary.is_only_signed,
        href: page,
    }
}
