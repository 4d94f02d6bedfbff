//! What an archivist says about a source, above its text.
//!
//! Input: decoded text. Output: [`FrontMatter`] and the byte at which the report begins. TOML stands
//! between two lines `+++`, YAML between two lines `---`. Refuses unknown keys: a misspelt one would
//! silently settle nothing.

mod settle;

use std::fmt;
use std::ops::Range;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::date::read_date;
use crate::diagnostic::{Diagnostic, Place};
use crate::text::{LineIndex, is_blank};
pub use settle::{Decision, settle};

/// Every field may be left out; one that is given overrides what the text says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct FrontMatter {
    pub kind: Option<String>,
    pub title: Option<String>,
    /// A GB/T 2260 code or a full name such as 湖北省武汉市新洲区.
    pub region: Option<String>,
    pub level: Option<String>,
    #[serde(deserialize_with = "year")]
    pub year: Option<u16>,
    pub issuer: Option<String>,
    /// A day as 2024-03-01.
    #[serde(deserialize_with = "day")]
    pub published: Option<String>,
    pub index_number: Option<String>,
    pub document_number: Option<String>,
    /// The address the text was copied from.
    pub source_url: Option<String>,
    /// The day it was copied.
    #[serde(deserialize_with = "day")]
    pub retrieved: Option<String>,
    /// SHA-256 of the file that was imported, in hexadecimal.
    pub original: Option<String>,
    /// The name of that file.
    pub original_name: Option<String>,
    /// The source that this one is a later version of: its path below the content folder.
    pub revises: Option<String>,
    /// The day on which the page was found to be gone from its site.
    #[serde(deserialize_with = "day")]
    pub withdrawn: Option<String>,
    /// Addresses that the report had before, such as `420100/2024`.
    pub formerly: Vec<String>,
    /// Who decided what is said here.
    pub settled_by: Option<String>,
    /// Why it was decided so.
    pub note: Option<String>,
}

impl FrontMatter {
    /// Every value in one line, without controls and marks of direction: lists, feeds and citations have a line for
    /// each, and a title must not turn around what stands beside it.
    fn in_one_line(mut self) -> FrontMatter {
        let FrontMatter { title, region, issuer, index_number, document_number, source_url, original_name, settled_by, note, .. } =
            &mut self;
        for value in
            [title, region, issuer, index_number, document_number, source_url, original_name, settled_by, note].into_iter().flatten()
        {
            let visible: String = value.chars().filter(|c| c.is_whitespace() || !is_blank(*c)).collect();
            *value = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        self
    }
}

/// What helps where a year is none.
pub const YEAR_HELP: &str = "give the year reported on, in digits, such as 2024";

/// A year that a report can be about, as it was typed; the error says that it is none.
pub fn report_year(typed: &str) -> Result<u16, String> {
    let year = typed.parse().ok().filter(|year| (1949..2100).contains(year));
    year.ok_or_else(|| format!("`{typed}` is no year that a report can be about"))
}

/// A year, as a number or as text.
fn year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    struct Year;
    impl Visitor<'_> for Year {
        type Value = u16;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a year such as 2024")
        }

        fn visit_i64<E: Error>(self, year: i64) -> Result<u16, E> {
            self.visit_str(&year.to_string())
        }

        fn visit_u64<E: Error>(self, year: u64) -> Result<u16, E> {
            self.visit_str(&year.to_string())
        }

        fn visit_str<E: Error>(self, year: &str) -> Result<u16, E> {
            report_year(year).map_err(E::custom)
        }
    }
    if !deserializer.is_human_readable() {
        return Option::deserialize(deserializer);
    }
    deserializer.deserialize_any(Year).map(Some)
}

/// A day, as text or as a date of TOML.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Text(String),
        Date(toml::value::Datetime),
    }
    // Out of the store it comes as it was checked before.
    if !deserializer.is_human_readable() {
        return Option::deserialize(deserializer);
    }
    // What is none of these would be told by the name of the enum.
    let read = Day::deserialize(deserializer).map_err(|_| Error::custom("this is no day"))?;
    let day = match read {
        Day::Text(text) => text,
        Day::Date(date) => date.to_string(),
    };
    match read_date(day.get(..10).unwrap_or(&day)) {
        Some(read) if day.starts_with(&read) => Ok(Some(read)),
        _ => Err(Error::custom(format!("`{day}` is no day"))),
    }
}

/// The keys that a front matter may have, as diagnostics list them.
const KEYS: &str = "kind, title, region, level, year, issuer, published, index_number, document_number, source_url, retrieved, original, \
                    original_name, revises, withdrawn, formerly, settled_by, note";

/// Splits the front matter from the text below it.
///
/// A first line `---` that is never closed and is not followed by `key:` is a rule in a scraped text.
pub fn split_front_matter(text: &str, shown: &str) -> Result<(FrontMatter, usize), Diagnostic> {
    let Some((fence, block)) = find_block(text) else {
        return misplaced(text, shown).map_or(Ok((FrontMatter::default(), 0)), Err);
    };
    let Some(block) = block else {
        return Err(Diagnostic::error("front-matter", shown, format!("the front matter is not closed: no second line {fence}"))
            .at(Place::of(text, 0..fence.len(), 1))
            .help(format!("end it with a line {fence}, or remove the first line")));
    };
    let body = text[block.end..].find('\n').map_or(text.len(), |at| block.end + at + 1);
    let parsed = if fence == "+++" { parse_toml(&text[block.clone()]) } else { parse_yaml(&text[block.clone()]) };
    match parsed {
        Ok(fields) => Ok((fields.in_one_line(), body)),
        Err((message, at)) => {
            let range = at.map_or(block.clone(), |at| block.start + at.start..block.start + at.end);
            let help = help_for(&message);
            Err(Diagnostic::error("front-matter", shown, message).at(Place::of(text, range, 1)).help(help))
        }
    }
}

/// The next step after what a parser says, which has no name for its errors but their words.
fn help_for(message: &str) -> String {
    if message.contains("is no year") || message.ends_with("expected a year such as 2024") {
        YEAR_HELP.to_owned()
    } else if message.contains("is no day") {
        "write it as 2024-03-01".to_owned()
    } else if message.starts_with("unknown field") {
        format!("allowed keys: {KEYS}")
    } else if message.starts_with("duplicate") {
        "leave one of the lines".to_owned()
    } else {
        "a text stands in double quotes: title = \"…\" between lines +++, title: \"…\" between lines ---".to_owned()
    }
}

/// A front matter that would settle nothing, because it is not the first thing in its file, or because its marks are
/// of full width: `＋＋＋`.
fn misplaced(text: &str, shown: &str) -> Option<Diagnostic> {
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let mut lines = text[start..].lines();
    let first = lines.next()?.trim_end_matches(is_blank);
    let (says, help) = if first == "＋＋＋" && lines.next().is_some_and(|line| line.contains(['=', '＝'])) {
        ("the front matter stands between marks of full width".to_owned(), "write both as +++, three plain signs")
    } else if start > 0 && find_block(&text[start..]).is_some() {
        let line = LineIndex::new(text).line(start);
        let says = if line == 1 { "it begins after blanks".to_owned() } else { format!("it begins on line {line}") };
        (format!("the front matter must be the first thing in the file; {says}"), "remove what stands before it")
    } else {
        return None;
    };
    Some(Diagnostic::error("front-matter", shown, says).at(Place::of(text, start..start + first.len(), 1)).help(help))
}

type Parsed = Result<FrontMatter, (String, Option<Range<usize>>)>;

fn parse_toml(block: &str) -> Parsed {
    toml::from_str(block).map_err(|error| (first_line(error.message()), error.span()))
}

fn parse_yaml(block: &str) -> Parsed {
    serde_saphyr::from_str(block).map_err(|error| {
        let at = error.location().map(|location| {
            let line = usize::try_from(location.line()).unwrap_or(1);
            let start = block.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
            start..start + block[start..].find('\n').unwrap_or(block.len() - start)
        });
        let message = first_line(&error.without_snippet().to_string());
        // The place is told apart from the message, and counted from the first line of the file.
        let message = message.split(" at line ").next().unwrap_or_default();
        // What to do about it is said to a programmer: `duplicate mapping key: year, set DuplicateKeyPolicy …`.
        (message.split(", set DuplicateKeyPolicy").next().unwrap_or_default().to_owned(), at)
    })
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_end_matches(" at line").to_owned()
}

/// The fence and, when it is closed, the byte range between the fences.
fn find_block(text: &str) -> Option<(&'static str, Option<Range<usize>>)> {
    let first = text.lines().next()?.trim_end();
    let fence = ["+++", "---"].into_iter().find(|fence| first == *fence)?;
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return (fence == "+++" || looks_like_yaml(&text[start..at])).then_some((fence, Some(start..at)));
        }
        at += line.len();
    }
    (fence == "+++" || looks_like_yaml(&text[start..])).then_some((fence, None))
}

fn looks_like_yaml(block: &str) -> bool {
    let line = block.lines().next().unwrap_or_default();
    line.split_once(':').is_some_and(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_yaml_say_the_same() {
        let (toml, at) = split_front_matter("+++\nregion = \"420117\"\nyear = 2024\n+++\n正文", "x").expect("valid");
        let (yaml, _) = split_front_matter("---\nregion: \"420117\"\nyear: 2024\n---\n正文", "x").expect("valid");
        assert_eq!(toml, yaml);
        assert_eq!((toml.year, at), (Some(2024), "+++\nregion = \"420117\"\nyear = 2024\n+++\n".len()));
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        for text in ["+++\nyear = 2024\nregoin = \"x\"\n+++\n", "---\nyear: 2024\nregoin: x\n---\n"] {
            let error = split_front_matter(text, "x.txt").expect_err("refused");
            assert_eq!(error.place.as_ref().map(|place| place.line), Some(3), "{error}");
            assert!(error.message.contains("regoin"), "{error}");
        }
    }

    #[test]
    fn a_value_that_is_wrong_is_told_in_the_same_words_in_both_languages() {
        for (toml, yaml, says, help) in [
            ("year = \"二〇二〇\"", "year: 二〇二〇", "`二〇二〇` is no year that a report can be about", YEAR_HELP),
            ("year = 21", "year: 21", "`21` is no year that a report can be about", YEAR_HELP),
            ("published = 2020", "published: [1]", "this is no day", "write it as 2024-03-01"),
            ("published = \"2020-13-45\"", "published: 2020-13-45", "`2020-13-45` is no day", "write it as 2024-03-01"),
        ] {
            for text in [format!("+++\n{toml}\n+++\n"), format!("---\n{yaml}\n---\n")] {
                let error = split_front_matter(&text, "x.txt").expect_err("refused");
                assert_eq!((error.message.as_str(), error.help.as_str()), (says, help));
                assert_eq!(error.place.as_ref().map(|place| place.line), Some(2), "{error}");
            }
        }
        let truth = split_front_matter("+++\nyear = true\n+++\n", "x.txt").expect_err("refused");
        assert_eq!(
            (truth.message.as_str(), truth.help.as_str()),
            ("invalid type: boolean `true`, expected a year such as 2024", YEAR_HELP)
        );
        let twice = split_front_matter("---\nyear: 2020\nyear: 2020\n---\n", "x.txt").expect_err("refused");
        assert_eq!((twice.message.as_str(), twice.help.as_str()), ("duplicate mapping key: year", "leave one of the lines"));
    }

    #[test]
    fn a_front_matter_that_is_not_the_first_thing_is_refused_and_not_passed_over() {
        for (text, line) in [
            ("\n+++\nyear = 2020\n+++\n正文", 2),
            ("\r\n\u{3000}\n---\nyear: 2020\n---\n正文", 3),
            (" +++\nyear = 2020\n+++\n正文", 1),
            ("＋＋＋\nyear = 2020\n＋＋＋\n正文", 1),
            ("\n＋＋＋\nyear = 2020\n＋＋＋\n正文", 2),
        ] {
            let error = split_front_matter(text, "x.txt").expect_err("refused");
            assert_eq!(error.place.as_ref().map(|place| place.line), Some(line), "{error}");
        }
        let (_, at) = split_front_matter("\n---\n某某区人民政府\n---\n", "x").expect("text");
        assert_eq!(at, 0);
    }

    #[test]
    fn a_rule_of_hyphens_in_a_scraped_text_is_no_front_matter() {
        let (_, at) = split_front_matter("---\n某某区人民政府\n---\n", "x").expect("text");
        assert_eq!(at, 0);
        assert!(split_front_matter("---\nyear: 2020\n正文", "x").is_err());
    }
}
