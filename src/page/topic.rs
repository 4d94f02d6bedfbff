//! Topics and the passages about them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{ROWS, Site};
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

/// Passages that stand on a page of their own.
pub struct TopicPart {
    /// The year, with the number of the part where there are several.
    pub name: String,
    pub path: String,
    pub year: Option<u16>,
    pub passages: Vec<(u32, u32)>,
}

/// The parts of a topic, each on a page; none where one page has them all.
pub fn topic_parts(site: &Site, topic: usize, years: &[OfYear<(u32, u32)>]) -> Vec<TopicPart> {
    if years.iter().map(|of| of.passages.len()).sum::<usize>() <= ROWS {
        return Vec::new();
    }
    let part = |of: &OfYear<(u32, u32)>, part: usize, passages: &[(u32, u32)]| {
        let parts = of.passages.chunks(ROWS).count();
        let year = of.year.map_or_else(|| "undated".to_owned(), |year| year.to_string());
        let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
        let label = label(site, of.year);
        TopicPart {
            name: if parts == 1 { label } else { site.language.part_of(&label, part, parts) },
            path: format!("topics/{}/{year}{suffix}.html", site.rules.topics.list[topic].id),
            year: of.year,
            passages: passages.to_vec(),
        }
    };
    years.iter().flat_map(|of| of.passages.chunks(ROWS).enumerate().map(move |(at, passages)| part(of, at, passages))).collect()
}

/// What a page of a topic with these passages is made from.
pub fn topic_inputs(site: &Site, topic: usize, passages: &[(u32, u32)]) -> impl Serialize {
    let identity = |(entry, number): &(u32, u32)| (site.archive.entries[*entry as usize].identity(), *number);
    (head(site, topic), passages.iter().map(identity).collect::<Vec<_>>())
}

/// The model of `topics/<id>.html`: all passages, or the parts that have them.
pub fn topic_page<'a>(site: &Site, topic: usize, years: &'a [OfYear<(usize, summary::Passage)>], split: Vec<Counted>) -> TopicPage<'a> {
    let groups: Vec<PassageGroup> = years.iter().map(|of| group(site, of.year, &of.passages)).collect();
    let total = groups.iter().map(|group| group.passages.len()).chain(split.iter().map(|part| part.count)).sum();
    TopicPage { groups, split, total, ..head(site, topic) }
}

/// The model of `topics/<id>/<year>.html`.
pub fn topic_part_page<'a>(site: &Site, topic: usize, part: &TopicPart, found: &'a [(usize, summary::Passage)]) -> TopicPage<'a> {
    TopicPage { year: part.name.clone(), total: found.len(), groups: vec![group(site, part.year, found)], ..head(site, topic) }
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
