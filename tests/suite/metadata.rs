//! The record: every field with its evidence, and what stays open.

use std::fmt::{Display, Write as _};

use fangzhi::metadata::{Author, Found, Origin};
use fangzhi::report::{Report, read_report};

use crate::case::{RULES, case_source, expect_in, source_file};

cases!(
    "metadata",
    check,
    addressee_is_the_parent,
    body_names_the_parent_of_a_repeated_name,
    candidates_of_a_repeated_name,
    cases_without_names_are_no_template,
    county_without_its_town_of_the_same_stem,
    date_dotted_day_first,
    date_in_han_numerals,
    date_of_the_signature,
    date_that_lost_its_characters,
    date_with_slashes,
    date_with_two_readings_stays_open,
    date_written_out,
    department_of_a_county,
    development_zone_in_a_city,
    district_of_twelve_cities_settled_by_the_issuer,
    document_number_of_the_record,
    document_number_runs_into_its_label,
    fiscal_year_and_plan_year_in_the_title,
    fields_of_cells_with_an_unknown_label,
    former_name_of_a_county,
    front_matter_in_toml,
    front_matter_in_yaml,
    front_matter_with_a_wrong_kind,
    issuer_with_brackets_and_number_without_a_line,
    kind_interpretation,
    kind_news_signed_by_a_reporter,
    kind_notice,
    kind_other_disclosure_report,
    kind_other_five_year_review,
    kind_other_speech,
    kind_template,
    kind_template_with_letters_for_names,
    kind_work_plan,
    lost_title_congress_names_the_place,
    lost_title_opening_names_the_place,
    municipality_calls_itself_our_city,
    name_that_is_a_word_needs_its_city,
    newspaper_settles_whose_city_speaks,
    our_district_in_the_folder_of_a_city,
    party_and_government_report_together,
    path_settles_a_repeated_name,
    pinyin_glosses_in_title_and_body,
    province_in_the_title_settles_a_repeated_name,
    report_of_the_province_on_the_site_of_a_county,
    short_name_in_the_title,
    site_settles_a_repeated_name_of_a_town,
    stale_date_of_a_banner,
    title_with_a_spam_suffix,
    town_of_the_same_stem_as_a_county,
    township_without_a_name_stays_open,
    year_from_the_body,
    year_from_two_in_the_title,
    year_in_the_title_without_its_character,
    year_not_given_stays_open,
);

/// Cases whose path says something; all others are read as `report.txt`.
const PATHS: [(&str, &str); 2] =
    [("path_settles_a_repeated_name", "江苏省/徐州市/鼓楼区/2021.txt"), ("our_district_in_the_folder_of_a_city", "湖北省/武汉市/2020.txt")];

fn check(case: &str) {
    let path = PATHS.iter().find(|(known, _)| *known == case).map_or("report.txt", |(_, path)| path);
    let text = case_source("metadata", case);
    let report = read_report(&source_file(path), text.as_bytes(), &RULES).unwrap_or_else(|diagnostic| panic!("no report: {diagnostic}"));
    expect_in("metadata", case, "expected.txt", &describe(&report));
}

fn describe(report: &Report) -> String {
    let metadata = &report.metadata;
    let mut result = String::new();
    let place = |place: &fangzhi::rules::PlaceId| format!("{} {}", RULES.regions.place(*place).code, RULES.regions.full_name(*place));
    say(&mut result, "kind", metadata.kind.value.name(), &metadata.kind);
    say(&mut result, "title", &metadata.title.value, &metadata.title);
    say(&mut result, "region", metadata.region.value.place.as_ref().map_or_else(|| "—".to_owned(), place), &metadata.region);
    for candidate in &metadata.region.value.candidates {
        writeln!(result, "    or {}", place(candidate)).expect("a String takes any text");
    }
    say(&mut result, "level", metadata.level.value.map_or("—", |level| level.name()), &metadata.level);
    let author = match metadata.author {
        Author::Government => "government",
        Author::Department => "department",
    };
    writeln!(result, "author: {author}").expect("a String takes any text");
    say(&mut result, "year", metadata.year.value.map_or_else(|| "—".to_owned(), |year| year.to_string()), &metadata.year);
    say(&mut result, "issuer", &metadata.issuer.value, &metadata.issuer);
    say(&mut result, "published", &metadata.published.value, &metadata.published);
    say(&mut result, "index number", &metadata.index_number.value, &metadata.index_number);
    say(&mut result, "document number", &metadata.document_number.value, &metadata.document_number);
    for diagnostic in &report.diagnostics {
        write!(result, "\n{diagnostic}").expect("a String takes any text");
    }
    result
}

fn say<T>(result: &mut String, name: &str, value: impl Display, found: &Found<T>) {
    writeln!(result, "{}", format!("{name}: {value}").trim_end()).expect("a String takes any text");
    for evidence in &found.evidence {
        let line = evidence.line.filter(|_| evidence.origin != Origin::FrontMatter).map_or_else(String::new, |line| format!(" {line}"));
        let shows = if evidence.shows.is_empty() { String::new() } else { format!(" — {}", evidence.shows) };
        writeln!(result, "    {}{line}: {}{shows}", evidence.origin.name(), evidence.words).expect("a String takes any text");
    }
}
