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

mod segment;
mod title;

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

use serde::{Deserialize, Serialize};

use crate::rules::{FieldKey, Rules, Where};
use crate::text::{is_han, trim};
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
    Undecided,
    Title,
    Body,
    Removed(Cow<'static, str>),
}

/// Cleans the text from byte `start` on (the end of the front matter).
pub fn clean(text: &str, start: usize, rules: &Rules) -> Cleaned {
    let segments = split_segments(text, start, rules);
    let mut fates = vec![Fate::Undecided; segments.len()];
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

/// The record's fields of each segment; `None` where a segment is no line of the record.
fn read_records(segments: &[Segment], clutter: &[Option<(Where, &str)>], rules: &Rules) -> Vec<Option<Vec<FieldValue>>> {
    let mut records: Vec<Option<Vec<FieldValue>>> = vec![None; segments.len()];
    for at in 0..segments.len() {
        if records[at].is_some() || segments[at].chars > 260 || segments[at].is_prose_without_labels() {
            continue;
        }
        let segment = &segments[at];
        let line = segment.spaced.text.as_str();
        let labels = rules.clutter.labels(line);
        let Some(first) = labels.first() else { continue };
        // The line must begin with a label (a stray bar or bullet aside), or be made of several.
        let lead = line[..first.range.start].trim_matches(ORNAMENTS);
        let dated = !lead.is_empty() && is_date(lead);
        let explicit = labels.iter().filter(|label| label.explicit).count();
        if !(lead.is_empty() || dated || (labels.len() >= 2 && explicit >= 1 && lead.chars().count() <= 24)) {
            continue;
        }
        let alone = labels.len() == 1 && !dated && line[first.range.end..].trim_matches(ORNAMENTS).is_empty();
        if alone && clutter[at].is_none_or(|(place, _)| place != Where::End) {
            records[at] = Some(Vec::new());
            let next = (at + 1..segments.len()).find(|&next| !segments[next].is_bars());
            if let Some(next) = next
                && records[next].is_none()
                && is_lone_value(&segments[next], first.key, rules)
            {
                let value = field(&segments[next], first.key, without_ornaments(&segments[next].spaced.text));
                records[next] = Some(vec![value]);
            }
            continue;
        }
        // One label and a blank is weak evidence: a paragraph may begin with 来源 or 时间.
        if labels.len() == 1 && !first.explicit && (segment.chars > 60 || segment.ends_sentence()) {
            continue;
        }
        let mut found = Vec::new();
        if dated {
            found.push(field(segment, FieldKey::Published, lead));
        }
        for (index, label) in labels.iter().enumerate() {
            let stop = labels.get(index + 1).map_or(line.len(), |next| next.range.start);
            let value = without_ornaments(&line[label.range.end.min(stop)..stop]);
            if !value.is_empty() && label.key != FieldKey::Other {
                found.push(field(segment, label.key, value));
            }
        }
        records[at] = Some(found);
    }
    records
}

/// What stands around labels and values: bars, brackets, bullets.
const ORNAMENTS: [char; 17] = [' ', '|', ';', ',', ':', '[', ']', '(', ')', '*', '·', '-', '■', '●', '•', '◆', '▪'];

/// A value without what stands around it; a bracket that closes one of its own stays: 综合执法局（司法分局）.
fn without_ornaments(cell: &str) -> &str {
    let value = cell.trim_start_matches(ORNAMENTS);
    let end = value.trim_end_matches(ORNAMENTS).len();
    let is_open = value[..end].matches('(').count() > value[..end].matches(')').count();
    &value[..end + usize::from(is_open && value[end..].starts_with(')'))]
}

/// A field whose value is a part of a segment's spaced text.
fn field(segment: &Segment, key: FieldKey, value: &str) -> FieldValue {
    let start = value.as_ptr() as usize - segment.spaced.text.as_ptr() as usize;
    FieldValue { key, range: segment.origin(start..start + value.len()), number: segment.number }
}

/// Whether a line may be the value of a label that stands alone on the line above it.
fn is_lone_value(segment: &Segment, key: FieldKey, rules: &Rules) -> bool {
    if segment.chars > 60 || segment.is_first_heading() || segment.ends_sentence() || without_ornaments(&segment.spaced.text).is_empty() {
        return false;
    }
    if !rules.clutter.labels(&segment.spaced.text).is_empty() {
        return false;
    }
    // An empty cell above the title: 内容概述： and then the title itself.
    if key != FieldKey::Title && rules.structure.title_weight(segment.compact()) >= 4 {
        return false;
    }
    match key {
        FieldKey::Published | FieldKey::Dispatched | FieldKey::Written => {
            let value = segment.compact().trim_matches(ORNAMENTS);
            value.starts_with("20") || value.starts_with("19")
        }
        // Of a label that the record does not keep, an empty cell is as likely as a value.
        FieldKey::Other => segment.chars <= 30 && !segment.compact().ends_with("人民政府"),
        _ => true,
    }
}

thread_local! {
    static DATE: Regex = Regex::new(
        r"^\(?(?:(?:19|20)\d\d ?[年./-] ?\d{1,2} ?[月./-] ?\d{1,2} ?日?|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|[二一][〇零○O0九][〇零○O0一二三四五六七八九]{2}年[一二三四五六七八九十〇零元]{1,3}月[一二三四五六七八九十〇零]{1,3}日|(?:19|20)\d\d年?\d{2,4}日?|(?:19|20)\d\d年\d{1,2}月|(?:19|20)[\dX]{2}年X月X日)(?: \d{1,2}:\d\d(?::\d\d)?)?\)?$"
    ).expect("a constant pattern");
    static OFFICE: Regex = Regex::new(
        r"^[\p{Han}()、X]{2,}(?:政府|政府办|委员会|管委会|局|厅|院|委|办|办公室|办事处|支队|大队|总队|分局|中心|司法所|领导小组|协调小组|党组|党委|分公司|公司|银行|署|海关|集团)$"
    ).expect("a constant pattern");
    static DOCUMENT_NUMBER: Regex = Regex::new(r"^\(?\p{Han}+[\[(](?:19|20)\d\d[\])](?:第)?\d{1,4}号\)?$").expect("a constant pattern");
}

fn is_date(text: &str) -> bool {
    DATE.with(|date| date.is_match(text.trim()))
}

/// Characters of a document number in a bracket: 黔东南苗族侗族自治州府办发〔2021〕第1234号 has 25.
const LONGEST_DOCUMENT_NUMBER: usize = 28;

/// 宁河政报〔2013〕3号 on a line of its own.
fn read_document_number(segment: &Segment) -> Option<FieldValue> {
    (segment.chars <= LONGEST_DOCUMENT_NUMBER && DOCUMENT_NUMBER.with(|number| number.is_match(segment.compact())))
        .then(|| field(segment, FieldKey::DocumentNumber, segment.bare()))
}

/// An office and a date below the body, or the bare date and office below a title.
fn read_signature(segment: &Segment, after_body: bool) -> Option<Vec<FieldValue>> {
    let line = segment.bare();
    let date_key = if after_body { FieldKey::Written } else { FieldKey::Published };
    if is_date(line) {
        return Some(vec![field(segment, date_key, line)]);
    }
    let office = |text: &str| text.chars().count() <= 32 && OFFICE.with(|office| office.is_match(&text.replace(' ', "")));
    if office(line) && (after_body || line.chars().count() <= 20) {
        return Some(vec![field(segment, FieldKey::Source, line)]);
    }
    // 新洲区人民政府 2025年1月20日, on one line.
    let (name, date) = line.rsplit_once(' ')?;
    (office(name.trim()) && is_date(date)).then(|| vec![field(segment, FieldKey::Source, name.trim()), field(segment, date_key, date)])
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
            Fate::Title | Fate::Body | Fate::Undecided => {
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

/// Runs to take out of a kept line.
fn inner_clutter(text: &str, segment: &Segment, rules: &Rules) -> Vec<(Range<usize>, Cow<'static, str>)> {
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
fn apart(text: &str, mut cuts: Vec<(Range<usize>, Cow<'static, str>)>) -> Vec<(Range<usize>, Cow<'static, str>)> {
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
fn without(text: &str, whole: Range<usize>, cuts: &[(Range<usize>, Cow<'static, str>)]) -> Vec<Range<usize>> {
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
