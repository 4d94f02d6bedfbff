//! The domain's facts: everything that an archivist may change without Rust.
//!
//! Input: the files of `data/`, embedded in the program and overridden one by one by a folder of the
//! same name beside `site.toml`. Output: [`Rules`], read once and shared by every stage. Refuses
//! unknown keys and broken patterns, with the file, the line and what is allowed.

mod checks;
mod clutter;
mod file;
mod indicators;
mod late;
mod numbers;
mod opening;
mod personal;
mod regions;
mod screen;
mod structure;
mod table_head;
mod tiles;
mod topics;
mod words;

use std::path::Path;
use std::sync::Arc;

pub use checks::{Checks, JumpCheck, PartsCheck, RateCheck};
pub use clutter::{Clutter, Field, FieldKey, LinePattern, Where};
pub use file::{RuleFile, embedded_rules, fingerprint, rule_files};
pub use indicators::{
    Example, Exclusion, FIGURE, Indicator, IndicatorKind, IndicatorRule, Indicators, Needs, OTHER_FIGURE, Period, Subject, SubjectSet,
    Surroundings, UnitSet,
};
pub use late::Late;
pub use numbers::{Numbers, WordsAfter};
pub use opening::Opening;
pub use personal::PersonalRules;
pub use regions::{Level, Mention, Place, PlaceId, Regions};
pub use screen::{WordLists, Words};
pub use structure::{Kind, KindRule, Seen, StructureRules};
pub use table_head::{Column, ColumnYear, TableHead, is_head, is_value};
pub use tiles::TilePlace;
pub use topics::{MOST_TOPICS, Phrase, Topic, Topics};
pub use words::WordFinder;

use crate::diagnostic::Diagnostic;
use crate::hash::Fingerprint;
use crate::text::Folding;

/// Every rule of the program, ready to use.
pub struct Rules {
    pub folding: Folding,
    pub clutter: Clutter,
    pub structure: StructureRules,
    pub numbers: Numbers,
    pub personal: PersonalRules,
    pub indicators: Indicators,
    pub checks: Checks,
    pub topics: Topics,
    pub regions: Regions,
    /// The map of provinces.
    pub tiles: Vec<TilePlace>,
    /// Of all files that they were read from.
    pub fingerprint: Fingerprint,
}

impl Rules {
    /// Loads the rules; a file in `folder` replaces the embedded one of the same name.
    pub fn load(folder: Option<&Path>) -> Result<Rules, Diagnostic> {
        file::refuse_unknown(folder)?;
        // First: of files that change meanwhile it must not say that the rules are theirs.
        let fingerprint = fingerprint(folder)?;
        let open = |name| RuleFile::open(folder, name);
        let indicators_file = open("indicators.toml")?;
        let traditional = open("traditional.tsv")?;
        let folding = Folding::new(&traditional.text).map_err(|line| {
            traditional.at_line(line, "not a pair of characters", "one Traditional and one Simplified character, with a tab between")
        })?;
        // Compiling patterns is most of it, and each file stands for itself but for these three.
        let ((structure, indicators), (clutter, numbers)) = rayon::join(
            || rayon::join(|| StructureRules::read(&open("structure.toml")?), || Indicators::read(&indicators_file)),
            || rayon::join(|| Clutter::read(&open("clutter.toml")?), || Numbers::read(&open("numbers.toml")?)),
        );
        let (structure, indicators) = (structure?, indicators?);
        let (regions, topics) = rayon::join(
            || Regions::read(&open("regions.csv")?, &folding, &structure.common_words),
            || Topics::read(&open("topics.toml")?, &folding),
        );
        let (regions, topics) = (regions?, topics?);
        if let Some(lost) = indicators.list.iter().find(|indicator| topics.list.iter().all(|topic| topic.id != indicator.topic)) {
            let known: Vec<&str> = topics.list.iter().map(|topic| topic.id.as_str()).collect();
            let help = format!("topics stand in topics.toml: {}", known.join(", "));
            return Err(indicators_file.at(lost.topic_span.clone(), format!("no topic is called `{}`", lost.topic), help));
        }
        Ok(Rules {
            checks: Checks::read(&open("checks.toml")?, &indicators)?,
            clutter: clutter?,
            numbers: numbers?,
            personal: PersonalRules::read(&open("personal.toml")?)?,
            indicators,
            topics,
            tiles: tiles::read(&open("tiles.csv")?, &regions)?,
            regions,
            structure,
            folding,
            fingerprint,
        })
    }

    /// These rules, if the files are still those that they were read from; else rules loaded anew.
    pub fn renew(known: Option<Arc<Rules>>, folder: Option<&Path>) -> Result<Arc<Rules>, Diagnostic> {
        match known {
            Some(rules) if rules.fingerprint == fingerprint(folder)? => file::refuse_unknown(folder).map(|()| rules),
            _ => Rules::load(folder).map(Arc::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_pattern_that_the_program_carries_compiles() {
        // In a folder of the user's they are compiled as they are read, and not when a text comes to them.
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("i18n")).expect("a folder below it");
        for (name, bytes) in embedded_rules() {
            fs::write(folder.path().join(name), bytes).expect("written");
        }
        if let Err(diagnostic) = Rules::load(Some(folder.path())) {
            panic!("{diagnostic}");
        }
        let of = |folder| fingerprint(folder).expect("rule files that were just read");
        assert!(of(Some(folder.path())) == of(None), "the same files, wherever they lie");
    }
}
