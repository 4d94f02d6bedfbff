//! Figures as observations of indicators.
//!
//! Input: the document, the numbers of its blocks, the year and place reported on, and the indicator rules.
//! Output: an [`Assessment`] of every quantity: the observations it makes, or why it makes none. Refuses
//! to compute a figure or to choose between two readings that no rule orders.

mod clause;
mod judgement;
mod row;
mod time;
mod total;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::quantity::{QuantityId, Reading};
use crate::rules::{ColumnYear, IndicatorKind, IndicatorRule, Indicators, Period, PlaceId, Rules, SubjectSet};
use crate::structure::{Block, BlockKind, Document, Stating};
use crate::table::Row;
use judgement::{Earlier, Figure, Paragraph, Taken};
pub use judgement::{Lack, PART};
use row::Rows;
use total::find_uncounted;

/// What a report is on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    pub year: Option<u16>,
    /// The place, or the smallest that surely holds it.
    pub place: Option<PlaceId>,
}

impl Scope {
    /// The scope that a report's record names.
    pub fn of(metadata: &Metadata) -> Scope {
        Scope { year: metadata.year.value, place: metadata.region.value.place }
    }
}

/// A quantity that an indicator takes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Index into the indicators.
    pub indicator: usize,
    /// The quantity.
    pub at: QuantityId,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unassigned {
    /// No rule matches.
    Unknown,
    /// The section speaks of plans, or of shortcomings and the figure is no rate.
    Section,
    /// It stands in a heading.
    Heading,
    /// A rule matches, but an exclusion holds: its reason.
    Excluded { rule: String, reason: String },
    /// A rule matches, but the figure is a part of a total.
    Part { rule: String },
}

/// What became of each quantity: observations in reading order, and the others with a reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Assessment {
    pub observations: Vec<Observation>,
    /// The others in the same order, with the reason.
    pub unassigned: Vec<(QuantityId, Unassigned)>,
}

/// A rule whose words stand at a quantity, and what it lacks to take it in.
pub struct NearMiss<'r> {
    pub at: QuantityId,
    pub rule: &'r IndicatorRule,
    pub lack: Lack,
}

/// Assesses every quantity of a document. `readings` and `rows` have one entry a block.
pub fn observe(document: &Document, readings: &[Reading], rows: &[Option<Row>], scope: Scope, rules: &Rules) -> Assessment {
    let mut assessment = Assessment::default();
    visit_figures(document, readings, rows, scope, rules, |Visit { at, assessed, .. }| match assessed {
        Assessed::Claimed { claims, sentence } => {
            assessment.observations.extend(claims.into_iter().map(|Claim { rule, object, period }| Observation {
                indicator: rule.indicator,
                at,
                rule: rule.id.clone(),
                object,
                period,
                sentence: sentence.clone(),
            }));
        }
        Assessed::Unassigned(reason) => assessment.unassigned.push((at, reason)),
    });
    take_out_uncounted(&mut assessment, readings, &rules.indicators);
    assessment
}

/// Takes out the observations that do not count beside others.
fn take_out_uncounted(assessment: &mut Assessment, readings: &[Reading], indicators: &Indicators) {
    let reasons = find_uncounted(&assessment.observations, readings, indicators);
    if reasons.iter().all(Option::is_none) {
        return;
    }
    let observations = std::mem::take(&mut assessment.observations);
    let mut taken_out = Vec::new();
    for (found, reason) in observations.into_iter().zip(reasons) {
        match reason {
            None => assessment.observations.push(found),
            Some(reason) => taken_out.push((found, reason)),
        }
    }
    for (Observation { at, rule, .. }, reason) in taken_out {
        let stays = assessment.observations.binary_search_by_key(&at, |other| other.at).is_ok();
        if !stays {
            assessment.unassigned.push((at, Unassigned::Excluded { rule, reason: reason.to_owned() }));
        }
    }
    assessment.unassigned.sort_by_key(|(at, _)| *at);
}

/// For every quantity the rules that came near: their words stand in its clause, or in its sentence.
pub fn near_misses<'r>(
    document: &Document,
    readings: &[Reading],
    rows: &[Option<Row>],
    scope: Scope,
    rules: &'r Rules,
) -> Vec<NearMiss<'r>> {
    let mut misses = Vec::new();
    visit_figures(document, readings, rows, scope, rules, |Visit { at, figure, earlier, assessed }| {
        let Some(figure) = figure else { return };
        let is_claimed = |rule: &IndicatorRule| match &assessed {
            Assessed::Claimed { claims, .. } => claims.iter().any(|claim| claim.rule.indicator == rule.indicator),
            Assessed::Unassigned(_) => false,
        };
        let near = figure.near_rules(earlier).into_iter().filter(|(rule, _)| !is_claimed(rule));
        misses.extend(near.map(|(rule, lack)| NearMiss { at, rule, lack }));
    });
    misses
}

/// A quantity with what became of it.
struct Visit<'a, 'r> {
    at: QuantityId,
    /// Its figure; none where the section states no results.
    figure: Option<&'a Figure<'a, 'r>>,
    /// The figures before it in the block.
    earlier: &'a Earlier,
    assessed: Assessed<'r>,
}

/// What became of a quantity.
enum Assessed<'r> {
    Claimed { claims: Vec<Claim<'r>>, sentence: Range<usize> },
    Unassigned(Unassigned),
}

/// Assesses every quantity in reading order, each with those before it in its block.
fn visit_figures<'r>(
    document: &Document,
    readings: &[Reading],
    tables: &[Option<Row>],
    scope: Scope,
    rules: &'r Rules,
    mut visit: impl FnMut(Visit<'_, 'r>),
) {
    let indicators = &rules.indicators;
    let headings = heading_subjects(document, indicators);
    let stating: Vec<Stating> = (0..document.sections.len()).map(|section| document.purpose(section, &rules.structure).stating()).collect();
    let mut rows = Rows::default();
    let mut caption = "";
    for (block, reading) in readings.iter().enumerate() {
        let Block { kind, section, .. } = document.blocks[block];
        let text = &document.blocks[block].folded.text;
        let row = tables[block].as_ref();
        if row.is_none() {
            rows = Rows::default();
        }
        if !kind.is_row() {
            caption = text;
        }
        // Headings state nothing, nor do sections of plans.
        let silent = match (kind, stating[section]) {
            (BlockKind::Heading { .. }, _) => Some(Unassigned::Heading),
            (_, Stating::Nothing) if !row.is_some_and(|row| says_its_year(row, caption, scope.year)) => Some(Unassigned::Section),
            _ => None,
        };
        if let Some(reason) = silent {
            for number in 0..reading.quantities.len() {
                visit(Visit {
                    at: QuantityId { block, number },
                    figure: None,
                    earlier: &Earlier::default(),
                    assessed: Assessed::Unassigned(reason.clone()),
                });
            }
            continue;
        }
        let cells = row.map(|row| rows.enter(row, reading, scope.year, indicators));
        if reading.quantities.is_empty() {
            continue;
        }
        let around = if rows.subjects.is_empty() { outer_subjects(document, block, &headings) } else { rows.subjects };
        let paragraph = Paragraph::read(text, reading, cells.unwrap_or_default(), around, scope.year, indicators);
        let mut earlier = Earlier::default();
        for (number, quantity) in reading.quantities.iter().enumerate() {
            let cell = paragraph.cell(number);
            if row.is_some() && cell.is_none() {
                let assessed = Assessed::Unassigned(Unassigned::Unknown);
                visit(Visit { at: QuantityId { block, number }, figure: None, earlier: &earlier, assessed });
                continue;
            }
            let figure = paragraph.figure(number);
            let of_another = |claims: &[Claim]| {
                scope.place.is_some_and(|own| figure.names_another_place(own, &rules.regions)).then(|| claims[0].rule.id.clone())
            };
            let assessed = match assess(&figure, &earlier, stating[section], indicators) {
                Ok(claims) if let Some(rule) = of_another(&claims) => {
                    Assessed::Unassigned(Unassigned::Excluded { rule, reason: "a figure of another place".to_owned() })
                }
                // 撤销、变更、责令履行|件|105 counts them together.
                Ok(claims)
                    if let Some((_, last)) = cell.and_then(|cell| cell.name.rsplit_once('、'))
                        && indicators.holds_alone(claims[0].rule, last) =>
                {
                    Assessed::Unassigned(Unassigned::Unknown)
                }
                Ok(claims)
                    if let Some(cell) = cell
                        && row.is_some_and(|row| row.is_part)
                        && rows.has_stated(claims[0].rule.indicator, cell.year) =>
                {
                    Assessed::Unassigned(Unassigned::Part { rule: claims[0].rule.id.clone() })
                }
                Ok(claims) => Assessed::Claimed { claims, sentence: paragraph.clauses.quotable(number, text, &quantity.span) },
                Err(reason) => Assessed::Unassigned(reason),
            };
            let taken: Vec<Taken> = match &assessed {
                Assessed::Claimed { claims, .. } => claims.iter().map(|claim| claim.taken(number)).collect(),
                Assessed::Unassigned(_) => Vec::new(),
            };
            for taken in &taken {
                rows.note(taken.indicator, cell.and_then(|cell| cell.year));
            }
            let is_part = matches!(assessed, Assessed::Unassigned(Unassigned::Part { .. }));
            visit(Visit { at: QuantityId { block, number }, figure: Some(&figure), earlier: &earlier, assessed });
            earlier.taken.extend(taken);
            earlier.parts.extend(is_part.then_some(number));
        }
    }
}

/// Whether a table below the plans is of the year reported on: it says so, or it is appended to the report (附表).
fn says_its_year(row: &Row, caption: &str, year: Option<u16>) -> bool {
    let has_years = row.values.iter().any(|value| value.year != ColumnYear::Reported);
    has_years || caption.starts_with('附') || year.is_some_and(|year| caption.contains(&format!("{year}年")))
}

/// The subjects that each section's heading names.
fn heading_subjects(document: &Document, indicators: &Indicators) -> Vec<SubjectSet> {
    let headings: Vec<&str> = (0..document.sections.len()).map(|section| document.heading(section)).collect();
    let words = indicators.words_of(headings.iter().copied());
    headings.iter().enumerate().map(|(section, heading)| indicators.subjects_of(heading, words.of(section))).collect()
}

/// The subjects of the nearest heading around a block that names any.
fn outer_subjects(document: &Document, block: usize, headings: &[SubjectSet]) -> SubjectSet {
    document
        .ancestors(document.blocks[block].section)
        .map(|section| headings[section])
        .find(|subjects| !subjects.is_empty())
        .unwrap_or_default()
}

/// What a rule says of a quantity.
struct Claim<'r> {
    rule: &'r IndicatorRule,
    object: String,
    period: Period,
}

impl Claim<'_> {
    /// What later figures of the block see of it.
    fn taken(&self, quantity: usize) -> Taken {
        Taken { quantity, indicator: self.rule.indicator, period: self.period }
    }
}

fn assess<'r>(
    figure: &Figure<'_, 'r>,
    earlier: &Earlier,
    stating: Stating,
    indicators: &'r Indicators,
) -> Result<Vec<Claim<'r>>, Unassigned> {
    let mut found: Vec<Claim<'r>> = Vec::new();
    let mut excluded = None;
    for rule in figure.rules() {
        if stating == Stating::Rates && indicators.list[rule.indicator].kind != IndicatorKind::Rate {
            continue;
        }
        if found.iter().any(|other| other.rule.indicator == rule.indicator) {
            continue;
        }
        match figure.judge(rule, earlier) {
            Ok(period) => found.push(Claim { rule, object: figure.object(rule.indicator), period }),
            Err(Lack::Time(reason) | Lack::Excluded(reason)) => {
                excluded.get_or_insert(Unassigned::Excluded { rule: rule.id.clone(), reason });
            }
            Err(Lack::Part) => {
                excluded.get_or_insert(Unassigned::Part { rule: rule.id.clone() });
            }
            Err(_) => {}
        }
    }
    if found.is_empty() {
        let unknown = if stating == Stating::Rates { Unassigned::Section } else { Unassigned::Unknown };
        return Err(excluded.unwrap_or(unknown));
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
