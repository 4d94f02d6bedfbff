//! The output folder, updated as one.
//!
//! Input: rendered files, one after another, from any thread. Output: a folder that holds exactly them. Refuses to
//! touch a folder that it did not make, and deletes only files that its own manifest names.
//!
//! Before a file is made the manifest names it, beside all old ones: a build that is killed half-way leaves nothing
//! that the next build does not know. A file that readers may know is written in a folder apart, only when its bytes
//! differ, and moved to its place at the end with all others: an error in any page leaves the old site as it was, and
//! so does a kill, but for new pages that no old one links to. What the last build wrote is remembered in a
//! [`Record`]: a page that would be made from the same model again is not made, if its file is as that build left it.
//! The record also knows the files whose names a damaged manifest lost.

mod folder;
mod record;
mod register;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::hash::{Fingerprint, sha256};
use crate::lock::locked;
use crate::source::with_slashes;
use folder::{create, failed, is_as_left, refuse_strangers, remove_empty_folders, remove_if_there, stamp_of};
pub use folder::{is_output, refuse_overlap};
use record::Stamp;
pub use record::{Record, RegisterRecord, Written};
use register::{Ended, Former};
pub use register::{Frame, Register};

/// The manifest's name in the output folder: one path a line, sorted.
const MANIFEST: &str = ".fangzhi-manifest";
/// The manifest's first line while a build is under way.
const BUILDING: &str = "# building";
/// The folder, in the output folder, in which files wait for their places. It is there while a build is under way, and
/// after one that was killed: one name that a host or a copying program can leave out.
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

/// An update of the output folder under way.
pub struct Update<'r> {
    folder: PathBuf,
    /// The folder as the user knows it.
    shown: String,
    /// The paths that the manifest names, and those that it lost.
    old: BTreeSet<String>,
    /// Of the manifest's bytes; `None` when there is none.
    manifest: Option<[u8; 32]>,
    was_killed: bool,
    last: &'r Record,
    files: Mutex<BTreeMap<String, Written>>,
    /// Files that wait apart from their places.
    waiting: Mutex<BTreeSet<String>>,
    /// The manifest of the build under way, once anything changes.
    journal: Mutex<Option<File>>,
    written: AtomicUsize,
}

impl<'r> Update<'r> {
    /// Begins an update; nothing is written yet. `last` is the record of the build before.
    pub fn begin(folder: &Path, last: &'r Record) -> Result<Update<'r>, Diagnostic> {
        let shown = with_slashes(folder);
        if folder.is_file() {
            return Err(Diagnostic::error("output", &shown, "this is a file, not a folder").help("choose another folder with --output"));
        }
        let manifest = match fs::read(folder.join(MANIFEST)) {
            Ok(manifest) => Some(manifest),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                refuse_strangers(folder, &shown)?;
                None
            }
            Err(error) => return Err(failed(&folder.join(MANIFEST), "read the manifest", &error)),
        };
        // A damaged line names a file that is not there, which does no harm; or one that no file system has.
        let named = String::from_utf8_lossy(manifest.as_deref().unwrap_or_default()).into_owned();
        let was_killed = named.starts_with(BUILDING) || folder.join(UNFINISHED).exists();
        let mut old: BTreeSet<String> =
            named.lines().filter(|line| *line != BUILDING && !line.contains(char::is_control)).map(str::to_owned).collect();
        let lost = last.files.iter().filter(|(path, known)| !old.contains(*path) && is_as_left(folder, path, known));
        let lost: Vec<String> = lost.map(|(path, _)| path.clone()).collect();
        old.extend(lost);
        Ok(Update {
            folder: folder.to_path_buf(),
            shown,
            old,
            manifest: manifest.as_deref().map(sha256),
            was_killed,
            last,
            files: Mutex::default(),
            waiting: Mutex::default(),
            journal: Mutex::default(),
            written: AtomicUsize::new(0),
        })
    }

    /// Whether the folder is as the last build left it.
    pub fn is_untouched(&self) -> bool {
        !self.was_killed
            && self.manifest_names(&self.last.files)
            && self.last.files.par_iter().all(|(path, known)| self.is_as_left(path, known))
    }

    fn is_as_left(&self, path: &str, known: &Written) -> bool {
        is_as_left(&self.folder, path, known)
    }

    /// Whether the manifest is the one of these files.
    fn manifest_names(&self, files: &BTreeMap<String, Written>) -> bool {
        self.manifest == Some(sha256(&lines(files.keys())))
    }

    /// Where a file waits for its place.
    fn aside(&self, name: &str) -> PathBuf {
        self.folder.join(UNFINISHED).join(name)
    }

    /// Keeps a file that would be made from the same again; `false` when it has to be made.
    pub fn keep(&self, path: &str, made_from: Fingerprint) -> bool {
        let known = self.last.files.get(path).filter(|known| known.made_from == Some(made_from) && self.old.contains(path));
        let Some(known) = known.filter(|known| self.is_as_left(path, known)) else { return false };
        self.note(path, known.clone());
        true
    }

    /// Keeps a file as the last build left it; `false` when it is no longer so.
    pub fn keep_as_it_is(&self, path: &str) -> bool {
        let made_from = self.last.files.get(path).and_then(|known| known.made_from);
        made_from.is_some_and(|made_from| self.keep(path, made_from))
    }

    /// Puts a file into the folder; it is written if its bytes differ.
    pub fn put(&self, file: &RenderedFile, made_from: Option<Fingerprint>) -> Result<(), Diagnostic> {
        // The manifest has a line for each.
        if file.path.contains(['\n', '\r']) {
            return Err(Diagnostic::error("output", &file.path, "a name with a line break").help("rename this file of `static/`"));
        }
        let path = self.folder.join(&file.path);
        let sha256 = sha256(&file.bytes);
        let is_old = self.old.contains(&file.path);
        let known = self.last.files.get(&file.path).filter(|known| is_old && known.sha256 == sha256 && self.is_as_left(&file.path, known));
        let stamp = match known {
            Some(known) => known.stamp,
            None if is_old && fs::read(&path).is_ok_and(|bytes| bytes == file.bytes) => stamp_of(&path)?,
            None => self.write(&file.path, &path, &file.bytes, is_old)?,
        };
        self.note(&file.path, Written { made_from, sha256, stamp });
        Ok(())
    }

    fn write(&self, name: &str, path: &Path, bytes: &[u8], is_old: bool) -> Result<Stamp, Diagnostic> {
        self.announce(name)?;
        let aside = self.aside(name);
        // No reader has a file that was not there: it needs no second name.
        let (target, is_new) = if is_old { (aside.as_path(), false) } else { (path, true) };
        let mut file = match create(target, is_new) {
            // Where manifest and record are both lost, a page of the same bytes is the page.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match fs::read(path) {
                Ok(found) if found == bytes => return stamp_of(path),
                _ => return Err(self.stranger(name)),
            },
            result => result.map_err(|error| failed(path, "write this file", &error))?,
        };
        self.written.fetch_add(1, Ordering::Relaxed);
        file.write_all(bytes).map_err(|error| failed(path, "write this file", &error))?;
        if !is_new {
            locked(&self.waiting).insert(name.to_owned());
        }
        file.metadata().map(|found| Stamp::of(&found)).map_err(|error| failed(path, "write this file", &error))
    }

    /// Writes into the manifest that a file may be there from now on.
    fn announce(&self, name: &str) -> Result<(), Diagnostic> {
        let manifest = self.folder.join(MANIFEST);
        let failed = |error: io::Error| failed(&manifest, "write the manifest", &error);
        let mut journal = locked(&self.journal);
        let journal = match &mut *journal {
            Some(journal) => journal,
            none => {
                fs::create_dir_all(&self.folder).map_err(failed)?;
                let lines = [BUILDING.as_bytes(), b"\n", &lines(self.old.iter())].concat();
                self.write_manifest(&lines).map_err(failed)?;
                none.insert(OpenOptions::new().append(true).open(&manifest).map_err(failed)?)
            }
        };
        if !self.old.contains(name) {
            journal.write_all(format!("{name}\n").as_bytes()).map_err(failed)?;
        }
        Ok(())
    }

    fn note(&self, path: &str, written: Written) {
        locked(&self.files).insert(path.to_owned(), written);
    }

    fn stranger(&self, name: &str) -> Diagnostic {
        let says = "this file is not of the program's making and stands where a page belongs";
        Diagnostic::error("output", &format!("{}/{name}", self.shown), says)
            .help("move it away, or build into another folder with --output")
    }

    /// Opens a register.
    pub fn register(&self, path: &str, frame: Frame) -> Register<'_> {
        let name = path.to_owned();
        Register::new(frame, self.aside(path), self.former(path), Box::new(move || self.announce(&name)))
    }

    /// The register as the last build left it, if it stands there untouched.
    fn former(&self, path: &str) -> Option<Former> {
        let rows = self.last.registers.get(path)?;
        self.last.files.get(path).filter(|known| self.old.contains(path) && self.is_as_left(path, known))?;
        let file = File::open(self.folder.join(path)).ok()?;
        Some(Former { file, frame: rows.frame, rows: rows.rows.clone() })
    }

    /// Ends a register.
    pub fn close(&self, path: &str, register: Register) -> Result<RegisterRecord, Diagnostic> {
        let (ended, record) = register.finish()?;
        let written = match ended {
            Ended::Unchanged => self.last.files[path].clone(),
            Ended::Changed(sha256) => {
                self.written.fetch_add(1, Ordering::Relaxed);
                locked(&self.waiting).insert(path.to_owned());
                Written { made_from: None, sha256, stamp: stamp_of(&self.aside(path))? }
            }
        };
        self.note(path, written);
        Ok(record)
    }

    /// A file that has been put or closed.
    #[cfg(feature = "parquet")]
    pub fn read(&self, path: &str) -> Result<RenderedFile, Diagnostic> {
        let location = if locked(&self.waiting).contains(path) { self.aside(path) } else { self.folder.join(path) };
        let bytes = fs::read(&location).map_err(|error| failed(&location, "read this file", &error))?;
        Ok(RenderedFile { path: path.to_owned(), bytes })
    }

    /// Looks at what has been put, kept and closed so far.
    pub fn look<T>(&self, at: impl FnOnce(&BTreeMap<String, Written>) -> T) -> T {
        at(&locked(&self.files))
    }

    /// Moves what waits to its place before the end, for a reader who waits for it; `false` if nothing has changed.
    pub fn settle(&self) -> Result<bool, Diagnostic> {
        let waiting = std::mem::take(&mut *locked(&self.waiting));
        let moved = waiting.into_par_iter().map(|name| {
            let path = self.folder.join(&name);
            let failed = |error: io::Error| failed(&path, "write this file", &error);
            // A page that somebody removed by hand may have taken its folder along.
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
            fs::rename(self.aside(&name), &path).map_err(failed)?;
            Ok((name, stamp_of(&path)?))
        });
        let moved = moved.collect::<Result<Vec<_>, Diagnostic>>()?;
        let mut files = locked(&self.files);
        for (name, stamp) in moved {
            files.entry(name).and_modify(|file| file.stamp = stamp);
        }
        Ok(locked(&self.journal).is_some())
    }

    /// Ends the update: what no longer belongs into the folder goes.
    pub fn finish(self) -> Result<(Changes, BTreeMap<String, Written>), Diagnostic> {
        self.settle()?;
        let files = std::mem::take(&mut *locked(&self.files));
        let gone: Vec<&String> = self.old.iter().filter(|path| !files.contains_key(*path)).collect();
        let mut changes = Changes { total: files.len(), written: self.written.load(Ordering::Relaxed), removed: 0 };
        for path in gone {
            // Only paths below the folder: a manifest that was tampered with must not reach out of it.
            if Path::new(path).components().any(|part| !matches!(part, Component::Normal(_))) {
                continue;
            }
            let path = self.folder.join(path);
            changes.removed += usize::from(remove_if_there(&path).map_err(|error| failed(&path, "remove this file", &error))?);
            remove_empty_folders(&path, &self.folder);
        }
        if self.was_killed || !self.manifest_names(&files) || locked(&self.journal).is_some() {
            let failed = |error: io::Error| failed(&self.folder.join(MANIFEST), "write the manifest", &error);
            self.write_manifest(&lines(files.keys())).map_err(failed)?;
            self.clear().map_err(failed)?;
        }
        Ok((changes, files))
    }

    /// Writes the manifest so that a build finds the old one or the new one, never a half.
    fn write_manifest(&self, bytes: &[u8]) -> io::Result<()> {
        let aside = self.aside(MANIFEST);
        create(&aside, false)?.write_all(bytes)?;
        fs::rename(&aside, self.folder.join(MANIFEST))
    }

    /// Removes what waits for its place and will not get there.
    fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.folder.join(UNFINISHED)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Update<'_> {
    /// An update that an error ended leaves nothing half-done behind. What cannot be removed is removed by the next
    /// build, and the error that is under way says more than a second one would.
    fn drop(&mut self) {
        if locked(&self.journal).is_some() {
            self.clear().ok();
        }
    }
}

fn lines<'a>(paths: impl Iterator<Item = &'a String>) -> Vec<u8> {
    paths.flat_map(|path| path.bytes().chain([b'\n'])).collect()
}
