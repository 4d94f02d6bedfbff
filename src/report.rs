//! One source, through all stages that look at it alone.
//!
//! Input: a source's path and bytes, and the rules. Output: a [`Report`] with every stage's result, or the
//! diagnostic that says why there is none. Refuses to look at any other report.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::anchor::{Anchors, make_anchors};
use crate::clean::{Cleaned, Removed, clean};
use crate::decode::{ENCODING_HELP, decode, resolve_entities};
use crate::diagnostic::{Diagnostic, Place};
use crate::front_matter::{FrontMatter, split_front_matter};
use crate::hash::hash_of;
use crate::metadata::{Input, Metadata, read_metadata};
use crate::observation::{Assessment, Scope, observe};
use crate::personal::{Personal, PersonalKind, find_personal, mask};
use crate::quantity::{Quantity, QuantityId, Reading, read_blocks};
use crate::rules::Rules;
use crate::source::{Markup, SourceFile};
use crate::structure::{BlockKind, Document, structure};
use crate::suspect::{Suspect, find_suspects};
use crate::table::read_tables;
use crate::text::{LineIndex, trim};
use crate::topic::{TopicFindings, find_topics};
use crate::typography::{shown, typeset, verbatim};

/// Everything that is known of one report.
#[derive(Serialize, Deserialize)]
pub struct Report {
    /// Path below the content folder, with `/`.
    pub source: String,
    /// Path for diagnostics.
    pub shown: String,
    /// The decoded source; every range of the other fields points into it.
    pub text: String,
    pub encoding: Cow<'static, str>,
    /// SHA-256 of the source's bytes, in hexadecimal.
    pub sha256: String,
    /// Hash of the folded title and body, equal for copies of one text on two sites.
    pub text_hash: String,
    pub front: FrontMatter,
    pub cleaned: Cleaned,
    pub document: Document,
    /// The numbers of each block.
    pub readings: Vec<Reading>,
    pub metadata: Metadata,
    pub assessment: Assessment,
    pub topics: TopicFindings,
    pub suspects: Vec<Suspect>,
    /// Numbers of persons that were masked, each with its line.
    pub masked: Vec<(usize, PersonalKind)>,
    pub anchors: Anchors,
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// The ledger: removed lines and the full stops of run-in headings, in the order of the source.
    pub fn ledger(&self) -> Vec<&Removed> {
        let mut ledger: Vec<&Removed> = self.cleaned.ledger.iter().chain(&self.document.ledger).collect();
        ledger.sort_by_key(|removed| removed.range.start);
        ledger
    }

    /// Characters of the body, blanks not counted.
    pub fn characters(&self) -> usize {
        self.document.blocks.iter().map(|block| block.folded.text.chars().filter(|c| *c != ' ').count()).sum()
    }
}

impl Report {
    /// A quantity of the body.
    pub fn quantity(&self, at: QuantityId) -> &Quantity {
        &self.readings[at.block].quantities[at.number]
    }

    /// The source ranges of a range of a block's folded text.
    pub fn pieces_of(&self, block: usize, folded: Range<usize>) -> Vec<Range<usize>> {
        let block = &self.document.blocks[block];
        let range = block.folded.source_range(&self.text, folded);
        // The pieces stand in order: a paragraph of a hundred lines is not looked through for each of its figures.
        let first = block.pieces.partition_point(|piece| piece.end <= range.start);
        block.pieces[first..]
            .iter()
            .take_while(|piece| piece.start < range.end)
            .map(|piece| trim(&self.text, piece.start.clamp(range.start, range.end)..piece.end.clamp(range.start, range.end)))
            .filter(|piece| !piece.is_empty())
            .collect()
    }

    /// The words of a range of a block's folded text, as the source has them.
    pub fn quote(&self, block: usize, folded: Range<usize>) -> String {
        self.joined(block, folded, |pieces| verbatim(&self.text, pieces))
    }

    /// The same, set for reading.
    pub fn set(&self, block: usize, folded: Range<usize>) -> String {
        self.joined(block, folded, |pieces| shown(&typeset(&self.text, pieces)))
    }

    /// The words of a range of a block; a blank parts cells that lost their bars.
    fn joined(&self, block: usize, folded: Range<usize>, words: impl Fn(&[Range<usize>]) -> String) -> String {
        let pieces = self.pieces_of(block, folded);
        match self.document.blocks[block].kind {
            BlockKind::Cells => pieces.iter().map(|cell| words(std::slice::from_ref(cell))).collect::<Vec<_>>().join(" "),
            _ => words(&pieces),
        }
    }

    /// The source line of a folded byte of a block, counted from 1.
    pub fn line_of(&self, block: usize, at: usize, index: &LineIndex) -> usize {
        index.line(self.document.blocks[block].folded.origin(at))
    }

    /// The source ranges of the title; `None` where the text has none, or another was settled in the front matter.
    pub fn title_pieces(&self) -> Option<Vec<Range<usize>>> {
        let pieces: Vec<_> = self.cleaned.title.iter().flat_map(|line| line.pieces.iter().cloned()).collect();
        (!pieces.is_empty() && self.front.title.is_none()).then_some(pieces)
    }

    /// The title as the source has it, or as it was settled.
    pub fn verbatim_title(&self) -> String {
        self.title_pieces().map_or_else(|| self.metadata.title.value.clone(), |pieces| verbatim(&self.text, &pieces))
    }

    /// The words of a block, as the source has them.
    pub fn words_of(&self, block: usize) -> String {
        verbatim(&self.text, &self.document.blocks[block].pieces)
    }
}

/// What becomes of the numbers of persons in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalData {
    /// They stay, and a warning names them.
    Shown,
    /// They are masked before any other stage reads the text.
    Masked,
}

/// Reads a report from a source's bytes.
pub fn read_report(file: &SourceFile, bytes: &[u8], rules: &Rules) -> Result<Report, Diagnostic> {
    read_report_with(file, bytes, rules, PersonalData::Shown)
}

/// Reads a report from a source's bytes, masked or not.
pub fn read_report_with(file: &SourceFile, bytes: &[u8], rules: &Rules, personal: PersonalData) -> Result<Report, Diagnostic> {
    let mut decoded = decode(bytes, &file.shown);
    let found = find_personal(&decoded.text, &rules.personal);
    let mut masked = Vec::new();
    match personal {
        PersonalData::Shown => decoded.diagnostics.extend(personal_warnings(&decoded.text, &found, &file.shown)),
        PersonalData::Masked if !found.is_empty() => {
            let index = LineIndex::new(&decoded.text);
            masked = found.iter().map(|personal| (index.line(personal.range.start), personal.kind)).collect();
            decoded.text = mask(&decoded.text, &found).into_owned();
        }
        PersonalData::Masked => {}
    }
    let Text { text, front, cleaned } = clean_text(decoded.text, file, rules)?;
    if cleaned.lines.is_empty() {
        return Err(no_body(file, decoded.doubt));
    }
    let document = structure(&text, &cleaned.lines, rules);
    let rows = read_tables(&document, &rules.structure.table_head);
    let readings = read_blocks(&document, &rows, &rules.numbers);
    let input = Input { text: &text, front: &front, cleaned: &cleaned, document: &document, path: &file.path, shown: &file.shown };
    let (metadata, questions) = read_metadata(&input, rules);
    let assessment = observe(&document, &readings, &rows, Scope::of(&metadata), rules);
    let topics = find_topics(&document, rules);
    let suspects = find_suspects(&text, &cleaned, &document, rules);
    let anchors = make_anchors(&document, &readings);
    let mut diagnostics = decoded.diagnostics;
    diagnostics.extend(questions);
    let title = rules.folding.plain(&metadata.title.value);
    let text_hash = hash_of([title.as_bytes()].into_iter().chain(document.blocks.iter().map(|block| block.folded.text.as_bytes())));
    Ok(Report {
        source: file.path.clone(),
        shown: file.shown.clone(),
        encoding: Cow::Borrowed(decoded.encoding),
        sha256: hash_of([bytes]),
        text_hash,
        front,
        cleaned,
        document,
        readings,
        metadata,
        assessment,
        topics,
        suspects,
        masked,
        anchors,
        diagnostics,
        text,
    })
}

/// A source's text, told apart.
struct Text {
    text: String,
    front: FrontMatter,
    cleaned: Cleaned,
}

fn clean_text(mut text: String, file: &SourceFile, rules: &Rules) -> Result<Text, Diagnostic> {
    let (front, start) = split_front_matter(&text, &file.shown)?;
    // Markdown has references of its own.
    if file.markup == Markup::Plain
        && let Cow::Owned(resolved) = resolve_entities(&text[start..])
    {
        text.replace_range(start.., &resolved);
    }
    if text[start..].trim().is_empty() {
        return Err(
            Diagnostic::error("empty", &file.shown, "there is no text in this file").help("remove it, or save the report's text into it")
        );
    }
    let mut cleaned = match file.markup {
        Markup::Plain => clean(&text, start, rules),
        Markup::Markdown => crate::markdown::read_markdown(&text, start),
    };
    let front_range = trim(&text, 0..start);
    if !front_range.is_empty() {
        let number = LineIndex::new(&text).line(front_range.start);
        cleaned.ledger.insert(0, Removed { range: front_range, number, rule: "front_matter".into() });
    }
    Ok(Text { text, front, cleaned })
}

/// The code of a source of which nothing is left.
pub const NO_BODY: &str = "no-body";

fn no_body(file: &SourceFile, doubt: Option<&'static str>) -> Diagnostic {
    match doubt {
        Some(says) => Diagnostic::error(NO_BODY, &file.shown, format!("no report can be read in this file: {says}")).help(ENCODING_HELP),
        None => Diagnostic::error(NO_BODY, &file.shown, "only navigation and other clutter, no report, is left of this file")
            .help(format!("see which rules took its lines with `fangzhi explain {}`", file.shown)),
    }
}

/// The text of a source and its ledger, also where no report is left of it.
pub fn read_ledger(file: &SourceFile, bytes: &[u8], rules: &Rules, personal: PersonalData) -> Result<(String, Vec<Removed>), Diagnostic> {
    let mut text = decode(bytes, &file.shown).text;
    if personal == PersonalData::Masked {
        text = mask(&text, &find_personal(&text, &rules.personal)).into_owned();
    }
    let Text { text, cleaned, .. } = clean_text(text, file, rules)?;
    Ok((text, cleaned.ledger))
}

/// One warning for each kind of personal data, at its first place.
fn personal_warnings(text: &str, found: &[Personal], shown: &str) -> Vec<Diagnostic> {
    let warning = |kind: PersonalKind| {
        let mut of_kind = found.iter().filter(|personal| personal.kind == kind);
        let first = of_kind.next()?;
        let more = of_kind.count();
        let says = if more == 0 { kind.says().to_owned() } else { format!("{}, and {more} more in this source", kind.says()) };
        let help = "if it is a person's, say `redact = true` in site.toml: its digits are masked on every page and in every table";
        Some(Diagnostic::warning("personal-data", shown, says).at(Place::of(text, first.range.clone(), 1)).help(help))
    };
    PersonalKind::ALL.into_iter().filter_map(warning).collect()
}
