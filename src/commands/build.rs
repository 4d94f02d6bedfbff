//! `fangzhi build`

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{
    Collection, Read, check_own_examples, collect, configure, count, fail, failed_files, list, personal_data, plural, print, with_threads,
};
use crate::archive::Entry;
use crate::cli::BuildArgs;
use crate::config::{BASE_URL_HELP, Config, read_base_url};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::{Fingerprint, sha256};
use crate::language::Language;
use crate::output::{Changes, Record, Update, refuse_overlap};
use crate::publish::{Published, Sources, publish};
use crate::render::Renderer;
use crate::report::{PersonalData, read_report_with};
use crate::rules::{self, Rules};
use crate::search::{list_grams, units};
use crate::source::{SourceFile, read_source, with_slashes};
use crate::store::{BROKEN, DAMAGED, Store, forget, packed, packed_list};
use crate::summary::{Summary, passages, summarise};
use crate::timings::Timings;

/// The folder beside `site.toml` that holds what builds remember.
pub const CACHE: &str = ".fangzhi";

/// What a build can leave to the next one in the same program. With it or without, the output is the same.
#[derive(Default)]
pub struct Workshop {
    /// Held against their files before each use.
    rules: Option<Arc<Rules>>,
    /// By what they were made from.
    summaries: HashMap<Fingerprint, Arc<Summary>>,
}

/// What a build did.
pub struct Built {
    pub record: Record,
    pub changes: Changes,
    /// The folder that it wrote.
    pub output: PathBuf,
}

/// Who is told what while a build is under way.
pub struct Audience<'a> {
    /// The findings in all sources, before anything is written.
    pub findings: &'a (dyn Fn(&[Diagnostic]) + Sync),
    /// That all pages are at their places, see [`Sources::reader`].
    pub pages: Option<&'a (dyn Fn() + Sync)>,
}

/// Builds the site.
pub fn build(args: &BuildArgs) -> ExitCode {
    let timings = Timings::default();
    let audience = Audience { findings: &print, pages: None };
    match with_threads(args.threads.jobs, || run(args, &mut Workshop::default(), &audience, &timings)) {
        Ok(Ok(built)) => report(&built, args, &timings),
        Ok(Err(diagnostic)) | Err(diagnostic) => fail(diagnostic),
    }
}

/// Builds the site with what the workshop has, and leaves in it what the next build needs again.
pub fn run(args: &BuildArgs, workshop: &mut Workshop, audience: &Audience, timings: &Timings) -> Result<Built, Diagnostic> {
    match attempt(args, workshop, audience, timings) {
        Err(diagnostic) if diagnostic.code == DAMAGED => {
            forget(&cache_of(args, &configure(&args.folders)?))?;
            (audience.findings)(&[Diagnostic { severity: Severity::Warning, help: "every source is read anew".to_owned(), ..diagnostic }]);
            attempt(args, workshop, audience, timings)
        }
        result => result,
    }
}

fn attempt(args: &BuildArgs, workshop: &mut Workshop, audience: &Audience, timings: &Timings) -> Result<Built, Diagnostic> {
    let config = configured(args)?;
    let cache = cache_of(args, &config);
    refuse_overlap(&config.content, &config.output)?;
    let data = config.data();
    let personal = personal_data(&config);
    let looked_at = rules::fingerprint(data.as_deref())?;
    let read_by = read_by(looked_at, personal);
    let language = Language::load(data.as_deref(), config.language)?;
    // Templates are compiled before a source is read: a broken one must stop the build at once.
    let renderer = timings.time("templates", || Renderer::load(&config.site, &language))?;
    let mut files = timings.time("walk", || list(&config.content))?;
    let store = Store::open(&cache)?;
    let record_path = Record::path(&cache, &config.output);
    let last = timings.time("record", || Record::read(&record_path));
    let update = Update::begin(&config.output, &last)?;
    let (known, bytes) = timings.time("sources", || fingerprints(&files.files, read_by));
    timings.count("sources", known.len(), bytes);
    let inputs = inputs(&config, read_by, renderer.whole_fingerprint(), args, &known, &files.diagnostics);
    if last.inputs == inputs && (!args.strict || last.diagnostics.is_empty()) && timings.time("look", || update.is_untouched()) {
        let changes = Changes { total: last.files.len(), ..Changes::default() };
        (audience.findings)(&last.diagnostics);
        drop(update);
        return Ok(Built { record: last, changes, output: config.output });
    }
    // They take as long to load as ten reports to read: not before something is to be read.
    let rules = timings.time("rules", || Rules::renew(workshop.rules.take(), data.as_deref()))?;
    workshop.rules = Some(Arc::clone(&rules));
    files.diagnostics.extend(timings.time("examples", || check_own_examples(&config, &rules))?);
    let has_moved = AtomicBool::new(rules.fingerprint != looked_at);
    let remembered = &workshop.summaries;
    let reader = Reader { rules: &rules, read_by, personal, store: &store, summaries: remembered, with_search: !args.no_search, has_moved };
    let collection = timings.time("reading", || collect(files, &rules, |at, file| reader.read(file, known[at])));
    timings.count("reading", collection.sources, bytes);
    // What could not be remembered is no fault of its source: the site must not lose the report for it.
    if let Some(failed) = collection.diagnostics.iter().find(|diagnostic| diagnostic.code == BROKEN) {
        return Err(failed.clone());
    }
    (audience.findings)(&collection.diagnostics);
    if args.strict && !collection.diagnostics.is_empty() {
        return Err(Diagnostic::error(
            "strict",
            &with_slashes(&config.output),
            format!("nothing was published: {} with --strict", plural(collection.diagnostics.len(), "finding")),
        )
        .help("mend them, or build without --strict"));
    }
    if collection.archive.entries.is_empty() {
        return Err(Diagnostic::error("no-reports", &with_slashes(&config.content), "no report could be published")
            .help("put reports (.txt or .md) into this folder"));
    }
    let sources = Sources {
        config: &config,
        rules: &rules,
        language: &language,
        archive: &collection.archive,
        renderer: &renderer,
        store: &store,
        last: &last,
        with_search: !args.no_search,
        reader: audience.pages,
    };
    let published = publish(&sources, &update, timings)?;
    let (changes, files) = timings.time("finishing", || update.finish())?;
    timings.count("finishing", files.len(), files.values().map(|file| file.stamp.size).sum());
    // What was read is not what was looked at: the next build has to look again.
    let inputs = if reader.has_moved.into_inner() { Fingerprint::default() } else { inputs };
    let counts = counts(&collection);
    let summaries = || collection.archive.entries.iter().flat_map(Entry::sources);
    timings.time("remembering", || store.finish(summaries().map(Arc::as_ref)))?;
    workshop.summaries = summaries().map(|summary| (summary.fingerprint, Arc::clone(summary))).collect();
    let Published { entries, registers, groups } = published;
    let record = Record { inputs, files, entries, registers, groups, diagnostics: collection.diagnostics, counts };
    if record != last {
        timings.time("record", || remember(&record, &record_path))?;
    }
    Ok(Built { record, changes, output: config.output })
}

/// The configuration, with what the command line says otherwise.
fn configured(args: &BuildArgs) -> Result<Config, Diagnostic> {
    let mut config = configure(&args.folders)?;
    if let Some(output) = &args.output {
        config.output.clone_from(output);
    }
    if let Some(base_url) = &args.base_url {
        config.base_url = read_base_url(base_url).map_err(|says| Diagnostic::error("base-url", "--base-url", says).help(BASE_URL_HELP))?;
    }
    Ok(config)
}

fn remember(record: &Record, path: &Path) -> Result<(), Diagnostic> {
    record.write(path).map_err(|error| {
        Diagnostic::error("cache", &with_slashes(path), format!("cannot remember this build: {error}"))
            .help("check the disk and its permissions, or name another folder with --cache")
    })
}

/// The folder that holds what builds of this site remember.
fn cache_of(args: &BuildArgs, config: &Config) -> PathBuf {
    args.cache.clone().unwrap_or_else(|| config.site.join(CACHE))
}

/// Of all that every source is read by.
fn read_by(rules: Fingerprint, personal: PersonalData) -> Fingerprint {
    Fingerprint::of(&(rules, personal == PersonalData::Masked))
}

/// Of everything that a build reads.
fn inputs(
    config: &Config,
    read_by: Fingerprint,
    renderer: Fingerprint,
    args: &BuildArgs,
    sources: &[Option<Fingerprint>],
    problems: &[Diagnostic],
) -> Fingerprint {
    Fingerprint::of(&(
        (env!("FANGZHI_SOURCES"), read_by, renderer, args.no_search),
        (&config.title, &config.description, &config.base_url, config.language.name()),
        (sources, problems),
    ))
}

/// The fingerprint of each source that can be read, and the bytes of all.
fn fingerprints(files: &[SourceFile], read_by: Fingerprint) -> (Vec<Option<Fingerprint>>, u64) {
    let look = |file: &SourceFile| {
        let bytes = read_source(file).ok()?;
        Some((fingerprint(file, &bytes, read_by), bytes.len() as u64))
    };
    let all: Vec<Option<(Fingerprint, u64)>> = files.par_iter().map(look).collect();
    let bytes = all.iter().flatten().map(|(_, bytes)| bytes).sum();
    (all.into_iter().map(|known| known.map(|(fingerprint, _)| fingerprint)).collect(), bytes)
}

/// Of a source and of all that it is read by.
fn fingerprint(file: &SourceFile, bytes: &[u8], read_by: Fingerprint) -> Fingerprint {
    Fingerprint::of(&(env!("FANGZHI_SOURCES"), read_by, &file.path, &file.shown, sha256(bytes)))
}

/// Reads sources, or remembers what reading them gave.
struct Reader<'a> {
    rules: &'a Rules,
    read_by: Fingerprint,
    personal: PersonalData,
    store: &'a Store,
    summaries: &'a HashMap<Fingerprint, Arc<Summary>>,
    with_search: bool,
    /// Whether a source changed between the look at all of them and its reading.
    has_moved: AtomicBool,
}

impl Reader<'_> {
    fn read(&self, file: &SourceFile, known: Option<Fingerprint>) -> Result<Read<()>, Diagnostic> {
        let at_hand = known.and_then(|fingerprint| self.summaries.get(&fingerprint).filter(|_| self.store.recall(fingerprint)));
        if let Some(summary) = at_hand {
            return Ok(Read { summary: Arc::clone(summary), found: () });
        }
        if let Some(summary) = known.and_then(|fingerprint| self.store.summary(fingerprint)) {
            return Ok(Read { summary: Arc::new(summary), found: () });
        }
        let read = read_source(file).map(|bytes| (fingerprint(file, &bytes, self.read_by), bytes));
        if read.as_ref().ok().map(|(fingerprint, _)| *fingerprint) != known {
            self.has_moved.store(true, Ordering::Relaxed);
        }
        let (fingerprint, bytes) = read?;
        let report = read_report_with(file, &bytes, self.rules, self.personal)?;
        let summary = Arc::new(summarise(&report, fingerprint, self.rules));
        let grams = if self.with_search { list_grams(&units(&report, self.rules)) } else { Vec::new() };
        self.store.keep(fingerprint, [&packed(&report), &packed_list(&passages(&report)), &grams])?;
        Ok(Read { summary, found: () })
    }
}

fn counts(collection: &Collection<()>) -> BTreeMap<String, usize> {
    let archive = &collection.archive;
    let sum = |of: fn(&Entry) -> usize| archive.entries.iter().map(of).sum::<usize>();
    [
        ("reports", archive.entries.len()),
        ("sources", collection.sources),
        ("places", archive.by_place.len()),
        ("observations", sum(|entry| entry.summary.observations)),
        ("quantities", sum(|entry| entry.summary.quantities)),
        ("findings", archive.findings.len()),
    ]
    .map(|(name, count)| (name.to_owned(), count))
    .into()
}

/// Tells what was done.
fn report(built: &Built, args: &BuildArgs, timings: &Timings) -> ExitCode {
    println!("{}", summary(built));
    if args.timings {
        eprint!("{timings}");
    }
    ExitCode::from(u8::from(failed_files(&built.record.diagnostics) > 0))
}

/// A build in one line.
pub fn summary(Built { record, changes, output }: &Built) -> String {
    let output = with_slashes(output);
    let counted = |name: &str| record.counts.get(name).copied().unwrap_or(0);
    format!(
        "{} of {} published: {}, {} of {} figures assigned; {} in {output} ({} written, {} removed); {}, {}, {}",
        plural(counted("reports"), "report"),
        plural(counted("sources"), "source"),
        plural(counted("places"), "place"),
        counted("observations"),
        counted("quantities"),
        plural(changes.total, "file"),
        changes.written,
        changes.removed,
        plural(count(&record.diagnostics, Severity::Error), "error"),
        plural(count(&record.diagnostics, Severity::Warning), "warning"),
        plural(counted("findings"), "figure") + " to look at again",
    )
}
