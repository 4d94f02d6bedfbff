//! The files of `data/`.
//!
//! Input: the archive, and one after another its entries with their reports. Output: the rows of each entry in every
//! register, and the tables that are short enough to be written whole.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::archive::tables::{self, CheckRow, ComplianceRow, ObservationRow, QuantityRow, RemovedRow, ReportRow, RowWords, TopicRow};
use crate::archive::{Archive, Opened};
use crate::citation::{Citation, Style};
use crate::config::Config;
use crate::hash::hexadecimal;
use crate::output::{Frame, RenderedFile, Written};
use crate::page::Site;
use crate::rules::Rules;

/// The registers: files with rows of every entry. [`entry_rows`] has the rows in the same order.
pub fn registers() -> Vec<(String, Frame)> {
    let tables = [
        table("reports", &ReportRow::default()),
        table("observations", &ObservationRow::default()),
        table("quantities", &QuantityRow::default()),
        table("removed", &RemovedRow::default()),
        table("topics", &TopicRow::default()),
        table("compliance", &ComplianceRow::default()),
        table("checks", &CheckRow::default()),
    ];
    let citations = Style::ALL.map(|style| {
        let frame = match style {
            Style::CslJson => Frame { before: b"[".to_vec(), between: b",", after: b"]\n" },
            _ => Frame { before: Vec::new(), between: b"\n\n", after: b"\n" },
        };
        (format!("data/{}", style.file()), frame)
    });
    tables.into_iter().flatten().chain(citations).collect()
}

/// A table as CSV and as JSON.
fn table(name: &str, empty: &impl Serialize) -> [(String, Frame); 2] {
    [
        (format!("data/{name}.csv"), Frame { before: header(empty), between: b"", after: b"" }),
        (format!("data/{name}.json"), Frame { before: b"[".to_vec(), between: b",", after: b"]" }),
    ]
}

/// The rows of an entry in every register.
pub fn entry_rows(site: &Site, opened: &Opened) -> Vec<Vec<u8>> {
    let (archive, rules) = (site.archive, site.rules);
    let entry = &archive.entries[opened.entry];
    let report = &*opened.report;
    let words = RowWords::of(entry, report, rules);
    let tables = [
        rows(&[tables::report_row(entry, rules)]),
        rows(&tables::observation_rows(entry, report, &words, rules)),
        rows(&tables::quantity_rows(entry, report, &words, rules)),
        rows(&tables::removed_rows(entry, opened)),
        rows(&tables::topic_rows(entry, report, rules)),
        rows(&[tables::compliance_row(entry, rules)]),
        rows(&tables::check_rows(archive, opened, rules)),
    ];
    let citation: Citation = site.citation(opened.entry);
    let citations = Style::ALL.map(|style| match style {
        Style::CslJson => citation.csl().to_string().into_bytes(),
        _ => citation.text(style).into_bytes(),
    });
    tables.into_iter().flatten().chain(citations).collect()
}

/// Rows as CSV, and as JSON without the brackets around all.
fn rows<T: Serialize>(rows: &[T]) -> [Vec<u8>; 2] {
    let mut json = Vec::new();
    for row in rows {
        if !json.is_empty() {
            json.push(b',');
        }
        serde_json::to_writer(&mut json, row).expect("rows have text keys");
    }
    [csv_rows(rows), json]
}

fn csv_rows<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("rows are flat structs of text and numbers");
    }
    writer.into_inner().expect("a Vec takes any bytes")
}

/// The first line of a table.
fn header(empty: &impl Serialize) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.serialize(empty).expect("rows are flat structs of text and numbers");
    let mut lines = writer.into_inner().expect("a Vec takes any bytes");
    lines.truncate(lines.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1));
    lines
}

/// The tables that do not grow with the archive.
pub fn render_short_tables(archive: &Archive, rules: &Rules) -> Vec<RenderedFile> {
    fn whole<T: Serialize + Default>(name: &str, table_rows: &[T]) -> [RenderedFile; 2] {
        let [csv, json] = rows(table_rows);
        [("csv", [header(&T::default()), csv].concat()), ("json", [b"[".to_vec(), json, b"]".to_vec()].concat())]
            .map(|(ending, bytes)| RenderedFile { path: format!("data/{name}.{ending}"), bytes })
    }
    [whole("indicators", &tables::indicator_rows(archive, rules)), whole("regions", &tables::region_rows(archive, rules))].concat()
}

/// Describes the tables for programs, as a Frictionless data package. `headers` has the first line of each table.
pub fn render_package(config: &Config, headers: &BTreeMap<String, Vec<u8>>, files: &BTreeMap<String, Written>) -> RenderedFile {
    let resource = |(path, header): (&String, &Vec<u8>)| {
        let name = path.strip_prefix("data/")?.strip_suffix(".csv")?;
        let file = files.get(path)?;
        let header = String::from_utf8_lossy(header);
        let fields: Vec<_> =
            header.trim_end().split(',').map(|field| serde_json::json!({ "name": field, "type": field_type(field) })).collect();
        Some(serde_json::json!({
            "name": name,
            "path": format!("{name}.csv"),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": file.stamp.size,
            "hash": format!("sha256:{}", hexadecimal(&file.sha256)),
            "schema": { "fields": fields },
        }))
    };
    let package = serde_json::json!({
        "name": "fangzhi-archive",
        "title": config.title,
        "description": config.description,
        "resources": headers.iter().filter_map(resource).collect::<Vec<_>>(),
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
pub fn render_checksums(files: &BTreeMap<String, Written>) -> RenderedFile {
    let line = |(path, file): (&String, &Written)| format!("{}  {path}\n", hexadecimal(&file.sha256));
    RenderedFile { path: "data/SHA256SUMS".to_owned(), bytes: files.iter().map(line).collect::<String>().into_bytes() }
}
