//! Chinese numerals.

use std::sync::LazyLock;

use super::decimal::Decimal;
use crate::text::CharSet;

/// The characters with which a number begins: digits, and those of numerals.
static BEGINNINGS: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(('\0'..='\u{ffff}').filter(|c| c.is_ascii_digit() || is_numeral(*c))));

/// Bytes of a text before its first number.
pub fn length_before_number(text: &str) -> usize {
    BEGINNINGS.length_before(text)
}

/// The value of a Chinese digit.
fn digit(c: char) -> Option<u128> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of a Chinese numeral's place word.
pub fn power(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

/// Whether a character can stand in a Chinese numeral. 壹 to 玖 are left to money and rarely met.
pub fn is_numeral(c: char) -> bool {
    digit(c).is_some() || power(c).is_some()
}

/// The value of a Chinese numeral; `None` when the characters are no well-formed number.
///
/// Reads both 一百七十八 and, digit by digit, 二〇二〇. A bare place word (百, 万) counts nothing.
pub fn parse_numeral(numeral: &str) -> Option<Decimal> {
    let mut chars = numeral.chars().peekable();
    if numeral.chars().all(|c| digit(c).is_some()) {
        // Two or more digits side by side are 二〇二〇; the estimate 三四 is told before.
        let value = numeral.chars().try_fold(0u128, |value, c| value.checked_mul(10)?.checked_add(digit(c)?))?;
        return Decimal::of_numeral(value);
    }
    if power(*chars.peek()?).is_some_and(|power| power > 1) {
        return None;
    }
    let (mut total, mut section, mut current) = (0u128, 0u128, None::<u128>);
    let mut last_power = u32::MAX;
    for c in chars {
        if let Some(value) = digit(c) {
            if current.is_some_and(|current| current != 0) {
                return None;
            }
            current = Some(value);
            continue;
        }
        match power(c)? {
            power @ 1..=3 => {
                if power >= last_power {
                    return None;
                }
                last_power = power;
                section = section.checked_add(current.take().unwrap_or(1).checked_mul(10u128.pow(power))?)?;
            }
            power => {
                section = section.checked_add(current.take().unwrap_or(0))?;
                let factor = 10u128.pow(power);
                total = if power == 8 {
                    total.checked_add(section)?.checked_mul(factor)?
                } else {
                    total.checked_add(section.checked_mul(factor)?)?
                };
                section = 0;
                last_power = u32::MAX;
            }
        }
    }
    Decimal::of_numeral(total.checked_add(section)?.checked_add(current.unwrap_or(0))?)
}

/// The ends of an estimate by two neighbouring digits: 三四件 is 3 to 4, 七八十 is 70 to 80.
pub fn parse_estimate(numeral: &str) -> Option<(Decimal, Decimal)> {
    let mut chars = numeral.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let is_pair = digit(first).is_some_and(|least| least > 0 && digit(second) == Some(least + 1));
    let places = chars.as_str();
    if !is_pair || !places.chars().all(|c| power(c).is_some()) {
        return None;
    }
    let end = |digit: char| parse_numeral(&format!("{digit}{places}"));
    Some((end(first)?, end(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_by_place_or_by_digit() {
        let cases = [
            ("三十二", "32"),
            ("十", "10"),
            ("一百七十八", "178"),
            ("一千零五", "1005"),
            ("两万", "20000"),
            ("一万六千", "16000"),
            ("二十三万四千五百", "234500"),
            ("一亿三千万", "130000000"),
            ("二〇二〇", "2020"),
            ("九十", "90"),
        ];
        for (numeral, value) in cases {
            assert_eq!(parse_numeral(numeral).map(|value| value.to_string()).as_deref(), Some(value), "{numeral}");
        }
        for name in ["百", "千", "十百", "二三十四五", "一亿亿亿亿亿亿"] {
            assert_eq!(parse_numeral(name), None, "{name}");
        }
    }
}
