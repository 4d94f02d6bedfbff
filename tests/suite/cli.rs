//! The command line: what it prints, how it ends, and what bad input does.
//!
//! Both streams are compared as a whole: a message is part of the program. All paths are relative to the folder
//! that the program runs in, as a user would type them.

use expect_test::{Expect, expect};

use crate::case::case_source;
use crate::program::{Run, Workplace};

/// A report without a fault.
fn good() -> String {
    case_source("clean", "record_several_pairs_in_a_line")
}

fn with(sources: &[(&str, &str)]) -> Workplace {
    let place = Workplace::new();
    for (path, text) in sources {
        place.write(&format!("content/{path}"), text);
    }
    place
}

fn expect_run(run: &Run, expected: &Expect) {
    expected.assert_eq(&run.whole());
}

/// Breaks a file of a site that was built, builds again and returns what was said: the site must be as it was.
fn stop(place: &Workplace, breaking: &str, text: &str) -> String {
    place.build(&[]);
    let before = place.files("public");
    place.write(breaking, text);
    let run = place.run(&["build"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.whole());
    assert!(place.files("public") == before, "the site was touched");
    run.stderr
}

fn expect_untouched(place: &Workplace, breaking: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&stop(place, breaking, text));
}

#[test]
fn a_good_report_is_built_without_a_word_on_standard_error() {
    let run = with(&[("通渭.txt", &good())]).run(&["build"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("1 report of 1 source published: 1 place, "), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1, "one line of summary");
}

#[test]
fn a_missing_content_folder_is_named() {
    let place = Workplace::new();
    let (build, check) = (place.run(&["build"]), place.run(&["check"]));
    expect_run(
        &build,
        &expect![[r#"
        content: error[content]: there is no such folder
          = help: put the reports (.txt or .md) into it, or name another folder with --content

        exit status 2
    "#]],
    );
    assert_eq!(build.whole(), check.whole());
    assert!(!place.path("public").exists());
}

#[test]
fn an_empty_content_folder_publishes_nothing() {
    let place = Workplace::new();
    place.write("content/README.md", "sources come here");
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
        content: error[no-reports]: no report could be published
          = help: put reports (.txt or .md) into this folder

        exit status 2
    "#]],
    );
    assert!(!place.path("public").exists());
}

#[test]
fn an_unknown_key_of_site_toml_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    expect_untouched(
        &place,
        "site.toml",
        "title = \"方志\"\nbase-url = \"https://example.org\"\n",
        &expect![[r#"
            site.toml:2:1: error[config]: unknown field `base-url`, expected one of `title`, `description`, `language`, `base_url`, `content`, `output`, `redact`
              |
            2 | base-url = "https://example.org"
              | ^^^^^^^^
              = help: allowed: title, description, language, base_url, content, output, redact

        "#]],
    );
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let place = with(&[("a.txt", &good())]);
    expect_run(
        &place.run(&["build", "--config", "sites/gansu.toml"]),
        &expect![[r#"
        sites/gansu.toml: error[config]: cannot read the configuration: there is no such file
          = help: give the path of a site.toml with --config

        exit status 2
    "#]],
    );
}

#[test]
fn an_unknown_key_of_a_rule_file_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    expect_untouched(
        &place,
        "data/topics.toml",
        "[[topic]]\nid = \"a\"\nname = \"b\"\n",
        &expect![[r#"
        data/topics.toml:3:1: error[rules]: unknown field `name`, expected one of `id`, `zh`, `en`, `scope`, `names`, `signs`
          |
        3 | name = "b"
          | ^^^^
          = help: see the comments at the head of the file the program carries

    "#]],
    );
}

#[test]
fn a_broken_pattern_of_a_rule_file_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    let rules = crate::case::read_text(&crate::case::repository("data/clutter.toml")).replace(
        "rule = \"breadcrumb\"\nwhere = \"edges\"\npatterns = [",
        "rule = \"breadcrumb\"\nwhere = \"edges\"\npatterns = [\n  '(unclosed',",
    );
    expect_untouched(
        &place,
        "data/clutter.toml",
        &rules,
        &expect![[r#"
        data/clutter.toml:16:3: error[rules]: this pattern cannot be read: unclosed group
           |
        16 |   '(unclosed',
           |   ^^^^^^^^^^^
           = help: patterns are regular expressions of the Rust crate `regex`

    "#]],
    );
}

#[test]
fn a_broken_row_of_the_regions_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    expect_untouched(
        &place,
        "data/regions.csv",
        "code,name,level,parent,from,to,successor\n110000,北京市,province,,,,\n110101,东城区,county,119999,,,\n",
        &expect![[r#"
        data/regions.csv:3:1: error[rules]: no row has the code 119999
          |
        3 | 110101,东城区,county,119999,,,
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: add that place, or leave the field empty

    "#]],
    );
}

#[test]
fn a_broken_template_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    let stderr = stop(&place, "templates/prose.html", "<p>{{ page.title\n</p>\n");
    assert!(stderr.starts_with("templates/prose.html:2:"), "{stderr}");
    assert!(stderr.contains("expected }}"), "{stderr}");
}

#[test]
fn a_template_with_an_undefined_variable_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    let stderr = stop(&place, "templates/report.html", "<p>\n{{ no_such_name }}\n</p>\n");
    assert!(stderr.starts_with("templates/report.html:2:"), "{stderr}");
    assert!(stderr.contains("no_such_name"), "{stderr}");
}

#[test]
fn a_template_that_includes_what_is_not_there_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    let stderr = stop(&place, "templates/home.html", "{% include \"gone.html\" %}\n");
    assert!(stderr.starts_with("templates"), "{stderr}");
    assert!(stderr.contains("gone.html"), "{stderr}");
}

#[test]
fn a_template_of_the_site_replaces_the_one_of_the_program() {
    let place = with(&[("a.txt", &good())]);
    place.write("templates/home.html", "<!doctype html><title>{{ site.title }}</title><p>本馆自制\n");
    place.build(&[]);
    assert!(place.read("public/index.html").contains("本馆自制"));
}

#[test]
fn an_empty_file_is_an_error_and_the_others_are_published() {
    let place = with(&[("a.txt", &good()), ("empty.txt", ""), ("blank.txt", " \n\u{3000}\n")]);
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
            content/blank.txt: error[empty]: there is no text in this file
              = help: remove it, or save the report's text into it

            content/empty.txt: error[empty]: there is no text in this file
              = help: remove it, or save the report's text into it

            1 report of 3 sources published: 1 place, 2 of 2 figures assigned; N files in public (N written, 0 removed); 2 errors, 0 warnings, 0 figures to look at again
            exit status 1
        "#]],
    );
    assert!(place.path("public/reports/621121/2021.html").is_file());
}

#[test]
fn a_file_of_clutter_only_is_an_error_and_the_others_are_published() {
    let place = with(&[("a.txt", &good()), ("clutter.txt", "首页 > 政务公开 > 正文\n索引号：620000-2022-00012\n关于我们 | 网站地图\n")]);
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
            content/clutter.txt: error[no-body]: only navigation and other clutter, no report, is left of this file
              = help: see which rules took its lines with `fangzhi explain content/clutter.txt`

            1 report of 2 sources published: 1 place, 2 of 2 figures assigned; N files in public (N written, 0 removed); 1 error, 0 warnings, 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn nothing_published_is_a_failure() {
    let place = with(&[("empty.txt", "")]);
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
        content/empty.txt: error[empty]: there is no text in this file
          = help: remove it, or save the report's text into it

        content: error[no-reports]: no report could be published
          = help: put reports (.txt or .md) into this folder

        exit status 2
    "#]],
    );
    assert!(!place.path("public").exists());
}

#[test]
fn invalid_bytes_are_a_warning() {
    let place = Workplace::new();
    let mut bytes = good().into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'\n').expect("two lines") + 1;
    bytes.splice(at..at, [0xff, 0xfe, 0x80]);
    place.write("content/a.txt", bytes);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/a.txt:2:1: warning[encoding]: 3 byte sequences are not valid UTF-8
              |
            2 | ���来源：通渭县司法局 发布时间：2022-0…
              | ^
              = help: each is shown as �; save the source again in UTF-8 from its original page

            1 source checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn nul_bytes_are_a_warning_and_stay_out_of_the_page() {
    let place = with(&[("a.txt", &good().replace("受理行政", "受理\0行政"))]);
    let run = place.run(&["check"]);
    assert_eq!(run.status, 1, "{}", run.whole());
    assert!(run.stderr.starts_with("content/a.txt:4:5: warning[nul]: "), "{}", run.stderr);
    place.build(&[]);
    for (path, bytes) in place.files("public").into_iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".md")) {
        assert!(!bytes.contains(&0), "{path} holds a NUL");
    }
}

#[test]
fn an_unclosed_front_matter_is_an_error() {
    let place = with(&[
        ("a.txt", &good()),
        ("b.txt", &format!("+++\nyear = 2021\n{}", good())),
        ("c.txt", &format!("---\nyear: 2021\n{}", good())),
    ]);
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
            content/b.txt:1:1: error[front-matter]: the front matter is not closed: no second line +++
              |
            1 | +++
              | ^^^
              = help: end it with a line +++, or remove the first line

            content/c.txt:1:1: error[front-matter]: the front matter is not closed: no second line ---
              |
            1 | ---
              | ^^^
              = help: end it with a line ---, or remove the first line

            1 report of 3 sources published: 1 place, 2 of 2 figures assigned; N files in public (N written, 0 removed); 2 errors, 0 warnings, 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn an_unknown_key_of_a_front_matter_is_an_error() {
    let place = with(&[("a.txt", &good()), ("b.txt", &format!("+++\nyear = 2021\nregoin = \"621121\"\n+++\n{}", good()))]);
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
            content/b.txt:3:1: error[front-matter]: unknown field `regoin`, expected one of `kind`, `title`, `region`, `level`, `year`, `issuer`, `published`, `index_number`, `document_number`, `source_url`, `retrieved`, `original`, `original_name`, `revises`, `withdrawn`, `formerly`, `settled_by`, `note`
              |
            3 | regoin = "621121"
              | ^^^^^^
              = help: allowed keys: kind, title, region, level, year, issuer, published, index_number, document_number, source_url, retrieved, original, original_name, revises, withdrawn, formerly, settled_by, note

            1 report of 2 sources published: 1 place, 2 of 2 figures assigned; N files in public (N written, 0 removed); 1 error, 0 warnings, 0 figures to look at again
            exit status 1
        "#]],
    );
    let place = with(&[("a.txt", &good()), ("c.txt", &format!("---\nyear: 2021\nregoin: 621121\n---\n{}", good()))]);
    let run = place.run(&["build"]);
    assert_eq!(run.status, 1, "{}", run.whole());
    assert!(run.stderr.starts_with("content/c.txt:3:1: error[front-matter]: unknown field `regoin`"), "{}", run.stderr);
}

#[test]
fn a_region_of_the_front_matter_that_does_not_exist_is_a_warning() {
    let place = with(&[("a.txt", &format!("+++\nregion = \"999999\"\n+++\n{}", good()))]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/a.txt:2:11: warning[front-matter]: no single place of the table is `999999`
              |
            2 | region = "999999"
              |           ^^^^^^
              = help: it settles nothing until it is mended; what the text says is used

            1 source checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn a_copy_with_the_same_bytes_makes_one_page() {
    let place = with(&[("a.txt", &good()), ("b/copy.txt", &good())]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/b/copy.txt: warning[copy]: the same text as content/a.txt
              = help: one page is made for both; remove one

            2 sources checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
    place.build(&[]);
    let pages: Vec<String> =
        place.files("public").into_keys().filter(|path| path.starts_with("reports/") && path.ends_with(".html")).collect();
    assert_eq!(pages, ["reports/621121/2021.html"]);
}

#[test]
fn a_mirror_copy_in_traditional_characters_with_glosses_is_the_same_report() {
    let original = "清远市2020年法治政府建设情况报告\n2020年，我市推进依法行政，取得新成效。\n一、主要举措和成效\n全年受理行政复议案件12件，审结10件。\n";
    let mirror = "清遠(yuǎn)市2020年法治政府建設(shè)情況報告\n2020年，我市推進(jìn)依法行政，取得新成效。\n一、主要舉措和成效\n全年受理行政復(fù)議案件12件，審結(jié)10件。\n";
    let place = with(&[("a.txt", original), ("mirror.txt", mirror)]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/mirror.txt: warning[copy]: the same text as content/a.txt
              = help: one page is made for both; remove one

            2 sources checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn two_texts_of_one_place_and_year_are_both_published() {
    let other = good().replace("受理行政复议案件12件", "受理行政复议案件13件");
    let place = with(&[("a.txt", &good()), ("b.txt", &other)]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/b.txt: warning[same-year]: a different text of the same place and year as content/a.txt
              = help: both are published; if one is a later version, say `revises = "…"` in its front matter with the path of the other below the content folder, and if it is of another year, `year = …`

            2 sources checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
    place.build(&[]);
    let pages: Vec<String> =
        place.files("public").into_keys().filter(|path| path.starts_with("reports/621121/") && path.ends_with(".html")).collect();
    assert_eq!(pages.len(), 2, "{pages:?}");
}

#[test]
fn a_further_text_of_one_place_and_year_moves_none_that_has_a_suffix() {
    let variant = |figure: u32| good().replace("受理行政复议案件12件", &format!("受理行政复议案件{figure}件"));
    let place = with(&[("b.txt", &variant(12)), ("c.txt", &variant(13))]);
    let pages = |place: &Workplace| -> Vec<(String, String)> {
        place.build(&[]);
        let table = place.read("public/data/reports.csv");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        reader.records().map(|row| row.expect("a row")).map(|row| (row[1].to_owned(), row[0].to_owned())).collect()
    };
    let before = pages(&place);
    for figure in 14..20 {
        place.write("content/a.txt", variant(figure));
        let after = pages(&place);
        assert_eq!(after.len(), 3);
        for page in before.iter().filter(|(_, address)| address.contains('-')) {
            assert!(after.contains(page), "with {figure}: {before:?} became {after:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_an_error_and_the_others_are_published() {
    let place = with(&[("甘肃省/a.txt", &good())]);
    std::os::unix::fs::symlink(place.path("content"), place.path("content/甘肃省/loop")).expect("a temporary folder takes links");
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/甘肃省/loop: error[link-loop]: this link leads back to a folder above it
              = help: remove the link; the other reports are published

            1 source checked: 1 error, 0 warnings; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_an_error_and_the_others_are_published() {
    let place = with(&[("a.txt", &good())]);
    std::os::unix::fs::symlink("gone.txt", place.path("content/b.txt")).expect("a temporary folder takes links");
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/b.txt: error[unreadable]: cannot read this folder or link: there is no such file
              = help: check that it exists and may be read; the other reports are published without it

            1 source checked: 1 error, 0 warnings; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn a_folder_named_like_a_source_is_walked() {
    let place = with(&[("x.txt/a.txt", &good())]);
    let run = place.run(&["check"]);
    assert_eq!(
        (run.status, run.stderr.as_str(), run.stdout.as_str()),
        (0, "", "1 source checked: 0 errors, 0 warnings; 0 figures to look at again\n")
    );
}

#[test]
fn other_files_of_the_content_folder_are_reported_and_readmes_are_not() {
    let place = with(&[("a.txt", &good()), ("b.docx", "x"), ("README.md", "x"), (".hidden.txt", "x"), ("readme.txt", "x")]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/b.docx: warning[file-type]: not a .txt or .md file: left out
              = help: `fangzhi import content/b.docx` makes a source of its text; then move the file out of the content folder

            1 source checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
}

#[test]
fn names_with_blanks_quotes_and_dots_are_published() {
    let names = ["a b.txt", "it's \"so\".txt", "..a..txt", "<b>&amp;.txt", "100%25.txt", "甘肃 省/通渭?#县.txt"];
    let place = Workplace::new();
    for (at, name) in names.iter().enumerate() {
        place.write(&format!("content/{name}"), good().replace("受理行政复议案件12件", &format!("受理行政复议案件{}件", at + 20)));
    }
    let run = place.run(&["build"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    let table = place.read("public/data/reports.csv");
    let mut sources: Vec<String> =
        csv::Reader::from_reader(table.as_bytes()).records().map(|row| row.expect("a row")[1].to_owned()).collect();
    sources.sort();
    let mut expected: Vec<&str> = names.iter().copied().filter(|name| !name.starts_with('.')).collect();
    expected.sort_unstable();
    // A name that begins with a dot is hidden, like any other.
    assert_eq!(sources, expected);
    for (path, bytes) in place.files("public").into_iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("<b>&"), "{path} holds a file name as markup");
    }
}

/// Markup, templates and Markdown of a hostile report are words.
#[test]
fn nothing_of_a_report_becomes_markup() {
    const HOSTILE: [&str; 6] = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "{{ 7 * 7 }}",
        "{% include \"x\" %}",
        "[点击](javascript:alert(3))",
        "\"><svg onload=alert(4)>",
    ];
    let mut text = "通渭县人民政府2021年法治政府建设情况报告<script>alert(0)</script>\n索引号：<b>1</b> 发布机构：<i>通渭县司法局</i>\n一、主要<u>举措</u>和成效\n".to_owned();
    for words in HOSTILE {
        text += &format!("全年受理行政复议案件12件，{words}，审结10件，未发生因办案引起的重大舆情。\n");
    }
    for name in ["a.txt", "a.md"] {
        let place = with(&[(name, &text)]);
        place.build(&[]);
        for (path, bytes) in place.files("public").into_iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml")) {
            let page = String::from_utf8(bytes).expect("pages are UTF-8");
            for tag in ["<script>alert", "<img src=x", "<svg onload", "<b>1", "<i>通渭", "<u>举措", "href=\"javascript:"] {
                assert!(!page.contains(tag), "{name}: {path} holds {tag}");
            }
            assert!(!page.contains("复议案件12件，49，"), "{name}: {path} ran a template of a report");
        }
    }
    let place = with(&[("a.txt", &text)]);
    place.build(&[]);
    let table = place.read("public/data/reports.csv");
    let address = csv::Reader::from_reader(table.as_bytes()).records().next().expect("one report").expect("a row")[0].to_owned();
    let page = place.read(&format!("public/reports/{address}.html"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "the words are shown as they stand");
    assert!(
        page.contains("{{ 7 * 7 }}") || page.contains("{{ 7*7 }}") || page.contains("{{7 * 7}}") || page.contains("{{7*7}}"),
        "the words are shown as they stand"
    );
}

#[test]
fn a_line_of_fifty_megabytes_is_read() {
    const LENGTH: usize = 50_000_000;
    let sentence = "全年受理行政复议案件12件，审结10件，未发生因办案引起的重大舆情。";
    let place = with(&[
        ("a.txt", &good()),
        ("long.txt", &format!("通渭县人民政府2020年法治政府建设情况报告\n{}\n", sentence.repeat(LENGTH / sentence.len()))),
    ]);
    let run = place.run(&["check"]);
    assert!(run.status <= 1, "{}", run.whole().chars().take(2000).collect::<String>());
    assert!(run.stdout.starts_with("2 sources checked: "), "{}", run.stdout);
    assert!(run.stderr.len() < 10_000, "a message quotes a window of the line, not the line");
}

#[test]
fn check_ends_with_1_on_a_warning_and_writes_nothing() {
    let place = with(&[("a.txt", &case_source("metadata", "candidates_of_a_repeated_name"))]);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
            content/a.txt: warning[region]: the text leaves 4 places: 320106 江苏省南京市鼓楼区, 320302 江苏省徐州市鼓楼区, 350102 福建省福州市鼓楼区, 410204 河南省开封市鼓楼区
              = help: say `region = "320106"` in the front matter if it is that one: `fangzhi fix content/a.txt --region 320106 --by NAME --note WHY` writes it

            1 source checked: 0 errors, 1 warning; 0 figures to look at again
            exit status 1
        "#]],
    );
    assert!(!place.path("public").exists());
    assert_eq!(place.run(&["build"]).status, 0, "a warning does not keep a report from being published");
}

#[test]
fn strict_publishes_nothing_on_a_warning() {
    let place = with(&[("a.txt", &case_source("metadata", "candidates_of_a_repeated_name"))]);
    expect_run(
        &place.run(&["build", "--strict"]),
        &expect![[r#"
            content/a.txt: warning[region]: the text leaves 4 places: 320106 江苏省南京市鼓楼区, 320302 江苏省徐州市鼓楼区, 350102 福建省福州市鼓楼区, 410204 河南省开封市鼓楼区
              = help: say `region = "320106"` in the front matter if it is that one: `fangzhi fix content/a.txt --region 320106 --by NAME --note WHY` writes it

            public: error[strict]: nothing was published: 1 finding with --strict
              = help: mend them, or build without --strict

            exit status 2
        "#]],
    );
    assert!(!place.path("public").exists());
}

#[test]
fn a_foreign_output_folder_is_refused() {
    let place = with(&[("a.txt", &good())]);
    place.write("public/thesis.docx", "years of work");
    expect_run(
        &place.run(&["build"]),
        &expect![[r#"
        public: error[output]: this folder was not made by fangzhi: it holds thesis.docx
          = help: choose an empty folder with --output, or empty this one

        exit status 2
    "#]],
    );
}

#[test]
fn an_output_path_that_is_a_file_is_refused() {
    let place = with(&[("a.txt", &good())]);
    place.write("public", "a file");
    let run = place.run(&["build"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.whole());
    assert!(run.stderr.starts_with("public"), "{}", run.stderr);
    assert_eq!(place.read("public"), "a file");
}

#[test]
fn explain_shows_which_rule_took_each_line_of_a_file_of_which_nothing_is_left() {
    let place = with(&[("clutter.txt", "首页 > 政务公开 > 正文\n索引号：620000-2022-00012\n关于我们 | 网站地图\n")]);
    expect_run(
        &place.run(&["explain", "content/clutter.txt"]),
        &expect![[r#"
        content/clutter.txt: only navigation and other clutter, no report, is left of this file

        Removed lines
          line 1     breadcrumb       首页>政务公开>正文
          line 2     record           索引号：620000-2022-00012
          line 3     footer           关于我们|网站地图
        exit status 0
    "#]],
    );
}

#[test]
fn a_file_in_another_encoding_is_said_to_be_that_and_not_navigation() {
    let text = "關於2020年法治政府建設情況的報告\n2020年，本縣依法行政，受理行政復議案件178件，審結各類案件，加強組織領導。\n".repeat(3);
    let (big5, ..) = encoding_rs::BIG5.encode(&text);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let place = Workplace::new();
    place.write("content/big5.txt", &big5);
    place.write("content/utf16.txt", utf16);
    expect_run(
        &place.run(&["check"]),
        &expect![[r#"
        content/big5.txt: error[no-body]: no report can be read in this file: its characters make no Chinese sentences: it is in another encoding, perhaps Big5
          = help: open it in an editor that lets you choose the encoding, and save it as UTF-8

        content/utf16.txt: warning[encoding]: this is UTF-16 without the mark that says so
          = help: open it in an editor that lets you choose the encoding, and save it as UTF-8

        content/utf16.txt: warning[region]: the text does not say which place it reports on
          = help: say `region = "…"` (a code or a full name) in the front matter: `fangzhi fix content/utf16.txt --region CODE --by NAME --note WHY` writes it

        2 sources checked: 1 error, 2 warnings; 0 figures to look at again
        exit status 1
    "#]],
    );
}

#[test]
fn explain_says_why() {
    let place = with(&[("通渭.txt", &good())]);
    expect_run(
        &place.run(&["explain", "content/通渭.txt"]),
        &expect![[r#"
            content/通渭.txt (UTF-8, 287 bytes)

            Record
              kind             annual_report
                                 title, line 1: 通渭县人民政府2021年法治政府建设情况报告 — 标题写明法治政府建设或依法行政的报告
              title            通渭县人民政府2021年法治政府建设情况报告
                                 title, line 1: 通渭县人民政府2021年法治政府建设情况报告
              region           621121 甘肃省定西市通渭县
                                 title, line 1: 通渭县
                                 record, line 2: 通渭县
              level            county
                                 title, line 1: 通渭县
              year             2021
                                 title, line 1: 2021年
              issuer           通渭县司法局
                                 record, line 2: 通渭县司法局
              published        2022-01-20
                                 record, line 2: 2022-01-20 10:11
              index number     —
              document number  —

            Removed lines
              line 2     record           来源：通渭县司法局 发布时间：2022-01-20 10:11浏览次数：99【字体：大 中 小】

            Sections
              line 3       一、主要举措和成效

            Quantities
              line 4     受理行政复议案件12件              12 件 exact → reconsideration_accepted/accepted
              line 4     案件12件,审结10件              10 件 exact → reconsideration_concluded/concluded

            Numbers that are no quantities
            exit status 0
        "#]],
    );
}

#[test]
fn a_source_is_found_by_its_path_in_the_tables_and_a_typo_is_told() {
    let place = with(&[("甘肃省/通渭县/2021.txt", &good())]);
    let run = place.run(&["explain", "甘肃省/通渭县/2021.txt"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(run.stdout.starts_with("content/甘肃省/通渭县/2021.txt (UTF-8"), "{}", run.stdout);
    let mut said = String::new();
    for path in ["content/甘肃省/通谓县/2021.txt", "2021.txt", "甘肃省/通渭县/2020.txt", "x.pdf", "content/甘肃省"] {
        for command in [vec!["explain", path], vec!["fix", path, "--year", "2021", "--by", "某馆", "--note", "看过"]] {
            let run = place.run(&command);
            assert_eq!((run.status, run.stdout.as_str()), (2, ""));
            said += &run.stderr;
        }
    }
    expect![[r#"
        content/甘肃省/通谓县/2021.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        content/甘肃省/通谓县/2021.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        2021.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        2021.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        甘肃省/通渭县/2020.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        甘肃省/通渭县/2020.txt: error[source]: there is no source of this name
          = help: did you mean content/甘肃省/通渭县/2021.txt?

        x.pdf: error[source]: there is no source of this name
          = help: sources are the .txt and .md files below content

        x.pdf: error[source]: there is no source of this name
          = help: sources are the .txt and .md files below content

        content/甘肃省: error[source]: this is a folder, not a source
          = help: name one file in it

        content/甘肃省: error[source]: this is a folder, not a source
          = help: name one file in it

    "#]]
    .assert_eq(&said);
}

#[test]
fn a_base_url_that_is_no_address_stops_the_build() {
    let place = with(&[("a.txt", &good())]);
    for address in ["foo", "ftp://example.org", "https://", "https://example.org/?a", "javascript:alert(1)", "/archive"] {
        let run = place.run(&["build", "--base-url", address]);
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(run.stderr.starts_with(&format!("--base-url: error[base-url]: `{address}` is no address of a site\n")), "{}", run.stderr);
    }
    assert!(!place.path("public").exists());
    place.write("site.toml", "title = \"档案\"\nbase_url = \"foo\"\n");
    let run = place.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.starts_with("site.toml:2:12: error[config]: `foo` is no address of a site\n"), "{}", run.stderr);
}

#[test]
fn base_url_serves_only_what_needs_absolute_addresses() {
    let place = with(&[("a.txt", &good())]);
    place.build(&["--base-url", "https://example.org/archive/"]);
    let files = place.files("public");
    let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    assert!(text("sitemap.xml").contains("https://example.org/archive/reports/621121/2021.html"), "{}", text("sitemap.xml"));
    assert!(text("feed.xml").contains("https://example.org/archive/"), "{}", text("feed.xml"));
    for line in text("reports/621121/2021.html").lines().filter(|line| line.contains("https://example.org")) {
        assert!(
            ["canonical", "og:", "ld+json", "alternate", "class=\"address\""].iter().any(|word| line.contains(word)),
            "a link of the page is absolute: {line}"
        );
    }
}

#[test]
fn help_names_every_command_and_option() {
    let place = Workplace::new();
    let help = |arguments: &[&str]| {
        let run = place.run(arguments);
        assert_eq!(run.status, 0, "{}", run.whole());
        run.stdout
    };
    let all = help(&["--help"]);
    for word in ["build", "check", "explain", "archive"] {
        assert!(all.contains(word), "{word} is not in\n{all}");
    }
    let build = help(&["build", "--help"]);
    for option in
        ["--content", "--output", "--config", "--base-url", "--jobs", "--strict", "Exit status", "[default: content]", "[default: public]"]
    {
        assert!(build.contains(option), "{option} is not in\n{build}");
    }
    assert!(help(&["check", "--help"]).contains("Exit status"));
    assert!(help(&["explain", "--help"]).contains("removed"));
    let bare = place.run(&[]);
    assert_eq!(bare.status, 2);
    assert!(bare.stderr.contains("Usage:"), "{}", bare.whole());
}

#[test]
fn a_misspelt_option_is_refused_with_the_right_one() {
    let place = Workplace::new();
    let run = place.run(&["build", "--ouput", "x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--output"), "{}", run.stderr);
}

#[test]
fn explain_says_for_one_indicator_what_it_took_and_what_came_near() {
    let text =
        "通渭县人民政府2021年法治政府建设情况报告\n一、主要举措和成效\n全年受理法律援助案件765件，其中民事412件。培训法律援助人员30名。\n";
    let place = with(&[("a.txt", text)]);
    expect_run(
        &place.run(&["explain", "content/a.txt", "--indicator", "legal_aid_cases"]),
        &expect![[r#"
        legal_aid_cases 法律援助案件数 (件)
          办理、受理的法律援助案件总数；其中民事、刑事等分项不记

        Taken in
          line 3     受理法律援助案件765件             765 件 exact → legal_aid_cases/cases
                     全年受理法律援助案件765件，其中民事412件。

        Near
        exit status 0
    "#]],
    );
    expect_run(
        &place.run(&["explain", "content/a.txt", "--indicator", "aid"]),
        &expect![[r#"
        --indicator: error[indicator]: no indicator is called `aid`
          = help: data/indicators.csv of a built site lists them; data/indicators.toml defines them

        exit status 2
    "#]],
    );
}

#[test]
fn check_lists_what_the_figures_without_an_indicator_count() {
    let text =
        "通渭县人民政府2021年法治政府建设情况报告\n一、主要举措和成效\n建成法治文化公园3个，评选法治示范村5个，建成法治文化公园2个。\n";
    let place = with(&[("a.txt", text)]);
    expect_run(
        &place.run(&["check", "--quantities", "--top", "1"]),
        &expect![[r#"
        figures reports  head, unit: an example
              2       1  文化公园… 个: 建成法治文化公园3个
                         and 1 more; --top lists them
        1 source checked: 0 errors, 0 warnings; 0 figures to look at again
        exit status 0
    "#]],
    );
}
