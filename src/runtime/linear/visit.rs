//! A visit to a room in plain lines.
//!
//! Separate from the list of rooms, as the room's worker is here and not there. What must stay
//! true: everything typed is answered in the order of typing, and what was typed before the end of
//! input is recorded, or said not to be, before the visit ends.

use std::io;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::console::drafts::sending;
use crate::console::effect::Effect;
use crate::console::linear::{Input, Linear};
use crate::console::message::{Message, Unedited};
use crate::console::model::{Model, Reach, Slot};
use crate::domain::incident::Incident;
use crate::runtime::outside::Outside;
use crate::runtime::room::turn::Turn;
use crate::runtime::room::{
    Entered, Left, Visit, entered, here, next_moment, not_yet, reports, scratch, unless_unsound,
};
use crate::runtime::settings::Remember;
use crate::runtime::{clock, editor, terminal};
use crate::store::desk::LentFile;
use crate::store::redaction::find::Passage;
use crate::store::worker::{Here, Report, Request, Worker};

use super::super::failure::Failure;
use crate::text;

use super::keyboard::Typed;
use super::{Happened, Lines, has_editor};

/// A room that opens faster than this is announced by itself only.
const SOON: Duration = Duration::from_millis(300);
/// How long the worker may take to put things in order when a person leaves.
const FAREWELL: Duration = Duration::from_secs(5);
const FAREWELL_AFTER_SIGNAL: Duration = Duration::from_millis(500);
/// The longest sleep while nothing happens.
const REST: Duration = Duration::from_secs(3600);
/// The same before a room that cannot be opened yet, once that is said.
const WAITS: Duration = Duration::from_secs(3601);

/// Stays until the person leaves. Says how it ended, and how many submissions wait at the desk.
pub async fn visit<M, R>(lines: &mut Lines, visit: Visit<M, R>) -> io::Result<(Left, usize)>
where
    M: FnOnce(Incident) -> Model,
    R: FnMut(&Model, Remember),
{
    let Visit { name, worker, mut reports, ways, make, remember } = visit;
    let opened = match opening(lines, &name, &mut reports).await? {
        Ok(opened) => opened,
        Err(left) => return Ok((left, 0)),
    };
    let Entered { model, beginning, first } = entered(*opened, make);
    let linear = Linear::at(lines.is_terminal());
    let (said, edited) = (Here::default(), None);
    let (outside, turn) = (Outside::new(ways), Turn::new(beginning));
    let mut room = Room { lines, worker, model, linear, outside, turn, said, edited, remember };
    let greeting = room.linear.greet(&room.model);
    room.lines.print(&greeting)?;
    let mut left = room.feed(first.into_iter().map(Input::heard).collect())?;
    while left.is_none() {
        room.prompt()?;
        left = tokio::select! {
            biased;
            report = reports.recv() => match report {
                Some(report) => room.told(report)?,
                None => room.alone()?,
            },
            done = room.outside.next() => room.now_and(Some(Input::heard(done)))?,
            happened = room.lines.next(wait(&room.model)) => room.happened(happened)?,
        };
        // What came while an editor had the terminal comes first: its text is judged by that.
        if let Some(edited) = room.edited.take() {
            while let Ok(report) = reports.try_recv() {
                left = left.or(room.told(report)?);
            }
            left = left.or(room.now_and(Some(Input::heard(edited)))?);
        }
    }
    let left = left.unwrap_or(Left::Quit);
    let left = unless_unsound(left, &room.model);
    let in_haste = matches!(left, Left::End(_));
    let waiting = room.leave(&mut reports, in_haste).await?;
    Ok((left, waiting))
}

/// How long nothing need be said if nothing happens.
fn wait(model: &Model) -> Duration {
    let left = next_moment(model).map(|moment| moment.since(clock::now()).max(0));
    let left = left.and_then(|left| u64::try_from(left).ok());
    left.map_or(REST, |left| Duration::from_millis(left + 1).min(REST))
}

/// Waits until the room is open.
async fn opening(
    lines: &mut Lines,
    name: &str,
    reports: &mut UnboundedReceiver<Report>,
) -> io::Result<Result<Box<crate::store::worker::Opened>, Left>> {
    let mut patience = SOON;
    loop {
        tokio::select! {
            biased;
            report = reports.recv() => match report {
                Some(Report::Opened(opened)) => return Ok(Ok(opened)),
                Some(Report::CannotOpen { because, fault }) => {
                    let why = Failure::of_opening(&because, fault.as_ref());
                    return Ok(Err(Left::CannotOpen(why)));
                }
                Some(Report::NotYet { because }) => {
                    let words = format!("{} /leave goes back.", not_yet(name, &because));
                    if !lines.is_terminal() {
                        let why = Failure::of_opening(&words, None);
                        return Ok(Err(Left::CannotOpen(why)));
                    }
                    if patience != WAITS {
                        lines.print(&[text::output(&words).into_owned()])?;
                        lines.prompt("")?;
                    }
                    patience = WAITS;
                }
                Some(_) => {}
                None => {
                    let why = "its worker ended without a word; nothing was changed";
                    let why = Failure::of_opening(why, None);
                    return Ok(Err(Left::CannotOpen(why)));
                }
            },
            happened = lines.next(patience) => match happened {
                Happened::End(code) => return Ok(Err(Left::End(code))),
                Happened::Rested => {
                    if patience == SOON {
                        lines.print(&[text::output(&format!("Opening {name}.")).into_owned()])?;
                    }
                    patience = REST;
                }
                Happened::Typed(Typed::End) => return Ok(Err(Left::ToStart)),
                Happened::Typed(Typed::Line { text, .. }) if LEAVES.contains(&text.trim()) => {
                    return Ok(Err(Left::ToStart));
                }
                Happened::Typed(_) => {
                    let words = "That was not taken: the room is not open. /leave goes back.";
                    lines.print(&[words.to_owned()])?;
                    lines.prompt("")?;
                }
                Happened::Resumed => {}
            },
        }
    }
}

/// What leaves a room that is not open yet.
const LEAVES: &[&str] = &["/leave", "/quit", "leave", "quit"];

/// A console in its room.
struct Room<'a, R> {
    lines: &'a mut Lines,
    worker: Worker,
    model: Model,
    linear: Linear,
    outside: Outside,
    /// What the turn that is on asks of the desk.
    turn: Turn,
    /// What other consoles were told of this one.
    said: Here,
    /// What an editor left, until it is taken in.
    edited: Option<Message>,
    remember: R,
}

impl<R: FnMut(&Model, Remember)> Room<'_, R> {
    /// Asks for the next line. What is piped in waits until the line before is on the record, so
    /// that a script of lines reads as it would be typed; a file that is out of reach, or takes no
    /// lines, keeps nobody waiting.
    fn prompt(&mut self) -> io::Result<()> {
        let Reach { away_since, differs, read_only, .. } = &self.model.reach;
        let takes_none = away_since.is_some() || differs.is_some() || read_only.is_some();
        let settled = self.model.waiting.is_empty() || takes_none;
        let drafts = &self.model.drafts;
        let still = drafts.counting.is_none() && drafts.reading.is_none();
        let settled = settled && still && !sending::busy(&self.model);
        if !settled && !self.lines.is_terminal() {
            return Ok(());
        }
        let words = self.linear.prompt(&self.model);
        self.lines.prompt(&words)
    }

    /// Takes it in, in this order; prints what there is to say and does what there is to do.
    fn feed(&mut self, inputs: Vec<Input>) -> io::Result<Option<Left>> {
        let mut left = None;
        for input in inputs {
            let turn = self.linear.turn(&mut self.model, input);
            self.lines.print(&turn.lines)?;
            for effect in turn.effects {
                left = left.or(self.perform(effect));
            }
            if let Some(turn) = self.turn.take() {
                self.worker.ask(turn);
            }
        }
        (self.remember)(&self.model, Remember::Zone);
        let here = here(&self.model);
        if here != self.said {
            self.said = here.clone();
            self.worker.ask(Request::Here(here));
        }
        Ok(left)
    }

    /// The time, then this.
    fn now_and(&mut self, input: Option<Input>) -> io::Result<Option<Left>> {
        let mut inputs = vec![Input::heard(Message::Tick(clock::now()))];
        inputs.extend(input);
        self.feed(inputs)
    }

    fn happened(&mut self, happened: Happened) -> io::Result<Option<Left>> {
        match happened {
            Happened::End(code) => Ok(Some(Left::End(code))),
            Happened::Rested => self.now_and(None),
            Happened::Resumed => self.now_and(Some(Input::heard(Message::Resumed))),
            Happened::Typed(Typed::End) => Ok(Some(Left::Quit)),
            Happened::Typed(Typed::Pasted(text)) => self.now_and(Some(Input::Pasted(text))),
            Happened::Typed(Typed::Line { text, mended }) => {
                if mended {
                    let words = "That was no valid UTF-8; what could not be read stands as U+FFFD.";
                    self.lines.print(&[words.to_owned()])?;
                }
                self.now_and(Some(Input::Line(text)))
            }
        }
    }

    fn told(&mut self, report: Report) -> io::Result<Option<Left>> {
        let messages = reports::messages(report).into_iter().map(Input::heard);
        let mut inputs = vec![Input::heard(Message::Tick(clock::now()))];
        inputs.extend(messages);
        self.feed(inputs)
    }

    /// The worker ended by itself.
    fn alone(&mut self) -> io::Result<Option<Left>> {
        let gone = reports::worker_gone(&self.model);
        self.feed(vec![Input::heard(gone)])?;
        Ok(Some(Left::Quit))
    }

    fn perform(&mut self, effect: Effect) -> Option<Left> {
        match effect {
            Effect::Submit(submission) => self.turn.submit(submission, &self.model.me),
            Effect::TakeBack(id) => self.worker.ask(Request::TakeBack(id)),
            Effect::DropRefused(id) => self.turn.ask(Request::DropRefused(id)),
            Effect::ThisIsTheRoom => self.worker.ask(Request::ThisIsTheRoom),
            Effect::TakeOver => self.worker.ask(Request::TakeOver),
            Effect::Look => self.worker.ask(Request::Look),
            Effect::SaveScratch { .. } | Effect::KeepFor { .. } if self.model.me.read_only => {}
            Effect::SaveScratch { slot, text, cursor } => {
                let owner = scratch::owner(&self.model.me);
                self.keep(&slot, text, cursor, owner);
            }
            Effect::KeepFor { owner, slot, text, cursor } => {
                self.keep(&slot, text, cursor, owner.to_string());
            }
            Effect::DropScratch(slot) => {
                let slot = scratch::name(&slot);
                self.turn.ask(Request::DropScratch { of: None, slot });
            }
            Effect::TakeLeft(wanted) => self.worker.ask(scratch::take_left(&wanted)),
            Effect::DropLeft(session, slot) => {
                self.turn.ask(scratch::drop_left(session, &slot));
            }
            Effect::LetOut(letter) => self.outside.let_out(*letter),
            Effect::StopSending(claim) => self.outside.stop(&claim),
            Effect::CountList(path) => self.outside.count_list(path),
            Effect::ReadReply(draft, what) => self.outside.read_reply(draft, what),
            Effect::RunEditor(words) => {
                if let Some(turn) = self.turn.take() {
                    self.worker.ask(turn);
                }
                let file = editor::lend(&self.model, self.linear.edits(), &words);
                self.edited = Some(Message::Edited(edit(&words, file)));
            }
            Effect::Leave => return Some(Left::ToStart),
            Effect::Quit => return Some(Left::Quit),
            Effect::RememberMe => (self.remember)(&self.model, Remember::Typist),
            Effect::Find(sought) => {
                if let Some(passage) = Passage::of(&sought) {
                    self.worker.ask(Request::Find(Box::new(passage)));
                }
            }
            // A screen's alone.
            Effect::Copy(_) | Effect::Redraw | Effect::Suspend => {}
        }
        None
    }

    fn keep(&mut self, slot: &Slot, text: String, cursor: usize, owner: String) {
        let (slot, cursor) = (scratch::name(slot), u64::try_from(cursor).unwrap_or(u64::MAX));
        self.turn.ask(Request::SaveScratch { slot, text, cursor, owner });
    }

    /// Puts everything in order, and says what becomes of what was typed last.
    async fn leave(
        mut self,
        reports: &mut UnboundedReceiver<Report>,
        in_haste: bool,
    ) -> io::Result<usize> {
        for ended in sending::leave(&mut self.model, |claim| self.outside.stopped(claim)) {
            self.worker.ask(Request::Submit(Box::new(ended)));
        }
        self.worker.ask(Request::Stop);
        let patience = if in_haste { FAREWELL_AFTER_SIGNAL } else { FAREWELL };
        let end = tokio::time::Instant::now() + patience;
        loop {
            match tokio::time::timeout_at(end, reports.recv()).await {
                Ok(Some(Report::Stopped { waiting })) => return Ok(waiting),
                Ok(Some(report)) => {
                    self.told(report)?;
                }
                Ok(None) => return Ok(0),
                // A worker that hangs is left behind: all it was given is at the desk by now.
                Err(_) => return Ok(self.model.waiting.len()),
            }
        }
    }
}

/// Lets the person edit a text, where there is a terminal for it.
fn edit(words: &str, file: io::Result<LentFile>) -> Result<String, Unedited> {
    if has_editor() {
        terminal::lend(|| editor::edit(words, file))
    } else {
        let why = "There is no terminal for an editor here; /write N takes the text line by line.";
        Err(why.to_owned().into())
    }
}
