//! `data/numbers.toml`: units, words of approximation, and numbers that only name.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use super::opening::Opening;
use crate::diagnostic::Diagnostic;

/// The number rules.
#[derive(Debug)]
pub struct Numbers {
    /// By their first character, of those with the same one the longest first.
    units: Vec<Unit>,
    pub approximation: ApproximationWords,
    /// Classes of numbers that only name, each with what shows it.
    names: Vec<(String, Opening)>,
}

#[derive(Debug)]
struct Unit {
    first: char,
    written: String,
    /// Characters after which it begins a longer word.
    not_before: String,
}

/// Words that make a number a bound or an estimate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproximationWords {
    pub at_least_before: WordsBefore,
    pub about_before: WordsBefore,
    /// Words that end like one of these and are others: 村规民约21份.
    pub other_words: WordsBefore,
    pub at_least_after_number: WordsAfter,
    pub at_least_after_unit: WordsAfter,
    pub about_after_unit: WordsAfter,
}

/// Words that may end directly before a number. The character that touches it is compared first: it is that of
/// none of them nearly always.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordsBefore {
    words: Vec<String>,
    last: Vec<char>,
}

impl From<Vec<String>> for WordsBefore {
    fn from(words: Vec<String>) -> WordsBefore {
        WordsBefore { last: words.iter().filter_map(|word| word.chars().next_back()).collect(), words }
    }
}

impl WordsBefore {
    /// The length of the first of the words that a text ends with.
    pub fn length_at_end(&self, text: &str) -> Option<usize> {
        text.chars().next_back().filter(|c| self.last.contains(c))?;
        self.words.iter().find(|word| text.ends_with(word.as_str())).map(String::len)
    }
}

/// Words that may begin directly after a number or its unit.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordsAfter {
    words: Vec<String>,
    first: Vec<char>,
}

impl From<Vec<String>> for WordsAfter {
    fn from(words: Vec<String>) -> WordsAfter {
        WordsAfter { first: words.iter().filter_map(|word| word.chars().next()).collect(), words }
    }
}

impl WordsAfter {
    /// The length of the first of the words that a text begins with.
    pub fn length_at_start(&self, text: &str) -> Option<usize> {
        text.chars().next().filter(|c| self.first.contains(c))?;
        self.words.iter().find(|word| text.starts_with(word.as_str())).map(String::len)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumbersFile {
    units: Vec<String>,
    not_units: BTreeMap<String, String>,
    approximation: ApproximationWords,
    name: Vec<NameEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameEntry {
    class: String,
    pattern: Spanned<String>,
}

impl Numbers {
    pub(super) fn read(file: &RuleFile) -> Result<Numbers, Diagnostic> {
        let entries: NumbersFile = file.parse()?;
        let NumbersFile { units, not_units, approximation, name } = entries;
        let mut units: Vec<Unit> = units
            .into_iter()
            .filter_map(|written| {
                Some(Unit { first: written.chars().next()?, not_before: not_units.get(&written).cloned().unwrap_or_default(), written })
            })
            .collect();
        units.sort_by(|a, b| {
            a.first.cmp(&b.first).then_with(|| b.written.len().cmp(&a.written.len())).then_with(|| a.written.cmp(&b.written))
        });
        let names = name
            .iter()
            .map(|entry| {
                let pattern = file.pattern(&entry.pattern, format!("^(?:{})", entry.pattern.get_ref()))?;
                Ok((entry.class.clone(), Opening::from(pattern)))
            })
            .collect::<Result<_, Diagnostic>>()?;
        Ok(Numbers { units, approximation, names })
    }

    /// The unit at the beginning of a text.
    pub fn unit<'t>(&self, text: &'t str) -> Option<&'t str> {
        let first = text.chars().next()?;
        let units = &self.units[self.units.partition_point(|unit| unit.first < first)..];
        let unit = units.iter().take_while(|unit| unit.first == first).find(|unit| text.starts_with(unit.written.as_str()))?;
        let (unit_text, rest) = text.split_at(unit.written.len());
        let begins_a_word = !unit.not_before.is_empty() && rest.starts_with(|next| unit.not_before.contains(next));
        (!begins_a_word).then_some(unit_text)
    }

    /// The class of a number that only names, seen from where it begins.
    pub fn name_class(&self, text: &str) -> Option<&str> {
        self.names.iter().find(|(_, opening)| opening.is_match(text)).map(|(class, _)| class.as_str())
    }
}
