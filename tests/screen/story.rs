//! A console with a record behind it, driven by keys: what it submits is decided, numbered and
//! heard again, as at a real desk. Written like a story: `Story::begun().keys("d b - 7 <enter>")`.

use allhands::console::effect::Effect;
use allhands::console::keymap::sequence;
use allhands::console::message::Message;
use allhands::console::model::{Me, Model, Scratch, Settings, Slot, Theme};
use allhands::console::update::{submit, update};
use allhands::console::{capture, typist};
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::{DraftCreated, Recorded, RoomOpened, SessionStarted};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, IncidentId, RevisionId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::redaction::Keep;
use allhands::domain::redaction::blank::without_words;
use allhands::domain::time::Timestamp;
use allhands::playbook;
use allhands::view::screen;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// A console, its file and what it asked of the runtime.
#[derive(Clone)]
pub struct Story {
    /// The console.
    pub model: Model,
    /// The file.
    pub file: Incident,
    /// What was asked of the runtime with the last message.
    pub effects: Vec<Effect>,
    /// Whether submissions are numbered at once.
    pub delivers: bool,
    /// What was put away here, which the desk gives to who asks.
    pub desk: Vec<Scratch>,
    others: u64,
    rows: Vec<Recorded>,
}

/// The moment of these stories.
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-22T{text}:00Z")).expect("a moment")
}

fn me(session: &str, person: &str, department: &str) -> Me {
    Me::new(SessionId::new(session), Person::new(person), DepartmentId::new(department))
}

/// What somebody's session says of itself first.
fn started(who: &Me) -> SessionStarted {
    SessionStarted {
        session: who.session.clone(),
        host: "ops-laptop".to_owned(),
        system_user: "dana".to_owned(),
        person: who.person.clone(),
        department: who.department.clone(),
        version: "0.1.0".to_owned(),
        script: false,
    }
}

impl Story {
    /// A room begun at 14:00 UTC by Dana of security, in Prague's zone, nothing recorded yet.
    pub fn begun() -> Self {
        let settings = Settings {
            theme: Theme::Dark,
            painted: false,
            ascii: false,
            own_zone: chrono_tz::America::New_York,
        };
        let library = playbook::builtin();
        let mut file = Incident::default();
        let opened = RoomOpened {
            incident: IncidentId::new("incident"),
            codename: "CRIMSON HERON".to_owned(),
            title: "Customer dump offered for sale".to_owned(),
            zone: "Europe/Prague".to_owned(),
            received: at("13:40"),
            first_read: at("13:55"),
            practice: None,
            departments: library.departments(),
        };
        let mut rows = Vec::new();
        let mut dana = me("s1", "Dana", "sec");
        for command in [Command::OpenRoom(opened), Command::StartSession(started(&dana))] {
            let submission = submission(&dana, dana.next, command, at("14:00"));
            rows.extend(number(&mut file, &submission, at("14:00")).expect("a room can be begun"));
            dana.next += 1;
        }
        let mut model = Model::new(file.clone(), dana, settings, at("14:00"));
        model.library = library.into();
        model.checked = true;
        Self { model, file, effects: Vec::new(), delivers: true, desk: Vec::new(), others: 1, rows }
    }

    /// Lin of legal has been here too, and is known.
    pub fn lin_known(self) -> Self {
        let started = started(&me("s2", "Lin", "legal"));
        self.other("Lin", "legal", Command::StartSession(started))
    }

    /// Clock time, UTC.
    pub fn time(mut self, text: &str) -> Self {
        self.send(Message::Tick(at(text)));
        self
    }

    /// The size of the terminal.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.send(Message::Resized(columns, rows));
        self
    }

    /// A line typed and recorded.
    pub fn line(mut self, text: &str) -> Self {
        self.type_in(text);
        self.send(Message::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
        self
    }

    /// Text typed.
    pub fn typed(mut self, text: &str) -> Self {
        self.type_in(text);
        self
    }

    /// Keys by their names, blanks between: `esc j ctrl-o`. What came up before is looked at first.
    pub fn keys(self, keys: &str) -> Self {
        let offered = self.model.overlays.last().and_then(capture::offered).is_some();
        let story = if offered || typist::asking(&self.model) { self.look() } else { self };
        story.blind(keys)
    }

    /// The same of somebody who does not look.
    pub fn blind(mut self, keys: &str) -> Self {
        for key in sequence(keys).expect("keys that can be read") {
            self.send(Message::Key(key));
        }
        self
    }

    /// A marked paste.
    pub fn pasted(mut self, text: &str) -> Self {
        self.send(Message::Paste(text.to_owned()));
        self
    }

    /// Letters faster than keys.
    pub fn burst(mut self, text: &str) -> Self {
        self.send(Message::Burst { text: text.to_owned(), goes_on: false });
        self
    }

    /// A person looks at what came up before they answer it.
    fn look(mut self) -> Self {
        self.send(Message::Tick(self.model.now.plus_millis(1_000)));
        self
    }

    /// Another console records something.
    pub fn other(mut self, person: &str, department: &str, command: Command) -> Self {
        let other = me("s2", person, department);
        let submission = submission(&other, self.others, command, self.model.now);
        self.others += 1;
        let rows = number(&mut self.file, &submission, self.model.now).expect("another's act");
        self.rows.extend(rows.clone());
        self.send(Message::Committed(rows));
        self
    }

    /// Another console begins a draft: `d1`, with an empty text `r1`.
    pub fn customer_note(self) -> Self {
        let created = DraftCreated {
            draft: DraftId::new("d1"),
            title: "Customer note".to_owned(),
            audience: String::new(),
            channel: String::new(),
            template: None,
            revision: RevisionId::new("r1"),
            text: String::new(),
            handling: Handling::Open,
        };
        self.other("Lee", "sec", Command::CreateDraft(created))
    }

    fn type_in(&mut self, text: &str) {
        for letter in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            self.send(Message::Key(key));
        }
    }

    /// Takes a message and lets the file answer what was submitted.
    pub fn send(&mut self, message: Message) {
        self.effects = update(&mut self.model, message);
        self.deliver();
    }

    /// This console asks for something by other means than keys.
    pub fn asks(mut self, command: Command) -> Self {
        self.effects = submit(&mut self.model, command);
        self.deliver();
        self
    }

    fn deliver(&mut self) {
        if !self.delivers {
            return;
        }
        for effect in self.effects.clone() {
            let submission = match effect {
                Effect::Submit(submission) => submission,
                other => {
                    self.at_desk(other);
                    continue;
                }
            };
            update(&mut self.model, Message::Pending(submission.id.clone()));
            let answer = match number(&mut self.file, &submission, self.model.now) {
                Ok(rows) => {
                    self.rows.extend(rows.clone());
                    Message::Committed(rows)
                }
                Err(refusal) => Message::Refused(submission, refusal),
            };
            update(&mut self.model, answer);
        }
    }

    /// The desk keeps what is put away, and gives it to who asks.
    fn at_desk(&mut self, effect: Effect) {
        match effect {
            Effect::KeepFor { owner, slot: slot @ Slot::Away(..), text, cursor } => {
                let (by, at) = (Some(self.model.me.session.clone()), self.model.now);
                self.desk.push(Scratch { slot, text, cursor, at, by, owner: Some(owner) });
            }
            Effect::TakeLeft(wanted) => {
                let is = |text: &Scratch| {
                    wanted
                        .iter()
                        .any(|(by, slot)| text.by.as_ref() == Some(by) && text.slot == *slot)
                };
                let all = std::mem::take(&mut self.desk).into_iter();
                let (taken, rest): (Vec<Scratch>, Vec<Scratch>) = all.partition(is);
                self.desk = rest;
                if !taken.is_empty() {
                    self.effects.extend(update(&mut self.model, Message::Scratches(taken)));
                }
            }
            _ => {}
        }
    }

    /// The room, folded anew without what was redacted.
    pub fn told_without(&self) -> Incident {
        let gone = &self.file.redactions.rows;
        let mut incident = Incident::default();
        for row in &self.rows {
            let mut row = row.clone();
            if let Some(redaction) = gone.get(&row.seq) {
                let left = without_words(&row.event, Keep::Names, &redaction.words());
                row.event = left.expect("a row that keeps its shape");
            }
            incident.apply(&row);
        }
        incident
    }

    /// The texts of the entries, in the order of what happened.
    pub fn entries(&self) -> Vec<String> {
        let entries = self.model.incident.timeline.iter().filter_map(|line| line.entry());
        entries.map(|entry| entry.now.text.clone()).collect()
    }

    /// What is submitted by the last message.
    pub fn submitted(&self) -> Vec<&Command> {
        let of = |effect: &'_ Effect| matches!(effect, Effect::Submit(_));
        let submits = self.effects.iter().filter(|effect| of(effect));
        submits
            .filter_map(|effect| match effect {
                Effect::Submit(submission) => Some(&submission.command),
                _ => None,
            })
            .collect()
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        let (columns, rows) = self.model.size;
        let mut terminal =
            Terminal::new(TestBackend::new(columns, rows)).expect("a test's terminal");
        terminal.draw(|frame| screen::draw(&self.model, frame)).expect("a frame");
        terminal.backend().to_string()
    }
}

fn submission(me: &Me, number: u64, command: Command, now: Timestamp) -> Submission {
    let stamp = Stamp {
        author: me.person.clone(),
        department: me.department.clone(),
        on_behalf: None,
        occurred_at: now,
        recorded_at: now,
    };
    Submission { id: SubmissionId { session: me.session.clone(), number }, stamp, command }
}

fn number(
    file: &mut Incident,
    submission: &Submission,
    now: Timestamp,
) -> Result<Vec<Recorded>, allhands::domain::refusal::Refusal> {
    let decided = decide(file, submission)?;
    let mut rows = Vec::new();
    for (part, decided) in (0..).zip(decided) {
        let row = Recorded {
            seq: file.head + 1,
            submission: submission.id.clone(),
            part,
            author: submission.stamp.author.clone(),
            department: decided.department,
            on_behalf: submission.stamp.on_behalf.clone(),
            occurred_at: decided.occurred_at,
            recorded_at: submission.stamp.recorded_at,
            shared_at: now,
            event: decided.event,
        };
        file.apply(&row);
        rows.push(row);
    }
    Ok(rows)
}

/// The screen has these words.
#[track_caller]
pub fn shows(story: &Story, words: &str) {
    let screen = story.screen();
    assert!(screen.contains(words), "{words:?} in\n{screen}");
}

/// The screen does not have these words.
#[track_caller]
pub fn hides(story: &Story, words: &str) {
    let screen = story.screen();
    assert!(!screen.contains(words), "{words:?} in\n{screen}");
}
