//! What leaves the house by the program itself: mail to a few, a chat's incoming webhook, a file.
//!
//! Apart from the runtime, because each speaks another program's protocol, and apart from the
//! store, because nothing here ever touches a record. What must stay true: nothing is let out but
//! by a [`Letter`] whose claim stands on the record (or that a person sent unchecked); every step
//! has a time limit; and [`Stage`] decides, once, whether a letter was stopped or handed over.

mod file;
mod mail;
mod markup;
mod secret;
mod webhook;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::domain::digest::Digest;
use crate::domain::event::{Outcome, Way};
use crate::domain::ids::ClaimId;
use crate::text;

pub use mail::{Mail, Security};
pub use webhook::Webhook;

/// After this long nobody waits for an answer any more.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long one step of a connection may take.
pub const STEP: Duration = Duration::from_secs(20);
/// How much of what another end answered is kept.
const ANSWER_CHARS: usize = 300;

/// The ways out that somebody set up, from `config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ways {
    /// The mail server.
    pub mail: Option<Mail>,
    /// The chats.
    pub chat: Vec<Webhook>,
}

/// What is to be let out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The claim that it goes out under.
    pub claim: ClaimId,
    /// By what way.
    pub way: Way,
    /// To whom: addresses, the name of a chat, the path of a file.
    pub to: Vec<String>,
    /// What it is called, where its words do not say so themselves.
    pub title: String,
    /// The words.
    pub words: String,
}

impl Letter {
    /// Subject and text: a first line `Subject: …` is the subject, else the title is.
    fn parts(&self) -> (String, &str) {
        let (first, rest) = self.words.split_once('\n').unwrap_or((&self.words, ""));
        match first.strip_prefix("Subject:").map(str::trim) {
            Some(subject) if !subject.is_empty() => {
                (text::cells(subject).into_owned(), rest.trim_start_matches('\n'))
            }
            Some(_) | None => (text::cells(&self.title).into_owned(), &self.words),
        }
    }
}

/// How far a letter is: whoever stops it and whoever hands it over ask here, and one of them wins.
#[derive(Debug, Default)]
pub struct Stage(AtomicU8);

const BEFORE: u8 = 0;
const HANDED: u8 = 1;
const STOPPED: u8 = 2;

impl Stage {
    /// The letter is about to be handed over; false where it was stopped.
    fn hand_over(&self) -> bool {
        self.goes_to(HANDED)
    }

    /// Stops the letter; false where it is too late for that.
    pub fn stop(&self) -> bool {
        self.goes_to(STOPPED)
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst) == STOPPED
    }

    fn goes_to(&self, stage: u8) -> bool {
        self.0.compare_exchange(BEFORE, stage, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

/// Lets it out; how that ended. Takes as long as the other end does, each step of the connection
/// `step` at most.
pub fn let_out(ways: &Ways, letter: &Letter, stage: &Stage, step: Duration) -> Outcome {
    let told = match letter.way {
        Way::File => file::write(letter, stage),
        Way::Mail => match &ways.mail {
            Some(mail) => mail::send(mail, letter, stage, step),
            None => Err("no mail server is set up: [ways.mail] in config.toml".to_owned()),
        },
        Way::Webhook => {
            let named = |chat: &&Webhook| letter.to.contains(&chat.name);
            match ways.chat.iter().find(named) {
                Some(chat) => webhook::post(chat, letter, stage, step),
                None => Err("no chat of that name is set up in config.toml".to_owned()),
            }
        }
        Way::Clipboard => Err("only the terminal itself has a clipboard".to_owned()),
    };
    told.unwrap_or_else(|because| Outcome::Failed { because })
}

/// That it was stopped before anything left.
const STOPPED_FIRST: &str = "it was stopped before anything left";

/// The digest of what was handed over.
fn sum(bytes: &[u8]) -> Digest {
    Digest::of_sum(&Sha256::digest(bytes))
}

/// What another end answered, as much as is kept of it, on one line.
fn answer(said: &str) -> String {
    let line = text::output(said.trim()).into_owned();
    line.chars().take(ANSWER_CHARS).collect()
}

/// `~/` is the person's own folder.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Stage, Way};
    use crate::domain::ids::ClaimId;

    #[test]
    fn who_stops_and_who_hands_over_never_both_win() {
        let (first, second) = (Stage::default(), Stage::default());
        assert!(first.stop() && !first.hand_over() && first.is_stopped());
        assert!(second.hand_over() && !second.stop() && !second.is_stopped());
    }

    #[test]
    fn a_first_line_that_says_so_is_the_subject_and_nothing_forges_a_header() {
        let letter = |words: &str| Letter {
            claim: ClaimId::from("k"),
            way: Way::Mail,
            to: Vec::new(),
            title: "Notice\r\nBcc: all@x".to_owned(),
            words: words.to_owned(),
        };
        let with = letter("Subject: Reset tokens\n\nDear all,\nnow.");
        assert_eq!(with.parts(), ("Reset tokens".to_owned(), "Dear all,\nnow."));
        let without = letter("Dear all");
        let (subject, text) = without.parts();
        assert!(!subject.contains(['\r', '\n']), "{subject:?}");
        assert_eq!(text, "Dear all");
    }
}
