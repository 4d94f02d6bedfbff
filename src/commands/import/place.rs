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
    // What cannot be made need not be removed: the error of a second step would hide why the first one failed.
    let mut file = create(&unfinished)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| create(target).map(drop));
    drop(file);
    if let Err(error) = written {
        return Err(undone(&unfinished, error));
    }
    fs::rename(&unfinished, target).map_err(|error| undone(&unfinished, undone(target, error)))
}

/// The error for which a file was removed again; where it cannot be, the first trouble is still the one to tell.
fn undone(path: &Path, error: io::Error) -> io::Error {
    match fs::remove_file(path) {
        Ok(()) | Err(_) => error,
    }
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
    #[test]
    fn a_file_that_stands_there_by_then_stays_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.txt");
        fs::write(&target, "theirs").expect("a file");
        let error = write_new(&target, folder.path(), b"ours").expect_err("it is taken");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        assert_eq!(fs::read(&target).expect("readable"), b"theirs");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_may_not_be_written_to_is_said_to_be_that() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("one's own folder");
        let target = folder.path().join("x.txt");
        // Who may do everything sees no difference.
        if let Err(error) = write_new(&target, folder.path(), b"x") {
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        }
    }
}
