//! Topics and the passages about them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{ROWS, Routed, Site};
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

/// The models of `topics/<id>.html`, and of `topics/<id>/<year>.html` (and further parts) where one page would
/// be long. `found` are the topic's passages, each with its entry.
pub fn topic_pages<'a>(site: &Site, at: usize, found: &'a [(usize, summary::Passage)]) -> Vec<Routed<TopicPage<'a>>> {
    let topic = &site.rules.topics.list[at];
    let mut pages = Vec::new();
    let mut years: BTreeMap<std::cmp::Reverse<Option<u16>>, Vec<Passage<'a>>> = BTreeMap::new();
    for (entry, found) in found {
        let year = site.archive.entries[*entry].year();
        years.entry(std::cmp::Reverse(year)).or_default().push(passage(site, *entry, found));
    }
    let indicators = site.rules.indicators.list.iter().enumerate().filter(|(_, indicator)| indicator.topic == topic.id).map(
        |(indicator_at, indicator)| Counted {
            name: site.indicator_name(indicator),
            href: format!("indicators/{}.html", indicator.id),
            count: site.archive.by_indicator.get(&indicator_at).map_or(0, Vec::len),
        },
    );
    let indicators: Vec<Counted> = indicators.collect();
    let total: usize = years.values().map(Vec::len).sum();
    let page = |year: String, groups: Vec<PassageGroup<'a>>, split: Vec<Counted>, total| TopicPage {
        id: topic.id.clone(),
        name: site.topic_name(topic),
        scope: topic.scope.clone(),
        year,
        total,
        indicators: indicators.clone(),
        groups,
        split,
    };
    let path = format!("topics/{}.html", topic.id);
    let label = |year: Option<u16>| year.map_or_else(|| site.language.say("year.unknown").to_owned(), |year| year.to_string());
    if total <= ROWS {
        let groups = years.into_iter().map(|(year, passages)| PassageGroup { year: label(year.0), passages }).collect();
        pages.push(Routed { path, page: page(String::new(), groups, Vec::new(), total) });
        return pages;
    }
    let mut split = Vec::new();
    for (year, passages) in years {
        let name = year.0.map_or_else(|| "undated".to_owned(), |year| year.to_string());
        let parts = passages.chunks(ROWS).count();
        for (part, passages) in passages.chunks(ROWS).enumerate() {
            let path = if part == 0 {
                format!("topics/{}/{name}.html", topic.id)
            } else {
                format!("topics/{}/{name}-{}.html", topic.id, part + 1)
            };
            let shown = if parts == 1 { label(year.0) } else { site.language.part_of(&label(year.0), part, parts) };
            split.push(Counted { name: shown.clone(), href: path.clone(), count: passages.len() });
            let group = PassageGroup { year: label(year.0), passages: passages.to_vec() };
            pages.push(Routed { path, page: page(shown, vec![group], Vec::new(), passages.len()) });
        }
    }
    pages.push(Routed { path, page: page(String::new(), Vec::new(), split, total) });
    pages
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
