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
        if !glyphs[at].shown.is_ascii_punctuation() {
            continue;
        }
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
    let mut text = String::with_capacity(glyphs.len() * '方'.len_utf8());
    text.extend(glyphs.iter().map(|glyph| glyph.shown));
    text
}

/// The pieces as they stand, without the blanks between Chinese characters: what is quoted and cited.
pub fn verbatim(text: &str, pieces: &[Range<usize>]) -> String {
    let mut words = String::with_capacity(pieces.iter().map(Range::len).sum());
    for run in runs(text, pieces) {
        if run.gap.is_some() {
            words.push(' ');
        }
        words.push_str(&text[run.range]);
    }
    words
}

/// The pieces, character by character, without the blanks that are layout.
fn collect(text: &str, pieces: &[Range<usize>]) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(pieces.iter().map(|piece| piece.len() / 2).sum());
    for run in runs(text, pieces) {
        glyphs.extend(run.gap.map(|origin| Glyph { shown: ' ', origin }));
        let start = run.range.start;
        glyphs.extend(text[run.range].char_indices().map(|(offset, shown)| Glyph { shown, origin: start + offset }));
    }
    glyphs
}

/// Characters between blanks.
struct Run {
    /// Where the blank before them stands, if it is to be shown.
    gap: Option<usize>,
    range: Range<usize>,
}

/// What stands between the blanks of the pieces. Where one piece ends and the next begins, there is no blank unless one
/// of them has it.
fn runs(text: &str, pieces: &[Range<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut blank = None;
    for piece in pieces {
        let mut rest = piece.clone();
        while !rest.is_empty() {
            let words = rest.start..next_blank(text, rest.clone());
            rest.start = words.end;
            if let (Some(first), last) =
                (text[words.clone()].chars().next(), runs.last().and_then(|run| text[run.range.clone()].chars().next_back()))
            {
                let is_shown = |at: &usize| last.is_some_and(|last| is_gap(last, first, text, *at));
                runs.push(Run { gap: blank.take().filter(is_shown), range: words });
            }
            if let Some(c) = text[rest.clone()].chars().next() {
                blank.get_or_insert(rest.start);
                rest.start += c.len_utf8();
            }
        }
    }
    runs
}

/// The first blank of a range, or its end. Blanks are rare, and their first bytes tell nearly all characters that are none.
fn next_blank(text: &str, range: Range<usize>) -> usize {
    let mut from = range.start;
    while let Some(found) = text.as_bytes()[from..range.end].iter().position(|byte| BEGINS_A_BLANK[usize::from(*byte)]) {
        let at = from + found;
        match text[at..range.end].chars().next() {
            Some(c) if !is_blank(c) => from = at + c.len_utf8(),
            _ => return at,
        }
    }
    range.end
}

/// The first bytes of the characters that [`is_blank`] names: controls and the blank of ASCII, and in UTF-8 U+0080 to
/// U+00BF, U+1000 to U+3FFF and U+F000 to U+FFFF.
const BEGINS_A_BLANK: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0;
    while byte < begins.len() {
        begins[byte] = byte <= 0x20 || matches!(byte, 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef);
        byte += 1;
    }
    begins
};

/// Whether a blank between two characters is meant: between words in Latin letters, and between two Chinese phrases.
fn is_gap(before: char, after: char, text: &str, at: usize) -> bool {
    (before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric()) || is_title_gap(before, after, text, at)
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

/// A number with its thousands set apart.
pub fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> String {
        shown(&typeset(text, &[0..text.len()]))
    }

    #[test]
    fn every_blank_begins_with_a_byte_of_the_table() {
        let missed: Vec<char> =
            ('\0'..=char::MAX).filter(|c| is_blank(*c) && !BEGINS_A_BLANK[usize::from(c.to_string().as_bytes()[0])]).collect();
        assert_eq!(missed, []);
    }

    #[test]
    fn quoted_words_are_what_is_set_but_for_punctuation() {
        let text = "\u{feff}法　治 政府,IE  11\n 与\u{200b}A股 。\u{3000}";
        let pieces = [0..text.find(',').unwrap(), text.find('I').unwrap()..text.len()];
        assert_eq!(verbatim(text, &pieces), "法治 政府IE 11与A股。");
        assert_eq!(shown(&typeset(text, &pieces)), verbatim(text, &pieces));
    }

    #[test]
    fn punctuation_beside_chinese_is_wide_and_numbers_stay() {
        assert_eq!(set("案件6件 ,行政(含3件),共3,501件"), "案件6件，行政（含3件），共3,501件");
        assert_eq!(set("在 10:11 发布:\"法治 政府\""), "在10:11发布：“法治 政府”");
        assert_eq!(set("法　　治 政府 IE 11"), "法治 政府IE 11");
    }
    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(["7", "1234", "2446600", "1234.56", "98.5"].map(grouped), ["7", "1,234", "2,446,600", "1,234.56", "98.5"]);
    }
}
