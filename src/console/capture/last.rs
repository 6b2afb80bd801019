//! Up in the empty line: which line of one's own it takes up, and how that reads.
//!
//! Apart from the mending, because here is only looked back. What must stay true: what is taken up
//! says what its row says now, whoever changed it, so that a mend undoes nobody's words; as it was
//! typed it comes back only while that is the same. One still on its way is taken back unsent.

use crate::console::compose::Reading;
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::model::Model;
use crate::domain::command::Command;
use crate::domain::ids::{EntryId, SubmissionId};
use crate::domain::sentence;
use crate::domain::timeline::{Entry, Line};

use super::mend::{self, Mending, as_typed};
use super::{Capture, Said, keep, line_mut, read_line};

/// How many lines of before this console began Up goes back to.
const EARLIER: usize = 20;

/// A line of one's own.
enum Own {
    /// As it was typed: it is on its way, or still says what its rows say.
    Typed(Box<Capture>),
    /// A row, as it stands.
    Row(EntryId),
}

impl Own {
    fn is_of(&self, entries: &[EntryId]) -> bool {
        match self {
            Self::Typed(line) => line
                .mending
                .iter()
                .flat_map(|mending| &mending.entries)
                .any(|(entry, _)| entries.contains(entry)),
            Self::Row(entry) => entries.contains(entry),
        }
    }
}

/// Takes up the last line, or the one before.
pub fn last_line(model: &mut Model) -> Vec<Effect> {
    let line = model.line();
    if !line.is_empty() && !line.is_untouched_mend() {
        return Vec::new();
    }
    // In an emptied one Up begins anew.
    let mended = line.mending.iter().filter(|_| !line.is_empty());
    let mended = mended.flat_map(|mending| &mending.entries);
    let here: Vec<EntryId> = mended.map(|(entry, _)| entry).chain(&line.passed).cloned().collect();
    let mut own = own(model);
    let before = own.iter().position(|one| one.is_of(&here)).unwrap_or(own.len());
    own.truncate(before);
    match own.pop() {
        Some(Own::Typed(line)) => take_up(model, *line),
        Some(Own::Row(entry)) => row(model, entry),
        None => {
            let words = if here.is_empty() { NOTHING_SAID } else { "No line before that." };
            model.notice = Some(words.to_owned());
            Vec::new()
        }
    }
}

const NOTHING_SAID: &str =
    "No line that you typed at this desk; others are mended in the timeline (e).";

/// One's own lines, the last at the end: those typed here, before them those of earlier consoles.
fn own(model: &Model) -> Vec<Own> {
    let timeline = &model.incident.timeline;
    let said = &model.capture.said;
    let typed = |line: &Line| line.author == model.me.person && at_this_desk(model, line);
    let earlier = timeline.by_row().iter().rev().filter_map(|line| {
        let entry = line.entry().filter(|entry| typed(line) && !entry.imported)?;
        let id = &entry.now.entry;
        let here = said.iter().any(|said| said.entries.contains(id));
        (!here && as_typed(line, &entry.now, &model.me.department).is_some())
            .then(|| Own::Row(id.clone()))
    });
    let mut own: Vec<Own> = earlier.take(EARLIER).collect();
    own.reverse();
    for said in said.iter().filter(|said| said.by == model.me.person) {
        let line = as_said(model, said);
        if waiting(model, &said.entries).is_some() || still_says(model, &line) {
            own.push(Own::Typed(Box::new(line)));
        } else {
            let known = said.entries.iter().filter(|entry| timeline.entry(entry).is_some());
            own.extend(known.cloned().map(Own::Row));
        }
    }
    own
}

/// Whether a line was typed by this very user of this host, for the department that this person
/// has: a name alone is no person, and two of one name mend each their own.
fn at_this_desk(model: &Model, line: &Line) -> bool {
    let me = &model.me;
    let session = &line.submission.session;
    if *session == me.session {
        return true;
    }
    let desk = model.reach.at.as_deref();
    model.incident.sessions.get(session).is_some_and(|session| {
        let here = desk.is_some_and(|at| at.host == session.host && at.user == session.system_user);
        let mine = session.person != me.person || session.department == me.department;
        here && mine && !session.script
    })
}

/// What is on its way and writes one of these entries.
fn waiting<'m>(model: &'m Model, entries: &[EntryId]) -> Option<(&'m SubmissionId, &'m Command)> {
    let writes = |command: &Command| match command {
        Command::Record(to) => entries.contains(&to.entry),
        Command::RecordMany { lines } => {
            lines.iter().any(|line| entries.contains(&line.entry.entry))
        }
        Command::CorrectEntry { to, .. } => entries.contains(&to.now.entry),
        _ => false,
    };
    let mut waiting = model.waiting.iter().map(|one| &one.submission);
    waiting.find(|one| writes(&one.command)).map(|one| (&one.id, &one.command))
}

/// A line as it was typed, to mend what it made.
fn as_said(model: &Model, said: &Said) -> Capture {
    let known = |entry: EntryId| {
        let seen = model.incident.timeline.entry(&entry).map_or(0, |entry| entry.changed);
        (entry, seen)
    };
    Capture {
        field: Field::new(said.text.clone()),
        pasted: said.pasted.clone(),
        plain: said.plain,
        block: said.block.clone(),
        mending: Some(Mending {
            entries: said.entries.iter().cloned().map(known).collect(),
            at: said.at,
            typed_in: None,
            was: said.text.clone(),
            plain: said.plain,
            block: said.block.clone(),
        }),
        ..Capture::default()
    }
}

/// A row written as it would be typed, to mend it. What reads right only as plain text is plain.
pub(super) fn written(model: &Model, line: &Line, entry: &Entry, typed: &str) -> Capture {
    let with = |plain: bool| Capture {
        field: Field::new(typed.to_owned()),
        plain,
        block: entry.now.quote.clone(),
        mending: Some(Mending {
            entries: vec![(entry.now.entry.clone(), entry.changed)],
            at: line.recorded_at,
            typed_in: None,
            was: typed.to_owned(),
            plain,
            block: entry.now.quote.clone(),
        }),
        ..Capture::default()
    };
    let plain = with(true);
    if !still_says(model, &with(false)) && still_says(model, &plain) { plain } else { with(false) }
}

/// Whether a line that mends says what its rows say now, all of which stand.
fn still_says(model: &Model, line: &Capture) -> bool {
    let Some(mending) = &line.mending else { return false };
    let Reading::Ready(ready) = read_line(model, line, mending.at) else { return false };
    let (pairs, left) = mend::pairs(model, mending, &ready);
    left.is_empty()
        && pairs.iter().all(|(part, old)| {
            old.is_some_and(|(id, _)| {
                let handled = |entry: &Entry| {
                    entry.withdrawn.is_none() && entry.now.handling.word() == part.handling.word()
                };
                model.incident.timeline.entry(id).is_some_and(handled)
                    && mend::stands(model, part, id)
            })
        })
}

fn take_up(model: &mut Model, line: Capture) -> Vec<Effect> {
    let entries = line.mending.iter().flat_map(|mending| &mending.entries);
    let entries: Vec<EntryId> = entries.map(|(entry, _)| entry.clone()).collect();
    let unsent = waiting(model, &entries)
        .filter(|(_, command)| !matches!(command, Command::CorrectEntry { .. }))
        .map(|(id, _)| Effect::TakeBack(id.clone()));
    line_mut(model).take_up(line);
    unsent.into_iter().collect()
}

/// Takes up a row as it stands; of one that was struck or redacted that is said instead.
fn row(model: &mut Model, id: EntryId) -> Vec<Effect> {
    let found = model.incident.timeline.line(&id).and_then(|line| Some((line, line.entry()?)));
    let Some((line, entry)) = found else { return Vec::new() };
    let name = sentence::name(&model.incident, &id);
    let redacted = model.incident.redactions.rows.contains_key(&line.seq);
    let gone = match &entry.withdrawn {
        Some(struck) if struck.by == model.me.person => Some(format!("The {name} is struck")),
        Some(struck) => Some(format!("{} struck the {name}", struck.by)),
        None => redacted.then(|| "Words of that line were redacted".to_owned()),
    };
    let typed = as_typed(line, &entry.now, &model.me.department);
    match (gone, typed) {
        (None, Some(typed)) => {
            let line = written(model, line, entry, &typed);
            take_up(model, line)
        }
        (gone, _) => {
            let gone = gone.unwrap_or_else(|| format!("No line can say the {name}"));
            let line = line_mut(model);
            line.empty();
            line.passed = Some(id);
            model.notice = Some(format!("{gone}: nothing to mend. Up again: the line before."));
            keep(model)
        }
    }
}
