//! `fangzhi import`
//!
//! Files are read on all threads and placed one after another in sorted order, so that names are given out alike on
//! every machine.

mod account;
mod known;
mod originals;
mod place;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use encoding_rs::Encoding;
use rayon::prelude::*;
use serde::Serialize;

use super::{configure, fail, plural, print};
use crate::cli::ImportArgs;
use crate::date::read_date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::hash_of;
use crate::import::{ENDINGS, Imported, LARGEST, read_document};
use crate::source::{Markup, reason, with_slashes};
use crate::web_address::web_address;
use account::{Count, describe, summary};
use known::{Decided, Known, Source};
use originals::{Original, find_originals};
use place::{Places, file_stem};

/// Files read before the first of them is written: more would only wait in memory.
const BATCH: usize = 32;

/// Takes files into the content folder.
pub fn import(args: &ImportArgs) -> ExitCode {
    run(args).unwrap_or_else(fail)
}

/// The front matter that an import writes.
#[derive(Serialize)]
struct Header<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retrieved: Option<&'a str>,
    original: &'a str,
    original_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revises: Option<&'a str>,
    #[serde(flatten)]
    decided: &'a Decided,
}

fn run(args: &ImportArgs) -> Result<ExitCode, Diagnostic> {
    let config = configure(&args.folders)?;
    let mut places = Places::open(&config.content, args.into.as_deref(), args.dry_run)?;
    let retrieved = args.retrieved.as_deref().map(read_day).transpose()?;
    let found = find_originals(&args.paths);
    let address = args.source_url.as_deref().map(|address| read_address(address, found.files.len())).transpose()?;
    let (mut known, unread) = Known::scan(&config.content);
    print(&found.diagnostics);
    print(&unread);

    let failed = found.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let mut count = Count { failed, foreign: found.foreign, ..Count::default() };
    for (folder, files) in &found.companions {
        println!("{folder}: left out, {} of the page beside it", plural(*files, "file"));
    }
    for batch in found.files.chunks(BATCH) {
        let read: Vec<_> = batch.par_iter().map(|original| read_original(original, &known)).collect();
        for (original, read) in batch.iter().zip(read) {
            let taken = read.and_then(|read| match read {
                Read::Known(path) => Ok(Taken::Known(path)),
                Read::New(mut imported, sha256) => {
                    imported.retrieved = retrieved.clone().or(imported.retrieved);
                    imported.source_url = imported.source_url.or_else(|| address.clone());
                    take_in(original, &imported, &sha256, &mut places, &mut known)
                }
            });
            match taken {
                Ok(Taken::New(lines)) => {
                    count.taken += 1;
                    print!("{lines}");
                }
                Ok(Taken::Known(says)) => {
                    count.known += 1;
                    println!("{}: {says}", original.shown);
                }
                Err(diagnostic) => {
                    count.failed += 1;
                    print(&[diagnostic]);
                }
            }
        }
    }
    if count.taken + count.known + count.failed == 0 {
        let named: Vec<String> = args.paths.iter().map(|path| with_slashes(path)).collect();
        return Err(
            Diagnostic::error("nothing", &named.join(", "), "there is no file to take in").help(format!("files that can be: {ENDINGS}"))
        );
    }
    println!("{}", summary(&count, args.dry_run));
    Ok(ExitCode::from(match (count.failed + count.foreign, count.taken + count.known) {
        (0, _) => 0,
        (_, 0) => 2,
        _ => 1,
    }))
}

fn read_day(day: &str) -> Result<String, Diagnostic> {
    read_date(day)
        .filter(|read| read == day)
        .ok_or_else(|| Diagnostic::error("retrieved", "--retrieved", format!("`{day}` is no day")).help("write it as 2024-03-01"))
}

fn read_address(address: &str, files: usize) -> Result<String, Diagnostic> {
    if files > 1 {
        let says = format!("one address cannot be that of {}", plural(files, "file"));
        return Err(Diagnostic::error("source-url", "--source-url", says).help("import the files one by one"));
    }
    web_address(address).ok_or_else(|| {
        Diagnostic::error("source-url", "--source-url", format!("`{address}` is no address of a page"))
            .help("it begins with http:// or https:// and has no blanks")
    })
}

enum Read {
    /// It was imported before; says where it is.
    Known(String),
    New(Box<Imported>, String),
}

fn read_original(original: &Original, known: &Known) -> Result<Read, Diagnostic> {
    let unreadable = |error: std::io::Error| {
        Diagnostic::error("unreadable", &original.shown, format!("cannot read this file: {}", reason(&error))).help("check its permissions")
    };
    let size = fs::metadata(&original.path).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(Diagnostic::error("too-large", &original.shown, format!("{size} bytes is more than a report can be"))
            .help(format!("a file may have {} MiB at most", LARGEST >> 20)));
    }
    let bytes = fs::read(&original.path).map_err(unreadable)?;
    let sha256 = hash_of([bytes.as_slice()]);
    // An empty file is no copy of an empty source: there is nothing in it to take in.
    if !is_blank(&bytes)
        && let Some(path) = known.with_bytes(&sha256, size)?
    {
        return Ok(Read::Known(format!("already there: {path}")));
    }
    Ok(Read::New(Box::new(read_document(&original.shown, &bytes)?), sha256))
}

/// Whether some bytes are no text at all, in any of the encodings that are read.
fn is_blank(bytes: &[u8]) -> bool {
    let mark = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    bytes[mark..].iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}

enum Taken {
    /// What to print.
    New(String),
    Known(String),
}

fn take_in(original: &Original, imported: &Imported, sha256: &str, places: &mut Places, known: &mut Known) -> Result<Taken, Diagnostic> {
    // The same bytes may stand twice in what is imported just now.
    if let Some(path) = known.imported_from(sha256) {
        return Ok(Taken::Known(format!("already there: {path}")));
    }
    let ending = match imported.markup {
        Markup::Plain => "txt",
        Markup::Markdown => "md",
    };
    let revised = imported.source_url.as_deref().and_then(|address| known.newest_of(address)).cloned();
    if let Some(source) = &revised
        && known.text_of(source)? == imported.text
    {
        return Ok(Taken::Known(format!("already there, same text: {}", source.shown)));
    }
    let name = original.path.file_name().unwrap_or_default().to_string_lossy();
    let (folder, stem) = match &revised {
        Some(source) => {
            let day = imported.retrieved.clone().unwrap_or_else(|| sha256[..8].to_owned());
            let (folder, stem) = known::beside(&source.path);
            (folder, format!("{stem}.{day}"))
        }
        None => (places.folder_for(&original.below), file_stem(&name)),
    };
    let path = match find_name(&folder, &stem, ending, &imported.text, places, known)? {
        Some(Name::Free(path)) => path,
        Some(Name::SameText(shown)) => return Ok(Taken::Known(format!("already there, same text: {shown}"))),
        None => {
            return Err(Diagnostic::error("name", &original.shown, format!("all names like {stem}.{ending} are taken"))
                .help("rename the file, or name another folder with --into"));
        }
    };
    let decided = revised.as_ref().map(|source| source.decided.clone()).unwrap_or_default();
    let header = Header {
        decided: &decided,
        title: imported.title.as_deref(),
        published: imported.published.as_deref(),
        source_url: imported.source_url.as_deref(),
        retrieved: imported.retrieved.as_deref(),
        original: sha256,
        original_name: &place::printable(&name),
        revises: revised.as_ref().map(|source| source.path.as_str()),
    };
    let header = toml::to_string(&header).map_err(|error| Diagnostic::error("front-matter", &original.shown, error.to_string()))?;
    let shown = places.write(&path, &format!("+++\n{header}+++\n{}", imported.text))?;
    let mut says = describe(original, imported, &shown);
    if let Some(source) = &revised {
        says += &format!("  a later version of {}\n", source.shown);
    }
    print(&imported.diagnostics);
    known.add(Source {
        path,
        shown,
        original: Some(sha256.to_owned()),
        address: imported.source_url.clone(),
        retrieved: imported.retrieved.clone(),
        revises: revised.map(|source| source.path),
        decided,
        size: None,
        // What is not written cannot be read again.
        text: places.dry_run().then(|| imported.text.clone()),
    });
    Ok(Taken::New(says))
}

/// A name that a file may have in the archive.
enum Name {
    Free(String),
    /// It is taken by the same text, and that text is the file.
    SameText(String),
}

/// The first of the names made from a stem that is free, or taken by the same text.
fn find_name(folder: &Path, stem: &str, ending: &str, text: &str, places: &Places, known: &Known) -> Result<Option<Name>, Diagnostic> {
    for path in place::candidates(folder, stem, ending) {
        match known.at(&path) {
            Some(source) if known.text_of(source)? == text => return Ok(Some(Name::SameText(source.shown.clone()))),
            None if !places.is_taken(&path) => return Ok(Some(Name::Free(path))),
            _ => {}
        }
    }
    Ok(None)
}
