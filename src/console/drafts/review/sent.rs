//! Words that went out by others' hands: who sent them, to how many, when, by what way, and what
//! tells the list of recipients apart.
//!
//! Apart from the other acts, because what is typed here is read in parts, and a list is counted
//! outside. What must stay true: the list itself never comes here, only its digest and its number
//! of lines; and nothing that has left the house is refused for what it lacked.

use super::who;
use super::{Ask, Shown, ask_of, say};
use crate::console::drafts::checks;
use crate::console::drafts::said;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered};
use crate::console::{compose, typist, update, zone};
use crate::domain::command::Command;
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{DraftSent, Outcome, RecipientList, SendingEnded};
use crate::domain::ids::{ClaimId, DraftId};
use crate::domain::people::Person;
use crate::domain::review::{flag, sentences};
use crate::domain::time::Timestamp;

/// What somebody says of words that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Went {
    /// Who sent them.
    by: Person,
    /// To how many.
    recipients: Option<u64>,
    /// When.
    at: Timestamp,
    /// By what way: `by phone`.
    how: String,
    /// The list of recipients.
    list: List,
}

/// The list of recipients, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum List {
    /// None was named.
    None,
    /// Its digest was typed.
    Typed(RecipientList),
    /// It lies in a file.
    File(String),
}

/// A list that is being counted, and what is recorded with it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The file.
    path: String,
    /// What went out.
    shown: Shown,
    /// What was said of it.
    went: Went,
    /// The same, as it was typed.
    typed: String,
}

/// What stands before the list of recipients where it is typed.
const LIST: &str = "list ";

/// The words that would be recorded as sent, and what they lack: of what a console let out and
/// nobody knows the end of, those.
pub fn to_send(model: &Model, draft: &Draft) -> Option<(Shown, Vec<String>)> {
    let incident = &model.incident;
    if let Some(claim) = draft.review.open_claims().last() {
        return Some(((draft.id.clone(), claim.words.clone()), claim.lacked.clone()));
    }
    let words = incident.wording_of(draft.latest()?);
    let lacks = sentences(&incident.lacks_to_send(draft));
    Some(((draft.id.clone(), words), lacks))
}

/// Asks who sent it.
pub(super) fn sent(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let Some((shown, lacks)) = to_send(model, draft) else { return Vec::new() };
    let title = if lacks.is_empty() {
        "Who sent it, to how many?".to_owned()
    } else {
        format!("Who sent it? It will stand as sent {}", flag(&lacks))
    };
    let claim = draft.review.open_claims().last();
    let by = claim.map_or_else(|| who::own_name(model), |claim| claim.by.clone());
    let text = match claim {
        Some(claim) if !claim.to.is_empty() => format!("{by}, {}", claim.way.words()),
        Some(_) | None => by.to_string(),
    };
    let hint = "Kim, 4310, 09:31, by bulk mail, list /path/to/list.csv";
    let name = format!("who sent {}", draft.id);
    let mut before = checks::open_in(model, std::slice::from_ref(&shown));
    before.extend(claim.map(|claim| format!("Let out {}: {}.", claim.way_out(), claim.doubt())));
    let asks = ask_of(Ask::Sent(shown));
    overlay::prompt_offering(model, asks, &name, title, hint, &text);
    overlay::before_answering(model, before);
    Vec::new()
}

/// Who sent it, and after commas to how many, when, by what way and to which list, in any order.
fn read(model: &Model, said: &str) -> Result<Went, String> {
    let mut parts = said.split(',').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty());
    let name = name.ok_or("A name is needed: who sent it?")?;
    let by = Person::new(typist::name_given(name)?);
    let (how, list) = (String::new(), List::None);
    let mut went = Went { by, recipients: None, at: model.now, how, list };
    for part in parts.filter(|part| !part.is_empty()) {
        let number = part.split_whitespace().next().unwrap_or_default();
        if let Ok(many) = number.parse() {
            went.recipients = Some(many);
        } else if let Some(list) = part.strip_prefix(LIST) {
            went.list = read_list(list.trim(), &went)?;
        } else if ["/", "~/", "./"].iter().any(|begins| part.starts_with(begins)) {
            went.list = List::File(part.to_owned());
        } else if part.starts_with("by ") {
            part.clone_into(&mut went.how);
        } else {
            let zone = model.room_tz();
            let read = compose::past_time(part.trim_start_matches("at "), model.now, zone);
            let why = |why: String| {
                format!(
                    "“{part}” is neither how many (4310), a time, by what way (by phone) nor a \
                     list (list FILE, list SHA-256): {why}"
                )
            };
            went.at = read.map_err(|problem| why(problem.sentence()))?.0;
        }
    }
    Ok(went)
}

/// `FILE`, or `SHA-256 [LINES]` where somebody has counted it elsewhere.
fn read_list(said: &str, went: &Went) -> Result<List, String> {
    let (first, rest) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    if first.is_empty() {
        return Err("Say which: list FILE, or list and its SHA-256.".to_owned());
    }
    if first.len() != 64 || !first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(List::File(said.to_owned()));
    }
    let lines = rest.split_whitespace().next().map(str::parse);
    let lines = match lines {
        Some(Ok(lines)) => lines,
        Some(Err(_)) => return Err(format!("“{rest}” is no number of lines.")),
        None => went.recipients.ok_or("How many lines has it? list SHA-256 4310")?,
    };
    Ok(List::Typed(RecipientList { digest: Digest::new(first.to_lowercase()), lines }))
}

/// Whether it can be read who sent it, to how many and when; else which part cannot.
pub fn readable(model: &Model, said: &str) -> Result<(), String> {
    read(model, said).map(|_| ())
}

/// What is odd about what is being typed: a time earlier than its text, an approval or the go; a
/// list of another length than the number. It may be so, and is recorded if a person says so.
pub fn doubt(model: &Model, (draft, words): &Shown, said: &str) -> Option<String> {
    let went = read(model, said).ok()?;
    if let (List::Typed(list), Some(many)) = (&went.list, went.recipients)
        && list.lines != many
    {
        return Some(format!("The list has {} lines, and it went to {many}.", list.lines));
    }
    let draft = model.incident.drafts.draft(draft)?;
    let early = model.incident.early(draft, words, went.at);
    let early: Vec<String> = early.iter().map(|one| said::early_words(model, one)).collect();
    if early.is_empty() {
        return None;
    }
    let at = zone::moment(went.at, model.now, model.tz());
    let early = early.join("; ");
    Some(format!("It would stand as sent {at}, and its TIME IN DOUBT: {early}."))
}

/// Records what left the house; where its list lies in a file, once that is counted.
pub fn record(model: &mut Model, shown: Shown, said: &str) -> Answered {
    let went = read(model, said)?;
    let list = match &went.list {
        List::None => None,
        List::Typed(list) => Some(list.clone()),
        List::File(path) => {
            let path = path.clone();
            let typed = said.to_owned();
            model.notice = Some("Counting the list; it is recorded then.".to_owned());
            let counting = Counting { path: path.clone(), shown, went, typed };
            model.drafts.counting = Some(Box::new(counting));
            return Ok(vec![Effect::CountList(path)]);
        }
    };
    Ok(submit(model, shown, went, list))
}

/// The list was counted, or cannot be.
pub fn counted(
    model: &mut Model,
    path: &str,
    counted: Result<RecipientList, String>,
) -> Vec<Effect> {
    let Some(counting) = model.drafts.counting.take_if(|one| one.path == path) else {
        return Vec::new();
    };
    match counted {
        Ok(list) => {
            let (digest, lines) = (list.digest.short().to_owned(), list.lines);
            let effects = submit(model, counting.shown, counting.went, Some(list));
            if !effects.is_empty() {
                let words = format!("Its list has {lines} lines, SHA-256 {digest}….");
                model.notice = Some(words);
            }
            effects
        }
        Err(why) => {
            let name = format!("who sent {}", counting.shown.0);
            model.kept_fields.insert(name, counting.typed);
            model.notice = Some(format!("Not recorded, what you typed is kept (s): {why}"));
            Vec::new()
        }
    }
}

/// Asks how it is known that what a console let out did not go out.
pub(super) fn ask_not_sent(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let Some(claim) = draft.review.open_claims().last() else {
        return say(model, "No sending of it waits for a word on how it ended.");
    };
    let name = format!("not sent {}", claim.id);
    let title =
        format!("{} by {}: how is it known that it did not go out?", claim.way_out(), claim.by);
    let title = title.replacen(&title[..1], &title[..1].to_uppercase(), 1);
    let asks = ask_of(Ask::NotSent(draft.id.clone(), claim.id.clone()));
    let hint = "nothing in the server's log; it may then be sent again";
    overlay::prompt(model, asks, &name, title, hint, "");
    Vec::new()
}

/// Records that it did not.
pub fn not_sent(model: &mut Model, draft: DraftId, claim: ClaimId, words: &str) -> Answered {
    if words.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    let outcome = Outcome::Failed { because: words.to_owned() };
    let ended = SendingEnded { draft, claim, outcome, said: true };
    Ok(update::submit(model, Command::EndSending(ended)))
}

fn submit(
    model: &mut Model,
    (draft, words): Shown,
    went: Went,
    list: Option<RecipientList>,
) -> Vec<Effect> {
    let department = model.me.department.clone();
    let open = checks::open_of(model, &draft);
    let known = model.incident.drafts.draft(&draft);
    let claim = known.and_then(|draft| draft.review.open_claims().last());
    let claim = claim.filter(|claim| claim.words == words).map(|claim| claim.id.clone());
    let Went { by, recipients, at, how, list: _ } = went;
    let recipients = recipients.or(list.as_ref().map(|list| list.lines));
    let sent = DraftSent { recipients, list, how, claim, open, ..DraftSent::new(draft, words, by) };
    update::submit_about(model, Command::RecordSent(sent), department, at)
}
