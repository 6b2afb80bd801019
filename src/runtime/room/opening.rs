//! The moment before a room is open: its file may be slow, and the person is already typing.
//!
//! What must stay true: nobody waits before a dark screen without a word and a way out, and what
//! was typed meanwhile is not lost.

use std::io;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::text::{Line, Text};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::console::message::Message;
use crate::store::worker::{Opened, Report};
use crate::text;

use super::super::failure::Failure;
use super::super::station::{Happened, Station};
use super::Left;

/// A room that opens faster than this shows itself only.
const SHOW: Duration = Duration::from_millis(150);
/// After that the words stay as they are.
const LONG: Duration = Duration::from_secs(3600);

/// What comes of waiting: the room with what was typed meanwhile, or the end of the visit.
type Arrival = Result<(Box<Opened>, Vec<Message>), Left>;

/// Waits until the room is open.
pub(super) async fn wait(
    station: &mut Station,
    name: &str,
    reports: &mut UnboundedReceiver<Report>,
) -> io::Result<Arrival> {
    let (mut early, mut shown) = (Vec::new(), false);
    let mut words = format!("Opening {name} … Ctrl-Q leaves; what you type is kept.");
    loop {
        let patience = if shown { LONG } else { SHOW };
        tokio::select! {
            biased;
            report = reports.recv() => match report {
                Some(Report::Opened(opened)) => return Ok(Ok((opened, early))),
                Some(Report::CannotOpen { because, fault }) => {
                    let why = Failure::of_opening(&because, fault.as_ref());
                    return Ok(Err(Left::CannotOpen(why)));
                }
                Some(Report::NotYet { because }) => {
                    words = format!("{} Ctrl-Q leaves.", not_yet(name, &because));
                    show(station, &words)?;
                    shown = true;
                }
                Some(_) => {}
                None => {
                    let why = "its worker ended without a word; nothing was changed";
                    let why = Failure::of_opening(why, None);
                    return Ok(Err(Left::CannotOpen(why)));
                }
            },
            happened = station.next(patience) => match happened? {
                Happened::End(code) => return Ok(Err(Left::End(code))),
                Happened::Messages(messages) => {
                    if messages.iter().any(leaves) {
                        return Ok(Err(Left::ToStart));
                    }
                    early.extend(messages);
                    show(station, &words)?;
                    shown = true;
                }
            },
        }
    }
}

/// What is said of a room on a share that is out of reach, and that this host has never seen.
pub(in crate::runtime) fn not_yet(name: &str, because: &str) -> String {
    format!(
        "{name} cannot be opened yet: {because}, and this host has never seen the room. It is \
         tried again by itself."
    )
}

fn show(station: &mut Station, words: &str) -> io::Result<()> {
    let words = text::cells(words).into_owned();
    station.screen.draw(|frame| {
        let width = usize::from(frame.area().width).max(1);
        let lines: Vec<Line<'_>> = text::wrap(&words, width).map(Line::raw).collect();
        frame.render_widget(Text::from(lines), frame.area());
    })?;
    Ok(())
}

fn leaves(message: &Message) -> bool {
    let Message::Key(key) = message else { return false };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    ctrl && matches!(key.code, KeyCode::Char('q' | 'c'))
}
