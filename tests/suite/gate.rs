//! The gate: the program's results on the labelled reports, against floors that only rise.
//!
//! `tests/gold/NNN.toml` holds what a person found in a report, `floors.toml` the scores that the program has
//! reached. A score below its floor fails, and so does one above it: the floor is then to be raised. The same
//! labels with other names, years and figures (`renamed.toml`) are scored beside them, so that no rule can rest
//! on the samples' own words. Sources are read from a neutral path: their folders say what they are.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use fangzhi::archive::tables::unit_or_default;
use fangzhi::hash::hash_of;
use fangzhi::report::Report;
use fangzhi::rules::Period;
use fangzhi::structure::BlockKind;
use serde::Deserialize;

use crate::case::{RULES, content, plain, read_text, report, repository};

/// The sources of the labels, by the hash of their bytes.
const SOURCES: [(&str, &str); 5] = [
    ("000", "1913ca521f1f9034454b1f422cfa5d035d2ef3507d5d3a927e34b858faddf83d"),
    ("001", "d54719f4ea1eb6527ad8abbd585edfb8358747926cb1361dc92b75c3fd433e09"),
    ("002", "9a2c5c34da07bf98c57d344367296c50913b1ad78be6c07fac0b9d11e805db00"),
    ("003", "72c2d6237f6ba8ad3391d6d9299eeea318d5b95ee61e5f5600ccefb24160c013"),
    ("004", "02b1b3f3e05020a836477b958a1302eaa5d902406e3a2c7ff7cdf73ef6a7727c"),
];

/// A heading that may also be its paragraph's whole first sentence: the source lost the full stop behind it.
const BOTH_READINGS: [(&str, &str); 1] = [("002", "(四)提高突发事件应对能力")];

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gold {
    #[serde(rename = "source")]
    _source: String,
    kind: String,
    title: String,
    region: String,
    #[serde(rename = "region_name")]
    _region_name: String,
    level: String,
    title_alternatives: Vec<String>,
    year: u16,
    #[serde(default)]
    region_alternatives: Vec<String>,
    region_candidates: Vec<String>,
    issuer: String,
    published: String,
    index_number: String,
    document_number: String,
    #[serde(rename = "note")]
    _note: String,
    clutter: Vec<String>,
    heading: Vec<GoldHeading>,
    observation: Vec<GoldFigure>,
    #[serde(default)]
    optional: Vec<GoldFigure>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldHeading {
    level: usize,
    text: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldFigure {
    indicator: String,
    value: f64,
    unit: String,
    approximation: String,
    quote: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variants {
    variant: Vec<Variant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    gold: String,
    replace: Vec<(String, String)>,
    region: String,
    region_alternatives: Vec<String>,
    region_candidates: Vec<String>,
}

/// Scores of one report, each a share from 0 to 1, with the differences behind them.
struct Scores {
    shares: Vec<(&'static str, usize, usize)>,
    differences: Vec<String>,
}

fn gold(name: &str) -> Gold {
    let path = repository("tests/gold").join(format!("{name}.toml"));
    toml::from_str(&read_text(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a sample, found by its hash.
pub fn source(name: &str) -> String {
    let (_, hash) = SOURCES.iter().find(|(known, _)| *known == name).expect("every label has a source");
    let (_, bytes) = content()
        .into_iter()
        .find(|(_, bytes)| hash_of([bytes.as_slice()]) == *hash)
        .unwrap_or_else(|| panic!("content/ holds no file with the bytes of sample {name}"));
    String::from_utf8(bytes).expect("the samples are UTF-8")
}

/// A text in its compared form, with the source byte of each character.
struct Mapped {
    chars: Vec<char>,
    origins: Vec<usize>,
}

fn mapped(text: &str) -> Mapped {
    let mut result = Mapped { chars: Vec::new(), origins: Vec::new() };
    for (at, c) in text.char_indices() {
        for folded in plain(c.encode_utf8(&mut [0; 4])).chars() {
            result.chars.push(folded);
            result.origins.push(at);
        }
    }
    result
}

impl Mapped {
    /// Where some words stand, in characters.
    fn find_all(&self, words: &str) -> Vec<Range<usize>> {
        let words: Vec<char> = plain(words).chars().collect();
        if words.is_empty() || words.len() > self.chars.len() {
            return Vec::new();
        }
        (0..=self.chars.len() - words.len())
            .filter(|&at| self.chars[at..at + words.len()] == words[..])
            .map(|at| at..at + words.len())
            .collect()
    }

    fn text(&self, range: Range<usize>) -> String {
        self.chars[range].iter().collect()
    }
}

fn score(name: &str, gold: &Gold, text: &str) -> Scores {
    let report = report(text);
    let mut scores = Scores { shares: Vec::new(), differences: Vec::new() };
    score_fields(gold, &report, &mut scores);
    score_headings(name, gold, &report, &mut scores);
    score_clutter(gold, &report, &mut scores);
    score_observations(gold, &report, &mut scores);
    scores
}

fn score_fields(gold: &Gold, report: &Report, scores: &mut Scores) {
    let metadata = &report.metadata;
    let code = |place: &fangzhi::rules::PlaceId| RULES.regions.place(*place).code.clone();
    let region = metadata.region.value.place.as_ref().map(code).unwrap_or_default();
    let candidates: Vec<String> = metadata.region.value.candidates.iter().map(code).collect();
    let title = plain(&metadata.title.value);
    let settled_by_alternative = gold.region_alternatives.contains(&region);
    let checks = [
        (
            "title",
            std::iter::once(&gold.title).chain(&gold.title_alternatives).any(|known| plain(known) == title),
            metadata.title.value.clone(),
        ),
        ("kind", metadata.kind.value.name() == gold.kind, metadata.kind.value.name().to_owned()),
        ("region", region == gold.region || settled_by_alternative, region.clone()),
        (
            "region_candidates",
            if settled_by_alternative { candidates.is_empty() } else { candidates == gold.region_candidates },
            candidates.join(" "),
        ),
        ("level", metadata.level.value.map_or("", |level| level.name()) == gold.level, format!("{:?}", metadata.level.value)),
        ("year", metadata.year.value == Some(gold.year), format!("{:?}", metadata.year.value)),
        ("issuer", plain(&metadata.issuer.value) == plain(&gold.issuer), metadata.issuer.value.clone()),
        ("published", metadata.published.value == gold.published, metadata.published.value.clone()),
        ("index_number", plain(&metadata.index_number.value) == plain(&gold.index_number), metadata.index_number.value.clone()),
        ("document_number", plain(&metadata.document_number.value) == plain(&gold.document_number), metadata.document_number.value.clone()),
    ];
    scores.shares.push(("fields", checks.iter().filter(|(_, right, _)| *right).count(), checks.len()));
    scores.differences.extend(checks.iter().filter(|(_, right, _)| !right).map(|(field, _, value)| format!("{field} is {value:?}")));
}

/// Labelled headings found at their level in order, and headings of levels 1 to 3 that were labelled.
fn score_headings(name: &str, gold: &Gold, report: &Report, scores: &mut Scores) {
    let found: Vec<(usize, String)> = report
        .document
        .blocks
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level, .. } if level <= 3 => {
                Some((level, plain(&block.pieces.iter().map(|piece| &report.text[piece.clone()]).collect::<String>())))
            }
            _ => None,
        })
        .collect();
    let is_same = |label: &GoldHeading, (level, text): &(usize, String)| {
        let words = plain(&label.text);
        let both = BOTH_READINGS.iter().any(|(sample, heading)| *sample == name && plain(heading) == words);
        label.level == *level && (*text == words || (both && text.starts_with(&words)))
    };
    // The longest common subsequence: a heading out of order counts as missing and as extra.
    let (rows, columns) = (gold.heading.len(), found.len());
    let mut longest = vec![vec![0; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row][column] = if is_same(&gold.heading[row], &found[column]) {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        if row < rows && column < columns && is_same(&gold.heading[row], &found[column]) {
            row += 1;
            column += 1;
        } else if column >= columns || (row < rows && longest[row + 1][column] >= longest[row][column + 1]) {
            scores.differences.push(format!("heading missing: {} {}", gold.heading[row].level, gold.heading[row].text));
            row += 1;
        } else {
            scores.differences.push(format!("heading extra: {} {}", found[column].0, found[column].1));
            column += 1;
        }
    }
    scores.shares.push(("headings_found", longest[0][0], rows));
    scores.shares.push(("headings_right", longest[0][0], columns));
}

/// Labelled lines that left the body, and characters of the body that stayed in it.
fn score_clutter(gold: &Gold, report: &Report, scores: &mut Scores) {
    let text = &report.text;
    let mut removed = vec![false; text.len()];
    for entry in report.ledger() {
        removed[entry.range.clone()].fill(true);
    }
    let whole = mapped(text);
    let is_removed = |range: &Range<usize>| range.clone().all(|at| removed[whole.origins[at]]);
    // Labels are whole lines (the bars behind them aside), or a run of words where a report is one line.
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let length = plain(line).chars().count();
        lines.push(at..at + length);
        at += length;
    }
    let mut labelled = vec![false; whole.chars.len()];
    let mut right = 0;
    for label in &gold.clutter {
        let words = plain(label);
        let mut places: Vec<Range<usize>> = lines
            .iter()
            .filter(|line| {
                !line.is_empty() && whole.text((*line).clone()).strip_prefix(&words).is_some_and(|rest| rest.chars().all(|c| c == '|'))
            })
            .cloned()
            .collect();
        if places.is_empty() {
            places = whole.find_all(label);
        }
        assert!(!places.is_empty(), "the label is not in the source: {label}");
        for place in &places {
            labelled[place.clone()].fill(true);
        }
        if places.iter().all(&is_removed) { right += 1 } else { scores.differences.push(format!("clutter stays: {label}")) }
    }
    scores.shares.push(("clutter_removed", right, gold.clutter.len()));

    // A title printed again is no text of the body, and neither are bars and the full stop behind a run-in heading.
    let titles: Vec<String> = std::iter::once(&gold.title).chain(&gold.title_alternatives).map(|title| plain(title)).collect();
    for line in &lines {
        let words = whole.text(line.clone());
        if titles.iter().any(|title| words.contains(title.as_str()) && words.chars().count() <= title.chars().count() + 12) {
            labelled[line.clone()].fill(true);
        }
    }
    for stop in report.ledger().iter().filter(|entry| entry.rule == "heading_stop") {
        for (label, origin) in labelled.iter_mut().zip(&whole.origins) {
            *label |= *origin == stop.range.start;
        }
    }
    let body: Vec<usize> = (0..whole.chars.len()).filter(|&at| !labelled[at] && whole.chars[at] != '|').collect();
    let kept = body.iter().filter(|&&at| !removed[whole.origins[at]]).count();
    scores.shares.push(("body_kept", kept, body.len()));
    let lost: String = body.iter().filter(|&&at| removed[whole.origins[at]]).map(|&at| whole.chars[at]).collect();
    if !lost.is_empty() {
        scores.differences.push(format!("body removed: {lost}"));
    }
}

/// Precision and recall of observations; figures on which two careful readers could differ count neither way.
fn score_observations(gold: &Gold, report: &Report, scores: &mut Scores) {
    struct Found {
        indicator: String,
        value: f64,
        unit: String,
        approximation: &'static str,
        sentence: String,
    }
    let found: Vec<Found> = report
        .assessment
        .observations
        .iter()
        .filter(|observation| matches!(observation.period, Period::Year | Period::Unclear))
        .map(|observation| {
            let quantity = report.quantity(observation.at);
            let indicator = &RULES.indicators.list[observation.indicator];
            Found {
                indicator: indicator.id.clone(),
                value: quantity.value.to_f64(),
                unit: unit_or_default(&quantity.unit, &indicator.unit),
                approximation: quantity.approximation.name(),
                sentence: plain(&report.quote(observation.at.block, observation.sentence.clone())),
            }
        })
        .collect();
    let is_same = |label: &GoldFigure, found: &Found| {
        label.indicator == found.indicator
            && (label.value - found.value).abs() <= label.value * 1e-9
            && label.unit == found.unit
            && label.approximation == found.approximation
            && found.sentence.contains(&plain(&label.quote))
    };
    let mut taken = vec![false; found.len()];
    let mut claim = |label: &GoldFigure| {
        let at = (0..found.len()).find(|&at| !taken[at] && is_same(label, &found[at]));
        if let Some(at) = at {
            taken[at] = true;
        }
        at.is_some()
    };
    let mut right = 0;
    for label in &gold.observation {
        if claim(label) {
            right += 1;
        } else {
            scores.differences.push(format!(
                "observation missing: {} {} {} {}: {}",
                label.indicator, label.value, label.unit, label.approximation, label.quote
            ));
        }
    }
    // A doubtful figure may have been taken with another unit or approximation: only indicator and place count.
    let optional = gold.optional.iter().filter(|label| claim(label)).count();
    for (found, taken) in found.iter().zip(&taken) {
        if !taken {
            scores.differences.push(format!(
                "observation extra: {} {} {} {}: {}",
                found.indicator, found.value, found.unit, found.approximation, found.sentence
            ));
        }
    }
    scores.shares.push(("precision", right, found.len() - optional));
    scores.shares.push(("recall", right, gold.observation.len()));
}

/// A label and its source with other names, years and figures.
fn renamed(variant: &Variant, gold: &Gold, text: &str) -> (Gold, String) {
    let replacer = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(variant.replace.iter().map(|(from, _)| from))
        .expect("names are a finite set");
    let names: Vec<&String> = variant.replace.iter().map(|(_, to)| to).collect();
    for (from, _) in &variant.replace {
        assert!(text.contains(from.as_str()), "{}: {from} is not in the source", variant.gold);
    }
    let rename = |text: &str| replacer.replace_all(text, &names);
    let text = rename(text);
    let mut gold = gold.clone();
    for words in [&mut gold.title, &mut gold.issuer, &mut gold.published, &mut gold.index_number, &mut gold.document_number] {
        *words = rename(words);
    }
    gold.year = rename(&gold.year.to_string()).parse().expect("a year replaces a year");
    gold.title_alternatives.iter_mut().chain(&mut gold.clutter).for_each(|words| *words = rename(words));
    gold.heading.iter_mut().for_each(|heading| heading.text = rename(&heading.text));
    gold.observation.iter_mut().chain(&mut gold.optional).for_each(|figure| figure.quote = rename(&figure.quote));
    gold.region.clone_from(&variant.region);
    gold.region_alternatives.clone_from(&variant.region_alternatives);
    gold.region_candidates.clone_from(&variant.region_candidates);

    // Shift the digits of the labelled figures, in the source once and in every label that quotes them.
    let whole = mapped(&text);
    let mut bytes = text.into_bytes();
    let mut shifted = vec![false; bytes.len()];
    for figure in gold.observation.iter_mut().chain(&mut gold.optional) {
        let place =
            whole.find_all(&figure.quote).into_iter().next().unwrap_or_else(|| panic!("the label is not in the source: {}", figure.quote));
        let mut quote = whole.chars[place.clone()].to_vec();
        let mut changes_value = false;
        for token in number_tokens(&quote) {
            let words: String = quote[token.clone()].iter().collect();
            let next = quote.get(token.end);
            // Years were renamed above, 12345 is a name, and a rate above 100% would be nonsense.
            if next == Some(&'年') || words == "12345" || (words == "100" && next == Some(&'%')) {
                continue;
            }
            changes_value = true;
            for at in token {
                let origin = whole.origins[place.start + at];
                quote[at] = shift(quote[at]);
                if bytes[origin].is_ascii_digit() && !std::mem::replace(&mut shifted[origin], true) {
                    bytes[origin] = u8::try_from(shift(char::from(bytes[origin]))).expect("a digit is ASCII");
                }
            }
        }
        if changes_value && !(figure.unit == "%" && figure.value == 100.0) {
            figure.value = figure.value.to_string().chars().map(shift).collect::<String>().parse().expect("shifted digits are a number");
        }
        figure.quote = quote.into_iter().collect();
    }
    (gold, String::from_utf8(bytes).expect("digits were replaced by digits"))
}

fn number_tokens(chars: &[char]) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let inside = c.is_ascii_digit() || (*c == '.' && at > 0 && chars[at - 1].is_ascii_digit());
        match tokens.last_mut() {
            Some(last) if inside && last.end == at => last.end = at + 1,
            _ if c.is_ascii_digit() => tokens.push(at..at + 1),
            _ => {}
        }
    }
    tokens
}

/// 1 becomes 2, … 9 becomes 1; 0 stays, so that 万 multiplied out stays round.
fn shift(c: char) -> char {
    match c {
        '9' => '1',
        '1'..='8' => char::from_digit(c.to_digit(10).expect("a digit") + 1, 10).expect("below ten"),
        other => other,
    }
}

/// A share as the floors have it: four digits, rounded down so that a floor is never above what was measured.
fn rounded(right: usize, all: usize) -> f64 {
    // Nothing to find is found in full.
    let share = (right * 10_000).checked_div(all).unwrap_or(10_000);
    f64::from(u32::try_from(share).expect("at most 10000")) / 10_000.0
}

type Floors = BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>>;

/// Scores all reports, prints the table and holds every score to its floor.
fn hold(set: &str, reports: Vec<(String, Gold, String)>) {
    let path = repository("tests/gold/floors.toml");
    let floors: Floors = toml::from_str(&read_text(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut table = format!("{set:8}");
    let mut problems = String::new();
    for (at, (name, gold, text)) in reports.iter().enumerate() {
        let scores = score(name, gold, text);
        if at == 0 {
            for (metric, ..) in &scores.shares {
                write!(table, " {metric:>15}").expect("a String takes any text");
            }
        }
        write!(table, "\n{name:8}").expect("a String takes any text");
        for (metric, right, all) in &scores.shares {
            write!(table, " {:>15}", format!("{right}/{all}")).expect("a String takes any text");
            let measured = rounded(*right, *all);
            let floor = floors
                .get(set)
                .and_then(|reports| reports.get(name))
                .and_then(|metrics| metrics.get(*metric))
                .copied()
                .unwrap_or(f64::INFINITY);
            if measured < floor {
                writeln!(problems, "{set}.{name}.{metric}: {measured} is below its floor {floor}").expect("a String takes any text");
            } else if measured > floor {
                writeln!(problems, "{set}.{name}.{metric}: {measured} is above its floor {floor}: raise it in tests/gold/floors.toml")
                    .expect("a String takes any text");
            }
        }
        for difference in &scores.differences {
            write!(table, "\n         {difference}").expect("a String takes any text");
        }
    }
    println!("{table}");
    assert!(problems.is_empty(), "{problems}\n{table}");
}

#[test]
fn the_labelled_reports_reach_their_floors() {
    hold("plain", SOURCES.iter().map(|(name, _)| ((*name).to_owned(), gold(name), source(name))).collect());
}

#[test]
fn the_labelled_reports_reach_their_floors_under_other_names_years_and_figures() {
    let variants: Variants = toml::from_str(&read_text(&repository("tests/gold/renamed.toml"))).expect("renamed.toml is valid");
    let reports = variants.variant.iter().map(|variant| {
        let (gold, text) = renamed(variant, &gold(&variant.gold), &source(&variant.gold));
        (variant.gold.clone(), gold, text)
    });
    hold("renamed", reports.collect());
}
