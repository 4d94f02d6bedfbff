//! The one lexer that reads numbers.
//!
//! Its parts read a number as it is written, and tell dates and the numbers of list items from what counts.

mod date;
mod item;
mod written;

use std::ops::Range;

use super::decimal::Decimal;
use super::numeral::{is_numeral, length_before_number, parse_numeral};
use super::{Approximation, Name, NameClass, Quantity, Reading};
use crate::rules::{Numbers, WordsAfter};
use written::Numeral;

/// Reads the numbers of a folded text.
pub fn read_numbers(text: &str, rules: &Numbers) -> Reading {
    let mut lexer = Lexer { text, rules, reading: Reading::default() };
    let mut at = length_before_number(text);
    while at < text.len() {
        at = lexer.number(at);
        at += length_before_number(&text[at..]);
    }
    lexer.reading
}

struct Lexer<'t> {
    text: &'t str,
    rules: &'t Numbers,
    reading: Reading,
}

/// A value, or the two ends of a range.
#[derive(Clone, Copy)]
struct Amount {
    value: Decimal,
    upper: Option<Decimal>,
}

impl Amount {
    /// `None` for more than any figure can be.
    fn shift(self, zeros: u32) -> Option<Amount> {
        let upper = match self.upper {
            Some(upper) => Some(upper.shift(zeros)?),
            None => None,
        };
        Some(Amount { value: self.value.shift(zeros)?, upper })
    }
}

impl Lexer<'_> {
    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn name(&mut self, span: Range<usize>, class: NameClass) -> usize {
        let end = span.end;
        self.reading.names.push(Name { span, class, year: None });
        end
    }

    /// Reads the number at `at` and returns where to go on.
    fn number(&mut self, at: usize) -> usize {
        if let Some(end) = self.percent_words(at).or_else(|| self.dotted_date(at)).or_else(|| self.item_number(at)) {
            return end;
        }
        let numeral = self.numeral(at);
        if let Some(end) = self.named(at, &numeral) {
            return end;
        }
        self.quantity(at, numeral)
    }

    /// 百分之九十, 百分之98.5, 三分之一, 千分之三.
    fn percent_words(&mut self, at: usize) -> Option<usize> {
        let head = self.text[at..].chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum::<usize>();
        let rest = self.text[at + head..].strip_prefix("分之")?;
        let start = self.text.len() - rest.len();
        self.after(start).filter(|c| c.is_ascii_digit() || is_numeral(*c))?;
        let share = self.numeral(start);
        // 百分之百 is the one share that is a bare place word.
        let hundred = (&self.text[start..share.end] == "百").then(|| Decimal::from_integer(100));
        let mut value = share.value.or(hundred)?;
        let mut end = share.end;
        if !share.arabic
            && let Some(point) = self.text[end..].strip_prefix('点')
        {
            let digits: String = point.chars().take_while(|c| is_numeral(*c)).collect();
            let fraction: String = digits.chars().filter_map(|c| parse_numeral(&c.to_string())).map(|digit| digit.to_string()).collect();
            if !fraction.is_empty() {
                value = Decimal::new(&value.to_string(), &fraction, 0)?;
                end += '点'.len_utf8() + digits.len();
            }
        }
        let mut rounded = None;
        match &self.text[at..at + head] {
            "百" => {}
            "千" => value = value.shift_down(1),
            "万" => value = value.shift_down(2),
            whole => {
                let (part, whole) = (u32::from(value.to_u16()?), u32::from(parse_numeral(whole)?.to_u16().filter(|whole| *whole > 0)?));
                let hundredths = (part * 10_000 + whole / 2) / whole;
                value = Decimal::from_integer(hundredths).shift_down(2);
                // 三分之一 has no end as a decimal, 五分之一 has.
                rounded = (hundredths * whole != part * 10_000).then_some(Approximation::About);
            }
        }
        let (start, before) = self.approximation_before(at);
        let (end, after) = self.approximation_after(end, &self.rules.approximation.at_least_after_unit);
        self.push(start..end, Amount { value, upper: None }, "%".to_owned(), before.or(after).or(rounded));
        Some(end)
    }

    /// Numbers that count nothing: returns where to go on when this is one.
    fn named(&mut self, at: usize, numeral: &Numeral) -> Option<usize> {
        let (text, end) = (self.text, numeral.end);
        let written = &text[at..end];
        let before = self.before(at);
        let after = self.after(end);
        if let Some(end) = self.year_or_date(at, numeral) {
            return Some(end);
        }
        if before == Some('第') {
            let end = if matches!(after, Some('届' | '条' | '款' | '章' | '次' | '号')) { end + '届'.len_utf8() } else { end };
            return Some(self.name(at - '第'.len_utf8()..end, NameClass::Ordinal));
        }
        if numeral.arabic {
            if after == Some(':') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
                let minutes = end + 1 + text[end + 1..].bytes().take_while(u8::is_ascii_digit).count();
                return Some(self.name(at..minutes, NameClass::TimeOrRatio));
            }
            let digits = written.bytes().filter(u8::is_ascii_digit).count();
            let counted = || text[end..].starts_with(['%', '余', '多']) || self.rules.unit(&text[end..]).is_some();
            let code = (written.starts_with('0') && !written.starts_with("0.") && digits > 1)
                || (digits >= 9 && !written.contains(['.', ',']) && !counted());
            let in_word = (before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '.' | '_' | '/' | '·' | '+' | '&'))
                && self.taken() != at)
                || after.is_some_and(|c| matches!(c, '+' | '·' | '&' | '/') || (c.is_ascii_alphabetic() && !text[end..].starts_with("km")));
            if code || in_word {
                // 0662-3367662 is one number to the reader.
                let tail = text[end..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')).count();
                return Some(self.name(at..end + tail, if code { NameClass::Code } else { NameClass::PartOfName }));
            }
            if matches!(before, Some('"' | '\'')) && matches!(after, Some('"' | '\'')) {
                return Some(self.name(at..end, NameClass::Quoted));
            }
            if before == Some('(') && after == Some(')') && digits <= 2 && !numeral.multiplied {
                return Some(self.name(at..end, NameClass::ListNumber));
            }
            if self.begins_item(at) && matches!(after, Some('.' | '、')) && digits <= 2 {
                return Some(self.name(at..end, NameClass::ListNumber));
            }
        }
        if after == Some('届') {
            return Some(self.name(at..end + '届'.len_utf8(), NameClass::Ordinal));
        }
        if after == Some('次') && text[end..].starts_with("次会议") && matches!(before, Some('大' | '届')) {
            return Some(self.name(at..end + '次'.len_utf8(), NameClass::Ordinal));
        }
        if after == Some('号') {
            let end = end + '号'.len_utf8();
            // 粤ICP备16010311号-3
            let tail = text[end..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
            return Some(self.name(at..end + tail, NameClass::HouseNumber));
        }
        let rules = self.rules;
        // A pattern looks past the number at what makes it a name; the number alone is taken.
        let class = rules.name_class(&text[at..])?;
        Some(self.name(at..end, NameClass::Listed(class.to_owned())))
    }

    fn quantity(&mut self, at: usize, numeral: Numeral) -> usize {
        let rules = &self.rules.approximation;
        let Some(value) = numeral.value.or_else(|| self.bare_place_word(at, numeral.end)) else {
            return self.name(at..numeral.end, if numeral.arabic { NameClass::TooLong } else { NameClass::Words });
        };
        let (mut amount, end) = self.range(value, &numeral).unwrap_or((Amount { value, upper: numeral.upper }, numeral.end));
        let (start, before) = self.approximation_before(at);
        let (number_end, after_number) = self.approximation_after(end, &rules.at_least_after_number);
        // 10余万份, 一千二百余万份: the multiplier follows the word.
        let mut end = number_end;
        let may_go_on = !numeral.multiplied || !numeral.arabic && !self.text[at..numeral.end].contains(['万', '亿']);
        if after_number.is_some() && may_go_on {
            while let Some((factor, zeros)) = self.factor(end)
                && let Some(multiplied) = amount.shift(zeros)
            {
                amount = multiplied;
                end += factor.len_utf8();
            }
        }
        let rest = &self.text[end..];
        let mut unit = match rest.chars().next() {
            Some('%') => "%",
            Some('‰') => "‰",
            _ => self.rules.unit(rest).unwrap_or(""),
        }
        .to_owned();
        if after_number.is_some()
            && unit.is_empty()
            && end == number_end
            && !numeral.multiplied
            && numeral.arabic
            && self.text[numeral.end..].starts_with('多')
        {
            // 2多 without a unit: 多 belongs to the next word.
            end = numeral.end;
        }
        if !numeral.arabic && !self.counts(at, &numeral, &unit, after_number.or(before)) {
            return self.name(at..numeral.end, NameClass::Words);
        }
        end += unit.len();
        match unit.as_str() {
            "万元" => {
                let Some(yuan) = amount.shift(4) else { return self.name(at..numeral.end, NameClass::TooLong) };
                (amount, unit) = (yuan, "元".to_owned());
            }
            "成" => {
                let Some(percent) = self.tenths(amount, end) else { return self.name(at..numeral.end, NameClass::TooLong) };
                ((amount, end), unit) = (percent, "%".to_owned());
            }
            _ => {}
        }
        let (end, after_unit) = self.approximation_after(end, &rules.at_least_after_unit);
        let (end, about) = if after_unit.is_none() { self.about_after(end) } else { (end, None) };
        let estimated = numeral.upper.map(|_| Approximation::About);
        let approximation = before.or(after_number).or(after_unit).or(about).or(estimated);
        self.push(start..end, amount, unit, approximation);
        end
    }

    /// The percent of a number of tenths, of which 成 ends at `end`, and where they end: 九成八 is 98. `None` for more than any figure
    /// can be.
    fn tenths(&self, tenths: Amount, end: usize) -> Option<(Amount, usize)> {
        let (ones, length) = self.after(end).map_or((None, 0), |c| (parse_numeral(&c.to_string()), c.len_utf8()));
        // 八成一线执法人员 are 80% of those in the first line.
        let next = self.after(end + length);
        let goes_on = next.is_some_and(|c| is_numeral(c) || "线般些定致级类流直".contains(c));
        let both = ones
            .filter(|_| tenths.upper.is_none() && tenths.value < Decimal::from_integer(10) && !goes_on)
            .and_then(|ones| Decimal::new(&format!("{}{ones}", tenths.value), "", 0));
        match both {
            Some(value) => Some((Amount { value, upper: None }, end + length)),
            None => Some((tenths.shift(1)?, end)),
        }
    }

    /// 千余户, 近百场: a place word counts only with a word of approximation.
    fn bare_place_word(&self, at: usize, end: usize) -> Option<Decimal> {
        let zeros = match &self.text[at..end] {
            "百" => 2,
            "千" => 3,
            "万" => 4,
            "百万" => 6,
            "千万" => 7,
            _ => return None,
        };
        let rules = &self.rules.approximation;
        let bounded = self.approximation_before(at).1.is_some()
            || self.approximation_after(end, &rules.at_least_after_number).1.is_some()
            || self.text[..at].ends_with('上');
        Decimal::from_integer(1).shift(zeros).filter(|_| bounded)
    }

    /// Whether a Chinese numeral counts: 三十二件 does, the 一 of 一起 or 一个 names, 百姓 and 万一 are words.
    fn counts(&self, at: usize, numeral: &Numeral, unit: &str, approximation: Option<Approximation>) -> bool {
        let written = &self.text[at..numeral.end];
        let chars = written.chars().count();
        if unit.is_empty() {
            return chars >= 2 && numeral.multiplied && approximation.is_some();
        }
        if chars == 1 {
            let quoted = matches!(self.before(at), Some('"' | '\'' | '《'));
            if matches!(written, "百" | "千" | "万") {
                return true;
            }
            // 两件 counts, 两个维护 names.
            let countable = matches!(
                unit,
                "件" | "宗" | "起" | "份" | "名" | "场" | "场次" | "次" | "期" | "册" | "本" | "篇" | "家" | "户" | "人次" | "部"
            );
            return !quoted
                && (!matches!(written, "两" | "二") || countable)
                && !matches!(written, "一" | "零" | "〇" | "○")
                && !matches!(unit, "年" | "级" | "点" | "面" | "方" | "道" | "度" | "日" | "周" | "节");
        }
        true
    }

    /// The range that a value begins, and where it ends: 2-3次. What the upper end is multiplied with counts for both: 2-3万份.
    fn range(&self, value: Decimal, numeral: &Numeral) -> Option<(Amount, usize)> {
        let rest = self.text[numeral.end..].strip_prefix(['-', '—', '~', '至', '到'])?;
        let start = self.text.len() - rest.len();
        let first = self.after(start)?;
        if !(if numeral.arabic { first.is_ascii_digit() } else { is_numeral(first) }) {
            return None;
        }
        let second = self.numeral(start);
        let upper = second.value?;
        // 3000至1万 says all of both ends.
        let scaled = value.shift(second.zeros).filter(|scaled| numeral.zeros == 0 && *scaled < upper);
        let value = scaled.unwrap_or(value);
        (value < upper).then_some((Amount { value, upper: Some(upper) }, second.end))
    }

    /// The end of the last reading.
    fn taken(&self) -> usize {
        let quantity = self.reading.quantities.last().map_or(0, |quantity| quantity.span.end);
        self.reading.names.last().map_or(quantity, |name| name.span.end.max(quantity))
    }

    fn approximation_before(&self, at: usize) -> (usize, Option<Approximation>) {
        let rules = &self.rules.approximation;
        let head = &self.text[..at];
        // 801多 has its 多: the number after it cannot have it again.
        let taken = self.taken();
        let is_free = |length: &usize| at - *length >= taken;
        let at_least = rules.at_least_before.length_at_end(head).map(|length| (length, Approximation::AtLeast));
        let about = || rules.about_before.length_at_end(head).map(|length| (length, Approximation::About));
        match at_least.or_else(about).filter(|(length, _)| is_free(length)) {
            Some((length, found)) if rules.other_words.length_at_end(head).is_none() => (at - length, Some(found)),
            _ => (at, None),
        }
    }

    fn approximation_after(&self, at: usize, words: &WordsAfter) -> (usize, Option<Approximation>) {
        words.length_at_start(&self.text[at..]).map_or((at, None), |length| (at + length, Some(Approximation::AtLeast)))
    }

    fn about_after(&self, at: usize) -> (usize, Option<Approximation>) {
        let found = self.rules.approximation.about_after_unit.length_at_start(&self.text[at..]);
        found.map_or((at, None), |length| (at + length, Some(Approximation::About)))
    }

    fn push(&mut self, span: Range<usize>, Amount { value, upper }: Amount, unit: String, approximation: Option<Approximation>) {
        let approximation = approximation.unwrap_or(Approximation::Exact);
        self.reading.quantities.push(Quantity { span, value, upper, unit, approximation });
    }
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
