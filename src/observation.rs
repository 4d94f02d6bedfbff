//! Figures as observations of indicators.
//!
//! Input: the document, the numbers of its blocks, the year reported on, and the indicator rules.
//! Output: an [`Assessment`] of every quantity: the observations it makes, or why it makes none. Refuses
//! to compute a figure or to choose between two readings that no rule orders.

mod clause;

use std::ops::Range;

use crate::quantity::Reading;
use crate::rules::{Exclusion, IndicatorRule, Indicators, Rules};
use crate::structure::{BlockKind, Document};
pub use clause::window;
use clause::{Clauses, InForce, read_clauses};

/// Which time a figure speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The year reported on.
    Year,
    /// From some earlier time until then: 累计, 至今, 五年来.
    Cumulative,
}

impl Period {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Period::Year => "year",
            Period::Cumulative => "cumulative",
        }
    }
}

/// A quantity that an indicator takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Index into the indicators.
    pub indicator: usize,
    pub block: usize,
    /// Index into the block's quantities.
    pub quantity: usize,
    /// `indicator/name` of the rule that decided.
    pub rule: String,
    /// What was counted, where the rule says.
    pub object: String,
    pub period: Period,
    /// The sentence, in bytes of the block's folded text.
    pub sentence: Range<usize>,
}

/// Why a quantity is no observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unassigned {
    /// No rule matches.
    Unknown,
    /// The section speaks of plans or shortcomings.
    Section,
    /// A rule matches, but an exclusion holds: its reason.
    Excluded { rule: String, reason: String },
}

/// What became of each quantity: observations in reading order, and the others with a reason.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    pub observations: Vec<Observation>,
    /// Block, quantity and reason.
    pub unassigned: Vec<(usize, usize, Unassigned)>,
}

/// Assesses every quantity of a document. `readings` has one entry a block.
pub fn observe(document: &Document, readings: &[Reading], year: Option<u16>, rules: &Rules) -> Assessment {
    let indicators = &rules.indicators;
    let mut assessment = Assessment::default();
    let headings: Vec<u64> = (0..document.sections.len()).map(|section| indicators.subjects_of(document.heading(section))).collect();
    for (block_at, (block, reading)) in document.blocks.iter().zip(readings).enumerate() {
        if reading.quantities.is_empty() {
            continue;
        }
        if matches!(block.kind, BlockKind::Heading { .. }) || states_no_results(document, block.section, rules) {
            assessment.unassigned.extend((0..reading.quantities.len()).map(|at| (block_at, at, Unassigned::Section)));
            continue;
        }
        let clauses = read_clauses(&block.folded.text, reading);
        let outer = document.ancestors(block.section).map(|section| headings[section]).find(|subjects| *subjects != 0).unwrap_or(0);
        let subjects = clauses.subjects(indicators);
        let mut earlier: Vec<(usize, usize)> = Vec::new();
        for at in 0..reading.quantities.len() {
            match assess(
                &Place { clauses: &clauses, subjects: &subjects, headings: outer, earlier: &earlier, at },
                reading,
                year,
                indicators,
            ) {
                Ok(found) => {
                    earlier.extend(found.iter().map(|(rule, ..)| (at, rule.indicator)));
                    assessment.observations.extend(found.into_iter().map(|(rule, object, period)| Observation {
                        indicator: rule.indicator,
                        block: block_at,
                        quantity: at,
                        rule: rule.id.clone(),
                        object,
                        period,
                        sentence: clauses.quotable(at, &block.folded.text, &reading.quantities[at].span),
                    }));
                }
                Err(reason) => assessment.unassigned.push((block_at, at, reason)),
            }
        }
    }
    assessment
}

/// Sections of plans and shortcomings state no results. Of the outermost heading any sign is enough; within
/// a section on results only a plain 下一步 is one, since 工作重点 or 措施 may head results too.
fn states_no_results(document: &Document, section: usize, rules: &Rules) -> bool {
    let structure = &rules.structure;
    let headings: Vec<&str> = document.ancestors(section).map(|section| document.heading(section)).collect();
    let Some((outermost, inner)) = headings.split_last() else { return false };
    let speaks_of_results = ["成效", "举措", "情况", "做法", "工作开展", "成绩"].iter().any(|word| outermost.contains(word));
    let speaks_of_problems = outermost.contains("问题") || outermost.contains("不足");
    ((structure.plans.is_match(outermost) || structure.problems.is_match(outermost)) && (!speaks_of_results || speaks_of_problems))
        || inner.iter().any(|heading| structure.next_steps.is_match(heading))
}

type Found<'r> = Vec<(&'r IndicatorRule, String, Period)>;

/// Where a quantity stands.
struct Place<'a> {
    clauses: &'a Clauses,
    /// The subjects of the block's clauses.
    subjects: &'a [InForce],
    /// The subjects of the headings around.
    headings: u64,
    /// The observations before it in the block: quantity and indicator.
    earlier: &'a [(usize, usize)],
    /// Index into the block's quantities.
    at: usize,
}

fn assess<'r>(place: &Place, reading: &Reading, year: Option<u16>, indicators: &'r Indicators) -> Result<Found<'r>, Unassigned> {
    let Place { clauses, at, .. } = *place;
    let frame = clauses.frame(at);
    let own_part = clauses.own_part(&frame);
    let unit = reading.quantities[at].unit.as_str();
    let sentence = clauses.context(at);
    let mut in_force = None;
    let mut found: Found<'r> = Vec::new();
    let mut excluded = None;
    for rule in indicators.matching_rules(&frame) {
        let indicator = &indicators.list[rule.indicator];
        let unit_fits = indicator.units.contains(unit) || (unit.is_empty() && clauses.ends_at(at));
        if !unit_fits
            || found.iter().any(|(other, ..)| other.indicator == rule.indicator)
            || rule.without.as_ref().is_some_and(|pattern| pattern.is_match(own_part))
            || rule.context.as_ref().is_some_and(|pattern| !pattern.is_match(&sentence))
        {
            continue;
        }
        if rule.subject != 0 || rule.unless != 0 {
            let subjects = *in_force.get_or_insert_with(|| clauses.subjects_in_force(at, place.subjects, place.headings, indicators));
            if (rule.subject != 0 && rule.subject & subjects == 0) || rule.unless & subjects != 0 {
                continue;
            }
        }
        let excludes = |exclusion: &&Exclusion| exclusion.holds(if exclusion.sentence { &sentence } else { &frame }, unit, rule.indicator);
        if let Some(exclusion) = indicators.exclusions.iter().find(excludes) {
            excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason: exclusion.reason.clone() });
            continue;
        }
        if clauses.is_part(at)
            && place
                .earlier
                .iter()
                .rev()
                .take(64)
                .any(|(total, indicator)| *indicator == rule.indicator && clauses.sentence(*total) == clauses.sentence(at))
        {
            excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason: "a part of a total".to_owned() });
            continue;
        }
        let Some(period) = clauses.period(at, year) else {
            excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason: "a figure of another year".to_owned() });
            continue;
        };
        if period == Period::Cumulative {
            excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason: "a figure of several years".to_owned() });
            continue;
        }
        let object =
            rule.frame.captures(&frame).and_then(|captures| Some(captures.name("object")?.as_str().to_owned())).unwrap_or_default();
        found.push((rule, object, period));
    }
    if found.is_empty() {
        return Err(excluded.unwrap_or(Unassigned::Unknown));
    }
    settle(&mut found, indicators, clauses.is_shared(at));
    Ok(found)
}

/// Orders rival claims: the winners of `over` stay, then the first; a rate that the sentence gives to
/// several subjects at once (均达100%) stays with all.
fn settle(found: &mut Found<'_>, indicators: &Indicators, shared: bool) {
    let claimed: Vec<usize> = found.iter().map(|(rule, ..)| rule.indicator).collect();
    found.retain(|(rule, ..)| !claimed.iter().any(|winner| indicators.list[*winner].over.contains(&rule.indicator)));
    if !shared {
        found.truncate(1);
    }
}
