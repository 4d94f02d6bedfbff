//! A figure as pages show it.

use serde::Serialize;

use crate::archive::Entry;
use crate::archive::tables::unit_or_default;
use crate::chart::Mark;
use crate::language::Language;
use crate::observation::Observation;
use crate::quantity::{Approximation, Quantity};
use crate::rules::Indicator;

/// A value with its way back to the sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// 2,446,600
    pub value: String,
    /// The same for sorting and pictures; of a range its lower end.
    pub number: f64,
    pub unit: String,
    /// 约 or ≥ before the value; empty when it is exact.
    pub bound: String,
    /// The report's page and the anchor of the figure.
    pub href: String,
    pub object: String,
    pub period: &'static str,
}

impl Figure {
    /// The figure of an observation.
    pub fn of(entry: &Entry, found: &Observation, indicator: &Indicator, language: &Language) -> Figure {
        let quantity = &entry.report.readings[found.block].quantities[found.quantity];
        Figure {
            value: shown_value(quantity),
            number: quantity.value.to_f64(),
            unit: unit_or_default(&quantity.unit, &indicator.unit),
            bound: bound(quantity.approximation, language),
            href: format!("reports/{}.html#{}", entry.address, entry.report.anchors.quantities[found.block][found.quantity]),
            object: found.object.clone(),
            period: found.period.name(),
        }
    }
}

impl Figure {
    /// The figure in a picture.
    pub fn mark(&self) -> Mark {
        Mark { value: self.number, is_exact: self.bound.is_empty(), shown: format!("{}{}", self.bound, self.value) }
    }
}

/// The figures of a table's cells, in pictures.
pub fn marks_of(cells: &[Vec<Figure>]) -> Vec<Vec<Mark>> {
    cells.iter().map(|cell| cell.iter().map(Figure::mark).collect()).collect()
}

/// The value of a quantity, both ends of a range.
pub fn shown_value(quantity: &Quantity) -> String {
    let value = grouped(&quantity.value.to_string());
    quantity.upper.map_or(value.clone(), |upper| format!("{value}–{}", grouped(&upper.to_string())))
}

/// The word for an approximation.
pub fn bound(approximation: Approximation, language: &Language) -> String {
    match approximation {
        Approximation::Exact => "",
        Approximation::AtLeast => language.say("figure.at_least"),
        Approximation::About => language.say("figure.about"),
    }
    .to_owned()
}

/// A number with its thousands set apart.
pub fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(["7", "1234", "2446600", "1234.56", "98.5"].map(grouped), ["7", "1,234", "2,446,600", "1,234.56", "98.5"]);
    }
}
