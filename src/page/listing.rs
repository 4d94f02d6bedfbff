//! Links in lists.

use serde::Serialize;

/// A link to a page of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub name: String,
    pub href: String,
}

/// A report in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ReportLink {
    pub title: String,
    pub href: String,
    pub region: String,
    pub year: String,
    /// Empty for the annual report of a government.
    pub kind: String,
    pub issuer: String,
    pub published: String,
    pub observations: usize,
    /// Whether its figures stand in the tables.
    pub counts: bool,
}

/// A link with the number of what is behind it.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    pub name: String,
    pub href: String,
    pub count: usize,
}
