//! Years.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{ROWS, ReportLink, Routed, Site};
use crate::rules::PlaceId;

#[derive(Debug, Serialize)]
pub struct YearIndex {
    pub years: Vec<Counted>,
    pub undated: Vec<ReportLink>,
}

#[derive(Debug, Serialize)]
pub struct YearPage {
    pub year: u16,
    /// The province, on a page of its own.
    pub province: String,
    pub reports: usize,
    pub earlier: Option<String>,
    pub later: Option<String>,
    pub groups: Vec<Group>,
    /// Provinces on pages of their own.
    pub split: Vec<Counted>,
}

/// The reports of a province.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    pub name: String,
    pub reports: Vec<ReportLink>,
}

/// The model of `years/index.html`.
pub fn year_index(site: &Site) -> YearIndex {
    let archive = site.archive;
    YearIndex {
        years: archive
            .by_year
            .iter()
            .rev()
            .map(|(year, entries)| Counted { name: year.to_string(), href: format!("years/{year}.html"), count: entries.len() })
            .collect(),
        undated: (0..archive.entries.len())
            .filter(|at| archive.entries[*at].year().is_none())
            .take(ROWS)
            .map(|at| site.report_link(at))
            .collect(),
    }
}

/// The models of `years/<year>.html`, and of `years/<year>-<province>.html` where one page would be long.
pub fn year_pages(site: &Site) -> Vec<Routed<YearPage>> {
    let years: Vec<u16> = site.archive.by_year.keys().copied().collect();
    let mut pages = Vec::new();
    for (at, year) in years.iter().enumerate() {
        let entries = &site.archive.by_year[year];
        let mut provinces: BTreeMap<Option<PlaceId>, Vec<usize>> = BTreeMap::new();
        for entry in entries {
            provinces.entry(site.archive.entries[*entry].place().map(|place| site.province(place))).or_default().push(*entry);
        }
        let group = |place: &Option<PlaceId>, entries: &[usize]| Group {
            name: place.map_or_else(|| site.language.say("place.open").to_owned(), |place| site.place_name(place).to_owned()),
            reports: entries.iter().map(|at| site.report_link(*at)).collect(),
        };
        let page = |province: String, groups: Vec<Group>, split: Vec<Counted>, reports| YearPage {
            year: *year,
            province,
            reports,
            earlier: at.checked_sub(1).map(|at| years[at].to_string()),
            later: years.get(at + 1).map(ToString::to_string),
            groups,
            split,
        };
        let path = format!("years/{year}.html");
        if entries.len() <= ROWS {
            let groups = provinces.iter().map(|(place, entries)| group(place, entries)).collect();
            pages.push(Routed { path, page: page(String::new(), groups, Vec::new(), entries.len()) });
            continue;
        }
        let mut split = Vec::new();
        for (place, entries) in &provinces {
            let group = group(place, entries);
            let code = place.map_or("unresolved", |place| site.rules.regions.place(place).code.as_str());
            let path = format!("years/{year}-{code}.html");
            split.push(Counted { name: group.name.clone(), href: path.clone(), count: entries.len() });
            pages.push(Routed { path, page: page(group.name.clone(), vec![group], Vec::new(), entries.len()) });
        }
        pages.push(Routed { path, page: page(String::new(), Vec::new(), split, entries.len()) });
    }
    pages
}
