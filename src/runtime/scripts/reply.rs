//! `allhands reply`: what came back in answer to a draft, filed by a script; prints one id.
//!
//! What must stay true: the same mail under the same draft is filed once, however often it is
//! brought, and each time its id is printed.

use std::io::{self, Read as _};
use std::path::Path;

use crate::args;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::EntryRecorded;
use crate::domain::ids::EntryId;
use crate::domain::incident::Incident;
use crate::domain::replies::{Letter, MAIL_BYTES};
use crate::domain::time::{Precision, Timestamp};
use crate::mail;
use crate::runtime::letters::{self, name_of};
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::seat::{self, Seat};
use super::{moment, now, print};

/// Files it.
pub fn run(asked: &args::Reply) -> Result<(), Failure> {
    let (bytes, source) = bytes(asked.source.as_deref())?;
    let Seat { mut typist, courier, started } = Seat::take(&asked.file, &asked.me)?;
    let id = asked.id.clone().unwrap_or_else(|| typist.next_id().thing());
    let now = now();
    let brought = (bytes.as_slice(), source.as_str());
    let (entry, at) = entry(asked, courier.incident(), (EntryId::new(id), now), brought)?;
    if let Some((draft, filed)) = courier.incident().filed_already(&entry)
        && entry.reply().is_some_and(|reply| reply.draft == draft)
    {
        let (row, id) = (filed.line.seq, filed.entry.now.entry.clone());
        tell(&format!("allhands: this reply is filed already, as row {row}"));
        courier.leave();
        return print(&format!("{}\n", text::output(id.as_str())));
    }
    let id = entry.entry.clone();
    let file = typist.submission(Command::Record(entry), at, now);
    let kept = seat::send_one(courier, started, file)?;
    let id = text::output(id.as_str()).into_owned();
    print(&format!("{id}\n"))?;
    kept.map_or(Ok(()), |because| {
        Err(Failure::kept(
            &asked.file,
            &format!("the reply is kept as {id}"),
            &because,
            asked.id.as_deref(),
        ))
    })
}

/// What was brought, and where it came from.
fn bytes(source: Option<&Path>) -> Result<(Vec<u8>, String), Failure> {
    if let Some(path) = source.filter(|path| *path != Path::new("-")) {
        let bytes = letters::file(path).map_err(|why| Failure::new(End::NotReachable, why))?;
        return Ok((bytes, name_of(path)));
    }
    let (mut bytes, limit) = (Vec::new(), MAIL_BYTES as u64 + 1);
    let read = io::stdin().lock().take(limit).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(End::NotReachable, format!("standard input: {error}")))?;
    Ok((bytes, "standard input".to_owned()))
}

/// The line to be recorded, and when it happened.
fn entry(
    asked: &args::Reply,
    incident: &Incident,
    (id, now): (EntryId, Timestamp),
    (bytes, source): (&[u8], &str),
) -> Result<(EntryRecorded, Timestamp), Failure> {
    let draft = draft(incident, &asked.draft)?;
    let letter = mail::read(bytes, &draft.id, source);
    let mut letter = letter.map_err(|why| Failure::new(End::Refused, why))?;
    if let Some(from) = &asked.from {
        letter.is_from(from);
    }
    if letter.from.is_empty() {
        let words = "say with --from who wrote it: it does not say so itself. Nothing was filed";
        return Err(Failure::new(End::Usage, words));
    }
    let zone = &incident.room.zone;
    let said = asked.at.as_deref().map(|at| moment(at, zone, now)).transpose()?;
    for doubt in letter.doubts(now).iter().filter(|_| said.is_none()) {
        tell(&format!("allhands: {}", text::output(doubt)));
    }
    Ok(filed(&letter, id, draft, (now, said)))
}

/// The line, at the moment that was said, else at the mail's own.
fn filed(
    letter: &Letter,
    id: EntryId,
    draft: &Draft,
    (now, said): (Timestamp, Option<(Timestamp, Precision)>),
) -> (EntryRecorded, Timestamp) {
    let (mut entry, at) = letter.entry(id, draft, now);
    let Some((at, precision)) = said else { return (entry, at) };
    entry.precision = precision;
    (entry, at)
}

/// The draft of that id or title, or the one whose title has these words.
fn draft<'a>(incident: &'a Incident, called: &str) -> Result<&'a Draft, Failure> {
    let all = incident.drafts.all();
    let wanted = called.trim().to_lowercase();
    let find = |fits: &dyn Fn(&Draft) -> bool| all.iter().filter(|one| fits(one)).collect();
    let mut found: Vec<&Draft> = find(&|one| one.id.as_str() == called);
    if found.is_empty() {
        found = find(&|one| one.title.to_lowercase() == wanted);
    }
    if found.is_empty() && !wanted.is_empty() {
        found = find(&|one| one.title.to_lowercase().contains(&wanted));
    }
    match found.as_slice() {
        [draft] => Ok(draft),
        [] => {
            let words = format!(
                "there is no draft {called}. Nothing was filed; allhands show \
                 --drafts lists them"
            );
            Err(Failure::new(End::Refused, text::output(&words)))
        }
        several => {
            let several = several.iter().map(|one| format!("{} ({})", one.title, one.id));
            let several = several.collect::<Vec<_>>().join(", ");
            let words = format!(
                "several drafts are called so: {several}. Nothing was filed; give \
                 the id of one"
            );
            Err(Failure::new(End::Refused, text::output(&words)))
        }
    }
}
