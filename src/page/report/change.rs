//! What a report repeats: of the year before, and of other places.

use serde::Serialize;

use super::super::{ReportLink, Site};
use crate::archive::{Opened, compare};
use crate::report::Report;
use crate::summary::Sentence;

/// Shared passages that a report's page names.
const MOST_SHARED: usize = 12;

/// Characters of a sentence in a list: enough to know it by, the paragraph has the rest.
const LONGEST_SENTENCE: usize = 48;

/// A report beside the one of the nearest year before.
#[derive(Debug, Serialize)]
pub struct ChangeModel {
    pub earlier: ReportLink,
    /// Repeated sentences in a hundred.
    pub share: u32,
    pub repeated: Vec<SentenceModel>,
    pub new: Vec<SentenceModel>,
    pub gone: Vec<SentenceModel>,
}

#[derive(Debug, Serialize)]
pub struct SentenceModel {
    pub text: String,
    /// The page, for a sentence of the other report, and the anchor of its paragraph.
    pub href: String,
}

/// A passage of this report that other places have too.
#[derive(Debug, Serialize)]
pub struct SharedModel {
    pub text: String,
    pub href: String,
    pub anchor: String,
    pub places: usize,
}

/// The comparison with the report before; none where there is no such report.
pub fn change(site: &Site, opened: &Opened) -> Option<ChangeModel> {
    let earlier = site.archive.neighbour(opened.entry, false)?;
    let (now, before) = (&*opened.report, opened.report_of(earlier));
    let link = site.report_link(earlier);
    let comparison = compare(now, before);
    let here = |sentence: &Sentence| model(now, sentence, "");
    Some(ChangeModel {
        share: (comparison.share() * 100.0).round() as u32,
        repeated: comparison.repeated.iter().map(|(sentence, _)| here(sentence)).collect(),
        new: comparison.new.iter().map(here).collect(),
        gone: comparison.gone.iter().map(|sentence| model(before, sentence, &link.href)).collect(),
        earlier: link,
    })
}

fn model(report: &Report, sentence: &Sentence, page: &str) -> SentenceModel {
    // Some more than is shown, so that setting what is shown knows what follows it.
    let folded = sentence.text(report);
    let end = folded.char_indices().nth(LONGEST_SENTENCE + 16).map_or(sentence.range.end, |(at, _)| sentence.range.start + at);
    let text = report.set(sentence.block, sentence.range.start..end);
    SentenceModel {
        text: match text.char_indices().nth(LONGEST_SENTENCE) {
            Some((cut, _)) => format!("{}……", &text[..cut]),
            None => text,
        },
        href: format!("{page}#{}", report.anchors.blocks[sentence.block]),
    }
}

/// The shared passages that stand in a report, those of the most places first.
pub fn shared(site: &Site, at: usize) -> Vec<SharedModel> {
    let own = site.archive.shared_by_entry.get(&at).into_iter().flatten();
    own.take(MOST_SHARED)
        .filter_map(|&passage| {
            let found = &site.archive.shared[passage];
            let holder = found.holders.binary_search_by_key(&at, |(entry, _)| *entry).ok()?;
            Some(SharedModel {
                text: site.shared_texts[passage].clone(),
                href: format!("shared/{}.html", found.id),
                anchor: found.holders[holder].1.clone(),
                places: found.places,
            })
        })
        .collect()
}
