//! Passages that several places have word for word.

use serde::Serialize;

use super::{ROWS, ReportLink, Routed, Site};
use crate::typography::{shown, typeset};

#[derive(Debug, Serialize)]
pub struct SharedIndex {
    pub passages: Vec<SharedLink>,
}

/// A passage in a list.
#[derive(Debug, Serialize)]
pub struct SharedLink {
    pub text: String,
    pub href: String,
    pub places: usize,
}

#[derive(Debug, Serialize)]
pub struct SharedPage {
    pub text: String,
    pub places: usize,
    /// Reports with the link to the passage.
    pub holders: Vec<(ReportLink, String)>,
    pub left_out: usize,
}

/// The model of `shared/index.html`.
pub fn shared_index(site: &Site) -> SharedIndex {
    let shared = &site.archive.shared;
    let passages = shared.iter().enumerate().take(ROWS).map(|(at, passage)| SharedLink {
        text: text_of(site, at),
        href: format!("shared/{}.html", passage.id),
        places: passage.places,
    });
    SharedIndex { passages: passages.collect() }
}

/// The models of `shared/<id>.html`.
pub fn shared_pages(site: &Site) -> Vec<Routed<SharedPage>> {
    let page = |(at, passage): (usize, &crate::archive::SharedPassage)| {
        let holders = passage.holders.iter().take(ROWS).map(|(entry, sentence)| {
            let link = site.report_link(*entry);
            let anchor = &site.archive.entries[*entry].report.anchors.blocks[sentence.block];
            let href = format!("{}#{anchor}", link.href);
            (link, href)
        });
        let page = SharedPage {
            text: text_of(site, at),
            places: passage.places,
            holders: holders.collect(),
            left_out: passage.holders.len().saturating_sub(ROWS),
        };
        Routed { path: format!("shared/{}.html", passage.id), page }
    };
    site.archive.shared.iter().enumerate().map(page).collect()
}

/// The passage as its first holder's page shows it.
pub fn text_of(site: &Site, passage: usize) -> String {
    let Some((entry, sentence)) = site.archive.shared[passage].holders.first() else { return String::new() };
    let report = &site.archive.entries[*entry].report;
    shown(&typeset(&report.text, &report.pieces_of(sentence.block, sentence.range.clone())))
}
