//! What one turn of a console asks of the desk, gathered: the desk takes it as one, so that a line
//! is half typed, or on its way, at any instant, and not both.
//!
//! Apart from the visits, because the screen and linear mode both ask so. What must stay true:
//! before the first thing that a session records goes the row that says whose session it is.

use super::scratch::Scratchpad;
use crate::console::model::Me;
use crate::domain::command::{Command, Stamp, Submission};
use crate::domain::event::SessionStarted;
use crate::domain::ids::SubmissionId;
use crate::domain::people::DepartmentId;
use crate::runtime::settings::system_user;
use crate::store::desk::host_name;
use crate::store::worker::Request;

/// See the module.
#[derive(Debug)]
pub struct Turn {
    asked: Vec<Request>,
    /// The id kept for this session's first row, until something is recorded.
    beginning: Option<SubmissionId>,
}

impl Turn {
    /// Nothing is asked yet; the id is kept for the session's first row.
    pub const fn new(beginning: Option<SubmissionId>) -> Self {
        Self { asked: Vec::new(), beginning }
    }

    /// Asks for this too.
    pub fn ask(&mut self, request: Request) {
        self.asked.push(request);
    }

    /// Records; before the first, the row that says whose session this is.
    pub fn submit(&mut self, submission: Box<Submission>, me: &Me) {
        if let Some(id) = self.beginning.take() {
            let first = started(id, &submission.stamp, &me.department);
            self.ask(Request::Submit(Box::new(first)));
        }
        self.ask(Request::Submit(submission));
    }

    /// Text in a place was recorded or given up. What is given up here may be on its way to another
    /// place: that comes first.
    pub fn give_up(&mut self, given_up: Request, pad: &mut Scratchpad) {
        self.asked.extend(pad.take());
        self.ask(given_up);
    }

    /// The turn is over: what it asks, as one, with what was typed so far.
    pub fn end(&mut self, pad: &mut Scratchpad) -> Option<Request> {
        if self.asked.is_empty() {
            return None;
        }
        self.asked.extend(pad.take());
        self.take()
    }

    /// What was asked so far, as one.
    pub fn take(&mut self) -> Option<Request> {
        let asked = std::mem::take(&mut self.asked);
        (!asked.is_empty()).then_some(Request::Together(asked))
    }
}

/// What a session says of itself first.
fn started(id: SubmissionId, first: &Stamp, of: &DepartmentId) -> Submission {
    let started = SessionStarted {
        session: id.session.clone(),
        host: host_name(),
        system_user: system_user(),
        person: first.author.clone(),
        department: of.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        script: false,
    };
    // What the first act is about says nothing of who sits here.
    let (department, occurred_at) = (of.clone(), first.recorded_at);
    let stamp = Stamp { department, on_behalf: None, occurred_at, ..first.clone() };
    Submission { id, stamp, command: Command::StartSession(started) }
}

#[cfg(test)]
mod tests {
    use super::started;
    use crate::domain::command::{Command, Stamp};
    use crate::domain::ids::{SessionId, SubmissionId};
    use crate::domain::time::Timestamp;

    #[test]
    fn a_session_is_of_who_sits_there_whatever_its_first_line_is_about() {
        let id = SubmissionId { session: SessionId::new("s"), number: 1 };
        let about_legal = Stamp {
            author: "Eve".into(),
            department: "legal".into(),
            on_behalf: Some("Amara".into()),
            occurred_at: Timestamp::from_millis(1),
            recorded_at: Timestamp::from_millis(2),
        };
        let first = started(id, &about_legal, &"hr".into());
        let Command::StartSession(session) = first.command else { panic!("another command") };
        assert_eq!(session.department.as_str(), "hr");
        assert_eq!(first.stamp.department.as_str(), "hr");
        assert_eq!(first.stamp.on_behalf, None);
    }
}
