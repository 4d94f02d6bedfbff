//! What kind of document it is.

use super::{Evidence, Found, Input, Origin};
use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{Kind, Rules, Seen};

/// Characters of the deciding words that the evidence shows.
const LONGEST_WORDS: usize = 80;

/// Blocks, and characters of each, that show what a document is.
const FIRST_BLOCKS: usize = 12;
const BLOCK_OPENING: usize = 600;

/// The first rule of `data/structure.toml` that holds decides.
pub fn read_kind(input: &Input, title: &str, rules: &Rules, diagnostics: &mut Vec<Diagnostic>) -> Found<Kind> {
    if let Some(name) = &input.front.kind {
        match name.parse() {
            Ok(kind) => return Found { value: kind, evidence: vec![input.settled("kind", name)] },
            Err(message) => diagnostics.push(front_matter_error(input, "kind", name, message)),
        }
    }
    let record: String = input.cleaned.ledger.iter().map(|removed| input.words(std::slice::from_ref(&removed.range)) + "\n").collect();
    let record = rules.folding.plain(&record);
    // The first blocks show a template's blanks and a newspaper's opening; the rest only costs time.
    let body: String = input.document.blocks.iter().take(FIRST_BLOCKS).map(|block| opening_of(&block.folded.text)).collect();
    match rules.structure.kinds.iter().find(|rule| rule.matches(title, &record, &body)) {
        Some(rule) => {
            let (seen, words) = rule.deciding(title, &record, &body);
            let origin = match seen {
                Seen::Title => Origin::Title,
                Seen::Record => Origin::Record,
                Seen::Body => Origin::Body,
            };
            let line = input.cleaned.title.first().filter(|_| seen == Seen::Title).map(|line| line.number);
            let words = words.chars().take(LONGEST_WORDS).collect();
            Found { value: rule.kind, evidence: vec![Evidence { origin, words, line, shows: rule.reason.clone() }] }
        }
        None => Found::none(Kind::Other),
    }
}

/// The first characters of a block.
fn opening_of(text: &str) -> &str {
    text.char_indices().nth(BLOCK_OPENING).map_or(text, |(end, _)| &text[..end])
}

/// A value of the front matter that is not one of those allowed.
pub fn front_matter_error(input: &Input, key: &str, value: &str, message: String) -> Diagnostic {
    let line = input.text.find(&format!("\n{key}")).map_or(0, |at| at + 1);
    let at = input.text[line..].find(value).map_or(line, |at| line + at);
    Diagnostic::warning("front-matter", input.shown, message)
        .at(Place::of(input.text, at..at + value.len().min(input.text.len() - at), 1))
        .help("it settles nothing until it is mended; what the text says is used")
}
