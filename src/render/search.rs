//! The search index as files.
//!
//! Input: the documents, and bucket by bucket the index. Output: `search/`: a manifest, the facets as columns, lists of documents, buckets of grams,
//! and the table of folding; in a small archive also everything as one script, since a page opened from disk may
//! not read other files. Their form is told in ARCHITECTURE.md; `static/search.js` reads them.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde_json::json;

use crate::output::RenderedFile;
use crate::page::{Site, kind_name, reading_units};
use crate::report::Report;
use crate::rules::Kind;
use crate::search::{Documents, Gram, Postings, push_number};

/// Documents in one list.
const SHARD: usize = 500;
/// Characters of an archive that a script may hold whole: some 3 MB.
const SMALL: usize = 1_000_000;
/// No place, as a column writes it.
const NO_PLACE: u16 = u16::MAX;

/// Whether an archive is small enough to be searched when it is opened straight from disk.
pub fn is_small(site: &Site) -> bool {
    site.archive.entries.iter().map(|entry| entry.summary.characters).sum::<usize>() <= SMALL
}

/// Renders what the script reads first, and the lists of documents.
pub fn render_documents(site: &Site, documents: &Documents, buckets: usize) -> Vec<RenderedFile> {
    let mut files = vec![
        file("manifest.json", manifest(site, documents, buckets).to_string().into_bytes()),
        file("columns.bin", compressed(&columns(documents))),
        file("fold.json", fold(site).to_string().into_bytes()),
    ];
    let all: Vec<usize> = (0..site.archive.entries.len()).collect();
    files.extend(all.chunks(SHARD).enumerate().map(|(shard, entries)| {
        let list: serde_json::Value = entries.iter().map(|at| document(site, *at)).collect();
        file(&format!("documents/{shard}.json"), list.to_string().into_bytes())
    }));
    files
}

fn manifest(site: &Site, documents: &Documents, buckets: usize) -> serde_json::Value {
    let regions = &site.rules.regions;
    let places: Vec<_> = documents
        .places
        .iter()
        .map(|(place, around)| {
            let row = regions.place(*place);
            json!([row.code, row.name, around.map_or(-1, |around| i64::try_from(around).unwrap_or(-1))])
        })
        .collect();
    let topics: Vec<_> = site.rules.topics.list.iter().map(|topic| json!([topic.id, site.topic_name(topic)])).collect();
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| json!([kind.name(), kind_name(*kind, site.language)])).collect();
    json!({
        "documents": documents.facets.len(),
        "buckets": buckets,
        "shard": SHARD,
        "places": places,
        "topics": topics,
        "kinds": kinds,
        "all": is_small(site),
    })
}

/// Where a bucket goes. An empty one is a file too: asking for one that is not there would be an error in the
/// reader's console.
pub fn bucket_path(bucket: usize) -> String {
    format!("search/grams/{bucket}.bin")
}

/// A bucket as the script unpacks it.
pub fn compressed_bucket(path: String, bytes: &[u8]) -> RenderedFile {
    RenderedFile { path, bytes: compressed(bytes) }
}

fn file(name: &str, bytes: Vec<u8>) -> RenderedFile {
    RenderedFile { path: format!("search/{name}"), bytes }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(4));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a Vec takes any bytes")
}

/// Address, title, region and date of publication.
fn document(site: &Site, at: usize) -> serde_json::Value {
    let link = site.report_link(at);
    json!([site.archive.entries[at].address, link.title, link.region, link.published])
}

/// The facets column by column, little endian: place, year, kind, topics.
fn columns(documents: &Documents) -> Vec<u8> {
    let place = |at: Option<usize>| at.and_then(|at| u16::try_from(at).ok()).unwrap_or(NO_PLACE);
    let mut bytes = Vec::new();
    bytes.extend(documents.facets.iter().flat_map(|document| place(document.place).to_le_bytes()));
    bytes.extend(documents.facets.iter().flat_map(|document| document.year.unwrap_or(0).to_le_bytes()));
    bytes.extend(documents.facets.iter().map(|document| kind_number(document.kind)));
    bytes.extend(documents.facets.iter().flat_map(|document| topic_bits(&document.topics).to_le_bytes()));
    bytes
}

fn kind_number(kind: Kind) -> u8 {
    Kind::ALL.iter().position(|other| *other == kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// A bit for each topic: the rules have no more than [`crate::rules::MOST_TOPICS`].
fn topic_bits(topics: &[usize]) -> u32 {
    topics.iter().filter_map(|topic| 1_u32.checked_shl(u32::try_from(*topic).ok()?)).fold(0, |bits, bit| bits | bit)
}

/// The grams of a bucket, one after another: length, characters, number of postings, their length, postings.
pub fn bucket_bytes(bucket: &[(Gram, Postings)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (gram, postings) in bucket {
        let characters: String = gram.characters().collect();
        bytes.push(u8::try_from(characters.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(characters.as_bytes());
        push_number(&mut bytes, postings.count);
        push_number(&mut bytes, u32::try_from(postings.bytes.len()).unwrap_or(u32::MAX));
        bytes.extend_from_slice(&postings.bytes);
    }
    bytes
}

/// The table of folding, for queries: `from` by character to `to`, where U+0000 is nothing.
fn fold(site: &Site) -> serde_json::Value {
    let (from, to): (String, String) = site.rules.folding.changes().map(|(from, to)| (from, to.unwrap_or('\0'))).unzip();
    json!({ "from": from, "to": to })
}

/// The whole archive as one script; `reports` are those of the entries, in their order.
pub fn render_everything(site: &Site, documents: &Documents, buckets: usize, reports: &[Arc<Report>]) -> RenderedFile {
    let texts: Vec<_> = reports
        .par_iter()
        .enumerate()
        .map(|(at, report)| {
            let mut document = document(site, at);
            if let Some(fields) = document.as_array_mut() {
                fields.push(json!(reading_units(report)));
            }
            document
        })
        .collect();
    let facets = &documents.facets;
    let columns = json!({
        "place": facets.iter().map(|document| document.place.and_then(|at| u16::try_from(at).ok()).unwrap_or(NO_PLACE)).collect::<Vec<_>>(),
        "year": facets.iter().map(|document| document.year.unwrap_or(0)).collect::<Vec<_>>(),
        "kind": facets.iter().map(|document| kind_number(document.kind)).collect::<Vec<_>>(),
        "topics": facets.iter().map(|document| topic_bits(&document.topics)).collect::<Vec<_>>(),
    });
    let all = json!({ "manifest": manifest(site, documents, buckets), "columns": columns, "fold": fold(site), "documents": texts });
    file("all.js", format!("globalThis.fangzhiArchive = {all};\n").into_bytes())
}
