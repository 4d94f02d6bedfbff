//! Pages from models, where the last build did not make them from the same.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::output::Update;
use crate::page::{Routed, Site};
use crate::render::{Renderer, registers, render_short_tables};

/// Prints pages into the update.
pub struct Press<'a> {
    pub site: &'a Site<'a>,
    pub renderer: &'a Renderer,
    pub update: &'a Update<'a>,
    /// Of all that every page is made from.
    house: Fingerprint,
}

/// A page that has to be made.
pub struct Due<'p> {
    template: &'p str,
    section: &'p str,
    path: &'p str,
    made_from: Fingerprint,
}

/// A page of prose, as Markdown.
#[derive(Serialize)]
struct ProsePage<'a> {
    title: &'a str,
    body: &'a str,
}

impl<'a> Press<'a> {
    pub fn new(site: &'a Site<'a>, renderer: &'a Renderer, update: &'a Update<'a>) -> Press<'a> {
        let config = site.config;
        let house = Fingerprint::of(&(
            (env!("FANGZHI_SOURCES"), site.rules.fingerprint, renderer.fingerprint()),
            (&config.title, &config.description, &config.base_url, config.language.name()),
        ));
        Press { site, renderer, update, house }
    }

    /// The fingerprint of something that is made from these inputs and from what every page is made from.
    pub fn fingerprint(&self, inputs: &impl Serialize) -> Fingerprint {
        Fingerprint::of(&(self.house, inputs))
    }

    /// The page of these inputs, if it has to be made. They must name everything that its model is made from,
    /// beside what every page is made from; the model itself will do.
    pub fn due<'p>(&self, (template, section): (&'p str, &'p str), path: &'p str, inputs: &impl Serialize) -> Option<Due<'p>> {
        let made_from = self.fingerprint(&(template, section, path, inputs));
        (!self.update.keep(path, made_from)).then_some(Due { template, section, path, made_from })
    }

    /// Prints a page that is due.
    pub fn print(&self, due: Due, page: &impl Serialize) -> Result<(), Diagnostic> {
        self.update.put(&self.renderer.page(self.site, due.template, due.path, due.section, page)?, Some(due.made_from))
    }

    /// Prints a page whose model is at hand.
    pub fn page(&self, template: &str, section: &str, path: &str, page: &impl Serialize) -> Result<(), Diagnostic> {
        self.due((template, section), path, page).map_or(Ok(()), |due| self.print(due, page))
    }

    pub fn routed(&self, template: &str, section: &str, routed: &Routed<impl Serialize>) -> Result<(), Diagnostic> {
        self.page(template, section, &routed.path, &routed.page)
    }

    pub fn all<T: Serialize + Sync>(&self, template: &str, section: &str, pages: &[Routed<T>]) -> Result<(), Diagnostic> {
        pages.par_iter().try_for_each(|routed| self.routed(template, section, routed))
    }

    /// Prints a page of prose.
    pub fn prose(&self, name: &str, title: &str) -> Result<(), Diagnostic> {
        let page = ProsePage { title: self.site.language.say(title), body: self.renderer.prose(name) };
        self.page("prose.html", name, &format!("{name}.html"), &page)
    }

    /// The first line of each table, by path.
    pub fn headers(&self) -> BTreeMap<String, Vec<u8>> {
        let short = render_short_tables(self.site.archive, self.site.rules).into_iter().map(|file| (file.path, file.bytes));
        let first_line = |mut bytes: Vec<u8>| {
            bytes.truncate(bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len()));
            bytes
        };
        let all = registers().into_iter().map(|(path, frame)| (path, frame.before)).chain(short);
        all.filter(|(path, _)| path.ends_with(".csv")).map(|(path, bytes)| (path, first_line(bytes))).collect()
    }
}
