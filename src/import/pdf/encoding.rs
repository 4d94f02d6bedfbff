//! Encodings of simple fonts.
//!
//! Input: a code of one byte, or the name of a glyph. Output: the character. Refuses to know all names that font makers
//! gave: those of Latin letters, digits and signs, and those that spell a code point.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// The encoding that a font builds on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

impl Base {
    /// By the name that the format gives it.
    pub fn named(name: &[u8]) -> Option<Base> {
        match name {
            b"WinAnsiEncoding" => Some(Base::WinAnsi),
            b"MacRomanEncoding" => Some(Base::MacRoman),
            b"StandardEncoding" => Some(Base::Standard),
            _ => None,
        }
    }

    /// The character of a code.
    pub fn character(self, code: u8) -> Option<char> {
        let table = match self {
            Base::WinAnsi => WINDOWS_1252,
            Base::MacRoman => MACINTOSH,
            Base::Standard => return standard(code),
        };
        table.decode_without_bom_handling(&[code]).0.chars().next().filter(|c| !c.is_control() && *c != '\u{fffd}')
    }
}

fn standard(code: u8) -> Option<char> {
    Some(match code {
        0x27 => '’',
        0x60 => '‘',
        0x20..=0x7e => char::from(code),
        0xa1 => '¡',
        0xa2 => '¢',
        0xa3 => '£',
        0xa5 => '¥',
        0xa7 => '§',
        0xaa => '“',
        0xab => '«',
        0xad => '‹',
        0xae => 'ﬁ',
        0xaf => 'ﬂ',
        0xb1 => '–',
        0xb4 => '·',
        0xb6 => '¶',
        0xb7 => '•',
        0xba => '”',
        0xbb => '»',
        0xbc => '…',
        0xbd => '‰',
        0xd0 => '—',
        _ => return None,
    })
}

/// Names of the signs from the blank on, in the order of ASCII.
const ASCII: [(&str, char); 33] = [
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("period", '.'),
    ("slash", '/'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("asciicircum", '^'),
    ("underscore", '_'),
    ("grave", '`'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
];

/// Names of other signs that reports use.
const SIGNS: [(&str, char); 28] = [
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("endash", '–'),
    ("emdash", '—'),
    ("bullet", '•'),
    ("ellipsis", '…'),
    ("periodcentered", '·'),
    ("middot", '·'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("section", '§'),
    ("perthousand", '‰'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
];

/// The character of a glyph's name: `A`, `comma`, `uni4E00`, `u4E00`, `uni4E00.alt`.
pub fn named(name: &str) -> Option<char> {
    let name = name.split('.').next().filter(|name| !name.is_empty()).unwrap_or(name);
    let mut chars = name.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return Some(only);
    }
    let code = name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|code| (4..=6).contains(&code.len()));
    let spelt = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
    spelt.or_else(|| ASCII.iter().chain(&SIGNS).find(|(known, _)| *known == name).map(|(_, c)| *c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_are_read() {
        for (name, c) in
            [("A", Some('A')), ("comma", Some(',')), ("uni4E00", Some('一')), ("u4E00.alt", Some('一')), ("g123", None), ("", None)]
        {
            assert_eq!(named(name), c, "{name}");
        }
        assert_eq!(Base::WinAnsi.character(0x94), Some('”'));
        assert_eq!(Base::MacRoman.character(0xd0), Some('–'));
        assert_eq!((Base::Standard.character(0x27), Base::WinAnsi.character(7)), (Some('’'), None));
    }
}
