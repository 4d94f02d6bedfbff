//! The files that an import takes in.
//!
//! Input: the paths that the user named. Output: the files of a kind that can be read, in sorted order, and what was found
//! beside them. Refuses to pass over a file in silence: what cannot be read is named, and what a browser saved beside a
//! page is counted.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;
use crate::import::{ENDINGS, can_read};
use crate::source::{reason, with_slashes};

/// A file to take in.
pub struct Original {
    pub path: PathBuf,
    /// As the user knows it.
    pub shown: String,
    /// The folders between the one that was named and the file.
    pub below: PathBuf,
}

/// What was found on the disk.
#[derive(Default)]
pub struct Found {
    pub files: Vec<Original>,
    /// Folders that a browser wrote beside a page, with how many files are in each.
    pub companions: Vec<(String, usize)>,
    /// Files that cannot be read because of their kind.
    pub foreign: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// Lists the files that were named, and those in folders that were.
pub fn find_originals(paths: &[PathBuf]) -> Found {
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
