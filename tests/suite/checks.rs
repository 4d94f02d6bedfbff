//! Checks of figures: what a careful reader would ask, and what is no question.

use std::sync::Arc;

use expect_test::{Expect, expect};
use fangzhi::archive::tables::check_rows;
use fangzhi::report::{Report, read_report};

use crate::case::{RULES, archive_of, open_entry, source_file};

/// A report of a place and year with some sentences.
fn written(place: &str, year: u16, sentences: &str) -> String {
    format!("{place}人民政府{year}年法治政府建设情况报告\n一、主要举措和成效\n{sentences}\n")
}

/// The findings of an archive of such reports: report, check, what it says, and what it was held against.
fn expect_findings(reports: &[(&str, u16, &str)], expected: &Expect) {
    let read = reports.iter().enumerate().map(|(at, (place, year, sentences))| {
        let file = source_file(&format!("{at}.txt"));
        Arc::new(read_report(&file, written(place, *year, sentences).as_bytes(), &RULES).expect("a report"))
    });
    let read: Vec<Arc<Report>> = read.collect();
    let archive = archive_of(&read);
    let entries = 0..archive.entries.len();
    let rows: Vec<_> = entries.flat_map(|at| check_rows(&archive, &open_entry(&archive, at, &read), &RULES)).collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let against: Vec<&str> = [row.against_report.as_str(), &row.against_indicator, &row.against_value]
                .into_iter()
                .filter(|cell| !cell.is_empty())
                .collect();
            format!("{} {} {} {}: {} [{}]\n", row.report, row.check, row.indicator, row.value, row.says, against.join(" "))
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn parts_above_their_total_are_a_finding() {
    expect_findings(
        &[("通渭县", 2021, "受理行政复议案件40件，审结30件，其中维持20件，驳回8件，撤销5件。")],
        &expect![[r#"
        621121/2021 parts reconsideration_concluded 30: 分项 20 + 8 + 5 = 33，多于总数 30 [621121/2021 reconsideration_upheld;reconsideration_rejected;reconsideration_revoked 20;8;5]
    "#]],
    );
}

#[test]
fn parts_below_a_total_are_one_only_where_they_are_all() {
    // 撤回申请 and 终止 are among the cases concluded as well.
    expect_findings(&[("通渭县", 2021, "受理行政复议案件40件，审结30件，其中维持20件，驳回3件。")], &expect![[""]]);
    expect_findings(
        &[("通渭县", 2021, "共清理规范性文件100件，保留70件，修改10件，废止15件。")],
        &expect![[r#"
        621121/2021 parts normative_documents_reviewed_in_cleanup 100: 分项 15 + 10 + 70 = 95，少于总数 100 [621121/2021 normative_documents_repealed;normative_documents_amended;normative_documents_retained 15;10;70]
    "#]],
    );
}

#[test]
fn parts_with_decimals_are_added_as_they_are_written() {
    expect_findings(&[("通渭县", 2021, "共清理规范性文件0.3万件，保留0.1万件，修改0.15万件，废止0.05万件。")], &expect![[""]]);
    expect_findings(&[("通渭县", 2021, "受理行政复议案件4件，审结3.3件，其中维持2.2件，驳回1.1件。")], &expect![[""]]);
}

#[test]
fn an_approximate_total_is_not_held_against_its_parts() {
    expect_findings(&[("通渭县", 2021, "受理行政复议案件40件，审结30余件，其中维持25件，驳回8件。")], &expect![[""]]);
}

#[test]
fn a_rate_that_its_counts_cannot_give_is_a_finding() {
    expect_findings(
        &[("通渭县", 2021, "各级人民调解组织调解矛盾纠纷2000件，调解成功1900件，调解成功率98%。")],
        &expect![[r#"
        621121/2021 rate people_mediation_success_rate 98: 写明 98%，按 1900 ÷ 2000 为 95.0% [621121/2021 people_mediation_successes;people_mediation_cases 1900;2000]
    "#]],
    );
}

#[test]
fn a_rounded_rate_and_rounded_counts_agree() {
    expect_findings(&[("通渭县", 2021, "各级人民调解组织调解矛盾纠纷1.62万件，调解成功1.6万件，调解成功率98%。")], &expect![[""]]);
    expect_findings(&[("通渭县", 2021, "各级人民调解组织调解矛盾纠纷3000件，调解成功2990件，调解成功率99.6%。")], &expect![[""]]);
}

#[test]
fn a_value_out_of_all_proportion_is_a_finding() {
    expect_findings(
        &[("通渭县", 2021, "全年受理行政复议案件8万件。")],
        &expect![[r#"
        621121/2021 range reconsideration_accepted 80000: 在通常范围（0–50000）之外 []
    "#]],
    );
}

#[test]
fn a_tenfold_jump_between_years_of_one_place_is_a_finding() {
    expect_findings(
        &[
            ("通渭县", 2020, "全年办理法律援助案件120件，受理行政复议案件2件。"),
            ("通渭县", 2021, "全年办理法律援助案件1530件，受理行政复议案件30件。"),
        ],
        &expect![[r#"
            621121/2021 jump legal_aid_cases 1530: 1530，而 2020 年度为 120，相差 13 倍 [621121/2020 legal_aid_cases 120]
        "#]],
    );
}

#[test]
fn a_county_above_its_city_is_a_finding_unless_both_count_their_own() {
    expect_findings(
        &[
            ("定西市", 2021, "全年办理法律援助案件300件，梳理行政权力事项3000项，受理行政复议案件30件。"),
            ("通渭县", 2021, "全年办理法律援助案件450件，梳理行政权力事项3100项，受理行政复议案件45件。"),
        ],
        &expect![[r#"
            621121/2021 parent legal_aid_cases 450: 450，多于上级定西市的 300 [621100/2021 legal_aid_cases 300]
        "#]],
    );
}

#[test]
fn figures_of_other_times_are_not_held_against_those_of_the_year() {
    expect_findings(&[("通渭县", 2021, "“七五”普法以来，全县办理法律援助案件5200件。")], &expect![[""]]);
}
