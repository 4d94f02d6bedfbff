//! Lines as a reader sees them, with what can be told from one alone.

use std::ops::Range;

use regex::Regex;

use crate::rules::{Opening, Rules};
use crate::text::{Folded, LineIndex, is_blank, trim};

/// A line of the source, or a part of a line that holds a whole report.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Source range without blanks at its ends; never empty.
    pub range: Range<usize>,
    /// Line of the source file, counted from 1.
    pub number: usize,
    /// Folded, a single space for each run of blanks.
    pub spaced: Folded,
    /// What `compact` gives, where that is not `spaced` itself.
    closed_up: Option<String>,
    /// Characters of `compact`.
    pub chars: usize,
}

/// A line this long (in bytes: some 500 characters) that holds most of a source is not a paragraph but
/// a report whose line breaks became blanks, as in newspaper pages scraped into one table cell.
const WHOLE_REPORT: usize = 1500;

/// Bytes at the end of a part that show whether its sentence is finished.
const LOOK_BACK: usize = 600;

/// Characters of a heading in such a line: with more, what stands before a blank is a paragraph with a number.
const LONGEST_HEADING: usize = 40;

/// Splits a text into segments from byte `start` on.
pub fn split_segments(text: &str, start: usize, rules: &Rules) -> Vec<Segment> {
    let index = LineIndex::new(text);
    let total = text[start..].trim().len();
    let mut ranges = Vec::new();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let range = trim(text, at..at + line.len());
        at += line.len();
        if range.is_empty() {
            continue;
        }
        if range.len() > WHOLE_REPORT && range.len() * 10 > total * 6 {
            ranges.extend(split_whole_report(text, range));
        } else if range.len() > WHOLE_REPORT {
            ranges.extend(split_at_headings(text, range));
        } else {
            ranges.push(range);
        }
    }
    ranges.into_iter().map(|range| Segment::new(text, range, &index, rules)).collect()
}

/// Splits a long line where a blank stands between the end of a sentence and the number of a heading: some reports
/// are pasted into a few lines (…现将工作总结如下：　一、加强领导…。　二、转变职能…).
fn split_at_headings(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = vec![line.clone()];
    for (at, blank) in text[line.clone()].match_indices(is_blank) {
        let (before, after) = (line.start + at, line.start + at + blank.len());
        let ends = text[line.start..before].ends_with(['。', '！', '？', '；', '：']);
        if let Some(last) = parts.last_mut()
            && ends
            && opens_heading(text[after..line.end].trim_start_matches(is_blank))
        {
            let rest = after..last.end;
            last.end = before;
            parts.push(trim(text, rest));
        }
    }
    parts
}

/// Splits a report in one line at the blanks that were paragraph marks: after the end of a sentence,
/// and around short runs without punctuation (headings, navigation). A blank inside a sentence
/// (开展“企业吹哨 律师报到”) joins.
fn split_whole_report(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = line.start;
    for word in text[line.clone()].split(is_blank) {
        let range = at..at + word.len();
        let width = text[range.end..].chars().next().map_or(0, char::len_utf8);
        at = range.end + width;
        if range.is_empty() {
            continue;
        }
        match parts.last_mut() {
            Some(last) if continues(&text[last.clone()], &text[last.end..range.start], &text[range.clone()]) => last.end = range.end,
            _ => parts.push(range),
        }
    }
    parts
}

/// Whether the words after a gap go on with the sentence before it.
fn continues(before: &str, gap: &str, after: &str) -> bool {
    // The part may already hold most of a report: its end is enough.
    let near = before.len().saturating_sub(LOOK_BACK);
    let near = before.ceil_char_boundary(near);
    let whole = near == 0;
    let before = &before[near..];
    let ends = before.ends_with(['。', '！', '？', '；', ';', '!', '?', '|', '：', ':'])
        || before.ends_with("。”")
        || before.ends_with("。）")
        || before.ends_with("。)");
    if after.starts_with([',', '，', '。', '、', ';', '；', ')', '）', '”', '》', '|']) {
        return true;
    }
    let tail = before.rsplit(['。', '！', '？', '；']).next().unwrap_or(before);
    let (number, words) = tail.split_at(marker_length(tail).unwrap_or(0));
    // （一） 加强党的领导: a number goes on with its words.
    if !number.is_empty() && words.is_empty() && !opens_item(after) {
        return true;
    }
    // A wide gap or a number is a paragraph mark wherever the sentence stands open only by its numbering.
    let wide = gap.chars().count() >= 2 || gap.contains('\u{3000}');
    if ends || opens_item(after) || (wide && !before.ends_with([',', '，', '、'])) {
        return false;
    }
    // A byline's name: 潍报全媒体记者 宋树云.
    if whole && before.chars().count() <= 16 && (before.ends_with("记者") || before.ends_with("通讯员")) {
        return true;
    }
    // “企业吹哨 律师报到”; but “放管服”改革持续深化 is closed.
    if is_quotation_open(words) || words.ends_with([',', '，', '、']) {
        return true;
    }
    // A numbered heading has commas of its own (健全决策机制，规范决策行为), and its paragraph follows; where no clause
    // follows, it is the second phrase of the heading: （三）抓制度建设 全方位护航社会发展.
    if !number.is_empty() && words.chars().count() <= LONGEST_HEADING {
        let is_phrase = !after.contains([',', '，', '。', ';', '；']) && after.chars().count() <= LONGEST_HEADING;
        return is_phrase && !number.ends_with(['、', '.', '．']);
    }
    let follows_a_sentence = tail.len() < before.len() && !tail.is_empty();
    words.contains([',', '，', '、', ':', '：']) || follows_a_sentence
}

/// Whether a quotation begins in these words and does not end.
fn is_quotation_open(words: &str) -> bool {
    words.rfind('“') > words.rfind('”') || words.matches('"').count() % 2 == 1
}

/// The length of a heading's number.
fn marker_length(words: &str) -> Option<usize> {
    thread_local! {
        static MARKER: Regex = Regex::new(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．])").expect("a constant pattern");
    }
    MARKER.with(|marker| marker.find(words).map(|found| found.end()))
}

/// Words that begin with a Chinese number of a heading.
fn opens_heading(words: &str) -> bool {
    thread_local! {
        static HEADING: Opening = Opening::new(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,2}(?:章|部分))").expect("a constant pattern");
    }
    HEADING.with(|heading| heading.is_match(words))
}

/// Words that begin with a number of a heading or point.
fn opens_item(words: &str) -> bool {
    thread_local! {
        static ITEM: Regex = Regex::new(r"^(?:[一二三四五六七八九十]{1,3}(?:、|是)|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,2}(?:章|部分)|\d{1,2}[.、．][^\d])").expect("a constant pattern");
    }
    ITEM.with(|item| item.is_match(words))
}

/// A line without its spaces, but for those between two Latin letters or digits.
fn close_up(spaced: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let mut line = String::with_capacity(spaced.len());
    for part in spaced.split(' ') {
        if line.ends_with(is_word) && part.starts_with(is_word) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

impl Segment {
    fn new(text: &str, range: Range<usize>, index: &LineIndex, rules: &Rules) -> Segment {
        let spaced = rules.folding.spaced(text, range.clone());
        let closed_up = spaced.text.contains(' ').then(|| close_up(&spaced.text));
        let chars = closed_up.as_ref().unwrap_or(&spaced.text).chars().count();
        Segment { number: index.line(range.start), range, spaced, closed_up, chars }
    }

    /// The folded text without blanks between Chinese characters.
    pub fn compact(&self) -> &str {
        self.closed_up.as_ref().unwrap_or(&self.spaced.text)
    }

    /// The source range of a range of the spaced text.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let end = if range.end >= self.spaced.text.len() { self.range.end } else { self.spaced.origin(range.end) };
        self.spaced.origin(range.start)..end
    }

    /// The spaced text without bars at its ends.
    pub fn bare(&self) -> &str {
        let line = self.spaced.text.as_str();
        let bare = line.trim_matches([' ', '|']);
        if bare.is_empty() { line } else { bare }
    }

    /// Sentences: long enough to be no label or menu, and punctuated.
    pub fn is_prose(&self) -> bool {
        (self.chars >= 30 && self.compact().contains('。'))
            || (self.chars >= 40 && self.compact().contains([',', ';']) && !self.is_table_row())
            || (self.chars >= 24 && self.ends_sentence())
    }

    /// Prose that no label makes a line of the record, however it begins.
    pub fn is_prose_without_labels(&self) -> bool {
        self.chars >= 60 && self.compact().matches('。').count() >= 2
    }

    pub fn ends_sentence(&self) -> bool {
        self.compact().ends_with(['。', '!', '?', ';']) || self.compact().ends_with("。\"") || self.compact().ends_with("。)")
    }

    /// The first heading of a numbered body: 一、 (一) 第一章 第一部分.
    pub fn is_first_heading(&self) -> bool {
        thread_local! {
            static HEADING: Opening = Opening::new(
                r"^(?:第[一二三四五六七八九十]+(?:章|部分|节)|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\))."
            ).expect("a constant pattern");
        }
        self.chars >= 5 && HEADING.with(|heading| heading.is_match(self.compact()))
    }

    /// The office a report is handed to: 市人大常委会： names the reader, not the author.
    pub fn is_addressee(&self) -> bool {
        self.compact().ends_with(':')
            && (5..=60).contains(&self.chars)
            && ["人大常委会", "人民政府", "政府:", "办公室", "办公厅", "委员会", "各位", "省委", "市委", "县委", "区委", "司法厅", "司法局"]
                .iter()
                .any(|office| self.compact().contains(office))
    }

    /// Nothing but bars and rules.
    pub fn is_bars(&self) -> bool {
        self.compact().chars().all(|c| c == '|')
    }

    /// The line below a table's head: `---|---|---`.
    pub fn is_table_rule(&self) -> bool {
        self.compact().chars().all(|c| matches!(c, '|' | '-' | ':' | '+')) && self.compact().contains('-')
    }

    /// Cells with bars between them.
    pub fn is_table_row(&self) -> bool {
        self.compact().trim_matches('|').contains('|')
    }
}
