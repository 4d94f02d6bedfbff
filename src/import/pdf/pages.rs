//! Pages as one text.
//!
//! Input: the lines of each page. Output: one line of the page a line, a blank line where a paragraph begins, tables as
//! rows, and no page numbers: between two pages they would stand in the middle of a sentence. Refuses to join lines:
//! the `structure` stage does, where a text is broken at one width throughout.

use crate::import::left_out::Tally;
use crate::import::table::write_table;
use crate::source::Markup;
use crate::web_address::web_address;

use super::lines::Line;

/// Rows from which aligned runs are a table and not a chance.
const FEWEST_ROWS: usize = 3;
/// Pages from which a line that all begin or end with is a running head.
const FEWEST_PAGES: usize = 3;

/// The text of a document.
#[derive(Debug, Default)]
pub struct Assembled {
    pub text: String,
    pub tables: usize,
    /// The address that a browser printed on every page.
    pub address: Option<String>,
}

/// Puts pages together.
pub fn assemble(mut pages: Vec<Vec<Line>>, tally: &mut Tally) -> Assembled {
    let printed = drop_page_numbers(&mut pages, tally);
    drop_running_heads(&mut pages, tally);
    // A number may stand inside of the running head.
    let address = printed.or(drop_page_numbers(&mut pages, tally));
    let mut assembled = Assembled { address, ..Assembled::default() };
    let left = usual_start(&pages);
    let body = usual_size(&pages);
    let width = pages.iter().flatten().map(|line| line.end() - left).fold(0.0, f64::max);
    let mut before: Option<Line> = None;
    for page in &pages {
        let leading = usual_leading(page);
        let mut at = 0;
        // The first line of a page says nothing by its distance.
        let mut above: Option<&Line> = None;
        while let Some(line) = page.get(at) {
            let rows = table_at(&page[at..]);
            if rows >= FEWEST_ROWS {
                let grid: Vec<Vec<String>> =
                    page[at..at + rows].iter().map(|line| line.runs.iter().map(|run| run.text.clone()).collect()).collect();
                part(&mut assembled.text);
                assembled.text += &write_table(&grid, Markup::Plain);
                part(&mut assembled.text);
                assembled.tables += 1;
                at += rows;
                above = page.get(at - 1);
                before = None;
                continue;
            }
            let is_far = above.is_some_and(|above| above.y - line.y > leading * 1.3);
            let is_indented = line.start() > left + line.size;
            let has_other_size = before.as_ref().is_some_and(|before| (before.size - line.size).abs() > line.size * 0.15);
            // A title that fills its line goes on in the next, however short the rest is: …情况报 / 告.
            let is_title = line.size > body * 1.15 && above.is_some_and(|above| above.end() - above.start() >= width * 0.85);
            if is_title && !has_other_size && assembled.text.ends_with('\n') {
                assembled.text.pop();
            } else if is_far || is_indented || has_other_size {
                part(&mut assembled.text);
            }
            assembled.text += &line.text();
            assembled.text.push('\n');
            above = Some(line);
            before = Some(line.clone());
            at += 1;
        }
    }
    assembled
}

/// A blank line, if there is none.
fn part(text: &mut String) {
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
}

/// The left edge of the text: the leftmost place where several lines begin. Most of them begin further right where
/// paragraphs are short and indented.
fn usual_start(pages: &[Vec<Line>]) -> f64 {
    let mut starts: Vec<i64> = pages.iter().flatten().map(|line| line.start().round() as i64).collect();
    starts.sort_unstable();
    let fewest = (starts.len() / 20).max(2);
    let edge = starts.chunk_by(|a, b| b - a <= 1).find(|alike| alike.len() >= fewest);
    edge.or(Some(&starts)).and_then(|alike| alike.first()).map_or(0.0, |start| *start as f64)
}

/// The height of most characters.
fn usual_size(pages: &[Vec<Line>]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = pages.iter().flatten().map(|line| (line.size, line.text().chars().count())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut passed = 0;
    let middle = sizes.iter().find(|(_, count)| {
        passed += count;
        passed > half
    });
    middle.map_or(0.0, |(size, _)| *size)
}

/// The distance of most lines of a page.
fn usual_leading(page: &[Line]) -> f64 {
    let mut distances: Vec<f64> = page.windows(2).map(|pair| pair[0].y - pair[1].y).filter(|distance| *distance > 0.0).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(f64::MAX)
}

/// How many lines from the first on are rows of one table.
fn table_at(lines: &[Line]) -> usize {
    let Some(first) = lines.first().filter(|line| line.runs.len() >= 2) else { return 0 };
    let mut columns: Vec<(f64, f64)> = first.runs.iter().map(|run| (run.start, run.end)).collect();
    let mut rows = 0;
    for line in lines {
        let fits = line.runs.len() == columns.len()
            && line.runs.iter().enumerate().all(|(at, run)| {
                let (start, end) = columns[at];
                let beside = columns.get(at + 1).is_none_or(|next| run.end <= next.0) && (at == 0 || run.start >= columns[at - 1].1);
                run.start < end && run.end > start && beside
            });
        if !fits {
            break;
        }
        for (column, run) in columns.iter_mut().zip(&line.runs) {
            *column = (column.0.min(run.start), column.1.max(run.end));
        }
        rows += 1;
    }
    rows
}

/// Takes away the lines above or below the pages that number them: a number alone, or one at the end of a line that is
/// the same on all pages, as a browser prints the address. Either counts on from page to page, or it stays.
fn drop_page_numbers(pages: &mut [Vec<Line>], tally: &mut Tally) -> Option<String> {
    let mut address = None;
    for last in [true, false] {
        let mut found: Vec<(String, i64, usize)> = pages
            .iter()
            .enumerate()
            .filter_map(|(at, page)| {
                let text = if last { page.last() } else { page.first() }?.text();
                let (rest, number) = match page_number(&text) {
                    Some(number) => (String::new(), number),
                    None => text.rsplit_once(' ').and_then(|(rest, token)| Some((rest.to_owned(), page_number(token)?)))?,
                };
                Some((rest, number - i64::try_from(at).unwrap_or(0), at))
            })
            .collect();
        found.sort();
        let Some(most) = found.chunk_by(|a, b| (&a.0, a.1) == (&b.0, b.1)).max_by_key(|alike| alike.len()) else { continue };
        let fewest = if most[0].0.is_empty() { pages.len().min(2) } else { FEWEST_PAGES };
        if most.len() < fewest {
            continue;
        }
        address = address.or_else(|| most[0].0.split(' ').find_map(web_address).filter(|address| !address.contains(['…', '\u{fffd}'])));
        for (_, _, at) in most {
            let page = &mut pages[*at];
            let line = if last { page.pop() } else { (!page.is_empty()).then(|| page.remove(0)) };
            tally.add_text("page numbers", &line.map(|line| line.text()).unwrap_or_default());
        }
    }
    address
}

/// The number in `3`, `- 3 -`, `—3—`, `第3页`, `第 3 页 共 9 页`, `3/9`.
fn page_number(line: &str) -> Option<i64> {
    let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = squeezed.trim_matches(['-', '—', '－', '–', '─', '·']);
    let inner = inner.strip_prefix('第').unwrap_or(inner);
    let digits = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len());
    let number = inner[..digits].parse().ok().filter(|_| digits <= 4)?;
    let rest =
        inner[digits..].trim_start_matches('页').trim_start_matches(['/', ',', '，']).trim_start_matches('共').trim_end_matches('页');
    rest.chars().all(|c| c.is_ascii_digit()).then_some(number)
}

/// Takes away the line that nearly all pages begin or end with. The first head stays, since it may be all that says so;
/// a foot would part a sentence.
fn drop_running_heads(pages: &mut [Vec<Line>], tally: &mut Tally) {
    for last in [true, false] {
        let text = |page: &Vec<Line>| if last { page.last() } else { page.first() }.map(Line::text);
        let mut texts: Vec<String> = pages.iter().filter_map(text).collect();
        texts.sort();
        let Some(most) = texts.chunk_by(|a, b| a == b).max_by_key(|alike| alike.len()) else { continue };
        if most.len() < FEWEST_PAGES || most.len() * 3 < pages.len() * 2 {
            continue;
        }
        let head = most[0].clone();
        let mut is_first_head = !last;
        for page in pages.iter_mut() {
            if text(page).as_ref() != Some(&head) || std::mem::take(&mut is_first_head) {
                continue;
            }
            let line = if last { page.pop() } else { Some(page.remove(0)) };
            tally.add_text("running heads", &line.map(|line| line.text()).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::pdf::lines::Run;

    fn line(y: f64, runs: &[(f64, &str)]) -> Line {
        let runs = runs.iter().map(|(start, text)| Run {
            start: *start,
            end: start + 10.0 * text.chars().count() as f64,
            text: (*text).to_owned(),
        });
        Line { y, size: 10.0, runs: runs.collect() }
    }

    #[test]
    fn page_numbers_do_not_part_a_sentence() {
        let page = |text: &str, number: &str| vec![line(100.0, &[(0.0, text)]), line(80.0, &[(40.0, number)])];
        let mut tally = Tally::default();
        let text = assemble(vec![page("受理行政复议", "- 1 -"), page("案件12件。", "— 2 —")], &mut tally).text;
        assert_eq!(text, "受理行政复议\n案件12件。\n");
        assert_eq!((tally.into_list()[0].what.as_str(), page_number("2023")), ("page numbers", Some(2023)));
    }

    #[test]
    fn the_address_that_a_browser_prints_on_every_page_is_evidence() {
        let page =
            |text: &str, number: &str| vec![line(99.0, &[(0.0, text)]), line(9.0, &[(0.0, "https://example.org/1.html"), (400.0, number)])];
        let pages = vec![page("受理行政复议", "1/3"), page("案件", "2/3"), page("12件。", "3/3")];
        let assembled = assemble(pages, &mut Tally::default());
        assert_eq!(
            (assembled.text.as_str(), assembled.address.as_deref()),
            ("受理行政复议\n案件\n12件。\n", Some("https://example.org/1.html"))
        );
    }

    #[test]
    fn figures_at_the_end_of_pages_stay_unless_they_count_pages() {
        let page = |number: &str| vec![line(100.0, &[(0.0, "年份")]), line(80.0, &[(0.0, number)])];
        let text = assemble(vec![page("178"), page("12")], &mut Tally::default()).text;
        assert_eq!(text, "年份\n178\n年份\n12\n");
    }

    #[test]
    fn three_aligned_rows_are_a_table_and_two_are_not() {
        let row = |y: f64, a: &str, b: &str| line(y, &[(0.0, a), (100.0, b)]);
        let three = vec![row(60.0, "单位", "件数"), row(40.0, "公安局", "12"), row(20.0, "司法局", "3")];
        let assembled = assemble(vec![three.clone()], &mut Tally::default());
        assert_eq!((assembled.text.as_str(), assembled.tables), ("| 单位 | 件数 |\n| 公安局 | 12 |\n| 司法局 | 3 |\n\n", 1));
        assert_eq!(assemble(vec![three[..2].to_vec()], &mut Tally::default()).text, "单位 件数\n公安局 12\n");
    }

    #[test]
    fn paragraphs_begin_with_an_indent() {
        let page =
            vec![line(60.0, &[(20.0, "第一段")]), line(40.0, &[(0.0, "接着")]), line(20.0, &[(20.0, "第二段")]), line(0.0, &[(0.0, "完")])];
        assert_eq!(assemble(vec![page], &mut Tally::default()).text, "第一段\n接着\n\n第二段\n完\n");
    }
}
