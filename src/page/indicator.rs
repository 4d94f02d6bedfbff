//! Indicators: one figure across places and years.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::listing::Counted;
use super::picture::{Places, in_a_row, indicator_map, over_places, over_years};
use super::{Figure, Link, ROWS, Routed, Site, in_parts};
use crate::language::Tongue;
use crate::rules::{Indicator, PlaceId};

#[derive(Debug, Serialize)]
pub struct IndicatorIndex {
    pub groups: Vec<TopicGroup>,
}

/// The indicators of a topic.
#[derive(Debug, Serialize)]
pub struct TopicGroup {
    pub topic: String,
    pub indicators: Vec<Counted>,
}

#[derive(Debug, Serialize)]
pub struct IndicatorPage {
    pub id: String,
    pub name: String,
    /// The name in the other language, and which that is.
    pub other_name: String,
    pub other_language: &'static str,
    pub unit: String,
    pub topic: Link,
    pub rule: String,
    /// The province, on a page of its own.
    pub province: String,
    pub total: usize,
    pub years: Vec<u16>,
    pub rows: Vec<Row>,
    /// Figures that are not the government's own or not placed.
    pub aside: Vec<Aside>,
    pub aside_left_out: usize,
    pub split: Vec<Counted>,
    /// Pictures as SVG; empty where there is too little to show.
    pub map: String,
    pub over_years: String,
    pub over_places: String,
}

/// A place.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub href: String,
    pub around: String,
    /// Its figures over the years, as SVG.
    pub sparkline: String,
    /// One list of figures a year.
    pub cells: Vec<Vec<Figure>>,
}

/// A figure outside the table.
#[derive(Clone, Debug, Serialize)]
pub struct Aside {
    pub region: String,
    pub year: String,
    pub kind: String,
    pub figure: Figure,
}

/// The model of `indicators/index.html`.
pub fn indicator_index(site: &Site) -> IndicatorIndex {
    let list = &site.rules.indicators.list;
    let groups = site.rules.topics.list.iter().map(|topic| TopicGroup {
        topic: site.topic_name(topic),
        indicators: list
            .iter()
            .enumerate()
            .filter(|(_, indicator)| indicator.topic == topic.id)
            .map(|(at, indicator)| Counted {
                name: site.indicator_name(indicator),
                href: format!("indicators/{}.html", indicator.id),
                count: site.archive.by_indicator.get(&at).map_or(0, Vec::len),
            })
            .collect(),
    });
    IndicatorIndex { groups: groups.filter(|group: &TopicGroup| !group.indicators.is_empty()).collect() }
}

/// Figures of a page's table: beyond, its rows go on another page.
const FIGURES: usize = 1500;

/// The models of `indicators/<id>.html`, and of `indicators/<id>/<province>.html` (and further parts) where one
/// table would be long.
pub fn indicator_pages(site: &Site, at: usize) -> Vec<Routed<IndicatorPage>> {
    let indicator = &site.rules.indicators.list[at];
    let name = site.indicator_name(indicator);
    let found = site.archive.by_indicator.get(&at).map_or(&[][..], Vec::as_slice);
    let (table, mut aside) = figures(site, indicator, found);
    let aside_left_out = aside.len().saturating_sub(ROWS);
    aside.truncate(ROWS);
    let stated: Vec<(PlaceId, u16)> = table.iter().flat_map(|(place, figures)| figures.keys().map(|year| (*place, *year))).collect();
    let map = indicator_map(site, "../", &name, &stated);
    let page = |province: String, places: &[PlaceId]| {
        let years = years_of(places.iter().map(|place| &table[place]));
        let rows: Vec<Row> = places.iter().map(|place| row(site, *place, &table[place], &years)).collect();
        let pictured = Places {
            names: rows.iter().map(|row| row.name.as_str()).collect(),
            cells: rows.iter().map(|row| row.cells.as_slice()).collect(),
            years: &years,
            unit: &indicator.unit,
            language: site.language,
        };
        IndicatorPage {
            // The map is of the whole country.
            map: if province.is_empty() { map.clone() } else { String::new() },
            id: indicator.id.clone(),
            name: name.clone(),
            other_name: site.language.own(&indicator.en, &indicator.zh).to_owned(),
            other_language: site.language.own(Tongue::English.tag(), Tongue::Chinese.tag()),
            unit: indicator.unit.clone(),
            topic: topic_link(site, &indicator.topic),
            rule: indicator.rule.clone(),
            province,
            total: rows.iter().flat_map(|row| &row.cells).map(Vec::len).sum(),
            over_years: over_years(&pictured, &name),
            over_places: over_places(&pictured, &name),
            years,
            rows,
            aside: Vec::new(),
            aside_left_out: 0,
            split: Vec::new(),
        }
    };
    let path = format!("indicators/{}.html", indicator.id);
    let total = found.len();
    let all: Vec<PlaceId> = table.keys().copied().collect();
    if all.len() <= ROWS && total <= FIGURES {
        return vec![Routed { path, page: IndicatorPage { total, aside, aside_left_out, ..page(String::new(), &all) } }];
    }
    let mut pages = Vec::new();
    let mut split = Vec::new();
    for of_province in all.chunk_by(|a, b| site.province(*a) == site.province(*b)) {
        let province = site.province(of_province[0]);
        let code = &site.rules.regions.place(province).code;
        let figures = |place: &PlaceId| table[place].values().map(Vec::len).sum();
        let parts = in_parts(of_province, figures, FIGURES);
        for (part, places) in parts.iter().enumerate() {
            let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
            let path = format!("indicators/{}/{code}{suffix}.html", indicator.id);
            let name = site.place_name(province);
            let name = if parts.len() == 1 { name.to_owned() } else { site.language.part_of(name, part, parts.len()) };
            let page = page(name.clone(), places);
            split.push(Counted { name, href: path.clone(), count: page.total });
            pages.push(Routed { path, page });
        }
    }
    pages.push(Routed { path, page: IndicatorPage { total, aside, aside_left_out, split, ..page(String::new(), &[]) } });
    pages
}

/// The figures of places by year, and those that are not the government's own or not placed.
type Table = BTreeMap<PlaceId, BTreeMap<u16, Vec<Figure>>>;

fn figures(site: &Site, indicator: &Indicator, found: &[(u32, u32)]) -> (Table, Vec<Aside>) {
    let mut table = Table::new();
    let mut aside = Vec::new();
    for of_entry in found.chunk_by(|a, b| a.0 == b.0) {
        let entry_at = of_entry[0].0 as usize;
        let entry = &site.archive.entries[entry_at];
        for (_, place) in of_entry {
            let figure = Figure::of(entry, &entry.summary.figure_at(*place), indicator, site.language);
            match (entry.counts(), entry.place(), entry.year()) {
                (true, Some(place), Some(year)) => table.entry(place).or_default().entry(year).or_default().push(figure),
                _ => {
                    let link = site.report_link(entry_at);
                    let kind = if link.kind.is_empty() { site.language.say("place.open").to_owned() } else { link.kind };
                    aside.push(Aside { region: link.region, year: link.year, kind, figure });
                }
            }
        }
    }
    (table, aside)
}

fn topic_link(site: &Site, id: &str) -> Link {
    let name = site.rules.topics.list.iter().find(|topic| topic.id == id).map_or_else(|| id.to_owned(), |topic| site.topic_name(topic));
    Link { name, href: format!("topics/{id}.html") }
}

fn years_of<'a>(rows: impl Iterator<Item = &'a BTreeMap<u16, Vec<Figure>>>) -> Vec<u16> {
    rows.flat_map(BTreeMap::keys).copied().collect::<BTreeSet<u16>>().into_iter().rev().collect()
}

fn row(site: &Site, place: PlaceId, figures: &BTreeMap<u16, Vec<Figure>>, years: &[u16]) -> Row {
    let link = site.region_link(place);
    let around: Vec<&str> = site.rules.regions.chain(place).skip(1).map(|outer| site.place_name(outer)).collect();
    let cells: Vec<Vec<Figure>> = years.iter().map(|year| figures.get(year).cloned().unwrap_or_default()).collect();
    Row {
        sparkline: in_a_row(&cells, years, &format!("row-{}", site.rules.regions.place(place).code), &link.name, site.language),
        name: link.name,
        href: link.href,
        around: around.into_iter().rev().collect::<Vec<_>>().join(" · "),
        cells,
    }
}
