//! Which of many patterns a text can match at all.
//!
//! Input: regular expressions, and later texts. Output: for a text the few patterns worth running on it.
//! Refuses to decide a match by itself, unless a pattern is a plain list of words.
//!
//! Every clause is held against several hundred patterns of the form 受理…#. One automaton for all of them
//! (`RegexSet`) was tried first: the gaps let it be "between 受理 and its figure" for any subset of the rules
//! at once, so nearly every clause met states not built yet, and matching took 60 ns a byte. The words that a
//! pattern cannot do without are found in one pass instead, and few patterns are left to run.

use std::collections::{BTreeMap, BTreeSet};

use daachorse::errors::DaachorseError;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of characters with more members demands nothing: a group of digits or letters is no word.
const LARGEST_CLASS: usize = 24;

/// The words that patterns demand, ready to be looked for.
pub struct Screen {
    finder: CharwiseDoubleArrayAhoCorasick<u32>,
    /// Numbers of 64 bits that hold a bit for each word.
    width: usize,
    lists: Vec<PatternList>,
}

/// Patterns that are asked for together.
struct PatternList {
    demands: Vec<Demand>,
    /// For each word the demands that it lets pass to their full test.
    by_word: Vec<Vec<usize>>,
    /// A bit for each word that lets any pass.
    telling: Vec<u64>,
    /// Patterns that demand no word.
    undemanding: Vec<usize>,
}

/// What one alternative of a pattern needs.
struct Demand {
    pattern: usize,
    /// In the order in which they must follow each other.
    elements: Vec<Element<usize>>,
    /// Whether it is one word, and found with it.
    is_list: bool,
}

/// A part of a pattern that no match is without.
#[derive(Clone, Debug)]
enum Element<Word> {
    /// One of these words.
    Word(Vec<Word>),
    /// The mark of which the place is known.
    Mark,
}

/// The words of texts, one after the other: a paragraph has some twenty clauses, and two vectors for each would
/// cost more than to find the words.
#[derive(Clone, Debug)]
pub struct WordLists {
    width: usize,
    bits: Vec<u64>,
    places: Vec<WordPlace>,
    /// Where the places of each text end.
    ends: Vec<usize>,
}

/// The words of a text.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// A bit for each.
    bits: &'a [u64],
    /// Where they stand, by their ends.
    places: &'a [WordPlace],
}

#[derive(Clone, Copy, Debug)]
struct WordPlace {
    start: usize,
    end: usize,
    word: usize,
}

impl WordLists {
    /// The words of a text, by its place among the texts.
    pub fn of(&self, text: usize) -> Words<'_> {
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        Words { bits: &self.bits[text * self.width..][..self.width], places: &self.places[start..self.ends[text]] }
    }
}

impl Words<'_> {
    fn has(&self, word: usize) -> bool {
        self.bits[word / 64] & 1 << (word % 64) != 0
    }

    /// Those words of a text that are in a set, each once.
    fn among(&self, set: &[u64]) -> impl Iterator<Item = usize> {
        self.bits.iter().zip(set).enumerate().flat_map(|(at, (bits, set))| {
            let mut rest = bits & set;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                rest &= rest.checked_sub(1)?;
                Some(at * 64 + bit as usize)
            })
        })
    }

    /// Whether elements follow each other in the text, the mark standing at `mark`. The first word that fits is
    /// always the best one to take.
    fn stand_in_order(&self, elements: &[Element<usize>], mark: usize) -> bool {
        let (mut at, mut places) = (0, self.places.iter());
        elements.iter().all(|element| match element {
            Element::Mark => {
                let comes = at <= mark;
                at = mark + 1;
                comes
            }
            Element::Word(group) => match places.find(|place| place.start >= at && group.contains(&place.word)) {
                Some(place) => {
                    at = place.end;
                    true
                }
                None => false,
            },
        })
    }
}

/// A pattern that a text may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its place in the list of patterns.
    pub pattern: usize,
    /// Whether it surely matches.
    pub is_certain: bool,
}

impl Screen {
    /// Reads the demands of lists of patterns, each known to be a valid regular expression. Words are cut at
    /// `marks`, which stand for something else in the texts; the place of the first mark may be known there.
    pub fn new(lists: &[Vec<String>], marks: &[char]) -> Result<Screen, DaachorseError> {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        let mut number = |word: String| {
            let next = words.len();
            *words.entry(word).or_insert(next)
        };
        let read: Vec<Vec<Demand>> = lists
            .iter()
            .map(|patterns| {
                let demands = patterns.iter().enumerate().flat_map(|(pattern, text)| {
                    let is_list = is_list(text, marks);
                    demands_of(text, is_list, marks).into_iter().map(move |elements| (pattern, is_list, elements))
                });
                demands
                    .map(|(pattern, is_list, elements)| {
                        let numbered = elements.into_iter().map(|element| match element {
                            Element::Word(group) => Element::Word(group.into_iter().map(&mut number).collect()),
                            Element::Mark => Element::Mark,
                        });
                        Demand { pattern, elements: numbered.collect(), is_list }
                    })
                    .collect()
            })
            .collect();
        let mut by_number: Vec<(&str, usize)> = words.iter().map(|(word, number)| (word.as_str(), *number)).collect();
        by_number.sort_by_key(|(_, number)| *number);
        let lengths: Vec<usize> = by_number.iter().map(|(word, _)| word.len()).collect();
        // The prefilter looks for pairs of bytes, which tell Chinese characters apart too badly to skip any.
        let finder = CharwiseDoubleArrayAhoCorasickBuilder::new().use_prefilter(false).build(by_number.iter().map(|(word, _)| word))?;
        let lists = read.into_iter().map(|demands| PatternList::new(demands, &lengths)).collect();
        Ok(Screen { finder, width: lengths.len().div_ceil(64), lists })
    }

    /// The words of texts that any pattern demands.
    pub fn words_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> WordLists {
        let mut lists = WordLists { width: self.width, bits: Vec::new(), places: Vec::new(), ends: Vec::new() };
        for text in texts {
            let first = lists.bits.len();
            lists.bits.resize(first + self.width, 0);
            for found in self.finder.find_overlapping_iter(text) {
                let word = found.value() as usize;
                lists.bits[first + word / 64] |= 1 << (word % 64);
                lists.places.push(WordPlace { start: found.start(), end: found.end(), word });
            }
            lists.ends.push(lists.places.len());
        }
        lists
    }

    /// The words of several texts as those of one, of which only their presence is known and not their order.
    pub fn join<'w>(&self, texts: impl IntoIterator<Item = Words<'w>>) -> WordLists {
        let mut bits = vec![0; self.width];
        for text in texts {
            for (own, other) in bits.iter_mut().zip(text.bits) {
                *own |= other;
            }
        }
        WordLists { width: self.width, bits, places: Vec::new(), ends: vec![0] }
    }

    /// The patterns of a list that a text with these words may match, in the list's order.
    pub fn candidates(&self, words: Words, list: usize) -> Vec<Candidate> {
        self.select(words, list, |_| true, |_| true)
    }

    /// The same for a text with the first mark at a byte `mark`, where words follow each other as patterns ask,
    /// and of the wanted patterns only.
    pub fn candidates_at(&self, words: Words, mark: usize, list: usize, is_wanted: impl Fn(usize) -> bool) -> Vec<Candidate> {
        self.select(words, list, is_wanted, |demand| words.stand_in_order(&demand.elements, mark))
    }

    fn select(&self, words: Words, list: usize, is_wanted: impl Fn(usize) -> bool, fits: impl Fn(&Demand) -> bool) -> Vec<Candidate> {
        let PatternList { demands, by_word, telling, undemanding } = &self.lists[list];
        let mut found: Vec<Candidate> = Vec::new();
        found.extend(undemanding.iter().filter(|pattern| is_wanted(**pattern)).map(|&pattern| Candidate { pattern, is_certain: false }));
        let with_words = words.among(telling).flat_map(|word| &by_word[word]).map(|&demand| &demands[demand]);
        for demand in with_words.filter(|demand| is_wanted(demand.pattern)) {
            let are_there = |element: &Element<usize>| match element {
                Element::Word(group) => group.iter().any(|word| words.has(*word)),
                Element::Mark => true,
            };
            if demand.is_list || (demand.elements.iter().all(are_there) && fits(demand)) {
                found.push(Candidate { pattern: demand.pattern, is_certain: demand.is_list });
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl PatternList {
    fn new(demands: Vec<Demand>, lengths: &[usize]) -> PatternList {
        let mut by_word = vec![Vec::new(); lengths.len()];
        let mut undemanding = Vec::new();
        for (at, demand) in demands.iter().enumerate() {
            let groups = demand.elements.iter().filter_map(|element| match element {
                Element::Word(group) => Some(group),
                Element::Mark => None,
            });
            // The rarest group is not known; the one whose shortest word is longest comes near.
            match groups.max_by_key(|group| group.iter().map(|word| lengths[*word]).min()) {
                Some(group) => group.iter().for_each(|word| by_word[*word].push(at)),
                None => undemanding.push(demand.pattern),
            }
        }
        let mut telling = vec![0; lengths.len().div_ceil(64)];
        for (word, _) in by_word.iter().enumerate().filter(|(_, demands)| !demands.is_empty()) {
            telling[word / 64] |= 1 << (word % 64);
        }
        PatternList { demands, by_word, telling, undemanding }
    }
}

/// Whether a pattern is a plain list of words.
fn is_list(pattern: &str, marks: &[char]) -> bool {
    !pattern.contains(|c: char| ".^$*+?()[]{}\\".contains(c) || marks.contains(&c))
}

/// What each alternative of a pattern demands.
fn demands_of(pattern: &str, is_list: bool, marks: &[char]) -> Vec<Vec<Element<String>>> {
    if is_list {
        return vec![vec![Element::Word(pattern.split('|').map(str::to_owned).collect())]];
    }
    let parsed = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern);
    // What cannot be read demands nothing, and is always tried.
    parsed.map_or_else(|_| vec![Vec::new()], |hir| alternatives(&hir, marks))
}

/// The demands of the alternatives that a whole pattern consists of.
fn alternatives(hir: &Hir, marks: &[char]) -> Vec<Vec<Element<String>>> {
    match hir.kind() {
        HirKind::Alternation(choices) => choices.iter().flat_map(|choice| alternatives(choice, marks)).collect(),
        HirKind::Capture(capture) => alternatives(&capture.sub, marks),
        HirKind::Concat(parts) => {
            let mut words = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
            match (words.next(), words.next()) {
                (Some(only), None) => alternatives(only, marks),
                _ => vec![demanded(hir, marks)],
            }
        }
        _ => vec![demanded(hir, marks)],
    }
}

/// What every match has, in this order.
fn demanded(hir: &Hir, marks: &[char]) -> Vec<Element<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            let mut elements = Vec::new();
            for piece in text.split_inclusive(marks) {
                let word = piece.trim_end_matches(marks);
                if !word.is_empty() {
                    elements.push(Element::Word(vec![word.to_owned()]));
                }
                if marks.first().is_some_and(|mark| piece.ends_with(*mark)) {
                    elements.push(Element::Mark);
                }
            }
            elements
        }
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.iter().map(|range| range.len()).sum();
            let members: Vec<String> =
                class.iter().flat_map(|range| range.start()..=range.end()).take(LARGEST_CLASS + 1).map(String::from).collect();
            let speaks = size <= LARGEST_CLASS && !members.iter().any(|member| member.starts_with(marks));
            if speaks { vec![Element::Word(members)] } else { Vec::new() }
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => demanded(&repetition.sub, marks),
        HirKind::Capture(capture) => demanded(&capture.sub, marks),
        HirKind::Concat(parts) => parts.iter().flat_map(|part| demanded(part, marks)).collect(),
        HirKind::Alternation(choices) => {
            let mut union = BTreeSet::new();
            for choice in choices {
                let groups = demanded(choice, marks).into_iter().filter_map(|element| match element {
                    Element::Word(group) => Some(group),
                    Element::Mark => None,
                });
                match groups.max_by_key(|group| group.iter().map(String::len).min()) {
                    Some(group) => union.extend(group),
                    None => return Vec::new(),
                }
            }
            vec![Element::Word(union.into_iter().collect())]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(patterns: &[&str], text: &str) -> Vec<(usize, bool)> {
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let screen = Screen::new(&[patterns], &['#']).expect("few short words");
        let found = screen.candidates(screen.words_of([text]).of(0), 0);
        found.into_iter().map(|candidate| (candidate.pattern, candidate.is_certain)).collect()
    }

    #[test]
    fn a_list_of_words_needs_no_further_test() {
        assert_eq!(candidates(&["行政复议|复议", "诉讼"], "受理复议案件"), [(0, true)]);
    }

    #[test]
    fn every_group_of_a_pattern_must_have_a_word() {
        let pattern = ["(受理|立案)[^#]*(案件|申请)#"];
        assert_eq!(candidates(&pattern, "立案申请3件"), [(0, false)]);
        assert_eq!(candidates(&pattern, "立案3件"), []);
        assert_eq!(candidates(&pattern, "申请3件"), []);
    }

    #[test]
    fn words_must_follow_each_other_around_the_mark() {
        let screen = Screen::new(&[vec!["受理[^#]*#件|#件.*办结".to_owned()]], &['#']).expect("few short words");
        let at = |text: &str| {
            let mark = text.find('#').expect("a mark");
            !screen.candidates_at(screen.words_of([text]).of(0), mark, 0, |_| true).is_empty()
        };
        assert!(at("受理案件#件"));
        assert!(at("#件已办结"));
        assert!(!at("#件受理"), "the word stands behind its figure");
        assert!(!at("办结#件"), "the word stands before its figure");
    }

    #[test]
    fn what_may_be_missing_is_not_demanded() {
        assert_eq!(candidates(&["(共|计)?受理(了)*#"], "受理"), [(0, false)]);
        assert_eq!(candidates(&["受理|.*#"], "无"), [(0, false)]);
    }
}
