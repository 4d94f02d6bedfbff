//! What the pages in browsers are told.
//!
//! Input: what became of each build. Output: the same as JSON, to every page that asks, as soon as it is news to that
//! page. Refuses to keep a history: a page that was away learns how things are now.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// How things are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Names this state: a page that says it is told when there is another.
    pub seen: String,
    /// Names the pages as they stand: a page of another generation is out of date.
    pub generation: String,
    /// Whether all files are of that generation; if not, the search index is still being made.
    pub complete: bool,
    /// What is wrong, as the terminal has it; empty if nothing is.
    pub errors: String,
}

/// The state, and those who wait for another.
pub struct Live {
    /// Names this run of the server: numbers begin anew with each.
    run: String,
    counted: Mutex<Counted>,
    news: Condvar,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counted {
    states: u64,
    generation: u64,
    complete: bool,
    errors: String,
}

impl Default for Live {
    fn default() -> Live {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Live { run: format!("{:x}", since.as_nanos()), counted: Mutex::default(), news: Condvar::new() }
    }
}

impl Live {
    /// How things are now.
    pub fn state(&self) -> State {
        self.named(&self.counted())
    }

    /// How things are as soon as they are no longer as a page has seen them; at the end of its patience in any case.
    pub fn after(&self, seen: &str, patience: Duration) -> State {
        let waiting = self.news.wait_timeout_while(self.counted(), patience, |counted| self.named(counted).seen == seen);
        self.named(&waiting.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// All pages are at their places; what belongs to them follows.
    pub fn pages(&self) {
        self.tell(|counted| {
            counted.generation += 1;
            counted.complete = false;
        });
    }

    /// A build has ended well but for what these errors say; `changed` tells that it wrote something which
    /// [`Live::pages`] has not told.
    pub fn built(&self, changed: bool, errors: String) {
        self.tell(|counted| {
            counted.generation += u64::from(changed);
            counted.complete = true;
            counted.errors = errors;
        });
    }

    /// A build has come to nothing.
    pub fn failed(&self, errors: String) {
        self.tell(|counted| counted.errors = errors);
    }

    fn tell(&self, change: impl FnOnce(&mut Counted)) {
        let mut counted = self.counted();
        let before = counted.clone();
        change(&mut counted);
        if *counted != before {
            counted.states += 1;
            self.news.notify_all();
        }
    }

    fn named(&self, counted: &Counted) -> State {
        State {
            seen: format!("{}-{}", self.run, counted.states),
            generation: format!("{}-{}", self.run, counted.generation),
            complete: counted.complete,
            errors: counted.errors.clone(),
        }
    }

    /// Every change is whole: a thread that panicked elsewhere left nothing half-done here.
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_page_is_told_at_once_what_it_has_not_seen() {
        let live = Live::default();
        let first = live.after("", LONG);
        live.failed("templates/base.html: error".to_owned());
        let failed = live.after(&first.seen, LONG);
        assert_eq!((failed.errors.as_str(), &failed.generation), ("templates/base.html: error", &first.generation));
        live.pages();
        let pages = live.after(&failed.seen, LONG);
        assert!(!pages.complete && pages.generation != first.generation);
        live.built(false, String::new());
        let built = live.after(&pages.seen, LONG);
        assert_eq!((built.complete, built.errors.as_str(), &built.generation), (true, "", &pages.generation));
    }

    #[test]
    fn what_changes_nothing_is_no_news() {
        let live = Live::default();
        live.built(true, String::new());
        let state = live.state();
        live.built(false, String::new());
        assert_eq!(live.after(&state.seen, Duration::ZERO), state);
    }

    #[test]
    fn those_who_wait_are_woken() {
        let live = Live::default();
        let seen = live.state().seen;
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| live.after(&seen, LONG));
            live.built(true, String::new());
            assert_ne!(waiting.join().expect("no panic").seen, seen);
        });
    }

    #[test]
    fn another_run_of_the_server_has_other_generations() {
        let (one, two) = (Live::default(), Live { run: "other".to_owned(), ..Live::default() });
        assert_ne!(one.state().generation, two.state().generation);
    }
}
