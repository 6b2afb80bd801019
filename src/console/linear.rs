//! Linear mode: the same room as plain lines with a prompt, for screen readers and dumb terminals.
//! A conversation: a typed line or something heard goes in, lines to print and effects come out.
//!
//! Separate from the screen, because nothing is drawn, moved or selected here: what was printed
//! stays, and a thing is named by its number in the list printed last. What must stay true: lines
//! are read by the same grammar and judged by the same rules as on the screen; whatever is printed
//! has been through [`text::output`]; nothing that others do changes what a number means.
//!
//! The terminal keeps the line that is being typed to itself until Enter. So nothing of it can be
//! seen here, kept at the desk, or hidden before that, and a line that is printed meanwhile stands
//! in the middle of it (Ctrl-R shows it again in most terminals). What was typed and waits for a
//! word, a second Enter or the rest of a draft, is kept at the desk ([`kept`]).
#![expect(
    clippy::unnecessary_wraps,
    reason = "every command of the table has the one shape, those that cannot fail too"
)]

mod capture;
mod checks;
mod drafts;
mod entries;
mod heard;
mod items;
mod kept;
mod look;
mod me;
mod plan;
mod redact;
mod replies;
mod review;
mod room;
mod spoken;
pub mod start;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::domain::check::Finding;
use crate::domain::ids::{CommentId, DraftId, EntryId, ItemId, RevisionId, SubmissionId};
use crate::text;

use super::drafts::review::Shown;
use super::effect::Effect;
use super::message::Message;
use super::model::{Model, Slot, Thing};
use super::taken_off;

use kept::{Offer, Pasted};

pub use drafts::SLOT as DRAFT_SLOT;
pub use table::markdown;

/// After this long without a line the person is asked whether they are still the same.
const SAME_PERSON_MINUTES: i64 = 20;

/// The conversation so far, as far as it matters for the next line.
#[derive(Debug, Clone)]
pub struct Linear {
    /// What numbers mean: the list printed last.
    listed: Vec<Listed>,
    /// The line that an empty Enter, or the same line again, confirms.
    asked: Option<Asked>,
    /// Lines that were offered, for `/take`.
    offered: Vec<Offer>,
    /// The number of the line offered last.
    offers: usize,
    /// A draft's new text, line by line.
    writing: Option<Writing>,
    /// The draft that `$EDITOR` was given.
    editing: Option<Editing>,
    /// A paste that waits for a word on what is to become of it.
    pasted: Option<Pasted>,
    /// Whether a terminal echoes what is typed.
    echoed: bool,
    /// What the desk was told of what is half typed here.
    kept: BTreeMap<Slot, String>,
    /// What was said last of redacted words that stand in a text here.
    warned: Option<String>,
    /// The entry of this console's last line.
    last: Option<EntryId>,
    /// The words that somebody is about to answer for.
    shown: Vec<Shown>,
    /// Whether hidden lines were hidden when the last line was printed.
    shielded: bool,
}

/// What a number means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Listed {
    /// An entry, an item, a draft, a line that the console recorded.
    Thing(Thing),
    /// A promised update, by whom it is for.
    Update(String),
    /// A template, by its id.
    Template(String),
    /// A refused submission.
    Refused(SubmissionId),
    /// A comment on a draft.
    Comment(DraftId, CommentId),
    /// What the checks found in a draft.
    Finding(DraftId, Box<Finding>),
    /// Something that holds the words to be redacted, by the name it is marked by.
    Found(String),
    /// A text that lies half typed at the desk, by its number there.
    Left(String),
}

/// A line that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    line: String,
    /// Whether all else was asked already, so that it is done at once when it is confirmed.
    sure: bool,
}

/// A draft's text as it is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Writing {
    draft: DraftId,
    bases: Vec<RevisionId>,
    text: String,
}

/// A draft in `$EDITOR`: the texts it is made from, and the words that were given to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Editing {
    draft: DraftId,
    bases: Vec<RevisionId>,
    words: String,
}

/// Something for the conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A person typed a line and pressed Enter.
    Line(String),
    /// Several lines came at once: nobody types like that.
    Pasted(String),
    /// Something happened elsewhere.
    Heard(Box<Message>),
}

impl Input {
    /// What was heard from elsewhere.
    pub fn heard(message: Message) -> Self {
        Self::Heard(Box::new(message))
    }
}

/// What to print and to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    /// Lines, safe for a terminal, without line ends.
    pub lines: Vec<String>,
    /// For the runtime.
    pub effects: Vec<Effect>,
}

/// Effects, or a sentence that says why there are none.
type Did = Result<Vec<Effect>, String>;

impl Default for Linear {
    fn default() -> Self {
        Self {
            listed: Vec::new(),
            asked: None,
            offered: Vec::new(),
            offers: 0,
            writing: None,
            editing: None,
            pasted: None,
            echoed: false,
            kept: BTreeMap::new(),
            warned: None,
            last: None,
            shown: Vec::new(),
            shielded: true,
        }
    }
}

impl Linear {
    /// At a terminal, which echoes what is typed, or at a pipe.
    pub fn at(terminal: bool) -> Self {
        Self { echoed: terminal, ..Self::default() }
    }

    /// The draft that `$EDITOR` is given, and the texts that it is made from.
    pub fn edits(&self) -> Option<(&DraftId, &[RevisionId])> {
        self.editing.as_ref().map(|editing| (&editing.draft, editing.bases.as_slice()))
    }

    /// What a person reads on coming in.
    pub fn greet(&mut self, model: &Model) -> Vec<String> {
        let mut page = Page::default();
        spoken::status(&mut page, model);
        page.say("Type what just happened, press Enter. /help lists the commands.");
        if names_nobody(model) {
            let me = &model.me;
            page.say(format!(
                "But first: who is typing? A name, with a department if you like; Enter alone: {} \
                 ({}).",
                me.person, me.department
            ));
        }
        page.lines
    }

    /// What stands before the line.
    pub fn prompt(&self, model: &Model) -> String {
        let what = match (&self.writing, &self.asked) {
            (Some(_), _) => "draft",
            (None, Some(_)) => "Enter confirms",
            (None, None) if names_nobody(model) => "Your name",
            (None, None) => model.me.person.as_str(),
        };
        format!("{}: ", text::output(what))
    }

    /// Takes something in.
    pub fn turn(&mut self, model: &mut Model, input: Input) -> Turn {
        let mut talk = Talk { linear: self, model, page: Page::default(), sure: false };
        let mut effects = match input {
            Input::Line(line) => talk.line(&line),
            Input::Pasted(text) => talk.pasted(text),
            Input::Heard(message) => heard::hear(&mut talk, *message),
        };
        kept::settle(talk.linear, talk.model, &mut effects);
        taken_off::settle(talk.model, &mut effects);
        kept::notice(talk.linear, talk.model, &mut talk.page);
        Turn { lines: talk.page.lines, effects }
    }
}

/// Whether nobody has said here who types.
const fn names_nobody(model: &Model) -> bool {
    model.me.unnamed && model.me.unconfirmed && !model.me.read_only
}

/// Lines to be printed: every one goes through the sink.
#[derive(Debug, Default)]
struct Page {
    lines: Vec<String>,
}

impl Page {
    /// One line, whatever it holds.
    fn say(&mut self, line: impl AsRef<str>) {
        self.lines.push(text::output(line.as_ref()).into_owned());
    }

    /// A text of many lines, each behind a margin.
    fn say_text(&mut self, words: &str) {
        for line in text::lines(words) {
            self.say(format!("    {line}"));
        }
    }
}

/// One turn of the conversation.
struct Talk<'a> {
    linear: &'a mut Linear,
    model: &'a mut Model,
    page: Page,
    /// Whether this very line was asked about, and confirmed.
    sure: bool,
}

impl Talk<'_> {
    /// A typed line.
    fn line(&mut self, typed: &str) -> Vec<Effect> {
        if self.linear.writing.is_some() {
            self.model.last_key = self.model.now;
            return drafts::write_on(self, typed);
        }
        let asked = self.linear.asked.take();
        let blank = typed.trim().is_empty();
        if asked.is_none() && names_nobody(self.model) && me::is_name(typed) {
            return me::named(self, typed);
        }
        let Asked { line, sure } = match asked {
            Some(asked) if blank || asked.line == typed => asked,
            _ if blank => return Vec::new(),
            left => {
                if let Some(left) = left {
                    kept::leave(self, left.line);
                }
                Asked { line: typed.to_owned(), sure: false }
            }
        };
        self.sure = sure;
        match self.judged(&line).and_then(|()| self.run(&line)) {
            Ok(effects) => {
                self.model.last_key = self.model.now;
                effects
            }
            Err(why) => {
                self.page.say(why);
                Vec::new()
            }
        }
    }

    fn run(&mut self, line: &str) -> Did {
        let Some(command) = line.strip_prefix('/') else {
            return capture::record(self, line);
        };
        let (name, rest) = word(command);
        let row = table::find(name)?;
        (row.run)(self, rest)
    }

    /// Asks once more where a typed line holds words that somebody took off the record while they
    /// stood in a text here; what names them to take them off holds them on purpose.
    fn judged(&mut self, line: &str) -> Result<(), String> {
        let names_them = line.strip_prefix('/').is_some_and(|command| {
            table::find(word(command).0).is_ok_and(|row| row.name == "redact")
        });
        if names_them { Ok(()) } else { self.still_held(line, line) }
    }

    /// The same of any text; `again` is the line that goes on.
    fn still_held(&mut self, text: &str, again: &str) -> Result<(), String> {
        let Some(why) = taken_off::doubt(self.model, text) else { return Ok(()) };
        self.linear.asked = Some(Asked { line: again.to_owned(), sure: self.sure });
        Err(format!("{why} Enter, or the same line again, goes on; anything else leaves it."))
    }

    /// Several lines that came at once: nothing of them is run.
    fn pasted(&mut self, pasted: String) -> Vec<Effect> {
        if self.linear.writing.is_some() {
            for line in text::lines(&pasted) {
                drafts::take_line(self, line);
            }
            return Vec::new();
        }
        if let Some(asked) = self.linear.asked.take() {
            kept::leave(self, asked.line);
        }
        capture::pasted(self, pasted);
        Vec::new()
    }

    /// Asks before going on: an empty Enter, or the same line again, confirms. Says `why` and
    /// breaks off unless that has happened.
    fn ask(&mut self, line: String, why: &str) -> Result<(), String> {
        if self.sure {
            return Ok(());
        }
        self.linear.asked = Some(Asked { line, sure: true });
        Err(format!("{why} Enter, or the same line again, goes on; anything else leaves it."))
    }

    /// Sends a command that changes the record, unless nothing can be recorded here.
    fn submit(&mut self, command: crate::domain::command::Command) -> Vec<Effect> {
        super::update::submit(self.model, command)
    }

    /// The id for the thing that the next submission makes.
    fn next_thing(&self) -> String {
        self.model.next_id().thing()
    }

    /// What the number that `rest` begins with means, and what follows it.
    fn number<'r>(&self, rest: &'r str) -> Result<(Listed, &'r str), String> {
        let (said, rest) = word(rest);
        if said == "last" {
            let last = self.linear.last.clone().ok_or("Nothing was typed here yet.")?;
            return Ok((Listed::Thing(Thing::Entry(last)), rest));
        }
        if said.is_empty() {
            return Err("Say which: the number of a line in the list printed last.".to_owned());
        }
        let many = self.linear.listed.len();
        let number: usize = said.parse().map_err(|_| {
            format!(
                "{said} is no number. Give the number of a line in the list printed last, or last."
            )
        })?;
        let listed = number.checked_sub(1).and_then(|place| self.linear.listed.get(place));
        match listed {
            Some(listed) => Ok((listed.clone(), rest)),
            None if many == 0 => {
                Err("No list was printed yet: /next, /timeline, /lists and /drafts print one."
                    .to_owned())
            }
            None => {
                Err(format!("There is no number {number}: the last list goes from 1 to {many}."))
            }
        }
    }

    /// The entry that a number means.
    fn entry<'r>(&mut self, rest: &'r str) -> Result<(EntryId, &'r str), String> {
        match self.number(rest)? {
            (Listed::Thing(Thing::Entry(id)), rest) => Ok((id, rest)),
            _ => Err("That number is no line that somebody wrote; /timeline lists those.".into()),
        }
    }

    /// The item that a number means.
    fn item<'r>(&mut self, rest: &'r str) -> Result<(ItemId, &'r str), String> {
        match self.number(rest)? {
            (Listed::Thing(Thing::Item(id)), rest) => Ok((id, rest)),
            _ => Err("That number is no item; /lists DEPARTMENT lists those.".into()),
        }
    }

    /// The draft that a number means.
    fn draft<'r>(&mut self, rest: &'r str) -> Result<(DraftId, &'r str), String> {
        match self.number(rest)? {
            (Listed::Thing(Thing::Draft(id)), rest) => Ok((id, rest)),
            _ => Err("That number is no draft; /drafts lists those.".into()),
        }
    }

    /// Asks once more where another console changed the thing a moment ago.
    fn unstirred(&mut self, line: String, thing: &Thing) -> Result<(), String> {
        if self.model.stirred_lately(thing) {
            return self.ask(line, "This changed at another console a moment ago.");
        }
        Ok(())
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(first, rest)| (first, rest.trim()))
}

/// A text that is needed, or the sentence that says how to give it.
fn needed<'a>(text: &'a str, how: &str) -> Result<&'a str, String> {
    if text.trim().is_empty() { Err(how.to_owned()) } else { Ok(text.trim()) }
}
