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
mod faults;
mod fix;
mod gate;
mod golden;
mod hostile;
mod import;
mod incremental;
mod init;
mod language;
mod links;
mod machines;
mod metadata;
mod metamorphic;
mod network;
mod observation;
mod passages;
mod personal;
mod program;
mod promise;
mod promises;
mod properties;
mod quantity;
mod repetition;
mod rules;
mod search;
mod serve;
mod structure;
mod topics;
mod verify;
mod versions;
