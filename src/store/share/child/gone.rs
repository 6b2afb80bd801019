//! A console that is gone, or stopped (Ctrl-Z, a host that hangs), while its child goes on. Apart
//! from the serving, because what is decided here is for the other consoles: the child must not
//! vouch for somebody who does nothing.

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use rustix::process::{Pid, getppid};

use crate::store::share::folder::Name;

use super::Child;

/// How long the end of a console may come after the end of its stream.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// A console that runs asks for something at least every second or two.
const ASKS: Duration = Duration::from_secs(5);

impl Child {
    /// The console is gone: does what it had asked before. Where it did not take its leave, because
    /// it was killed, that is done for it, so that nobody has to wonder whether it lives. One that
    /// lives has only started another child.
    pub(super) fn run_out(&mut self, parent: Option<Pid>) {
        loop {
            match self.serve_next() {
                Ok(true) => {}
                Ok(false) => return,
                // The answer could not be told; what was asked is done.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                Err(_) => break,
            }
        }
        let until = Instant::now() + LAST_LOOK;
        while getppid() == parent {
            if Instant::now() > until {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.take_leave();
    }

    /// Takes back what the console says of itself.
    pub(super) fn take_leave(&self) {
        if let Some(present) = &self.present {
            let name = Name::Here(present.session.clone()).to_string();
            // Others see that no beat comes.
            let _ = fs::remove_file(self.folder.join(name));
        }
    }

    /// Whether the console runs, as far as it has said so lately. Of one that is stopped for
    /// certain the word is taken back: whoever takes its place need not ask a person first, since
    /// it numbers nothing after it goes on before it has looked who keeps the room by then.
    pub(super) fn console_runs(&mut self) -> bool {
        let runs = self.asked_at.elapsed() < ASKS;
        if runs {
            self.away = false;
        } else if !self.away && is_stopped() {
            self.take_leave();
            self.away = true;
        }
        runs
    }
}

/// Whether the parent is stopped; false where the system does not tell.
fn is_stopped() -> bool {
    let Some(pid) = getppid() else { return false };
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state(&stat) == Some("T")
}

/// The state in a process's line. The name in brackets may hold anything; the state follows it.
fn state(stat: &str) -> Option<&str> {
    stat.rsplit_once(')')?.1.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::state;

    #[test]
    fn the_state_follows_a_name_of_any_kind() {
        for (stat, expected) in [
            ("7 (allhands) T 1 7 7 0", Some("T")),
            ("7 (a) R (b)) S 1 7 7 0", Some("S")),
            ("", None),
        ] {
            assert_eq!(state(stat), expected, "{stat}");
        }
    }
}
