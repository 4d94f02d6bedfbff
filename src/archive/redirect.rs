//! Addresses that reports had before.
//!
//! Input: the entries. Output: for each former address the entry that has it now, and a diagnostic for every one that
//! cannot lead anywhere. Refuses addresses that no report can have: they become paths.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Entry;
use crate::diagnostic::Diagnostic;

/// `420100/2024`, `unresolved-1a2b3c4d/undated-0f1e2d`.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[a-z0-9-]{1,40}/[a-z0-9-]{1,40}$").expect("a constant pattern"));

/// Former addresses in order, each with the entry that has the report now. `entries` are sorted by address.
pub fn lead_on(entries: &[Entry]) -> (BTreeMap<String, usize>, Vec<Diagnostic>) {
    let mut redirects: BTreeMap<String, usize> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        for former in entry.sources().flat_map(|summary| &summary.formerly) {
            let stands = entries.binary_search_by(|other| other.address.as_str().cmp(former)).ok();
            let problem = if !ADDRESS.is_match(former) {
                Some("no report can have had this address".to_owned())
            } else if let Some(other) = stands.filter(|other| *other != at) {
                Some(format!("{} stands there now", entries[other].summary.shown))
            } else {
                redirects.get(former).filter(|other| **other != at).map(|other| format!("{} says so too", entries[*other].summary.shown))
            };
            if let Some(problem) = problem {
                let says = format!("`formerly` names `{former}`: {problem}");
                let help = "it has the form `<region>/<year>`, as in the address of the report's page; remove it from one of the two";
                diagnostics.push(Diagnostic::warning("formerly", &entry.summary.shown, says).help(help));
            } else if stands.is_none() {
                redirects.insert(former.clone(), at);
            }
        }
    }
    (redirects, diagnostics)
}
