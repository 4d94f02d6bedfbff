//! Any bytes under any ending are a document or a diagnostic; what is read of one is text that a build takes.

#![no_main]

use fangzhi::import::read_document;
use fangzhi::report::read_report;
use fangzhi::source::Markup;
use fangzhi_fuzz::promise::{diagnostic_is_whole, report_keeps_the_promises};
use fangzhi_fuzz::{RULES, load_rules, source_file};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["a.html", "a.mht", "a.docx", "a.pdf", "a.txt"];

// The first byte chooses the ending, so that one corpus holds them all.
fuzz_target!(init: load_rules(), |input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else { return };
    match read_document(NAMES[usize::from(*choice) % NAMES.len()], bytes) {
        Ok(imported) => {
            imported.diagnostics.iter().for_each(diagnostic_is_whole);
            assert!(!imported.text.trim().is_empty());
            assert!(imported.source_url.iter().all(|address| address.starts_with("http") && !address.contains(char::is_control)));
            let days = [&imported.published, &imported.retrieved].into_iter().flatten();
            assert!(days.map(String::len).all(|length| length == 10), "a day is a whole one");
            match read_report(&source_file(Markup::Plain), imported.text.as_bytes(), &RULES) {
                Ok(report) => report_keeps_the_promises(&report),
                Err(diagnostic) => diagnostic_is_whole(&diagnostic),
            }
        }
        Err(diagnostic) => diagnostic_is_whole(&diagnostic),
    }
});
