//! Pages in two languages: every text in both, and no Chinese on an English page but what is marked as such.

use std::collections::BTreeSet;
use std::fs;

use expect_test::expect;
use fangzhi::language::{Language, Tongue, has_chinese, names};
use regex::Regex;
use walkdir::WalkDir;

use crate::case::{case_source, read_text, repository};
use crate::program::Workplace;

/// What both sites are called: the defaults differ, and the data files name the archive.
const NAMES: &str = "title = \"Fangzhi\"\ndescription = \"Reports of governments\"\n";

fn language(tongue: Tongue) -> Language {
    Language::load(None, tongue).expect("the embedded texts are valid")
}

fn site_in(tongue: Tongue) -> Workplace {
    let place = Workplace::with_content();
    place.write("site.toml", format!("{NAMES}language = \"{}\"\n", tongue.name()));
    place.build(&[]);
    place
}

#[test]
fn both_files_have_the_same_keys_and_each_text_the_same_places() {
    let [zh, en] = Tongue::ALL.map(language);
    assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    let differing: Vec<&str> = zh.keys().filter(|key| names(zh.say(key)) != names(en.say(key))).collect();
    assert_eq!(differing, [""; 0]);
}

/// What stands between quotation marks in the pages' modules and in templates, as far as it looks like a key.
fn keys_in_use(tables: &BTreeSet<&str>) -> BTreeSet<String> {
    let key = Regex::new(r#""([a-z_]+)\.([a-z_]+)""#).expect("a constant pattern");
    let is_file = |ending: &str| ["html", "js", "css", "md", "toml", "csv", "xml", "txt", "json", "svg"].contains(&ending);
    let mut keys = BTreeSet::new();
    for folder in ["src", "templates"] {
        for entry in WalkDir::new(repository(folder)).into_iter().map(|entry| entry.expect("the repository can be listed")) {
            if !entry.file_type().is_file() {
                continue;
            }
            let text = read_text(entry.path());
            let found = key.captures_iter(&text).filter(|found| tables.contains(&found[1]) && !is_file(&found[2]));
            keys.extend(found.map(|found| format!("{}.{}", &found[1], &found[2])));
        }
    }
    keys
}

#[test]
fn every_key_of_the_program_has_a_text_and_every_text_is_said() {
    let zh = language(Tongue::Chinese);
    let tables: BTreeSet<&str> = zh.keys().filter_map(|key| key.split('.').next()).collect();
    let used = keys_in_use(&tables);
    let unknown: Vec<&String> = used.iter().filter(|key| zh.find(key).is_err()).collect();
    assert_eq!(unknown, [""; 0]);
    // These are made of a name at run time, or read by scripts.
    let is_made = |key: &str| {
        ["kind.", "contents.", "punctuality."].iter().any(|table| key.starts_with(table))
            || key.split('.').next().is_some_and(|table| table.ends_with("_script"))
    };
    let unsaid: Vec<&str> = zh.keys().filter(|key| !used.contains(*key) && !is_made(key)).collect();
    assert_eq!(unsaid, [""; 0]);
}

#[test]
fn every_string_of_the_scripts_has_a_text() {
    let zh = language(Tongue::Chinese);
    let said = Regex::new(r"say\('(\w+)'").expect("a constant pattern");
    for (script, tables) in
        [("site", &["site_script"][..]), ("search", &["search_script"][..]), ("compare", &["site_script", "compare_script"][..])]
    {
        let text = fs::read_to_string(repository(&format!("static/{script}.js"))).expect("a script of the repository");
        for key in said.captures_iter(&text).map(|found| found[1].to_owned()) {
            assert!(tables.iter().any(|table| zh.find(&format!("{table}.{key}")).is_ok()), "{script}.js says `{key}`");
        }
    }
}

/// Chinese of a page, texts and attributes, outside elements that are marked as Chinese.
fn unmarked(html: &str) -> Vec<String> {
    const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "source"];
    let tag = Regex::new(r#"<(/?)([a-zA-Z][\w-]*)((?:[^>"]|"[^"]*")*)>"#).expect("a constant pattern");
    let lang = Regex::new(r#"\slang="([^"]*)""#).expect("a constant pattern");
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut wrong = Vec::new();
    let mut from = 0;
    for found in tag.captures_iter(html) {
        let whole = found.get_match();
        let outside = open.last().is_some_and(|(_, is_chinese)| *is_chinese);
        let text = &html[from..whole.start()];
        from = whole.end();
        if !outside && has_chinese(text) {
            wrong.push(text.trim().to_owned());
        }
        let (name, attributes) = (found[2].to_ascii_lowercase(), &found[3]);
        if !found[1].is_empty() {
            if let Some(at) = open.iter().rposition(|(known, _)| *known == name) {
                open.truncate(at);
            }
            continue;
        }
        let is_chinese = lang.captures(attributes).map_or(outside, |lang| lang[1].starts_with("zh"));
        if !is_chinese && has_chinese(attributes) {
            wrong.push(whole.as_str().to_owned());
        }
        if !VOID.contains(&name.as_str()) && !attributes.ends_with('/') {
            open.push((name, is_chinese));
        }
    }
    wrong
}

#[test]
fn chinese_is_found_where_it_is_not_marked() {
    assert_eq!(unmarked("<p lang=\"zh-CN\">甲<br><b title=\"乙\">丙</b></p><p>x</p>"), [""; 0]);
    assert_eq!(unmarked("<p lang=\"zh-CN\">甲</p><p title=\"乙\">丙</p>"), ["<p title=\"乙\">", "丙"]);
    assert_eq!(unmarked("<div lang=\"zh-CN\"><i lang=\"en\">丁</i></div>"), ["丁"]);
}

#[test]
fn an_english_page_has_no_chinese_but_what_is_marked() {
    let site = site_in(Tongue::English).files("public");
    for path in ["index.html", "about.html", "search.html", "404.html", "compare.html", "indicators/index.html", "topics/index.html"] {
        let html = std::str::from_utf8(&site[path]).expect("pages are UTF-8");
        assert!(html.contains("<html lang=\"en\">"), "{path}");
        assert_eq!(unmarked(html), [""; 0], "{path}");
    }
}

#[test]
fn an_english_report_keeps_its_own_words_as_chinese() {
    let site = site_in(Tongue::English).files("public");
    let html = String::from_utf8_lossy(&site["reports/120117/2023.html"]).into_owned();
    let (_, body) = html.split_once("<body>").expect("a page has a body");
    assert!(body.contains("<article class=\"text\" lang=\"zh-CN\">") && body.contains("<h1 lang=\"zh-CN\">"));
    assert_eq!(unmarked(body), [""; 0]);
}

#[test]
fn data_files_are_the_same_in_both_languages() {
    let [zh, en] = Tongue::ALL.map(|tongue| site_in(tongue).files("public"));
    assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    // The manifest names the language; the checksums have the pages.
    let own = ["data/SHA256SUMS", "data/manifest.json"];
    let kept = |path: &str| path.starts_with("data/") && !own.contains(&path) || path.ends_with(".md") || path.ends_with(".xml");
    let differing: Vec<&String> = zh.keys().filter(|path| kept(path) && zh[*path] != en[*path]).collect();
    assert_eq!(differing, [""; 0]);
}

fn place_with(files: &[(&str, &str)]) -> Workplace {
    let place = Workplace::new();
    place.write("content/a.txt", case_source("clean", "record_several_pairs_in_a_line"));
    for (path, text) in files {
        place.write(path, text);
    }
    place
}

#[test]
fn an_unknown_language_is_an_error_with_the_allowed_ones() {
    let run = place_with(&[("site.toml", "title = \"方志\"\nlanguage = \"fr\"\n")]).run(&["build"]);
    expect![[r#"
        site.toml:2:12: error[config]: unknown language `fr`
          |
        2 | language = "fr"
          |            ^^^^
          = help: allowed: zh, en

        exit status 2
    "#]]
    .assert_eq(&run.whole());
}

/// The English texts with a change.
fn changed(from: &str, to: &str) -> String {
    let text = read_text(&repository("data/i18n/en.toml"));
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn a_text_that_is_missing_unknown_empty_or_without_its_places_is_an_error() {
    let skip = "skip = \"Skip to the text\"\n";
    let broken = [
        (changed(skip, ""), "data/i18n/en.toml: error[rules]: texts are missing: nav.skip\n"),
        (changed(skip, &format!("{skip}skop = \"x\"\n")), ": error[rules]: no page says `nav.skop`\n"),
        (changed(skip, "skip = \"\"\n"), ": error[rules]: `nav.skip` is empty\n"),
        (changed("published {date}", "published"), "the places in `figure.published` are not those that pages fill\n"),
    ];
    for (text, expected) in broken {
        // The file is wrong whatever the language of the site.
        let run = place_with(&[("data/i18n/en.toml", &text)]).run(&["build"]);
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(run.stderr.starts_with("data/i18n/en.toml") && run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn a_file_of_the_site_replaces_the_texts_of_the_program() {
    let place =
        place_with(&[("site.toml", "language = \"en\"\n"), ("data/i18n/en.toml", &changed("Skip to the text", "To the text at once"))]);
    place.build(&[]);
    assert!(place.read("public/index.html").contains(">To the text at once</a>"));
    let run = place_with(&[("data/i18n/fr.toml", "")]).run(&["build"]);
    assert!(run.stderr.starts_with("data/i18n/fr.toml: error[rules]: the program reads no rule file of this name\n"), "{}", run.stderr);
}

#[test]
fn an_unknown_key_in_a_template_is_an_error_with_its_place() {
    for (call, expected) in [
        ("say(key=\"report.nothing\")", "no text has the key `report.nothing`"),
        ("say(key=\"report.line\")", "the text `report.line` needs a value for `{n}`"),
        ("say(key=\"report.line\", n=1, m=2)", "the text `report.line` has no place `{m}`"),
        ("strings(table=\"nothing\")", "no table of texts is called `nothing`"),
    ] {
        let run = place_with(&[("templates/prose.html", &format!("<p>\n{{{{ {call} }}}}\n</p>\n"))]).run(&["build"]);
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(run.stderr.starts_with("templates/prose.html:2:") && run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn the_prose_of_a_language_is_replaced_by_its_own_name() {
    let own = [("templates/about.en.md", "# Ours\n"), ("templates/about.md", "# 自己的\n")];
    let english = place_with(&[&[("site.toml", "language = \"en\"\n")], &own[..]].concat());
    english.build(&[]);
    assert!(english.read("public/about.html").contains("<h1>Ours</h1>"));
    let chinese = place_with(&own);
    chinese.build(&[]);
    assert!(chinese.read("public/about.html").contains("<h1>自己的</h1>"));
}
