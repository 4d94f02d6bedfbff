//! Copies: sources of one text, each with the versions that lie behind it.
//!
//! Input: [`Version`]s in the order of their paths. Output: [`Kept`]s, one a text that stands for itself, and a warning
//! for each copy. Refuses to join histories: what lies behind a copy was the copy's earlier version and no other's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::revision::Version;
use crate::diagnostic::Diagnostic;
use crate::summary::Summary;

/// A text with its earlier versions, and the sources that have one of these texts too.
pub struct Kept {
    pub own: Version,
    /// Sources of the newest text, each with its own earlier versions.
    copies: Vec<Version>,
    /// Sources of an earlier version's text, likewise.
    outdated: Vec<Version>,
}

/// What an entry has of them.
pub struct Sources {
    pub summary: Arc<Summary>,
    pub copies: Vec<Arc<Summary>>,
    /// Its own earlier versions, then those of its copies.
    pub revisions: Vec<Arc<Summary>>,
    /// From a version to the one before it: places among the summary, the copies and the revisions, in this order.
    pub steps: Vec<(usize, usize)>,
}

/// Sets copies aside: of a text that stands for itself, and of one that a later version took the place of.
pub fn set_copies_aside(versions: Vec<Version>) -> (Vec<Kept>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Kept> = Vec::new();
    for version in versions {
        if let Some(&at) = first.get(&version.newest.text_hash) {
            diagnostics.push(
                Diagnostic::warning("copy", &version.newest.shown, format!("the same text as {}", kept[at].own.newest.shown))
                    .help("one page is made for both; remove one"),
            );
            kept[at].copies.push(version);
        } else {
            first.insert(version.newest.text_hash.clone(), kept.len());
            kept.push(Kept { own: version, copies: Vec::new(), outdated: Vec::new() });
        }
    }
    let into = outdated_copies(&kept, &mut diagnostics);
    let mut moved: BTreeMap<usize, Vec<Version>> = BTreeMap::new();
    let mut left = Vec::with_capacity(kept.len());
    for (at, kept) in kept.into_iter().enumerate() {
        match into[at] {
            Some(_) => moved.entry(end_of(&into, at)).or_default().extend(std::iter::once(kept.own).chain(kept.copies)),
            None => left.push((at, kept)),
        }
    }
    let with_outdated = |(at, kept): (usize, Kept)| Kept { outdated: moved.remove(&at).unwrap_or_default(), ..kept };
    (left.into_iter().map(with_outdated).collect(), diagnostics)
}

/// For each text the one that has it as an earlier version: what was corrected on its own page is no report of its own
/// on another one.
fn outdated_copies(kept: &[Kept], diagnostics: &mut Vec<Diagnostic>) -> Vec<Option<usize>> {
    let mut earlier: BTreeMap<&str, (usize, &Summary)> = BTreeMap::new();
    for (at, kept) in kept.iter().enumerate() {
        for version in kept.own.earlier.iter().chain(kept.copies.iter().flat_map(|copy| &copy.earlier)) {
            earlier.entry(&version.text_hash).or_insert((at, version));
        }
    }
    let mut into: Vec<Option<usize>> = vec![None; kept.len()];
    for (at, outdated) in kept.iter().enumerate() {
        let Some(&(newer, version)) = earlier.get(outdated.own.newest.text_hash.as_str()) else { continue };
        // A page that went back to its first text, or two that each have the other's: one must stand.
        if end_of(&into, newer) == at {
            continue;
        }
        into[at] = Some(newer);
        let says = format!("the same text as {}, of which {} is a later version", version.shown, kept[newer].own.newest.shown);
        let help = "it is kept as a record of the earlier version; let it revise a source too, or remove it";
        diagnostics.push(Diagnostic::warning("copy", &outdated.own.newest.shown, says).help(help));
    }
    into
}

/// Where a text comes to stand in the end.
fn end_of(into: &[Option<usize>], start: usize) -> usize {
    std::iter::successors(Some(start), |at| into[*at]).last().unwrap_or(start)
}

impl Kept {
    /// The source that the address is made from: the oldest version's, which a later version does not move.
    pub fn source(&self) -> &str {
        &self.own.earlier.last().unwrap_or(&self.own.newest).source
    }

    /// Its sources in a row, with the steps from version to version.
    pub fn into_sources(self) -> Sources {
        let Kept { own, copies, outdated } = self;
        let first_revision = 1 + copies.len();
        let mut revisions: Vec<Arc<Summary>> = Vec::new();
        let mut steps = Vec::new();
        let mut seen = BTreeSet::new();
        let mut follow = |mut at: usize, version: &Version, revisions: &mut Vec<Arc<Summary>>| {
            let mut later = &version.newest;
            for earlier in &version.earlier {
                let before = first_revision + revisions.len();
                // Two pages that were corrected alike took one step.
                if seen.insert((later.text_hash.clone(), earlier.text_hash.clone())) {
                    steps.push((at, before));
                }
                revisions.push(Arc::clone(earlier));
                (at, later) = (before, earlier);
            }
        };
        follow(0, &own, &mut revisions);
        for (number, copy) in copies.iter().enumerate() {
            follow(1 + number, copy, &mut revisions);
        }
        for version in &outdated {
            let at = first_revision + revisions.len();
            revisions.push(Arc::clone(&version.newest));
            follow(at, version, &mut revisions);
        }
        Sources { summary: own.newest, copies: copies.into_iter().map(|copy| copy.newest).collect(), revisions, steps }
    }
}
