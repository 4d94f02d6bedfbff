//! How `data/indicators.toml` is read.
//!
//! Input: the file. Output: the [`Indicators`], every pattern compiled and every name resolved. Refuses unknown keys and
//! names, doubled ids and those that cannot be names of pages, indicators that win over themselves, and patterns that no
//! clause could be held against.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::pattern::{BETWEEN, BETWEEN_BYTES, expand};
use super::{
    Example, Exclusion, FIGURE, Indicator, IndicatorKind, IndicatorRule, Indicators, Needs, OTHER_FIGURE, Period, PeriodRule, Screened,
    Subject,
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
        let compile = |pattern: &Spanned<String>| -> Result<Late, Diagnostic> {
            file.pattern(pattern, expand(pattern, &entries.vocabulary, file, BETWEEN)?)
        };
        let compile_frame = |pattern: &Spanned<String>| {
            let expanded = expand(pattern, &entries.vocabulary, file, BETWEEN_BYTES)?;
            if !expanded.contains(FIGURE) {
                let help = "`#` stands for the figure that is looked at: without it every figure of the clause would do";
                return Err(file.at(pattern.span(), "this frame has no `#`", help));
            }
            file.pattern(pattern, expanded)
        };
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
            file.check_id(&entry.id)?;
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
            let named = entry.units.iter().map(|name| units_named(name, &entries.units, file)).collect::<Result<Vec<_>, _>>()?;
            for name in named.into_iter().flatten() {
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
                topic: entry.topic.get_ref().clone(),
                topic_span: entry.topic.span(),
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
        refuse_circles(&list, &entries.indicator, file)?;
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
