//! What was found out about each source, on disk, by the fingerprint of the source and of all that it was read by.
//!
//! Input: summaries and the parts of reports. Output: the same, to this build and to later ones. Refuses to hand out
//! what does not agree with its checksum, and to guess whether something is still true: a source, a rule or a
//! program that changed has another fingerprint. The folder may be deleted at any time.
//!
//! A build appends what it reads anew to packs of its own, one a thread, and ends with a new index that names what
//! is alive. Packs that are mostly dead are written anew.

mod index;
mod packs;

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::lock::locked;
use crate::source::{reason, with_slashes};
use crate::summary::Summary;
pub use index::forget;
use index::{Line, read_index};
use packs::{packs_in, read_exact_at};

/// Locked while a build is under way.
const LOCK: &str = "lock";

/// The parts of a record, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Report,
    Passages,
    Grams,
}

const PARTS: usize = 3;
/// Bytes that a line's fingerprint and location have at most.
const LONGEST_HEAD: usize = 16 + 5 + 10 + 2 * PARTS * 5;

/// The code of the diagnostic when the folder cannot be used.
pub const BROKEN: &str = "cache";
/// The code when what it holds is not what was put there: a build that meets it calls [`forget`] and begins again.
pub const DAMAGED: &str = "damaged-cache";

/// Where a record lies.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Location {
    pack: u32,
    offset: u64,
    lengths: [u32; PARTS],
    sums: [u32; PARTS],
}

impl Location {
    fn length(&self) -> u64 {
        self.lengths.iter().map(|length| u64::from(*length)).sum()
    }

    fn of(&self, part: Part) -> (u64, usize) {
        let before: u64 = self.lengths[..part as usize].iter().map(|length| u64::from(*length)).sum();
        (self.offset + before, self.lengths[part as usize] as usize)
    }
}

/// The store of an archive, open for one build.
pub struct Store {
    folder: PathBuf,
    /// Held until the build ends.
    _lock: File,
    /// What earlier builds left: the index, and where each line of it lies.
    index: Option<File>,
    lines: HashMap<Fingerprint, Range<usize>>,
    /// What this build added, and what it took from the index.
    locations: Mutex<HashMap<Fingerprint, Location>>,
    packs: Mutex<HashMap<u32, Arc<File>>>,
    /// The pack of each thread, and how long it is.
    own: Vec<Mutex<Option<(u32, u64)>>>,
}

impl Store {
    /// Opens the store in a folder, which is made when it is not there.
    pub fn open(folder: &Path) -> Result<Store, Diagnostic> {
        let failed = |error: io::Error| broken(folder, &error);
        fs::create_dir_all(folder).map_err(failed)?;
        // Nothing of it belongs into a repository or a backup.
        for (name, words) in [(".gitignore", "*\n"), ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")] {
            if !folder.join(name).exists() {
                fs::write(folder.join(name), words).map_err(failed)?;
            }
        }
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(failed)?;
        // Another build that uses the folder is waited for.
        lock.lock().map_err(failed)?;
        let (index, lines) = read_index(folder).map_err(failed)?;
        let own = (0..rayon::current_num_threads().max(1)).map(|_| Mutex::new(None)).collect();
        Ok(Store { folder: folder.to_path_buf(), _lock: lock, index, lines, locations: Mutex::default(), packs: Mutex::default(), own })
    }

    /// The summary of a report that an earlier build read.
    pub fn summary(&self, fingerprint: Fingerprint) -> Option<Summary> {
        let range = self.lines.get(&fingerprint)?;
        let mut line = vec![0; range.len()];
        read_exact_at(self.index.as_ref()?, &mut line, range.start as u64).ok()?;
        let (_, line): (Fingerprint, Line<Summary>) = postcard::from_bytes(&line).ok()?;
        // A pack that somebody deleted or cut short leaves the line without its record.
        let end = line.location.offset.checked_add(line.location.length())?;
        self.pack(line.location.pack).ok()?.metadata().ok().filter(|pack| pack.len() >= end)?;
        locked(&self.locations).insert(fingerprint, line.location);
        Some(line.summary)
    }

    /// Takes the parts of a report out of the index whose summary is known; `false` if it has none.
    pub fn recall(&self, fingerprint: Fingerprint) -> bool {
        let location = || {
            let range = self.lines.get(&fingerprint)?;
            let mut head = vec![0; range.len().min(LONGEST_HEAD)];
            read_exact_at(self.index.as_ref()?, &mut head, range.start as u64).ok()?;
            let ((_, location), _) = postcard::take_from_bytes::<(Fingerprint, Location)>(&head).ok()?;
            self.pack(location.pack).ok()?;
            Some(location)
        };
        location().is_some_and(|location| {
            locked(&self.locations).insert(fingerprint, location);
            true
        })
    }

    /// Keeps the parts of a report, in the order of [`Part`].
    pub fn keep(&self, fingerprint: Fingerprint, parts: [&[u8]; PARTS]) -> Result<(), Diagnostic> {
        let location = self.append(&parts.concat(), parts.map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX)), parts.map(sum_of))?;
        locked(&self.locations).insert(fingerprint, location);
        Ok(())
    }

    /// A part of a report that this build keeps or has taken from the index.
    pub fn read(&self, fingerprint: Fingerprint, part: Part) -> Result<Vec<u8>, Diagnostic> {
        let location = self.kept(fingerprint)?;
        let (offset, length) = location.of(part);
        let bytes = self.read_at(&location, offset, length)?;
        if sum_of(&bytes) != location.sums[part as usize] {
            return Err(self.damaged());
        }
        Ok(bytes)
    }

    /// Whether a report was kept with this part.
    pub fn has(&self, fingerprint: Fingerprint, part: Part) -> bool {
        self.location(fingerprint).is_some_and(|location| location.of(part).1 > 0)
    }

    /// Some bytes of a part, which are not checked.
    pub fn read_range(&self, fingerprint: Fingerprint, part: Part, range: Range<usize>) -> Result<Vec<u8>, Diagnostic> {
        let location = self.kept(fingerprint)?;
        let (offset, length) = location.of(part);
        if range.end > length {
            return Err(self.damaged());
        }
        self.read_at(&location, offset + range.start as u64, range.len())
    }

    /// A part as the value that it was made from.
    pub fn load<T: DeserializeOwned>(&self, fingerprint: Fingerprint, part: Part) -> Result<T, Diagnostic> {
        postcard::from_bytes(&self.read(fingerprint, part)?).map_err(|_| self.damaged())
    }

    /// Items of a part that was kept as a list, by their numbers; no other is unpacked.
    pub fn load_items<T: DeserializeOwned>(
        &self,
        fingerprint: Fingerprint,
        part: Part,
        numbers: impl Iterator<Item = usize>,
    ) -> Result<Vec<T>, Diagnostic> {
        let bytes = self.read(fingerprint, part)?;
        let items: Vec<&[u8]> = postcard::from_bytes(&bytes).map_err(|_| self.damaged())?;
        let item = |number: usize| items.get(number).and_then(|item| postcard::from_bytes(item).ok()).ok_or_else(|| self.damaged());
        numbers.map(item).collect()
    }

    /// Ends the build: what is alive goes into the index, what is not may go.
    pub fn finish<'s>(&self, alive: impl Iterator<Item = &'s Summary>) -> Result<(), Diagnostic> {
        let failed = |error: io::Error| broken(&self.folder, &error);
        let summaries: Vec<&Summary> = alive.collect();
        let is_known = |summary: &&Summary| self.lines.contains_key(&summary.fingerprint);
        let has_added = self.own.iter().any(|own| locked(own).is_some());
        if has_added || summaries.len() != self.lines.len() || !summaries.iter().all(is_known) {
            self.compact(&summaries)?;
            self.write_index(&summaries)?;
        }
        // Also those of a build that was killed before it had an index.
        let locations = locked(&self.locations);
        let alive: BTreeSet<u32> =
            summaries.iter().filter_map(|summary| locations.get(&summary.fingerprint)).map(|location| location.pack).collect();
        for (number, path) in packs_in(&self.folder).map_err(failed)? {
            if !alive.contains(&number) {
                fs::remove_file(path).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn location(&self, fingerprint: Fingerprint) -> Option<Location> {
        locked(&self.locations).get(&fingerprint).copied()
    }

    /// Where a record lies that this build kept or took from the index.
    fn kept(&self, fingerprint: Fingerprint) -> Result<Location, Diagnostic> {
        self.location(fingerprint).ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> Diagnostic {
        Diagnostic::error(DAMAGED, &with_slashes(&self.folder), "what is kept here does not agree with its checksums")
            .help("check the disk; delete this folder, and the next build makes it again")
    }
}

/// A part as the store keeps it.
pub fn packed(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("parts of a report are plain data")
}

/// A list as the store keeps it where its items are wanted one by one.
pub fn packed_list<T: Serialize>(items: &[T]) -> Vec<u8> {
    packed(&items.iter().map(packed).collect::<Vec<_>>())
}

/// CRC-32: against a disk that lies, not against an enemy.
fn sum_of(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn broken(folder: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(BROKEN, &with_slashes(folder), format!("cannot keep or read what is remembered here: {}", reason(error)))
        .help("check the disk and its permissions, delete this folder, or name another one with --cache")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(of: &str) -> Fingerprint {
        Fingerprint::of_bytes([of.as_bytes()])
    }

    #[test]
    fn parts_come_back_and_a_damaged_pack_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        store.keep(name("a"), [b"report", b"", b"grams"]).expect("kept");
        store.keep(name("b"), [b"other", b"passages", b""]).expect("kept");
        assert_eq!(store.read(name("b"), Part::Passages).expect("there"), b"passages");
        assert_eq!(store.read_range(name("a"), Part::Grams, 1..3).expect("there"), b"ra");
        let pack = folder.path().join("pack-0");
        let bytes = fs::read(&pack).expect("a pack");
        fs::write(&pack, bytes.to_ascii_uppercase()).expect("written");
        assert_eq!(store.read(name("a"), Part::Report).expect_err("damaged").code, DAMAGED);
    }

    #[test]
    fn asking_for_what_was_never_kept_leaves_the_index_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        fs::write(folder.path().join("index"), b"index").expect("written");
        assert!(!store.has(name("a"), Part::Grams));
        assert_eq!(store.read(name("a"), Part::Grams).expect_err("never kept").code, DAMAGED);
        assert!(folder.path().join("index").exists());
        forget(folder.path()).expect("forgotten");
        forget(folder.path()).expect("nothing to forget");
        assert!(!folder.path().join("index").exists());
    }

    #[test]
    fn a_second_build_waits_for_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        let lock = File::open(folder.path().join(LOCK)).expect("the lock");
        assert!(lock.try_lock().is_err());
        drop(store);
        assert!(lock.try_lock().is_ok());
    }
}
