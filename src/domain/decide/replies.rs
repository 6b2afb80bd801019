//! Rules for what comes back in answer to a draft: the draft must be there, what a mail brings with
//! it has bounds, and the same mail is filed once. Apart from the other lines, of which none is
//! known by what it says.

use super::drafts::there;
use super::room::already;
use crate::domain::bounds;
use crate::domain::event::{EntryKind, EntryRecorded, Reply};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;

/// Sizes of everything that a mail brings beside its words.
pub(super) fn fits(entry: &EntryRecorded, reply: &Reply) -> Result<(), Refusal> {
    bounds::label("the draft's audience", &reply.audience)?;
    bounds::label("the mail's subject", &reply.subject)?;
    bounds::label("the mail's date", reply.dated.as_deref().unwrap_or_default())?;
    let id = reply.message_id.as_deref().unwrap_or_default();
    bounds::text("the mail's id", id, bounds::ENTRY_BYTES)?;
    let quote = entry.quote.as_deref().unwrap_or_default();
    let words = entry.text.len().saturating_add(quote.len()).saturating_add(reply.quoted.len());
    if words > bounds::ENTRY_BYTES {
        let limit = bounds::ENTRY_BYTES as u64;
        return Err(Refusal::TooLong { what: "the reply, with what it quotes,".to_owned(), limit });
    }
    bounds::many("the list of attachments", &reply.attachments, bounds::MANY)?;
    for one in &reply.attachments {
        bounds::label("an attachment's name", &one.name)?;
        bounds::label("an attachment's digest", one.whole.sha256.as_str())?;
    }
    bounds::label("the mail's digest", reply.whole.sha256.as_str())
}

/// Whether it may be filed: its draft is there, and no standing line says the same.
pub(super) fn new(incident: &Incident, to: &EntryRecorded) -> Result<(), Refusal> {
    let EntryKind::Reply(reply) = &to.kind else { return Ok(()) };
    there(incident, &reply.draft)?;
    match incident.filed_already(to) {
        None => Ok(()),
        Some((draft, filed)) => {
            let (under, at) = (sentence::title(incident, &draft), filed.line.recorded_at);
            Err(already(format!("this reply is filed under {under}, at {}", sentence::clock(at))))
        }
    }
}
