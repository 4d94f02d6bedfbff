//! Indicators: one figure across places and years.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::listing::Counted;
use super::picture::{Places, in_a_row, indicator_map, over_places, over_years};
use super::{Figure, Link, ROWS, Routed, Site};
use crate::language::Tongue;
use crate::rules::PlaceId;

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

/// The models of `indicators/<id>.html`, and of `indicators/<id>-<province>.html` where one table would be long.
pub fn indicator_pages(site: &Site) -> Vec<Routed<IndicatorPage>> {
    let mut pages = Vec::new();
    for (at, indicator) in site.rules.indicators.list.iter().enumerate() {
        let name = site.indicator_name(indicator);
        let found = site.archive.by_indicator.get(&at).map_or(&[][..], Vec::as_slice);
        let mut table: BTreeMap<PlaceId, BTreeMap<u16, Vec<Figure>>> = BTreeMap::new();
        let mut aside = Vec::new();
        for (entry_at, observation) in found {
            let entry = &site.archive.entries[*entry_at];
            let figure = Figure::of(entry, &entry.report.assessment.observations[*observation], indicator, site.language);
            match (entry.counts(), entry.place(), entry.year()) {
                (true, Some(place), Some(year)) => table.entry(place).or_default().entry(year).or_default().push(figure),
                _ => {
                    let link = site.report_link(*entry_at);
                    let kind = if link.kind.is_empty() { site.language.say("place.open").to_owned() } else { link.kind };
                    aside.push(Aside { region: link.region, year: link.year, kind, figure });
                }
            }
        }
        let left_out = aside.len().saturating_sub(ROWS);
        aside.truncate(ROWS);
        let stated: Vec<(PlaceId, u16)> = table.iter().flat_map(|(place, figures)| figures.keys().map(|year| (*place, *year))).collect();
        let map = indicator_map(site, "../", &name, &stated);
        let page = |province: String, rows: Vec<Row>, years: Vec<u16>, aside: Vec<Aside>, split: Vec<Counted>, total| {
            let places = Places {
                names: rows.iter().map(|row| row.name.as_str()).collect(),
                cells: rows.iter().map(|row| row.cells.as_slice()).collect(),
                years: &years,
                unit: &indicator.unit,
                language: site.language,
            };
            let (over_years, over_places) = (over_years(&places, &name), over_places(&places, &name));
            IndicatorPage {
                id: indicator.id.clone(),
                name: name.clone(),
                other_name: site.language.own(&indicator.en, &indicator.zh).to_owned(),
                other_language: site.language.own(Tongue::English.tag(), Tongue::Chinese.tag()),
                unit: indicator.unit.clone(),
                topic: topic_link(site, &indicator.topic),
                rule: indicator.rule.clone(),
                province,
                total,
                years,
                rows,
                aside,
                aside_left_out: left_out,
                split,
                map: map.clone(),
                over_years,
                over_places,
            }
        };
        let path = format!("indicators/{}.html", indicator.id);
        if table.len() <= ROWS {
            let years = years_of(table.values());
            let rows = table.iter().map(|(place, figures)| row(site, *place, figures, &years)).collect();
            pages.push(Routed { path, page: page(String::new(), rows, years, aside, Vec::new(), found.len()) });
            continue;
        }
        let mut provinces: BTreeMap<PlaceId, Vec<PlaceId>> = BTreeMap::new();
        for place in table.keys() {
            provinces.entry(site.province(*place)).or_default().push(*place);
        }
        let mut split = Vec::new();
        for (province, places) in provinces {
            let path = format!("indicators/{}-{}.html", indicator.id, site.rules.regions.place(province).code);
            let name = site.place_name(province).to_owned();
            let years = years_of(places.iter().map(|place| &table[place]));
            let rows: Vec<Row> = places.iter().map(|place| row(site, *place, &table[place], &years)).collect();
            let total = rows.iter().flat_map(|row| &row.cells).map(Vec::len).sum();
            split.push(Counted { name: name.clone(), href: path.clone(), count: total });
            pages.push(Routed { path, page: page(name, rows, years, Vec::new(), Vec::new(), total) });
        }
        pages.push(Routed { path, page: page(String::new(), Vec::new(), Vec::new(), aside, split, found.len()) });
    }
    pages
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
