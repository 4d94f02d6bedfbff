//! `fangzhi import`
//!
//! Files are read on all threads and placed one after another in sorted order, so that names are given out alike on
//! every machine.

mod known;
mod place;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use encoding_rs::Encoding;
use rayon::prelude::*;
use serde::Serialize;
use walkdir::WalkDir;

use super::{configure, fail, plural, print};
use crate::cli::ImportArgs;
use crate::date::read_date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::hash_of;
use crate::import::{ENDINGS, Imported, LARGEST, LeftOut, can_read, read_document};
use crate::source::{Markup, reason, with_slashes};
use crate::typography::grouped;
use crate::web_address::web_address;
use known::{Decided, Known, Source};
use place::{Places, file_stem};

/// Files read before the first of them is written: more would only wait in memory.
const BATCH: usize = 32;

/// Takes files into the content folder.
pub fn import(args: &ImportArgs) -> ExitCode {
    run(args).unwrap_or_else(fail)
}

/// A file to take in.
struct Original {
    path: PathBuf,
    /// As the user knows it.
    shown: String,
    /// The folders between the one that was named and the file.
    below: PathBuf,
}

/// What was found on the disk.
#[derive(Default)]
struct Found {
    files: Vec<Original>,
    /// Folders that a browser wrote beside a page, with how many files are in each.
    companions: Vec<(String, usize)>,
    /// Files that cannot be read because of their kind.
    foreign: usize,
    diagnostics: Vec<Diagnostic>,
}

/// How many files ended how.
#[derive(Default)]
struct Count {
    taken: usize,
    known: usize,
    failed: usize,
    /// Files of folders that are of a kind that cannot be read.
    foreign: usize,
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

fn summary(count: &Count, dry_run: bool) -> String {
    let taken = if dry_run { "would be taken in" } else { "taken in" };
    let mut line = format!("{} {taken}, {} already there", plural(count.taken, "file"), count.known);
    if count.failed > 0 {
        line += &format!(", {} could not be", count.failed);
    }
    if count.foreign > 0 {
        line += &format!(", {} of a kind that cannot be read", count.foreign);
    }
    line
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

/// Lists the files that were named, and those in folders that were.
fn find_originals(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            find_in_folder(path, &mut found);
            continue;
        }
        let shown = with_slashes(path);
        if !path.exists() {
            found.diagnostics.push(Diagnostic::error("unreadable", &shown, "there is no such file or folder").help("check its name"));
        } else if can_read(&shown) {
            found.files.push(Original { path: path.clone(), shown, below: PathBuf::new() });
        } else {
            found.diagnostics.push(unknown_type(Diagnostic::error, &shown));
        }
    }
    found
}

fn unknown_type(with: fn(&'static str, &str, &'static str) -> Diagnostic, shown: &str) -> Diagnostic {
    let ending = Path::new(shown).extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let help = match ending.as_str() {
        "doc" | "wps" | "rtf" | "odt" => "open it in Word or WPS and save it as .docx".to_owned(),
        _ => format!("files that can be: {ENDINGS}; save it as one of them"),
    };
    with("file-type", shown, "this kind of file cannot be read: left out").help(help)
}

fn find_in_folder(folder: &Path, found: &mut Found) {
    let hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let mut walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map_or_else(|| with_slashes(folder), with_slashes);
                let why = error.io_error().map_or_else(|| "a link leads back to a folder above it".to_owned(), reason);
                found
                    .diagnostics
                    .push(Diagnostic::error("unreadable", &path, format!("cannot read this: {why}")).help("check its permissions"));
                continue;
            }
        };
        let shown = with_slashes(entry.path());
        if entry.depth() > 0 && hidden(entry.file_name()) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
        } else if entry.file_type().is_dir() && entry.depth() > 0 && is_companion(entry.path()) {
            let files = WalkDir::new(entry.path())
                .into_iter()
                .filter(|inner| inner.as_ref().is_ok_and(|inner| inner.file_type().is_file()))
                .count();
            found.companions.push((shown, files));
            walk.skip_current_dir();
        } else if entry.file_type().is_file() {
            if can_read(&shown) {
                let below =
                    entry.path().parent().and_then(|parent| parent.strip_prefix(folder).ok()).unwrap_or(Path::new("")).to_path_buf();
                found.files.push(Original { path: entry.into_path(), shown, below });
            } else {
                found.foreign += 1;
                found.diagnostics.push(unknown_type(Diagnostic::warning, &shown));
            }
        }
    }
}

/// `x_files` beside `x.html`: pictures, styles and frames that a browser saved with the page.
fn is_companion(folder: &Path) -> bool {
    let name = folder.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let stem = ["_files", ".files", "_文件"].iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|stem| ["html", "htm"].iter().any(|ending| folder.with_file_name(format!("{stem}.{ending}")).is_file()))
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
    // A name that is taken by the same text is that text.
    let mut free = None;
    for path in place::candidates(&folder, &stem, ending) {
        match known.at(&path).cloned() {
            Some(source) if known.text_of(&source)? == imported.text => {
                return Ok(Taken::Known(format!("already there, same text: {}", source.shown)));
            }
            None if !places.is_taken(&path) => {
                free = Some(path);
                break;
            }
            _ => {}
        }
    }
    let path = free.ok_or_else(|| {
        Diagnostic::error("name", &original.shown, format!("all names like {stem}.{ending} are taken"))
            .help("rename the file, or name another folder with --into")
    })?;
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

/// The lines that say what became of a file.
fn describe(original: &Original, imported: &Imported, shown: &str) -> String {
    let characters = imported.text.chars().filter(|c| !c.is_whitespace()).count();
    let mut says = format!("{shown}: from {}, {}", original.shown, counted(characters, "character"));
    if imported.tables > 0 {
        says += &format!(", {}", plural(imported.tables, "table"));
    }
    says.push('\n');
    for note in &imported.notes {
        says += &format!("  {note}\n");
    }
    imported.left_out.iter().for_each(|left_out| says += &describe_left_out(left_out));
    says
}

/// One line where one says it, else one for each line of text that is lost.
fn describe_left_out(left_out: &LeftOut) -> String {
    let mut says = format!("  left out: {} ×{}", left_out.what, grouped(&left_out.count.to_string()));
    if left_out.characters > 0 {
        says += &format!(", {}", counted(left_out.characters, "character"));
    }
    match left_out.lines.as_slice() {
        [] => {}
        [only] => says += &format!(": {only}"),
        lines => {
            says.push(':');
            lines.iter().for_each(|line| says += &format!("\n    {line}"));
        }
    }
    if left_out.more > 0 {
        says += &format!("\n    and {} more", counted(left_out.more, "line"));
    }
    says.push('\n');
    says
}

/// `12,345 characters`
fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(&number.to_string()), if number == 1 { "" } else { "s" })
}
