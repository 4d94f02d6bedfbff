//! Radicals that stand for characters.
//!
//! Input: a character of a PDF's table. Output: the character that its reader sees. Refuses to touch any other: only
//! the blocks of radicals, which are headings of dictionaries and letters of no word.
//!
//! A font has one glyph for the radical ⼈ and the word 人, and the table that a printing program writes names the
//! first. Copied from such a file, 人民 looks right and is found by no search.

use unicode_normalization::UnicodeNormalization;

/// Radicals that Unicode itself does not decompose, and the characters of today's Chinese that share their glyphs.
const SHARED: &str = "⺁厂⺇几⺌小⺗心⺝月⺠民⺬示⺮竹⺷羊⺼月⻁虎⻂衣⻄西⻅见⻆角⻇角⻉贝⻋车⻏邑⻐金⻑长⻒长⻓长⻔门⻖阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻯竜⻰龙";

/// The character that a radical is read as; `None` for all that are none.
pub fn character_of(c: char) -> Option<char> {
    match c {
        // Decomposed into forms that no font of today's Chinese draws.
        '⼾' => Some('户'),
        '⾭' => Some('青'),
        '\u{2f00}'..='\u{2fd5}' => c.nfkc().next(),
        '\u{2e80}'..='\u{2eff}' => {
            let mut pairs = SHARED.chars();
            while let (Some(radical), Some(character)) = (pairs.next(), pairs.next()) {
                if radical == c {
                    return Some(character);
                }
            }
            c.nfkc().next().filter(|decomposed| *decomposed != c)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_words_they_look_like() {
        let read = |text: &str| text.chars().map(|c| character_of(c).unwrap_or(c)).collect::<String>();
        assert_eq!(read("⼈⺠政府⼯作⾏政复议⻔⼾⻚⾯⻓期⺟"), "人民政府工作行政复议门户页面长期母");
        assert!(SHARED.chars().step_by(2).all(|radical| ('\u{2e80}'..='\u{2eff}').contains(&radical)));
    }
}
