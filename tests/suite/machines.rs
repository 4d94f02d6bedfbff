//! What machines read of a site: linked data, feeds, citations, the headers for a host.

use serde_json::Value;

use crate::program::Workplace;

/// The JSON-LD block of a page.
fn linked_data(page: &str) -> Value {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("the page has linked data");
    let (block, _) = rest.split_once("</script>").expect("the block ends");
    serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"))
}

#[test]
fn a_report_and_the_archive_describe_themselves() {
    let place = Workplace::with_content();
    place.build(&["--base-url", "https://example.org/a"]);
    let report = linked_data(&place.read("public/reports/120117/2023.html"));
    assert_eq!(report["@type"], "Report");
    assert_eq!(report["author"]["name"], "天津市宁河区人民政府");
    assert_eq!(report["spatialCoverage"]["identifier"], "120117");
    assert_eq!(report["temporalCoverage"], "2023");
    assert_eq!(report["url"], "https://example.org/a/reports/120117/2023.html");
    let archive = linked_data(&place.read("public/index.html"));
    assert_eq!((&archive["@type"], &archive["temporalCoverage"]), (&Value::from("Dataset"), &Value::from("2019/2024")));
}

#[test]
fn markup_in_a_title_stays_words_everywhere() {
    let place = Workplace::new();
    let title = "</script><script>alert(1)</script><svg onload=alert(2)>";
    place.write(
        "content/a.md",
        format!("+++\nregion = \"120117\"\nyear = 2021\n+++\n# 宁河区2021年法治政府建设情况报告{title}\n\n## 一、{title}\n\n受理行政复议案件12件，{title}。\n"),
    );
    assert_eq!(place.build(&[]).status, 0);
    for (path, bytes) in place.files("public").into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes).expect("pages are UTF-8");
        assert!(!page.contains("<script>alert") && !page.contains("<svg onload"), "{path}");
    }
    assert_eq!(linked_data(&place.read("public/reports/120117/2021.html"))["name"], format!("宁河区2021年法治政府建设情况报告{title}"));
}

#[test]
fn every_province_has_a_feed_of_its_own_reports() {
    let place = Workplace::with_content();
    place.build(&[]);
    let feed = place.read("public/feeds/120000.xml");
    assert!(feed.contains("reports/120117/2023.html"), "{feed}");
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
}

#[test]
fn every_report_is_cited_in_every_form() {
    let place = Workplace::with_content();
    place.build(&[]);
    let count = |file: &str, mark: &str| place.read(&format!("public/data/{file}")).matches(mark).count();
    assert_eq!(count("citations.bib", "@techreport{"), 5);
    assert_eq!(count("citations.ris", "TY  - RPRT"), 5);
    assert_eq!(count("citations.txt", "[R/OL]"), 5);
    let items: Vec<Value> = serde_json::from_str(&place.read("public/data/citations.csl.json")).expect("JSON");
    assert_eq!(items.len(), 5);
}

#[test]
fn a_host_is_told_to_load_nothing_from_elsewhere() {
    let place = Workplace::with_content();
    place.build(&[]);
    assert!(place.read("public/_headers").contains("Content-Security-Policy: default-src 'self'\n"));
}

#[test]
fn the_text_of_a_report_shows_its_words_and_its_settled_title() {
    let place = Workplace::new();
    let body = "一、主要举措和成效\n2021年，A&amp;amp;B公司等受理行政复议案件12件，审结10件。\n-5|甲|乙\n- 6|丙|丁\n|---|---|\n";
    place.write(
        "content/a.txt",
        format!(
            "+++\ntitle = \"定下的题名&copy;\"\nregion = \"621121\"\nyear = 2021\n+++\n通渭县人民政府2021年法治政府建设情况报告\n{body}"
        ),
    );
    place.build(&[]);
    let text = place.read("public/reports/621121/2021.md");
    assert!(text.starts_with("# 定下的题名\\&copy;\n"), "{text}");
    assert!(text.contains("A\\&amp;B公司"), "{text}");
    let shown: String = pulldown_cmark::Parser::new(&text)
        .map(|event| match event {
            pulldown_cmark::Event::Text(words) => words.to_string(),
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::List(_)) => panic!("a row begins a list\n{text}"),
            _ => String::new(),
        })
        .collect();
    assert!(shown.contains("A&amp;B公司") && shown.contains("-5|甲|乙") && shown.contains("定下的题名&copy;"), "{shown}");
}

#[test]
fn a_signature_before_the_deadline_is_no_day_of_publication() {
    let place = Workplace::new();
    let report = |name: &str, year: u16, top: &str, signed: &str| {
        let body = "一、主要举措和成效\n受理行政复议案件12件，审结10件。\n二、下一步打算\n继续推进法治政府建设各项工作，确保落到实处。\n";
        let source = format!("武汉市江岸区人民政府{year}年法治政府建设情况报告\n{top}{body}江岸区人民政府\n{signed}\n");
        place.write(&format!("content/{name}.txt"), source);
    };
    report("signed", 2023, "", "2024年1月10日");
    report("late", 2022, "", "2023年5月6日");
    report("published", 2021, "发布日期：2022-02-03\n", "2022年1月10日");
    place.build(&[]);
    let table = place.read("public/data/compliance.csv");
    let ends = |row: &str| table.lines().filter(|line| line.trim_end().ends_with(row)).count();
    assert_eq!((ends("2024-01-10,undated"), ends("2023-05-06,late"), ends("2022-02-03,on_time")), (1, 1, 1), "{table}");
    let page = place.read("public/reports/420102/2023.html");
    assert!(page.contains("落款 <time datetime=\"2024-01-10\">") && !page.contains("2024-01-10</time> 公布"), "{page}");
    let data = linked_data(&page);
    assert_eq!((&data["dateCreated"], &data["datePublished"]), (&Value::from("2024-01-10"), &Value::Null));
    assert_eq!(linked_data(&place.read("public/reports/420102/2021.html"))["datePublished"], "2022-02-03");
    assert!(place.read("public/coverage.html").contains("日期不详 · 落款 2024-01-10"));
}
