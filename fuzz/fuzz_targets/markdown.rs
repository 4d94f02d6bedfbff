//! Markdown loses its markup and nothing else, through every stage.

#![no_main]

use fangzhi::markdown::read_markdown;
use fangzhi::report::read_report;
use fangzhi::source::Markup;
use fangzhi_fuzz::promise::{report_keeps_the_promises, text_is_kept};
use fangzhi_fuzz::{RULES, cleaned_ranges, load_rules, source_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: load_rules(), |bytes: &[u8]| {
    let text = &*String::from_utf8_lossy(bytes);
    text_is_kept(text, 0, cleaned_ranges(&read_markdown(text, 0)));
    if let Ok(report) = read_report(&source_file(Markup::Markdown), text.as_bytes(), &RULES) {
        report_keeps_the_promises(&report);
    }
});
