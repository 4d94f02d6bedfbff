//! Structure: headings at their level, paragraphs, points and tables.

use std::fmt::Write as _;

use fangzhi::structure::BlockKind;

use crate::case::{case_source, expect_in, report};

cases!(
    "structure",
    check,
    arabic_directly_below_han,
    brackets_below_arabic,
    chapters_and_sections,
    circled_numbers,
    date_before_a_note,
    decimal_numbering,
    deep_numbering,
    figures_at_the_start_of_a_line,
    half_brackets_and_dots,
    hard_wrapped_lines,
    headings_after_blanks_in_long_lines,
    headings_in_one_line,
    items_that_count,
    list_of_figures_below_a_heading,
    numbered_sentences_that_count,
    numbering_restarts_and_has_gaps,
    points_of_one_paragraph,
    report_in_one_line,
    run_in_headings,
    sentence_numbered_like_the_headings_before_it,
    table_among_wrapped_lines,
    table_between_paragraphs,
    table_that_lost_its_bars,
    unnumbered_slogans,
    year_at_the_start_of_a_line,
);

fn check(case: &str) {
    expect_in("structure", case, "expected.txt", &describe(&case_source("structure", case)));
}

/// The blocks as a tree: `#` for a numbered heading, `*` for an unnumbered one, as often as it is deep.
fn describe(text: &str) -> String {
    let report = report(text);
    let mut result = String::new();
    for block in &report.document.blocks {
        let level = report.document.sections[block.section].level;
        let mark = match block.kind {
            BlockKind::Heading { level, numbered: true } => "#".repeat(level),
            BlockKind::Heading { level, numbered: false } => "*".repeat(level),
            BlockKind::Paragraph => "paragraph".to_owned(),
            BlockKind::Point => "point".to_owned(),
            BlockKind::Preliminary => "preliminary".to_owned(),
            BlockKind::TableRow => "row".to_owned(),
            BlockKind::Cells => "cells".to_owned(),
        };
        let indent = if matches!(block.kind, BlockKind::Heading { .. }) { level - 1 } else { level };
        writeln!(result, "{:2} {}{mark} {}", block.number, "    ".repeat(indent), block.folded.text).expect("a String takes any text");
    }
    result
}
