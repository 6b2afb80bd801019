//! The tests that measure, each alone.

mod keys;
mod leaving;
mod shared;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whoever has this runs alone.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    // A test that failed leaves nothing behind that would speak against the next.
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
