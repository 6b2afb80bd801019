//! Ctrl-Z: back to the shell, and on again after `fg`.
//!
//! Apart because stopping can be a trap: without a shell that would continue it (the console is
//! the session's first program, or an orphan) a stopped console never comes back. What must stay
//! true: it stops only where somebody can continue it, and stops its whole group, as the
//! terminal's own Ctrl-Z would, so that a wrapper around it does not keep the shell waiting.

use std::io;

use rustix::process::{Pid, Signal, getpgid, getpgrp, getppid, getsid};

/// Stops this process and its group until the shell continues them. False, and nothing done, where
/// no shell could.
pub fn stop() -> io::Result<bool> {
    if !can_be_continued() {
        return Ok(false);
    }
    // Not the terminal's own stop signal: that one is dropped for an orphaned group.
    rustix::process::kill_current_process_group(Signal::STOP)?;
    Ok(true)
}

/// Whether the group has a parent outside of it in the same session: a shell with job control.
fn can_be_continued() -> bool {
    let group = getpgrp();
    let mut parent = getppid();
    // From a wrapper to its wrapper, up to the first outside the group.
    while let Some(pid) = parent {
        match getpgid(Some(pid)) {
            Ok(of) if of == group => parent = parent_of(pid),
            Ok(_) => return matches!((getsid(Some(pid)), getsid(None)), (Ok(a), Ok(b)) if a == b),
            Err(_) => return false,
        }
    }
    false
}

/// The parent of another process; nothing where the system does not tell.
fn parent_of(pid: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; the state and the parent follow it.
    let (_, after) = stat.rsplit_once(')')?;
    Pid::from_raw(after.split_whitespace().nth(1)?.parse().ok()?)
}
