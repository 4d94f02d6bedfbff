//! Steps held against a text and the places of its words.
//!
//! Input: a sequence, a text, where its words stand. Output: whether the text matches. Refuses to search long.

use super::super::WordPlace;
use super::{Members, Sequence, Step};

/// Steps after which a search is given up; nearly all take fewer than thirty.
const LONGEST_SEARCH: usize = 1000;
/// Bytes of the longest text that is searched: a step may look at all of it, where an expression looks once.
pub const LONGEST_TEXT: usize = 4096;
/// Where a step may begin: at one of these bytes.
#[derive(Clone, Copy)]
pub struct Span {
    pub first: usize,
    pub last: usize,
}

impl Span {
    fn at(byte: usize) -> Span {
        Span { first: byte, last: byte }
    }

    fn has(self, byte: usize) -> bool {
        (self.first..=self.last).contains(&byte)
    }
}

pub struct Search<'a> {
    sequence: &'a Sequence,
    text: &'a str,
    places: &'a [WordPlace],
    /// Steps that may still be taken.
    left: usize,
    /// The last run without a longest length: its class, and its bytes.
    run: Option<(usize, Span)>,
}

impl<'a> Search<'a> {
    pub fn new(sequence: &'a Sequence, text: &'a str, places: &'a [WordPlace]) -> Search<'a> {
        Search { sequence, text, places, left: LONGEST_SEARCH, run: None }
    }

    /// Whether it took all the steps that it may.
    pub fn is_given_up(&self) -> bool {
        self.left == 0
    }

    /// Whether the text goes on with a step and those after it.
    pub fn go_on(&mut self, mut step: usize, mut from: Span) -> bool {
        let sequence: &'a Sequence = self.sequence;
        while let Some(current) = sequence.steps.get(step) {
            let Some(left) = self.left.checked_sub(1) else { return false };
            self.left = left;
            match current {
                Step::Word(words) => {
                    let (words, places, end) = (&sequence.words[words.clone()], self.places, self.text.len());
                    let mut fitting =
                        places.iter().filter(|place| from.has(place.start) && place.end <= end && words.contains(&place.word));
                    return fitting.any(|place| self.go_on(step + 1, Span::at(place.end)));
                }
                Step::Text(texts) => {
                    return sequence.texts[texts.clone()].iter().any(|words| self.after(words, from, step + 1));
                }
                Step::Letter(letter) => {
                    let (text, next) = (self.text, |at: usize| Span::at(at + letter.len_utf8()));
                    // A run before it nearly always ends there.
                    if text[from.last..].starts_with(*letter) && self.go_on(step + 1, next(from.last)) {
                        return true;
                    }
                    let mut earlier = text[from.first..from.last].match_indices(*letter).map(|(at, _)| from.first + at);
                    return earlier.any(|at| self.go_on(step + 1, next(at)));
                }
                Step::Run { class, least, most } => {
                    if *least > 0 && from.first < from.last {
                        let text = &self.text[from.first..from.last];
                        let mut starts = text.char_indices().map(|(at, _)| from.first + at).chain([from.last]);
                        return starts.any(|start| self.go_on(step, Span::at(start)));
                    }
                    let Some(first) = sequence.classes[*class].after(self.text, from.first, *least) else { return false };
                    // What is in reach from an earlier beginning is from the last.
                    (from, step) = (Span { first, last: self.end_of_run(*class, from.last, *most) }, step + 1);
                }
                Step::Start if from.first == 0 => (from, step) = (Span::at(0), step + 1),
                Step::End if from.last == self.text.len() => (from, step) = (Span::at(from.last), step + 1),
                Step::Start | Step::End => return false,
                Step::Either(one, other) => {
                    if self.go_on(*one, from) {
                        return true;
                    }
                    step = *other;
                }
                Step::GoTo(next) => step = *next,
            }
        }
        true
    }

    /// The end of the longest run of a class from a byte on, of at most so many characters.
    fn end_of_run(&mut self, class: usize, from: usize, most: usize) -> usize {
        // Wherever words end between the same two figures, the run after them ends at the same one.
        if let Some((_, run)) = self.run.filter(|(known, run)| *known == class && most == usize::MAX && run.has(from)) {
            return run.last;
        }
        let last = self.sequence.classes[class].end_of_run(self.text, from, most);
        if most == usize::MAX {
            self.run = Some((class, Span { first: from, last }));
        }
        last
    }

    /// Whether some words stand in a span, and the text goes on with a step after them.
    fn after(&mut self, words: &str, from: Span, step: usize) -> bool {
        if from.first == from.last {
            return starts_with(&self.text[from.first..], words) && self.go_on(step, Span::at(from.first + words.len()));
        }
        // The words may overlap themselves: 面对面 stands in 面对面对面 twice.
        let (text, mut left): (&'a str, usize) = (self.text, from.first);
        while let Some(at) = text[left..].find(words).map(|at| left + at).filter(|at| *at <= from.last) {
            if self.go_on(step, Span::at(at + words.len())) {
                return true;
            }
            left = at + text[at..].chars().next().map_or(1, char::len_utf8);
        }
        false
    }
}

impl Members {
    /// The end of the longest run of members from a byte on, of at most so many.
    fn end_of_run(&self, text: &str, from: usize, most: usize) -> usize {
        let rest = &text[from..];
        let length = match self {
            // Of bytes a run is as long as there are any.
            Members::Bytes(bytes) => rest.bytes().position(|byte| !bytes[usize::from(byte)]),
            Members::Characters(_) => {
                rest.char_indices().enumerate().find(|(count, (_, c))| *count == most || !self.has(*c)).map(|(_, (at, _))| at)
            }
        };
        from + length.unwrap_or(rest.len())
    }

    /// The end of a run of so many members.
    fn after(&self, text: &str, from: usize, count: usize) -> Option<usize> {
        let mut letters = text[from..].chars();
        let are_members = letters.by_ref().take(count).filter(|c| self.has(*c)).count() == count;
        are_members.then(|| text.len() - letters.as_str().len())
    }

    fn has(&self, c: char) -> bool {
        match self {
            Members::Characters(ranges) => ranges.iter().any(|(first, last)| (first..=last).contains(&&c)),
            Members::Bytes(bytes) => bytes[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])],
        }
    }
}

/// Whether a text begins with some words. Their first character, of three bytes nearly always, is compared first, for
/// which no call is needed.
fn starts_with(text: &str, words: &str) -> bool {
    let may = match (text.as_bytes().first_chunk::<3>(), words.as_bytes().first_chunk::<3>()) {
        (Some(text), Some(words)) => text == words,
        _ => true,
    };
    may && text.starts_with(words)
}
