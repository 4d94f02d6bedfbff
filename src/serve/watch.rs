//! What changes on disk.
//!
//! Input: the places that a build reads. Output: a word whenever something in them has changed and been quiet for a
//! moment. Refuses to tell of what builds write themselves, and of what editors put beside a file while they save it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::source::with_slashes;

/// How long nothing must happen: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(50);
/// How long is waited for quiet: whoever copies a large archive in may see some of it before.
const LONGEST: Duration = Duration::from_secs(1);

/// The places that a build reads and writes, as absolute paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// `site.toml`.
    files: Vec<PathBuf>,
    /// Folders with everything in them; some are not there yet.
    folders: Vec<PathBuf>,
    /// Folders that builds write.
    written: Vec<PathBuf>,
}

impl Places {
    /// The places of an archive.
    pub fn of(config: &Config, file: &Path, cache: &Path) -> Places {
        let own = ["templates", "data", "static"].map(|name| config.site.join(name));
        let folders = own.iter().chain([&config.content]).map(|folder| absolute(folder)).collect();
        Places { files: vec![absolute(file)], folders, written: vec![absolute(&config.output), absolute(cache)] }
    }

    /// The same places, and where links lead: systems tell of changes by the one or the other.
    fn with_links(&self) -> Places {
        let both = |paths: &[PathBuf]| paths.iter().cloned().chain(paths.iter().filter_map(|path| real(path))).collect();
        Places { files: both(&self.files), folders: both(&self.folders), written: both(&self.written) }
    }

    /// The folders around: what is made anew in them, or moved away, is seen from there.
    fn above(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().chain(&self.folders).filter_map(|path| path.parent())
    }

    /// Whether a build may come out otherwise after a change of this path.
    fn concern(&self, path: &Path) -> bool {
        let is_read = self.files.iter().any(|file| path == file) || self.folders.iter().any(|folder| path.starts_with(folder));
        is_read && !self.written.iter().any(|folder| path.starts_with(folder)) && !is_dropping(path)
    }

    /// Whether the path is one of the watched folders itself, made anew or gone.
    fn name(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path == folder)
    }
}

/// A path without links; what is not there yet may lie in a folder that is.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Whether editors leave files of this name behind, for a moment or for good.
fn is_dropping(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_swap = name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, ending)| ending.len() == 3 && ending.starts_with("sw"));
    let is_lock = name.starts_with(".#") || (name.starts_with('#') && name.ends_with('#'));
    is_swap || is_lock || name.ends_with('~') || name == "4913" || name.starts_with(".goutputstream-")
}

/// A watch over the places.
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// As they were asked for.
    places: Places,
    /// As changes may name them.
    known: Places,
    watched: BTreeMap<PathBuf, RecursiveMode>,
}

impl Watch {
    /// Begins to watch.
    pub fn over(places: Places) -> Result<Watch, Diagnostic> {
        let (told, events) = channel();
        let watcher = notify::recommended_watcher(told).map_err(|error| trouble(Path::new("."), &error))?;
        let mut watch = Watch { watcher, events, places: Places::default(), known: Places::default(), watched: BTreeMap::new() };
        watch.go_over_to(places)?;
        Ok(watch)
    }

    /// Watches these places from now on.
    pub fn go_over_to(&mut self, places: Places) -> Result<(), Diagnostic> {
        if places != self.places {
            self.places = places;
            self.renew(false)?;
        }
        Ok(())
    }

    /// Waits until something has changed.
    pub fn wait(&mut self) -> Result<(), Diagnostic> {
        let ended = |_| Diagnostic::error("watch", ".", "the system no longer tells what changes").help("start the program again");
        loop {
            let event = self.events.recv().map_err(ended)?;
            let mut changed = self.concerns(event)?;
            if changed == Changed::Nothing {
                continue;
            }
            let first = Instant::now();
            while first.elapsed() < LONGEST {
                match self.events.recv_timeout(QUIET) {
                    Ok(event) => changed = changed.max(self.concerns(event)?),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return Err(ended(std::sync::mpsc::RecvError)),
                }
            }
            // Before the build reads: what comes into a new folder later is then seen by one of the two.
            return self.renew(changed == Changed::Folders);
        }
    }

    fn concerns(&self, event: notify::Result<Event>) -> Result<Changed, Diagnostic> {
        let event = match event {
            Ok(event) => event,
            // A folder that was gone before it could be watched has told so already.
            Err(error) if is_absence(&error) => return Ok(Changed::Nothing),
            Err(error) => return Err(trouble(error.paths.first().map_or(Path::new("."), PathBuf::as_path), &error)),
        };
        if event.need_rescan() {
            return Ok(Changed::Folders);
        }
        // Builds open and close files too.
        if matches!(event.kind, EventKind::Access(_)) {
            return Ok(Changed::Nothing);
        }
        let of = |path: &PathBuf| match (self.known.concern(path), self.known.name(path)) {
            (true, true) => Changed::Folders,
            (true, false) => Changed::Files,
            (false, _) => Changed::Nothing,
        };
        Ok(event.paths.iter().map(of).max().unwrap_or(Changed::Nothing))
    }

    /// Watches what is there now. A folder that was made anew under its old name is another to the system: then all
    /// are watched `afresh`.
    fn renew(&mut self, afresh: bool) -> Result<(), Diagnostic> {
        self.known = self.places.with_links();
        let above = self.places.above().map(|folder| (folder.to_path_buf(), RecursiveMode::NonRecursive));
        let folders = self.places.folders.iter().map(|folder| (folder.clone(), RecursiveMode::Recursive));
        let wanted: BTreeMap<PathBuf, RecursiveMode> = above.chain(folders).filter(|(folder, _)| folder.is_dir()).collect();
        let gone = |(folder, mode): &(&PathBuf, &RecursiveMode)| afresh || wanted.get(*folder) != Some(*mode);
        let gone: Vec<PathBuf> = self.watched.iter().filter(gone).map(|(folder, _)| folder.clone()).collect();
        for folder in gone {
            self.watched.remove(&folder);
            match self.watcher.unwatch(&folder) {
                Ok(()) => {}
                Err(error) if is_absence(&error) => {}
                Err(error) => return Err(trouble(&folder, &error)),
            }
        }
        for (folder, mode) in wanted {
            if self.watched.contains_key(&folder) {
                continue;
            }
            match self.watcher.watch(&folder, mode) {
                Ok(()) => {
                    self.watched.insert(folder, mode);
                }
                // Gone since: the folder above tells.
                Err(error) if is_absence(&error) => {}
                Err(error) => return Err(trouble(&folder, &error)),
            }
        }
        Ok(())
    }
}

/// What an event means, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Changed {
    Nothing,
    Files,
    /// Some of the watched folders are others.
    Folders,
}

fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        // The system drops a watch by itself when its folder goes, and then has none to drop.
        ErrorKind::Io(error) => matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidInput),
        _ => false,
    }
}

fn trouble(path: &Path, error: &notify::Error) -> Diagnostic {
    let help = match error.kind {
        ErrorKind::MaxFilesWatch => "the system watches no more folders: on Linux raise fs.inotify.max_user_watches",
        _ => "check the folder and its permissions; `fangzhi build` works without watching",
    };
    Diagnostic::error("watch", &with_slashes(path), format!("cannot watch this: {error}")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(site: &Path) -> Places {
        let file = site.join("site.toml");
        std::fs::write(&file, "").expect("a file");
        let config = Config::read(&file).expect("a configuration");
        Places::of(&config, &file, &site.join(".fangzhi"))
    }

    #[test]
    fn what_builds_read_is_of_interest_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path();
        let places = places(site);
        for path in [
            "site.toml",
            "content/a.txt",
            "content/省/市/a.md",
            "templates",
            "templates/base.html",
            "data/i18n/zh.toml",
            "static/.well-known/a",
        ] {
            assert!(places.concern(&site.join(path)), "{path}");
        }
        let others = [
            "README.md",
            "public/index.html",
            ".fangzhi/index",
            ".git/index",
            "content/.a.txt.swp",
            "content/.a.txt.swx",
            "content/a.txt~",
            "content/.#a.txt",
            "content/#a.txt#",
            "content/4913",
            "static/.goutputstream-X",
            "contents/a.txt",
        ];
        for path in others {
            assert!(!places.concern(&site.join(path)), "{path}");
        }
    }

    #[test]
    fn folders_that_come_and_go_are_watched_as_long_as_they_are_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path();
        let mut watch = Watch::over(places(site)).expect("watched");
        // Made, left, and made again: each time what happens in it must be told.
        for round in 0..3 {
            std::fs::create_dir_all(site.join("templates")).expect("a folder");
            watch.wait().expect("told");
            std::fs::write(site.join("templates/base.html"), round.to_string()).expect("a file");
            watch.wait().expect("told");
            std::fs::rename(site.join("templates"), site.join(format!("old-{round}"))).expect("moved");
            watch.wait().expect("told");
            assert!(!watch.watched.contains_key(&absolute(&site.join("templates"))));
        }
    }
}
