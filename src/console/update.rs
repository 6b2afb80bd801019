//! The only place that changes a [`Model`]: one message in, effects out.
//!
//! Keys go to [`keys`], what a key means to [`acts`], facts from outside to [`heard`], text that
//! came in one go to [`text`]; what would change nothing is told by [`already`].

mod acts;
mod already;
mod heard;
mod keys;
mod text;

use crate::domain::command::{Command, Submission};
use crate::domain::people::DepartmentId;
use crate::domain::time::Timestamp;

use super::action::Action;
use super::drafts;
use super::effect::Effect;
use super::keymap;
use super::message::Message;
use super::model::{Model, Waiting};

pub use acts::run;
pub use keys::{contexts, letters, press_of, takes_text};
pub use text::{burst_now, keep_prompt, paste_now};

/// Takes a message, changes the model, says what is to be done outside.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    if typed(&message) {
        model.leaving = false;
        effects.extend(super::typist::release_late(model));
    }
    effects.extend(take(model, message));
    effects.extend(super::redact::confirm(model));
    effects.extend(super::standing::leave_when_safe(model));
    super::typist::settle(model);
    super::checklists::settle(model);
    super::next::settle(model);
    super::drafts::review::settle(model);
    super::timeline::settle(model);
    super::reader::settle(model);
    super::retold::settle(model);
    super::taken_off::settle(model, &mut effects);
    effects
}

/// Whether a person typed something: then they do not wait any longer to leave.
const fn typed(message: &Message) -> bool {
    matches!(
        message,
        Message::Key(_) | Message::Text(_) | Message::Burst { .. } | Message::Paste(_)
    )
}

fn take(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => keys::press(model, keymap::plain(key)),
        Message::Text(typed) => text::typed(model, &typed),
        Message::Burst { text, goes_on } => text::burst(model, &text, goes_on),
        Message::Paste(pasted) => text::pasted(model, &pasted),
        Message::Resized(columns, rows) => {
            heard::resized(model, columns, rows);
            Vec::new()
        }
        Message::Tick(now) => {
            heard::tick(model, now);
            Vec::new()
        }
        Message::Resumed => {
            model.me.unconfirmed = true;
            vec![Effect::Look]
        }
        Message::Seated => super::typist::introduce(model),
        Message::Opened { incident, checked } => {
            let effects = super::taken_off::room_without(model, &incident);
            heard::opened(model, *incident, checked);
            effects
        }
        Message::AtDesk { waiting, tray } => heard::at_desk(model, waiting, tray),
        Message::Left(texts) => super::left::found(model, texts),
        Message::Lying { texts, taken } => super::left::lying(model, texts, &taken),
        Message::Scratches(texts) => {
            let mut effects = super::left::taken(model, texts);
            effects.extend(super::typist::release_late(model));
            effects
        }
        Message::Pending(id) => heard::pending(model, &id),
        Message::Committed(rows) => {
            heard::committed(model, &rows);
            let mut effects = super::redact::heard(model, &rows);
            effects.extend(drafts::sending::committed(model, &rows));
            effects
        }
        Message::Refused(submission, refusal) => heard::refused(model, *submission, refusal),
        Message::NotTaken(submission, why) => heard::not_taken(model, &submission, why),
        Message::Settled(id) => {
            model.waiting.retain(|one| one.submission.id != id);
            Vec::new()
        }
        Message::TakenBack(id) => heard::taken_back(model, &id),
        Message::Reach(reach) => {
            model.checked |= reach.away_since.is_none();
            model.reach = *reach;
            Vec::new()
        }
        Message::Found(found) => {
            super::redact::found(model, *found);
            Vec::new()
        }
        Message::LetOut(claim, outcome) => drafts::sending::ended(model, &claim, outcome),
        Message::ListCounted(path, list) => drafts::review::sent::counted(model, &path, list),
        Message::ReplyRead(draft, read) => drafts::replies::was_read(model, &draft, *read),
        Message::Edited(text) => super::editor::edited(model, text),
        Message::Notice(words) => {
            model.notice = Some(words);
            // It may say that the line they wait for does not come.
            super::typist::release_late(model)
        }
    }
}

/// Why nothing can be recorded from this console now, where that is so.
pub fn cannot_record(model: &Model) -> Option<String> {
    if model.me.read_only {
        return Some("This console only reads (--read-only): nothing was recorded.".to_owned());
    }
    let why = model.reach.read_only.as_ref()?;
    Some(format!("Nothing can be recorded here: {why}"))
}

/// Asks for `command`, now, about this console's own department. Where nothing can be recorded it
/// says why and asks for nothing.
pub fn submit(model: &mut Model, command: Command) -> Vec<Effect> {
    let spoken_of = model.incident.lane_spoken_of(&command);
    let (department, now) = (spoken_of.unwrap_or(&model.me.department).clone(), model.now);
    submit_about(model, command, department, now)
}

/// Asks for `command` about that department, of that moment. Of what would change nothing it says
/// so, and asks for nothing.
pub fn submit_about(
    model: &mut Model,
    command: Command,
    department: DepartmentId,
    occurred_at: Timestamp,
) -> Vec<Effect> {
    if let Some(why) = cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    let submission = model.submission_about(command, department, occurred_at);
    if let Some(words) = already::told(model, &submission) {
        model.notice = Some(words);
        return Vec::new();
    }
    send(model, submission)
}

/// What to say where this would change nothing, for those who would ask before they submit it.
pub fn already_so(model: &mut Model, command: Command) -> Option<String> {
    let submission = model.submission(command);
    already::told(model, &submission)
}

/// Sends a submission: it is shown as on its way until it is numbered.
pub fn send(model: &mut Model, submission: Submission) -> Vec<Effect> {
    super::undo::new_act(model, &submission);
    model.waiting.push(Waiting { submission: submission.clone(), kept: false, elsewhere: false });
    vec![Effect::Submit(Box::new(submission))]
}

/// Does an act on a thing although another console changed that thing a moment ago.
pub(super) fn act_anyway(model: &mut Model, action: Action) -> Vec<Effect> {
    acts::in_pane_now(model, action)
}
