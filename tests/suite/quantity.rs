//! Numbers: every notation of a quantity, and every number that counts nothing.
//!
//! Each line of a case is a text of its own.

use std::fmt::Write as _;

use fangzhi::quantity::{NameClass, read_numbers};

use crate::case::{RULES, case_source, expect_in};

cases!(
    "quantity",
    check,
    approximation_after_the_number,
    approximation_before_the_number,
    clock_times_and_phone_numbers,
    decimals_with_wan_and_yi,
    digits_parted_by_blanks,
    document_numbers,
    fractions_and_percentages,
    full_width_and_thousands,
    han_numerals,
    money,
    number_first_and_number_last,
    ordinals_and_articles,
    plan_periods,
    ranges,
    slogans,
    tenths_and_hundredths,
    thousands_parted_by_blanks,
    units_that_begin_a_word,
    without_unit,
    words_that_end_like_about,
    years_and_dates,
);

fn check(case: &str) {
    expect_in("quantity", case, "expected.txt", &describe(&case_source("quantity", case)));
}

fn describe(text: &str) -> String {
    let mut result = String::new();
    for line in text.lines() {
        let folded = RULES.folding.plain(line);
        let reading = read_numbers(&folded, &RULES.numbers);
        let mut found: Vec<(usize, String)> = Vec::new();
        for quantity in &reading.quantities {
            let upper = quantity.upper.map_or_else(String::new, |upper| format!("–{upper}"));
            let unit = if quantity.unit.is_empty() { "(no unit)" } else { &quantity.unit };
            found.push((
                quantity.span.start,
                format!("{}{upper} {unit} {}: {}", quantity.value, quantity.approximation, &folded[quantity.span.clone()]),
            ));
        }
        // Words such as 一 in 一定 are names too, but say nothing.
        for name in reading.names.iter().filter(|name| name.class != NameClass::Words) {
            let year = name.year.map_or_else(String::new, |year| format!(" {year}"));
            found.push((name.span.start, format!("no quantity, {}{year}: {}", name.class.name(), &folded[name.span.clone()])));
        }
        found.sort();
        writeln!(result, "{line}").expect("a String takes any text");
        for (_, description) in found {
            writeln!(result, "    {description}").expect("a String takes any text");
        }
    }
    result
}
