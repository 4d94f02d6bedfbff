//! Pictures of indicators and of coverage.

use std::collections::BTreeMap;

use super::figure::marks_of;
use super::{Figure, Site};
use crate::chart::{Bar, Caption, Line, Mark, Spread, Tile, bar_chart, line_chart, sparkline, spread_chart, tile_map};
use crate::language::Language;
use crate::rules::PlaceId;

/// Lines that an eye can follow.
const MOST_LINES: usize = 6;
/// Bars of a picture; the table has all.
const MOST_BARS: usize = 20;
/// Places of one year that make a spread.
const LEAST_PLACES: usize = 5;

/// The figures of each place, and its name.
pub struct Places<'a> {
    pub names: Vec<&'a str>,
    /// For each place one list of figures a year.
    pub cells: Vec<&'a [Vec<Figure>]>,
    /// The newest first, as tables have them.
    pub years: &'a [u16],
    pub unit: &'a str,
    pub language: &'a Language,
}

/// Figures of every year from the first to the last, the first to the left: years that no table has are as
/// missing as others.
fn by_year(cells: &[Vec<Figure>], years: &[u16]) -> Vec<Vec<Mark>> {
    let all = marks_of(cells);
    span(years).map(|year| years.iter().position(|known| *known == year).map_or_else(Vec::new, |at| all[at].clone())).collect()
}

fn span(years: &[u16]) -> impl Iterator<Item = u16> {
    let (first, last) = (years.iter().copied().min().unwrap_or(1), years.iter().copied().max().unwrap_or(0));
    first..=last
}

/// The figures over years: a line for each of a few places, the spread of many; nothing of a single year.
pub fn over_years(places: &Places, indicator: &str) -> String {
    let years: Vec<u16> = span(places.years).collect();
    if years.len() < 2 || places.cells.is_empty() {
        return String::new();
    }
    let cells: Vec<Vec<Vec<Mark>>> = places.cells.iter().map(|cells| by_year(cells, places.years)).collect();
    let language = places.language;
    let (first, last) = (years[0].to_string(), years[years.len() - 1].to_string());
    let title = language.say_with("chart.over_years", &[("indicator", indicator), ("first", &first), ("last", &last)]);
    if cells.len() <= MOST_LINES {
        let lines: Vec<Line> = places.names.iter().zip(cells).map(|(name, cells)| Line { name: (*name).to_owned(), cells }).collect();
        let description = language.say_with("chart.lines", &[("unit", places.unit)]);
        return line_chart(&Caption { id: "over-years", title: &title, description: &description, language }, &years, &lines);
    }
    let spreads: Vec<Option<Spread>> =
        (0..years.len()).map(|year| spread(cells.iter().filter_map(|cells| Some(only(&cells[year])?.value)))).collect();
    if spreads.iter().flatten().count() < 2 {
        return String::new();
    }
    let description = language.say_with("chart.spread", &[("unit", places.unit), ("least", &LEAST_PLACES.to_string())]);
    spread_chart(&Caption { id: "over-years", title: &title, description: &description, language }, &years, &spreads)
}

/// What a cell holds if it is one thing: which of several figures stands for the place, no rule says.
fn only<T>(cell: &[T]) -> Option<&T> {
    match cell {
        [only] => Some(only),
        _ => None,
    }
}

/// Median and quartiles, where there are values enough.
fn spread(values: impl Iterator<Item = f64>) -> Option<Spread> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let quantile = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    (values.len() >= LEAST_PLACES).then(|| Spread { lower: quantile(0.25), median: quantile(0.5), upper: quantile(0.75) })
}

/// The places of the newest year that has several, the greatest figure first.
pub fn over_places(places: &Places, indicator: &str) -> String {
    let of_year = |at: usize| {
        let figures = places.cells.iter().zip(&places.names).filter_map(|(cells, name)| Some((*name, only(cells.get(at)?)?)));
        figures.collect::<Vec<_>>()
    };
    let Some((year, mut figures)) =
        places.years.iter().enumerate().map(|(at, year)| (*year, of_year(at))).find(|(_, figures)| figures.len() > 1)
    else {
        return String::new();
    };
    figures.sort_by(|a, b| b.1.number.total_cmp(&a.1.number));
    let all = figures.len();
    let bars: Vec<Bar> =
        figures.into_iter().take(MOST_BARS).map(|(name, figure)| Bar { label: name.to_owned(), mark: figure.mark() }).collect();
    let language = places.language;
    let title = language.say_with("chart.over_places", &[("indicator", indicator), ("year", &year.to_string())]);
    let description = if all > bars.len() {
        let counts = [("unit", places.unit), ("all", &all.to_string()), ("shown", &bars.len().to_string())];
        language.say_with("chart.bars_cut", &counts)
    } else {
        language.say_with("chart.bars", &[("unit", places.unit)])
    };
    bar_chart(&Caption { id: "over-places", title: &title, description: &description, language }, &bars)
}

/// A place's figures of one indicator over the years, for a row of a table; nothing of fewer than two years.
pub fn in_a_row(cells: &[Vec<Figure>], years: &[u16], id: &str, title: &str, language: &Language) -> String {
    if cells.iter().filter(|cell| !cell.is_empty()).count() < 2 {
        return String::new();
    }
    sparkline(&Caption { id, title, description: language.say("chart.row"), language }, &by_year(cells, years))
}

/// The same with axes, for a small multiple beside others.
pub fn of_a_place(cells: &[Vec<Figure>], years: &[u16], id: &str, title: &str, unit: &str, language: &Language) -> String {
    let line = Line { name: String::new(), cells: by_year(cells, years) };
    let description = language.say_with("chart.of_a_place", &[("unit", unit)]);
    line_chart(&Caption { id, title, description: &description, language }, &span(years).collect::<Vec<_>>(), &[line])
}

/// The map of provinces: how many reports each has.
pub fn coverage_map(site: &Site, root: &str) -> String {
    let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for entry in &site.archive.entries {
        if let Some(place) = entry.place() {
            *counts.entry(site.province(place)).or_default() += 1;
        }
    }
    let language = site.language;
    let (title, description) = (language.say("chart.coverage_map"), language.say("chart.coverage_map_long"));
    let caption = Caption { id: "coverage-map", title, description, language };
    province_map(site, root, &caption, &counts, "chart.reports")
}

/// The map of provinces: how many governments state an indicator for the newest year of the archive.
pub fn indicator_map(site: &Site, root: &str, indicator: &str, stated: &[(PlaceId, u16)]) -> String {
    let Some(newest) = stated.iter().map(|(_, year)| *year).max() else { return String::new() };
    let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for (place, _) in stated.iter().filter(|(_, year)| *year == newest) {
        *counts.entry(site.province(*place)).or_default() += 1;
    }
    let language = site.language;
    let title = language.say_with("chart.indicator_map", &[("indicator", indicator), ("year", &newest.to_string())]);
    let caption = Caption { id: "indicator-map", title: &title, description: language.say("chart.indicator_map_long"), language };
    province_map(site, root, &caption, &counts, "chart.places")
}

/// `counted` is the key of the words for a count.
fn province_map(site: &Site, root: &str, caption: &Caption, counts: &BTreeMap<PlaceId, usize>, counted: &str) -> String {
    let language = site.language;
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    let tiles: Vec<Tile> = site
        .rules
        .tiles
        .iter()
        .map(|tile| {
            let count = counts.get(&tile.place).copied().unwrap_or(0);
            let value = if count == 0 { String::new() } else { count.to_string() };
            let says = if count == 0 { language.say("chart.none").to_owned() } else { language.say_with(counted, &[("n", &value)]) };
            Tile {
                name: tile.name.clone(),
                column: tile.column,
                row: tile.row,
                shade: shade(count, most),
                value,
                words: language.say_with("chart.tile", &[("place", site.place_name(tile.place)), ("says", &says)]),
                href: if count == 0 { String::new() } else { format!("{root}{}", site.region_link(tile.place).href) },
            }
        })
        .collect();
    tile_map(caption, &tiles)
}

/// Five shades by the share of the most, and none for nothing.
fn shade(count: usize, most: usize) -> u8 {
    u8::try_from((count * 5).div_ceil(most)).unwrap_or(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Tongue;

    fn figure(number: f64) -> Figure {
        let text = String::new;
        Figure { value: number.to_string(), number, unit: text(), bound: text(), href: text(), object: text(), period: "year" }
    }

    #[test]
    fn of_several_figures_in_a_cell_none_is_picked() {
        let language = Language::load(None, Tongue::Chinese).expect("the embedded texts are valid");
        let cells = [vec![vec![figure(11.0)]], vec![vec![figure(22.0), figure(33.0)]], vec![vec![figure(44.0)]]];
        let places = Places {
            names: vec!["甲", "乙", "丙"],
            cells: cells.iter().map(Vec::as_slice).collect(),
            years: &[2021],
            unit: "件",
            language: &language,
        };
        let svg = over_places(&places, "受理");
        assert!(svg.contains("甲") && svg.contains("丙") && !svg.contains("乙"), "{svg}");
    }
}
