//! A visit to a room: what happens becomes messages, the console turns them into effects, and the
//! effects are performed here.
//!
//! One thread, one order, one path in: keys, signals, the time and the worker's reports all end in
//! [`update`]. What must stay true: nothing here waits for a file, a frame is drawn only after
//! something happened, and half-typed text is at the desk before the visit ends, however it ends.

mod opening;
mod parting;
pub(in crate::runtime) use opening::not_yet;
pub(super) mod reports;
pub(super) mod scratch;
pub(super) mod turn;

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;

use crate::bridge::Ways;
use crate::console::drafts::sending;
use crate::console::editor;
use crate::console::effect::Effect;
use crate::console::message::Message;
use crate::console::model::{Model, Reach};
use crate::console::standing::Doubt;
use crate::console::update::{letters, update};
use crate::domain::event::Way;
use crate::domain::ids::SubmissionId;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::domain::words::Status;
use crate::store::redaction::find::Passage;
use crate::store::worker::{Here, Opened, Report, Request, Worker};
use crate::view;

use super::clock;
use super::failure::{End, Failure};
use super::outside::Outside;
use super::settings::Remember;
use super::station::{Happened, Station, TERMINAL_GONE};
use scratch::Scratchpad;
use turn::Turn;

type Reports = UnboundedReceiver<Report>;

/// Reports are taken together for at most this long before a frame is drawn.
const TOGETHER: Duration = Duration::from_millis(10);
/// How long the worker may take to put things in order when a person leaves; what it has not
/// delivered by then waits at the desk. After a signal there is less time.
const FAREWELL: Duration = Duration::from_secs(2);
const FAREWELL_AFTER_SIGNAL: Duration = Duration::from_millis(500);

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Back to the start screen, or out where there is none.
    ToStart,
    /// Out.
    Quit,
    /// A signal ended it: out at once, with this exit code.
    End(u8),
    /// The room could not be opened: what happened, what is safe, what to do.
    CannotOpen(Failure),
    /// The person left a room whose file is not sound.
    NotSound {
        /// What is wrong with it.
        why: Failure,
        /// Whether they asked for the way out, not for the start screen.
        out: bool,
    },
}

/// What a visit needs from who begins it.
pub struct Visit<M, R> {
    /// The innocuous name under which the room is known before it is open.
    pub name: String,
    /// The room's worker.
    pub worker: Worker,
    /// What the worker tells.
    pub reports: Reports,
    /// The ways out that are set up.
    pub ways: Ways,
    /// Makes the console, once the room is open.
    pub make: M,
    /// Remembers something of it.
    pub remember: R,
}

/// Stays in a room until the person leaves. Says how it ended, and how much waits at the desk.
pub async fn visit<M, R>(station: &mut Station, visit: Visit<M, R>) -> io::Result<(Left, usize)>
where
    M: FnOnce(Incident) -> Model,
    R: FnMut(&Model, Remember),
{
    let Visit { name, worker, mut reports, ways, make, remember } = visit;
    let (opened, early) = match opening::wait(station, &name, &mut reports).await? {
        Ok(opened) => opened,
        Err(left) => return Ok((left, 0)),
    };
    let (mut room, first) = Room::enter(station, (worker, ways), *opened, make, remember);
    let left = room.stay(first, early, &mut reports).await;
    let left = left.map(|left| unless_unsound(left, &room.model));
    // An error here is the terminal's: it is gone, and what is half typed must not go with it.
    let in_haste = matches!(left, Err(_) | Ok(Left::End(_)));
    let (waiting, model) = room.leave(&mut reports, in_haste).await;
    parting::give_back(model, left.as_ref().ok());
    Ok((left.unwrap_or(Left::End(TERMINAL_GONE)), waiting))
}

/// The same, unless the file is not a sound one: then that, so that the same fault ends with the
/// same code whatever was asked.
pub(super) fn unless_unsound(left: Left, model: &Model) -> Left {
    let Reach { because, differs, doubt, .. } = &model.reach;
    let why = match **doubt {
        Doubt::Damaged => because,
        Doubt::Unsound { .. } | Doubt::Foreign => differs,
        Doubt::None | Doubt::Gone | Doubt::Differs { .. } => return left,
    };
    let why = why.as_deref().unwrap_or("it is not sound; `allhands verify` tells how");
    let why = || Failure::new(End::NotSound, why);
    match left {
        Left::Quit => Left::NotSound { why: why(), out: true },
        Left::ToStart => Left::NotSound { why: why(), out: false },
        Left::End(_) | Left::CannotOpen(_) | Left::NotSound { .. } => left,
    }
}

/// A console in its room.
struct Room<'a, R> {
    station: &'a mut Station,
    worker: Worker,
    model: Model,
    outside: Outside,
    pad: Scratchpad,
    /// What the turn that is on asks of the desk.
    turn: Turn,
    /// What other consoles were told of this one.
    said: Here,
    /// Whether the worker is gone.
    alone: bool,
    remember: R,
}

impl<'a, R: FnMut(&Model, Remember)> Room<'a, R> {
    /// The console, and what it is told first.
    fn enter(
        station: &'a mut Station,
        (worker, ways): (Worker, Ways),
        opened: Opened,
        make: impl FnOnce(Incident) -> Model,
        remember: R,
    ) -> (Self, Vec<Message>) {
        let Entered { model, beginning, first: then } = entered(opened, make);
        let mut first = station.first();
        first.extend(then);
        let room = Self {
            station,
            worker,
            model,
            outside: Outside::new(ways),
            pad: Scratchpad::default(),
            turn: Turn::new(beginning),
            said: Here::default(),
            alone: false,
            remember,
        };
        (room, first)
    }

    /// Goes on until the person leaves, or the terminal fails.
    async fn stay(
        &mut self,
        first: Vec<Message>,
        early: Vec<Message>,
        reports: &mut Reports,
    ) -> io::Result<Left> {
        let mut left = self.feed(first)?;
        self.keep_texts();
        if left.is_none() {
            left = self.feed(early)?;
        }
        if left.is_none() {
            left = self.feed(vec![Message::Seated])?;
        }
        loop {
            if let Some(left) = left {
                return Ok(left);
            }
            self.draw()?;
            self.station.letters(letters(&self.model));
            let wait = self.wait();
            left = tokio::select! {
                biased;
                happened = self.station.next(wait) => match happened? {
                    Happened::Messages(messages) => self.feed(messages)?,
                    Happened::End(code) => Some(Left::End(code)),
                },
                report = reports.recv(), if !self.alone => self.told(report, reports)?,
                done = self.outside.next() => {
                    let messages = self.station.now_and(vec![done]);
                    self.feed(messages)?
                }
            };
            self.keep_due_texts();
        }
    }

    /// Tells the console, in this order, and performs what it asks for.
    fn feed(&mut self, messages: Vec<Message>) -> io::Result<Option<Left>> {
        let mut whole = false;
        let mut queue = VecDeque::from(messages);
        let mut left = None;
        while let Some(message) = queue.pop_front() {
            // A paste came whole, and so did what comes back: there is no pause to wait for.
            whole |= is_whole(&message);
            for effect in update(&mut self.model, message) {
                let (answers, leaving) = self.perform(effect)?;
                queue.extend(answers);
                left = left.or(leaving);
            }
            self.end_turn();
        }
        if whole {
            self.keep_texts();
        }
        (self.remember)(&self.model, Remember::Zone);
        let here = here(&self.model);
        if here != self.said {
            self.said = here.clone();
            self.worker.ask(Request::Here(here));
        }
        Ok(left)
    }

    /// Performs an effect: what the console is told then, and whether the visit ends.
    fn perform(&mut self, effect: Effect) -> io::Result<(Vec<Message>, Option<Left>)> {
        let mut answers = Vec::new();
        match effect {
            Effect::Submit(submission) => self.turn.submit(submission, &self.model.me),
            Effect::TakeBack(id) => self.worker.ask(Request::TakeBack(id)),
            Effect::DropRefused(id) => self.turn.ask(Request::DropRefused(id)),
            Effect::ThisIsTheRoom => self.worker.ask(Request::ThisIsTheRoom),
            Effect::TakeOver => self.worker.ask(Request::TakeOver),
            Effect::Find(sought) => {
                if let Some(passage) = Passage::of(&sought) {
                    self.worker.ask(Request::Find(Box::new(passage)));
                }
            }
            Effect::Look => self.worker.ask(Request::Look),
            // What is typed on a second screen is nobody's line, and comes back to nobody.
            Effect::SaveScratch { .. } | Effect::KeepFor { .. } if self.model.me.read_only => {}
            Effect::SaveScratch { slot, text, cursor } => {
                let owner = scratch::owner(&self.model.me);
                self.pad.put(slot, (text, cursor), owner, Instant::now());
            }
            Effect::KeepFor { owner, slot, text, cursor } => {
                self.pad.put(slot, (text, cursor), owner.to_string(), Instant::now());
            }
            Effect::DropScratch(slot) => {
                let drop = self.pad.drop(&slot);
                self.turn.give_up(drop, &mut self.pad);
            }
            Effect::TakeLeft(wanted) => self.worker.ask(scratch::take_left(&wanted)),
            Effect::DropLeft(session, slot) => {
                self.turn.give_up(scratch::drop_left(session, &slot), &mut self.pad);
            }
            Effect::Copy(words) => answers.push(self.station.copy(&words)?),
            Effect::LetOut(letter) if letter.way == Way::Clipboard => {
                let outcome = self.station.hand_over(&letter.words)?;
                answers.push(Message::LetOut(letter.claim, outcome));
            }
            Effect::LetOut(letter) => self.outside.let_out(*letter),
            Effect::StopSending(claim) => self.outside.stop(&claim),
            Effect::CountList(path) => self.outside.count_list(path),
            Effect::ReadReply(draft, what) => self.outside.read_reply(draft, what),
            Effect::RunEditor(words) => {
                self.end_turn();
                self.keep_texts();
                let open = self.model.drafts.editor.as_ref();
                let of = open.map(|editor| (&editor.draft, editor.bases.as_slice()));
                let file = super::editor::lend(&self.model, of, &words);
                answers.extend(self.station.edit(&words, file)?);
            }
            Effect::Redraw => self.station.screen.redraw()?,
            Effect::Suspend => {
                self.end_turn();
                self.keep_texts();
                answers.push(self.station.suspend()?);
            }
            Effect::Leave => return Ok((answers, Some(Left::ToStart))),
            Effect::Quit => return Ok((answers, Some(Left::Quit))),
            Effect::RememberMe => (self.remember)(&self.model, Remember::Typist),
        }
        Ok((answers, None))
    }

    /// What the worker told, and whatever else it told meanwhile.
    fn told(&mut self, report: Option<Report>, reports: &mut Reports) -> io::Result<Option<Left>> {
        let begin = Instant::now();
        let Some(mut report) = report else {
            self.alone = true;
            return self.feed(vec![reports::worker_gone(&self.model)]);
        };
        let now = self.station.now_and(Vec::new());
        let mut left = self.feed(now)?;
        loop {
            left = left.or(self.feed(reports::messages(report))?);
            match reports.try_recv() {
                Ok(next) if begin.elapsed() < TOGETHER => report = next,
                Ok(next) => return Ok(left.or(self.feed(reports::messages(next))?)),
                Err(_) => return Ok(left),
            }
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let model = &self.model;
        self.station.screen.title(&view::screen::title(model));
        self.station.screen.draw(|frame| view::screen::draw(model, frame))?;
        Ok(())
    }

    /// How long nothing need be done if nothing happens.
    fn wait(&self) -> Duration {
        let screen = clock::until_change(clock::now(), next_moment(&self.model));
        let text = self.pad.due().map(|due| due.saturating_duration_since(Instant::now()));
        text.map_or(screen, |text| text.min(screen))
    }

    fn keep_due_texts(&mut self) {
        for request in self.pad.take_due(Instant::now()) {
            self.worker.ask(request);
        }
    }

    /// The desk takes what a turn asks as one.
    fn end_turn(&mut self) {
        if let Some(turn) = self.turn.end(&mut self.pad) {
            self.worker.ask(turn);
        }
    }

    fn keep_texts(&mut self) {
        for request in self.pad.take() {
            self.worker.ask(request);
        }
    }

    /// Puts everything in order; says how many submissions wait at the desk for the file.
    async fn leave(mut self, reports: &mut Reports, in_haste: bool) -> (usize, Model) {
        self.keep_texts();
        for ended in sending::leave(&mut self.model, |claim| self.outside.stopped(claim)) {
            self.worker.ask(Request::Submit(Box::new(ended)));
        }
        self.worker.ask(Request::Stop);
        let patience = if in_haste { FAREWELL_AFTER_SIGNAL } else { FAREWELL };
        let stopped = async {
            loop {
                match reports.recv().await {
                    Some(Report::Stopped { waiting }) => return waiting,
                    Some(_) => {}
                    None => return 0,
                }
            }
        };
        // A worker that hangs is left behind: everything it was given is at the desk by now.
        let unknown = self.model.waiting.len();
        let waiting = tokio::time::timeout(patience, stopped).await.unwrap_or(unknown);
        (waiting, self.model)
    }
}

/// A console that has come into its room.
pub(super) struct Entered {
    /// Its state.
    pub model: Model,
    /// The id kept for the session's first row, until something is recorded.
    pub beginning: Option<SubmissionId>,
    /// What it is told first.
    pub first: Vec<Message>,
}

/// Makes the console of a room that has just been opened.
pub(super) fn entered(opened: Opened, make: impl FnOnce(Incident) -> Model) -> Entered {
    let Opened { incident, from_desk, desk, reach } = opened;
    let mut model = make(incident);
    model.checked = from_desk.is_none();
    let begun = model.incident.sessions.contains_key(&model.me.session);
    let beginning = (!model.me.read_only && !begun).then(|| model.next_id());
    model.me.next += u64::from(beginning.is_some());
    let mut first = Vec::new();
    for message in reports::at_desk(desk) {
        if matches!(message, Message::AtDesk { .. }) {
            // Shown from the first moment on; it asks for nothing.
            update(&mut model, message);
        } else {
            first.push(message);
        }
    }
    first.push(Message::Reach(Box::new(reports::reach(reach))));
    Entered { model, beginning, first }
}

/// Whether it brings text that nobody is in the middle of.
const fn is_whole(message: &Message) -> bool {
    matches!(message, Message::Paste(_) | Message::TakenBack(_) | Message::NotTaken(..))
}

/// What other consoles are told of this one.
pub(super) fn here(model: &Model) -> Here {
    Here {
        person: model.me.person.as_str().to_owned(),
        department: model.me.department.as_str().to_owned(),
        editing: editor::in_hand(model).cloned(),
    }
}

/// The next moment that something on the screen counts towards: a promise, or the shield's return.
pub(super) fn next_moment(model: &Model) -> Option<Timestamp> {
    // In a closed room nothing is waited for, and nothing counts down.
    let closed = model.incident.status.value == Status::Closed;
    let due = model.incident.due_times().filter(|_| !closed);
    let moments = due.chain(model.shield.lifted_until);
    moments.filter(|moment| *moment > model.now).min()
}

#[cfg(test)]
mod tests {
    use super::next_moment;
    use crate::console::model::{Me, Model, Settings, Theme};
    use crate::domain::ids::SessionId;
    use crate::domain::incident::{AnchorHistory, AnchorValue, Incident};
    use crate::domain::next::NEXT_UPDATE;
    use crate::domain::time::Timestamp;
    use crate::domain::words::{Anchor, Status};

    #[test]
    fn an_idle_console_wakes_for_what_counts_down_and_for_nothing_else() {
        let at = |minutes| Timestamp::MIN.plus_minutes(minutes);
        let promised = AnchorValue {
            at: Some(at(7)),
            words: "customers".to_owned(),
            ..AnchorValue::default()
        };
        let mut room = Incident::default();
        let updates = AnchorHistory { values: vec![promised] };
        room.anchors.insert(Anchor::from(NEXT_UPDATE), updates);
        let me = Me::new(SessionId::new("s"), "Eve".into(), "sec".into());
        let (theme, painted, ascii) = (Theme::Dark, false, false);
        let settings = Settings { theme, painted, ascii, own_zone: chrono_tz::UTC };
        let mut model = Model::new(room, me, settings, at(0));
        assert_eq!(next_moment(&model), Some(at(7)));
        model.incident.status.value = Status::Closed;
        assert_eq!(next_moment(&model), None);
        model.shield.lifted_until = Some(at(9));
        assert_eq!(next_moment(&model), Some(at(9)));
    }
}
