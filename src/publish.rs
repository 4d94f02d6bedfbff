//! The site, file by file.
//!
//! Input: the archive, the store with its texts, and an update of the output folder. Output: every file of the site,
//! put into the update. Refuses to hold more than a page or an entry on each thread, beside the archive, and to make
//! what the last build made from the same: each page is known by the fingerprint of its model.

mod entries;
mod index;
mod press;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::language::Language;
use crate::output::{Record, RegisterRecord, Update};
use crate::page::{
    Counted, Coverage, Hierarchy, IndicatorFigures, OfYear, Site, TopicPart, change_index, compare_page, home_page, indicator_index,
    passages_by_year, redirect_page, region_index, region_inputs, region_page, search_page, shared_index, shared_page, topic_index,
    topic_inputs, topic_page, topic_part_page, topic_parts, words_at, year_index, year_pages,
};
use crate::render::{
    Renderer, is_small, render_checksums, render_feeds, render_manifest, render_package, render_redirects, render_short_tables,
};
use crate::report::Report;
use crate::rules::{PlaceId, Rules};
use crate::store::{Part, Store};
use crate::summary::Passage;
use crate::timings::Timings;
use entries::publish_entries;
use index::publish_index;
use press::Press;

/// What a site is made from.
pub struct Sources<'a> {
    pub config: &'a Config,
    pub rules: &'a Rules,
    pub language: &'a Language,
    pub archive: &'a Archive,
    pub renderer: &'a Renderer,
    pub store: &'a Store,
    /// What the last build wrote.
    pub last: &'a Record,
    /// Whether the search index is made too.
    pub with_search: bool,
    /// Who is told that all pages are at their places, before tables and index are made. Without such a reader all files
    /// move there together, at the end.
    pub reader: Option<&'a (dyn Fn() + Sync)>,
}

/// What is to be remembered of a publication beside its files.
pub struct Published {
    /// The entries in their order: address, and what page and rows were made from.
    pub entries: Vec<(String, Fingerprint)>,
    pub registers: BTreeMap<String, RegisterRecord>,
    /// What the groups of the search index were made from.
    pub groups: Vec<Fingerprint>,
}

/// Publishes the site.
pub fn publish(sources: &Sources, update: &Update, timings: &Timings) -> Result<Published, Diagnostic> {
    let Sources { config, rules, language, archive, renderer, store, .. } = *sources;
    let shared_texts = timings.time("shared passages", || shared_texts(archive, store))?;
    let site = Site { config, rules, archive, language, shared_texts: &shared_texts };
    let press = Press::new(&site, renderer, update);
    let (entries, registers) = timings.time("reports", || publish_entries(&press, store, sources.last))?;
    timings.count("reports", archive.entries.len(), 0);
    timings.time("lists", || publish_lists(&press, sources.with_search))?;
    timings.time("regions", || {
        let hierarchy = Hierarchy::of(&site);
        press.page("region_index.html", "regions", "regions/index.html", &region_index(&site, &hierarchy))?;
        hierarchy.places().par_iter().try_for_each(|place| publish_region(&press, &hierarchy, *place))
    })?;
    timings.time("indicators", || {
        let all = 0..rules.indicators.list.len();
        all.into_par_iter().try_for_each(|indicator| publish_indicator(&press, indicator))
    })?;
    timings.time("topics", || {
        let all = 0..rules.topics.list.len();
        all.into_par_iter().try_for_each(|topic| publish_topic(&press, store, topic))
    })?;
    timings.time("coverage", || publish_coverage(&press))?;
    renderer.static_files().iter().try_for_each(|file| update.put(file, None))?;
    if let Some(tell) = sources.reader
        && update.settle()?
    {
        tell();
    }
    let registers = timings.time("registers", || registers.close(&press))?;
    let groups = match sources.with_search {
        true => timings.time("search index", || publish_index(&press, store, &sources.last.groups, is_small(&site)))?,
        false => Vec::new(),
    };
    timings.time("feeds and tables", || {
        render_short_tables(archive, rules).iter().try_for_each(|file| update.put(file, None))?;
        publish_parquet(update)?;
        for file in update.look(|files| render_feeds(&site, files.keys().map(String::as_str))) {
            update.put(&file, None)?;
        }
        publish_redirects(&press)?;
        update.put(&render_manifest(&site, renderer, sources.with_search)?, None)?;
        update.put(&update.look(|files| render_package(config, &press.headers(), files)), None)?;
        update.put(&update.look(render_checksums), None)
    })?;
    Ok(Published { entries, registers, groups })
}

/// The pages of which there is one each, and years.
fn publish_lists(press: &Press, with_search: bool) -> Result<(), Diagnostic> {
    let site = press.site;
    press.page("home.html", "", "index.html", &home_page(site))?;
    press.page("year_index.html", "years", "years/index.html", &year_index(site))?;
    press.page("topic_index.html", "topics", "topics/index.html", &topic_index(site))?;
    press.page("indicator_index.html", "indicators", "indicators/index.html", &indicator_index(site))?;
    press.page("shared_index.html", "shared", "shared/index.html", &shared_index(site))?;
    press.page("compare.html", "compare", "compare.html", &compare_page(site))?;
    press.page("search.html", "search", "search.html", &search_page(site, with_search))?;
    for (name, title) in [("about", "nav.about"), ("404", "nav.missing_page")] {
        press.prose(name, title)?;
    }
    press.all("year.html", "years", &year_pages(site))?;
    press.all("change_index.html", "changes", &change_index(site))?;
    (0..site.archive.shared.len()).into_par_iter().try_for_each(|at| press.routed("shared.html", "shared", &shared_page(site, at)))
}

/// Pages that lead on from addresses that reports had before. They come after the sitemap, which does not name them.
fn publish_redirects(press: &Press) -> Result<(), Diagnostic> {
    let site = press.site;
    let all: Vec<(&String, &usize)> = site.archive.redirects.iter().collect();
    all.par_iter().try_for_each(|(former, entry)| press.routed("redirect.html", "", &redirect_page(site, former, **entry)))?;
    render_redirects(site).map_or(Ok(()), |file| press.update.put(&file, None))
}

/// The words of the shared passages, each from the report of its first holder, which is opened once for all of its own.
fn shared_texts(archive: &Archive, store: &Store) -> Result<Vec<String>, Diagnostic> {
    let mut of_holder: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, passage) in archive.shared.iter().enumerate() {
        if let Some((entry, _)) = passage.holders.first() {
            of_holder.entry(*entry).or_default().push(number);
        }
    }
    let words = |(entry, passages): (usize, Vec<usize>)| {
        let report: Report = store.load(archive.entries[entry].summary.fingerprint, Part::Report)?;
        Ok(passages.into_iter().map(|number| (number, words_at(&report, &archive.shared[number].id))).collect::<Vec<_>>())
    };
    let found = of_holder.into_par_iter().map(words).collect::<Result<Vec<_>, Diagnostic>>()?;
    let mut texts = vec![String::new(); archive.shared.len()];
    for (number, text) in found.into_iter().flatten() {
        texts[number] = text;
    }
    Ok(texts)
}

/// The matrix of places and years, a part at a time where it is large.
fn publish_coverage(press: &Press) -> Result<(), Diagnostic> {
    let coverage = Coverage::of(press.site);
    let parts = coverage.parts();
    parts.par_iter().try_for_each(|part| press.page("coverage.html", "coverage", &part.path, &coverage.part_page(part)))?;
    press.page("coverage.html", "coverage", "coverage.html", &coverage.whole_page(&parts))
}

/// The page of a place.
fn publish_region(press: &Press, hierarchy: &Hierarchy, place: PlaceId) -> Result<(), Diagnostic> {
    let path = press.site.region_link(place).href;
    match press.due(("region.html", "regions"), &path, &region_inputs(press.site, hierarchy, place)) {
        Some(due) => press.print(due, &region_page(press.site, hierarchy, place)),
        None => Ok(()),
    }
}

/// The pages of an indicator, a part at a time where its table is long.
fn publish_indicator(press: &Press, indicator: usize) -> Result<(), Diagnostic> {
    let template = ("indicator.html", "indicators");
    let figures = IndicatorFigures::of(press.site, indicator);
    let parts = figures.parts();
    for part in &parts {
        if let Some(due) = press.due(template, &part.path, &figures.part_inputs(part)) {
            press.print(due, &figures.part_page(part))?;
        }
    }
    let split: Vec<Counted> =
        parts.iter().map(|part| Counted { name: part.name.clone(), href: part.path.clone(), count: part.total }).collect();
    match press.due(template, &figures.path(), &(figures.whole_inputs(), &split)) {
        Some(due) => press.print(due, &figures.whole_page(split)),
        None => Ok(()),
    }
}

/// The pages of a topic, a part at a time where there are many passages.
fn publish_topic(press: &Press, store: &Store, topic: usize) -> Result<(), Diagnostic> {
    let (site, template) = (press.site, ("topic.html", "topics"));
    let load = |found: &[(u32, u32)]| passages(site.archive, store, found);
    let years = passages_by_year(site, topic);
    let parts = topic_parts(site, topic, &years);
    for part in &parts {
        if let Some(due) = press.due(template, &part.path, &(&part.name, topic_inputs(site, topic, &part.passages))) {
            press.print(due, &topic_part_page(site, topic, part, &load(&part.passages)?))?;
        }
    }
    let count = |part: &TopicPart| Counted { name: part.name.clone(), href: part.path.clone(), count: part.passages.len() };
    let split: Vec<Counted> = parts.iter().map(count).collect();
    let path = format!("topics/{}.html", site.rules.topics.list[topic].id);
    let listed = if split.is_empty() { years } else { Vec::new() };
    let inputs: Vec<_> = listed.iter().map(|of| (of.year, topic_inputs(site, topic, &of.passages))).collect();
    if let Some(due) = press.due(template, &path, &(&split, topic_inputs(site, topic, &[]), inputs)) {
        let years = listed.iter().map(|of| Ok(OfYear { year: of.year, passages: load(&of.passages)? }));
        press.print(due, &topic_page(site, topic, &years.collect::<Result<Vec<_>, Diagnostic>>()?, split))?;
    }
    Ok(())
}

/// Passages, each with its entry; `found` is in the order of entries.
fn passages(archive: &Archive, store: &Store, found: &[(u32, u32)]) -> Result<Vec<(usize, Passage)>, Diagnostic> {
    let mut passages = Vec::with_capacity(found.len());
    for of_entry in found.chunk_by(|a, b| a.0 == b.0) {
        let entry = of_entry[0].0 as usize;
        let numbers = of_entry.iter().map(|(_, number)| *number as usize);
        let wanted: Vec<Passage> = store.load_items(archive.entries[entry].summary.fingerprint, Part::Passages, numbers)?;
        passages.extend(wanted.into_iter().map(|passage| (entry, passage)));
    }
    Ok(passages)
}

/// The larger tables as Parquet.
#[cfg(feature = "parquet")]
fn publish_parquet(update: &Update) -> Result<(), Diagnostic> {
    for name in ["observations", "reports"] {
        update.put(&crate::render::render_parquet(&update.read(&format!("data/{name}.csv"))?), None)?;
    }
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn publish_parquet(_: &Update) -> Result<(), Diagnostic> {
    Ok(())
}
