//! `fangzhi import`

use std::process::ExitCode;

use super::fail;
use crate::cli::ImportArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn import(_: &ImportArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi import", "this command is being built"))
}
