//! What an import tells of what it did.
//!
//! Input: what was read from a file, and how many files ended how. Output: lines for the terminal. Refuses to leave out a line
//! of text that is not in the archive now.

use super::super::plural;
use super::originals::Original;
use crate::import::{Imported, LeftOut};
use crate::typography::grouped;

/// How many files ended how.
#[derive(Default)]
pub struct Count {
    pub taken: usize,
    pub known: usize,
    pub failed: usize,
    /// Files of folders that are of a kind that cannot be read.
    pub foreign: usize,
}

/// The last line.
pub fn summary(count: &Count, dry_run: bool) -> String {
    let taken = if dry_run { "would be taken in" } else { "taken in" };
    let mut line = format!("{} {taken}, {} already there", plural(count.taken, "file"), count.known);
    if count.failed > 0 {
        line += &format!(", {} could not be", count.failed);
    }
    if count.foreign > 0 {
        line += &format!(", {} of a kind that cannot be read", count.foreign);
    }
    line
}

/// The lines that say what became of a file.
pub fn describe(original: &Original, imported: &Imported, shown: &str) -> String {
    let characters = imported.text.chars().filter(|c| !c.is_whitespace()).count();
    let mut says = format!("{shown}: from {}, {}", original.shown, counted(characters, "character"));
    if imported.tables > 0 {
        says += &format!(", {}", plural(imported.tables, "table"));
    }
    says.push('\n');
    for note in &imported.notes {
        says += &format!("  {note}\n");
    }
    imported.left_out.iter().for_each(|left_out| says += &describe_left_out(left_out));
    says
}

/// One line where one says it, else one for each line of text that is lost.
fn describe_left_out(left_out: &LeftOut) -> String {
    let mut says = format!("  left out: {} ×{}", left_out.what, grouped(&left_out.count.to_string()));
    if left_out.characters > 0 {
        says += &format!(", {}", counted(left_out.characters, "character"));
    }
    match left_out.lines.as_slice() {
        [] => {}
        [only] => says += &format!(": {only}"),
        lines => {
            says.push(':');
            lines.iter().for_each(|line| says += &format!("\n    {line}"));
        }
    }
    if left_out.more > 0 {
        says += &format!("\n    and {} more", counted(left_out.more, "line"));
    }
    says.push('\n');
    says
}

/// `12,345 characters`
fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(&number.to_string()), if number == 1 { "" } else { "s" })
}
