//! What a person sits at: screen, keyboard, signals and clock as one thing, for every loop that
//! shows something (the start screen, a room).
//!
//! What must stay true: waiting costs nothing while nothing happens, and the terminal is lent,
//! stopped and taken back here only, with the keyboard silent meanwhile.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::console::keymap::Letters;
use crate::console::message::Message;
use crate::domain::digest::Digest;
use crate::domain::event::Outcome;
use crate::store::desk::LentFile;

use super::clock::{self, Rest};
use super::input::Input;
use super::signals::{self, Signal};
use super::terminal::Screen;
use super::{editor, suspend};

/// The longest clipboard that xterm and those like it take, encoded.
const CLIPBOARD_BYTES: usize = 74_994;

/// The exit code when the terminal is gone: as after the signal that tells so.
pub const TERMINAL_GONE: u8 = 129;

/// A place in front of a terminal.
pub struct Station {
    /// The screen.
    pub screen: Screen,
    input: Option<Input>,
    signals: UnboundedReceiver<Signal>,
    rest: Rest,
}

/// What happened at the station.
#[derive(Debug, PartialEq)]
pub enum Happened {
    /// For the console, in this order; the time first.
    Messages(Vec<Message>),
    /// Save and leave now, with this exit code.
    End(u8),
}

impl Station {
    /// Takes the terminal over and begins to listen.
    pub fn take() -> io::Result<Self> {
        let signals = signals::listen()?;
        let screen = Screen::enter()?;
        Ok(Self { screen, input: Some(Input::open()?), signals, rest: Rest::default() })
    }

    /// What the console is told first.
    pub fn first(&self) -> Vec<Message> {
        let area = self.screen.area();
        vec![Message::Tick(clock::now()), Message::Resized(area.width, area.height)]
    }

    /// What letters are from now on.
    pub fn letters(&mut self, letters: Letters) {
        if let Some(input) = &mut self.input {
            input.letters(letters);
        }
    }

    /// Waits for something to happen, at most so long, and gives all that has. When the time is up
    /// that is the time alone. May be dropped while it waits; nothing is lost.
    pub async fn next(&mut self, wait: Duration) -> io::Result<Happened> {
        tokio::select! {
            biased;
            Some(signal) = self.signals.recv() => self.heard(signal),
            typed = typed(&mut self.input) => match typed {
                Some(typed) => Ok(Happened::Messages(self.now_and(typed))),
                // The terminal is gone; the hangup is told as a signal too, but not on every
                // system.
                None => Ok(Happened::End(TERMINAL_GONE)),
            },
            () = tokio::time::sleep(wait) => Ok(Happened::Messages(self.now_and(Vec::new()))),
        }
    }

    /// The time, whether the machine slept, and then these.
    pub fn now_and(&mut self, then: Vec<Message>) -> Vec<Message> {
        let mut messages = vec![Message::Tick(clock::now())];
        if self.rest.slept() {
            messages.push(Message::Resumed);
        }
        messages.extend(then);
        messages
    }

    fn heard(&mut self, signal: Signal) -> io::Result<Happened> {
        let then = match signal {
            Signal::End(code) => return Ok(Happened::End(code)),
            Signal::Resized => vec![self.resized()],
            Signal::Continued => {
                self.screen.retake()?;
                vec![self.resized(), Message::Resumed]
            }
        };
        Ok(Happened::Messages(self.now_and(then)))
    }

    fn resized(&mut self) -> Message {
        // A window that is being dragged tells many sizes; only the last one counts.
        let area = self.screen.resize();
        Message::Resized(area.width, area.height)
    }

    /// Stops as Ctrl-Z asks; what the console is told then.
    pub fn suspend(&mut self) -> io::Result<Message> {
        let stopped = self.screen.lend(suspend::stop)?;
        match stopped {
            // That it goes on is told by its signal.
            Ok(true) => Ok(self.resized()),
            Ok(false) => {
                let words = "There is no shell behind this console that could bring it back.";
                Ok(Message::Notice(words.to_owned()))
            }
            Err(e) => Ok(Message::Notice(format!("The console could not be stopped: {e}."))),
        }
    }

    /// Hands the terminal and a text to `$EDITOR`; what the console is told then.
    pub fn edit(&mut self, words: &str, file: io::Result<LentFile>) -> io::Result<Vec<Message>> {
        // The keyboard's thread ends first: the keys are the editor's.
        self.input = None;
        let edited = self.screen.lend(|| editor::edit(words, file))?;
        self.input = Some(Input::open()?);
        Ok(vec![self.resized(), Message::Edited(edited)])
    }

    /// Hands words over to the terminal's clipboard, as far as one takes them: what is longer than
    /// many terminals take is not sent, so that nobody pastes half of it.
    pub fn hand_over(&mut self, words: &str) -> io::Result<Outcome> {
        let safe = crate::text::clipboard(words);
        let encoded = base64(safe.as_bytes());
        if encoded.len() > CLIPBOARD_BYTES {
            let because = "it is longer than terminals' clipboards take; let it out into a file";
            return Ok(Outcome::Failed { because: because.to_owned() });
        }
        self.screen.send(&format!("\x1b]52;c;{encoded}\x07"))?;
        tmux_buffer(&safe);
        Ok(Outcome::HandedOver { message: Digest::of(&safe) })
    }

    /// Puts text into the terminal's clipboard; what the console is told then. The terminal does
    /// not answer, so nobody knows whether it took it.
    pub fn copy(&mut self, words: &str) -> io::Result<Message> {
        let safe = crate::text::clipboard(words);
        self.screen.send(&format!("\x1b]52;c;{}\x07", base64(safe.as_bytes())))?;
        tmux_buffer(&safe);
        let count = safe.chars().count();
        Ok(Message::Notice(format!("Sent {count} characters to the terminal's clipboard.")))
    }
}

/// Under tmux, which by default lets no program inside set the clipboard: its own buffer takes it
/// (prefix ] pastes), and passes it on to the terminal outside. In a thread that nobody waits for.
fn tmux_buffer(words: &str) {
    if std::env::var_os("TMUX").is_none_or(|socket| socket.is_empty()) {
        return;
    }
    let words = words.to_owned();
    let load = move || -> io::Result<()> {
        let mut tmux = Command::new("tmux")
            .args(["load-buffer", "-w", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut into) = tmux.stdin.take() {
            into.write_all(words.as_bytes())?;
        }
        tmux.wait().map(drop)
    };
    // Without it the terminal's own clipboard is all there is.
    drop(thread::Builder::new().name("tmux".to_owned()).spawn(move || drop(load())));
}

/// Keys; never, while there is no keyboard.
async fn typed(input: &mut Option<Input>) -> Option<Vec<Message>> {
    match input {
        Some(input) => input.next().await,
        None => std::future::pending().await,
    }
}

/// RFC 4648, with padding: what OSC 52 carries.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            let padding = digit > three.len();
            encoded.push(if padding { '=' } else { char::from(DIGITS[index as usize]) });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_as_the_standard_has_it() {
        let known =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (plain, encoded) in known {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }
}
