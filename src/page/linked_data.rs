//! What search engines and catalogues read of a page: JSON-LD in the words of schema.org.

use serde_json::{Value, json};

use super::{Site, display_title};

/// A report.
pub fn report(site: &Site, at: usize) -> String {
    let entry = &site.archive.entries[at];
    let summary = &entry.summary;
    let page = format!("reports/{}", entry.address);
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "name": display_title(entry, site.language),
        "inLanguage": "zh",
        "url": address(site, &format!("{page}.html")),
        "encoding": { "@type": "MediaObject", "encodingFormat": "text/markdown", "contentUrl": address(site, &format!("{page}.md")) },
        "isPartOf": { "@type": "Dataset", "name": site.config.title, "url": address(site, "index.html") },
    });
    let mut add = |name: &str, value: Value| data[name] = value;
    if !summary.issuer.is_empty() {
        add("author", json!({ "@type": "GovernmentOrganization", "name": summary.issuer }));
    }
    if !summary.published.is_empty() {
        add(if summary.is_only_signed { "dateCreated" } else { "datePublished" }, json!(summary.published));
    }
    if let Some(year) = summary.year {
        add("temporalCoverage", json!(year.to_string()));
    }
    if let Some(place) = entry.place() {
        let row = site.rules.regions.place(place);
        add(
            "spatialCoverage",
            json!({ "@type": "AdministrativeArea", "name": site.rules.regions.full_name(place), "identifier": row.code }),
        );
    }
    if let Some(number) = Some(&summary.document_number).filter(|number| !number.is_empty()) {
        add("reportNumber", json!(number));
    }
    if !summary.source_url.is_empty() {
        add("isBasedOn", json!(summary.source_url));
    }
    script(&data)
}

/// The archive.
pub fn dataset(site: &Site) -> String {
    let years: Vec<u16> = site.archive.by_year.keys().copied().collect();
    let table = |name: &str| json!({ "@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": address(site, &format!("data/{name}.csv")) });
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": site.config.title,
        "description": site.config.description,
        "inLanguage": "zh",
        "url": address(site, "index.html"),
        "spatialCoverage": { "@type": "Country", "name": site.language.say("site.country") },
        "variableMeasured": site.rules.indicators.list.iter().map(|indicator| site.indicator_name(indicator)).collect::<Vec<_>>(),
        "distribution": [table("observations"), table("reports"), table("quantities")],
    });
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        data["temporalCoverage"] = json!(format!("{first}/{last}"));
    }
    script(&data)
}

fn address(site: &Site, path: &str) -> String {
    let base = &site.config.base_url;
    if base.is_empty() { path.to_owned() } else { format!("{base}/{path}") }
}

/// JSON that no word of a report can end before its time: `</script>` in a title stays a title.
fn script(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
