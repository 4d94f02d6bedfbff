//! Bytes to text.
//!
//! Input: a source's bytes. Output: [`Decoded`] text with the encoding that was found, and a
//! diagnostic whenever a byte could not be read. Refuses to be lossy in silence.
//!
//! A byte-order mark decides; else the bytes are UTF-8 if they are valid as such; else they are
//! GB18030, the superset of GBK and GB2312 that older government sites were written in.

mod entities;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Diagnostic, Place};
pub use entities::resolve_entities;

/// Invalid UTF-8 with fewer broken characters than one in this many is damaged UTF-8; with more it is
/// another encoding. GB18030 text read as UTF-8 breaks at nearly every character.
const DAMAGE_LIMIT: usize = 50;

/// A source as text.
#[derive(Clone, Debug)]
pub struct Decoded {
    pub text: String,
    /// The name of the encoding, as in the Encoding Standard.
    pub encoding: &'static str,
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes a source. `shown` is its path for diagnostics.
pub fn decode(bytes: &[u8], shown: &str) -> Decoded {
    let (encoding, skip) = detect(bytes);
    let (text, damaged) = encoding.decode_without_bom_handling(&bytes[skip..]);
    let mut diagnostics = Vec::new();
    if damaged {
        let at = text.find('\u{fffd}').unwrap_or(0);
        let count = text.matches('\u{fffd}').count();
        diagnostics.push(
            Diagnostic::warning("encoding", shown, format!("{count} byte sequences are not valid {}", encoding.name()))
                .at(Place::of(&text, at..at + '\u{fffd}'.len_utf8(), 1))
                .help("each is shown as \u{fffd}; save the source again in UTF-8 from its original page"),
        );
    }
    if let Some(at) = text.find('\0') {
        let count = text.matches('\0').count();
        diagnostics.push(
            Diagnostic::warning("nul", shown, format!("{count} NUL {}", if count == 1 { "character" } else { "characters" }))
                .at(Place::of(&text, at..at + 1, 1))
                .help("they are left out of the page; a NUL is a sign of a damaged download"),
        );
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), diagnostics }
}

/// The encoding of some bytes, and the length of their byte-order mark.
fn detect(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        debug_assert!([UTF_8, UTF_16LE, UTF_16BE].contains(&encoding));
        return (encoding, length);
    }
    let valid = Encoding::utf8_valid_up_to(bytes);
    if valid == bytes.len() {
        return (UTF_8, 0);
    }
    // Damage near the start says little: judge by the whole file.
    let (text, _) = UTF_8.decode_without_bom_handling(&bytes[valid..]);
    let broken = text.matches('\u{fffd}').count();
    if broken * DAMAGE_LIMIT <= bytes.len() { (UTF_8, 0) } else { (GB18030, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "米东区人民政府2019年度法治政府建设情况报告";

    #[test]
    fn utf8_gb18030_and_utf16_give_the_same_text() {
        let (gb, ..) = GB18030.encode(TEXT);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, name) in [(TEXT.as_bytes(), "UTF-8"), (&gb, "gb18030"), (&utf16, "UTF-16LE")] {
            let decoded = decode(bytes, "x.txt");
            assert_eq!((decoded.text.as_str(), decoded.encoding), (TEXT, name));
            assert!(decoded.diagnostics.is_empty());
        }
    }

    #[test]
    fn a_damaged_byte_in_utf8_is_reported_at_its_place() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        bytes.insert(9, 0xff);
        let decoded = decode(&bytes, "x.txt");
        assert_eq!(decoded.encoding, "UTF-8");
        let place = decoded.diagnostics[0].place.as_ref().expect("a place");
        assert_eq!((place.line, place.column), (1, 4));
    }
}
