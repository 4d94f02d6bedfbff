//! Numbers that Word counts by itself.
//!
//! Input: `numbering.xml`, and one numbered paragraph after another. Output: the number as printed, such as （一） or
//! 1.2. Refuses to invent a sign for bullets of symbol fonts, which are no characters of any text.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::Styles;
use super::xml::Element;

/// Levels of a list.
const LEVELS: usize = 9;
/// The greatest start of a list that Word takes. A document has far fewer paragraphs than numbers are left above it.
const LARGEST_START: usize = 32_767;

#[derive(Clone, Debug)]
struct Level {
    start: usize,
    format: String,
    /// `%1.%2、`
    pattern: String,
    followed_by_blank: bool,
    restarts: bool,
    /// Legal: all numbers in digits.
    in_digits: bool,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    abstract_id: String,
    starts: BTreeMap<usize, usize>,
    /// Levels that this list defines for itself.
    own: BTreeMap<usize, Level>,
}

/// The lists of a document, counting.
#[derive(Debug, Default)]
pub struct Numbering {
    levels: BTreeMap<String, BTreeMap<usize, Level>>,
    lists: BTreeMap<String, List>,
    /// By abstract list: lists that go on from each other share it.
    counters: BTreeMap<String, [Option<usize>; LEVELS]>,
    begun: BTreeSet<String>,
}

/// The number of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub enum Number {
    Text(String),
    Bullet,
}

impl Numbering {
    /// Reads the part.
    pub fn read(root: &Element, styles: &Styles) -> Numbering {
        let mut numbering = Numbering::default();
        let mut linked: Vec<(String, String)> = Vec::new();
        for element in root.elements() {
            match (element.name.as_str(), element.attribute("abstractNumId"), element.attribute("numId")) {
                ("abstractNum", Some(id), _) => {
                    let levels = element.elements().filter(|level| level.name == "lvl").filter_map(read_level).collect();
                    numbering.levels.insert(id.to_owned(), levels);
                    if let Some(style) = element.value(&["numStyleLink"]) {
                        linked.push((id.to_owned(), style.to_owned()));
                    }
                }
                ("num", _, Some(id)) => {
                    let mut list =
                        List { abstract_id: element.value(&["abstractNumId"]).unwrap_or_default().to_owned(), ..List::default() };
                    for own in element.elements().filter(|own| own.name == "lvlOverride") {
                        let Some(level) = own.attribute("ilvl").and_then(|level| level.parse().ok()) else { continue };
                        if let Some(start) = own.value(&["startOverride"]).and_then(read_start) {
                            list.starts.insert(level, start);
                        }
                        list.own.extend(own.child("lvl").and_then(read_level));
                    }
                    numbering.lists.insert(id.to_owned(), list);
                }
                _ => {}
            }
        }
        // A list that only names a style has the levels of the list which that style names.
        for (id, style) in linked {
            let target =
                styles.number(Some(&style)).and_then(|(_, number, _)| numbering.lists.get(number)).map(|list| list.abstract_id.clone());
            if let Some(levels) = target.filter(|target| *target != id).and_then(|target| numbering.levels.get(&target).cloned()) {
                numbering.levels.insert(id, levels);
            }
        }
        numbering
    }

    /// The number of the next paragraph; `None` when it has none.
    pub fn next(&mut self, paragraph: &Element, styles: &Styles) -> Option<Number> {
        let style = paragraph.value(&["pPr", "pStyle"]);
        let by_style = styles.number(style);
        let own = paragraph.value(&["pPr", "numPr", "numId"]);
        let id = own.or(by_style.map(|(_, id, _)| id))?;
        let list = self.lists.get(id)?;
        let levels = self.levels.get(&list.abstract_id)?;
        let of_style =
            || by_style.and_then(|(style, _, _)| levels.iter().find(|(_, level)| level.style.as_deref() == Some(style))).map(|(at, _)| *at);
        let at = paragraph.value(&["pPr", "numPr", "ilvl"]).and_then(|level| level.parse().ok());
        let at = at.or_else(of_style).or(by_style.and_then(|(_, _, level)| level)).unwrap_or(0).min(LEVELS - 1);
        let level = |at: usize| list.own.get(&at).or_else(|| levels.get(&at));
        let this = level(at)?.clone();

        let counters = self.counters.entry(list.abstract_id.clone()).or_default();
        if self.begun.insert(id.to_owned()) {
            // The start of a list that begins anew holds once.
            for (&at, &start) in list.starts.iter().filter(|(at, _)| **at < LEVELS) {
                counters[at] = start.checked_sub(1);
            }
        }
        for (outer, counter) in counters.iter_mut().enumerate().take(at) {
            *counter = counter.or_else(|| level(outer).map(|level| level.start));
        }
        counters[at] = Some(counters[at].map_or(this.start, |number| number + 1));
        for (inner, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            if level(inner).is_none_or(|level| level.restarts) {
                *counter = None;
            }
        }
        if this.format == "bullet" {
            return Some(Number::Bullet);
        }
        let mut text = String::new();
        let mut signs = this.pattern.chars().peekable();
        while let Some(sign) = signs.next() {
            let named = (sign == '%').then(|| signs.peek().and_then(|digit| digit.to_digit(10))).flatten();
            match named.and_then(|digit| (digit as usize).checked_sub(1)) {
                Some(of) => {
                    signs.next();
                    let format = if this.in_digits { "decimal" } else { level(of).map_or("decimal", |level| level.format.as_str()) };
                    if let Some(number) = counters.get(of).copied().flatten() {
                        text += &write_number(number, format);
                    }
                }
                None => text.push(sign),
            }
        }
        // 一、 and （一） stand close to the words, 1. does not: 1.2023年 would be another number.
        if this.followed_by_blank && text.ends_with(|c: char| c.is_ascii()) {
            text.push(' ');
        }
        (!text.is_empty()).then_some(Number::Text(text))
    }
}

fn read_level(element: &Element) -> Option<(usize, Level)> {
    let at = element.attribute("ilvl")?.parse().ok()?;
    // Formats newer than the first edition are written for it as an alternative.
    let format = element.value(&["numFmt"]).or_else(|| element.value(&["AlternateContent", "Fallback", "numFmt"])).unwrap_or("decimal");
    let level = Level {
        start: element.value(&["start"]).and_then(read_start).unwrap_or(1),
        format: format.to_owned(),
        pattern: element.value(&["lvlText"]).unwrap_or_default().to_owned(),
        followed_by_blank: element.value(&["suff"]) != Some("nothing"),
        restarts: element.value(&["lvlRestart"]) != Some("0"),
        in_digits: element.is_set(&["isLgl"]),
        style: element.value(&["pStyle"]).map(str::to_owned),
    };
    Some((at, level))
}

/// The number that a list begins with.
fn read_start(start: &str) -> Option<usize> {
    start.parse().ok().map(|start: usize| start.min(LARGEST_START))
}

/// A number in one of the formats; one that is not known is written in digits.
fn write_number(number: usize, format: &str) -> String {
    let sign = |signs: &str| number.checked_sub(1).and_then(|at| signs.chars().nth(at)).map(String::from);
    let letter = |first: char| {
        let at = number.checked_sub(1)?;
        let letter = char::from_u32(first as u32 + u32::try_from(at % 26).ok()?)?;
        (at < 26 * 8).then(|| letter.to_string().repeat(at / 26 + 1))
    };
    let written = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => Some(count_in_han(number)),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(number.to_string().bytes().map(|digit| HAN[usize::from(digit - b'0')]).collect())
        }
        "ideographTraditional" => sign("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => sign("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalEnclosedParen" => sign("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
        "decimalEnclosedFullstop" => sign("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
        "ideographEnclosedCircle" => sign("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(number.to_string().bytes().filter_map(|digit| char::from_u32(0xff10 + u32::from(digit - b'0'))).collect())
        }
        "decimalZero" => Some(format!("{number:02}")),
        "upperLetter" => letter('A'),
        "lowerLetter" => letter('a'),
        "upperRoman" => Some(roman(number)),
        "lowerRoman" => Some(roman(number).to_lowercase()),
        "none" => Some(String::new()),
        _ => None,
    };
    written.unwrap_or_else(|| number.to_string())
}

const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 十一, 二十, 一百零三
fn count_in_han(number: usize) -> String {
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut skipped = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            skipped = true;
            continue;
        }
        if skipped && !text.is_empty() {
            text.push('零');
        }
        skipped = false;
        if !(unit == 10 && digit == 1 && text.is_empty()) {
            text.push(HAN[digit]);
        }
        text += name;
    }
    text
}

fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        text += &sign.repeat(rest / value);
        rest %= value;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_reports_number() {
        for (number, format, written) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (12, "japaneseCounting", "十二"),
            (20, "chineseCounting", "二十"),
            (103, "chineseCountingThousand", "一百零三"),
            (110, "chineseCountingThousand", "一百一十"),
            (10, "ideographDigital", "一〇"),
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (2, "ideographTraditional", "乙"),
            (28, "upperLetter", "BB"),
            (14, "lowerRoman", "xiv"),
            (5, "somethingNew", "5"),
        ] {
            assert_eq!(write_number(number, format), written, "{number} {format}");
        }
    }
}
