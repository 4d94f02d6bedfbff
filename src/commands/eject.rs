//! `fangzhi eject`

use std::process::ExitCode;

use super::fail;
use crate::cli::EjectArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn eject(_: &EjectArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi eject", "this command is being built"))
}
