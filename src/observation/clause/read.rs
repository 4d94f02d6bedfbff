//! A block's text, cut into sentences and clauses.
//!
//! Input: the folded text and the numbers read from it. Output: [`Clauses`], every quantity placed in one. Refuses to end a
//! clause inside a name or quotation, or in a bracket that never closes.

use std::sync::LazyLock;

use super::{Clause, Clauses, OWN_LEVEL, Part, Placed};
use crate::quantity::{Name, NameClass, Reading};
use crate::rules::{FIGURE, OTHER_FIGURE};
use crate::text::CharSet;

/// The characters that may end a clause or begin a quotation or bracket, and those that stand for figures in a frame.
static MARKS: LazyLock<CharSet> =
    LazyLock::new(|| CharSet::new(['"', '(', ')', '!', '?', ',', ';', ':', '|', '。', '《', '》', FIGURE, OTHER_FIGURE]));

/// Bytes that most clauses have at least.
const SHORT_CLAUSE: usize = 30;
/// Bytes within which a bracket or quotation must close.
const LONGEST_BRACKET: usize = 1500;

/// Splits a block's folded text into clauses.
pub fn read_clauses(text: &str, reading: &Reading) -> Clauses {
    let mut reader = Reader::new(text, reading.quantities.len());
    let (mut quantities, mut names) = (reading.quantities.iter().peekable(), reading.names.iter().peekable());
    let mut at = 0;
    while at < text.len() {
        if let Some(quantity) = quantities.next_if(|quantity| quantity.span.start <= at) {
            reader.take_figure();
            at = quantity.span.end.max(at);
            continue;
        }
        if let Some(name) = names.next_if(|name| name.span.start <= at) {
            reader.take_name(name, at);
            at = name.span.end.max(at);
            continue;
        }
        let figures = [quantities.peek().map(|next| next.span.start), names.peek().map(|next| next.span.start)];
        let end = figures.into_iter().flatten().min().map_or(text.len(), |next| next.max(at));
        let plain = MARKS.length_before(&text[at..end]);
        if plain > 0 {
            reader.take_words(&text[at..at + plain]);
            at += plain;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        let sentence_ended = reader.take_mark(c, at);
        // What follows the last figure's sentence says nothing about any figure.
        if sentence_ended && quantities.peek().is_none() {
            break;
        }
    }
    reader.clauses.sentences.push(reader.sentence_start..text.len());
    reader.clauses
}

/// An open clause around a bracket.
struct Open {
    clause: usize,
    closes: char,
}

/// Where the reading is.
struct Reader<'t> {
    text: &'t str,
    clauses: Clauses,
    /// The clause that words go to.
    current: usize,
    /// The clauses around it, one for each open bracket.
    around: Vec<Open>,
    /// The mark that ends the name or quotation that is open.
    quoted: Option<char>,
    sentence_start: usize,
    /// Whether the text speaks of parts, and of what is foremost, at all.
    has_parts: bool,
    has_foremost: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, quantities: usize) -> Reader<'t> {
        let mut clauses = Clauses {
            list: Vec::with_capacity(text.len() / SHORT_CLAUSE + 1),
            places: Vec::with_capacity(quantities),
            sentences: Vec::new(),
            firsts: Vec::new(),
        };
        let current = clauses.open(0, None, false);
        let (has_parts, has_foremost) = (text.contains("其中") || text.contains(OWN_LEVEL), text.contains("率先"));
        Reader { text, clauses, current, around: Vec::new(), quoted: None, sentence_start: 0, has_parts, has_foremost }
    }

    fn clause(&mut self) -> &mut Clause {
        &mut self.clauses.list[self.current]
    }

    fn take_figure(&mut self) {
        let current = self.current;
        let clause = self.clause();
        let place = (current, clause.figures.len());
        clause.figures.push(Placed { at: clause.frame.len(), time: clause.time.of_figure(&clause.frame) });
        clause.frame.push(OTHER_FIGURE);
        self.clauses.places.push(place);
    }

    /// Takes a number that counts nothing; the text is read up to `at`.
    fn take_name(&mut self, name: &Name, at: usize) {
        let (text, current) = (self.text, self.current);
        let is_first = self.clauses.firsts[self.clauses.list[current].sentence] == current;
        let clause = self.clause();
        // 按照粤府办〔2010〕33号文 dates the document.
        if let Some(year) = name.year.filter(|_| name.class != NameClass::DocumentNumber) {
            clause.time.note(year, &clause.frame, &text[name.span.end..], is_first);
        } else if name.class == NameClass::Period {
            clause.time.note_run(&text[name.span.clone()], &clause.frame, &text[name.span.end..], is_first);
        }
        if !matches!(name.class, NameClass::Date | NameClass::Period) {
            clause.frame.push_str(&text[name.span.start.max(at)..name.span.end.max(at)]);
        }
    }

    fn take_words(&mut self, words: &str) {
        let begins_sentence = self.clauses.firsts.last() == Some(&self.current);
        let (has_parts, has_foremost) = (self.has_parts, self.has_foremost);
        let clause = self.clause();
        // 率先 is no 率, though half the rules of counts rule out a rate.
        match has_foremost && words.contains("率先") {
            true => clause.frame.push_str(&words.replace("率先", "")),
            false => clause.frame.push_str(words),
        }
        if has_parts && clause.part == Part::None {
            clause.part = part(words, begins_sentence && clause.frame == words);
        }
    }

    /// Takes a mark that ends at `next`; whether it ended a sentence.
    fn take_mark(&mut self, mark: char, next: usize) -> bool {
        let rest = &self.text[next..];
        match mark {
            '《' => {
                self.quoted = closing(rest, '》').then_some('》').or(self.quoted);
                self.clause().frame.push(mark);
            }
            '"' if self.quoted.is_none() => {
                self.quoted = closing(rest, '"').then_some('"');
                self.clause().frame.push(mark);
            }
            _ if self.quoted == Some(mark) => {
                self.quoted = None;
                self.clause().frame.push(mark);
            }
            '(' if closing(rest, ')') => {
                self.around.push(Open { clause: self.current, closes: ')' });
                let sentence = self.clause().sentence;
                self.current = self.clauses.open(sentence, Some(self.current), true);
                // 抽查计划1286个(含部门联合抽查计划403个)
                if rest.starts_with("含") {
                    self.clause().part = Part::OfSentence;
                }
            }
            _ if self.around.last().is_some_and(|open| open.closes == mark) => {
                if let Some(open) = self.around.pop() {
                    self.current = open.clause;
                }
            }
            '。' | '!' | '?' if self.quoted.is_none() => {
                self.clauses.sentences.push(self.sentence_start..next);
                self.sentence_start = next;
                self.around.clear();
                self.current = self.clauses.open(self.clauses.sentences.len(), Some(self.current), false);
                return true;
            }
            ',' | ';' | ':' if self.quoted.is_none() => {
                let Clause { sentence, bracket, part, .. } = *self.clause();
                self.current = self.clauses.open(sentence, Some(self.current), bracket);
                self.clause().part = if mark == ';' { Part::None } else { part };
            }
            // 办件量|125630件|好评率|99.9%: the cells of a table row are items of an enumeration.
            '|' => {
                let frame = &mut self.clause().frame;
                if frame.ends_with(OTHER_FIGURE) {
                    frame.push('、');
                }
            }
            // Fonts of icons give characters of private use to a page; no word may look like the mark of a figure.
            FIGURE | OTHER_FIGURE => self.clause().frame.push(char::REPLACEMENT_CHARACTER),
            _ => self.clause().frame.push(mark),
        }
        false
    }
}

/// What the words of a clause make its figures.
fn part(words: &str, begin_sentence: bool) -> Part {
    match words {
        _ if begin_sentence && words.starts_with("其中") => Part::OfParagraph,
        _ if words.contains("其中") => Part::OfSentence,
        _ if words.contains(OWN_LEVEL) => Part::OfWhole,
        _ => Part::None,
    }
}

/// Whether a bracket or quotation closes before its sentence ends.
fn closing(rest: &str, close: char) -> bool {
    let rest = &rest[..rest.floor_char_boundary(LONGEST_BRACKET)];
    let end = rest.find('。').unwrap_or(rest.len());
    rest[..end].contains(close) || rest[end..].strip_prefix('。').is_some_and(|rest| rest.starts_with(close))
}
