//! What the content folder holds already.
//!
//! Input: the front matter of every source. Output: which bytes, addresses and names are taken. Refuses to read whole
//! sources before it must: an archive may have a hundred thousand of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use crate::front_matter::split_front_matter;
use crate::hash::hash_of;
use crate::source::{list_sources, reason};

/// No front matter is longer.
const BEGINNING: u64 = 1 << 16;

/// A source, as far as its front matter tells.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path below the content folder, with `/`.
    pub path: String,
    /// As the user knows it.
    pub shown: String,
    /// SHA-256 of the file that it was made from.
    pub original: Option<String>,
    pub address: Option<String>,
    pub retrieved: Option<String>,
    /// Path of the source that it is a later version of.
    pub revises: Option<String>,
    /// What a person said of it.
    pub decided: Decided,
    /// Bytes of the file; `None` when it was written just now.
    pub size: Option<u64>,
    /// Its text, if it is not on the disk.
    pub text: Option<String>,
}

/// What a person said of a source, which is true of its later versions too: a page that changes its words stays that of
/// the same place and year.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Decided {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// All sources.
#[derive(Debug, Default)]
pub struct Known {
    content: PathBuf,
    sources: BTreeMap<String, Source>,
    by_original: BTreeMap<String, String>,
    by_address: BTreeMap<String, Vec<String>>,
    by_size: BTreeMap<u64, Vec<String>>,
    /// Sources that a later version is there of.
    revised: BTreeSet<String>,
}

impl Known {
    /// Reads the front matter of all sources; what could not be read is told.
    pub fn scan(content: &Path) -> (Known, Vec<Diagnostic>) {
        let mut known = Known { content: content.to_path_buf(), ..Known::default() };
        let mut diagnostics = Vec::new();
        if !content.is_dir() {
            return (known, diagnostics);
        }
        for file in list_sources(content).files {
            let front = read_beginning(&file.location, BEGINNING)
                .map_err(|error| Diagnostic::warning("unreadable", &file.shown, format!("cannot read this source: {}", reason(&error))))
                .and_then(|(bytes, size)| {
                    let (front, _) = split_front_matter(&decode(&bytes, &file.shown).text, &file.shown)?;
                    Ok((front, size))
                });
            let (front, size) = match front {
                Ok((front, size)) => (front, Some(size)),
                Err(diagnostic) => {
                    let help = "whether it is one of the imported files is not known; `fangzhi check` tells more";
                    diagnostics.push(Diagnostic::warning("front-matter", &file.shown, diagnostic.message).help(help));
                    (crate::front_matter::FrontMatter::default(), None)
                }
            };
            known.add(Source {
                path: file.path,
                shown: file.shown,
                original: front.original,
                address: front.source_url,
                retrieved: front.retrieved,
                revises: front.revises,
                decided: Decided {
                    kind: front.kind,
                    region: front.region,
                    level: front.level,
                    year: front.year,
                    settled_by: front.settled_by,
                    note: front.note,
                },
                size,
                text: None,
            });
        }
        (known, diagnostics)
    }

    /// Adds a source.
    pub fn add(&mut self, source: Source) {
        let path = || source.path.clone();
        if let Some(original) = &source.original {
            self.by_original.entry(original.to_ascii_lowercase()).or_insert_with(path);
        }
        if let Some(address) = &source.address {
            self.by_address.entry(without_fragment(address).to_owned()).or_default().push(path());
        }
        if let Some(size) = source.size {
            self.by_size.entry(size).or_default().push(path());
        }
        self.revised.extend(source.revises.clone());
        self.sources.insert(path(), source);
    }

    /// The source at a path.
    pub fn at(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// The source that was imported from some bytes.
    pub fn imported_from(&self, sha256: &str) -> Option<&str> {
        self.by_original.get(sha256).map(|path| self.sources[path].shown.as_str())
    }

    /// The source that was imported from some bytes, or has them itself.
    pub fn with_bytes(&self, sha256: &str, size: u64) -> Result<Option<&str>, Diagnostic> {
        if let Some(shown) = self.imported_from(sha256) {
            return Ok(Some(shown));
        }
        for path in self.by_size.get(&size).into_iter().flatten() {
            let source = &self.sources[path];
            if hash_of([self.read(source)?.as_slice()]) == sha256 {
                return Ok(Some(&source.shown));
            }
        }
        Ok(None)
    }

    /// The newest version of a page: the one that no other revises, of several the one saved last.
    pub fn newest_of(&self, address: &str) -> Option<&Source> {
        let sources = self.by_address.get(without_fragment(address))?.iter().map(|path| &self.sources[path]);
        sources.max_by_key(|source| (!self.revised.contains(&source.path), source.retrieved.as_deref(), source.path.as_str()))
    }

    /// The text of a source, below its front matter.
    pub fn text_of(&self, source: &Source) -> Result<String, Diagnostic> {
        if let Some(text) = &source.text {
            return Ok(text.clone());
        }
        let text = decode(&self.read(source)?, &source.shown).text;
        let start = split_front_matter(&text, &source.shown).map_or(0, |(_, start)| start);
        Ok(text[start..].to_owned())
    }

    fn read(&self, source: &Source) -> Result<Vec<u8>, Diagnostic> {
        fs::read(self.content.join(&source.path)).map_err(|error| {
            Diagnostic::error("unreadable", &source.shown, format!("cannot read this source: {}", reason(&error)))
                .help("check its permissions: it may be an earlier version of what is imported")
        })
    }
}

/// `#zoom` names a place in the page, not another page.
fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or(address)
}

/// The folder of a source, and its name without the day or hash of a revision.
pub fn beside(path: &str) -> (PathBuf, String) {
    let path = Path::new(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let of_revision = |mark: &str| {
        let is_hash = mark.len() == 8 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash || mark.get(..10).is_some_and(|day| crate::date::read_date(day).as_deref() == Some(day))
    };
    let first = stem.rsplit_once('.').filter(|(first, mark)| !first.is_empty() && of_revision(mark)).map_or(&*stem, |(first, _)| first);
    (path.parent().unwrap_or(Path::new("")).to_path_buf(), first.to_owned())
}

fn read_beginning(path: &Path, length: u64) -> std::io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok((bytes, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_named_after_the_first() {
        for (path, folder, stem) in [
            ("a/x.txt", "a", "x"),
            ("a/x.2024-03-01.txt", "a", "x"),
            ("x.2024-03-01-2.txt", "", "x"),
            ("x.0a1b2c3d.md", "", "x"),
            ("x.v2.txt", "", "x.v2"),
        ] {
            assert_eq!(beside(path), (PathBuf::from(folder), stem.to_owned()), "{path}");
        }
    }
}
