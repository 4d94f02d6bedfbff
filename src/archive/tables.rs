//! The archive as tables: one row type a file of `data/`.
//!
//! Input: the archive, and entries with their reports. Output: rows. The order of fields is the order of columns, which
//! others build on: columns are added at the end. Refuses to write files.

mod figures;
mod findings;
mod lists;
mod record;

use super::Entry;
use crate::metadata::Author;
use crate::rules::Rules;
pub use figures::{ObservationRow, QuantityRow, RowWords, observation_rows, quantity_rows, unit_or_default};
pub use findings::{CheckRow, check_rows};
pub use lists::{IndicatorRow, RegionRow, TopicRow, indicator_rows, region_rows, topic_rows};
pub use record::{ComplianceRow, RemovedRow, ReportRow, compliance_row, removed_rows, report_row};

/// The name of an author in tables.
pub fn author_name(author: Author) -> &'static str {
    match author {
        Author::Government => "government",
        Author::Department => "department",
    }
}

fn code_and_name(entry: &Entry, rules: &Rules) -> (String, String) {
    entry.place().map_or_else(Default::default, |place| {
        let place = rules.regions.place(place);
        (place.code.clone(), place.name.clone())
    })
}
