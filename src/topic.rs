//! What each section is about.
//!
//! Input: the document and the topic rules. Output: for each section its topics with the share of its text
//! that they take and the phrases that decided, and the same for the whole report. Refuses to name a topic that
//! only a passing word speaks for.

use serde::{Deserialize, Serialize};

use crate::rules::{Rules, Topics};
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

/// What speaks for which topic in a text.
#[derive(Clone, Debug)]
struct Tally {
    /// Of each topic the characters of its sentences.
    characters: Vec<f64>,
    /// The phrases, each as often as it stands in the text: a section has a few of the several hundred.
    phrases: Vec<usize>,
    total: f64,
}

impl Tally {
    fn new(topics: &Topics) -> Tally {
        Tally { characters: vec![0.0; topics.list.len()], phrases: Vec::new(), total: 0.0 }
    }

    fn add(&mut self, other: &Tally) {
        self.total += other.total;
        for (own, other) in self.characters.iter_mut().zip(&other.characters) {
            *own += other;
        }
        self.phrases.extend_from_slice(&other.phrases);
    }

    fn share(&self, topic: usize) -> f64 {
        self.characters[topic] / self.total.max(1.0)
    }

    /// The topics of which a share is at least what is asked, the largest first.
    fn ranked(&self, topics: &Topics, least: impl Fn(usize) -> f64) -> Vec<SectionTopic> {
        let mut ranked: Vec<SectionTopic> = (0..self.characters.len())
            .filter(|topic| self.characters[*topic] > 0.0 && self.share(*topic) >= least(*topic))
            .map(|topic| SectionTopic {
                topic,
                weight: (self.share(topic) * 1000.0).round() / 1000.0,
                phrases: self.phrases_of(topic, topics),
            })
            .collect();
        ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.topic.cmp(&b.topic)));
        ranked
    }

    fn phrases_of(&self, topic: usize, topics: &Topics) -> Vec<String> {
        // The phrases of a topic stand together.
        let first = topics.phrases.partition_point(|phrase| phrase.topic < topic);
        let own = first..topics.phrases.partition_point(|phrase| phrase.topic <= topic);
        let mut found: Vec<usize> = self.phrases.iter().copied().filter(|phrase| own.contains(phrase)).collect();
        found.sort_unstable();
        let counted = found.chunk_by(|a, b| a == b).map(|same| (topics.phrases[same[0]].words.as_str(), same.len()));
        let mut phrases: Vec<(&str, usize)> = counted.collect();
        phrases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        phrases.into_iter().take(PHRASES).map(|(phrase, _)| phrase.to_owned()).collect()
    }
}

/// Finds the topics of every section; a section's text includes its subsections.
pub fn find_topics(document: &Document, rules: &Rules) -> TopicFindings {
    let topics = &rules.topics;
    let mut whole = own_tallies(document, topics);
    let mut has_parts = vec![false; document.sections.len()];
    // Sections stand in reading order: from the last to the first, each adds to the one around it.
    for at in (1..document.sections.len()).rev() {
        let Some(parent) = document.sections[at].parent else { continue };
        let (outer, inner) = whole.split_at_mut(at);
        outer[parent].add(&inner[0]);
        has_parts[parent] = true;
    }
    let sections = (0..document.sections.len())
        .map(|at| {
            let statements = statements_of(document, at, rules);
            if !statements.is_empty() {
                return statements;
            }
            let named = named_topics(document.heading(at), topics);
            let least = if has_parts[at] { LEAST_SHARE_OF_MANY } else { LEAST_SHARE };
            whole[at].ranked(topics, |topic| if named.contains(&topic) { LEAST_SHARE_NAMED } else { least })
        })
        .collect();
    let report = whole.first().map(|tally| tally.ranked(topics, |_| LEAST_SHARE_OF_REPORT)).unwrap_or_default();
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

/// The topics that a heading names.
fn named_topics(heading: &str, topics: &Topics) -> Vec<usize> {
    let phrases = topics.phrases_in(heading).map(|phrase| &topics.phrases[phrase]);
    phrases.filter(|phrase| phrase.weight >= NAMING).map(|phrase| phrase.topic).collect()
}

/// The text of each section without its subsections, sentence by sentence.
fn own_tallies(document: &Document, topics: &Topics) -> Vec<Tally> {
    let mut tallies = vec![Tally::new(topics); document.sections.len()];
    let mut weights = vec![0; topics.list.len()];
    for block in &document.blocks {
        let tally = &mut tallies[block.section];
        for sentence in block.folded.text.split_inclusive(['。', ';']) {
            weights.fill(0);
            for phrase in topics.phrases_in(sentence) {
                weights[topics.phrases[phrase].topic] += topics.phrases[phrase].weight;
                tally.phrases.push(phrase);
            }
            let characters = sentence.chars().count() as f64;
            tally.total += characters;
            // A sentence is about what most of its phrases speak for; two may share it.
            let heaviest = weights.iter().copied().max().unwrap_or(0);
            let is_chosen = |weight: &u32| *weight > 0 && *weight * 3 >= heaviest * 2;
            let chosen = weights.iter().filter(|weight| is_chosen(weight)).count();
            for (own, _) in tally.characters.iter_mut().zip(&weights).filter(|(_, weight)| is_chosen(weight)) {
                *own += characters / chosen as f64;
            }
        }
    }
    tallies
}
