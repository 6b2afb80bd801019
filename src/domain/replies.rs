//! What came back in answer to a draft, and how it becomes a line. Apart from the drafts, because a
//! reply is a line of the timeline like any other: it is mended, struck and redacted there, and a
//! draft only names it. What must stay true: what a mail claims of itself, its time above all, is
//! kept as it says, and judged where it is filed.

use super::decide::SKEW_MILLIS;
use super::draft::Draft;
use super::event::{Attachment, Basis, EntryKind, EntryRecorded, Reply, Seldom};
use super::ids::{DraftId, EntryId};
use super::incident::Incident;
use super::people::{Party, Person};
use super::time::{Precision, Timestamp};
use super::timeline::{Entry, Line};
use crate::text;

/// A reply as it stands on the record.
#[derive(Debug, Clone, Copy)]
pub struct Filed<'a> {
    /// Its line.
    pub line: &'a Line,
    /// What is written there.
    pub entry: &'a Entry,
    /// What it came with.
    pub reply: &'a Reply,
}

impl Filed<'_> {
    /// Who wrote it, as the mail or whoever filed it says.
    pub fn by(&self) -> &str {
        self.entry.now.said_by()
    }
}

impl Reply {
    /// What hung on it, a line each: `list.csv, 4120 bytes, SHA-256 e3b0…`. None of it was opened.
    pub fn attached(&self) -> Vec<String> {
        let one = |one: &Attachment| {
            let name = if one.name.is_empty() { "(no name)" } else { &one.name };
            let bytes = one.whole.bytes;
            let unit = if bytes == 1 { "byte" } else { "bytes" };
            format!("{name}, {bytes} {unit}, SHA-256 {}", one.whole.sha256)
        };
        let mut lines: Vec<String> = self.attachments.iter().map(one).collect();
        if self.more_attachments > 0 {
            lines.push(format!("and {} more that are not listed", self.more_attachments));
        }
        lines
    }

    /// How many things hung on it, in words; nothing where none did.
    pub fn attached_in_short(&self) -> Option<String> {
        let listed = u64::try_from(self.attachments.len()).unwrap_or(u64::MAX);
        match listed.saturating_add(self.more_attachments) {
            0 => None,
            1 => Some("1 attachment".to_owned()),
            many => Some(format!("{many} attachments")),
        }
    }
}

impl EntryRecorded {
    /// Who said it, where somebody is named.
    pub fn said_by(&self) -> &str {
        match &self.basis {
            Basis::Reported { by } | Basis::Assessed { by: Some(by), .. } => by.as_str(),
            Basis::Observed | Basis::Assessed { by: None, .. } => "",
        }
    }
}

impl Incident {
    /// What came back in answer to a draft and is not struck, as it was filed.
    pub fn replies<'a>(&'a self, draft: &'a Draft) -> impl Iterator<Item = Filed<'a>> {
        draft.replies.iter().filter_map(|id| {
            let line = self.timeline.line(id)?;
            let entry = line.entry()?;
            let reply = entry.now.reply()?;
            (entry.withdrawn.is_none() && reply.draft == draft.id).then_some(Filed {
                line,
                entry,
                reply,
            })
        })
    }

    /// Where and when the same reply was filed before, if it stands still.
    pub fn filed_already(&self, to: &EntryRecorded) -> Option<(DraftId, Filed<'_>)> {
        to.reply()?;
        let filed = self
            .drafts
            .all()
            .iter()
            .flat_map(|draft| self.replies(draft).map(|filed| (draft.id.clone(), filed)));
        filed.into_iter().find(|(_, filed)| filed.entry.now.is_same_reply(to))
    }

    /// When a mail of the same id with other words was filed, which a mail program never makes.
    pub fn same_id_other_words(&self, to: &EntryRecorded) -> Option<Timestamp> {
        let id = to.reply()?.message_id.as_ref()?;
        let mut filed = self.drafts.all().iter().flat_map(|draft| self.replies(draft));
        let other = filed.find(|filed| {
            filed.reply.message_id.as_ref() == Some(id) && !filed.entry.now.is_same_reply(to)
        });
        other.map(|filed| filed.line.recorded_at)
    }
}

/// Bytes of a mail, with all that hangs on it.
pub const MAIL_BYTES: usize = 32 * 1024 * 1024;

/// Characters of a reply that its line shows; the whole stands below it.
const SHOWN: usize = 300;

/// What is said of a mail that has no sender.
pub const NO_SENDER: &str = "It does not say who wrote it.";

/// A reply as it was read, before it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Who wrote it; empty where it does not say.
    pub from: String,
    /// When it was written, where it says so and that can be read.
    pub written: Option<Timestamp>,
    /// Its own words, in lines.
    pub words: String,
    /// Where it came from: a file's name, `pasted`.
    pub source: String,
    /// What else it came with.
    pub reply: Reply,
    /// What is to be said of how it was read.
    pub remarks: Vec<String>,
}

impl Letter {
    /// The line to be recorded, and when it happened: when it was written, unless that cannot be;
    /// then now. It is handled as the draft is.
    pub fn entry(&self, id: EntryId, draft: &Draft, now: Timestamp) -> (EntryRecorded, Timestamp) {
        let text = self.shown();
        let quote = (text != self.words).then(|| self.words.clone());
        let quote = quote.filter(|words| !words.trim().is_empty());
        let reply = Reply { audience: draft.audience.clone(), ..self.reply.clone() };
        let by = Party::Person(Person::new(self.from.as_str()));
        let seldom = Seldom {
            basis: Basis::Reported { by },
            handling: draft.handling.clone(),
            quote,
            source: Some(self.source.clone()),
            ..Seldom::default()
        };
        let (kind, precision) = (EntryKind::Reply(Box::new(reply)), Precision::Second);
        let line = EntryRecorded { entry: id, kind, text, precision, seldom: seldom.into() };
        (line, self.written.filter(|at| !is_ahead(*at, now)).unwrap_or(now))
    }

    /// Its own words in one line, what it quotes between them left out, as far as a line shows.
    fn shown(&self) -> String {
        let own = self.words.lines().filter(|line| !line.starts_with('>'));
        let mut shown = String::new();
        for word in own.flat_map(str::split_whitespace) {
            if !shown.is_empty() {
                shown.push(' ');
            }
            shown.extend(word.chars().take(SHOWN));
            if shown.chars().count() >= SHOWN {
                shown.push_str(" …");
                break;
            }
        }
        if shown.is_empty() { "(no words of its own)".to_owned() } else { shown }
    }

    /// Somebody says who wrote it, whatever it says itself.
    pub fn is_from(&mut self, name: &str) {
        self.from = text::name(name);
        self.remarks.retain(|remark| remark != NO_SENDER);
    }

    /// What is to be said before it is filed: how it was read, and what is odd about its time.
    pub fn doubts(&self, now: Timestamp) -> Vec<String> {
        let mut doubts = self.remarks.clone();
        let dated = self.reply.dated.as_deref().unwrap_or_default();
        match self.written {
            Some(at) if is_ahead(at, now) => {
                doubts.push(format!("Its Date, {dated}, lies ahead: it is filed as of now."));
            }
            None if self.reply.dated.is_some() => {
                doubts.push(format!("Its Date, {dated}, cannot be read: it is filed as of now."));
            }
            Some(_) | None => {}
        }
        doubts
    }
}

/// Whether it lies further ahead than clocks differ.
fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at > now.plus_millis(SKEW_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::Digest;
    use crate::domain::event::Whole;

    fn letter(words: &str) -> Letter {
        let whole = Whole { bytes: 0, sha256: Digest::of("") };
        let reply = Reply::bare(DraftId::new("d"), whole);
        let (from, source) = ("Jo".to_owned(), "pasted".to_owned());
        Letter { from, written: None, words: words.to_owned(), source, reply, remarks: Vec::new() }
    }

    #[test]
    fn its_line_shows_its_own_words_and_keeps_them_all() {
        for (words, shown) in [
            ("one line", "one line"),
            ("> why?\nso\n\n> and?\nthus", "so thus"),
            ("> only ours", "(no words of its own)"),
            ("", "(no words of its own)"),
        ] {
            assert_eq!(letter(words).shown(), shown, "{words}");
        }
        let long = letter(&"word ".repeat(200));
        assert!(long.shown().ends_with("word …") && long.shown().chars().count() < 310);
        let one = letter(&"w".repeat(10_000));
        assert!(one.shown().chars().count() < 310, "{}", one.shown().len());
    }
}
