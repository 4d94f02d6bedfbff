//! x
use super::Imported;
use crate::diagnostic::Diagnostic;
/// x
pub fn read_pdf(name: &str, _: &[u8]) -> Result<Imported, Diagnostic> { Err(Diagnostic::error("todo", name, "")) }
