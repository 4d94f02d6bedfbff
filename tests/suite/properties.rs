//! The promises over texts that nobody wrote: pieces of reports and of web pages in any order, and any characters.
//!
//! The same texts on every run; `FANGZHI_CASES=20000 cargo test --test suite properties` tries more of them.

use std::collections::BTreeSet;
use std::env;

use fangzhi::decode::decode;
use fangzhi::metadata::{Evidence, Origin};
use fangzhi::report::{Report, read_report};
use fangzhi::search::{Unit, Zone};
use fangzhi::text::is_blank;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use crate::case::{RULES, source_file};
use crate::program::Workplace;
use crate::promise::{decoding_is_told, diagnostic_is_whole, report_keeps_the_promises, structured_ranges};
use crate::search::{answer, index_units, scan};

/// Texts of each property when nobody asks for more.
const CASES: u32 = 96;

/// The same on every run, a share of the texts that were asked for, and no file of failures: a text that fails
/// becomes a case by hand.
fn configuration(share: u32) -> ProptestConfig {
    let cases = env::var("FANGZHI_CASES").map_or(CASES, |number| number.parse().expect("FANGZHI_CASES is a number"));
    ProptestConfig { cases: (cases / share).max(2), rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

/// A number as reports write them.
fn number() -> impl Strategy<Value = String> {
    const WRITTEN: &[&str] = &[
        "三十二",
        "两万余",
        "百分之九十",
        "六成",
        "10万余",
        "3.5万",
        "1,234",
        "98.2%",
        "2-3",
        "２０２１",
        "近30",
        "超16万",
        "千分之三",
        "三分之一",
        "第3",
        "〔2020〕11",
        "10:30",
        "十四五",
        "1+2+N",
        "12345",
        "2021—2025",
        "13.1亿",
        "1 234 567",
        "0",
        "..5",
        "1.2.3",
    ];
    prop_oneof![
        select(WRITTEN).prop_map(str::to_owned),
        (0_u64..100_000_000).prop_map(|number| number.to_string()),
        "[0-9０-９.,%万亿]{1,8}"
    ]
}

/// Some words of a sentence.
fn words() -> impl Strategy<Value = String> {
    const PHRASES: &[&str] = &[
        "受理行政复议案件",
        "审结",
        "其中",
        "同比增长",
        "全区",
        "开展执法培训",
        "，",
        "、",
        "。",
        "；",
        "（",
        "）",
        "“",
        "”",
        "《条例》",
        " ",
        "　",
        "|",
        "件",
        "万人次",
        "亿元",
        "%",
        "年",
        "月",
        "日",
        "号",
        "均达",
        "分别为",
        "和",
        "利博官网",
        "我們(wǒ men)",
        "<b>",
        "&amp;",
        "\u{200b}",
        "\0",
        "人民政府",
        "武汉市新洲区",
        "宁河区",
        "李集街道",
        "法治政府建设",
        "较上年",
        "五年来",
        "截至目前累计",
    ];
    prop::collection::vec(prop_oneof![4 => select(PHRASES).prop_map(str::to_owned), 3 => number(), 1 => "\\PC{0,4}"], 1..14)
        .prop_map(|words| words.concat())
}

/// A table whose cells stand side by side, with bars or without, or one below the other; some are missing.
fn table() -> impl Strategy<Value = String> {
    const HEADS: &[&[&str]] = &[
        &["指标", "单位", "2022年", "2023年"],
        &["序号", "项目", "单位", "数量", "备注"],
        &["名称", "数量（件）"],
        &["单位", "合计", "市局"],
        &["指标", "上年", "本年", "增幅（%）"],
    ];
    const NAMES: &[&str] = &["行政复议受理", "其中：维持", "　驳回", "撤销、变更", "人民调解案件（件）", "合格率", "1", ""];
    const UNITS: &[&str] = &["件", "万件", "万元", "%", "人次", "某种", "", "2"];
    const VALUES: &[&str] = &["12", "1,264", "2045", "10.2", "98.5%", "—", "3余", "45人次", "26（含转送3件）", ""];
    const BETWEEN: &[&str] = &["\t", "    ", " | ", "\n", "\n\n", "　　"];
    let cell = prop_oneof![
        select(NAMES).prop_map(str::to_owned),
        select(UNITS).prop_map(str::to_owned),
        select(VALUES).prop_map(str::to_owned),
        number()
    ];
    let row = (select(NAMES), select(UNITS), prop::collection::vec(cell, 0..4))
        .prop_map(|(name, unit, rest)| [vec![name.to_owned(), unit.to_owned()], rest].concat());
    (select(HEADS), prop::collection::vec(row, 0..5), select(BETWEEN)).prop_map(|(head, rows, between)| {
        let rows = rows.into_iter().map(|row| row.join(between));
        [head.join(between)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    })
}

/// A line: a heading, a sentence, a line of a record, clutter of a page, or nothing that anybody knows.
fn line() -> impl Strategy<Value = String> {
    const FRAME: &[&str] = &[
        "首页 > 政务公开 > 法治政府",
        "索引号：000014349/2024-00012",
        "发布机构：宁河区人民政府",
        "发布日期：2024-01-20",
        "|---|---|",
        "||",
        "| 名称 | 数量 |",
        "打印 关闭 分享到：",
        "主办单位：某某区人民政府 备案号：津ICP备05000000号",
        "附件：1.统计表",
        "责任编辑：张三",
        "宁河区2023年法治政府建设情况报告",
        "关于2020年2021年法治政府建设情况的报告",
        "市人大常委会：",
        "武汉市新洲区人民政府",
        "2024年1月20日",
        "（2024年3月1日在区人大常委会上）",
        "",
        "　　",
        "\u{feff}",
        "---",
        "+++",
        "- 1 -",
        "# 标题",
        "> 引文",
        "```",
    ];
    const MARKER: &[&str] = &["一、", "（二）", "1.", "(1)", "①", "一是", "第一章 ", "第三部分 ", "十一、", "2、"];
    prop_oneof![
        3 => select(FRAME).prop_map(str::to_owned),
        3 => (select(MARKER), words()).prop_map(|(marker, words)| format!("{marker}{words}")),
        4 => prop::collection::vec(words(), 1..4).prop_map(|words| words.join("，") + "。"),
        1 => words(),
        1 => table(),
        1 => "\\PC{0,30}",
    ]
}

/// A source.
fn text() -> impl Strategy<Value = String> {
    const ENDS: &[&str] = &["\n", "\r\n", "\n\n", "\r", " ", "　　"];
    let plain = prop::collection::vec((line(), select(ENDS)), 1..24)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>());
    prop_oneof![8 => plain, 1 => any::<String>(), 1 => "[\\PC\\n]{0,200}"]
}

fn read(path: &str, text: &str) -> Option<Report> {
    read_report(&source_file(path), text.as_bytes(), &RULES)
        .inspect(|report| report.diagnostics.iter().for_each(diagnostic_is_whole))
        .inspect_err(diagnostic_is_whole)
        .ok()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

/// All words that speak for the values of a record.
fn evidence(report: &Report) -> impl Iterator<Item = &Evidence> {
    let metadata = &report.metadata;
    let words = [&metadata.title, &metadata.issuer, &metadata.published, &metadata.index_number, &metadata.document_number];
    let of_words = words.into_iter().flat_map(|found| &found.evidence);
    of_words.chain(&metadata.kind.evidence).chain(&metadata.year.evidence).chain(&metadata.region.evidence)
}

/// Texts on which a promise was once broken: `fuzz/` found them, and they were cut down by hand.
const FOUND: &[(&str, &str)] = &[
    // The bar at the beginning was stray, and belonged to the site's name behind it as well.
    ("report.txt", "| 新洲区政府2021年法治政府\n一、主要工作\n全年受理行政复议案件11件，审结10件，未发生重大舆情。\n"),
    // 多达 was more than 801 and at least 7357.
    ("report.txt", "一、主要工作\n全年受理801多达7357件，审结10件，未发生因办案引起的重大舆情。\n"),
    // Two phrases of a headline in one line were joined across the mark that was taken out between them.
    ("report.md", "发布旗\r\r\r\r-\r\r服务热线\n"),
    // A line of commas and dashes below a label was its value, of no words.
    ("report.txt", "发布机构\n,--\n鼓楼区政府2021年法治政府建设情况报告\n一、主要工作\n全年受理行政复议案件11件，审结10件。\n"),
];

#[test]
fn texts_that_once_broke_a_promise_keep_it() {
    for (path, text) in FOUND {
        let report = read(path, text).unwrap_or_else(|| panic!("no report: {text}"));
        report_keeps_the_promises(&report);
    }
}

proptest! {
    #![proptest_config(configuration(1))]

    #[test]
    fn no_text_and_no_number_is_lost(text in text()) {
        for path in ["report.txt", "report.md"] {
            let Some(report) = read(path, &text) else { continue };
            report_keeps_the_promises(&report);
            let mut ranges: Vec<_> = structured_ranges(&report.cleaned, &report.document).collect();
            ranges.sort_by_key(|range| range.start);
            let together: String = ranges.into_iter().map(|range| &report.text[range]).collect();
            prop_assert_eq!(without_blanks(&together), without_blanks(&report.text));
        }
    }

    #[test]
    fn any_bytes_are_a_text_and_what_is_lost_is_told(bytes in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        text().prop_map(String::into_bytes),
        text().prop_map(|text| encoding_rs::GB18030.encode(&text).0.into_owned()),
        text().prop_map(|text| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
    ], cut in any::<prop::sample::Index>()) {
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len() + 1)]] {
            let decoded = decode(bytes, "report.txt");
            decoding_is_told(bytes, &decoded);
            decoded.diagnostics.iter().for_each(diagnostic_is_whole);
        }
    }

    #[test]
    fn a_value_of_the_record_has_evidence_and_the_evidence_is_the_sources_own_words(text in text()) {
        let Some(report) = read("report.txt", &text) else { return Ok(()) };
        let plain = |text: &str| without_blanks(&RULES.folding.plain(text));
        // A run that was removed, such as the reading of a name, may stand inside the words.
        let mut kept = report.text.clone();
        for entry in report.ledger().into_iter().rev() {
            kept.replace_range(entry.range.clone(), "");
        }
        let (source, kept) = (plain(&report.text), plain(&kept));
        for found in evidence(&report).filter(|found| found.origin != Origin::Path) {
            let words = plain(&found.words);
            prop_assert!(source.contains(&words) || kept.contains(&words), "{:?}", found);
        }
        let metadata = &report.metadata;
        prop_assert!(metadata.year.value.is_none() || !metadata.year.evidence.is_empty());
        prop_assert!(metadata.region.value.place.is_none() || !metadata.region.evidence.is_empty());
        // What is settled has no candidates beside it.
        prop_assert!(!metadata.region.value.exact || metadata.region.value.candidates.is_empty());
    }

    #[test]
    fn front_matter_settles_whatever_the_text_says(text in text(), year in 1949_u16..2100) {
        let above = format!("+++\nregion = \"420117\"\nyear = {year}\n+++\n");
        let Some(report) = read("report.txt", &(above + &text)) else { return Ok(()) };
        report_keeps_the_promises(&report);
        let region = &report.metadata.region.value;
        let code = region.place.map(|place| RULES.regions.place(place).code.to_string());
        prop_assert_eq!(report.metadata.year.value, Some(year));
        prop_assert_eq!((code.as_deref(), region.candidates.len()), (Some("420117"), 0));
    }
}

proptest! {
    #![proptest_config(configuration(4))]

    #[test]
    fn every_substring_is_found_and_nothing_else(documents in prop::collection::vec(
        prop::collection::vec((prop_oneof!["[一二三行政复议0-9a-c]{1,16}", "[\\PC&&[^\\s]]{1,12}", "[𠮷𠀀一\u{10ffff}]{1,8}"], 0_usize..3), 1..4),
        1..4,
    ), others in prop::collection::vec("[一二三行政复议0-9a-c𠮷]{2,5}", 8)) {
        let zones = [Zone::Title, Zone::Heading, Zone::Body];
        let units: Vec<Vec<Unit>> = documents
            .iter()
            .map(|document| document.iter().map(|(text, zone)| Unit { text: text.clone(), zone: zones[*zone] }).collect())
            .collect();
        let texts: Vec<Vec<String>> = units.iter().map(|units| units.iter().map(|unit| unit.text.clone()).collect()).collect();
        let index = index_units(&units);
        let mut queries: BTreeSet<String> = others.into_iter().collect();
        for unit in texts.iter().flatten() {
            let characters: Vec<char> = unit.chars().collect();
            let lengths = 2..=characters.len();
            queries.extend(lengths.flat_map(|length| characters.windows(length)).map(|run| run.iter().collect::<String>()));
        }
        for query in queries {
            prop_assert_eq!(answer(&index, &texts, &query), scan(&texts, &query), "`{}`", query);
        }
    }
}

proptest! {
    #![proptest_config(configuration(32))]

    #[test]
    fn one_thread_and_three_write_the_same_bytes(texts in prop::collection::vec(text(), 2..8)) {
        let place = Workplace::new();
        // One report that is surely published: a site of nothing is an error and writes nothing.
        place.write("content/sure.txt", "宁河区2023年法治政府建设情况报告\n一、主要工作\n全年受理行政复议案件178件，审结172件。\n");
        for (at, text) in texts.iter().enumerate() {
            place.write(&format!("content/{}/{at}.{}", at % 3, if at % 4 == 3 { "md" } else { "txt" }), text);
        }
        let build = |jobs: &str| place.run(&["build", "--jobs", jobs, "--output", jobs, "--cache", &format!("cache-{jobs}")]);
        let (one, three) = (build("1"), build("3"));
        prop_assert!(one.status < 2, "{}", one.whole());
        prop_assert_eq!((one.status, &one.stderr), (three.status, &three.stderr));
        prop_assert!(place.files("1") == place.files("3"));
    }
}
