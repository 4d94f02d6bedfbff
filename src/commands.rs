//! What the program does when asked: one file a command.
//!
//! Commands own the terminal and the file system; the stages they call are pure.

mod build;
mod check;
mod eject;
mod explain;
mod fix;
mod heads;
mod import;
mod init;
mod new;
mod serve;
mod verify;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub use build::build;
pub use check::check;
pub use eject::eject;
pub use explain::explain;
pub use fix::fix;
pub use import::import;
use indicatif::{ProgressBar, ProgressStyle};
pub use init::init;
pub use new::new;
use rayon::prelude::*;
pub use serve::serve;
pub use verify::verify;

use crate::archive::{Archive, make_archive};
use crate::cli::Folders;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::examples::check_examples;
use crate::language::Language;
use crate::report::PersonalData;
use crate::rules::{RuleFile, Rules};
use crate::source::{Markup, SourceFile, Sources, list_sources, with_slashes};
use crate::summary::Summary;

/// Fewer sources are read before a bar could be seen.
const WORTH_A_BAR: usize = 200;

/// What reading a content folder gave.
struct Collection<T> {
    archive: Archive,
    /// Sorted by file and place.
    diagnostics: Vec<Diagnostic>,
    sources: usize,
    /// What else the reader found in each source.
    found: Vec<T>,
}

/// A source that was read: its summary, and what else was looked for.
struct Read<T> {
    /// Behind a pointer: it is moved from list to list until it has its place.
    summary: Arc<Summary>,
    found: T,
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

/// Reads configuration, rules and the words of pages; `content` overrides the configured folder.
fn prepare(folders: &Folders) -> Result<(Config, Rules, Language), Diagnostic> {
    let config = configure(folders)?;
    let data = config.data();
    let rules = Rules::load(data.as_deref())?;
    let language = Language::load(data.as_deref(), config.language)?;
    Ok((config, rules, language))
}

fn configure(folders: &Folders) -> Result<Config, Diagnostic> {
    let mut config = Config::read(&folders.config)?;
    if let Some(content) = &folders.content {
        config.content.clone_from(content);
    }
    Ok(config)
}

/// What becomes of the numbers of persons in this archive.
fn personal_data(config: &Config) -> PersonalData {
    if config.redact { PersonalData::Masked } else { PersonalData::Shown }
}

/// Warnings of the examples in an archive's own file of indicators: those of the program's are its tests.
fn check_own_examples(config: &Config, rules: &Rules) -> Result<Vec<Diagnostic>, Diagnostic> {
    const FILE: &str = "indicators.toml";
    let data = config.data();
    if !RuleFile::is_overridden(data.as_deref(), FILE) {
        return Ok(Vec::new());
    }
    Ok(check_examples(rules, &RuleFile::open(data.as_deref(), FILE)?))
}

/// The source that was named: by its path, or by the part of it below the content folder, as `reports.csv` has it.
fn source_file(source: &Path, config: &Config) -> Result<SourceFile, Diagnostic> {
    let below = config.content.join(source);
    let source = if source.exists() || !below.is_file() { source } else { &below };
    let shown = with_slashes(source);
    if source.is_dir() {
        return Err(Diagnostic::error("source", &shown, "this is a folder, not a source").help("name one file in it"));
    }
    if !source.exists() {
        let help = nearest(&shown, &config.content).map_or_else(
            || format!("sources are the .txt and .md files below {}", with_slashes(&config.content)),
            |near| format!("did you mean {near}?"),
        );
        return Err(Diagnostic::error("source", &shown, "there is no source of this name").help(help));
    }
    let markup = if source.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md")) { Markup::Markdown } else { Markup::Plain };
    Ok(SourceFile { path: path_below(source, &config.content), shown, location: source.to_path_buf(), markup })
}

/// The source whose path is most like one that is not there: most of both is their common beginning and end.
fn nearest(typed: &str, content: &Path) -> Option<String> {
    if !content.is_dir() {
        return None;
    }
    let typed: Vec<char> = typed.chars().collect();
    let alike = |shown: &str, path: &str| {
        let common = |path: &str| {
            let path: Vec<char> = path.chars().collect();
            let head = typed.iter().zip(&path).take_while(|(a, b)| a == b).count();
            let tail = typed[head..].iter().rev().zip(path[head..].iter().rev()).take_while(|(a, b)| a == b).count();
            let differing = typed.len().max(path.len()) - head - tail;
            (differing * 3 <= typed.len()).then_some(differing)
        };
        // Of `x/2023.txt` nothing but the name may be right.
        let file = |path: &str| path.rsplit('/').next() == Some(&typed.iter().collect::<String>());
        [common(shown), common(path), file(path).then_some(0)].into_iter().flatten().min()
    };
    let sources = list_sources(content).files;
    let near = sources.iter().filter_map(|file| Some((alike(&file.shown, &file.path)?, &file.shown)));
    near.min().map(|(_, shown)| shown.clone())
}

/// The path below the content folder, however both were typed; the folder names may speak for the region.
fn path_below(source: &Path, content: &Path) -> String {
    let below = || Some(with_slashes(source.canonicalize().ok()?.strip_prefix(content.canonicalize().ok()?).ok()?));
    below().unwrap_or_else(|| file_name(source))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Runs something on as many threads as were asked for.
fn with_threads<T: Send>(jobs: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, Diagnostic> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .build()
        .map_err(|error| Diagnostic::error("threads", "--jobs", error.to_string()).help("ask for fewer threads"))?;
    Ok(pool.install(work))
}

/// Lists the sources of a folder.
fn list(content: &Path) -> Result<Sources, Diagnostic> {
    if !content.is_dir() {
        return Err(Diagnostic::error("content", &with_slashes(content), "there is no such folder")
            .help("put the reports (.txt or .md) into it, or name another folder with --content"));
    }
    Ok(list_sources(content))
}

/// Reads all sources, each by itself, and orders them.
fn collect<T: Send>(
    sources: Sources,
    rules: &Rules,
    read: impl Fn(usize, &SourceFile) -> Result<Read<T>, Diagnostic> + Sync,
) -> Collection<T> {
    let bar = progress(sources.files.len());
    let read = |(at, file): (usize, &SourceFile)| {
        let read = read(at, file);
        bar.inc(1);
        read
    };
    let all: Vec<Result<Read<T>, Diagnostic>> = sources.files.par_iter().enumerate().map(read).collect();
    bar.finish_and_clear();
    let mut diagnostics = sources.diagnostics;
    let mut summaries = Vec::with_capacity(all.len());
    let mut found = Vec::with_capacity(all.len());
    for result in all {
        match result {
            Ok(read) => {
                diagnostics.extend(read.summary.diagnostics.iter().cloned());
                summaries.push(read.summary);
                found.push(read.found);
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    let mut archive = make_archive(summaries, rules);
    diagnostics.append(&mut archive.diagnostics);
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Collection { archive, diagnostics, sources: sources.files.len(), found }
}

fn progress(length: usize) -> ProgressBar {
    if length < WORTH_A_BAR {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message("reading")
}

/// Prints findings to standard error, each with a blank line below it.
fn print(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprintln!("{diagnostic}");
    }
}

/// Ends a command that could not do its work.
fn fail(diagnostic: Diagnostic) -> ExitCode {
    print(&[diagnostic]);
    ExitCode::from(2)
}

/// `1 report`, `5 reports`.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Files that have an error, for the summary.
fn failed_files(diagnostics: &[Diagnostic]) -> usize {
    let files: BTreeSet<&str> =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).map(|diagnostic| diagnostic.path.as_str()).collect();
    files.len()
}
