//! What the targets share: the promises as assertions, and the embedded rules.

use std::ops::Range;
use std::sync::LazyLock;

use fangzhi::clean::Cleaned;
use fangzhi::rules::Rules;
use fangzhi::source::{Markup, SourceFile};

#[path = "../../tests/suite/promise.rs"]
pub mod promise;

/// The embedded rules.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::load(None).expect("the embedded rules are valid"));

/// Loads the rules before the first input: it would be taken for a slow one.
pub fn load_rules() {
    LazyLock::force(&RULES);
}

/// A source whose path says nothing about it.
pub fn source_file(markup: Markup) -> SourceFile {
    SourceFile { path: "report.txt".to_owned(), shown: "report.txt".to_owned(), location: "report.txt".into(), markup }
}

/// The pieces of title, body and ledger after cleaning alone.
pub fn cleaned_ranges(cleaned: &Cleaned) -> impl Iterator<Item = Range<usize>> {
    let lines = cleaned.title.iter().chain(&cleaned.lines).flat_map(|line| line.pieces.iter().cloned());
    lines.chain(cleaned.ledger.iter().map(|removed| removed.range.clone()))
}
