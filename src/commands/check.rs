//! `fangzhi check`

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::{Read, check_own_examples, collect, count, fail, heads, list, personal_data, plural, prepare, print, with_threads};
use crate::cli::CheckArgs;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::Fingerprint;
use crate::links::follow_links;
use crate::render::Renderer;
use crate::report::read_report_with;
use crate::source::{SourceFile, read_source};
use crate::summary::summarise;

/// Checks everything that a build would, and writes nothing.
pub fn check(args: &CheckArgs) -> ExitCode {
    match with_threads(args.threads.jobs, || run(args)) {
        Ok(Ok(code)) => code,
        Ok(Err(diagnostic)) | Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &CheckArgs) -> Result<ExitCode, Diagnostic> {
    let (config, rules, language) = prepare(&args.folders)?;
    Renderer::load(&config.site, &language)?;
    let read = |_, file: &SourceFile| {
        let report = read_report_with(file, &read_source(file)?, &rules, personal_data(&config))?;
        let found = if args.quantities { heads::unassigned_heads(&report) } else { Vec::new() };
        Ok(Read { summary: Arc::new(summarise(&report, Fingerprint::default(), &rules)), found })
    };
    let mut sources = list(&config.content)?;
    sources.diagnostics.extend(check_own_examples(&config, &rules)?);
    let collection = collect(sources, &rules, read);
    print(&collection.diagnostics);
    if args.quantities {
        print!("{}", heads::describe(&heads::count_heads(collection.found), args.top));
    }
    let broken = if args.links { follow(args.output.as_ref().unwrap_or(&config.output))? } else { 0 };
    println!(
        "{} checked: {}, {}; {}",
        plural(collection.sources, "source"),
        plural(count(&collection.diagnostics, Severity::Error), "error"),
        plural(count(&collection.diagnostics, Severity::Warning), "warning"),
        plural(collection.archive.findings.len(), "figure") + " to look at again",
    );
    Ok(ExitCode::from(u8::from(!collection.diagnostics.is_empty() || broken > 0)))
}

/// Follows the links of the built site, and tells how many lead nowhere.
fn follow(output: &Path) -> Result<usize, Diagnostic> {
    let links = follow_links(output)?;
    print(&links.broken);
    for (address, (pages, first)) in &links.outside {
        println!("outside: {address} ({}, first {first})", plural(*pages, "page"));
    }
    println!(
        "{} followed on {}, {} to passages: {} nowhere, {} outside",
        plural(links.links, "link"),
        plural(links.pages, "page"),
        links.passages,
        links.broken.len(),
        plural(links.outside.len(), "destination"),
    );
    Ok(links.broken.len())
}
