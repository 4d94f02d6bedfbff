//! Any bytes under any name are a document or a diagnostic; what is read of one is text that the next build takes.

#![no_main]

use fangzhi::import::read_document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (name, bytes) = input;
    // A document that cannot be read is told; one that can is the same on every run.
    let first = read_document(name, bytes);
    let second = read_document(name, bytes);
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
});
