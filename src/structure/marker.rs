//! Numbering at the beginning of a line.

use crate::rules::Opening;

/// A way of numbering, from the outermost to the innermost as the official style orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marker {
    /// 第一章, 第一部分
    Chapter,
    /// 第一节
    Part,
    /// 一、
    Han,
    /// (一) 一)
    BracketedHan,
    /// 1. 1、
    Arabic,
    /// 1.1
    Decimal,
    /// 1.1.1
    SubDecimal,
    /// (1) 1)
    BracketedArabic,
    /// ①
    Circled,
}

const HAN: &str = "[一二三四五六七八九十]";
/// How the words of a heading begin.
const WORDS: &str = r#"[\p{Han}"《]"#;
/// What makes 3.5 at the beginning of a line a quantity. Heads of headings (多元化解, 成立, 分级) are not among them.
const MEASURES: [&str; 17] =
    ["万", "亿", "倍", "个工作日", "个百分点", "个小时", "个月", "年", "小时", "公里", "平方", "公顷", "亩", "吨", "米", "元", "人次"];

/// The marker at the beginning of a folded line, and its length in bytes.
///
/// A number may also be a year (2021年), a quantity (1.5万件) or an enumeration inside a sentence (一、二审).
pub fn find_marker(line: &str) -> Option<(Marker, usize)> {
    thread_local! {
        static MARKERS: Vec<(Marker, Opening)> = [
            (Marker::Chapter, format!("^第{HAN}{{1,3}}(?:章|部分|编)[、:]?(?:[^为是、]|$)")),
            (Marker::Part, format!("^第{HAN}{{1,3}}节[、:]?")),
            (Marker::Han, format!("^{HAN}{{1,3}}[、.,](?:[^一二三四五六七八九十、]|$)")),
            (Marker::BracketedHan, format!(r"^(?:\({HAN}{{1,3}}\)?|{HAN}{{1,3}}\))[、.,]?")),
            (Marker::Arabic, r"^\d{1,2}(?:[.、](?:[^\d]|$|(?:19|20)\d\d年)|,[^\d])".to_owned()),
            (Marker::SubDecimal, format!(r"^\d{{1,2}}(?:\.\d{{1,2}}){{2}}[.、]?{WORDS}")),
            (Marker::Decimal, format!(r"^\d{{1,2}}\.\d{{1,2}}[.、]?{WORDS}")),
            (Marker::BracketedArabic, r"^(?:\(\d{1,2}\)|\d{1,2}\))[、.,]?".to_owned()),
            (Marker::Circled, "^[①-⑳]".to_owned()),
        ]
        .map(|(marker, pattern)| (marker, Opening::new(&pattern).expect("a constant pattern")))
        .into();
    }
    MARKERS.with(|markers| {
        let (marker, end) = markers.iter().find_map(|(marker, pattern)| Some((*marker, pattern.find(line)?)))?;
        // Some patterns look ahead at what follows the number.
        let length = match marker {
            Marker::Chapter | Marker::Han => {
                let ahead = line[..end].chars().next_back().filter(|c| !matches!(c, '、' | '.' | ',' | ':' | '章' | '分' | '编'));
                end - ahead.map_or(0, char::len_utf8)
            }
            Marker::Arabic => {
                line.find(|c: char| !c.is_ascii_digit()).map_or(end, |stop| stop + line[stop..].chars().next().map_or(0, char::len_utf8))
            }
            Marker::Decimal | Marker::SubDecimal => line.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '、')).unwrap_or(end),
            _ => end,
        };
        let measures = marker == Marker::Decimal && MEASURES.iter().any(|measure| line[length..].starts_with(measure));
        (!measures || line[length..].starts_with("年度")).then_some((marker, length))
    })
}

/// Whether a folded line is a point: 一是, 第一, 首先, 其一.
pub fn is_point(line: &str) -> bool {
    thread_local! {
        static POINT: Opening = Opening::new("^(?:[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十],|首先,|其[一二三四五],)").expect("a constant pattern");
    }
    POINT.with(|point| point.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numbering_style_is_told_from_years_and_quantities() {
        let cases = [
            ("第一章总则", Some(Marker::Chapter)),
            ("一、主要举措", Some(Marker::Han)),
            ("十一.其他", Some(Marker::Han)),
            ("(一)坚持党的领导", Some(Marker::BracketedHan)),
            ("一)坚持", Some(Marker::BracketedHan)),
            ("1.加强领导", Some(Marker::Arabic)),
            ("12、加强领导", Some(Marker::Arabic)),
            ("(1)加强", Some(Marker::BracketedArabic)),
            ("①加强", Some(Marker::Circled)),
            ("1.2优化市场监管服务。推进", Some(Marker::Decimal)),
            ("6.2人民调解与行政调解", Some(Marker::Decimal)),
            ("4.2.1资格管理", Some(Marker::SubDecimal)),
            ("9.2019年工作打算", Some(Marker::Arabic)),
            ("3.5个工作日内办结", None),
            ("99.2%的事项", None),
            ("2021年,全市", None),
            ("1.5万件案件", None),
            ("1,234件", None),
            ("一、二审行政案件", None),
            ("一是加强领导", None),
            ("第一部分为工作开展情况", None),
        ];
        for (line, expected) in cases {
            assert_eq!(find_marker(line).map(|(marker, _)| marker), expected, "{line}");
        }
    }

    #[test]
    fn the_marker_ends_before_the_words() {
        for (line, words) in [
            ("一、主要举措", "主要举措"),
            ("1、加强领导", "加强领导"),
            ("4.2.1资格管理", "资格管理"),
            ("9.2019年工作打算", "2019年工作打算"),
        ] {
            let (_, length) = find_marker(line).expect("a marker");
            assert_eq!(&line[length..], words);
        }
    }
}
