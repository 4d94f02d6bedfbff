//! Words that nothing of Markdown is read into.
//!
//! Input: words of a source. Output: the same words in Markdown that shows them as they are. Refuses to escape what acts
//! nowhere in a line: the text of a report is read by people too.

/// Escapes these characters.
pub fn escape(words: &str, marks: &[char]) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if marks.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Escapes what would make a heading, a list, a quotation or a rule of a line; the rest of it is escaped already.
pub fn escape_beginning(escaped: &str) -> String {
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) && escaped[digits..].starts_with(['.', ')']) {
        // 1. would be the mark of a list, and be taken for no word.
        return format!("{}\\{}", &escaped[..digits], &escaped[digits..]);
    }
    if escaped.starts_with(['#', '>', '+', '-', '=', '~', ':']) { format!("\\{escaped}") } else { escaped.to_owned() }
}
