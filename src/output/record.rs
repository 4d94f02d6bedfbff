//! What the last build wrote, so that this one need not look at every byte again.
//!
//! Kept beside the store and not in the output folder: times and inodes are of this machine.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;

/// A file of the output folder as the last build left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of all that it was made from, where that is known.
    pub made_from: Option<Fingerprint>,
    /// Of its bytes, as `sha256sum` computes it.
    pub sha256: [u8; 32],
    pub stamp: Stamp,
}

/// What a file system says of a file that nobody touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub size: u64,
    modified: i128,
    changed: i128,
    inode: u64,
}

impl Stamp {
    /// The stamp of a file.
    #[cfg(unix)]
    pub fn of(file: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Stamp {
            size: file.size(),
            modified: nanoseconds(file.mtime(), file.mtime_nsec()),
            // Set by the system at every change and by nobody else.
            changed: nanoseconds(file.ctime(), file.ctime_nsec()),
            inode: file.ino(),
        }
    }

    /// The stamp of a file.
    #[cfg(not(unix))]
    pub fn of(file: &Metadata) -> Stamp {
        let since = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i128);
        Stamp { size: file.len(), modified: file.modified().map_or(0, since), changed: 0, inode: 0 }
    }
}

/// A register, as [`super::Register`] wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRecord {
    /// Of what stands around and between its rows.
    pub frame: Fingerprint,
    /// The rows of each entry: first byte and the one after the last.
    pub rows: Vec<(u64, u64)>,
}

/// The record of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of everything that the build read: the same again would write the same.
    pub inputs: Fingerprint,
    pub files: BTreeMap<String, Written>,
    /// The entries of the archive in their order: address, and what page and rows were made from.
    pub entries: Vec<(String, Fingerprint)>,
    pub registers: BTreeMap<String, RegisterRecord>,
    /// What the groups of the search index were made from; none where it was left out.
    pub groups: Vec<Fingerprint>,
    /// What the build told the user.
    pub diagnostics: Vec<Diagnostic>,
    pub counts: BTreeMap<String, usize>,
}

impl Record {
    /// Where the record of an output folder is kept.
    pub fn path(cache: &Path, output: &Path) -> PathBuf {
        let absolute = std::path::absolute(output).unwrap_or_else(|_| output.to_path_buf());
        let name = Fingerprint::of_bytes([absolute.as_os_str().as_encoded_bytes()]).to_string();
        cache.join(format!("output-{}", &name[..16]))
    }

    /// Reads a record; one that is not there or not of this program says nothing.
    pub fn read(path: &Path) -> Record {
        let Ok(bytes) = fs::read(path) else { return Record::default() };
        let Some((sum, bytes)) = bytes.split_first_chunk::<16>() else { return Record::default() };
        match postcard::to_allocvec(&Fingerprint::of_bytes([bytes])) {
            Ok(expected) if expected == sum => postcard::from_bytes(bytes).unwrap_or_default(),
            _ => Record::default(),
        }
    }

    /// Writes the record.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let bytes = postcard::to_allocvec(self).expect("a record is plain data");
        let sum = postcard::to_allocvec(&Fingerprint::of_bytes([bytes.as_slice()])).expect("a fingerprint is plain data");
        let unfinished = path.with_extension("new");
        let mut file = fs::File::create(&unfinished)?;
        file.write_all(&sum)?;
        file.write_all(&bytes)?;
        fs::rename(unfinished, path)
    }
}
