//! `data/topics.toml`: what sections are about.

use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use super::words::WordFinder;
use crate::diagnostic::Diagnostic;
use crate::text::Folding;

/// The search index has a bit for each.
pub const MOST_TOPICS: usize = 32;

/// A defined topic.
pub struct Topic {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// What it covers, in words.
    pub scope: String,
}

/// Words that speak for a topic.
pub struct Phrase {
    /// Index into the topics.
    pub topic: usize,
    pub weight: u32,
    pub words: String,
}

/// The topics and the phrases that speak for them.
pub struct Topics {
    pub list: Vec<Topic>,
    pub phrases: Vec<Phrase>,
    finder: WordFinder,
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
        let mut phrases: Vec<Phrase> = Vec::new();
        if let Some(entry) = entries.topic.get(MOST_TOPICS) {
            return Err(file.at(entry.id.span(), format!("more than {MOST_TOPICS} topics"), "join two, or leave one out"));
        }
        for entry in entries.topic {
            file.check_id(&entry.id)?;
            if list.iter().any(|topic| topic.id == *entry.id.get_ref()) {
                return Err(file.at(
                    entry.id.span(),
                    format!("the topic `{}` is defined twice", entry.id.get_ref()),
                    "give each its own id",
                ));
            }
            for (words, weight) in [(entry.names, 3), (entry.signs, 1)] {
                let topic = list.len();
                phrases.extend(words.iter().map(|words| Phrase { topic, weight, words: folding.plain(words) }));
            }
            list.push(Topic { id: entry.id.into_inner(), zh: entry.zh, en: entry.en, scope: entry.scope });
        }
        let finder = WordFinder::new(phrases.iter().map(|phrase| phrase.words.as_str()));
        Ok(Topics { list, phrases, finder })
    }

    /// The phrases that a folded text has, as indexes, in order.
    pub fn phrases_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.finder.longest(text)
    }
}
