//! Sentences on what consoles let out. None names a recipient or says a word of the text.

use super::{because, clip, title};
use crate::domain::event::{Outcome, RecipientList, SendingClaimed, SendingEnded, Way};
use crate::domain::incident::Incident;

pub(super) fn claimed(incident: &Incident, to: &SendingClaimed) -> String {
    let (title, way) = (title(incident, &to.draft), to.way.words());
    let many = match (to.way, to.to.as_slice()) {
        (Way::Mail, [_]) => " to 1 recipient".to_owned(),
        (Way::Mail, many) => format!(" to {} recipients", many.len()),
        (Way::Webhook, [name, ..]) => format!(" to {}", clip(name)),
        (Way::Clipboard | Way::File | Way::Webhook, _) => String::new(),
    };
    let unchecked = if to.unchecked { ", UNCHECKED: the record was out of reach" } else { "" };
    let digest = to.words.digest.short();
    format!("{title}: about to go out {way}{many}{unchecked}, words {digest}")
}

pub(super) fn ended(incident: &Incident, to: &SendingEnded) -> String {
    let (title, said) =
        (title(incident, &to.draft), if to.said { ", as somebody says" } else { "" });
    match &to.outcome {
        Outcome::Sent { message, .. } => {
            format!("{title}: it went out{said}, message {}", message.short())
        }
        Outcome::HandedOver { message } => {
            format!("{title}: handed over{said}, to be sent from there, {}", message.short())
        }
        Outcome::Failed { because: why } => {
            format!("{title}: it did not go out{said}{}", because(why))
        }
        Outcome::Unknown { because: why } => {
            format!("{title}: OUTCOME UNKNOWN{said}{}", because(why))
        }
    }
}

/// `, list 3a… of 4310 lines`, or nothing.
pub(super) fn list(list: Option<&RecipientList>) -> String {
    list.map(|list| format!(", list {} of {} lines", list.digest.short(), list.lines))
        .unwrap_or_default()
}
