//! One rule file: its text, its name for diagnostics, and errors with a place.

use std::borrow::Cow;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::late::{Compile, Late};
use crate::diagnostic::{Diagnostic, Place};
use crate::hash::{Fingerprint, hexadecimal, sha256};
use crate::source::{reason, with_slashes};

/// The rule files that the program carries with it.
const EMBEDDED: &[(&str, &str)] = &[
    ("checks.toml", include_str!("../../data/checks.toml")),
    ("clutter.toml", include_str!("../../data/clutter.toml")),
    ("i18n/en.toml", include_str!("../../data/i18n/en.toml")),
    ("i18n/zh.toml", include_str!("../../data/i18n/zh.toml")),
    ("indicators.toml", include_str!("../../data/indicators.toml")),
    ("numbers.toml", include_str!("../../data/numbers.toml")),
    ("personal.toml", include_str!("../../data/personal.toml")),
    ("regions.csv", include_str!("../../data/regions.csv")),
    ("structure.toml", include_str!("../../data/structure.toml")),
    ("tiles.csv", include_str!("../../data/tiles.csv")),
    ("topics.toml", include_str!("../../data/topics.toml")),
    ("traditional.tsv", include_str!("../../data/traditional.tsv")),
];

/// The rule files that the program carries: names below `data/`, and their bytes.
pub fn embedded_rules() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    EMBEDDED.iter().map(|(name, text)| (*name, text.as_bytes()))
}

/// The SHA-256 of each of them, in their order: a build asks three times, and they are megabytes.
static EMBEDDED_HASHES: LazyLock<Vec<[u8; 32]>> = LazyLock::new(|| EMBEDDED.iter().map(|(_, text)| sha256(text.as_bytes())).collect());

/// The fingerprint of all rule files, the words of pages among them.
pub fn fingerprint(folder: Option<&Path>) -> Result<Fingerprint, Diagnostic> {
    Ok(Fingerprint::of(&hashes(folder)?))
}

/// The name and the SHA-256 of every rule file.
pub fn rule_files(folder: Option<&Path>) -> Result<Vec<(&'static str, String)>, Diagnostic> {
    Ok(hashes(folder)?.into_iter().map(|(name, hash)| (name, hexadecimal(&hash))).collect())
}

fn hashes(folder: Option<&Path>) -> Result<Vec<(&'static str, [u8; 32])>, Diagnostic> {
    let hash = |(at, (name, _)): (usize, &(&'static str, &str))| {
        let file = RuleFile::open(folder, name)?;
        Ok((*name, if file.is_embedded() { EMBEDDED_HASHES[at] } else { sha256(file.text.as_bytes()) }))
    };
    EMBEDDED.iter().enumerate().map(hash).collect()
}

/// Refuses a rule file of a name that the program does not read: it would silently change nothing.
pub fn refuse_unknown(folder: Option<&Path>) -> Result<(), Diagnostic> {
    let Some(folder) = folder else { return Ok(()) };
    let listed = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = listed(folder).chain(listed(&folder.join("i18n"))).collect();
    paths.sort();
    let is_rules =
        |path: &&std::path::PathBuf| path.extension().is_some_and(|ending| ["toml", "csv", "tsv"].iter().any(|known| ending == *known));
    let known = |path: &std::path::PathBuf| EMBEDDED.iter().any(|(name, _)| *path == folder.join(name));
    match paths.iter().filter(is_rules).find(|path| !known(path)) {
        None => Ok(()),
        Some(path) => {
            let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
            Err(Diagnostic::error("rules", &with_slashes(path), "the program reads no rule file of this name")
                .help(format!("rule files: {}", names.join(", "))))
        }
    }
}

/// A rule file in memory.
pub struct RuleFile {
    /// The path as the user knows it.
    pub shown: String,
    /// Borrowed from the program where it is the one that the program carries.
    pub text: Cow<'static, str>,
}

impl RuleFile {
    /// Opens a rule file from the folder, or the embedded one when the folder has none.
    pub fn open(folder: Option<&Path>, name: &'static str) -> Result<RuleFile, Diagnostic> {
        if let Some(path) = folder.filter(|_| RuleFile::is_overridden(folder, name)).map(|folder| folder.join(name)) {
            let shown = with_slashes(&path);
            let text = fs::read_to_string(&path).map_err(|error| {
                Diagnostic::error("unreadable", &shown, format!("cannot read this rule file: {}", reason(&error)))
                    .help("rule files are UTF-8 text; remove it to use the one inside the program")
            })?;
            return Ok(RuleFile { shown, text: text.into() });
        }
        Ok(RuleFile::embedded(name))
    }

    /// Whether the folder has a rule file of its own.
    pub fn is_overridden(folder: Option<&Path>, name: &str) -> bool {
        folder.is_some_and(|folder| folder.join(name).exists())
    }

    /// The rule file that the program carries.
    pub fn embedded(name: &'static str) -> RuleFile {
        let (_, text) =
            EMBEDDED.iter().find(|(embedded, _)| *embedded == name).expect("every rule file that is opened by name is embedded");
        RuleFile { shown: format!("data/{name}"), text: Cow::Borrowed(text) }
    }

    /// Whether it is the one that the program carries, which the tests have read through.
    pub fn is_embedded(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    /// Reads the file as TOML.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        toml::from_str(&self.text).map_err(|error| {
            self.at(
                error.span().unwrap_or(0..0),
                error.message().replace('\n', "; "),
                "see the comments at the head of the file the program carries",
            )
        })
    }

    /// Refuses an id that cannot be the name of a page: `../x` would leave the folder of the site, and `index` is the
    /// list of all.
    pub fn check_id(&self, id: &Spanned<String>) -> Result<(), Diagnostic> {
        let name = id.get_ref();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.is_empty() && name.chars().all(is_plain) && name != "index" {
            return Ok(());
        }
        let help = "ids are made of a-z, 0-9 and _, and none is `index`: each is the name of a page";
        Err(self.at(id.span(), format!("`{name}` cannot be an id"), help))
    }

    /// Reads a pattern of the file, given as the regular expression that it stands for.
    pub fn pattern<R: Compile>(&self, pattern: &Spanned<String>, expanded: String) -> Result<Late<R>, Diagnostic> {
        if self.is_embedded() {
            return Ok(Late::trusted(expanded));
        }
        Late::new(expanded).map_err(|error| {
            let why = error.to_string();
            let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
            self.at(
                pattern.span(),
                format!("this pattern cannot be read: {last}"),
                "patterns are regular expressions of the Rust crate `regex`",
            )
        })
    }

    /// An error at a byte range of the file.
    pub fn at(&self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::error("rules", &self.shown, message).at(Place::of(&self.text, range, 1)).help(help)
    }

    /// An error about a whole line, counted from 1.
    pub fn at_line(&self, line: usize, message: &str, help: &str) -> Diagnostic {
        let start: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let length = self.text[start..].lines().next().map_or(0, str::len);
        self.at(start..start + length, message, help)
    }
}
