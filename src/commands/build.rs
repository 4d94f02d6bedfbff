//! `fangzhi build`

use std::process::ExitCode;

use super::{Collection, collect, fail, failed_files, plural, prepare, print, with_threads};
use crate::cli::BuildArgs;
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::{Changes, refuse_overlap, update_folder};
use crate::page::Site;
use crate::render::Renderer;
use crate::source::with_slashes;

/// Builds the site.
pub fn build(args: &BuildArgs) -> ExitCode {
    match with_threads(args.folders.jobs, || run(args)) {
        Ok(Ok(code)) => code,
        Ok(Err(diagnostic)) | Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &BuildArgs) -> Result<ExitCode, Diagnostic> {
    let (mut config, rules, language) = prepare(&args.folders)?;
    if let Some(output) = &args.output {
        config.output.clone_from(output);
    }
    if let Some(base_url) = &args.base_url {
        base_url.trim_end_matches('/').clone_into(&mut config.base_url);
    }
    refuse_overlap(&config.content, &config.output)?;
    // Templates are compiled before a source is read: a broken one must stop the build at once.
    let renderer = Renderer::load(&config.site, &language)?;
    let collection = collect(&config.content, &rules)?;
    print(&collection.diagnostics);
    let problems = collection.diagnostics.len();
    if args.strict && problems > 0 {
        return Err(Diagnostic::error(
            "strict",
            &with_slashes(&config.output),
            format!("nothing was published: {} with --strict", plural(problems, "finding")),
        )
        .help("mend them, or build without --strict"));
    }
    if collection.archive.entries.is_empty() {
        return Err(Diagnostic::error("no-reports", &with_slashes(&config.content), "no report could be published")
            .help("put reports (.txt or .md) into this folder"));
    }
    let site = Site { config: &config, rules: &rules, archive: &collection.archive, language: &language };
    let files = renderer.render_site(&site)?;
    let changes = update_folder(&config.output, files)?;
    println!("{}", summary(&collection, &changes, &with_slashes(&config.output)));
    Ok(ExitCode::from(u8::from(failed_files(&collection.diagnostics) > 0)))
}

fn summary(collection: &Collection, changes: &Changes, output: &str) -> String {
    let archive = &collection.archive;
    let observations: usize = archive.entries.iter().map(|entry| entry.report.assessment.observations.len()).sum();
    let quantities: usize = archive.entries.iter().flat_map(|entry| &entry.report.readings).map(|reading| reading.quantities.len()).sum();
    let places = archive.by_place.len();
    format!(
        "{} of {} published: {}, {} of {} figures assigned; {} in {output} ({} written, {} removed); {}, {}, {}",
        plural(archive.entries.len(), "report"),
        plural(collection.sources, "source"),
        plural(places, "place"),
        observations,
        quantities,
        plural(changes.total, "file"),
        changes.written,
        changes.removed,
        plural(collection.count(Severity::Error), "error"),
        plural(collection.count(Severity::Warning), "warning"),
        plural(archive.findings.len(), "figure") + " to look at again",
    )
}
