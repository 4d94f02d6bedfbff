//! Totals and parts that only their sums tell apart.
//!
//! Input: the observations of a document with its quantities. Output: which of them do not count: the parts of a total
//! that comes after them (公安调解20件、民政调解30件,合计调解50件), and a total whose parts are indicators of their own
//! (建议提案312件,其中建议143件、提案169件). Refuses to take figures for parts that do not add up to the last digit.

use std::collections::BTreeSet;

use super::Observation;
use crate::quantity::{Decimal, Reading};
use crate::rules::{IndicatorKind, Indicators};

/// Observations before or after a total among which its parts are looked for.
const NEAREST_PARTS: usize = 16;

/// Why each observation does not count; `None` for those that do.
pub fn find_uncounted(observations: &[Observation], readings: &[Reading], indicators: &Indicators) -> Vec<Option<&'static str>> {
    let value = |found: &Observation| readings[found.at.block].quantities[found.at.number].value;
    let mut reasons = vec![None; observations.len()];
    for (at, total) in observations.iter().enumerate() {
        let indicator = &indicators.list[total.indicator];
        let around = &observations[at.saturating_sub(NEAREST_PARTS)..observations.len().min(at + NEAREST_PARTS)];
        if !indicator.split_into.is_empty() && is_split(total, around, &indicator.split_into, value) {
            reasons[at] = Some("a total whose parts are stated");
        }
        if indicator.kind == IndicatorKind::Rate || indicator.counts_parts {
            continue;
        }
        let before = observations[..at].iter().enumerate().rev().take(NEAREST_PARTS);
        let alike = before
            .take_while(|(_, part)| part.at.block == total.at.block && part.sentence == total.sentence)
            .filter(|(_, part)| part.indicator == total.indicator && part.period == total.period);
        let mut sum = Decimal::default();
        let mut parts = Vec::new();
        for (place, part) in alike {
            sum = sum + value(part);
            parts.push(place);
            if parts.len() > 1 && sum == value(total) {
                for part in parts {
                    reasons[part] = Some("a part of the total after it");
                }
                break;
            }
        }
    }
    reasons
}

/// Whether the observations around a total have all its parts, in its paragraph.
fn is_split(total: &Observation, around: &[Observation], split_into: &BTreeSet<usize>, value: impl Fn(&Observation) -> Decimal) -> bool {
    let of_paragraph = around.iter().filter(|found| found.at.block == total.at.block && found.period == total.period);
    let parts: Vec<&Observation> = of_paragraph.filter(|found| split_into.contains(&found.indicator)).collect();
    split_into.iter().all(|indicator| parts.iter().any(|part| part.indicator == *indicator))
        && parts.iter().fold(Decimal::default(), |sum, part| sum + value(part)) == value(total)
}
