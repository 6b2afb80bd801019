//! Letting words out from this console: by which way, to whom, claimed first, let out once the
//! claim is numbered, and asked about where nobody knows how it ended.
//!
//! Apart from what others sent, because here the program acts. What must stay true: a letter is
//! handed to the runtime once, and only after its claim came back numbered, or is safe at the desk
//! where a person said to send although the record is out of reach.

mod going;

use super::checks;
use super::review::{Shown, acts};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, Asks, ChoiceRow};
use crate::console::{update, zone};
use crate::domain::command::Command;
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{RecipientList, SendingClaimed, Way};
use crate::domain::ids::{ClaimId, DraftId};
use crate::domain::review::MAILED_MAX;

pub use going::{
    Going, Outgoing, busy, committed, ended, forget, kept, leave, on_its_way, refused, stop,
};

/// The ways that are set up on this host, beside the clipboard and a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    /// From whom mail goes out, where a server is set up.
    pub mail: Option<String>,
    /// The names of the chats.
    pub chats: Vec<String>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// By which way.
    Way(Shown),
    /// To which addresses, or into which file.
    To(Shown, Way),
    /// Whether to let it out.
    LetOut(Box<Ready>),
}

/// A letter that is ready to be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// What goes out.
    shown: Shown,
    /// By what way.
    way: Way,
    /// To whom.
    to: Vec<String>,
    /// The last row by which it went out before, as it is shown here.
    after: u64,
    /// Whether the record is out of reach.
    unchecked: bool,
}

const CLIPBOARD: &str = "clipboard";
const FILE: &str = "file";
const MAIL: &str = "mail";
const CHAT: &str = "chat:";

/// Whether the record is out of reach, so that nobody can be asked whether it went out already.
fn out_of_reach(model: &Model) -> bool {
    let stuck = model.reach.share.as_ref().is_some_and(|share| share.stuck.is_some());
    model.reach.away_since.is_some() || stuck
}

/// The words as they would leave now, or why they cannot from here.
pub fn words(model: &Model, draft: &Draft) -> Result<Shown, String> {
    if let Some(why) = update::cannot_record(model) {
        return Err(why);
    }
    if on_its_way(model, &draft.id).is_some() {
        return Err("It is on its way out already; Esc stops it.".to_owned());
    }
    if super::hides_words(model, draft) {
        return Err(super::words_hidden(model, draft));
    }
    let words = model.incident.wording(draft);
    let words = words.ok_or("Several texts stand side by side: make one of them first.")?;
    let lacks = model.incident.lacks_to_leave(draft, &words, model.now);
    if lacks.is_empty() {
        return Ok((draft.id.clone(), words));
    }
    Err(format!(
        "Not from here yet: {}. What went out all the same is recorded with s.",
        lacks.join("; ")
    ))
}

/// Asks by which way.
pub fn ask(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let shown = match words(model, draft) {
        Ok(shown) => shown,
        Err(why) => {
            model.notice = Some(why);
            return Vec::new();
        }
    };
    let ways = &model.drafts.ways;
    let mut rows = vec![
        ChoiceRow::new(CLIPBOARD, "The terminal's clipboard", "to be pasted elsewhere"),
        ChoiceRow::new(FILE, "A file", "for a bulk mailer, a web page"),
    ];
    if let Some(from) = &ways.mail {
        rows.push(ChoiceRow::new(MAIL, format!("Mail, to {MAILED_MAX} at most"), from.clone()));
    }
    for name in &ways.chats {
        rows.push(ChoiceRow::new(format!("{CHAT}{name}"), format!("Chat: {name}"), "webhook"));
    }
    let asks = Asks::Drafts(super::Ask::Sending(Ask::Way(shown)));
    overlay::choose(model, asks, "Let it out by …", rows, false);
    Vec::new()
}

/// Takes an answer to what was asked.
pub fn answer(model: &mut Model, ask: Ask, words: &str) -> Answered {
    match ask {
        Ask::Way(shown) => match (words, words.strip_prefix(CHAT)) {
            (CLIPBOARD, _) => Ok(confirm(model, shown, Way::Clipboard, Vec::new())),
            (_, Some(name)) => Ok(confirm(model, shown, Way::Webhook, vec![name.to_owned()])),
            (FILE, None) => {
                let path = format!("~/{}.md", file_name(model, &shown.0));
                Ok(ask_to(model, shown, Way::File, "Into which file?", &path))
            }
            (_, None) => Ok(ask_to(model, shown, Way::Mail, "To which addresses?", "")),
        },
        Ask::To(shown, way) => {
            let to = read_to(way, words)?;
            Ok(confirm(model, shown, way, to))
        }
        Ask::LetOut(ready) => Ok(claim(model, *ready)),
    }
}

fn ask_to(model: &mut Model, shown: Shown, way: Way, title: &str, text: &str) -> Vec<Effect> {
    let hint = match way {
        Way::Mail => "commas between them; each sees the others",
        Way::File | Way::Clipboard | Way::Webhook => "a new one; nothing is written over",
    };
    let name = format!("to {} {}", way.words(), shown.0);
    let asks = Asks::Drafts(super::Ask::Sending(Ask::To(shown, way)));
    overlay::prompt(model, asks, &name, title, hint, text);
    Vec::new()
}

/// A name for a file, of the draft's title.
fn file_name(model: &Model, id: &DraftId) -> String {
    let title = model.incident.drafts.draft(id).map_or("draft", |draft| &draft.title);
    let plain = |one: char| if one.is_alphanumeric() { one.to_ascii_lowercase() } else { '-' };
    let name: String = title.chars().take(40).map(plain).collect();
    name.trim_matches('-').to_owned()
}

/// The recipients, as they were typed.
pub fn read_to(way: Way, typed: &str) -> Result<Vec<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("Say where to.".to_owned());
    }
    if way != Way::Mail {
        return Ok(vec![typed.to_owned()]);
    }
    let split = typed.split([',', ';', '\n']).map(str::trim).filter(|one| !one.is_empty());
    let mut to: Vec<String> = Vec::new();
    for one in split {
        let address = one.rsplit_once('<').map_or(one, |(_, rest)| rest.trim_end_matches('>'));
        let (name, host) = address.split_once('@').unwrap_or((address, ""));
        let odd = |part: &str| part.is_empty() || part.contains(char::is_whitespace);
        if odd(name) || odd(host) || host.contains('@') {
            return Err(format!("“{one}” is no address; commas stand between addresses."));
        }
        if !to.iter().any(|known| known.eq_ignore_ascii_case(one)) {
            to.push(one.to_owned());
        }
    }
    if to.len() > MAILED_MAX {
        return Err(format!(
            "{} recipients are a list, and a console mails to {MAILED_MAX} at most. Let it out \
             into a file, give that to a bulk mailer, then say with s who sent it, to how many and \
             to which list.",
            to.len()
        ));
    }
    Ok(to)
}

/// What somebody should know before it leaves, and the letter.
pub fn before(model: &Model, shown: Shown, way: Way, to: Vec<String>) -> (Ready, Vec<String>) {
    let unchecked = out_of_reach(model);
    let mut lines = acts::named(model, std::slice::from_ref(&shown));
    match way {
        Way::Clipboard => lines.push(
            "No terminal says whether it took it; some take 74 KB at most, and tmux only where \
             its set-clipboard is on."
                .to_owned(),
        ),
        Way::File => lines.push(format!("into {}", to.join(", "))),
        Way::Mail => lines.push(format!("by mail to {}", to.join(", "))),
        Way::Webhook => lines.push(format!("into the chat {}", to.join(", "))),
    }
    lines.extend(checks::open_in(model, std::slice::from_ref(&shown)));
    let draft = model.incident.drafts.draft(&shown.0);
    let after = draft.map_or(0, |draft| draft.review.last_out());
    if let Some((by, at, how)) = draft.and_then(|draft| draft.review.last_out_words()) {
        let at = zone::moment(at, model.now, model.tz());
        lines.insert(0, format!("IT IS OUT ALREADY, OR MAY BE: by {by}, {at}: {how}."));
    }
    if unchecked {
        let words = "THE RECORD IS OUT OF REACH: nobody can tell whether another console lets it \
                     out, or what has changed. It will stand as sent UNCHECKED.";
        lines.insert(0, words.to_owned());
    }
    (Ready { shown, way, to, after, unchecked }, lines)
}

impl Ready {
    /// The question.
    pub fn title(&self) -> &'static str {
        match (self.unchecked, self.after) {
            (true, _) => "Let it out now, unchecked?",
            (false, 0) => "Let these words out?",
            (false, _) => "Let these words out once more?",
        }
    }
}

fn confirm(model: &mut Model, shown: Shown, way: Way, to: Vec<String>) -> Vec<Effect> {
    let (ready, lines) = before(model, shown, way, to);
    let title = ready.title();
    let asks = Asks::Drafts(super::Ask::Sending(Ask::LetOut(Box::new(ready))));
    overlay::confirm(model, asks, title, lines);
    Vec::new()
}

/// Claims it; it leaves once the claim is on the record.
pub fn claim(model: &mut Model, ready: Ready) -> Vec<Effect> {
    let Ready { shown: (id, words), way, to, after, unchecked } = ready;
    let Some(draft) = model.incident.drafts.draft(&id) else { return Vec::new() };
    let Some(text) = draft.words(&words) else { return Vec::new() };
    let title = draft.title.clone();
    let submission = model.next_id();
    let claim = ClaimId::new(submission.thing());
    let lines = to.len() as u64;
    let list = (way == Way::Mail).then(|| RecipientList {
        digest: Digest::of(&to.iter().flat_map(|one| [one.as_str(), "\n"]).collect::<String>()),
        lines,
    });
    let claimed = SendingClaimed {
        draft: id.clone(),
        claim: claim.clone(),
        words,
        way,
        to: to.clone(),
        list,
        after,
        unchecked,
        lacked: Vec::new(),
        open: checks::open_of(model, &id),
    };
    let effects = update::submit(model, Command::ClaimSending(claimed));
    if effects.is_empty() {
        return effects;
    }
    model.notice = Some("Claimed; it leaves once the claim is on the record. Esc stops it.".into());
    let outgoing = Outgoing { claim, way, to, title, words: text };
    model.drafts.going.push(Going { draft: id, submission, unchecked, left: false, outgoing });
    effects
}
