//! `fangzhi new`: an empty source at its place, with the front matter of what is known before its text is.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::fix::REGION_HELP;
use super::{configure, fail};
use crate::cli::NewArgs;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{Decision, YEAR_HELP, report_year, settle};
use crate::metadata::place_named;
use crate::rules::{PlaceId, Rules};
use crate::source::with_slashes;

/// Makes a source.
pub fn new(args: &NewArgs) -> ExitCode {
    match run(args) {
        Ok(shown) => {
            println!("{shown}: paste the report's text below the front matter, then build");
            ExitCode::SUCCESS
        }
        Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &NewArgs) -> Result<String, Diagnostic> {
    let config = configure(&args.folders)?;
    let rules = Rules::load(config.data().as_deref())?;
    let place = place_named(&args.region, &rules).ok_or_else(|| {
        Diagnostic::error("new", &args.region, format!("no single place of the table is `{}`", args.region)).help(REGION_HELP)
    })?;
    let typed = args.year.to_string();
    let year = report_year(&typed).map_err(|says| Diagnostic::error("new", &typed, says).help(YEAR_HELP))?;
    let folder = config.content.join(folder_of(place, &rules));
    let path = folder.join(format!("{year}.txt"));
    let shown = with_slashes(&path);
    let mut decisions: Vec<Decision> = vec![("region", rules.regions.place(place).code.as_str().into()), ("year", i64::from(year).into())];
    let said = [("source_url", &args.source_url), ("settled_by", &args.by), ("note", &args.note)];
    decisions.extend(said.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?.into()))));
    let (front, _) = settle("", &shown, &decisions)?;
    let failed = |error: io::Error| {
        let help = if error.kind() == io::ErrorKind::AlreadyExists {
            "`fangzhi fix` changes its front matter; a later version of the same page goes beside it, with a line `revises`"
        } else {
            "check the permissions of the content folder"
        };
        Diagnostic::error("new", &shown, format!("cannot make this file: {}", error.kind())).help(help)
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    File::create_new(&path).and_then(|mut file| file.write_all(front.as_bytes())).map_err(failed)?;
    Ok(shown)
}

/// 湖北省/武汉市/新洲区
fn folder_of(place: PlaceId, rules: &Rules) -> PathBuf {
    let mut names: Vec<&str> = rules.regions.chain(place).map(|place| rules.regions.place(place).name.as_str()).collect();
    names.reverse();
    names.iter().collect()
}
