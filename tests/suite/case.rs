//! Case folders, and reports read the way the program reads them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use fangzhi::archive::{Archive, Opened, make_archive};
use fangzhi::diagnostic::Diagnostic;
use fangzhi::hash::Fingerprint;
use fangzhi::report::{Report, read_report};
use fangzhi::rules::Rules;
use fangzhi::source::{Markup, SourceFile, list_sources};
use fangzhi::summary::summarise;
use unicode_normalization::UnicodeNormalization;

/// The embedded rules: loading them takes longer than most tests.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::load(None).expect("the embedded rules are valid"));

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Reads a text file of the repository.
pub fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A source whose path says nothing about it.
pub fn neutral_file() -> SourceFile {
    source_file("report.txt")
}

/// A source at a path below the content folder.
pub fn source_file(path: &str) -> SourceFile {
    let markup = if path.ends_with(".md") { Markup::Markdown } else { Markup::Plain };
    SourceFile { path: path.to_owned(), shown: path.to_owned(), location: path.into(), markup }
}

/// Reads a report from bytes.
pub fn try_report(bytes: &[u8]) -> Result<Report, Diagnostic> {
    read_report(&neutral_file(), bytes, &RULES)
}

/// Reads a report that is known to be one.
pub fn report(text: &str) -> Report {
    try_report(text.as_bytes()).unwrap_or_else(|diagnostic| panic!("no report: {diagnostic}\n{text}"))
}

/// The archive of some reports.
pub fn archive_of(reports: &[Arc<Report>]) -> Archive {
    make_archive(reports.iter().map(|report| Arc::new(summarise(report, Fingerprint::default(), &RULES))).collect(), &RULES)
}

/// An entry with its reports, out of those that the archive was made of.
pub fn open_entry(archive: &Archive, entry: usize, reports: &[Arc<Report>]) -> Opened {
    let of = |entry: usize| {
        let text_hash = &archive.entries[entry].summary.text_hash;
        Arc::clone(reports.iter().find(|report| report.text_hash == *text_hash).expect("a report of the archive"))
    };
    let others = archive.beside(entry).into_iter().map(|other| (other, of(other))).collect();
    Opened { entry, report: of(entry), copies: Vec::new(), revisions: Vec::new(), others }
}

/// The form in which texts are compared with the labels: NFKC without white space.
pub fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// The sources of `content/`: path and bytes.
pub fn content() -> Vec<(SourceFile, Vec<u8>)> {
    let sources = list_sources(&repository("content"));
    assert!(sources.diagnostics.is_empty(), "{:?}", sources.diagnostics);
    sources
        .files
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file.location).expect("a listed source is readable");
            (file, bytes)
        })
        .collect()
}

/// The names of the case folders of a feature, sorted.
pub fn case_names(feature: &str) -> Vec<String> {
    let folder = repository("tests/suite").join(feature);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a case folder can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("case folders have ASCII names"))
        .collect();
    names.sort();
    names
}

/// Compares a description with the case's file, or writes it when asked to.
pub fn expect_in(feature: &str, case: &str, file: &str, actual: &str) {
    let path = repository("tests/suite").join(feature).join(case).join(file);
    expect_test::expect_file![path].assert_eq(actual);
}

/// The source of a case.
pub fn case_source(feature: &str, case: &str) -> String {
    read_text(&repository("tests/suite").join(feature).join(case).join("source.txt"))
}

/// Makes a test of every case folder: `cases!("clean", check, breadcrumb_with_arrows, …)`. A folder without a
/// test and a test without a folder both fail.
macro_rules! cases {
    ($feature:literal, $check:path, $($name:ident),+ $(,)?) => {
        $(#[test] fn $name() { $check(stringify!($name)); })+

        #[test]
        fn every_case_folder_is_tested() {
            let mut listed = vec![$(stringify!($name).to_owned()),+];
            listed.sort();
            assert_eq!(crate::case::case_names($feature), listed, "the folders of tests/suite/{} and the list in its module differ", $feature);
        }
    };
}
