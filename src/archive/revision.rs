//! Versions of one page: which source is a later version of which, and what changed from one to the next.
//!
//! Input: the summaries of all sources; or two reports. Output: [`Version`]s with the earlier ones behind each newest,
//! and the [`Difference`] of two, word for word. Refuses to guess: only a line `revises` of a front matter makes one
//! source a later version of another, equal addresses on the web do not.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::summary::Summary;

/// The newest version of a text, and those before it.
pub struct Version {
    pub newest: Arc<Summary>,
    /// The latest first.
    pub earlier: Vec<Arc<Summary>>,
}

/// Puts earlier versions behind the newest of each; in the order of the newest ones' paths.
pub fn gather_versions(mut summaries: Vec<Arc<Summary>>) -> (Vec<Version>, Vec<Diagnostic>) {
    summaries.sort_by(|a, b| a.source.cmp(&b.source));
    let mut diagnostics = Vec::new();
    let earlier = revised(&summaries, &mut diagnostics);
    // By the oldest version of each chain; a text that two sources revise has both in its group.
    let mut groups: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for at in 0..summaries.len() {
        let (oldest, generation) = oldest_of(&earlier, at);
        groups.entry(oldest).or_default().push((generation, at));
    }
    let mut versions: Vec<Version> = groups
        .into_values()
        .map(|mut group| {
            group.sort_by_key(|(generation, at)| (*generation, &summaries[*at].retrieved, *at));
            if let [.., (before, a), (newest, b)] = group[..]
                && before == newest
            {
                let says = format!("revises the same source as {}", summaries[a].shown);
                let help = "the one retrieved last is taken for the newest; let it revise the other one";
                diagnostics.push(Diagnostic::warning("revises", &summaries[b].shown, says).help(help));
            }
            let mut latest_first = group.into_iter().rev().map(|(_, at)| Arc::clone(&summaries[at]));
            let newest = latest_first.next().expect("a group has the version that it was made for");
            Version { newest, earlier: latest_first.collect() }
        })
        .collect();
    versions.sort_by(|a, b| a.newest.source.cmp(&b.newest.source));
    (versions, diagnostics)
}

/// For each source the one that it revises, if there is such a one.
fn revised(summaries: &[Arc<Summary>], diagnostics: &mut Vec<Diagnostic>) -> Vec<Option<usize>> {
    let by_source = |path: &str| summaries.binary_search_by(|summary| summary.source.as_str().cmp(path)).ok();
    let claims = summaries.iter().map(|summary| if summary.revises.is_empty() { None } else { by_source(&summary.revises) });
    let mut earlier: Vec<Option<usize>> = claims.collect();
    for (at, summary) in summaries.iter().enumerate().filter(|(_, summary)| !summary.revises.is_empty()) {
        let problem = if earlier[at].is_none() {
            format!("there is no source `{}` that this one could revise", summary.revises)
        } else if is_in_a_circle(&earlier, at) {
            "this source would revise itself in the end".to_owned()
        } else {
            continue;
        };
        earlier[at] = None;
        let help = "`revises` names the version before by its path below the content folder; without it this one stands for itself";
        diagnostics.push(Diagnostic::warning("revises", &summary.shown, problem).help(help));
    }
    earlier
}

fn is_in_a_circle(earlier: &[Option<usize>], start: usize) -> bool {
    let mut steps = std::iter::successors(earlier[start], |at| earlier[*at]).take(earlier.len());
    steps.any(|at| at == start)
}

/// The oldest version of a chain, and how many lie between.
fn oldest_of(earlier: &[Option<usize>], start: usize) -> (usize, usize) {
    std::iter::successors(Some(start), |at| earlier[*at]).enumerate().last().map_or((start, 0), |(generation, at)| (at, generation))
}

/// A piece of a report's body: a sentence, a heading, a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub block: usize,
    /// In bytes of the block's folded text.
    pub range: Range<usize>,
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// In both versions.
    Kept,
    /// Only in the later one.
    Added,
    /// Only in the earlier one.
    Gone,
}

/// Two versions, piece by piece, in the order of the later one; what is gone follows what it followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Pieces of the later version, and of the earlier one where they are gone.
    pub pieces: Vec<(Fate, Piece)>,
}

impl Difference {
    /// How many pieces had this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.pieces.iter().filter(|(found, _)| *found == fate).count()
    }
}

/// Holds two versions against each other.
///
/// A piece that moved counts as kept: in a report that was edited, the words that came and went matter, and a piece
/// that only changed its place would drown them. So each piece of the earlier version finds the first one of the same
/// words that has no partner yet.
pub fn difference(later: &Report, earlier: &Report) -> Difference {
    let before = pieces(earlier);
    let mut waiting: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (at, piece) in before.iter().enumerate() {
        waiting.entry(words(earlier, piece)).or_default().push_back(at);
    }
    let now = pieces(later);
    let partners: Vec<Option<usize>> = now.iter().map(|piece| waiting.get_mut(words(later, piece)).and_then(VecDeque::pop_front)).collect();
    let mut is_kept = vec![false; before.len()];
    for at in partners.iter().flatten() {
        is_kept[*at] = true;
    }
    let gone_from = |start: usize| (start..before.len()).take_while(|at| !is_kept[*at]).map(|at| (Fate::Gone, before[at].clone()));
    let mut found: Vec<(Fate, Piece)> = gone_from(0).collect();
    for (piece, partner) in now.into_iter().zip(partners) {
        match partner {
            None => found.push((Fate::Added, piece)),
            Some(partner) => {
                found.push((Fate::Kept, piece));
                found.extend(gone_from(partner + 1));
            }
        }
    }
    Difference { pieces: found }
}

fn words<'r>(report: &'r Report, piece: &Piece) -> &'r str {
    &report.document.blocks[piece.block].folded.text[piece.range.clone()]
}

/// The whole body in pieces.
fn pieces(report: &Report) -> Vec<Piece> {
    let mut found = Vec::new();
    for (block, of) in report.document.blocks.iter().enumerate() {
        let mut start = 0;
        for piece in of.folded.text.split_inclusive(['。', '!', '?', ';']) {
            found.push(Piece { block, range: start..start + piece.len() });
            start += piece.len();
        }
    }
    found
}
