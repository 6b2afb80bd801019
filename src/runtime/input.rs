//! What a person types: a thread that reads the terminal, and messages for the console.
//!
//! The thread blocks in `poll` and costs nothing while nobody types; it ends when the terminal is
//! gone or when this is dropped, so that `$EDITOR` has the keys to itself. What must stay true:
//! everything that has come is handed over at once, so that a held key is one frame; and a stuck
//! console leaves further keys in the terminal, not in memory.

mod keys;
mod pace;

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::sync::mpsc;

use crate::console::keymap::Letters;
use crate::console::message::Message;

use keys::{Keys, Token, Waits};
use pace::Pace;

/// How long an escape waits for the rest of its sequence: a sequence comes whole, or in pieces
/// right behind each other.
const SEQUENCE_WAIT: Duration = Duration::from_millis(20);
/// How long a paste may pause before its end mark is taken as lost.
const PASTE_WAIT: Duration = Duration::from_secs(2);
/// Reads that may wait to be handed over.
const READS_MAX: usize = 64;

/// One read: when, and what it brought.
type Typed = (Instant, Vec<Token>);

/// The keyboard, while this lives.
pub struct Input {
    reads: mpsc::Receiver<Typed>,
    pace: Pace,
    /// Closing this ends the thread.
    stop: Option<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Begins to read the standard input.
    pub fn open() -> io::Result<Self> {
        let keyboard = io::stdin().as_fd().try_clone_to_owned()?;
        Self::read_from(keyboard)
    }

    fn read_from(keyboard: OwnedFd) -> io::Result<Self> {
        let (stopped, stop) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let (sender, reads) = mpsc::channel(READS_MAX);
        let thread = std::thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
            // An error means that there is no terminal any more; the channel's end says so.
            let _ = read(&keyboard, &stopped, &sender);
        })?;
        Ok(Self { reads, pace: Pace::default(), stop: Some(stop), thread: Some(thread) })
    }

    /// What letters are from now on: keys are waited for a moment longer than text.
    pub fn letters(&mut self, letters: Letters) {
        self.pace.letters(letters);
    }

    /// Waits for keys and gives all that have come. Nothing means that the terminal is gone. What
    /// is held back survives when this is dropped half way.
    pub async fn next(&mut self) -> Option<Vec<Message>> {
        let mut messages = Vec::new();
        while messages.is_empty() {
            let read = match self.pace.due() {
                Some(due) => tokio::time::timeout_at(due.into(), self.reads.recv()).await,
                None => Ok(self.reads.recv().await),
            };
            match read {
                Ok(Some((at, tokens))) => self.pace.judge(at, tokens, &mut messages),
                Ok(None) => {
                    self.pace.settle(&mut messages);
                    return (!messages.is_empty()).then_some(messages);
                }
                Err(_) => self.pace.settle(&mut messages),
            }
            while let Ok((at, tokens)) = self.reads.try_recv() {
                self.pace.judge(at, tokens, &mut messages);
            }
        }
        Some(messages)
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        // First the channel: a thread that waits for room in it must see that nobody listens.
        self.reads.close();
        while self.reads.try_recv().is_ok() {}
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(keyboard: &OwnedFd, stopped: &OwnedFd, sender: &mpsc::Sender<Typed>) -> io::Result<()> {
    let mut keys = Keys::default();
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let wait = keys.waits().map(|waits| match waits {
            Waits::Sequence => SEQUENCE_WAIT,
            Waits::Paste => PASTE_WAIT,
        });
        let mut tokens = Vec::new();
        if await_bytes(keyboard, stopped, wait)? {
            let count = match rustix::io::read(keyboard, bytes.as_mut_slice()) {
                Ok(0) => return Ok(()),
                Ok(count) => count,
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => continue,
                Err(e) => return Err(e.into()),
            };
            keys.feed(&bytes[..count], &mut tokens);
        } else {
            keys.settle(&mut tokens);
        }
        if !tokens.is_empty() && sender.blocking_send((Instant::now(), tokens)).is_err() {
            return Ok(());
        }
    }
}

/// Waits until there are bytes; false when so long nothing came. An end of all, when asked to
/// stop or when the terminal is gone, is an error.
fn await_bytes(keyboard: &OwnedFd, stopped: &OwnedFd, wait: Option<Duration>) -> io::Result<bool> {
    let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
    loop {
        let mut fds = [PollFd::new(keyboard, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        match poll(&mut fds, wait.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(e) => return Err(e.into()),
        }
        if !fds[1].revents().is_empty() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let keyboard = fds[0].revents();
        if keyboard.contains(PollFlags::IN) {
            return Ok(true);
        }
        if !keyboard.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piped() -> (Input, OwnedFd) {
        let (keyboard, person) = rustix::pipe::pipe().expect("a pipe");
        (Input::read_from(keyboard).expect("a thread"), person)
    }

    async fn within<T>(what: impl Future<Output = T>) -> T {
        tokio::time::timeout(Duration::from_secs(10), what).await.expect("within ten seconds")
    }

    #[tokio::test]
    async fn what_has_come_is_handed_over_together_and_in_order() {
        let (mut input, person) = piped();
        rustix::io::write(&person, b"ab\x1b[A\x1b[200~x\ry\x1b[201~").expect("the pipe takes it");
        let mut got = Vec::new();
        while got.len() < 3 {
            got.extend(within(input.next()).await.expect("keys"));
        }
        let up = crossterm::event::KeyCode::Up.into();
        let (text, pasted) = ("ab".to_owned(), "x\ny".to_owned());
        let burst = Message::Burst { text, goes_on: false };
        assert_eq!(got, [burst, Message::Key(up), Message::Paste(pasted)]);
    }

    #[tokio::test]
    async fn a_lone_escape_is_a_key_soon() {
        let (mut input, person) = piped();
        rustix::io::write(&person, b"\x1b").expect("the pipe takes it");
        let esc = Message::Key(crossterm::event::KeyCode::Esc.into());
        assert_eq!(within(input.next()).await, Some(vec![esc]));
    }

    #[tokio::test]
    async fn a_terminal_that_is_gone_ends_it() {
        let (mut input, person) = piped();
        drop(person);
        assert_eq!(within(input.next()).await, None);
    }

    #[tokio::test]
    async fn dropping_ends_the_thread_even_when_nobody_took_what_came() {
        let (input, person) = piped();
        for _ in 0..READS_MAX * 2 {
            rustix::io::write(&person, b"x").expect("the pipe takes it");
        }
        drop(input);
        // The reading end went with the thread.
        assert!(rustix::io::write(&person, b"x").is_err());
    }
}
