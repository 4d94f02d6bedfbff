//! Where an imported text goes.
//!
//! Input: names of files and folders, as hostile as a download can make them. Output: new files below the content
//! folder. Refuses to leave it, by `..`, by a link, or by a name that another system reads otherwise; never writes
//! over a file.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::{reason, with_slashes};

/// Bytes of a name: with the day of a revision, a number and the ending it stays below the 255 that file systems take.
const LONGEST: usize = 180;
/// Files of one name that differ; more are a mistake.
const MOST_ALIKE: usize = 1000;

/// The content folder, to write into.
pub struct Places {
    content: PathBuf,
    into: PathBuf,
    dry_run: bool,
    /// Names given out without writing.
    promised: BTreeSet<String>,
}

impl Places {
    /// Opens the folder that files are imported into, `into` below `content`.
    pub fn open(content: &Path, into: Option<&Path>, dry_run: bool) -> Result<Places, Diagnostic> {
        let into = into.unwrap_or(Path::new(""));
        let is_plain = into.components().all(|part| match part {
            Component::Normal(name) => name.to_str().is_some_and(|name| !name.starts_with('.') && file_name(name) == name),
            Component::CurDir => true,
            _ => false,
        });
        if !is_plain {
            return Err(Diagnostic::error("into", &with_slashes(into), "this is no folder below the content folder")
                .help("name it relative to the content folder, such as 天津市/宁河区"));
        }
        let into = into.components().filter(|part| *part != Component::CurDir).collect();
        let places = Places { content: content.to_path_buf(), into, dry_run, promised: BTreeSet::new() };
        places.refuse_outside(&content.join(&places.into))?;
        Ok(places)
    }

    /// Whether nothing is written.
    pub fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// The folder below the content folder for a file from some folder.
    pub fn folder_for(&self, below: &Path) -> PathBuf {
        let names = below.components().filter_map(|part| match part {
            Component::Normal(name) => Some(file_name(&name.to_string_lossy())),
            // The others lead nowhere below a folder.
            _ => None,
        });
        names.fold(self.into.clone(), |folder, name| folder.join(name))
    }

    /// Whether a path below the content folder is taken, by whatever.
    pub fn is_taken(&self, path: &str) -> bool {
        self.promised.contains(path) || fs::symlink_metadata(self.content.join(path)).is_ok()
    }

    /// Writes a new file, and returns its path as the user knows it.
    pub fn write(&mut self, path: &str, text: &str) -> Result<String, Diagnostic> {
        let target = self.content.join(path);
        let shown = with_slashes(&target);
        let folder = target.parent().unwrap_or(&self.content);
        self.refuse_outside(folder)?;
        if self.dry_run {
            self.promised.insert(path.to_owned());
            return Ok(shown);
        }
        write_new(&target, folder, text.as_bytes()).map_err(|error| {
            Diagnostic::error("output", &shown, format!("cannot write this file: {}", reason(&error)))
                .help("check the disk and the folder's permissions")
        })?;
        Ok(shown)
    }

    /// A link below the content folder may lead out of it.
    fn refuse_outside(&self, folder: &Path) -> Result<(), Diagnostic> {
        let Ok(content) = self.content.canonicalize() else { return Ok(()) };
        let existing = folder.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or_default();
        let dangling =
            folder.ancestors().take_while(|part| part.starts_with(&self.content)).any(|part| part.is_symlink() && !part.exists());
        if existing.starts_with(&content) && !dangling {
            return Ok(());
        }
        Err(Diagnostic::error("into", &with_slashes(folder), "this folder leads out of the content folder")
            .help("name a folder that is no link, or give its target as --content"))
    }
}

/// Writes a file beside its place and moves it there. The place is taken first: whatever stands there by then stays.
fn write_new(target: &Path, folder: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let create = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(target.file_name().unwrap_or_default());
    hidden.push(".fangzhi-unfinished");
    let unfinished = target.with_file_name(hidden);
    let moved = create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        create(target)?;
        fs::rename(&unfinished, target).or_else(|error| fs::remove_file(target).and(Err(error)))
    });
    moved.or_else(
        |error| if error.kind() == io::ErrorKind::AlreadyExists { Err(error) } else { fs::remove_file(&unfinished).and(Err(error)) },
    )
}

/// The paths that a file may get, the best first.
pub fn candidates(folder: &Path, stem: &str, ending: &str) -> impl Iterator<Item = String> {
    (1..=MOST_ALIKE).map(move |number| {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
        with_slashes(&folder.join(name))
    })
}

/// The name of a file without its ending, fit for every system.
pub fn file_stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = file_name(stem);
    // `README` files belong to the archivist and are no sources.
    if stem.eq_ignore_ascii_case("readme") { format!("{stem}-text") } else { stem }
}

/// A name that is one on every system: no separators, no controls, no signs that Windows refuses, nothing that turns
/// the direction of writing, not hidden, and not too long.
fn file_name(name: &str) -> String {
    let mut fit = String::new();
    for c in name.chars() {
        match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\' => fit.push('_'),
            _ if c.is_control() || is_invisible(c) => {}
            _ if fit.len() + c.len_utf8() > LONGEST => break,
            _ => fit.push(c),
        }
    }
    let fit = fit.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let device = fit.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|c: char| c.is_ascii_digit()));
    match fit {
        "" => "untitled".to_owned(),
        _ if is_device => format!("_{fit}"),
        _ => fit.to_owned(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// A name as a value of front matter: what is no character of a line is replaced.
pub fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || is_invisible(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_plain_ones() {
        for (name, stem) in [
            ("宁河区2023年.html", "宁河区2023年"),
            ("..\\..\\etc\\passwd.html", "_.._etc_passwd"),
            ("../../x.pdf", "_.._x"),
            ("....html", "untitled"),
            ("a<b>:\"|?*c\n\u{1b}[31m.txt", "a_b______c[31m"),
            ("README.html", "README-text"),
            ("nul.pdf", "_nul"),
            ("报告\u{202e}fdp.docx", "报告fdp"),
            (" x . .htm", "x"),
        ] {
            assert_eq!(file_stem(name), stem, "{name:?}");
        }
        assert!(file_stem(&"长".repeat(300)).len() <= LONGEST);
    }
}
