//! `fangzhi fix`: what the text of a source leaves open is settled in its front matter, with who decided and why.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{configure, fail, personal_data, print, source_file};
use crate::cli::FixArgs;
use crate::config::Config;
use crate::date::read_date;
use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{Decision, YEAR_HELP, report_year, settle, split_front_matter};
use crate::metadata::place_named;
use crate::report::{Report, read_report_with};
use crate::rules::{Kind, Level, Rules};
use crate::source::{SourceFile, read_source};

/// Settles one source.
pub fn fix(args: &FixArgs) -> ExitCode {
    run(args).unwrap_or_else(fail)
}

fn run(args: &FixArgs) -> Result<ExitCode, Diagnostic> {
    let config = configure(&args.folders)?;
    let rules = Rules::load(config.data().as_deref())?;
    let file = source_file(&args.source, &config)?;
    let bytes = read_source(&file)?;
    let report = read_report_with(&file, &bytes, &rules, personal_data(&config))?;
    let mut decisions = decisions_of(args, &file.shown, &rules)?;
    let (mut by, mut why) = (args.by.clone(), args.note.clone());
    if decisions.is_empty() {
        let mut ask = Questions { input: io::stdin().lock(), ended: false };
        decisions = ask.about(&report, &rules)?;
        if decisions.is_empty() {
            println!("nothing was settled, and {} is as it was", file.shown);
            return Ok(ExitCode::from(1));
        }
        by = by.map_or_else(|| ask.line("who decides this?"), |by| Ok(Some(by)))?;
        why = why.map_or_else(|| ask.line("why?"), |why| Ok(Some(why)))?;
    }
    let (Some(by), Some(why)) = (by.filter(|by| !by.is_empty()), why.filter(|why| !why.is_empty())) else {
        return Err(Diagnostic::error("fix", &file.shown, "a decision needs who made it and why: readers see both")
            .help("give them with --by and --note"));
    };
    let text = decode(&bytes, &file.shown).text;
    let (front, _) = split_front_matter(&text, &file.shown)?;
    decisions.push(("settled_by", by.into()));
    // What was noted before stays: it may be about something else.
    decisions.push(("note", front.note.filter(|old| *old != why).map_or(why.clone(), |old| format!("{old}；{why}")).into()));
    if let Some(address) = published_address(&config, &file.path)
        && !front.formerly.contains(&address)
        && decisions.iter().any(|(key, _)| matches!(*key, "region" | "year"))
    {
        let all = front.formerly.into_iter().chain([address]).map(toml::Value::from).collect();
        decisions.push(("formerly", toml::Value::Array(all)));
    }
    let settled = with_decisions(&bytes, &text, &file, &decisions)?;
    let after = read_report_with(&file, &settled, &rules, personal_data(&config))?;
    replace(&file.location, &settled).map_err(|error| {
        Diagnostic::error("fix", &file.shown, format!("cannot write this file: {error}")).help("check its permissions; it is as it was")
    })?;
    for (key, value) in &decisions {
        println!("{}: {key} = {value}", file.shown);
    }
    print(&after.diagnostics);
    Ok(ExitCode::from(u8::from(!after.diagnostics.is_empty())))
}

/// What the flags decide.
fn decisions_of(args: &FixArgs, shown: &str, rules: &Rules) -> Result<Vec<Decision>, Diagnostic> {
    let refuse = |message: String, help: &str| Diagnostic::error("fix", shown, message).help(help);
    let mut decisions: Vec<Decision> = Vec::new();
    if let Some(region) = &args.region {
        let found = place_named(region, rules);
        let place = found.ok_or_else(|| refuse(format!("no single place of the table is `{region}`"), REGION_HELP))?;
        decisions.push(("region", rules.regions.place(place).code.as_str().into()));
    }
    if let Some(year) = args.year {
        let year = report_year(&year.to_string()).map_err(|message| refuse(message, YEAR_HELP))?;
        decisions.push(("year", i64::from(year).into()));
    }
    if let Some(kind) = &args.kind {
        kind.parse::<Kind>().map_err(|message| refuse(message, "give one of these"))?;
        decisions.push(("kind", kind.as_str().into()));
    }
    if let Some(level) = &args.level {
        level.parse::<Level>().map_err(|message| refuse(message, "give one of these"))?;
        decisions.push(("level", level.as_str().into()));
    }
    if let Some(title) = &args.title {
        decisions.push(("title", title.as_str().into()));
    }
    for (key, day) in [("published", &args.published), ("withdrawn", &args.withdrawn)] {
        let Some(day) = day else { continue };
        if read_date(day).as_ref() != Some(day) {
            return Err(refuse(format!("`{day}` is no day"), "write it as 2024-03-01"));
        }
        decisions.push((key, day.as_str().into()));
    }
    Ok(decisions)
}

/// What helps when a place is not found.
pub const REGION_HELP: &str = "give a code of GB/T 2260 such as 420117, or the full name: 湖北省武汉市新洲区";

/// The address at which the built site shows a source. Only what was published can be linked to: without a table that
/// can be read there is none.
fn published_address(config: &Config, source: &str) -> Option<String> {
    let mut table = csv::Reader::from_path(config.output.join("data/reports.csv")).ok()?;
    let mut rows = table.deserialize::<BTreeMap<String, String>>();
    rows.find_map(|row| {
        let mut row = row.ok()?;
        (row.get("source")? == source).then(|| row.remove("report"))?
    })
}

/// A source with its decisions above its text, in its own encoding; the bytes of the text itself stay.
fn with_decisions(bytes: &[u8], text: &str, file: &SourceFile, decisions: &[Decision]) -> Result<Vec<u8>, Diagnostic> {
    let decoded = decode(bytes, &file.shown);
    let (front, body) = settle(text, &file.shown, decisions)?;
    let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
    let mark = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    let old = encoded(&text[..body], encoding);
    if !bytes[mark..].starts_with(&old) {
        return Err(Diagnostic::error("fix", &file.shown, "the front matter has characters that are not in the encoding of its file")
            .help("save the file in UTF-8 and try again"));
    }
    Ok([&bytes[..mark], &encoded(&front, encoding), &bytes[mark + old.len()..]].concat())
}

/// Writes a source so that it is the old one or the new one, never a half. A name with a dot in front is no source.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.unfinished"));
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, path)
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == UTF_16LE {
        return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if encoding == UTF_16BE {
        return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    }
    encoding.encode(text).0.into_owned()
}

/// A person at the terminal, or answers in a file.
struct Questions<R> {
    input: R,
    ended: bool,
}

impl<R: BufRead> Questions<R> {
    /// Asks about everything that a report leaves open.
    fn about(&mut self, report: &Report, rules: &Rules) -> Result<Vec<Decision>, Diagnostic> {
        let metadata = &report.metadata;
        let mut decisions: Vec<Decision> = Vec::new();
        let region = &metadata.region.value;
        if !region.candidates.is_empty() || region.place.is_none() {
            for (number, place) in region.candidates.iter().enumerate() {
                println!("{:>3}  {} {}", number + 1, rules.regions.place(*place).code, rules.regions.full_name(*place));
            }
            while let Some(answer) = self.line("which place? a number of these, a code or a full name; nothing leaves it open")? {
                let chosen = answer.parse::<usize>().ok().and_then(|number| region.candidates.get(number.checked_sub(1)?).copied());
                if let Some(place) = chosen.or_else(|| place_named(&answer, rules)) {
                    decisions.push(("region", rules.regions.place(place).code.as_str().into()));
                    break;
                }
                println!("no single place of the table is `{answer}`");
            }
        }
        if metadata.year.value.is_none() {
            while let Some(answer) = self.line("which year does it report on? nothing leaves it open")? {
                match report_year(&answer) {
                    Ok(year) => {
                        decisions.push(("year", i64::from(year).into()));
                        break;
                    }
                    Err(says) => println!("{says}"),
                }
            }
        }
        if metadata.title.value.is_empty()
            && let Some(answer) = self.line("what is its title? nothing leaves it open")?
        {
            decisions.push(("title", answer.into()));
        }
        Ok(decisions)
    }

    /// An answer; `None` when it is empty or there are no more.
    fn line(&mut self, question: &str) -> Result<Option<String>, Diagnostic> {
        let unreadable = |error: io::Error| Diagnostic::error("fix", "standard input", format!("cannot read an answer: {error}"));
        if self.ended {
            return Ok(None);
        }
        print!("{question}\n> ");
        io::stdout().flush().map_err(unreadable)?;
        let mut answer = String::new();
        self.ended = self.input.read_line(&mut answer).map_err(unreadable)? == 0;
        let answer = answer.trim();
        Ok((!answer.is_empty()).then(|| answer.to_owned()))
    }
}
