//! What came back, in linear mode: a file, a paste that waits, or words behind a name.
//!
//! Separate from what goes out, because here others' words come in. What must stay true: it is the
//! same reading and filing as on the screen; only the asking differs.

use crate::console::drafts::replies;
use crate::console::effect::Brought;
use crate::console::update::cannot_record;

use super::drafts::there;
use super::{Did, Talk};

const HOW: &str = "Say what came back: /reply N PATH, /reply N NAME[, TIME]: WORDS, or paste it \
                   and then /reply N [NAME[, TIME]].";

/// `/reply N PATH [by NAME[, TIME]]`, `/reply N NAME[, TIME]: WORDS`, `/reply N [NAME[, TIME]]`.
pub fn reply(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    there(talk, &id)?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let (who, what) = if said.starts_with(['/', '~', '.']) {
        let (path, who) = said.rsplit_once(" by ").unwrap_or((said, ""));
        (who, Brought::File(path.trim().to_owned()))
    } else if let Some((who, words)) = said.split_once(": ") {
        (who, Brought::Words(words.to_owned()))
    } else if replies::is_path(said) {
        ("", Brought::File(said.to_owned()))
    } else {
        let pasted = talk.linear.pasted.as_ref().ok_or(HOW)?;
        (said, Brought::Words(pasted.text.clone()))
    };
    let by = match who.trim() {
        "" => (String::new(), None),
        who => replies::by_and_when(talk.model, who)?,
    };
    Ok(replies::read(talk.model, id, what, Some(by)))
}
