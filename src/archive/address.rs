//! One address for each report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Entry;
use super::copy::{Kept, Sources, set_copies_aside};
use super::revision::gather_versions;
use crate::diagnostic::Diagnostic;
use crate::hash::hash_of;
use crate::metadata::Author;
use crate::rules::{Kind, Rules};
use crate::summary::Summary;

/// Digits of a suffix, where no other begins with the same.
const SHORTEST_SUFFIX: usize = 6;

/// Sets copies and earlier versions aside and gives each other report its address.
///
/// The first of a place and year (annual report before news, government before department, then by path) has
/// the plain address; the others have a suffix from their path, which a correction of the text does not move.
pub fn assign_addresses(summaries: Vec<Arc<Summary>>, rules: &Rules) -> (Vec<Entry>, Vec<Diagnostic>) {
    let (versions, mut diagnostics) = gather_versions(summaries);
    let (kept, copies) = set_copies_aside(versions);
    diagnostics.extend(copies);
    let mut groups: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for kept in kept {
        groups.entry(plain_address(&kept.own.newest, rules)).or_default().push(kept);
    }
    let mut entries = Vec::new();
    for (address, mut group) in groups {
        group.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let rivals: Vec<String> = group.iter().filter(|kept| rank(kept).0 == 0).map(|kept| kept.own.newest.shown.clone()).collect();
        if rivals.len() > 1 {
            diagnostics.push(
                Diagnostic::warning("same-year", &rivals[1], format!("a different text of the same place and year as {}", rivals[0]))
                    .help("both are published; if one is a later version, say `revises = \"…\"` in its front matter with the path of the other below the content folder, and if it is of another year, `year = …`"),
            );
        }
        let suffixes = suffixes(group.iter().skip(1).map(Kept::source));
        let addresses = std::iter::once(address.clone()).chain(suffixes.iter().map(|suffix| format!("{address}-{suffix}")));
        for (kept, address) in group.into_iter().zip(addresses) {
            let Sources { summary, copies, revisions, steps } = kept.into_sources();
            entries.push(Entry { summary, address, copies, revisions, steps });
        }
    }
    entries.sort_by(|a, b| a.address.cmp(&b.address));
    (entries, diagnostics)
}

/// What tells the reports of a place and year apart: the beginnings of the hashes of their paths, each so long that no
/// other of them begins alike.
fn suffixes<'s>(sources: impl Iterator<Item = &'s str>) -> Vec<String> {
    let hashes: Vec<String> = sources.map(|source| hash_of([source.as_bytes()])).collect();
    let sorted: BTreeSet<&str> = hashes.iter().map(String::as_str).collect();
    let is_shared = |hash: &str, beginning: &str| {
        let neighbours = [sorted.range(..hash).next_back(), sorted.range(hash..).find(|other| **other != hash)];
        neighbours.into_iter().flatten().any(|other| other.starts_with(beginning))
    };
    let shortest = |hash: &String| {
        let length = (SHORTEST_SUFFIX..hash.len()).step_by(2).find(|length| !is_shared(hash, &hash[..*length]));
        hash[..length.unwrap_or(hash.len())].to_owned()
    };
    hashes.iter().map(shortest).collect()
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
    let summary = &kept.own.newest;
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
