//! Signals and the vanished terminal, told to the loop; and the end, if the loop does not come.
//!
//! On threads of their own, since the loop's may be stuck in a write to a terminal that takes
//! nothing any more. What must stay true: after a signal that ends the program, or a terminal that
//! went away (with `nohup` or `sudo` that is no signal at all), the process is gone within a
//! second, whatever hangs; and none of this wakes an idle machine.

use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::terminal;

/// How long the loop has to save and leave.
const GRACE: Duration = Duration::from_millis(800);

/// What the loop is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Save and leave now, with this exit code.
    End(u8),
    /// The process was stopped and goes on: the terminal is not as it was left.
    Continued,
    /// The terminal has another size.
    Resized,
}

/// Begins to listen, for as long as the process lives.
pub fn listen() -> io::Result<mpsc::UnboundedReceiver<Signal>> {
    let (tell, told) = mpsc::unbounded_channel();
    let (ready, is_ready) = std::sync::mpsc::channel();
    let hangup = tell.clone();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => runtime.block_on(serve(&tell, &ready)),
            Err(e) => drop(ready.send(Err(e))),
        }
    })?;
    is_ready.recv().unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into()))?;
    // What is piped in may end while the person goes on; only a terminal hangs up.
    if io::stdin().is_terminal() {
        std::thread::Builder::new().name("hangup".to_owned()).spawn(move || {
            if await_hangup() {
                end(&hangup, 129);
            }
        })?;
    }
    Ok(told)
}

async fn serve(
    tell: &mpsc::UnboundedSender<Signal>,
    ready: &std::sync::mpsc::Sender<io::Result<()>>,
) {
    let listen = || -> io::Result<_> {
        let ends = [
            (signal(SignalKind::hangup())?, 129),
            (signal(SignalKind::terminate())?, 143),
            (signal(SignalKind::quit())?, 131),
            (signal(SignalKind::interrupt())?, 130),
        ];
        let continued = signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?;
        Ok((ends, continued, signal(SignalKind::window_change())?))
    };
    let (ends, mut continued, mut resized) = match listen() {
        Ok(streams) => streams,
        Err(e) => return drop(ready.send(Err(e))),
    };
    let _ = ready.send(Ok(()));
    let [(mut hup, hup_code), (mut term, term_code), (mut quit, quit_code), (mut int, int_code)] =
        ends;
    loop {
        // The thread serves nothing else, so the grace may block it.
        tokio::select! {
            Some(()) = hup.recv() => end(tell, hup_code),
            Some(()) = term.recv() => end(tell, term_code),
            Some(()) = quit.recv() => keyboard(tell, quit_code),
            Some(()) = int.recv() => keyboard(tell, int_code),
            Some(()) = continued.recv() => drop(tell.send(Signal::Continued)),
            Some(()) = resized.recv() => drop(tell.send(Signal::Resized)),
            else => return,
        }
    }
}

fn keyboard(tell: &mpsc::UnboundedSender<Signal>, code: u8) {
    if !terminal::is_lent() {
        end(tell, code);
    }
}

/// Asks the loop to end, and ends the process if it does not.
fn end(tell: &mpsc::UnboundedSender<Signal>, code: u8) {
    let _ = tell.send(Signal::End(code));
    std::thread::sleep(GRACE);
    // Another thread, since a terminal that takes nothing would hold this one too.
    std::thread::spawn(terminal::leave);
    std::thread::sleep(Duration::from_millis(50));
    std::process::exit(i32::from(code));
}

/// Waits, without ever waking up before, until the terminal is gone. False where that cannot be
/// waited for.
fn await_hangup() -> bool {
    let stdin = io::stdin();
    loop {
        // No event is asked for: a hangup is reported all the same, and keys are not.
        let mut fds = [PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) if fds[0].revents().contains(PollFlags::NVAL) => return false,
            Ok(_) if !fds[0].revents().is_empty() => return true,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}
