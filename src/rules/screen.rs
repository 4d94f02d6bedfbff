//! Which of many patterns a text can match at all.
//!
//! Input: regular expressions, and later texts. Output: for a text the patterns that match it or, where a pattern is
//! more than a sequence of words, may match it. Refuses to run a regular expression.
//!
//! Every clause is held against several hundred patterns of the form 受理…#. One automaton for all of them
//! (`RegexSet`) was tried first: the gaps let it be "between 受理 and its figure" for any subset of the rules
//! at once, so nearly every clause met states not built yet, and matching took 60 ns a byte. The words that a
//! pattern cannot do without are found in one pass instead, and few patterns are left to try.

mod sequence;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex_syntax::hir::{Hir, HirKind};
use sequence::{Sequence, letters};

use super::words::WordFinder;

/// A class of characters with more members demands nothing: a group of digits or letters is no word.
const LARGEST_CLASS: usize = 24;

/// Bytes of a text that has one word, in the mean of clauses.
const BYTES_PER_WORD: usize = 12;

/// The words that patterns demand, ready to be looked for.
pub struct Screen {
    finder: WordFinder,
    /// Numbers of 64 bits that hold a bit for each word.
    width: usize,
    lists: Vec<PatternList>,
}

/// Patterns that are asked for together.
struct PatternList {
    /// In the order of the patterns.
    alternatives: Vec<Alternative>,
    /// For each pattern its alternatives.
    by_pattern: Vec<Range<usize>>,
    /// For each word the alternatives that it lets pass to their full test.
    by_word: Vec<Vec<usize>>,
    /// A bit for each word that lets any pass.
    telling: Vec<u64>,
    /// Alternatives that demand no word.
    undemanding: Vec<usize>,
}

/// One of the alternatives that a whole pattern consists of.
struct Alternative {
    pattern: usize,
    /// Groups of words of which each must have one in the text.
    demands: Vec<Vec<usize>>,
    test: Test,
}

/// What shows whether an alternative matches, where the words that it demands are there.
enum Test {
    /// One word is enough.
    Words,
    Sequence(Sequence),
    /// The regular expression has to be run.
    Expression,
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
    /// Where they stand.
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
}

/// A pattern that a text may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its place in the list of patterns.
    pub pattern: usize,
    /// Whether it surely matches.
    pub is_certain: bool,
}

impl Screen {
    /// Reads lists of patterns, each known to be a valid regular expression. Words are cut at `marks`, which stand for
    /// something else in the texts.
    pub fn new(lists: &[Vec<String>], marks: &[char]) -> Screen {
        let parsed: Vec<Vec<Parsed>> = lists
            .iter()
            .map(|patterns| patterns.iter().enumerate().flat_map(|(pattern, text)| parse(pattern, text, marks)).collect())
            .collect();
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for word in parsed.iter().flatten().flat_map(|alternative| &alternative.demands).flatten() {
            let next = words.len();
            words.entry(word.clone()).or_insert(next);
        }
        let mut by_number: Vec<&str> = vec![""; words.len()];
        words.iter().for_each(|(word, number)| by_number[*number] = word);
        let finder = WordFinder::new(by_number.iter().copied());
        let read = |Parsed { pattern, demands, form }: Parsed| {
            let test = match form {
                Form::Words => Test::Words,
                Form::Expression(Some(hir)) => Sequence::new(&hir, &words, marks).map_or(Test::Expression, Test::Sequence),
                Form::Expression(None) => Test::Expression,
            };
            let demands = demands.iter().map(|group| group.iter().map(|word| words[word]).collect()).collect();
            Alternative { pattern, demands, test }
        };
        let lists = parsed.into_iter().map(|list| PatternList::new(list.into_iter().map(read).collect(), &by_number)).collect();
        Screen { finder, width: by_number.len().div_ceil(64), lists }
    }

    /// The words of texts that any pattern demands.
    pub fn words_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> WordLists {
        let mut lists = WordLists { width: self.width, bits: Vec::new(), places: Vec::new(), ends: Vec::new() };
        for text in texts {
            let WordLists { bits, places, .. } = &mut lists;
            let first = bits.len();
            bits.resize(first + self.width, 0);
            places.reserve(text.len() / BYTES_PER_WORD);
            self.finder.each(text, |Range { start, end }, word| {
                bits[first + word / 64] |= 1 << (word % 64);
                places.push(WordPlace { start, end, word });
            });
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

    /// The patterns of a list that a text of which no more is known than these words may match, in the list's order.
    pub fn candidates_by_words(&self, words: Words, list: usize) -> Vec<Candidate> {
        self.select(words, list, |_| true, |alternative| matches!(alternative.test, Test::Words).then_some(true))
    }

    /// Of the wanted patterns of a list those that a text with these words matches or may match, in the list's order.
    pub fn candidates(&self, text: &str, words: Words, list: usize, is_wanted: impl Fn(usize) -> bool) -> Vec<Candidate> {
        self.select(words, list, is_wanted, |alternative| match &alternative.test {
            Test::Words => Some(true),
            Test::Sequence(sequence) => sequence.matches(text, words.places),
            Test::Expression => None,
        })
    }

    /// Whether a text matches one pattern of a list, where that can be said; `words` are those of the text or of one
    /// that begins with it.
    pub fn matches(&self, text: &str, words: Words, list: usize, pattern: usize) -> Option<bool> {
        let list = &self.lists[list];
        let mut verdict = Some(false);
        for alternative in list.alternatives[list.by_pattern[pattern].clone()].iter().filter(|alternative| alternative.may_match(words)) {
            let matches = match &alternative.test {
                Test::Words => {
                    Some(words.places.iter().any(|place| place.end <= text.len() && alternative.demands[0].contains(&place.word)))
                }
                Test::Sequence(sequence) => sequence.matches(text, words.places),
                Test::Expression => None,
            };
            match matches {
                Some(true) => return matches,
                Some(false) => {}
                None => verdict = None,
            }
        }
        verdict
    }

    /// `matches` says whether an alternative of which the words are there matches, where that can be said.
    fn select(
        &self,
        words: Words,
        list: usize,
        is_wanted: impl Fn(usize) -> bool,
        matches: impl Fn(&Alternative) -> Option<bool>,
    ) -> Vec<Candidate> {
        let PatternList { alternatives, by_word, telling, undemanding, .. } = &self.lists[list];
        let with_words = words.among(telling).flat_map(|word| &by_word[word]);
        let mut found: Vec<Candidate> = Vec::new();
        for alternative in undemanding.iter().chain(with_words).map(|&at| &alternatives[at]) {
            let pattern = alternative.pattern;
            if is_wanted(pattern)
                && alternative.may_match(words)
                && let is_match @ (None | Some(true)) = matches(alternative)
            {
                found.push(Candidate { pattern, is_certain: is_match.is_some() });
            }
        }
        found.sort_unstable_by_key(|candidate| (candidate.pattern, !candidate.is_certain));
        found.dedup_by_key(|candidate| candidate.pattern);
        found
    }
}

impl Alternative {
    /// Whether the words that it demands are there.
    fn may_match(&self, words: Words) -> bool {
        self.demands.iter().all(|group| group.iter().any(|word| words.has(*word)))
    }
}

impl PatternList {
    /// `words` are all words, by their numbers.
    fn new(alternatives: Vec<Alternative>, words: &[&str]) -> PatternList {
        let mut by_word = vec![Vec::new(); words.len()];
        let mut undemanding = Vec::new();
        for (at, alternative) in alternatives.iter().enumerate() {
            // The rarest group is not known; the one whose shortest word is longest comes near.
            match alternative.demands.iter().max_by_key(|group| group.iter().map(|word| words[*word].len()).min()) {
                Some(group) => group.iter().for_each(|word| by_word[*word].push(at)),
                None => undemanding.push(at),
            }
        }
        let mut telling = vec![0; words.len().div_ceil(64)];
        for (word, _) in by_word.iter().enumerate().filter(|(_, passing)| !passing.is_empty()) {
            telling[word / 64] |= 1 << (word % 64);
        }
        let mut by_pattern: Vec<Range<usize>> = Vec::new();
        for (at, alternative) in alternatives.iter().enumerate() {
            // Every pattern has an alternative.
            match by_pattern.get_mut(alternative.pattern) {
                Some(range) => range.end = at + 1,
                None => by_pattern.push(at..at + 1),
            }
        }
        PatternList { alternatives, by_pattern, by_word, telling, undemanding }
    }
}

/// An alternative of a pattern before its words are numbered.
struct Parsed {
    pattern: usize,
    demands: Vec<Vec<String>>,
    form: Form,
}

enum Form {
    Words,
    /// An expression; none where it cannot be read.
    Expression(Option<Hir>),
}

/// The alternatives of a pattern.
fn parse(pattern: usize, text: &str, marks: &[char]) -> Vec<Parsed> {
    if is_list(text, marks) {
        return vec![Parsed { pattern, demands: vec![text.split('|').map(str::to_owned).collect()], form: Form::Words }];
    }
    match regex_syntax::ParserBuilder::new().utf8(false).build().parse(text) {
        Ok(hir) => alternatives(&hir)
            .into_iter()
            .map(|hir| Parsed { pattern, demands: demanded(&hir, marks), form: Form::Expression(Some(hir)) })
            .collect(),
        // What cannot be read demands nothing, and is always tried.
        Err(_) => vec![Parsed { pattern, demands: Vec::new(), form: Form::Expression(None) }],
    }
}

/// Whether a pattern is a plain list of words.
fn is_list(pattern: &str, marks: &[char]) -> bool {
    !pattern.contains(|c: char| ".^$*+?()[]{}\\".contains(c) || marks.contains(&c)) && pattern.split('|').all(|word| !word.is_empty())
}

/// The alternatives that a whole pattern consists of.
fn alternatives(hir: &Hir) -> Vec<Hir> {
    match hir.kind() {
        HirKind::Alternation(choices) => choices.iter().flat_map(alternatives).collect(),
        HirKind::Capture(capture) => alternatives(&capture.sub),
        HirKind::Concat(parts) => {
            let is_look = |part: &Hir| matches!(part.kind(), HirKind::Look(_));
            let mut words = (0..parts.len()).filter(|at| !is_look(&parts[*at]));
            match (words.next(), words.next()) {
                // What stands between ^ and $ holds with them.
                (Some(only), None) => {
                    let with_looks = |choice| Hir::concat([&parts[..only], &[choice], &parts[only + 1..]].concat());
                    alternatives(&parts[only]).into_iter().map(with_looks).collect()
                }
                _ => vec![hir.clone()],
            }
        }
        _ => vec![hir.clone()],
    }
}

/// The groups of words of which every match has one each.
fn demanded(hir: &Hir, marks: &[char]) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            text.split(marks).filter(|word| !word.is_empty()).map(|word| vec![word.to_owned()]).collect()
        }
        HirKind::Class(class) => letters(class).filter(|group| !group.iter().any(|letter| letter.starts_with(marks))).into_iter().collect(),
        HirKind::Repetition(repetition) if repetition.min > 0 => demanded(&repetition.sub, marks),
        HirKind::Capture(capture) => demanded(&capture.sub, marks),
        HirKind::Concat(parts) => parts.iter().flat_map(|part| demanded(part, marks)).collect(),
        HirKind::Alternation(choices) => {
            let mut union = BTreeSet::new();
            for choice in choices {
                match demanded(choice, marks).into_iter().max_by_key(|group| group.iter().map(String::len).min()) {
                    Some(group) => union.extend(group),
                    None => return Vec::new(),
                }
            }
            vec![union.into_iter().collect()]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(patterns: &[&str], text: &str) -> Vec<(usize, bool)> {
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let screen = Screen::new(&[patterns], &['#']);
        let found = screen.candidates(text, screen.words_of([text]).of(0), 0, |_| true);
        found.into_iter().map(|candidate| (candidate.pattern, candidate.is_certain)).collect()
    }

    #[test]
    fn a_list_of_words_needs_no_further_test() {
        assert_eq!(candidates(&["行政复议|复议", "诉讼"], "受理复议案件"), [(0, true)]);
    }

    #[test]
    fn every_group_of_a_pattern_must_have_a_word() {
        // A boundary is no word: only the expression can find it.
        let pattern = [r"(受理|立案)[^#]*(案件|申请)#\b"];
        assert_eq!(candidates(&pattern, "立案申请#件"), [(0, false)]);
        assert_eq!(candidates(&pattern, "立案#件"), []);
        assert_eq!(candidates(&pattern, "申请#件"), []);
    }

    #[test]
    fn words_must_follow_each_other_around_the_mark() {
        let pattern = ["受理[^#]*#件|#件.*办结"];
        assert_eq!(candidates(&pattern, "受理案件#件"), [(0, true)]);
        assert_eq!(candidates(&pattern, "#件已办结"), [(0, true)]);
        assert_eq!(candidates(&pattern, "#件受理"), [], "the word stands behind its figure");
        assert_eq!(candidates(&pattern, "办结#件"), [], "the word stands before its figure");
    }

    #[test]
    fn what_may_be_missing_is_not_demanded() {
        assert_eq!(candidates(&["(共|计)?受理(了)*#"], "受理#"), [(0, true)]);
        assert_eq!(candidates(&[r"受理|.*#\b"], "无"), [(0, false)]);
    }
}
