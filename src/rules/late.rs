//! Patterns that are compiled when a text first comes to them.
//!
//! Input: a pattern that is known to be valid. Output: [`Late`], which behaves as the regular expression. Refuses
//! nothing: of the files that the program carries a test compiles every pattern, and what stands in files of the user
//! is compiled as it is read.
//!
//! A report comes to few of the patterns, since the words that they demand rule the others out, and to compile them all
//! was the longest part of a build after one edit.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder, bytes};

/// Bytes of the largest compiled pattern: counted repetitions of classes can fill any memory.
const LARGEST: usize = 1 << 24;

/// A kind of regular expression.
pub trait Compile: Sized {
    fn compile(pattern: &str) -> Result<Self, regex::Error>;
}

impl Compile for Regex {
    fn compile(pattern: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(pattern).size_limit(LARGEST).build()
    }
}

impl Compile for bytes::Regex {
    fn compile(pattern: &str) -> Result<bytes::Regex, regex::Error> {
        bytes::RegexBuilder::new(pattern).size_limit(LARGEST).build()
    }
}

/// A regular expression, compiled at its first use.
#[derive(Clone, Debug)]
pub struct Late<R = Regex> {
    pattern: String,
    compiled: OnceLock<R>,
}

impl<R: Compile> Late<R> {
    /// A pattern that is known to be valid.
    pub fn trusted(pattern: String) -> Late<R> {
        Late { pattern, compiled: OnceLock::new() }
    }

    /// A pattern that is compiled at once.
    pub fn new(pattern: String) -> Result<Late<R>, regex::Error> {
        let compiled = OnceLock::from(R::compile(&pattern)?);
        Ok(Late { pattern, compiled })
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }
}

impl<R: Compile> Deref for Late<R> {
    type Target = R;

    fn deref(&self) -> &R {
        self.compiled.get_or_init(|| R::compile(&self.pattern).expect("a test compiles every pattern that the program carries"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_compiled_when_a_text_comes_to_it() {
        let pattern: Late = Late::trusted("受理(案件)?".to_owned());
        assert!(pattern.compiled.get().is_none());
        assert!(pattern.is_match("已受理") && pattern.compiled.get().is_some());
        let bytes: Late<bytes::Regex> = Late::trusted(r"(?-u:[^\xee])*".to_owned());
        assert!(bytes.is_match("受理".as_bytes()));
    }

    #[test]
    fn a_pattern_that_is_not_trusted_is_refused_at_once() {
        assert!(Late::<Regex>::new("受理(".to_owned()).is_err());
        assert!(Late::<Regex>::new(r"(\p{Han}{1000}){1000}".to_owned()).is_err(), "too large");
    }
}
