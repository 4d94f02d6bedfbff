//! Builds that are killed, starved of space, forbidden to write, or fed with files that change under them.
//!
//! After any of it the old site can be read, and the next build gives byte for byte what a first build gives.
//! `FANGZHI_FAULTS=100 cargo test --test suite faults` does each more often. The tests that mount file systems are
//! left out unless they are asked for: `cargo test --test suite faults -- --ignored`.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File, FileTimes};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::incremental::{Dice, archive};
use crate::program::{Workplace, files_in};

/// Faults of each kind when nobody asks for more.
const FAULTS: usize = 4;

fn faults() -> usize {
    env::var("FANGZHI_FAULTS").map_or(FAULTS, |number| number.parse().expect("FANGZHI_FAULTS is a number"))
}

type Files = BTreeMap<String, Vec<u8>>;

/// The two states between which an archive is edited.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Before,
    After,
}

const CHANGED: &str = "content/1/2020.txt";
const REMOVED: &str = "content/2/2021.txt";
const ADDED: &str = "content/3/2022.txt";

/// An archive, and what cold builds of its two states are.
struct Fixture {
    place: Workplace,
    texts: [String; 2],
    removed: String,
    sites: [Files; 2],
}

impl Fixture {
    /// Leaves the archive built in its first state.
    fn new() -> Fixture {
        let place = archive();
        let text = place.read(CHANGED);
        let texts = [text.clone(), text.replace("还存在一些不足。", "还存在一些不足，需要改进。")];
        let removed = place.read(REMOVED);
        let mut fixture = Fixture { place, texts, removed, sites: [Files::new(), Files::new()] };
        for state in [State::After, State::Before] {
            fixture.put(state);
            fixture.place.build(&["--output", "cold", "--cache", "cold-cache"]);
            fixture.sites[state as usize] = fixture.place.files("cold");
            fixture.forget(["cold", "cold-cache"]);
        }
        assert!(fixture.sites[0] != fixture.sites[1]);
        fixture.place.build(&[]);
        fixture
    }

    /// Puts the sources into a state.
    fn put(&self, state: State) {
        self.place.write(CHANGED, &self.texts[state as usize]);
        let (there, gone) = if state == State::Before { (REMOVED, ADDED) } else { (ADDED, REMOVED) };
        self.place.write(there, if state == State::Before { self.removed.clone() } else { self.removed.replace("2021", "2022") });
        if self.place.path(gone).exists() {
            fs::remove_file(self.place.path(gone)).expect("a source can be removed");
        }
    }

    fn forget<const N: usize>(&self, folders: [&str; N]) {
        for folder in folders.map(|folder| self.place.path(folder)).iter().filter(|folder| folder.exists()) {
            fs::remove_dir_all(folder).expect("a folder of the tests can be removed");
        }
    }

    fn site(&self, state: State) -> &Files {
        &self.sites[state as usize]
    }

    /// The next build gives what a first build gives, and says nothing but what that says.
    fn builds_as_new(&self, state: State, after: &str) {
        let run = self.place.run(&["build"]);
        assert_eq!(run.status, 0, "after {after}: {}", run.whole());
        self.is_whole(state, after);
    }

    fn is_whole(&self, state: State, after: &str) {
        let (found, wanted) = (self.place.files("public"), self.site(state));
        let differing: Vec<&String> = found.keys().chain(wanted.keys()).filter(|path| found.get(*path) != wanted.get(*path)).collect();
        assert!(differing.is_empty(), "after {after}: {differing:?}");
    }

    /// What a reader may meet once a build from one state to the other has been killed: every page of the old site,
    /// old or new and each whole; and no new page that is not, from the moment when an old one may lead to it.
    fn is_readable(&self, from: State, to: State, after: &str) {
        let is_page = |path: &&String| !path.starts_with('.');
        let (old, new, found) = (self.site(from), self.site(to), self.place.files("public"));
        let has_moved = new.iter().any(|(path, bytes)| old.get(path).is_some_and(|old| old != bytes) && found.get(path) == Some(bytes));
        let all_moved = old.keys().filter(is_page).all(|path| new.get(path).is_none_or(|new| found.get(path) == Some(new)));
        for path in old.keys().filter(is_page) {
            let bytes = found.get(path);
            let is_gone = bytes.is_none() && !new.contains_key(path) && all_moved;
            assert!(is_gone || bytes == old.get(path) || (bytes.is_some() && bytes == new.get(path)), "after {after}: {path}");
        }
        for path in new.keys().filter(is_page).filter(|path| has_moved && !old.contains_key(*path)) {
            assert!(found.get(path) == new.get(path), "after {after}: {path} is linked to, and not whole");
        }
        let strangers = found.keys().filter(is_page).filter(|path| !old.contains_key(*path) && !new.contains_key(*path));
        assert_eq!(strangers.count(), 0, "after {after}");
    }

    /// Builds, and kills the build at the given change that it makes to the site or to what it remembers. Whether it
    /// came to that.
    fn kill_at(&self, change: usize) -> bool {
        let mut build = Command::new(env!("CARGO_BIN_EXE_fangzhi"))
            .arg("build")
            .current_dir(self.place.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program was built with the tests");
        let (mut seen, mut changes) = (self.look(), 0);
        let was_killed = loop {
            if build.try_wait().expect("a child can be asked").is_some() {
                break false;
            }
            if changes >= change {
                build.kill().expect("a child can be killed");
                break true;
            }
            let now = self.look();
            changes += usize::from(now != seen);
            seen = now;
        };
        build.wait().expect("a child ends");
        was_killed
    }

    /// Names and lengths of all files: whatever a build does shows there.
    fn look(&self) -> Vec<(PathBuf, u64)> {
        let folders = ["public", ".fangzhi"].map(|folder| walkdir::WalkDir::new(self.place.path(folder)));
        // A file may be gone by the time it is looked at: that is a change as well.
        let entries = folders.into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| (entry.path().to_owned(), entry.metadata().map_or(0, |file| file.len()))).collect()
    }
}

#[test]
fn a_first_build_that_is_killed_at_any_moment_leaves_nothing_that_the_next_one_minds() {
    let fixture = Fixture::new();
    let (mut dice, mut killed) = (Dice(3), 0);
    for round in 0..faults() {
        fixture.forget(["public", ".fangzhi"]);
        let moment = dice.below(if round % 2 == 0 { 6 } else { 60 });
        killed += usize::from(fixture.kill_at(moment));
        fixture.builds_as_new(State::Before, &format!("a kill at change {moment} of a first build"));
    }
    println!("{killed} of {} first builds were killed", faults());
    assert!(killed > 0);
}

#[test]
fn a_build_that_is_killed_at_any_moment_leaves_the_old_site_readable() {
    let fixture = Fixture::new();
    let (mut dice, mut killed, mut from, mut to) = (Dice(5), 0, State::Before, State::After);
    for round in 0..faults() {
        fixture.put(to);
        let moment = dice.below(if round % 2 == 0 { 6 } else { 40 });
        killed += usize::from(fixture.kill_at(moment));
        let after = format!("a kill at change {moment} of a build from {from:?} to {to:?}");
        fixture.is_readable(from, to, &after);
        // Now and then the edit is taken back before the next build: it must not take the half for the whole.
        if dice.below(3) == 0 {
            fixture.put(from);
        } else {
            (from, to) = (to, from);
        }
        fixture.builds_as_new(from, &after);
    }
    println!("{killed} of {} builds were killed", faults());
    assert!(killed > 0);
}

/// Damages a file, and says how.
fn damage(path: &std::path::Path, dice: &mut Dice) -> String {
    let mut bytes = fs::read(path).expect("a file of the last build");
    let at = dice.below(bytes.len().max(1));
    let how = match dice.below(4) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1 => {
            bytes.clear();
            "emptied".to_owned()
        }
        2 => {
            bytes.extend_from_slice(b"\xff\x00more\n");
            "longer".to_owned()
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
            format!("another bit at {at}")
        }
    };
    fs::write(path, bytes).expect("a file of the last build takes bytes");
    format!("{} {how}", path.display())
}

#[test]
fn a_damaged_manifest_or_memory_is_noticed_and_made_anew() {
    let fixture = Fixture::new();
    let (mut dice, mut state) = (Dice(9), State::Before);
    for _ in 0..faults() * 3 {
        let mut remembered: Vec<PathBuf> = files_in(&fixture.place.path(".fangzhi"))
            .into_keys()
            .filter(|name| !["lock", ".gitignore", "CACHEDIR.TAG"].contains(&name.as_str()))
            .map(|name| fixture.place.path(".fangzhi").join(name))
            .collect();
        remembered.push(fixture.place.path("public/.fangzhi-manifest"));
        let file = dice.of(&remembered);
        let what = damage(file, &mut dice);
        // With an edit beside it, and without one.
        if dice.below(2) == 0 {
            state = if state == State::Before { State::After } else { State::Before };
            fixture.put(state);
        }
        fixture.builds_as_new(state, &what);
    }
}

#[test]
fn a_line_of_the_manifest_that_names_no_file_is_no_matter() {
    let fixture = Fixture::new();
    for line in ["search", "index.html/x", "a\0b", "\u{1b}", &"x".repeat(5000), ".", "..", "/", ""] {
        let manifest = fixture.place.read("public/.fangzhi-manifest");
        fixture.place.write("public/.fangzhi-manifest", manifest + line);
        fixture.builds_as_new(State::Before, &format!("a line `{line}`"));
    }
}

#[test]
fn without_manifest_and_memory_pages_are_taken_for_ones_own_only_when_they_are_the_same() {
    let fixture = Fixture::new();
    let lose = || {
        fixture.place.write("public/.fangzhi-manifest", "");
        fixture.forget([".fangzhi"]);
    };
    lose();
    fixture.builds_as_new(State::Before, "the loss of both");
    lose();
    let before = fixture.place.files("public");
    fixture.put(State::After);
    let run = fixture.place.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("this file is not of the program's making"), "{}", run.whole());
    let after = fixture.place.files("public");
    assert!(before.iter().filter(|(path, _)| !path.starts_with('.')).all(|(path, bytes)| after.get(path) == Some(bytes)));
}

#[test]
fn no_clock_is_believed() {
    let fixture = Fixture::new();
    let ages_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
    let long_hence = SystemTime::now() + Duration::from_secs(86_400 * 3650);
    let set = |path: &str, time: SystemTime| {
        let file = File::options().write(true).open(fixture.place.path(path)).expect("a file that is there");
        file.set_times(FileTimes::new().set_modified(time).set_accessed(time)).expect("times can be set");
    };
    // The edit keeps the size, and makes the file older than it was.
    let text = &fixture.texts[0];
    let edited = text.replacen("还存在一些不足。", "没有发现有不足。", 1);
    assert!(edited.len() == text.len() && edited != *text);
    set(CHANGED, ages_ago);
    fixture.builds_as_new(State::Before, "another time of a source");
    fixture.place.write(CHANGED, &edited);
    set(CHANGED, ages_ago);
    for path in fixture.place.files("public").keys() {
        set(&format!("public/{path}"), long_hence);
    }
    for path in fixture.place.files(".fangzhi").keys() {
        set(&format!(".fangzhi/{path}"), ages_ago);
    }
    fixture.place.build(&[]);
    fixture.place.build(&["--output", "cold", "--cache", "cold-cache"]);
    assert!(fixture.place.read("public/reports/420115/2020.md").contains("没有发现有不足。"));
    assert!(fixture.place.files("public") == fixture.place.files("cold"));
    // A page of another text and of the same size and time is no page of the last build.
    let page = "public/reports/420115/2020.html";
    let html = fixture.place.read(page);
    let time = fs::metadata(fixture.place.path(page)).and_then(|file| file.modified()).expect("a time");
    fixture.place.write(page, html.replacen("没有发现有不足", "没有发现无不足", 1));
    set(page, time);
    fixture.place.build(&[]);
    assert_eq!(fixture.place.read(page), html);
}

/// Two versions of a source that share no figure, each too long to be written at once.
fn versions() -> [String; 2] {
    ["11", "22"].map(|figure| {
        let paragraph = format!("全年受理行政复议案件{figure}件，审结{figure}件，开展执法培训{figure}场次。\n");
        format!("武汉市江夏区人民政府2018年法治政府建设情况报告\n一、主要工作\n{}", paragraph.repeat(3000))
    })
}

#[test]
fn a_source_that_changes_while_it_is_read_is_of_one_version_and_read_again_by_the_next_build() {
    let place = archive();
    let versions = versions();
    let (source, page) = ("content/1/2018.txt", "public/reports/420115/2018.md");
    place.write(source, &versions[0]);
    place.build(&[]);
    for round in 0..faults() {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let path = place.path(source);
                for at in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    // Written anew, put in its place, and taken away.
                    match at % 5 {
                        0 | 2 => fs::write(&path, &versions[at % 2]).expect("a source can be written"),
                        4 => fs::remove_file(&path).expect("a source can be removed"),
                        _ => {
                            place.write("aside", &versions[at / 5 % 2]);
                            fs::rename(place.path("aside"), &path).expect("a source can be replaced");
                        }
                    }
                }
            });
            for _ in 0..2 {
                let run = place.run(&["build"]);
                assert!(run.status < 2, "{}", run.whole());
                let text = fs::read_to_string(place.path(page)).unwrap_or_default();
                assert!(!(text.contains("11件") && text.contains("22件")), "round {round}: two versions in one report");
            }
            stop.store(true, Ordering::Relaxed);
        });
        place.write(source, &versions[round % 2]);
        place.build(&[]);
        place.build(&["--output", "cold", "--cache", "cold-cache"]);
        assert!(place.files("public") == place.files("cold"), "round {round}");
        for folder in ["cold", "cold-cache"] {
            fs::remove_dir_all(place.path(folder)).expect("a folder of the tests can be removed");
        }
    }
}

/// Runs shell commands where file systems may be mounted that nobody else sees; gives what they print.
fn in_a_namespace(place: &Workplace, commands: &str) -> String {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-euc", commands])
        .env("FANGZHI", env!("CARGO_BIN_EXE_fangzhi"))
        .current_dir(place.path(""))
        .output()
        .expect("`unshare` is of util-linux");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Fills the disk that one of the folders is on to all but some KiB, builds an edit, and makes room again.
fn fill(folder: &str, kind: &str) {
    let fixture = Fixture::new();
    for slack in (0..faults()).map(|round| round * round * 24) {
        fixture.forget(["public", ".fangzhi", "disk", "full", "after"]);
        fixture.put(State::Before);
        for folder in ["public", ".fangzhi", "disk"] {
            fs::create_dir_all(fixture.place.path(folder)).expect("a temporary folder takes folders");
        }
        fixture.place.write("after.txt", &fixture.texts[1]);
        let told = in_a_namespace(
            &fixture.place,
            &format!(
                "mount -t tmpfs -o size=64m tmpfs {folder}\n\
                 $FANGZHI build >/dev/null\n\
                 dd if=/dev/zero of={folder}/.filling bs=1k count=70000 2>/dev/null || true\n\
                 truncate -s -{slack}k {folder}/.filling\n\
                 cp after.txt {CHANGED}\n\
                 status=0; $FANGZHI build >/dev/null 2>errors || status=$?\n\
                 rm {folder}/.filling; cp -r public full\n\
                 $FANGZHI build >/dev/null; cp -r public after; echo $status"
            ),
        );
        let after = format!("a full {kind} with {slack} KiB left");
        let errors = fixture.place.read("errors");
        match told.trim() {
            "0" => println!("{after}: there was room"),
            "2" => assert!(errors.matches("error[").count() == 1 && errors.contains("= help: "), "{after}: {errors}"),
            status => panic!("{after}: exit status {status}\n{errors}"),
        }
        assert!(!errors.contains("panicked"), "{after}: {errors}");
        let (full, site) = (fixture.place.files("full"), fixture.site(State::Before));
        let cold = {
            fixture.place.build(&["--output", "cold", "--cache", "cold-cache"]);
            fixture.place.files("cold")
        };
        fixture.forget(["cold", "cold-cache"]);
        for path in site.keys().filter(|path| !path.starts_with('.')) {
            assert!(full.get(path) == site.get(path) || full.get(path) == cold.get(path), "{after}: {path}");
        }
        assert!(fixture.place.files("after") == cold, "{after}: the next build");
    }
}

#[test]
#[ignore = "mounts a file system: `cargo test --test suite faults -- --ignored`"]
fn a_full_disk_leaves_the_old_site_readable_and_the_next_build_mends_it() {
    fill("public", "disk of the site");
}

#[test]
#[ignore = "mounts a file system: `cargo test --test suite faults -- --ignored`"]
fn a_full_disk_of_the_memory_leaves_the_old_site_readable() {
    fill(".fangzhi", "disk of the memory");
}

#[test]
#[ignore = "mounts a file system: `cargo test --test suite faults -- --ignored`"]
fn a_folder_that_cannot_be_written_is_an_error_with_a_next_step() {
    for folder in ["public", ".fangzhi"] {
        let fixture = Fixture::new();
        fixture.put(State::After);
        let told = in_a_namespace(
            &fixture.place,
            &format!(
                "mount --bind {folder} {folder}\nmount -o remount,bind,ro {folder}\n\
                 status=0; $FANGZHI build >/dev/null 2>errors || status=$?\necho $status"
            ),
        );
        let errors = fixture.place.read("errors");
        assert_eq!((told.trim(), errors.matches("error[").count()), ("2", 1), "{errors}");
        assert!(errors.contains("read-only") && errors.contains("= help: "), "{errors}");
        fixture.is_whole(State::Before, "a build that could not write");
        fixture.builds_as_new(State::After, "a folder that could not be written");
    }
}
