//! What the promises demand of any text at all, as assertions.
//!
//! The suite asks them of texts that a grammar makes up, `fuzz/` of bytes that nobody would think of: one wording for
//! both, so that what one finds is a case for the other.

use std::ops::Range;

use fangzhi::clean::{Cleaned, Removed};
use fangzhi::decode::Decoded;
use fangzhi::diagnostic::Diagnostic;
use fangzhi::quantity::{Reading, ids_of};
use fangzhi::report::Report;
use fangzhi::structure::Document;
use fangzhi::text::is_blank;

/// Decoding takes no character away in silence: what is not the text's own is marked, and told.
pub fn decoding_is_told(bytes: &[u8], decoded: &Decoded) {
    let has = |code: &str| decoded.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    let encoding = encoding_rs::Encoding::for_label(decoded.encoding.as_bytes()).expect("a name of the Encoding Standard");
    // Of a text that is in another encoding nothing else is told.
    assert_eq!(has("nul"), decoded.text.contains('\0') && decoded.doubt.is_none(), "NUL characters are told");
    if decoded.doubt.is_some() {
        return;
    }
    if has("encoding") {
        assert!(decoded.text.contains('\u{fffd}'), "what cannot be read is shown");
        return;
    }
    let mark = encoding_rs::Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    // The Encoding Standard has no encoder for UTF-16.
    let again = match decoded.encoding {
        "UTF-16LE" => decoded.text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => decoded.text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding.encode(&decoded.text).0.into_owned(),
    };
    // Two byte sequences of GB18030 may stand for one character; then the characters are what has to agree.
    let same = again == bytes[mark..] || encoding.decode_without_bom_handling(&again).0 == decoded.text;
    assert!(same, "{} bytes became a text that is not theirs, and nobody was told", bytes.len());
    assert!(decoded.encoding != "UTF-8" || again == bytes[mark..], "UTF-8 is taken as it is");
}

/// Every character from `start` on is in one of the ranges and never in two; only a blank may be in none.
pub fn text_is_kept(text: &str, start: usize, ranges: impl Iterator<Item = Range<usize>>) {
    let mut owners = vec![0_u8; text.len()];
    for range in ranges {
        assert!(range.start >= start, "{range:?} lies in the front matter");
        assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "{range:?} cuts a character");
        assert!(!range.is_empty(), "an empty piece at {}", range.start);
        owners[range].iter_mut().for_each(|owner| *owner = owner.saturating_add(1));
    }
    for (at, c) in text[start..].char_indices() {
        let owner = owners[start + at];
        assert!(owner == 1 || (is_blank(c) && owner == 0), "{c:?} at byte {} has {owner} owners", start + at);
    }
}

/// The pieces of title, body and ledger after sectioning, which takes full stops out of the body.
pub fn structured_ranges(cleaned: &Cleaned, document: &Document) -> impl Iterator<Item = Range<usize>> {
    let title = cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned());
    let body = document.blocks.iter().flat_map(|block| block.pieces.iter().cloned());
    let removed = |ledger: &[Removed]| ledger.iter().map(|removed| removed.range.clone()).collect::<Vec<_>>();
    title.chain(body).chain(removed(&cleaned.ledger)).chain(removed(&document.ledger))
}

/// Every value of the record is words of the text, and every number of a line is one that the text has.
pub fn fields_are_of_the_text(text: &str, cleaned: &Cleaned) {
    let lines = text.matches('\n').count() + 1;
    for field in &cleaned.fields {
        assert!(text.get(field.range.clone()).is_some_and(|words| !words.is_empty()), "{field:?}");
        assert!((1..=lines).contains(&field.number), "{field:?}");
    }
    assert!(cleaned.ledger.iter().all(|removed| (1..=lines).contains(&removed.number)), "a line that is not there");
}

/// The tree of sections hangs together: what a block or a section points at is there and before it.
pub fn sections_hang_together(document: &Document) {
    for (at, section) in document.sections.iter().enumerate() {
        assert_eq!(section.parent.is_none(), at == 0, "{section:?}");
        let parent = section.parent.map_or(0, |parent| document.sections[parent].level);
        assert!(section.parent.is_none_or(|parent| parent < at) && section.level == if at == 0 { 0 } else { parent + 1 }, "{section:?}");
        assert!(section.heading.is_none_or(|heading| document.blocks[heading].section == at), "{section:?}");
    }
    assert!(document.blocks.iter().all(|block| block.section < document.sections.len() && !block.pieces.is_empty()));
}

/// Every digit is in one quantity or one name; both lists are in order, and no two readings share a byte.
pub fn numbers_are_kept(text: &str, reading: &Reading) {
    let quantities = reading.quantities.iter().map(|quantity| &quantity.span);
    let names = reading.names.iter().map(|name| &name.span);
    let mut owners = vec![0_u8; text.len()];
    for span in quantities.clone().chain(names.clone()) {
        assert!(text.get(span.clone()).is_some_and(|words| !words.is_empty()), "{span:?} of `{text}`");
        owners[span.clone()].iter_mut().for_each(|owner| *owner = owner.saturating_add(1));
    }
    assert!(quantities.clone().zip(quantities.skip(1)).all(|(a, b)| a.end <= b.start), "quantities in order: {reading:?}");
    assert!(names.clone().zip(names.skip(1)).all(|(a, b)| a.end <= b.start), "names in order: {reading:?}");
    assert!(owners.iter().all(|owner| *owner <= 1), "two readings of one byte of `{text}`: {reading:?}");
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        assert_eq!(owners[at], 1, "{c} at {at} of `{text}`: {reading:?}");
    }
}

/// All of the above of a whole report, and what its later stages promise.
pub fn report_keeps_the_promises(report: &Report) {
    text_is_kept(&report.text, 0, structured_ranges(&report.cleaned, &report.document));
    fields_are_of_the_text(&report.text, &report.cleaned);
    sections_hang_together(&report.document);
    assert_eq!(report.document.blocks.len(), report.readings.len());
    for (block, reading) in report.document.blocks.iter().zip(&report.readings) {
        numbers_are_kept(&block.folded.text, reading);
    }
    for at in ids_of(&report.readings) {
        let observed = report.assessment.observations.iter().any(|found| found.at == at);
        let left = report.assessment.unassigned.iter().filter(|(place, _)| *place == at).count();
        assert_eq!(usize::from(observed) + left, 1, "{:?} is observed or unassigned", report.quantity(at));
    }
    for found in &report.assessment.observations {
        let quantity = report.quantity(found.at);
        let sentence = &found.sentence;
        assert!(sentence.start <= quantity.span.start && quantity.span.end <= sentence.end, "a sentence without its figure");
        assert!(!report.quote(found.at.block, sentence.clone()).is_empty());
    }
    assert!(report.suspects.iter().all(|suspect| report.text.get(suspect.range.clone()).is_some()), "suspect words are words");
}

/// A diagnostic says a cause and a next step, and fits a terminal whatever the text holds.
pub fn diagnostic_is_whole(diagnostic: &Diagnostic) {
    assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
    let shown = diagnostic.to_string();
    let control = shown.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "{shown:?} moves the terminal's cursor");
}
