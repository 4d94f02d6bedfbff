//! How a report is cited.
//!
//! Input: an entry of the archive and the site's address. Output: a [`Citation`] and its forms: GB/T 7714—2015,
//! BibTeX, RIS, CSL JSON. Refuses to know the day on which a reader looks: that date is a [`Piece`] of its own,
//! for the reader's browser or hand to fill in.

use std::fmt::Write;

use serde::Serialize;
use serde_json::json;

use crate::archive::Entry;
use crate::config::Config;

/// What stands for an author that no line names, as GB/T 7714 (8.1.2) asks.
const NO_AUTHOR: &str = "佚名";

/// What every form of a citation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Unique in the archive: `fangzhi-120117-2023`.
    pub key: String,
    pub author: String,
    pub title: String,
    /// `2024-01-20`, or what of it is known; empty when nothing is.
    pub published: String,
    /// Absolute when the site's address is known, else the page's path.
    pub address: String,
    /// The archive that holds it.
    pub archive: String,
}

/// A part of a citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// `text`, `address`, or `cited-on`: the day of the reader.
    pub kind: &'static str,
    pub text: String,
}

/// The forms, as files and pages name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Gbt7714,
    Bibtex,
    Ris,
    CslJson,
}

impl Style {
    pub const ALL: [Style; 4] = [Style::Gbt7714, Style::Bibtex, Style::Ris, Style::CslJson];

    /// The name in markup.
    pub fn id(self) -> &'static str {
        match self {
            Style::Gbt7714 => "gbt7714",
            Style::Bibtex => "bibtex",
            Style::Ris => "ris",
            Style::CslJson => "csl-json",
        }
    }

    /// The name for readers.
    pub fn label(self) -> &'static str {
        match self {
            Style::Gbt7714 => "GB/T 7714—2015",
            Style::Bibtex => "BibTeX",
            Style::Ris => "RIS",
            Style::CslJson => "CSL JSON",
        }
    }

    /// The file that holds the whole archive in this form.
    pub fn file(self) -> &'static str {
        match self {
            Style::Gbt7714 => "citations.txt",
            Style::Bibtex => "citations.bib",
            Style::Ris => "citations.ris",
            Style::CslJson => "citations.csl.json",
        }
    }
}

impl Citation {
    /// The citation of an entry under its shown title.
    pub fn of(entry: &Entry, title: &str, config: &Config) -> Citation {
        let summary = &entry.summary;
        let page = entry.page();
        Citation {
            key: format!("fangzhi-{}", entry.address.replace('/', "-")),
            author: if summary.issuer.is_empty() { NO_AUTHOR.to_owned() } else { summary.issuer.clone() },
            title: title.to_owned(),
            published: summary.published.clone(),
            address: if config.base_url.is_empty() { page } else { format!("{}/{page}", config.base_url) },
            archive: config.title.clone(),
        }
    }

    /// The citation in a form, in pieces.
    pub fn pieces(&self, style: Style) -> Vec<Piece> {
        let text = |text: String| Piece { kind: "text", text };
        let address = Piece { kind: "address", text: self.address.clone() };
        match style {
            Style::Gbt7714 => {
                let published = if self.published.is_empty() { String::new() } else { format!("({})", self.published) };
                vec![
                    text(format!("{}. {}[R/OL]. {published}[", self.author, self.title)),
                    Piece { kind: "cited-on", text: "引用日期".to_owned() },
                    text("]. ".to_owned()),
                    address,
                    text(".".to_owned()),
                ]
            }
            Style::Bibtex => {
                let mut before = format!("@techreport{{{},\n", self.key);
                let mut field = |name: &str, value: &str| {
                    if !value.is_empty() {
                        before.push_str(&format!("  {name} = {{{value}}},\n"));
                    }
                };
                let [author, title, archive] = [&self.author, &self.title, &self.archive].map(|words| bibtex_escaped(words));
                // Two pairs of braces: an office is no given name and surname.
                field("author", &format!("{{{author}}}"));
                field("title", &format!("{{{title}}}"));
                field("institution", &author);
                field("year", &self.published_year());
                field("date", &self.published);
                field("language", "chinese");
                field("howpublished", &archive);
                before.push_str("  url = {");
                vec![text(before), address, text("}\n}".to_owned())]
            }
            Style::Ris => {
                let mut before = String::from("TY  - RPRT\n");
                let mut field = |name: &str, value: &str| {
                    if !value.is_empty() {
                        before.push_str(&format!("{name}  - {value}\n"));
                    }
                };
                field("ID", &self.key);
                field("AU", &self.author);
                field("TI", &self.title);
                field("PB", &self.author);
                field("PY", &self.published_year());
                field("DA", &self.published.replace('-', "/"));
                field("DB", &self.archive);
                field("LA", "zh");
                before.push_str("UR  - ");
                vec![text(before), address, text("\nER  - ".to_owned())]
            }
            Style::CslJson => {
                let whole = one_field_a_line(&self.csl());
                // The address is the only field whose value is exactly it.
                let quoted = serde_json::to_string(&self.address).expect("text is plain JSON");
                match whole.split_once(&quoted) {
                    Some((before, after)) => vec![
                        text(format!("{before}\"")),
                        Piece { kind: "address", text: quoted.trim_matches('"').to_owned() },
                        text(format!("\"{after}")),
                    ],
                    None => vec![text(whole)],
                }
            }
        }
    }

    /// The citation in a form, in one text.
    pub fn text(&self, style: Style) -> String {
        self.pieces(style).into_iter().fold(String::new(), |mut text, piece| {
            write!(text, "{}", piece.text).expect("a String takes any text");
            text
        })
    }

    /// The item of CSL JSON.
    pub fn csl(&self) -> serde_json::Value {
        let parts: Vec<u16> = self.published.split('-').filter_map(|part| part.parse().ok()).collect();
        let mut item = json!({
            "id": self.key,
            "type": "report",
            "title": self.title,
            "author": [{ "literal": self.author }],
            "publisher": self.author,
            "language": "zh-CN",
            "archive": self.archive,
            "URL": self.address,
        });
        if !parts.is_empty() {
            item["issued"] = json!({ "date-parts": [parts] });
        }
        item
    }

    fn published_year(&self) -> String {
        self.published.split('-').next().unwrap_or_default().to_owned()
    }
}

/// JSON with a line for each field: `to_string_pretty` would give three lines to every date.
fn one_field_a_line(item: &serde_json::Value) -> String {
    let fields = item.as_object().into_iter().flatten();
    let lines: Vec<String> = fields.map(|(name, value)| format!("  {}: {value}", json!(name))).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// Text whose signs BibTeX would take for commands.
fn bibtex_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '$' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // One without its partner would end the field, or never end it.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation() -> Citation {
        Citation {
            key: "fangzhi-120117-2023".to_owned(),
            author: "天津市宁河区人民政府".to_owned(),
            title: "宁河区2023年法治政府建设情况报告".to_owned(),
            published: "2024-01-20".to_owned(),
            address: "reports/120117/2023.html".to_owned(),
            archive: "方志".to_owned(),
        }
    }

    #[test]
    fn the_national_standard_wants_author_title_dates_and_address() {
        let expected = "天津市宁河区人民政府. 宁河区2023年法治政府建设情况报告[R/OL]. (2024-01-20)[引用日期]. reports/120117/2023.html.";
        assert_eq!(citation().text(Style::Gbt7714), expected);
    }

    #[test]
    fn bibtex_keeps_an_office_whole_and_escapes_commands() {
        let text = Citation { title: "100%_A".to_owned(), ..citation() }.text(Style::Bibtex);
        assert!(text.contains("author = {{天津市宁河区人民政府}},"), "{text}");
        assert!(text.contains("title = {{100\\%\\_A}},"), "{text}");
        assert!(text.ends_with("url = {reports/120117/2023.html}\n}"), "{text}");
    }

    #[test]
    fn ris_has_a_tag_a_line_and_an_end() {
        let text = citation().text(Style::Ris);
        assert!(text.lines().all(|line| line.get(2..6) == Some("  - ")), "{text}");
        assert!(text.contains("DA  - 2024/01/20\n") && text.ends_with("ER  - "), "{text}");
    }

    #[test]
    fn csl_json_is_json_with_the_date_in_parts() {
        let item: serde_json::Value = serde_json::from_str(&citation().text(Style::CslJson)).expect("JSON");
        assert_eq!(item["issued"]["date-parts"][0], json!([2024, 1, 20]));
        assert_eq!(item["URL"], "reports/120117/2023.html");
    }
}
