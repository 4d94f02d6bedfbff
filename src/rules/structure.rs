//! `data/structure.toml`: titles, kinds, headings, and sections of other years.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::file::RuleFile;
use super::late::Late;
use super::table_head::TableHead;
use crate::diagnostic::Diagnostic;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    AnnualReport,
    WorkPlan,
    News,
    Interpretation,
    Notice,
    Template,
    Other,
}

impl Kind {
    /// All of them, in the order of lists.
    pub const ALL: [Kind; 7] =
        [Kind::AnnualReport, Kind::WorkPlan, Kind::News, Kind::Interpretation, Kind::Notice, Kind::Template, Kind::Other];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::AnnualReport => "annual_report",
            Kind::WorkPlan => "work_plan",
            Kind::News => "news",
            Kind::Interpretation => "interpretation",
            Kind::Notice => "notice",
            Kind::Template => "template",
            Kind::Other => "other",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Kind, String> {
        let kinds = [Kind::AnnualReport, Kind::WorkPlan, Kind::News, Kind::Interpretation, Kind::Notice, Kind::Template, Kind::Other];
        kinds
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| format!("no kind is called `{name}`; allowed: {}", kinds.map(Kind::name).join(", ")))
    }
}

/// Where a kind showed itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Title,
    Record,
    Body,
}

/// A rule that decides a kind.
pub struct KindRule {
    pub kind: Kind,
    pub reason: String,
    title: Option<Late>,
    record: Option<Late>,
    body: Option<Late>,
    unless: Option<Late>,
}

impl KindRule {
    /// What the rule looked at that decided: the words it found in the record or body, else the title.
    pub fn deciding<'t>(&self, title: &'t str, record: &'t str, body: &'t str) -> (Seen, &'t str) {
        let words = |pattern: &Option<Late>, text: &'t str| pattern.as_ref().and_then(|pattern| Some(pattern.find(text)?.as_str()));
        match (words(&self.record, record), words(&self.body, body), &self.title) {
            (Some(words), ..) => (Seen::Record, words),
            (None, Some(words), None) => (Seen::Body, words),
            _ => (Seen::Title, title),
        }
    }

    /// Whether the rule holds for a folded title, the removed lines and the body.
    pub fn matches(&self, title: &str, record: &str, body: &str) -> bool {
        let holds = |pattern: &Option<Late>, text: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
        holds(&self.title, title)
            && !self.unless.as_ref().is_some_and(|pattern| pattern.is_match(title))
            && holds(&self.record, record)
            && holds(&self.body, body)
    }
}

/// Words of titles.
struct Title {
    weight: i32,
    /// Whether they name a genre.
    genre: bool,
    pattern: Late,
}

/// The structure rules.
pub struct StructureRules {
    titles: Vec<Title>,
    pub kinds: Vec<KindRule>,
    /// Characters of the longest numbered heading.
    pub longest_numbered: usize,
    /// Characters of the longest unnumbered heading.
    pub longest_unnumbered: usize,
    /// Headings of sections about coming years.
    pub plans: Late,
    /// Headings that speak of coming years wherever they stand.
    pub next_steps: Late,
    /// Headings of sections about shortcomings.
    problems: Late,
    /// Headings of sections on what was done about them.
    mended: Late,
    /// Headings of sections on results.
    pub results: Late,
    /// Headings of sections about how leaders fulfilled their duty.
    pub leaders: Late,
    /// Words at the head of tables.
    pub table_head: TableHead,
    /// Short names of places that are first of all common words.
    pub common_words: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StructureFile {
    title: Vec<TitleEntry>,
    kind: Vec<KindEntry>,
    heading: HeadingEntry,
    section: SectionEntry,
    table: TableHead,
    region: RegionEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionEntry {
    common_words: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleEntry {
    weight: i32,
    #[serde(default)]
    genre: bool,
    pattern: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    kind: Kind,
    reason: String,
    title: Option<Spanned<String>>,
    record: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    unless: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadingEntry {
    longest_numbered: usize,
    longest_unnumbered: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    plans: Spanned<String>,
    next_steps: Spanned<String>,
    problems: Spanned<String>,
    mended: Spanned<String>,
    results: Spanned<String>,
    leaders: Spanned<String>,
}

impl StructureRules {
    /// Whether a heading is of a section about shortcomings: 存在的问题, and not 把问题解决在基层.
    pub fn names_problems(&self, heading: &str) -> bool {
        self.problems.is_match(heading) && (heading.contains("存在") || !self.mended.is_match(heading))
    }

    pub(super) fn read(file: &RuleFile) -> Result<StructureRules, Diagnostic> {
        let entries: StructureFile = file.parse()?;
        let compile = |pattern: &Spanned<String>| file.pattern(pattern, pattern.get_ref().clone());
        let optional = |pattern: &Option<Spanned<String>>| pattern.as_ref().map(compile).transpose();
        let titles = entries
            .title
            .iter()
            .map(|entry| Ok(Title { weight: entry.weight, genre: entry.genre, pattern: compile(&entry.pattern)? }))
            .collect::<Result<_, Diagnostic>>()?;
        let kinds = entries
            .kind
            .iter()
            .map(|entry| {
                Ok(KindRule {
                    kind: entry.kind,
                    reason: entry.reason.clone(),
                    title: optional(&entry.title)?,
                    record: optional(&entry.record)?,
                    body: optional(&entry.body)?,
                    unless: optional(&entry.unless)?,
                })
            })
            .collect::<Result<_, Diagnostic>>()?;
        Ok(StructureRules {
            titles,
            kinds,
            longest_numbered: entries.heading.longest_numbered,
            longest_unnumbered: entries.heading.longest_unnumbered,
            plans: compile(&entries.section.plans)?,
            next_steps: compile(&entries.section.next_steps)?,
            problems: compile(&entries.section.problems)?,
            mended: compile(&entries.section.mended)?,
            results: compile(&entries.section.results)?,
            leaders: compile(&entries.section.leaders)?,
            table_head: entries.table,
            common_words: entries.region.common_words,
        })
    }

    /// Whether a folded line names its genre and ends with what a document is called.
    pub fn ends_as_title(&self, line: &str) -> bool {
        let closes = |title: &Title| title.weight >= 2 && title.pattern.as_str().ends_with('$');
        self.titles.iter().any(|title| title.genre && title.pattern.is_match(line))
            && self.titles.iter().any(|title| closes(title) && title.pattern.is_match(line))
    }

    /// How much a folded line weighs as a title; 0 or less is none.
    pub fn title_weight(&self, line: &str) -> i32 {
        let found: Vec<i32> = self.titles.iter().filter(|title| title.pattern.is_match(line)).map(|title| title.weight).collect();
        if found.iter().any(|weight| *weight >= 3) { found.iter().sum() } else { 0 }
    }
}
