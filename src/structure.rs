//! Lines to sections.
//!
//! Input: the body's lines. Output: a [`Document`]: blocks in reading order (headings, paragraphs,
//! points, table rows) and the tree of sections that the headings open. Refuses to drop text: only the
//! full stop that parts a run-in heading from its paragraph leaves, into the ledger.
//!
//! A heading's level is its depth, not its numbering: 1. directly below 一、 is of level 2.

mod columns;
mod item;
mod marker;
mod wrap;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::clean::{BodyLine, Removed};
use crate::date::read_date;
use crate::rules::{Rules, StructureRules};
use crate::text::{Folded, trim};
use columns::{Line, read_columns};
use item::{settle_list_items, states_figures};
pub use marker::Marker;
use marker::{find_marker, is_point};
use wrap::join_wrapped;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Opens a section; the level counts from 1 and may exceed what the page shows as a heading.
    Heading {
        level: usize,
        numbered: bool,
    },
    Paragraph,
    /// A paragraph that begins with 一是, 二是 …
    Point,
    /// The office that is addressed, or a line in brackets below the title.
    Preliminary,
    /// A row of a table, with the bars that the source has.
    TableRow,
    /// A row of a table that lost its bars: each piece is a cell, and the folded text has the bars.
    Cells,
}

impl BlockKind {
    /// Whether it is a row of a table.
    pub fn is_row(self) -> bool {
        matches!(self, BlockKind::TableRow | BlockKind::Cells)
    }
}

/// A run of the body with one role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    /// Source ranges, in order.
    pub pieces: Vec<Range<usize>>,
    /// Line of the source file at which it begins, counted from 1.
    pub number: usize,
    /// Index into [`Document::sections`].
    pub section: usize,
    /// The pieces folded into one text.
    pub folded: Folded,
}

/// A part of the document below one heading; section 0 is what stands before the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 0 for the opening, else the heading's level.
    pub level: usize,
    /// Index of the heading's block; `None` for the opening.
    pub heading: Option<usize>,
    /// The section around it.
    pub parent: Option<usize>,
}

/// The body as blocks and sections.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Document {
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
    /// Full stops taken from run-in headings.
    pub ledger: Vec<Removed>,
}

impl Document {
    /// A section and those around it, from the inside out, without the opening.
    pub fn ancestors(&self, section: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(section), |&at| self.sections[at].parent).filter(|&at| at != 0)
    }

    /// The folded heading of a section; empty for the opening.
    pub fn heading(&self, section: usize) -> &str {
        self.sections[section].heading.map_or("", |block| self.blocks[block].folded.text.as_str())
    }

    /// What a section is for. Of the outermost heading any sign is enough; within a section on results only a
    /// plain 下一步 is one, since 工作重点 or 群众反映的突出问题得到解决 may head results too.
    pub fn purpose(&self, section: usize, rules: &StructureRules) -> Purpose {
        let headings: Vec<&str> = self.ancestors(section).map(|section| self.heading(section)).collect();
        let Some((outermost, inner)) = headings.split_last() else { return Purpose::default() };
        // 存在的问题和整改情况 is of problems all the same.
        let of_results = rules.results.is_match(outermost);
        let problems = rules.names_problems(outermost) && (!of_results || outermost.contains("问题") || outermost.contains("不足"));
        let plans = rules.plans.is_match(outermost) && (!of_results || problems);
        Purpose { problems, plans: plans || inner.iter().any(|heading| rules.next_steps.is_match(heading)) }
    }
}

/// What a section is for beside stating results; 存在问题及下一步打算 is for both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purpose {
    pub problems: bool,
    pub plans: bool,
}

/// What figures of a section state of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stating {
    Results,
    /// Of shortcomings only rates are those of the whole: 负责人出庭应诉率仅为60%, but 行政复议案件31件超期.
    Rates,
    Nothing,
}

impl Purpose {
    /// What its figures state.
    pub fn stating(self) -> Stating {
        match self {
            Purpose { plans: true, .. } => Stating::Nothing,
            Purpose { problems: true, .. } => Stating::Rates,
            _ => Stating::Results,
        }
    }
}

/// A heading before its level is known.
struct Candidate {
    line: BodyLine,
    folded: Folded,
    role: Role,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// A numbered heading that ends at this folded byte.
    Numbered {
        marker: Marker,
        end: usize,
    },
    Unnumbered,
    Text(BlockKind),
}

/// Sections the body's lines. `text` is the decoded source.
pub fn structure(text: &str, lines: &[BodyLine], rules: &Rules) -> Document {
    let mut candidates: Vec<Candidate> = join_wrapped(text, &read_columns(text, lines, rules), rules)
        .into_iter()
        .map(|(Line { line, is_row }, folded)| {
            let role = if is_row { Role::Text(BlockKind::Cells) } else { read_role(&folded.text, rules) };
            Candidate { line, folded, role }
        })
        .collect();
    settle_list_items(&mut candidates);
    let mut candidates = join_headlines(text, candidates, rules);
    let slogans_outside = are_slogans_outermost(&candidates);
    settle_unnumbered(&mut candidates, slogans_outside, rules);
    build(text, candidates, slogans_outside, rules)
}

/// Characters of a line that is a date alone: 二〇一一年十二月二十一日.
const LONGEST_DATE: usize = 13;

/// What a line looks like by itself.
fn read_role(line: &str, rules: &Rules) -> Role {
    if let Some((marker, length)) = find_marker(line) {
        let end = line.find('。').unwrap_or(line.len());
        let chars = line[..end].chars().count();
        let longest =
            if marker <= Marker::BracketedHan { rules.structure.longest_numbered } else { rules.structure.longest_numbered * 3 / 4 };
        // 第一章 基本情况……1 is a line of a table of contents.
        let contents = end == line.len() && line.ends_with(|c: char| c.is_ascii_digit()) && (line.contains("……") || line.contains("..."));
        let open = contents || (end == line.len() && line.ends_with([';', ',', ':']));
        if end > length && chars <= longest && !open && !states_figures(&line[..end], marker, end < line.len()) {
            return Role::Numbered { marker, end };
        }
    }
    if is_point(line) {
        return Role::Text(BlockKind::Point);
    }
    if line.trim_matches('|').contains('|') {
        return Role::Text(BlockKind::TableRow);
    }
    let chars = line.chars().count();
    let sentence = line.contains(['。', ';', '!', '?', ':']) || line.ends_with([',', '、']);
    // 二〇一一年三月二十一日 below the body is no headline of the note after it.
    let is_date = || chars <= LONGEST_DATE && read_date(line).is_some();
    if !sentence && (3..=rules.structure.longest_unnumbered).contains(&chars) && !line.starts_with('(') && !is_date() {
        return Role::Unnumbered;
    }
    Role::Text(BlockKind::Paragraph)
}

/// In a report scraped into one line a heading of two phrases (抓关键少数 高站位推进重点工作) became
/// two words.
fn join_headlines(text: &str, candidates: Vec<Candidate>, rules: &Rules) -> Vec<Candidate> {
    let mut joined: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for next in candidates {
        if let Some(last) = joined.last_mut()
            && last.role == Role::Unnumbered
            && next.role == Role::Unnumbered
            && last.line.number == next.line.number
            && are_side_by_side(text, &last.line, &next.line)
            // Long runs of short words are no headline but a list.
            && last.folded.text.chars().count() + next.folded.text.chars().count() <= rules.structure.longest_unnumbered
        {
            if let (Some(end), Some(first)) = (last.line.pieces.last_mut(), next.line.pieces.first()) {
                end.end = first.end;
            }
            last.line.pieces.extend(next.line.pieces.into_iter().skip(1));
            last.folded = rules.folding.compact(text, &last.line.pieces);
            continue;
        }
        joined.push(next);
    }
    joined
}

/// Whether nothing but blanks parts two lines: clutter that was taken out between them is not theirs.
fn are_side_by_side(text: &str, before: &BodyLine, after: &BodyLine) -> bool {
    let gap = before.pieces.last().zip(after.pieces.first()).map(|(before, after)| before.end..after.start);
    gap.is_some_and(|gap| trim(text, gap).is_empty())
}

/// Whether slogans without numbers are the outermost headings: several of them, the first before any
/// number, and no 一、 that would stand above them.
fn are_slogans_outermost(candidates: &[Candidate]) -> bool {
    let slogans = candidates.iter().filter(|candidate| candidate.role == Role::Unnumbered).count();
    let outer_numbers = candidates.iter().any(|candidate| matches!(candidate.role, Role::Numbered { marker, .. } if marker <= Marker::Han));
    slogans >= 2 && !outer_numbers
}

/// An unnumbered line is a heading only if text follows it and it is not the body's opening or end; where
/// numbers are outermost, only below one.
fn settle_unnumbered(candidates: &mut [Candidate], slogans_outside: bool, rules: &Rules) {
    let opens_with_text = candidates.first().is_some_and(|first| first.role != Role::Unnumbered);
    let mut numbered_above = false;
    for at in 0..candidates.len() {
        numbered_above |= matches!(candidates[at].role, Role::Numbered { .. });
        if candidates[at].role != Role::Unnumbered {
            continue;
        }
        if !slogans_outside && !numbered_above {
            candidates[at].role = Role::Text(BlockKind::Paragraph);
            continue;
        }
        let chars = candidates[at].folded.text.chars().count();
        let followed = candidates.get(at + 1).is_some_and(|next| match next.role {
            Role::Text(kind) => !kind.is_row() && next.folded.text.chars().count() > chars,
            Role::Numbered { .. } => true,
            Role::Unnumbered => false,
        });
        if !followed || (!opens_with_text && at == 0 && !slogans_outside) || chars > rules.structure.longest_unnumbered {
            candidates[at].role = Role::Text(BlockKind::Paragraph);
        }
    }
}

/// Gives headings their levels and splits run-in headings from their paragraphs.
fn build(text: &str, candidates: Vec<Candidate>, slogans_outside: bool, rules: &Rules) -> Document {
    let mut document = Document { sections: vec![Section { level: 0, heading: None, parent: None }], ..Document::default() };
    let mut open: Vec<(Option<Marker>, usize)> = Vec::new();
    for Candidate { line, folded, role } in candidates {
        let (marker, end) = match role {
            Role::Text(kind) => {
                // （三）全年立案4532件，… is no heading, but it ends what （二） heads.
                if let Some((marker, _)) = find_marker(&folded.text) {
                    while open.last().is_some_and(|(outer, _)| outer.is_some_and(|outer| outer >= marker)) {
                        open.pop();
                    }
                }
                let section = open.last().map_or(0, |(_, section)| *section);
                let opening = section == 0 && document.blocks.iter().all(|block| block.kind == BlockKind::Preliminary);
                let kind = if opening && is_preliminary(&folded.text) { BlockKind::Preliminary } else { kind };
                document.blocks.push(Block { kind, pieces: line.pieces, number: line.number, section, folded });
                continue;
            }
            Role::Numbered { marker, end } => (Some(marker), end),
            Role::Unnumbered => (None, folded.text.len()),
        };
        let inside = |outer: Option<Marker>| match (outer, marker) {
            (Some(outer), Some(marker)) => outer < marker,
            (Some(_), None) => !slogans_outside,
            (None, Some(_)) => slogans_outside,
            (None, None) => false,
        };
        while open.last().is_some_and(|(outer, _)| !inside(*outer)) {
            open.pop();
        }
        let section = document.sections.len();
        let parent = open.last().map_or(0, |(_, section)| *section);
        open.push((marker, section));
        let level = open.len();
        document.sections.push(Section { level, heading: Some(document.blocks.len()), parent: Some(parent) });
        split_heading(text, line, folded, end, (level, marker.is_some(), section), rules, &mut document);
    }
    document
}

/// Adds a heading, the full stop that ends it, and the paragraph that runs on from it.
fn split_heading(
    text: &str,
    line: BodyLine,
    folded: Folded,
    end: usize,
    (level, numbered, section): (usize, bool, usize),
    rules: &Rules,
    document: &mut Document,
) {
    let number = line.number;
    let kind = BlockKind::Heading { level, numbered };
    if end == folded.text.len() {
        document.blocks.push(Block { kind, pieces: line.pieces, number, section, folded });
        return;
    }
    let stop = folded.source_range(text, end..end + '。'.len_utf8());
    let (before, after) = cut(text, &line.pieces, &stop);
    document.ledger.push(Removed { range: stop, number, rule: "heading_stop".into() });
    let folded = rules.folding.compact(text, &before);
    document.blocks.push(Block { kind, pieces: before, number, section, folded });
    if let Some(first) = after.first() {
        let number = number + text[line.pieces[0].start..first.start].matches('\n').count();
        let folded = rules.folding.compact(text, &after);
        let kind = if is_point(&folded.text) { BlockKind::Point } else { BlockKind::Paragraph };
        document.blocks.push(Block { kind, pieces: after, number, section, folded });
    }
}

/// The pieces before and after a range.
fn cut(text: &str, pieces: &[Range<usize>], at: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let clip = |from: usize, to: usize| {
        pieces
            .iter()
            .map(|piece| trim(text, piece.start.clamp(from, to)..piece.end.clamp(from, to)))
            .filter(|piece| !piece.is_empty())
            .collect()
    };
    (clip(0, at.start), clip(at.end, usize::MAX))
}

/// An addressee (市人大常委会：) or a note in brackets, such as where a report was read out.
fn is_preliminary(line: &str) -> bool {
    let chars = line.chars().count();
    (line.ends_with(':') && chars <= 60) || (line.starts_with('(') && line.ends_with(')') && chars <= 80)
}
