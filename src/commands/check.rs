//! `fangzhi check`

use std::process::ExitCode;

use super::{collect, fail, heads, plural, prepare, print, with_threads};
use crate::cli::CheckArgs;
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::Renderer;

/// Checks everything that a build would, and writes nothing.
pub fn check(args: &CheckArgs) -> ExitCode {
    match with_threads(args.folders.jobs, || run(args)) {
        Ok(Ok(code)) => code,
        Ok(Err(diagnostic)) | Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &CheckArgs) -> Result<ExitCode, Diagnostic> {
    let (config, rules, language) = prepare(&args.folders)?;
    Renderer::load(&config.site, &language)?;
    let collection = collect(&config.content, &rules)?;
    print(&collection.diagnostics);
    if args.quantities {
        print!("{}", heads::describe(&heads::unassigned_heads(&collection.archive), args.top));
    }
    println!(
        "{} checked: {}, {}; {}",
        plural(collection.sources, "source"),
        plural(collection.count(Severity::Error), "error"),
        plural(collection.count(Severity::Warning), "warning"),
        plural(collection.archive.findings.len(), "figure") + " to look at again",
    );
    Ok(ExitCode::from(u8::from(!collection.diagnostics.is_empty())))
}
