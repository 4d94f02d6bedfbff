//! Signs set above the line.
//!
//! Input: the words of a run that a page or a document sets above the line. Output: the same words, with characters
//! that stand there by themselves: 10 and a raised 2 are 10², and would be 102 side by side. Refuses what parts itself
//! from a number, such as a note's mark in brackets, and whole sentences that were raised by mistake.

/// Characters of an exponent or of a note's mark; what is longer is text.
const LONGEST: usize = 8;

/// The words as they read on the line.
pub fn on_the_line(words: &str) -> String {
    let is_mark = words.contains(['[', ']', '〔', '〕', '［', '］', '【', '】', '(', ')', '（', '）']);
    if is_mark || words.chars().filter(|c| !c.is_whitespace()).count() > LONGEST {
        return words.to_owned();
    }
    words.chars().map(|c| raised(c).unwrap_or(c)).collect()
}

/// The character that stands above the line by itself.
fn raised(c: char) -> Option<char> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = match c {
        '０'..='９' => u32::from(c) - u32::from('０'),
        '+' | '＋' => return Some('⁺'),
        '-' | '－' | '−' => return Some('⁻'),
        _ => c.to_digit(10)?,
    };
    DIGITS.get(digit as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_rise_and_marks_in_brackets_and_sentences_do_not() {
        for (words, read) in [
            ("2", "²"),
            ("-３", "⁻³"),
            ("注1", "注¹"),
            ("[1]", "[1]"),
            ("（2）", "（2）"),
            ("①", "①"),
            ("th", "th"),
            ("2023年受理行政复议案件12件。", "2023年受理行政复议案件12件。"),
        ] {
            assert_eq!(on_the_line(words), read, "{words}");
        }
    }
}
