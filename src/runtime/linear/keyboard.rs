//! Lines from standard input, each only when it is asked for, so that an editor that is started in
//! between gets the keys.
//!
//! Separate because reading blocks: it has a thread of its own, which is left behind at the end.
//! What must stay true: lines that reach a terminal all at once are one paste; what is piped in is
//! typed elsewhere and comes line by line; bytes that are no text are replaced, and said so.

use std::io::{self, BufRead, IsTerminal};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::runtime::line::read_line;
use crate::text;

/// Another line within this time was not typed by hand.
const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 30_000_000 };

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line {
        /// Its text.
        text: String,
        /// Whether bytes that are no text were replaced in it.
        mended: bool,
    },
    /// Several lines at once.
    Pasted(String),
    /// There will be no more.
    End,
}

/// The reader of lines.
pub struct Keyboard {
    ask: Sender<()>,
    typed: UnboundedReceiver<Typed>,
    terminal: bool,
}

impl Keyboard {
    /// Begins to read when asked.
    pub fn open() -> io::Result<Self> {
        let (ask, asked) = channel();
        let (tell, typed) = unbounded_channel();
        let terminal = io::stdin().is_terminal();
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || serve(&asked, &tell, terminal))?;
        Ok(Self { ask, typed, terminal })
    }

    /// Whether a person types here.
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Asks for the next line.
    pub fn ask(&self) {
        // A reader that is gone has told of the end.
        let _ = self.ask.send(());
    }

    /// The next line, once it was asked for.
    pub async fn next(&mut self) -> Typed {
        self.typed.recv().await.unwrap_or(Typed::End)
    }
}

fn serve(asked: &Receiver<()>, tell: &UnboundedSender<Typed>, terminal: bool) {
    let mut stdin = io::stdin().lock();
    while asked.recv().is_ok() {
        let typed = read(&mut stdin, || terminal && more_at_once());
        if tell.send(typed).is_err() {
            return;
        }
    }
}

/// Whether another line stands ready, or comes within a moment.
fn more_at_once() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::IN)];
    poll(&mut fds, Some(&AT_ONCE)).is_ok() && fds[0].revents().contains(PollFlags::IN)
}

/// One line, or all that come at once.
fn read(from: &mut impl BufRead, more: impl Fn() -> bool) -> Typed {
    let Some((mut typed, mut mended)) = line(from) else { return Typed::End };
    let mut several = false;
    while more() {
        let Some((next, next_mended)) = line(from) else { break };
        typed.push('\n');
        typed.push_str(&next);
        mended |= next_mended;
        several = true;
    }
    if several { Typed::Pasted(typed) } else { Typed::Line { text: typed, mended } }
}

/// One line without its end, and whether it had to be mended; nothing at the end.
fn line(from: &mut impl BufRead) -> Option<(String, bool)> {
    let mut bytes = Vec::new();
    read_line(from, &mut bytes).ok()?.then(|| text::lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn one(text: &str) -> Typed {
        Typed::Line { text: text.to_owned(), mended: false }
    }

    #[test]
    fn lines_come_one_by_one_without_their_ends() {
        let mut bytes: &[u8] = b"first\r\n\nlast";
        let read_one = |bytes: &mut &[u8]| read(bytes, || false);
        assert_eq!(read_one(&mut bytes), one("first"));
        assert_eq!(read_one(&mut bytes), one(""));
        assert_eq!(read_one(&mut bytes), one("last"));
        assert_eq!(read_one(&mut bytes), Typed::End);
    }

    #[test]
    fn lines_that_come_at_once_are_one_paste() {
        let left = Cell::new(2);
        let more = || left.replace(left.get() - 1) > 0;
        let mut bytes: &[u8] = b"> @infra x\n/quit\nthird\nfourth\n";
        assert_eq!(read(&mut bytes, more), Typed::Pasted("> @infra x\n/quit\nthird".to_owned()));
        assert_eq!(read(&mut bytes, || false), one("fourth"));
    }

    #[test]
    fn what_is_no_text_is_replaced_and_said_so() {
        let mut bytes: &[u8] = b"a\xffb\n";
        let mended = Typed::Line { text: "a\u{fffd}b".to_owned(), mended: true };
        assert_eq!(read(&mut bytes, || false), mended);
    }
}
