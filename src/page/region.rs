//! Places: province, prefecture, county.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::picture::{in_a_row, of_a_place};
use super::{Figure, Link, ROWS, ReportLink, Site, level_name};
use crate::language::Language;
use crate::rules::{Level, PlaceId};
use crate::summary::StatedFigure;

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

/// Places with reports and the places around them.
pub struct Hierarchy {
    /// How many reports lie in each.
    counts: BTreeMap<PlaceId, usize>,
    /// Those directly within each, in the order of codes.
    below: BTreeMap<PlaceId, BTreeSet<PlaceId>>,
}

impl Hierarchy {
    /// The hierarchy of an archive's places.
    pub fn of(site: &Site) -> Hierarchy {
        let regions = &site.rules.regions;
        let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
        for (place, entries) in &site.archive.by_place {
            for outer in regions.chain(*place) {
                *counts.entry(outer).or_default() += entries.len();
            }
        }
        let mut below: BTreeMap<PlaceId, BTreeSet<PlaceId>> = BTreeMap::new();
        for place in counts.keys() {
            if let Some(parent) = regions.place(*place).parent {
                below.entry(parent).or_default().insert(*place);
            }
        }
        Hierarchy { counts, below }
    }

    /// Every place that has a page.
    pub fn places(&self) -> Vec<PlaceId> {
        self.counts.keys().copied().collect()
    }

    fn within(&self, place: PlaceId) -> impl Iterator<Item = PlaceId> {
        self.below.get(&place).into_iter().flatten().copied()
    }
}

fn branch(site: &Site, hierarchy: &Hierarchy, place: PlaceId, depth: usize) -> Branch {
    let row = site.rules.regions.place(place);
    let children = hierarchy.within(place).filter(|_| depth > 0);
    Branch {
        name: row.name.clone(),
        href: format!("regions/{}.html", row.code),
        own: site.archive.by_place.get(&place).map_or(0, Vec::len),
        reports: hierarchy.counts.get(&place).copied().unwrap_or(0),
        children: children.map(|child| branch(site, hierarchy, child, depth - 1)).collect(),
    }
}

/// The model of `regions/index.html`: down to prefectures.
pub fn region_index(site: &Site, hierarchy: &Hierarchy) -> RegionIndex {
    let provinces = hierarchy.counts.keys().filter(|place| site.rules.regions.place(**place).parent.is_none());
    let placeless = (0..site.archive.entries.len()).filter(|at| site.archive.entries[*at].place().is_none());
    RegionIndex {
        provinces: provinces.map(|place| branch(site, hierarchy, *place, 1)).collect(),
        unresolved: placeless.take(ROWS).map(|at| site.report_link(at)).collect(),
    }
}

/// What the page of a place is made from: the reports of the place, and what is in it.
pub fn region_inputs(site: &Site, hierarchy: &Hierarchy, place: PlaceId) -> impl Serialize {
    let own = site.archive.by_place.get(&place).into_iter().flatten();
    let reports: Vec<_> = own.map(|at| site.archive.entries[*at].identity()).collect();
    (reports, branch(site, hierarchy, place, 2))
}

/// The model of `regions/<code>.html`, of a place that has reports or holds one that has.
pub fn region_page(site: &Site, hierarchy: &Hierarchy, place: PlaceId) -> RegionPage {
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
        for stated in entry.summary.figures().filter(StatedFigure::is_of_the_year) {
            let figure = Figure::of(entry, &stated, &site.rules.indicators.list[stated.indicator], site.language);
            series.entry(stated.indicator).or_default().entry(year).or_default().push(figure);
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
        candidates: open.into_iter().take(ROWS).map(|at| site.report_link(at)).collect(),
        children: hierarchy.within(place).map(|child| branch(site, hierarchy, child, 1)).collect(),
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
