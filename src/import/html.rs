//! Saved web pages.
//!
//! Input: the bytes of a page, and the encoding that the mail around it names, if there is one. Output: all words that
//! a reader sees, as a scraped page, and the evidence in its head. Refuses to take navigation away: the `clean` stage
//! does, and keeps a ledger. Refuses to run scripts: words that a script would fetch are not in the file.

mod blocks;
mod encoding;
mod evidence;
mod writer;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::left_out::Tally;
use super::{Imported, holds, squeeze};
use crate::diagnostic::Diagnostic;
use crate::source::Markup;

pub use blocks::says_something;
pub use evidence::english_day;

/// Elements one in the other. Pages of ten years of editing reach some hundreds, by `<font>` that is never closed.
const DEEPEST: usize = 4096;
/// The depth is looked at after every so many bytes.
const STEP: usize = 1 << 14;

/// Reads a page.
pub fn read_html(name: &str, bytes: &[u8], named: Option<&str>) -> Result<Imported, Diagnostic> {
    let page = encoding::decode_page(name, bytes, named);
    let dom = parse(name, &page.text)?;
    let mut tally = Tally::default();
    let body = blocks::visible_text(&dom.document, &mut tally);
    let found = evidence::read_evidence(&dom.document);
    let mut imported = Imported::of(body.text, Markup::Plain);
    imported.tables = body.tables;
    imported.diagnostics = page.diagnostics;
    imported.notes.extend(page.note);
    imported.source_url = found.address;
    imported.retrieved = found.saved;

    // What the head says and the page does not: a title and a day settle something, the rest is printed.
    let squeezed = squeeze(&imported.text);
    for (key, value) in found.fields {
        let key = key.as_str();
        if holds(&squeezed, &value) || (key == evidence::PUBLISHED && evidence::mentions_day(&squeezed, &value)) {
            continue;
        }
        match key {
            evidence::TITLE if imported.title.is_none() => imported.title = Some(value),
            evidence::PUBLISHED if imported.published.is_none() && crate::date::read_date(&value).is_some() => {
                imported.published = crate::date::read_date(&value);
            }
            _ => tally.add_text(&format!("fields `{key}` of the page's head"), &value),
        }
    }
    for _ in 0..found.technical {
        tally.add("fields for browsers");
    }
    imported.left_out = tally.into_list();
    Ok(imported)
}

/// Parses a page piece by piece, so that elements nested without end are noticed before they cost anything: the
/// parser looks through all open elements at each new one.
fn parse(name: &str, text: &str) -> Result<RcDom, Diagnostic> {
    let mut options = ParseOpts::default();
    // `<noscript>` is read as text and left out by name; as raw text its markup would be words.
    options.tree_builder.scripting_enabled = false;
    let mut parser = parse_document(RcDom::default(), options);
    let mut at = 0;
    while at < text.len() {
        let end = text.ceil_char_boundary((at + STEP).min(text.len()));
        parser.process(StrTendril::from_slice(&text[at..end]));
        at = end;
        if depth(&parser.tokenizer.sink.sink.document) > DEEPEST {
            return Err(Diagnostic::error("too-deep", name, format!("more than {DEEPEST} elements of this page lie one in the other"))
                .help("open the page in a browser, copy its text and save it as .txt"));
        }
    }
    Ok(parser.finish())
}

/// How deep the parser is now: new elements go to the end of the end.
fn depth(document: &Handle) -> usize {
    let mut depth = 0;
    let mut node = document.clone();
    loop {
        let Some(last) = node.children.borrow().last().cloned() else { return depth };
        node = last;
        depth += 1;
    }
}

/// The local name of an element; empty for other nodes.
fn element_name(node: &Handle) -> &str {
    match &node.data {
        NodeData::Element { name, .. } => &name.local,
        _ => "",
    }
}

/// An attribute of an element.
fn attribute(node: &Handle, key: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attribute| &*attribute.name.local == key).map(|attribute| attribute.value.to_string())
}

/// All nodes below one, in the order of the page.
fn descendants(node: &Handle) -> impl Iterator<Item = Handle> {
    let mut waiting: Vec<Handle> = node.children.borrow().iter().rev().cloned().collect();
    std::iter::from_fn(move || {
        let next = waiting.pop()?;
        waiting.extend(next.children.borrow().iter().rev().cloned());
        Some(next)
    })
}

/// The text below a node, with its blanks.
fn text_below(node: &Handle) -> String {
    let mut text = String::new();
    for node in descendants(node) {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
    }
    text
}
