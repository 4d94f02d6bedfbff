//! One address for each report.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Entry;
use crate::diagnostic::Diagnostic;
use crate::hash::hash_of;
use crate::metadata::Author;
use crate::rules::{Kind, Rules};
use crate::summary::Summary;

/// A report with its copies.
type Kept = (Arc<Summary>, Vec<Arc<Summary>>);

/// Sets copies aside and gives each other report its address.
///
/// The first of a place and year (annual report before news, government before department, then by path) has
/// the plain address; the others have a suffix from their path, which a correction of the text does not move.
pub fn assign_addresses(mut summaries: Vec<Arc<Summary>>, rules: &Rules) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    summaries.sort_by(|a, b| a.source.cmp(&b.source));
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Kept> = Vec::new();
    for summary in summaries {
        if let Some(&at) = first.get(&summary.text_hash) {
            diagnostics.push(
                Diagnostic::warning("copy", &summary.shown, format!("the same text as {}", kept[at].0.shown))
                    .help("one page is made for both; remove one, or leave it as a record of the copy"),
            );
            kept[at].1.push(summary);
        } else {
            first.insert(summary.text_hash.clone(), kept.len());
            kept.push((summary, Vec::new()));
        }
    }
    let mut groups: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for (summary, copies) in kept {
        groups.entry(plain_address(&summary, rules)).or_default().push((summary, copies));
    }
    let mut entries = Vec::new();
    for (address, mut group) in groups {
        group.sort_by(|a, b| rank(&a.0).cmp(&rank(&b.0)));
        let rivals: Vec<String> =
            group.iter().filter(|(summary, _)| rank(summary).0 == 0).map(|(summary, _)| summary.shown.clone()).collect();
        if rivals.len() > 1 {
            diagnostics.push(
                Diagnostic::warning("same-year", &rivals[1], format!("a different text of the same place and year as {}", rivals[0]))
                    .help("both are published; if one is superseded or of another year, say so in its front matter"),
            );
        }
        for (at, (summary, copies)) in group.into_iter().enumerate() {
            let address = if at == 0 { address.clone() } else { format!("{address}-{}", &hash_of([summary.source.as_bytes()])[..6]) };
            entries.push(Entry { summary, address, copies });
        }
    }
    entries.sort_by(|a, b| a.address.cmp(&b.address));
    (entries, diagnostics)
}

fn plain_address(summary: &Summary, rules: &Rules) -> String {
    let year = summary.year.map_or_else(|| "undated".to_owned(), |year| year.to_string());
    match summary.place() {
        Some(place) => format!("{}/{year}", rules.regions.place(place).code),
        None => format!("unresolved-{}/{year}", &summary.text_hash[..8]),
    }
}

/// Who has the better claim to the plain address.
fn rank(summary: &Summary) -> (u8, u8, &str) {
    let settled = summary.region.exact;
    let own = match (summary.kind, summary.author, settled) {
        (Kind::AnnualReport, Author::Government, true) => 0,
        (Kind::AnnualReport, Author::Government, false) => 1,
        (Kind::AnnualReport, Author::Department, _) => 2,
        _ => 3,
    };
    let level = summary.level.map_or(9, |level| level as u8);
    (own, level, &summary.source)
}
