//! Documents of Word and WPS (`.docx`).
//!
//! Input: the bytes of a package. Output: its paragraphs, tables and notes, with the numbers that the program which
//! wrote it counts by itself (一、（一）1.) and that stand nowhere in its text. Refuses to follow anything out of the
//! package, to expand entities, and to unpack more than a report can be.
//!
//! Where the document itself marks its title, the result is Markdown: the title is then beyond doubt. Else it is text:
//! the `clean` stage finds title, 文号 and signature in text as printed, and takes nothing but the title from Markdown;
//! sections are read from the words in both.

mod body;
mod numbering;
mod styles;
mod write;
mod xml;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::left_out::Tally;
use super::{Imported, holds, squeeze};
use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use body::{Notes, Reader};
use numbering::Numbering;
use styles::Styles;
use xml::{Element, parse};

/// Bytes of one part, unpacked. The text of the longest yearbook has some ten.
const LARGEST_PART: u64 = 64 << 20;
/// Files in a package; one with a thousand pictures has some more than that.
const MOST_ENTRIES: usize = 20_000;

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads a `.docx`.
pub fn read_docx(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    // The first bytes of the old binary format, and of an encrypted package, which is wrapped in it.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Diagnostic::error("old-format", name, "this is a .doc of old, or a document with a password, under another name")
            .help("open it in Word or WPS, remove the password and save it as .docx"));
    }
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error.to_string()))?;
    if package.len() > MOST_ENTRIES {
        return Err(damaged(name, &format!("it holds {} files", package.len())));
    }
    let main = main_part(name, &mut package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut part = |file: &str| read_part(name, &mut package, &format!("{folder}/{file}"));
    let document = part(main.rsplit('/').next().unwrap_or(&main))?.ok_or_else(|| damaged(name, &format!("{main} is not in it")))?;
    let styles = part("styles.xml")?.map_or_else(Styles::default, |root| Styles::read(&root));
    let numbering = part("numbering.xml")?.map_or_else(Numbering::default, |root| Numbering::read(&root, &styles));
    let footnotes = part("footnotes.xml")?;
    let endnotes = part("endnotes.xml")?;
    let comments = part("comments.xml")?;

    let mut tally = Tally::default();
    let body = document.child("body").ok_or_else(|| damaged(name, "it has no body"))?;
    let notes = Notes { footnotes: footnotes.as_ref(), endnotes: endnotes.as_ref() };
    let content = Reader::new(&styles, numbering, notes, &mut tally).read(body);
    let (text, markup) = write::write(&content.blocks);
    let mut imported = Imported::of(text, markup);
    imported.tables = content.tables;

    for comment in comments.iter().flat_map(|root| root.elements()) {
        tally.add_text("comments", &comment.text());
    }
    let around: Vec<String> = package
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned))
        .collect::<Result<_, _>>()
        .map_err(|error| damaged(name, &error.to_string()))?;
    let mut around: Vec<String> = around.into_iter().filter(|part| is_frame(part, &folder)).collect();
    around.sort();
    for part in around {
        let text = read_part(name, &mut package, &part)?.map_or_else(String::new, |root| root.text());
        if !text.trim().is_empty() {
            tally.add_text("headers and footers", &text);
        }
    }
    if let Some(core) = read_part(name, &mut package, "docProps/core.xml")? {
        let squeezed = squeeze(&imported.text);
        for field in core.elements().filter(|field| ["title", "subject", "created"].contains(&field.name.as_str())) {
            let value = field.text();
            // Often the title of the report that was written over, year after year: no evidence to settle anything.
            if !value.trim().is_empty() && !holds(&squeezed, &value) {
                tally.add_text(&format!("field `{}` of the document", field.name), &value);
            }
        }
    }
    imported.left_out = tally.into_list();
    Ok(imported)
}

fn damaged(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error("damaged", name, format!("this file is no .docx: {why}"))
        .help("open it in Word or WPS and save it again as .docx, or save its text as .txt")
}

fn is_frame(part: &str, folder: &str) -> bool {
    let file = part.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    file.is_some_and(|file| (file.starts_with("header") || file.starts_with("footer")) && file.ends_with(".xml"))
}

/// The path of the text in the package.
fn main_part(name: &str, package: &mut Package) -> Result<String, Diagnostic> {
    let relations = read_part(name, package, "_rels/.rels")?;
    let named = relations
        .iter()
        .flat_map(Element::elements)
        .find(|relation| relation.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument")));
    let target = named.and_then(|relation| relation.attribute("Target")).unwrap_or("word/document.xml");
    Ok(target.trim_start_matches('/').to_owned())
}

/// A part of the package, parsed; `None` when it is not there.
fn read_part(name: &str, package: &mut Package, part: &str) -> Result<Option<Element>, Diagnostic> {
    let mut file = match package.by_name(part) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(name, &format!("{part}: {error}"))),
    };
    let mut bytes = Vec::new();
    // What the package says of the size of a part may be a lie: only what comes out counts.
    file.by_ref().take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|error| damaged(name, &format!("{part}: {error}")))?;
    if bytes.len() as u64 > LARGEST_PART {
        return Err(damaged(name, &format!("{part} has more than {} MiB", LARGEST_PART >> 20)));
    }
    let decoded = decode(&bytes, name);
    parse(&decoded.text).map(Some).map_err(|why| damaged(name, &format!("{part}: {why}")))
}
