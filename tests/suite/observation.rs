//! Observations: what becomes of every figure of a report.

use std::fmt::Write as _;

use fangzhi::examples::broken_example;
use fangzhi::observation::{PART, Unassigned};
use fangzhi::quantity::{QuantityId, ids_of};
use fangzhi::report::Report;

use crate::case::{RULES, case_source, expect_in, report};

cases!(
    "observation",
    check,
    a_figure_for_each_of_several_years,
    applied_figures_of_two_letters,
    bare_number_is_no_rate,
    bracket_is_a_part,
    cases_referred_by_a_court,
    clause_that_only_counts,
    comparison_with_a_named_year,
    counting_since_a_year,
    cumulative_figures,
    figures_of_an_enumeration,
    figures_of_another_place,
    figures_of_courts_are_not_the_governments,
    figures_of_headings_state_nothing,
    heading_gives_the_subject,
    heading_that_says_what_was_done_about_problems,
    increase_is_not_the_figure,
    item_number_before_a_year,
    kinds_counted_apart,
    last_year_is_not_this_year,
    later_value_of_a_change,
    list_of_outcomes_without_an_indicator,
    marks_of_private_use_are_no_figures,
    missing_unit_at_the_end_of_a_clause,
    number_first,
    own_level_is_a_part_of_the_whole,
    parts_are_not_totals,
    parts_beside_their_total,
    parts_that_are_listed_one_by_one,
    plan_section_states_no_results,
    problems_section_states_rates_alone,
    rate_shared_by_two_subjects,
    reconsideration_chain,
    respective_figures,
    rivals_are_ordered,
    row_of_a_table,
    rows_below_a_head,
    rows_that_lost_their_bars,
    sentence_that_looks_back_and_comes_to_the_year,
    subject_changes_within_a_sentence,
    subject_does_not_cross_a_heading,
    table_with_a_column_for_each_year,
    total_after_its_parts,
    total_with_its_parts_under_other_indicators,
    until_now_is_unclear,
    what_else_is_said_of_the_own_level,
    years_together_are_cumulative,
    zero_is_a_value,
);

fn check(case: &str) {
    expect_in("observation", case, "expected.txt", &describe(&report(&case_source("observation", case))));
}

fn describe(report: &Report) -> String {
    let mut result = String::new();
    for at in ids_of(&report.readings) {
        let quantity = report.quantity(at);
        let text = &report.document.blocks[at.block].folded.text;
        let start = text[..quantity.span.start].char_indices().rev().take(10).last().map_or(quantity.span.start, |(start, _)| start);
        let fates: Vec<String> = report
            .assessment
            .observations
            .iter()
            .filter(|found| found.at == at)
            .map(|found| {
                let object = if found.object.is_empty() { String::new() } else { format!(" of {}", found.object) };
                format!("{}{object}, {}", RULES.indicators.list[found.indicator].id, found.period.name())
            })
            .collect();
        let fate = if fates.is_empty() { unassigned(report, at) } else { fates.join("; ") };
        let words = &text[start..quantity.span.end];
        writeln!(result, "{words}: {} {} {} → {fate}", quantity.value, quantity.unit, quantity.approximation)
            .expect("a String takes any text");
    }
    result
}

fn unassigned(report: &Report, at: QuantityId) -> String {
    let (_, why) = report.assessment.unassigned.iter().find(|(place, _)| *place == at).expect("a figure is observed or has a reason");
    match why {
        Unassigned::Unknown => "none".to_owned(),
        Unassigned::Section => "none: the section states no results".to_owned(),
        Unassigned::Heading => "none: in a heading".to_owned(),
        Unassigned::Excluded { reason, .. } => format!("none: {reason}"),
        Unassigned::Part { .. } => format!("none: {PART}"),
    }
}

#[test]
fn every_indicators_examples_and_counterexamples_hold() {
    let mut broken = String::new();
    let mut run = 0;
    for (at, indicator) in RULES.indicators.list.iter().enumerate() {
        for example in &indicator.examples {
            run += 1;
            if let Some(why) = broken_example(&RULES, at, &example.text) {
                writeln!(broken, "{}: {:?}: {why}", indicator.id, example.text).expect("a String takes any text");
            }
        }
    }
    println!("{run} examples and counterexamples of {} indicators", RULES.indicators.list.len());
    assert!(run > RULES.indicators.list.len(), "the examples were read");
    assert!(broken.is_empty(), "{} of {run} broken:\n{broken}", broken.lines().count());
}
