//! The golden site: the tables, texts and two pages of `content/`, as files that a reviewer can read.
//!
//! `UPDATE_EXPECT=1 cargo test --test suite golden` writes them again.

use crate::case::repository;
use crate::program::site;

fn compare(path: &str) {
    let bytes = site().get(path).unwrap_or_else(|| panic!("the site has no {path}"));
    // Tables end their lines as RFC 4180 has it, which no reviewer wants to see.
    let text = std::str::from_utf8(bytes).expect("the site is UTF-8").replace("\r\n", "\n");
    let golden = repository("tests/suite/golden").join(path);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(golden.parent().expect("a file lies in a folder")).expect("the repository takes folders");
    }
    expect_test::expect_file![golden].assert_eq(&text);
}

#[test]
fn the_tables_are_those_of_the_golden_site() {
    let tables: Vec<&String> = site().keys().filter(|path| path.starts_with("data/") && path.ends_with(".csv")).collect();
    assert!(tables.len() >= 7, "the contract names seven tables: {tables:?}");
    tables.into_iter().for_each(|path| compare(path));
}

#[test]
fn the_texts_of_the_reports_are_those_of_the_golden_site() {
    let texts: Vec<&String> = site().keys().filter(|path| path.starts_with("reports/") && path.ends_with(".md")).collect();
    assert_eq!(texts.len(), 5);
    texts.into_iter().for_each(|path| compare(path));
}

#[test]
fn the_home_page_is_that_of_the_golden_site() {
    compare("index.html");
}

#[test]
fn a_report_page_is_that_of_the_golden_site() {
    compare("reports/120117/2023.html");
}

#[test]
fn the_golden_site_holds_no_file_that_the_site_lost() {
    let lost: Vec<String> =
        crate::program::files_in(&repository("tests/suite/golden")).into_keys().filter(|path| !site().contains_key(path)).collect();
    assert_eq!(lost, [""; 0]);
}

#[test]
fn the_tables_begin_with_the_columns_of_the_contract() {
    let contract = [
        (
            "reports",
            "report,source,kind,title,region_code,region,level,year,issuer,published,index_number,document_number,region_candidates,sections,characters,observations,quantities",
        ),
        ("observations", "report,source,region_code,region,year,indicator,value,unit,approximation,object,section,anchor,line,quote,rule"),
        ("quantities", "report,source,value,unit,approximation,section,line,quote,indicator"),
        ("removed", "report,source,line,rule,text"),
    ];
    for (table, columns) in contract {
        let text = String::from_utf8_lossy(&site()[&format!("data/{table}.csv")]).into_owned();
        let header = text.lines().next().unwrap_or_default();
        assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{table}: lines end as RFC 4180 has it");
        assert!(header == columns || header.starts_with(&format!("{columns},")), "{table}: {header}");
    }
}
