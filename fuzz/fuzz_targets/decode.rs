//! Any bytes become a text, and nothing is lost on the way without a word.

#![no_main]

use fangzhi::decode::decode;
use fangzhi_fuzz::promise::{decoding_is_told, diagnostic_is_whole};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes, "report.txt");
    decoding_is_told(bytes, &decoded);
    decoded.diagnostics.iter().for_each(diagnostic_is_whole);
});
