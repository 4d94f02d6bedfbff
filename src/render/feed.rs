//! What machines follow: feed, sitemap, robots.
//!
//! Addresses in them should be absolute. Without a `base_url` they are relative to the site's root: enough to
//! follow by hand, and `robots.txt` then names no sitemap.

use std::collections::BTreeMap;

use crate::archive::Entry;
use crate::output::RenderedFile;
use crate::page::Site;
use crate::rules::PlaceId;

/// Entries in the feed.
const NEWEST: usize = 50;

/// Pages in one sitemap, as its protocol allows.
const PAGES_OF_SITEMAP: usize = 50_000;
/// What a host sends with every page if it reads the file `_headers`: nothing from elsewhere is ever loaded.
pub const HEADERS: [(&str, &str); 3] = [
    ("Content-Security-Policy", "default-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
];

/// Renders `feed.xml`, `feeds/<province>.xml`, `sitemap.xml`, `robots.txt` and `_headers`.
pub fn render_feeds<'p>(site: &Site, paths: impl Iterator<Item = &'p str>) -> Vec<RenderedFile> {
    let file = |path: &str, text: String| RenderedFile { path: path.to_owned(), bytes: text.into_bytes() };
    let base = &site.config.base_url;
    let all: Vec<&Entry> = site.archive.entries.iter().collect();
    let mut rendered = vec![file("feed.xml", atom(site, "feed.xml", &site.config.title, "index.html", all))];
    let mut provinces: BTreeMap<PlaceId, Vec<&Entry>> = BTreeMap::new();
    for entry in &site.archive.entries {
        if let Some(place) = entry.place() {
            provinces.entry(site.province(place)).or_default().push(entry);
        }
    }
    for (province, entries) in provinces {
        let place = site.rules.regions.place(province);
        let path = format!("feeds/{}.xml", place.code);
        let title = format!("{} · {}", place.name, site.config.title);
        rendered.push(file(&path, atom(site, &path, &title, &format!("regions/{}.html", place.code), entries)));
    }
    rendered.extend(sitemaps(base, paths).into_iter().map(|(path, text)| file(&path, text)));
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    if !base.is_empty() {
        robots.push_str(&format!("Sitemap: {base}/sitemap.xml\n"));
    }
    rendered.push(file("robots.txt", robots));
    let headers: String = HEADERS.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect();
    rendered.push(file("_headers", format!("/*\n{headers}")));
    rendered
}

/// Renders `_redirects`, which many hosts read: an answer of the host itself keeps what follows the address, its
/// passage above all, where a page that sends on cannot.
pub fn render_redirects(site: &Site) -> Option<RenderedFile> {
    let redirects = &site.archive.redirects;
    // A site below its host's root has its own path before every address.
    let root = site.config.base_url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or_default();
    let line =
        |(former, entry): (&String, &usize)| format!("{root}/reports/{former}.html {root}/{} 301\n", site.archive.entries[*entry].page());
    let lines: String = redirects.iter().map(line).collect();
    (!lines.is_empty()).then(|| RenderedFile { path: "_redirects".to_owned(), bytes: lines.into_bytes() })
}

/// The sitemap; of a large archive an index and its parts.
fn sitemaps<'p>(base: &str, paths: impl Iterator<Item = &'p str>) -> Vec<(String, String)> {
    let mut pages: Vec<&str> = paths.filter(|path| path.ends_with(".html") && *path != "404.html").collect();
    pages.sort_unstable();
    let map = |pages: &[&str]| listed("urlset", "url", pages.iter().map(|page| absolute(base, page)));
    if pages.len() <= PAGES_OF_SITEMAP {
        return vec![("sitemap.xml".to_owned(), map(&pages))];
    }
    let parts: Vec<(String, String)> =
        pages.chunks(PAGES_OF_SITEMAP).enumerate().map(|(at, pages)| (format!("sitemaps/{at}.xml"), map(pages))).collect();
    let index = listed("sitemapindex", "sitemap", parts.iter().map(|(path, _)| absolute(base, path)));
    [("sitemap.xml".to_owned(), index)].into_iter().chain(parts).collect()
}

fn listed(list: &str, item: &str, addresses: impl Iterator<Item = String>) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{list} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for address in addresses {
        xml.push_str(&format!("<{item}><loc>{}</loc></{item}>\n", escape(&address)));
    }
    xml.push_str(&format!("</{list}>\n"));
    xml
}

fn absolute(base: &str, path: &str) -> String {
    if base.is_empty() { path.to_owned() } else { format!("{base}/{path}") }
}

fn atom(site: &Site, path: &str, title: &str, page: &str, mut entries: Vec<&Entry>) -> String {
    let base = &site.config.base_url;
    // No clock: an entry is as new as its report, and one without a date cannot be news.
    entries.retain(|entry| !entry.summary.published.is_empty());
    entries.sort_by(|a, b| b.summary.published.cmp(&a.summary.published).then_with(|| a.address.cmp(&b.address)));
    entries.truncate(NEWEST);
    let date = |published: &str| format!("{}T00:00:00Z", if published.is_empty() { "1970-01-01" } else { published });
    let updated = entries.first().map_or_else(|| date(""), |entry| date(&entry.summary.published));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<id>{}</id>\n<title>{}</title>\n<subtitle>{}</subtitle>\n<updated>{updated}</updated>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n<author><name>{}</name></author>\n",
        escape(&if base.is_empty() { format!("urn:fangzhi:{path}") } else { format!("{base}/{path}") }),
        escape(title),
        escape(&site.config.description),
        escape(&absolute(base, path)),
        escape(&absolute(base, page)),
        escape(&site.config.title),
    );
    for entry in entries {
        let summary = &entry.summary;
        let page = entry.page();
        let id = if base.is_empty() { format!("urn:sha256:{}", entry.summary.text_hash) } else { format!("{base}/{page}") };
        feed.push_str(&format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            escape(&id),
            escape(&summary.title),
            date(&summary.published),
            escape(&absolute(base, &page)),
            escape(&format!("{} {}：{} 个指标值", summary.issuer, summary.published, summary.observations)),
        ));
    }
    feed.push_str("</feed>\n");
    feed
}

/// Text in XML; characters that XML cannot hold are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}
