//! Work in a room, from keys to the record and back to the screen: checklists, what is owed,
//! drafts. A small desk plays the store: what is asked for is judged, numbered and told to the
//! console.

use allhands::console::effect::Effect;
use allhands::console::keymap::sequence;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Me, Model, Pane, Scratch, Settings, Theme};
use allhands::console::update::update;
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::{
    AnchorSet, DraftRevised, EntryKind, EntryRecorded, ItemAdded, ItemState, PlaybookApplied,
    Recorded, RoomOpened, StatusChanged, TemplateOffered,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{
    DraftId, EntryId, IncidentId, ItemId, RevisionId, SessionId, SubmissionId,
};
use allhands::domain::incident::Incident;
use allhands::domain::people::{Department, DepartmentId, Party, Person};
use allhands::domain::target::Target;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::{Anchor, Phase, Status};
use allhands::view::screen;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// A console, and a store that numbers at once.
struct Desk {
    model: Model,
    others: u64,
    scratches: Vec<Scratch>,
    refused: Vec<String>,
    outside: Vec<Effect>,
}

fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-22T{clock}:00Z")).expect("a moment")
}

impl Desk {
    /// A declared room of two departments with a playbook, at 14:05.
    fn new() -> Self {
        let me = Me {
            session: SessionId::from("s1"),
            next: 1,
            person: Person::from("Lee"),
            department: DepartmentId::from("sec"),
            on_behalf: None,
            read_only: false,
            unconfirmed: false,
        };
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

    fn declared() -> Self {
        let mut desk = Self::new();
        desk.other(Command::ChangeStatus(StatusChanged {
            to: Status::Declared,
            because: String::new(),
        }));
        desk.clock("14:05");
        desk
    }

    fn clock(&mut self, clock: &str) {
        self.tell(Message::Tick(at(clock)));
    }

    fn anchor(&mut self, anchor: &str, clock: &str) {
        let set = AnchorSet { anchor: Anchor::from(anchor), at: at(clock), scope: String::new() };
        self.other(Command::SetAnchor(set));
    }

    /// Another console asks for something.
    fn other(&mut self, command: Command) {
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

    fn judge(&mut self, asked: &Submission) {
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

    fn tell(&mut self, message: Message) {
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::Submit(asked) => self.judge(&asked),
                Effect::SaveScratch { slot, text, cursor } => {
                    self.scratches.retain(|kept| kept.slot != slot);
                    self.scratches.push(Scratch { slot, text, cursor, at: self.model.now });
                }
                Effect::DropScratch(slot) => self.scratches.retain(|kept| kept.slot != slot),
                other => self.outside.push(other),
            }
        }
    }

    /// Presses keys written as in the table.
    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in sequence(keys).expect("keys") {
            self.tell(Message::Key(key));
        }
        self
    }

    fn typed(&mut self, text: &str) -> &mut Self {
        self.tell(Message::Text(text.to_owned()));
        self
    }

    fn pane(&mut self, pane: Pane) -> &mut Self {
        self.model.focus = Focus::Pane(pane);
        // Somebody has been typing all along.
        self.model.last_key = self.model.now;
        // Past the second in which an act on what another changed asks.
        self.tell(Message::Tick(self.model.now.plus_millis(1_500)));
        self
    }

    fn state(&self, item: &str) -> &ItemState {
        &self.model.incident.checklist.item(&ItemId::from(item)).expect("an item").state
    }

    fn shot(&mut self, columns: u16, rows: u16) -> String {
        self.tell(Message::Resized(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test terminal");
        terminal.draw(|frame| screen::draw(&self.model, frame)).expect("a frame");
        if columns == 0 || rows == 0 { String::new() } else { terminal.backend().to_string() }
    }

    /// What stands on the screen in these panes only: banner and hints are others' snapshots.
    fn panes(&mut self, columns: u16, rows: u16) -> String {
        let shot = self.shot(columns, rows);
        let lines: Vec<&str> = shot.lines().collect();
        lines[2..lines.len() - 2].join("\n")
    }

    fn draft_text(&self) -> String {
        let draft = &self.model.incident.drafts.all()[0];
        draft.latest().map(|latest| latest.text.clone()).unwrap_or_default()
    }
}

fn department(id: &str, name: &str, short: &str) -> Department {
    let (name, short) = (name.to_owned(), short.to_owned());
    Department { id: DepartmentId::from(id), name, short, aliases: Vec::new() }
}

fn opened() -> RoomOpened {
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

fn item(
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

fn playbook() -> PlaybookApplied {
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
        }],
    }
}

fn order(id: &str, text: &str, due: Option<Timestamp>) -> Command {
    Command::Record(EntryRecorded {
        entry: EntryId::from(id),
        kind: EntryKind::Order { to: Some(Party::Department(DepartmentId::from("infra"))), due },
        text: text.to_owned(),
        precision: Precision::Second,
        basis: allhands::domain::event::Basis::Observed,
        handling: Handling::Open,
        mentions: Vec::new(),
        tags: Vec::new(),
        quote: None,
        source: None,
        import: None,
    })
}

#[test]
fn while_it_is_a_signal_most_items_wait_behind_one_line() {
    let mut desk = Desk::new();
    let shot = desk.pane(Pane::Checklists).panes(80, 24);
    assert!(shot.contains("Confirm the report") && !shot.contains("db-7"), "{shot}");
    assert!(shot.contains("5 more items wait"), "{shot}");
}

#[test]
fn an_item_goes_through_its_states_by_one_key_each() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g j b");
    assert_eq!(*desk.state("image"), ItemState::InProgress);
    desk.keys("d").typed("stored in vault 3").keys("enter");
    assert_eq!(*desk.state("image"), ItemState::Done { result: "stored in vault 3".to_owned() });
    desk.keys("o d enter");
    assert_eq!(*desk.state("image"), ItemState::Done { result: String::new() });
    desk.keys("j x").typed("the vendor").keys("enter");
    assert_eq!(*desk.state("scope"), ItemState::Blocked { on: "the vendor".to_owned() });
    desk.keys("n enter").typed("no such systems").keys("enter");
    assert_eq!(
        *desk.state("scope"),
        ItemState::NotApplicable { because: "no such systems".to_owned() }
    );
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn promises_people_comments_and_new_items() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g j p").typed("in 20m").keys("enter");
    let image = ItemId::from("image");
    let promise =
        |desk: &Desk| desk.model.incident.checklist.item(&image).and_then(|item| item.promise);
    assert_eq!(promise(&desk), Some(desk.model.now.plus_minutes(20)));
    desk.keys("p").typed("yesterday").keys("enter");
    assert_eq!(desk.model.overlays.len(), 1, "what cannot be read is asked again");
    desk.keys("esc a enter c")
        .typed("waits for the key")
        .keys("enter +")
        .typed("Tell the board")
        .keys("enter");
    let item = desk.model.incident.checklist.item(&image).expect("an item");
    assert_eq!(item.assignee, Some(Person::from("Lee")));
    assert!(item.history.iter().any(|done| done.words.contains("waits for the key")));
    let added = desk.model.incident.checklist.items().last().expect("an item");
    assert_eq!(
        (added.given.action.as_str(), added.given.phase),
        ("Tell the board", Phase::Investigate)
    );
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    desk.clock("14:33");
    let shot = desk.panes(160, 50);
    assert!(shot.contains("7m late"), "{shot}");
}

#[test]
fn an_item_past_before_its_anchor_asks_what_becomes_of_it() {
    let mut desk = Desk::declared();
    desk.anchor("contained", "13:10");
    desk.pane(Pane::Checklists).keys("G k");
    let shot = desk.panes(160, 50);
    assert!(shot.contains("no longer possible in time"), "{shot}");
    desk.keys("enter");
    assert!(desk.panes(80, 24).contains("what becomes of it?"));
    desk.keys("j enter");
    let warn = desk.model.incident.checklist.item(&ItemId::from("warn")).expect("an item");
    assert_eq!(warn.aim, Some(None));
}

#[test]
fn the_list_one_stands_in_is_not_re_sorted() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("s g g j");
    let before = allhands::console::checklists::order::ids(&desk.model);
    let promised = allhands::domain::event::ItemPromised {
        item: ItemId::from("scope"),
        due: Some(at("14:06")),
    };
    desk.other(Command::PromiseItem { to: promised, seen: 0 });
    assert_eq!(allhands::console::checklists::order::ids(&desk.model), before);
    desk.keys("tab");
    assert_ne!(allhands::console::checklists::order::ids(&desk.model), before);
}

#[test]
fn the_panes_of_a_working_room() {
    let mut desk = Desk::declared();
    desk.other(order("o1", "rotate keys", Some(at("14:11"))));
    desk.other(order("o2", "call the \u{1b}[31mvendor", Some(at("14:06"))));
    desk.other(order("o3", "find the laptop", None));
    desk.pane(Pane::Checklists).keys("g g j p").typed("in 2h").keys("enter");
    desk.pane(Pane::Drafts).keys("+ enter ctrl-g");
    desk.clock("14:13");
    desk.model.focus = Focus::Pane(Pane::Next);
    desk.keys("g g");
    // The timeline has snapshots of its own.
    let right = |shot: &str| -> String {
        let cut = |line: &str| line.chars().skip(73).collect::<String>() + "\n";
        shot.lines().map(cut).collect()
    };
    let above = |shot: &str| shot.lines().take(13).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("work_160x50", right(&desk.panes(160, 50)));
    insta::assert_snapshot!("work_80x24", above(&desk.panes(80, 24)));
    desk.keys("\\ tab left");
    insta::assert_snapshot!("checklists_80x24", above(&desk.panes(80, 24)));
}

#[test]
fn what_is_owed_is_dealt_with_in_place() {
    let mut desk = Desk::declared();
    desk.other(order("o1", "rotate keys", Some(at("14:11"))));
    desk.other(order("o2", "call the vendor", Some(at("14:20"))));
    desk.pane(Pane::Next).keys("g g a j d").typed("they know").keys("enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("taken") && shot.contains("settled"), "{shot}");
    desk.keys("k m").typed("in 1h").keys("enter n").typed("nobody here").keys("enter");
    assert!(desk.model.incident.owed().is_empty());
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn a_draft_is_begun_written_left_and_found_again() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    assert_eq!(desk.model.incident.drafts.all().len(), 1);
    insta::assert_snapshot!("editor_80x24", desk.panes(80, 24));
    desk.typed("Dear customers, ");
    desk.keys("ctrl-g");
    assert_eq!(desk.scratches.len(), 1);
    let shot = desk.panes(160, 50);
    assert!(shot.contains("unsaved since"), "{shot}");
    // The console is killed; the next one finds the text in its place, and undo finds the saved
    // one.
    let scratches = desk.scratches.clone();
    let incident = desk.model.incident.clone();
    let mut next = Desk::declared();
    next.model.incident = incident;
    next.tell(Message::Scratches(scratches));
    next.pane(Pane::Drafts).keys("g g enter");
    let shot = next.panes(80, 24);
    assert!(
        shot.contains("Dear customers, We are") && shot.contains("back in its place"),
        "{shot}"
    );
    next.keys("ctrl-s");
    assert!(next.draft_text().starts_with("Dear customers, We are"));
    assert!(next.scratches.is_empty() && next.refused.is_empty(), "{:?}", next.refused);
}

#[test]
fn two_at_once_stand_side_by_side_until_somebody_chooses() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    let draft: DraftId = desk.model.incident.drafts.all()[0].id.clone();
    let base: RevisionId = desk.model.incident.drafts.all()[0].revisions[0].id.clone();
    desk.typed("Sorry. ");
    let other = DraftRevised {
        draft: draft.clone(),
        revision: RevisionId::from("amaras"),
        bases: vec![base],
        text: "We are looking into an outage.\n\nNext update: {{ next_update }}.".to_owned(),
        diverging: false,
        restores: None,
    };
    desk.other(Command::ReviseDraft(other));
    let shot = desk.panes(80, 24);
    assert!(
        shot.contains("Amara saved text 2 meanwhile") && shot.contains("Sorry. We are"),
        "{shot}"
    );
    desk.keys("ctrl-r");
    assert!(desk.panes(80, 24).contains("words gone"));
    desk.keys("q ctrl-s ctrl-g");
    let tips = |desk: &Desk| desk.model.incident.drafts.all()[0].tips().len();
    assert_eq!(tips(&desk), 2);
    assert!(desk.panes(160, 50).contains("2 texts side by side"));
    desk.keys("enter");
    insta::assert_snapshot!("beside_80x24", desk.panes(80, 24));
    desk.keys("1");
    assert_eq!(tips(&desk), 1);
    assert!(desk.draft_text().contains("an outage"));
    desk.keys("v j R");
    assert!(desk.draft_text().starts_with("Sorry. "), "{}", desk.draft_text());
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn a_text_that_could_not_be_kept_is_not_taken_for_saved() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter").typed("Words");
    let effects = update(&mut desk.model, Message::Key(sequence("ctrl-s").expect("a key")[0]));
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Submit(asked) => Some(asked),
        _ => None,
    });
    desk.scratches.clear();
    desk.tell(Message::NotTaken(asked.expect("a submission"), "the disk is full".to_owned()));
    assert_eq!(desk.scratches.len(), 1);
    assert!(desk.panes(80, 24).contains("not saved as a text yet"));
}

#[test]
fn the_editor_hands_its_text_to_another_and_takes_it_back() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter ctrl-e");
    assert!(
        matches!(desk.outside.as_slice(), [Effect::RunEditor(text)] if text.starts_with("We are"))
    );
    desk.tell(Message::Edited(Ok("From vi.\n".to_owned())));
    desk.keys("ctrl-s");
    assert_eq!(desk.draft_text(), "From vi.");
    desk.tell(Message::Edited(Err("vi ended with 1".to_owned())));
    desk.keys("ctrl-u ctrl-s");
    assert!(desk.draft_text().starts_with("We are"));
}

#[test]
fn any_size_is_drawn() {
    let mut desk = Desk::declared();
    desk.other(order("o1", "rotate keys", Some(at("14:11"))));
    let sizes = [(0, 0), (1, 1), (4, 3), (20, 6), (59, 14), (80, 24), (101, 31), (500, 200)];
    for (pane, keys) in [
        (Pane::Next, "g g"),
        (Pane::Checklists, "g g a"),
        (Pane::Checklists, "esc enter"),
        (Pane::Drafts, "+"),
        (Pane::Drafts, "enter"),
        (Pane::Drafts, "ctrl-r"),
        (Pane::Drafts, "q ctrl-g v"),
        (Pane::Drafts, "enter"),
    ] {
        if desk.model.overlays.is_empty() && desk.model.drafts.editor.is_none() {
            desk.pane(pane);
        }
        desk.keys(keys);
        for (columns, rows) in sizes {
            desk.shot(columns, rows);
        }
        desk.shot(80, 24);
    }
}
