//! A page that changed, a page that was withdrawn, a report that moved.

use std::collections::BTreeMap;

use crate::program::Workplace;

const TITLE: &str = "汕头市潮阳区人民政府2021年法治政府建设情况报告\n";
const FIRST: &str = "2021年，区政府受理行政复议案件178件，审结172件。\n一、主要工作\n全区组织法治培训12场次。\n二、下一步打算\n继续推进各项工作落到实处。\n";
const SECOND: &str =
    "2021年，区政府受理行政复议案件187件，审结172件。\n一、主要工作\n全区组织法治培训12场次。\n全年公开征求意见5次。\n二、下一步打算\n";

fn front(lines: &str) -> String {
    format!("+++\nsource_url = \"https://example.org/1.html\"\n{lines}+++\n{TITLE}")
}

/// A report and a later version of it.
fn revised() -> Workplace {
    let place = Workplace::new();
    place.write("content/2021.txt", front("retrieved = \"2022-03-01\"\n") + FIRST);
    place.write("content/2021.2022-06-01.txt", front("retrieved = \"2022-06-01\"\nrevises = \"2021.txt\"\n") + SECOND);
    place
}

fn rows(place: &Workplace, table: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(place.path(&format!("public/data/{table}.csv")))
        .expect("a table of the site")
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a table of texts")
}

#[test]
fn a_later_version_takes_the_page_and_the_earlier_one_stays_beside_it() {
    let place = revised();
    let run = place.build(&[]);
    assert_eq!(run.stderr, "");
    let reports = rows(&place, "reports");
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0]["source"].as_str(), reports[0]["revisions"].as_str()), ("2021.2022-06-01.txt", "2021.txt"));
    assert_eq!(reports[0]["report"], "440513/2021");
    let values: Vec<String> = rows(&place, "observations").into_iter().map(|row| row["value"].clone()).collect();
    assert!(values.contains(&"187".to_owned()) && !values.contains(&"178".to_owned()), "only the newest version counts: {values:?}");
    let ledger = rows(&place, "removed");
    assert!(ledger.iter().any(|row| row["source"] == "2021.txt"), "the ledger has both sources");
    let page = place.read("public/reports/440513/2021.html");
    assert!(page.contains("href=\"../../changes/440513/2021.html\""), "the page leads to what changed");
    let changes = place.read("public/changes/440513/2021.html");
    for said in [
        "<del>2021年，区政府受理行政复议案件178件，审结172件。</del>",
        "<ins>2021年，区政府受理行政复议案件187件，审结172件。</ins>",
        "<ins>全年公开征求意见5次。</ins>",
        "<del>继续推进各项工作落到实处。</del>",
        "新增 2 句，删去 2 句，未变 3 句。",
    ] {
        assert!(changes.contains(said), "{said}\n{changes}");
    }
    assert!(place.read("public/changes/index.html").contains("较早的版本：1"));
}

#[test]
fn a_later_version_does_not_move_an_address_made_from_a_path() {
    let place = revised();
    place.write("content/other.txt", front("kind = \"news\"\n") + "另一篇。\n" + FIRST);
    place.build(&[]);
    let addresses = |place: &Workplace| -> Vec<String> { rows(place, "reports").into_iter().map(|row| row["report"].clone()).collect() };
    let before = addresses(&place);
    place.write("content/other.2.txt", front("kind = \"news\"\nrevises = \"other.txt\"\n") + "另一篇，改过。\n" + FIRST);
    place.build(&[]);
    assert_eq!(addresses(&place), before);
}

#[test]
fn claims_that_lead_nowhere_or_in_a_circle_are_named_and_both_texts_stay() {
    let place = Workplace::new();
    place.write("content/a.txt", front("revises = \"b.txt\"\nyear = 2020\n") + FIRST);
    place.write("content/b.txt", front("revises = \"a.txt\"\nyear = 2021\n") + SECOND);
    place.write("content/c.txt", front("revises = \"../x.txt\"\nyear = 2022\n") + FIRST + SECOND);
    let run = place.run(&["build"]);
    assert_eq!(run.stderr.matches("warning[revises]").count(), 2, "{}", run.stderr);
    assert!(run.stderr.contains("content/a.txt: warning[revises]: this source would revise itself in the end"), "{}", run.stderr);
    assert!(run.stderr.contains("content/c.txt: warning[revises]: there is no source `../x.txt`"), "{}", run.stderr);
    // The circle is broken once: b still revises a.
    assert_eq!(rows(&place, "reports").len(), 2);
}

#[test]
fn a_withdrawn_report_says_so_and_is_listed() {
    let place = Workplace::new();
    place.write("content/2021.txt", front("withdrawn = \"2023-05-06\"\n") + FIRST);
    place.build(&[]);
    assert!(place.read("public/reports/440513/2021.html").contains("已从原网站撤下（2023-05-06 发现）"));
    assert!(place.read("public/changes/index.html").contains("2023-05-06 发现已撤下"));
    assert_eq!(rows(&place, "reports")[0]["withdrawn"], "2023-05-06");
}

#[test]
fn a_former_address_leads_on() {
    let place = Workplace::new();
    place.write("content/2021.txt", front("formerly = [\"440500/2021\", \"440513/2021\"]\n") + FIRST);
    place.write("site.toml", "base_url = \"https://example.org/archive/\"\n");
    let run = place.build(&[]);
    assert_eq!(run.stderr, "", "an address that the report has again is no redirect and no fault");
    let page = place.read("public/reports/440500/2021.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.org/archive/reports/440513/2021.html\">"), "{page}");
    assert!(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=../../reports/440513/2021.html\">"), "{page}");
    assert_eq!(place.read("public/_redirects"), "/archive/reports/440500/2021.html /archive/reports/440513/2021.html 301\n");
    assert!(!place.read("public/sitemap.xml").contains("reports/440500"));
}

#[test]
fn a_former_address_that_cannot_lead_on_is_named() {
    let place = Workplace::new();
    place.write("content/a.txt", front("formerly = [\"../../etc/x\", \"440513/2020\"]\n") + FIRST);
    place.write("content/b.txt", front("year = 2020\nformerly = [\"440500/1\"]\n") + SECOND);
    place.write("content/c.txt", front("year = 2019\nformerly = [\"440500/1\"]\n") + FIRST + SECOND);
    let run = place.run(&["build"]);
    for said in ["`../../etc/x`: no report can have had this address", "`440513/2020`: content/b.txt stands there now", "says so too"] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("warning[formerly]").count(), 3, "{}", run.stderr);
}

#[test]
fn each_copy_keeps_the_history_of_its_own_page() {
    let place = Workplace::new();
    let other = FIRST.replace("178", "98");
    place.write("content/a.txt", front("revises = \"a0.txt\"\n") + SECOND);
    place.write("content/a0.txt", front("") + FIRST);
    place.write("content/b.txt", front("revises = \"b0.txt\"\n") + SECOND);
    place.write("content/b0.txt", front("") + &other);
    // Corrected as a.txt was: a step that is told once.
    place.write("content/c.txt", front("revises = \"c0.txt\"\n") + SECOND);
    place.write("content/c0.txt", front("") + FIRST);
    place.run(&["build"]);
    let reports = rows(&place, "reports");
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0]["copies"].as_str(), reports[0]["revisions"].as_str()), ("b.txt;c.txt", "a0.txt;b0.txt;c0.txt"));
    let changes = place.read("public/changes/440513/2021.html");
    assert_eq!(changes.matches("<del>2021年，").count(), 2, "{changes}");
    assert!(!changes.contains("<ins>2021年，区政府受理行政复议案件178件"), "a0 is no correction of b0\n{changes}");
    let ledger = rows(&place, "removed");
    for source in ["a.txt", "a0.txt", "b.txt", "b0.txt", "c.txt", "c0.txt"] {
        assert!(ledger.iter().any(|row| row["source"] == source), "{source}");
    }
}

#[test]
fn a_copy_of_an_earlier_version_is_no_report_of_its_own() {
    let place = Workplace::new();
    place.write("content/a.txt", front("") + FIRST);
    place.write("content/b-copy.txt", front("") + FIRST);
    place.write("content/c-new.txt", front("revises = \"a.txt\"\n") + SECOND);
    let run = place.run(&["build"]);
    let said = "content/b-copy.txt: warning[copy]: the same text as content/a.txt, of which content/c-new.txt is a later version";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let reports = rows(&place, "reports");
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0]["source"].as_str(), reports[0]["revisions"].as_str()), ("c-new.txt", "a.txt;b-copy.txt"));
    assert_eq!((reports[0]["report"].as_str(), reports[0]["copies"].as_str()), ("440513/2021", ""));
    let values: Vec<String> = rows(&place, "observations").into_iter().map(|row| row["value"].clone()).collect();
    assert!(!values.contains(&"178".to_owned()), "{values:?}");
    assert_eq!(place.read("public/changes/440513/2021.html").matches("class=\"wide step\"").count(), 1);
    assert!(rows(&place, "removed").iter().any(|row| row["source"] == "b-copy.txt"));
}

#[test]
fn of_two_texts_that_each_replaced_the_other_one_stands() {
    let place = Workplace::new();
    place.write("content/a.txt", front("revises = \"a0.txt\"\n") + SECOND);
    place.write("content/a0.txt", front("") + FIRST);
    place.write("content/b.txt", front("revises = \"b0.txt\"\n") + FIRST);
    place.write("content/b0.txt", front("") + SECOND);
    place.run(&["build"]);
    let reports = rows(&place, "reports");
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0]["source"].as_str(), reports[0]["revisions"].as_str()), ("b.txt", "b0.txt;a.txt;a0.txt"));
    assert_eq!(place.read("public/changes/440513/2021.html").matches("class=\"wide step\"").count(), 2);
}

#[test]
fn suffixes_that_begin_alike_are_as_long_as_it_takes() {
    let place = Workplace::new();
    let report = |name: &str, figure: &str| {
        let title = "天津市宁河区某局2023年法治政府建设情况报告\n";
        let front = "+++\nregion = \"120117\"\nyear = 2023\nkind = \"news\"\n+++\n";
        place.write(&format!("content/天津市/宁河区/{name}.txt"), front.to_owned() + title + &SECOND.replace("187", figure));
    };
    // The SHA-256 of both paths begins with 471cba.
    report("局3104", "31");
    report("局4751", "47");
    report("x", "9");
    report("局1", "1");
    place.run(&["build"]);
    let mut addresses: Vec<String> = rows(&place, "reports").into_iter().map(|row| row["report"].clone()).collect();
    addresses.sort();
    assert_eq!(addresses.len(), 4);
    assert_eq!(addresses[0], "120117/2023");
    assert!(addresses.iter().any(|address| address == "120117/2023-471cba2a"), "{addresses:?}");
    assert!(addresses.iter().any(|address| address == "120117/2023-471cbaa6"), "{addresses:?}");
    assert!(addresses.iter().any(|address| address.len() == "120117/2023-".len() + 6), "{addresses:?}");
}
