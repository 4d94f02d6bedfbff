//! A number as it is written: thousands, blanks between digits, 万 and 亿.
//!
//! Input: a place in the text. Output: the [`Numeral`] that begins there. Refuses to join the columns of a table: blanks
//! part digits of one number only among words.

use std::borrow::Cow;

use super::super::decimal::Decimal;
use super::super::numeral::{is_numeral, parse_estimate, parse_numeral, power};
use super::Lexer;

/// A numeral as written, before its unit.
pub struct Numeral {
    pub end: usize,
    pub value: Option<Decimal>,
    /// The greater of two neighbouring digits that estimate: 八 of 七八十.
    pub upper: Option<Decimal>,
    pub arabic: bool,
    /// Whether 万, 亿 and the like follow Arabic digits, or stand in Chinese ones.
    pub multiplied: bool,
    /// The zeros of the 百, 千, 万, 亿 that it ends with.
    pub zeros: u32,
}

impl Lexer<'_> {
    /// The factor word at a place, and its zeros.
    pub(super) fn factor(&self, at: usize) -> Option<(char, u32)> {
        let c = self.after(at)?;
        power(c).filter(|zeros| *zeros > 1).map(|zeros| (c, zeros))
    }

    /// The numeral at `at`, with 万 and 亿.
    pub(super) fn numeral(&self, at: usize) -> Numeral {
        let bytes = self.text.as_bytes();
        if !bytes[at].is_ascii_digit() {
            let end = at + self.text[at..].chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum::<usize>();
            let written = &self.text[at..end];
            let (value, upper) = match parse_estimate(written) {
                Some((least, most)) => (Some(least), Some(most)),
                None => (parse_numeral(written), None),
            };
            let zeros = written.chars().next_back().and_then(power).filter(|zeros| *zeros > 1).unwrap_or(0);
            return Numeral { end, value, upper, arabic: false, multiplied: written.contains(['百', '千', '万', '亿']), zeros };
        }
        let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = digits(at);
        let mut whole = Cow::Borrowed(&self.text[at..end]);
        if let Some(last) = self.spaced_out(at, end) {
            whole = Cow::Owned(self.text[at..last].replace(' ', ""));
            end = last;
        }
        // 1,234, 12,345,678 and 4 598; a comma between figures of a list is not followed by just three digits.
        if whole.len() <= 3 {
            // Blanks may part the columns of a table too: only 共4 598个 stands among words on both sides.
            let spaced =
                |end: usize| !matches!(at.checked_sub(1).map(|before| bytes[before]), Some(b' ' | b'|')) && self.is_counted(end + 4);
            while matches!(bytes.get(end), Some(b',' | b' ')) && digits(end + 1) == end + 4 && (bytes[end] == b',' || spaced(end)) {
                whole.to_mut().push_str(&self.text[end + 1..end + 4]);
                end += 4;
            }
        }
        let mut fraction = "";
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            fraction = &self.text[end + 1..digits(end + 1)];
            end += 1 + fraction.len();
        }
        let mut zeros = 0;
        while let Some((factor, more)) = self.factor(end) {
            // 3百分点 and 100千瓦 are no hundreds and thousands.
            let next = self.text[end + factor.len_utf8()..].chars().next();
            if (factor == '百' && next == Some('分')) || (factor == '千' && matches!(next, Some('瓦' | '米' | '克' | '伏' | '卡')))
            {
                break;
            }
            zeros += more;
            end += factor.len_utf8();
        }
        Numeral { end, value: Decimal::new(&whole, fraction, zeros), upper: None, arabic: true, multiplied: zeros > 0, zeros }
    }

    /// The end of a number of which each digit stands apart, as some converters leave it: 2 1 7件, 9 7.9%.
    fn spaced_out(&self, at: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if end - at != 1 || matches!(at.checked_sub(1).map(|before| bytes[before]), Some(b' ' | b'|')) {
            return None;
        }
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut last = end;
        while bytes.get(last) == Some(&b' ') && is_digit(last + 1) && !is_digit(last + 2) {
            last += 2;
        }
        let fraction =
            if bytes.get(last) == Some(&b'.') { bytes[last + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count() } else { 0 };
        let whole = if fraction > 0 { last + 1 + fraction } else { last };
        (last > end && self.is_counted(whole)).then_some(last)
    }

    /// Whether what stands here makes the number before it a quantity: a unit, 余, 万.
    pub(super) fn is_counted(&self, at: usize) -> bool {
        self.text[at..].starts_with(['余', '多', '%', '万', '亿']) || self.rules.unit(&self.text[at..]).is_some()
    }
}
