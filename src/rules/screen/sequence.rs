//! A pattern as a sequence of words, held against the places where words stand.
//!
//! Input: a parsed pattern, and later texts with the places of their words. Output: whether a text matches.
//! Refuses what is more than words, classes of characters and their repetitions, and to search long: then the regular
//! expression has to be run.
//!
//! 受理…(案件|申请)…# and some hundred patterns like it are tried on nearly every clause. As regular expressions each
//! has its own automaton, and waiting for their tables, which displace each other in the cache, took a third of the
//! time that a report takes. A sequence is a few steps, and the words are found by then.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind, Look, Repetition};

use super::WordPlace;

/// Steps after which a search is given up; nearly all take fewer than thirty.
const LONGEST_SEARCH: usize = 1000;
/// Bytes of the longest text that is searched: a step may look at all of it, where an expression looks once.
const LONGEST_TEXT: usize = 4096;
/// The most often that something other than a character is repeated step by step.
const MOST_COPIES: u32 = 4;

/// A pattern, ready to be held against texts.
#[derive(Debug, Default)]
pub struct Sequence {
    steps: Vec<Step>,
    /// Numbers of words; each step has a run of them.
    words: Vec<usize>,
    /// What the steps compare letter by letter.
    texts: Vec<Box<str>>,
    classes: Vec<Members>,
}

#[derive(Debug)]
enum Step {
    /// One of these words, found by its number.
    Word(Range<usize>),
    /// One of these texts, compared.
    Text(Range<usize>),
    Letter(char),
    /// From `least` to `most` characters of a class.
    Run {
        class: usize,
        least: usize,
        most: usize,
    },
    Start,
    End,
    Either(usize, usize),
    GoTo(usize),
}

/// The members of a class.
#[derive(Debug, PartialEq)]
enum Members {
    Characters(Vec<(char, char)>),
    /// All characters but those that begin with certain bytes.
    Bytes(Box<[bool; 256]>),
}

impl Sequence {
    /// Reads a pattern. `words` are those that are looked for in texts, with their numbers; `marks` are never part of
    /// one.
    pub fn new(pattern: &Hir, words: &BTreeMap<String, usize>, marks: &[char]) -> Option<Sequence> {
        let mut sequence = Sequence::default();
        sequence.read(pattern, words, marks)?;
        Some(sequence)
    }

    fn read(&mut self, pattern: &Hir, words: &BTreeMap<String, usize>, marks: &[char]) -> Option<()> {
        match pattern.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                for piece in std::str::from_utf8(&literal.0).ok()?.split_inclusive(marks) {
                    let word = piece.trim_end_matches(marks);
                    if !word.is_empty() {
                        self.read_group(vec![word.to_owned()], words);
                    }
                    self.steps.extend(piece[word.len()..].chars().map(Step::Letter));
                }
            }
            HirKind::Class(class) => match letters(class).filter(|letters| !letters.iter().any(|letter| letter.starts_with(marks))) {
                Some(letters) => self.read_group(letters, words),
                None => self.read_run(class, 1, Some(1))?,
            },
            HirKind::Look(Look::Start) => self.steps.push(Step::Start),
            HirKind::Look(Look::End) => self.steps.push(Step::End),
            HirKind::Look(_) => return None,
            HirKind::Repetition(Repetition { min, max, sub, .. }) => match sub.kind() {
                HirKind::Class(class) => self.read_run(class, *min, *max)?,
                _ => self.read_repetition(sub, *min, *max, words, marks)?,
            },
            HirKind::Capture(capture) => self.read(&capture.sub, words, marks)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.read(part, words, marks))?,
            HirKind::Alternation(choices) => match choices.iter().map(|choice| word_of(choice, marks)).collect::<Option<Vec<String>>>() {
                Some(group) => self.read_group(group, words),
                None => self.read_choices(choices, words, marks)?,
            },
        }
        Some(())
    }

    /// One of some words. Those that are not looked for in texts anyway are compared.
    fn read_group(&mut self, group: Vec<String>, words: &BTreeMap<String, usize>) {
        match group.iter().map(|word| words.get(word).copied()).collect::<Option<Vec<usize>>>() {
            Some(numbers) => {
                let first = self.words.len();
                self.words.extend(numbers);
                self.steps.push(Step::Word(first..self.words.len()));
            }
            None => {
                let first = self.texts.len();
                self.texts.extend(group.into_iter().map(String::into_boxed_str));
                self.steps.push(Step::Text(first..self.texts.len()));
            }
        }
    }

    fn read_run(&mut self, class: &Class, least: u32, most: Option<u32>) -> Option<()> {
        let most = most.map_or(usize::MAX, |most| most as usize);
        let members = match class {
            Class::Unicode(class) => Members::Characters(class.iter().map(|range| (range.start(), range.end())).collect()),
            Class::Bytes(class) if least == 0 && most == usize::MAX => Members::Bytes(beginnings(class)?),
            Class::Bytes(_) => return None,
        };
        let known = self.classes.iter().position(|known| *known == members);
        let class = known.unwrap_or(self.classes.len());
        if known.is_none() {
            self.classes.push(members);
        }
        self.steps.push(Step::Run { class, least: least as usize, most });
        Some(())
    }

    fn read_repetition(
        &mut self,
        part: &Hir,
        least: u32,
        most: Option<u32>,
        words: &BTreeMap<String, usize>,
        marks: &[char],
    ) -> Option<()> {
        if least.max(most.unwrap_or(0)) > MOST_COPIES {
            return None;
        }
        for _ in 0..least {
            self.read(part, words, marks)?;
        }
        let Some(most) = most else {
            // Going round without a character would go round for ever.
            part.properties().minimum_len().filter(|length| *length > 0)?;
            let fork = self.fork();
            self.read(part, words, marks)?;
            self.steps.push(Step::GoTo(fork));
            self.lead_on(fork);
            return Some(());
        };
        let forks: Vec<usize> = (least..most)
            .map(|_| {
                let fork = self.fork();
                self.read(part, words, marks).map(|()| fork)
            })
            .collect::<Option<_>>()?;
        forks.into_iter().for_each(|fork| self.lead_on(fork));
        Some(())
    }

    fn read_choices(&mut self, choices: &[Hir], words: &BTreeMap<String, usize>, marks: &[char]) -> Option<()> {
        let mut ends = Vec::new();
        let (last, others) = choices.split_last()?;
        for choice in others {
            let fork = self.fork();
            self.read(choice, words, marks)?;
            ends.push(self.steps.len());
            self.steps.push(Step::GoTo(0));
            self.lead_on(fork);
        }
        self.read(last, words, marks)?;
        for end in ends {
            self.steps[end] = Step::GoTo(self.steps.len());
        }
        Some(())
    }

    /// Adds a fork of which one way is the next step; the other is still open.
    fn fork(&mut self) -> usize {
        self.steps.push(Step::Either(self.steps.len() + 1, 0));
        self.steps.len() - 1
    }

    /// Leads the open way of a fork to the next step.
    fn lead_on(&mut self, fork: usize) {
        self.steps[fork] = Step::Either(fork + 1, self.steps.len());
    }

    /// Whether a text with words at these places, or at those of them that end in it, matches; none where the search
    /// grew too long.
    pub fn matches(&self, text: &str, places: &[WordPlace]) -> Option<bool> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let mut search = Search { sequence: self, text, places, left: LONGEST_SEARCH, run: None };
        let matches = search.go_on(0, Span { first: 0, last: text.len() });
        (matches || search.left > 0).then_some(matches)
    }
}

/// Where a step may begin: at one of these bytes.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
}

impl Span {
    fn at(byte: usize) -> Span {
        Span { first: byte, last: byte }
    }

    fn has(self, byte: usize) -> bool {
        (self.first..=self.last).contains(&byte)
    }
}

struct Search<'a> {
    sequence: &'a Sequence,
    text: &'a str,
    places: &'a [WordPlace],
    /// Steps that may still be taken.
    left: usize,
    /// The last run without a longest length: its class, and its bytes.
    run: Option<(usize, Span)>,
}

impl<'a> Search<'a> {
    /// Whether the text goes on with a step and those after it.
    fn go_on(&mut self, mut step: usize, mut from: Span) -> bool {
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
        let text: &'a str = self.text;
        let mut places = text[from.first..].match_indices(words).map(|(at, _)| from.first + at).take_while(|at| *at <= from.last);
        places.any(|at| self.go_on(step, Span::at(at + words.len())))
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

/// A part of a pattern that is one word.
fn word_of(part: &Hir, marks: &[char]) -> Option<String> {
    match part.kind() {
        HirKind::Literal(literal) => Some(std::str::from_utf8(&literal.0).ok()?.to_owned()).filter(|word| !word.contains(marks)),
        HirKind::Capture(capture) => word_of(&capture.sub, marks),
        _ => None,
    }
}

/// The members of a small class, each as a word.
pub fn letters(class: &Class) -> Option<Vec<String>> {
    let Class::Unicode(class) = class else { return None };
    let members: Vec<String> =
        class.iter().flat_map(|range| range.start()..=range.end()).take(super::LARGEST_CLASS + 1).map(String::from).collect();
    (members.len() <= super::LARGEST_CLASS).then_some(members)
}

/// A class of bytes as one of whole characters: those that begin with a member. None where it is not.
fn beginnings(class: &ClassBytes) -> Option<Box<[bool; 256]>> {
    let mut bytes = Box::new([false; 256]);
    for range in class.iter() {
        bytes[usize::from(range.start())..=usize::from(range.end())].fill(true);
    }
    // What is inside a character must not end a run.
    bytes[0x80..0xc0].iter().all(|is_member| *is_member).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use crate::rules::screen::Screen;

    fn screen_of(pattern: &str) -> Screen {
        Screen::new(&[vec![pattern.to_owned()]], &['#', '@'])
    }

    /// What a sequence says, that must be what the regular expression says.
    fn matches(pattern: &str, text: &str) -> bool {
        let screen = screen_of(pattern);
        let found = screen.candidates(text, screen.words_of([text]).of(0), 0, |_| true);
        assert!(found.iter().all(|candidate| candidate.is_certain), "{pattern} is a sequence");
        let expected = regex::Regex::new(pattern).expect("a pattern").is_match(text);
        assert_eq!(!found.is_empty(), expected, "{pattern} on {text}");
        expected
    }

    #[test]
    fn sequences_match_what_their_expressions_match() {
        let patterns = [
            "受理[^#@]*(案件|申请)[^#@]*#",
            "(受理|立案)(案件|共|共计)*#",
            "(不予)?受理#(案|件)$",
            "^(受理|(立案|审理)(审查)?)+[^#@、]*#",
            "村.{0,2}调解|(?:^|[^务8])热线",
            "[^@]*@[^#、]*(审[查核]){2,3}",
            r"到20\d\d年(底|末)",
            "(受理.*#|#.*办结)",
        ];
        let texts = [
            "受理案件#",
            "受理申请案件共计#件",
            "不予受理#案",
            "受理@案件#",
            "立案审理共#",
            "立案审查审理、#",
            "热线#",
            "服务热线#",
            "村居调解#",
            "村级人民调解#",
            "审核@审查审查#",
            "到2025年底#",
            "#件已办结",
            "办结#件",
            "",
            "#",
        ];
        for pattern in patterns {
            let matching = texts.iter().filter(|text| matches(pattern, text)).count();
            assert!((1..texts.len()).contains(&matching), "the texts show both answers for {pattern}");
        }
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        let pattern = "(受理|受|理)+(受理|受|理)+(受理|受|理)+#";
        let screen = screen_of(pattern);
        let text = "受理".repeat(200);
        let found = screen.candidates(&text, screen.words_of([text.as_str()]).of(0), 0, |_| true);
        assert!(found.iter().all(|candidate| !candidate.is_certain));
    }
}
