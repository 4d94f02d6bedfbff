//! `site.toml`: what the archive is called and where things are.
//!
//! Input: the file, and what the user typed. Output: [`Config`]. Refuses unknown keys: a misspelt one would
//! silently do nothing. Refuses unknown languages too.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostic, Place};
use crate::language::Tongue;
use crate::source::{reason, with_slashes};
use crate::web_address::web_address;

/// The settings of an archive, ready to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// The language of the pages; reports stay in theirs.
    pub language: Tongue,
    /// Where the site will stand, without a slash at the end; empty when it is not known.
    pub base_url: String,
    /// The folder of sources.
    pub content: PathBuf,
    /// The folder that the site is written to.
    pub output: PathBuf,
    /// Whether personal data in reports is masked wherever the site shows it.
    pub redact: bool,
    /// The folder of `site.toml`, in which `data`, `templates` and `static` override what the program carries.
    pub site: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConfigFile {
    title: Option<String>,
    description: Option<String>,
    language: Option<Spanned<String>>,
    base_url: Option<Spanned<String>>,
    content: PathBuf,
    output: PathBuf,
    redact: bool,
}

impl Default for ConfigFile {
    fn default() -> ConfigFile {
        ConfigFile {
            title: None,
            description: None,
            language: None,
            base_url: None,
            content: "content".into(),
            output: "public".into(),
            redact: false,
        }
    }
}

/// What helps where an address of a site is none.
pub const BASE_URL_HELP: &str = "it begins with http:// or https:// and has no question mark: https://example.org/archive";

/// The address at which a site will stand, without a slash at the end; an empty one is not known. The error says what
/// is wrong with it: sitemap, feed and citations would lead nowhere.
pub fn read_base_url(typed: &str) -> Result<String, String> {
    let address = typed.trim_end_matches('/');
    let is_one =
        address.is_empty() || (web_address(address).as_deref() == Some(address) && !address.contains(['?', '#', '"', '<', '>', '\\']));
    if is_one { Ok(address.to_owned()) } else { Err(format!("`{typed}` is no address of a site")) }
}

/// The keys, as diagnostics list them.
const KEYS: &str = "allowed: title, description, language, base_url, content, output, redact";

impl Config {
    /// The folder whose rule files replace those that the program carries.
    pub fn data(&self) -> Option<PathBuf> {
        Some(self.site.join("data")).filter(|folder| folder.is_dir())
    }

    /// Reads `site.toml`; a missing file has the defaults. Folders in it are relative to it.
    pub fn read(path: &Path) -> Result<Config, Diagnostic> {
        let shown = with_slashes(path);
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && path == Path::new("site.toml") => String::new(),
            Err(error) => {
                return Err(Diagnostic::error("config", &shown, format!("cannot read the configuration: {}", reason(&error)))
                    .help("give the path of a site.toml with --config"));
            }
        };
        let file: ConfigFile = toml::from_str(&text).map_err(|error| {
            Diagnostic::error("config", &shown, error.message().lines().next().unwrap_or_default())
                .at(Place::of(&text, error.span().unwrap_or(0..0), 1))
                .help(KEYS)
        })?;
        let language = match &file.language {
            None => Tongue::Chinese,
            Some(name) => Tongue::ALL.into_iter().find(|tongue| tongue.name() == name.get_ref()).ok_or_else(|| {
                Diagnostic::error("config", &shown, format!("unknown language `{}`", name.get_ref()))
                    .at(Place::of(&text, name.span(), 1))
                    .help(format!("allowed: {}", Tongue::ALL.map(Tongue::name).join(", ")))
            })?,
        };
        let (title, description) = match language {
            Tongue::Chinese => ("方志", "法治政府建设年度报告档案"),
            Tongue::English => ("Fangzhi", "Archive of governments' annual reports on building rule-of-law government"),
        };
        let site = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(Config {
            title: file.title.unwrap_or_else(|| title.to_owned()),
            description: file.description.unwrap_or_else(|| description.to_owned()),
            language,
            base_url: match &file.base_url {
                None => String::new(),
                Some(base_url) => read_base_url(base_url.get_ref()).map_err(|says| {
                    Diagnostic::error("config", &shown, says).at(Place::of(&text, base_url.span(), 1)).help(BASE_URL_HELP)
                })?,
            },
            content: site.join(file.content),
            output: site.join(file.output),
            redact: file.redact,
            site,
        })
    }
}
