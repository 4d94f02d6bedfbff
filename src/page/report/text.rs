//! The text of a report, set and marked.
//!
//! Between the blocks stand the lines that were taken out, so that a reader can hold the body beside its source.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::super::Site;
use crate::clean::Removed;
use crate::quantity::{QuantityId, ids_of};
use crate::report::Report;
use crate::rules::Rules;
use crate::structure::{Block, BlockKind};
use crate::typography::{Glyph, shown, typeset};

/// A heading in the table of contents.
#[derive(Debug, Serialize)]
pub struct OutlineItem {
    pub level: usize,
    pub text: String,
    pub anchor: String,
}

/// A block of the text.
#[derive(Debug, Serialize)]
pub struct BlockModel {
    /// Lines of the source that were taken out since the block before.
    pub removed: Vec<RemovedModel>,
    /// Characters that are set otherwise than in the source: punctuation and quotation marks, and blanks left out.
    pub reset: usize,
    pub dropped: usize,
    /// `heading`, `paragraph`, `point`, `preliminary` or `table`.
    pub kind: &'static str,
    /// Level of a heading, from 1.
    pub level: usize,
    pub anchor: String,
    pub line: usize,
    /// For a heading the ids of its section's topics, with blanks between them.
    pub topics: String,
    pub runs: Vec<Run>,
    pub rows: Vec<RowModel>,
}

/// A row of a table.
#[derive(Debug, Serialize)]
pub struct RowModel {
    pub anchor: String,
    pub cells: Vec<Vec<Run>>,
}

/// Words of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    pub text: String,
    /// `text`, `figure` (of an indicator), `number` (of none) or `suspect`.
    pub kind: &'static str,
    pub anchor: String,
    /// What it is, for readers who point at it.
    pub label: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct RemovedModel {
    pub line: usize,
    pub rule: String,
    pub text: String,
}

/// Removed runs longer than this are cut on the page; `data/removed.csv` has them whole.
const LONGEST_REMOVED: usize = 400;

/// A range of the source with a meaning.
pub struct Mark {
    range: Range<usize>,
    kind: &'static str,
    anchor: String,
    label: String,
}

/// Figures, numbers and suspect words, in the order of where they begin; where two overlap, [`runs`] gives the words of both to
/// the first.
pub fn marks(report: &Report, site: &Site) -> Vec<Mark> {
    let language = site.language;
    let mut observed: BTreeMap<QuantityId, Vec<String>> = BTreeMap::new();
    for found in &report.assessment.observations {
        observed.entry(found.at).or_default().push(site.indicator_name(&site.rules.indicators.list[found.indicator]));
    }
    let mut marks: Vec<Mark> = Vec::new();
    for at in ids_of(&report.readings) {
        let names = observed.get(&at);
        marks.push(Mark {
            range: report.document.blocks[at.block].folded.source_range(&report.text, report.quantity(at).span.clone()),
            kind: if names.is_some() { "figure" } else { "number" },
            anchor: report.anchors.quantity(at).to_owned(),
            label: names.map_or_else(String::new, |names| names.join(language.say("report.separator"))),
        });
    }
    marks.extend(report.suspects.iter().map(|suspect| Mark {
        range: suspect.range.clone(),
        kind: "suspect",
        anchor: String::new(),
        label: language.say("report.suspect").to_owned(),
    }));
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// Cuts set text into runs at the marks.
pub fn runs(glyphs: &[Glyph], marks: &[Mark]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let first = glyphs.first().map_or(0, |glyph| glyph.origin);
    let mut next = marks.partition_point(|mark| mark.range.end <= first);
    let mut current: Option<usize> = None;
    let mut open = false;
    for glyph in glyphs {
        while marks.get(next).is_some_and(|mark| mark.range.end <= glyph.origin) {
            next += 1;
        }
        let inside = marks.get(next).filter(|mark| mark.range.contains(&glyph.origin)).map(|_| next);
        if !open || inside != current {
            let run = match inside.map(|at| &marks[at]) {
                Some(mark) => Run { text: String::new(), kind: mark.kind, anchor: mark.anchor.clone(), label: mark.label.clone() },
                None => Run { text: String::new(), kind: "text", anchor: String::new(), label: String::new() },
            };
            runs.push(run);
            current = inside;
            open = true;
        }
        if let Some(run) = runs.last_mut() {
            run.text.push(glyph.shown);
        }
    }
    runs
}

pub fn blocks(report: &Report, marks: &[Mark], rules: &Rules) -> Vec<BlockModel> {
    let before = |taken_out: &mut std::iter::Peekable<_>, block: &Block| {
        let start = block.pieces.first().map_or(0, |piece| piece.start);
        let mut models = Vec::new();
        while let Some(removed) = taken_out.next_if(|removed: &&Removed| removed.range.start < start) {
            models.push(model(report, removed));
        }
        models
    };
    let mut models: Vec<BlockModel> = Vec::new();
    let mut taken_out = listed(report).peekable();
    for (at, block) in report.document.blocks.iter().enumerate() {
        if block.kind.is_row() {
            let cells = typeset_cells(report, block).iter().map(|cell| runs(cell, marks)).collect();
            let row = RowModel { anchor: report.anchors.blocks[at].clone(), cells };
            match models.last_mut() {
                Some(table) if table.kind == "table" => table.rows.push(row),
                _ => models.push(BlockModel {
                    removed: before(&mut taken_out, block),
                    reset: 0,
                    dropped: 0,
                    kind: "table",
                    level: 0,
                    anchor: String::new(),
                    line: block.number,
                    topics: String::new(),
                    runs: Vec::new(),
                    rows: vec![row],
                }),
            }
            continue;
        }
        let glyphs = typeset(&report.text, &block.pieces);
        let (kind, level) = match block.kind {
            BlockKind::Heading { level, .. } => ("heading", level),
            BlockKind::Point => ("point", 0),
            BlockKind::Preliminary => ("preliminary", 0),
            _ => ("paragraph", 0),
        };
        let (reset, dropped) = changes(report, &block.pieces, &glyphs);
        models.push(BlockModel {
            removed: before(&mut taken_out, block),
            reset,
            dropped,
            kind,
            level,
            anchor: report.anchors.blocks[at].clone(),
            line: block.number,
            topics: if kind == "heading" { topics_of(report, block.section, rules) } else { String::new() },
            runs: runs(&glyphs, marks),
            rows: Vec::new(),
        });
    }
    // The last cell, a note, is missing where it was empty: lines below rows must not end before it.
    for table in &mut models {
        let widest = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        table.rows.iter_mut().for_each(|row| row.cells.resize_with(widest, Vec::new));
    }
    models
}

/// The ids of a section's topics.
fn topics_of(report: &Report, section: usize, rules: &Rules) -> String {
    let topics = report.topics.sections.get(section).into_iter().flatten();
    topics.map(|found| rules.topics.list[found.topic].id.as_str()).collect::<Vec<_>>().join(" ")
}

/// The cells of a table row; a bar at either end frames it.
fn typeset_cells(report: &Report, row: &Block) -> Vec<Vec<Glyph>> {
    if row.kind == BlockKind::Cells {
        return row.pieces.iter().map(|cell| typeset(&report.text, std::slice::from_ref(cell))).collect();
    }
    let glyphs = typeset(&report.text, &row.pieces);
    let is_bar = |glyph: &Glyph| matches!(glyph.shown, '|' | '｜');
    let start = glyphs.iter().position(|glyph| !is_bar(glyph)).unwrap_or(glyphs.len());
    let end = glyphs.iter().rposition(|glyph| !is_bar(glyph)).map_or(start, |last| last + 1);
    glyphs[start..end].split(is_bar).map(<[Glyph]>::to_vec).collect()
}

/// What search shows of a report: for each heading, paragraph and cell its anchor, its text as set, and 1 for a
/// heading.
pub fn reading_units(report: &Report) -> Vec<(&str, String, u8)> {
    let mut units = Vec::new();
    for (block, anchor) in report.document.blocks.iter().zip(&report.anchors.blocks) {
        let words = || shown(&typeset(&report.text, &block.pieces));
        match block.kind {
            BlockKind::TableRow | BlockKind::Cells => {
                let texts = typeset_cells(report, block).into_iter().map(|cell| shown(&cell)).filter(|text| !text.is_empty());
                units.extend(texts.map(|text| (anchor.as_str(), text, 0)));
            }
            BlockKind::Heading { .. } => units.push((anchor.as_str(), words(), 1)),
            _ => units.push((anchor.as_str(), words(), 0)),
        }
    }
    units
}

pub fn outline(report: &Report) -> Vec<OutlineItem> {
    let headings = report.document.sections.iter().filter(|section| (1..=3).contains(&section.level));
    headings
        .filter_map(|section| Some((section.level, section.heading?)))
        .map(|(level, block)| OutlineItem {
            level,
            text: shown(&typeset(&report.text, &report.document.blocks[block].pieces)),
            anchor: report.anchors.blocks[block].clone(),
        })
        .collect()
}

/// The ledger for readers: without the full stops of run-in headings, which only the data files list.
pub fn removed(report: &Report) -> Vec<RemovedModel> {
    listed(report).map(|removed| model(report, removed)).collect()
}

/// The part of the ledger after the last block.
pub fn removed_after(report: &Report) -> Vec<RemovedModel> {
    let end = report.document.blocks.last().and_then(|block| block.pieces.last()).map_or(0, |piece| piece.start);
    listed(report).filter(|removed| removed.range.start > end).map(|removed| model(report, removed)).collect()
}

fn listed(report: &Report) -> impl Iterator<Item = &Removed> {
    report.ledger().into_iter().filter(|removed| removed.rule != "heading_stop")
}

fn model(report: &Report, removed: &Removed) -> RemovedModel {
    let text = report.text[removed.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = text.chars().take(LONGEST_REMOVED).collect();
    RemovedModel {
        line: removed.number,
        rule: removed.rule.to_string(),
        text: if cut.len() < text.len() { format!("{cut}……") } else { cut },
    }
}

/// How many characters of a block are set otherwise than in the source, and how many blanks are left out.
fn changes(report: &Report, pieces: &[Range<usize>], glyphs: &[Glyph]) -> (usize, usize) {
    let is_reset = |glyph: &&Glyph| report.text[glyph.origin..].chars().next().is_some_and(|written| written != glyph.shown);
    let reset = glyphs.iter().filter(is_reset).count();
    let characters: usize = pieces.iter().map(|piece| report.text[piece.clone()].chars().count()).sum();
    (reset, characters.saturating_sub(glyphs.len()))
}
