//! The year reported on, which is not the year of publication.

use std::collections::BTreeMap;

use super::{Evidence, Found, Input, Origin};
use crate::quantity::read_numbers;
use crate::rules::Rules;
use crate::structure::BlockKind;

/// Years of a folded text with the words after them. A period (2021—2025年) is a plan's and no year.
fn years_in<'t>(text: &'t str, rules: &Rules) -> Vec<(u16, &'t str, &'t str)> {
    let reading = read_numbers(text, &rules.numbers);
    reading.names.iter().filter_map(|name| Some((name.year?, &text[name.span.clone()], &text[name.span.end..]))).collect()
}

/// The title's year; else what the opening and the plans agree on.
pub fn read_year(input: &Input, title: &str, published: &str, rules: &Rules) -> Found<Option<u16>> {
    if let Some(year) = input.front.year {
        return Found { value: Some(year), evidence: vec![input.settled("year", &year.to_string())] };
    }
    let title = repair_digits(title);
    let in_title = years_in(&title, rules);
    let line = input.cleaned.title.first().map(|line| line.number);
    let from_title = |year: u16, words: &str| Found {
        value: Some(year),
        evidence: vec![Evidence { origin: Origin::Title, words: words.to_owned(), line, shows: String::new() }],
    };
    // Of two years the plan's is not the reported one: 2020年工作总结和2021年工作计划.
    let reported: Vec<_> = in_title
        .iter()
        .filter(|(_, _, after)| {
            let rest: String = after.chars().take(14).collect();
            !["计划", "打算", "安排", "思路", "要点"].iter().any(|word| rest.contains(word)) || in_title.len() == 1
        })
        .collect();
    if let Some((year, words, _)) = reported.first() {
        return from_title(*year, words);
    }
    from_body(input, published, rules)
}

/// 二00六年 and 二OO六年 mix numerals: read as 二〇〇六年.
fn repair_digits(title: &str) -> String {
    let chars: Vec<char> = title.chars().collect();
    let numeral = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| "一二三四五六七八九〇○零".contains(*c));
    chars
        .iter()
        .enumerate()
        .map(|(at, &c)| {
            let near = numeral(at.checked_sub(1)) || numeral(Some(at + 1)) || (numeral(at.checked_sub(2)) || numeral(Some(at + 2)));
            if matches!(c, '0' | 'O' | 'o') && near { '〇' } else { c }
        })
        .collect()
}

/// The first month of publication in which a report is more likely one of the same year: the rules ask for it
/// by March, and some governments write it in the last months of the year.
const LATE: u8 = 10;

/// Votes of the opening (the year it begins with), of the plans (the year before theirs) and of the
/// headings; the day of publication only breaks a tie, since a report may be published late.
fn from_body(input: &Input, published: &str, rules: &Rules) -> Found<Option<u16>> {
    let mut votes: BTreeMap<u16, (u32, Vec<Evidence>)> = BTreeMap::new();
    let mut vote = |year: u16, weight: u32, words: &str, line: usize, shows: &str| {
        let (sum, evidence) = votes.entry(year).or_default();
        *sum += weight;
        if evidence.len() < 3 {
            evidence.push(Evidence { origin: Origin::Body, words: words.to_owned(), line: Some(line), shows: shows.to_owned() });
        }
    };
    let blocks = &input.document.blocks;
    if let Some((block, (year, words, _))) = blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Preliminary)
        .take(3)
        .find_map(|block| Some((block, *years_in(&block.folded.text, rules).first()?)))
    {
        vote(year, 3, words, block.number, "正文开头所述年份");
    }
    for block in blocks {
        let heading = matches!(block.kind, BlockKind::Heading { .. });
        let text = &block.folded.text;
        let plans = rules.structure.plans.is_match(text);
        for (year, words, after) in years_in(text, rules) {
            if heading && plans {
                vote(year - 1, 3, text, block.number, "下一步安排的上一年");
            } else if heading {
                vote(year, 3, text, block.number, "见于标题");
            } else if after.starts_with(['全', ',']) || after.starts_with("度") {
                vote(year, 1, words, block.number, "正文述及");
            }
        }
    }
    let month: Option<u8> = published.get(5..7).and_then(|month| month.parse().ok());
    if let (Some(year), Some(month)) = (published.get(..4).and_then(|year| year.parse::<u16>().ok()), month) {
        // A report that comes out in autumn or winter and says 今年 is of the year that it comes out in.
        let late = month >= LATE;
        let this_year = blocks.iter().find_map(|block| Some((block, block.folded.text.find("今年")?)));
        if let Some((block, at)) = this_year.filter(|_| late) {
            let words = &block.folded.text[at..at + "今年".len()];
            votes.entry(year).or_default().0 += 3;
            let evidence =
                Evidence { origin: Origin::Body, words: words.to_owned(), line: Some(block.number), shows: "公布于当年".to_owned() };
            votes.entry(year).or_default().1.push(evidence);
        }
        let likely = if late { year } else { year.saturating_sub(1) };
        if let Some((sum, _)) = votes.get_mut(&likely) {
            *sum += 2;
        }
    }
    let best = votes.iter().max_by_key(|(year, (sum, _))| (*sum, std::cmp::Reverse(**year)));
    match best {
        Some((year, (sum, evidence))) if *sum >= 3 => Found { value: Some(*year), evidence: evidence.clone() },
        _ => Found::none(None),
    }
}
