//! Names the program by its sources: what one build of it remembers, another may not believe.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let mut hash = DefaultHasher::new();
    for root in ["src", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={root}");
        for path in files(Path::new(root)) {
            hash.write(path.to_string_lossy().as_bytes());
            hash.write(&fs::read(&path).expect("a source that was just listed"));
        }
    }
    println!("cargo::rustc-env=FANGZHI_SOURCES={:016x}", hash.finish());
}

/// All files below a path, sorted.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let entries = fs::read_dir(path).expect("a folder of sources").map(|entry| entry.expect("a source").path());
    let mut found: Vec<PathBuf> = entries.flat_map(|path| files(&path)).collect();
    found.sort();
    found
}
