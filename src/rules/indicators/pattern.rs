//! How patterns of `data/indicators.toml` are written.
//!
//! Input: a pattern in the marks of that file (`#`, `@`, `…`, `……`, `{word}`) and its vocabulary. Output: a regular
//! expression. Refuses a word that the vocabulary does not have, with its place in the file.

use std::collections::BTreeMap;

use toml::Spanned;

use super::super::file::RuleFile;
use super::{FIGURE, OTHER_FIGURE};
use crate::diagnostic::Diagnostic;

/// A run of words without a figure.
pub const BETWEEN: &str = "[^\u{e000}\u{e001}]*";
/// The same by bytes: U+E000 to U+EFFF, all of private use, are the characters that begin with EE. A frame is
/// tried on nearly every clause, and an automaton that steps over bytes here has a third of the states.
pub const BETWEEN_BYTES: &str = r"(?-u:[^\xee])*";

/// Writes a pattern of the file as a regular expression.
pub fn expand(
    pattern: &Spanned<String>,
    vocabulary: &BTreeMap<String, String>,
    file: &RuleFile,
    between: &str,
) -> Result<String, Diagnostic> {
    let mut text = pattern.get_ref().clone();
    // An entry may use others; two levels are all that reads well.
    for _ in 0..2 {
        for (name, words) in vocabulary {
            text = text.replace(&format!("{{{name}}}"), words);
        }
    }
    if let Some(at) = text.find('{').filter(|&at| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase())) {
        return Err(file.at(
            pattern.span(),
            format!("no vocabulary entry for `{}`", &text[at..]),
            "entries stand in [vocabulary] at the head of the file",
        ));
    }
    let alternatives: Vec<String> = split_alternatives(&text).into_iter().map(|text| expand_alternative(text, between)).collect();
    Ok(alternatives.join("|"))
}

/// The alternatives of a pattern outside all brackets.
fn split_alternatives(pattern: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in pattern.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts
}

fn expand_alternative(text: &str, between: &str) -> String {
    // Before the figure … passes over the items of an enumeration, after it it stays in the figure's own.
    let (before, after) = text.split_once('#').map_or((text, None), |(before, after)| (before, Some(after)));
    let mut pattern = run(before, between);
    if let Some(after) = after {
        pattern.push(FIGURE);
        pattern.push_str(&run(after, &format!("[^{FIGURE}{OTHER_FIGURE}、]*")));
    }
    pattern
}

/// Writes the marks of a part of a pattern.
fn run(part: &str, anything: &str) -> String {
    part.replace("……", ".*").replace('…', anything).replace('#', &FIGURE.to_string()).replace('@', &OTHER_FIGURE.to_string())
}
