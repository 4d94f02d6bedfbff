//! Documents in PDF.
//!
//! Input: the bytes of a file with a text layer. Output: its lines from top to bottom, page by page. Refuses scans:
//! what a picture shows nobody has written down yet. Refuses to tell columns of a newspaper apart; reports have one.

mod content;
mod encoding;
mod font;
mod lines;
mod pages;
mod radicals;
mod unpack;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::page::Rotation;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::Imported;
use super::left_out::Tally;
use crate::diagnostic::Diagnostic;
use crate::source::Markup;
use content::{Glyph, Limits, read_page};
use font::Fonts;
use radicals::character_of;

/// What stands for a glyph without a character, as in every text that could not be read whole.
const UNKNOWN: &str = "\u{fffd}";

/// Reads a `.pdf`.
pub fn read_pdf(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    // The reader of the format meets files that no program should have written: an index beyond its tables must not
    // end the import of all other files. It holds nothing that outlives it.
    match catch_unwind(AssertUnwindSafe(|| read(name, bytes))) {
        Ok(result) => result,
        Err(_) => Err(damaged(name, "it cannot be read")),
    }
}

fn damaged(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error("damaged", name, format!("this file is no PDF that can be read: {why}"))
        .help("open it in a browser and print it to a new PDF, or copy its text and save it as .txt")
}

fn read(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Diagnostic::error("password", name, "this PDF opens only with a password")
                .help("open it with the password and print it to a new PDF")
        }
        LoadPdfError::Decryption(_) => Diagnostic::error("password", name, "this PDF is encrypted in a way that cannot be read")
            .help("open it in a browser and print it to a new PDF"),
        LoadPdfError::Invalid => damaged(name, "its parts do not hang together"),
    })?;
    let mut tally = Tally::default();
    let mut fonts = Fonts::default();
    let mut limits = Limits::default();
    let mut pages = Vec::new();
    let mut silent = 0;
    let mut radicals = 0;
    let mut unknown = 0;
    let mut known = 0;
    for page in pdf.pages().iter() {
        let mut glyphs = read_page(page, &mut fonts, &mut limits, &mut tally);
        turn(&mut glyphs, page.rotation());
        for glyph in &mut glyphs {
            radicals += glyph.text.chars().filter(|c| character_of(*c).is_some()).count();
            glyph.text = glyph.text.chars().map(|c| character_of(c).unwrap_or(c)).collect();
            if glyph.text == UNKNOWN { unknown += 1 } else { known += 1 }
        }
        silent += usize::from(glyphs.is_empty());
        pages.push(lines::lay_out(glyphs, &mut tally));
    }
    if limits.is_spent() {
        return Err(Diagnostic::error("too-large", name, "this PDF draws more than a report can")
            .help("print the pages of the report to a new PDF"));
    }
    if silent == pages.len() {
        return Err(Diagnostic::error(
            "no-text-layer",
            name,
            format!("none of its {} pages has text: it is a scan or a drawing", pages.len()),
        )
        .help("have its text recognised by another program, read it against the pages, and import it as .docx or .txt"));
    }
    if unknown > known {
        return Err(Diagnostic::error("no-characters", name, "this PDF does not say which characters most of its glyphs are")
            .help("have its text recognised by another program, read it against the pages, and import it as .docx or .txt"));
    }
    for _ in 0..silent {
        tally.add("pages without text");
    }
    let assembled = pages::assemble(pages, &mut tally);
    let mut imported = Imported::of(assembled.text, Markup::Plain);
    imported.tables = assembled.tables;
    imported.source_url = assembled.address;
    if radicals > 0 {
        imported.notes.push(format!("{radicals} radicals such as ⼈ written as the characters that they are read as"));
    }
    imported.left_out = tally.into_list();
    Ok(imported)
}

/// Turns a page as its reader sees it.
fn turn(glyphs: &mut [Glyph], rotation: Rotation) {
    for glyph in glyphs {
        glyph.turn(match rotation {
            Rotation::None => 0,
            Rotation::Horizontal => 1,
            Rotation::Flipped => 2,
            Rotation::FlippedHorizontal => 3,
        });
    }
}
