//! Runs that leave a line which stays: bars at its ends, prefixes of a page, readings in brackets.
//!
//! Input: a segment. Output: what to cut, and the pieces around the cuts. Refuses to cut a character twice.

use std::borrow::Cow;
use std::ops::Range;

use super::segment::Segment;
use crate::rules::Rules;
use crate::text::{is_han, trim};

/// A range to take out, and the rule that takes it.
type Cut = (Range<usize>, Cow<'static, str>);

/// Runs to take out of a kept line.
pub fn inner_clutter(text: &str, segment: &Segment, rules: &Rules) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut line = segment.range.clone();
    if !segment.is_table_row() {
        let inner = &text[line.clone()];
        let left = inner.trim_start_matches(['|', '｜']);
        if left.len() < inner.len() {
            let end = line.end - left.len();
            cuts.push((line.start..end, "stray_bar".into()));
            line = trim(text, end..line.end);
        }
        let inner = &text[line.clone()];
        let kept =
            trim(text, line.start..line.start + inner.trim_end_matches(|c: char| matches!(c, '|' | '｜') || c.is_whitespace()).len());
        if kept.end < line.end {
            let bars = trim(text, kept.end..line.end);
            if !bars.is_empty() {
                cuts.push((bars, "stray_bar".into()));
            }
        }
    }
    if let Some((length, rule)) = rules.clutter.match_prefix(&segment.spaced.text)
        && length < segment.spaced.text.len()
    {
        let range = trim(text, segment.origin(0..length));
        cuts.push((range, rule.to_owned().into()));
    }
    cuts.extend(pinyin_glosses(text, segment).into_iter().map(|range| (range, "pinyin_gloss".into())));
    cuts
}

/// Runs in order, each without what one before it takes: a label may begin with the bar that is stray.
pub fn apart(text: &str, mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|(range, _)| range.start);
    let mut taken = 0;
    for (range, _) in &mut cuts {
        *range = trim(text, range.start.max(taken)..range.end.max(taken));
        taken = taken.max(range.end);
    }
    cuts.retain(|(range, _)| !range.is_empty());
    cuts
}

/// Readings in brackets that mirror copies for learners add: 我們(wǒ men).
fn pinyin_glosses(text: &str, segment: &Segment) -> Vec<Range<usize>> {
    const TONES: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
    // Few lines have a bracket, and a folded one is found faster.
    if !segment.spaced.text.contains('(') {
        return Vec::new();
    }
    let line = &text[segment.range.clone()];
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = line[from..].find(['(', '（']).map(|at| from + at) {
        let Some(close) = line[open..].find([')', '）']).map(|at| open + at) else { break };
        let end = close + line[close..].chars().next().map_or(1, char::len_utf8);
        let inner = line[open..close].trim_start_matches(['(', '（']);
        if inner.chars().any(|c| TONES.contains(c)) && !inner.chars().any(is_han) {
            found.push(segment.range.start + open..segment.range.start + end);
        }
        from = end;
    }
    found
}

/// A range without some ranges inside it, as trimmed non-empty pieces.
pub fn without(text: &str, whole: Range<usize>, cuts: &[Cut]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut at = whole.start;
    for (cut, _) in cuts {
        pieces.push(trim(text, at..cut.start.max(at)));
        at = cut.end;
    }
    pieces.push(trim(text, at..whole.end.max(at)));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}
