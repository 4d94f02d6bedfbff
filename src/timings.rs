//! How long each stage takes.
//!
//! Input: the work of a stage. Output: its result, and a line for `--timings`. Refuses to be part of any output but
//! that line.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A stage that has run.
struct Stage {
    name: &'static str,
    time: Duration,
    items: usize,
    bytes: u64,
}

/// The stages of a build, in the order in which they ended.
#[derive(Default)]
pub struct Timings(Mutex<Vec<Stage>>);

impl Timings {
    /// Does the work of a stage.
    pub fn time<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let stage = Stage { name, time: start.elapsed(), items: 0, bytes: 0 };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
        done
    }

    /// Adds what a stage that has run worked on.
    pub fn count(&self, name: &str, items: usize, bytes: u64) {
        let mut stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = stages.iter_mut().find(|stage| stage.name == name) {
            (stage.items, stage.bytes) = (items, bytes);
        }
    }
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Duration = stages.iter().map(|stage| stage.time).sum();
        writeln!(f, "{:>9}  {:>5}  {:>9}  {:>9}  stage", "ms", "share", "items", "KiB")?;
        for Stage { name, time, items, bytes } in stages.iter() {
            let share = 100.0 * time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
            let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
            let (items, kibibytes) = (number(*items as u64), number(bytes / 1024));
            writeln!(f, "{:>9.1}  {share:>4.0}%  {items:>9}  {kibibytes:>9}  {name}", time.as_secs_f64() * 1000.0)?;
        }
        Ok(())
    }
}
