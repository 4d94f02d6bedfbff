//! What each section is about.
//!
//! Input: the document and the topic rules. Output: for each section its topics with weights and the
//! phrases that decided, and the same for the whole report. Refuses to name a topic that only a passing
//! word speaks for.

use std::collections::BTreeMap;

use crate::rules::Rules;
use crate::structure::{BlockKind, Document};

/// A heading says what a section is about; a phrase in it counts this many times.
const HEADING_FACTOR: u32 = 5;
/// A topic must have this share of the weight of a section's heaviest topic.
const SHARE: f64 = 0.4;
/// And at least this weight: one naming phrase and a sign.
const LEAST: u32 = 4;

/// A topic of a section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionTopic {
    /// Index into the topics.
    pub topic: usize,
    /// Share of the section's weight, from 0 to 1.
    pub weight: f64,
    /// The phrases that decided, the heaviest first.
    pub phrases: Vec<String>,
}

/// Topics of sections and report.
#[derive(Clone, Debug, Default)]
pub struct TopicFindings {
    /// One list a section, the heaviest topic first.
    pub sections: Vec<Vec<SectionTopic>>,
    pub report: Vec<SectionTopic>,
}

type Weights<'t> = BTreeMap<usize, BTreeMap<&'t str, u32>>;

/// Finds the topics of every section; a section's text includes its subsections.
pub fn find_topics(document: &Document, rules: &Rules) -> TopicFindings {
    let topics = &rules.topics;
    let mut own: Vec<Weights> = vec![Weights::new(); document.sections.len()];
    for block in &document.blocks {
        let factor = if matches!(block.kind, BlockKind::Heading { .. }) { HEADING_FACTOR } else { 1 };
        for (topic, weight, phrase) in topics.phrases(&block.folded.text) {
            *own[block.section].entry(topic).or_default().entry(phrase).or_default() += weight * factor;
        }
    }
    let mut whole = own.clone();
    // Sections stand in reading order: from the last to the first, each adds to the one around it. A
    // subsection's heading counts in it once, as text.
    for at in (1..document.sections.len()).rev() {
        let Some(parent) = document.sections[at].parent else { continue };
        let inner = whole[at].clone();
        for (topic, phrases) in inner {
            for (phrase, weight) in phrases {
                *whole[parent].entry(topic).or_default().entry(phrase).or_default() += weight;
            }
        }
    }
    let sections: Vec<Vec<SectionTopic>> = whole
        .iter()
        .enumerate()
        .map(|(at, weights)| {
            let mut weights = weights.clone();
            if let Some(heading) = document.sections[at].heading {
                // What the section's own heading names outweighs what its subsections do.
                for (topic, weight, phrase) in topics.phrases(&document.blocks[heading].folded.text) {
                    let total: u32 = weights.values().flat_map(BTreeMap::values).sum();
                    if weight >= 3 {
                        *weights.entry(topic).or_default().entry(phrase).or_default() += total / 4;
                    }
                }
            }
            rank(&weights)
        })
        .collect();
    let report = rank(whole.first().unwrap_or(&Weights::new()));
    TopicFindings { sections, report }
}

fn rank(weights: &Weights) -> Vec<SectionTopic> {
    let sums: Vec<(usize, u32)> = weights.iter().map(|(topic, phrases)| (*topic, phrases.values().sum())).collect();
    let total: u32 = sums.iter().map(|(_, sum)| sum).sum();
    let heaviest = sums.iter().map(|(_, sum)| *sum).max().unwrap_or(0);
    let mut ranked: Vec<SectionTopic> = sums
        .into_iter()
        .filter(|(_, sum)| *sum >= LEAST && f64::from(*sum) >= f64::from(heaviest) * SHARE)
        .map(|(topic, sum)| {
            let mut phrases: Vec<(&&str, &u32)> = weights[&topic].iter().collect();
            phrases.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
            SectionTopic {
                topic,
                weight: (f64::from(sum) / f64::from(total.max(1)) * 1000.0).round() / 1000.0,
                phrases: phrases.into_iter().take(5).map(|(phrase, _)| (*phrase).to_owned()).collect(),
            }
        })
        .collect();
    ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.topic.cmp(&b.topic)));
    ranked
}
