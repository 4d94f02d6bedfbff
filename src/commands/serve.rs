//! `fangzhi serve`

use std::process::ExitCode;

use super::fail;
use crate::cli::ServeArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn serve(_: &ServeArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi serve", "this command is being built"))
}
