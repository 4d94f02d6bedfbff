//! A file of `data/` that has rows of every entry, written row by row.
//!
//! Input: for each entry in order its rows, or the word that they are those of the last build. Output: the file. Of
//! one that has not changed no byte is written, of one that has, the old rows are copied as they lie.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::PathBuf;

use super::failed;
use super::record::RegisterRecord;
use crate::diagnostic::Diagnostic;
use crate::hash::{Fingerprint, RunningHash};

/// Bytes that are written or copied at once: each register that changes has two such blocks.
const BLOCK: usize = 1 << 17;

/// What stands around and between the rows.
#[derive(Clone, Debug)]
pub struct Frame {
    pub before: Vec<u8>,
    pub between: &'static [u8],
    pub after: &'static [u8],
}

impl Frame {
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&(&self.before, self.between, self.after))
    }
}

/// The file as the last build left it.
pub(super) struct Former {
    pub file: File,
    pub frame: Fingerprint,
    pub rows: Vec<(u64, u64)>,
}

/// Tells that the file is going to change.
type Announce<'u> = Box<dyn Fn() -> Result<(), Diagnostic> + Send + 'u>;

/// A register while it is written.
pub struct Register<'u> {
    frame: Frame,
    /// Where it is written, apart from its place.
    aside: PathBuf,
    former: Option<Former>,
    announce: Announce<'u>,
    state: State,
    rows: Vec<(u64, u64)>,
}

enum State {
    /// So far as the last build left it.
    Unchanged,
    Changed(Writer),
}

struct Writer {
    file: BufWriter<File>,
    hash: RunningHash,
    position: u64,
    /// Whether any row was written, so that the next needs something between.
    has_rows: bool,
    /// Former entries whose rows come next, not yet copied.
    pending: Range<usize>,
    /// What is being copied; empty before the first time.
    block: Vec<u8>,
}

/// What kept a register from being written.
enum Failure {
    Told(Diagnostic),
    Disk(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Disk(error)
    }
}

/// How a register ended.
pub(super) enum Ended {
    Unchanged,
    /// Written apart from its place; its SHA-256.
    Changed([u8; 32]),
}

impl<'u> Register<'u> {
    pub(super) fn new(frame: Frame, aside: PathBuf, former: Option<Former>, announce: Announce<'u>) -> Register<'u> {
        let former = former.filter(|former| former.frame == frame.fingerprint());
        Register { frame, aside, former, announce, state: State::Unchanged, rows: Vec::new() }
    }

    /// Whether rows of the last build can be kept.
    pub fn has_former(&self) -> bool {
        self.former.is_some()
    }

    /// Takes the rows of an entry of the last build as they are; `former` is its number there.
    pub fn keep(&mut self, former: usize) -> Result<(), Diagnostic> {
        self.try_keep(former).map_err(|error| self.explain(error))
    }

    fn try_keep(&mut self, former: usize) -> Result<(), Failure> {
        let (start, end) = self.former.as_ref().map_or((0, 0), |known| known.rows[former]);
        if matches!(self.state, State::Unchanged) {
            if former == self.rows.len() {
                self.rows.push((start, end));
                return Ok(());
            }
            self.diverge()?;
        }
        let State::Changed(writer) = &mut self.state else { unreachable!("it has diverged") };
        if writer.pending.end == former && !writer.pending.is_empty() {
            writer.pending.end += 1;
        } else {
            writer.flush(&self.frame, self.former.as_mut(), &mut self.rows)?;
            writer.pending = former..former + 1;
        }
        Ok(())
    }

    /// Adds the rows of an entry.
    pub fn add(&mut self, rows: &[u8]) -> Result<(), Diagnostic> {
        self.try_add(rows).map_err(|error| self.explain(error))
    }

    fn try_add(&mut self, rows: &[u8]) -> Result<(), Failure> {
        if matches!(self.state, State::Unchanged) {
            if self.is_next(rows)? {
                let next = self.former.as_ref().map_or((0, 0), |former| former.rows[self.rows.len()]);
                self.rows.push(next);
                return Ok(());
            }
            self.diverge()?;
        }
        let State::Changed(writer) = &mut self.state else { unreachable!("it has diverged") };
        writer.flush(&self.frame, self.former.as_mut(), &mut self.rows)?;
        let place = writer.add(&self.frame, rows)?;
        self.rows.push(place);
        Ok(())
    }

    /// Whether the last build had the same rows at this place.
    fn is_next(&mut self, rows: &[u8]) -> io::Result<bool> {
        let Some(former) = &mut self.former else { return Ok(false) };
        let Some(&(start, end)) = former.rows.get(self.rows.len()) else { return Ok(false) };
        if end - start != rows.len() as u64 {
            return Ok(false);
        }
        let mut known = vec![0; rows.len()];
        former.file.seek(SeekFrom::Start(start))?;
        former.file.read_exact(&mut known)?;
        Ok(known == rows)
    }

    /// Begins a new file with what has been the same so far.
    fn diverge(&mut self) -> Result<(), Failure> {
        (self.announce)().map_err(Failure::Told)?;
        if let Some(folder) = self.aside.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = BufWriter::with_capacity(BLOCK, File::create(&self.aside)?);
        let mut writer =
            Writer { file, hash: RunningHash::default(), position: 0, has_rows: false, pending: 0..self.rows.len(), block: Vec::new() };
        writer.write(&self.frame.before)?;
        self.rows.clear();
        self.state = State::Changed(writer);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(Ended, RegisterRecord), Diagnostic> {
        self.try_finish().map_err(|error| self.explain(error))
    }

    fn try_finish(&mut self) -> Result<(Ended, RegisterRecord), Failure> {
        let is_whole = self.former.as_ref().is_some_and(|former| former.rows.len() == self.rows.len());
        if matches!(self.state, State::Unchanged) && !is_whole {
            self.diverge()?;
        }
        let ended = match std::mem::replace(&mut self.state, State::Unchanged) {
            State::Unchanged => Ended::Unchanged,
            State::Changed(mut writer) => {
                writer.flush(&self.frame, self.former.as_mut(), &mut self.rows)?;
                writer.write(self.frame.after)?;
                writer.file.flush()?;
                Ended::Changed(writer.hash.finish())
            }
        };
        Ok((ended, RegisterRecord { frame: self.frame.fingerprint(), rows: std::mem::take(&mut self.rows) }))
    }

    fn explain(&self, failure: Failure) -> Diagnostic {
        match failure {
            Failure::Told(diagnostic) => diagnostic,
            Failure::Disk(error) => failed(&self.aside, "write this file", &error),
        }
    }
}

impl Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.add(bytes);
        self.position += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Writes rows; no rows need nothing between.
    fn add(&mut self, frame: &Frame, rows: &[u8]) -> io::Result<(u64, u64)> {
        if !rows.is_empty() {
            self.begin_rows(frame)?;
        }
        let start = self.position;
        self.write(rows)?;
        Ok((start, self.position))
    }

    fn begin_rows(&mut self, frame: &Frame) -> io::Result<()> {
        if self.has_rows {
            self.write(frame.between)?;
        }
        self.has_rows = true;
        Ok(())
    }

    /// Copies the rows that wait, with all that stands between them.
    fn flush(&mut self, frame: &Frame, former: Option<&mut Former>, rows: &mut Vec<(u64, u64)>) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let Some(former) = former.filter(|_| !pending.is_empty()) else { return Ok(()) };
        let places = &former.rows[pending];
        let mut filled = places.iter().filter(|(start, end)| start < end);
        let whole = filled.next().map(|first| (first.0, filled.next_back().unwrap_or(first).1));
        let Some((start, end)) = whole else {
            rows.extend(places.iter().map(|_| (self.position, self.position)));
            return Ok(());
        };
        self.begin_rows(frame)?;
        // An entry without rows stands where the one before it ends.
        let moved = |at: u64| at.max(start) - start + self.position;
        rows.extend(places.iter().map(|(start, end)| (moved(*start), moved(*end))));
        former.file.seek(SeekFrom::Start(start))?;
        let mut left = end - start;
        let mut block = std::mem::take(&mut self.block);
        block.resize(BLOCK, 0);
        while left > 0 {
            let length = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
            former.file.read_exact(&mut block[..length])?;
            self.write(&block[..length])?;
            left -= length as u64;
        }
        self.block = block;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: fn() -> Frame = || Frame { before: b"[".to_vec(), between: b",", after: b"]" };

    /// Writes a register and gives its text and record; `None` stands for kept rows.
    fn write(path: &std::path::Path, former: Option<Vec<(u64, u64)>>, entries: &[Result<&str, usize>]) -> (bool, String, Vec<(u64, u64)>) {
        let former = former.map(|rows| Former { file: File::open(path).expect("the last one"), frame: JSON().fingerprint(), rows });
        let mut register = Register::new(JSON(), path.with_extension("new"), former, Box::new(|| Ok(())));
        for entry in entries {
            match entry {
                Ok(rows) => register.add(rows.as_bytes()),
                Err(number) => register.keep(*number),
            }
            .expect("written");
        }
        let (ended, record) = register.finish().expect("written");
        let changed = matches!(ended, Ended::Changed(_));
        if changed {
            std::fs::rename(path.with_extension("new"), path).expect("moved");
        }
        (changed, std::fs::read_to_string(path).expect("text"), record.rows)
    }

    #[test]
    fn kept_and_new_rows_give_the_file_that_new_rows_alone_give() {
        let folder = tempfile::tempdir().expect("a folder");
        let (new, kept) = (folder.path().join("new"), folder.path().join("kept"));
        let states: [&[&str]; 6] =
            [&["1", "", "2,3", "4"], &["1", "", "2,3", "4"], &["1", "", "5", "4"], &["", "", "5", "4", "6"], &["6", ""], &[]];
        let (mut rows, mut last): (_, &[&str]) = (None, &[]);
        for (round, state) in states.into_iter().enumerate() {
            let fresh: Vec<_> = state.iter().map(|text| Ok(*text)).collect();
            let (_, expected, _) = write(&new, None, &fresh);
            let reused: Vec<_> = state.iter().map(|text| last.iter().position(|other| other == text).map_or(Ok(*text), Err)).collect();
            let (changed, text, new_rows) = write(&kept, rows, &reused);
            assert_eq!((text, changed), (expected, state != last || round == 0));
            (rows, last) = (Some(new_rows), state);
        }
    }

    #[test]
    fn rows_that_are_added_but_have_not_changed_write_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("register");
        let (_, _, rows) = write(&path, None, &[Ok("1"), Ok("2")]);
        let (changed, text, _) = write(&path, Some(rows), &[Err(0), Ok("2")]);
        assert_eq!((changed, text.as_str()), (false, "[1,2]"));
    }
}
