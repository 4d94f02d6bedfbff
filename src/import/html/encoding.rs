//! The encoding of a page.
//!
//! Input: bytes, and what the mail or the page itself declares. Output: text, and a note where the declaration was
//! wrong. Refuses to believe a declaration that the bytes contradict: templates say `utf-8` over pages in GB2312 and
//! the other way round, and a browser that saves a page writes UTF-8 below the old declaration.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::decode::decode;
use crate::diagnostic::Diagnostic;

/// A declaration further down is not looked at by browsers either.
const HEAD: usize = 4096;

/// A page as text.
pub struct Page {
    pub text: String,
    pub note: Option<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes a page. `named` is the encoding that a mail names for it.
pub fn decode_page(name: &str, bytes: &[u8], named: Option<&str>) -> Page {
    let declared = named.map(str::to_owned).or_else(|| declared_charset(bytes));
    let encoding = declared.as_deref().and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let judged = decode(bytes, name);
    // UTF-8 shows itself, and GB18030 is what the rest is; a page in Big5 needs its declaration to be told from it.
    let other = encoding.filter(|encoding| ![UTF_8, GB18030, GBK].contains(encoding) && !encoding.is_single_byte());
    if let Some(encoding) = other.filter(|_| judged.encoding == GB18030.name()) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged {
            return Page { text: text.into_owned(), note: Some(format!("read as {}", encoding.name())), diagnostics: Vec::new() };
        }
    }
    let family = |encoding: &'static Encoding| if encoding == GBK { GB18030.name() } else { encoding.name() };
    let note = match (&declared, encoding) {
        (Some(label), Some(encoding)) if family(encoding) != judged.encoding => {
            Some(format!("declared as {}, read as {}", label.trim(), judged.encoding))
        }
        (Some(label), None) => Some(format!("declared as {label:?}, which is no encoding; read as {}", judged.encoding)),
        (None, _) if judged.encoding != UTF_8.name() => Some(format!("no encoding declared, read as {}", judged.encoding)),
        _ => None,
    };
    Page { text: judged.text, note, diagnostics: judged.diagnostics }
}

/// What `<meta charset>` or `<meta http-equiv>` says, read from the bytes: all encodings in question write it alike.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(HEAD).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + "<meta".len()..];
        let tag = &rest[..rest.find('>')?];
        if let Some(at) = tag.find("charset") {
            let value = tag[at + "charset".len()..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
            let end = value.find(['"', '\'', ' ', ';', '/']).unwrap_or(value.len());
            return Some(value[..end].to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_found_however_it_is_written() {
        for page in [
            "<meta charset=gb2312>",
            "<META CHARSET=\"GB2312\"/>",
            "<meta name=x><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\" />",
        ] {
            assert_eq!(declared_charset(page.as_bytes()).as_deref(), Some("gb2312"), "{page}");
        }
        assert_eq!(declared_charset("<meta name=description content=x><p>charset=gbk".as_bytes()), None);
    }

    #[test]
    fn big5_is_read_when_the_page_says_so() {
        let (bytes, ..) = encoding_rs::BIG5.encode("<meta charset=big5>法治政府建設年度報告");
        let page = decode_page("x.html", &bytes, None);
        assert!(page.text.contains("法治政府建設年度報告"), "{}", page.text);
    }
}
