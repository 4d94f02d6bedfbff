//! Passages that several places have word for word.

use serde::Serialize;

use super::{ROWS, ReportLink, Routed, Site};
use crate::hash::Fingerprint;
use crate::report::Report;
use crate::summary::{Sentence, sentences};

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
    let passages = site.archive.shared.iter().zip(site.shared_texts).take(ROWS).map(|(passage, text)| SharedLink {
        text: text.clone(),
        href: format!("shared/{}.html", passage.id),
        places: passage.places,
    });
    SharedIndex { passages: passages.collect() }
}

/// The model of `shared/<id>.html`.
pub fn shared_page(site: &Site, passage: usize) -> Routed<SharedPage> {
    let found = &site.archive.shared[passage];
    let holders = found.holders.iter().take(ROWS).map(|(entry, anchor)| {
        let link = site.report_link(*entry);
        let href = format!("{}#{anchor}", link.href);
        (link, href)
    });
    let page = SharedPage {
        text: site.shared_texts[passage].clone(),
        places: found.places,
        holders: holders.collect(),
        left_out: found.holders.len().saturating_sub(ROWS),
    };
    Routed { path: format!("shared/{}.html", found.id), page }
}

/// The words of a shared passage in the report of its first holder.
pub fn words_at(report: &Report, fingerprint: &str) -> String {
    let is_it = |sentence: &Sentence| Fingerprint::of_bytes([sentence.text(report).as_bytes()]).to_string().starts_with(fingerprint);
    sentences(report).into_iter().find(is_it).map_or_else(String::new, |sentence| report.set(sentence.block, sentence.range))
}
