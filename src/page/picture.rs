//! Pictures of indicators and of coverage.

use std::collections::BTreeMap;

use super::figure::marks_of;
use super::{Figure, Site};
use crate::chart::{Bar, Caption, Line, Mark, Spread, Tile, bar_chart, line_chart, sparkline, spread_chart, tile_map};
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
    let title = format!("{indicator}，{}—{} 年", years[0], years[years.len() - 1]);
    if cells.len() <= MOST_LINES {
        let lines: Vec<Line> = places.names.iter().zip(cells).map(|(name, cells)| Line { name: (*name).to_owned(), cells }).collect();
        let description = format!("单位：{}。每条线是一个地区；空心点是约数，断开处该年未载。", places.unit);
        return line_chart(&Caption { id: "over-years", title: &title, description: &description }, &years, &lines);
    }
    let spreads: Vec<Option<Spread>> =
        (0..years.len()).map(|year| spread(cells.iter().filter_map(|cells| Some(cells[year].first()?.value)))).collect();
    if spreads.iter().flatten().count() < 2 {
        return String::new();
    }
    let description = format!("单位：{}。线是各地的中位数，色带是居中的一半地区；不足 {LEAST_PLACES} 个地区的年份以 × 标出。", places.unit);
    spread_chart(&Caption { id: "over-years", title: &title, description: &description }, &years, &spreads)
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
        let figures = places.cells.iter().zip(&places.names).filter_map(|(cells, name)| Some((*name, cells.get(at)?.first()?)));
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
    let title = format!("{indicator}，{year} 年各地");
    let rest =
        if all > bars.len() { format!("共 {all} 个地区，这里是数值最大的 {} 个；", bars.len()) } else { String::new() };
    let description = format!("单位：{}。{rest}空心条是约数。", places.unit);
    bar_chart(&Caption { id: "over-places", title: &title, description: &description }, &bars)
}

/// A place's figures of one indicator over the years, for a row of a table; nothing of fewer than two years.
pub fn in_a_row(cells: &[Vec<Figure>], years: &[u16], id: &str, title: &str) -> String {
    if cells.iter().filter(|cell| !cell.is_empty()).count() < 2 {
        return String::new();
    }
    sparkline(&Caption { id, title, description: "各年走势，数值见同一行" }, &by_year(cells, years))
}

/// The same with axes, for a small multiple beside others.
pub fn of_a_place(cells: &[Vec<Figure>], years: &[u16], id: &str, title: &str, unit: &str) -> String {
    let line = Line { name: String::new(), cells: by_year(cells, years) };
    let description = format!("单位：{unit}。空心点是约数，× 处该年未载。");
    line_chart(&Caption { id, title, description: &description }, &span(years).collect::<Vec<_>>(), &[line])
}

/// The map of provinces: how many reports each has.
pub fn coverage_map(site: &Site, root: &str) -> String {
    let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for entry in &site.archive.entries {
        if let Some(place) = entry.place() {
            *counts.entry(site.province(place)).or_default() += 1;
        }
    }
    let caption =
        Caption {
            id: "coverage-map", title: "各省收录的报告", description: "每格一个省级地区，颜色越深报告越多；虚线格还没有报告。"
        };
    province_map(site, root, &caption, &counts, |count| (count.to_string(), format!("{count} 份报告")))
}

/// The map of provinces: how many governments state an indicator for the newest year of the archive.
pub fn indicator_map(site: &Site, root: &str, indicator: &str, stated: &[(PlaceId, u16)]) -> String {
    let Some(newest) = stated.iter().map(|(_, year)| *year).max() else { return String::new() };
    let mut counts: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for (place, _) in stated.iter().filter(|(_, year)| *year == newest) {
        *counts.entry(site.province(*place)).or_default() += 1;
    }
    let title = format!("{indicator}：{newest} 年有多少地区写明");
    let caption = Caption {
        id: "indicator-map", title: &title, description: "每格一个省级地区，数字是写明此项的政府个数；虚线格没有。"
    };
    province_map(site, root, &caption, &counts, |count| (count.to_string(), format!("{count} 个地区写明")))
}

fn province_map(
    site: &Site,
    root: &str,
    caption: &Caption,
    counts: &BTreeMap<PlaceId, usize>,
    words: impl Fn(usize) -> (String, String),
) -> String {
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    let tiles: Vec<Tile> = site
        .rules
        .tiles
        .iter()
        .map(|tile| {
            let count = counts.get(&tile.place).copied().unwrap_or(0);
            let (value, says) = if count == 0 { (String::new(), "没有".to_owned()) } else { words(count) };
            Tile {
                name: tile.name.clone(),
                column: tile.column,
                row: tile.row,
                shade: shade(count, most),
                value,
                words: format!("{}：{says}", site.place_name(tile.place)),
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
