//! The terminal: taken over, given back as it was, and drawn on.
//!
//! What must stay true: whatever way the program ends (a return, an error, a panic, a signal), the
//! terminal is restored whole and once; a panic while drawing costs a frame, not the room; and
//! nothing is ever asked of the terminal, since its answer would come among the keys.

use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::ThreadId;

use ratatui::layout::{Rect, Size};
use ratatui::text::{Line, Text};
use ratatui::{Frame, Terminal};

use crate::text;

use super::lean::Lean;

/// Keeps the window's title, takes the other screen, blank, and asks for marked pastes.
const ENTER: &[u8] = b"\x1b[22;0t\x1b[?1049h\x1b[H\x1b[m\x1b[2J\x1b[?2004h";
/// Undoes everything that this program may have left on: a synchronised update, a style, marked
/// pastes, the hidden cursor, the other screen, the title.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l\x1b[23;0t";

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether another program has it for a while.
static LENT: AtomicBool = AtomicBool::new(false);
/// Whether a frame is being drawn, whose panic is caught.
static DRAWING: AtomicBool = AtomicBool::new(false);
/// The thread whose panic ends the program; and what other threads had to say meanwhile.
static UI_THREAD: Mutex<Option<ThreadId>> = Mutex::new(None);
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The terminal's own descriptor: one call is one `write`, nothing is held back.
pub struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| rustix::io::write(io::stdout().as_fd(), bytes))?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while it is ours.
pub struct Screen {
    terminal: Terminal<Lean<Tty>>,
    title: String,
}

/// How drawing went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// The screen shows it.
    Shown,
    /// It could not be drawn, for this reason; the screen says so in its place.
    Failed(String),
}

/// Whether a person sits at both ends: keys come from a terminal and the screen is one.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Columns and rows, `0x0` where the terminal does not say.
pub fn size() -> Size {
    let told = rustix::termios::tcgetwinsize(io::stdout()).ok();
    told.map_or(Size::ZERO, |told| Size::new(told.ws_col, told.ws_row))
}

/// Whether the terminal is lent to another program, whose Ctrl-C then is not ours.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// Runs something whose Ctrl-C is not ours.
pub fn lend<T>(meanwhile: impl FnOnce() -> T) -> T {
    LENT.store(true, Ordering::SeqCst);
    let result = meanwhile();
    LENT.store(false, Ordering::SeqCst);
    result
}

impl Screen {
    /// Takes the terminal over.
    pub fn enter() -> io::Result<Self> {
        restore_on_panic();
        take()?;
        let terminal = Terminal::new(Lean::new(Tty, size())).inspect_err(|_| leave())?;
        Ok(Self { terminal, title: String::new() })
    }

    /// Columns and rows as drawn on; never 0.
    pub fn area(&self) -> Size {
        ratatui::backend::Backend::size(self.terminal.backend()).unwrap_or(Size::new(80, 24))
    }

    /// Takes the terminal's new size and tells it.
    pub fn resize(&mut self) -> Size {
        self.terminal.backend_mut().resize(size());
        self.area()
    }

    /// Forgets what the terminal shows, so that the next frame draws all of it.
    pub fn redraw(&mut self) -> io::Result<()> {
        let area = self.area();
        self.terminal.backend_mut().forget();
        self.terminal.resize(Rect::new(0, 0, area.width, area.height))
    }

    /// Names the window; nothing is sent while the name stays.
    pub fn title(&mut self, words: &str) {
        let title = text::title(words);
        if title != self.title {
            self.terminal.backend_mut().queue_control(&format!("\x1b]2;{title}\x1b\\"));
            self.title = title;
        }
    }

    /// Sends a sequence that shows nothing, such as what goes to the clipboard.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.terminal.backend_mut().queue_control(sequence);
        ratatui::backend::Backend::flush(self.terminal.backend_mut())
    }

    /// Draws a frame. A panic in it is caught, and the screen says what happened instead.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<Drawn> {
        let terminal = &mut self.terminal;
        DRAWING.store(true, Ordering::SeqCst);
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| terminal.draw(draw).map(|_| ())));
        DRAWING.store(false, Ordering::SeqCst);
        if let Ok(sent) = drawn {
            return sent.map(|()| Drawn::Shown);
        }
        let why = take_kept().join("; ");
        self.terminal.current_buffer_mut().reset();
        let words = text::cells(&format!("This view could not be drawn: {why}")).into_owned();
        let safe = "Nothing recorded is lost. Esc, another pane, or Ctrl-Q to leave.";
        self.terminal.draw(|frame| {
            let lines = [words.as_str(), safe].map(Line::raw).to_vec();
            frame.render_widget(Text::from(lines), frame.area());
        })?;
        Ok(Drawn::Failed(why))
    }

    /// Gives the terminal back for as long as `meanwhile` runs, then takes it again.
    pub fn lend<T>(&mut self, meanwhile: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let result = lend(meanwhile);
        self.retake()?;
        Ok(result)
    }

    /// Takes the terminal again after somebody else had it; the next frame draws all of it.
    pub fn retake(&mut self) -> io::Result<()> {
        // Undone first, for it may be somebody else's mode that is there now, and what is thought
        // to be on is not switched on again.
        let _ = crossterm::terminal::disable_raw_mode();
        take()?;
        self.title.clear();
        self.resize();
        self.redraw()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn take() -> io::Result<()> {
    *UI_THREAD.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::thread::current().id());
    crossterm::terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    Tty.write_all(ENTER).inspect_err(|_| leave())
}

/// Gives the terminal back as it was. Does nothing when that has been done.
pub fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // The mode first: it is restored even when the terminal takes no bytes any more. There is
        // nobody left to tell of an error.
        let _ = crossterm::terminal::disable_raw_mode();
        let _ = Tty.write_all(LEAVE);
        for words in take_kept() {
            let _ = writeln!(io::stderr(), "{}", text::output(&words));
        }
    }
}

fn take_kept() -> Vec<String> {
    std::mem::take(&mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// From now on a panic restores the terminal before it is told; one that is caught, or in another
/// thread, must not touch the screen and is told when the terminal is given back.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let ours = UI_THREAD.lock().unwrap_or_else(PoisonError::into_inner);
            let ends =
                *ours == Some(std::thread::current().id()) && !DRAWING.load(Ordering::SeqCst);
            drop(ours);
            if ends || !TAKEN.load(Ordering::SeqCst) {
                leave();
                before(info);
            } else {
                KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(info.to_string());
            }
        }));
    });
}
