//! The search index as files.
//!
//! Input: the index. Output: `search/`: a manifest, the facets as columns, lists of documents, buckets of grams,
//! and the table of folding; in a small archive also everything as one script, since a page opened from disk may
//! not read other files. Their form is told in ARCHITECTURE.md; `static/search.js` reads them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde_json::json;

use crate::output::RenderedFile;
use crate::page::{Site, kind_name, reading_units};
use crate::rules::Kind;
use crate::search::{Gram, Posting, SearchIndex};

/// Documents in one list.
const SHARD: usize = 500;
/// Characters of an archive that a script may hold whole: some 3 MB.
const SMALL: usize = 1_000_000;
/// No place, as a column writes it.
const NO_PLACE: u16 = u16::MAX;

/// Renders the index.
pub fn render_index(site: &Site, index: &SearchIndex) -> Vec<RenderedFile> {
    let regions = &site.rules.regions;
    let is_small = site.archive.entries.iter().map(|entry| entry.report.characters()).sum::<usize>() <= SMALL;
    let places: Vec<_> = index
        .places
        .iter()
        .map(|(place, around)| {
            let row = regions.place(*place);
            json!([row.code, row.name, around.map_or(-1, |around| i64::try_from(around).unwrap_or(-1))])
        })
        .collect();
    let topics: Vec<_> = site.rules.topics.list.iter().map(|topic| json!([topic.id, site.topic_name(topic)])).collect();
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| json!([kind.name(), kind_name(*kind, site.language)])).collect();
    let manifest = json!({
        "documents": index.documents.len(),
        "buckets": index.buckets.len(),
        "shard": SHARD,
        "places": places,
        "topics": topics,
        "kinds": kinds,
        "all": is_small,
    });
    let documents: Vec<_> = (0..site.archive.entries.len()).map(|at| document(site, at)).collect();
    let mut files = vec![
        file("manifest.json", manifest.to_string().into_bytes()),
        file("columns.bin", compressed(&columns(index))),
        file("fold.json", fold(site).to_string().into_bytes()),
    ];
    files.extend(
        documents.chunks(SHARD).enumerate().map(|(shard, documents)| {
            file(&format!("documents/{shard}.json"), serde_json::Value::from(documents).to_string().into_bytes())
        }),
    );
    // An empty bucket is a file too: asking for one that is not there would be an error in the reader's console.
    let buckets: Vec<RenderedFile> = index
        .buckets
        .par_iter()
        .enumerate()
        .map(|(at, bucket)| file(&format!("grams/{at}.bin"), compressed(&bucket_bytes(bucket))))
        .collect();
    files.extend(buckets);
    if is_small {
        files.push(everything(site, index, &manifest, &documents));
    }
    files
}

fn file(name: &str, bytes: Vec<u8>) -> RenderedFile {
    RenderedFile { path: format!("search/{name}"), bytes }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a Vec takes any bytes")
}

/// Address, title, region and date of publication.
fn document(site: &Site, at: usize) -> serde_json::Value {
    let link = site.report_link(at);
    json!([site.archive.entries[at].address, link.title, link.region, link.published])
}

/// The facets column by column, little endian: place, year, kind, topics.
fn columns(index: &SearchIndex) -> Vec<u8> {
    let place = |at: Option<usize>| at.and_then(|at| u16::try_from(at).ok()).unwrap_or(NO_PLACE);
    let mut bytes = Vec::new();
    bytes.extend(index.documents.iter().flat_map(|document| place(document.place).to_le_bytes()));
    bytes.extend(index.documents.iter().flat_map(|document| document.year.unwrap_or(0).to_le_bytes()));
    bytes.extend(index.documents.iter().map(|document| kind_number(document.kind)));
    bytes.extend(index.documents.iter().flat_map(|document| topic_bits(&document.topics).to_le_bytes()));
    bytes
}

fn kind_number(kind: Kind) -> u8 {
    Kind::ALL.iter().position(|other| *other == kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// A bit for each topic; the codebook has far fewer than 32.
fn topic_bits(topics: &[usize]) -> u32 {
    topics.iter().filter_map(|topic| 1_u32.checked_shl(u32::try_from(*topic).ok()?)).fold(0, |bits, bit| bits | bit)
}

/// The grams of a bucket, one after another: length, characters, number of postings, their length, postings.
fn bucket_bytes(bucket: &[(Gram, Vec<Posting>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut own = Vec::new();
    for (gram, postings) in bucket {
        let characters: String = gram.characters().collect();
        own.clear();
        let mut last = 0;
        for posting in postings {
            push_number(&mut own, posting.document - last);
            last = posting.document;
            own.push(u8::from(posting.in_title) | u8::from(posting.in_heading) << 1 | posting.times << 2);
        }
        bytes.push(u8::try_from(characters.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(characters.as_bytes());
        push_number(&mut bytes, u32::try_from(postings.len()).unwrap_or(u32::MAX));
        push_number(&mut bytes, u32::try_from(own.len()).unwrap_or(u32::MAX));
        bytes.extend_from_slice(&own);
    }
    bytes
}

/// Writes a number in groups of seven bits, the lowest first (LEB128).
fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The table of folding, for queries: `from` by character to `to`, where U+0000 is nothing.
fn fold(site: &Site) -> serde_json::Value {
    let (from, to): (String, String) = site.rules.folding.changes().map(|(from, to)| (from, to.unwrap_or('\0'))).unzip();
    json!({ "from": from, "to": to })
}

/// The whole archive as one script.
fn everything(site: &Site, index: &SearchIndex, manifest: &serde_json::Value, documents: &[serde_json::Value]) -> RenderedFile {
    let documents: Vec<_> = documents
        .par_iter()
        .enumerate()
        .map(|(at, document)| {
            let mut document = document.clone();
            if let Some(fields) = document.as_array_mut() {
                fields.push(json!(reading_units(&site.archive.entries[at])));
            }
            document
        })
        .collect();
    let columns = json!({
        "place": index.documents.iter().map(|document| document.place.and_then(|at| u16::try_from(at).ok()).unwrap_or(NO_PLACE)).collect::<Vec<_>>(),
        "year": index.documents.iter().map(|document| document.year.unwrap_or(0)).collect::<Vec<_>>(),
        "kind": index.documents.iter().map(|document| kind_number(document.kind)).collect::<Vec<_>>(),
        "topics": index.documents.iter().map(|document| topic_bits(&document.topics)).collect::<Vec<_>>(),
    });
    let all = json!({ "manifest": manifest, "columns": columns, "fold": fold(site), "documents": documents });
    file("all.js", format!("globalThis.fangzhiArchive = {all};\n").into_bytes())
}
