//! Patterns of what a text begins with.
//!
//! Input: a regular expression that is anchored at the beginning of a text. Output: an [`Opening`], which looks at
//! the first character before it runs the expression: nearly every text is told apart by it. Refuses to list
//! many characters: a pattern that begins with one of a large class is tried on all texts.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::late::Late;

/// Members of the largest class that is listed.
const LARGEST_CLASS: usize = 64;

/// A pattern of the beginning of texts.
#[derive(Clone, Debug)]
pub struct Opening {
    pattern: Late,
    /// The characters with which a match may begin, in order; none where they are not known.
    first: Option<Vec<char>>,
}

impl Opening {
    /// Compiles a pattern that begins with `^`.
    pub fn new(pattern: &str) -> Result<Opening, regex::Error> {
        Late::new(pattern.to_owned()).map(Opening::from)
    }

    /// Whether a text begins so.
    pub fn is_match(&self, text: &str) -> bool {
        self.may_begin(text) && self.pattern.is_match(text)
    }

    /// The length of the words that a text begins with.
    pub fn find(&self, text: &str) -> Option<usize> {
        if self.may_begin(text) { self.pattern.find(text).map(|found| found.end()) } else { None }
    }

    fn may_begin(&self, text: &str) -> bool {
        let Some(first) = &self.first else { return true };
        text.chars().next().is_some_and(|c| first.binary_search(&c).is_ok())
    }
}

impl From<Late> for Opening {
    fn from(pattern: Late) -> Opening {
        let parsed = regex_syntax::parse(pattern.as_str()).ok();
        let anchored = parsed.filter(|hir| hir.properties().look_set_prefix().contains(Look::Start));
        let mut first = anchored.as_ref().and_then(first_of);
        if let Some(first) = &mut first {
            first.sort_unstable();
            first.dedup();
        }
        Opening { pattern, first }
    }
}

/// The characters that begin the matches of an expression; none where they are too many, or a match may be empty.
fn first_of(hir: &Hir) -> Option<Vec<char>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.chars().next()?]),
        HirKind::Class(Class::Unicode(class)) => {
            let members: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(LARGEST_CLASS + 1).collect();
            (members.len() <= LARGEST_CLASS).then_some(members)
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => first_of(&repetition.sub),
        HirKind::Capture(capture) => first_of(&capture.sub),
        HirKind::Concat(parts) => first_of(parts.iter().find(|part| !matches!(part.kind(), HirKind::Look(_)))?),
        HirKind::Alternation(choices) => {
            let lists: Vec<Vec<char>> = choices.iter().map(first_of).collect::<Option<_>>()?;
            Some(lists.concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_missing_leaves_the_beginning_open() {
        let first = |pattern: &str| Opening::new(pattern).expect("a pattern").first;
        assert_eq!(first("^(?:(十[一二]|二十)大)"), Some(vec!['二', '十']));
        assert_eq!(first("^[ab]+c"), Some(vec!['a', 'b']));
        for open in ["^a?b", "^(a|b*)c", r"^\p{Han}", "^(|a)", "a"] {
            assert_eq!(first(open), None, "{open}");
        }
    }

    #[test]
    fn the_first_character_decides_nothing_alone() {
        let heading = Opening::new("^[一二三]{1,3}、").expect("a pattern");
        assert_eq!([heading.find("一、主要举措"), heading.find("一是加强"), heading.find("主要")], [Some(6), None, None]);
    }
}
