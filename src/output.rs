//! The output folder, updated as one.
//!
//! Input: rendered files. Output: a folder that holds exactly them. Refuses to touch a folder that it did
//! not make, and deletes only files that its own manifest names.
//!
//! Before the first byte is written the manifest names all files, the old and the coming ones: a build
//! that is killed half-way leaves nothing that the next build does not know. Each file is written beside
//! its place and moved there, and only when its bytes differ.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::source::{reason, with_slashes};

/// The manifest's name in the output folder: one path a line, sorted.
const MANIFEST: &str = ".fangzhi-manifest";
/// The manifest's first line while a build is under way.
const BUILDING: &str = "# building";
/// Appended to a file's name while it is written.
const UNFINISHED: &str = ".fangzhi-unfinished";

/// A rendered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path below the output folder, with `/`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub total: usize,
    pub written: usize,
    pub removed: usize,
}

/// Makes the folder hold exactly the files, beside what the user keeps there (names beginning with a dot).
pub fn update_folder(folder: &Path, files: Vec<RenderedFile>) -> Result<Changes, Diagnostic> {
    let shown = with_slashes(folder);
    let failed = |path: &Path, what: &str, error: &io::Error| {
        Diagnostic::error("output", &with_slashes(path), format!("cannot {what}: {}", reason(error)))
            .help("the next build mends the folder; check the disk and its permissions")
    };
    if folder.is_file() {
        return Err(Diagnostic::error("output", &shown, "this is a file, not a folder").help("choose another folder with --output"));
    }
    let mut was_killed = false;
    let old: BTreeSet<String> = match fs::read_to_string(folder.join(MANIFEST)) {
        Ok(manifest) => {
            was_killed = manifest.starts_with(BUILDING);
            manifest.lines().filter(|line| *line != BUILDING).map(str::to_owned).collect()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            refuse_strangers(folder, &shown)?;
            BTreeSet::new()
        }
        Err(error) => return Err(failed(&folder.join(MANIFEST), "read the manifest", &error)),
    };
    let new: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    if let Some(stranger) = new.difference(&old).find(|path| folder.join(path).exists()) {
        return Err(Diagnostic::error(
            "output",
            &format!("{shown}/{stranger}"),
            "this file is not of the program's making and stands where a page belongs",
        )
        .help("move it away, or build into another folder with --output"));
    }
    let differs = |file: &&RenderedFile| !fs::read(folder.join(&file.path)).is_ok_and(|bytes| bytes == file.bytes);
    let changed: Vec<&RenderedFile> = files.par_iter().filter(differs).collect();
    let gone: Vec<&String> = old.difference(&new).collect();
    let total = files.len();
    if changed.is_empty() && gone.is_empty() && !was_killed {
        return Ok(Changes { total, ..Changes::default() });
    }
    fs::create_dir_all(folder).map_err(|error| failed(folder, "make this folder", &error))?;
    let both: BTreeSet<&String> = old.union(&new).collect();
    let manifest = folder.join(MANIFEST);
    let write_manifest = |bytes: &[u8]| write_whole(&manifest, bytes).map_err(|error| failed(&manifest, "write the manifest", &error));
    write_manifest(&[BUILDING.as_bytes(), b"\n", &lines(both.iter().copied())].concat())?;
    if was_killed {
        for path in &both {
            remove_if_there(&unfinished(&folder.join(path)))
                .map_err(|error| failed(folder, "remove what an earlier build left", &error))?;
        }
    }
    let folders: BTreeSet<PathBuf> = changed.iter().filter_map(|file| folder.join(&file.path).parent().map(Path::to_path_buf)).collect();
    for path in &folders {
        fs::create_dir_all(path).map_err(|error| failed(path, "make this folder", &error))?;
    }
    changed.par_iter().try_for_each(|file| {
        let path = folder.join(&file.path);
        write_whole(&path, &file.bytes).map_err(|error| failed(&path, "write this file", &error))
    })?;
    let mut removed = 0;
    for path in gone {
        // Only paths below the folder: a manifest that was tampered with must not reach out of it.
        if Path::new(path).components().any(|part| !matches!(part, Component::Normal(_))) {
            continue;
        }
        let path = folder.join(path);
        removed += usize::from(remove_if_there(&path).map_err(|error| failed(&path, "remove this file", &error))?);
        remove_empty_folders(&path, folder);
    }
    write_manifest(&lines(new.iter()))?;
    Ok(Changes { total, written: changed.len(), removed })
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
fn refuse_strangers(folder: &Path, shown: &str) -> Result<(), Diagnostic> {
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

fn lines<'a>(paths: impl Iterator<Item = &'a String>) -> Vec<u8> {
    paths.flat_map(|path| [path.as_bytes(), b"\n"].concat()).collect()
}

/// Writes a file so that readers see the old one or the new one, never a half.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished(path);
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, path)
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// Removes a file; `false` when it was gone already.
fn remove_if_there(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn remove_empty_folders(path: &Path, root: &Path) {
    let mut at = path.parent();
    while let Some(folder) = at.filter(|folder| *folder != root && folder.starts_with(root)) {
        // Not empty is the usual case and no error.
        if fs::remove_dir(folder).is_err() {
            return;
        }
        at = folder.parent();
    }
}
