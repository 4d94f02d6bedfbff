//! `data/checks.toml`: which figures are held against which.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use super::indicators::Indicators;
use crate::diagnostic::Diagnostic;

/// The checks; indicators are indexes.
pub struct Checks {
    pub parts: Vec<PartsCheck>,
    pub rates: Vec<RateCheck>,
    pub jump: JumpCheck,
    /// Indicators whose lower places may well exceed the places around them.
    pub not_nested: BTreeSet<usize>,
}

/// Parts against their total.
pub struct PartsCheck {
    pub id: String,
    pub total: usize,
    pub parts: Vec<usize>,
    /// Whether the parts are all there are.
    pub complete: bool,
}

/// A stated rate against its counts.
pub struct RateCheck {
    pub id: String,
    pub rate: usize,
    pub part: usize,
    pub whole: usize,
}

/// Consecutive reports of one place.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JumpCheck {
    pub factor: f64,
    /// The larger of the two values must reach this.
    pub least: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecksFile {
    #[serde(default)]
    parts: Vec<PartsEntry>,
    #[serde(default)]
    rate: Vec<RateEntry>,
    jump: JumpCheck,
    parent: ParentEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartsEntry {
    id: String,
    total: Spanned<String>,
    parts: Vec<Spanned<String>>,
    complete: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateEntry {
    id: String,
    rate: Spanned<String>,
    part: Spanned<String>,
    whole: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParentEntry {
    except: Vec<Spanned<String>>,
}

impl Checks {
    pub(super) fn read(file: &RuleFile, indicators: &Indicators) -> Result<Checks, Diagnostic> {
        let entries: ChecksFile = file.parse()?;
        let position = |name: &Spanned<String>| {
            indicators.list.iter().position(|indicator| indicator.id == *name.get_ref()).ok_or_else(|| {
                file.at(name.span(), format!("no indicator is called `{}`", name.get_ref()), "indicators are defined in indicators.toml")
            })
        };
        Ok(Checks {
            parts: entries
                .parts
                .into_iter()
                .map(|entry| {
                    let parts = entry.parts.iter().map(position).collect::<Result<_, _>>()?;
                    Ok(PartsCheck { total: position(&entry.total)?, id: entry.id, parts, complete: entry.complete })
                })
                .collect::<Result<_, Diagnostic>>()?,
            rates: entries
                .rate
                .into_iter()
                .map(|entry| {
                    let (rate, part, whole) = (position(&entry.rate)?, position(&entry.part)?, position(&entry.whole)?);
                    Ok(RateCheck { id: entry.id, rate, part, whole })
                })
                .collect::<Result<_, Diagnostic>>()?,
            jump: entries.jump,
            not_nested: entries.parent.except.iter().map(position).collect::<Result<_, _>>()?,
        })
    }
}
