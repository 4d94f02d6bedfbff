//! What may be done to the output folder, and to the files in it.
//!
//! Input: paths. Output: files opened, looked at, removed. Refuses folders that hold what no build made, and those that
//! lie in the content or around it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use super::MANIFEST;
use super::record::{Stamp, Written};
use crate::diagnostic::Diagnostic;
use crate::source::{reason, with_slashes};

pub(super) fn is_as_left(folder: &Path, path: &str, known: &Written) -> bool {
    fs::metadata(folder.join(path)).is_ok_and(|found| Stamp::of(&found) == known.stamp)
}

/// Whether a build made this folder.
pub fn is_output(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// Refuses an output folder that holds the content or lies in it: the next build would read its own pages.
pub fn refuse_overlap(content: &Path, output: &Path) -> Result<(), Diagnostic> {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf());
    let (content, target) = (absolute(content), absolute(output));
    if target.starts_with(&content) || content.starts_with(&target) {
        return Err(Diagnostic::error("output", &with_slashes(output), "content and output folder lie one in the other")
            .help("choose another folder with --output"));
    }
    Ok(())
}

/// A folder without a manifest may be made use of when it holds nothing but dot files.
pub(super) fn refuse_strangers(folder: &Path, shown: &str) -> Result<(), Diagnostic> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| !name.starts_with('.')).collect();
    names.sort();
    match names.first() {
        None => Ok(()),
        Some(name) => Err(Diagnostic::error("output", shown, format!("this folder was not made by fangzhi: it holds {name}"))
            .help("choose an empty folder with --output, or empty this one")),
    }
}

/// Opens a file to write; its folder is made when it is not there.
pub(super) fn create(path: &Path, is_new: bool) -> io::Result<File> {
    let open = || OpenOptions::new().write(true).create(true).create_new(is_new).truncate(!is_new).open(path);
    match open() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            open()
        }
        result => result,
    }
}

pub(super) fn stamp_of(path: &Path) -> Result<Stamp, Diagnostic> {
    fs::metadata(path).map(|found| Stamp::of(&found)).map_err(|error| failed(path, "look at this file", &error))
}

pub(super) fn failed(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("output", &with_slashes(path), format!("cannot {what}: {}", reason(error)))
        .help("the next build mends the folder; check the disk and its permissions")
}

/// Removes a file; `false` when it was gone already, or never was one: a manifest that was cut short names a folder.
pub(super) fn remove_if_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Ok(false),
        Ok(_) => fs::remove_file(path).map(|()| true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn remove_empty_folders(path: &Path, root: &Path) {
    let mut at = path.parent();
    while let Some(folder) = at.filter(|folder| *folder != root && folder.starts_with(root)) {
        // Not empty is the usual case and no error.
        if fs::remove_dir(folder).is_err() {
            return;
        }
        at = folder.parent();
    }
}
