//! `new` and `fix`: what a person settles, and how the page shows it.

use std::io::Write;
use std::process::{Command, Stdio};

use encoding_rs::GB18030;
use expect_test::expect;

use crate::program::Workplace;

/// A report of a district whose name twelve cities have.
const OPEN: &str = "鼓楼区人民政府2020年法治政府建设情况报告\n2020年，全区受理行政复议案件178件。\n一、主要工作\n组织法治培训12场次。\n";

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("content/待定/2020.txt", OPEN);
    place
}

#[test]
fn flags_settle_a_region_and_the_page_says_who_and_why() {
    let place = place();
    place.run(&["build"]);
    let run = place.run(&["fix", "content/待定/2020.txt", "--region", "江苏省南京市鼓楼区", "--by", "某馆", "--note", "页面地址在南京市"]);
    expect![[r#"
        content/待定/2020.txt: region = "320106"
        content/待定/2020.txt: settled_by = "某馆"
        content/待定/2020.txt: note = "页面地址在南京市"
        content/待定/2020.txt: formerly = ["unresolved-d9682840/2020"]
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    assert!(place.read("content/待定/2020.txt").ends_with(OPEN), "the text is as it was");
    let run = place.build(&[]);
    assert_eq!(run.stderr, "");
    let page = place.read("public/reports/320106/2020.html");
    assert!(page.contains("由某馆核定。理由：页面地址在南京市。"), "{page}");
    assert!(place.read("public/reports/unresolved-d9682840/2020.html").contains("url=../../reports/320106/2020.html"));
}

#[test]
fn a_decision_without_who_or_why_is_refused() {
    let place = place();
    let run = place.run(&["fix", "content/待定/2020.txt", "--region", "320106", "--by", "某馆"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("a decision needs who made it and why"), "{}", run.stderr);
    assert_eq!(place.read("content/待定/2020.txt"), OPEN);
}

#[test]
fn a_name_that_several_places_have_settles_nothing() {
    let place = place();
    let run = place.run(&["fix", "content/待定/2020.txt", "--region", "鼓楼区", "--by", "某馆", "--note", "是它"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("no single place of the table is `鼓楼区`"), "{}", run.stderr);
    assert_eq!(place.read("content/待定/2020.txt"), OPEN);
}

/// Runs `fix` with answers at its questions.
fn answer(place: &Workplace, answers: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fangzhi"))
        .args(["fix", "content/待定/2020.txt"])
        .current_dir(place.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built with the tests");
    child.stdin.take().expect("a pipe").write_all(answers.as_bytes()).expect("the program reads its answers");
    String::from_utf8(child.wait_with_output().expect("the program ends").stdout).expect("the program writes UTF-8")
}

#[test]
fn questions_offer_the_candidates_and_take_a_number() {
    let place = place();
    let said = answer(&place, "没有这个地方\n2\n某馆\n看过原网页\n");
    assert!(said.contains("  1  130") || said.contains("  1  320"), "{said}");
    assert!(said.contains("no single place of the table is `没有这个地方`"), "{said}");
    let front = place.read("content/待定/2020.txt");
    assert!(front.starts_with("+++\nregion = \"") && front.contains("settled_by = \"某馆\"\nnote = \"看过原网页\"\n"), "{front}");
}

#[test]
fn no_answer_leaves_the_source_as_it_was() {
    let place = place();
    let said = answer(&place, "");
    assert!(said.ends_with("nothing was settled, and content/待定/2020.txt is as it was\n"), "{said}");
    assert_eq!(place.read("content/待定/2020.txt"), OPEN);
}

#[test]
fn a_source_keeps_its_encoding_and_its_bytes() {
    let place = Workplace::new();
    let (bytes, _, _) = GB18030.encode(OPEN);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(OPEN.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [("gb.txt", bytes.into_owned()), ("utf16.txt", utf16)] {
        let path = format!("content/{name}");
        place.write(&path, &bytes);
        for _ in 0..2 {
            let run = place.run(&["fix", &path, "--region", "320106", "--by", "某馆", "--note", "看过"]);
            assert_eq!(run.status, 0, "{}", run.whole());
        }
        let after = std::fs::read(place.path(&path)).expect("a source");
        let mark = if name == "utf16.txt" { 2 } else { 0 };
        assert!(after.ends_with(&bytes[mark..]) && after.starts_with(&bytes[..mark]), "{name}");
    }
}

#[test]
fn a_new_source_waits_at_its_place_for_its_text() {
    let place = Workplace::new();
    place.write("content/.keep", "");
    let run = place.run(&["new", "420117", "2024", "--by", "某馆", "--source-url", "https://example.org/1.html"]);
    expect![[r#"
        content/湖北省/武汉市/新洲区/2024.txt: paste the report's text below the front matter, then build
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    expect![[r#"
        +++
        region = "420117"
        year = 2024
        source_url = "https://example.org/1.html"
        settled_by = "某馆"
        +++
    "#]]
    .assert_eq(&place.read("content/湖北省/武汉市/新洲区/2024.txt"));
    let again = place.run(&["new", "湖北省武汉市新洲区", "2024"]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("cannot make this file"), "{}", again.stderr);
}

#[test]
fn a_year_that_no_report_can_be_about_is_refused_before_anything_is_written() {
    let place = place();
    for year in ["21", "1900", "2100"] {
        let run = place.run(&["fix", "content/待定/2020.txt", "--year", year, "--by", "某馆", "--note", "看过"]);
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(run.stderr.contains(&format!("`{year}` is no year that a report can be about")), "{}", run.stderr);
    }
    assert_eq!(place.read("content/待定/2020.txt"), OPEN);
}

#[test]
fn no_second_front_matter_is_written_above_one_that_begins_too_late() {
    let place = Workplace::new();
    let text = format!("\n+++\nyear = 2020\n+++\n{OPEN}");
    place.write("content/a.txt", &text);
    let run = place.run(&["fix", "content/a.txt", "--region", "320106", "--by", "某馆", "--note", "看过"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.starts_with("content/a.txt:2:1: error[front-matter]"), "{}", run.stderr);
    assert_eq!(place.read("content/a.txt"), text);
}
