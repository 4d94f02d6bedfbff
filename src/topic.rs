//! What each section is about.
//!
//! Input: the document and the topic rules. Output: for each section its topics with the share of its text
//! that they take and the phrases that decided, and the same for the whole report. Refuses to name a topic that
//! only a passing word speaks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::Rules;
use crate::structure::Document;

/// A topic is treated in substance when about a fifth of a section is about it.
const LEAST_SHARE: f64 = 0.19;
/// A section with subsections is about a topic when it prevails among them: 主要举措和成效 is about none.
const LEAST_SHARE_OF_MANY: f64 = 0.34;
/// What the heading names stands even where the text has other words for it.
const LEAST_SHARE_NAMED: f64 = 0.05;
/// A report of some twenty sections spends this much of itself on what it treats at all.
const LEAST_SHARE_OF_REPORT: f64 = 0.06;
/// Weight of a phrase that names its topic.
const NAMING: u32 = 3;
/// Phrases that a table shows.
const PHRASES: usize = 5;

/// A topic of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionTopic {
    /// Index into the topics.
    pub topic: usize,
    /// Share of the section's text, from 0 to 1.
    pub weight: f64,
    /// The phrases that decided, the most frequent first.
    pub phrases: Vec<String>,
}

/// Topics of sections and report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TopicFindings {
    /// One list a section, the main topic first.
    pub sections: Vec<Vec<SectionTopic>>,
    pub report: Vec<SectionTopic>,
}

/// Of each topic the characters of its sentences, and its phrases.
#[derive(Clone, Debug, Default)]
struct Tally<'t> {
    characters: BTreeMap<usize, f64>,
    phrases: BTreeMap<(usize, &'t str), u32>,
    total: f64,
}

impl<'t> Tally<'t> {
    fn add(&mut self, other: &Tally<'t>) {
        self.total += other.total;
        for (topic, characters) in &other.characters {
            *self.characters.entry(*topic).or_default() += characters;
        }
        for (phrase, count) in &other.phrases {
            *self.phrases.entry(*phrase).or_default() += count;
        }
    }

    fn share(&self, topic: usize) -> f64 {
        self.characters.get(&topic).copied().unwrap_or(0.0) / self.total.max(1.0)
    }

    /// The topics of which a share is at least what is asked, the largest first.
    fn ranked(&self, least: impl Fn(usize) -> f64) -> Vec<SectionTopic> {
        let mut ranked: Vec<SectionTopic> = self
            .characters
            .keys()
            .filter(|topic| self.share(**topic) >= least(**topic))
            .map(|&topic| SectionTopic { topic, weight: (self.share(topic) * 1000.0).round() / 1000.0, phrases: self.phrases_of(topic) })
            .collect();
        ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.topic.cmp(&b.topic)));
        ranked
    }

    fn phrases_of(&self, topic: usize) -> Vec<String> {
        let mut phrases: Vec<(&str, u32)> =
            self.phrases.iter().filter(|((of, _), _)| *of == topic).map(|((_, phrase), count)| (*phrase, *count)).collect();
        phrases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        phrases.into_iter().take(PHRASES).map(|(phrase, _)| phrase.to_owned()).collect()
    }
}

/// Finds the topics of every section; a section's text includes its subsections.
pub fn find_topics(document: &Document, rules: &Rules) -> TopicFindings {
    let own: Vec<Tally> = own_tallies(document, rules);
    let mut whole = own.clone();
    let mut has_parts = vec![false; document.sections.len()];
    // Sections stand in reading order: from the last to the first, each adds to the one around it.
    for at in (1..document.sections.len()).rev() {
        let Some(parent) = document.sections[at].parent else { continue };
        let inner = whole[at].clone();
        whole[parent].add(&inner);
        has_parts[parent] = true;
    }
    let sections = (0..document.sections.len())
        .map(|at| {
            let statements = statements_of(document, at, rules);
            if !statements.is_empty() {
                return statements;
            }
            let named = named_topics(document.heading(at), rules);
            let least = if has_parts[at] { LEAST_SHARE_OF_MANY } else { LEAST_SHARE };
            whole[at].ranked(|topic| if named.contains_key(&topic) { LEAST_SHARE_NAMED } else { least })
        })
        .collect();
    let report = whole.first().map(|tally| tally.ranked(|_| LEAST_SHARE_OF_REPORT)).unwrap_or_default();
    TopicFindings { sections, report }
}

/// Plans and shortcomings are told by what a section is for, and not by its subjects: whatever stands below
/// 下一步打算 is a plan.
fn statements_of(document: &Document, section: usize, rules: &Rules) -> Vec<SectionTopic> {
    let purpose = document.purpose(section, &rules.structure);
    let outermost = document.ancestors(section).last().map_or("", |section| document.heading(section));
    [("problems", purpose.problems), ("plans", purpose.plans)]
        .into_iter()
        .filter(|(_, holds)| *holds)
        .filter_map(|(id, _)| rules.topics.list.iter().position(|topic| topic.id == id))
        .map(|topic| SectionTopic { topic, weight: 1.0, phrases: vec![outermost.to_owned()] })
        .collect()
}

/// The topics that a heading names, each with its weight.
fn named_topics(heading: &str, rules: &Rules) -> BTreeMap<usize, u32> {
    let mut named = BTreeMap::new();
    for (topic, weight, _) in rules.topics.phrases(heading).filter(|(_, weight, _)| *weight >= NAMING) {
        *named.entry(topic).or_default() += weight;
    }
    named
}

/// The text of each section without its subsections, sentence by sentence.
fn own_tallies<'t>(document: &'t Document, rules: &'t Rules) -> Vec<Tally<'t>> {
    let mut tallies: Vec<Tally> = vec![Tally::default(); document.sections.len()];
    for block in &document.blocks {
        let tally = &mut tallies[block.section];
        for sentence in block.folded.text.split_inclusive(['。', ';']) {
            let mut weights: BTreeMap<usize, u32> = BTreeMap::new();
            for (topic, weight, phrase) in rules.topics.phrases(sentence) {
                *weights.entry(topic).or_default() += weight;
                *tally.phrases.entry((topic, phrase)).or_default() += 1;
            }
            // A sentence is about what most of its phrases speak for; two may share it.
            let heaviest = weights.values().copied().max().unwrap_or(0);
            let chosen: Vec<usize> = weights.into_iter().filter(|(_, weight)| weight * 3 >= heaviest * 2).map(|(topic, _)| topic).collect();
            let characters = sentence.chars().count() as f64;
            tally.total += characters;
            for topic in &chosen {
                *tally.characters.entry(*topic).or_default() += characters / chosen.len() as f64;
            }
        }
    }
    tallies
}
