//! An archive of sources that were written to do harm, in every field and under every name that they can have.
//!
//! What they say is in `tests/hostile/payloads.json`, which `tests/browser/hostile.test.mjs` reads as well. Nothing of
//! it may act: not as markup, script, address, row, record or path. All of it is shown as the words that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use regex::Regex;
use serde_json::Value;

use crate::case::{RULES, read_text, repository, source_file};
use crate::program::{Run, Workplace, site};
use crate::promise::{diagnostic_is_whole, report_keeps_the_promises};

static TABLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&read_text(&repository("tests/hostile/payloads.json"))).expect("the table is JSON"));

fn entries(name: &str) -> impl Iterator<Item = (&'static String, &'static Value)> {
    TABLE[name].as_object().expect("an object of the table").iter()
}

fn text(value: &'static Value) -> &'static str {
    value.as_str().expect("a text of the table")
}

/// Writes a source for each field and payload.
fn write_fields(place: &Workplace, payloads: &[(&str, &str)]) -> usize {
    let mut written = 0;
    for (at, (field, of)) in entries("fields").enumerate() {
        for (number, (name, payload)) in payloads.iter().enumerate() {
            let lines: Vec<&str> = of["lines"].as_array().expect("lines").iter().map(text).collect();
            let string = serde_json::to_string(payload).expect("a text is JSON");
            let address = serde_json::to_string(&format!("https://elsewhere.example/{payload}")).expect("a text is JSON");
            let source = (lines.join("\n") + "\n")
                .replace("%code%", text(&TABLE["codes"][at]))
                .replace("%year%", &(1990 + number).to_string())
                .replace("%string%", &string)
                .replace("%address%", &address)
                .replace("%words%", payload);
            place.write(&format!("content/{field}/{name}.{}", text(&of["ending"])), source);
            written += 1;
        }
    }
    written
}

/// Sources that are much of one thing, and bytes that are no text.
fn pathological() -> Vec<(String, Vec<u8>)> {
    let opening = "武汉市江岸区人民政府2001年法治政府建设情况报告\n一、主要工作\n全年受理行政复议案件12件，审结10件。\n";
    let mut sources = Vec::new();
    let repeated = [
        "[",
        "![",
        "(",
        "（",
        "*",
        "_",
        "`",
        "> ",
        "- ",
        "1. ",
        "#",
        "|",
        "|-",
        "<",
        "<a ",
        "</",
        "&",
        "\\",
        "=",
        "~",
        "一、",
        "（一）",
        "(ā)",
    ];
    let units = [
        "1",
        "1,",
        "1.",
        "1-",
        "一",
        "十",
        "百分之",
        "万",
        "年",
        "2021年",
        "、",
        "，",
        "。",
        "“",
        "《",
        "\"",
        "?",
        "\r",
        "\t",
        "\u{3000}",
        "\0",
        "\u{feff}",
    ];
    for (at, unit) in repeated.iter().chain(&units).enumerate() {
        let many = unit.repeat(2000);
        sources.push((format!("many/{at}.txt"), format!("{opening}{many}\n{many}件\n").into_bytes()));
        sources.push((format!("many/{at}.md"), format!("# 报告\n\n{opening}\n{many}\n\n{}\n", format!("{many}\n").repeat(3)).into_bytes()));
    }
    let nested = |unit: &str| (0..300).fold(String::new(), |text, depth| text + &unit.repeat(depth) + "件\n");
    sources.extend(
        ["> ", "- ", "  * ", "1. "]
            .map(nested)
            .into_iter()
            .enumerate()
            .map(|(at, text)| (format!("many/nested-{at}.md"), text.into_bytes())),
    );
    sources.push(("many/line.txt".to_owned(), format!("{opening}{}", "全年受理行政复议案件178件，审结172件。".repeat(3000)).into_bytes()));
    sources.push(("many/blanks.txt".to_owned(), [opening.as_bytes(), &b" ".repeat(200_000), &b"\n".repeat(100_000)].concat()));
    sources.push(("many/cells.md".to_owned(), format!("{opening}\n{}\n{}\n", "| a ".repeat(500), "|---".repeat(500)).into_bytes()));
    sources.push(("bytes/surrogates.txt".to_owned(), [opening.as_bytes(), b"\xed\xa0\x80\xed\xb0\x80"].concat()));
    sources.push(("bytes/archive.txt".to_owned(), b"PK\x03\x04\x14\0\0\0\x08\0".repeat(50)));
    sources.push(("bytes/odd.txt".to_owned(), [b"\xff\xfe".as_slice(), opening.as_bytes()].concat()));
    sources.push(("bytes/cut.txt".to_owned(), opening.as_bytes()[..opening.len() - 2].to_vec()));
    sources
}

/// Writes sources under names that are not made for it; how many there are.
fn write_names(place: &Workplace) -> usize {
    let deep = "深/".repeat(40);
    place.write(
        &format!("content/{deep}x.txt"),
        "武汉市江岸区人民政府2002年法治政府建设情况报告\n一、主要工作\n全年受理行政复议案件12件。\n",
    );
    // Windows has no such names.
    let names = if cfg!(unix) { TABLE["names"].as_array().expect("names").as_slice() } else { &[] };
    for (at, name) in names.iter().map(text).enumerate() {
        place.write(
            &format!("content/names/{name}"),
            format!("武汉市武昌区人民政府{}年法治政府建设情况报告\n一、主要工作\n全年受理行政复议案件12件。\n", 1985 + at),
        );
    }
    names.len() + 1
}

struct Hostile {
    place: Workplace,
    run: Run,
    site: BTreeMap<String, Vec<u8>>,
}

/// The hostile archive, built once.
static HOSTILE: LazyLock<Hostile> = LazyLock::new(|| {
    let place = Workplace::new();
    let payloads: Vec<(&str, &str)> = entries("payloads").map(|(name, payload)| (name.as_str(), text(payload))).collect();
    let written = write_fields(&place, &payloads) + write_names(&place);
    assert!(written > 400, "{written} sources");
    place.write("secret.txt", "武汉市硚口区人民政府2003年法治政府建设情况报告\n一、主要工作\n机密：全年受理行政复议案件12件。\n");
    place.write("outside/deep/secret.md", "# 报告\n\n机密。\n");
    #[cfg(unix)]
    for (link, target) in [("content/link.txt", "../secret.txt"), ("content/folder", "../outside"), ("content/gone.txt", "nowhere")] {
        std::os::unix::fs::symlink(target, place.path(link)).expect("a temporary folder takes links");
    }
    let run = place.run(&["build", "--base-url", "https://archive.example/a"]);
    let site = place.files("public");
    Hostile { place, run, site }
});

/// An element with its attributes and its own text.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// All elements of a page, as a browser reads it.
fn elements(html: &[u8]) -> Vec<Element> {
    fn walk(node: &Handle, found: &mut Vec<Element>) {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes =
                attrs.borrow().iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string())).collect();
            let children = node.children.borrow();
            let own = children.iter().filter_map(|child| match &child.data {
                NodeData::Text { contents } => Some(contents.borrow().to_string()),
                _ => None,
            });
            found.push(Element { name: name.local.to_string(), attributes, text: own.collect() });
        }
        node.children.borrow().iter().for_each(|child| walk(child, found));
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).from_utf8().one(html);
    let mut found = Vec::new();
    walk(&dom.document, &mut found);
    found
}

fn pages(site: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&String, &Vec<u8>)> {
    site.iter().filter(|(path, _)| path.ends_with(".html"))
}

/// Every element and attribute that pages use.
fn vocabulary(site: &BTreeMap<String, Vec<u8>>) -> BTreeSet<(String, String)> {
    let mut words = BTreeSet::new();
    for element in pages(site).flat_map(|(_, html)| elements(html)) {
        words.extend(element.attributes.into_iter().map(|(attribute, _)| (element.name.clone(), attribute)));
        words.insert((element.name, String::new()));
    }
    words
}

#[test]
fn no_page_has_an_element_an_attribute_or_an_address_of_theirs() {
    let twin = Workplace::new();
    write_fields(&twin, &[("plain", "寻常"), ("other", "平常")]);
    assert!(twin.run(&["build", "--base-url", "https://archive.example/a"]).status < 2);
    let mut known = vocabulary(&twin.files("public"));
    known.extend(vocabulary(site()));
    let script = Regex::new(r"^(\.\./)*(static|search)/[a-z-]+\.js$").expect("a constant pattern");
    let elsewhere = Regex::new(r"^\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|\\)").expect("a constant pattern");
    let mut wrong = String::new();
    let mut count = 0;
    for (path, html) in pages(&HOSTILE.site) {
        for element in elements(html) {
            count += 1;
            let name = &element.name;
            let mut say = |what: &str| writeln!(wrong, "{path}: <{name}> {what}").expect("a String takes any text");
            if !known.contains(&(name.clone(), String::new())) {
                say("is of no template");
            }
            for (attribute, value) in &element.attributes {
                if !known.contains(&(name.clone(), attribute.clone())) {
                    say(&format!("has {attribute}=`{value}`, which is of no template"));
                }
                let is_address = ["href", "src", "action", "formaction", "data", "poster", "srcset"].contains(&attribute.as_str());
                // Where it was copied from, and what the archive says of itself.
                let may_leave = (name == "a"
                    && element.attribute("rel") == Some("nofollow noopener")
                    && value.starts_with("https://elsewhere.example/"))
                    || (name == "link" && element.attribute("rel") == Some("canonical") && value.starts_with("https://archive.example/a/"));
                if is_address && elsewhere.is_match(value) && !may_leave {
                    say(&format!("leads to `{value}`"));
                }
            }
            if name == "script" {
                match (element.attribute("src"), element.attribute("type")) {
                    (Some(source), None) if script.is_match(source) && element.text.is_empty() => {}
                    (None, Some("application/ld+json" | "application/json")) => {
                        serde_json::from_str::<Value>(&element.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", element.text));
                    }
                    _ => say(&element.text),
                }
            }
        }
    }
    println!("{} pages, {count} elements", pages(&HOSTILE.site).count());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.lines().count(), wrong.chars().take(6000).collect::<String>());
}

#[test]
fn what_they_say_is_shown_as_the_words_that_it_is() {
    let fold = |text: &str| RULES.folding.plain(text).replace(' ', "");
    for (name, payload) in entries("payloads").map(|(name, payload)| (name, text(payload))) {
        let year = 1990 + entries("payloads").position(|(other, _)| other == name).expect("it is one of them");
        let at = entries("fields").position(|(field, _)| field == "front_title").expect("a field of the table");
        let path = format!("reports/{}/{year}.html", text(&TABLE["codes"][at]));
        let html = HOSTILE.site.get(&path).unwrap_or_else(|| panic!("no {path}\n{}", HOSTILE.run.stdout));
        let elements = elements(html);
        let words = |element: &str| elements.iter().find(|found| found.name == element).map(|found| fold(&found.text)).unwrap_or_default();
        assert!(words("title").contains(&fold(payload)) && words("h1") == fold(payload), "{name}: {} / {}", words("title"), words("h1"));
        let linked: Value = elements
            .iter()
            .find(|element| element.attribute("type") == Some("application/ld+json"))
            .map(|element| serde_json::from_str(&element.text).expect("JSON"))
            .expect("linked data");
        assert_eq!(fold(linked["name"].as_str().expect("a name")), fold(payload), "{name}");
    }
}

#[test]
fn every_table_is_read_back_as_it_was_meant() {
    let mut cells = 0;
    for (path, bytes) in &HOSTILE.site {
        if path.ends_with(".json") {
            serde_json::from_slice::<Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let Some(name) = path.strip_suffix(".csv") else { continue };
        let rows: Vec<Value> = serde_json::from_slice(&HOSTILE.site[&format!("{name}.json")]).expect("the same as JSON");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header = reader.headers().expect("a header line").clone();
        let records: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap_or_else(|error| panic!("{path}: {error}"))).collect();
        assert_eq!(records.len(), rows.len(), "{path}");
        for (record, row) in records.iter().zip(&rows) {
            for (column, cell) in header.iter().zip(record) {
                let meant = match &row[column] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(cell, meant, "{path}: {column}");
                cells += 1;
            }
        }
    }
    println!("{cells} cells");
    assert!(cells > 10_000);
}

/// Programs get the words; whoever opens a table by hand is told how in the README.
#[test]
fn a_cell_that_a_spreadsheet_would_take_for_a_formula_holds_the_sources_own_words() {
    let table = &HOSTILE.site["data/reports.csv"];
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let at = reader.headers().expect("a header").iter().position(|name| name == "title").expect("a column of the contract");
    let titles: BTreeSet<String> = reader.records().map(|row| row.expect("a row")[at].to_owned()).collect();
    for name in ["formula", "formula_plus", "formula_at"] {
        assert!(titles.contains(text(&TABLE["payloads"][name])), "{name}");
    }
}

#[test]
fn feeds_and_sitemaps_are_well_formed_and_without_characters_that_xml_forbids() {
    let mut read = 0;
    for (path, bytes) in HOSTILE.site.iter().filter(|(path, _)| path.ends_with(".xml") || path.ends_with(".svg")) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let illegal = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        assert_eq!(text.find(illegal), None, "{path}");
        let mut reader = quick_xml::Reader::from_str(text);
        let mut elements = BTreeSet::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                    elements.insert(element.name().as_ref().to_owned());
                }
                quick_xml::events::Event::CData(_) => panic!("{path} has a section of theirs"),
                _ => {}
            }
        }
        assert!(!elements.iter().any(|name| name.contains("script") || name.contains(':')), "{path}: {elements:?}");
        read += 1;
    }
    assert!(read > 5);
}

#[test]
fn a_citation_is_one_record_and_no_more() {
    let of = |name: &str| String::from_utf8(HOSTILE.site[&format!("data/{name}")].clone()).expect("UTF-8");
    let reports = serde_json::from_str::<Vec<Value>>(&of("reports.json")).expect("JSON").len();
    let ris = of("citations.ris");
    let tag = Regex::new("^(?:[A-Z][A-Z0-9]  - .*)?$").expect("a constant pattern");
    assert!(ris.lines().all(|line| tag.is_match(line)), "{ris}");
    assert_eq!((ris.matches("\nTY  - ").count() + 1, ris.matches("\nER  - ").count()), (reports, reports));
    let bibtex = of("citations.bib");
    let entries: Vec<&str> = bibtex.split("\n\n").collect();
    assert_eq!(entries.len(), reports);
    for entry in entries {
        let mut depth = 0_i32;
        let closes = entry.trim_end().char_indices().filter(|(_, c)| matches!(c, '{' | '}')).find_map(|(at, c)| {
            depth += if c == '{' { 1 } else { -1 };
            (depth == 0).then_some(at + 1)
        });
        assert_eq!(closes, Some(entry.trim_end().len()), "{entry}");
    }
    assert_eq!(of("citations.txt").trim_end().split("\n\n").count(), reports);
}

#[test]
fn the_text_of_a_report_has_no_markup_but_headings_and_tables() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for (path, bytes) in HOSTILE.site.iter().filter(|(path, _)| path.starts_with("reports/") && path.ends_with(".md")) {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            let acts = matches!(
                event,
                Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::Code(_)
                    | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::CodeBlock(_) | Tag::Emphasis | Tag::Strong)
            );
            assert!(!acts, "{path}: {event:?}\n{text}");
        }
    }
}

#[test]
fn nothing_is_written_outside_and_nothing_from_outside_is_published() {
    let place = &HOSTILE.place;
    let mut there: Vec<String> = fs::read_dir(place.path(""))
        .expect("a folder of the tests")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    there.sort();
    assert_eq!(there, [".fangzhi", "content", "outside", "public", "secret.txt"]);
    let name = Regex::new(r"^[a-z0-9._/-]+$").expect("a constant pattern");
    for (path, bytes) in &HOSTILE.site {
        let plain = path.strip_prefix("data/").is_some_and(|file| file == "SHA256SUMS") || path == "_headers" || name.is_match(path);
        assert!(plain && !path.contains(".."), "{path}");
        assert!(!String::from_utf8_lossy(bytes).contains("机密"), "{path} has what stands outside");
    }
    if cfg!(unix) {
        for link in ["content/link.txt", "content/folder"] {
            assert!(HOSTILE.run.stderr.contains(&format!("{link}: error[link-outside]")), "{}", HOSTILE.run.stderr);
        }
    }
    // Some are refused for their names, others for what they say above the text; all others are published.
    assert_eq!(HOSTILE.run.status, 1, "{}", HOSTILE.run.stdout);
    let shown = HOSTILE.run.stderr.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(shown, None, "what is told moves no cursor");
}

#[test]
fn much_of_one_thing_is_read_like_anything_else() {
    let mut read = 0;
    for (path, bytes) in pathological() {
        match fangzhi::report::read_report(&source_file(&path), &bytes, &RULES) {
            Ok(report) => {
                report_keeps_the_promises(&report);
                read += 1;
            }
            Err(diagnostic) => diagnostic_is_whole(&diagnostic),
        }
    }
    assert!(read > 50, "{read}");
}

#[test]
fn a_line_of_figures_without_a_stop_gives_a_page_in_proportion_to_it() {
    use std::fmt::Write as _;
    let mut line = String::new();
    for number in 1..=4000 {
        write!(line, "街道{number}件、").expect("a String takes any text");
    }
    let source = format!("通渭县人民政府2021年法治政府建设情况报告\n一、主要举措和成效\n{line}\n");
    let place = Workplace::new();
    place.write("content/a.txt", &source);
    place.build(&["--no-search"]);
    let size = place.read("public/reports/621121/2021.html").len();
    assert!(size <= 50 * source.len(), "{size} bytes of {}", source.len());
    let explained = place.read("public/reports/621121/2021.html");
    assert!(explained.contains("……街道"), "what is left out is marked");
}
