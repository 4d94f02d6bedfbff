//! The integration tests: one module a feature, its cases in the folder beside it.
//!
//! A case is a folder with a `source.txt` and the result in a file that a person can read. After a wanted
//! change `UPDATE_EXPECT=1 cargo test --test suite` writes the files again; `git diff` then shows what changed.

#[macro_use]
mod case;

mod browser;
mod checks;
mod clean;
mod cli;
mod decode;
mod eject;
mod gate;
mod golden;
mod incremental;
mod init;
mod language;
mod links;
mod machines;
mod metadata;
mod metamorphic;
mod observation;
mod passages;
mod program;
mod promises;
mod quantity;
mod repetition;
mod search;
mod serve;
mod structure;
mod topics;
