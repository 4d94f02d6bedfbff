//! The report without its web page.
//!
//! Input: decoded text (below the front matter) and the clutter rules. Output: [`Cleaned`]: the title,
//! the body's lines, the ledger of everything else with the rule that took it, and the fields of the
//! record that the removed lines carried. Refuses to alter a character: every piece is a range of the
//! source, and the pieces of body and ledger together cover its every non-blank character once.
//!
//! The page is read as head, body, end. The body begins at the first prose, numbered heading or
//! addressee and ends with the last prose; patterns of `data/clutter.toml` apply to the head and the
//! end, a few of them everywhere. A head line that no rule knows leaves only when it stands above the
//! title; an unknown line at the end leaves only below a line that can end nothing but a page.

mod inner;
mod record;
mod segment;
mod title;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rules::{FieldKey, Rules, Where};
use inner::{apart, inner_clutter, without};
use record::{read_document_number, read_records, read_signature};
pub use segment::Segment;
use segment::split_segments;
use title::{find_title, site_suffix};

/// A line of the body: source ranges without the runs that were taken out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyLine {
    pub pieces: Vec<Range<usize>>,
    /// Line of the source file, counted from 1.
    pub number: usize,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub range: Range<usize>,
    /// Line of the source file, counted from 1.
    pub number: usize,
    pub rule: Cow<'static, str>,
}

/// A value of the record, found in a removed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    pub key: FieldKey,
    pub range: Range<usize>,
    pub number: usize,
}

/// A source, told apart into report and page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cleaned {
    /// The title's lines; empty when the text has none.
    pub title: Vec<BodyLine>,
    pub lines: Vec<BodyLine>,
    pub ledger: Vec<Removed>,
    pub fields: Vec<FieldValue>,
}

/// What becomes of a segment.
#[derive(Clone, Debug, PartialEq)]
enum Fate {
    Title,
    Body,
    Removed(Cow<'static, str>),
}

/// Cleans the text from byte `start` on (the end of the front matter).
pub fn clean(text: &str, start: usize, rules: &Rules) -> Cleaned {
    let segments = split_segments(text, start, rules);
    let mut fates = vec![Fate::Body; segments.len()];
    let mut fields = Vec::new();

    let clutter = whole_line_clutter(&segments, rules);
    let records = read_records(&segments, &clutter, rules);
    let is_frame = |at: usize| clutter[at].is_some() || records[at].is_some();
    let begin = (0..segments.len()).find(|&at| !is_frame(at) && opens_body(&segments[at])).unwrap_or(segments.len());
    let title = find_title(&segments[..begin], |at| records[at].is_some(), |at| clutter[at].map(|(_, rule)| rule), rules);
    // The end is sought from below: the last line that is prose or closes a sentence.
    let end = (begin..segments.len()).rev().find(|&at| !is_frame(at) && closes_body(&segments[at])).map_or(begin, |at| at + 1);

    if let Some(title) = &title {
        fates[title.clone()].fill(Fate::Title);
    }
    let title_text: String = title.iter().flat_map(Clone::clone).map(|at| segments[at].compact()).collect();
    let head_end = title.as_ref().map_or(0, |title| title.end);
    let mut ended = false;
    for (at, segment) in segments.iter().enumerate() {
        if fates[at] == Fate::Title {
            continue;
        }
        let in_body = (begin..end).contains(&at);
        fates[at] = if in_body {
            match clutter[at] {
                _ if segment.is_table_rule() => Fate::Removed("table_rule".into()),
                _ if segment.is_bars() => Fate::Removed("stray_bar".into()),
                Some((Where::Anywhere, rule)) => Fate::Removed(rule.to_owned().into()),
                _ => Fate::Body,
            }
        } else if let Some(found) = &records[at] {
            fields.extend(found.iter().cloned());
            Fate::Removed("record".into())
        } else if !title_text.is_empty() && repeats_title(segment, &title_text) {
            Fate::Removed("repeated_title".into())
        } else if segment.is_table_rule() {
            Fate::Removed("table_rule".into())
        } else if segment.is_bars() {
            Fate::Removed("stray_bar".into())
        } else if let Some((place, rule)) = clutter[at] {
            ended |= at >= end && place == Where::End;
            Fate::Removed(rule.to_owned().into())
        } else if let Some(number) = read_document_number(segment) {
            fields.push(number);
            Fate::Removed("document_number".into())
        } else if let Some(found) = (at >= head_end).then(|| read_signature(segment, at >= end)).flatten() {
            fields.extend(found);
            Fate::Removed(if at >= end { "signature" } else { "byline" }.into())
        } else if at < head_end {
            Fate::Removed("above_title".into())
        } else if at >= end && ended {
            Fate::Removed("below_end".into())
        } else {
            Fate::Body
        };
    }
    assemble(text, &segments, &fates, fields, rules)
}

/// Of each segment the pattern that takes its whole line, if it is short enough to be a line of a page's frame.
fn whole_line_clutter<'r>(segments: &[Segment], rules: &'r Rules) -> Vec<Option<(Where, &'r str)>> {
    // 200 characters: the longest footer line seen (address, phone, filing numbers in one) has 170.
    // A numbered heading is body whatever signs it holds, and <…> is no way of pages to lead on.
    let may_be_framed = |segment: &Segment| segment.chars <= 200 && !segment.is_first_heading() && !segment.compact().contains('<');
    let lines: Vec<Option<&str>> = segments.iter().map(|segment| may_be_framed(segment).then(|| segment.bare())).collect();
    let words = rules.clutter.line_words(lines.iter().map(|line| line.unwrap_or_default()));
    let found = lines.iter().enumerate().map(|(at, line)| rules.clutter.match_line((*line)?, words.of(at)));
    found.map(|found| found.map(|found| (found.place, found.rule.as_str()))).collect()
}

/// The first line of a body: prose, a first numbered heading, or the office that is addressed.
fn opens_body(segment: &Segment) -> bool {
    segment.is_prose() || segment.is_first_heading() || segment.is_addressee()
}

/// The last line of a body.
fn closes_body(segment: &Segment) -> bool {
    segment.is_prose() || segment.ends_sentence() || segment.is_first_heading()
}

/// Whether a line prints the title again, alone or beside the site's name.
fn repeats_title(segment: &Segment, title: &str) -> bool {
    let line = segment.compact();
    if line.chars().count() > title.chars().count() + 30 {
        return false;
    }
    // Some sites break the copy off: 米东区人民政府2019年度法治政府建…
    let stem = line.trim_end_matches(['.', '…']);
    line.contains(title) || (stem.len() < line.len() && stem.chars().count() >= 8 && title.starts_with(stem))
}

/// Turns fates into the stage's result, taking bars, prefixes and pinyin out of the kept lines.
fn assemble(text: &str, segments: &[Segment], fates: &[Fate], fields: Vec<FieldValue>, rules: &Rules) -> Cleaned {
    let mut cleaned = Cleaned { fields, ..Cleaned::default() };
    for (segment, fate) in segments.iter().zip(fates) {
        let number = segment.number;
        match fate {
            Fate::Removed(rule) => {
                cleaned.ledger.push(Removed { range: segment.range.clone(), number, rule: rule.clone() });
            }
            Fate::Title | Fate::Body => {
                let mut cuts = inner_clutter(text, segment, rules);
                if *fate == Fate::Title
                    && let Some(at) = site_suffix(&segment.spaced.text)
                {
                    cuts.push((segment.origin(at..segment.spaced.text.len()), "site_suffix".into()));
                }
                let cuts = apart(text, cuts);
                let pieces = without(text, segment.range.clone(), &cuts);
                cleaned.ledger.extend(cuts.into_iter().map(|(range, rule)| Removed { range, number, rule }));
                if pieces.is_empty() {
                    continue;
                }
                let line = BodyLine { pieces, number };
                if *fate == Fate::Title { cleaned.title.push(line) } else { cleaned.lines.push(line) }
            }
        }
    }
    cleaned.ledger.sort_by_key(|removed| removed.range.start);
    cleaned
}
