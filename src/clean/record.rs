//! Lines of the record: labels with their values, the number of a document, an office and a date.
//!
//! Input: the segments of a page. Output: for each the fields that it states. Refuses to take prose for a record because
//! it begins with 来源 or 时间.

use regex::Regex;

use super::FieldValue;
use super::segment::Segment;
use crate::rules::{Column, FieldKey, Rules, Where};

/// The record's fields of each segment; `None` where a segment is no line of the record.
pub fn read_records(segments: &[Segment], clutter: &[Option<(Where, &str)>], rules: &Rules) -> Vec<Option<Vec<FieldValue>>> {
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
        // 备注 below 数量 heads the last column of a table of which each cell has a line.
        let follows_head = || {
            let before = at.checked_sub(1).map(|before| segments[before].compact());
            matches!(before.and_then(|before| rules.structure.table_head.column(before)), Some(Column::Value(_)))
        };
        if alone && follows_head() {
            continue;
        }
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
            let value = without_ornaments(of_cell(&line[label.range.end.min(stop)..stop]));
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

/// What a label's cell has: of 来源:某某局 | 责编 王某 | the words up to the bar, and of 000014349/2024-00012 文种:报告 those up to
/// a label that nobody knows, if any stand before them.
fn of_cell(rest: &str) -> &str {
    thread_local! {
        static LABEL: Regex = Regex::new(r" \p{Han}{2,6} ?:").expect("a constant pattern");
    }
    let lead = rest.len() - rest.trim_start_matches(ORNAMENTS).len();
    let bar = rest[lead..].find('|');
    let label = LABEL.with(|label| label.find(&rest[lead..]).map(|found| found.start()));
    bar.into_iter().chain(label).min().map_or(rest, |end| &rest[..lead + end])
}

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
pub fn read_document_number(segment: &Segment) -> Option<FieldValue> {
    (segment.chars <= LONGEST_DOCUMENT_NUMBER && DOCUMENT_NUMBER.with(|number| number.is_match(segment.compact())))
        .then(|| field(segment, FieldKey::DocumentNumber, segment.bare()))
}

/// An office and a date below the body, or the bare date and office below a title.
pub fn read_signature(segment: &Segment, after_body: bool) -> Option<Vec<FieldValue>> {
    let line = segment.bare();
    let date_key = if after_body { FieldKey::Written } else { FieldKey::Published };
    if is_date(line) {
        return Some(vec![field(segment, date_key, line)]);
    }
    // 项目 单位 合计 市局 县区局 is the head of a table.
    let is_columns = |text: &str| text.split(' ').count() > 2 && text.split(' ').all(|word| word.chars().count() > 1);
    let office =
        |text: &str| text.chars().count() <= 32 && !is_columns(text) && OFFICE.with(|office| office.is_match(&text.replace(' ', "")));
    if office(line) && (after_body || line.chars().count() <= 20) {
        return Some(vec![field(segment, FieldKey::Source, line)]);
    }
    // 新洲区人民政府 2025年1月20日, on one line.
    let (name, date) = line.rsplit_once(' ')?;
    (office(name.trim()) && is_date(date)).then(|| vec![field(segment, FieldKey::Source, name.trim()), field(segment, date_key, date)])
}
