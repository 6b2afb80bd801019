//! What is drawn and what is said: whole screens, the start screen, linear mode and the reports, of
//! a room whose every field holds hostile text, as a file that another hand wrote may.

use allhands::console::keymap::{BINDINGS, Keymap, sequence};
use allhands::console::linear::{Input, Linear, start as linear_start};
use allhands::console::message::Message;
use allhands::console::model::{Focus, Me, Model, Pane, Settings, Theme};
use allhands::console::start::{Offer, Row, Start, Twin};
use allhands::console::update::update;
use allhands::domain::event::*;
use allhands::domain::handling::Handling;
use allhands::domain::ids::{
    DraftId, EntryId, IncidentId, ItemId, RevisionId, SessionId, StepId, SubmissionId,
};
use allhands::domain::incident::Incident;
use allhands::domain::people::{Department, DepartmentId, Party, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::{Anchor, Audience, Phase, Role, Severity, Status};
use allhands::report::lines::Reach;
use allhands::report::{csv, jsonl, markdown, next, plain, whole};
use allhands::{text, view};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{Frame, TROUBLE, safe, troubled};

const NOW: Timestamp = Timestamp::from_millis(1_795_313_400_000);

fn entry(said: &str, number: usize, kind: EntryKind) -> EntryRecorded {
    EntryRecorded {
        entry: EntryId::new(format!("e{number}{said}")),
        kind,
        text: said.to_owned(),
        precision: Precision::Minute,
        seldom: Seldom {
            basis: Basis::Reported { by: Party::Person(Person::new(said)) },
            handling: Handling::Privileged { direction: Some(said.to_owned()) },
            mentions: vec![Party::Person(Person::new(said))],
            tags: vec![said.to_owned()],
            quote: Some(format!("{said}\n{said}")),
            source: Some(said.to_owned()),
            import: None,
        }
        .into(),
    }
}

/// Every kind of line.
fn entries(said: &str) -> Vec<EntryRecorded> {
    let to = Some(Party::Department(DepartmentId::new(said)));
    let due = Some(NOW.plus_minutes(5));
    let own = || said.to_owned();
    let kinds = [
        EntryKind::Note,
        EntryKind::Order { to: to.clone(), due },
        EntryKind::Question { to, due },
        EntryKind::Decision { because: Some(own()), until: due },
        EntryKind::Assessment,
        EntryKind::Fact { name: own(), value: own(), standing: Standing::Believed },
        EntryKind::Words { direction: Direction::Asks, party: own(), at: due },
        EntryKind::Other(said.into()),
    ];
    let numbered = kinds.into_iter().enumerate();
    numbered.map(|(number, kind)| entry(said, number, kind)).collect()
}

/// What a playbook of another hand brings.
fn playbook(said: &str) -> PlaybookApplied {
    let own = || said.to_owned();
    let item = |number: usize| ItemAdded {
        item: ItemId::new(format!("i{number}{said}")),
        department: DepartmentId::new(said),
        phase: Phase::Detect,
        action: own(),
        target: None,
        after: (number > 0).then(|| ItemId::new(format!("i0{said}"))).into_iter().collect(),
        source: own(),
    };
    PlaybookApplied {
        playbook: own(),
        title: own(),
        departments: Vec::new(),
        items: (0..3).map(item).collect(),
        templates: vec![TemplateOffered {
            id: own(),
            title: own(),
            audience: own(),
            channel: own(),
            text: format!("{said} {{{{affected_customers}}}}"),
            approvers: Vec::new(),
            good_for_minutes: None,
        }],
        steps: vec![StepSet {
            step: StepId::new(said),
            audience: Audience::AffectedCustomers,
            which: own(),
            what: own(),
            by: Some(Party::Person(Person::new(said))),
            channel: own(),
            not_before: None,
            not_after: None,
            after: vec![Gate::Said { words: own(), met: false }],
            tlp: None,
            embargo: None,
            kinds: vec![own()],
            drafts: Vec::new(),
            holding: false,
            proposed: true,
        }],
    }
}

/// The room.
fn opened(said: &str) -> RoomOpened {
    let own = || said.to_owned();
    RoomOpened {
        incident: IncidentId::new("i"),
        codename: own(),
        title: own(),
        zone: own(),
        received: NOW,
        first_read: NOW,
        practice: Some(Practice { of: own(), moved_days: 1 }),
        departments: vec![Department {
            id: DepartmentId::new(said),
            name: own(),
            short: own(),
            aliases: vec![own()],
        }],
    }
}

/// A record whose every field is `said`.
fn events(said: &str) -> Vec<Event> {
    let own = || said.to_owned();
    let (person, draft) = (Person::new(said), DraftId::new(said));
    let item = |number: usize| ItemId::new(format!("i{number}{said}"));
    let mut events: Vec<Event> = vec![opened(said).into(), playbook(said).into()];
    events.push(StatusChanged { to: Status::Declared, because: own() }.into());
    events.push(SeveritySet { to: Some(Severity::Sev1), because: own() }.into());
    events.push(RoleAssigned { role: Role::IncidentCommander, person: person.clone() }.into());
    events.push(AnchorSet { anchor: Anchor::new(said), at: NOW, scope: own() }.into());
    let due = NOW.plus_minutes(9);
    events.push(AnchorSet { anchor: Anchor::new("next-update"), at: due, scope: own() }.into());
    let entries = entries(said);
    let (note, order) = (entries[0].clone(), entries[1].entry.clone());
    events.extend(entries.into_iter().map(Event::from));
    let mended = EntryRecorded { text: format!("{said} mended"), ..note.clone() };
    let department = DepartmentId::new(said);
    events.push(EntryCorrected { now: mended, occurred_at: NOW, department }.into());
    let taken = OrderState::Acknowledged { by: Some(person.clone()) };
    events.push(OrderChanged { entry: order, to: taken, due: None }.into());
    events.push(EntryWithdrawn { entry: note.entry, because: own() }.into());
    events.push(ItemChanged { item: item(0), to: ItemState::Blocked { on: own() } }.into());
    events.push(ItemAssigned { item: item(1), to: Some(person) }.into());
    events.push(ItemPromised { item: item(1), due: Some(due) }.into());
    events.push(ItemCommented { item: item(1), text: own() }.into());
    events.push(ItemChanged { item: item(2), to: ItemState::Done { result: own() } }.into());
    let first = DraftCreated {
        draft: draft.clone(),
        title: own(),
        audience: own(),
        channel: own(),
        template: Some(own()),
        revision: RevisionId::new(said),
        text: format!("{said}\n{said}"),
        handling: Handling::Open,
    };
    let base = first.revision.clone();
    events.push(first.into());
    // Two texts side by side, so that there is something to compare and to merge.
    for number in 0..2 {
        let revised = DraftRevised {
            draft: draft.clone(),
            revision: RevisionId::new(format!("{number}{said}")),
            bases: vec![base.clone()],
            text: format!("{said} {number}\n{said}"),
            diverging: number > 0,
            restores: None,
        };
        events.push(revised.into());
    }
    events.push(DraftShelved { draft, shelved: true, because: own(), superseded_by: None }.into());
    events
}

fn incident(said: &str) -> Incident {
    let row = |(at, event): (usize, Event)| Recorded {
        seq: at as u64 + 1,
        submission: SubmissionId { session: SessionId::new(said), number: at as u64 + 1 },
        part: 0,
        author: Person::new(said),
        department: DepartmentId::new(said),
        on_behalf: Some(Person::new(said)),
        occurred_at: NOW,
        recorded_at: NOW,
        shared_at: NOW,
        event,
    };
    let rows: Vec<Recorded> = events(said).into_iter().enumerate().map(row).collect();
    Incident::replay(&rows)
}

fn settings() -> Settings {
    Settings { theme: Theme::Dark, painted: false, ascii: false, own_zone: chrono_tz::UTC }
}

/// A console in that room, the shield lifted: everything is to be seen.
fn model(said: &str) -> Model {
    let me = Me::new(SessionId::new("me"), Person::new(said), DepartmentId::new(said));
    let me = Me { on_behalf: Some(Person::new(said)), ..me };
    let mut model = Model::new(incident(said), me, settings(), NOW);
    model.shield.lifted_until = Some(NOW.plus_minutes(10));
    model.reach.trouble = Some(said.to_owned());
    model.notice = Some(said.to_owned());
    model
}

fn drawn(terminal: &Terminal<TestBackend>, what: &str) {
    for cell in terminal.backend().buffer().content() {
        safe(cell.symbol(), Frame::Cell, what);
    }
}

fn draw(model: &Model, what: &str) {
    let (columns, rows) = model.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test's terminal");
    terminal.draw(|frame| view::screen::draw(model, frame)).expect("a frame");
    drawn(&terminal, what);
}

/// Every pane, alone and beside the others, with its dialogs.
fn screens(said: &str) {
    for pane in Pane::ALL {
        for size in [(120, 40), (40, 12)] {
            let mut model = model(said);
            update(&mut model, Message::Paste(said.to_owned()));
            draw(&model, "the line");
            update(&mut model, Message::Resized(size.0, size.1));
            model.focus = Focus::Pane(pane);
            draw(&model, pane.label());
            for keys in ["j j k", "enter", "j", "esc", "z", "ctrl-p", "esc"] {
                for key in sequence(keys).expect("keys") {
                    update(&mut model, Message::Key(key));
                }
                draw(&model, &format!("{} after {keys}", pane.label()));
            }
        }
    }
}

fn start_screen(said: &str) {
    let own = || said.to_owned();
    let row = Row {
        key: own(),
        codename: own(),
        title: own(),
        severity: None,
        status: Status::Signal,
        phases: vec![Phase::Detect],
        opened: NOW,
        changed: NOW,
        open: 1,
        due: Vec::new(),
        copy: Twin::Copy,
        practice: true,
        trouble: None,
        seen: None,
        waiting: 1,
        refused: 0,
    };
    let broken = Row { key: format!("2{said}"), trouble: Some(own()), ..row.clone() };
    let offer = Offer {
        codename: own(),
        playbooks: vec![(own(), own())],
        zone: "UTC".to_owned(),
        unnamed: Some(own()),
        department: own().as_str().into(),
        departments: Vec::new(),
    };
    let mut start = Start::new(own(), offer, settings(), Keymap::default());
    start.now = NOW;
    start.shield.lifted_until = Some(NOW.plus_minutes(10));
    start.read(vec![row, broken], allhands::console::start::Listing::Read);
    start.notice = Some(own());
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).expect("a test's terminal");
    terminal.draw(|frame| view::start::draw(&start, frame)).expect("a frame");
    drawn(&terminal, "the start screen");
    for line in linear_start::list(&start) {
        safe(&line, Frame::Line, "the list of rooms");
    }
    for line in linear_start::choose(&mut start, said).lines {
        safe(&line, Frame::Line, "the list of rooms, asked");
    }
}

/// Linear mode: what everybody is told, and every list.
fn conversation(said: &str) {
    let (mut model, mut linear) = (model(said), Linear::default());
    let mut lines = linear.greet(&model);
    let typed = [
        "/now",
        "/next",
        "/details 1",
        "/timeline 99",
        "/details 1",
        "/details 9",
        "/facts",
        "/who",
        "/lists",
        "/drafts",
        "/draft 1",
        "/draft 1 2",
        "/standing",
        "/the-room",
        "/complete @",
        "/complete #",
        "/merge 1",
        "!",
        "/details 1",
        "/templates",
        "/tray",
        "/find a",
    ];
    let inputs = typed.into_iter().map(str::to_owned);
    let own = [said.to_owned(), format!("/{said}"), format!("/lists {said}"), format!("> @{said}")];
    for typed in inputs.chain(own) {
        lines.extend(linear.turn(&mut model, Input::Line(typed)).lines);
    }
    lines.extend(linear.turn(&mut model, Input::Pasted(said.to_owned())).lines);
    lines.extend(linear.turn(&mut model, Input::Line("/lines".to_owned())).lines);
    lines.extend(linear.turn(&mut model, Input::heard(Message::Notice(said.to_owned()))).lines);
    lines.push(linear.prompt(&model));
    for line in lines {
        safe(&line, Frame::Line, "linear mode");
    }
}

fn reports(said: &str) {
    let incident = incident(said);
    let reach = Reach::WithPrivileged;
    let clock = |at: Timestamp, _: Precision| at.to_string();
    let whole = serde_json::to_string_pretty(&whole::whole(&incident, reach)).expect("JSON");
    for (what, shown) in [
        ("heading", plain::heading(&incident)),
        ("timeline", plain::timeline(&incident, reach, &clock)),
        ("checklists", plain::checklists(&incident, &clock)),
        ("drafts", plain::drafts(&incident, reach, NOW, &clock)),
        ("next", next::plain(&incident, reach, NOW, &clock)),
        ("CSV", csv::csv(&incident, reach)),
        ("Markdown", markdown::markdown(&incident, reach, NOW)),
        ("window title", text::title(&incident.room.codename)),
        ("clipboard", text::clipboard(said).into_owned()),
    ] {
        // RFC 4180 ends its lines with both.
        let shown = shown.replace("\r\n", "\n");
        safe(&shown, Frame::Lines, what);
    }
    for (what, shown) in
        [("JSON", text::json(&whole).into_owned()), ("JSON lines", jsonl::jsonl(&incident, reach))]
    {
        // A reader gets the marks back as they were; a terminal gets their escapes.
        unseen_free(&shown, what);
    }
    let back: serde_json::Value = serde_json::from_str(&text::json(&whole)).expect("JSON");
    assert_eq!(back["room"]["codename"], said);
}

/// JSON keeps combining marks, which its readers must get as they came.
fn unseen_free(shown: &str, what: &str) {
    let bare: String = shown.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let joiners: String = bare.chars().filter(|c| !matches!(c, '\u{200c}' | '\u{200d}')).collect();
    safe(&joiners, Frame::Lines, what);
}

#[test]
fn every_screen_of_a_hostile_room_is_safe() {
    for (_, said) in TROUBLE {
        screens(said);
        start_screen(said);
    }
}

/// Every command in every pane, and whatever it asks answered in the same hostile words.
#[test]
fn every_dialog_of_a_hostile_room_is_safe() {
    let said: String = TROUBLE.iter().map(|(_, text)| *text).collect();
    let room = model(&said);
    for pane in Pane::ALL {
        for binding in BINDINGS {
            let Some(keys) = binding.keys.first() else { continue };
            let mut model = room.clone();
            update(&mut model, Message::Resized(100, 30));
            model.focus = Focus::Pane(pane);
            let what = format!("{} in {}", binding.name, pane.label());
            for key in sequence("j").into_iter().chain(sequence(keys)).flatten() {
                update(&mut model, Message::Key(key));
            }
            draw(&model, &what);
            update(&mut model, Message::Paste(said.clone()));
            draw(&model, &format!("{what}, pasted into"));
            for key in sequence("enter").into_iter().flatten() {
                update(&mut model, Message::Key(key));
            }
            draw(&model, &format!("{what}, answered"));
        }
    }
}

/// What Tab offers for the words of a hostile record.
#[test]
fn every_completion_of_a_hostile_room_is_safe() {
    for (_, said) in TROUBLE {
        for begun in ["@", "#", "= ", "> @"] {
            let mut model = model(said);
            update(&mut model, Message::Resized(100, 30));
            update(&mut model, Message::Text(begun.to_owned()));
            for key in sequence("tab tab").into_iter().flatten() {
                update(&mut model, Message::Key(key));
                draw(&model, &format!("Tab after {begun}"));
            }
        }
    }
}

/// Clashes of a `keys.toml` and mistakes of a playbook quote what they found.
#[test]
fn mistakes_that_quote_a_hostile_file_are_said_safely() {
    for (_, said) in TROUBLE {
        let quoted = format!("{said:?}");
        let (_, clashes) = Keymap::rebound(&format!("{quoted} = [{quoted}]\n"));
        for clash in clashes {
            let mut model = model("plain");
            model.notice = Some(clash.clone());
            draw(&model, "a clash of keys");
            safe(&text::output(&clash), Frame::Line, "a clash of keys");
        }
    }
}

#[test]
fn linear_mode_in_a_hostile_room_is_safe() {
    for (_, said) in TROUBLE {
        conversation(said);
    }
}

#[test]
fn every_report_of_a_hostile_room_is_safe() {
    for (_, said) in TROUBLE {
        reports(said);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn nothing_gets_through_any_of_them(said in troubled()) {
        screens(&said);
        start_screen(&said);
        conversation(&said);
        reports(&said);
    }
}
