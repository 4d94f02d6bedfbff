//! Cleaning loses no character and takes none twice.

#![no_main]

use fangzhi::clean::clean;
use fangzhi_fuzz::promise::{fields_are_of_the_text, text_is_kept};
use fangzhi_fuzz::{RULES, cleaned_ranges, load_rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: load_rules(), |bytes: &[u8]| {
    let text = &*String::from_utf8_lossy(bytes);
    let cleaned = clean(text, 0, &RULES);
    text_is_kept(text, 0, cleaned_ranges(&cleaned));
    fields_are_of_the_text(text, &cleaned);
});
