//! The program, run as a user runs it: in a folder of its own, with relative paths.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use walkdir::WalkDir;

use crate::case::repository;

/// A folder to run the program in; it is removed with the value.
pub struct Workplace {
    folder: TempDir,
}

/// What a run left.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Status and both streams, to compare as a whole. How many files a site has is not what most tests are about.
    pub fn whole(&self) -> String {
        let files = regex::Regex::new(r"\d+ files in (\S+) \(\d+ written").expect("a constant pattern");
        format!("{}{}exit status {}\n", self.stderr, files.replace(&self.stdout, "N files in $1 (N written"), self.status)
    }

    /// Written and removed files, from the summary line.
    pub fn changes(&self) -> (usize, usize) {
        let number = |word: &str| {
            let end = self.stdout.find(word).unwrap_or_else(|| panic!("no summary in {}", self.whole()));
            self.stdout[..end]
                .rsplit(|c: char| !c.is_ascii_digit())
                .next()
                .and_then(|digits| digits.parse().ok())
                .expect("the summary counts files")
        };
        (number(" written"), number(" removed"))
    }
}

impl Workplace {
    pub fn new() -> Workplace {
        Workplace { folder: tempfile::tempdir().expect("the system has a folder for temporary files") }
    }

    /// A folder with a copy of the repository's sources in `content/`.
    pub fn with_content() -> Workplace {
        let place = Workplace::new();
        for (file, bytes) in crate::case::content() {
            place.write(&format!("content/{}", file.path), bytes);
        }
        place
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a temporary folder takes folders");
        fs::write(path, bytes).expect("a temporary folder takes files");
    }

    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the program here.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.folder.path(), arguments)
    }

    /// Builds, and expects that all was published.
    pub fn build(&self, arguments: &[&str]) -> Run {
        let run = self.run(&[&["build"], arguments].concat());
        assert_eq!(run.status, 0, "{}", run.whole());
        run
    }

    /// All files below a folder, by path.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files_in(&self.path(folder))
    }
}

/// Runs the program in a folder.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_fangzhi"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program was built with the tests");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run { status: output.status.code().expect("the program ends by itself"), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// All files below a folder, by path.
pub fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("a folder of the tests can be listed"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry
                .path()
                .strip_prefix(folder)
                .expect("listed below the folder")
                .to_str()
                .expect("paths of the site are UTF-8")
                .replace('\\', "/");
            (path, fs::read(entry.path()).expect("a file of the tests is readable"))
        })
        .collect()
}

/// The site of `content/`, built once for all tests that only read it.
pub fn site() -> &'static BTreeMap<String, Vec<u8>> {
    static SITE: std::sync::LazyLock<BTreeMap<String, Vec<u8>>> = std::sync::LazyLock::new(|| {
        let place = Workplace::with_content();
        place.build(&[]);
        place.files("public")
    });
    &SITE
}

/// The repository itself, as a folder to run the program in.
pub fn checkout() -> PathBuf {
    repository("")
}
