//! How the source's words are set for reading.
//!
//! Input: source ranges. Output: [`Glyph`]s: the characters to show, each with the source byte it stands
//! for, so that any range of the source can be marked in what is shown. Refuses to change a word: only
//! punctuation, quotation marks and blanks, and never what is compared.

use std::ops::Range;

use crate::text::{is_blank, is_han};

/// A character as shown, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    pub shown: char,
    pub origin: usize,
}

/// Sets pieces of the source: full-width Chinese punctuation, “ ” for straight quotes, and no blanks
/// between Chinese characters.
pub fn typeset(text: &str, pieces: &[Range<usize>]) -> Vec<Glyph> {
    let mut glyphs = collect(text, pieces);
    let mut brackets: Vec<bool> = Vec::new();
    let mut open_quote = false;
    for at in 0..glyphs.len() {
        let before = at.checked_sub(1).map(|at| glyphs[at].shown);
        let after = glyphs.get(at + 1).map(|glyph| glyph.shown);
        let chinese = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        let shown = glyphs[at].shown;
        glyphs[at].shown = match shown {
            ',' | ';' | ':' | '!' | '?' if chinese && !between_digits(before, after) => wide(shown),
            '(' => {
                brackets.push(chinese);
                if chinese { '（' } else { '(' }
            }
            ')' => {
                if brackets.pop().unwrap_or(chinese) {
                    '）'
                } else {
                    ')'
                }
            }
            '"' => {
                open_quote = !open_quote;
                if open_quote { '“' } else { '”' }
            }
            other => other,
        };
    }
    glyphs
}

/// The characters of glyphs as text.
pub fn shown(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.shown).collect()
}

/// The pieces as they stand, without the blanks between Chinese characters: what is quoted and cited.
pub fn verbatim(text: &str, pieces: &[Range<usize>]) -> String {
    shown(&collect(text, pieces))
}

fn collect(text: &str, pieces: &[Range<usize>]) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(pieces.iter().map(|piece| piece.len() / 2).sum());
    let mut blank = None;
    for piece in pieces {
        for (offset, c) in text[piece.clone()].char_indices() {
            let origin = piece.start + offset;
            if is_blank(c) {
                blank.get_or_insert(origin);
                continue;
            }
            if let (Some(at), Some(last)) = (blank.take(), glyphs.last())
                && ((last.shown.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()) || is_title_gap(last.shown, c, text, at))
            {
                glyphs.push(Glyph { shown: ' ', origin: at });
            }
            glyphs.push(Glyph { shown: c, origin });
        }
    }
    glyphs
}

/// A single ordinary blank between two Chinese phrases is meant: “企业吹哨 律师报到”; wide runs are layout.
fn is_title_gap(before: char, after: char, text: &str, at: usize) -> bool {
    let run = text[at..].chars().take_while(|c| is_blank(*c)).count();
    is_han(before) && is_han(after) && run == 1 && text[at..].starts_with([' ', '\u{a0}', '\u{2002}', '\u{2003}'])
}

fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '“' | '”' | '‘' | '’' | '《' | '》' | '。' | '，' | '、' | '；' | '：' | '（' | '）' | '—' | '…' | '【' | '】')
}

fn between_digits(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit())
}

fn wide(c: char) -> char {
    match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> String {
        shown(&typeset(text, &[0..text.len()]))
    }

    #[test]
    fn punctuation_beside_chinese_is_wide_and_numbers_stay() {
        assert_eq!(set("案件6件 ,行政(含3件),共3,501件"), "案件6件，行政（含3件），共3,501件");
        assert_eq!(set("在 10:11 发布:\"法治 政府\""), "在10:11发布：“法治 政府”");
        assert_eq!(set("法　　治 政府 IE 11"), "法治 政府IE 11");
    }
}
