//! The numbers of list items, where a point parts them from another number.
//!
//! Input: a place in the text. Output: the item's number as a name. Refuses to part what may be one number: 1.5万件 and
//! 3.5个工作日 at the beginning of a paragraph are decimals.

use super::super::NameClass;
use super::Lexer;
use super::date::YEARS;

/// Units of things that no report halves.
const WHOLE_UNITS: [char; 9] = ['个', '件', '名', '家', '户', '场', '所', '支', '项'];
/// Measures that begin like one of them, and may be 3.5.
const MEASURES: [&str; 5] = ["个工作日", "个百分点", "个小时", "个月", "个点"];

impl Lexer<'_> {
    /// Whether a list item may begin here.
    pub(super) fn begins_item(&self, at: usize) -> bool {
        at == 0 || self.before(at) == Some('。')
    }

    /// The 1. of 1.2022年, 4.12345热线 and 5.3个街道, which are no decimals.
    pub(super) fn item_number(&mut self, at: usize) -> Option<usize> {
        if !self.begins_item(at) {
            return None;
        }
        let digits = |from: usize| self.text[from..].bytes().take_while(u8::is_ascii_digit).count();
        let point = at + digits(at);
        if !(1..=2).contains(&(point - at)) || !self.text[point..].starts_with('.') {
            return None;
        }
        let next = point + '.'.len_utf8();
        let (number, rest) = self.text[next..].split_at(digits(next));
        let is_year = || number.len() == 4 && rest.starts_with('年') && number.parse().is_ok_and(|year| YEARS.contains(&year));
        let is_name = || self.rules.name_class(&self.text[next..]).is_some();
        let is_whole =
            || !number.starts_with('0') && rest.starts_with(WHOLE_UNITS) && !MEASURES.iter().any(|measure| rest.starts_with(measure));
        (!number.is_empty() && (is_year() || is_name() || is_whole())).then(|| self.name(at..next, NameClass::ListNumber))
    }
}
