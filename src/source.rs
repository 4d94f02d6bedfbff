//! The content folder, file by file.
//!
//! Input: a folder. Output: [`SourceFile`]s in sorted order, bytes untouched, and a diagnostic for
//! everything that could not be read. Refuses to look inside the bytes.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;

/// Files larger than this are not scraped reports: the whole of GB/T 2260 fits a hundred times over.
/// The limit also keeps every source offset within 32 bits.
const LARGEST: u64 = 1 << 30;

/// Endings of files that are no sources, and that `import` makes sources of.
pub const DOCUMENTS: [&str; 6] = ["html", "htm", "mht", "mhtml", "docx", "pdf"];

/// How a source is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Text as scraped.
    Plain,
    /// Markdown, by the ending `.md`.
    Markdown,
}

/// A file that may hold a report.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path below the content folder, with `/`: the report's name in every table.
    pub path: String,
    /// The path as the user would type it, for diagnostics.
    pub shown: String,
    /// Where to read it.
    pub location: PathBuf,
    pub markup: Markup,
}

/// The sources found, and what could not be walked.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: Vec<SourceFile>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Lists the sources under a content folder, sorted by path.
///
/// Names that begin with a dot, and `README` files, belong to the archivist. Any other file that is
/// neither `.txt` nor `.md` is reported, since somebody may think that it is published.
pub fn list_sources(content: &Path) -> Sources {
    let mut sources = Sources::default();
    let folder = with_slashes(content);
    let hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let mut walk = WalkDir::new(content)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                sources.diagnostics.push(walk_error(&error, &folder));
                continue;
            }
        };
        let relative = entry.path().strip_prefix(content).unwrap_or(entry.path());
        let path = with_slashes(relative);
        let shown = format!("{folder}/{path}");
        if entry.depth() > 0 && entry.path_is_symlink() && !leads_into(entry.path(), content) {
            sources.diagnostics.push(
                Diagnostic::error("link-outside", &shown, "this link leads out of the content folder")
                    .help("what it leads to is not published; copy it into the folder if it should be"),
            );
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if !entry.file_type().is_file() {
            continue;
        }
        if relative.to_str().is_none_or(|name| name.contains(char::is_control)) {
            sources.diagnostics.push(
                Diagnostic::error("file-name", &shown, "the file name is not valid UTF-8, or holds a control character")
                    .help("rename the file: its name becomes part of addresses and tables"),
            );
            continue;
        }
        let ending = entry.path().extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        let markup = match ending.as_deref() {
            Some("txt") => Markup::Plain,
            Some("md") => Markup::Markdown,
            ending => {
                let help = if ending.is_some_and(|ending| DOCUMENTS.contains(&ending)) {
                    format!("`fangzhi import {shown}` makes a source of its text; then move the file out of the content folder")
                } else {
                    "save the text of the report as .txt (UTF-8 or GB18030) or .md, or move the file out of the content folder".to_owned()
                };
                sources.diagnostics.push(Diagnostic::warning("file-type", &shown, "not a .txt or .md file: left out").help(help));
                continue;
            }
        };
        if entry.path().file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("README")) {
            continue;
        }
        sources.files.push(SourceFile { path, shown, location: entry.into_path(), markup });
    }
    sources.files.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Whether a link leads to something below the content folder. One that leads out would publish a file that nobody put
/// there: where an archive takes in what others propose, any text that the program may read.
fn leads_into(link: &Path, content: &Path) -> bool {
    match (link.canonicalize(), content.canonicalize()) {
        (Ok(target), Ok(content)) => target.starts_with(content),
        _ => false,
    }
}

/// Times that a source is read which is being written at the same time.
const ATTEMPTS: usize = 5;

/// Reads a source's bytes, all of one version.
pub fn read_source(file: &SourceFile) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| {
        Diagnostic::error("unreadable", &file.shown, format!("cannot read this file: {}", reason(&error)))
            .help("check its permissions; the other reports are published without it")
    };
    for _ in 0..ATTEMPTS {
        let mut source = File::open(&file.location).map_err(unreadable)?;
        let before = source.metadata().map_err(unreadable)?;
        let size = before.len();
        if size > LARGEST {
            return Err(Diagnostic::error("too-large", &file.shown, format!("{size} bytes is more than a report can be"))
                .help("a source may have 1 GiB at most; split the file into one report each"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        source.read_to_end(&mut bytes).map_err(unreadable)?;
        let after = source.metadata().map_err(unreadable)?;
        // Where a file system keeps no times, the size alone has to tell.
        let is_one_version = bytes.len() as u64 == size && after.len() == size && before.modified().ok() == after.modified().ok();
        if is_one_version {
            return Ok(bytes);
        }
    }
    Err(Diagnostic::error("unreadable", &file.shown, "this file changes while it is read")
        .help("build again when it is written; the other reports are published without it"))
}

/// The kind of an input error in words that are the same on every system.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        kind => kind.to_string(),
    }
}

fn walk_error(error: &walkdir::Error, folder: &str) -> Diagnostic {
    let path = error.path().map_or_else(|| folder.to_owned(), with_slashes);
    if error.loop_ancestor().is_some() {
        return Diagnostic::error("link-loop", &path, "this link leads back to a folder above it")
            .help("remove the link; the other reports are published");
    }
    let why = error.io_error().map_or_else(|| "it changed while it was read".to_owned(), reason);
    Diagnostic::error("unreadable", &path, format!("cannot read this folder or link: {why}"))
        .help("check that it exists and may be read; the other reports are published without it")
}

/// A path with `/`, whatever the system's separator is.
pub fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/").replacen("//", "/", 1)
}
