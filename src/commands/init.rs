//! `fangzhi init`
//!
//! Input: a folder, which need not be there. Output: the files of a new archive in it, each explained. Refuses a
//! folder that is an archive already, and to write over a file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use super::fail;
use crate::cli::InitArgs;
use crate::diagnostic::Diagnostic;
use crate::source::{reason, with_slashes};

/// The name of an archive whose founder has not chosen one.
const TITLE: &str = "方志";

/// What an archive begins with; `{title}` and `{version}` stand for theirs.
const SITE: (&str, &str) = ("site.toml", include_str!("init/site.toml"));
const EXAMPLE: (&str, &str) = ("content/示例.md", include_str!("init/example.md"));
const AROUND: [(&str, &str); 3] = [
    (".gitignore", include_str!("init/gitignore")),
    ("README.md", include_str!("init/README.md")),
    (".github/workflows/publish.yml", include_str!("init/publish.yml")),
];

/// Begins an archive.
pub fn init(args: &InitArgs) -> ExitCode {
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &InitArgs) -> Result<(), Diagnostic> {
    // Paths are told as one would type them: not `./site.toml`.
    let folder = if args.folder == Path::new(".") { Path::new("") } else { args.folder.as_path() };
    let title = args.title.as_deref().unwrap_or(TITLE);
    if !is_here(folder) {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    // First of all: it is what makes a folder an archive.
    if !write_new(&folder.join(SITE.0), &SITE.1.replace("{title}", &quoted(title)))? {
        return Err(Diagnostic::error("exists", &with_slashes(&folder.join(SITE.0)), "this folder is an archive already")
            .help("choose another folder, or go on with this one: `fangzhi build`"));
    }
    let mut written = vec![SITE.0];
    let mut kept = Vec::new();
    let content = folder.join("content");
    // Who has reports needs no example among them.
    if is_empty(&content)? {
        write_new(&folder.join(EXAMPLE.0), EXAMPLE.1)?;
        written.push(EXAMPLE.0);
    } else {
        kept.push("content");
    }
    for (name, text) in AROUND {
        let text = text.replace("{version}", env!("CARGO_PKG_VERSION")).replace("{title}", &one_line(title));
        let list = if write_new(&folder.join(name), &text)? { &mut written } else { &mut kept };
        list.push(name);
    }
    println!("a new archive in {}: {}", shown(folder), written.join(", "));
    if !kept.is_empty() {
        println!("there already, and left as they are: {}", kept.join(", "));
    }
    let enter = if is_here(folder) { String::new() } else { format!("cd {} && ", shown(folder)) };
    println!("next: {enter}fangzhi serve");
    Ok(())
}

/// Writes a file that is not there; `false` when one is.
fn write_new(place: &Path, text: &str) -> Result<bool, Diagnostic> {
    let write = || {
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        OpenOptions::new().write(true).create_new(true).open(place)?.write_all(text.as_bytes())
    };
    match write() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(unwritable(place, &error)),
    }
}

/// Whether a folder is not there or holds nothing.
fn is_empty(folder: &Path) -> Result<bool, Diagnostic> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(unwritable(folder, &error)),
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A title as a heading of Markdown can have it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_here(folder: &Path) -> bool {
    folder.components().all(|part| part == std::path::Component::CurDir)
}

fn shown(folder: &Path) -> String {
    if is_here(folder) { ".".to_owned() } else { with_slashes(folder) }
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("unwritable", &with_slashes(path), format!("cannot make this: {}", reason(error)))
        .help("check the folder and its permissions")
}
