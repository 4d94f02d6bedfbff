//! What reports repeat: of the year before, and of other places.

use std::sync::Arc;

use fangzhi::archive::compare;
use fangzhi::page::words_at;
use fangzhi::report::Report;

use crate::case::{archive_of, open_entry, report};

fn of(place: &str, year: u16, body: &str) -> Report {
    report(&format!("{place}人民政府{year}年法治政府建设情况报告\n\n一、主要工作\n{body}\n"))
}

const FORM: &str = "坚持把学习宣传贯彻习近平法治思想作为首要政治任务抓紧抓实抓好。";

#[test]
fn a_report_is_compared_with_the_year_before_sentence_by_sentence() {
    let earlier = of("武汉市江夏区", 2020, &format!("{FORM}全年办理行政复议案件三十二件全部办结。共开展执法培训活动十二场次。"));
    let later = of("武汉市江夏区", 2021, &format!("全年办理行政复议案件四十五件全部办结。{FORM}"));
    let comparison = compare(&later, &earlier);
    let texts = |sentences: &[fangzhi::summary::Sentence], report: &Report| -> Vec<String> {
        sentences.iter().map(|sentence| sentence.text(report).to_owned()).collect()
    };
    assert_eq!(comparison.repeated.len(), 1);
    assert_eq!(texts(&comparison.new, &later), ["全年办理行政复议案件四十五件全部办结。"]);
    assert_eq!(texts(&comparison.gone, &earlier), ["全年办理行政复议案件三十二件全部办结。", "共开展执法培训活动十二场次。"]);
    assert!((comparison.share() - 0.5).abs() < 1e-9);
}

#[test]
fn a_sentence_of_three_places_is_shared_and_one_of_three_years_is_not() {
    let own = "本区连续三年在全市行政执法案卷评查中名列第一并在会上交流经验。";
    let mut reports: Vec<Report> = ["武汉市江夏区", "武汉市黄陂区", "武汉市新洲区"]
        .iter()
        .map(|place| of(place, 2020, &format!("{FORM}这是{place}自己写的一句很长很长很长的话。")))
        .collect();
    reports.extend([2017, 2018, 2019].map(|year| of("武汉市蔡甸区", year, own)));
    let reports: Vec<Arc<Report>> = reports.into_iter().map(Arc::new).collect();
    let archive = archive_of(&reports);
    let shared: Vec<(usize, String)> = archive
        .shared
        .iter()
        .map(|passage| {
            let opened = open_entry(&archive, passage.holders[0].0, &reports);
            (passage.places, words_at(&opened.report, &passage.id))
        })
        .collect();
    assert_eq!(shared, [(3, FORM.to_owned())]);
}
