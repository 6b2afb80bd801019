//! The rules: may this be recorded now, and as what? Pure, and always asked on the caught-up head.

use super::command::{Command, Submission};
use super::event::Event;
use super::incident::Incident;
use super::people::DepartmentId;
use super::refusal::Refusal;
use super::time::Timestamp;

/// A row to be numbered; author, times of recording and the like come from the submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The department it concerns.
    pub department: DepartmentId,
    /// What happened.
    pub event: Event,
}

/// Judges a submission on the caught-up head.
pub fn decide(incident: &Incident, submission: &Submission) -> Result<Vec<Decided>, Refusal> {
    let stamp = &submission.stamp;
    let one = |event: Event| {
        vec![Decided {
            occurred_at: stamp.occurred_at,
            department: stamp.department.clone(),
            event,
        }]
    };
    match &submission.command {
        Command::OpenRoom(_) if incident.room.id.is_some() => Err(Refusal::AlreadyOpened),
        Command::OpenRoom(opened) => Ok(one(opened.clone().into())),
        _ if incident.room.id.is_none() => Err(Refusal::NotOpened),
        Command::Record(entry) => Ok(one(entry.clone().into())),
        _ => Err(Refusal::NotOpened),
    }
}
