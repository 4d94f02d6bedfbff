//! Every digit of a folded text belongs to one reading.

#![no_main]

use fangzhi::quantity::read_numbers;
use fangzhi_fuzz::promise::numbers_are_kept;
use fangzhi_fuzz::{RULES, load_rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: load_rules(), |bytes: &[u8]| {
    let text = &*String::from_utf8_lossy(bytes);
    let folded = RULES.folding.plain(text);
    numbers_are_kept(&folded, &read_numbers(&folded, &RULES.numbers));
});
