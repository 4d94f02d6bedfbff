//! A front matter with some of its keys said anew.
//!
//! Input: a source's text and what was decided. Output: the front matter that says so, in the language that the source
//! uses already, every other line of it as it was. Refuses to touch a front matter in which a line cannot be taken
//! without the next: a person mends that one.

use super::{FrontMatter, find_block, parse_toml, parse_yaml, split_front_matter};
use crate::diagnostic::Diagnostic;

/// A key and what is said of it.
pub type Decision = (&'static str, toml::Value);

/// The front matter of a source after some decisions, and the byte of the old text from which on it stays.
pub fn settle(text: &str, shown: &str, decisions: &[Decision]) -> Result<(String, usize), Diagnostic> {
    let (before, body) = split_front_matter(text, shown)?;
    let (fence, block) = match find_block(text) {
        Some((fence, Some(block))) => (fence, &text[block]),
        _ => ("+++", ""),
    };
    let is_toml = fence == "+++";
    let is_said_anew = |line: &&str| {
        let key = line.split(if is_toml { '=' } else { ':' }).next().unwrap_or_default();
        decisions.iter().any(|(decided, _)| *decided == key.trim_end() || format!("\"{decided}\"") == key.trim_end())
    };
    let mut lines: String = block.split_inclusive('\n').filter(|line| !is_said_anew(line)).collect();
    for (key, value) in decisions {
        // A value of TOML on one line is one of YAML too: texts in double quotes, numbers, lists of texts.
        lines.push_str(&format!("{key}{} {value}\n", if is_toml { " =" } else { ":" }));
    }
    let parsed = if is_toml { parse_toml(&lines) } else { parse_yaml(&lines) };
    if parsed.is_ok_and(|after| after == decided(before, decisions)) {
        return Ok((format!("{fence}\n{lines}{fence}\n"), body));
    }
    let says: Vec<String> = decisions.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    Err(Diagnostic::error("front-matter", shown, "this front matter cannot be changed line by line")
        .help(format!("change it by hand; it should say: {}", says.join(", "))))
}

/// What a front matter means after some decisions.
fn decided(mut front: FrontMatter, decisions: &[Decision]) -> FrontMatter {
    for (key, value) in decisions {
        let text = || value.as_str().map(str::to_owned);
        match *key {
            "kind" => front.kind = text(),
            "title" => front.title = text(),
            "region" => front.region = text(),
            "level" => front.level = text(),
            "year" => front.year = value.as_integer().and_then(|year| u16::try_from(year).ok()),
            "published" => front.published = text(),
            "withdrawn" => front.withdrawn = text(),
            "source_url" => front.source_url = text(),
            "formerly" => {
                front.formerly = value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect();
            }
            "settled_by" => front.settled_by = text(),
            "note" => front.note = text(),
            // Any other key is not one that a command decides: the comparison then fails, and nothing is written.
            _ => {}
        }
    }
    front
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str, decisions: &[Decision]) -> String {
        let (front, body) = settle(text, "x.txt", decisions).expect("it can be settled");
        front + &text[body..]
    }

    #[test]
    fn a_source_without_front_matter_gets_one_and_keeps_its_text() {
        let text = "---\n某某区人民政府\n---\n";
        assert_eq!(
            settled(text, &[("region", "420117".into()), ("year", 2024.into())]),
            format!("+++\nregion = \"420117\"\nyear = 2024\n+++\n{text}")
        );
    }

    #[test]
    fn a_key_is_said_once_and_other_lines_stay() {
        let text = "+++\n# from the newspaper\nregion = \"420116\"\nyear = 2024 # by its date\n+++\n正文";
        assert_eq!(
            settled(text, &[("region", "420117".into())]),
            "+++\n# from the newspaper\nyear = 2024 # by its date\nregion = \"420117\"\n+++\n正文"
        );
        let text = "---\nregion: '420116'\nyear: 2024\n---\n正文";
        assert_eq!(
            settled(text, &[("region", "420117".into()), ("note", "“他”说: \"#1\"".into())]),
            "---\nyear: 2024\nregion: \"420117\"\nnote: '“他”说: \"#1\"'\n---\n正文"
        );
    }

    #[test]
    fn a_value_over_several_lines_is_left_to_a_person() {
        let text = "+++\nnote = \"\"\"\nregion = 一\n\"\"\"\nregion = \"420116\"\n+++\n正文";
        let error = settle(text, "x.txt", &[("region", "420117".into())]).expect_err("refused");
        assert!(error.help.contains("region = \"420117\""), "{error}");
    }
}
