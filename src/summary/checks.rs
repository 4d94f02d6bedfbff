//! What a careful reader would ask about the figures of one report.
//!
//! Input: a report and the rules. Output: [`OwnFinding`]s, each with the figure, the figures that it is held against,
//! and the reason. Refuses to correct: a finding may be a slip of the report's author, of its printer or of a rule,
//! and only a reader of both sentences can tell.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::observation::Observation;
use crate::quantity::{Approximation, Decimal, Quantity};
use crate::report::Report;
use crate::rules::Rules;

/// What was held against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CheckKind {
    /// Parts against their total.
    Parts,
    /// A rate against its counts.
    Rate,
    /// A value against what is plausible at all.
    Range,
    /// A year against the one before.
    Jump,
    /// A place against the one around it.
    Parent,
}

impl CheckKind {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            CheckKind::Parts => "parts",
            CheckKind::Rate => "rate",
            CheckKind::Range => "range",
            CheckKind::Jump => "jump",
            CheckKind::Parent => "parent",
        }
    }
}

/// A figure that a reader should look at again, and those it is held against: indexes of observations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnFinding {
    pub kind: CheckKind,
    pub observation: usize,
    pub against: Vec<usize>,
    /// In Chinese, for pages and tables.
    pub says: String,
}

/// The findings within a report.
pub fn check_report(report: &Report, rules: &Rules) -> Vec<OwnFinding> {
    let mut sentences: BTreeMap<(usize, usize), BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (at, found) in report.assessment.observations.iter().enumerate().filter(|(_, found)| found.is_of_the_year()) {
        sentences.entry((found.at.block, found.sentence.start)).or_default().entry(found.indicator).or_default().push(at);
    }
    let mut findings = check_ranges(report, rules);
    for stated in sentences.values() {
        // An indicator that the sentence states twice has no one value to compare.
        let single = |indicator: &usize| match stated.get(indicator).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        };
        for check in &rules.checks.parts {
            let parts: Vec<usize> = check.parts.iter().filter_map(single).collect();
            let repeated = check.parts.iter().any(|part| stated.get(part).is_some_and(|found| found.len() > 1));
            if let Some(total) = single(&check.total).filter(|_| !parts.is_empty() && !repeated) {
                let all = check.complete && parts.len() == check.parts.len();
                findings.extend(compare_parts(report, total, parts, all));
            }
        }
        for check in &rules.checks.rates {
            if let (Some(rate), Some(part), Some(whole)) = (single(&check.rate), single(&check.part), single(&check.whole)) {
                findings.extend(compare_rate(report, rate, part, whole));
            }
        }
    }
    findings
}

fn quantity<'a>(report: &'a Report, found: &Observation) -> &'a Quantity {
    report.quantity(found.at)
}

fn observed(report: &Report, at: usize) -> &Quantity {
    quantity(report, &report.assessment.observations[at])
}

fn check_ranges(report: &Report, rules: &Rules) -> Vec<OwnFinding> {
    let observations = report.assessment.observations.iter().enumerate();
    observations
        .filter_map(|(at, found)| {
            let (least, greatest) = rules.indicators.list[found.indicator].plausible?;
            let value = quantity(report, found).value.to_f64();
            let outside = value < least || value > greatest;
            outside.then(|| OwnFinding {
                kind: CheckKind::Range,
                observation: at,
                against: Vec::new(),
                says: format!("在通常范围（{least}–{greatest}）之外"),
            })
        })
        .collect()
}

/// Parts above their total, or below it where they are all.
fn compare_parts(report: &Report, total: usize, parts: Vec<usize>, all: bool) -> Option<OwnFinding> {
    let whole = observed(report, total);
    let sum = parts.iter().fold(Decimal::default(), |sum, part| sum + observed(report, *part).value);
    let values: Vec<String> = parts.iter().map(|part| observed(report, *part).value.to_string()).collect();
    let exact = parts.iter().all(|part| observed(report, *part).approximation == Approximation::Exact);
    let (low, high) = bounds(report, total);
    let above = whole.approximation == Approximation::Exact && sum > high;
    let below = all && exact && whole.approximation != Approximation::About && sum < low;
    (above || below).then(|| {
        let sum = if values.len() > 1 { format!("{} = {sum}", values.join(" + ")) } else { values.concat() };
        let relation = if above { "多于" } else { "少于" };
        let says = format!("分项 {sum}，{relation}总数 {}", whole.value);
        OwnFinding { kind: CheckKind::Parts, observation: total, against: parts, says }
    })
}

/// A rate that its counts cannot give, however they were rounded.
fn compare_rate(report: &Report, rate: usize, part: usize, whole: usize) -> Option<OwnFinding> {
    let exact = [part, whole].iter().all(|at| observed(report, *at).approximation == Approximation::Exact);
    // 98%以上 can only be too much.
    let floor_only = observed(report, rate).approximation == Approximation::AtLeast;
    let vague = observed(report, rate).approximation == Approximation::About;
    let ((part_low, part_high), (whole_low, whole_high)) = (bounds(report, part), bounds(report, whole));
    if !exact || vague || whole_low == Decimal::default() {
        return None;
    }
    // A rate may be cut off as well as rounded: 99.67 as 99.6 or 99.7.
    let stated = observed(report, rate).value;
    let step = Decimal::from_integer(1).shift_down(stated.places());
    let hundred = Decimal::from_integer(100);
    // Held against the counts without dividing them: a quotient would have to be rounded.
    let below = (stated + step).times(whole_high) < part_low.times(hundred);
    let above = stated.less(step).times(whole_low) > part_high.times(hundred);
    ((below && !floor_only) || above).then(|| {
        let computed = 100.0 * observed(report, part).value.to_f64() / observed(report, whole).value.to_f64();
        let counts = format!("{} ÷ {}", observed(report, part).value, observed(report, whole).value);
        let says = format!("写明 {stated}%，按 {counts} 为 {computed:.1}%");
        OwnFinding { kind: CheckKind::Rate, observation: rate, against: vec![part, whole], says }
    })
}

/// The values that a written number may stand for: 1.6万 is anything from 15,500 to 16,500.
fn bounds(report: &Report, at: usize) -> (Decimal, Decimal) {
    let found = &report.assessment.observations[at];
    let quantity = quantity(report, found);
    let value = quantity.value;
    let words = &report.document.blocks[found.at.block].folded.text[quantity.span.clone()];
    let zeros: u32 = [('万', 4), ('亿', 8)].iter().filter(|(word, _)| words.contains(*word)).map(|(_, zeros)| zeros).sum();
    let places = words.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(char::is_ascii_digit).count());
    let half = Decimal::new("0", "5", zeros).zip(u32::try_from(places).ok()).filter(|_| zeros > 0);
    let half = half.map(|(half, places)| half.shift_down(places)).unwrap_or_default();
    (value.less(half), value + half)
}
