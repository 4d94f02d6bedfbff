//! Paragraphs and tables of a document.
//!
//! Input: the body's tree. Output: [`Block`]s in reading order, and a tally of what is not text of the document as it
//! stands: deletions that were tracked, hidden text, pictures, field codes. Refuses to take a text box twice: the same
//! box is written for new programs and, as an alternative, for old ones.

use super::numbering::{Number, Numbering};
use super::styles::{Rank, Styles};
use super::xml::{Element, Node};
use crate::import::html::says_something;
use crate::import::left_out::Tally;
use crate::import::raised::on_the_line;
use crate::import::table::{MOST_CHARACTERS_OF_A_CELL, MOST_LINES_OF_A_CELL, on_one_line};

/// A piece of the document.
#[derive(Debug)]
pub enum Block {
    /// Lines, where the paragraph itself breaks them.
    Paragraph {
        text: String,
        rank: Rank,
    },
    Table(Vec<Vec<String>>),
}

/// What a document holds.
#[derive(Debug, Default)]
pub struct Content {
    pub blocks: Vec<Block>,
    pub tables: usize,
}

/// The parts with the notes.
#[derive(Clone, Copy)]
pub struct Notes<'a> {
    pub footnotes: Option<&'a Element>,
    pub endnotes: Option<&'a Element>,
}

/// Reads a body.
pub struct Reader<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    notes: Notes<'a>,
    /// Notes that the text refers to, in its order.
    referred: Vec<&'a Element>,
    tally: &'a mut Tally,
    blocks: Vec<Block>,
    tables: usize,
}

/// The text of a paragraph while it is read.
#[derive(Default)]
struct Line<'a> {
    text: String,
    boxes: Vec<&'a Element>,
}

impl<'a> Reader<'a> {
    pub fn new(styles: &'a Styles, numbering: Numbering, notes: Notes<'a>, tally: &'a mut Tally) -> Reader<'a> {
        Reader { styles, numbering, notes, referred: Vec::new(), tally, blocks: Vec::new(), tables: 0 }
    }

    /// The body's blocks, and below them the notes.
    pub fn read(mut self, body: &'a Element) -> Content {
        self.read_blocks(body);
        // A note may refer to another.
        let mut at = 0;
        while let Some(note) = self.referred.get(at).copied() {
            at += 1;
            let inner = self.apart(|reader| reader.read_blocks(note));
            let text: Vec<String> = inner.iter().map(flatten).collect();
            self.blocks.push(Block::Paragraph { text: format!("[{at}] {}", on_one_line(&text.join("\n"))), rank: Rank::Text });
        }
        Content { blocks: self.blocks, tables: self.tables }
    }

    /// Reads something into blocks of its own.
    fn apart(&mut self, read: impl FnOnce(&mut Reader<'a>)) -> Vec<Block> {
        let outer = std::mem::take(&mut self.blocks);
        read(self);
        std::mem::replace(&mut self.blocks, outer)
    }

    fn read_blocks(&mut self, parent: &'a Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.read_paragraph(element),
                "tbl" => self.read_table(element),
                "AlternateContent" => {
                    if let Some(chosen) = choose(element) {
                        self.read_blocks(chosen);
                    }
                }
                "del" | "moveFrom" => self.tally.add_text("tracked deletions", &element.text()),
                "sectPr" | "sdtPr" | "sdtEndPr" | "tblPr" => {}
                "altChunk" => self.tally.add("documents in the document"),
                _ => self.read_blocks(element),
            }
        }
    }

    fn read_paragraph(&mut self, paragraph: &'a Element) {
        let mut line = Line::default();
        self.read_inline(paragraph, &mut line);
        // A paragraph without words counts all the same, unless it only holds a box or a picture.
        let is_empty = line.text.trim().is_empty();
        let number = if is_empty && !line.boxes.is_empty() { None } else { self.numbering.next(paragraph, self.styles) };
        let text = match number {
            Some(Number::Text(number)) if !is_empty => format!("{number}{}", line.text.trim_start()),
            Some(Number::Bullet) => {
                self.tally.add_named("bullets, of which the text is kept", &line.text);
                line.text
            }
            _ => line.text,
        };
        if !is_empty {
            self.blocks.push(Block::Paragraph { text, rank: self.styles.rank(paragraph) });
        }
        for text_box in line.boxes {
            self.read_blocks(text_box);
        }
    }

    fn read_inline(&mut self, parent: &'a Element, line: &mut Line<'a>) {
        for element in parent.elements() {
            match element.name.as_str() {
                "t" => element.children.iter().for_each(|node| {
                    if let Node::Text(text) = node {
                        line.text.push_str(text);
                    }
                }),
                "r" if element.is_set(&["rPr", "vanish"]) => self.tally.add_text("hidden text", &element.text()),
                "r" if element.value(&["rPr", "vertAlign"]) == Some("superscript") => {
                    let before = line.text.len();
                    self.read_inline(element, line);
                    let raised = on_the_line(&line.text[before..]);
                    line.text.replace_range(before.., &raised);
                }
                "tab" | "ptab" => line.text.push('\t'),
                "br" | "cr" if !matches!(element.attribute("type"), Some("page" | "column")) => line.text.push('\n'),
                "noBreakHyphen" => line.text.push('\u{2011}'),
                "sym" => {
                    let sign = [element.attribute("font"), element.attribute("char")].map(Option::unwrap_or_default).join(" ");
                    self.tally.add_named("signs of symbol fonts", &sign);
                }
                "footnoteReference" => self.refer(self.notes.footnotes, element, line),
                "endnoteReference" => self.refer(self.notes.endnotes, element, line),
                "del" | "moveFrom" => self.tally.add_text("tracked deletions", &element.text()),
                "delText" => self.tally.add_text("tracked deletions", &element.text()),
                "instrText" | "delInstrText" => self.tally.add_named("field codes", &element.text()),
                "AlternateContent" => {
                    if let Some(chosen) = choose(element) {
                        self.read_inline(chosen, line);
                    }
                }
                "drawing" | "pict" | "object" => self.read_drawing(element, line),
                "ruby" => {
                    if let Some(base) = element.child("rubyBase") {
                        self.read_inline(base, line);
                    }
                    self.tally.add_text("pronunciations above the line", &element.child("rt").map(Element::text).unwrap_or_default());
                }
                "oMath" | "oMathPara" => {
                    line.text.push_str(&element.text());
                    self.tally.add_named("formulas, of which the signs are kept", &element.text());
                }
                "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "br" | "cr" => {}
                // Runs, links, insertions, fields, content controls: what they hold is text.
                _ => self.read_inline(element, line),
            }
        }
    }

    fn refer(&mut self, notes: Option<&'a Element>, reference: &Element, line: &mut Line<'a>) {
        let id = reference.attribute("id");
        if let Some(note) = notes.and_then(|notes| notes.elements().find(|note| note.attribute("id") == id)) {
            self.referred.push(note);
            line.text.push_str(&format!("[{}]", self.referred.len()));
        }
    }

    fn read_drawing(&mut self, drawing: &'a Element, line: &mut Line<'a>) {
        let before = line.boxes.len();
        drawing.find_all("txbxContent", &mut line.boxes);
        if line.boxes.len() > before {
            return;
        }
        let has = |name: &str| {
            let mut found = Vec::new();
            drawing.find_all(name, &mut found);
            found.first().copied()
        };
        let words = has("docPr").and_then(|properties| properties.attribute("descr")).unwrap_or_default();
        if has("chart").is_some() || has("relIds").is_some() {
            self.tally.add_named("charts and diagrams", words);
        } else if has("OLEObject").is_some() {
            self.tally.add("embedded objects");
        } else if says_something(words) {
            line.text.push_str(words);
            self.tally.add_named("pictures, of which the alternative text is kept", words);
        } else {
            self.tally.add("pictures without alternative text");
        }
    }

    fn read_table(&mut self, table: &'a Element) {
        let mut rows = Vec::new();
        collect(table, "tr", &mut rows);
        let mut grid: Vec<Vec<Vec<Block>>> = Vec::new();
        for row in rows {
            if row.at(&["trPr", "del"]).is_some() {
                self.tally.add_text("tracked deletions", &row.text());
                continue;
            }
            let places = |path: &[&str]| row.value(path).and_then(|count| count.parse::<usize>().ok()).unwrap_or(0).min(64);
            let mut cells: Vec<Vec<Block>> = Vec::new();
            cells.resize_with(places(&["trPr", "gridBefore"]), Vec::new);
            let mut found = Vec::new();
            collect(row, "tc", &mut found);
            for cell in found {
                let inner = self.apart(|reader| reader.read_blocks(cell));
                let width = cell.value(&["tcPr", "gridSpan"]).and_then(|count| count.parse::<usize>().ok()).unwrap_or(1).clamp(1, 64);
                let goes_on = |key| cell.at(&["tcPr", key]).is_some_and(|merge| merge.attribute("val") != Some("restart"));
                // Words in a cell that another covers are not shown.
                let covered = goes_on("vMerge") || goes_on("hMerge");
                if covered && !inner.is_empty() {
                    self.tally.add_text("hidden text", &inner.iter().map(flatten).collect::<Vec<_>>().join("\n"));
                }
                cells.push(if covered { Vec::new() } else { inner });
                cells.resize_with(cells.len() + width - 1, Vec::new);
            }
            grid.push(cells);
        }
        // A frame around text, or two columns of text, is no table.
        let is_long = |cell: &Vec<Block>| {
            let text: Vec<String> = cell.iter().map(flatten).collect();
            text.len() > MOST_LINES_OF_A_CELL || text.iter().map(|text| text.chars().count()).sum::<usize>() > MOST_CHARACTERS_OF_A_CELL
        };
        if grid.iter().all(|row| row.len() < 2) || grid.iter().flatten().any(is_long) {
            self.blocks.extend(grid.into_iter().flatten().flatten());
            return;
        }
        let width = grid.iter().map(Vec::len).max().unwrap_or(0);
        let rows = grid.into_iter().map(|row| {
            let mut texts: Vec<String> =
                row.iter().map(|cell| on_one_line(&cell.iter().map(flatten).collect::<Vec<_>>().join("\n"))).collect();
            texts.resize(width, String::new());
            texts
        });
        self.blocks.push(Block::Table(rows.collect()));
        self.tables += 1;
    }
}

/// The words of a block on lines; a table in a cell keeps the order of its cells.
fn flatten(block: &Block) -> String {
    match block {
        Block::Paragraph { text, .. } => text.clone(),
        Block::Table(rows) => rows.iter().map(|row| row.join(" ").trim().to_owned()).collect::<Vec<_>>().join("\n"),
    }
}

/// What is written for new programs, or else what is for old ones.
fn choose(element: &Element) -> Option<&Element> {
    element.child("Choice").or_else(|| element.child("Fallback"))
}

/// Rows or cells, through the controls and marks that may lie around them, but not through other tables.
fn collect<'a>(parent: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for element in parent.elements() {
        match element.name.as_str() {
            known if known == name => found.push(element),
            "sdt" | "sdtContent" | "ins" | "customXml" | "moveTo" => collect(element, name, found),
            _ => {}
        }
    }
}
