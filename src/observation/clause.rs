//! Sentences, clauses, and the subject that a chain of clauses shares.
//!
//! A Chinese sentence names its subject once: 受理行政复议案件178件（含结转13件），审理结案172件，纠错17件. Later
//! clauses inherit it until a new subject is named.

use std::ops::Range;

use super::Period;
use crate::quantity::Reading;
use crate::rules::{FIGURE, Indicators, OTHER_FIGURE};

/// The clauses of a block.
pub struct Clauses {
    list: Vec<Clause>,
    /// For each quantity: its clause, and its place among the clause's figures.
    places: Vec<(usize, usize)>,
    sentences: Vec<Range<usize>>,
}

struct Clause {
    /// The words with every figure as one character, without dates and brackets.
    frame: String,
    /// Byte offsets of the figures in `frame`.
    figures: Vec<usize>,
    sentence: usize,
    /// The clause before it in the chain; for a bracket, the clause around it.
    before: Option<usize>,
    /// The last year named before or in it within the sentence.
    year: Option<u16>,
    /// Whether it is a bracket inside another clause.
    bracket: bool,
}

/// Where the reader is: an open clause, one deeper in each bracket.
struct Open {
    clause: usize,
    closes: char,
}

/// Splits a block's folded text into clauses.
pub fn read_clauses(text: &str, reading: &Reading) -> Clauses {
    let mut clauses = Clauses { list: Vec::new(), places: Vec::new(), sentences: Vec::new() };
    let mut stack: Vec<Open> = Vec::new();
    let mut sentence_start = 0;
    let mut current = clauses.open(0, None, None, false);
    let (mut quantities, mut names) = (reading.quantities.iter().peekable(), reading.names.iter().peekable());
    let mut quoted: Option<char> = None;
    let mut at = 0;
    while at < text.len() {
        if let Some(quantity) = quantities.next_if(|quantity| quantity.span.start <= at) {
            let clause = &mut clauses.list[current];
            clause.figures.push(clause.frame.len());
            clause.frame.push(OTHER_FIGURE);
            clauses.places.push((current, clauses.list[current].figures.len() - 1));
            at = quantity.span.end.max(at);
            continue;
        }
        if let Some(name) = names.next_if(|name| name.span.start <= at) {
            let clause = &mut clauses.list[current];
            if name.year.is_some() {
                clause.year = name.year;
            }
            if !matches!(name.class.as_str(), "date" | "period") {
                clause.frame.push_str(&text[name.span.start.max(at)..name.span.end.max(at)]);
            }
            at = name.span.end.max(at);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        match c {
            '《' => {
                quoted = closing(&text[next..], '》').then_some('》').or(quoted);
                clauses.list[current].frame.push(c);
            }
            '"' if quoted.is_none() => {
                quoted = closing(&text[next..], '"').then_some('"');
                clauses.list[current].frame.push(c);
            }
            _ if quoted == Some(c) => {
                quoted = None;
                clauses.list[current].frame.push(c);
            }
            '(' if closing(&text[next..], ')') => {
                stack.push(Open { clause: current, closes: ')' });
                let (sentence, year) = (clauses.list[current].sentence, clauses.list[current].year);
                current = clauses.open(sentence, Some(current), year, true);
            }
            _ if stack.last().is_some_and(|open| open.closes == c) => {
                if let Some(open) = stack.pop() {
                    current = open.clause;
                }
            }
            '。' | '!' | '?' if quoted.is_none() => {
                clauses.sentences.push(sentence_start..next);
                sentence_start = next;
                stack.clear();
                current = clauses.open(clauses.sentences.len(), Some(current), None, false);
            }
            ',' | ';' | ':' if quoted.is_none() => {
                let clause = &clauses.list[current];
                let (sentence, year, bracket) = (clause.sentence, clause.year, clause.bracket);
                current = clauses.open(sentence, Some(current), year, bracket);
            }
            _ => clauses.list[current].frame.push(c),
        }
        at = next;
    }
    clauses.sentences.push(sentence_start..text.len());
    clauses
}

/// Whether a bracket or quotation closes before its sentence ends.
fn closing(rest: &str, close: char) -> bool {
    let end = rest.find('。').unwrap_or(rest.len());
    rest[..end].contains(close) || rest[end..].starts_with(&format!("。{close}"))
}

impl Clauses {
    fn open(&mut self, sentence: usize, before: Option<usize>, year: Option<u16>, bracket: bool) -> usize {
        self.list.push(Clause { frame: String::new(), figures: Vec::new(), sentence, before, year, bracket });
        self.list.len() - 1
    }

    fn clause(&self, quantity: usize) -> &Clause {
        &self.list[self.places[quantity].0]
    }

    /// The clause of a quantity with the figure itself marked.
    pub fn frame(&self, quantity: usize) -> String {
        let (clause, figure) = self.places[quantity];
        let clause = &self.list[clause];
        let mut frame = clause.frame.clone();
        let at = clause.figures[figure];
        frame.replace_range(at..at + OTHER_FIGURE.len_utf8(), FIGURE.encode_utf8(&mut [0; 4]));
        frame
    }

    /// Whether a figure without a unit can stand for a count: nothing follows it in its clause.
    pub fn ends_at(&self, quantity: usize) -> bool {
        let (clause, figure) = self.places[quantity];
        let clause = &self.list[clause];
        let rest = &clause.frame[clause.figures[figure] + OTHER_FIGURE.len_utf8()..];
        rest.is_empty() || rest.starts_with(['、', '和', '"'])
    }

    /// The sentence up to the end of the quantity's clause.
    pub fn context(&self, quantity: usize) -> String {
        let (at, _) = self.places[quantity];
        let sentence = self.list[at].sentence;
        let frames: Vec<&str> = self.list[..=at].iter().filter(|clause| clause.sentence == sentence).map(|clause| clause.frame.as_str()).collect();
        frames.join(",")
    }

    /// The sentence of a quantity, in bytes of the block's folded text.
    pub fn sentence(&self, quantity: usize) -> Range<usize> {
        self.sentences[self.clause(quantity).sentence].clone()
    }

    /// The subjects in force at a quantity: those of its own clause, else of the nearest clause before it
    /// that names any, else those of the headings.
    pub fn subjects_in_force(&self, quantity: usize, headings: u64, indicators: &Indicators) -> u64 {
        let start = Some(self.places[quantity].0);
        let mut in_force = 0;
        for at in std::iter::successors(start, |at| self.list[*at].before) {
            in_force |= indicators.subjects_of(&self.list[at].frame);
            if indicators.are_strong(in_force) {
                return in_force;
            }
        }
        in_force | headings
    }

    /// The clause up to the end of the figure's item: what belongs to a later item of an enumeration
    /// (行政诉讼案件15件、抗诉申请案件8件) says nothing about this one.
    pub fn own_part<'f>(&self, quantity: usize, frame: &'f str) -> &'f str {
        let (clause, figure) = self.places[quantity];
        let clause = &self.list[clause];
        let after = clause.figures[figure] + OTHER_FIGURE.len_utf8();
        let Some(next) = clause.figures.get(figure + 1) else { return frame };
        frame[after..*next].find(['、', '和', '及']).map_or(frame, |at| &frame[..after + at])
    }

    /// Whether the clause gives its figure to several subjects: 受理率、办结率均达100%.
    pub fn is_shared(&self, quantity: usize) -> bool {
        let clause = self.clause(quantity);
        clause.figures.len() == 1 && ["均", "都", "双", "分别"].iter().any(|word| clause.frame.contains(word))
    }

    /// The time that a quantity speaks of; `None` for a year before the one reported on.
    pub fn period(&self, quantity: usize, reported: Option<u16>, _reading: &Reading) -> Option<Period> {
        let context = self.context(quantity);
        let since = ["以来", "至今", "累计", "年来", "历年"].iter().any(|word| context.contains(word));
        if since {
            return Some(Period::Cumulative);
        }
        match (self.clause(quantity).year, reported) {
            (Some(named), Some(reported)) if named < reported => None,
            _ => Some(Period::Year),
        }
    }
}
