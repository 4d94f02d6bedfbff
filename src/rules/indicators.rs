//! `data/indicators.toml`: what is measured, and the declarative rules that find it.

mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, bytes};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::file::RuleFile;
use super::screen::{Candidate, Screen, WordLists, Words};
use crate::diagnostic::Diagnostic;
use pattern::{BETWEEN, BETWEEN_BYTES, expand};

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
    /// Bits of the units that it counts in.
    units: u128,
    /// Indexes of the indicators it wins over.
    pub over: BTreeSet<usize>,
    /// Whether parts are observations beside their total: 总数、分项分别写出时逐一记.
    pub counts_parts: bool,
    /// Indexes of the indicators of its parts, where it counts only in their absence: 只写合计时记.
    pub split_into: BTreeSet<usize>,
    /// What a report may count apart, such as 规范性文件 and 合同 of legality reviews.
    pub object: Option<Regex>,
    /// Least and greatest value that raises no doubt, for a county and for a province alike.
    pub plausible: Option<(f64, f64)>,
    pub examples: Vec<Example>,
}

/// Which time a figure speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// The year reported on.
    Year,
    /// From some earlier time until then: 五年来, “七五”普法以来.
    Cumulative,
    /// An earlier year: 去年, 上年同期.
    Previous,
    /// The text leaves open since when it counts: 截至目前累计.
    Unclear,
}

impl Period {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Period::Year => "year",
            Period::Cumulative => "cumulative",
            Period::Previous => "previous",
            Period::Unclear => "unclear",
        }
    }
}

/// Words by which a figure speaks of another time than the year.
pub struct PeriodRule {
    pub is: Period,
    pattern: Regex,
    /// Whether the pattern sees the sentence up to the figure, and not its clause.
    pub sentence: bool,
}

impl Indicator {
    /// Whether it counts in a unit, given by its bit.
    pub fn counts_in(&self, unit: u128) -> bool {
        self.units & unit != 0
    }
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
    pub frame: bytes::Regex,
    pub without: Option<Screened>,
    pub context: Option<Regex>,
    pub unless_context: Option<Regex>,
    /// Bits of the subjects of which one must be in force; 0 for any.
    pub subject: u64,
    /// Bits of the subjects of which none may be in force.
    pub unless: u64,
}

/// A pattern that is tried only where the screen cannot say whether it matches.
pub struct Screened {
    pattern: Regex,
    /// Its place in a list of the screen.
    at: usize,
}

/// What a rule asks of a figure before its pattern is tried. Kept apart from the rules: it is looked at for every
/// word of every clause.
pub struct Needs {
    /// Bits of the units, as of the indicator.
    pub units: u128,
    /// Whether a figure without a unit will do.
    pub may_be_bare: bool,
    /// Bits of the subjects of which one must be in force; 0 for any.
    pub subject: u64,
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
    /// The units of all indicators, in the order of their bits.
    units: Vec<String>,
    pub rules: Vec<IndicatorRule>,
    /// Of each rule.
    needs: Vec<Needs>,
    pub subjects: Vec<Subject>,
    subject_patterns: Vec<Regex>,
    pub exclusions: Vec<Exclusion>,
    pub periods: Vec<PeriodRule>,
    screen: Screen,
}

// The lists of patterns of the screen.
const RULES: usize = 0;
const SUBJECTS: usize = 1;
const EXCLUSIONS: usize = 2;
const PERIODS: usize = 3;
const COMPARISON: usize = 4;
const WITHOUTS: usize = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorsFile {
    vocabulary: BTreeMap<String, String>,
    comparison: Spanned<String>,
    units: BTreeMap<String, Vec<String>>,
    subject: Vec<SubjectEntry>,
    exclusion: Vec<ExclusionEntry>,
    #[serde(default)]
    period: Vec<PeriodEntry>,
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
struct PeriodEntry {
    is: Period,
    pattern: Spanned<String>,
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
    counts_parts: bool,
    #[serde(default)]
    split_into: Vec<Spanned<String>>,
    object: Option<Spanned<String>>,
    plausible: Option<Spanned<(f64, f64)>>,
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
    unless_context: Option<Spanned<String>>,
    #[serde(default)]
    subject: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

impl Indicators {
    pub(super) fn read(file: &RuleFile) -> Result<Indicators, Diagnostic> {
        let entries: IndicatorsFile = file.parse()?;
        let compile = |pattern: &Spanned<String>| -> Result<Regex, Diagnostic> {
            file.regex(pattern, &expand(pattern, &entries.vocabulary, file, BETWEEN)?)
        };
        let compile_frame =
            |pattern: &Spanned<String>| file.bytes_regex(pattern, &expand(pattern, &entries.vocabulary, file, BETWEEN_BYTES)?);
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
        let mut withouts: Vec<String> = Vec::new();
        let mut units: Vec<String> = Vec::new();
        for (at, entry) in entries.indicator.iter().enumerate() {
            if positions[entry.id.get_ref().as_str()] != at {
                return Err(file.at(
                    entry.id.span(),
                    format!("the indicator `{}` is defined twice", entry.id.get_ref()),
                    "give each its own id",
                ));
            }
            for rule in &entry.find {
                let without = rule.without.as_ref().map(compile).transpose()?.map(|pattern| {
                    withouts.push(pattern.as_str().to_owned());
                    Screened { pattern, at: withouts.len() - 1 }
                });
                rules.push(IndicatorRule {
                    indicator: at,
                    id: format!("{}/{}", entry.id.get_ref(), rule.name),
                    frame: compile_frame(&rule.frame)?,
                    without,
                    context: rule.context.as_ref().map(compile).transpose()?,
                    unless_context: rule.unless_context.as_ref().map(compile).transpose()?,
                    subject: subject_bits(&rule.subject)?,
                    unless: subject_bits(&rule.unless)?,
                });
            }
            let mut bits = 0;
            for name in entry.units.iter().flat_map(|name| entries.units.get(name).cloned().unwrap_or_else(|| vec![name.clone()])) {
                let at = units.iter().position(|known| *known == name).unwrap_or(units.len());
                if at == units.len() {
                    units.push(name);
                }
                bits |= 1u128.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).ok_or_else(|| {
                    file.at(entry.id.span(), "the indicators have more than 128 units", "leave out units that no report writes")
                })?;
            }
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
                units: bits,
                over: entry.over.iter().map(position).collect::<Result<_, _>>()?,
                counts_parts: entry.counts_parts,
                split_into: entry.split_into.iter().map(position).collect::<Result<_, _>>()?,
                object: entry.object.as_ref().map(compile).transpose()?,
                plausible: entry.plausible.as_ref().map(|range| plausible(range, file)).transpose()?,
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
        let subject_patterns = entries.subject.iter().map(|entry| compile(&entry.pattern)).collect::<Result<Vec<_>, _>>()?;
        let periods = entries
            .period
            .iter()
            .map(|entry| Ok(PeriodRule { is: entry.is, pattern: compile(&entry.pattern)?, sentence: entry.sentence }))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        let screened = [
            rules.iter().map(|rule| rule.frame.as_str().to_owned()).collect(),
            subject_patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
            exclusions.iter().map(|exclusion| exclusion.pattern.as_str().to_owned()).collect(),
            periods.iter().map(|period| period.pattern.as_str().to_owned()).collect(),
            vec![compile(&entries.comparison)?.as_str().to_owned()],
            withouts,
        ];
        let screen = Screen::new(&screened, &[FIGURE, OTHER_FIGURE]);
        let subjects = entries.subject.into_iter().map(|entry| Subject { id: entry.id, weak: entry.weak }).collect();
        let needs = |rule: &IndicatorRule| {
            let Indicator { units, kind, .. } = list[rule.indicator];
            // 压缩65、45个工作日 shows that a bare number is no rate.
            Needs { units, may_be_bare: kind != IndicatorKind::Rate, subject: rule.subject }
        };
        let needs = rules.iter().map(needs).collect();
        Ok(Indicators { list, units, rules, needs, subjects, subject_patterns, exclusions, periods, screen })
    }

    /// The words of clauses that any pattern demands.
    pub fn words_of<'t>(&self, clauses: impl IntoIterator<Item = &'t str>) -> WordLists {
        self.screen.words_of(clauses)
    }

    /// The words of several clauses together.
    pub fn join<'w>(&self, clauses: impl IntoIterator<Item = Words<'w>>) -> WordLists {
        self.screen.join(clauses)
    }

    /// The bit of a unit; none for one that no indicator counts in.
    pub fn unit_bit(&self, unit: &str) -> u128 {
        self.units.iter().position(|known| known == unit).map_or(0, |at| 1 << at)
    }

    /// Whether a clause with these words only compares: 同比上升3%.
    pub fn is_comparison(&self, words: Words) -> bool {
        !self.screen.candidates_by_words(words, COMPARISON).is_empty()
    }

    /// Of the rules with wanted needs those of which the pattern holds in a frame, in the order of the file; `words`
    /// are the frame's.
    pub fn matching_rules<'r>(
        &'r self,
        frame: &str,
        words: Words,
        is_wanted: impl Fn(&Needs) -> bool,
    ) -> impl Iterator<Item = &'r IndicatorRule> {
        let candidates = self.screen.candidates(frame, words, RULES, |rule| is_wanted(&self.needs[rule]));
        let is_match = |Candidate { pattern, is_certain }: &Candidate| *is_certain || self.rules[*pattern].frame.is_match(frame.as_bytes());
        candidates.into_iter().filter(is_match).map(|candidate| &self.rules[candidate.pattern])
    }

    /// The words by which a clause rules a rule out; `words` are those of the clause or of one that begins with it.
    pub fn ruled_out_by<'t>(&self, rule: &IndicatorRule, clause: &'t str, words: Words) -> Option<&'t str> {
        let without = rule.without.as_ref()?;
        match self.screen.matches(clause, words, WITHOUTS, without.at) {
            Some(false) => None,
            _ => without.pattern.find(clause).map(|found| found.as_str()),
        }
    }

    /// Bits of the subjects that a clause names; `words` are the clause's.
    pub fn subjects_of(&self, clause: &str, words: Words) -> u64 {
        let candidates = self.screen.candidates(clause, words, SUBJECTS, |_| true).into_iter();
        candidates
            .filter(|candidate| candidate.is_certain || self.subject_patterns[candidate.pattern].is_match(clause))
            .fold(0, |bits, candidate| bits | 1 << candidate.pattern)
    }

    /// The first exclusion that bars a figure with this unit from an indicator.
    pub fn exclusion(&self, around: &Surroundings, unit: &str, indicator: usize) -> Option<&Exclusion> {
        let mut candidates =
            self.screen.candidates_by_words(around.words, EXCLUSIONS).into_iter().map(|candidate| &self.exclusions[candidate.pattern]);
        candidates.find(|exclusion| {
            !exclusion.except.contains(&indicator)
                && (exclusion.units.is_empty() || exclusion.units.contains(unit))
                && exclusion.pattern.is_match(around.text(exclusion.sentence))
        })
    }

    /// The time that the words around a figure name, where they name one; those of the sentence count unless a
    /// year settles it.
    pub fn period(&self, around: &Surroundings, sentence_counts: bool) -> Option<Period> {
        let mut candidates =
            self.screen.candidates_by_words(around.words, PERIODS).into_iter().map(|candidate| &self.periods[candidate.pattern]);
        candidates.find(|rule| (sentence_counts || !rule.sentence) && rule.pattern.is_match(around.text(rule.sentence))).map(|rule| rule.is)
    }

    /// The names of subjects.
    pub fn names_of(&self, bits: u64) -> Vec<String> {
        self.subjects.iter().enumerate().filter(|(at, _)| bits & 1 << at != 0).map(|(_, subject)| subject.id.clone()).collect()
    }

    /// Whether some subjects are enough to end the search.
    pub fn are_strong(&self, bits: u64) -> bool {
        self.subjects.iter().enumerate().any(|(at, subject)| bits & 1 << at != 0 && !subject.weak)
    }
}

/// The words around a figure: its clause, and the sentence up to it.
pub struct Surroundings<'a> {
    pub frame: &'a str,
    /// Made when the first pattern asks for it.
    pub sentence: &'a dyn Fn() -> &'a str,
    /// The words of both.
    pub words: Words<'a>,
}

impl Surroundings<'_> {
    fn text(&self, sentence: bool) -> &str {
        if sentence { (self.sentence)() } else { self.frame }
    }
}

/// A range of plausible values that is one.
fn plausible(range: &Spanned<(f64, f64)>, file: &RuleFile) -> Result<(f64, f64), Diagnostic> {
    let (least, greatest) = *range.get_ref();
    if least <= greatest {
        Ok((least, greatest))
    } else {
        Err(file.at(range.span(), "the least plausible value is above the greatest", "write the lower one first"))
    }
}
