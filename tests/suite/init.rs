//! A new archive.

use crate::program::{Workplace, run_in};

#[test]
fn a_new_archive_is_built_without_a_word() {
    let place = Workplace::new();
    let run = place.run(&["init", "archive", "--title", "甘肃 \"法治\" 档案"]);
    expect_test::expect![[r#"
        a new archive in archive: site.toml, content/示例.md, .gitignore, README.md, .github/workflows/publish.yml
        next: cd archive && fangzhi serve
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    let archive = place.path("archive");
    let run = run_in(&archive, &["build", "--strict"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.whole());
    assert!(run.stdout.starts_with("1 report of 1 source published"), "{}", run.stdout);
    assert!(run.stdout.contains("; 0 errors, 0 warnings, "), "{}", run.stdout);
    assert!(place.read("archive/public/index.html").contains("甘肃 &quot;法治&quot; 档案"));
    // The example is read and searched, and counts as no report of a place or a year.
    let run = run_in(&archive, &["check"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(!place.read("archive/public/data/compliance.csv").contains("示例"));
}

#[test]
fn what_is_there_is_kept_and_named() {
    let place = Workplace::new();
    place.write("README.md", "mine");
    place.write("content/通渭.txt", "mine");
    let run = place.run(&["init"]);
    expect_test::expect![[r#"
        a new archive in .: site.toml, .gitignore, .github/workflows/publish.yml
        there already, and left as they are: content, README.md
        next: fangzhi serve
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    assert_eq!((place.read("README.md"), place.read("content/通渭.txt")), ("mine".to_owned(), "mine".to_owned()));
    assert_eq!(place.files("content").len(), 1);
}

#[test]
fn an_archive_is_not_begun_twice() {
    let place = Workplace::new();
    place.write("site.toml", "title = \"mine\"\n");
    let run = place.run(&["init"]);
    expect_test::expect![[r#"
        site.toml: error[exists]: this folder is an archive already
          = help: choose another folder, or go on with this one: `fangzhi build`

        exit status 2
    "#]]
    .assert_eq(&run.whole());
    assert_eq!(place.files("").len(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let place = Workplace::new();
    place.write("file", "");
    let run = place.run(&["init", "file"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("file: error[unwritable]: "), "{}", run.stderr);
}

#[test]
fn the_workflow_is_yaml_with_least_rights_and_no_place_left_open() {
    let place = Workplace::new();
    place.run(&["init"]);
    let workflow: serde_json::Value = serde_saphyr::from_str(&place.read(".github/workflows/publish.yml")).expect("the workflow is YAML");
    assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }));
    assert_eq!(workflow["env"]["FANGZHI_VERSION"], env!("CARGO_PKG_VERSION"));
    let steps: Vec<&serde_json::Value> =
        workflow["jobs"].as_object().expect("jobs").values().filter_map(|job| job["steps"].as_array()).flatten().collect();
    let uses = steps.iter().filter_map(|step| step["uses"].as_str());
    assert!(uses.clone().count() > 3 && uses.into_iter().all(|action| action.starts_with("actions/") && action.contains("@v")));
    for name in place.files("").keys() {
        let text = place.read(name);
        assert!(!text.contains("{title}") && !text.contains("{version}"), "{name}");
    }
}
