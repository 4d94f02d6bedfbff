//! What the benches of the stages share: the reports that they run on.
//!
//! Input: the folder that `FANGZHI_BENCH_CORPUS` names, or `content/`. Output: the bytes of its text files, in
//! the order of their paths. Refuses to measure on nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// As the program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reports beyond these add no new sentences and only time.
const ENOUGH: usize = 200;

/// The bytes of the reports to measure on.
pub fn corpus() -> Vec<Vec<u8>> {
    let folder =
        std::env::var_os("FANGZHI_BENCH_CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../content"), PathBuf::from);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    files.truncate(ENOUGH);
    assert!(!files.is_empty(), "{} holds no .txt file", folder.display());
    files.iter().map(|path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            files.push(path);
        }
    }
}
