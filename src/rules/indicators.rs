//! `data/indicators.toml`: what is measured, and the declarative rules that find it.

mod pattern;
mod read;
mod sets;

use std::collections::BTreeSet;
use std::ops::BitOr;

use regex::bytes;
use serde::{Deserialize, Serialize};

use super::late::Late;
use super::screen::{Candidate, Screen, WordLists, Words};
pub use sets::{SubjectSet, UnitSet};

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
    /// Where the topic stands in the rule file.
    pub topic_span: std::ops::Range<usize>,
    pub unit: String,
    pub kind: IndicatorKind,
    pub zh: String,
    pub en: String,
    /// What it takes in, in words.
    pub rule: String,
    units: UnitSet,
    /// Indexes of the indicators it wins over.
    pub over: BTreeSet<usize>,
    /// Whether parts are observations beside their total: 总数、分项分别写出时逐一记.
    pub counts_parts: bool,
    /// Indexes of the indicators of its parts, where it counts only in their absence: 只写合计时记.
    pub split_into: BTreeSet<usize>,
    /// What a report may count apart, such as 规范性文件 and 合同 of legality reviews.
    pub object: Option<Late>,
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
    pattern: Late,
    /// Whether the pattern sees the sentence up to the figure, and not its clause.
    pub sentence: bool,
}

impl Indicator {
    /// Whether it counts in a unit.
    pub fn counts_in(&self, unit: UnitSet) -> bool {
        self.units.meets(unit)
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
    pub frame: Late<bytes::Regex>,
    pub without: Option<Screened>,
    pub context: Option<Late>,
    pub unless_context: Option<Late>,
    /// The subjects of which one must be in force; none for any.
    pub subject: SubjectSet,
    /// The subjects of which none may be in force.
    pub unless: SubjectSet,
}

/// A pattern that is tried only where the screen cannot say whether it matches.
pub struct Screened {
    pattern: Late,
    /// Its place in a list of the screen.
    at: usize,
}

/// What a rule asks of a figure before its pattern is tried. Kept apart from the rules: it is looked at for every
/// word of every clause.
pub struct Needs {
    /// Those of the indicator.
    pub units: UnitSet,
    /// Whether a figure without a unit will do.
    pub may_be_bare: bool,
    /// The subjects of which one must be in force; none for any.
    pub subject: SubjectSet,
}

/// What a sentence is about, named once and inherited by the clauses after it.
pub struct Subject {
    pub id: String,
    pattern: Late,
}

/// Figures that are never an observation of the year.
pub struct Exclusion {
    pub id: String,
    pub reason: String,
    pattern: Late,
    except: BTreeSet<usize>,
    units: BTreeSet<String>,
    /// Whether the pattern sees the sentence up to the figure, and not its clause.
    pub sentence: bool,
}

/// The indicators.
pub struct Indicators {
    pub list: Vec<Indicator>,
    /// The units of all indicators, as sets of units name them.
    units: Vec<String>,
    pub rules: Vec<IndicatorRule>,
    /// Of each rule.
    needs: Vec<Needs>,
    pub subjects: Vec<Subject>,
    /// The others are words of several subjects (调解 of mediation and of reconsideration): they are in force, but the
    /// search for the subject goes on past them.
    strong: SubjectSet,
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

impl Indicators {
    /// The words of clauses that any pattern demands.
    pub fn words_of<'t>(&self, clauses: impl IntoIterator<Item = &'t str>) -> WordLists {
        self.screen.words_of(clauses)
    }

    /// The words of several clauses together.
    pub fn join<'w>(&self, clauses: impl IntoIterator<Item = Words<'w>>) -> WordLists {
        self.screen.join(clauses)
    }

    /// A unit as a set of one; of none if no indicator counts in it.
    pub fn unit(&self, unit: &str) -> UnitSet {
        self.units.iter().position(|known| known == unit).and_then(UnitSet::of).unwrap_or_default()
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

    /// Whether the pattern of a rule holds for a figure behind some words alone.
    pub fn holds_alone(&self, rule: &IndicatorRule, words: &str) -> bool {
        rule.frame.is_match(format!("{words}{FIGURE}").as_bytes())
    }

    /// The words by which a clause rules a rule out; `words` are those of the clause or of one that begins with it.
    pub fn ruled_out_by<'t>(&self, rule: &IndicatorRule, clause: &'t str, words: Words) -> Option<&'t str> {
        let without = rule.without.as_ref()?;
        match self.screen.matches(clause, words, WITHOUTS, without.at) {
            Some(false) => None,
            _ => without.pattern.find(clause).map(|found| found.as_str()),
        }
    }

    /// The subjects that a clause names; `words` are the clause's.
    pub fn subjects_of(&self, clause: &str, words: Words) -> SubjectSet {
        let candidates = self.screen.candidates(clause, words, SUBJECTS, |_| true).into_iter();
        candidates
            .filter(|candidate| candidate.is_certain || self.subjects[candidate.pattern].pattern.is_match(clause))
            .filter_map(|candidate| SubjectSet::of(candidate.pattern))
            .fold(SubjectSet::default(), SubjectSet::bitor)
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
    pub fn names_of(&self, subjects: SubjectSet) -> Vec<String> {
        subjects.places().map(|at| self.subjects[at].id.clone()).collect()
    }

    /// Whether some subjects are enough to end the search.
    pub fn are_strong(&self, subjects: SubjectSet) -> bool {
        subjects.meets(self.strong)
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
