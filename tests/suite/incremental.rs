//! A build that remembers gives byte for byte what a build without a memory gives.
//!
//! `FANGZHI_EDITS=500 cargo test --release --test suite incremental` edits more often.

use std::env;
use std::fs;

use crate::program::{Workplace, files_in};

/// Edits when nobody asks for more.
const EDITS: usize = 24;

/// Numbers that look random and are the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    pub fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// An archive of two places and three years beside the repository's reports.
pub fn archive() -> Workplace {
    let place = Workplace::with_content();
    for (region, code) in [("武汉市江夏区", 1), ("武汉市黄陂区", 2), ("武汉市新洲区", 3)] {
        for year in [2019, 2020, 2021] {
            let text = format!(
                "{region}人民政府{year}年法治政府建设情况报告\n\n一、主要工作\n坚持把学习宣传贯彻习近平法治思想作为首要政治任务抓紧抓实抓好。\
                 全年受理行政复议案件{}件，审结{}件。开展执法培训{}场次。\n二、存在的问题\n还存在一些不足。\n{region}人民政府\n{}年2月1日\n",
                30 + code * 7 + year % 10,
                20 + code,
                year % 7 + 1,
                year + 1,
            );
            place.write(&format!("content/{code}/{year}.txt"), text);
        }
    }
    place
}

/// Changes something, and says what.
fn edit(place: &Workplace, dice: &mut Dice) -> String {
    let sources: Vec<String> = place.files("content").into_keys().filter(|path| path.ends_with(".txt")).collect();
    let source = format!("content/{}", dice.of(&sources));
    let text = || String::from_utf8(fs::read(place.path(&source)).expect("a source")).expect("UTF-8");
    let number = dice.below(1000);
    let pages: Vec<String> = place.files("public").into_keys().filter(|path| !path.starts_with('.')).collect();
    match dice.below(13) {
        0 => {
            place.write(&source, format!("{}\n\n全年办理法律援助案件{number}件。\n", text().trim_end()));
            format!("{source} has a paragraph more")
        }
        1 => {
            let digits: Vec<usize> = text().char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = *dice.of(&digits);
            let digit = (number % 10).to_string();
            place.write(&source, [&text()[..at], &digit, &text()[at + 1..]].concat());
            format!("{source} has another digit at {at}")
        }
        2 if sources.len() > 6 => {
            fs::remove_file(place.path(&source)).expect("removed");
            format!("{source} is gone")
        }
        3 | 4 => {
            let year = 2012 + dice.below(12);
            place.write(&format!("content/new/{number}.txt"), text().replace("2020", &year.to_string()));
            format!("a text like {source}, of {year}")
        }
        5 => {
            place.write(&format!("content/copy/{number}.txt"), text());
            format!("a copy of {source}")
        }
        6 => {
            let moved = format!("content/moved-{number}/{}.txt", dice.below(9));
            place.write(&moved, text());
            fs::remove_file(place.path(&source)).expect("removed");
            format!("{source} is {moved}")
        }
        7 => {
            let rules = crate::case::read_text(&crate::case::repository("data/topics.toml"));
            place.write("data/topics.toml", format!("{rules}\n# {number}\n"));
            "other rules".to_owned()
        }
        8 => {
            place.write("site.toml", format!("title = \"档案{number}\"\n"));
            "another title".to_owned()
        }
        9 => {
            let template = crate::case::read_text(&crate::case::repository("templates/base.html"));
            place.write("templates/base.html", template.replace("</body>", &format!("<!-- {number} --></body>")));
            "another template".to_owned()
        }
        10 => {
            let page = dice.of(&pages);
            place.write(&format!("public/{page}"), "spoilt");
            format!("{page} spoilt by hand")
        }
        11 => {
            let page = dice.of(&pages);
            fs::remove_file(place.path(&format!("public/{page}"))).expect("removed");
            format!("{page} removed by hand")
        }
        _ => "nothing".to_owned(),
    }
}

#[test]
fn after_any_edit_the_output_is_that_of_a_build_without_memory() {
    let edits = env::var("FANGZHI_EDITS").map_or(EDITS, |number| number.parse().expect("FANGZHI_EDITS is a number"));
    let place = archive();
    place.build(&[]);
    let mut dice = Dice(11);
    let mut told = Vec::new();
    for round in 0..edits {
        told.push(edit(&place, &mut dice));
        let options: &[&str] = if dice.below(5) == 0 { &["--no-search"] } else { &[] };
        // Every now and then several edits at once.
        if dice.below(4) == 0 {
            continue;
        }
        let incremental = place.run(&[&["build"], options].concat());
        assert_ne!(incremental.status, 2, "{}{told:#?}", incremental.stderr);
        let fresh = format!("fresh-{round}");
        let cold = place.run(&[&["build", "--output", &fresh, "--cache", &format!("{fresh}-cache")], options].concat());
        assert_eq!((incremental.status, &incremental.stderr), (cold.status, &cold.stderr), "{told:#?}");
        let (public, expected) = (place.files("public"), files_in(&place.path(&fresh)));
        for path in public.keys().chain(expected.keys()) {
            assert!(public.get(path) == expected.get(path), "{path} differs after {told:#?}");
        }
        for folder in [fresh.clone(), format!("{fresh}-cache")] {
            fs::remove_dir_all(place.path(&folder)).expect("removed");
        }
    }
}

#[test]
fn a_build_of_the_same_touches_nothing() {
    let place = archive();
    place.build(&[]);
    let stamps = || -> Vec<_> {
        let modified =
            |path: &String| fs::metadata(place.path(&format!("public/{path}"))).and_then(|file| file.modified()).expect("a time");
        place.files("public").keys().map(|path| (path.clone(), modified(path))).collect()
    };
    let before = stamps();
    let run = place.build(&[]);
    assert!(run.stdout.contains("(0 written, 0 removed)"), "{}", run.whole());
    assert_eq!(stamps(), before);
}

#[test]
fn static_files_and_prose_count_by_themselves() {
    let place = archive();
    place.build(&[]);
    place.write("static/style.css", "body {}\n");
    assert_eq!(place.build(&[]).changes().1, 0);
    assert_eq!(place.read("public/static/style.css"), "body {}\n");
    place.write("templates/about.md", "新的说明。\n");
    place.build(&[]);
    assert!(place.read("public/about.html").contains("新的说明。"));
}

#[test]
fn a_changed_report_writes_its_own_files_and_what_lists_it() {
    let place = archive();
    place.build(&[]);
    let before = place.files("public");
    let source = "content/1/2020.txt";
    let text = place.read(source);
    place.write(source, text.replace("还存在一些不足。", "还存在一些不足，需要改进。"));
    let run = place.build(&[]);
    let after = place.files("public");
    let changed: Vec<&String> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).map(|(path, _)| path).collect();
    assert!(run.stdout.contains(&format!("({} written, 0 removed)", changed.len())), "{}\n{changed:?}", run.whole());
    assert!(changed.iter().any(|path| *path == "reports/420115/2020.html"), "{changed:?}");
    let others = changed.iter().filter(|path| path.starts_with("reports/") && !path.starts_with("reports/420115/"));
    assert_eq!(others.count(), 0, "{changed:?}");
}

#[test]
fn an_error_in_a_page_leaves_the_old_pages_as_they_were() {
    let place = archive();
    place.build(&[]);
    let before = place.files("public");
    let source = "content/1/2020.txt";
    place.write(source, place.read(source).replace("还存在一些不足。", "没有不足。"));
    let template = crate::case::read_text(&crate::case::repository("templates/topic.html"));
    place.write("templates/topic.html", template.replace("{% block content %}", "{% block content %}{{ page.nothing_of_this_name }}"));
    let run = place.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    let after = place.files("public");
    assert!(!place.path("public/.fangzhi-unfinished").exists(), "an error leaves nothing half-done behind");
    assert!(before.iter().filter(|(path, _)| !path.starts_with('.')).all(|(path, bytes)| after.get(path) == Some(bytes)));
    fs::remove_file(place.path("templates/topic.html")).expect("removed");
    place.build(&[]);
    place.build(&["--output", "fresh", "--cache", "fresh-cache"]);
    assert_eq!(place.files("public"), place.files("fresh"));
}

#[test]
fn without_search_there_is_no_index_and_nothing_that_asks_for_one() {
    let place = archive();
    let run = place.build(&["--no-search", "--timings"]);
    let public = place.files("public");
    assert!(!public.keys().any(|path| path.starts_with("search/")));
    assert!(!place.read("public/search.html").contains("search.js"));
    let stages = ["sources", "reading", "reports", "indicators", "finishing"];
    assert!(stages.iter().all(|stage| run.stderr.lines().any(|line| line.ends_with(stage))), "{}", run.stderr);
    // The lists of grams that the first build did not make are made when they are asked for.
    place.build(&[]);
    place.build(&["--output", "fresh", "--cache", "fresh-cache"]);
    assert_eq!(place.files("public"), place.files("fresh"));
}
