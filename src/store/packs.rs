//! The records themselves, one after another in packs.
//!
//! Input: bytes of records, and where records lie. Output: packs of this build, one a thread, and bytes read back.
//! Refuses to write into packs of earlier builds: those that are mostly dead are written anew.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Location, PARTS, Store, broken};
use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::lock::locked;
use crate::summary::Summary;

/// The beginning of a pack's name.
const PACK: &str = "pack-";

impl Store {
    /// Moves the records of packs that are mostly dead to a pack of this build.
    pub(super) fn compact(&self, summaries: &[&Summary]) -> Result<(), Diagnostic> {
        let mut living: HashMap<u32, (u64, Vec<Fingerprint>)> = HashMap::new();
        for summary in summaries {
            let location = self.kept(summary.fingerprint)?;
            let (length, of) = living.entry(location.pack).or_default();
            *length += location.length();
            of.push(summary.fingerprint);
        }
        for (number, (length, fingerprints)) in living {
            let size = self.pack(number)?.metadata().map_err(|error| broken(&self.folder, &error))?.len();
            let is_own = self.own.iter().any(|own| locked(own).is_some_and(|(own, _)| own == number));
            if is_own || length * 2 >= size {
                continue;
            }
            for fingerprint in fingerprints {
                let old = self.kept(fingerprint)?;
                let length = usize::try_from(old.length()).map_err(|_| self.damaged())?;
                let bytes = self.read_at(&old, old.offset, length)?;
                let new = self.append(&bytes, old.lengths, old.sums)?;
                locked(&self.locations).insert(fingerprint, new);
            }
        }
        Ok(())
    }

    pub(super) fn append(&self, bytes: &[u8], lengths: [u32; PARTS], sums: [u32; PARTS]) -> Result<Location, Diagnostic> {
        let failed = |error: io::Error| broken(&self.folder, &error);
        let thread = rayon::current_thread_index().unwrap_or(0) % self.own.len();
        let mut own = locked(&self.own[thread]);
        let (pack, offset) = match *own {
            Some(known) => known,
            None => (self.new_pack().map_err(failed)?, 0),
        };
        (&*self.pack(pack)?).write_all(bytes).map_err(failed)?;
        *own = Some((pack, offset + bytes.len() as u64));
        Ok(Location { pack, offset, lengths, sums })
    }

    /// Opens a pack of a number that none has.
    fn new_pack(&self) -> io::Result<u32> {
        let mut packs = locked(&self.packs);
        let mut number = packs_in(&self.folder)?.into_iter().map(|(number, _)| number + 1).max().unwrap_or(0);
        loop {
            let path = self.folder.join(format!("{PACK}{number}"));
            match OpenOptions::new().read(true).append(true).create_new(true).open(path) {
                Ok(file) => {
                    packs.insert(number, Arc::new(file));
                    return Ok(number);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn pack(&self, number: u32) -> Result<Arc<File>, Diagnostic> {
        let mut packs = locked(&self.packs);
        if let Some(pack) = packs.get(&number) {
            return Ok(Arc::clone(pack));
        }
        let file = File::open(self.folder.join(format!("{PACK}{number}"))).map_err(|error| broken(&self.folder, &error))?;
        Ok(Arc::clone(packs.entry(number).or_insert(Arc::new(file))))
    }

    pub(super) fn read_at(&self, location: &Location, offset: u64, length: usize) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = vec![0; length];
        match read_exact_at(&*self.pack(location.pack)?, &mut bytes, offset) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(self.damaged()),
            Err(error) => Err(broken(&self.folder, &error)),
        }
    }
}

pub(super) fn packs_in(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let mut packs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let number = path.file_name().and_then(|name| name.to_str()?.strip_prefix(PACK)?.parse().ok());
        packs.extend(number.map(|number| (number, path)));
    }
    Ok(packs)
}

#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}
