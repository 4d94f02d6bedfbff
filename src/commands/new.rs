//! `fangzhi new`

use std::process::ExitCode;

use super::fail;
use crate::cli::NewArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn new(_: &NewArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi new", "this command is being built"))
}
