//! Glyphs as lines.
//!
//! Input: the glyphs of a page. Output: its lines from top to bottom, each as the runs that wide gaps part. Refuses to
//! use the order in which a page is written: tables are often written column by column, or all figures last.

use crate::import::left_out::Tally;
use crate::import::table::joins;

use super::content::Glyph;

/// Baselines that differ by less than this part of the height are one: raised footnote signs, mixed fonts.
const SAME_LINE: f64 = 0.4;
/// A gap of more than this many heights parts the cells of a table; justified Chinese stays well below.
const WIDE_GAP: f64 = 1.5;

/// A run of text without a wide gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub start: f64,
    pub end: f64,
    pub text: String,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub y: f64,
    pub size: f64,
    pub runs: Vec<Run>,
}

impl Line {
    /// The words of a line, one blank for a wide gap.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub fn start(&self) -> f64 {
        self.runs.first().map_or(0.0, |run| run.start)
    }

    pub fn end(&self) -> f64 {
        self.runs.last().map_or(0.0, |run| run.end)
    }
}

/// Lays out a page.
pub fn lay_out(mut glyphs: Vec<Glyph>, tally: &mut Tally) -> Vec<Line> {
    turn_to_reader(&mut glyphs, tally);
    glyphs.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row)
                if row.last().is_some_and(|last| last.y - glyph.y <= SAME_LINE * last.size.max(glyph.size)) && is_near(row, &glyph) =>
            {
                row.push(glyph);
            }
            _ => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().filter_map(|row| make_line(row, tally)).collect()
}

/// A row must not creep down glyph by glyph.
fn is_near(row: &[Glyph], glyph: &Glyph) -> bool {
    row.first().is_some_and(|first| first.y - glyph.y <= first.size.max(glyph.size) * 0.7)
}

/// Turns a page that is written sideways, as wide tables are, and leaves out what is then slanted: watermarks.
fn turn_to_reader(glyphs: &mut Vec<Glyph>, tally: &mut Tally) {
    let mut counts = [0; 4];
    for direction in glyphs.iter().filter_map(Glyph::direction) {
        counts[direction] += 1;
    }
    let most = (0..4).rev().max_by_key(|direction| counts[*direction]).unwrap_or(0);
    let mut slanted = String::new();
    glyphs.retain_mut(|glyph| {
        // A glyph without width, such as an accent, has no direction of its own.
        let has_width = (glyph.end_x - glyph.x).abs() + (glyph.end_y - glyph.y).abs() > 1e-6;
        let stays = !has_width || glyph.direction() == Some(most);
        if stays {
            glyph.turn(most);
        } else {
            slanted.push_str(&glyph.text);
        }
        stays
    });
    if !slanted.is_empty() {
        tally.add_text("slanted texts, such as watermarks", &slanted);
    }
}

fn make_line(mut row: Vec<Glyph>, tally: &mut Tally) -> Option<Line> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let size = row.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let y = row.iter().map(|glyph| glyph.y).fold(f64::MIN, f64::max);
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in &row {
        if glyph.text.trim_matches(' ').is_empty() && glyph.text != "\u{3000}" {
            // A written blank: the gap says whether it parts anything wider than a word.
            if let Some(run) = runs.last_mut()
                && !run.text.ends_with(' ')
                && glyph.x - run.end < WIDE_GAP * glyph.size
            {
                run.text.push(' ');
                run.end = run.end.max(glyph.end_x.min(glyph.x + glyph.size));
            }
            continue;
        }
        if last.is_some_and(|last| {
            last.text == glyph.text && glyph.x - last.x < 0.25 * glyph.size && (glyph.y - last.y).abs() < 0.25 * glyph.size
        }) {
            tally.add("glyphs printed twice to make them bold");
            continue;
        }
        match runs.last_mut() {
            Some(run) if glyph.x - run.end <= WIDE_GAP * glyph.size => {
                if needs_blank(run, glyph) {
                    run.text.push(' ');
                }
                run.text.push_str(&glyph.text);
                run.end = run.end.max(glyph.end_x);
            }
            _ => runs.push(Run { start: glyph.x, end: glyph.end_x, text: glyph.text.clone() }),
        }
        last = Some(glyph);
    }
    for run in &mut runs {
        run.text.truncate(run.text.trim_end_matches(' ').len());
    }
    runs.retain(|run| !run.text.trim().is_empty());
    (!runs.is_empty()).then_some(Line { y, size, runs })
}

/// Latin words are parted by gaps; between Chinese characters a gap is how the line was justified.
fn needs_blank(run: &Run, glyph: &Glyph) -> bool {
    let gap = glyph.x - run.end;
    let (Some(before), Some(after)) = (run.text.chars().next_back(), glyph.text.chars().next()) else { return false };
    let least = if joins(before) || joins(after) { 0.8 } else { 0.2 };
    before != ' ' && gap > least * glyph.size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f64, y: f64) -> Vec<Glyph> {
        text.chars()
            .enumerate()
            .map(|(at, c)| {
                let x = x + 10.0 * at as f64;
                Glyph { x, y, end_x: x + 10.0, end_y: y, size: 10.0, text: c.to_string() }
            })
            .collect()
    }

    #[test]
    fn lines_come_from_top_to_bottom_in_whatever_order_they_are_written() {
        let written = [glyphs("12", 200.0, 80.2), glyphs("第二行", 0.0, 80.0), glyphs("第一行", 0.0, 100.0)].concat();
        let lines = lay_out(written, &mut Tally::default());
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), ["第一行", "第二行 12"]);
        assert_eq!(lines[1].runs.len(), 2);
    }

    #[test]
    fn a_page_written_sideways_is_turned_and_a_watermark_left_out() {
        let mut written = [glyphs("第一行", 0.0, 100.0), glyphs("第二行", 0.0, 80.0)].concat();
        written.iter_mut().for_each(|glyph| glyph.turn(3));
        written.push(Glyph { x: 0.0, y: 0.0, end_x: 9.0, end_y: 9.0, size: 10.0, text: "密".to_owned() });
        let mut tally = Tally::default();
        assert_eq!(lay_out(written, &mut tally).iter().map(Line::text).collect::<Vec<_>>(), ["第一行", "第二行"]);
        assert_eq!(tally.into_list()[0].lines, ["密"]);
    }

    #[test]
    fn bold_by_double_print_is_written_once() {
        let written = [glyphs("标题", 0.0, 0.0), glyphs("标题", 0.3, 0.0)].concat();
        let mut tally = Tally::default();
        assert_eq!(lay_out(written, &mut tally)[0].text(), "标题");
        assert_eq!(tally.into_list()[0].count, 2);
    }
}
