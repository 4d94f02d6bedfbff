//! Personal data in a source: numbers of telephones, identity cards and bank accounts that belong to persons.
//!
//! Input: decoded text and the rules. Output: where such numbers stand, and on demand the text with their digits
//! masked. Refuses to mask by resemblance alone: identity cards and bank cards carry check digits, and a number inside
//! an address or a code is none.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rules::PersonalRules;

/// Digits that the shortest of them has. Every report has thousands of shorter numbers.
const LEAST_DIGITS: usize = 11;

/// What a masked digit shows.
const MASK: char = '×';

/// What a number of a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PersonalKind {
    Mobile,
    IdentityCard,
    BankAccount,
}

impl PersonalKind {
    pub const ALL: [PersonalKind; 3] = [PersonalKind::Mobile, PersonalKind::IdentityCard, PersonalKind::BankAccount];

    /// The name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            PersonalKind::Mobile => "mobile",
            PersonalKind::IdentityCard => "identity_card",
            PersonalKind::BankAccount => "bank_account",
        }
    }

    /// What a diagnostic calls it.
    pub fn says(self) -> &'static str {
        match self {
            PersonalKind::Mobile => "a mobile telephone number",
            PersonalKind::IdentityCard => "the number of an identity card",
            PersonalKind::BankAccount => "the number of a bank account",
        }
    }
}

/// A number of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Bytes of the text in which it was found.
    pub range: Range<usize>,
    pub kind: PersonalKind,
}

/// Finds the numbers of persons in a text, in order.
pub fn find_personal(text: &str, rules: &PersonalRules) -> Vec<Personal> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        at = run.end;
        if stands_alone(text, &run)
            && let Some(kind) = kind_of(text, &run, rules)
        {
            found.push(Personal { range: run, kind });
        }
    }
    found
}

/// The text with the digits of these numbers masked; everything else keeps its line.
pub fn mask<'t>(text: &'t str, found: &[Personal]) -> Cow<'t, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len() + found.len() * LEAST_DIGITS);
    let mut at = 0;
    for personal in found {
        masked.push_str(&text[at..personal.range.start]);
        masked.extend(text[personal.range.clone()].chars().map(|c| if digit(c).is_some() || is_x(c) { MASK } else { c }));
        at = personal.range.end;
    }
    masked.push_str(&text[at..]);
    Cow::Owned(masked)
}

/// The value of a digit of either width.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

/// The next long number from a byte on: digits with single blanks or hyphens inside, and the letter that may end an
/// identity card.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        start += text[start..].find(|c| digit(c).is_some())?;
        let (mut end, mut digits) = (start, 0);
        let mut rest = text[start..].char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if digit(c).is_some() {
                digits += 1;
                end = start + at + c.len_utf8();
            } else if !(matches!(c, ' ' | '-' | '\u{3000}') && rest.peek().is_some_and(|(_, next)| digit(*next).is_some())) {
                if is_x(c) && digits == 17 {
                    end = start + at + c.len_utf8();
                }
                break;
            }
        }
        if digits >= LEAST_DIGITS {
            return Some(start..end);
        }
        start = end;
    }
}

/// Whether a number is no part of an address, a file name or a code: content_13812345678.html, 京ICP备05012345678号-1.
fn stands_alone(text: &str, run: &Range<usize>) -> bool {
    let before = text[..run.start].chars().next_back();
    let mut after = text[run.end..].chars();
    let touches = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '=' | '#' | '%' | '&' | '@');
    let is_decimal = before == Some('.') || (after.clone().next() == Some('.') && after.clone().nth(1).is_some_and(|c| digit(c).is_some()));
    !before.is_some_and(|c| touches(c) || c == '-' || c == '备') && !after.next().is_some_and(|c| touches(c) || c == '号') && !is_decimal
}

fn kind_of(text: &str, run: &Range<usize>, rules: &PersonalRules) -> Option<PersonalKind> {
    let words = &text[run.clone()];
    let compact: String =
        words.chars().filter_map(|c| digit(c).and_then(|value| char::from_digit(value, 10)).or_else(|| is_x(c).then_some('X'))).collect();
    let groups: Vec<usize> = words.split([' ', '-', '\u{3000}']).map(|group| group.chars().count()).collect();
    if groups.len() == 1 && rules.identity_card.is_match(&compact) && has_card_check(&compact) {
        return Some(PersonalKind::IdentityCard);
    }
    let after = &text[run.end..];
    let is_counted = rules.counted.iter().any(|word| after.starts_with(word.as_str()));
    let is_grouped = matches!(groups[..], [11] | [13] | [2, 11] | [3, 4, 4] | [2, 3, 4, 4]);
    if is_grouped && rules.mobile.is_match(&compact) && !is_counted {
        return Some(PersonalKind::Mobile);
    }
    let in_fours = groups.iter().rev().skip(1).all(|length| *length == 4) || groups.len() == 1;
    let is_card = in_fours && rules.bank_account.is_match(&compact) && has_luhn_check(&compact);
    (is_card && is_announced(&text[..run.start], rules)).then_some(PersonalKind::BankAccount)
}

/// Whether a word for an account stands a little before.
fn is_announced(before: &str, rules: &PersonalRules) -> bool {
    let start = before.char_indices().rev().nth(rules.account_within).map_or(0, |(at, _)| at);
    rules.account_words.iter().any(|word| before[start..].contains(word.as_str()))
}

/// ISO 7064 MOD 11-2, as GB 11643 has it.
fn has_card_check(number: &str) -> bool {
    let values = number.chars().rev().map(|c| c.to_digit(10).unwrap_or(10));
    let sum: u32 = values.enumerate().map(|(place, value)| value * ((1 << place) % 11)).sum();
    sum % 11 == 1
}

/// The check of card numbers: every second digit from the right counts twice.
fn has_luhn_check(number: &str) -> bool {
    let values = number.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = values.enumerate().map(|(place, value)| if place % 2 == 0 { value } else { value * 2 / 10 + value * 2 % 10 }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFile;

    fn rules() -> PersonalRules {
        PersonalRules::read(&RuleFile::embedded("personal.toml")).expect("the embedded rules are valid")
    }

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        find_personal(text, &rules()).into_iter().map(|personal| (&text[personal.range], personal.kind.name())).collect()
    }

    #[test]
    fn numbers_of_persons_are_told_from_others() {
        // The identity number is the example of GB 11643, the card one of a payment network's test numbers.
        let text = "联系人：某某，手机13800138000，１３８００１３８０００，138-0013-8000；身份证号11010519491231002X，开户行：某某支行，账号：6200000000000005。";
        assert_eq!(
            found(text),
            [
                ("13800138000", "mobile"),
                ("１３８００１３８０００", "mobile"),
                ("138-0013-8000", "mobile"),
                ("11010519491231002X", "identity_card"),
                ("6200000000000005", "bank_account"),
            ]
        );
    }

    #[test]
    fn amounts_codes_addresses_and_wrong_check_digits_are_none() {
        for text in [
            "投资13800138000元",
            "http://example.org/content_13800138000.html",
            "京公网安备11010502030143号",
            "京ICP备13800138000号-1",
            "身份证号110105194912310021",
            "账号：6200000000000004",
            "流水6200000000000005",
            "统一社会信用代码11370700004257123X",
            "电话：0536-8789000，12345热线",
            "索引号：11120221000150382K/2024-00012",
            "比重0.13800138000",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn masking_leaves_no_digit_and_moves_no_line() {
        let text = "第一行\n手机138-0013-8000。\n第三行2024年";
        let masked = mask(text, &find_personal(text, &rules())).into_owned();
        assert_eq!(masked, "第一行\n手机×××-××××-××××。\n第三行2024年");
    }
}
