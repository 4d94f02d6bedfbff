//! Which reports the store has, and where each lies: the index, a line a report.
//!
//! Input: the folder of a store; the summaries that are alive. Output: where the lines of the index lie, and a new index
//! in its place. Refuses an index that does not agree with its checksum: it counts for nothing.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Location, Store, broken};
use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::lock::locked;
use crate::summary::Summary;

/// The index's name.
const INDEX: &str = "index";

/// A line of the index.
#[derive(Serialize, Deserialize)]
pub(super) struct Line<S> {
    pub(super) location: Location,
    pub(super) summary: S,
}

impl Store {
    pub(super) fn write_index(&self, summaries: &[&Summary]) -> Result<(), Diagnostic> {
        let failed = |error: io::Error| broken(&self.folder, &error);
        let locations = locked(&self.locations);
        let unfinished = self.folder.join("index.new");
        let mut index = Summed { to: BufWriter::new(File::create(&unfinished).map_err(failed)?), crc: flate2::Crc::new() };
        for summary in summaries {
            let location = *locations.get(&summary.fingerprint).ok_or_else(|| self.damaged())?;
            let line = postcard::to_allocvec(&(summary.fingerprint, Line { location, summary })).expect("a summary is plain data");
            let length = u32::try_from(line.len()).map_err(|_| self.damaged())?;
            index.write_all(&length.to_le_bytes()).and_then(|()| index.write_all(&line)).map_err(failed)?;
        }
        let sum = index.crc.sum();
        let mut file = index.to;
        file.write_all(&[END.to_le_bytes(), sum.to_le_bytes()].concat()).and_then(|()| file.flush()).map_err(failed)?;
        fs::rename(&unfinished, self.folder.join(INDEX)).map_err(failed)
    }
}

/// Drops what earlier builds left: nothing of it can be trusted any more, and without its index the next build reads
/// every source anew.
pub fn forget(folder: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(folder.join(INDEX)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(broken(folder, &error)),
        _ => Ok(()),
    }
}

/// The index of earlier builds; an unreadable one counts for nothing.
pub(super) type Index = (Option<File>, HashMap<Fingerprint, Range<usize>>);

/// Stands where the length of a line would, after the last; the checksum follows.
pub(super) const END: u32 = u32::MAX;

/// Reads where the lines of the index lie. They are fetched one by one later: together they are as large as the
/// archive in memory.
pub(super) fn read_index(folder: &Path) -> io::Result<Index> {
    let file = match File::open(folder.join(INDEX)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Index::default()),
        Err(error) => return Err(error),
    };
    let size = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(1 << 16, &file);
    let (mut lines, mut crc, mut at, mut line) = (HashMap::new(), flate2::Crc::new(), 0, Vec::new());
    loop {
        let mut number = [0; 4];
        if reader.read_exact(&mut number).is_err() {
            return Ok(Index::default());
        }
        let length = u32::from_le_bytes(number);
        if length == END {
            break;
        }
        // A damaged length must not ask for gigabytes before the checksum is compared.
        if u64::from(length) > size.saturating_sub((at + number.len()) as u64) {
            return Ok(Index::default());
        }
        crc.update(&number);
        line.resize(length as usize, 0);
        if reader.read_exact(&mut line).is_err() {
            return Ok(Index::default());
        }
        crc.update(&line);
        let start = at + number.len();
        at = start + line.len();
        let Ok((fingerprint, _)) = postcard::take_from_bytes::<Fingerprint>(&line) else { return Ok(Index::default()) };
        lines.insert(fingerprint, start..at);
    }
    let mut sum = [0; 4];
    let is_whole = reader.read_exact(&mut sum).is_ok() && u32::from_le_bytes(sum) == crc.sum();
    Ok(if is_whole { (Some(file), lines) } else { Index::default() })
}

/// A writer that adds up what goes through it.
struct Summed<W> {
    to: W,
    crc: flate2::Crc,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.crc.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_claims_more_than_it_has_counts_for_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let longest = END - 1;
        fs::write(folder.path().join(INDEX), [&longest.to_le_bytes()[..], b"some bytes"].concat()).expect("written");
        let (file, lines) = read_index(folder.path()).expect("readable");
        assert!(file.is_none() && lines.is_empty());
    }
}
