//! Styles of paragraphs.
//!
//! Input: `styles.xml`. Output: what a style says of headings and numbers, through the styles that it is based on.
//! Refuses to look at how anything looks.

use std::collections::BTreeMap;

use super::xml::Element;

/// A chain of styles is not longer than this; a circle is.
const LONGEST_CHAIN: usize = 16;

/// What a paragraph is, by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    Text,
    Title,
    /// A heading of level 1 to 9.
    Heading(usize),
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<usize>,
    number: Option<String>,
    level: Option<usize>,
}

/// All styles of paragraphs and of lists.
#[derive(Debug, Default)]
pub struct Styles(BTreeMap<String, Style>);

impl Styles {
    /// Reads the part.
    pub fn read(root: &Element) -> Styles {
        let styles = root.elements().filter(|element| element.name == "style").filter_map(|element| {
            let style = Style {
                name: element.value(&["name"]).unwrap_or_default().to_lowercase().replace(' ', ""),
                based_on: element.value(&["basedOn"]).map(str::to_owned),
                outline: element.value(&["pPr", "outlineLvl"]).and_then(|level| level.parse().ok()),
                number: element.value(&["pPr", "numPr", "numId"]).map(str::to_owned),
                level: element.value(&["pPr", "numPr", "ilvl"]).and_then(|level| level.parse().ok()),
            };
            Some((element.attribute("styleId")?.to_owned(), style))
        });
        Styles(styles.collect())
    }

    /// A style and those it is based on.
    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = (&str, &Style)> {
        let mut next = id.and_then(|id| self.0.get_key_value(id));
        std::iter::from_fn(move || {
            let (id, style) = next?;
            next = style.based_on.as_deref().and_then(|id| self.0.get_key_value(id));
            Some((id.as_str(), style))
        })
        .take(LONGEST_CHAIN)
    }

    /// What a paragraph is.
    pub fn rank(&self, paragraph: &Element) -> Rank {
        let own = paragraph.value(&["pPr", "outlineLvl"]).and_then(|level| level.parse::<usize>().ok());
        let style = paragraph.value(&["pPr", "pStyle"]);
        let mut outline = own;
        for (_, style) in self.chain(style) {
            // 标题 is the title and 标题 1 a heading, in the names that Word and WPS give the built-in styles.
            if style.name == "title" || style.name == "标题" {
                return Rank::Title;
            }
            let named = ["heading", "标题"].iter().find_map(|word| style.name.strip_prefix(word)?.parse::<usize>().ok());
            outline = outline.or(style.outline).or(named.and_then(|level| level.checked_sub(1)));
        }
        // 9 is how a style takes back what another says.
        outline.filter(|level| *level < 9).map_or(Rank::Text, |level| Rank::Heading(level + 1))
    }

    /// The list and the level that a style names, and the style that names it.
    pub fn number(&self, style: Option<&str>) -> Option<(&str, &str, Option<usize>)> {
        self.chain(style).find_map(|(id, style)| Some((id, style.number.as_deref()?, style.level)))
    }
}
