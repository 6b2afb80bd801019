//! From the store's words to the console's: neither knows the other.
//!
//! What must stay true: every report reaches the person in some form; none is dropped in silence.

use crate::console::message::Message;
use crate::console::model::{self, Model, Scratch, Waiting};
use crate::console::standing::{DeskTrouble, Doubt, Stuck};
use crate::domain::people::{DepartmentId, Person};
use crate::domain::redaction::DeskName;
use crate::runtime::settings::system_user;
use crate::store::desk;
use crate::store::share::presence::Present;
use crate::store::worker::{
    self, AtDesk, DeskReach, FileReach, Keeper, Lying, Other, Place, Reach, Report, ShareReach,
};

/// What the console is told of a report.
pub(in crate::runtime) fn messages(report: Report) -> Vec<Message> {
    match report {
        Report::Pending(id) => vec![Message::Pending(id)],
        Report::NotTaken { submission, because } => vec![Message::NotTaken(submission, because)],
        Report::Committed(rows) => vec![Message::Committed(rows)],
        Report::Settled(id) => vec![Message::Settled(id)],
        Report::Refused(refused) => {
            let desk::Refused { submission, refusal, .. } = *refused;
            vec![Message::Refused(Box::new(submission), refusal)]
        }
        Report::TakenBack(submission) => vec![Message::TakenBack(submission.id)],
        Report::TooLate(_) => {
            let words = "It has gone out already, so it cannot be taken back; undo it instead.";
            vec![Message::Notice(words.to_owned())]
        }
        Report::AskedAgain { host, from, rows } => {
            let words = format!(
                "A keeper at {host} took over and goes on from row {from}: {rows} rows after it \
                are asked again by themselves; nothing is lost."
            );
            vec![Message::Notice(words)]
        }
        Report::Said(words) => vec![Message::Notice(sentence(&words))],
        Report::Found(found) => vec![Message::Found(found)],
        Report::Sealed(path) => {
            let words = format!("Laid aside for counsel in {}; not encrypted.", path.display());
            vec![Message::Notice(words)]
        }
        Report::Taken { texts, missed } => {
            let none = texts.is_empty();
            let mut messages = vec![Message::Scratches(texts.into_iter().map(scratch).collect())];
            messages.extend(taken_elsewhere(none, missed).map(Message::Notice));
            messages
        }
        Report::Lying(Lying { texts, taken }) => {
            let taken = taken.iter().map(|slot| super::scratch::slot(slot)).collect();
            vec![Message::Lying { texts: texts.into_iter().map(scratch).collect(), taken }]
        }
        Report::Reach(told) => vec![Message::Reach(Box::new(reach(*told)))],
        // Told again when the file turned out to tell another story than what was shown.
        Report::Opened(opened) => {
            let worker::Opened { incident, from_desk, desk, reach: told } = *opened;
            let incident = Box::new(incident);
            let checked = from_desk.is_none();
            let mut messages = vec![Message::Opened { incident, checked }];
            messages.extend(at_desk(desk));
            messages.push(Message::Reach(Box::new(reach(told))));
            messages
        }
        Report::AtDesk(desk) => at_desk(*desk),
        Report::CannotOpen { because, .. } | Report::NotYet { because } => {
            vec![Message::Notice(because)]
        }
        Report::Stopped { waiting: 0 } => Vec::new(),
        Report::Stopped { waiting } => {
            vec![Message::Notice(format!("{waiting} wait at this host's desk for the file."))]
        }
    }
}

/// What lies at the desk for this console: what waits comes first, then what was refused, then what
/// was half typed.
pub(in crate::runtime) fn at_desk(desk: AtDesk) -> Vec<Message> {
    let AtDesk { pending, left, tray } = desk;
    let mut messages = Vec::new();
    if !pending.is_empty() || !tray.is_empty() {
        let tray = tray.into_iter().map(|one| (one.submission, one.refusal)).collect();
        messages.push(Message::AtDesk { waiting: pending, tray });
    }
    if !left.is_empty() {
        messages.push(Message::Left(left.into_iter().map(scratch).collect()));
    }
    messages
}

/// What is said where others were quicker.
fn taken_elsewhere(none: bool, missed: usize) -> Option<String> {
    let what = match (missed, none) {
        (0, _) => return None,
        (1, true) => "That text is no longer at this host's desk: it was taken up",
        (1, false) => "One of these texts was taken up",
        (_, true) => "These texts are no longer at this host's desk: they were taken up",
        (_, false) => "Some of these texts were taken up",
    };
    Some(format!("{what} at another console."))
}

/// A clause as a sentence of its own.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// Text of a dead session.
fn scratch(found: desk::Scratch) -> Scratch {
    Scratch {
        slot: super::scratch::slot(&found.slot),
        cursor: usize::try_from(found.cursor).unwrap_or(found.text.len()),
        text: found.text,
        at: found.updated_at,
        by: Some(found.session),
        owner: (!found.owner.is_empty()).then(|| Person::new(found.owner)),
    }
}

/// How file and desk stand, in words for the banner.
pub(in crate::runtime) fn reach(told: Reach) -> model::Reach {
    let Place { path, mount, desk } = told.place;
    let mut reach = model::Reach {
        heard: Some(told.checked),
        waiting: told.waiting,
        refused: told.tray,
        here: told.here.try_into().unwrap_or(u32::MAX),
        at: Some(Box::new(DeskName { user: system_user(), host: desk::host_name() })),
        clean_to: told.clean_to,
        doubt: Box::new(told.unsound.map_or(Doubt::None, |row| Doubt::Unsound { row })),
        open_to_all: told.open_to_all,
        place: Box::new([path.display().to_string(), mount, desk]),
        others: told.others.into_iter().map(other).collect(),
        share: told.share.map(|told| Box::new(share(*told))),
        ..model::Reach::default()
    };
    match told.file {
        FileReach::Open => {}
        FileReach::ReadOnly { because } => reach.read_only = Some(because),
        FileReach::SecondFile { other, older } => {
            reach.second = Some(other.display().to_string());
            reach.older = older;
            reach.read_only = Some("the second of two files of one room".to_owned());
        }
        FileReach::Away { since, word, because } => {
            reach.away_since = Some(since);
            if word == worker::GONE {
                reach.doubt = Box::new(Doubt::Gone);
            }
            if word == worker::DAMAGED {
                reach.doubt = Box::new(Doubt::Damaged);
            }
            reach.word = word;
            reach.because = Some(because);
        }
        FileReach::NotTheOne { because, doubt } => {
            reach.differs = Some(because);
            reach.doubt = Box::new(match doubt {
                worker::Doubt::Foreign => Doubt::Foreign,
                worker::Doubt::Differs { from, to } => Doubt::Differs { from, to },
                worker::Doubt::Unsound { row } => Doubt::Unsound { row },
                worker::Doubt::Other => Doubt::None,
            });
        }
    }
    if let DeskReach::Failing { because, full } = told.desk {
        reach.desk = Some(DeskTrouble { because, full });
    }
    reach
}

/// Another console, as the room is told of it.
fn other(told: Other) -> model::Other {
    let Other { present, silent_since } = told;
    let Present { name, department, host, version, since, editing, .. } = present;
    let at = format!("({department}), {host}, version {version}");
    let unnamed = name.is_empty();
    let department = (!unnamed).then(|| DepartmentId::new(department));
    let name = if unnamed { "somebody".to_owned() } else { name };
    model::Other { name, department, at, since, silent_since, editing }
}

/// How a room on a share stands, in words.
fn share(told: ShareReach) -> model::Share {
    let ShareReach { keeper, complete, asked, clocks, mut remarks, looked: _, stuck } = told;
    remarks.extend(clocks.iter().map(|(host, off)| {
        format!("the clocks of {host} and of this host differ by about {} s", off.abs() / 1_000)
    }));
    let stuck = match &keeper {
        Keeper::Silent { .. } => Some(Stuck::Silent),
        Keeper::Us | Keeper::Other { .. } | Keeper::Nobody | Keeper::NotYet => {
            stuck.map(|stuck| Stuck::Since(stuck.since, stuck.because))
        }
    };
    let keeper = match keeper {
        Keeper::Us => "this console numbers the record".to_owned(),
        Keeper::Other { name, host } => format!("{name}'s console at {host} numbers the record"),
        Keeper::Silent { host } => format!(
            "the keeper's console at {host} is silent. Lines are safe on the share, but not \
             numbered until it is back, or until somebody who knows that it is gone takes over"
        ),
        Keeper::Nobody => "nobody numbers the record at this moment; the next console takes that \
                           over by itself"
            .to_owned(),
        Keeper::NotYet => "the file was numbered on its own host so far; it is taken over once \
                           it has been left alone for half a minute"
            .to_owned(),
    };
    let waiting = |submission| Waiting { submission, kept: true, elsewhere: true };
    model::Share {
        keeper,
        stuck,
        complete,
        asked: asked.into_iter().map(waiting).collect(),
        remarks,
    }
}

/// The worker ended by itself, which only a fault in it can do.
pub(in crate::runtime) fn worker_gone(model: &Model) -> Message {
    let why = "the part that writes has failed: nothing more is recorded from here. What was shown \
               as recorded or pending is safe; copy your line, leave and open the room again";
    Message::Reach(Box::new(model::Reach {
        read_only: Some(why.to_owned()),
        trouble: Some(why.to_owned()),
        ..model.reach.clone()
    }))
}
