//! The examples of an archive's own indicators, held against its rules.
//!
//! Input: the rules and their file. Output: a warning for each example of which the rules find other figures than those
//! in its square brackets. Refuses to choose: the example or the rule may be the one to mend.

use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::read_report;
use crate::rules::{Example, RuleFile, Rules};
use crate::source::{Markup, SourceFile};

/// The year of an example that names none.
const YEAR: u16 = 2021;

/// Warnings of the examples of `file`, from which the indicators of `rules` were read, that do not hold.
pub fn check_examples(rules: &Rules, file: &RuleFile) -> Vec<Diagnostic> {
    let examples = rules.indicators.list.iter().enumerate().flat_map(|(at, indicator)| indicator.examples.iter().map(move |of| (at, of)));
    let warning = |(at, example): (usize, &Example)| {
        let why = broken_example(rules, at, &example.text)?;
        let says = format!("the rules of `{}` do not give its example: {why}", rules.indicators.list[at].id);
        Some(Diagnostic { severity: Severity::Warning, ..file.at(example.span.clone(), says, HELP) })
    };
    examples.filter_map(warning).collect()
}

const HELP: &str = "mend the rule or the example; in [square brackets] stand the figures that the indicator takes in, and no others";

/// Runs an example of an indicator as a report; a first line before a line break is the heading. Tells what is wrong.
pub fn broken_example(rules: &Rules, indicator: usize, example: &str) -> Option<String> {
    let (heading, marked) = example.split_once('\n').map_or(("", example), |(heading, rest)| (heading, rest));
    // A figure of an earlier year would be none: an example that names its year is of a report on that year.
    let year = (2010..2025).rev().find(|year| marked.contains(&format!("{year}年"))).unwrap_or(YEAR);
    let mut text = format!("某某区人民政府{year}年法治政府建设情况报告\n一、主要举措和成效\n{heading}\n");
    let mut expected: Vec<Range<usize>> = Vec::new();
    for c in marked.chars() {
        match c {
            '[' => expected.push(text.len()..text.len()),
            ']' => match expected.last_mut() {
                Some(figure) => figure.end = text.len(),
                None => return Some("a bracket is closed that was not opened".to_owned()),
            },
            _ => text.push(c),
        }
    }
    let file =
        SourceFile { path: "example.txt".to_owned(), shown: "example.txt".to_owned(), location: PathBuf::new(), markup: Markup::Plain };
    let report = match read_report(&file, text.as_bytes(), rules) {
        Ok(report) => report,
        Err(diagnostic) => return Some(diagnostic.message),
    };
    let own = report.assessment.observations.iter().filter(|observation| observation.indicator == indicator);
    let found: Vec<Range<usize>> = own
        .map(|observation| {
            let span = report.quantity(observation.at).span.clone();
            report.document.blocks[observation.at.block].folded.source_range(&report.text, span)
        })
        .collect();
    let words = |ranges: &[Range<usize>]| ranges.iter().map(|range| text[range.clone()].to_owned()).collect::<Vec<_>>();
    let agree = expected.len() == found.len()
        && expected.iter().all(|own| found.iter().any(|range| range.start < own.end && own.start < range.end));
    (!agree).then(|| format!("expected {:?}, found {:?}", words(&expected), words(&found)))
}
