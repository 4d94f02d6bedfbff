//! An entry with the texts that its page and its rows are made from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Archive;
use crate::report::Report;

/// The whole reports behind an entry, while its page is made.
pub struct Opened {
    pub entry: usize,
    pub report: Arc<Report>,
    /// The copies of it, in their order.
    pub copies: Vec<Arc<Report>>,
    /// Its earlier versions and those of its copies, in their order.
    pub revisions: Vec<Arc<Report>>,
    /// The reports that it is held against, by entry.
    pub others: BTreeMap<usize, Arc<Report>>,
}

impl Opened {
    /// The reports of [`super::Entry::sources`], in their order.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Report>> {
        std::iter::once(&self.report).chain(&self.copies).chain(&self.revisions)
    }

    /// The report of this entry, or of one that it is held against.
    ///
    /// # Panics
    ///
    /// If the entry is neither: [`Archive::beside`] names them all.
    pub fn report_of(&self, entry: usize) -> &Report {
        if entry == self.entry { &self.report } else { &self.others[&entry] }
    }
}

impl Archive {
    /// The entries that an entry's page quotes: the report of the year before, and those that findings name.
    pub fn beside(&self, entry: usize) -> BTreeSet<usize> {
        let against = self.findings_of(entry).iter().flat_map(|finding| finding.against.iter().map(|(other, _)| *other));
        against.chain(self.neighbour(entry, false)).filter(|other| *other != entry).collect()
    }
}
