//! How long each stage takes.
//!
//! Input: the work of a stage. Output: its result, and a line for `--timings`. Refuses to be part of any output but
//! that line.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::lock::locked;

/// A stage that has run.
struct Stage {
    name: &'static str,
    time: Duration,
    items: usize,
    bytes: u64,
    /// The most memory that the program had when the stage ended, in KiB, where the system tells.
    peak: Option<u64>,
}

/// The stages of a build, in the order in which they ended.
#[derive(Default)]
pub struct Timings(Mutex<Vec<Stage>>);

impl Timings {
    /// Does the work of a stage.
    pub fn time<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let stage = Stage { name, time: start.elapsed(), items: 0, bytes: 0, peak: peak_memory() };
        locked(&self.0).push(stage);
        done
    }

    /// Adds what a stage that has run worked on.
    pub fn count(&self, name: &str, items: usize, bytes: u64) {
        let mut stages = locked(&self.0);
        if let Some(stage) = stages.iter_mut().find(|stage| stage.name == name) {
            (stage.items, stage.bytes) = (items, bytes);
        }
    }
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages = locked(&self.0);
        let all: Duration = stages.iter().map(|stage| stage.time).sum();
        writeln!(f, "{:>9}  {:>5}  {:>8}  {:>8}  {:>8}  stage", "ms", "share", "items", "MiB", "peak MiB")?;
        for Stage { name, time, items, bytes, peak } in stages.iter() {
            let share = 100.0 * time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
            let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
            let (items, mebibytes, peak) = (number(*items as u64), number(bytes >> 20), number(peak.unwrap_or(0) >> 10));
            let time = time.as_secs_f64() * 1000.0;
            writeln!(f, "{time:>9.1}  {share:>4.0}%  {items:>8}  {mebibytes:>8}  {peak:>8}  {name}")?;
        }
        Ok(())
    }
}

/// The most memory that the program has had, in KiB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}
