//! Numbers of persons: reported by `check`, masked where the settings say so, counted in the ledger.

use crate::case::case_source;
use crate::program::Workplace;

const SENTENCE: &str = "\n联系人某某，手机13800138000，身份证号11010519491231002X，今年办结13800138000元的案件3件。\n";

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("content/2020.txt", case_source("clean", "record_several_pairs_in_a_line") + SENTENCE);
    place
}

#[test]
fn check_names_each_kind_at_its_place() {
    let run = place().run(&["check"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains(": warning[personal-data]: a mobile telephone number\n"), "{}", run.stderr);
    assert!(run.stderr.contains(": warning[personal-data]: the number of an identity card\n"), "{}", run.stderr);
    assert!(run.stderr.contains("redact = true"), "{}", run.stderr);
}

#[test]
fn masked_numbers_are_nowhere_in_the_site_and_the_ledger_counts_them() {
    let place = place();
    place.write("site.toml", "redact = true\n");
    let run = place.build(&[]);
    assert_eq!(run.stderr, "", "what is masked needs no warning");
    let amount = "13800138000元";
    for (path, bytes) in place.files("public") {
        let text = String::from_utf8_lossy(&bytes).replace(amount, "");
        // The table's value of the amount stands without its unit.
        let text =
            if path.starts_with("data/quantities") { text.replace(",13800138000,", "").replace("\"13800138000\"", "") } else { text };
        assert!(!text.contains("11010519491231002X"), "{path}");
        assert!(!text.contains("手机138") && !text.contains("手机，138"), "{path}");
    }
    let ledger = place.read("public/data/removed.csv");
    assert!(ledger.contains(",redacted_mobile,") && ledger.contains(",redacted_identity_card,"), "{ledger}");
    let page = std::fs::read_dir(place.path("public/reports")).expect("reports").next().expect("one place").expect("a folder").path();
    let page = std::fs::read_dir(page).expect("a folder").map(|entry| entry.expect("a page").path());
    let page = page
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .map(|path| std::fs::read_to_string(path).expect("a page"));
    let page = page.collect::<String>();
    assert!(page.contains("手机×××××××××××，身份证号××××××××××××××××××"), "{page}");
    assert!(page.contains("2 处电话、证件或账户号码"), "{page}");
}

#[test]
fn masking_can_be_turned_on_and_off_between_builds() {
    let place = place();
    let shown =
        |place: &Workplace| place.files("public").into_values().any(|bytes| String::from_utf8_lossy(&bytes).contains("手机13800138000"));
    place.run(&["build"]);
    assert!(shown(&place));
    place.write("site.toml", "redact = true\n");
    place.run(&["build"]);
    assert!(!shown(&place));
}
