//! `data/tiles.csv`: where provinces stand on the map of tiles.

use serde::Deserialize;

use super::file::RuleFile;
use super::regions::{PlaceId, Regions};
use crate::diagnostic::Diagnostic;

/// The place of a province on the map.
#[derive(Clone, Debug)]
pub struct TilePlace {
    pub place: PlaceId,
    /// The name without 省, 市 and 自治区.
    pub name: String,
    pub column: u8,
    pub row: u8,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    column: u8,
    row: u8,
}

/// Reads the map.
pub(super) fn read(file: &RuleFile, regions: &Regions) -> Result<Vec<TilePlace>, Diagnostic> {
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let mut tiles = Vec::new();
    for (at, row) in reader.deserialize::<Row>().enumerate() {
        let line = at + 2;
        let Row { code, name, column, row } = row.map_err(|error| file.at_line(line, &error.to_string(), "code,name,column,row"))?;
        let place = regions
            .by_code(&code)
            .ok_or_else(|| file.at_line(line, &format!("no place has the code {code}"), "codes of provinces are those of regions.csv"))?;
        tiles.push(TilePlace { place, name, column, row });
    }
    Ok(tiles)
}
