//! Locks that threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A thread that panicked ends the program: its lock guards nothing half-done that another could see.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
