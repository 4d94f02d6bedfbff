//! What a report repeats: of the year before, and of other places.

use serde::Serialize;

use super::super::shared::text_of;
use super::super::{ReportLink, Site};
use crate::archive::{Sentence, compare};
use crate::report::Report;
use crate::typography::{shown, typeset};

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
pub fn change(site: &Site, at: usize) -> Option<ChangeModel> {
    let earlier = site.archive.neighbour(at, false)?;
    let (now, before) = (&site.archive.entries[at].report, &site.archive.entries[earlier].report);
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
    let text = shown(&typeset(&report.text, &report.pieces_of(sentence.block, sentence.range.clone())));
    let cut: String = text.chars().take(LONGEST_SENTENCE).collect();
    SentenceModel {
        text: if cut.len() < text.len() { cut + "……" } else { cut },
        href: format!("{page}#{}", report.anchors.blocks[sentence.block]),
    }
}

/// The shared passages that stand in a report, those of the most places first.
pub fn shared(site: &Site, at: usize) -> Vec<SharedModel> {
    let report = &site.archive.entries[at].report;
    let own = site.archive.shared_by_entry.get(&at).into_iter().flatten();
    own.take(MOST_SHARED)
        .filter_map(|&passage| {
            let found = &site.archive.shared[passage];
            let (_, sentence) = found.holders.iter().find(|(entry, _)| *entry == at)?;
            Some(SharedModel {
                text: text_of(site, passage),
                href: format!("shared/{}.html", found.id),
                anchor: report.anchors.blocks[sentence.block].clone(),
                places: found.places,
            })
        })
        .collect()
}
