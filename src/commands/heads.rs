//! What the figures count that no indicator takes in.
//!
//! Input: the reports. Output: the head words of unassigned quantities with how often and in how many reports
//! they stand, so that the next indicator worth defining shows itself. Refuses to count what a rule knows and
//! sets aside: targets, increases, figures of plans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::observation::Unassigned;
use crate::quote::clause;
use crate::report::Report;

/// Characters before or after a figure that make its head; longer ones no longer recur.
const LONGEST_HEAD: usize = 4;

/// A head word with its unit.
pub struct Head {
    pub words: String,
    pub unit: String,
    pub figures: usize,
    pub reports: usize,
    /// Where one stands, for a look.
    pub example: String,
}

/// An unassigned quantity of a report: its head words and its unit, and its clause for a look.
pub struct Unknown {
    words: String,
    unit: String,
    clause: String,
}

/// The quantities of a report that no rule knows.
pub fn unassigned_heads(report: &Report) -> Vec<Unknown> {
    let unknown = report.assessment.unassigned.iter().filter(|(_, why)| *why == Unassigned::Unknown);
    unknown
        .map(|(at, _)| {
            let quantity = report.quantity(*at);
            let text = &report.document.blocks[at.block].folded.text;
            let around = clause(text, &quantity.span).range;
            Unknown {
                words: head(&text[..quantity.span.start], &text[quantity.span.end..]),
                unit: quantity.unit.clone(),
                clause: report.set(at.block, around),
            }
        })
        .collect()
}

/// The heads of all reports, the most frequent first.
pub fn count_heads(reports: Vec<Vec<Unknown>>) -> Vec<Head> {
    let mut found: BTreeMap<(String, String), (usize, BTreeSet<usize>, String)> = BTreeMap::new();
    for (at, unknown) in reports.into_iter().enumerate() {
        for Unknown { words, unit, clause } in unknown {
            let known = found.entry((words, unit)).or_insert_with(|| (0, BTreeSet::new(), clause));
            known.0 += 1;
            known.1.insert(at);
        }
    }
    let mut heads: Vec<Head> = found
        .into_iter()
        .map(|((words, unit), (figures, reports, example))| Head { words, unit, figures, reports: reports.len(), example })
        .collect();
    heads.sort_by(|a, b| b.figures.cmp(&a.figures).then_with(|| a.words.cmp(&b.words)).then_with(|| a.unit.cmp(&b.unit)));
    heads
}

/// The words right before a figure, 委员会 of 建立调解委员会41个, or after one that begins its clause: …项证明事项.
fn head(before: &str, after: &str) -> String {
    let words = before.trim_end_matches(['共', '达', '为', '有', '了', ' ']);
    let is_word = |c: &char| !matches!(c, ',' | '。' | ';' | ':' | '、' | '(' | ')' | '"' | '|') && !c.is_ascii_digit() && *c != ' ';
    let kept: Vec<char> = words.chars().rev().take_while(is_word).take(LONGEST_HEAD).collect();
    if kept.is_empty() {
        return after.chars().take_while(is_word).take(LONGEST_HEAD).fold("…".to_owned(), |head, c| head + &c.to_string());
    }
    kept.into_iter().rev().chain(['…']).collect()
}

/// The heads as a table for the terminal. Writing to a `String` cannot fail.
pub fn describe(heads: &[Head], top: usize) -> String {
    let mut text = String::new();
    writeln!(text, "figures reports  head, unit: an example").expect("a String takes any text");
    for Head { words, unit, figures, reports, example } in heads.iter().take(top) {
        writeln!(text, "{figures:>7} {reports:>7}  {words} {unit}: {example}").expect("a String takes any text");
    }
    let rest = heads.len().saturating_sub(top);
    if rest > 0 {
        writeln!(text, "{:>16} and {rest} more; --top lists them", "").expect("a String takes any text");
    }
    text
}
