//! What a careful reader would ask about the figures of several reports.
//!
//! Input: the entries and what was found within each. Output: all [`Finding`]s: a year against the one before, a
//! place against the one around it. Refuses to correct.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Entry;
use crate::quantity::{Approximation, Decimal};
use crate::rules::{IndicatorKind, PlaceId, Rules};
use crate::summary::CheckKind;

/// A figure that a reader should look at again. Figures are indexes: of an entry and of its observations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub entry: usize,
    pub observation: usize,
    pub kind: CheckKind,
    /// The figures that it is held against.
    pub against: Vec<(usize, usize)>,
    /// In Chinese, for pages and tables.
    pub says: String,
}

/// All findings, in the order of the entries; `by_place` has those of each place in the order of years.
pub fn check_figures(entries: &[Entry], by_place: &BTreeMap<PlaceId, Vec<usize>>, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        findings.extend(entry.summary.findings.iter().map(|own| Finding {
            entry: at,
            observation: own.observation,
            kind: own.kind,
            against: own.against.iter().map(|other| (at, *other)).collect(),
            says: own.says.clone(),
        }));
    }
    findings.extend(check_years(entries, by_place, rules));
    findings.extend(check_places(entries, rules));
    findings.sort();
    findings
}

/// The one exact value of each count and sum of money that a report states for the year, with the index of its
/// observation.
fn single_values(entry: &Entry, rules: &Rules) -> BTreeMap<usize, (usize, Decimal)> {
    let mut found: BTreeMap<usize, Option<(usize, Decimal)>> = BTreeMap::new();
    for (at, figure) in entry.summary.figures().enumerate().filter(|(_, figure)| figure.is_of_the_year()) {
        let is_exact = figure.approximation == Approximation::Exact;
        if is_exact && rules.indicators.list[figure.indicator].kind != IndicatorKind::Rate {
            // A second value leaves none.
            found.entry(figure.indicator).and_modify(|only| *only = None).or_insert(Some((at, figure.value)));
        }
    }
    found.into_iter().filter_map(|(indicator, only)| Some((indicator, only?))).collect()
}

/// Jumps between consecutive reports of one place.
fn check_years(entries: &[Entry], by_place: &BTreeMap<PlaceId, Vec<usize>>, rules: &Rules) -> Vec<Finding> {
    let jump = rules.checks.jump;
    let mut findings = Vec::new();
    let (Some(factor), Some(least)) = (Decimal::of_bound(jump.factor), Decimal::of_bound(jump.least)) else { return findings };
    for own in by_place.values() {
        let counting: Vec<usize> = own.iter().copied().filter(|at| entries[*at].counts()).collect();
        for pair in counting.windows(2).filter(|pair| entries[pair[0]].year() < entries[pair[1]].year()) {
            let [before, after] = [pair[0], pair[1]].map(|at| single_values(&entries[at], rules));
            for (indicator, &(observation, new)) in &after {
                let Some(&(former, old)) = before.get(indicator) else { continue };
                let (small, large) = (new.min(old), new.max(old));
                if small > Decimal::default() && large >= least && large > small.times(factor) {
                    let year = entries[pair[0]].year().map_or_else(String::new, |year| format!(" {year} 年度"));
                    findings.push(Finding {
                        entry: pair[1],
                        observation,
                        kind: CheckKind::Jump,
                        against: vec![(pair[0], former)],
                        says: format!("{new}，而{year}为 {old}，相差 {:.0} 倍", large.to_f64() / small.to_f64()),
                    });
                }
            }
        }
    }
    findings
}

/// Counts of a place above those of a place around it in the same year.
fn check_places(entries: &[Entry], rules: &Rules) -> Vec<Finding> {
    let mut provinces: BTreeMap<PlaceId, BTreeMap<(PlaceId, u16), usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.counts()) {
        if let (Some(place), Some(year)) = (entry.place(), entry.year()) {
            let province = rules.regions.chain(place).last().unwrap_or(place);
            provinces.entry(province).or_default().entry((place, year)).or_insert(at);
        }
    }
    provinces.par_iter().flat_map_iter(|(_, reports)| check_province(entries, reports, rules)).collect()
}

/// The same within a province, given the report of each place and year.
fn check_province(entries: &[Entry], reports: &BTreeMap<(PlaceId, u16), usize>, rules: &Rules) -> Vec<Finding> {
    let values: BTreeMap<usize, _> = reports.values().map(|at| (*at, single_values(&entries[*at], rules))).collect();
    let mut findings = Vec::new();
    for (&(place, year), &at) in reports {
        for outer in rules.regions.chain(place).skip(1) {
            let Some(&above) = reports.get(&(outer, year)) else { continue };
            for (indicator, &(observation, value)) in values[&at].iter().filter(|(at, _)| !rules.checks.not_nested.contains(at)) {
                let Some(&(total, around)) = values[&above].get(indicator) else { continue };
                if value > around {
                    findings.push(Finding {
                        entry: at,
                        observation,
                        kind: CheckKind::Parent,
                        against: vec![(above, total)],
                        says: format!("{value}，多于上级{}的 {around}", rules.regions.place(outer).name),
                    });
                }
            }
        }
    }
    findings
}
