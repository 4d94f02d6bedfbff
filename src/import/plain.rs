//! Text files.
//!
//! Input: bytes in any encoding that the archive reads. Output: the same text in UTF-8. Refuses text that has front
//! matter: what an archivist has settled in it would become words of the report.

use super::Imported;
use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use crate::front_matter::split_front_matter;
use crate::source::Markup;

/// Reads a `.txt`.
pub fn read_plain(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    let decoded = decode(bytes, name);
    let (_, start) = split_front_matter(&decoded.text, name)?;
    if start > 0 {
        return Err(Diagnostic::error("front-matter", name, "this text has front matter: it is a source already")
            .help("copy it into the content folder as it is"));
    }
    let mut imported = Imported::of(decoded.text, Markup::Plain);
    if decoded.encoding != "UTF-8" {
        imported.notes.push(format!("read as {}, written as UTF-8", decoded.encoding));
    }
    imported.diagnostics = decoded.diagnostics;
    Ok(imported)
}
