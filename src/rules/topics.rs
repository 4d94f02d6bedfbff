//! `data/topics.toml`: what sections are about.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use crate::diagnostic::Diagnostic;
use crate::text::Folding;

/// A defined topic.
pub struct Topic {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// What it covers, in words.
    pub scope: String,
}

/// The topics and the phrases that speak for them.
pub struct Topics {
    pub list: Vec<Topic>,
    phrases: CharwiseDoubleArrayAhoCorasick<u32>,
    /// For each phrase: its topic and its weight.
    owners: Vec<(usize, u32)>,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicsFile {
    topic: Vec<TopicEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicEntry {
    id: Spanned<String>,
    zh: String,
    en: String,
    scope: String,
    /// Phrases that name the topic: weight 3.
    names: Vec<String>,
    /// Phrases that go with it: weight 1.
    signs: Vec<String>,
}

impl Topics {
    pub(super) fn read(file: &RuleFile, folding: &Folding) -> Result<Topics, Diagnostic> {
        let entries: TopicsFile = file.parse()?;
        let mut list: Vec<Topic> = Vec::new();
        let (mut owners, mut words) = (Vec::new(), Vec::new());
        for entry in entries.topic {
            if list.iter().any(|topic| topic.id == *entry.id.get_ref()) {
                return Err(file.at(
                    entry.id.span(),
                    format!("the topic `{}` is defined twice", entry.id.get_ref()),
                    "give each its own id",
                ));
            }
            for (phrases, weight) in [(entry.names, 3), (entry.signs, 1)] {
                for phrase in phrases {
                    owners.push((list.len(), weight));
                    words.push(folding.plain(&phrase));
                }
            }
            list.push(Topic { id: entry.id.into_inner(), zh: entry.zh, en: entry.en, scope: entry.scope });
        }
        let phrases = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words)
            .map_err(|error| Diagnostic::error("rules", &file.shown, error.to_string()))?;
        Ok(Topics { list, phrases, owners, words })
    }

    /// The phrases of a folded text: topic, weight and words.
    pub fn phrases<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, u32, &'t str)> {
        self.phrases.leftmost_find_iter(text).map(|found| {
            let phrase = found.value() as usize;
            let (topic, weight) = self.owners[phrase];
            (topic, weight, self.words[phrase].as_str())
        })
    }
}
