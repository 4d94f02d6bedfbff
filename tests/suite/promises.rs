//! The four promises: no text is lost, no number is lost, nothing is guessed, same input gives same bytes.

use std::fs;

use fangzhi::quantity::ids_of;
use fangzhi::report::Report;
use fangzhi::text::is_blank;

use crate::case::{case_names, case_source, content, plain, report, try_report};
use crate::program::{Workplace, checkout, run_in};

/// Every source of the repository: the reports of `content/` and those of all cases.
fn reports() -> Vec<(String, Report)> {
    let mut reports: Vec<(String, Report)> = content()
        .into_iter()
        .map(|(file, bytes)| (file.path, try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{diagnostic}"))))
        .collect();
    for feature in ["clean", "structure", "metadata", "observation"] {
        reports.extend(case_names(feature).into_iter().map(|case| (format!("{feature}/{case}"), report(&case_source(feature, &case)))));
    }
    assert!(reports.len() > 50, "the cases were found");
    reports
}

/// The source ranges of title and body.
fn kept(report: &Report) -> Vec<std::ops::Range<usize>> {
    let title = report.cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned());
    let body = report.document.blocks.iter().flat_map(|block| block.pieces.iter().cloned());
    title.chain(body).collect()
}

#[test]
fn every_character_is_in_the_body_or_in_the_ledger_and_never_in_both() {
    for (name, report) in reports() {
        let mut owners = vec![0u8; report.text.len()];
        for range in kept(&report).into_iter().chain(report.ledger().into_iter().map(|entry| entry.range.clone())) {
            owners[range].iter_mut().for_each(|owner| *owner += 1);
        }
        for (at, c) in report.text.char_indices() {
            let owner = owners[at];
            assert!(owner == 1 || (is_blank(c) && owner < 2), "{name}: {c:?} at byte {at} has {owner} owners");
        }
    }
}

#[test]
fn body_and_ledger_together_give_the_source_back() {
    for (name, report) in reports() {
        let mut pieces = kept(&report);
        pieces.extend(report.ledger().into_iter().map(|entry| entry.range.clone()));
        pieces.sort_by_key(|piece| piece.start);
        let together: String = pieces.into_iter().map(|piece| &report.text[piece]).collect();
        let without_blanks = |text: &str| text.chars().filter(|c| !is_blank(*c)).collect::<String>();
        assert_eq!(without_blanks(&together), without_blanks(&report.text), "{name}");
    }
}

#[test]
fn every_digit_of_the_body_is_in_one_quantity_or_one_name() {
    for (name, report) in reports() {
        for (block, reading) in report.document.blocks.iter().zip(&report.readings) {
            let mut owners = vec![0u8; block.folded.text.len()];
            let spans = reading.quantities.iter().map(|quantity| &quantity.span).chain(reading.names.iter().map(|name| &name.span));
            for span in spans {
                owners[span.clone()].iter_mut().for_each(|owner| *owner += 1);
            }
            for (at, c) in block.folded.text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                assert_eq!(owners[at], 1, "{name}: {c} at {at} of {}: {reading:?}", block.folded.text);
            }
        }
    }
}

#[test]
fn every_quantity_is_observed_or_listed_as_unassigned() {
    for (name, report) in reports() {
        for at in ids_of(&report.readings) {
            let observed = report.assessment.observations.iter().any(|found| found.at == at);
            let unassigned = report.assessment.unassigned.iter().filter(|(place, _)| *place == at).count();
            assert_eq!(usize::from(observed) + unassigned, 1, "{name}: {:?}", report.quantity(at));
        }
    }
}

#[test]
fn the_site_lists_every_quantity_of_every_report() {
    let place = Workplace::with_content();
    place.build(&[]);
    let listed = csv::Reader::from_reader(place.read("public/data/quantities.csv").as_bytes()).records().count();
    let all: usize = content()
        .iter()
        .map(|(_, bytes)| {
            try_report(bytes)
                .unwrap_or_else(|diagnostic| panic!("{diagnostic}"))
                .readings
                .iter()
                .map(|reading| reading.quantities.len())
                .sum::<usize>()
        })
        .sum();
    assert_eq!(listed, all);
}

#[test]
fn every_observation_quotes_a_sentence_of_the_source_with_its_figure() {
    for (name, report) in reports() {
        // Removed runs (a pinyin gloss, a full stop behind a heading) may stand inside a sentence.
        let mut text = report.text.clone();
        for entry in report.ledger().into_iter().rev() {
            text.replace_range(entry.range.clone(), "");
        }
        let text = plain(&text);
        for found in &report.assessment.observations {
            let quantity = report.quantity(found.at);
            let quote = plain(&report.quote(found.at.block, found.sentence.clone()));
            assert!(text.contains(&quote), "{name}: {quote}");
            assert!(
                found.sentence.start <= quantity.span.start && quantity.span.end <= found.sentence.end,
                "{name}: {quote} without its figure"
            );
            assert!(quote.contains(&plain(&report.quote(found.at.block, quantity.span.clone()))), "{name}: {quote} without its figure");
        }
    }
}

#[test]
fn what_the_text_leaves_open_stays_open_with_candidates() {
    let place = Workplace::new();
    place.write("content/a.txt", case_source("metadata", "candidates_of_a_repeated_name"));
    place.write("content/b.txt", case_source("metadata", "year_not_given_stays_open"));
    place.write("content/c.txt", case_source("metadata", "township_without_a_name_stays_open"));
    place.build(&[]);
    let table = place.read("public/data/reports.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let column = |reader: &mut csv::Reader<&[u8]>, name: &str| {
        reader.headers().expect("a header").iter().position(|header| header == name).expect("a column of the contract")
    };
    let [source, region, candidates, year] = ["source", "region_code", "region_candidates", "year"].map(|name| column(&mut reader, name));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let of = |name: &str| rows.iter().find(|row| &row[source] == name).unwrap_or_else(|| panic!("no row for {name} in {table}"));
    assert_eq!((&of("a.txt")[region], &of("a.txt")[candidates]), ("", "320106;320302;350102;410204"));
    assert_eq!(&of("b.txt")[year], "");
    assert_eq!((&of("c.txt")[region], &of("c.txt")[candidates]), ("", ""));
    // The report on an open place is published below a folder that claims none.
    assert!(place.files("public").keys().any(|path| path.starts_with("reports/unresolved-") && path.ends_with("/2021.html")), "{table}");
}

#[test]
fn a_line_of_front_matter_settles_what_was_open() {
    let place = Workplace::new();
    place.write("content/a.txt", format!("---\nregion: \"350102\"\n---\n{}", case_source("metadata", "candidates_of_a_repeated_name")));
    let run = place.build(&[]);
    assert_eq!(run.stderr, "");
    assert!(place.path("public/reports/350102/2021.html").is_file());
}

#[test]
fn threads_and_working_directory_do_not_show_in_the_output() {
    let one = Workplace::new();
    let four = Workplace::new();
    let output = |place: &Workplace| place.path("public").to_str().expect("a temporary folder has a UTF-8 name").to_owned();
    let content = checkout().join("content");
    let first = run_in(&checkout(), &["build", "--jobs", "1", "--output", &output(&one)]);
    let second = run_in(
        four.path("").as_path(),
        &["build", "--jobs", "4", "--content", content.to_str().expect("a checkout has a UTF-8 name"), "--output", &output(&four)],
    );
    assert_eq!((first.status, second.status), (0, 0), "{}{}", first.whole(), second.whole());
    let (first, second) = (one.files("public"), four.files("public"));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path} differs between 1 and 4 threads or between working directories");
    }
}

#[test]
fn no_file_of_the_site_names_a_folder_of_the_machine() {
    let place = Workplace::with_content();
    place.build(&[]);
    let folder = place.path("").to_str().expect("a temporary folder has a UTF-8 name").trim_end_matches('/').to_owned();
    for (path, bytes) in place.files("public") {
        assert!(!String::from_utf8_lossy(&bytes).contains(&folder), "{path}");
    }
}

#[test]
fn building_again_writes_nothing() {
    let place = Workplace::with_content();
    place.build(&[]);
    let before = place.files("public");
    assert_eq!(place.build(&[]).changes(), (0, 0));
    assert!(place.files("public") == before);
}

#[test]
fn a_damaged_output_folder_is_mended() {
    let place = Workplace::with_content();
    place.build(&[]);
    let whole = place.files("public");
    // As a build that was killed half-way may leave it.
    fs::remove_file(place.path("public/index.html")).expect("it was written");
    place.write("public/reports/120117/2023.html", "<html>");
    assert_eq!(place.build(&[]).changes(), (2, 0));
    assert!(place.files("public") == whole);
}

#[test]
fn an_edit_writes_only_the_files_that_it_changes() {
    let place = Workplace::with_content();
    place.build(&[]);
    let before = place.files("public");
    let source = content().into_iter().map(|(file, _)| file.path).find(|path| path.contains("阳江")).expect("a report of the samples");
    let text = place.read(&format!("content/{source}")).replace("推广阳西县", "大力推广阳西县");
    place.write(&format!("content/{source}"), text);
    let (written, removed) = place.build(&[]).changes();
    let after = place.files("public");
    let changed: Vec<&String> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert_eq!((written, removed), (changed.len(), 0));
    assert!(changed.iter().any(|path| *path == "reports/441700/2021.html"), "{changed:?}");
    assert!(written * 3 < after.len(), "an edit of one word wrote {written} of {} files: {changed:?}", after.len());
    assert!(changed.iter().all(|path| !path.starts_with("reports/") || path.starts_with("reports/441700/")), "{changed:?}");
}

#[test]
fn removing_a_source_removes_its_page() {
    let place = Workplace::with_content();
    place.build(&[]);
    assert!(place.path("public/reports/120117/2023.html").is_file());
    let source = content().into_iter().map(|(file, _)| file.path).find(|path| path.contains("宁河")).expect("a report of the samples");
    fs::remove_file(place.path(&format!("content/{source}"))).expect("it was copied");
    let (_, removed) = place.build(&[]).changes();
    assert!(removed >= 2, "page and text");
    let left: Vec<String> = place.files("public").into_keys().filter(|path| path.contains("120117")).collect();
    assert_eq!(left, [""; 0], "nothing of the place is left");
    assert!(!place.path("public/reports/120117").exists(), "nor an empty folder");
}

#[test]
fn a_folder_with_other_files_is_refused_and_untouched() {
    let place = Workplace::with_content();
    place.write("public/thesis.docx", "years of work");
    place.write("public/notes/a.txt", "more");
    let run = place.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("thesis.docx") || run.stderr.contains("notes"), "{}", run.stderr);
    assert_eq!(place.files("public").into_keys().collect::<Vec<_>>(), ["notes/a.txt", "thesis.docx"]);
}

#[test]
fn files_that_were_added_to_the_site_by_hand_stay() {
    let place = Workplace::with_content();
    place.build(&[]);
    place.write("public/CNAME", "example.org");
    place.write("public/.nojekyll", "");
    place.build(&[]);
    assert_eq!(place.read("public/CNAME"), "example.org");
    assert!(place.path("public/.nojekyll").is_file());
}

#[test]
fn a_manifest_that_names_files_outside_deletes_nothing_there() {
    let place = Workplace::with_content();
    place.build(&[]);
    place.write("precious.txt", "years of work");
    let manifest = place.read("public/.fangzhi-manifest");
    place.write("public/.fangzhi-manifest", format!("../precious.txt\n{}\n{manifest}", place.path("precious.txt").display()));
    place.run(&["build"]);
    assert_eq!(place.read("precious.txt"), "years of work");
}
