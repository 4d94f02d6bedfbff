//! Pictures of figures, as SVG.
//!
//! Input: values with the words that name them. Output: one `<svg>` that CSS themes by class names, with a title
//! and a description; Chinese names in the picture of another language are marked as such. Refuses to hide what it does not know: a missing value is a gap with a mark of its own and
//! never a zero, an approximate one is hollow. The table beside a picture says the same in full.
//!
//! Our own few shapes instead of a chart crate: those looked at draw with colours and fonts written into every
//! element, which a dark page, a printer and `style-src 'self'` all object to.

mod scale;
mod tiles;

use crate::language::Language;
use scale::Scale;
pub use tiles::{Tile, tile_map};

/// What a picture shows, in words.
pub struct Caption<'a> {
    /// Unique on its page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a Language,
}

/// A figure in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub value: f64,
    pub is_exact: bool,
    /// The value in words, with unit.
    pub shown: String,
}

/// A row of a bar chart.
pub struct Bar {
    pub label: String,
    pub mark: Mark,
}

/// A line of a line chart: for each year its figures, none where nothing is known.
pub struct Line {
    pub name: String,
    pub cells: Vec<Vec<Mark>>,
}

/// The spread of one year's figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
}

/// Pictures are drawn for the width of a phone and grow from there.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 46.0;
/// Room for the names of lines.
const RIGHT: f64 = 70.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;
/// Height of a bar's row, and where bars begin and end.
const ROW: f64 = 22.0;
const BAR_LEFT: f64 = 96.0;
const BAR_RIGHT: f64 = 80.0;
/// Kinds of lines that the style sheet tells apart.
const STYLES: usize = 6;

/// An SVG under construction.
struct Svg<'a> {
    markup: String,
    language: &'a Language,
}

impl<'a> Svg<'a> {
    fn new(caption: &Caption<'a>, class: &str, width: f64, height: f64) -> Svg<'a> {
        Svg::with_role("img", caption, class, width, height)
    }

    /// A picture is one image to a screen reader, unless it holds links.
    fn with_role(role: &str, caption: &Caption<'a>, class: &str, width: f64, height: f64) -> Svg<'a> {
        let Caption { id, title, description, language } = caption;
        let markup = format!(
            "<svg class=\"chart {class}\" viewBox=\"0 0 {width} {height}\" role=\"{role}\" aria-labelledby=\"{id}-title {id}-desc\">"
        );
        let mut svg = Svg { markup, language };
        svg.element("title", &format!("id=\"{id}-title\""), title);
        svg.element("desc", &format!("id=\"{id}-desc\""), description);
        svg
    }

    fn shape(&mut self, name: &str, attributes: &str) {
        self.markup.push_str(&format!("<{name} {attributes}/>"));
    }

    fn element(&mut self, name: &str, attributes: &str, text: &str) {
        let lang = self.lang(text);
        self.markup.push_str(&format!("<{name} {attributes}{lang}>{}</{name}>", escaped(text)));
    }

    /// A shape with words for those who point at it.
    fn titled(&mut self, name: &str, attributes: &str, words: &str) {
        let lang = self.lang(words);
        self.markup.push_str(&format!("<{name} {attributes}><title{lang}>{}</title></{name}>", escaped(words)));
    }

    fn finish(mut self) -> String {
        self.markup.push_str("</svg>");
        self.markup
    }

    /// The attribute for words that are not in the language of the page.
    fn lang(&self, words: &str) -> &'static str {
        if self.language.is_foreign(words) { " lang=\"zh-CN\"" } else { "" }
    }
}

/// Text between tags or in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A coordinate with one digit after the point: a tenth of a pixel is no one's concern, bytes are.
fn at(coordinate: f64) -> String {
    let text = format!("{coordinate:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Horizontal bars, in the order given.
pub fn bar_chart(caption: &Caption, bars: &[Bar]) -> String {
    let height = ROW * bars.len() as f64 + 8.0;
    let mut svg = Svg::new(caption, "bars", WIDTH, height);
    let scale = Scale::from_zero(bars.iter().map(|bar| bar.mark.value), WIDTH - BAR_LEFT - BAR_RIGHT);
    for (row, bar) in bars.iter().enumerate() {
        let top = ROW * row as f64 + 4.0;
        let middle = top + ROW / 2.0 + 1.0;
        let length = scale.place(bar.mark.value);
        let class = if bar.mark.is_exact { "bar" } else { "bar about" };
        svg.element("text", &format!("class=\"label\" x=\"{}\" y=\"{}\"", at(BAR_LEFT - 6.0), at(middle)), &bar.label);
        let attributes = format!(
            "class=\"{class}\" x=\"{BAR_LEFT}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            at(top + 3.0),
            // A zero is a line, so that it is not taken for nothing.
            at(length.max(1.0)),
            at(ROW - 6.0)
        );
        svg.titled("rect", &attributes, &format!("{} {}", bar.label, bar.mark.shown));
        svg.element("text", &format!("class=\"value\" x=\"{}\" y=\"{}\"", at(BAR_LEFT + length + 5.0), at(middle)), &bar.mark.shown);
    }
    svg.finish()
}

/// Lines over years. A year without a figure interrupts its line and is marked below the axis where there is one
/// line only; with several the table tells.
pub fn line_chart(caption: &Caption, years: &[u16], lines: &[Line]) -> String {
    let mut svg = Svg::new(caption, "lines", WIDTH, HEIGHT);
    let values = lines.iter().flat_map(|line| line.cells.iter().flatten()).map(|mark| mark.value);
    let scale = Scale::from_zero(values, HEIGHT - TOP - BOTTOM);
    axes(&mut svg, &scale, years);
    let mut labels: Vec<(f64, usize)> = Vec::new();
    for (style, line) in lines.iter().enumerate() {
        let class = style % STYLES;
        for piece in pieces(&line.cells) {
            let points: Vec<String> =
                piece.iter().map(|(year, value)| format!("{},{}", at(column(*year, years.len())), at(height(&scale, *value)))).collect();
            if points.len() > 1 {
                svg.shape("polyline", &format!("class=\"line s{class}\" points=\"{}\"", points.join(" ")));
            }
        }
        for (year, cell) in line.cells.iter().enumerate() {
            for mark in cell {
                let exact = if mark.is_exact { "" } else { " about" };
                let place = format!("cx=\"{}\" cy=\"{}\" r=\"3.5\"", at(column(year, years.len())), at(height(&scale, mark.value)));
                let words = format!("{} {} {}", line.name, years[year], mark.shown);
                svg.titled("circle", &format!("class=\"dot s{class}{exact}\" {place}"), words.trim());
            }
            if cell.is_empty() && lines.len() == 1 {
                missing(&mut svg, column(year, years.len()), years[year]);
            }
        }
        let last = line.cells.iter().rev().flatten().next();
        labels.extend(last.map(|mark| (height(&scale, mark.value), style)));
    }
    if lines.len() > 1 {
        name_lines(&mut svg, labels, lines);
    }
    svg.finish()
}

/// The spread over many places: a band from the lower to the upper quartile and the median.
pub fn spread_chart(caption: &Caption, years: &[u16], spreads: &[Option<Spread>]) -> String {
    let mut svg = Svg::new(caption, "lines", WIDTH, HEIGHT);
    let scale = Scale::from_zero(spreads.iter().flatten().map(|spread| spread.upper), HEIGHT - TOP - BOTTOM);
    axes(&mut svg, &scale, years);
    let point = |year: usize, value: f64| format!("{},{}", at(column(year, years.len())), at(height(&scale, value)));
    let known: Vec<(usize, &Spread)> = spreads.iter().enumerate().filter_map(|(year, spread)| Some((year, spread.as_ref()?))).collect();
    for run in known.chunk_by(|a, b| a.0 + 1 == b.0) {
        let upper = run.iter().map(|(year, spread)| point(*year, spread.upper));
        let lower = run.iter().rev().map(|(year, spread)| point(*year, spread.lower));
        svg.shape("polygon", &format!("class=\"band\" points=\"{}\"", upper.chain(lower).collect::<Vec<_>>().join(" ")));
        let median: Vec<String> = run.iter().map(|(year, spread)| point(*year, spread.median)).collect();
        svg.shape("polyline", &format!("class=\"line s0\" points=\"{}\"", median.join(" ")));
    }
    for (year, spread) in spreads.iter().enumerate() {
        let x = column(year, years.len());
        match spread {
            Some(spread) => {
                let place = format!("cx=\"{}\" cy=\"{}\" r=\"3\"", at(x), at(height(&scale, spread.median)));
                svg.titled(
                    "circle",
                    &format!("class=\"dot s0\" {place}"),
                    &format!("{} {}", years[year], scale::shown(spread.median, svg.language.tongue)),
                );
            }
            None => missing(&mut svg, x, years[year]),
        }
    }
    svg.finish()
}

/// A line without axes for a row of a table, years from left to right.
pub fn sparkline(caption: &Caption, cells: &[Vec<Mark>]) -> String {
    const WIDE: f64 = 96.0;
    const HIGH: f64 = 24.0;
    let mut svg = Svg::new(caption, "spark", WIDE, HIGH);
    let scale = Scale::from_zero(cells.iter().flatten().map(|mark| mark.value), HIGH - 8.0);
    let x = |year: usize| 4.0 + (WIDE - 8.0) * if cells.len() > 1 { year as f64 / (cells.len() - 1) as f64 } else { 0.5 };
    let y = |value: f64| HIGH - 4.0 - scale.place(value);
    for piece in pieces(cells).into_iter().filter(|piece| piece.len() > 1) {
        let points: Vec<String> = piece.iter().map(|(year, value)| format!("{},{}", at(x(*year)), at(y(*value)))).collect();
        svg.shape("polyline", &format!("class=\"line s0\" points=\"{}\"", points.join(" ")));
    }
    for (year, cell) in cells.iter().enumerate() {
        for mark in cell {
            let exact = if mark.is_exact { "" } else { " about" };
            svg.shape("circle", &format!("class=\"dot s0{exact}\" cx=\"{}\" cy=\"{}\" r=\"2\"", at(x(year)), at(y(mark.value))));
        }
    }
    svg.finish()
}

/// Runs of neighbouring years with one figure each: what a line may join.
fn pieces(cells: &[Vec<Mark>]) -> Vec<Vec<(usize, f64)>> {
    let single: Vec<(usize, f64)> = cells
        .iter()
        .enumerate()
        .filter_map(|(year, cell)| match cell.as_slice() {
            [mark] => Some((year, mark.value)),
            _ => None,
        })
        .collect();
    single.chunk_by(|a, b| a.0 + 1 == b.0).map(<[_]>::to_vec).collect()
}

fn column(year: usize, years: usize) -> f64 {
    let share = if years > 1 { year as f64 / (years - 1) as f64 } else { 0.5 };
    LEFT + 8.0 + share * (WIDTH - LEFT - RIGHT - 16.0)
}

fn height(scale: &Scale, value: f64) -> f64 {
    HEIGHT - BOTTOM - scale.place(value)
}

fn missing(svg: &mut Svg, x: f64, year: u16) {
    let y = HEIGHT - BOTTOM - 4.0;
    let (left, right, top, bottom) = (at(x - 3.0), at(x + 3.0), at(y - 3.0), at(y + 3.0));
    svg.titled(
        "path",
        &format!("class=\"missing\" d=\"M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}\""),
        &svg.language.say_with("chart.missing", &[("year", &year.to_string())]),
    );
}

fn axes(svg: &mut Svg, scale: &Scale, years: &[u16]) {
    for tick in scale.ticks() {
        let y = height(scale, tick);
        svg.shape("path", &format!("class=\"grid\" d=\"M{LEFT} {}H{}\"", at(y), at(WIDTH - RIGHT)));
        svg.element(
            "text",
            &format!("class=\"tick left\" x=\"{}\" y=\"{}\"", at(LEFT - 5.0), at(y + 4.0)),
            &scale::shown(tick, svg.language.tongue),
        );
    }
    // Six labels fit; of more years every second, third … is named, the last one always.
    let step = years.len().div_ceil(6).max(1);
    for (at_year, year) in years.iter().enumerate().filter(|(at_year, _)| (years.len() - 1 - at_year).is_multiple_of(step)) {
        let x = column(at_year, years.len());
        svg.element("text", &format!("class=\"tick\" x=\"{}\" y=\"{}\"", at(x), at(HEIGHT - 8.0)), &year.to_string());
    }
}

/// Names at the ends of lines, moved apart where they would meet.
fn name_lines(svg: &mut Svg, mut labels: Vec<(f64, usize)>, lines: &[Line]) {
    const APART: f64 = 13.0;
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut next = TOP;
    for (y, style) in labels {
        let y = y.max(next);
        next = y + APART;
        let name = &lines[style].name;
        svg.element("text", &format!("class=\"name s{}\" x=\"{}\" y=\"{}\"", style % STYLES, at(WIDTH - RIGHT + 4.0), at(y + 4.0)), name);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::language::Tongue;

    fn mark(value: f64, is_exact: bool) -> Vec<Mark> {
        vec![Mark { value, is_exact, shown: value.to_string() }]
    }

    static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::load(None, Tongue::Chinese).expect("the embedded texts are valid"));

    fn caption() -> Caption<'static> {
        Caption { id: "c", title: "受理<案件>", description: "各年", language: &LANGUAGE }
    }

    #[test]
    fn zero_missing_and_approximate_look_different() {
        let line = Line { name: "甲".to_owned(), cells: vec![mark(0.0, true), Vec::new(), mark(5.0, false)] };
        let svg = line_chart(&caption(), &[2019, 2020, 2021], &[line]);
        assert_eq!(svg.matches("class=\"missing\"").count(), 1, "{svg}");
        assert_eq!(svg.matches("class=\"dot s0\"").count(), 1, "{svg}");
        assert_eq!(svg.matches("class=\"dot s0 about\"").count(), 1, "{svg}");
        assert!(!svg.contains("<polyline"), "a gap must not be joined: {svg}");
    }

    #[test]
    fn words_of_reports_cannot_become_markup() {
        assert!(bar_chart(&caption(), &[]).contains("受理&lt;案件&gt;"));
    }

    #[test]
    fn a_bar_of_zero_is_a_line() {
        let bar = |value| Bar { label: "甲".to_owned(), mark: mark(value, true).remove(0) };
        let svg = bar_chart(&caption(), &[bar(10.0), bar(0.0)]);
        assert!(svg.contains("width=\"1\""), "{svg}");
    }
}
