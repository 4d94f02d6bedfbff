//! Models to files.
//!
//! Input: the page models and tables. Output: [`RenderedFile`]s. Refuses to decide anything: what a page says
//! is in its model, how it looks in its template.

mod data;
mod feed;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod search;
mod templates;
mod words;

use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::output::RenderedFile;
use crate::page::{
    Routed, Site, compare_page, coverage_pages, home_page, indicator_index, indicator_pages, region_index, region_pages, report_page,
    search_page, shared_index, shared_pages, topic_index, topic_pages, year_index, year_pages,
};
use crate::search::make_index;
pub use templates::Renderer;

/// A page of prose, as Markdown.
#[derive(Serialize)]
struct ProsePage<'a> {
    title: &'a str,
    body: &'a str,
}

impl Renderer {
    /// Renders the whole site.
    pub fn render_site(&self, site: &Site) -> Result<Vec<RenderedFile>, Diagnostic> {
        let mut files = data::render_tables(site);
        files.extend(self.static_files.iter().cloned());
        files.push(self.page(site, "home.html", "index.html", "", &home_page(site))?);
        files.push(self.page(site, "region_index.html", "regions/index.html", "regions", &region_index(site))?);
        files.push(self.page(site, "year_index.html", "years/index.html", "years", &year_index(site))?);
        files.push(self.page(site, "topic_index.html", "topics/index.html", "topics", &topic_index(site))?);
        files.push(self.page(site, "indicator_index.html", "indicators/index.html", "indicators", &indicator_index(site))?);
        files.extend(self.pages(site, "region.html", "regions", &region_pages(site))?);
        files.extend(self.pages(site, "year.html", "years", &year_pages(site))?);
        files.extend(self.pages(site, "topic.html", "topics", &topic_pages(site))?);
        files.extend(self.pages(site, "indicator.html", "indicators", &indicator_pages(site))?);
        files.extend(self.pages(site, "coverage.html", "coverage", &coverage_pages(site))?);
        files.push(self.page(site, "shared_index.html", "shared/index.html", "shared", &shared_index(site))?);
        files.extend(self.pages(site, "shared.html", "shared", &shared_pages(site))?);
        files.push(self.page(site, "compare.html", "compare.html", "compare", &compare_page(site))?);
        files.push(self.page(site, "search.html", "search.html", "search", &search_page(site))?);
        for (name, title) in [("about", "nav.about"), ("404", "nav.missing_page")] {
            let page = ProsePage { title: site.language.say(title), body: self.prose(name) };
            files.push(self.page(site, "prose.html", &format!("{name}.html"), name, &page)?);
        }
        let reports: Vec<RenderedFile> = (0..site.archive.entries.len())
            .into_par_iter()
            .map(|at| {
                let path = format!("reports/{}.html", site.archive.entries[at].address);
                self.page(site, "report.html", &path, "reports", &report_page(site, at))
            })
            .collect::<Result<_, _>>()?;
        files.extend(reports);
        files.extend(site.archive.entries.iter().map(markdown::render_markdown));
        files.extend(search::render_index(site, &make_index(site.archive, site.rules)));
        files.extend(feed::render_feeds(site, &files));
        let sums = data::render_checksums(&files);
        files.push(sums);
        Ok(files)
    }

    fn pages<T: Serialize + Sync>(
        &self,
        site: &Site,
        template: &str,
        section: &str,
        pages: &[Routed<T>],
    ) -> Result<Vec<RenderedFile>, Diagnostic> {
        pages.par_iter().map(|routed| self.page(site, template, &routed.path, section, &routed.page)).collect()
    }
}
