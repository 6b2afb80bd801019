//! Linear mode at the machine: typed lines in, plain lines out, joined with the worker's reports.
//!
//! Separate from the screen's loop, because the terminal stays as it is: it echoes, edits and keeps
//! the line that is being typed, so nothing of it is seen here before Enter, and nothing of it can
//! be kept at the desk. What must stay true: nothing that is printed moves the cursor, and lines
//! that came all at once to a terminal are a paste, of which nothing is run.

mod keyboard;
mod visit;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::console::linear::start::{choose, list, prompt};
use crate::console::message::Message;
use crate::console::model::Model;
use crate::console::start::{Listing, Start, StartEffect, form, update};
use crate::domain::incident::Incident;
use crate::text;

use super::app::{App, Seat};
use super::clock;
use super::lobby::register::Reader;
use super::lobby::{self, Chosen};
use super::room::{Left, Visit};
use super::settings::Remember;
use super::signals::{self, Signal};
use super::terminal;
use keyboard::{Keyboard, Typed};

/// A terminal of fewer columns breaks lines itself.
const NARROW: usize = 20;

/// A place in front of plain lines.
pub struct Lines {
    keyboard: Keyboard,
    signals: UnboundedReceiver<Signal>,
    /// Whether a line was asked for and did not come yet.
    awaiting: bool,
    /// Whether the cursor stands behind a prompt.
    prompted: bool,
}

/// What happened at the keyboard.
enum Happened {
    /// A line, or several at once.
    Typed(Typed),
    /// Save and leave now, with this exit code.
    End(u8),
    /// Somebody else may sit here now.
    Resumed,
    /// The time is up.
    Rested,
}

impl Lines {
    /// Begins to listen.
    pub fn take() -> io::Result<Self> {
        let signals = signals::listen()?;
        Ok(Self { keyboard: Keyboard::open()?, signals, awaiting: false, prompted: false })
    }

    /// Whether a person types here, and not a pipe.
    const fn is_terminal(&self) -> bool {
        self.keyboard.is_terminal()
    }

    /// Prints lines, on a line of their own even where a prompt stands.
    fn print(&mut self, lines: &[String]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut out = String::new();
        if std::mem::take(&mut self.prompted) {
            out.push('\n');
        }
        let width = if self.is_terminal() { usize::from(terminal::size().width) } else { 0 };
        for line in lines {
            fold(&mut out, line, width);
        }
        write(&out)
    }

    /// Asks for a line. A prompt is for people: what is piped in needs none.
    fn prompt(&mut self, words: &str) -> io::Result<()> {
        if self.is_terminal() && !self.prompted {
            write(words)?;
            self.prompted = true;
        }
        if !self.awaiting {
            self.awaiting = true;
            self.keyboard.ask();
        }
        Ok(())
    }

    /// Waits for something to happen, at most so long. May be dropped while it waits.
    async fn next(&mut self, wait: Duration) -> Happened {
        loop {
            tokio::select! {
                biased;
                Some(signal) = self.signals.recv() => match signal {
                    Signal::End(code) => return Happened::End(code),
                    Signal::Continued => return Happened::Resumed,
                    Signal::Resized => {}
                },
                typed = self.keyboard.next(), if self.awaiting => {
                    (self.awaiting, self.prompted) = (false, false);
                    return Happened::Typed(typed);
                }
                () = tokio::time::sleep(wait) => return Happened::Rested,
            }
        }
    }
}

/// A line, broken at its words where the terminal would cut through them.
fn fold(out: &mut String, line: &str, width: usize) {
    let words = line.trim_start_matches(' ');
    let indent = line.len() - words.len();
    if width < NARROW + indent {
        out.push_str(line);
        out.push('\n');
        return;
    }
    for piece in text::wrap(words, width - indent) {
        out.push_str(&line[..indent]);
        out.push_str(piece);
        out.push('\n');
    }
}

fn write(words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(words.as_bytes()).and_then(|()| out.flush())
}

/// Whether a person could use an editor here.
fn has_editor() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Seat for Lines {
    async fn choose(&mut self, app: &mut App, notice: Option<String>) -> io::Result<Chosen> {
        let mut reader = app.reader();
        let chosen = self.choose_room(app, &mut reader, notice).await;
        app.keep_reader(reader);
        chosen
    }

    async fn stay<M, R>(&mut self, visit: Visit<M, R>) -> io::Result<(Left, usize)>
    where
        M: FnOnce(Incident) -> Model,
        R: FnMut(&Model, Remember),
    {
        visit::visit(self, visit).await
    }
}

impl Lines {
    /// The list of rooms, until one is chosen.
    async fn choose_room(
        &mut self,
        app: &mut App,
        reader: &mut Reader,
        notice: Option<String>,
    ) -> io::Result<Chosen> {
        let (tell, mut told) = unbounded_channel();
        let shown = app.register.display().to_string();
        let (settings, keymap) = (app.settings.clone(), app.keymap.clone());
        let mut start = Start::new(shown, lobby::offer(app), settings, keymap);
        start.notice = notice;
        let mut kept = app.form.typed();
        start.typed.clone_from(&kept);
        let mut begun = false;
        if let Some(news) = reader.last() {
            lobby::hear_register(&mut start, news.clone());
        }
        reader.ask();
        let mut fresh = true;
        loop {
            update(&mut start, Message::Tick(clock::now()));
            if start.typed != kept {
                kept.clone_from(&start.typed);
                app.form.keep(kept.clone());
            }
            let said = start.notice.take().map(|words| text::output(&words).into_owned());
            self.print(&said.into_iter().collect::<Vec<_>>())?;
            if !fresh {
                self.prompt(prompt(&start))?;
            }
            tokio::select! {
                biased;
                happened = self.next(Duration::from_secs(3600)) => match happened {
                    Happened::End(code) => return Ok(Chosen::End(code)),
                    Happened::Resumed | Happened::Rested => {}
                    Happened::Typed(Typed::End) => return Ok(Chosen::Out),
                    Happened::Typed(Typed::Pasted(_)) => {
                        self.print(&["Several lines came at once; none was run.".to_owned()])?;
                    }
                    Happened::Typed(Typed::Line { text, .. }) => {
                        let chosen = choose(&mut start, &text);
                        self.print(&chosen.lines)?;
                        let effect = chosen.effect;
                        begun |= matches!(effect, Some(StartEffect::Begin(_)));
                        let choose = |effect| lobby::choose(app, reader, effect, &tell);
                        let done = effect.and_then(choose);
                        if let Some(chosen) = done {
                            return Ok(chosen);
                        }
                    }
                },
                news = reader.next() => {
                    let before = start.listing.clone();
                    lobby::hear_register(&mut start, news);
                    // Read out once it was read, or once it is known that it cannot be.
                    if start.listing != Listing::Reading && (fresh || before != start.listing) {
                        self.print(&list(&start))?;
                        fresh = false;
                    }
                }
                Some(news) = told.recv() => {
                    if let Some(path) = lobby::hear(&mut start, news, reader) {
                        if begun {
                            app.form.keep(form::Typed::new());
                        }
                        return Ok(Chosen::Room(path));
                    }
                }
            }
        }
    }
}
