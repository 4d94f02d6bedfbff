//! `fangzhi verify`

use std::process::ExitCode;

use super::fail;
use crate::cli::VerifyArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn verify(_: &VerifyArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi verify", "this command is being built"))
}
