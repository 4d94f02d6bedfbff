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
pub fn find_title(
    head: &[Segment],
    is_record: impl Fn(usize) -> bool,
    is_clutter: impl Fn(usize) -> bool,
    rules: &Rules,
) -> Option<Range<usize>> {
    let mut best: Option<(i32, Range<usize>)> = None;
    for start in 0..head.len() {
        for end in start + 1..=head.len().min(start + LONGEST) {
            let run = start..end;
            if !run.clone().all(|at| may_be_title(&head[at]) && !is_record(at) && (end - start == 1 || !is_clutter(at))) {
                break;
            }
            let text: String = head[run.clone()].iter().map(|segment| segment.compact.trim_matches('|')).collect();
            if text.chars().count() > 90 || (end - start > 1 && repeats_itself(&head[run.clone()])) {
                continue;
            }
            let mut weight = rules.structure.title_weight(&text) * 2 - i32::try_from(end - start - 1).unwrap_or(0);
            if is_clutter(start) {
                weight -= 3;
            }
            if weight > 0 && best.as_ref().is_none_or(|(heaviest, _)| weight >= *heaviest) {
                best = Some((weight, run));
            }
        }
    }
    // No line says that it is such a report: the line directly above the body may still be a headline.
    best.map(|(_, run)| run).or_else(|| {
        let last = head.len().checked_sub(1)?;
        (0..=last).rev().find(|&at| !is_record(at) && !is_clutter(at) && !head[at].is_bars()).and_then(|at| {
            let headline = (6..=60).contains(&head[at].chars) && may_be_title(&head[at]);
            headline.then_some(at..at + 1)
        })
    })
}

fn may_be_title(segment: &Segment) -> bool {
    (2..=90).contains(&segment.chars)
        && !segment.ends_sentence()
        && !segment.is_bars()
        && !segment.is_table_row()
        && !segment.compact.contains('。')
        && !segment.compact.ends_with(':')
}

/// The same title printed on two lines is one title and a copy.
fn repeats_itself(run: &[Segment]) -> bool {
    run.iter().enumerate().any(|(at, segment)| {
        segment.chars >= 6 && run.iter().enumerate().any(|(other, line)| other != at && line.compact.contains(&segment.compact))
    })
}
