//! Files that the program carries, written out and changed.

use crate::case::repository;
use crate::program::Workplace;

/// The paths that `eject` lists.
fn listed(place: &Workplace) -> Vec<String> {
    let run = place.run(&["eject"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    run.stdout.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Writes everything out.
fn eject_all(place: &Workplace) -> Vec<String> {
    let names = listed(place);
    let run = place.run(&[&["eject"], names.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.whole());
    names
}

#[test]
fn every_file_comes_out_as_it_is_and_changes_nothing() {
    let place = Workplace::with_content();
    place.build(&["--output", "before", "--cache", "before-cache"]);
    let names = eject_all(&place);
    for folder in ["templates/report.html", "templates/404.en.md", "static/search.js", "data/clutter.toml", "data/i18n/zh.toml"] {
        assert!(names.iter().any(|name| name == folder), "{folder} is not in {names:?}");
    }
    for name in &names {
        let expected = std::fs::read(repository(name)).expect("the repository has what the program carries");
        assert!(std::fs::read(place.path(name)).expect("written out") == expected, "{name}");
    }
    place.build(&[]);
    assert!(place.files("public") == place.files("before"), "the site differs");
    let run = place.run(&["eject"]);
    let marked = |line: &&str| line.is_empty() || line.ends_with("  (overridden by the same)");
    assert!(run.stdout.lines().all(|line| marked(&line)), "{}", run.stdout);
}

#[test]
fn a_changed_file_of_each_folder_counts() {
    let place = Workplace::with_content();
    for (name, from, to) in [
        ("templates/base.html", "</body>", "<!-- own template --></body>"),
        ("static/style.css", "", "/* own style */\n"),
        ("data/i18n/zh.toml", "[nav]\n", "# own words\n[nav]\n"),
    ] {
        assert_eq!(place.run(&["eject", name]).stdout, format!("{name}\n"));
        place.write(name, place.read(name).replacen(from, to, 1));
    }
    let words = place.read("data/i18n/zh.toml");
    let about = words.lines().find(|line| line.starts_with("about = ")).expect("the bar leads to the page about the archive").to_owned();
    place.write("data/i18n/zh.toml", words.replacen(&about, "about = \"本馆\"", 1));
    place.build(&[]);
    let page = place.read("public/index.html");
    assert!(page.contains("<!-- own template -->") && page.contains("本馆"), "{page}");
    assert!(place.read("public/static/style.css").starts_with("/* own style */"));
    let run = place.run(&["eject"]);
    assert!(run.stdout.contains("static/style.css  (overridden)\n"), "{}", run.stdout);
    assert!(run.stdout.contains("static/site.js\n"), "{}", run.stdout);
}

#[test]
fn the_list_is_grouped_by_folder() {
    let run = Workplace::new().run(&["eject"]);
    let folders: Vec<Vec<&str>> =
        run.stdout.split("\n\n").map(|group| group.lines().filter_map(|line| line.split('/').next()).collect()).collect();
    assert_eq!(folders.len(), 3, "{}", run.stdout);
    assert!(folders.iter().all(|group| group.iter().all(|folder| folder == &group[0])), "{folders:?}");
}

#[test]
fn nothing_is_written_over_and_half_of_nothing_is_written() {
    let place = Workplace::new();
    place.write("templates/report.html", "mine");
    let run = place.run(&["eject", "style.css", "report.html"]);
    expect_test::expect![[r#"
        templates/report.html: error[exists]: this file is there already, and is not written over
          = help: change this one, or move it away first

        exit status 2
    "#]]
    .assert_eq(&run.whole());
    assert_eq!(place.read("templates/report.html"), "mine");
    assert!(!place.path("static").exists());
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let run = Workplace::new().run(&["eject", "templates/raport.html"]);
    expect_test::expect![[r#"
        templates/raport.html: error[unknown]: the program carries no file of this name
          = help: say templates/report.html or templates/parts.html or templates/base.html; `fangzhi eject` without a name lists all

        exit status 2
    "#]]
    .assert_eq(&run.whole());
}

#[test]
fn files_come_out_beside_the_configuration() {
    let place = Workplace::new();
    place.write("sites/gansu/site.toml", "");
    let run = place.run(&["eject", "--config", "sites/gansu/site.toml", "zh.toml"]);
    assert_eq!(run.stdout, "sites/gansu/data/i18n/zh.toml\n", "{}", run.stderr);
    assert!(place.path("sites/gansu/data/i18n/zh.toml").is_file());
}
