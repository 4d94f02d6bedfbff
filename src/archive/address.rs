//! One address for each report.

use std::collections::BTreeMap;

use super::Entry;
use super::compliance::read_compliance;
use crate::diagnostic::Diagnostic;
use crate::hash::hash_of;
use crate::metadata::Author;
use crate::report::Report;
use crate::rules::{Kind, Rules};

/// Sets copies aside and gives each other report its address.
///
/// The first of a place and year (annual report before news, government before department, then by path) has
/// the plain address; the others have a suffix from their path, which a correction of the text does not move.
pub fn assign_addresses(mut reports: Vec<Report>, rules: &Rules) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    reports.sort_by(|a, b| a.source.cmp(&b.source));
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<(Report, Vec<Report>)> = Vec::new();
    for report in reports {
        if let Some(&at) = first.get(&report.text_hash) {
            diagnostics.push(
                Diagnostic::warning("copy", &report.shown, format!("the same text as {}", kept[at].0.shown))
                    .help("one page is made for both; remove one, or leave it as a record of the copy"),
            );
            kept[at].1.push(report);
        } else {
            first.insert(report.text_hash.clone(), kept.len());
            kept.push((report, Vec::new()));
        }
    }
    let mut groups: BTreeMap<String, Vec<(Report, Vec<Report>)>> = BTreeMap::new();
    for (report, copies) in kept {
        groups.entry(plain_address(&report, rules)).or_default().push((report, copies));
    }
    let mut entries = Vec::new();
    for (address, mut group) in groups {
        group.sort_by(|a, b| rank(&a.0).cmp(&rank(&b.0)));
        let rivals: Vec<String> = group.iter().filter(|(report, _)| rank(report).0 == 0).map(|(report, _)| report.shown.clone()).collect();
        if rivals.len() > 1 {
            diagnostics.push(
                Diagnostic::warning("same-year", &rivals[1], format!("a different text of the same place and year as {}", rivals[0]))
                    .help("both are published; if one is superseded or of another year, say so in its front matter"),
            );
        }
        for (at, (report, copies)) in group.into_iter().enumerate() {
            let address = if at == 0 { address.clone() } else { format!("{address}-{}", &hash_of([report.source.as_bytes()])[..6]) };
            let compliance = read_compliance(&report, rules);
            entries.push(Entry { report, address, copies, compliance });
        }
    }
    entries.sort_by(|a, b| a.address.cmp(&b.address));
    (entries, diagnostics)
}

fn plain_address(report: &Report, rules: &Rules) -> String {
    let metadata = &report.metadata;
    let year = metadata.year.value.map_or_else(|| "undated".to_owned(), |year| year.to_string());
    match metadata.region.value.place {
        Some(place) => format!("{}/{year}", rules.regions.place(place).code),
        None => format!("unresolved-{}/{year}", &report.text_hash[..8]),
    }
}

/// Who has the better claim to the plain address.
fn rank(report: &Report) -> (u8, u8, &str) {
    let metadata = &report.metadata;
    let settled = metadata.region.value.exact;
    let own = match (metadata.kind.value, metadata.author, settled) {
        (Kind::AnnualReport, Author::Government, true) => 0,
        (Kind::AnnualReport, Author::Government, false) => 1,
        (Kind::AnnualReport, Author::Department, _) => 2,
        _ => 3,
    };
    let level = metadata.level.value.map_or(9, |level| level as u8);
    (own, level, &report.source)
}
