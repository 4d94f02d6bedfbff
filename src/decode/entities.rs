//! Character references that a scraper left in a text.
//!
//! Input: plain text. Output: the same text with `&nbsp;`, `&ldquo;` and `&#8220;` as the characters that they stand
//! for. Refuses to guess: what no standard names, or lacks its semicolon, stays as it is, and so do references to
//! control characters, which would add lines that the source has not.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// Bytes of the longest name that counts, `CounterClockwiseContourIntegral` and its like included.
const LONGEST_NAME: usize = 32;

/// Resolves the character references of a text.
pub fn resolve_entities(text: &str) -> Cow<'_, str> {
    let mut resolved = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices('&') {
        let Some((c, length)) = reference(&text[at + 1..]) else { continue };
        resolved.push_str(&text[copied..at]);
        resolved.extend(c);
        copied = at + 1 + length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    resolved.push_str(&text[copied..]);
    Cow::Owned(resolved)
}

/// The characters that the text after an ampersand names, up to two, and the length of what names them.
fn reference(rest: &str) -> Option<(impl Iterator<Item = char> + use<>, usize)> {
    let end = rest.bytes().take(LONGEST_NAME).position(|byte| byte == b';')?;
    let (name, length) = (&rest[..end], end + 1);
    let (first, second) = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            (code.ok()?, 0)
        }
        None => *NAMED_ENTITIES.get(&rest[..length]).filter(|_| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))?,
    };
    let first = char::from_u32(first).filter(|c| !c.is_control())?;
    let second = char::from_u32(second).filter(|c| !c.is_control());
    Some(([Some(first), second].into_iter().flatten(), length))
}

#[cfg(test)]
mod tests {
    use super::resolve_entities;

    #[test]
    fn references_become_the_characters_that_they_name() {
        for (text, expected) in [
            ("&nbsp;&nbsp;&ldquo;放管服&rdquo;改革", "\u{a0}\u{a0}“放管服”改革"),
            ("&#8220;双随机&#x201d;&middot;监管", "“双随机”·监管"),
            ("首页&nbsp;&gt;&nbsp;政务公开", "首页\u{a0}>\u{a0}政务公开"),
        ] {
            assert_eq!(resolve_entities(text), expected);
        }
    }

    #[test]
    fn other_ampersands_stay() {
        for text in ["R&D投入", "A&B;", "&nbsp 无分号", "&#10;", "&#xD800;", "&;", "&", "a.asp?id=3&lang=zh&title=法治;"] {
            assert_eq!(resolve_entities(text), text);
        }
    }
}
