//! What the archive keeps of a report while it looks at all of them.
//!
//! Input: a report and the rules. Output: a [`Summary`]: the record without its evidence, the figures, and the
//! fingerprints of its sentences, a few kilobytes instead of a hundred. Refuses to hold text that only the report's
//! own page needs: that stays in the store.

mod checks;
mod compliance;
mod sentence;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::metadata::{Author, Region};
use crate::observation::Observation;
use crate::quantity::{Approximation, Decimal};
use crate::report::Report;
use crate::rules::{Kind, Level, Period, PlaceId, Rules};
use crate::typography::{shown, typeset};
use checks::check_report;
pub use checks::{CheckKind, OwnFinding};
use compliance::read_compliance;
pub use compliance::{Content, Punctuality};
pub use sentence::{Sentence, sentences};

/// Characters of a sentence whose recurrence in several places is of interest.
const LEAST_SHARED: usize = 24;
/// Characters of a passage that a list shows.
const EXCERPT: usize = 110;

/// A report, small enough to hold a hundred thousand of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Of the source and of everything that it was read by: the name of the whole report in the store.
    pub fingerprint: Fingerprint,
    pub source: String,
    pub shown: String,
    pub sha256: String,
    pub text_hash: String,
    pub encoding: Cow<'static, str>,
    pub kind: Kind,
    pub author: Author,
    pub region: Region,
    pub level: Option<Level>,
    pub year: Option<u16>,
    /// As the source has it.
    pub title: String,
    /// As set for reading; empty when there is none.
    pub set_title: String,
    pub issuer: String,
    pub published: String,
    /// Whether that day is only the one beside the signature.
    pub is_only_signed: bool,
    pub index_number: String,
    pub document_number: String,
    pub source_url: String,
    pub retrieved: String,
    /// The source that this one is a later version of; empty when it is none.
    pub revises: String,
    /// The day on which the page was found to be gone.
    pub withdrawn: String,
    /// Addresses that the report had before.
    pub formerly: Vec<String>,
    /// Who settled what the text leaves open, and why.
    pub settled_by: String,
    pub note: String,
    pub sections: usize,
    pub characters: usize,
    pub quantities: usize,
    pub observations: usize,
    /// Topics of the report, indexes into the rules.
    pub topics: Vec<usize>,
    /// How many sections treat each topic.
    pub sections_of_topics: Vec<(usize, usize)>,
    /// The topics of its passages, in order.
    pub passages: Vec<usize>,
    /// The anchor of each content that the rules demand.
    pub contents: [(Content, Option<String>); 5],
    pub punctuality: Punctuality,
    pub findings: Vec<OwnFinding>,
    /// What there is to say of it to the archivist.
    pub diagnostics: Vec<Diagnostic>,
    /// How many sentences [`Summary::placed_sentences`] gives.
    pub long_sentences: usize,
    figures: Box<[u8]>,
    sentences: Box<[u8]>,
}

/// A figure of an indicator, as tables across reports need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedFigure<'s> {
    pub indicator: usize,
    pub value: Decimal,
    pub upper: Option<Decimal>,
    /// As written; empty when there is none.
    pub unit: &'s str,
    pub approximation: Approximation,
    pub object: &'s str,
    pub period: Period,
    pub anchor: &'s str,
}

impl StatedFigure<'_> {
    /// Whether it is a figure of the year reported on, which tables across reports may compare.
    pub fn is_of_the_year(&self) -> bool {
        self.period == Period::Year
    }
}

/// A sentence that may stand in other reports too.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LongSentence<'s> {
    /// Of its folded words.
    pub fingerprint: Fingerprint,
    /// The anchor of its paragraph.
    pub anchor: &'s str,
}

/// A section whose main topic is this.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Passage {
    /// Index into the topics.
    pub topic: usize,
    pub heading: String,
    pub anchor: String,
    pub excerpt: String,
    pub phrases: Vec<String>,
}

impl Summary {
    /// The place, or the smallest that holds its candidates.
    pub fn place(&self) -> Option<PlaceId> {
        self.region.place
    }

    /// Whether the place is settled.
    pub fn is_placed(&self) -> bool {
        self.place().is_some() && self.region.exact
    }

    /// Whether its figures stand for the government of its place: an annual report, by the government
    /// itself, of a settled place and year.
    pub fn counts(&self) -> bool {
        self.kind == Kind::AnnualReport && self.author == Author::Government && self.is_placed() && self.year.is_some()
    }

    /// The figures of its observations, in reading order.
    pub fn figures(&self) -> impl Iterator<Item = StatedFigure<'_>> {
        unpack(&self.figures).map(|(_, figure)| figure)
    }

    /// The same, each with its place among the bytes of all.
    pub fn placed_figures(&self) -> impl Iterator<Item = (u32, StatedFigure<'_>)> {
        unpack(&self.figures)
    }

    /// The figure at a place of [`Summary::placed_figures`].
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn figure_at(&self, place: u32) -> StatedFigure<'_> {
        unpack(&self.figures[place as usize..]).next().expect("a place that `placed_figures` gave").1
    }

    /// The sentences that are long enough to be looked for elsewhere, in reading order, each with its place among the
    /// bytes of all.
    pub fn placed_sentences(&self) -> impl Iterator<Item = (u32, LongSentence<'_>)> {
        unpack(&self.sentences)
    }

    /// The sentence at a place of [`Summary::placed_sentences`].
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn sentence_at(&self, place: u32) -> LongSentence<'_> {
        unpack(&self.sentences[place as usize..]).next().expect("a place that `placed_sentences` gave").1
    }
}

/// Sums a report up.
pub fn summarise(report: &Report, fingerprint: Fingerprint, rules: &Rules) -> Summary {
    let metadata = &report.metadata;
    let sections = report.topics.sections.iter().skip(1);
    let mut sections_of_topics = BTreeMap::<usize, usize>::new();
    for found in sections.flatten() {
        *sections_of_topics.entry(found.topic).or_default() += 1;
    }
    let compliance = read_compliance(report, rules);
    let mut long_sentences = sentences(report);
    long_sentences.retain(|sentence| sentence.text(report).chars().nth(LEAST_SHARED - 1).is_some());
    Summary {
        fingerprint,
        source: report.source.clone(),
        shown: report.shown.clone(),
        sha256: report.sha256.clone(),
        text_hash: report.text_hash.clone(),
        encoding: report.encoding.clone(),
        kind: metadata.kind.value,
        author: metadata.author,
        region: metadata.region.value.clone(),
        level: metadata.level.value,
        year: metadata.year.value,
        title: metadata.title.value.clone(),
        set_title: set_title(report),
        issuer: metadata.issuer.value.clone(),
        published: metadata.published.value.clone(),
        is_only_signed: metadata.is_only_signed,
        index_number: metadata.index_number.value.clone(),
        document_number: metadata.document_number.value.clone(),
        source_url: metadata.source_url.clone(),
        retrieved: metadata.retrieved.clone(),
        revises: report.front.revises.clone().unwrap_or_default(),
        withdrawn: report.front.withdrawn.clone().unwrap_or_default(),
        formerly: report.front.formerly.clone(),
        settled_by: report.front.settled_by.clone().unwrap_or_default(),
        note: metadata.note.clone(),
        sections: report.document.sections.len() - 1,
        characters: report.characters(),
        quantities: report.readings.iter().map(|reading| reading.quantities.len()).sum(),
        observations: report.assessment.observations.len(),
        topics: report.topics.report.iter().map(|found| found.topic).collect(),
        sections_of_topics: sections_of_topics.into_iter().collect(),
        passages: leading_sections(report).map(|(_, topic)| topic).collect(),
        contents: compliance.contents.map(|(content, block)| (content, block.map(|block| report.anchors.blocks[block].clone()))),
        punctuality: compliance.punctuality,
        findings: check_report(report, rules),
        diagnostics: report.diagnostics.clone(),
        figures: pack(report.assessment.observations.iter().map(|found| stated(report, found))),
        long_sentences: long_sentences.len(),
        sentences: pack(long_sentences.iter().map(|sentence| LongSentence {
            fingerprint: Fingerprint::of_bytes([sentence.text(report).as_bytes()]),
            anchor: &report.anchors.blocks[sentence.block],
        })),
    }
}

/// The figure of an observation.
pub fn stated<'r>(report: &'r Report, found: &'r Observation) -> StatedFigure<'r> {
    let quantity = report.quantity(found.at);
    StatedFigure {
        indicator: found.indicator,
        value: quantity.value,
        upper: quantity.upper,
        unit: &quantity.unit,
        approximation: quantity.approximation,
        object: &found.object,
        period: found.period,
        anchor: report.anchors.quantity(found.at),
    }
}

/// The passages of a report for the pages of topics.
pub fn passages(report: &Report) -> Vec<Passage> {
    let words = |block: usize| shown(&typeset(&report.text, &report.document.blocks[block].pieces));
    let passage = |(section, topic): (usize, usize)| {
        let document = &report.document;
        let heading = document.sections[section].heading;
        let first = heading.and_then(|heading| {
            let inside = |block: &usize| document.ancestors(document.blocks[*block].section).any(|outer| outer == section);
            (heading + 1..document.blocks.len()).find(inside)
        });
        let text = first.map(|block| beginning(report, block)).unwrap_or_default();
        let excerpt: String = text.chars().take(EXCERPT).collect();
        Passage {
            topic,
            heading: heading.map(words).unwrap_or_default(),
            anchor: heading.map_or_else(String::new, |heading| report.anchors.blocks[heading].clone()),
            excerpt: if excerpt.len() < text.len() { format!("{excerpt}……") } else { excerpt },
            phrases: report.topics.sections[section].first().map(|found| found.phrases.clone()).unwrap_or_default(),
        }
    };
    leading_sections(report).map(passage).collect()
}

/// What a block begins with, as set, and a little more than an excerpt shows.
fn beginning(report: &Report, block: usize) -> String {
    let folded = &report.document.blocks[block].folded.text;
    let end = folded.char_indices().nth(EXCERPT + 16).map_or(folded.len(), |(at, _)| at);
    report.set(block, 0..end)
}

/// Sections with their main topic. A section inside another of the same topic is found through that one.
fn leading_sections(report: &Report) -> impl Iterator<Item = (usize, usize)> {
    let sections = &report.topics.sections;
    let main = |section: usize| sections[section].first().map(|found| found.topic);
    (1..sections.len()).filter_map(move |section| {
        let topic = main(section)?;
        let outer = report.document.sections[section].parent.filter(|parent| *parent != 0);
        (outer.and_then(main) != Some(topic)).then_some((section, topic))
    })
}

fn set_title(report: &Report) -> String {
    report.title_pieces().map_or_else(|| report.metadata.title.value.clone(), |pieces| shown(&typeset(&report.text, &pieces)))
}

/// Values one after another, as bytes.
fn pack<T: Serialize>(values: impl Iterator<Item = T>) -> Box<[u8]> {
    let bytes = values.fold(Vec::new(), |bytes, value| postcard::to_extend(&value, bytes).expect("a Vec takes any plain data"));
    // Copied: an allocator may leave the room into which a Vec grew to a slice that is shrunk, and there are as many as reports.
    Box::from(bytes.as_slice())
}

/// Values with their places among the bytes.
fn unpack<'s, T: Deserialize<'s>>(bytes: &'s [u8]) -> impl Iterator<Item = (u32, T)> {
    let mut left = bytes;
    std::iter::from_fn(move || {
        let place = u32::try_from(bytes.len() - left.len()).expect("a summary is some kilobytes");
        let (value, rest) = (!left.is_empty()).then(|| postcard::take_from_bytes(left).expect("packed by `pack`"))?;
        left = rest;
        Some((place, value))
    })
}
