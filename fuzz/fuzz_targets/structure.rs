//! A whole report, from bytes through every stage, keeps its text and its numbers.

#![no_main]

use fangzhi::report::read_report;
use fangzhi::source::Markup;
use fangzhi_fuzz::promise::{diagnostic_is_whole, report_keeps_the_promises};
use fangzhi_fuzz::{RULES, load_rules, source_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: load_rules(), |bytes: &[u8]| {
    match read_report(&source_file(Markup::Plain), bytes, &RULES) {
        Ok(report) => {
            report_keeps_the_promises(&report);
            report.diagnostics.iter().for_each(diagnostic_is_whole);
        }
        Err(diagnostic) => diagnostic_is_whole(&diagnostic),
    }
});
