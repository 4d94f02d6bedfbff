//! A figure as pages show it.

use serde::Serialize;

use crate::archive::Entry;
use crate::archive::tables::unit_or_default;
use crate::chart::Mark;
use crate::language::Language;
use crate::quantity::{Approximation, Decimal};
use crate::rules::Indicator;
use crate::summary::StatedFigure;
use crate::typography::grouped;

/// A value with its way back to the sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// 2,446,600
    pub value: String,
    /// The same for pictures; of a range its lower end.
    #[serde(skip)]
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
    /// A figure that an entry states for an indicator.
    pub fn of(entry: &Entry, stated: &StatedFigure, indicator: &Indicator, language: &Language) -> Figure {
        Figure {
            value: shown_value(stated.value, stated.upper),
            number: stated.value.to_f64(),
            unit: unit_or_default(stated.unit, &indicator.unit),
            bound: bound(stated.approximation, language),
            href: format!("reports/{}.html#{}", entry.address, stated.anchor),
            object: stated.object.to_owned(),
            period: stated.period.name(),
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
pub fn shown_value(value: Decimal, upper: Option<Decimal>) -> String {
    let value = grouped(&value.to_string());
    upper.map_or(value.clone(), |upper| format!("{value}–{}", grouped(&upper.to_string())))
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
