//! The files of `data/`.

use rayon::prelude::*;
use serde::Serialize;

use crate::archive::tables;
use crate::citation::{Citation, Style};
use crate::hash::hash_of;
use crate::output::RenderedFile;
use crate::page::Site;

/// Renders every table as CSV and JSON.
pub fn render_tables(site: &Site) -> Vec<RenderedFile> {
    let (archive, rules) = (site.archive, site.rules);
    let entries = &archive.entries;
    let reports: Vec<_> = entries.iter().map(|entry| tables::report_row(entry, rules)).collect();
    let observations: Vec<_> = entries.par_iter().flat_map_iter(|entry| tables::observation_rows(entry, rules)).collect();
    let quantities: Vec<_> = entries.par_iter().flat_map_iter(|entry| tables::quantity_rows(entry, rules)).collect();
    let removed: Vec<_> = entries.par_iter().flat_map_iter(tables::removed_rows).collect();
    let topics: Vec<_> = entries.par_iter().flat_map_iter(|entry| tables::topic_rows(entry, rules)).collect();
    let compliance: Vec<_> = entries.iter().map(|entry| tables::compliance_row(entry, rules)).collect();
    let mut files = [
        table("reports", &reports),
        table("observations", &observations),
        table("quantities", &quantities),
        table("removed", &removed),
        table("indicators", &tables::indicator_rows(archive, rules)),
        table("topics", &topics),
        table("regions", &tables::region_rows(archive, rules)),
        table("compliance", &compliance),
        table("checks", &tables::check_rows(archive, rules)),
    ]
    .concat();
    files.extend(render_citations(site));
    #[cfg(feature = "parquet")]
    for name in ["observations", "reports"] {
        let csv = files.iter().find(|file| file.path == format!("data/{name}.csv"));
        let parquet = csv.map(super::parquet::render_parquet);
        files.extend(parquet);
    }
    let package = render_package(site, &files);
    files.push(package);
    files
}

/// The citations of all reports, a file a form.
fn render_citations(site: &Site) -> Vec<RenderedFile> {
    let cited: Vec<Citation> = (0..site.archive.entries.len()).into_par_iter().map(|at| site.citation(at)).collect();
    Style::ALL
        .into_iter()
        .map(|style| {
            let text = match style {
                Style::CslJson => serde_json::Value::from_iter(cited.iter().map(Citation::csl)).to_string(),
                _ => cited.iter().map(|citation| citation.text(style)).collect::<Vec<_>>().join("\n\n"),
            };
            RenderedFile { path: format!("data/{}", style.file()), bytes: (text + "\n").into_bytes() }
        })
        .collect()
}

/// Describes the tables for programs, as a Frictionless data package.
fn render_package(site: &Site, files: &[RenderedFile]) -> RenderedFile {
    let resources: Vec<_> = files
        .iter()
        .filter_map(|file| file.path.strip_prefix("data/")?.strip_suffix(".csv").map(|name| (name, file)))
        .map(|(name, file)| {
            let header = file.bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
            let header = String::from_utf8_lossy(header);
            let fields: Vec<_> = header
                .split(',')
                .filter(|field| !field.is_empty())
                .map(|field| serde_json::json!({ "name": field, "type": field_type(field) }))
                .collect();
            serde_json::json!({
                "name": name,
                "path": format!("{name}.csv"),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": file.bytes.len(),
                "hash": format!("sha256:{}", hash_of([file.bytes.as_slice()])),
                "schema": { "fields": fields },
            })
        })
        .collect();
    let package = serde_json::json!({
        "name": "fangzhi-archive",
        "title": site.config.title,
        "description": site.config.description,
        "resources": resources,
    });
    let bytes = serde_json::to_vec_pretty(&package).expect("the package is plain JSON");
    RenderedFile { path: "data/datapackage.json".to_owned(), bytes }
}

/// The type of a column. Values are exact decimals; unknown cells are empty.
pub(super) fn field_type(field: &str) -> &'static str {
    match field {
        "year" | "first_year" | "last_year" | "line" | "sections" | "characters" | "observations" | "quantities" | "reports" => "integer",
        "value" | "upper" | "weight" => "number",
        _ => "string",
    }
}

/// SHA-256 of every file, as `sha256sum` writes and checks it from inside the output folder.
pub fn render_checksums(files: &[RenderedFile]) -> RenderedFile {
    let mut lines: Vec<String> = files.par_iter().map(|file| format!("{}  {}\n", hash_of([file.bytes.as_slice()]), file.path)).collect();
    lines.sort_by(|a, b| a[66..].cmp(&b[66..]));
    RenderedFile { path: "data/SHA256SUMS".to_owned(), bytes: lines.concat().into_bytes() }
}

fn table<T: Serialize + Default>(name: &str, rows: &[T]) -> Vec<RenderedFile> {
    let write = |rows: &[T]| {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        for row in rows {
            writer.serialize(row).expect("rows are flat structs of text and numbers");
        }
        writer.into_inner().expect("a Vec takes any bytes")
    };
    let mut csv = write(rows);
    // A table without rows has its header all the same.
    if rows.is_empty() {
        csv = write(&[T::default()]);
        csv.truncate(csv.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1));
    }
    let json = serde_json::to_vec(rows).expect("rows have text keys");
    vec![RenderedFile { path: format!("data/{name}.csv"), bytes: csv }, RenderedFile { path: format!("data/{name}.json"), bytes: json }]
}
