//! Saved pages and documents, as text that the archive can read.
//!
//! Input: a file's name and bytes. Output: [`Imported`]: the words that a reader of the file sees, the evidence that
//! it carries beside them, and a list of everything that was not taken over. Refuses to choose between the report and
//! the page around it: taking navigation away is the work of the `clean` stage, which keeps a ledger. Refuses to read
//! pictures: a scan has no words until somebody has read it.

mod docx;
mod html;
mod left_out;
mod mht;
mod pdf;
mod plain;
mod raised;
mod table;

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::source::Markup;

pub use left_out::LeftOut;

/// The endings that can be read, as diagnostics list them.
pub const ENDINGS: &str = ".html, .htm, .mht, .mhtml, .docx, .pdf, .txt";

/// Larger files are no reports: the longest scanned yearbooks have some hundred megabytes.
pub const LARGEST: u64 = 256 << 20;

/// What a file gave.
#[derive(Debug)]
pub struct Imported {
    /// The words, one block a line. Ends with a line break.
    pub text: String,
    pub markup: Markup,
    /// The address that the file says it was saved from; `http` or `https` only.
    pub source_url: Option<String>,
    /// A title that the file declares and its text does not hold.
    pub title: Option<String>,
    /// A day of publication that the file declares and its text does not hold.
    pub published: Option<String>,
    /// The day on which it was saved, if the file says so.
    pub retrieved: Option<String>,
    /// Tables that are kept as rows of cells.
    pub tables: usize,
    /// What an archivist should know of how the file was read.
    pub notes: Vec<String>,
    pub left_out: Vec<LeftOut>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Imported {
    fn of(text: String, markup: Markup) -> Imported {
        Imported {
            text,
            markup,
            source_url: None,
            title: None,
            published: None,
            retrieved: None,
            tables: 0,
            notes: Vec::new(),
            left_out: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

/// Whether a file of this name can be read.
pub fn can_read(name: &str) -> bool {
    Format::of(name).is_some()
}

/// Reads a file by its ending. `name` is its path for diagnostics.
pub fn read_document(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    let format = Format::of(name).ok_or_else(|| {
        Diagnostic::error("file-type", name, "this kind of file cannot be read").help(format!("files that can be: {ENDINGS}"))
    })?;
    let imported = match format {
        Format::Html => html::read_html(name, bytes, None)?,
        Format::Mht => mht::read_mht(name, bytes)?,
        Format::Docx => docx::read_docx(name, bytes)?,
        Format::Pdf => pdf::read_pdf(name, bytes)?,
        Format::Plain => plain::read_plain(name, bytes)?,
    };
    if imported.text.trim().is_empty() {
        return Err(Diagnostic::error("no-text", name, "there is no text in this file")
            .help("if it shows text as a picture or in a frame, save that page itself or have the picture read by a person or a program"));
    }
    Ok(imported)
}

#[derive(Clone, Copy)]
enum Format {
    Html,
    Mht,
    Docx,
    Pdf,
    Plain,
}

impl Format {
    fn of(name: &str) -> Option<Format> {
        let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "html" | "htm" => Format::Html,
            "mht" | "mhtml" => Format::Mht,
            "docx" => Format::Docx,
            "pdf" => Format::Pdf,
            "txt" => Format::Plain,
            _ => return None,
        })
    }
}

/// Whether the text holds some words, however blanks and lines part them.
fn holds(squeezed_text: &str, words: &str) -> bool {
    squeezed_text.contains(&squeeze(words))
}

/// A text without blanks.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_content_folder_says_can_be_imported_can_be() {
        for ending in crate::source::DOCUMENTS {
            assert!(can_read(&format!("x.{ending}")) && ENDINGS.contains(&format!(".{ending}")), "{ending}");
        }
    }
}
