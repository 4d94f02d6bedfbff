//! Bytes to text: every encoding of older sites, and bytes that are none.

use encoding_rs::GB18030;
use fangzhi::decode::decode;

use crate::case::{case_source, try_report};

fn source() -> String {
    case_source("clean", "record_several_pairs_in_a_line")
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2], mark: [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain(text.encode_utf16().flat_map(bytes_of)).collect()
}

#[test]
fn the_same_report_is_read_from_every_encoding() {
    let text = source();
    let (gb, ..) = GB18030.encode(&text);
    let with_mark = format!("\u{feff}{text}");
    let encodings = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8", with_mark.as_bytes().to_vec()),
        ("gb18030", gb.to_vec()),
        ("UTF-16LE", utf16(&text, u16::to_le_bytes, [0xff, 0xfe])),
        ("UTF-16BE", utf16(&text, u16::to_be_bytes, [0xfe, 0xff])),
    ];
    for (name, bytes) in encodings {
        let report = try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{name}: {diagnostic}"));
        assert_eq!((report.encoding.as_ref(), report.text.as_str()), (name, text.as_str()));
        assert_eq!(report.diagnostics, [], "{name}");
        assert_eq!(report.metadata.published.value, "2022-01-20", "{name}");
    }
}

#[test]
fn characters_beyond_gbk_are_read_from_gb18030() {
    // 㙍 is a four-byte character of GB18030; older decoders of GBK do not know it.
    let text = "㙍县人民政府2021年法治政府建设情况报告";
    let (bytes, ..) = GB18030.encode(text);
    let decoded = decode(&bytes, "x.txt");
    assert_eq!((decoded.text.as_str(), decoded.encoding), (text, "gb18030"));
}

#[test]
fn invalid_bytes_are_reported_with_their_place_and_kept_visible() {
    let mut bytes = source().into_bytes();
    let second_line = bytes.iter().position(|byte| *byte == b'\n').expect("two lines") + 1;
    bytes.insert(second_line, 0xff);
    let report = try_report(&bytes).unwrap_or_else(|diagnostic| panic!("{diagnostic}"));
    let found: Vec<(&str, Option<(usize, usize)>)> = report
        .diagnostics
        .iter()
        .map(|diagnostic| (diagnostic.code.as_ref(), diagnostic.place.as_ref().map(|place| (place.line, place.column))))
        .collect();
    assert_eq!(found, [("encoding", Some((2, 1)))]);
    assert_eq!(report.encoding, "UTF-8");
    assert!(report.text.contains('\u{fffd}'));
}

#[test]
fn nul_bytes_are_reported_and_left_out_of_the_words() {
    let text = source().replace("受理行政", "受理\0行政");
    let report = try_report(text.as_bytes()).unwrap_or_else(|diagnostic| panic!("{diagnostic}"));
    assert_eq!(report.diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect::<Vec<_>>(), ["nul"]);
    let body: String = report.document.blocks.iter().map(|block| block.folded.text.as_str()).collect();
    assert!(body.contains("受理行政复议案件12件"), "{body}");
}

#[test]
fn random_bytes_are_no_reason_to_panic() {
    // A fixed multiplicative sequence: the same bytes on every run.
    let bytes: Vec<u8> = (0u32..4096).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    match try_report(&bytes) {
        Ok(report) => assert!(!report.diagnostics.is_empty(), "what cannot be read is reported"),
        Err(diagnostic) => assert_eq!(diagnostic.code, "no-body"),
    }
}
