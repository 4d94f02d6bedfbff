//! How a parsed pattern becomes steps.
//!
//! Input: a pattern and the numbers of the words that are looked for anyway. Output: the steps of a [`Sequence`]. Refuses
//! what is more than words, classes of characters and their repetitions.

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind, Look, Repetition};

use super::super::LARGEST_CLASS;
use super::{Members, Sequence, Step};

/// The most often that something other than a character is repeated step by step.
const MOST_COPIES: u32 = 4;

impl Sequence {
    pub(super) fn read(&mut self, pattern: &Hir, words: &BTreeMap<String, usize>, marks: &[char]) -> Option<()> {
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
        class.iter().flat_map(|range| range.start()..=range.end()).take(LARGEST_CLASS + 1).map(String::from).collect();
    (members.len() <= LARGEST_CLASS).then_some(members)
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
