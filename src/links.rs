//! The links of a built site: every one leads to a file of it, and to a passage that is there.
//!
//! Input: the output folder. Output: the links that lead nowhere, and the addresses outside with the pages that name
//! them. Refuses to ask the network: whether an outside address still answers is for another day and another tool.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{reason, with_slashes};
use crate::web_address::percent_decoded;

/// What the links of a site lead to.
#[derive(Debug, Default)]
pub struct Links {
    pub pages: usize,
    pub links: usize,
    /// Links to passages among them.
    pub passages: usize,
    pub broken: Vec<Diagnostic>,
    /// Addresses outside, each with the number of pages that name it, and the first of them.
    pub outside: BTreeMap<String, (usize, String)>,
}

/// What a page names: ids of its own, and addresses.
#[derive(Debug, Default)]
struct Named {
    ids: BTreeSet<String>,
    /// Each with the attribute that it stands in.
    addresses: BTreeSet<(String, &'static str)>,
}

/// Where an address leads.
#[derive(Debug, PartialEq, Eq)]
enum Target<'a> {
    Inside {
        path: String,
        passage: Option<String>,
    },
    Outside(&'a str),
    /// Above the site's root.
    Beyond,
}

/// Follows every link of a built site.
pub fn follow_links(folder: &Path) -> Result<Links, Diagnostic> {
    let files = list_files(folder)?;
    let pages: Vec<&String> = files.iter().filter(|path| path.ends_with(".html")).collect();
    let read: Vec<Page> = pages.par_iter().map(|path| read_page(folder, path)).collect::<Result<_, Diagnostic>>()?;
    let mut links = Links { pages: pages.len(), ..Links::default() };
    // Which passages of each page are asked for: only those are held against its ids, page by page.
    let mut wanted: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (number, page) in read.iter().enumerate() {
        links.links += page.links.len() + page.outside.len();
        for address in &page.outside {
            links.outside.entry(address.clone()).or_insert_with(|| (0, pages[number].clone())).0 += 1;
        }
        links.broken.extend(page.beyond.iter().map(|address| broken(folder, pages[number], address, "it leads out of the site")));
        for (path, passage) in &page.links {
            if !files.contains(path) {
                links.broken.push(broken(folder, pages[number], path, "there is no such file in the site"));
            } else if let Some(passage) = passage {
                links.passages += 1;
                wanted.entry(path).or_default().entry(passage).or_default().push(number);
            }
        }
    }
    let missing = |(path, passages): (&&str, &BTreeMap<&str, Vec<usize>>)| {
        let ids = if path.ends_with(".html") { named(&read_text(folder, path)?).ids } else { BTreeSet::new() };
        let absent = passages.iter().filter(|(passage, _)| !ids.contains(**passage));
        let say = |number: &usize, passage: &str| broken(folder, pages[*number], &format!("{path}#{passage}"), "there is no such passage");
        Ok(absent.flat_map(|(passage, from)| from.iter().map(move |number| say(number, passage))).collect::<Vec<_>>())
    };
    let absent: Vec<Vec<Diagnostic>> = wanted.par_iter().map(missing).collect::<Result<_, Diagnostic>>()?;
    links.broken.extend(absent.into_iter().flatten());
    links.broken.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()).then_with(|| a.message.cmp(&b.message)));
    Ok(links)
}

/// The links of a page.
struct Page {
    links: Vec<(String, Option<String>)>,
    outside: Vec<String>,
    beyond: Vec<String>,
}

fn read_page(folder: &Path, path: &str) -> Result<Page, Diagnostic> {
    let named = named(&read_text(folder, path)?);
    let mut page = Page { links: Vec::new(), outside: Vec::new(), beyond: Vec::new() };
    for (address, _) in &named.addresses {
        match target(path, address) {
            Target::Outside(address) => page.outside.push(address.to_owned()),
            Target::Beyond => page.beyond.push(address.clone()),
            // Its own ids are at hand: such links need not be remembered.
            Target::Inside { path: to, passage: Some(passage) } if to == path && named.ids.contains(&passage) => {}
            Target::Inside { path, passage } => page.links.push((path, passage)),
        }
    }
    Ok(page)
}

fn list_files(folder: &Path) -> Result<BTreeSet<String>, Diagnostic> {
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            Diagnostic::error("links", &with_slashes(folder), format!("cannot walk this folder: {error}"))
                .help("build the site first, or name its folder with --output")
        })?;
        if !entry.file_type().is_dir() {
            files.insert(with_slashes(entry.path().strip_prefix(folder).unwrap_or(entry.path())));
        }
    }
    Ok(files)
}

fn read_text(folder: &Path, path: &str) -> Result<String, Diagnostic> {
    let whole = folder.join(path);
    fs::read_to_string(&whole).map_err(|error| {
        Diagnostic::error("links", &with_slashes(&whole), format!("cannot read this page: {}", reason(&error))).help("build the site anew")
    })
}

/// A link that leads nowhere, at its place in the page.
fn broken(folder: &Path, page: &str, address: &str, why: &str) -> Diagnostic {
    let shown = format!("{}/{page}", with_slashes(folder));
    let diagnostic = Diagnostic::error("link", &shown, format!("a link to {address}: {why}"))
        .help("mend the template or the prose page that it stands in; in a page of the program itself it is a bug");
    let name = address.rsplit('/').next().unwrap_or(address);
    let text = fs::read_to_string(folder.join(page)).unwrap_or_default();
    match text.find(name) {
        Some(at) => diagnostic.at(Place::of(&text, at..at + name.len(), 1)),
        None => diagnostic,
    }
}

/// Where an address on a page leads.
fn target<'a>(page: &str, address: &'a str) -> Target<'a> {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    if address.starts_with("//") || scheme.contains(':') {
        return Target::Outside(address);
    }
    let (file, passage) = address.split_once('#').map_or((address, None), |(file, passage)| (file, Some(passage)));
    let passage = passage.filter(|passage| !passage.is_empty()).map(decoded);
    let file = decoded(file.split('?').next().unwrap_or_default());
    if file.is_empty() {
        return Target::Inside { path: page.to_owned(), passage };
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                if parts.pop().is_none() {
                    return Target::Beyond;
                }
            }
            part => parts.push(part),
        }
    }
    if file.starts_with('/') { Target::Beyond } else { Target::Inside { path: parts.join("/"), passage } }
}

/// An address without its percent signs; one that is no text is not there as it is written either.
fn decoded(address: &str) -> String {
    percent_decoded(address).unwrap_or_else(|| address.to_owned())
}

/// Attributes that hold addresses.
const ADDRESSES: [&str; 5] = ["href", "src", "action", "poster", "data"];

/// What a page names.
fn named(html: &str) -> Named {
    let sink = Collector::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The collector never asks to stop at a script: one turn takes all.
    while !input.is_empty() {
        let _drained = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.named.into_inner()
}

#[derive(Default)]
struct Collector {
    named: std::cell::RefCell<Named>,
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(Tag { kind: TagKind::StartTag, attrs, .. }) = token {
            let mut named = self.named.borrow_mut();
            for attribute in &attrs {
                let name: &str = &attribute.name.local;
                if name == "id" {
                    named.ids.insert(attribute.value.to_string());
                } else if let Some(name) = ADDRESSES.into_iter().find(|known| *known == name) {
                    named.addresses.insert((attribute.value.to_string(), name));
                }
            }
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(path: &str, passage: Option<&str>) -> Target<'static> {
        Target::Inside { path: path.to_owned(), passage: passage.map(str::to_owned) }
    }

    #[test]
    fn addresses_are_followed_from_the_page_that_they_stand_on() {
        let page = "reports/420117/2024.html";
        assert_eq!(target(page, "2023.html#p-1"), inside("reports/420117/2023.html", Some("p-1")));
        assert_eq!(target(page, "../../index.html"), inside("index.html", None));
        assert_eq!(target(page, "#%E5%85%AC"), inside(page, Some("公")));
        assert_eq!(target(page, "../../search.html?q=公#"), inside("search.html", None));
        assert_eq!(target(page, "../../../x.html"), Target::Beyond);
        assert_eq!(target(page, "/index.html"), Target::Beyond);
        assert_eq!(target(page, "https://example.org/a"), Target::Outside("https://example.org/a"));
        assert_eq!(target(page, "mailto:a@example.org"), Target::Outside("mailto:a@example.org"));
    }
}
