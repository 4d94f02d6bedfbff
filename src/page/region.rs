//! Places: province, prefecture, county.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::picture::{in_a_row, of_a_place};
use super::{Figure, Link, ReportLink, Routed, Site, level_name};
use crate::language::Language;
use crate::rules::{Level, PlaceId};

#[derive(Debug, Serialize)]
pub struct RegionIndex {
    pub provinces: Vec<Branch>,
    /// Reports of no place.
    pub unresolved: Vec<ReportLink>,
}

/// A place with what is below it.
#[derive(Debug, Serialize)]
pub struct Branch {
    pub name: String,
    pub href: String,
    /// Reports of the place itself.
    pub own: usize,
    /// Reports of it and of the places in it.
    pub reports: usize,
    pub children: Vec<Branch>,
}

#[derive(Debug, Serialize)]
pub struct RegionPage {
    pub code: String,
    pub name: String,
    pub full_name: String,
    /// The feed of a province; empty for other places.
    pub feed: String,
    pub level: String,
    pub around: Vec<Link>,
    pub reports: Vec<ReportLink>,
    /// Reports that lie somewhere in it, the place being open.
    pub candidates: Vec<ReportLink>,
    pub children: Vec<Branch>,
    pub years: Vec<u16>,
    pub rows: Vec<Series>,
    /// The indicators that most years state, as pictures.
    pub multiples: Vec<Multiple>,
}

/// An indicator over the years as a picture among others of one size.
#[derive(Debug, Serialize)]
pub struct Multiple {
    pub name: String,
    pub href: String,
    pub unit: String,
    pub svg: String,
}

/// Pictures of one place: three rows of three.
const MOST_MULTIPLES: usize = 9;

/// An indicator over the years of one place.
#[derive(Debug, Serialize)]
pub struct Series {
    /// The indicator's id.
    pub id: String,
    pub name: String,
    pub href: String,
    pub unit: String,
    /// Its figures over the years, as SVG.
    pub sparkline: String,
    /// One list of figures a year.
    pub cells: Vec<Vec<Figure>>,
}

/// How many reports lie in each place and the places around it.
fn counts(site: &Site) -> BTreeMap<PlaceId, usize> {
    let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for (place, entries) in &site.archive.by_place {
        for outer in site.rules.regions.chain(*place) {
            *counts.entry(outer).or_default() += entries.len();
        }
    }
    counts
}

fn branch(
    site: &Site,
    place: PlaceId,
    counts: &BTreeMap<PlaceId, usize>,
    below: &BTreeMap<PlaceId, BTreeSet<PlaceId>>,
    depth: usize,
) -> Branch {
    let row = site.rules.regions.place(place);
    let children = below.get(&place).into_iter().flatten();
    Branch {
        name: row.name.clone(),
        href: format!("regions/{}.html", row.code),
        own: site.archive.by_place.get(&place).map_or(0, Vec::len),
        reports: counts.get(&place).copied().unwrap_or(0),
        children: if depth == 0 { Vec::new() } else { children.map(|child| branch(site, *child, counts, below, depth - 1)).collect() },
    }
}

/// Places with reports, by the place around them, in the order of codes.
fn hierarchy(site: &Site, counts: &BTreeMap<PlaceId, usize>) -> BTreeMap<PlaceId, BTreeSet<PlaceId>> {
    let mut below: BTreeMap<PlaceId, BTreeSet<PlaceId>> = BTreeMap::new();
    for place in counts.keys() {
        if let Some(parent) = site.rules.regions.place(*place).parent {
            below.entry(parent).or_default().insert(*place);
        }
    }
    below
}

/// The model of `regions/index.html`: down to prefectures.
pub fn region_index(site: &Site) -> RegionIndex {
    let counts = counts(site);
    let below = hierarchy(site, &counts);
    let provinces = counts.keys().filter(|place| site.rules.regions.place(**place).parent.is_none());
    RegionIndex {
        provinces: provinces.map(|place| branch(site, *place, &counts, &below, 1)).collect(),
        unresolved: (0..site.archive.entries.len())
            .filter(|at| site.archive.entries[*at].place().is_none())
            .map(|at| site.report_link(at))
            .collect(),
    }
}

/// The models of `regions/<code>.html`: places that have reports, and the places around them.
pub fn region_pages(site: &Site) -> Vec<Routed<RegionPage>> {
    let counts = counts(site);
    let below = hierarchy(site, &counts);
    counts
        .keys()
        .map(|place| Routed {
            path: format!("regions/{}.html", site.rules.regions.place(*place).code),
            page: region_page(site, *place, &counts, &below),
        })
        .collect()
}

fn region_page(site: &Site, place: PlaceId, counts: &BTreeMap<PlaceId, usize>, below: &BTreeMap<PlaceId, BTreeSet<PlaceId>>) -> RegionPage {
    let regions = &site.rules.regions;
    let row = regions.place(place);
    let own = site.archive.by_place.get(&place).map_or(&[][..], Vec::as_slice);
    let (settled, open): (Vec<usize>, Vec<usize>) = own.iter().partition(|at| site.archive.entries[**at].is_placed());
    let counting: Vec<usize> = settled.iter().copied().filter(|at| site.archive.entries[*at].counts()).collect();
    let years: Vec<u16> = counting.iter().filter_map(|at| site.archive.entries[*at].year()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut series: BTreeMap<usize, BTreeMap<u16, Vec<Figure>>> = BTreeMap::new();
    for at in counting {
        let entry = &site.archive.entries[at];
        let Some(year) = entry.year() else { continue };
        for found in entry.report.assessment.observations.iter().filter(|found| found.is_of_the_year()) {
            let figure = Figure::of(entry, found, &site.rules.indicators.list[found.indicator], site.language);
            series.entry(found.indicator).or_default().entry(year).or_default().push(figure);
        }
    }
    let rows: Vec<Series> = series
        .into_iter()
        .map(|(at, mut figures)| {
            let indicator = &site.rules.indicators.list[at];
            let cells: Vec<Vec<Figure>> = years.iter().map(|year| figures.remove(year).unwrap_or_default()).collect();
            let name = site.indicator_name(indicator);
            Series {
                sparkline: in_a_row(&cells, &years, &format!("row-{}", indicator.id), &name, site.language),
                id: indicator.id.clone(),
                name,
                href: format!("indicators/{}.html", indicator.id),
                unit: indicator.unit.clone(),
                cells,
            }
        })
        .collect();
    let mut around: Vec<Link> = regions.chain(place).skip(1).map(|outer| site.region_link(outer)).collect();
    around.reverse();
    RegionPage {
        code: row.code.clone(),
        name: row.name.clone(),
        feed: if row.level == Level::Province { format!("feeds/{}.xml", row.code) } else { String::new() },
        full_name: regions.full_name(place),
        level: level_name(row.level, site.language).to_owned(),
        around,
        reports: settled.into_iter().rev().map(|at| site.report_link(at)).collect(),
        candidates: open.into_iter().map(|at| site.report_link(at)).collect(),
        children: below.get(&place).into_iter().flatten().map(|child| branch(site, *child, counts, below, 1)).collect(),
        multiples: multiples(&rows, &years, site.language),
        years,
        rows,
    }
}

/// The indicators with figures of the most years, at least two.
fn multiples(rows: &[Series], years: &[u16], language: &Language) -> Vec<Multiple> {
    let known = |row: &Series| row.cells.iter().filter(|cell| cell.len() == 1).count();
    let mut chosen: Vec<&Series> = rows.iter().filter(|row| known(row) > 1).collect();
    chosen.sort_by_key(|row| std::cmp::Reverse(known(row)));
    chosen
        .into_iter()
        .take(MOST_MULTIPLES)
        .map(|row| Multiple {
            name: row.name.clone(),
            href: row.href.clone(),
            unit: row.unit.clone(),
            svg: of_a_place(&row.cells, years, &format!("over-{}", row.id), &row.name, &row.unit, language),
        })
        .collect()
}
