//! `fangzhi fix`

use std::process::ExitCode;

use super::fail;
use crate::cli::FixArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn fix(_: &FixArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi fix", "this command is being built"))
}
