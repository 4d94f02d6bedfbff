//! Templates and static files: embedded, and overridden one by one by the site's folders.

use std::fs;
use std::path::Path;

use pulldown_cmark::{Options, Parser, html};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};
use walkdir::WalkDir;

use super::words;
use crate::diagnostic::Diagnostic;
use crate::hash::{Fingerprint, sha256};
use crate::language::{Language, Tongue};
use crate::output::RenderedFile;
use crate::page::Site;
use crate::source::{reason, with_slashes};

/// The templates that the program carries.
const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/base.html")),
    ("change_index.html", include_str!("../../templates/change_index.html")),
    ("changes.html", include_str!("../../templates/changes.html")),
    ("compare.html", include_str!("../../templates/compare.html")),
    ("coverage.html", include_str!("../../templates/coverage.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("indicator.html", include_str!("../../templates/indicator.html")),
    ("indicator_index.html", include_str!("../../templates/indicator_index.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("prose.html", include_str!("../../templates/prose.html")),
    ("redirect.html", include_str!("../../templates/redirect.html")),
    ("region.html", include_str!("../../templates/region.html")),
    ("region_index.html", include_str!("../../templates/region_index.html")),
    ("report.html", include_str!("../../templates/report.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("shared.html", include_str!("../../templates/shared.html")),
    ("shared_index.html", include_str!("../../templates/shared_index.html")),
    ("topic.html", include_str!("../../templates/topic.html")),
    ("topic_index.html", include_str!("../../templates/topic_index.html")),
    ("year.html", include_str!("../../templates/year.html")),
    ("year_index.html", include_str!("../../templates/year_index.html")),
];

/// Pages of prose that the program carries: their language, their name, their file.
const PROSE: &[(Tongue, &str, &str, &str)] = &[
    (Tongue::Chinese, "about", "about.md", include_str!("../../templates/about.md")),
    (Tongue::Chinese, "404", "404.md", include_str!("../../templates/404.md")),
    (Tongue::English, "about", "about.en.md", include_str!("../../templates/about.en.md")),
    (Tongue::English, "404", "404.en.md", include_str!("../../templates/404.en.md")),
];

/// Static files that the program carries.
const STATIC: &[(&str, &[u8])] = &[
    ("compare.js", include_bytes!("../../static/compare.js")),
    ("icon.svg", include_bytes!("../../static/icon.svg")),
    ("search.js", include_bytes!("../../static/search.js")),
    ("site.js", include_bytes!("../../static/site.js")),
    ("style.css", include_bytes!("../../static/style.css")),
];

/// The templates and pages of prose that the program carries: names below `templates/`, and their bytes.
pub fn embedded_templates() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let templates = TEMPLATES.iter().map(|(name, text)| (*name, text.as_bytes()));
    templates.chain(PROSE.iter().map(|(_, _, name, text)| (*name, text.as_bytes())))
}

/// The static files that the program carries: names below `static/`, and their bytes.
pub fn embedded_static() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    STATIC.iter().copied()
}

/// The templates, compiled, and the static files.
pub struct Renderer {
    tera: Tera,
    prose: Vec<(String, String)>,
    static_files: Vec<RenderedFile>,
    fingerprint: Fingerprint,
}

/// What every template may use beside its page.
#[derive(Serialize)]
struct SiteContext<'a> {
    title: &'a str,
    description: &'a str,
    base_url: &'a str,
}

impl Renderer {
    /// Compiles the templates; a file in the site's `templates` or `static` replaces the embedded one of the
    /// same name.
    pub fn load(site: &Path, language: &Language) -> Result<Renderer, Diagnostic> {
        let read = |path: &Path| {
            fs::read(path).map_err(|error| {
                Diagnostic::error("unreadable", &with_slashes(path), format!("cannot read this file: {}", reason(&error)))
                    .help("remove it to use the one inside the program")
            })
        };
        let text = |folder: &str, name: &str, embedded: &str| -> Result<String, Diagnostic> {
            let path = site.join(folder).join(name);
            if !path.is_file() {
                return Ok(embedded.to_owned());
            }
            String::from_utf8(read(&path)?)
                .map_err(|_| Diagnostic::error("template", &with_slashes(&path), "this template is not UTF-8").help("save it as UTF-8"))
        };
        refuse_unknown(&site.join("templates"))?;
        let mut tera = Tera::new();
        tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| markdown_to_html(text));
        words::register(&mut tera, language);
        let templates = TEMPLATES
            .iter()
            .map(|(name, embedded)| Ok((*name, text("templates", name, embedded)?)))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        let fingerprint = Fingerprint::of(&templates);
        // As they are first, for the places of errors.
        tera.add_raw_templates(templates.iter().map(|(name, text)| (*name, text))).map_err(|error| template_error(&error))?;
        let said = templates.iter().map(|(name, text)| (*name, words::say_constants(text, language)));
        tera.add_raw_templates(said.collect::<Vec<_>>()).map_err(|error| template_error(&error))?;
        let prose = PROSE
            .iter()
            .filter(|(tongue, ..)| *tongue == language.tongue)
            .map(|(_, name, file, embedded)| Ok(((*name).to_owned(), text("templates", file, embedded)?)))
            .collect::<Result<_, Diagnostic>>()?;
        let mut static_files: Vec<RenderedFile> =
            STATIC.iter().map(|(name, bytes)| RenderedFile { path: format!("static/{name}"), bytes: bytes.to_vec() }).collect();
        let folder = site.join("static");
        let entries = if folder.is_dir() { WalkDir::new(&folder).sort_by_file_name().into_iter().collect() } else { Vec::new() };
        for entry in entries {
            let entry = entry.map_err(|error| {
                Diagnostic::error("unreadable", &with_slashes(&folder), format!("cannot walk this folder: {error}"))
                    .help("check its permissions and links")
            })?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = format!("static/{}", with_slashes(entry.path().strip_prefix(&folder).unwrap_or(entry.path())));
            let bytes = read(entry.path())?;
            match static_files.iter_mut().find(|file| file.path == path) {
                Some(file) => file.bytes = bytes,
                None => static_files.push(RenderedFile { path, bytes }),
            }
        }
        Ok(Renderer { tera, prose, static_files, fingerprint })
    }

    /// Of the templates: every page is made from them.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Of the templates, the prose and the static files: a build of the same writes the same.
    pub fn whole_fingerprint(&self) -> Fingerprint {
        let files: Vec<_> = self.static_files.iter().map(|file| (&file.path, sha256(&file.bytes))).collect();
        Fingerprint::of(&(self.fingerprint, &self.prose, files))
    }

    /// Files that go into the site as they are.
    pub fn static_files(&self) -> &[RenderedFile] {
        &self.static_files
    }

    /// The text of a page of prose, as Markdown.
    pub fn prose(&self, name: &str) -> &str {
        self.prose.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.as_str())
    }

    /// Renders one page.
    pub fn page(&self, site: &Site, template: &str, path: &str, section: &str, page: &impl Serialize) -> Result<RenderedFile, Diagnostic> {
        let config = site.config;
        let mut context = Context::new();
        context.insert("site", &SiteContext { title: &config.title, description: &config.description, base_url: &config.base_url });
        context.insert("language", site.language.tongue.tag());
        context.insert("page", page);
        context.insert("root", &"../".repeat(path.matches('/').count()));
        context.insert("section", section);
        context.insert("canonical", &if config.base_url.is_empty() { String::new() } else { format!("{}/{path}", config.base_url) });
        let mut bytes = Vec::new();
        self.tera.render_to(template, &context, &mut bytes).map_err(|error| template_error(&error))?;
        Ok(RenderedFile { path: path.to_owned(), bytes })
    }
}

/// Refuses a template of a name that no page uses: it would silently change nothing. What an editor leaves beside a
/// template (`base.html~`) is none.
fn refuse_unknown(folder: &Path) -> Result<(), Diagnostic> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !name.ends_with('~'))
        .collect();
    names.sort();
    let known = |name: &String| TEMPLATES.iter().any(|(known, _)| known == name) || PROSE.iter().any(|(_, _, known, _)| known == name);
    match names.iter().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => {
            let templates: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).chain(PROSE.iter().map(|(_, _, name, _)| *name)).collect();
            Err(Diagnostic::error("template", &format!("{}/{name}", with_slashes(folder)), "no page uses a template of this name")
                .help(format!("templates: {}", templates.join(", "))))
        }
    }
}

/// Prose to HTML; markup written in HTML is shown as text.
fn markdown_to_html(text: &str) -> String {
    use pulldown_cmark::Event;
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = Parser::new_ext(text, options).map(|event| match event {
        Event::Html(markup) | Event::InlineHtml(markup) => Event::Text(markup),
        other => other,
    });
    let mut shown = String::new();
    html::push_html(&mut shown, events);
    shown
}

fn template_error(error: &tera::Error) -> Diagnostic {
    let help = "undefined names are errors; compare with the template the program carries";
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let shown = format!("templates/{}", report.filename());
            let span = report.span();
            Diagnostic::error("template", &format!("{shown}:{}:{}", span.start_line, span.start_col + 1), report.message()).help(help)
        }
        _ => Diagnostic::error("template", "templates", error.to_string()).help(help),
    }
}
