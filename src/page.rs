//! One serialisable model a page.
//!
//! Input: the archive, the rules and the words of pages. Output: models that hold every word and link of a page,
//! ready for a template. Refuses to know HTML. Links are paths below the site's root, without a slash in front; the
//! template puts the way to the root before them.

mod changes;
mod compare;
mod coverage;
mod figure;
mod home;
mod indicator;
mod linked_data;
mod listing;
mod picture;
mod redirect;
mod region;
mod report;
mod shared;
mod topic;
mod year;

use serde::Serialize;

use crate::archive::{Archive, Entry};
use crate::citation::Citation;
use crate::config::Config;
use crate::language::Language;
use crate::metadata::Author;
use crate::rules::{Indicator, Kind, Level, PlaceId, Rules, Topic};
pub use changes::{ChangeIndex, ChangesPage, change_index, changes_page};
pub use compare::{ComparePage, compare_page};
pub use coverage::{Coverage, CoveragePage, CoveragePart};
pub use figure::Figure;
pub use home::{HomePage, SearchPage, home_page, search_page};
pub use indicator::{IndicatorFigures, IndicatorIndex, IndicatorPage, indicator_index};
pub use linked_data::dataset;
pub use listing::{Counted, Link, ReportLink};
pub use redirect::{RedirectPage, redirect_page};
pub use region::{Hierarchy, RegionIndex, RegionPage, region_index, region_inputs, region_page};
pub use report::{ReportPage, reading_units, report_page, shared as shared_models};
pub use shared::{SharedIndex, SharedPage, shared_index, shared_page, words_at};
pub use topic::{
    OfYear, TopicIndex, TopicPage, TopicPart, passages_by_year, topic_index, topic_inputs, topic_page, topic_part_page, topic_parts,
};
pub use year::{YearIndex, YearPage, year_index, year_pages};

/// A page past this many rows splits by province or year.
pub const ROWS: usize = 300;

/// What every page is made from.
pub struct Site<'a> {
    pub config: &'a Config,
    pub rules: &'a Rules,
    pub archive: &'a Archive,
    pub language: &'a Language,
    /// The words of each shared passage, as the page of its first holder shows them.
    pub shared_texts: &'a [String],
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
    pub fn region_link(&self, place: PlaceId) -> Link {
        Link { name: self.place_name(place).to_owned(), href: format!("regions/{}.html", self.rules.regions.place(place).code) }
    }

    /// How a report is cited: in Chinese, on pages of any language.
    pub fn citation(&self, at: usize) -> Citation {
        let entry = &self.archive.entries[at];
        let title = if entry.summary.set_title.is_empty() { "（无标题）" } else { &entry.summary.set_title };
        Citation::of(entry, title, self.config)
    }

    /// The name of a topic in the language of the pages.
    pub fn topic_name(&self, topic: &Topic) -> String {
        self.language.own(&topic.zh, &topic.en).to_owned()
    }

    /// The name of an indicator in the language of the pages.
    pub fn indicator_name(&self, indicator: &Indicator) -> String {
        self.language.own(&indicator.zh, &indicator.en).to_owned()
    }

    /// A report with the words that tell it from others.
    pub fn report_link(&self, at: usize) -> ReportLink {
        let entry = &self.archive.entries[at];
        let summary = &entry.summary;
        ReportLink {
            title: display_title(entry, self.language),
            href: entry.page(),
            region: region_label(entry, self.rules, self.language),
            year: summary.year.map_or_else(|| self.language.say("year.unknown").to_owned(), |year| year.to_string()),
            kind: kind_label(entry, self.language),
            issuer: summary.issuer.clone(),
            published: summary.published.clone(),
            observations: summary.observations,
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

/// Items in runs that weigh at most so much, at least one in each.
fn in_parts<T>(items: &[T], weight: impl Fn(&T) -> usize, most: usize) -> Vec<&[T]> {
    let mut parts = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        let own = weight(item);
        if at > start && filled + own > most {
            parts.push(&items[start..at]);
            (start, filled) = (at, 0);
        }
        filled += own;
    }
    parts.extend((start < items.len()).then(|| &items[start..]));
    parts
}

/// Only addresses of the web become links: a `javascript:` address would run.
fn safe_address(address: &str) -> String {
    let lower = address.trim().to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") { address.trim().to_owned() } else { String::new() }
}

/// The title as set for reading, or words for none.
fn display_title(entry: &Entry, language: &Language) -> String {
    let title = &entry.summary.set_title;
    if title.is_empty() { language.say("report.untitled").to_owned() } else { title.clone() }
}

/// 宁河区, 武汉市（县级待定）, 地区待定.
fn region_label(entry: &Entry, rules: &Rules, language: &Language) -> String {
    let Some(place) = entry.place() else { return language.say("place.open").to_owned() };
    let name = rules.regions.place(place).name.as_str();
    if entry.is_placed() {
        return name.to_owned();
    }
    let is_township = entry.summary.level == Some(Level::Township);
    language.say_with(if is_township { "place.township" } else { "place.within" }, &[("name", name)])
}

/// What the document is, where it is not a government's annual report.
fn kind_label(entry: &Entry, language: &Language) -> String {
    match (entry.summary.kind, entry.summary.author) {
        (Kind::AnnualReport, Author::Department) => language.say("kind.department_report"),
        (Kind::AnnualReport, Author::Government) => "",
        (kind, _) => kind_name(kind, language),
    }
    .to_owned()
}

/// The name of a kind of document.
pub fn kind_name(kind: Kind, language: &Language) -> &str {
    language.say(&format!("kind.{}", kind.name()))
}

/// The name of a level of government.
fn level_name(level: Level, language: &Language) -> &str {
    language.say(match level {
        Level::Province => "level.province",
        Level::Prefecture => "level.prefecture",
        Level::County => "level.county",
        Level::Township => "level.township",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Tongue;
    use crate::summary::{Content, Punctuality};

    #[test]
    fn every_kind_content_and_punctuality_has_a_name() {
        let kinds = Kind::ALL.map(|kind| format!("kind.{}", kind.name()));
        let contents = Content::ALL.map(|content| format!("contents.{}", content.name()));
        let times = [Punctuality::OnTime, Punctuality::Late, Punctuality::Undated];
        let times = times.iter().flat_map(|time| ["", "_long"].map(|length| format!("punctuality.{}{length}", time.name())));
        let language = Language::load(None, Tongue::Chinese).expect("the embedded texts are valid");
        for key in kinds.into_iter().chain(contents).chain(times) {
            assert!(language.find(&key).is_ok(), "{key}");
        }
    }
}
