//! A map of the provinces as equal tiles: Tibet and Shanghai are read with the same ease.

use super::{Caption, Svg, at, escaped};

/// A province on the map.
pub struct Tile {
    /// Two characters: 黑龙 would mislead, so 黑龙江 is 黑.
    pub name: String,
    pub column: u8,
    pub row: u8,
    /// How dark it is, from 0 (nothing known) to 5.
    pub shade: u8,
    /// What stands under the name.
    pub value: String,
    /// The whole in words.
    pub words: String,
    /// A page, with the way to the root before it; empty for none.
    pub href: String,
}

const SIDE: f64 = 40.0;
const GAP: f64 = 3.0;

/// Draws the tiles.
pub fn tile_map(caption: &Caption, tiles: &[Tile]) -> String {
    let extent = |places: &mut dyn Iterator<Item = u8>| f64::from(places.max().map_or(0, |last| last + 1)) * (SIDE + GAP) + GAP;
    let width = extent(&mut tiles.iter().map(|tile| tile.column));
    let height = extent(&mut tiles.iter().map(|tile| tile.row));
    let mut svg = Svg::with_role("group", caption, "tiles", width, height);
    for tile in tiles {
        let (x, y) = (GAP + f64::from(tile.column) * (SIDE + GAP), GAP + f64::from(tile.row) * (SIDE + GAP));
        if !tile.href.is_empty() {
            svg.markup.push_str(&format!("<a href=\"{}\">", escaped(&tile.href)));
        }
        let attributes =
            format!("class=\"tile t{}\" x=\"{}\" y=\"{}\" width=\"{SIDE}\" height=\"{SIDE}\" rx=\"3\"", tile.shade, at(x), at(y));
        svg.titled("rect", &attributes, &tile.words);
        let middle = at(x + SIDE / 2.0);
        svg.element("text", &format!("class=\"tile-name t{}\" x=\"{middle}\" y=\"{}\"", tile.shade, at(y + 17.0)), &tile.name);
        svg.element("text", &format!("class=\"tile-value t{}\" x=\"{middle}\" y=\"{}\"", tile.shade, at(y + 32.0)), &tile.value);
        if !tile.href.is_empty() {
            svg.markup.push_str("</a>");
        }
    }
    svg.finish()
}
