//! `fangzhi explain`

use std::fmt::Write as _;
use std::process::ExitCode;

use super::{configure, fail, personal_data, source_file};
use crate::clean::Removed;
use crate::cli::ExplainArgs;
use crate::diagnostic::Diagnostic;
use crate::metadata::{Evidence, Found};
use crate::observation::{NearMiss, Observation, PART, Scope, Unassigned, near_misses};
use crate::quantity::{NameClass, QuantityId, ids_of};
use crate::report::{NO_BODY, Report, read_ledger, read_report_with};
use crate::rules::Rules;
use crate::source::read_source;
use crate::table::read_tables;
use crate::text::LineIndex;
use crate::typography::verbatim;

/// Explains one source.
pub fn explain(args: &ExplainArgs) -> ExitCode {
    match run(args) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &ExplainArgs) -> Result<String, Diagnostic> {
    let config = configure(&args.folders)?;
    let rules = Rules::load(config.data().as_deref())?;
    let file = source_file(&args.source, &config)?;
    let bytes = read_source(&file)?;
    let report = match read_report_with(&file, &bytes, &rules, personal_data(&config)) {
        Err(diagnostic) if diagnostic.code == NO_BODY => {
            let (text, ledger) = read_ledger(&file, &bytes, &rules, personal_data(&config))?;
            return Ok(format!("{}: {}\n{}", file.shown, diagnostic.message, describe_ledger(&text, ledger.iter())));
        }
        report => report?,
    };
    match &args.indicator {
        Some(id) => describe_indicator(&report, &rules, id),
        None => Ok(describe(&report, &rules)),
    }
}

/// The explanation as text. Writing to a `String` cannot fail.
fn describe(report: &Report, rules: &Rules) -> String {
    let mut text = String::new();
    let mut say = |line: std::fmt::Arguments| writeln!(text, "{line}").expect("a String takes any text");
    let metadata = &report.metadata;
    say(format_args!("{} ({}, {} bytes)\n", report.shown, report.encoding, report.text.len()));
    say(format_args!("Record"));
    decided(&mut say, "kind", metadata.kind.value.name(), &metadata.kind);
    decided(&mut say, "title", &metadata.title.value, &metadata.title);
    let region = &metadata.region.value;
    let place = region
        .place
        .map_or_else(|| "unresolved".to_owned(), |place| format!("{} {}", rules.regions.place(place).code, rules.regions.full_name(place)));
    decided(&mut say, "region", &place, &metadata.region);
    if !region.candidates.is_empty() {
        say(format_args!("  {:16} one of these; the place above holds them all:", ""));
        for candidate in &region.candidates {
            say(format_args!("  {:16}   {} {}", "", rules.regions.place(*candidate).code, rules.regions.full_name(*candidate)));
        }
    }
    decided(&mut say, "level", metadata.level.value.map_or("unresolved", |level| level.name()), &metadata.level);
    let year = metadata.year.value.map_or_else(|| "unresolved".to_owned(), |year| year.to_string());
    decided(&mut say, "year", &year, &metadata.year);
    decided(&mut say, "issuer", &metadata.issuer.value, &metadata.issuer);
    decided(&mut say, "published", &metadata.published.value, &metadata.published);
    decided(&mut say, "index number", &metadata.index_number.value, &metadata.index_number);
    decided(&mut say, "document number", &metadata.document_number.value, &metadata.document_number);

    let index = LineIndex::new(&report.text);
    if !report.suspects.is_empty() {
        say(format_args!("\nSuspect words, kept where they stand"));
        for suspect in &report.suspects {
            say(format_args!("  line {:<5} {} — {}", index.line(suspect.range.start), &report.text[suspect.range.clone()], suspect.reason));
        }
    }
    say(format_args!("{}\nSections", describe_ledger(&report.text, report.ledger().into_iter())));
    for section in report.document.sections.iter().skip(1) {
        if let Some(heading) = section.heading {
            let block = &report.document.blocks[heading];
            say(format_args!("  line {:<5} {}{}", block.number, "  ".repeat(section.level), verbatim(&report.text, &block.pieces)));
        }
    }
    say(format_args!("\nQuantities"));
    let misses = misses_of(report, rules);
    for at in ids_of(&report.readings) {
        say(format_args!("{} → {}", figure(report, &index, at), fate(report, rules, at)));
        let is_observed = report.assessment.observations.iter().any(|found| found.at == at);
        for miss in misses.iter().filter(|miss| !is_observed && miss.at == at) {
            say(format_args!("  {:10} near {}: {}", "", miss.rule.id, miss.lack));
        }
    }

    say(format_args!("\nNumbers that are no quantities"));
    for (block, reading) in report.readings.iter().enumerate() {
        for name in &reading.names {
            let text = &report.document.blocks[block].folded.text;
            // Words such as 一 in 一定 would fill pages.
            if name.class != NameClass::Words {
                say(format_args!(
                    "  line {:<5} {:24} {}",
                    report.line_of(block, name.span.start, &index),
                    &text[name.span.clone()],
                    name.class.name()
                ));
            }
        }
    }
    text
}

/// The rules that came near to a figure of a report.
fn misses_of<'r>(report: &Report, rules: &'r Rules) -> Vec<NearMiss<'r>> {
    let rows = read_tables(&report.document, &rules.structure.table_head);
    near_misses(&report.document, &report.readings, &rows, Scope::of(&report.metadata), rules)
}

/// Which rule took which line.
fn describe_ledger<'a>(text: &str, ledger: impl Iterator<Item = &'a Removed>) -> String {
    let line = |removed: &Removed| {
        let words: String = verbatim(text, std::slice::from_ref(&removed.range)).chars().take(80).collect();
        format!("  line {:<5} {:16} {words}\n", removed.number, removed.rule)
    };
    "\nRemoved lines\n".to_owned() + &ledger.map(line).collect::<String>()
}

/// The line, words, value, unit and approximation of a quantity.
fn figure(report: &Report, index: &LineIndex, at: QuantityId) -> String {
    let quantity = report.quantity(at);
    let line = report.line_of(at.block, quantity.span.start, index);
    let words = around(&report.document.blocks[at.block].folded.text, &quantity.span);
    let upper = quantity.upper.map_or_else(String::new, |upper| format!("–{upper}"));
    format!("  line {line:<5} {words:24} {}{upper} {} {}", quantity.value, quantity.unit, quantity.approximation)
}

/// What became of a quantity.
fn fate(report: &Report, rules: &Rules, at: QuantityId) -> String {
    let observed = report.assessment.observations.iter().filter(|found| found.at == at);
    let described: Vec<String> = observed.map(describe_observation).collect();
    if !described.is_empty() {
        return described.join(", ");
    }
    let reason = report.assessment.unassigned.iter().find(|(place, _)| *place == at);
    match reason.map(|(_, why)| why) {
        Some(Unassigned::Section) => "unassigned: the section states no results of the year".to_owned(),
        Some(Unassigned::Heading) => "unassigned: it stands in a heading, which states nothing".to_owned(),
        Some(Unassigned::Excluded { rule, reason }) => format!("unassigned: {reason} (would be {rule})"),
        Some(Unassigned::Part { rule }) => format!("unassigned: {PART} (would be {rule})"),
        _ => format!("unassigned: no rule of the {} indicators holds", rules.indicators.list.len()),
    }
}

/// The rule, and what it says of object and time.
fn describe_observation(found: &Observation) -> String {
    let object = if found.object.is_empty() { String::new() } else { format!(" of {}", found.object) };
    let period = if found.is_of_the_year() { String::new() } else { format!(" ({})", found.period.name()) };
    format!("{}{object}{period}", found.rule)
}

/// One indicator before every figure of the report: which it takes in, and which its rules came near to.
fn describe_indicator(report: &Report, rules: &Rules, id: &str) -> Result<String, Diagnostic> {
    let Some(wanted) = rules.indicators.list.iter().position(|indicator| indicator.id == id) else {
        return Err(Diagnostic::error("indicator", "--indicator", format!("no indicator is called `{id}`"))
            .help("data/indicators.csv of a built site lists them; data/indicators.toml defines them"));
    };
    let indicator = &rules.indicators.list[wanted];
    let index = LineIndex::new(&report.text);
    let mut text = format!("{} {} ({})\n  {}\n", indicator.id, indicator.zh, indicator.unit, indicator.rule);
    let mut say = |line: std::fmt::Arguments| writeln!(text, "{line}").expect("a String takes any text");
    say(format_args!("\nTaken in"));
    for found in report.assessment.observations.iter().filter(|found| found.indicator == wanted) {
        say(format_args!("{} → {}", figure(report, &index, found.at), describe_observation(found)));
        say(format_args!("  {:10} {}", "", report.quote(found.at.block, found.sentence.clone())));
    }
    say(format_args!("\nNear"));
    let misses = misses_of(report, rules);
    for miss in misses.iter().filter(|miss| miss.rule.indicator == wanted) {
        let fate = fate(report, rules, miss.at);
        say(format_args!("{} → {fate}", figure(report, &index, miss.at)));
        say(format_args!("  {:10} {}: {}", "", miss.rule.id, miss.lack));
    }
    Ok(text)
}

fn decided<T>(say: &mut impl FnMut(std::fmt::Arguments), name: &str, value: &str, found: &Found<T>) {
    say(format_args!("  {name:16} {}", if value.is_empty() { "—" } else { value }));
    for Evidence { origin, words, line, shows } in &found.evidence {
        let line = line.map_or_else(String::new, |line| format!(", line {line}"));
        let shows = if shows.is_empty() { String::new() } else { format!(" — {shows}") };
        say(format_args!("  {:16}   {}{line}: {words}{shows}", "", origin.name()));
    }
}

/// A figure with the words before it.
fn around(text: &str, span: &std::ops::Range<usize>) -> String {
    let before: Vec<char> = text[..span.start].chars().rev().take(8).collect();
    before.into_iter().rev().chain(text[span.clone()].chars()).collect()
}
