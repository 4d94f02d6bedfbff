//! Importing saved pages and documents: what becomes of their words, and where the files go.
//!
//! A case has a `source` with the ending of its kind, or the parts of a `.docx`, which are packed here so that they can
//! be read and changed. `expected.out` is what the program says, `expected.txt` the file that it writes.

use std::fs;
use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use expect_test::expect;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::case::{expect_in, repository};
use crate::program::{Run, Workplace};

/// Packs the parts of a document.
fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, SimpleFileOptions::default()).expect("a package takes parts");
        package.write_all(bytes).expect("memory takes bytes");
    }
    package.finish().expect("a package ends").into_inner()
}

/// A document of one paragraph each.
fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    pack(&[("word/document.xml", format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").into_bytes())])
}

/// The file of a case, and its ending.
fn original(case: &str) -> (String, Vec<u8>) {
    let folder = repository("tests/suite/import").join(case);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("a case folder can be listed")
        .map(|entry| entry.expect("a case folder can be listed").path())
        .collect();
    files.sort();
    let name = |path: &std::path::Path| path.file_name().expect("a file has a name").to_str().expect("names are ASCII").to_owned();
    if let Some(source) = files.iter().find(|path| name(path).starts_with("source.")) {
        return (name(source).replace("source", case), fs::read(source).expect("a file of the tests is readable"));
    }
    let parts: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter(|path| name(path).ends_with(".xml"))
        .map(|path| (format!("word/{}", name(path)), fs::read(path).expect("a file of the tests is readable")))
        .collect();
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    (format!("{case}.docx"), pack(&parts))
}

fn check(case: &str) {
    let (name, bytes) = original(case);
    let place = Workplace::new();
    place.write(&format!("saved/{name}"), bytes);
    let run = place.run(&["import", "saved"]);
    expect_in("import", case, "expected.out", &run.whole());
    let written = place.files("content");
    assert_eq!(written.len(), 1, "{}", run.whole());
    for bytes in written.into_values() {
        expect_in("import", case, "expected.txt", &String::from_utf8(bytes).expect("the program writes UTF-8"));
    }
}

cases!(
    "import",
    check,
    chinese_has_no_blanks,
    docx_automatic_numbers,
    docx_marked_title,
    gb18030_declared,
    gb18030_declared_as_utf8,
    gb18030_undeclared,
    layout_table_nested,
    mht_of_chrome,
    mht_of_explorer,
    pdf_in_gbk,
    pdf_printed_by_a_browser,
    pdf_with_a_table_of_characters,
    saved_by_singlefile,
    table_with_spans,
    txt_in_gb18030,
    utf16_with_a_mark,
    utf8_declared_as_gb2312,
);
