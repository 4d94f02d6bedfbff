//! What a page says beside its text.
//!
//! Input: a parsed page. Output: the address it was saved from, the day, and the fields of its head. Refuses to trust
//! one field over the text: the caller keeps what the text does not say itself.

use markup5ever_rcdom::{Handle, NodeData};

use super::{attribute, descendants, element_name, text_below};
use crate::date::read_date;
use crate::web_address::web_address;

/// Field of the title, as the ministries' rules for government sites name it.
pub const TITLE: &str = "ArticleTitle";
/// Field of the day of publication.
pub const PUBLISHED: &str = "PubDate";

/// Fields for browsers and search engines.
const TECHNICAL: [&str; 12] = [
    "viewport",
    "renderer",
    "robots",
    "generator",
    "format-detection",
    "referrer",
    "theme-color",
    "color-scheme",
    "apple-mobile-web-app-capable",
    "apple-mobile-web-app-status-bar-style",
    "msapplication-tap-highlight",
    "x-ua-compatible",
];

/// Evidence of a page.
#[derive(Debug, Default)]
pub struct Evidence {
    pub address: Option<String>,
    /// The day on which it was saved.
    pub saved: Option<String>,
    /// Names and values of the head, the title element as `title`.
    pub fields: Vec<(String, String)>,
    /// Fields that tell browsers how to show the page.
    pub technical: usize,
}

/// Reads the head and the comments of the program that saved the page.
pub fn read_evidence(document: &Handle) -> Evidence {
    let mut evidence = Evidence::default();
    // The program that saved the page knows the address; `canonical` of many sites is their front page.
    let mut declared = None;
    for node in descendants(document) {
        if let NodeData::Comment { contents } = &node.data {
            read_comment(contents, &mut evidence);
        }
        let address = match element_name(&node) {
            "link" if attribute(&node, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => attribute(&node, "href"),
            "title" if is_in_head(&node) => {
                push_field("title", &text_below(&node), &mut evidence);
                None
            }
            "meta" => {
                let (name, value) = (attribute(&node, "name").or_else(|| attribute(&node, "property")), attribute(&node, "content"));
                match (name, value) {
                    (Some(name), Some(value)) if ["og:url", "url"].contains(&name.to_ascii_lowercase().as_str()) => Some(value),
                    (Some(name), Some(value)) => {
                        push_field(&name, &value, &mut evidence);
                        None
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        declared = declared.or_else(|| address.as_deref().and_then(web_address));
    }
    evidence.address = evidence.address.or(declared);
    evidence
}

/// A drawing has a title of its own.
fn is_in_head(node: &Handle) -> bool {
    let parent = node.parent.take();
    let found = parent.as_ref().and_then(std::rc::Weak::upgrade).is_some_and(|parent| element_name(&parent) == "head");
    node.parent.set(parent);
    found
}

fn push_field(name: &str, value: &str, evidence: &mut Evidence) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = match name.to_ascii_lowercase().as_str() {
        "articletitle" => TITLE.to_owned(),
        "pubdate" | "publishdate" => PUBLISHED.to_owned(),
        name if TECHNICAL.contains(&name) => {
            evidence.technical += 1;
            return;
        }
        _ => name.trim().to_owned(),
    };
    if !value.is_empty() && !evidence.fields.iter().any(|(_, known)| *known == value) {
        evidence.fields.push((name, value));
    }
}

/// `saved from url=(0062)https://…` of browsers, and the four lines of SingleFile.
fn read_comment(comment: &str, evidence: &mut Evidence) {
    if let Some((_, rest)) = comment.split_once("saved from url=(") {
        let address = rest.split_once(')').map_or("", |(_, address)| address);
        evidence.address = evidence.address.take().or_else(|| web_address(address));
    }
    if comment.contains("SingleFile") {
        let line = |key: &str| comment.lines().find_map(|line| line.trim().strip_prefix(key)).map(str::trim);
        evidence.address = evidence.address.take().or_else(|| line("url:").and_then(web_address));
        evidence.saved = evidence.saved.take().or_else(|| line("saved date:").and_then(english_day));
    }
}

/// The day in `Tue Mar 05 2024 10:11:12 GMT+0800` or `Tue, 5 Mar 2024 02:11:12 -0000`.
pub fn english_day(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<String> = text.split([' ', ',']).filter(|word| !word.is_empty()).take(5).map(str::to_ascii_lowercase).collect();
    let at = words.iter().position(|word| MONTHS.contains(&word.as_str()))?;
    let month = MONTHS.iter().position(|month| *month == words[at])? + 1;
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u32>().ok());
    let year = number(at + 1).filter(|year| *year > 31).or_else(|| number(at + 2))?;
    let day = number(at + 1).filter(|day| *day <= 31).or_else(|| at.checked_sub(1).and_then(number))?;
    read_date(&format!("{year}-{month}-{day}"))
}

/// Whether a text without blanks names the day of a field in one of the usual ways.
pub fn mentions_day(squeezed: &str, field: &str) -> bool {
    let Some(day) = read_date(field) else { return false };
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, date] = parts[..] else { return false };
    let bare = |part: &str| part.trim_start_matches('0').to_owned();
    let (short_month, short_date) = (bare(month), bare(date));
    [(month, date), (short_month.as_str(), short_date.as_str())].iter().any(|(month, date)| {
        ["-", "/", "."].map(|sep| [year, month, date].join(sep)).iter().any(|day| squeezed.contains(day))
            || squeezed.contains(&format!("{year}年{month}月{date}日"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_browsers_and_mails_are_read() {
        assert_eq!(english_day("Tue Mar 05 2024 10:11:12 GMT+0800 (中国标准时间)").as_deref(), Some("2024-03-05"));
        assert_eq!(english_day("Tue, 5 Mar 2024 02:11:12 -0000").as_deref(), Some("2024-03-05"));
        assert_eq!(english_day("yesterday"), None);
    }

    #[test]
    fn a_day_is_found_in_the_text_however_it_is_written() {
        for text in ["发布时间:2022-01-20", "2022年1月20日", "2022/1/20", "2022.01.20"] {
            assert!(mentions_day(text, "2022-01-20 10:11"), "{text}");
        }
        assert!(!mentions_day("2022年1月2日", "2022-01-20"));
    }
}
