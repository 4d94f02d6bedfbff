//! What the rules of 2019 demand of a report, against what it has.

use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::report::Report;
use crate::rules::Rules;

/// The five contents that a report must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Content {
    /// Measures and results.
    Results,
    /// Shortcomings and their causes.
    Problems,
    /// How the principal leaders fulfilled their duty as first responsible persons.
    Leaders,
    /// Plans for the next year.
    Plans,
    /// Other matters.
    Other,
}

impl Content {
    pub const ALL: [Content; 5] = [Content::Results, Content::Problems, Content::Leaders, Content::Plans, Content::Other];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Content::Results => "results",
            Content::Problems => "problems",
            Content::Leaders => "leaders",
            Content::Plans => "plans",
            Content::Other => "other",
        }
    }
}

/// Whether a report came out before 1 April of the year after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Punctuality {
    OnTime,
    Late,
    Undated,
}

impl Punctuality {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Punctuality::OnTime => "on_time",
            Punctuality::Late => "late",
            Punctuality::Undated => "undated",
        }
    }
}

/// Each content with the block (a heading, or the paragraph that speaks of it) where it begins.
#[derive(Clone, Debug)]
pub struct Compliance {
    pub contents: [(Content, Option<usize>); 5],
    pub punctuality: Punctuality,
}

/// Looks for the five contents: by the headings, and for the leaders' duty in the paragraphs too, since
/// many reports treat it inside a section on leadership.
pub fn read_compliance(report: &Report, rules: &Rules) -> Compliance {
    let document = &report.document;
    let structure = &rules.structure;
    let headings: Vec<(usize, usize, &str)> = document
        .sections
        .iter()
        .filter_map(|section| Some((section.level, section.heading?)))
        .map(|(level, block)| (level, block, document.blocks[block].folded.text.as_str()))
        .collect();
    let outer =
        |holds: &dyn Fn(&str) -> bool| headings.iter().find(|(level, _, text)| *level <= 2 && holds(text)).map(|(_, block, _)| *block);
    let is_plan = |text: &str| structure.plans.is_match(text);
    let is_problem = |text: &str| structure.names_problems(text);
    let results = headings
        .iter()
        .find(|(level, _, text)| *level == 1 && !is_problem(text) && !is_plan(text) && !structure.leaders.is_match(text))
        .or_else(|| headings.iter().find(|(level, _, text)| *level == 1 && !is_problem(text) && !is_plan(text)))
        .map(|(_, block, _)| *block);
    let leaders = outer(&|text| structure.leaders.is_match(text))
        .or_else(|| document.blocks.iter().position(|block| block.folded.text.contains("第一责任人")));
    let other = headings.iter().find(|(level, _, text)| *level == 1 && text.contains("其他")).map(|(_, block, _)| *block);
    let in_paragraph = |words: &[&str]| document.blocks.iter().position(|block| words.iter().any(|word| block.folded.text.contains(word)));
    Compliance {
        contents: [
            (Content::Results, results),
            (
                Content::Problems,
                outer(&is_problem)
                    .or_else(|| in_paragraph(&["还存在一些", "仍存在", "存在的主要问题", "存在以下问题", "存在一些问题", "存在一些不足"])),
            ),
            (Content::Leaders, leaders),
            (Content::Plans, outer(&is_plan).or_else(|| in_paragraph(&["下一步,", "下一年,", "下一步工作"]))),
            (Content::Other, other),
        ],
        punctuality: punctuality(&report.metadata),
    }
}

/// A report signed before the deadline may have come out after it: 2024年1月10日 below the body is no day of publication.
/// Signed after it, it was late all the same.
fn punctuality(metadata: &Metadata) -> Punctuality {
    let published = metadata.published.value.as_str();
    match metadata.year.value {
        Some(year) if !published.is_empty() => {
            if published >= format!("{}-04-01", year.saturating_add(1)).as_str() {
                Punctuality::Late
            } else if metadata.is_only_signed {
                Punctuality::Undated
            } else {
                Punctuality::OnTime
            }
        }
        _ => Punctuality::Undated,
    }
}
