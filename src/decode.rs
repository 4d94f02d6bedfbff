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
use crate::text::is_han;
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
    /// Why it may be another one.
    pub doubt: Option<&'static str>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes a source. `shown` is its path for diagnostics.
pub fn decode(bytes: &[u8], shown: &str) -> Decoded {
    let (encoding, skip) = detect(bytes);
    let (text, damaged) = encoding.decode_without_bom_handling(&bytes[skip..]);
    let mut diagnostics = Vec::new();
    let doubt = doubt(bytes, &text, encoding);
    if let Some(says) = doubt {
        diagnostics.push(Diagnostic::warning("encoding", shown, says).help(ENCODING_HELP));
    }
    if damaged && doubt.is_none() {
        let at = text.find('\u{fffd}').unwrap_or(0);
        let count = text.matches('\u{fffd}').count();
        diagnostics.push(
            Diagnostic::warning("encoding", shown, format!("{count} byte sequences are not valid {}", encoding.name()))
                .at(Place::of(&text, at..at + '\u{fffd}'.len_utf8(), 1))
                .help("each is shown as \u{fffd}; save the source again in UTF-8 from its original page"),
        );
    }
    if let Some(at) = text.find('\0').filter(|_| doubt.is_none()) {
        let count = text.matches('\0').count();
        diagnostics.push(
            Diagnostic::warning("nul", shown, format!("{count} NUL {}", if count == 1 { "character" } else { "characters" }))
                .at(Place::of(&text, at..at + 1, 1))
                .help("they are left out of the page; a NUL is a sign of a damaged download"),
        );
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), doubt, diagnostics }
}

/// What helps where the encoding of a file is not the one that was found.
pub const ENCODING_HELP: &str = "open it in an editor that lets you choose the encoding, and save it as UTF-8";

/// Han characters of a text that is long enough to be judged by how common they are.
const ENOUGH: usize = 50;
/// Text in which fewer characters than one in this many are common ones was never written.
const RARE: usize = 50;
/// Characters that every report has, in both scripts: a fifth of its text.
const COMMON: &str = "的是和在年月日一有法政府行工作市区县區縣人民部大不全建设設国國务務";

/// Why a text may not be in the encoding that was found, where that can be told.
fn doubt(bytes: &[u8], text: &str, encoding: &'static Encoding) -> Option<&'static str> {
    if [UTF_16LE, UTF_16BE].contains(&encoding) {
        return None;
    }
    // In UTF-16 a line break and a digit are a NUL and a byte of ASCII, so that all NULs stand at places of one kind.
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let utf16 = if at % 2 == 0 { UTF_16BE } else { UTF_16LE };
        let (text, damaged) = utf16.decode_without_bom_handling(bytes);
        let (han, common) = count_han(&text);
        let is_it = !damaged && !text.contains('\0') && han > 0 && common * RARE >= han;
        return is_it.then_some("this is UTF-16 without the mark that says so");
    }
    if encoding != GB18030 {
        return None;
    }
    let (han, common) = count_han(text);
    (han >= ENOUGH && common * RARE < han).then_some("its characters make no Chinese sentences: it is in another encoding, perhaps Big5")
}

/// The Han characters of a text, and the common ones among them.
fn count_han(text: &str) -> (usize, usize) {
    text.chars().filter(|c| is_han(*c)).fold((0, 0), |(all, common), c| (all + 1, common + usize::from(COMMON.contains(c))))
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
    fn utf16_without_a_mark_is_told() {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = format!("{TEXT}\n第二行\n").encode_utf16().flat_map(bytes).collect();
            let decoded = decode(&bytes, "x.txt");
            assert_eq!(decoded.doubt, Some("this is UTF-16 without the mark that says so"));
            assert_eq!(decoded.diagnostics[0].code, "encoding");
        }
        let decoded = decode("米东区\0人民政府\0\0报告".as_bytes(), "x.txt");
        assert_eq!((decoded.doubt, decoded.diagnostics[0].code.as_ref()), (None, "nul"));
    }

    #[test]
    fn big5_makes_no_chinese_sentences() {
        let text = "關於臺北縣二零二零年法治政府建設情況的報告。本縣政府依法行政，受理行政復議案件，審結各類案件，加強組織領導。".repeat(2);
        let (big5, ..) = encoding_rs::BIG5.encode(&text);
        assert!(decode(&big5, "x.txt").doubt.is_some_and(|says| says.contains("Big5")));
        let (gb, ..) = GB18030.encode(&text);
        assert_eq!(decode(&gb, "x.txt").doubt, None);
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
