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

use aho_corasick::{AhoCorasick, BuildError};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of characters with more members demands nothing: a group of digits or letters is no word.
const LARGEST_CLASS: usize = 24;

/// The words that patterns demand, ready to be looked for.
pub struct Screen {
    finder: AhoCorasick,
    words: usize,
    lists: Vec<PatternList>,
}

/// Patterns that are asked for together.
struct PatternList {
    demands: Vec<Demand>,
    /// For each word the patterns that it lets pass to the full test of their demands.
    by_word: Vec<Vec<usize>>,
    /// Patterns that demand no word.
    undemanding: Vec<usize>,
}

/// What a pattern needs beside the word that it was found by: of every group one. A pattern that is a list of
/// words needs no more than one of them.
struct Demand {
    groups: Vec<Vec<usize>>,
    is_list: bool,
}

/// The words of a text, as bits.
#[derive(Clone, Debug, Default)]
pub struct Words(Vec<u64>);

impl Words {
    fn has(&self, word: usize) -> bool {
        self.0.get(word / 64).is_some_and(|bits| bits & 1 << (word % 64) != 0)
    }

    fn add(&mut self, word: usize) {
        if self.0.len() <= word / 64 {
            self.0.resize(word / 64 + 1, 0);
        }
        self.0[word / 64] |= 1 << (word % 64);
    }

    /// Adds the words of another text.
    pub fn join(&mut self, other: &Words) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                rest &= rest.checked_sub(1)?;
                Some(at * 64 + bit as usize)
            })
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
    /// `marks`, which stand for something else in the texts.
    pub fn new(lists: &[Vec<String>], marks: &[char]) -> Result<Screen, BuildError> {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = |pattern: &String| -> (Vec<Vec<usize>>, bool) {
            let is_list = !pattern.contains(|c: char| ".^$*+?()[]{}\\".contains(c) || marks.contains(&c));
            let groups: Vec<BTreeSet<String>> = if is_list {
                vec![pattern.split('|').map(str::to_owned).collect()]
            } else {
                regex_syntax::ParserBuilder::new()
                    .utf8(false)
                    .build()
                    .parse(pattern)
                    .map_or_else(|_| Vec::new(), |hir| demanded(&hir, marks))
            };
            let mut number = |word: String| {
                let next = words.len();
                *words.entry(word).or_insert(next)
            };
            (groups.into_iter().map(|group| group.into_iter().map(&mut number).collect()).collect(), is_list)
        };
        let read: Vec<Vec<(Vec<Vec<usize>>, bool)>> = lists.iter().map(|list| list.iter().map(&mut read).collect()).collect();
        let mut by_number: Vec<(&str, usize)> = words.iter().map(|(word, number)| (word.as_str(), *number)).collect();
        by_number.sort_by_key(|(_, number)| *number);
        let lengths: Vec<usize> = by_number.iter().map(|(word, _)| word.len()).collect();
        let finder = AhoCorasick::new(by_number.iter().map(|(word, _)| word))?;
        let lists = read.into_iter().map(|patterns| PatternList::new(patterns, &lengths)).collect();
        Ok(Screen { finder, words: lengths.len(), lists })
    }

    /// The words of a text that any pattern demands.
    pub fn words_of(&self, text: &str) -> Words {
        let mut words = Words(vec![0; self.words.div_ceil(64)]);
        for found in self.finder.find_overlapping_iter(text) {
            words.add(found.pattern().as_usize());
        }
        words
    }

    /// The patterns of a list that a text with these words may match, in the list's order.
    pub fn candidates(&self, words: &Words, list: usize) -> Vec<Candidate> {
        let PatternList { demands, by_word, undemanding } = &self.lists[list];
        let mut found: Vec<Candidate> = Vec::new();
        for &pattern in words.iter().flat_map(|word| &by_word[word]).chain(undemanding) {
            let demand = &demands[pattern];
            if demand.groups.iter().all(|group| group.iter().any(|word| words.has(*word))) {
                found.push(Candidate { pattern, is_certain: demand.is_list });
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl PatternList {
    fn new(patterns: Vec<(Vec<Vec<usize>>, bool)>, lengths: &[usize]) -> PatternList {
        let mut list = PatternList { demands: Vec::new(), by_word: vec![Vec::new(); lengths.len()], undemanding: Vec::new() };
        for (at, (mut groups, is_list)) in patterns.into_iter().enumerate() {
            // The rarest group is not known; the one whose shortest word is longest comes near.
            let shortest = |at: &usize| groups[*at].iter().map(|word| lengths[*word]).min();
            match (0..groups.len()).max_by_key(shortest) {
                Some(key) => groups.swap_remove(key).into_iter().for_each(|word| list.by_word[word].push(at)),
                None => list.undemanding.push(at),
            }
            list.demands.push(Demand { groups, is_list });
        }
        list
    }
}

/// Groups of words of which every match has at least one each.
fn demanded(hir: &Hir, marks: &[char]) -> Vec<BTreeSet<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            text.split(|c: char| marks.contains(&c)).filter(|word| !word.is_empty()).map(|word| BTreeSet::from([word.to_owned()])).collect()
        }
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.iter().map(|range| range.len()).sum();
            let members: BTreeSet<String> =
                class.iter().flat_map(|range| range.start()..=range.end()).take(LARGEST_CLASS + 1).map(String::from).collect();
            let speaks = size <= LARGEST_CLASS && !members.iter().any(|member| marks.iter().any(|mark| member.starts_with(*mark)));
            if speaks { vec![members] } else { Vec::new() }
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => demanded(&repetition.sub, marks),
        HirKind::Capture(capture) => demanded(&capture.sub, marks),
        HirKind::Concat(parts) => parts.iter().flat_map(|part| demanded(part, marks)).collect(),
        HirKind::Alternation(choices) => {
            let mut union = BTreeSet::new();
            for choice in choices {
                let longest = |group: &BTreeSet<String>| group.iter().map(String::len).min();
                match demanded(choice, marks).into_iter().max_by_key(longest) {
                    Some(group) => union.extend(group),
                    None => return Vec::new(),
                }
            }
            vec![union]
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
        let found = screen.candidates(&screen.words_of(text), 0);
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
    fn what_may_be_missing_is_not_demanded() {
        assert_eq!(candidates(&["(共|计)?受理(了)*#"], "受理"), [(0, false)]);
        assert_eq!(candidates(&["受理|.*#"], "无"), [(0, false)]);
    }
}
