//! What machines follow: feed, sitemap, robots.
//!
//! Addresses in them should be absolute. Without a `base_url` they are relative to the site's root: enough to
//! follow by hand, and `robots.txt` then names no sitemap.

use crate::output::RenderedFile;
use crate::page::Site;

/// Entries in the feed.
const NEWEST: usize = 50;

/// Renders `feed.xml`, `sitemap.xml` and `robots.txt`.
pub fn render_feeds(site: &Site, files: &[RenderedFile]) -> Vec<RenderedFile> {
    let base = &site.config.base_url;
    let mut rendered = vec![RenderedFile { path: "feed.xml".to_owned(), bytes: atom(site).into_bytes() }];
    let mut pages: Vec<&str> =
        files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with(".html") && *path != "404.html").collect();
    pages.sort_unstable();
    let mut sitemap =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for page in pages {
        sitemap.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&absolute(base, page))));
    }
    sitemap.push_str("</urlset>\n");
    rendered.push(RenderedFile { path: "sitemap.xml".to_owned(), bytes: sitemap.into_bytes() });
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    if !base.is_empty() {
        robots.push_str(&format!("Sitemap: {base}/sitemap.xml\n"));
    }
    rendered.push(RenderedFile { path: "robots.txt".to_owned(), bytes: robots.into_bytes() });
    rendered
}

fn absolute(base: &str, path: &str) -> String {
    if base.is_empty() { path.to_owned() } else { format!("{base}/{path}") }
}

fn atom(site: &Site) -> String {
    let base = &site.config.base_url;
    // No clock: an entry is as new as its report, and one without a date cannot be news.
    let mut entries: Vec<_> = site.archive.entries.iter().filter(|entry| !entry.report.metadata.published.value.is_empty()).collect();
    entries
        .sort_by(|a, b| b.report.metadata.published.value.cmp(&a.report.metadata.published.value).then_with(|| a.address.cmp(&b.address)));
    entries.truncate(NEWEST);
    let date = |published: &str| format!("{}T00:00:00Z", if published.is_empty() { "1970-01-01" } else { published });
    let updated = entries.first().map_or_else(|| date(""), |entry| date(&entry.report.metadata.published.value));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<id>{}</id>\n<title>{}</title>\n<subtitle>{}</subtitle>\n<updated>{updated}</updated>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n<author><name>{}</name></author>\n",
        escape(&if base.is_empty() { "urn:fangzhi:archive".to_owned() } else { format!("{base}/") }),
        escape(&site.config.title),
        escape(&site.config.description),
        escape(&absolute(base, "feed.xml")),
        escape(&absolute(base, "index.html")),
        escape(&site.config.title),
    );
    for entry in entries {
        let metadata = &entry.report.metadata;
        let page = format!("reports/{}.html", entry.address);
        let id = if base.is_empty() { format!("urn:sha256:{}", entry.report.text_hash) } else { format!("{base}/{page}") };
        feed.push_str(&format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            escape(&id),
            escape(&metadata.title.value),
            date(&metadata.published.value),
            escape(&absolute(base, &page)),
            escape(&format!(
                "{} {}：{} 个指标值",
                metadata.issuer.value,
                metadata.published.value,
                entry.report.assessment.observations.len()
            )),
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
