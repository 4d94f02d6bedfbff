//! Dates as sites and signatures write them.

use regex::Regex;

/// Reads a folded date into ISO form; `None` when no single date fits.
///
/// Knows 2025-01-26 10:11, 2022/1/26, 2015年3月18日, 18.03.2015, 二〇二二年一月二十日, and a date that
/// lost its characters (2020321) where only one reading is a date.
pub fn read_date(text: &str) -> Option<String> {
    thread_local! {
        static PATTERNS: [Regex; 4] = [
            r"(?P<y>(?:19|20)\d\d)[年./-](?P<m>\d{1,2})[月./-](?P<d>\d{1,2})",
            r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)",
            r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:\D|$)",
            r"(?P<y>[一二][九〇零○O0oＯ\d][〇零○O0o一二三四五六七八九\d]{2})年(?P<m>[一二三四五六七八九十元\d]{1,3})月(?P<d>[一二三四五六七八九十\d]{1,3})日",
        ].map(|pattern| Regex::new(pattern).expect("a constant pattern"));
    }
    let text = text.trim_matches(['(', ')', '[', ']', ' ']);
    let found = PATTERNS.with(|patterns| {
        patterns.iter().find_map(|pattern| {
            let parts = pattern.captures(text)?;
            let number = |name| han_number(parts.name(name)?.as_str());
            iso(number("y")?, number("m")?, number("d")?)
        })
    });
    found.or_else(|| lost_characters(text))
}

/// 2020321: the year, and a month and day run together.
fn lost_characters(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '年' | '日')).collect();
    if !(6..=7).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = digits.split_at(4);
    let readings: Vec<String> = (1..rest.len())
        .filter_map(|at| {
            let (month, day) = rest.split_at(at);
            if month.starts_with('0') || day.starts_with('0') {
                return None;
            }
            iso(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        })
        .collect();
    match readings.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn han_number(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| match c {
        '〇' | '零' | '○' | 'O' | 'o' | '0' => Some(0),
        '元' => Some(1),
        _ => "一二三四五六七八九".chars().position(|known| known == c).and_then(|at| u32::try_from(at + 1).ok()).or_else(|| c.to_digit(10)),
    };
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
        let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0, |value: u32, c| Some(value * 10 + digit(c)?))
}

fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    ((1980..2100).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_date_is_read() {
        let cases = [
            ("2025-01-26", Some("2025-01-26")),
            ("2020-11-0316:52", Some("2020-11-03")),
            ("2015年3月18日", Some("2015-03-18")),
            ("18.03.2015", Some("2015-03-18")),
            ("2022/1/26", Some("2022-01-26")),
            ("20200321", Some("2020-03-21")),
            ("2020321", Some("2020-03-21")),
            ("2020111", None),
            ("二〇二二年一月二十日", Some("2022-01-20")),
            ("二OO七年一月十日", Some("2007-01-10")),
            ("2020-13-01", None),
            ("无", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read_date(text).as_deref(), expected, "{text}");
        }
    }
}
