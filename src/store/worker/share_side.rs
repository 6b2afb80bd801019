//! The worker's view of a share: its child, what the segments add up to, who else is there.
//!
//! Apart from the room, because nothing here knows of the desk or the screen: what the child tells
//! goes in, and what the room is to do comes out as plain values.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SessionId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::store::share::ledger::{Ledger, Step};
use crate::store::share::line::{self, Line};
use crate::store::share::milestone::{Milestone, Progress};
use crate::store::share::presence::Present;
use crate::store::share::process::ShareChild;
use crate::store::share::rewrite::Removed;
use crate::store::share::segment::Written;
use crate::store::share::term::Term;
use crate::store::share::unwritten::Unwritten;
use crate::store::share::wire::{Ask, Done, Facts, Tell, Token};

use super::now;
use super::share_find::Start;
use errands::Errand;
pub(super) use errands::{Came, Copied};
use lives::Lives;
use others::Seen;
use reading::Begin;
use refuses::Refuses;
use sending::Sending;

mod errands;
mod lives;
mod others;
mod reach;
mod reading;
mod refuses;
mod sending;

/// After so long without a beat a console may be gone.
const SILENT: Duration = Duration::from_secs(10);
/// For so long what the child tells is taken in before other work is looked at.
const AT_ONCE: Duration = Duration::from_millis(100);
/// Between two tries of something that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// See the module.
pub(in crate::store) struct ShareSide {
    start: Start,
    incident: IncidentId,
    child: ShareChild,
    /// Since when it runs.
    begun: Instant,
    present: Present,
    /// What the child found when it came; nothing before that.
    facts: Option<Facts>,
    /// Whether any child has found something.
    answered: bool,
    pub ledger: Ledger,
    progress: Progress,
    /// Whether nothing was read yet: a milestone may be begun with.
    fresh: bool,
    begin: Begin,
    /// Rows up to which whole records lie in the folder.
    bases: BTreeSet<u64>,
    others: BTreeMap<SessionId, Seen>,
    /// Whether everything that was listed has been read, at least once.
    looked: bool,
    trouble: Option<(Timestamp, String)>,
    /// Since when the file has lain there without its folder.
    folder_gone: Option<Instant>,
    lives: Lives,
    more_told: bool,
    tokens: Token,
    /// What was sent, by the answer that it waits for.
    under_way: HashMap<Token, Errand>,
    sent: Sending,
    refuses: Refuses,
    again: Instant,
}

impl ShareSide {
    /// Goes on with a child that was started for the file, and with what it found there.
    pub fn new(
        start: Start,
        incident: IncidentId,
        present: Present,
        child: ShareChild,
        facts: Option<Facts>,
    ) -> Self {
        let mut side = Self {
            start,
            incident,
            child,
            begun: Instant::now(),
            present,
            facts: None,
            answered: false,
            ledger: Ledger::default(),
            progress: Progress::default(),
            fresh: true,
            begin: Begin::Not,
            bases: BTreeSet::new(),
            others: BTreeMap::new(),
            looked: false,
            trouble: None,
            folder_gone: None,
            lives: Lives::new(),
            more_told: false,
            tokens: 0,
            under_way: HashMap::new(),
            sent: Sending::default(),
            refuses: Refuses::default(),
            again: Instant::now(),
        };
        if let Some(facts) = facts {
            side.opened(facts);
        }
        side
    }

    /// Starts the child anew where it has ended: it reads everything from the start, and what it
    /// had not answered is sent again. Gives what came of things that it cannot answer any more.
    pub fn keep_child(&mut self) -> Vec<Came> {
        if !self.child.is_gone() {
            return Vec::new();
        }
        let lost = self.give_up_errands();
        if self.again > Instant::now() {
            return lost;
        }
        self.again = Instant::now() + PAUSE;
        self.facts = None;
        match self.start.child(self.ledger.first().is_some()) {
            Ok(child) => (self.child, self.begun, self.looked) = (child, Instant::now(), false),
            Err(error) => self.blind(error.to_string()),
        }
        lost
    }

    /// A child that is gone answers nothing: whether things were done shows in the folder.
    fn give_up_errands(&mut self) -> Vec<Came> {
        self.sent.writer_lost();
        let because = || "what works on the share has ended, and is started again".to_owned();
        let came = |errand| match errand {
            Errand::Make | Errand::Ask(_) => None,
            Errand::Answer(lines) => Some(Came::NotAnswered(lines)),
            Errand::Reach => Some(Came::NotReached),
            Errand::Fetch(to) => Some(Came::Fetched(to, Err(because()))),
            Errand::Rewrite => Some(Came::Rewritten(Err(because()))),
            Errand::Publish(_, copied) => {
                Some(Came::Published(copied, Err(Unwritten::unknown(&because()))))
            }
        };
        std::mem::take(&mut self.under_way).into_values().filter_map(came).collect()
    }

    /// Begins the ledger anew, with everything read once more; `kept` says whether the folder must
    /// be there.
    pub fn begin_anew(&mut self, kept: bool) -> io::Result<()> {
        (self.child, self.begun) = (self.start.child(kept)?, Instant::now());
        (self.ledger, self.progress) = (Ledger::default(), Progress::default());
        (self.facts, self.looked, self.fresh) = (None, false, false);
        self.begin = Begin::Not;
        self.under_way.clear();
        self.sent.writer_lost();
        Ok(())
    }

    /// Whether the child has told more than was taken in at once.
    pub const fn has_more_told(&self) -> bool {
        self.more_told
    }

    /// Takes in what the child told; gives what came of things.
    pub fn listen(&mut self) -> Vec<Came> {
        let (mut came, begun) = (Vec::new(), Instant::now());
        self.more_told = true;
        while begun.elapsed() < AT_ONCE {
            let Some(told) = self.child.told() else {
                self.more_told = false;
                break;
            };
            match told {
                Tell::Opened(facts) => self.opened(*facts),
                // Nobody is sent on errands by a room.
                Tell::Did(_) => {}
                Tell::Term(term) if self.ledger.contradicts(&term) => came.push(Came::OtherFolder),
                Tell::Term(term) => self.ledger.hear_term(*term),
                Tell::Base(seq) => {
                    self.bases.insert(seq);
                }
                Tell::Milestones(milestones) => self.may_begin(milestones),
                Tell::Lines { of, to, lines } => self.hear(of, to, &lines),
                Tell::Beat(beat) => self.saw(*beat),
                Tell::Left(session) => {
                    self.others.remove(&session);
                }
                Tell::Looked => self.looked_around(),
                Tell::Alive(asked) => self.lives.seen(asked),
                Tell::Blind(because) => self.blind(because),
                Tell::OwnLost => came.push(Came::OwnLost),
                Tell::Lost => came.push(Came::Lost),
                Tell::Unfit => came.push(Came::Unfit),
                Tell::Made(token, done) => self.made(token, done),
                Tell::Appended(token, done) => came.extend(self.appended(token, done)),
                Tell::Reached(token, done) => {
                    self.under_way.remove(&token);
                    match done {
                        Ok(reached) => came.push(Came::Reached(reached)),
                        Err(because) => {
                            self.note_trouble(&because);
                            came.push(Came::NotReached);
                        }
                    }
                }
                Tell::Rewritten(token, done) => {
                    self.under_way.remove(&token);
                    came.push(Came::Rewritten(done.map(|moved| self.moved(moved))));
                }
                Tell::Fetched(token, done) => {
                    if let Some(Errand::Fetch(to)) = self.under_way.remove(&token) {
                        came.push(Came::Fetched(to, done));
                    }
                }
                Tell::Touched => came.push(Came::Touched),
                Tell::Published(token, done) => {
                    if let Some(Errand::Publish(_, copied)) = self.under_way.remove(&token) {
                        came.push(Came::Published(copied, done));
                    }
                }
            }
        }
        came
    }

    /// The folder is there, or is not.
    fn made(&mut self, token: Token, done: Done<()>) {
        self.under_way.remove(&token);
        match done {
            Ok(()) => {
                if let Some(facts) = &mut self.facts {
                    facts.incident = Some(self.incident.clone());
                }
                self.begin = Begin::Due;
            }
            Err(because) => self.note_trouble(&because),
        }
    }

    fn opened(&mut self, facts: Facts) {
        let since = self.folder_gone.unwrap_or_else(Instant::now);
        self.folder_gone = facts.folder_gone.then_some(since);
        match (&facts.trouble, &facts.incident) {
            (Some(because), _) => self.blind(because.clone()),
            (None, Some(incident)) if *incident == self.incident => self.begin = Begin::Due,
            (None, Some(other)) => {
                self.blind(format!("another incident's folder stands in its place ({other})"));
            }
            (None, None) => self.trouble = None,
        }
        (self.facts, self.answered) = (Some(facts), true);
    }

    fn appended(&mut self, token: Token, done: Result<Written, Unwritten>) -> Option<Came> {
        self.refuses.was(done.as_ref().err());
        match (self.under_way.remove(&token)?, done) {
            (Errand::Ask(submissions), Ok(written)) => {
                self.progress.hear(written.of, written.to);
                for submission in submissions {
                    self.sent.is_done(&submission.id);
                    self.ledger.hear(Line::Asked(Box::new(submission)));
                }
                None
            }
            (Errand::Ask(submissions), Err(because)) => {
                for submission in submissions {
                    self.sent.has_failed(&submission.id);
                }
                self.note_trouble(because.because());
                None
            }
            (Errand::Answer(lines), Ok(written)) => {
                self.answered(written, lines);
                Some(Came::Answered)
            }
            (Errand::Answer(lines), Err(because)) => {
                self.note_trouble(because.because());
                Some(Came::NotAnswered(lines))
            }
            (
                Errand::Make
                | Errand::Reach
                | Errand::Fetch(_)
                | Errand::Rewrite
                | Errand::Publish(..),
                _,
            ) => None,
        }
    }

    fn blind(&mut self, because: String) {
        let since = self.trouble.as_ref().map_or_else(now, |(since, _)| *since);
        self.trouble = Some((since, because));
    }

    /// Sends what waits and was not sent.
    pub fn send<'a>(&mut self, waiting: impl Iterator<Item = &'a Submission>) {
        // One after the other: what follows a write that fails must not overtake it.
        let busy = self.under_way.values().any(|errand| matches!(errand, Errand::Ask(_)));
        if busy || !self.follows() || self.again > Instant::now() {
            return;
        }
        let new: Vec<Submission> =
            waiting.filter(|it| self.sent.is_due(&it.id)).take(BATCH).cloned().collect();
        if new.is_empty() {
            return;
        }
        let lines: Vec<Line> = new.iter().map(|it| Line::Asked(Box::new(it.clone()))).collect();
        for submission in &new {
            self.sent.begun(&submission.id);
        }
        self.append(&lines, Errand::Ask(new));
    }

    /// Publishes answers.
    pub fn answer(&mut self, lines: Vec<Line>) {
        self.append(&lines.clone(), Errand::Answer(lines));
    }

    fn append(&mut self, lines: &[Line], errand: Errand) {
        // Stored forms are plain values: each can be written.
        let lines = lines.iter().filter_map(|line| line::write(line).ok()).collect();
        let token = self.errand(errand);
        self.child.ask(Ask::Append { token, lines });
    }

    /// Makes the folder, where there is none beside the file.
    pub fn make_what_is_missing(&mut self) {
        let making = self.under_way.values().any(|errand| matches!(errand, Errand::Make));
        if making || self.rests() || !self.has_no_folder() {
            return;
        }
        let token = self.errand(Errand::Make);
        self.child.ask(Ask::Make { token, incident: self.incident.clone() });
    }

    /// Looks whether somebody else has made the folder by now.
    pub fn look_again(&self) {
        self.child.ask(Ask::LookAgain);
    }

    /// Reaches for the keeper's place.
    pub fn reach_for(&mut self, term: Term) {
        let token = self.errand(Errand::Reach);
        self.child.ask(Ask::Reach { token, term });
    }

    /// Rewrites segments without what was redacted: one's own, and where it is said who lives,
    /// those of the dead.
    pub fn rewrite(&mut self, removed: Removed, living: Option<Vec<SessionId>>) {
        let token = self.errand(Errand::Rewrite);
        self.child.ask(Ask::Rewrite { token, removed, living });
    }

    /// Whether it rewrites segments now. A child that is left behind does nothing any more.
    pub fn rewrites(&self) -> bool {
        self.under_way.values().any(|errand| matches!(errand, Errand::Rewrite))
    }

    /// Copies the record itself, or a base, to this host.
    pub fn fetch(&mut self, base: Option<u64>, to: PathBuf) {
        let token = self.errand(Errand::Fetch(to.clone()));
        self.child.ask(Ask::Fetch { token, base, to });
    }

    /// Copies a record of this host to the share.
    pub fn publish(
        &mut self,
        from: PathBuf,
        copied: Copied,
        base: Option<u64>,
        milestone: Option<Milestone>,
    ) {
        let token = self.errand(Errand::Publish(from.clone(), copied));
        let (term, milestone) = (copied.term, milestone.map(Box::new));
        self.child.ask(Ask::Publish { token, from, term, base, milestone });
    }

    /// The copies on this host that are being made, or are on their way to the share.
    pub fn copies_in_use(&self) -> impl Iterator<Item = &Path> {
        self.under_way.values().filter_map(|errand| match errand {
            Errand::Fetch(path) | Errand::Publish(path, _) => Some(path.as_path()),
            Errand::Make | Errand::Ask(_) | Errand::Answer(_) | Errand::Reach | Errand::Rewrite => {
                None
            }
        })
    }

    /// A number that no errand had: for the name of a copy that may be at work on for longer than
    /// anybody here remembers it.
    pub fn next_number(&mut self) -> Token {
        self.tokens += 1;
        self.tokens
    }

    /// What this console says of itself.
    pub const fn present(&self) -> &Present {
        &self.present
    }

    /// Says this of itself from now on.
    pub fn say(&mut self, present: Present) {
        if self.present != present {
            self.present = present;
            // Else it is said with the rest.
            if self.follows() && matches!(self.begin, Begin::Not) {
                self.child.ask(Ask::Say(self.present.clone()));
            }
        }
    }

    fn errand(&mut self, errand: Errand) -> Token {
        self.tokens += 1;
        self.under_way.insert(self.tokens, errand);
        self.tokens
    }

    /// Takes the next thing in the record.
    pub fn step(&mut self) -> Option<Step> {
        self.ledger.step()
    }

    /// Whether the folder is there and looked at.
    pub fn follows(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.trouble.is_none() && facts.incident.is_some())
    }

    /// Whether the share has ever said anything of the file.
    pub const fn has_answered(&self) -> bool {
        self.answered
    }

    /// Whether no folder lies beside the file yet.
    pub fn has_no_folder(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| {
            facts.file.is_some() && facts.incident.is_none() && facts.trouble.is_none()
        })
    }

    /// Whether everything that was there has been read.
    pub const fn has_looked(&self) -> bool {
        self.looked
    }

    /// Whether a submission is on its way into the segment, or there.
    pub fn was_sent(&self, id: &SubmissionId) -> bool {
        self.sent.was_sent(id)
    }

    /// Whether a submission is in the segment.
    pub fn is_there(&self, id: &SubmissionId) -> bool {
        self.sent.is_there(id)
    }

    /// Whether an answer to a submission counts.
    pub fn counts(&self, id: &SubmissionId) -> bool {
        self.sent.counts(id)
    }

    /// Whether a base goes to this row.
    pub fn has_base(&self, seq: u64) -> bool {
        self.bases.contains(&seq)
    }

    /// Whether something was sent that may be tried again only later.
    pub fn rests(&self) -> bool {
        self.again > Instant::now()
    }

    /// Something failed that is tried again later.
    pub fn note_trouble(&mut self, because: &str) {
        self.again = Instant::now() + PAUSE;
        self.blind(because.to_owned());
    }

    /// Leaves the share to itself.
    pub fn leave(self) {
        self.child.leave();
    }
}

/// Submissions that go into one write at most.
const BATCH: usize = 64;
