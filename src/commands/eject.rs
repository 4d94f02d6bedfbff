//! `fangzhi eject`
//!
//! Input: names of files that the program carries. Output: these files in the site's folders, to be changed there;
//! without a name the list of all. Refuses names that it does not know, and to write over a file: it may hold
//! somebody's work.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::fail;
use crate::cli::EjectArgs;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::render::{embedded_static, embedded_templates};
use crate::rules::embedded_rules;
use crate::source::{reason, with_slashes};

/// Names offered in place of one that is unknown.
const OFFERED: usize = 3;

/// A file that the program carries.
struct Embedded {
    /// The folder beside `site.toml` in which a file of this name replaces it.
    folder: &'static str,
    name: &'static str,
    bytes: &'static [u8],
}

impl Embedded {
    /// As the user types it: `templates/report.html`.
    fn path(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }

    /// Whether a name means this file: its path, or the end of it from a slash on.
    fn is_meant_by(&self, name: &str) -> bool {
        let path = self.path();
        path == name || path.strip_suffix(name).is_some_and(|before| before.ends_with('/'))
    }
}

/// Writes embedded files out, or lists them.
pub fn eject(args: &EjectArgs) -> ExitCode {
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &EjectArgs) -> Result<(), Diagnostic> {
    let config = Config::read(&args.config)?;
    let all = embedded();
    if args.names.is_empty() {
        print!("{}", list(&all, &config.site));
        return Ok(());
    }
    let mut wanted = args.names.iter().map(|name| find(&all, name)).collect::<Result<Vec<_>, Diagnostic>>()?;
    wanted.sort_by_key(|file| file.path());
    wanted.dedup_by_key(|file| file.path());
    // All are looked at before one is written: half of what was asked for would be a riddle.
    let places: Vec<(PathBuf, &Embedded)> = wanted.into_iter().map(|file| (config.site.join(file.path()), file)).collect();
    if let Some((place, _)) = places.iter().find(|(place, _)| place.symlink_metadata().is_ok()) {
        return Err(is_there(place));
    }
    for (place, file) in places {
        write_new(&place, file.bytes)?;
        println!("{}", with_slashes(&place));
    }
    Ok(())
}

/// Every file that the program carries, by folder and name.
fn embedded() -> Vec<Embedded> {
    let of = |folder| move |(name, bytes)| Embedded { folder, name, bytes };
    let rules = embedded_rules().map(of("data"));
    let static_files = embedded_static().map(of("static"));
    let mut all: Vec<Embedded> = embedded_templates().map(of("templates")).chain(static_files).chain(rules).collect();
    all.sort_by_key(Embedded::path);
    all
}

/// A line a file, a blank line between folders.
fn list(all: &[Embedded], site: &Path) -> String {
    let mut listed = String::new();
    for (number, of_folder) in all.chunk_by(|a, b| a.folder == b.folder).enumerate() {
        if number > 0 {
            listed.push('\n');
        }
        for file in of_folder {
            let mark = match fs::read(site.join(file.path())) {
                Ok(bytes) if bytes == file.bytes => "  (overridden by the same)",
                Ok(_) => "  (overridden)",
                Err(_) => "",
            };
            listed.push_str(&format!("{}{mark}\n", file.path()));
        }
    }
    listed
}

/// The one file that a name means.
fn find<'e>(all: &'e [Embedded], name: &str) -> Result<&'e Embedded, Diagnostic> {
    let typed = name.replace('\\', "/");
    let meant: Vec<&Embedded> = all.iter().filter(|file| file.is_meant_by(&typed)).collect();
    let unknown = |message: &str, offered: &[&Embedded]| {
        let paths: Vec<String> = offered.iter().map(|file| file.path()).collect();
        Diagnostic::error("unknown", name, message).help(format!("say {}; `fangzhi eject` without a name lists all", paths.join(" or ")))
    };
    match meant.as_slice() {
        [file] => Ok(file),
        [] => {
            let mut nearest: Vec<&Embedded> = all.iter().collect();
            nearest.sort_by_key(|file| distance(&typed, file.name).min(distance(&typed, &file.path())));
            Err(unknown("the program carries no file of this name", &nearest[..OFFERED.min(nearest.len())]))
        }
        several => Err(unknown("several files have this name", several)),
    }
}

/// How many characters have to be put in, taken out or changed to make one word the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (at, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

fn write_new(place: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let write = || {
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        OpenOptions::new().write(true).create_new(true).open(place)?.write_all(bytes)
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => is_there(place),
        _ => Diagnostic::error("unwritable", &with_slashes(place), format!("cannot write this file: {}", reason(&error)))
            .help("check the folder and its permissions"),
    })
}

fn is_there(place: &Path) -> Diagnostic {
    Diagnostic::error("exists", &with_slashes(place), "this file is there already, and is not written over")
        .help("change this one, or move it away first")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_short_where_one_file_alone_ends_in_it() {
        let all = embedded();
        let path = |name: &str| find(&all, name).map(Embedded::path).map_err(|error| error.help);
        for name in ["report.html", "templates/report.html", "templates\\report.html"] {
            assert_eq!(path(name).as_deref(), Ok("templates/report.html"));
        }
        assert_eq!(path("zh.toml").as_deref(), Ok("data/i18n/zh.toml"));
        assert!(path("reprot.html").expect_err("misspelt").starts_with("say templates/report.html or "));
        // No name is the end of every name, and half a name is none.
        for name in ["", "port.html", "html", "/", "data/../site.toml"] {
            assert!(path(name).is_err(), "{name}");
        }
    }

    #[test]
    fn words_are_as_far_apart_as_they_have_changes() {
        let distances = [("report", "report"), ("reprot", "report"), ("", "abc"), ("站点", "站")].map(|(a, b)| distance(a, b));
        assert_eq!(distances, [0, 2, 3, 1]);
    }
}
