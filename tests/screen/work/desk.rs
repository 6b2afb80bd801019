//! A room at work without a file: what is asked for is judged, numbered and told to the console.

use allhands::console::effect::Effect;
use allhands::console::keymap::sequence;
use allhands::console::linear::{Input, Linear};
use allhands::console::message::Message;
use allhands::console::model::{Focus, Me, Model, Pane, Scratch, Settings, Theme};
use allhands::console::update::update;
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::{
    AnchorSet, EntryKind, EntryRecorded, ItemAdded, ItemState, PlaybookApplied, Recorded,
    RoomOpened, StatusChanged, TemplateOffered,
};
use allhands::domain::ids::{EntryId, IncidentId, ItemId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::{Department, DepartmentId, Party, Person};
use allhands::domain::rare::Rare;
use allhands::domain::target::Target;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::{Anchor, Phase, Status};
use allhands::view::screen;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// A console, and a store that numbers at once.
#[derive(Clone)]
pub(in crate::screen) struct Desk {
    pub(in crate::screen) model: Model,
    pub(in crate::screen) others: u64,
    pub(in crate::screen) scratches: Vec<Scratch>,
    pub(in crate::screen) refused: Vec<String>,
    pub(in crate::screen) outside: Vec<Effect>,
}

pub(in crate::screen) fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-22T{clock}:00Z")).expect("a moment")
}

impl Desk {
    /// A declared room of two departments with a playbook, at 14:05.
    pub(in crate::screen) fn new() -> Self {
        let me = Me::new(SessionId::from("s1"), Person::from("Lee"), DepartmentId::from("sec"));
        let settings = Settings {
            theme: Theme::Dark,
            painted: false,
            ascii: false,
            own_zone: chrono_tz::Europe::Prague,
        };
        let model = Model::new(Incident::default(), me, settings, at("13:00"));
        let mut desk = Self {
            model,
            others: 0,
            scratches: Vec::new(),
            refused: Vec::new(),
            outside: Vec::new(),
        };
        desk.other(Command::OpenRoom(opened()));
        desk.other(Command::ApplyPlaybook(playbook()));
        desk
    }

    pub(in crate::screen) fn declared() -> Self {
        let mut desk = Self::new();
        desk.other(Command::ChangeStatus(StatusChanged {
            to: Status::Declared,
            because: String::new(),
        }));
        desk.clock("14:05");
        desk
    }

    pub(in crate::screen) fn clock(&mut self, clock: &str) {
        self.tell(Message::Tick(at(clock)));
    }

    pub(in crate::screen) fn anchor(&mut self, anchor: &str, clock: &str) {
        let set = AnchorSet { anchor: Anchor::from(anchor), at: at(clock), scope: String::new() };
        self.other(Command::SetAnchor(set));
    }

    /// Another console asks for something.
    pub(in crate::screen) fn other(&mut self, command: Command) {
        self.others += 1;
        let id = SubmissionId { session: SessionId::from("s2"), number: self.others };
        let now = self.model.now;
        let stamp = Stamp {
            author: Person::from("Amara"),
            department: DepartmentId::from("infra"),
            on_behalf: None,
            occurred_at: now,
            recorded_at: now,
        };
        self.judge(&Submission { id, stamp, command });
    }

    pub(in crate::screen) fn judge(&mut self, asked: &Submission) {
        let decided = match decide(&self.model.incident, asked) {
            Ok(decided) => decided,
            Err(refusal) => {
                self.refused.push(refusal.to_string());
                self.tell(Message::Refused(Box::new(asked.clone()), refusal));
                return;
            }
        };
        let (head, now) = (self.model.incident.head, self.model.now);
        let rows = decided.into_iter().zip(0_u32..).map(|(one, part)| Recorded {
            seq: head + 1 + u64::from(part),
            submission: asked.id.clone(),
            part,
            author: asked.stamp.author.clone(),
            department: one.department,
            on_behalf: asked.stamp.on_behalf.clone(),
            occurred_at: one.occurred_at,
            recorded_at: asked.stamp.recorded_at,
            shared_at: now,
            event: one.event,
        });
        let rows = rows.collect();
        self.tell(Message::Committed(rows));
    }

    pub(in crate::screen) fn tell(&mut self, message: Message) {
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::Submit(asked) => self.judge(&asked),
                Effect::SaveScratch { slot, text, cursor } => {
                    self.scratches.retain(|kept| kept.slot != slot);
                    self.scratches.push(Scratch {
                        slot,
                        text,
                        cursor,
                        at: self.model.now,
                        by: None,
                        owner: None,
                    });
                }
                Effect::DropScratch(slot) => self.scratches.retain(|kept| kept.slot != slot),
                other => self.outside.push(other),
            }
        }
    }

    /// Presses keys written as in the table.
    pub(in crate::screen) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in sequence(keys).expect("keys") {
            self.tell(Message::Key(key));
        }
        self
    }

    pub(in crate::screen) fn typed(&mut self, text: &str) -> &mut Self {
        self.tell(Message::Text(text.to_owned()));
        self
    }

    /// What linear mode says to a line; what it asks for is judged.
    pub(in crate::screen) fn says(&mut self, linear: &mut Linear, line: &str) -> String {
        let turn = linear.turn(&mut self.model, Input::Line(line.to_owned()));
        for effect in turn.effects {
            if let Effect::Submit(asked) = effect {
                self.judge(&asked);
            }
        }
        turn.lines.join("\n")
    }

    pub(in crate::screen) fn pane(&mut self, pane: Pane) -> &mut Self {
        self.model.focus = Focus::Pane(pane);
        // Somebody has been typing all along.
        self.model.last_key = self.model.now;
        // Past the second in which an act on what another changed asks.
        self.tell(Message::Tick(self.model.now.plus_millis(1_500)));
        self
    }

    pub(in crate::screen) fn state(&self, item: &str) -> &ItemState {
        &self.model.incident.checklist.item(&ItemId::from(item)).expect("an item").state
    }

    pub(in crate::screen) fn shot(&mut self, columns: u16, rows: u16) -> String {
        self.tell(Message::Resized(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test terminal");
        terminal.draw(|frame| screen::draw(&self.model, frame)).expect("a frame");
        if columns == 0 || rows == 0 { String::new() } else { terminal.backend().to_string() }
    }

    /// What stands on the screen in these panes only: banner and hints are others' snapshots.
    pub(in crate::screen) fn panes(&mut self, columns: u16, rows: u16) -> String {
        let shot = self.shot(columns, rows);
        let lines: Vec<&str> = shot.lines().collect();
        lines[2..lines.len() - 2].join("\n")
    }

    /// The text in the editor.
    pub(in crate::screen) fn draft_open(&self) -> String {
        let editor = self.model.drafts.editor.as_ref();
        editor.map(|editor| editor.buffer.text()).unwrap_or_default()
    }

    pub(in crate::screen) fn draft_text(&self) -> String {
        let draft = &self.model.incident.drafts.all()[0];
        draft.latest().map(|latest| latest.text.clone()).unwrap_or_default()
    }
}

pub(in crate::screen) fn department(id: &str, name: &str, short: &str) -> Department {
    let (name, short) = (name.to_owned(), short.to_owned());
    Department { id: DepartmentId::from(id), name, short, aliases: Vec::new() }
}

pub(in crate::screen) fn opened() -> RoomOpened {
    RoomOpened {
        incident: IncidentId::from("i1"),
        codename: "CRIMSON HERON".to_owned(),
        title: String::new(),
        zone: "Europe/Prague".to_owned(),
        received: at("13:00"),
        first_read: at("13:00"),
        practice: None,
        departments: vec![
            department("sec", "Security", "Sec"),
            department("infra", "Infrastructure / operations", "Infra"),
        ],
    }
}

pub(in crate::screen) fn item(
    id: &str,
    lane: &str,
    phase: Phase,
    action: &str,
    target: &str,
    after: &[&str],
) -> ItemAdded {
    ItemAdded {
        item: ItemId::from(id),
        department: DepartmentId::from(lane),
        phase,
        action: action.to_owned(),
        target: Target::parse(target),
        after: after.iter().map(|id| ItemId::from(*id)).collect(),
        source: "handbook, page 3".to_owned(),
    }
}

pub(in crate::screen) fn playbook() -> PlaybookApplied {
    PlaybookApplied {
        playbook: "ransomware".to_owned(),
        title: "Ransomware".to_owned(),
        departments: Vec::new(),
        items: vec![
            item("triage", "sec", Phase::Detect, "Confirm the report", "reported+PT30M", &[]),
            item(
                "image",
                "sec",
                Phase::Investigate,
                "Preserve disk image of db-7",
                "declared+PT1H30M",
                &[],
            ),
            item(
                "scope",
                "sec",
                Phase::Investigate,
                "Say which systems are reached",
                "declared+PT4H",
                &["image"],
            ),
            item(
                "keys",
                "sec",
                Phase::Contain,
                "Rotate what the laptop knew",
                "contained+PT15M",
                &[],
            ),
            item("warn", "sec", Phase::Contain, "Warn the partners first", "contained-PT1H", &[]),
            item(
                "isolate",
                "infra",
                Phase::Contain,
                "Isolate the file servers",
                "declared+PT30M",
                &[],
            ),
        ],
        templates: vec![TemplateOffered {
            id: "holding".to_owned(),
            title: "Holding statement".to_owned(),
            audience: "customers".to_owned(),
            channel: "status page".to_owned(),
            text: "We are looking into {{ what_happened }}.\n\nNext update: {{ next_update }}."
                .to_owned(),
            approvers: vec![DepartmentId::from("sec"), DepartmentId::from("infra")],
            good_for_minutes: None,
        }],
        steps: Vec::new(),
    }
}

pub(in crate::screen) fn order(id: &str, text: &str, due: Option<Timestamp>) -> Command {
    Command::Record(EntryRecorded {
        entry: EntryId::from(id),
        kind: EntryKind::Order { to: Some(Party::Department(DepartmentId::from("infra"))), due },
        text: text.to_owned(),
        precision: Precision::Second,
        seldom: Rare::default(),
    })
}
