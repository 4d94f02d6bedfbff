//! Links and anchors of the built site: every one leads somewhere inside it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::case::{case_names, case_source};
use crate::program::{Workplace, site};

/// What a check of all pages counted.
#[derive(Debug, Default)]
struct Count {
    pages: usize,
    links: usize,
    anchors: usize,
    ids: usize,
}

/// Checks all pages of a site and returns what is wrong.
fn check(files: &BTreeMap<String, Vec<u8>>) -> (Count, Vec<String>) {
    let id = Regex::new(r#"\sid="([^"]*)""#).expect("a constant pattern");
    let link = Regex::new(r#"\s(?:href|src|srcset|action|poster)="([^"]*)""#).expect("a constant pattern");
    let scheme = Regex::new("^[a-zA-Z][a-zA-Z0-9+.-]*:").expect("a constant pattern");
    let canonical = Regex::new(r#"<link rel="canonical"[^>]*>"#).expect("a constant pattern");
    let mut count = Count::default();
    let mut wrong = Vec::new();
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))))
        .collect();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, html) in &pages {
        let own = ids.entry(path).or_default();
        for found in id.captures_iter(html).filter_map(|found| found.get(1)) {
            count.ids += 1;
            if !own.insert(found.as_str()) {
                wrong.push(format!("{path}: the id {} stands twice", found.as_str()));
            }
        }
    }
    for (path, html) in &pages {
        count.pages += 1;
        let html = canonical.replace_all(html, "");
        for found in link.captures_iter(&html).filter_map(|found| found.get(1)) {
            count.links += 1;
            let address = found.as_str().replace("&amp;", "&").replace("&#x2F;", "/");
            // A source's own address and the schemes that name no page would be listed here; there are none.
            if address.starts_with('/') || scheme.is_match(&address) {
                wrong.push(format!("{path}: {address} leaves the folder"));
                continue;
            }
            let (file, anchor) = address.split_once('#').unwrap_or((&address, ""));
            let file = file.split('?').next().unwrap_or_default();
            let Some(target) = (if file.is_empty() { Some((*path).to_owned()) } else { resolve(path, &decoded(file)) }) else {
                wrong.push(format!("{path}: {address} leads out of the site"));
                continue;
            };
            if !files.contains_key(&target) {
                wrong.push(format!("{path}: {address} leads to {target}, which is not there"));
            } else if !anchor.is_empty() {
                count.anchors += 1;
                if !ids.get(target.as_str()).is_some_and(|ids| ids.contains(decoded(anchor).as_str())) {
                    wrong.push(format!("{path}: {address}: {target} has no such id"));
                }
            }
        }
    }
    (count, wrong)
}

/// A relative address as a path of the site; `None` where it climbs out.
fn resolve(page: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Percent-encoded bytes as text.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        result.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(result).expect("addresses are UTF-8")
}

#[test]
fn every_link_and_anchor_of_the_site_resolves() {
    let (count, wrong) = check(site());
    println!("{} pages, {} links, {} of them to anchors, {} ids", count.pages, count.links, count.anchors, count.ids);
    assert!(count.pages > 20 && count.links > 500, "{count:?}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Reports of one place and year, undated and unresolved ones, news, plans and departments side by side.
#[test]
fn every_link_resolves_in_an_archive_of_all_cases() {
    let place = Workplace::new();
    for feature in ["clean", "structure", "metadata", "observation"] {
        for case in case_names(feature) {
            place.write(&format!("content/{feature}/{case}.txt"), case_source(feature, &case));
        }
    }
    let run = place.build(&[]);
    let (count, wrong) = check(&place.files("public"));
    println!("{} pages, {} links, {} of them to anchors, {} ids", count.pages, count.links, count.anchors, count.ids);
    assert!(wrong.is_empty(), "{} wrong:\n{}\n{}", wrong.len(), wrong.join("\n"), run.stdout);
}

#[test]
fn no_file_of_the_site_names_another_host() {
    // XML namespaces, the vocabulary of structured data and the licence's address are names, not requests.
    let allowed = [
        "http://www.w3.org/",
        "https://www.w3.org/",
        "http://www.sitemaps.org/",
        "https://www.sitemaps.org/",
        "https://schema.org",
        "http://schema.org",
        "https://specs.frictionlessdata.io/",
        "https://json-schema.org",
        "https://opensource.org/",
        "https://creativecommons.org/",
        "https://datapackage.org/",
    ];
    let address = Regex::new(r#"https?://[^\s"'<>)]+"#).expect("a constant pattern");
    let mut wrong = Vec::new();
    for (path, bytes) in site() {
        // Tables and texts hold what the sources say.
        if !["html", "css", "js", "xml", "json", "txt", "svg"].iter().any(|ending| path.ends_with(&format!(".{ending}")))
            || path.starts_with("data/")
        {
            continue;
        }
        for found in address.find_iter(&String::from_utf8_lossy(bytes)) {
            if !allowed.iter().any(|known| found.as_str().starts_with(known)) {
                wrong.push(format!("{path}: {}", found.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_observation_and_quantity_of_the_tables_is_anchored_in_its_page() {
    let id = Regex::new(r#"\sid="([^"]*)""#).expect("a constant pattern");
    for table in ["observations", "quantities"] {
        let mut reader = csv::Reader::from_reader(site()[&format!("data/{table}.csv")].as_slice());
        let headers = reader.headers().expect("a header line").clone();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("no column {name} in {table}"));
        let (report, anchor, quote) = (column("report"), column("anchor"), column("quote"));
        let mut rows = 0;
        for row in reader.records() {
            let row = row.expect("a row of the table");
            let page = format!("reports/{}.html", &row[report]);
            let html = std::str::from_utf8(site().get(&page).unwrap_or_else(|| panic!("no {page}"))).expect("pages are UTF-8");
            assert!(id.captures_iter(html).any(|found| found[1] == row[anchor]), "{page} has no id {} for {}", &row[anchor], &row[quote]);
            rows += 1;
        }
        println!("{rows} anchors of {table}");
        assert!(rows > 100);
    }
}
