//! Years, dates and periods, which count nothing.
//!
//! Input: a place in the text, or the numeral that stands there. Output: the name that was read, with its year.
//! Refuses to take a number for a year because it looks like one: 2019件 counts.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::numeral::is_numeral;
use super::super::{Name, NameClass};
use super::{Lexer, Numeral};

/// The years that reports speak of.
pub(super) const YEARS: Range<u16> = 1900..2100;

impl Lexer<'_> {
    /// 2021年, 2021—2025年, 3月15日, 2020.3.21, 〔2020〕.
    pub(super) fn year_or_date(&mut self, at: usize, numeral: &Numeral) -> Option<usize> {
        let (text, end) = (self.text, numeral.end);
        let after = self.after(end);
        let value = numeral.value?;
        let plain = !numeral.multiplied && !text[at..end].contains([',']);
        let year = value.to_u16().filter(|year| plain && YEARS.contains(year) && digits_of(&text[at..end]) == 4);
        if let Some(year) = year {
            let bracketed = (self.before(at) == Some('[') && after == Some(']'))
                || (self.before(at) == Some('(') && text[end..].starts_with(')') && is_document_number(&text[end + 1..]));
            let dash = text[end..]
                .find(|c: char| !matches!(c, '-' | '—' | '~' | '至' | '到' | '年' | '、' | '和'))
                .map_or("", |length| &text[end..end + length]);
            let second = end + dash.len();
            let range_end = second + text[second..].bytes().take_while(u8::is_ascii_digit).count();
            let is_range = !dash.is_empty()
                && dash != "年"
                && range_end - second == 4
                && text[second..range_end].parse::<u16>().is_ok_and(|year| YEARS.contains(&year));
            if is_range {
                let mut end = range_end + self.sign_of_year(range_end);
                // 2021年、2022年和2023年
                while let Some(next) = self.year_after(end) {
                    end = next;
                }
                self.reading.names.push(Name { span: at..end, class: NameClass::Period, year: None });
                return Some(end);
            }
            if after == Some('年') || bracketed {
                let end = if bracketed { end } else { end + '年'.len_utf8() };
                let end = self.month_and_day(end);
                let class = if bracketed { NameClass::DocumentNumber } else { NameClass::Date };
                self.reading.names.push(Name { span: at..end, class, year: Some(year) });
                return Some(end);
            }
            let dotted = text[end..].strip_prefix(['.', '-', '/']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let next_is_unit =
                self.rules.unit(&text[end..]).is_some() || text[end..].starts_with(['余', '多', '%']) || text[end..].starts_with("左右");
            if numeral.arabic && (dotted || !next_is_unit) {
                let tail = if dotted {
                    text[end..].bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/')).count()
                } else {
                    0
                };
                self.reading.names.push(Name { span: at..end + tail, class: NameClass::Date, year: Some(year) });
                return Some(end + tail);
            }
        }
        // 20191月: the source lost the 年 between year and month.
        let lost = numeral.arabic && after == Some('月') && matches!(digits_of(&text[at..end]), 5 | 6);
        if after == Some('月') && (lost || value <= Decimal::from_integer(12)) || (after == Some('日') && self.before(at) == Some('月'))
        {
            let end = self.month_and_day(at).max(end + '月'.len_utf8());
            return Some(self.name(at..end, NameClass::Date));
        }
        // 1-6月, 3至5月: the first number belongs to the date.
        if value <= Decimal::from_integer(12)
            && let Some(rest) = text[end..].strip_prefix(['-', '—', '~', '至', '到'])
        {
            let second: usize = rest.chars().take_while(|c| c.is_ascii_digit() || is_numeral(*c)).map(char::len_utf8).sum();
            if second > 0 && rest[second..].starts_with('月') {
                let end = text.len() - rest.len() + second + '月'.len_utf8();
                return Some(self.name(at..end, NameClass::Date));
            }
        }
        None
    }

    /// The length of a 年 here.
    fn sign_of_year(&self, at: usize) -> usize {
        if self.text[at..].starts_with('年') { '年'.len_utf8() } else { 0 }
    }

    /// The end of one more year of a list of years.
    fn year_after(&self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(['、', '和', '及', '与'])?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_year = digits == 4 && rest[digits..].starts_with('年') && rest[..digits].parse().is_ok_and(|year| YEARS.contains(&year));
        is_year.then(|| self.text.len() - rest.len() + digits + '年'.len_utf8())
    }

    /// 2020.3.21, which is no decimal number.
    pub(super) fn dotted_date(&mut self, at: usize) -> Option<usize> {
        let written = &self.text[at..at + self.text[at..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count()];
        let mut parts = written.split('.');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return None };
        let year: u16 = year.parse().ok().filter(|year| YEARS.contains(year))?;
        let fits = |part: &str, last: u8| part.parse::<u8>().is_ok_and(|number| (1..=last).contains(&number));
        (fits(month, 12) && fits(day, 31)).then(|| {
            self.reading.names.push(Name { span: at..at + written.len(), class: NameClass::Date, year: Some(year) });
            at + written.len()
        })
    }

    /// The end of 3月15日 at `at`, or `at`.
    fn month_and_day(&self, at: usize) -> usize {
        let mut end = at;
        for unit in ['月', '日'] {
            let number: usize = self.text[end..].chars().take_while(|c| c.is_ascii_digit() || is_numeral(*c)).map(char::len_utf8).sum();
            if number == 0 || !self.text[end + number..].starts_with(unit) {
                break;
            }
            end += number + unit.len_utf8();
        }
        // 11月5日至12日
        if let Some(rest) = self.text[end..].strip_prefix(['至', '-', '—', '~', '到']).filter(|_| self.text[..end].ends_with('日')) {
            let number: usize = rest.chars().take_while(|c| c.is_ascii_digit() || is_numeral(*c)).map(char::len_utf8).sum();
            if number > 0 && rest[number..].starts_with('日') {
                end = self.text.len() - rest.len() + number + '日'.len_utf8();
            }
        }
        end
    }
}

/// 6号, after the year of a document number.
fn is_document_number(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && rest[digits..].starts_with('号')
}

/// Digits of a number as written, Arabic or Chinese.
fn digits_of(written: &str) -> usize {
    written.chars().filter(|c| c.is_ascii_digit() || is_numeral(*c)).count()
}
