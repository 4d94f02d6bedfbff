//! `data/numbers.toml`: units, words of approximation, and numbers that only name.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use crate::diagnostic::Diagnostic;

/// The number rules.
#[derive(Debug)]
pub struct Numbers {
    /// Units by their first character, the longest first.
    units: BTreeMap<char, Vec<String>>,
    not_units: BTreeMap<String, String>,
    pub approximation: ApproximationWords,
    /// Classes of numbers that only name.
    pub names: Vec<(String, Regex)>,
}

/// Words that make a number a bound or an estimate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproximationWords {
    pub at_least_before: Vec<String>,
    pub about_before: Vec<String>,
    pub at_least_after_number: Vec<String>,
    pub at_least_after_unit: Vec<String>,
    pub about_after_unit: Vec<String>,
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
        let mut units: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for unit in entries.units {
            let Some(first) = unit.chars().next() else { continue };
            units.entry(first).or_default().push(unit);
        }
        for list in units.values_mut() {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        let names = entries
            .name
            .iter()
            .map(|entry| Ok((entry.class.clone(), file.regex(&entry.pattern, &format!("^(?:{})", entry.pattern.get_ref()))?)))
            .collect::<Result<_, Diagnostic>>()?;
        Ok(Numbers { units, not_units: entries.not_units, approximation: entries.approximation, names })
    }

    /// The unit at the beginning of a text.
    pub fn unit<'t>(&self, text: &'t str) -> Option<&'t str> {
        let first = text.chars().next()?;
        let unit = self.units.get(&first)?.iter().find(|unit| text.starts_with(unit.as_str()))?;
        let next = text[unit.len()..].chars().next();
        let begins_a_word = |after: &String| next.is_some_and(|next| after.contains(next));
        if self.not_units.get(unit.as_str()).is_some_and(begins_a_word) {
            return None;
        }
        Some(&text[..unit.len()])
    }
}
