//! What comes back in answer to a draft: brought as a paste, a path or typed words, read outside,
//! looked at, filed.
//!
//! Apart from the other acts on a draft, because what is filed was written by a stranger and read
//! elsewhere. What must stay true: nothing is filed that a person did not ask for, and what was
//! read while they did something else opens nothing: it waits for the key.

use super::{Ask, Asks, is_hidden};
use crate::console::drafts::said::{Look, Said};
use crate::console::effect::{Brought, Effect};
use crate::console::model::Model;
use crate::console::overlay::{self, Answered};
use crate::console::{compose, typist, update, zone};
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::ids::{DraftId, EntryId};
use crate::domain::replies::Letter;
use crate::domain::time::{Precision, Timestamp};

/// Attachments that are named before a reply is filed.
const SHOWN: usize = 3;

/// Who wrote it and when, as a person says it.
pub type Written = (String, Option<(Timestamp, Precision)>);

/// A reply that is being read, or was and waits for a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The draft that it answers.
    pub draft: DraftId,
    /// Who wrote it, where that was said already: it is filed without a look.
    pub by: Option<Written>,
    /// What was read of it.
    pub letter: Option<Box<Letter>>,
}

/// Asks for it; or shows one that was read meanwhile.
pub(super) fn ask(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    if let Some(why) = update::cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    let read = model.drafts.reading.take_if(|one| one.draft == draft.id && one.letter.is_some());
    if let Some(letter) = read.and_then(|one| one.letter) {
        show(model, letter);
        return Vec::new();
    }
    let asks = Asks::Drafts(Ask::Reply(draft.id.clone()));
    let name = format!("reply to {}", draft.id);
    let title = format!("What came back to “{}”?", draft.title);
    let hint = "paste it, or type the path of the mail (~/reply.eml), or the words";
    overlay::prompt(model, asks, &name, title, hint, "");
    let mut lines = Vec::new();
    if draft.review.sent.is_empty() {
        lines.push("Nothing of it is recorded as sent: s says that it went out.".to_owned());
    }
    overlay::before_answering(model, lines);
    Vec::new()
}

/// Whether a line names a file: `/tmp/reply.eml`, `~/reply.eml`, `reply.eml`.
pub fn is_path(said: &str) -> bool {
    let begins = ["/", "~/", "./", "../"].iter().any(|lead| said.starts_with(lead));
    let is_name = |end: &str| said.to_lowercase().ends_with(end) && !said.contains("://");
    !said.contains('\n') && (begins || is_name(".eml"))
}

/// Takes what was typed: a path, or the words themselves.
pub(super) fn brought(model: &mut Model, draft: DraftId, said: &str) -> Answered {
    if said.is_empty() {
        return Err("Paste the reply, or type the path of the mail.".to_owned());
    }
    let typed = said.to_owned();
    let what = if is_path(said) { Brought::File(typed) } else { Brought::Words(typed) };
    Ok(read(model, draft, what, None))
}

/// A paste of several lines into the question is the reply itself; nothing where it asks for
/// something else.
pub fn pasted(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    let Some(overlay::Overlay::Prompt(prompt)) = model.overlays.last() else { return None };
    let Asks::Drafts(Ask::Reply(draft)) = &prompt.asks else { return None };
    if !text.trim_end_matches('\n').contains('\n') {
        return None;
    }
    let draft = draft.clone();
    model.overlays.pop();
    Some(read(model, draft, Brought::Words(text.to_owned()), None))
}

/// Has it read outside.
pub fn read(model: &mut Model, draft: DraftId, what: Brought, by: Option<Written>) -> Vec<Effect> {
    model.notice = Some("Reading it.".to_owned());
    model.drafts.reading = Some(Reading { draft: draft.clone(), by, letter: None });
    vec![Effect::ReadReply(draft, what)]
}

/// It was read, or cannot be.
pub fn was_read(model: &mut Model, draft: &DraftId, read: Result<Letter, String>) -> Vec<Effect> {
    let waits = |one: &mut Reading| one.draft == *draft && one.letter.is_none();
    let Some(mut reading) = model.drafts.reading.take_if(waits) else { return Vec::new() };
    let mut letter = match read {
        Ok(letter) => letter,
        Err(why) => {
            model.notice = Some(why);
            return Vec::new();
        }
    };
    if let Some((name, at)) = reading.by {
        if !name.is_empty() {
            letter.is_from(&name);
        }
        return match file(model, &letter, at) {
            Ok(effects) => effects,
            Err(why) => {
                model.notice = Some(why);
                Vec::new()
            }
        };
    }
    if model.overlays.is_empty() {
        model.notice = None;
        show(model, Box::new(letter));
    } else {
        model.notice = Some("The reply was read: b on its draft shows it.".to_owned());
        (reading.letter, reading.by) = (Some(Box::new(letter)), None);
        model.drafts.reading = Some(reading);
    }
    Vec::new()
}

/// Shows what was read, and asks who wrote it where it does not say, else whether to file it.
fn show(model: &mut Model, letter: Box<Letter>) {
    let Some(draft) = model.incident.drafts.draft(&letter.reply.draft) else { return };
    let title = draft.title.clone();
    let lines = about(model, &letter);
    if letter.from.is_empty() {
        let name = format!("who replied to {}", draft.id);
        let asks = Asks::Drafts(Ask::ReplyFrom(letter));
        let hint = "a name, and after a comma when: Jo Doe (ACME), 09:31";
        overlay::prompt(model, asks, &name, "Who wrote it, and when?", hint, "");
        overlay::before_answering(model, lines);
    } else {
        let asks = Asks::Drafts(Ask::FileReply(letter));
        overlay::confirm(model, asks, format!("File it under “{title}”?"), lines);
    }
}

/// What there is to know of it before it is filed.
fn about(model: &Model, letter: &Letter) -> Vec<String> {
    let mut lines = Vec::new();
    if !letter.from.is_empty() {
        lines.push(format!("From: {}", letter.from));
    }
    if let Some(at) = letter.written {
        lines.push(format!("Written: {}", zone::moment(at, model.now, model.tz())));
    }
    if !letter.reply.subject.is_empty() {
        lines.push(format!("Subject: {}", letter.reply.subject));
    }
    let Some(draft) = model.incident.drafts.draft(&letter.reply.draft) else { return lines };
    let (entry, _) = letter.entry(EntryId::new(""), draft, model.now);
    lines.push(format!("“{}”", entry.text));
    let attached = letter.reply.attached();
    let shown = attached.iter().take(SHOWN);
    lines.extend(shown.map(|one| format!("Attached, not opened: {one}")));
    if attached.len() > SHOWN {
        lines.push(format!("and {} more attached", attached.len() - SHOWN));
    }
    lines.extend(letter.doubts(model.now));
    if let Some(at) = model.incident.same_id_other_words(&entry) {
        let at = zone::moment(at, model.now, model.tz());
        lines.push(format!("A mail of the same Message-ID with other words was filed {at}."));
    }
    lines
}

/// Who wrote it and when: `Jo Doe (ACME), 09:31`. A comma that no time follows is part of the name.
pub fn by_and_when(model: &Model, said: &str) -> Result<Written, String> {
    let said = said.trim();
    if let Some((name, when)) = said.rsplit_once(',')
        && let Ok(at) = compose::past_time(when, model.now, model.room_tz())
    {
        return Ok((typist::name_given(name)?, Some(at)));
    }
    Ok((typist::name_given(said)?, None))
}

/// Takes the name of who wrote it.
pub(super) fn from(model: &mut Model, mut letter: Box<Letter>, said: &str) -> Answered {
    if said.is_empty() {
        return Err("A name is needed: who wrote it?".to_owned());
    }
    let (name, at) = by_and_when(model, said)?;
    letter.is_from(&name);
    file(model, &letter, at)
}

/// Files it.
pub(super) fn file(
    model: &mut Model,
    letter: &Letter,
    said: Option<(Timestamp, Precision)>,
) -> Answered {
    let Some(draft) = model.incident.drafts.draft(&letter.reply.draft) else {
        return Err("Its draft is not on the record any more.".to_owned());
    };
    if letter.from.is_empty() {
        return Err("It does not say who wrote it: a name is needed.".to_owned());
    }
    let title = draft.title.clone();
    let (mut entry, mut at) = letter.entry(EntryId::new(model.next_id().thing()), draft, model.now);
    if let Some((when, precision)) = said {
        (at, entry.precision) = (when, precision);
    }
    if let Some((under, filed)) = model.incident.filed_already(&entry) {
        let under = model.incident.drafts.draft(&under).map_or("", |draft| &draft.title);
        let at = zone::moment(filed.line.recorded_at, model.now, model.tz());
        return Err(format!("It is filed already, under “{under}”, {at}; nothing is recorded."));
    }
    let department = model.me.department.clone();
    let effects = update::submit_about(model, Command::Record(entry), department, at);
    if !effects.is_empty() {
        let mut said = format!("The reply of {} is filed under “{title}”.", letter.from);
        for doubt in letter.doubts(model.now) {
            said = format!("{said} {doubt}");
        }
        model.notice = Some(said);
    }
    Ok(effects)
}

/// What came back, on the page of its draft.
pub fn lines(model: &Model, draft: &Draft) -> Vec<Said> {
    let plain = |look, words| Said { words, look, comment: None, finding: None };
    let mut lines = Vec::new();
    for filed in model.incident.replies(draft) {
        if lines.is_empty() {
            lines.push(plain(Look::Head, "Replies".to_owned()));
        }
        let at = zone::moment(filed.line.occurred_at, model.now, model.tz());
        let now = &filed.entry.now;
        if !now.handling.is_open() && model.shielded() && !is_hidden(model, draft) {
            let words = format!("  {at}: {}, hidden by the shield", now.handling.word());
            lines.push(plain(Look::Plain, words));
            continue;
        }
        let (by, text) = (filed.by(), &now.text);
        lines.push(plain(Look::Plain, format!("  {by}, {at}: {text}")));
        let attached = filed.reply.attached().into_iter();
        lines.extend(attached.map(|one| plain(Look::Plain, format!("      attached {one}"))));
    }
    lines
}

/// How many came back, for the list.
pub fn count(model: &Model, draft: &Draft) -> Option<String> {
    match model.incident.replies(draft).count() {
        0 => None,
        1 => Some("1 reply".to_owned()),
        many => Some(format!("{many} replies")),
    }
}
