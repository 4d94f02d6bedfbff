//! `data/indicators.toml`: what is measured, and the declarative rules that find it.

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use crate::diagnostic::Diagnostic;

/// Stands for the figure that is looked at. Private-use characters cannot occur in a scraped text by
/// accident, as # and @ can.
pub const FIGURE: char = '\u{e000}';
/// Stands for every other figure of the clause.
pub const OTHER_FIGURE: char = '\u{e001}';

/// What an indicator's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IndicatorKind {
    Count,
    Rate,
    Money,
}

/// A defined indicator.
pub struct Indicator {
    pub id: String,
    pub topic: String,
    pub unit: String,
    pub kind: IndicatorKind,
    pub zh: String,
    pub en: String,
    /// What it takes in, in words.
    pub rule: String,
    pub units: BTreeSet<String>,
    /// Indexes of the indicators it wins over.
    pub over: BTreeSet<usize>,
    pub examples: Vec<Example>,
}

/// A text with the figures that belong to an indicator in square brackets; a counterexample has none.
#[derive(Clone, Debug)]
pub struct Example {
    pub text: String,
    /// Byte range in the rule file.
    pub span: std::ops::Range<usize>,
}

/// One way in which an indicator is found.
pub struct IndicatorRule {
    pub indicator: usize,
    /// `indicator/name`, as the tables show it.
    pub id: String,
    /// Captures `object` where the rule names what was counted.
    pub frame: Regex,
    pub without: Option<Regex>,
    pub context: Option<Regex>,
    /// Bits of the subjects of which one must be in force; 0 for any.
    pub subject: u64,
    /// Bits of the subjects of which none may be in force.
    pub unless: u64,
}

/// What a sentence is about, named once and inherited by the clauses after it.
pub struct Subject {
    pub id: String,
    /// A word of several subjects (调解 of mediation and of reconsideration): it is in force, but the search
    /// for the subject goes on past it.
    pub weak: bool,
}

/// Figures that are never an observation of the year.
pub struct Exclusion {
    pub id: String,
    pub reason: String,
    pattern: Regex,
    except: BTreeSet<usize>,
    units: BTreeSet<String>,
    /// Whether the pattern sees the sentence up to the figure, and not its clause.
    pub sentence: bool,
}

/// The indicators, compiled.
pub struct Indicators {
    pub list: Vec<Indicator>,
    pub rules: Vec<IndicatorRule>,
    frames: RegexSet,
    pub subjects: Vec<Subject>,
    subject_set: RegexSet,
    pub exclusions: Vec<Exclusion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorsFile {
    vocabulary: BTreeMap<String, String>,
    units: BTreeMap<String, Vec<String>>,
    subject: Vec<SubjectEntry>,
    exclusion: Vec<ExclusionEntry>,
    indicator: Vec<IndicatorEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectEntry {
    id: String,
    pattern: Spanned<String>,
    #[serde(default)]
    weak: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExclusionEntry {
    id: String,
    pattern: Spanned<String>,
    reason: String,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    #[serde(default)]
    units: BTreeSet<String>,
    #[serde(default)]
    sentence: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorEntry {
    id: Spanned<String>,
    topic: String,
    unit: String,
    kind: IndicatorKind,
    zh: String,
    en: String,
    rule: String,
    units: Vec<String>,
    #[serde(default)]
    over: Vec<Spanned<String>>,
    #[serde(default)]
    examples: Vec<Spanned<String>>,
    #[serde(default)]
    counterexamples: Vec<Spanned<String>>,
    find: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    name: String,
    frame: Spanned<String>,
    without: Option<Spanned<String>>,
    context: Option<Spanned<String>>,
    #[serde(default)]
    subject: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

impl Indicators {
    pub(super) fn read(file: &RuleFile) -> Result<Indicators, Diagnostic> {
        let entries: IndicatorsFile = file.parse()?;
        let compile =
            |pattern: &Spanned<String>| -> Result<Regex, Diagnostic> { file.regex(pattern, &expand(pattern, &entries.vocabulary, file)?) };
        let subject_bits = |names: &[Spanned<String>]| -> Result<u64, Diagnostic> {
            names.iter().try_fold(0, |bits, name| {
                let at = entries.subject.iter().position(|subject| subject.id == *name.get_ref());
                let at = at.ok_or_else(|| {
                    file.at(name.span(), format!("no subject is called `{}`", name.get_ref()), "subjects are defined by [[subject]] above")
                })?;
                Ok(bits | 1 << at)
            })
        };
        if entries.subject.len() > 64 {
            return Err(file.at(entries.subject[64].pattern.span(), "more than 64 subjects", "join two that no rule tells apart"));
        }
        let positions: BTreeMap<&str, usize> =
            entries.indicator.iter().enumerate().map(|(at, entry)| (entry.id.get_ref().as_str(), at)).collect();
        let position = |name: &Spanned<String>| {
            positions.get(name.get_ref().as_str()).copied().ok_or_else(|| {
                file.at(name.span(), format!("no indicator is called `{}`", name.get_ref()), "indicators are named by their `id`")
            })
        };
        let mut list = Vec::new();
        let mut rules = Vec::new();
        for (at, entry) in entries.indicator.iter().enumerate() {
            if positions[entry.id.get_ref().as_str()] != at {
                return Err(file.at(
                    entry.id.span(),
                    format!("the indicator `{}` is defined twice", entry.id.get_ref()),
                    "give each its own id",
                ));
            }
            for rule in &entry.find {
                rules.push(IndicatorRule {
                    indicator: at,
                    id: format!("{}/{}", entry.id.get_ref(), rule.name),
                    frame: compile(&rule.frame)?,
                    without: rule.without.as_ref().map(compile).transpose()?,
                    context: rule.context.as_ref().map(compile).transpose()?,
                    subject: subject_bits(&rule.subject)?,
                    unless: subject_bits(&rule.unless)?,
                });
            }
            let units =
                entry.units.iter().flat_map(|name| entries.units.get(name).cloned().unwrap_or_else(|| vec![name.clone()])).collect();
            let brackets = |text: &str| text.contains('[');
            for (wanted, examples) in [(true, &entry.examples), (false, &entry.counterexamples)] {
                if let Some(wrong) = examples.iter().find(|example| brackets(example.get_ref()) != wanted) {
                    return Err(file.at(
                        wrong.span(),
                        "an example has its figures in [square brackets], a counterexample has none",
                        "move it to the other list, or mark the figures",
                    ));
                }
            }
            list.push(Indicator {
                id: entry.id.get_ref().clone(),
                topic: entry.topic.clone(),
                unit: entry.unit.clone(),
                kind: entry.kind,
                zh: entry.zh.clone(),
                en: entry.en.clone(),
                rule: entry.rule.clone(),
                units,
                over: entry.over.iter().map(position).collect::<Result<_, _>>()?,
                examples: entry
                    .examples
                    .iter()
                    .chain(&entry.counterexamples)
                    .map(|example| Example { text: example.get_ref().clone(), span: example.span() })
                    .collect(),
            });
        }
        let exclusions = entries
            .exclusion
            .iter()
            .map(|entry| {
                Ok(Exclusion {
                    id: entry.id.clone(),
                    reason: entry.reason.clone(),
                    pattern: compile(&entry.pattern)?,
                    except: entry.except.iter().map(position).collect::<Result<_, _>>()?,
                    units: entry.units.clone(),
                    sentence: entry.sentence,
                })
            })
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        for entry in &entries.subject {
            compile(&entry.pattern)?;
        }
        let set = |patterns: Vec<String>| {
            RegexSetBuilder::new(patterns)
                .size_limit(1 << 28)
                .dfa_size_limit(1 << 26)
                .build()
                .map_err(|error| Diagnostic::error("rules", &file.shown, error.to_string()))
        };
        let frames = set(rules.iter().map(|rule| rule.frame.as_str().to_owned()).collect())?;
        let patterns = entries.subject.iter().map(|entry| expand(&entry.pattern, &entries.vocabulary, file)).collect::<Result<_, _>>()?;
        let subject_set = set(patterns)?;
        let subjects = entries.subject.into_iter().map(|entry| Subject { id: entry.id, weak: entry.weak }).collect();
        Ok(Indicators { list, rules, frames, subjects, subject_set, exclusions })
    }

    /// The rules whose frame matches, in the order of the file.
    pub fn matching_rules(&self, frame: &str) -> impl Iterator<Item = &IndicatorRule> {
        self.frames.matches(frame).into_iter().map(|at| &self.rules[at])
    }

    /// Bits of the subjects that a clause names.
    pub fn subjects_of(&self, clause: &str) -> u64 {
        self.subject_set.matches(clause).into_iter().fold(0, |bits, at| bits | 1 << at)
    }

    /// Whether some subjects are enough to end the search.
    pub fn are_strong(&self, bits: u64) -> bool {
        self.subjects.iter().enumerate().any(|(at, subject)| bits & 1 << at != 0 && !subject.weak)
    }
}

impl Exclusion {
    /// Whether the figure in a frame (or sentence) is no observation of an indicator.
    pub fn holds(&self, frame: &str, unit: &str, indicator: usize) -> bool {
        !self.except.contains(&indicator) && (self.units.is_empty() || self.units.contains(unit)) && self.pattern.is_match(frame)
    }
}

/// Writes a pattern of the file as a regular expression.
fn expand(pattern: &Spanned<String>, vocabulary: &BTreeMap<String, String>, file: &RuleFile) -> Result<String, Diagnostic> {
    let mut text = pattern.get_ref().clone();
    // An entry may use others; two levels are all that reads well.
    for _ in 0..2 {
        for (name, words) in vocabulary {
            text = text.replace(&format!("{{{name}}}"), words);
        }
    }
    if let Some(at) = text.find('{').filter(|&at| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase())) {
        return Err(file.at(
            pattern.span(),
            format!("no vocabulary entry for `{}`", &text[at..]),
            "entries stand in [vocabulary] at the head of the file",
        ));
    }
    let alternatives: Vec<String> = split_alternatives(&text).into_iter().map(expand_alternative).collect();
    Ok(alternatives.join("|"))
}

/// The alternatives of a pattern outside all brackets.
fn split_alternatives(pattern: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in pattern.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts
}

fn expand_alternative(text: &str) -> String {
    // Before the figure … passes over the items of an enumeration, after it it stays in the figure's own.
    let (before, after) = text.split_once('#').map_or((text, None), |(before, after)| (before, Some(after)));
    let mut pattern = run(before, &format!("[^{FIGURE}{OTHER_FIGURE}]*"));
    if let Some(after) = after {
        pattern.push(FIGURE);
        pattern.push_str(&run(after, &format!("[^{FIGURE}{OTHER_FIGURE}、]*")));
    }
    pattern
}

/// Writes the marks of a part of a pattern.
fn run(part: &str, anything: &str) -> String {
    part.replace("……", ".*").replace('…', anything).replace('#', &FIGURE.to_string()).replace('@', &OTHER_FIGURE.to_string())
}
