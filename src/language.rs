//! The words of pages in the language of their readers.
//!
//! Input: the files of `data/i18n/`, one a language. Output: [`Language`], which says a text by its key, with
//! values in its places. Refuses files that lack a text, have one that no page says, or give a text other places
//! than Chinese has; and a key that no file has: there is no empty answer. Words of sources, names of places and
//! units are not its matter, nor what data files say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;

use crate::diagnostic::Diagnostic;
use crate::rules::RuleFile;

/// A language that pages can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    Chinese,
    English,
}

impl Tongue {
    /// All of them; the first is the model whose keys the others have.
    pub const ALL: [Tongue; 2] = [Tongue::Chinese, Tongue::English];

    /// The name in `site.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Tongue::Chinese => "zh",
            Tongue::English => "en",
        }
    }

    /// The name in markup.
    pub fn tag(self) -> &'static str {
        match self {
            Tongue::Chinese => "zh-CN",
            Tongue::English => "en",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Tongue::Chinese => "i18n/zh.toml",
            Tongue::English => "i18n/en.toml",
        }
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Words(&'t str),
    /// `{name}`: a value.
    Value(&'t str),
    /// `[words]{name}`: a text of its own that links to an address.
    Link(&'t str, &'t str),
}

/// Cuts a text at its places.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut rest, mut from) = (text, 0);
    // By hand: every page says dozens of texts with values, and an expression with groups is slow to say what it found.
    while let Some(at) = rest[from..].find(['[', '{']).map(|at| from + at) {
        match first_place(&rest[at..]) {
            Some((place, after)) => {
                parts.push(Part::Words(&rest[..at]));
                parts.push(place);
                (rest, from) = (after, 0);
            }
            None => from = at + 1,
        }
    }
    parts.push(Part::Words(rest));
    parts.retain(|part| *part != Part::Words(""));
    parts
}

/// The place that a text begins with, and what follows it.
fn first_place(text: &str) -> Option<(Part<'_>, &str)> {
    match text.strip_prefix('[') {
        None => name_in_braces(text).map(|(name, after)| (Part::Value(name), after)),
        Some(inner) => {
            let (words, after) = inner.split_at(inner.find(['[', ']']).filter(|end| *end > 0)?);
            let (name, after) = name_in_braces(after.strip_prefix(']')?)?;
            Some((Part::Link(words, name), after))
        }
    }
}

/// `{name}` at the beginning of a text, and what follows it.
fn name_in_braces(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some((name, after))
}

/// The names in a text, those in the words of links too.
pub fn names(text: &str) -> BTreeSet<&str> {
    parts(text)
        .into_iter()
        .flat_map(|part| match part {
            Part::Words(_) => BTreeSet::new(),
            Part::Value(name) => BTreeSet::from([name]),
            Part::Link(words, name) => names(words).into_iter().chain([name]).collect(),
        })
        .collect()
}

/// Whether a text has Chinese characters.
pub fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
}

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Language {
    pub tongue: Tongue,
    /// By table and key: `nav.search`.
    texts: Arc<BTreeMap<String, Text>>,
}

#[derive(Debug)]
struct Text {
    words: String,
    /// Where it stands in its file.
    start: usize,
}

type Tables = BTreeMap<String, BTreeMap<String, Spanned<String>>>;

impl Language {
    /// Reads the texts of a language; a file in `folder/i18n` replaces the embedded one. Such a file of another
    /// language is held against the same keys; of the embedded ones a test does so.
    pub fn load(folder: Option<&Path>, tongue: Tongue) -> Result<Language, Diagnostic> {
        let mut chosen = BTreeMap::new();
        for other in Tongue::ALL {
            let file = RuleFile::open(folder, other.file())?;
            if other != tongue && file.is_embedded() {
                continue;
            }
            let tables: Tables = file.parse()?;
            if !file.is_embedded() {
                compare(&file, &tables, &RuleFile::embedded(Tongue::ALL[0].file()).parse()?)?;
            }
            if other == tongue {
                chosen = flat(tables).map(|(key, text)| (key, Text { start: text.span().start, words: text.into_inner() })).collect();
            }
        }
        Ok(Language { tongue, texts: Arc::new(chosen) })
    }

    /// The text of a key, or why there is none.
    pub fn find(&self, key: &str) -> Result<&str, String> {
        self.texts.get(key).map(|text| text.words.as_str()).ok_or_else(|| format!("no text has the key `{key}`"))
    }

    /// The text of a key.
    ///
    /// # Panics
    ///
    /// If no text has the key: the tests look every key of the program up.
    pub fn say(&self, key: &str) -> &str {
        self.find(key).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The text of a key with its values.
    ///
    /// # Panics
    ///
    /// If no text has the key, or a value is missing.
    pub fn say_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let value = |name: &str| {
            let found = values.iter().find(|(known, _)| *known == name);
            found.unwrap_or_else(|| panic!("`{key}` was given no `{name}`")).1
        };
        let plain = |part| match part {
            Part::Words(words) | Part::Link(words, _) => words,
            Part::Value(name) => value(name),
        };
        parts(self.say(key)).into_iter().map(plain).collect()
    }

    /// What a list's part is called, counted from 0: 2021（2/5）.
    pub fn part_of(&self, name: &str, part: usize, parts: usize) -> String {
        self.say_with("year.part", &[("name", name), ("part", &(part + 1).to_string()), ("parts", &parts.to_string())])
    }

    /// The texts of a table, in the order of the file.
    pub fn table(&self, table: &str) -> Vec<(&str, &str)> {
        let in_table = |key: &str| key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
        let mut texts: Vec<(&String, &Text)> = self.texts.iter().filter(|(key, _)| in_table(key)).collect();
        texts.sort_by_key(|(_, text)| text.start);
        texts.into_iter().map(|(key, text)| (&key[table.len() + 1..], text.words.as_str())).collect()
    }

    /// The names of all tables, sorted.
    pub fn tables(&self) -> BTreeSet<&str> {
        self.texts.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect()
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Whether words must be marked as Chinese on a page.
    pub fn is_foreign(&self, words: &str) -> bool {
        self.tongue != Tongue::Chinese && has_chinese(words)
    }

    /// Of two names of one thing that of this language.
    pub fn own<'n>(&self, zh: &'n str, en: &'n str) -> &'n str {
        match self.tongue {
            Tongue::Chinese => zh,
            Tongue::English => en,
        }
    }
}

fn flat(tables: Tables) -> impl Iterator<Item = (String, Spanned<String>)> {
    tables.into_iter().flat_map(|(table, texts)| texts.into_iter().map(move |(key, text)| (format!("{table}.{key}"), text)))
}

/// Holds the texts of a file against those of the model.
fn compare(file: &RuleFile, tables: &Tables, model: &Tables) -> Result<(), Diagnostic> {
    for (table, texts) in tables {
        for (key, text) in texts {
            let Some(known) = model.get(table).and_then(|texts| texts.get(key)) else {
                let message = format!("no page says `{table}.{key}`");
                return Err(file.at(text.span(), message, "remove it; the keys are those of the file the program carries"));
            };
            if text.get_ref().is_empty() {
                let message = format!("`{table}.{key}` is empty");
                return Err(file.at(text.span(), message, "give it words: a page would have a hole"));
            }
            let (own, wanted) = (names(text.get_ref()), names(known.get_ref()));
            if own != wanted {
                let message = format!("the places in `{table}.{key}` are not those that pages fill");
                return Err(file.at(text.span(), message, format!("they are {}; here: {}", listed(&wanted), listed(&own))));
            }
        }
    }
    let is_missing = |table: &String, key: &String| !tables.get(table).is_some_and(|texts| texts.contains_key(key));
    let missing: Vec<String> = model
        .iter()
        .flat_map(|(table, texts)| texts.keys().filter(|key| is_missing(table, key)).map(move |key| format!("{table}.{key}")))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Diagnostic::error("rules", &file.shown, format!("texts are missing: {}", missing.join(", ")))
        .help("add them; the file the program carries has them all"))
}

fn listed(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_values_and_links() {
        let text = "与[{year} 年度]{link}相比，{share}%";
        let expected =
            [Part::Words("与"), Part::Link("{year} 年度", "link"), Part::Words("相比，"), Part::Value("share"), Part::Words("%")];
        assert_eq!(parts(text), expected);
        assert_eq!(names(text).into_iter().collect::<Vec<_>>(), ["link", "share", "year"]);
    }

    #[test]
    fn brackets_and_braces_that_hold_no_place_are_words() {
        assert_eq!(parts(""), []);
        for text in ["{", "[年]", "[年]{", "{年 度}", "}{}"] {
            assert_eq!(parts(text), [Part::Words(text)]);
        }
        assert_eq!(parts("[]{link}"), [Part::Words("[]"), Part::Value("link")]);
        let nested = "{{a}[b[c]{d}e";
        assert_eq!(parts(nested), [Part::Words("{"), Part::Value("a"), Part::Words("[b"), Part::Link("c", "d"), Part::Words("e")]);
    }

    #[test]
    fn the_languages_that_the_program_carries_have_the_same_keys_and_places() {
        let files = Tongue::ALL.map(|tongue| RuleFile::embedded(tongue.file()));
        let [model, ..]: [Tables; 2] = files.each_ref().map(|file| file.parse().expect("tables of texts"));
        for file in &files {
            let tables = file.parse().expect("tables of texts");
            assert!(compare(file, &tables, &model).is_ok(), "{}", file.shown);
        }
    }

    #[test]
    fn values_fill_their_places_in_any_language() {
        let say = |tongue| {
            let language = Language::load(None, tongue).expect("the embedded texts are valid");
            language.say_with("figure.published", &[("date", "2024-03-07")])
        };
        assert_eq!(Tongue::ALL.map(say), ["2024-03-07 公布", "published 2024-03-07"]);
    }

    #[test]
    fn a_table_keeps_the_order_of_its_file() {
        let language = Language::load(None, Tongue::Chinese).expect("the embedded texts are valid");
        let first: Vec<&str> = language.table("search_script").into_iter().take(2).map(|(key, _)| key).collect();
        assert_eq!(first, ["everywhere", "undated"]);
    }
}
