//! The title among the lines above the body.

use std::ops::Range;

use super::segment::Segment;
use crate::rules::Rules;

/// A title may stand on up to this many lines.
const LONGEST: usize = 3;

/// Finds the title's segments in the head.
///
/// Every run of one to three lines is weighed by what titles of the genre are made of; the heaviest
/// wins, and of equals the one nearest to the body, since sites print the title in the frame first.
pub fn find_title<'r>(
    head: &[Segment],
    is_record: impl Fn(usize) -> bool,
    clutter: impl Fn(usize) -> Option<&'r str>,
    rules: &Rules,
) -> Option<Range<usize>> {
    // A menu's 法治政府建设年度报告 may also be the title, when no better line is there.
    let excluded = |at: usize| is_record(at) || clutter(at).is_some_and(|rule| rule != "navigation") || !may_be_title(&head[at]);
    let mut best: Option<(i32, Range<usize>)> = None;
    for start in 0..head.len() {
        for end in start + 1..=head.len().min(start + LONGEST) {
            let run = start..end;
            if run.clone().any(&excluded) {
                break;
            }
            let parts: Vec<&str> = head[run.clone()].iter().map(words).collect();
            let text = parts.concat();
            if text.chars().count() > 90 || !are_one_title(&parts, rules) {
                continue;
            }
            let lines = i32::try_from(end - start - 1).unwrap_or(0);
            let menu = if end - start == 1 && clutter(start).is_some() { 4 } else { 0 };
            let weight = rules.structure.title_weight(&text) * 2 - lines - menu;
            if weight > 0 && best.as_ref().is_none_or(|(heaviest, _)| weight >= *heaviest) {
                best = Some((weight, run));
            }
        }
    }
    // No line says that it is such a report: the line directly above the body may still be a headline.
    best.map(|(_, run)| run).or_else(|| {
        let at = (0..head.len()).rev().find(|&at| !is_record(at) && clutter(at).is_none() && !head[at].is_bars())?;
        ((6..=60).contains(&head[at].chars) && may_be_title(&head[at])).then_some(at..at + 1)
    })
}

/// A line's words without bars and the site's name.
fn words(segment: &Segment) -> &str {
    let line = segment.compact();
    site_suffix(line).map_or(line, |at| &line[..at]).trim_matches('|')
}

/// Where the site's name begins that a page title carries at its end: …情况报告-绥滨县人民政府网.
pub fn site_suffix(line: &str) -> Option<usize> {
    let (at, dash) = line.char_indices().rev().find(|(_, c)| matches!(c, '-' | '_' | '|' | '—'))?;
    let name = line[at + dash.len_utf8()..].trim();
    let site = (3..=24).contains(&name.chars().count())
        && (name.ends_with('网') || name.ends_with("网站") || name.ends_with("政府") || name.ends_with("平台") || name.ends_with("门户"));
    // —— parts a headline from its second half, and is no mark of a site.
    (site && !line[..at].ends_with('—')).then(|| line[..at].trim_end_matches([' ', '-', '_', '|']).len())
}

/// Several lines are one title when an office stands above it, or when no line is a title by itself.
fn are_one_title(parts: &[&str], rules: &Rules) -> bool {
    let Some((last, before)) = parts.split_last() else { return false };
    let is_office = |part: &&str| {
        part.ends_with("人民政府")
            || part.ends_with('局')
            || part.ends_with("委员会")
            || part.ends_with("办公室")
            || part.ends_with("办事处")
            || part.ends_with('厅')
    };
    let complete = |part: &&str| rules.structure.ends_as_title(part);
    !before.iter().any(|part| complete(part) && !is_office(part)) && (!complete(last) || before.iter().all(is_office))
}

fn may_be_title(segment: &Segment) -> bool {
    (2..=90).contains(&segment.chars)
        && !segment.ends_sentence()
        && !segment.is_bars()
        && !segment.is_table_row()
        && !segment.compact().contains('。')
        && !segment.compact().ends_with(':')
        && !segment.compact().ends_with('日')
        // 2023年5月30日在市六届人大常委会第二次会议上: where it was given, not what it is.
        && !segment.compact().trim_end_matches(')').ends_with("会议上")
        && !segment.compact().contains("://")
}
