//! Topics of sections, against the labels of the samples.
//!
//! `tests/gold/topics.toml` labels every section of levels 1 and 2 of the five reports, by one reader in two
//! passes. Scored is F1 over all pairs of section and topic; optional topics count neither way.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::case::{RULES, plain, read_text, report, repository};
use crate::gate::source;

/// F1 may not fall below this. Raise it when a change lifts the score.
const FLOOR: f64 = 0.9;

#[derive(Deserialize)]
struct TopicFile {
    section: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    source: String,
    heading: String,
    level: usize,
    topics: BTreeSet<String>,
    #[serde(default)]
    optional: BTreeSet<String>,
}

#[test]
fn topics_of_the_labelled_sections_reach_their_floor() {
    let file: TopicFile = toml::from_str(&read_text(&repository("tests/gold/topics.toml"))).expect("valid labels");
    let (mut right, mut extra, mut missed) = (0, 0, 0);
    let mut names: Vec<&str> = file.section.iter().map(|section| section.source.as_str()).collect();
    names.dedup();
    for name in names {
        // The labels name a sample by its number and hash.
        let report = report(&source(&name[..3]));
        for label in file.section.iter().filter(|section| section.source == name) {
            let heading = plain(&label.heading);
            let section = (1..report.document.sections.len()).find(|at| {
                report.document.sections[*at].level == label.level
                    && plain(report.document.heading(*at)) == plain(&RULES.folding.plain(&heading))
            });
            let found: BTreeSet<String> = section.map_or_else(BTreeSet::new, |section| {
                report.topics.sections[section].iter().map(|topic| RULES.topics.list[topic.topic].id.clone()).collect()
            });
            let wrong: Vec<&String> =
                found.iter().filter(|topic| !label.topics.contains(*topic) && !label.optional.contains(*topic)).collect();
            let lost: Vec<&String> = label.topics.difference(&found).collect();
            if !wrong.is_empty() || !lost.is_empty() {
                println!("{name} {}: extra {wrong:?}, missed {lost:?}", label.heading);
            }
            right += label.topics.len() - lost.len();
            extra += wrong.len();
            missed += lost.len();
        }
    }
    let share = |part: usize| f64::from(u32::try_from(part).expect("few sections"));
    let score = share(2 * right) / share(2 * right + extra + missed);
    println!("topics: {right} right, {extra} extra, {missed} missed, F1 {score:.3}");
    assert!(score >= FLOOR, "F1 {score:.3}");
}
