//! Cleaning: which lines are the report, which the page around it, and what the removed lines say.

use std::fmt::Write as _;
use std::ops::Range;

use fangzhi::clean::clean;

use crate::case::{RULES, case_source, expect_in};

cases!(
    "clean",
    check,
    addressee_opens_the_body,
    attachments_below_the_body,
    attachment_named_in_the_text_stays,
    banner_with_bars,
    bare_date_above_the_title_is_no_publication_date,
    bare_date_below_the_title,
    bars_at_the_ends_of_lines,
    breadcrumb_as_numbered_list,
    breadcrumb_with_arrows,
    breadcrumb_with_double_arrows,
    byline_before_the_first_sentence,
    date_in_a_paragraph_stays,
    editor_line_at_the_end,
    footer_of_a_site,
    label_words_at_the_start_of_prose_stay,
    links_in_brackets_and_lists_of_sites,
    menu_between_title_and_body,
    page_numbers_between_paragraphs,
    pinyin_glosses,
    record_label_and_value_on_separate_lines,
    record_labels_spread_with_blanks,
    record_printed_twice,
    record_several_pairs_in_a_line,
    record_table_with_bars,
    report_in_one_line,
    share_and_print_links,
    short_sentence_below_the_title_stays,
    signature_in_one_line,
    signature_office_and_date,
    site_name_in_place_of_a_region,
    title_over_two_lines,
    title_repeated_above_and_below_the_record,
    title_with_site_suffix,
    todays_date_banner,
    traditional_characters,
);

fn check(case: &str) {
    let text = case_source("clean", case);
    expect_in("clean", case, "expected.txt", &describe(&text));
}

/// Title, body, ledger and fields, each line with its number in the source.
fn describe(text: &str) -> String {
    let cleaned = clean(text, 0, &RULES);
    let mut result = String::new();
    let words = |pieces: &[Range<usize>]| pieces.iter().map(|piece| &text[piece.clone()]).collect::<Vec<_>>().join(" ⋯ ");
    let mut say = |line: String| writeln!(result, "{}", line.trim_end()).expect("a String takes any text");
    say("title".to_owned());
    for line in &cleaned.title {
        say(format!("  {:2} | {}", line.number, words(&line.pieces)));
    }
    say("body".to_owned());
    for line in &cleaned.lines {
        say(format!("  {:2} | {}", line.number, words(&line.pieces)));
    }
    say("removed".to_owned());
    for entry in &cleaned.ledger {
        say(format!("  {:2} | {} | {}", entry.number, entry.rule, words(std::slice::from_ref(&entry.range))));
    }
    say("fields".to_owned());
    for field in &cleaned.fields {
        say(format!("  {:2} | {:?} | {}", field.number, field.key, words(std::slice::from_ref(&field.range))));
    }
    result
}
