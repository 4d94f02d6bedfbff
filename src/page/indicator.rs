//! Indicators: one figure across places and years.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::listing::Counted;
use super::picture::{Places, in_a_row, indicator_map, over_places, over_years};
use super::{Figure, Link, ROWS, Site, in_parts};
use crate::hash::Fingerprint;
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

/// Figures of a page's table: beyond, its rows go on another page.
const FIGURES: usize = 1500;

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

/// Where a figure stands: the entry, and its place in the entry's summary.
type Stand = (u32, u32);

/// The figures of an indicator: those of governments by place and year, and the others.
pub struct IndicatorFigures<'a> {
    site: &'a Site<'a>,
    indicator: &'a Indicator,
    table: BTreeMap<PlaceId, BTreeMap<u16, Vec<Stand>>>,
    aside: Vec<Stand>,
    total: usize,
}

/// Rows that stand on a page of their own.
pub struct Part {
    /// The province, with the number of the part where there are several.
    pub name: String,
    pub path: String,
    /// How many figures it has.
    pub total: usize,
    places: Vec<PlaceId>,
}

impl<'a> IndicatorFigures<'a> {
    /// The figures of an indicator.
    pub fn of(site: &'a Site<'a>, at: usize) -> IndicatorFigures<'a> {
        let indicator = &site.rules.indicators.list[at];
        let found = site.archive.by_indicator.get(&at).map_or(&[][..], Vec::as_slice);
        let mut figures = IndicatorFigures { site, indicator, table: BTreeMap::new(), aside: Vec::new(), total: found.len() };
        for stand in found {
            let entry = &site.archive.entries[stand.0 as usize];
            match (entry.counts(), entry.place(), entry.year()) {
                (true, Some(place), Some(year)) => figures.table.entry(place).or_default().entry(year).or_default().push(*stand),
                _ => figures.aside.push(*stand),
            }
        }
        figures
    }

    /// The parts of the table, each on a page; none where the whole is on one.
    pub fn parts(&self) -> Vec<Part> {
        if self.table.len() <= ROWS && self.total <= FIGURES {
            return Vec::new();
        }
        let all: Vec<PlaceId> = self.table.keys().copied().collect();
        let figures = |place: &PlaceId| self.table[place].values().map(Vec::len).sum::<usize>();
        let mut parts = Vec::new();
        for of_province in all.chunk_by(|a, b| self.site.province(*a) == self.site.province(*b)) {
            let province = self.site.province(of_province[0]);
            let code = &self.site.rules.regions.place(province).code;
            let of_it = in_parts(of_province, figures, FIGURES);
            for (part, places) in of_it.iter().enumerate() {
                let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
                let name = self.site.place_name(province);
                let name = if of_it.len() == 1 { name.to_owned() } else { self.site.language.part_of(name, part, of_it.len()) };
                let path = format!("indicators/{}/{code}{suffix}.html", self.indicator.id);
                parts.push(Part { name, path, total: places.iter().map(figures).sum(), places: places.to_vec() });
            }
        }
        parts
    }

    /// What the page of a part is made from.
    pub fn part_inputs(&self, part: &'a Part) -> impl Serialize {
        (&self.indicator.id, &part.name, self.identities(part.places.iter().flat_map(|place| self.table[place].values().flatten())))
    }

    /// What the page of the whole is made from.
    pub fn whole_inputs(&self) -> impl Serialize {
        (&self.indicator.id, self.total, self.identities(self.table.values().flat_map(BTreeMap::values).flatten().chain(&self.aside)))
    }

    fn identities<'f>(&self, stands: impl Iterator<Item = &'f Stand>) -> Vec<((&'a str, Fingerprint), u32)> {
        stands.map(|(entry, place)| (self.site.archive.entries[*entry as usize].identity(), *place)).collect()
    }

    /// The model of `indicators/<id>/<province>.html`.
    pub fn part_page(&self, part: &Part) -> IndicatorPage {
        self.page(part.name.clone(), &part.places)
    }

    /// Where the page of the whole goes.
    pub fn path(&self) -> String {
        format!("indicators/{}.html", self.indicator.id)
    }

    /// The model of `indicators/<id>.html`; `split` has the parts, where there are any.
    pub fn whole_page(&self, split: Vec<Counted>) -> IndicatorPage {
        let places: Vec<PlaceId> = if split.is_empty() { self.table.keys().copied().collect() } else { Vec::new() };
        let stated: Vec<(PlaceId, u16)> = self.table.iter().flat_map(|(place, years)| years.keys().map(|year| (*place, *year))).collect();
        let page = self.page(String::new(), &places);
        let map = indicator_map(self.site, "../", &page.name, &stated);
        let aside_left_out = self.aside.len().saturating_sub(ROWS);
        let aside = self.aside.iter().take(ROWS).map(|stand| self.aside(stand)).collect();
        IndicatorPage { total: self.total, aside, aside_left_out, split, map, ..page }
    }

    fn figure(&self, (entry, place): &Stand) -> Figure {
        let entry = &self.site.archive.entries[*entry as usize];
        Figure::of(entry, &entry.summary.figure_at(*place), self.indicator, self.site.language)
    }

    fn aside(&self, stand: &Stand) -> Aside {
        let link = self.site.report_link(stand.0 as usize);
        let kind = if link.kind.is_empty() { self.site.language.say("place.open").to_owned() } else { link.kind };
        Aside { region: link.region, year: link.year, kind, figure: self.figure(stand) }
    }

    /// The table of some places with its pictures.
    fn page(&self, province: String, places: &[PlaceId]) -> IndicatorPage {
        let (site, indicator) = (self.site, self.indicator);
        let name = site.indicator_name(indicator);
        let years: BTreeSet<u16> = places.iter().flat_map(|place| self.table[place].keys().copied()).collect();
        let years: Vec<u16> = years.into_iter().rev().collect();
        let rows: Vec<Row> = places.iter().map(|place| self.row(*place, &years)).collect();
        let pictured = Places {
            names: rows.iter().map(|row| row.name.as_str()).collect(),
            cells: rows.iter().map(|row| row.cells.as_slice()).collect(),
            years: &years,
            unit: &indicator.unit,
            language: site.language,
        };
        IndicatorPage {
            id: indicator.id.clone(),
            other_name: site.language.own(&indicator.en, &indicator.zh).to_owned(),
            other_language: site.language.own(Tongue::English.tag(), Tongue::Chinese.tag()),
            unit: indicator.unit.clone(),
            topic: topic_link(site, &indicator.topic),
            rule: indicator.rule.clone(),
            province,
            total: rows.iter().flat_map(|row| &row.cells).map(Vec::len).sum(),
            over_years: over_years(&pictured, &name),
            over_places: over_places(&pictured, &name),
            name,
            years,
            rows,
            aside: Vec::new(),
            aside_left_out: 0,
            split: Vec::new(),
            map: String::new(),
        }
    }

    fn row(&self, place: PlaceId, years: &[u16]) -> Row {
        let site = self.site;
        let link = site.region_link(place);
        let around: Vec<&str> = site.rules.regions.chain(place).skip(1).map(|outer| site.place_name(outer)).collect();
        let cell = |year: &u16| self.table[&place].get(year).into_iter().flatten().map(|stand| self.figure(stand)).collect();
        let cells: Vec<Vec<Figure>> = years.iter().map(cell).collect();
        Row {
            sparkline: in_a_row(&cells, years, &format!("row-{}", site.rules.regions.place(place).code), &link.name, site.language),
            name: link.name,
            href: link.href,
            around: around.into_iter().rev().collect::<Vec<_>>().join(" · "),
            cells,
        }
    }
}

fn topic_link(site: &Site, id: &str) -> Link {
    let name = site.rules.topics.list.iter().find(|topic| topic.id == id).map_or_else(|| id.to_owned(), |topic| site.topic_name(topic));
    Link { name, href: format!("topics/{id}.html") }
}
