//! Topics and the passages about them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{ROWS, Routed, Site};
use crate::rules::Indicator;
use crate::summary;

#[derive(Debug, Serialize)]
pub struct TopicIndex {
    pub topics: Vec<TopicSummary>,
}

#[derive(Debug, Serialize)]
pub struct TopicSummary {
    pub id: String,
    pub name: String,
    pub scope: String,
    pub passages: usize,
    pub indicators: usize,
}

#[derive(Debug, Serialize)]
pub struct TopicPage<'a> {
    pub id: String,
    pub name: String,
    /// Markdown, as the rule file has it.
    pub scope: String,
    /// The year, on a page of its own.
    pub year: String,
    pub total: usize,
    pub indicators: Vec<Counted>,
    pub groups: Vec<PassageGroup<'a>>,
    pub split: Vec<Counted>,
}

/// The passages of a year.
#[derive(Clone, Debug, Serialize)]
pub struct PassageGroup<'a> {
    pub year: String,
    pub passages: Vec<Passage<'a>>,
}

/// A section about a topic.
#[derive(Clone, Debug, Serialize)]
pub struct Passage<'a> {
    pub region: String,
    pub heading: &'a str,
    pub href: String,
    pub excerpt: &'a str,
    pub phrases: &'a [String],
}

/// The model of `topics/index.html`.
pub fn topic_index(site: &Site) -> TopicIndex {
    let topics = site.rules.topics.list.iter().enumerate().map(|(at, topic)| TopicSummary {
        id: topic.id.clone(),
        name: site.topic_name(topic),
        scope: topic.scope.clone(),
        passages: site.archive.by_topic.get(&at).map_or(0, |found| found.sections),
        indicators: site.rules.indicators.list.iter().filter(|indicator| indicator.topic == topic.id).count(),
    });
    TopicIndex { topics: topics.collect() }
}

/// What there is of a year.
pub struct OfYear<T> {
    pub year: Option<u16>,
    pub passages: Vec<T>,
}

/// The passages of a topic by year, the newest first: each its entry, and its number among the entry's passages.
pub fn passages_by_year(site: &Site, topic: usize) -> Vec<OfYear<(u32, u32)>> {
    let mut years: BTreeMap<Reverse<Option<u16>>, Vec<(u32, u32)>> = BTreeMap::new();
    for passage in site.archive.by_topic.get(&topic).into_iter().flat_map(|found| &found.passages) {
        years.entry(Reverse(site.archive.entries[passage.0 as usize].year())).or_default().push(*passage);
    }
    years.into_iter().map(|(year, passages)| OfYear { year: year.0, passages }).collect()
}

/// The model of `topics/<id>.html`, of a topic whose passages are few enough for one page.
pub fn topic_page<'a>(site: &Site, topic: usize, years: &'a [OfYear<(usize, summary::Passage)>]) -> Routed<TopicPage<'a>> {
    let groups: Vec<PassageGroup> = years.iter().map(|of| group(site, of.year, &of.passages)).collect();
    let total = groups.iter().map(|group| group.passages.len()).sum();
    Routed { path: format!("topics/{}.html", site.rules.topics.list[topic].id), page: TopicPage { groups, total, ..head(site, topic) } }
}

/// The models of `topics/<id>/<year>.html`, and of further parts of a year.
pub fn topic_year_pages<'a>(
    site: &Site,
    topic: usize,
    year: Option<u16>,
    found: &'a [(usize, summary::Passage)],
) -> Vec<Routed<TopicPage<'a>>> {
    let name = year.map_or_else(|| "undated".to_owned(), |year| year.to_string());
    let parts = found.chunks(ROWS).count();
    let page = |(part, found): (usize, &'a [(usize, summary::Passage)])| {
        let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
        let path = format!("topics/{}/{name}{suffix}.html", site.rules.topics.list[topic].id);
        let label = label(site, year);
        let shown = if parts == 1 { label } else { site.language.part_of(&label, part, parts) };
        let page = TopicPage { year: shown, total: found.len(), groups: vec![group(site, year, found)], ..head(site, topic) };
        Routed { path, page }
    };
    found.chunks(ROWS).enumerate().map(page).collect()
}

/// The model of `topics/<id>.html`, of a topic whose passages are on the pages of years.
pub fn split_topic_page(site: &Site, topic: usize, split: Vec<Counted>) -> Routed<TopicPage<'static>> {
    let total = split.iter().map(|year| year.count).sum();
    Routed { path: format!("topics/{}.html", site.rules.topics.list[topic].id), page: TopicPage { split, total, ..head(site, topic) } }
}

/// What all pages of a topic say of it.
fn head<'a>(site: &Site, at: usize) -> TopicPage<'a> {
    let topic = &site.rules.topics.list[at];
    let indicators = site.rules.indicators.list.iter().enumerate().filter(|(_, indicator)| indicator.topic == topic.id);
    let counted = |(indicator_at, indicator): (usize, &Indicator)| Counted {
        name: site.indicator_name(indicator),
        href: format!("indicators/{}.html", indicator.id),
        count: site.archive.by_indicator.get(&indicator_at).map_or(0, Vec::len),
    };
    TopicPage {
        id: topic.id.clone(),
        name: site.topic_name(topic),
        scope: topic.scope.clone(),
        year: String::new(),
        total: 0,
        indicators: indicators.map(counted).collect(),
        groups: Vec::new(),
        split: Vec::new(),
    }
}

fn label(site: &Site, year: Option<u16>) -> String {
    year.map_or_else(|| site.language.say("year.unknown").to_owned(), |year| year.to_string())
}

fn group<'a>(site: &Site, year: Option<u16>, found: &'a [(usize, summary::Passage)]) -> PassageGroup<'a> {
    PassageGroup { year: label(site, year), passages: found.iter().map(|(entry, found)| passage(site, *entry, found)).collect() }
}

fn passage<'a>(site: &Site, entry: usize, found: &'a summary::Passage) -> Passage<'a> {
    Passage {
        region: site.report_link(entry).region,
        heading: &found.heading,
        href: format!("{}#{}", site.archive.entries[entry].page(), found.anchor),
        excerpt: &found.excerpt,
        phrases: &found.phrases,
    }
}
