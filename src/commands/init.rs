//! `fangzhi init`

use std::process::ExitCode;

use super::fail;
use crate::cli::InitArgs;
use crate::diagnostic::Diagnostic;

/// Not there yet.
pub fn init(_: &InitArgs) -> ExitCode {
    fail(Diagnostic::error("unfinished", "fangzhi init", "this command is being built"))
}
