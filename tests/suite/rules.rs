//! Rule files of an archive's own: what is refused before anything is read, and where the error stands.

use crate::case::{read_text, repository};
use crate::program::{Run, Workplace};

const REPORT: &str = "通渭县人民政府2021年法治政府建设情况报告\n一、主要举措和成效\n受理行政复议案件40件，审结30件。\n";

/// Builds with a rule file in which some words are others.
fn run_with(file: &str, changes: &[(&str, &str)]) -> (Workplace, Run) {
    let mut text = read_text(&repository(&format!("data/{file}")));
    for (before, after) in changes {
        assert!(text.contains(before), "{before}");
        text = text.replacen(before, after, 1);
    }
    let place = Workplace::new();
    place.write("content/a.txt", REPORT);
    place.write(&format!("data/{file}"), text);
    let run = place.run(&["build"]);
    (place, run)
}

fn expect_refused(file: &str, changes: &[(&str, &str)], says: &str) {
    let (place, run) = run_with(file, changes);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.whole());
    assert!(run.stderr.contains(&format!("error[rules]: {says}")) && run.stderr.starts_with(&format!("data/{file}:")), "{}", run.stderr);
    assert!(!place.path("public").exists());
}

const ACCEPTED: &str = "[[indicator]]\nid = \"reconsideration_accepted\"\n";
const ACCEPTED_OVER: &str = "over = [\"reconsideration_applications\"]";

#[test]
fn an_id_that_is_no_name_of_a_page_is_refused() {
    for id in ["../../../x", "index", "", "Case", "复议"] {
        let other = format!("[[indicator]]\nid = \"{id}\"\n");
        expect_refused("indicators.toml", &[(ACCEPTED, &other)], &format!("`{id}` cannot be an id"));
    }
    let topic = read_text(&repository("data/topics.toml"));
    let first = topic.lines().find(|line| line.starts_with("id = ")).expect("a topic").to_owned();
    expect_refused("topics.toml", &[(&first, "id = \"../x\"")], "`../x` cannot be an id");
}

#[test]
fn an_indicator_that_wins_over_itself_is_refused() {
    expect_refused(
        "indicators.toml",
        &[(ACCEPTED_OVER, "over = [\"reconsideration_accepted\"]")],
        "`reconsideration_accepted` would win over itself in the end",
    );
    let says = "would win over itself in the end";
    let applications = "[[indicator]]\nid = \"reconsideration_applications\"\n";
    let text = read_text(&repository("data/indicators.toml"));
    let block =
        text.split("[[indicator]]\n").find(|block| block.starts_with("id = \"reconsideration_applications\"")).expect("an indicator");
    assert!(!block.contains("\nover = "), "the test adds this key");
    let circle = format!("{applications}over = [\"reconsideration_accepted\"]\n");
    expect_refused("indicators.toml", &[(applications, &circle)], &format!("`{}` {says}", first_of(&text)));
    let part = format!("{applications}split_into = [\"reconsideration_applications\"]\n");
    expect_refused("indicators.toml", &[(applications, &part)], "`reconsideration_applications` would be a part of itself in the end");
}

/// Which of the two the file has first.
fn first_of(text: &str) -> &'static str {
    let at = |id: &str| text.find(&format!("[[indicator]]\nid = \"{id}\"")).expect("an indicator");
    let both = ["reconsideration_accepted", "reconsideration_applications"];
    if at(both[0]) < at(both[1]) { both[0] } else { both[1] }
}

#[test]
fn a_name_that_nothing_has_is_refused() {
    let topic = format!("{ACCEPTED}topic = \"reconsideration\"");
    let other = format!("{ACCEPTED}topic = \"reconsiderations\"");
    expect_refused("indicators.toml", &[(&topic, &other)], "no topic is called `reconsiderations`");
    expect_refused("indicators.toml", &[("units = [\"case\"]", "units = [\"cases\"]")], "no list of units is called `cases`");
}

#[test]
fn a_frame_without_its_figure_is_refused() {
    let text = read_text(&repository("data/indicators.toml"));
    let frame = text.lines().find(|line| line.starts_with("frame = ")).expect("a frame");
    expect_refused("indicators.toml", &[(frame, "frame = '受理…'")], "this frame has no `#`");
}

#[test]
fn an_example_that_the_rules_of_an_archive_fail_is_named() {
    let (_, run) = run_with("indicators.toml", &[]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let changed = [("  \"收到行政复议申请210件,依法受理[198件]\"", "  \"收到行政复议申请[210件],依法受理[198件]\"")];
    let (place, run) = run_with("indicators.toml", &changed);
    assert_eq!(run.status, 0, "{}", run.whole());
    let says = "warning[rules]: the rules of `reconsideration_accepted` do not give its example: ";
    assert!(run.stderr.starts_with("data/indicators.toml:") && run.stderr.contains(says), "{}", run.stderr);
    let check = place.run(&["check"]);
    assert_eq!(check.status, 1);
    assert!(check.stderr.contains(says), "{}", check.stderr);
}

#[test]
fn more_topics_than_the_search_index_has_bits_for_are_refused() {
    let many: String = (0..20)
        .map(|n| format!("\n[[topic]]\nid = \"more_{n}\"\nzh = \"多\"\nen = \"m\"\nscope = \"\"\nnames = []\nsigns = []\n"))
        .collect();
    let place = Workplace::new();
    place.write("content/a.txt", REPORT);
    place.write("data/topics.toml", read_text(&repository("data/topics.toml")) + &many);
    let run = place.run(&["build"]);
    assert!(run.status == 2 && run.stderr.contains("more than 32 topics"), "{}", run.whole());
}

#[test]
fn a_pair_of_words_is_no_pair_of_characters() {
    for line in ["國家\t国", "國\t国家", "國\t国\t", "國 国", "國\t", ""] {
        let place = Workplace::new();
        place.write("content/a.txt", REPORT);
        place.write("data/traditional.tsv", format!("萬\t万\n{line}\n"));
        let run = place.run(&["build"]);
        assert!(run.status == 2 && run.stderr.contains("data/traditional.tsv:2"), "{line:?}\n{}", run.whole());
    }
}
