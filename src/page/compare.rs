//! Reports side by side: the newest ones, and the indicators that most of them have.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Figure, Link, ReportLink, Site};
use crate::summary::StatedFigure;

/// Reports in the table.
const REPORTS: usize = 40;
/// Indicators in the table.
const INDICATORS: usize = 12;

#[derive(Debug, Serialize)]
pub struct ComparePage {
    pub indicators: Vec<Link>,
    pub rows: Vec<CompareRow>,
    pub left_out: usize,
}

/// A report.
#[derive(Debug, Serialize)]
pub struct CompareRow {
    pub report: ReportLink,
    /// One list of figures an indicator.
    pub cells: Vec<Vec<Figure>>,
}

/// The model of `compare.html`.
pub fn compare_page(site: &Site) -> ComparePage {
    let archive = site.archive;
    let mut order: Vec<usize> = (0..archive.entries.len()).filter(|at| archive.entries[*at].counts()).collect();
    order.sort_by(|a, b| {
        archive.entries[*b]
            .year()
            .cmp(&archive.entries[*a].year())
            .then_with(|| archive.entries[*a].address.cmp(&archive.entries[*b].address))
    });
    let left_out = order.len().saturating_sub(REPORTS);
    order.truncate(REPORTS);
    let mut reports_with: BTreeMap<usize, usize> = BTreeMap::new();
    for at in &order {
        let figures = archive.entries[*at].summary.figures();
        let mut indicators: Vec<usize> = figures.filter(StatedFigure::is_of_the_year).map(|figure| figure.indicator).collect();
        indicators.sort_unstable();
        indicators.dedup();
        for indicator in indicators {
            *reports_with.entry(indicator).or_default() += 1;
        }
    }
    let mut common: Vec<(usize, usize)> = reports_with.into_iter().collect();
    common.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut columns: Vec<usize> = common.into_iter().take(INDICATORS).map(|(indicator, _)| indicator).collect();
    columns.sort_unstable();
    let list = &site.rules.indicators.list;
    ComparePage {
        indicators: columns
            .iter()
            .map(|at| Link { name: site.indicator_name(&list[*at]), href: format!("indicators/{}.html", list[*at].id) })
            .collect(),
        rows: order
            .into_iter()
            .map(|at| {
                let entry = &archive.entries[at];
                let cell = |indicator: &usize| {
                    let stated = entry.summary.figures().filter(|figure| figure.is_of_the_year() && figure.indicator == *indicator);
                    stated.map(|figure| Figure::of(entry, &figure, &list[*indicator], site.language)).collect()
                };
                CompareRow { report: site.report_link(at), cells: columns.iter().map(cell).collect() }
            })
            .collect(),
        left_out,
    }
}
