//! One serialisable model a page.
//!
//! Input: the archive and the rules. Output: models that hold every word and link of a page, ready for a
//! template. Refuses to know HTML. Links are paths below the site's root, without a slash in front; the
//! template puts the way to the root before them.

mod compare;
mod coverage;
mod figure;
mod home;
mod indicator;
mod linked_data;
mod listing;
mod picture;
mod region;
mod report;
mod shared;
mod topic;
mod year;

use serde::Serialize;

use crate::archive::{Archive, Entry};
use crate::citation::Citation;
use crate::config::Config;
use crate::metadata::Author;
use crate::rules::{Kind, Level, PlaceId, Rules};
pub use compare::{ComparePage, compare_page};
pub use coverage::{CoveragePage, coverage_pages};
pub use figure::{Figure, grouped};
pub use home::{HomePage, SearchPage, home_page, search_page};
pub use indicator::{IndicatorIndex, IndicatorPage, indicator_index, indicator_pages};
pub use linked_data::dataset;
pub use listing::{Link, ReportLink};
pub use region::{RegionIndex, RegionPage, region_index, region_pages};
pub use report::{ReportPage, reading_units, report_page};
pub use shared::{SharedIndex, SharedPage, shared_index, shared_pages};
pub use topic::{TopicIndex, TopicPage, topic_index, topic_pages};
pub use year::{YearIndex, YearPage, year_index, year_pages};

/// A page past this many rows splits by province or year.
pub const ROWS: usize = 300;

/// What every page is made from.
pub struct Site<'a> {
    pub config: &'a Config,
    pub rules: &'a Rules,
    pub archive: &'a Archive,
}

impl Site<'_> {
    /// The name of a place as pages head it.
    fn place_name(&self, place: PlaceId) -> &str {
        &self.rules.regions.place(place).name
    }

    /// The province around a place, or the place.
    pub fn province(&self, place: PlaceId) -> PlaceId {
        self.rules.regions.chain(place).last().unwrap_or(place)
    }

    /// The page of a place.
    fn region_link(&self, place: PlaceId) -> Link {
        Link { name: self.place_name(place).to_owned(), href: format!("regions/{}.html", self.rules.regions.place(place).code) }
    }

    /// How a report is cited.
    pub fn citation(&self, at: usize) -> Citation {
        let entry = &self.archive.entries[at];
        Citation::of(entry, &display_title(entry), self.config)
    }

    /// A report with the words that tell it from others.
    pub fn report_link(&self, at: usize) -> ReportLink {
        let entry = &self.archive.entries[at];
        let metadata = &entry.report.metadata;
        ReportLink {
            title: display_title(entry),
            href: format!("reports/{}.html", entry.address),
            region: region_label(entry, self.rules),
            year: metadata.year.value.map_or_else(|| "年份不详".to_owned(), |year| year.to_string()),
            kind: kind_label(entry),
            issuer: metadata.issuer.value.clone(),
            published: metadata.published.value.clone(),
            observations: entry.report.assessment.observations.len(),
            counts: entry.counts(),
        }
    }
}

/// A page and where it goes.
#[derive(Clone, Debug, Serialize)]
pub struct Routed<T> {
    pub path: String,
    pub page: T,
}

/// The title as set for reading.
fn display_title(entry: &Entry) -> String {
    let report = &entry.report;
    let pieces: Vec<_> = report.cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned()).collect();
    if pieces.is_empty() || report.front.title.is_some() {
        return if report.metadata.title.value.is_empty() { "（无标题）".to_owned() } else { report.metadata.title.value.clone() };
    }
    crate::typography::shown(&crate::typography::typeset(&report.text, &pieces))
}

/// 宁河区, 武汉市（县级待定）, 地区待定.
fn region_label(entry: &Entry, rules: &Rules) -> String {
    match entry.place() {
        Some(place) if entry.is_placed() => rules.regions.place(place).name.clone(),
        Some(place) if entry.report.metadata.level.value == Some(Level::Township) => {
            format!("{}（乡镇、街道）", rules.regions.place(place).name)
        }
        Some(place) => format!("{}（下属地区待定）", rules.regions.place(place).name),
        None => "地区待定".to_owned(),
    }
}

/// What the document is, where it is not a government's annual report.
fn kind_label(entry: &Entry) -> String {
    let metadata = &entry.report.metadata;
    match (metadata.kind.value, metadata.author) {
        (Kind::AnnualReport, Author::Department) => "部门报告",
        (Kind::AnnualReport, Author::Government) => "",
        (kind, _) => kind_name(kind),
    }
    .to_owned()
}

/// The name of a kind of document.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::AnnualReport => "年度报告",
        Kind::WorkPlan => "工作计划",
        Kind::News => "新闻",
        Kind::Interpretation => "解读",
        Kind::Notice => "通知",
        Kind::Template => "模板",
        Kind::Other => "其他文件",
    }
}
