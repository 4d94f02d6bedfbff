//! One address for each report.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Entry;
use super::revision::{Version, gather_versions};
use crate::diagnostic::Diagnostic;
use crate::hash::hash_of;
use crate::metadata::Author;
use crate::rules::{Kind, Rules};
use crate::summary::Summary;

/// A report with its copies and its earlier versions.
struct Kept {
    summary: Arc<Summary>,
    copies: Vec<Arc<Summary>>,
    revisions: Vec<Arc<Summary>>,
}

impl Kept {
    /// The source that the address is made from: the oldest version's, which a later version does not move.
    fn source(&self) -> &str {
        &self.revisions.last().unwrap_or(&self.summary).source
    }
}

/// Sets copies and earlier versions aside and gives each other report its address.
///
/// The first of a place and year (annual report before news, government before department, then by path) has
/// the plain address; the others have a suffix from their path, which a correction of the text does not move.
pub fn assign_addresses(summaries: Vec<Arc<Summary>>, rules: &Rules) -> (Vec<Entry>, Vec<Diagnostic>) {
    let (versions, mut diagnostics) = gather_versions(summaries);
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Kept> = Vec::new();
    for Version { newest: summary, earlier } in versions {
        if let Some(&at) = first.get(&summary.text_hash) {
            diagnostics.push(
                Diagnostic::warning("copy", &summary.shown, format!("the same text as {}", kept[at].summary.shown))
                    .help("one page is made for both; remove one"),
            );
            kept[at].copies.push(summary);
            kept[at].revisions.extend(earlier);
        } else {
            first.insert(summary.text_hash.clone(), kept.len());
            kept.push(Kept { summary, copies: Vec::new(), revisions: earlier });
        }
    }
    let mut groups: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for kept in kept {
        groups.entry(plain_address(&kept.summary, rules)).or_default().push(kept);
    }
    let mut entries = Vec::new();
    for (address, mut group) in groups {
        group.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let rivals: Vec<String> = group.iter().filter(|kept| rank(kept).0 == 0).map(|kept| kept.summary.shown.clone()).collect();
        if rivals.len() > 1 {
            diagnostics.push(
                Diagnostic::warning("same-year", &rivals[1], format!("a different text of the same place and year as {}", rivals[0]))
                    .help("both are published; if one is a later version, say `revises = \"…\"` in its front matter with the path of the other below the content folder, and if it is of another year, `year = …`"),
            );
        }
        for (at, kept) in group.into_iter().enumerate() {
            let address = if at == 0 { address.clone() } else { format!("{address}-{}", &hash_of([kept.source().as_bytes()])[..6]) };
            let Kept { summary, copies, revisions } = kept;
            entries.push(Entry { summary, address, copies, revisions });
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
fn rank(kept: &Kept) -> (u8, u8, &str) {
    let summary = &kept.summary;
    let settled = summary.region.exact;
    let own = match (summary.kind, summary.author, settled) {
        (Kind::AnnualReport, Author::Government, true) => 0,
        (Kind::AnnualReport, Author::Government, false) => 1,
        (Kind::AnnualReport, Author::Department, _) => 2,
        _ => 3,
    };
    let level = summary.level.map_or(9, |level| level as u8);
    (own, level, kept.source())
}
