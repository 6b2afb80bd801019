//! The only place that changes a [`Model`]: one message in, effects out.

use crossterm::event::KeyEvent;

use crate::domain::command::Command;
use crate::domain::event::{Basis, EntryKind, EntryRecorded};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::time::Precision;

use super::action::Action;
use super::effect::Effect;
use super::keymap::{self, Context, Meaning};
use super::message::Message;
use super::model::{Focus, Model, Pane, Waiting};

/// Takes a message, changes the model, says what is to be done outside.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => press(model, keymap::plain(key)),
        Message::Text(text) | Message::Burst(text) | Message::Paste(text) => {
            model.capture.field.insert(&text);
            Vec::new()
        }
        Message::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Tick(now) => {
            model.now = now;
            Vec::new()
        }
        Message::Opened { incident, checked } => {
            model.incident = *incident;
            model.checked = checked;
            Vec::new()
        }
        Message::Pending(id) => {
            for waiting in model.waiting.iter_mut().filter(|one| one.submission.id == id) {
                waiting.kept = true;
            }
            Vec::new()
        }
        Message::Committed(rows) => {
            for row in &rows {
                model.incident.apply(row);
                model.waiting.retain(|one| one.submission.id != row.submission);
            }
            Vec::new()
        }
        Message::Reach(reach) => {
            model.reach = reach;
            Vec::new()
        }
        Message::Notice(words) => {
            model.notice = Some(words);
            Vec::new()
        }
        Message::Refused(submission, refusal) => {
            model.waiting.retain(|one| one.submission.id != submission.id);
            model.tray.push((*submission, refusal));
            Vec::new()
        }
        Message::Resumed
        | Message::Scratches(_)
        | Message::NotTaken(..)
        | Message::TakenBack(_)
        | Message::Edited(_) => Vec::new(),
    }
}

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    model.pressed.push(key);
    let contexts: &[Context] = match model.focus {
        Focus::Capture => &[Context::Always, Context::Capture],
        Focus::Pane(Pane::Timeline) => &[Context::Always, Context::Timeline, Context::Panes],
        Focus::Pane(Pane::Next) => &[Context::Always, Context::Next, Context::Panes],
        Focus::Pane(Pane::Checklists) => &[Context::Always, Context::Checklists, Context::Panes],
        Focus::Pane(Pane::Drafts) => &[Context::Always, Context::Drafts, Context::Panes],
    };
    match model.keymap.meaning(contexts, &model.pressed) {
        Meaning::Pending(_) => Vec::new(),
        Meaning::Is(action) => {
            model.pressed.clear();
            act(model, action)
        }
        Meaning::Nothing => {
            model.pressed.clear();
            if model.focus == Focus::Capture {
                model.capture.field.key(key);
            }
            Vec::new()
        }
    }
}

fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Record => record(model),
        Action::ToPanes => {
            model.focus = Focus::Pane(Pane::Timeline);
            Vec::new()
        }
        Action::ToCapture => {
            model.focus = Focus::Capture;
            Vec::new()
        }
        Action::Leave => vec![Effect::Leave],
        Action::Quit => vec![Effect::Quit],
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        _ => Vec::new(),
    }
}

fn record(model: &mut Model) -> Vec<Effect> {
    let text = model.capture.field.take();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let entry = EntryRecorded {
        entry: EntryId::new(model.next_id().thing()),
        kind: EntryKind::Note,
        text,
        precision: Precision::Second,
        basis: Basis::Observed,
        handling: Handling::Open,
        mentions: Vec::new(),
        tags: Vec::new(),
        quote: None,
        source: None,
        import: None,
    };
    submit(model, Command::Record(entry))
}

/// Asks for `command`: it is shown as on its way until the desk has it.
pub fn submit(model: &mut Model, command: Command) -> Vec<Effect> {
    let submission = model.submission(command);
    model.waiting.push(Waiting { submission: submission.clone(), kept: false });
    vec![Effect::Submit(Box::new(submission))]
}
