//! Figures as observations of indicators.
//!
//! Input: the document, the numbers of its blocks, the year reported on, and the indicator rules.
//! Output: an [`Assessment`] of every quantity: the observations it makes, or why it makes none. Refuses
//! to compute a figure or to choose between two readings that no rule orders.

mod clause;
mod judgement;
mod time;

use std::ops::Range;

use crate::quantity::Reading;
use crate::rules::{IndicatorRule, Indicators, Period, Rules};
use crate::structure::{BlockKind, Document};
pub use clause::window;
pub use judgement::Lack;
use judgement::{Figure, Paragraph};

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
    /// What was counted, where the report counts kinds apart.
    pub object: String,
    pub period: Period,
    /// The sentence, in bytes of the block's folded text.
    pub sentence: Range<usize>,
}

impl Observation {
    /// Whether it is a figure of the year reported on, which tables across reports may compare.
    pub fn is_of_the_year(&self) -> bool {
        self.period == Period::Year
    }
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

/// A rule whose words stand at a quantity, and what it lacks to take it in.
pub struct NearMiss<'r> {
    pub block: usize,
    /// Index into the block's quantities.
    pub quantity: usize,
    pub rule: &'r IndicatorRule,
    pub lack: Lack,
}

/// Assesses every quantity of a document. `readings` has one entry a block.
pub fn observe(document: &Document, readings: &[Reading], year: Option<u16>, rules: &Rules) -> Assessment {
    let indicators = &rules.indicators;
    let mut assessment = Assessment::default();
    let headings = heading_subjects(document, indicators);
    for (block_at, (block, reading)) in document.blocks.iter().zip(readings).enumerate() {
        if reading.quantities.is_empty() {
            continue;
        }
        if states_no_results(document, block_at, rules) {
            assessment.unassigned.extend((0..reading.quantities.len()).map(|at| (block_at, at, Unassigned::Section)));
            continue;
        }
        let paragraph = Paragraph::read(&block.folded.text, reading, outer_subjects(document, block_at, &headings), year, indicators);
        let mut earlier: Vec<(usize, usize)> = Vec::new();
        for at in 0..reading.quantities.len() {
            match assess(&paragraph.figure(at), &earlier, indicators) {
                Ok(found) => {
                    earlier.extend(found.iter().map(|claim| (at, claim.rule.indicator)));
                    let sentence = paragraph.clauses.quotable(at, &block.folded.text, &reading.quantities[at].span);
                    assessment.observations.extend(found.into_iter().map(|Claim { rule, object, period }| Observation {
                        indicator: rule.indicator,
                        block: block_at,
                        quantity: at,
                        rule: rule.id.clone(),
                        object,
                        period,
                        sentence: sentence.clone(),
                    }));
                }
                Err(reason) => assessment.unassigned.push((block_at, at, reason)),
            }
        }
    }
    assessment
}

/// For every quantity the rules that came near: their words stand in its clause, or in its sentence.
pub fn near_misses<'r>(document: &Document, readings: &[Reading], year: Option<u16>, rules: &'r Rules) -> Vec<NearMiss<'r>> {
    let indicators = &rules.indicators;
    let headings = heading_subjects(document, indicators);
    let mut misses = Vec::new();
    for (block_at, (block, reading)) in document.blocks.iter().zip(readings).enumerate() {
        if reading.quantities.is_empty() || states_no_results(document, block_at, rules) {
            continue;
        }
        let paragraph = Paragraph::read(&block.folded.text, reading, outer_subjects(document, block_at, &headings), year, indicators);
        let mut earlier: Vec<(usize, usize)> = Vec::new();
        for at in 0..reading.quantities.len() {
            let figure = paragraph.figure(at);
            let found = assess(&figure, &earlier, indicators).unwrap_or_default();
            misses.extend(
                figure
                    .near_rules(&earlier)
                    .into_iter()
                    .filter(|(rule, _)| found.iter().all(|claim| claim.rule.indicator != rule.indicator))
                    .map(|(rule, lack)| NearMiss { block: block_at, quantity: at, rule, lack }),
            );
            earlier.extend(found.iter().map(|claim| (at, claim.rule.indicator)));
        }
    }
    misses
}

/// The subjects that each section's heading names.
fn heading_subjects(document: &Document, indicators: &Indicators) -> Vec<u64> {
    (0..document.sections.len())
        .map(|section| document.heading(section))
        .map(|heading| indicators.subjects_of(heading, &indicators.words_of(heading)))
        .collect()
}

/// The subjects of the nearest heading around a block that names any.
fn outer_subjects(document: &Document, block: usize, headings: &[u64]) -> u64 {
    document.ancestors(document.blocks[block].section).map(|section| headings[section]).find(|subjects| *subjects != 0).unwrap_or(0)
}

/// Headings state nothing, nor do sections of plans and shortcomings.
fn states_no_results(document: &Document, block: usize, rules: &Rules) -> bool {
    let block = &document.blocks[block];
    matches!(block.kind, BlockKind::Heading { .. }) || !document.purpose(block.section, &rules.structure).is_results()
}

/// What a rule says of a quantity.
struct Claim<'r> {
    rule: &'r IndicatorRule,
    object: String,
    period: Period,
}

fn assess<'r>(figure: &Figure<'_, 'r>, earlier: &[(usize, usize)], indicators: &'r Indicators) -> Result<Vec<Claim<'r>>, Unassigned> {
    let mut found: Vec<Claim<'r>> = Vec::new();
    let mut excluded = None;
    for rule in figure.rules() {
        if found.iter().any(|other| other.rule.indicator == rule.indicator) {
            continue;
        }
        match figure.judge(rule, earlier) {
            Ok(period) => found.push(Claim { rule, object: figure.object(rule.indicator), period }),
            Err(Lack::Time(reason) | Lack::Excluded(reason)) => {
                excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason });
            }
            Err(_) => {}
        }
    }
    if found.is_empty() {
        return Err(excluded.unwrap_or(Unassigned::Unknown));
    }
    settle(&mut found, indicators, figure.is_shared());
    Ok(found)
}

/// Orders rival claims: the winners of `over` stay, then the first; a rate that the sentence gives to
/// several subjects at once (均达100%) stays with all.
fn settle(found: &mut Vec<Claim<'_>>, indicators: &Indicators, shared: bool) {
    let claimed: Vec<usize> = found.iter().map(|claim| claim.rule.indicator).collect();
    found.retain(|claim| !claimed.iter().any(|winner| indicators.list[*winner].over.contains(&claim.rule.indicator)));
    if !shared {
        found.truncate(1);
    }
}
