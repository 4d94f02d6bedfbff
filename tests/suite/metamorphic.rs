//! Changes that change nothing: the same report written in another way has the same record and figures.
//!
//! No one can label enough reports by hand; two writings of one report check each other. The table of a run is
//! printed: `cargo test --test suite metamorphic -- --nocapture`. `FANGZHI_METAMORPHIC` names a folder of further
//! reports to run on, such as generated ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use fangzhi::report::Report;
use fangzhi::rules::Period;
use fangzhi::source::{list_sources, read_source};

use crate::case::{RULES, content, plain, read_text, repository, try_report};

/// A report's record and figures, as far as no writing may change them.
#[derive(Debug, PartialEq, Eq)]
struct Meaning {
    fields: BTreeMap<&'static str, String>,
    /// Indicator, value, approximation and time, with how often they occur.
    figures: BTreeMap<(String, String, &'static str, &'static str), usize>,
}

fn meaning(report: &Report) -> Meaning {
    let metadata = &report.metadata;
    let region = &metadata.region.value;
    let code = |place| RULES.regions.place(place).code.clone();
    let fields = BTreeMap::from([
        ("kind", metadata.kind.value.name().to_owned()),
        ("title", RULES.folding.plain(&metadata.title.value)),
        ("region", region.place.map(code).unwrap_or_default()),
        ("candidates", region.candidates.iter().map(|place| code(*place)).collect::<Vec<_>>().join(";")),
        ("level", metadata.level.value.map_or("", |level| level.name()).to_owned()),
        ("year", metadata.year.value.map(|year| year.to_string()).unwrap_or_default()),
        ("published", metadata.published.value.clone()),
    ]);
    let mut figures = BTreeMap::new();
    for found in report.assessment.observations.iter().filter(|found| found.period != Period::Unclear) {
        let quantity = report.quantity(found.at);
        let indicator = RULES.indicators.list[found.indicator].id.clone();
        *figures.entry((indicator, quantity.value.to_string(), quantity.approximation.name(), found.period.name())).or_default() += 1;
    }
    Meaning { fields, figures }
}

/// What differs between two meanings, a line each.
fn differences(before: &Meaning, after: &Meaning) -> Vec<String> {
    let mut lines: Vec<String> = before
        .fields
        .iter()
        .filter(|(name, value)| after.fields[*name] != **value)
        .map(|(name, value)| format!("{name}: {value} became {}", after.fields[name]))
        .collect();
    let figures: BTreeSet<_> = before.figures.keys().chain(after.figures.keys()).collect();
    for figure in figures {
        let count = |meaning: &Meaning| meaning.figures.get(figure).copied().unwrap_or(0);
        if count(before) != count(after) {
            lines.push(format!("{} {} {} {}: {} became {}", figure.0, figure.1, figure.2, figure.3, count(before), count(after)));
        }
    }
    lines
}

/// A way of writing a report anew.
struct Change {
    name: &'static str,
    apply: fn(&Report, usize) -> Vec<u8>,
}

const CHANGES: [Change; 11] = [
    Change { name: "178 as 一百七十八", apply: |report, _| han_numerals(report).into_bytes() },
    Change { name: "1.6万 as 16000", apply: |report, _| without_wan(report).into_bytes() },
    Change { name: "full-width digits", apply: |report, _| map_characters(report, full_width_digit).into_bytes() },
    Change { name: "full-width punctuation", apply: |report, _| map_characters(report, full_width_mark).into_bytes() },
    Change { name: "in one line", apply: |report, _| in_one_line(report).into_bytes() },
    Change { name: "lines of 40 characters", apply: |report, _| wrapped(report, 40).into_bytes() },
    Change { name: "another site around", apply: |report, at| another_site(report, at).into_bytes() },
    Change { name: "Traditional", apply: |report, _| traditional(report).into_bytes() },
    Change { name: "GB18030", apply: |report, _| encoding_rs::GB18030.encode(&report.text).0.into_owned() },
    Change { name: "(一) as 一)", apply: |report, _| half_brackets(report).into_bytes() },
    Change { name: "(一) as 一、", apply: |report, _| without_brackets(report).into_bytes() },
];

/// Writes whole numbers from 3 on in Chinese numerals, where a unit follows.
fn han_numerals(report: &Report) -> String {
    replace_figures(report, |words, unit| {
        let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
        let value: u64 = digits.parse().ok()?;
        let whole = words[digits.len()..].chars().next().is_none_or(|next| !next.is_ascii() && !matches!(next, '万' | '亿' | '千' | '百'));
        (whole && !unit.is_empty() && unit != "%" && (3..100_000_000).contains(&value) && !digits.starts_with('0'))
            .then(|| (digits.len(), numeral(value)))
    })
}

/// 12034 as 一万二千零三十四.
fn numeral(value: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if value >= 10_000 {
        let (wan, rest) = (value / 10_000, value % 10_000);
        let zero = if rest > 0 && rest < 1000 { "零" } else { "" };
        let tail = if rest > 0 { numeral(rest) } else { String::new() };
        return format!("{}万{zero}{}", numeral(wan), tail.strip_prefix("十").map_or(tail.clone(), |ones| format!("一十{ones}")));
    }
    let mut text = String::new();
    let mut pending_zero = false;
    for (place, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(value / place % 10).expect("one digit");
        if digit == 0 {
            pending_zero = !text.is_empty();
            continue;
        }
        if pending_zero {
            text.push('零');
            pending_zero = false;
        }
        // 15 is 十五.
        if !(place == 10 && digit == 1 && text.is_empty()) {
            text.push_str(DIGITS[digit]);
        }
        text.push_str(word);
    }
    text
}

/// Writes 1.6万 as 16000.
fn without_wan(report: &Report) -> String {
    replace_figures(report, |words, _| {
        let number: String = words.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let value: f64 = number.parse().ok()?;
        let rest = words[number.len()..].strip_prefix('万')?;
        let whole = (value * 10_000.0).round();
        // 13.1万元 is money, whose unit is 万元 as one word; 1万亿 is left alone.
        (!rest.starts_with('亿') && whole < 1e12).then(|| (number.len() + '万'.len_utf8(), format!("{whole}")))
    })
}

/// Replaces the beginning of figures: the rule sees the words from the first digit on and the unit, and gives the
/// bytes to replace and what by.
fn replace_figures(report: &Report, rule: impl Fn(&str, &str) -> Option<(usize, String)>) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (block, reading) in report.readings.iter().enumerate() {
        for quantity in &reading.quantities {
            let source = report.document.blocks[block].folded.source_range(&report.text, quantity.span.clone());
            let words = &report.text[source.clone()];
            let Some(first) = words.find(|c: char| c.is_ascii_digit()) else { continue };
            // A range (2-3次) has two numbers.
            if quantity.upper.is_some() {
                continue;
            }
            if let Some((length, new)) = rule(&words[first..], &quantity.unit) {
                edits.push((source.start + first..source.start + first + length, new));
            }
        }
    }
    replace(&report.text, edits)
}

fn replace(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut result, mut at) = (String::new(), 0);
    for (range, new) in edits {
        result.push_str(&text[at..range.start]);
        result.push_str(&new);
        at = range.end;
    }
    result + &text[at..]
}

fn map_characters(report: &Report, change: fn(char) -> char) -> String {
    report.text.chars().map(change).collect()
}

fn full_width_digit(c: char) -> char {
    if c.is_ascii_digit() { char::from_u32(u32::from(c) - 0x30 + 0xff10).expect("full-width digits exist") } else { c }
}

fn full_width_mark(c: char) -> char {
    match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        other => other,
    }
}

/// The body in one line, with blanks where paragraphs ended; the lines of the frame stay.
fn in_one_line(report: &Report) -> String {
    let body: BTreeSet<usize> = report.cleaned.lines.iter().map(|line| line.number).collect();
    let mut text = String::new();
    for (at, line) in report.text.lines().enumerate() {
        if body.contains(&(at + 1)) {
            write!(text, "{}  ", line.trim()).expect("a String takes any text");
        } else {
            if text.ends_with("  ") {
                text.push('\n');
            }
            writeln!(text, "{line}").expect("a String takes any text");
        }
    }
    text
}

/// Body lines broken after a number of characters.
fn wrapped(report: &Report, width: usize) -> String {
    let body: BTreeSet<usize> = report.cleaned.lines.iter().map(|line| line.number).collect();
    let mut text = String::new();
    for (at, line) in report.text.lines().enumerate() {
        let chars: Vec<char> = line.chars().collect();
        if body.contains(&(at + 1)) && chars.len() > width {
            for part in chars.chunks(width) {
                text.extend(part);
                text.push('\n');
            }
        } else {
            writeln!(text, "{line}").expect("a String takes any text");
        }
    }
    text
}

/// The frame of a site that says nothing of place, year or date.
fn another_site(report: &Report, at: usize) -> String {
    let heads = [
        "您当前所在位置：首页 > 政务公开 > 法治政府建设年度报告\n",
        "网站首页 | 政务公开 | 政务服务 | 互动交流 | 专题专栏\n无障碍 | 长者模式 | 登录\n",
        "  1. 首页\n  2. 政务公开\n  3. 法治政府建设\n",
    ];
    let feet = [
        "\n\n【打印本页】 【关闭窗口】\n扫一扫在手机打开当前页\n",
        "\n\n分享到：\n网站地图 | 联系我们 | 关于我们\n版权所有 网站标识码：3607000001\n",
        "\n\n上一篇：没有了\n下一篇：没有了\n",
    ];
    let front = report.text.len() - report.text.trim_start_matches('\u{feff}').len();
    format!("{}{}{}", heads[at % heads.len()], &report.text[front..], feet[at % feet.len()])
}

/// In Traditional characters, where the table has one for a Simplified one.
fn traditional(report: &Report) -> String {
    let table = read_text(&repository("data/traditional.tsv"));
    let mut forms: BTreeMap<char, char> = BTreeMap::new();
    for (old, new) in table.lines().filter_map(|line| line.split_once('\t')) {
        if let (Some(old), Some(new)) = (old.chars().next(), new.chars().next()) {
            forms.entry(new).or_insert(old);
        }
    }
    report.text.chars().map(|c| forms.get(&c).copied().unwrap_or(c)).collect()
}

/// Numbers in brackets at the beginning of headings, in bytes of the source: the number inside.
fn bracketed_numbers(report: &Report) -> Vec<(Range<usize>, Range<usize>)> {
    let headings = report.document.sections.iter().filter_map(|section| section.heading);
    headings
        .filter_map(|block| {
            let block = &report.document.blocks[block];
            let end = block.folded.text.strip_prefix('(')?.find(')')? + 2;
            let whole = block.folded.source_range(&report.text, 0..end);
            let inside = block.folded.source_range(&report.text, 1..end - 1);
            Some((whole, inside))
        })
        .collect()
}

fn half_brackets(report: &Report) -> String {
    let edits = bracketed_numbers(report).into_iter().map(|(whole, inside)| (whole.start..inside.start, String::new()));
    replace(&report.text, edits.collect())
}

fn without_brackets(report: &Report) -> String {
    let edits = bracketed_numbers(report).into_iter().map(|(whole, inside)| (whole, format!("{}、", &report.text[inside])));
    replace(&report.text, edits.collect())
}

/// The reports to run on: the samples, and those of `FANGZHI_METAMORPHIC`.
fn reports() -> Vec<(String, Report)> {
    let mut reports: Vec<(String, Report)> = Vec::new();
    for (file, bytes) in content() {
        reports.push((file.path, try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{diagnostic}"))));
    }
    if let Some(folder) = std::env::var_os("FANGZHI_METAMORPHIC") {
        for file in list_sources(Path::new(&folder)).files {
            let bytes = read_source(&file).unwrap_or_else(|diagnostic| panic!("{diagnostic}"));
            reports.push((file.path, try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{diagnostic}"))));
        }
    }
    reports
}

#[test]
fn no_way_of_writing_changes_record_or_figures() {
    let reports = reports();
    let mut failures = String::new();
    println!("{:26} changed figures and fields, a report each", "");
    for change in CHANGES {
        let mut counts = Vec::new();
        let mut rewritten = 0;
        for (at, (name, report)) in reports.iter().enumerate() {
            let bytes = (change.apply)(report, at);
            rewritten += usize::from(bytes != report.text.as_bytes());
            let changed = try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{}, {name}: {diagnostic}", change.name));
            let lines = differences(&meaning(report), &meaning(&changed));
            for line in &lines {
                writeln!(failures, "{}, {name}: {line}", change.name).expect("a String takes any text");
            }
            counts.push(lines.len());
        }
        let total: usize = counts.iter().sum();
        let shown: Vec<String> = counts.iter().take(12).map(usize::to_string).collect();
        println!("{:26} {}   in all {total} over {} reports, {rewritten} rewritten", change.name, shown.join(" "), counts.len());
        assert!(rewritten > 0, "{} changes no report", change.name);
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn one_changed_number_changes_one_observation() {
    for (name, report) in reports().into_iter().take(5) {
        let before = meaning(&report);
        for found in &report.assessment.observations {
            let quantity = report.quantity(found.at);
            let source = report.document.blocks[found.at.block].folded.source_range(&report.text, quantity.span.clone());
            let words = report.text[source.clone()].to_owned();
            let digits: String = words.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            let Some(first) = words.find(|c: char| c.is_ascii_digit()) else { continue };
            // Another first digit makes another number of the same length.
            let other = if digits.starts_with('1') { '2' } else { '1' };
            let text = replace(&report.text, vec![(source.start + first..source.start + first + 1, other.to_string())]);
            let after = meaning(&try_report(text.as_bytes()).unwrap_or_else(|diagnostic| panic!("{diagnostic}")));
            let shared = report.assessment.observations.iter().filter(|other| other.at == found.at);
            let lines = differences(&before, &after);
            // The old value is gone and the new one there, for each indicator that the figure belongs to.
            assert_eq!(lines.len(), 2 * shared.count(), "{name}: {words} changed: {lines:#?}");
        }
    }
}

#[test]
fn another_year_changes_the_year_and_nothing_else() {
    for (name, report) in reports().into_iter().take(5) {
        let before = meaning(&report);
        let Some(year) = report.metadata.year.value else { continue };
        let shifted: String = shift_years(&report.text);
        let after = meaning(&try_report(shifted.as_bytes()).unwrap_or_else(|diagnostic| panic!("{diagnostic}")));
        assert_eq!(after.fields["year"], (year - 1).to_string(), "{name}");
        assert_eq!(before.figures, after.figures, "{name}");
        for field in ["kind", "region", "candidates", "level"] {
            assert_eq!(before.fields[field], after.fields[field], "{name}: {field}");
        }
    }
}

/// Every year of this century one year earlier.
fn shift_years(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut shifted = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let digits: String = chars[at..at + run].iter().collect();
        match digits.parse::<u32>() {
            Ok(year) if run == 4 && (2001..2040).contains(&year) => shifted.push_str(&(year - 1).to_string()),
            _ if run > 0 => shifted.push_str(&digits),
            _ => shifted.push(chars[at]),
        }
        at += run.max(1);
    }
    shifted
}

#[test]
fn the_helper_writes_numerals_as_people_do() {
    let written = [3, 10, 15, 20, 102, 178, 1050, 12_034, 160_000, 1_000_600].map(numeral);
    assert_eq!(written, ["三", "十", "十五", "二十", "一百零二", "一百七十八", "一千零五十", "一万二千零三十四", "十六万", "一百万零六百"]);
    assert_eq!(plain("１ ２"), "12");
}
