//! What stands where a report stood before.

use serde::Serialize;

use super::{Routed, Site, display_title};

#[derive(Debug, Serialize)]
pub struct RedirectPage {
    pub title: String,
    /// The page of the report now.
    pub href: String,
}

/// The model of the page at a former address of an entry.
pub fn redirect_page(site: &Site, former: &str, entry: usize) -> Routed<RedirectPage> {
    let entry = &site.archive.entries[entry];
    let page = RedirectPage { title: display_title(entry, site.language), href: entry.page() };
    Routed { path: format!("reports/{former}.html"), page }
}
