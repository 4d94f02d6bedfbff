//! The page of each entry, its text as Markdown, and its rows in the registers.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::press::Press;
use crate::archive::{Archive, Opened};
use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::output::{Record, Register, RegisterRecord};
use crate::page::{changes_page, report_page, shared_models};
use crate::render::{entry_rows, registers, render_markdown};
use crate::report::Report;
use crate::store::{Part, Store};
use crate::summary::Summary;

/// Entries that are made at once: their rows wait in memory until those before them are written.
const BATCH: usize = 128;
/// Bytes of new rows that may wait longer than that.
const MOST_WAITING: usize = 1 << 22;

/// What becomes of an entry's rows.
enum Rows {
    /// As the last build left them, by the number of the entry there.
    Former(usize),
    /// One for each register.
    New(Vec<Vec<u8>>),
}

/// The registers with the rows that wait for them.
pub struct Registers<'a> {
    open: Vec<(String, Register<'a>)>,
    waiting: Vec<Rows>,
    /// Of the new rows among them.
    bytes: usize,
}

impl<'a> Registers<'a> {
    fn open(press: &Press<'a>) -> Registers<'a> {
        let open = registers().into_iter().map(|(path, frame)| (path.clone(), press.update.register(&path, frame))).collect();
        Registers { open, waiting: Vec::new(), bytes: 0 }
    }

    fn add(&mut self, rows: Rows) {
        if let Rows::New(rows) = &rows {
            self.bytes += rows.iter().map(Vec::len).sum::<usize>();
        }
        self.waiting.push(rows);
    }

    /// Writes what waits.
    fn write(&mut self) -> Result<(), Diagnostic> {
        self.bytes = 0;
        write_rows(&mut self.open, std::mem::take(&mut self.waiting))
    }

    /// Ends all registers.
    pub fn close(mut self, press: &Press) -> Result<BTreeMap<String, RegisterRecord>, Diagnostic> {
        self.write()?;
        let close = |(path, register): (String, Register)| {
            let record = press.update.close(&path, register)?;
            Ok((path, record))
        };
        self.open.into_par_iter().map(close).collect()
    }
}

/// Publishes all entries but for the last of their rows: after a small change these are all, and copying tables of a
/// hundred megabytes must not keep pages waiting. Returns what each entry was made from, and the registers.
pub fn publish_entries<'a>(
    press: &Press<'a>,
    store: &Store,
    last: &Record,
) -> Result<(Vec<(String, Fingerprint)>, Registers<'a>), Diagnostic> {
    let archive = press.site.archive;
    let all: Vec<usize> = (0..archive.entries.len()).collect();
    let mut registers = Registers::open(press);
    let can_keep = registers.open.iter().all(|(_, register)| register.has_former());
    let former: BTreeMap<&str, (usize, Fingerprint)> = last
        .entries
        .iter()
        .enumerate()
        .filter(|_| can_keep)
        .map(|(number, (address, made_from))| (address.as_str(), (number, *made_from)))
        .collect();
    let mut entries = Vec::with_capacity(all.len());
    for batch in all.chunks(BATCH) {
        // While these are made, the rows of those before are written.
        let (written, made) = rayon::join(
            || if registers.bytes > MOST_WAITING { registers.write() } else { Ok(()) },
            || batch.par_chunks(8).map(|run| publish_run(press, store, &former, run)).collect::<Result<Vec<_>, Diagnostic>>(),
        );
        written?;
        for (made_from, rows) in made?.into_iter().flatten() {
            entries.push((archive.entries[entries.len()].address.clone(), made_from));
            registers.add(rows);
        }
    }
    Ok((entries, registers))
}

fn write_rows(registers: &mut [(String, Register)], entries: Vec<Rows>) -> Result<(), Diagnostic> {
    registers.par_iter_mut().enumerate().try_for_each(|(at, (_, register))| {
        entries.iter().try_for_each(|rows| match rows {
            Rows::Former(number) => register.keep(*number),
            Rows::New(rows) => register.add(&rows[at]),
        })
    })
}

/// Publishes some entries that follow one another: mostly of one place, so that a report that the next one is
/// compared with is still open.
fn publish_run(
    press: &Press,
    store: &Store,
    former: &BTreeMap<&str, (usize, Fingerprint)>,
    run: &[usize],
) -> Result<Vec<(Fingerprint, Rows)>, Diagnostic> {
    let archive = press.site.archive;
    let mut shelf = Shelf { archive, store, open: BTreeMap::new() };
    let mut done = Vec::with_capacity(run.len());
    for &at in run {
        let entry = &archive.entries[at];
        let made_from = made_from(press, at);
        let (page, markdown) = (entry.page(), format!("reports/{}.md", entry.address));
        let known = former.get(entry.address.as_str()).filter(|(_, known)| *known == made_from);
        let has_page = press.update.keep(&page, made_from);
        let has_markdown = press.update.keep(&markdown, made_from);
        let has_changes = entry.revisions.is_empty() || press.update.keep(&entry.changes_page(), made_from);
        if let Some((number, _)) = known.filter(|_| has_page && has_markdown && has_changes) {
            done.push((made_from, Rows::Former(*number)));
            continue;
        }
        let opened = shelf.open(at)?;
        if !has_page {
            let page = press.renderer.page(press.site, "report.html", &page, "reports", &report_page(press.site, &opened))?;
            press.update.put(&page, Some(made_from))?;
        }
        if !has_markdown {
            press.update.put(&render_markdown(entry, &opened.report), Some(made_from))?;
        }
        if !has_changes {
            let page =
                press.renderer.page(press.site, "changes.html", &entry.changes_page(), "changes", &changes_page(press.site, &opened))?;
            press.update.put(&page, Some(made_from))?;
        }
        let rows = known.map_or_else(|| Rows::New(entry_rows(press.site, &opened)), |(number, _)| Rows::Former(*number));
        done.push((made_from, rows));
    }
    Ok(done)
}

/// All that the page and the rows of an entry are made from: its report and its copies, its neighbours' links, the
/// reports that it is held against, and what it shares with others.
fn made_from(press: &Press, at: usize) -> Fingerprint {
    let site = press.site;
    let archive = site.archive;
    let entry = &archive.entries[at];
    let link = |other: Option<usize>| other.map(|other| site.report_link(other));
    let beside: Vec<_> = archive.beside(at).into_iter().map(|other| (other, archive.entries[other].summary.fingerprint)).collect();
    let named = |other: &usize| beside.binary_search_by_key(other, |(at, _)| *at).unwrap_or(beside.len());
    let findings: Vec<_> = archive
        .findings_of(at)
        .iter()
        .map(|finding| {
            let against: Vec<_> = finding.against.iter().map(|(other, observation)| (named(other), *observation)).collect();
            (finding.kind, finding.observation, against, &finding.says)
        })
        .collect();
    let others: Vec<_> = beside.iter().map(|(other, fingerprint)| (site.report_link(*other), fingerprint)).collect();
    let copies: Vec<_> = entry.copies.iter().map(|copy| copy.fingerprint).collect();
    let revisions: Vec<_> = entry.revisions.iter().map(|earlier| earlier.fingerprint).collect();
    press.fingerprint(&(
        (&entry.address, entry.summary.fingerprint, copies, revisions, &entry.steps),
        (link(archive.neighbour(at, false)), link(archive.neighbour(at, true))),
        (others, findings, shared_models(site, at)),
    ))
}

/// The reports that are open.
struct Shelf<'a> {
    archive: &'a Archive,
    store: &'a Store,
    open: BTreeMap<usize, Arc<Report>>,
}

impl Shelf<'_> {
    fn report(&mut self, at: usize) -> Result<Arc<Report>, Diagnostic> {
        if let Some(report) = self.open.get(&at) {
            return Ok(Arc::clone(report));
        }
        let report: Report = self.store.load(self.archive.entries[at].summary.fingerprint, Part::Report)?;
        Ok(Arc::clone(self.open.entry(at).or_insert(Arc::new(report))))
    }

    fn open(&mut self, at: usize) -> Result<Opened, Diagnostic> {
        let beside = self.archive.beside(at);
        self.open.retain(|other, _| *other == at || beside.contains(other));
        let entry = &self.archive.entries[at];
        let load = |others: &[Arc<Summary>]| {
            others
                .iter()
                .map(|other| Ok(Arc::new(self.store.load(other.fingerprint, Part::Report)?)))
                .collect::<Result<Vec<_>, Diagnostic>>()
        };
        let (copies, revisions) = (load(&entry.copies)?, load(&entry.revisions)?);
        Ok(Opened {
            entry: at,
            report: self.report(at)?,
            copies,
            revisions,
            others: beside.into_iter().map(|other| Ok((other, self.report(other)?))).collect::<Result<_, Diagnostic>>()?,
        })
    }
}
