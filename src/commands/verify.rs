//! `fangzhi verify`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::build::{Audience, Workshop, run as build};
use super::{count, fail, plural, print, with_threads};
use crate::cli::{BuildArgs, Folders, Threads, VerifyArgs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::{Manifest, this_program};
use crate::source::with_slashes;
use crate::timings::Timings;
use crate::verification::{compare_checksums, read_checksums, read_manifest, verify_files, verify_sources};

/// Verifies a published folder.
pub fn verify(args: &VerifyArgs) -> ExitCode {
    match with_threads(None, || run(args)) {
        Ok(Ok(code)) => code,
        Ok(Err(diagnostic)) | Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &VerifyArgs) -> Result<ExitCode, Diagnostic> {
    let checksums = read_checksums(&args.folder)?;
    let manifest = read_manifest(&args.folder)?;
    let mut found = verify_files(&args.folder, &checksums);
    println!("{}: {} against data/SHA256SUMS", with_slashes(&args.folder), plural(checksums.files.len(), "file"));
    if let Some(content) = &args.content {
        super::list(content)?;
        found.extend(verify_sources(content, &manifest));
        println!("{}: {} against data/manifest.json", with_slashes(content), plural(manifest.sources.len(), "source"));
        if args.rebuild {
            let folder = Scratch::make(&args.folder)?;
            let site = folder.path.join("site");
            rebuild(args, content, &manifest, &folder.path, &site)?;
            found.extend(compare_checksums(&args.folder, &checksums, &read_checksums(&site)?));
            println!("{}: built anew and compared", with_slashes(content));
        }
    }
    print(&found);
    let differences = count(&found, Severity::Error);
    println!("{}; the checksums themselves have the SHA-256 {}", plural(differences, "difference"), checksums.of_list);
    Ok(ExitCode::from(u8::from(differences > 0)))
}

/// Builds the site anew, as its manifest says that it was built.
fn rebuild(args: &VerifyArgs, content: &Path, manifest: &Manifest, folder: &Path, site: &Path) -> Result<(), Diagnostic> {
    if manifest.program != this_program() {
        let says =
            format!("this folder was built by another version of the program ({} {})", manifest.program.version, manifest.program.sources);
        let help = format!("build it anew with that version; this one is {} {}", this_program().version, this_program().sources);
        return Err(Diagnostic::error("verify", &with_slashes(&args.folder), says).help(help));
    }
    let build_args = BuildArgs {
        folders: Folders { content: Some(content.to_path_buf()), config: args.config.clone() },
        threads: Threads { jobs: None },
        output: Some(site.to_path_buf()),
        base_url: Some(manifest.settings.base_url.clone()),
        strict: false,
        no_search: !manifest.settings.search,
        cache: Some(folder.join("cache")),
        timings: false,
    };
    let silent = |_: &[Diagnostic]| {};
    build(&build_args, &mut Workshop::default(), &Audience { findings: &silent, pages: None }, &Timings::default()).map(|_| ())
}

/// A folder for the time of a rebuild, beside the one that is verified: it needs as much room.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn make(beside: &Path) -> Result<Scratch, Diagnostic> {
        let name = format!(".fangzhi-verify-{}", std::process::id());
        let path = beside.canonicalize().ok().and_then(|folder| folder.parent().map(|around| around.join(&name))).unwrap_or(name.into());
        fs::create_dir(&path).map_err(|error| {
            Diagnostic::error("verify", &with_slashes(&path), format!("cannot make a folder to build into: {error}"))
                .help("check the permissions of the folder around the one that is verified")
        })?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("{}", Diagnostic::warning("verify", &with_slashes(&self.path), format!("cannot remove this folder: {error}")));
        }
    }
}
