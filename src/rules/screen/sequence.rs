//! A pattern as a sequence of words, held against the places where words stand.
//!
//! Input: a parsed pattern, and later texts with the places of their words. Output: whether a text matches.
//! Refuses what is more than words, classes of characters and their repetitions, and to search long: then the regular
//! expression has to be run.
//!
//! 受理…(案件|申请)…# and some hundred patterns like it are tried on nearly every clause. As regular expressions each
//! has its own automaton, and waiting for their tables, which displace each other in the cache, took a third of the
//! time that a report takes. A sequence is a few steps, and the words are found by then.

mod read;
mod search;

use std::collections::BTreeMap;
use std::ops::Range;

use regex_syntax::hir::Hir;

use super::WordPlace;
pub use read::letters;
use search::{LONGEST_TEXT, Search, Span};

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

    /// Whether a text with words at these places, or at those of them that end in it, matches; none where the search
    /// grew too long.
    pub fn matches(&self, text: &str, places: &[WordPlace]) -> Option<bool> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let mut search = Search::new(self, text, places);
        let matches = search.go_on(0, Span { first: 0, last: text.len() });
        (matches || !search.is_given_up()).then_some(matches)
    }
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
            "受理[^#@]*(面对面(调|解)[^#@]*五五五五|乙乙乙乙乙)#",
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
            "受理面对面对面调五五五五#",
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
