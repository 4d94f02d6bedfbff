//! Who reports, on which year, as what.
//!
//! Input: the front matter, the removed lines' fields, the title, the sectioned body and the path.
//! Output: the [`Metadata`] of the record, each value with the evidence it rests on. Refuses to guess:
//! what the evidence leaves open stays open, with the candidates.

mod kind;
mod region;
mod year;

use std::ops::Range;

use regex::Regex;

use serde::{Deserialize, Serialize};

use crate::clean::{BodyLine, Cleaned, FieldValue};
use crate::date::read_date;
use crate::diagnostic::Diagnostic;
use crate::front_matter::FrontMatter;
use crate::rules::{FieldKey, Kind, Level, PlaceId, Rules};
use crate::structure::Document;
use crate::text::is_blank;
pub use region::by_front_matter as place_named;

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    FrontMatter,
    Title,
    /// A labelled line of the page: 发布机构, 发布日期 …
    Record,
    /// Office and date below the body.
    Signature,
    Body,
    Path,
}

impl Origin {
    /// The name in tables and templates.
    pub fn name(self) -> &'static str {
        match self {
            Origin::FrontMatter => "front_matter",
            Origin::Title => "title",
            Origin::Record => "record",
            Origin::Signature => "signature",
            Origin::Body => "body",
            Origin::Path => "path",
        }
    }
}

/// Words that speak for a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub origin: Origin,
    /// The words, as the source has them.
    pub words: String,
    /// Line of the source file; `None` for the path.
    pub line: Option<usize>,
    /// What they show, where that is not the words themselves.
    pub shows: String,
}

/// A value with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    pub value: T,
    pub evidence: Vec<Evidence>,
}

impl<T> Found<T> {
    /// A value without evidence: nothing was said.
    fn none(value: T) -> Found<T> {
        Found { value, evidence: Vec::new() }
    }
}

/// Who speaks: a government as a whole, or one of its departments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Author {
    Government,
    Department,
}

/// Where a report belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// The place of today, or the smallest that surely holds it.
    pub place: Option<PlaceId>,
    /// The places that the evidence leaves; empty when it is settled.
    pub candidates: Vec<PlaceId>,
    /// Whether the place itself reports, and not something within it: one of the candidates, a town, a
    /// development zone.
    pub exact: bool,
}

/// The record of a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Metadata {
    pub kind: Found<Kind>,
    /// As the source has it, without blanks between Chinese characters; empty when it has none.
    pub title: Found<String>,
    pub region: Found<Region>,
    pub level: Found<Option<Level>>,
    pub author: Author,
    pub year: Found<Option<u16>>,
    pub issuer: Found<String>,
    /// ISO date.
    pub published: Found<String>,
    /// Whether that day is only the one beside the signature: written by then, and published some day after.
    pub is_only_signed: bool,
    pub index_number: Found<String>,
    pub document_number: Found<String>,
    pub source_url: String,
    pub retrieved: String,
    pub note: String,
}

/// What the stage reads, in one place.
pub struct Input<'a> {
    pub text: &'a str,
    pub front: &'a FrontMatter,
    pub cleaned: &'a Cleaned,
    pub document: &'a Document,
    /// Path below the content folder.
    pub path: &'a str,
    /// Path for diagnostics.
    pub shown: &'a str,
}

impl Input<'_> {
    /// Source ranges as words, without blanks between Chinese characters.
    fn words(&self, pieces: &[Range<usize>]) -> String {
        let mut words = String::new();
        for piece in pieces {
            let mut blank = false;
            for c in self.text[piece.clone()].chars() {
                if is_blank(c) {
                    blank = true;
                    continue;
                }
                if blank && c.is_ascii_alphanumeric() && words.ends_with(|last: char| last.is_ascii_alphanumeric()) {
                    words.push(' ');
                }
                blank = false;
                words.push(c);
            }
        }
        words
    }

    /// A field of the record as written, with single spaces.
    fn value(&self, field: &FieldValue) -> String {
        self.text[field.range.clone()].split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn fields(&self, key: FieldKey) -> impl Iterator<Item = &FieldValue> {
        self.cleaned.fields.iter().filter(move |field| field.key == key)
    }

    /// What the front matter says, with the line of its key.
    fn settled(&self, key: &str, words: &str) -> Evidence {
        let line = self.text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
        Evidence { origin: Origin::FrontMatter, words: words.to_owned(), line: Some(line), shows: String::new() }
    }

    /// Whether a field stands below the body, as signatures do.
    fn is_signature(&self, field: &FieldValue) -> bool {
        self.cleaned.lines.last().is_some_and(|last| last.pieces[0].start < field.range.start)
    }

    fn record(&self, field: &FieldValue) -> Evidence {
        let origin = if self.is_signature(field) { Origin::Signature } else { Origin::Record };
        Evidence { origin, words: self.value(field), line: Some(field.number), shows: String::new() }
    }
}

/// Reads the record.
pub fn read_metadata(input: &Input, rules: &Rules) -> (Metadata, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let title = read_title(input);
    let folded_title = rules.folding.plain(&title.value);
    let kind = kind::read_kind(input, &folded_title, rules, &mut diagnostics);
    let (published, is_only_signed) = read_published(input, rules);
    let year = year::read_year(input, &folded_title, &published.value, rules);
    let issuer = read_issuer(input, rules);
    let (region, level, author) = region::read_region(input, &folded_title, &issuer.value, year.value, rules, &mut diagnostics);
    let (index_number, document_number) = read_numbers_of_record(input, rules);
    let metadata = Metadata {
        kind,
        title,
        region,
        level,
        author,
        year,
        issuer,
        published,
        is_only_signed,
        index_number,
        document_number,
        source_url: input.front.source_url.clone().unwrap_or_default(),
        retrieved: input.front.retrieved.clone().unwrap_or_default(),
        note: input.front.note.clone().unwrap_or_default(),
    };
    diagnostics.extend(open_questions(&metadata, input, rules));
    (metadata, diagnostics)
}

fn read_title(input: &Input) -> Found<String> {
    if let Some(title) = &input.front.title {
        return Found { value: title.clone(), evidence: vec![input.settled("title", title)] };
    }
    let lines: &[BodyLine] = &input.cleaned.title;
    if let Some(first) = lines.first() {
        let value: String = lines.iter().map(|line| input.words(&line.pieces)).collect();
        let evidence = Evidence { origin: Origin::Title, words: value.clone(), line: Some(first.number), shows: String::new() };
        return Found { value, evidence: vec![evidence] };
    }
    match input.fields(FieldKey::Title).next() {
        Some(field) => Found { value: input.words(std::slice::from_ref(&field.range)), evidence: vec![input.record(field)] },
        None => Found::none(String::new()),
    }
}

/// The day of publication, and whether it is only that of the signature.
fn read_published(input: &Input, rules: &Rules) -> (Found<String>, bool) {
    if let Some(date) = &input.front.published {
        return (Found { value: date.clone(), evidence: vec![input.settled("published", date)] }, false);
    }
    let mut dates = input.fields(FieldKey::Published).chain(input.fields(FieldKey::Dispatched)).chain(input.fields(FieldKey::Written));
    dates
        .find_map(|field| {
            let found = Found { value: read_date(&rules.folding.plain(&input.value(field)))?, evidence: vec![input.record(field)] };
            Some((found, field.key == FieldKey::Written && input.is_signature(field)))
        })
        .unwrap_or_else(|| (Found::none(String::new()), false))
}

/// 发布机构 before 来源, and 来源 only where it is an office and not a web site or newspaper.
fn read_issuer(input: &Input, rules: &Rules) -> Found<String> {
    thread_local! {
        static OFFICE: Regex = Regex::new("(政府|委员会|管委会|局|厅|院|委|办|办公室|办事处|政府办|支队|大队|总队|中心|司法所|部|科|处|股|镇|乡|街道|集团|公司|署|站|所|会)$").expect("a constant pattern");
    }
    if let Some(issuer) = &input.front.issuer {
        return Found { value: issuer.clone(), evidence: vec![input.settled("issuer", issuer)] };
    }
    let found = |field: &FieldValue| Found { value: input.value(field), evidence: vec![input.record(field)] };
    // 来源：本站 names no office.
    let names_one =
        |field: &&FieldValue| !["本站", "本网", "原创", "网络", "互联网", "佚名", "管理员"].contains(&input.value(field).as_str());
    if let Some(field) = input.fields(FieldKey::Issuer).find(names_one) {
        return found(field);
    }
    input
        .fields(FieldKey::Source)
        .filter(names_one)
        .find(|field| {
            let office = rules.folding.plain(&input.value(field));
            OFFICE.with(|pattern| pattern.is_match(office.trim_end_matches([',', '|', ')'])))
        })
        .map_or_else(|| Found::none(String::new()), found)
}

/// Index and document number; 无 and an empty cell say that there is none.
fn read_numbers_of_record(input: &Input, rules: &Rules) -> (Found<String>, Found<String>) {
    let read = |front: &Option<String>, name: &str, key| {
        if let Some(number) = front {
            return Found { value: number.clone(), evidence: vec![input.settled(name, number)] };
        }
        let says_something = |field: &&FieldValue| {
            let value = rules.folding.plain(&input.value(field));
            value.chars().any(|c| c.is_ascii_digit())
        };
        match input.fields(key).find(says_something) {
            Some(field) => Found { value: number_alone(&input.value(field)), evidence: vec![input.record(field)] },
            None => Found::none(String::new()),
        }
    };
    (
        read(&input.front.index_number, "index_number", FieldKey::IndexNumber),
        read(&input.front.document_number, "document_number", FieldKey::DocumentNumber),
    )
}

/// A document number without the label before it or the next field after it, where a site ran them together:
/// 发文字号皖交发〔2021〕63号.
fn number_alone(value: &str) -> String {
    thread_local! {
        static NUMBER: Regex = Regex::new("^(?:发?文?字?号)?(\\p{Han}{1,12}[〔\\[(（【]\\d{4}[〕\\])）】]\\s*第?\\d+号)(?:\\s*[|｜].*)?$").expect("a constant pattern");
    }
    NUMBER.with(|pattern| pattern.captures(value).map_or_else(|| value.to_owned(), |found| found[1].to_owned()))
}

/// Whether a county reports of which only the place around is known. Development zones are no places of the table.
fn is_unnamed_county(metadata: &Metadata, around: Level) -> bool {
    metadata.level.value == Some(Level::County)
        && !metadata.region.value.exact
        && around < Level::County
        && !region::is_zone(&metadata.title.value)
}

/// What a person should settle.
fn open_questions(metadata: &Metadata, input: &Input, rules: &Rules) -> Vec<Diagnostic> {
    let mut questions = Vec::new();
    // Who reads this may never have seen a front matter: a command writes it.
    let fix = |says: &str| format!("`fangzhi fix {} --{says} --by NAME --note WHY` writes it", input.shown);
    if metadata.title.value.is_empty() {
        questions.push(
            Diagnostic::warning("title", input.shown, "no title found")
                .help(format!("say `title = \"…\"` in the front matter: {}", fix("title TITLE"))),
        );
    }
    let region = &metadata.region.value;
    if !region.candidates.is_empty() {
        let names: Vec<String> = region
            .candidates
            .iter()
            .take(6)
            .map(|place| format!("{} {}", rules.regions.place(*place).code, rules.regions.full_name(*place)))
            .collect();
        let more = region.candidates.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        questions.push(
            Diagnostic::warning(
                "region",
                input.shown,
                format!("the text leaves {} places: {}{more}", region.candidates.len(), names.join(", ")),
            )
            .help({
                let code = &rules.regions.place(region.candidates[0]).code;
                format!("say `region = \"{code}\"` in the front matter if it is that one: {}", fix(&format!("region {code}")))
            }),
        );
    } else if region.place.is_none() && metadata.kind.value != Kind::Template {
        questions.push(
            Diagnostic::warning("region", input.shown, "the text does not say which place it reports on")
                .help(format!("say `region = \"…\"` (a code or a full name) in the front matter: {}", fix("region CODE"))),
        );
    } else if let Some(around) = region.place
        && is_unnamed_county(metadata, rules.regions.place(around).level)
    {
        let says = format!("the text speaks of a county or district of {} and does not name it", rules.regions.full_name(around));
        let help = format!("say `region = \"…\"` (a code or a full name) in the front matter: {}", fix("region CODE"));
        questions.push(Diagnostic::warning("region", input.shown, says).help(help));
    }
    if metadata.year.value.is_none() && metadata.kind.value == Kind::AnnualReport {
        questions.push(
            Diagnostic::warning("year", input.shown, "the text does not say which year it reports on")
                .help(format!("say `year = 20…` in the front matter: {}", fix("year YEAR"))),
        );
    }
    questions
}
