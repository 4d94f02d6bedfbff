//! Fangzhi 方志 turns a folder of scraped Chinese government reports into an archive that people can read,
//! search, compare and check.
//!
//! Data flows one way; each stage is a module, its result a type of its own:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`source`] | a folder | files in sorted order |
//! | [`decode`] | bytes | text |
//! | [`front_matter`] | text | what an archivist says of it |
//! | [`clean`], [`markdown`] | text | body lines and the ledger of removed ones |
//! | [`structure`] | body lines | sections, paragraphs, points, tables |
//! | [`metadata`] | ledger, title, body, path | kind, region, year … with evidence |
//! | [`quantity`] | a block | its numbers |
//! | [`observation`] | numbers | values of indicators, or why not |
//! | [`topic`], [`suspect`] | sections | topics; words that do not belong |
//! | [`report`] | a source | all of the above |
//! | [`summary`], [`store`] | a report | what the archive keeps of it in memory, and on disk |
//! | [`archive`], [`search`] | summaries | addresses, versions, indexes, findings; what can be searched |
//! | [`page`], [`citation`], [`chart`] | the archive | one model a page, with its citations and pictures |
//! | [`publish`], [`render`] | models and rows | files |
//! | [`output`] | files | a folder that holds exactly them |
//!
//! [`rules`] holds the domain's facts, [`language`] the words of pages, [`diagnostic`] what went wrong, [`text`]
//! characters and their origins, [`date`] and [`hash`] what their names say. A stage imports earlier stages'
//! types and these, nothing else.

pub mod anchor;
pub mod archive;
pub mod chart;
pub mod citation;
pub mod clean;
pub mod cli;
pub mod commands;
pub mod config;
pub mod date;
pub mod decode;
pub mod diagnostic;
pub mod examples;
pub mod front_matter;
pub mod hash;
pub mod import;
pub mod language;
pub mod links;
pub mod lock;
pub mod markdown;
pub mod metadata;
pub mod observation;
pub mod output;
pub mod page;
pub mod personal;
pub mod publish;
pub mod quantity;
pub mod quote;
pub mod render;
pub mod report;
pub mod rules;
pub mod search;
pub mod serve;
pub mod source;
pub mod store;
pub mod structure;
pub mod summary;
pub mod suspect;
pub mod table;
pub mod text;
pub mod timings;
pub mod topic;
pub mod typography;
pub mod verification;
pub mod web_address;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match cli::Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match cli.command {
        cli::Command::Build(args) => commands::build(&args),
        cli::Command::Check(args) => commands::check(&args),
        cli::Command::Explain(args) => commands::explain(&args),
        cli::Command::Import(args) => commands::import(&args),
        cli::Command::Serve(args) => commands::serve(&args),
        cli::Command::Init(args) => commands::init(&args),
        cli::Command::Eject(args) => commands::eject(&args),
        cli::Command::New(args) => commands::new(&args),
        cli::Command::Fix(args) => commands::fix(&args),
        cli::Command::Verify(args) => commands::verify(&args),
    }
}
