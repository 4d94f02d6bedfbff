//! The search index, a group of buckets at a time.

use std::sync::Arc;

use rayon::prelude::*;

use super::press::Press;
use crate::archive::Entry;
use crate::diagnostic::Diagnostic;
use crate::hash::{Fingerprint, RunningHash};
use crate::render::{bucket_bytes, bucket_path, compressed_bucket, render_documents, render_everything};
use crate::report::Report;
use crate::search::{GROUPS, GroupMerge, ListHead, bucket_count, buckets_of, list_documents, list_grams, units};
use crate::store::{Part, Store};

/// Publishes the index. In memory are the heads of all lists, and on each thread one group of them. `last` is what the
/// groups were made from in the last build; returned is what they are made from in this one.
pub fn publish_index(press: &Press, store: &Store, last: &[Fingerprint], is_small: bool) -> Result<Vec<Fingerprint>, Diagnostic> {
    let archive = press.site.archive;
    archive.entries.par_iter().try_for_each(|entry| list_missing(press, store, entry))?;
    let (heads, sums) = read_heads(&archive.entries, store)?;
    let buckets = bucket_count(heads.iter().map(|head| head.grams).sum());
    let documents = list_documents(archive, press.site.rules);
    for file in render_documents(press.site, &documents, buckets) {
        press.update.put(&file, None)?;
    }
    let group = |group: usize| {
        let made_from = press.fingerprint(&(group, buckets, sums[group]));
        let is_kept = last.get(group) == Some(&made_from)
            && buckets_of(group, buckets).all(|bucket| press.update.keep_as_it_is(&bucket_path(bucket)));
        if !is_kept {
            publish_group(press, store, &heads, group, buckets)?;
        }
        Ok(made_from)
    };
    let groups = (0..GROUPS).into_par_iter().map(group).collect::<Result<Vec<_>, Diagnostic>>()?;
    if is_small {
        let reports = archive.entries.iter().map(|entry| store.load::<Report>(entry.summary.fingerprint, Part::Report).map(Arc::new));
        let reports = reports.collect::<Result<Vec<_>, Diagnostic>>()?;
        press.update.put(&render_everything(press.site, &documents, buckets, &reports), None)?;
    }
    Ok(groups)
}

/// Lists whose heads are read at once.
const BATCH: usize = 1024;

/// The heads of all lists, and of each group the hash of its sums. Each list is read whole once, against its checksum:
/// the ranges that groups take of it are not checked.
fn read_heads(entries: &[Entry], store: &Store) -> Result<(Vec<ListHead>, Vec<[u8; 32]>), Diagnostic> {
    let mut heads = Vec::with_capacity(entries.len());
    let mut sums = vec![RunningHash::default(); GROUPS];
    let begin = |entry: &Entry| {
        let mut list = store.read(entry.summary.fingerprint, Part::Grams)?;
        list.truncate(ListHead::SIZE);
        Ok(list)
    };
    for batch in entries.chunks(BATCH) {
        for list in batch.par_iter().map(begin).collect::<Result<Vec<_>, Diagnostic>>()? {
            heads.push(ListHead::of(&list));
            sums.iter_mut().zip(ListHead::sums(&list)).for_each(|(hash, sum)| hash.add(sum));
        }
    }
    Ok((heads, sums.into_iter().map(RunningHash::finish).collect()))
}

/// Lists the grams of a report that was kept without them, when a build left the index out.
fn list_missing(press: &Press, store: &Store, entry: &Entry) -> Result<(), Diagnostic> {
    let fingerprint = entry.summary.fingerprint;
    if store.has(fingerprint, Part::Grams) {
        return Ok(());
    }
    let report = store.read(fingerprint, Part::Report)?;
    let grams = list_grams(&units(&store.load(fingerprint, Part::Report)?, press.site.rules));
    store.keep(fingerprint, [&report, &store.read(fingerprint, Part::Passages)?, &grams])
}

fn publish_group(press: &Press, store: &Store, heads: &[ListHead], group: usize, buckets: usize) -> Result<(), Diagnostic> {
    let mut merge = GroupMerge::default();
    for (entry, head) in press.site.archive.entries.iter().zip(heads) {
        merge.add(&store.read_range(entry.summary.fingerprint, Part::Grams, head.group(group))?);
    }
    for (bucket, grams) in merge.finish(group, buckets) {
        let path = bucket_path(bucket);
        let bytes = bucket_bytes(&grams);
        let made_from = press.fingerprint(&bytes);
        if !press.update.keep(&path, made_from) {
            press.update.put(&compressed_bucket(path, &bytes), Some(made_from))?;
        }
    }
    Ok(())
}
