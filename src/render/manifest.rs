//! What a site was made from: `data/manifest.json`.
//!
//! With the sources that it names, the same program and the same rules, anyone can make the folder again, byte for byte,
//! and hold it against its checksums. Refuses what differs from one machine to the next: days, paths, names.

use serde::{Deserialize, Serialize};

use super::Renderer;
use crate::diagnostic::Diagnostic;
use crate::output::RenderedFile;
use crate::page::Site;
use crate::rules::rule_files;

/// Where the manifest stands in the site.
pub const MANIFEST: &str = "data/manifest.json";

/// The inputs of a site.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub program: Program,
    pub settings: Settings,
    /// The rule files and the words of pages.
    pub rules: Vec<Input>,
    /// Of all templates together.
    pub templates: String,
    /// Every source that a page or the ledger is made of.
    pub sources: Vec<Input>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub name: String,
    pub version: String,
    /// Of the program's own text.
    pub sources: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub title: String,
    pub description: String,
    pub language: String,
    pub base_url: String,
    pub search: bool,
    pub redact: bool,
}

/// A file by its bytes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    pub path: String,
    pub sha256: String,
}

/// This program.
pub fn this_program() -> Program {
    Program {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sources: env!("FANGZHI_SOURCES").to_owned(),
    }
}

/// Renders the manifest.
pub fn render_manifest(site: &Site, renderer: &Renderer, with_search: bool) -> Result<RenderedFile, Diagnostic> {
    let config = site.config;
    let of_entries = site.archive.entries.iter().flat_map(|entry| entry.sources());
    let mut sources: Vec<Input> =
        of_entries.map(|summary| Input { path: summary.source.clone(), sha256: summary.sha256.clone() }).collect();
    sources.sort();
    let rules = rule_files(config.data().as_deref())?;
    let manifest = Manifest {
        program: this_program(),
        settings: Settings {
            title: config.title.clone(),
            description: config.description.clone(),
            language: config.language.name().to_owned(),
            base_url: config.base_url.clone(),
            search: with_search,
            redact: config.redact,
        },
        rules: rules.into_iter().map(|(name, sha256)| Input { path: format!("data/{name}"), sha256 }).collect(),
        templates: renderer.fingerprint().to_string(),
        sources,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("the manifest is plain JSON");
    bytes.push(b'\n');
    Ok(RenderedFile { path: MANIFEST.to_owned(), bytes })
}
