//! The files of `data/`.

use rayon::prelude::*;
use serde::Serialize;

use crate::archive::tables;
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
    [
        table("reports", &reports),
        table("observations", &observations),
        table("quantities", &quantities),
        table("removed", &removed),
        table("indicators", &tables::indicator_rows(archive, rules)),
        table("topics", &topics),
        table("regions", &tables::region_rows(archive, rules)),
        table("compliance", &compliance),
    ]
    .concat()
}

fn table<T: Serialize>(name: &str, rows: &[T]) -> Vec<RenderedFile> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("rows are flat structs of text and numbers");
    }
    let csv = writer.into_inner().expect("a Vec takes any bytes");
    let json = serde_json::to_vec(rows).expect("rows have text keys");
    vec![
        RenderedFile { path: format!("data/{name}.csv"), bytes: csv },
        RenderedFile { path: format!("data/{name}.json"), bytes: json },
    ]
}
