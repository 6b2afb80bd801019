//! How much one row may hold: looked at before anything is written. Separate from the rules of the
//! domain, because these are limits of the file, the same that a hostile file is measured by.

use crate::domain::command::Submission;
use crate::domain::event::{EntryRecorded, Event, Outcome, about_plan, about_words};
use crate::domain::refusal::Refusal;

/// Bytes of a line with what is quoted below it.
pub const ENTRY: usize = 64 * 1024;
/// Bytes of a draft's text.
pub const DRAFT: usize = 256 * 1024;
/// Characters of a name.
pub const NAME: usize = 200;
/// Bytes of a whole body: a playbook with all its templates is the largest.
pub const BODY: usize = 2 * 1024 * 1024;
/// What SQLite may load at once: no field of ours comes near it.
pub const FIELD: i32 = 4 * 1024 * 1024;

/// Judges what stands beside the event: who asks, for whom.
pub fn check_stamp(submission: &Submission) -> Result<(), Refusal> {
    if i64::try_from(submission.id.number).is_err() {
        return Err(too_long("the submission's number", 19));
    }
    name("the session's id", submission.id.session.as_str())?;
    name("the author's name", submission.stamp.author.as_str())?;
    name("the department's id", submission.stamp.department.as_str())?;
    submission
        .stamp
        .on_behalf
        .as_ref()
        .map_or(Ok(()), |person| name("the name of the person spoken for", person.as_str()))
}

/// Judges one row's event, and its body as it will be written.
pub fn check_event(event: &Event, body: &str) -> Result<(), Refusal> {
    check_texts(event)?;
    if body.len() > BODY { Err(too_long("the row", BODY)) } else { Ok(()) }
}

fn check_texts(event: &Event) -> Result<(), Refusal> {
    match event {
        Event::RoomOpened(now) => {
            name("the codename", &now.codename)?;
            name("the zone", &now.zone)?;
            text("the title", &now.title)
        }
        Event::SessionStarted(now) => name("the host's name", &now.host)
            .and_then(|()| name("the system user's name", &now.system_user))
            .and_then(|()| name("the name", now.person.as_str())),
        Event::TypistChanged(now) => name("the name", now.person.as_str()),
        Event::RoomRenamed(now) => {
            name("the codename", now.codename.as_deref().unwrap_or_default())?;
            name("the zone", now.zone.as_deref().unwrap_or_default())?;
            text("the title", now.title.as_deref().unwrap_or_default())
        }
        Event::RoleAssigned(now) => name("the name", now.person.as_str()),
        Event::AnchorSet(now) => name("the anchor's id", now.anchor.as_str()),
        Event::EntryRecorded(line) => check_line(line),
        Event::EntryCorrected(now) => {
            name("the department's id", now.department.as_str())?;
            check_line(&now.now)
        }
        Event::ItemAdded(item) => {
            name("the item's id", item.item.as_str())?;
            name("the department's id", item.department.as_str())?;
            text("the item's text", &item.action)
        }
        Event::ItemAssigned(now) => name("the name", now.to.as_ref().map_or("", |to| to.as_str())),
        Event::ItemCommented(now) => text("the comment", &now.text),
        Event::DraftCreated(draft) => {
            name("the draft's id", draft.draft.as_str())?;
            text("the draft's title", &draft.title)?;
            limit("the draft's text", &draft.text, DRAFT)
        }
        Event::DraftRevised(draft) => limit("the draft's text", &draft.text, DRAFT),
        Event::DraftRenamed(draft) => text("the draft's title", &draft.title),
        said @ about_words!() => check_said(said),
        planned @ about_plan!() => check_said(planned),
        // Nothing but ids, words of our own and a short reason; the body as a whole is bounded.
        Event::StatusChanged(_)
        | Event::SeveritySet(_)
        | Event::PhaseEntered(_)
        | Event::PhaseLeft(_)
        | Event::AnchorUnsaid(_)
        | Event::RoleReleased(_)
        | Event::EntryWithdrawn(_)
        | Event::EntryRestored(_)
        | Event::EntryPinned(_)
        | Event::EntryTagged(_)
        | Event::HandlingChanged(_)
        | Event::OrderChanged(_)
        | Event::QuestionAnswered(_)
        | Event::QuestionReopened(_)
        | Event::FactStandingChanged(_)
        | Event::PlaybookApplied(_)
        | Event::ItemChanged(_)
        | Event::ItemPromised(_)
        | Event::ItemRetargeted(_)
        | Event::DraftShelved(_)
        | Event::DraftHandled(_)
        | Event::ExpirySet(_)
        | Event::NameListed(_)
        | Event::Redacted(_)
        | Event::SubmissionRedacted(_)
        | Event::RedactionConfirmed(_)
        | Event::LegalHoldChanged(_)
        | Event::Unknown { .. } => Ok(()),
    }
}

fn check_said(event: &Event) -> Result<(), Refusal> {
    match event {
        Event::ApprovalGiven(to) => name("the name", to.by.as_str()),
        Event::ChangesRequested(to) => {
            name("the name", to.by.as_str())?;
            text("what is to change", &to.what)
        }
        Event::DraftCommented(to) => {
            text("the comment", &to.text)?;
            limit("the suggestion", to.suggests.as_deref().unwrap_or_default(), DRAFT)
        }
        Event::DraftSent(to) => {
            name("the name", to.by.as_str())?;
            name("the way", &to.how)
        }
        Event::SendingClaimed(to) => {
            to.to.iter().try_for_each(|one| text("a recipient", one))?;
            name("the claim's id", to.claim.as_str())
        }
        Event::SendingEnded(to) => match &to.outcome {
            Outcome::Sent { answer: said, .. }
            | Outcome::Failed { because: said }
            | Outcome::Unknown { because: said } => text("how it ended", said),
            Outcome::HandedOver { .. } => Ok(()),
        },
        Event::FindingWaived(to) => {
            text("the reason", &to.because)?;
            limit("the words found", &to.words, DRAFT)?;
            limit("their sentence", &to.sentence, DRAFT)
        }
        Event::StepSet(to) => text("what they are told", &to.what),
        // Nothing but ids and short words; the body as a whole is bounded.
        _ => Ok(()),
    }
}

fn check_line(line: &EntryRecorded) -> Result<(), Refusal> {
    name("the line's id", line.entry.as_str())?;
    for mention in &line.mentions {
        name("a name that it mentions", mention.as_str())?;
    }
    for tag in &line.tags {
        name("a tag", tag)?;
    }
    let quote = line.quote.as_deref().map_or(0, str::len);
    if line.text.len() + quote > ENTRY {
        return Err(too_long("the line", ENTRY));
    }
    Ok(())
}

fn name(what: &str, name: &str) -> Result<(), Refusal> {
    // Bytes are never fewer than characters: most names are judged without counting.
    if name.len() > NAME && name.chars().count() > NAME {
        return Err(too_long(what, NAME));
    }
    Ok(())
}

fn text(what: &str, text: &str) -> Result<(), Refusal> {
    limit(what, text, ENTRY)
}

fn limit(what: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.len() > limit { Err(too_long(what, limit)) } else { Ok(()) }
}

fn too_long(what: &str, limit: usize) -> Refusal {
    Refusal::TooLong { what: what.to_owned(), limit: limit as u64 }
}
