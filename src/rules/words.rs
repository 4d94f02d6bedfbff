//! Finds the words of a list in texts.
//!
//! Input: words, and later texts. Output: where which words stand. Refuses nothing; an empty word is never found.
//!
//! A tree of characters behind two gates: a bit for each character that begins a word, and for each node a filter of
//! those that go on from it. An automaton (daachorse) was used first: it never looks at a character twice, but of
//! Chinese words few begin alike, and each of its steps waits for the table entry that the step before it names.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::CharSet;

/// Words, ready to be found. They are known by their places in the list.
pub struct WordFinder {
    first: CharSet,
    /// For each character up to the last that begins a word the node behind it.
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// From nodes to nodes, by characters; those of one node side by side.
    edges: Vec<(char, u32)>,
}

/// What stands behind some characters.
#[derive(Clone, Default)]
struct Node {
    /// The word that ends here.
    word: Option<u32>,
    /// A bit for the lowest six bits of each character that goes on.
    filter: u64,
    edges: Range<u32>,
}

/// A tree while it is read.
#[derive(Default)]
struct Branch {
    word: Option<u32>,
    next: BTreeMap<char, Branch>,
}

impl WordFinder {
    /// Reads the words; of equal ones the first is found.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> WordFinder {
        let mut tree = Branch::default();
        for (number, word) in (0..).zip(words) {
            let end = word.chars().fold(&mut tree, |branch, c| branch.next.entry(c).or_default());
            end.word.get_or_insert(number);
        }
        let last = tree.next.keys().next_back().map_or(0, |c| *c as usize);
        let mut finder =
            WordFinder { first: CharSet::new(tree.next.keys().copied()), roots: vec![0; last + 1], nodes: Vec::new(), edges: Vec::new() };
        for (c, branch) in &tree.next {
            finder.roots[*c as usize] = finder.add(branch);
        }
        finder
    }

    /// Adds a branch with all behind it, and returns its node.
    fn add(&mut self, branch: &Branch) -> u32 {
        let edges: Vec<(char, u32)> = branch.next.iter().map(|(c, next)| (*c, self.add(next))).collect();
        let start = self.edges.len() as u32;
        let filter = edges.iter().fold(0, |filter, (c, _)| filter | filter_bit(*c));
        self.edges.extend(edges);
        self.nodes.push(Node { word: branch.word, filter, edges: start..self.edges.len() as u32 });
        self.nodes.len() as u32 - 1
    }

    /// Every place of every word, also of those inside others, by their beginnings.
    pub fn each(&self, text: &str, mut found: impl FnMut(Range<usize>, usize)) {
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            let rest = letters.as_str();
            let start = text.len() - rest.len() - c.len_utf8();
            self.words_at(c, rest, |tail, word| found(start..text.len() - tail.len(), word));
        }
    }

    /// The words of a text that do not overlap: of those that begin first the longest.
    pub fn longest<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let mut letters = text.chars();
        std::iter::from_fn(move || {
            loop {
                let c = letters.next()?;
                let mut longest = None;
                self.words_at(c, letters.as_str(), |tail, word| longest = Some((tail, word)));
                if let Some((tail, word)) = longest {
                    letters = tail.chars();
                    return Some(word);
                }
            }
        })
    }

    /// The words that a character and a text after it begin with, the shortest first: each with what follows it.
    fn words_at<'t>(&self, first: char, text: &'t str, mut found: impl FnMut(&'t str, usize)) {
        if !self.first.contains(first) {
            return;
        }
        let mut node = &self.nodes[self.roots[first as usize] as usize];
        let mut letters = text.chars();
        loop {
            if let Some(word) = node.word {
                found(letters.as_str(), word as usize);
            }
            let Some(c) = letters.next().filter(|c| node.filter & filter_bit(*c) != 0) else { return };
            let edges = &self.edges[node.edges.start as usize..node.edges.end as usize];
            let Some((_, next)) = edges.iter().find(|(letter, _)| *letter == c) else { return };
            node = &self.nodes[*next as usize];
        }
    }
}

fn filter_bit(c: char) -> u64 {
    1 << (c as u32 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 6] = ["行政", "行政复议", "复议", "政", "复议", "a复"];

    #[test]
    fn every_word_is_found_wherever_it_stands() {
        let mut found = Vec::new();
        WordFinder::new(WORDS).each("以行政复议a复议", |range, word| found.push((range.start, range.end, word)));
        assert_eq!(found, [(3, 9, 0), (3, 15, 1), (6, 9, 3), (9, 15, 2), (15, 19, 5), (16, 22, 2)]);
    }

    #[test]
    fn the_longest_of_the_first_words_hides_the_others() {
        let finder = WordFinder::new(WORDS);
        assert_eq!(finder.longest("行政复议").collect::<Vec<_>>(), [1]);
        assert_eq!(finder.longest("行政复,a复议行").collect::<Vec<_>>(), [0, 5]);
        assert_eq!(WordFinder::new([]).longest("行政").count(), 0);
    }
}
