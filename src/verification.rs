//! A published folder held against its checksums and its sources.
//!
//! Input: the folder, and the content folder where there is one. Output: every difference as a [`Diagnostic`].
//! Refuses to follow a path of the checksums out of the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;
use crate::hash::hash_of;
use crate::render::{Input, MANIFEST, Manifest};
use crate::source::{list_sources, read_source, reason, with_slashes};

/// Where the checksums stand in a site.
pub const CHECKSUMS: &str = "data/SHA256SUMS";

/// The checksums of a folder.
pub struct Checksums {
    /// SHA-256 by path.
    pub files: BTreeMap<String, String>,
    /// Of the list itself: who has this number from elsewhere needs to trust nothing else in the folder.
    pub of_list: String,
}

/// Reads the checksums of a folder.
pub fn read_checksums(folder: &Path) -> Result<Checksums, Diagnostic> {
    let path = folder.join(CHECKSUMS);
    let shown = with_slashes(&path);
    let help = "name a folder that `fangzhi build` wrote, or a copy of one";
    let unreadable = |why: String| Diagnostic::error("verify", &shown, why).help(help);
    let text = fs::read_to_string(&path).map_err(|error| unreadable(format!("cannot read the checksums: {}", reason(&error))))?;
    let parsed: Option<BTreeMap<String, String>> =
        text.lines().map(|line| line.split_once("  ").map(|(sum, path)| (path.to_owned(), sum.to_owned()))).collect();
    let files = parsed.ok_or_else(|| unreadable("a line is not a SHA-256, two blanks and a path".to_owned()))?;
    Ok(Checksums { files, of_list: hash_of([text.as_bytes()]) })
}

/// Holds every file of a folder against its checksums.
pub fn verify_files(folder: &Path, checksums: &Checksums) -> Vec<Diagnostic> {
    let shown = with_slashes(folder);
    let differs = |path: &str, says: String| Diagnostic::error("differs", &format!("{shown}/{path}"), says);
    let look = |(path, sum): (&String, &String)| {
        if !stays_inside(path) {
            return Some(differs(path, "the checksums name a path that leaves the folder".to_owned()));
        }
        match fs::read(folder.join(path)) {
            Ok(bytes) if hash_of([bytes.as_slice()]) == *sum => None,
            Ok(_) => Some(differs(path, "its bytes are not those that were published".to_owned())),
            Err(error) => Some(differs(path, format!("cannot read this file: {}", reason(&error)))),
        }
    };
    let mut found: Vec<Diagnostic> = checksums.files.par_iter().filter_map(look).collect();
    // Files whose names begin with a dot are the host's or the archivist's own.
    let is_hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let path = with_slashes(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
                if path != CHECKSUMS && !checksums.files.contains_key(&path) {
                    found.push(differs(&path, "this file was not published with the others".to_owned()));
                }
            }
            Err(error) => found.push(Diagnostic::error("differs", &shown, format!("cannot walk this folder: {error}"))),
        }
    }
    found
}

fn stays_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Reads what a folder says of the inputs that it was made from.
pub fn read_manifest(folder: &Path) -> Result<Manifest, Diagnostic> {
    let path = folder.join(MANIFEST);
    let shown = with_slashes(&path);
    let unreadable = |why: String| Diagnostic::error("verify", &shown, why).help("build the folder with this version of fangzhi");
    let text = fs::read_to_string(&path).map_err(|error| unreadable(format!("cannot read the manifest: {}", reason(&error))))?;
    serde_json::from_str(&text).map_err(|error| unreadable(format!("this is no manifest: {error}")))
}

/// Holds the sources of a content folder against those that a site was made from. What a build only warns of, such as
/// a file that is no source, is a warning here too, and no difference.
pub fn verify_sources(content: &Path, manifest: &Manifest) -> Vec<Diagnostic> {
    let sources = list_sources(content);
    let mut found = sources.diagnostics;
    let published: BTreeMap<&str, &str> = manifest.sources.iter().map(|Input { path, sha256 }| (path.as_str(), sha256.as_str())).collect();
    let differs = |path: &str, says: &str| {
        Diagnostic::error("source", &format!("{}/{path}", with_slashes(content)), says)
            .help("build the site again with `fangzhi build`, or name the folder of sources that it was made from")
    };
    let look = |file: &crate::source::SourceFile| match (read_source(file), published.get(file.path.as_str())) {
        (Ok(_), None) => Some(differs(&file.path, "the site was made without this source")),
        (Ok(bytes), Some(sum)) => {
            (hash_of([bytes.as_slice()]) != **sum).then(|| differs(&file.path, "the site was made from other bytes of this source"))
        }
        (Err(diagnostic), _) => Some(diagnostic),
    };
    found.extend(sources.files.par_iter().filter_map(look).collect::<Vec<_>>());
    let here: BTreeSet<&str> = sources.files.iter().map(|file| file.path.as_str()).collect();
    found.extend(
        published
            .keys()
            .filter(|path| !here.contains(*path))
            .map(|path| differs(path, "the site was made with this source, which is not here")),
    );
    found
}

/// The files in which two builds of the same sources differ.
pub fn compare_checksums(folder: &Path, published: &Checksums, rebuilt: &Checksums) -> Vec<Diagnostic> {
    let shown = with_slashes(folder);
    let paths: BTreeSet<&String> = published.files.keys().chain(rebuilt.files.keys()).collect();
    let differs = |path: &&String| {
        let says = match (published.files.get(*path), rebuilt.files.get(*path)) {
            (Some(then), Some(now)) if then == now => return None,
            (Some(_), Some(_)) => "built anew it has other bytes",
            (Some(_), None) => "built anew it is not made",
            (None, _) => "built anew there is this file too",
        };
        Some(Diagnostic::error("rebuilt", &format!("{shown}/{path}"), says))
    };
    paths.iter().filter_map(differs).collect()
}
