//! Models to files.
//!
//! Input: the page models and tables. Output: [`RenderedFile`]s. Refuses to decide anything: what a page says
//! is in its model, how it looks in its template.

mod data;
mod markdown;

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::output::RenderedFile;
use crate::page::Site;

/// The templates, compiled.
pub struct Renderer {}

impl Renderer {
    pub fn load(_site: &Path) -> Result<Renderer, Diagnostic> {
        Ok(Renderer {})
    }

    pub fn render_site(&self, site: &Site) -> Result<Vec<RenderedFile>, Diagnostic> {
        let mut files = data::render_tables(site);
        files.extend(site.archive.entries.iter().map(markdown::render_markdown));
        Ok(files)
    }
}
