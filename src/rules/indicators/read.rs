//! How `data/indicators.toml` is read.
//!
//! Input: the file. Output: the [`Indicators`], every pattern compiled and every name resolved. Refuses unknown keys and
//! names, doubled ids and those that cannot be names of pages, indicators that win over themselves, and patterns that no
//! clause could be held against.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::BitOr;

use regex::bytes;
use serde::Deserialize;
use toml::Spanned;

use super::pattern::{BETWEEN, BETWEEN_BYTES, expand};
use super::{
    Example, Exclusion, FIGURE, Indicator, IndicatorKind, IndicatorRule, Indicators, Needs, OTHER_FIGURE, Period, PeriodRule, Screened,
    Subject, SubjectSet, UnitSet,
};
use crate::diagnostic::Diagnostic;
use crate::rules::file::RuleFile;
use crate::rules::late::Late;
use crate::rules::screen::Screen;

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
    topic: Spanned<String>,
    unit: String,
    kind: IndicatorKind,
    zh: String,
    en: String,
    rule: String,
    units: Vec<Spanned<String>>,
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
    pub(in crate::rules) fn read(file: &RuleFile) -> Result<Indicators, Diagnostic> {
        let entries: IndicatorsFile = file.parse()?;
        if let Some(first_too_many) = entries.subject.get(SubjectSet::LARGEST) {
            let says = format!("more than {} subjects", SubjectSet::LARGEST);
            return Err(file.at(first_too_many.pattern.span(), says, "join two that no rule tells apart"));
        }
        let mut reader = Reader::new(file, &entries);
        let list = entries.indicator.iter().enumerate().map(|(at, entry)| reader.indicator(at, entry)).collect::<Result<Vec<_>, _>>()?;
        refuse_circles(&list, &entries.indicator, file)?;
        let subjects = entries.subject.iter().map(|entry| reader.subject(entry)).collect::<Result<Vec<_>, _>>()?;
        let strong = entries.subject.iter().enumerate().filter(|(_, entry)| !entry.weak).filter_map(|(at, _)| SubjectSet::of(at));
        let strong = strong.fold(SubjectSet::default(), SubjectSet::bitor);
        let exclusions = entries.exclusion.iter().map(|entry| reader.exclusion(entry)).collect::<Result<Vec<_>, _>>()?;
        let periods = entries.period.iter().map(|entry| reader.period(entry)).collect::<Result<Vec<_>, _>>()?;
        let comparison = reader.compile(&entries.comparison)?;
        let Reader { rules, withouts, units, .. } = reader;
        let screened = [
            rules.iter().map(|rule| rule.frame.as_str().to_owned()).collect(),
            subjects.iter().map(|subject| subject.pattern.as_str().to_owned()).collect(),
            exclusions.iter().map(|exclusion| exclusion.pattern.as_str().to_owned()).collect(),
            periods.iter().map(|period| period.pattern.as_str().to_owned()).collect(),
            vec![comparison.as_str().to_owned()],
            withouts,
        ];
        let screen = Screen::new(&screened, &[FIGURE, OTHER_FIGURE]);
        let needs = |rule: &IndicatorRule| {
            let Indicator { units, kind, .. } = list[rule.indicator];
            // 压缩65、45个工作日 shows that a bare number is no rate.
            Needs { units, may_be_bare: kind != IndicatorKind::Rate, subject: rule.subject }
        };
        let needs = rules.iter().map(needs).collect();
        Ok(Indicators { list, units, rules, needs, subjects, strong, exclusions, periods, screen })
    }
}

/// What reading the file has come to. The rules of all indicators, their patterns of what rules them out and their units
/// are numbered across the file.
struct Reader<'f> {
    file: &'f RuleFile,
    entries: &'f IndicatorsFile,
    /// The place of each indicator; of those with the same id the first.
    positions: BTreeMap<&'f str, usize>,
    rules: Vec<IndicatorRule>,
    withouts: Vec<String>,
    units: Vec<String>,
}

impl<'f> Reader<'f> {
    fn new(file: &'f RuleFile, entries: &'f IndicatorsFile) -> Reader<'f> {
        // Later ones are put in first.
        let positions = entries.indicator.iter().enumerate().rev().map(|(at, entry)| (entry.id.get_ref().as_str(), at)).collect();
        Reader { file, entries, positions, rules: Vec::new(), withouts: Vec::new(), units: Vec::new() }
    }

    fn compile(&self, pattern: &Spanned<String>) -> Result<Late, Diagnostic> {
        self.file.pattern(pattern, expand(pattern, &self.entries.vocabulary, self.file, BETWEEN)?)
    }

    fn compile_optional(&self, pattern: Option<&Spanned<String>>) -> Result<Option<Late>, Diagnostic> {
        pattern.map(|pattern| self.compile(pattern)).transpose()
    }

    fn compile_frame(&self, pattern: &Spanned<String>) -> Result<Late<bytes::Regex>, Diagnostic> {
        let expanded = expand(pattern, &self.entries.vocabulary, self.file, BETWEEN_BYTES)?;
        if !expanded.contains(FIGURE) {
            let help = "`#` stands for the figure that is looked at: without it every figure of the clause would do";
            return Err(self.file.at(pattern.span(), "this frame has no `#`", help));
        }
        self.file.pattern(pattern, expanded)
    }

    fn indicator(&mut self, at: usize, entry: &IndicatorEntry) -> Result<Indicator, Diagnostic> {
        let (file, id) = (self.file, entry.id.get_ref());
        file.check_id(&entry.id)?;
        if self.position(&entry.id)? != at {
            return Err(file.at(entry.id.span(), format!("the indicator `{id}` is defined twice"), "give each its own id"));
        }
        for rule in &entry.find {
            let rule = self.rule(at, id, rule)?;
            self.rules.push(rule);
        }
        check_examples(entry, file)?;
        Ok(Indicator {
            id: id.clone(),
            topic: entry.topic.get_ref().clone(),
            topic_span: entry.topic.span(),
            unit: entry.unit.clone(),
            kind: entry.kind,
            zh: entry.zh.clone(),
            en: entry.en.clone(),
            rule: entry.rule.clone(),
            units: self.units(entry)?,
            over: self.position_set(&entry.over)?,
            counts_parts: entry.counts_parts,
            split_into: self.position_set(&entry.split_into)?,
            object: self.compile_optional(entry.object.as_ref())?,
            plausible: entry.plausible.as_ref().map(|range| plausible(range, file)).transpose()?,
            examples: entry
                .examples
                .iter()
                .chain(&entry.counterexamples)
                .map(|example| Example { text: example.get_ref().clone(), span: example.span() })
                .collect(),
        })
    }

    fn rule(&mut self, indicator: usize, id: &str, entry: &RuleEntry) -> Result<IndicatorRule, Diagnostic> {
        let without = self.compile_optional(entry.without.as_ref())?.map(|pattern| {
            self.withouts.push(pattern.as_str().to_owned());
            Screened { pattern, at: self.withouts.len() - 1 }
        });
        Ok(IndicatorRule {
            indicator,
            id: format!("{id}/{}", entry.name),
            frame: self.compile_frame(&entry.frame)?,
            without,
            context: self.compile_optional(entry.context.as_ref())?,
            unless_context: self.compile_optional(entry.unless_context.as_ref())?,
            subject: self.subjects_named(&entry.subject)?,
            unless: self.subjects_named(&entry.unless)?,
        })
    }

    fn subject(&self, entry: &SubjectEntry) -> Result<Subject, Diagnostic> {
        Ok(Subject { id: entry.id.clone(), pattern: self.compile(&entry.pattern)? })
    }

    fn exclusion(&self, entry: &ExclusionEntry) -> Result<Exclusion, Diagnostic> {
        Ok(Exclusion {
            id: entry.id.clone(),
            reason: entry.reason.clone(),
            pattern: self.compile(&entry.pattern)?,
            except: self.position_set(&entry.except)?,
            units: entry.units.clone(),
            sentence: entry.sentence,
        })
    }

    fn period(&self, entry: &PeriodEntry) -> Result<PeriodRule, Diagnostic> {
        Ok(PeriodRule { is: entry.is, pattern: self.compile(&entry.pattern)?, sentence: entry.sentence })
    }

    fn subjects_named(&self, names: &[Spanned<String>]) -> Result<SubjectSet, Diagnostic> {
        names.iter().try_fold(SubjectSet::default(), |named, name| {
            let at = self.entries.subject.iter().position(|subject| subject.id == *name.get_ref());
            let subject = at.and_then(SubjectSet::of).ok_or_else(|| {
                let says = format!("no subject is called `{}`", name.get_ref());
                self.file.at(name.span(), says, "subjects are defined by [[subject]] above")
            })?;
            Ok(named | subject)
        })
    }

    fn position(&self, name: &Spanned<String>) -> Result<usize, Diagnostic> {
        self.positions.get(name.get_ref().as_str()).copied().ok_or_else(|| {
            let says = format!("no indicator is called `{}`", name.get_ref());
            self.file.at(name.span(), says, "indicators are named by their `id`")
        })
    }

    fn position_set(&self, names: &[Spanned<String>]) -> Result<BTreeSet<usize>, Diagnostic> {
        names.iter().map(|name| self.position(name)).collect()
    }

    /// The units of an indicator; those that none before it has are numbered here.
    fn units(&mut self, entry: &IndicatorEntry) -> Result<UnitSet, Diagnostic> {
        let named = entry.units.iter().map(|name| units_named(name, &self.entries.units, self.file)).collect::<Result<Vec<_>, _>>()?;
        named.into_iter().flatten().try_fold(UnitSet::default(), |units, name| {
            let at = self.units.iter().position(|known| *known == name).unwrap_or_else(|| {
                self.units.push(name);
                self.units.len() - 1
            });
            let unit = UnitSet::of(at).ok_or_else(|| {
                let says = format!("the indicators have more than {} units", UnitSet::LARGEST);
                self.file.at(entry.id.span(), says, "leave out units that no report writes")
            })?;
            Ok(units | unit)
        })
    }
}

/// Refuses examples of which none could fail.
fn check_examples(entry: &IndicatorEntry, file: &RuleFile) -> Result<(), Diagnostic> {
    let has_figures = |example: &&Spanned<String>| example.get_ref().contains('[');
    let wrong = entry.examples.iter().find(|example| !has_figures(example)).or_else(|| entry.counterexamples.iter().find(has_figures));
    wrong.map_or(Ok(()), |wrong| {
        Err(file.at(
            wrong.span(),
            "an example has its figures in [square brackets], a counterexample has none",
            "move it to the other list, or mark the figures",
        ))
    })
}

/// The units that a name of [units] stands for, or the unit itself: 件.
fn units_named(name: &Spanned<String>, lists: &BTreeMap<String, Vec<String>>, file: &RuleFile) -> Result<Vec<String>, Diagnostic> {
    match lists.get(name.get_ref()) {
        Some(units) => Ok(units.clone()),
        None if name.get_ref().chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            let help = format!("lists of units stand in [units]: {}", known.join(", "));
            Err(file.at(name.span(), format!("no list of units is called `{}`", name.get_ref()), help))
        }
        None => Ok(vec![name.get_ref().clone()]),
    }
}

/// Refuses indicators that win over themselves in the end, or are their own parts: of rival claims none would stay.
fn refuse_circles(list: &[Indicator], entries: &[IndicatorEntry], file: &RuleFile) -> Result<(), Diagnostic> {
    for (at, entry) in entries.iter().enumerate() {
        if let Some(name) = entry.over.first().filter(|_| leads_back(at, |of| &list[of].over)) {
            let says = format!("`{}` would win over itself in the end", entry.id.get_ref());
            return Err(file.at(name.span(), says, "take one of the two out of the other's `over`"));
        }
        if let Some(name) = entry.split_into.first().filter(|_| leads_back(at, |of| &list[of].split_into)) {
            let says = format!("`{}` would be a part of itself in the end", entry.id.get_ref());
            return Err(file.at(name.span(), says, "take one of the two out of the other's `split_into`"));
        }
    }
    Ok(())
}

/// Whether the steps from somewhere lead there again.
fn leads_back<'l>(start: usize, next: impl Fn(usize) -> &'l BTreeSet<usize>) -> bool {
    let mut reached: BTreeSet<usize> = next(start).clone();
    let mut waiting: Vec<usize> = reached.iter().copied().collect();
    while let Some(at) = waiting.pop() {
        waiting.extend(next(at).iter().filter(|step| reached.insert(**step)));
    }
    reached.contains(&start)
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
