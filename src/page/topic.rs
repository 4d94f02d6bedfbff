//! Topics and the passages about them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::Counted;
use super::{ROWS, Routed, Site};
use crate::typography::{shown, typeset};

/// Characters of a passage that a list shows.
const EXCERPT: usize = 110;

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
pub struct TopicPage {
    pub id: String,
    pub name: String,
    /// Markdown, as the rule file has it.
    pub scope: String,
    /// The year, on a page of its own.
    pub year: String,
    pub total: usize,
    pub indicators: Vec<Counted>,
    pub groups: Vec<PassageGroup>,
    pub split: Vec<Counted>,
}

/// The passages of a year.
#[derive(Clone, Debug, Serialize)]
pub struct PassageGroup {
    pub year: String,
    pub passages: Vec<Passage>,
}

/// A section about a topic.
#[derive(Clone, Debug, Serialize)]
pub struct Passage {
    pub region: String,
    pub heading: String,
    pub href: String,
    pub excerpt: String,
    pub phrases: Vec<String>,
}

/// The model of `topics/index.html`.
pub fn topic_index(site: &Site) -> TopicIndex {
    let topics = site.rules.topics.list.iter().enumerate().map(|(at, topic)| TopicSummary {
        id: topic.id.clone(),
        name: site.topic_name(topic),
        scope: topic.scope.clone(),
        passages: site.archive.by_topic.get(&at).map_or(0, Vec::len),
        indicators: site.rules.indicators.list.iter().filter(|indicator| indicator.topic == topic.id).count(),
    });
    TopicIndex { topics: topics.collect() }
}

/// The models of `topics/<id>.html`, and of `topics/<id>-<year>.html` (and further parts) where one page would
/// be long.
pub fn topic_pages(site: &Site) -> Vec<Routed<TopicPage>> {
    let mut pages = Vec::new();
    for (at, topic) in site.rules.topics.list.iter().enumerate() {
        let found = site.archive.by_topic.get(&at).map_or(&[][..], Vec::as_slice);
        let mut years: BTreeMap<std::cmp::Reverse<Option<u16>>, Vec<Passage>> = BTreeMap::new();
        for (entry, section, _) in found {
            // A section inside another of the same topic is found through that one.
            let document = &site.archive.entries[*entry].report.document;
            let outer = document.sections[*section].parent.filter(|parent| *parent != 0);
            let outer_has = outer.is_some_and(|parent| {
                site.archive.entries[*entry].report.topics.sections[parent].first().is_some_and(|first| first.topic == at)
            });
            let leads = site.archive.entries[*entry].report.topics.sections[*section].first().is_some_and(|first| first.topic == at);
            if outer_has || !leads {
                continue;
            }
            years.entry(std::cmp::Reverse(site.archive.entries[*entry].year())).or_default().push(passage(site, *entry, *section, at));
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
        let page = |year: String, groups: Vec<PassageGroup>, split: Vec<Counted>, total| TopicPage {
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
            continue;
        }
        let mut split = Vec::new();
        for (year, passages) in years {
            let name = year.0.map_or_else(|| "undated".to_owned(), |year| year.to_string());
            let parts = passages.chunks(ROWS).count();
            for (part, passages) in passages.chunks(ROWS).enumerate() {
                let path = if part == 0 {
                    format!("topics/{}-{name}.html", topic.id)
                } else {
                    format!("topics/{}-{name}-{}.html", topic.id, part + 1)
                };
                let shown = if parts == 1 {
                    label(year.0)
                } else {
                    let numbers = [("part", (part + 1).to_string()), ("parts", parts.to_string()), ("year", label(year.0))];
                    site.language.say_with("year.part", &numbers.each_ref().map(|(name, value)| (*name, value.as_str())))
                };
                split.push(Counted { name: shown.clone(), href: path.clone(), count: passages.len() });
                let group = PassageGroup { year: label(year.0), passages: passages.to_vec() };
                pages.push(Routed { path, page: page(shown, vec![group], Vec::new(), passages.len()) });
            }
        }
        pages.push(Routed { path, page: page(String::new(), Vec::new(), split, total) });
    }
    pages
}

fn passage(site: &Site, entry_at: usize, section: usize, topic: usize) -> Passage {
    let entry = &site.archive.entries[entry_at];
    let report = &entry.report;
    let heading = report.document.sections[section].heading;
    let words = |block: usize| shown(&typeset(&report.text, &report.document.blocks[block].pieces));
    let first = heading.and_then(|heading| {
        (heading + 1..report.document.blocks.len())
            .find(|block| report.document.ancestors(report.document.blocks[*block].section).any(|outer| outer == section))
    });
    let text = first.map(words).unwrap_or_default();
    let excerpt: String = text.chars().take(EXCERPT).collect();
    let anchor = heading.map_or("", |heading| report.anchors.blocks[heading].as_str());
    Passage {
        region: site.report_link(entry_at).region,
        heading: heading.map(words).unwrap_or_default(),
        href: format!("reports/{}.html#{anchor}", entry.address),
        excerpt: if excerpt.len() < text.len() { format!("{excerpt}……") } else { excerpt },
        phrases: report.topics.sections[section]
            .iter()
            .find(|found| found.topic == topic)
            .map(|found| found.phrases.clone())
            .unwrap_or_default(),
    }
}
