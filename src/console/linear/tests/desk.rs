//! What a script of lines is played in: a room that judges and numbers at once, by the domain's own
//! rules, and another console. Apart from the scripts, so that these read as data.

use crate::console::effect::Effect;
use crate::console::linear::{Input, Linear};
use crate::console::message::Message;
use crate::console::model::{Me, Model, Scratch, Settings, Slot, Theme};
use crate::domain::command::{Command, Submission};
use crate::domain::decide::decide;
use crate::domain::event::{
    EntryKind, EntryRecorded, Event, Recorded, RoomOpened, Seldom, SessionStarted,
};
use crate::domain::handling::Handling;
use crate::domain::ids::{EntryId, IncidentId, SessionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::redaction::blank::without_words;
use crate::domain::redaction::{Keep, Redact, RowToRedact};
use crate::domain::time::{Precision, Timestamp};
use crate::playbook;

const NOW: &str = "2026-11-22T14:05:00Z";

/// A room with one console in linear mode, and whoever else speaks.
pub struct Desk {
    pub linear: Linear,
    pub model: Model,
    /// What was printed since it was read last.
    pub printed: Vec<String>,
    pub effects: Vec<Effect>,
    /// The record as the file has it.
    rows: Vec<Recorded>,
}

fn me(name: &str, session: &str) -> Me {
    Me::new(SessionId::new(session), Person::new(name), DepartmentId::new("coord"))
}

impl Desk {
    pub fn new() -> Self {
        let now = Timestamp::parse(NOW).expect("a time");
        let settings = Settings {
            theme: Theme::Plain,
            painted: false,
            ascii: false,
            own_zone: chrono_tz::America::New_York,
        };
        let mut model = Model::new(Incident::default(), me("Lee", "lee"), settings, now);
        model.library = playbook::builtin().into();
        let mut desk = Self {
            linear: Linear::default(),
            model,
            printed: Vec::new(),
            effects: Vec::new(),
            rows: Vec::new(),
        };
        let library = playbook::builtin();
        let opened = RoomOpened {
            incident: IncidentId::new("i"),
            codename: "CRIMSON HERON".to_owned(),
            title: "Stolen laptop".to_owned(),
            zone: "Europe/Prague".to_owned(),
            received: now,
            first_read: now,
            practice: None,
            departments: library.departments(),
        };
        desk.anew("dana", "Dana", Command::OpenRoom(opened));
        for session in ["lee", "dana"] {
            let started = SessionStarted {
                session: SessionId::new(session),
                host: "desk".to_owned(),
                system_user: session.to_owned(),
                person: Person::new(if session == "lee" { "Lee" } else { "Dana" }),
                department: DepartmentId::new("coord"),
                version: "1".to_owned(),
                script: false,
            };
            desk.anew(session, if session == "lee" { "Lee" } else { "Dana" }, {
                Command::StartSession(started)
            });
        }
        desk.printed.clear();
        desk
    }

    /// What somebody asked at another console, or here behind the conversation's back.
    pub fn anew(&mut self, session: &str, name: &str, command: Command) {
        let mut model = self.model.clone();
        let next = 1_000 + self.model.incident.head;
        let next = if session == "lee" { self.model.me.next } else { next };
        model.me = Me { next, ..me(name, session) };
        let submission = model.submission(command);
        if session == "lee" {
            self.model.me.next += 1;
        }
        self.deliver(submission);
    }

    pub fn deliver(&mut self, submission: Submission) {
        let id = submission.id.clone();
        match decide(&self.model.incident, &submission) {
            Ok(decided) => {
                let seq = self.model.incident.head;
                let rows = decided.into_iter().enumerate().map(|(part, one)| Recorded {
                    seq: seq + 1 + part as u64,
                    submission: id.clone(),
                    part: u32::try_from(part).expect("few"),
                    author: submission.stamp.author.clone(),
                    department: one.department,
                    on_behalf: submission.stamp.on_behalf.clone(),
                    occurred_at: one.occurred_at,
                    recorded_at: submission.stamp.recorded_at,
                    shared_at: submission.stamp.recorded_at,
                    event: one.event,
                });
                let rows: Vec<Recorded> = rows.collect();
                self.rows.extend(rows.iter().cloned());
                self.take(Input::heard(Message::Committed(rows)));
                self.take(Input::heard(Message::Settled(id)));
            }
            Err(refusal) => {
                self.take(Input::heard(Message::Refused(Box::new(submission), refusal)));
            }
        }
    }

    pub fn take(&mut self, input: Input) {
        let turn = self.linear.turn(&mut self.model, input);
        self.printed.extend(turn.lines);
        for effect in turn.effects {
            match effect {
                Effect::Submit(submission) => self.deliver(*submission),
                Effect::TakeLeft(wanted) if self.gives(&wanted) => {}
                other => self.effects.push(other),
            }
        }
    }

    /// The desk gives what was put away here.
    fn gives(&mut self, wanted: &[(SessionId, Slot)]) -> bool {
        let own = |(by, _): &(SessionId, Slot)| *by == self.model.me.session;
        if !wanted.iter().all(own) {
            return false;
        }
        let kept = self.effects.iter().filter_map(|effect| match effect {
            Effect::KeepFor { owner, slot, text, cursor } => {
                let (by, at) = (Some(self.model.me.session.clone()), self.model.now);
                let (slot, text, cursor) = (slot.clone(), text.clone(), *cursor);
                Some(Scratch { slot, text, cursor, at, by, owner: Some(owner.clone()) })
            }
            _ => None,
        });
        let texts = kept.filter(|text| wanted.iter().any(|(_, slot)| text.slot == *slot)).collect();
        self.take(Input::heard(Message::Scratches(texts)));
        true
    }

    /// Dana takes the line with these words off the record, and the room is folded anew without
    /// it, as the runtime tells it. What was said and asked before is put aside.
    pub fn redacted_elsewhere(&mut self, words: &str) {
        let has = |row: &&Recorded| match &row.event {
            Event::EntryRecorded(to) => to.text.contains(words),
            Event::DraftRevised(to) => to.text.contains(words),
            _ => false,
        };
        let row = self.rows.iter().find(has).expect("a row with these words");
        let id = format!("{}-0", row.submission.thing());
        let rows = vec![RowToRedact { row: row.seq, id, keep: Keep::Names }];
        let because = "names a person".to_owned();
        let (submissions, sealed) = (Vec::new(), None);
        self.anew("dana", "Dana", Command::Redact(Redact { rows, submissions, because, sealed }));
        let mut incident = Incident::default();
        for row in &self.rows {
            let mut row = row.clone();
            if let Some(gone) = self.model.incident.redactions.rows.get(&row.seq) {
                let left = without_words(&row.event, Keep::Names, &gone.words());
                row.event = left.expect("a row that keeps its shape");
            }
            incident.apply(&row);
        }
        self.printed.clear();
        self.effects.clear();
        let incident = Box::new(incident);
        self.take(Input::heard(Message::Opened { incident, checked: true }));
    }

    pub fn later(&mut self, minutes: i64) {
        let now = self.model.now.plus_minutes(minutes);
        self.take(Input::heard(Message::Tick(now)));
    }

    /// Types a line; what is printed for it must be these lines.
    #[track_caller]
    pub fn check(&mut self, typed: &str, printed: &[&str]) {
        self.printed.clear();
        self.take(Input::Line(typed.to_owned()));
        assert_eq!(self.printed, printed, "typed: {typed}");
    }

    /// Types a line; what is printed is not looked at.
    pub fn types(&mut self, typed: &str) -> Vec<String> {
        self.printed.clear();
        self.take(Input::Line(typed.to_owned()));
        std::mem::take(&mut self.printed)
    }
}

/// A line that Dana types at her own console.
pub fn danas(text: &str, handling: Handling) -> Command {
    Command::Record(EntryRecorded {
        entry: EntryId::new(format!("dana-{}", text.len())),
        kind: EntryKind::Note,
        text: text.to_owned(),
        precision: Precision::Second,
        seldom: Seldom { handling, ..Seldom::default() }.into(),
    })
}

/// A fact, as another console records it.
pub fn fact(name: &str, value: &str) -> Command {
    Command::Record(EntryRecorded {
        entry: EntryId::new(format!("fact-{value}")),
        kind: EntryKind::Fact {
            name: name.to_owned(),
            value: value.to_owned(),
            standing: crate::domain::event::Standing::Believed,
        },
        text: format!("{name} {value}"),
        precision: Precision::Second,
        seldom: Seldom::default().into(),
    })
}
