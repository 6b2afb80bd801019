//! Ctrl-Z: back to the shell, and on again after `fg`.
//!
//! Apart because stopping can be a trap: without a shell that would continue it (the console is
//! the session's first program, or an orphan) a stopped console never comes back. What must stay
//! true: it stops only where somebody can continue it, and stops its whole group, as the
//! terminal's own Ctrl-Z would, so that a wrapper around it does not keep the shell waiting.

use std::io;

// Not rustix's: there a group or session of another process namespace, which the kernel calls 0,
// is no process id at all, and takes the console down.
use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, kill_current_process_group};

/// Stops this process and its group until the shell continues them. False, and nothing done, where
/// no shell could.
pub fn stop() -> io::Result<bool> {
    if !can_be_continued() {
        return Ok(false);
    }
    // Not the terminal's own stop signal: that one is dropped for an orphaned group.
    kill_current_process_group(Signal::STOP)?;
    Ok(true)
}

/// Whether the group has a parent outside of it in the same session: a shell with job control.
///
/// What lies outside this process namespace is called 0 ([pid_namespaces(7)]): a parent there can
/// be asked nothing, and a session led from there is the same for all who are in it.
///
/// [pid_namespaces(7)]: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
fn can_be_continued() -> bool {
    let group = getpgrp();
    let mut parent = Some(getppid());
    // From a wrapper to its wrapper, up to the first outside the group.
    while let Some(pid) = parent.filter(|pid| pid.as_raw() > 0) {
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
    Some(Pid::from_raw(after.split_whitespace().nth(1)?.parse().ok()?))
}
