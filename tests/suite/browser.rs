//! The built site in a real browser: runs `tests/browser/` where it is installed. `.ci/run` always does.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::case::repository;
use crate::program::Workplace;

/// What is missing to run them, if anything.
fn missing() -> Option<&'static str> {
    let on_path =
        |name: &str| std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|place| place.join(name).is_file()));
    if std::env::var("FANGZHI_BROWSER").is_ok_and(|value| value == "skip") {
        Some("FANGZHI_BROWSER=skip")
    } else if !repository("tests/browser/node_modules/playwright-core").is_dir() {
        Some("`npm ci --prefix tests/browser` has not been run")
    } else if !on_path("node") {
        Some("there is no Node.js")
    } else if std::env::var_os("CHROMIUM").is_none() && !Path::new("/usr/bin/chromium").is_file() && !on_path("chromium") {
        Some("there is no Chromium")
    } else {
        None
    }
}

#[test]
fn the_site_works_in_a_browser() {
    if let Some(why) = missing() {
        // Not `eprintln!`: the test harness would keep it to itself.
        writeln!(std::io::stderr(), "left out: the browser tests of tests/browser ({why})").expect("standard error takes a line");
        return;
    }
    let place = Workplace::with_content();
    place.build(&[]);
    let folder = repository("tests/browser");
    let mut tests: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of the browser tests is there")
        .map(|entry| entry.expect("a folder of the tests can be listed").path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    assert!(!tests.is_empty(), "no browser tests in {}", folder.display());
    let output = Command::new("node")
        .arg("--test")
        .args(&tests)
        .env("FANGZHI_SITE", place.path("public"))
        .env("FANGZHI_BIN", env!("CARGO_BIN_EXE_fangzhi"))
        .output()
        .expect("Node.js starts");
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}
