//! What happens elsewhere, as it is announced: new lines, refusals, the state of file and desk.
//!
//! Separate because nobody asked for it: it must be short, in one sentence each, and never change
//! what a number means. What must stay true: an own line is said to be recorded only once it is.

use crate::console::effect::Effect;
use crate::console::message::Message;
use crate::console::model::Model;
use crate::console::update::update;
use crate::domain::command::{Command, Submission};
use crate::domain::event::Event;
use crate::domain::ids::EntryId;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;
use crate::domain::timeline::What;

use super::{Talk, drafts, kept, look, redact, spoken};

/// More new lines than this at once are only counted.
const AT_ONCE: usize = 20;

/// Takes a message in, says what there is to say.
pub fn hear(talk: &mut Talk<'_>, message: Message) -> Vec<Effect> {
    match message {
        Message::Edited(left) => drafts::edited(talk, left),
        Message::Left(texts) => kept::found(talk, texts),
        Message::Scratches(scratches) => kept::taken(talk, scratches),
        Message::Refused(submission, refusal) => refused(talk, *submission, refusal),
        Message::NotTaken(submission, why) => not_taken(talk, submission, why),
        Message::Pending(id) => {
            if talk.model.reach.away_since.is_some() {
                talk.page.say("Kept at this host's desk; it goes into the file when that is back.");
            }
            quietly(talk, Message::Pending(id))
        }
        Message::Committed(rows) => {
            let head = talk.model.incident.head;
            let changed: Vec<(u64, EntryId)> = rows
                .iter()
                .filter(|row| row.submission.session == talk.model.me.session)
                .filter_map(|row| Some((row.seq, changed(&row.event)?.clone())))
                .collect();
            let effects = update(talk.model, Message::Committed(rows));
            announce(talk, head);
            for (seq, entry) in changed {
                // One that made a line of its own was said as that line.
                if talk.model.incident.timeline.row(seq).is_none() {
                    say_changed(talk, &entry);
                }
            }
            effects
        }
        Message::Opened { incident, checked } => {
            let effects = update(talk.model, Message::Opened { incident, checked });
            talk.page.say("The room was read anew from its file:");
            spoken::status(&mut talk.page, talk.model);
            effects
        }
        Message::Reach(reach) => reached(talk, *reach),
        Message::Tick(now) => ticked(talk, now),
        Message::Found(found) => redact::found(talk, *found),
        // Here the prompt names who types, and a line is asked about.
        Message::Seated => Vec::new(),
        Message::Key(_)
        | Message::Text(_)
        | Message::Burst { .. }
        | Message::Paste(_)
        | Message::Resized(..)
        | Message::Resumed
        | Message::AtDesk { .. }
        | Message::Lying { .. }
        | Message::Settled(_)
        | Message::TakenBack(_)
        | Message::LetOut(..)
        | Message::ListCounted(..)
        | Message::ReplyRead(..)
        | Message::Notice(_) => update(talk.model, message),
    }
}

/// How the file stands, said where that changed.
fn reached(talk: &mut Talk<'_>, reach: crate::console::model::Reach) -> Vec<Effect> {
    let before = talk.model.reach.clone();
    let effects = update(talk.model, Message::Reach(Box::new(reach)));
    let now = talk.model.reach.clone();
    let same = before.away_since == now.away_since
        && before.read_only == now.read_only
        && before.differs == now.differs
        && before.desk == now.desk
        && before.trouble == now.trouble;
    if !same {
        let fine = now.away_since.is_none() && now.read_only.is_none() && now.differs.is_none();
        if fine && now.trouble.is_none() {
            talk.page.say("The file is reached, and lines go into it.");
        }
        spoken::reach(&mut talk.page, talk.model, &now);
    }
    effects
}

/// It is now this late: what fell due, and whether the shield came down by itself.
fn ticked(talk: &mut Talk<'_>, now: crate::domain::time::Timestamp) -> Vec<Effect> {
    let before = talk.model.now;
    let effects = update(talk.model, Message::Tick(now));
    fell_due(talk, before);
    if talk.model.shielded() && !talk.linear.shielded {
        talk.page.say("The shield is down again.");
    }
    talk.linear.shielded = talk.model.shielded();
    effects
}

/// Says what has become due since then: promises only, for a target is never late.
fn fell_due(talk: &mut Talk<'_>, before: crate::domain::time::Timestamp) {
    let model = &*talk.model;
    for owed in model.incident.owed() {
        if owed.due.is_some_and(|due| before < due && due <= model.now) {
            talk.page.say(format!("Due now: {}", spoken::owed(model, &owed)));
        }
    }
}

/// Kept nowhere: the words are said, for there is no line on a screen to give them back to.
fn not_taken(talk: &mut Talk<'_>, submission: Box<Submission>, why: String) -> Vec<Effect> {
    let words = words_of(talk.model, &submission.command).unwrap_or_default();
    talk.page.say(format!("Not recorded, and kept nowhere: {why}. {words}"));
    let effects = quietly(talk, Message::NotTaken(submission, why));
    talk.model.capture = crate::console::capture::Capture::default();
    effects
}

/// Updates the model; what it would say on a screen was said better here.
fn quietly(talk: &mut Talk<'_>, message: Message) -> Vec<Effect> {
    let effects = update(talk.model, message);
    talk.model.notice = None;
    effects
}

/// Says the lines that came after this row.
fn announce(talk: &mut Talk<'_>, head: u64) {
    let model = &*talk.model;
    let lines = model.incident.timeline.by_row();
    let new = lines.get(lines.partition_point(|line| line.seq <= head)..).unwrap_or_default();
    let theirs = new
        .iter()
        .filter(|line| line.submission.session != model.me.session && look::is_told(line));
    let theirs: Vec<String> = if new.len() > AT_ONCE {
        vec![format!("{} new lines; /timeline {} reads them.", new.len(), new.len())]
    } else {
        theirs.map(|line| spoken::line(model, line)).collect()
    };
    let mine = new.iter().filter(|line| line.submission.session == model.me.session);
    let mut mine: Vec<String> = mine
        .filter(|line| look::is_told(line))
        .map(|line| match &line.what {
            What::Entry(_) => "Recorded.".to_owned(),
            What::Auto(auto) => {
                let said = sentence::full(&model.incident, auto, line.seq);
                let said = sentence::in_zone(&said, |at| spoken::moment(model, at));
                format!("Recorded: {said}.")
            }
        })
        .collect();
    if mine.len() > AT_ONCE {
        mine = vec![format!("Recorded, {} lines.", mine.len())];
    }
    for line in theirs.into_iter().chain(mine) {
        talk.page.say(line);
    }
}

/// The line that a row changed without being a line of the timeline itself.
fn changed(event: &Event) -> Option<&EntryId> {
    match event {
        Event::EntryCorrected(to) => Some(&to.now.entry),
        Event::EntryWithdrawn(to) => Some(&to.entry),
        Event::EntryRestored(to) => Some(&to.entry),
        Event::EntryPinned(to) => Some(&to.entry),
        Event::EntryTagged(to) => Some(&to.entry),
        Event::HandlingChanged(to) => Some(&to.entry),
        _ => None,
    }
}

/// Says what this console changed about a line: what was done to it last.
fn say_changed(talk: &mut Talk<'_>, entry: &EntryId) {
    let model = &*talk.model;
    let last = model.incident.timeline.entry(entry).and_then(|entry| entry.history.last());
    if let Some(last) = last {
        let words = sentence::in_zone(&last.words, |at| spoken::moment(model, at));
        let stop = spoken::stop(&words);
        talk.page.say(format!("Recorded: {words}{stop}"));
    }
}

/// A submission was declined: why, the way out, and the text, so that it can be typed again.
fn refused(talk: &mut Talk<'_>, submission: Submission, refusal: Refusal) -> Vec<Effect> {
    talk.page.say(format!("Not recorded: {refusal}; {}.", refusal.hint()));
    let words = words_of(talk.model, &submission.command);
    let id = submission.id.clone();
    let mut effects = quietly(talk, Message::Refused(Box::new(submission), refusal));
    if talk.model.tray.iter().all(|(kept, _)| kept.id != id) {
        return effects;
    }
    if let Some(words) = words {
        talk.page.say(format!("{words} It is kept: /tray lists it."));
    } else {
        // Nothing of a person's words would be lost: it is dealt with by having been said.
        talk.model.tray.retain(|(kept, _)| kept.id != id);
        effects.push(Effect::DropRefused(id));
    }
    effects
}

/// The words of a command that carries a person's, as a sentence.
pub fn words_of(model: &Model, command: &Command) -> Option<String> {
    let entry = match command {
        Command::Record(entry) | Command::AnswerQuestion { answer: entry, .. } => entry,
        Command::CorrectEntry { to, .. } => &to.now,
        Command::RecordMany { lines } => {
            let first = lines.first()?;
            if !first.entry.handling.is_open() && model.shielded() {
                return Some("It has words that the shield hides.".to_owned());
            }
            return Some(format!("{} lines, the first: {}.", lines.len(), first.entry.text));
        }
        Command::AddItem(item) => return Some(format!("It said: {}.", item.action)),
        Command::CommentItem(comment) => return Some(format!("It said: {}.", comment.text)),
        Command::ReviseDraft(_) | Command::CreateDraft(_) => {
            return Some("It has a draft's text.".to_owned());
        }
        _ => return None,
    };
    if !entry.handling.is_open() && model.shielded() {
        return Some("It has words that the shield hides.".to_owned());
    }
    Some(format!("It said: {}.", entry.text))
}
