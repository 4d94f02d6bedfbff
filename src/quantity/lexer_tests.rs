use super::super::Approximation::{About, AtLeast, Exact};
use super::*;
use crate::rules::Rules;

fn read(text: &str) -> Reading {
    let rules = Rules::load(None).expect("the embedded rules are valid");
    read_numbers(&rules.folding.plain(text), &rules.numbers)
}

#[test]
fn quantities_are_read_in_every_notation() {
    let cases = [
        ("受理业务76932件", "76932", "件", Exact),
        ("共1,234件", "1234", "件", Exact),
        ("受理12345宗", "12345", "宗", Exact),
        ("约3.5万人", "35000", "人", About),
        ("受理诉求244.66万件", "2446600", "件", Exact),
        ("资料10万余份", "100000", "份", AtLeast),
        ("近30家单位", "30", "家", About),
        ("超16万人次", "160000", "人次", AtLeast),
        ("三十二件", "32", "件", Exact),
        ("两万余", "20000", "", AtLeast),
        ("百分之九十", "90", "%", Exact),
        ("达98.2%", "98.2", "%", Exact),
        ("六成以上", "60", "%", AtLeast),
        ("开展2-3次", "2", "次", Exact),
        ("13.1亿元", "1310000000", "元", Exact),
        ("约1445.24万元", "14452400", "元", About),
        ("1596万余元", "15960000", "元", AtLeast),
        ("6件行政复议", "6", "件", Exact),
        ("案件１０２(其中", "102", "", Exact),
        ("20余件", "20", "件", AtLeast),
        ("件数100件左右", "100", "件", About),
        ("26个审计项目", "26", "个", Exact),
    ];
    for (text, value, unit, approximation) in cases {
        let reading = read(text);
        let found: Vec<_> = reading.quantities.iter().map(|q| (q.value.to_string(), q.unit.as_str(), q.approximation)).collect();
        assert_eq!(found, [(value.to_owned(), unit, approximation)], "{text}: {reading:?}");
    }
}

#[test]
fn numbers_that_name_are_no_quantities() {
    let names = [
        "2021年",
        "2021年3月15日",
        "2021—2025年",
        "(2015--2020)",
        "〔2020〕11号",
        "第三次会议",
        "六届区委",
        "“一规划两纲要”",
        "“1+2+N”",
        "三项制度",
        "12345热线",
        "10:11",
        "0662-3367662",
        "第25条",
        "“38”妇女维权周",
        "海河“23·7”",
        "20191月",
        "2024法治政府",
        "十四五",
        "二〇二〇年",
        "一站式",
        "四级书记",
        "二十大精神",
        "1-6月",
        "3月底",
    ];
    for text in names {
        let reading = read(text);
        assert_eq!(reading.quantities, [], "{text}: {reading:?}");
    }
}

#[test]
fn both_ends_of_a_range_are_of_one_measure() {
    for (text, value, upper, unit, approximation) in [
        ("发放资料2-3万份", "20000", "30000", "份", Exact),
        ("10-30亿元", "1000000000", "3000000000", "元", Exact),
        ("3000至1万份", "3000", "10000", "份", Exact),
        ("2至3百余人次", "200", "300", "人次", AtLeast),
        ("六至七成", "60", "70", "%", Exact),
        ("二至三百件", "200", "300", "件", Exact),
        ("三四件", "3", "4", "件", About),
        ("三四十人", "30", "40", "人", About),
        ("一二十件", "10", "20", "件", About),
        ("约七八成", "70", "80", "%", About),
    ] {
        let [quantity] = read(text).quantities.try_into().unwrap_or_else(|all| panic!("{text}: {all:?}"));
        let upper_end = quantity.upper.map(|upper| upper.to_string());
        assert_eq!((quantity.value.to_string().as_str(), upper_end.as_deref()), (value, Some(upper)), "{text}");
        assert_eq!((quantity.unit.as_str(), quantity.approximation), (unit, approximation), "{text}");
    }
}

#[test]
fn a_fraction_is_exact_where_it_has_an_end() {
    for (text, value, approximation) in
        [("五分之一", "20", Exact), ("四分之三", "75", Exact), ("三分之一", "33.33", About), ("三分之二以上", "66.67", AtLeast)]
    {
        let reading = read(text);
        assert_eq!(
            (reading.quantities[0].value.to_string().as_str(), reading.quantities[0].approximation),
            (value, approximation),
            "{text}"
        );
    }
}

#[test]
fn the_number_of_an_item_is_no_part_of_a_decimal() {
    for (text, expected) in [
        ("1.2022年,办理法律援助案件80件。", &["80件"][..]),
        ("4.12345热线受理诉求1203件。2.12345热线办结900件", &["1203件", "900件"]),
        ("5.3个街道完成试点", &["3个"]),
        ("1.5万件", &["15000件"]),
        ("3.5个工作日内办结", &["3.5个工作日"]),
        ("共1.3个百分点", &["1.3个百分点"]),
    ] {
        let found: Vec<_> = read(text).quantities.iter().map(|quantity| format!("{}{}", quantity.value, quantity.unit)).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(read("2.2022年").names[1].year, Some(2022));
}

#[test]
fn every_digit_lies_in_a_quantity_or_a_name() {
    let text = "2021年12345热线受理1,234件(含结转13件),“1+2+N”、V2.0、3.5万人次,〔2020〕11号0662-3367662";
    let reading = read(text);
    let folded = Rules::load(None).expect("valid").folding.plain(text);
    let covered =
        |at: usize| reading.quantities.iter().map(|q| &q.span).chain(reading.names.iter().map(|n| &n.span)).any(|span| span.contains(&at));
    for (at, c) in folded.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        assert!(covered(at), "{c} at {at} in {folded}: {reading:?}");
    }
}
