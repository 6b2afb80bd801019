//! The start screen as it is drawn: an empty register, a full one, the form; any size without a
//! panic.

use allhands::console::keymap::{Keymap, sequence};
use allhands::console::message::Message;
use allhands::console::model::{Settings, Theme};
use allhands::console::start::{Listing, Offer, Row, Start, StartEffect, Twin, update};
use allhands::domain::time::Timestamp;
use allhands::domain::words::{Phase, Severity, Status};
use allhands::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn start() -> Start {
    let settings = Settings {
        theme: Theme::Dark,
        painted: false,
        ascii: false,
        own_zone: chrono_tz::Europe::Prague,
    };
    let offer = Offer {
        codename: "AMBER FINCH".to_owned(),
        playbooks: vec![
            ("not-sure-yet".to_owned(), "Not sure yet".to_owned()),
            ("ransomware".to_owned(), "Ransomware".to_owned()),
        ],
        zone: "Europe/Prague".to_owned(),
        unnamed: None,
        department: "coord".into(),
        departments: Vec::new(),
    };
    let mut start = Start::new("~/rooms".to_owned(), offer, settings, Keymap::default());
    update(&mut start, Message::Tick(now()));
    start
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T14:05:00Z").expect("a moment")
}

fn rows() -> Vec<Row> {
    let quiet = Row {
        key: "heron".to_owned(),
        codename: "CRIMSON HERON".to_owned(),
        title: "Ransom note on \u{1b}[31mfile servers".to_owned(),
        severity: Some(Severity::Sev1),
        status: Status::Declared,
        phases: vec![Phase::Investigate, Phase::Contain],
        opened: now().plus_minutes(-130),
        changed: now().plus_minutes(-4),
        open: 12,
        due: vec![now().plus_minutes(-1), now().plus_minutes(30)],
        practice: false,
        copy: Twin::None,
        trouble: None,
        seen: None,
        waiting: 2,
        refused: 1,
    };
    vec![
        quiet.clone(),
        Row {
            key: "demo".to_owned(),
            codename: "PAPER LANTERN".to_owned(),
            title: String::new(),
            severity: None,
            status: Status::Signal,
            phases: Vec::new(),
            opened: now().plus_minutes(-60 * 24 * 5),
            changed: now().plus_minutes(-60),
            due: Vec::new(),
            practice: true,
            waiting: 0,
            refused: 0,
            ..quiet.clone()
        },
        Row {
            key: "gone".to_owned(),
            codename: "broken.allhands".to_owned(),
            title: String::new(),
            severity: None,
            status: Status::Closed,
            phases: Vec::new(),
            due: Vec::new(),
            waiting: 0,
            refused: 0,
            trouble: Some("not a room's file".to_owned()),
            ..quiet
        },
    ]
}

fn shot(start: &Start, columns: u16, rows: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test terminal");
    terminal.draw(|frame| view::start::draw(start, frame)).expect("a frame");
    // A buffer without cells cannot be shown as text, only be drawn into.
    if columns == 0 || rows == 0 { String::new() } else { terminal.backend().to_string() }
}

fn press(start: &mut Start, keys: &str) {
    for key in sequence(keys).expect("keys") {
        update(start, Message::Key(key));
    }
}

#[test]
fn an_empty_register_says_what_to_do() {
    let mut start = start();
    assert!(shot(&start, 80, 24).contains("Reading the register."));
    start.read(Vec::new(), Listing::Read);
    insta::assert_snapshot!(shot(&start, 80, 24));
}

#[test]
fn a_share_out_of_reach_is_said_and_rooms_are_shown_as_they_were_last_seen() {
    let mut start = start();
    let since = now().plus_minutes(-1);
    let dark = Listing::Dark { since, because: "it does not answer".to_owned() };
    start.read(Vec::new(), dark.clone());
    assert!(shot(&start, 80, 24).contains("No desk of this host knows a"));
    let seen = Some(now().plus_minutes(-200));
    start.read(rows().into_iter().map(|row| Row { seen, ..row }).collect(), dark);
    insta::assert_snapshot!(shot(&start, 80, 12));
}

#[test]
fn rooms_with_and_without_the_shield() {
    let mut start = start();
    start.read(rows(), Listing::Read);
    let shielded = shot(&start, 120, 12);
    assert!(!shielded.contains("Ransom"), "{shielded}");
    press(&mut start, "S y j");
    insta::assert_snapshot!(shot(&start, 120, 12));
}

#[test]
fn what_was_refused_and_what_waits_are_told_apart() {
    let mut start = start();
    start.read(rows(), Listing::Read);
    let shown = shot(&start, 120, 12);
    assert!(shown.contains("1 late  1 refused  2 wait"), "{shown}");
    // Where there is little room, phases give way first.
    let shown = shot(&start, 80, 24);
    assert!(shown.contains(" Contain +1 2h10m 4m ago  12 · 1 late  1 refused  2 wait "), "{shown}");
    let shown = shot(&start, 78, 24);
    assert!(shown.contains(" Declared 2h10m 4m ago  12 · 1 late  1 refused  2 wait "), "{shown}");
    // On a screen still smaller the codename gives way, then what is left out is counted.
    let shown = shot(&start, 66, 24);
    assert!(shown.contains(" Declared 12 · 1 late  1 refused  2 wait "), "{shown}");
    let shown = shot(&start, 50, 24);
    assert!(shown.contains("… SEV1 12 · 1 late  1 refused  2 wait"), "{shown}");
    for (columns, words) in [(44, "… 12 · 1 late  1 refused  2 wait"), (40, "… 12 · 1 late  1 ref")]
    {
        let shown = shot(&start, columns, 12);
        assert!(shown.contains(words), "{columns}: {shown}");
    }
    let shown = shot(&start, 34, 12);
    assert!(shown.contains("… 12 · 1 late +2"), "{shown}");
}

#[test]
fn a_practice_file_in_the_register_is_marked_and_what_is_late_is_whole_beside_it() {
    let mut start = start();
    let mut row = Row { practice: true, waiting: 0, refused: 0, open: 112, ..rows().remove(0) };
    row.phases = vec![Phase::Investigate, Phase::Contain, Phase::Communicate];
    let real = Row { key: "real".to_owned(), practice: false, ..row.clone() };
    start.read(vec![row, real], Listing::Read);
    for columns in [40, 60, 80, 100, 160] {
        let shown = shot(&start, columns, 24);
        assert_eq!(shown.matches("112 · 1 late  PRACTICE").count(), 1, "{columns}: {shown}");
        assert_eq!(shown.matches("112 · 1 late").count(), 2, "{columns}: {shown}");
    }
}

#[test]
fn many_phases_and_a_long_codename_leave_what_must_be_seen_whole() {
    let mut start = start();
    let mut row = rows().remove(0);
    row.codename = "PLACID GREENFINCH".to_owned();
    row.phases = vec![Phase::Detect, Phase::Contain, Phase::Investigate];
    let calm = Row { due: Vec::new(), refused: 0, ..row.clone() };
    start.read(vec![calm], Listing::Read);
    let shown = shot(&start, 80, 24);
    assert!(shown.contains("PLACID GREENFINCH SEV1 Declared · Investigate +2 "), "{shown}");
    assert!(shown.contains(" 12  2 wait "), "{shown}");
    let shown = shot(&start, 100, 24);
    assert!(shown.contains(" Declared · Detect+Contain+Investigate "), "{shown}");
    start.read(vec![row], Listing::Read);
    let shown = shot(&start, 80, 24);
    assert!(shown.contains("PLACID GREENFINCH SEV1 Declared "), "{shown}");
    assert!(shown.contains("1 late  1 refused"), "{shown}");
}

#[test]
fn why_a_room_cannot_be_read_is_not_cut_after_a_word() {
    let mut start = start();
    let mut all = rows();
    all[2].trouble = Some(
        "it is damaged (file is not a database). Nothing was changed. Keep it, run `allhands \
         verify` on a copy, and restore from a copy or a desk"
            .to_owned(),
    );
    start.read(all, Listing::Read);
    let shown = shot(&start, 80, 24);
    assert!(shown.contains("broken.allhands  it is damaged (file is not a database) "), "{shown}");
}

#[test]
fn a_copy_is_marked_and_the_mark_fits_the_smallest_usual_screen() {
    let mut start = start();
    let copy = Row {
        key: "copy".to_owned(),
        copy: Twin::Copy,
        due: Vec::new(),
        waiting: 0,
        ..rows().remove(0)
    };
    start.read(vec![copy], Listing::Read);
    let shown = shot(&start, 80, 24);
    assert_eq!(shown.matches("COPY").count(), 1, "{shown}");
}

#[test]
fn of_a_file_that_tells_nothing_only_the_reason_is_shown() {
    let mut start = start();
    let known = Timestamp::default();
    let trouble = Some("it is not an incident file".to_owned());
    let (key, codename) = ("junk".to_owned(), "junk".to_owned());
    let junk = Row { key, codename, trouble, opened: known, changed: known, ..rows().remove(0) };
    start.read(vec![junk], Listing::Read);
    let shown = shot(&start, 80, 24);
    assert!(shown.contains("it is not an incident file"), "{shown}");
    assert!(!shown.contains(" ago"), "{shown}");
}

#[test]
fn what_must_not_be_overlooked_is_read_before_ages_where_there_is_little_room() {
    let mut start = start();
    start.read(rows(), Listing::Read);
    for columns in [56, 60, 66, 72, 80] {
        let shown = shot(&start, columns, 12);
        for words in ["CRIMSON HERON", "SEV1", "12 · 1 late", "1 refused", "2 wait", "OPEN"] {
            assert!(shown.contains(words), "{words} at {columns}: {shown}");
        }
    }
}

#[test]
fn the_form_that_begins_a_room() {
    let mut start = start();
    press(&mut start, "n R E D tab tab l space");
    insta::assert_snapshot!(shot(&start, 80, 24));
}

#[test]
fn the_form_shows_the_field_that_is_asked_at_any_size() {
    let labels = ["Codename", "Title", "Playbooks", "Received", "First read", "Zone"];
    for (columns, rows) in [(80, 24), (40, 12), (30, 9), (20, 6)] {
        let mut start = start();
        press(&mut start, "n");
        for label in labels {
            let shown = shot(&start, columns, rows);
            assert!(shown.contains(&format!("> {label}")), "{label} at {columns}x{rows}: {shown}");
            assert!(shown.contains("Enter begin"), "{label} at {columns}x{rows}: {shown}");
            if label == "Playbooks" {
                press(&mut start, "l");
                let shown = shot(&start, columns, rows);
                assert!(shown.contains("> [ ] Ransomware") || columns < 25, "{shown}");
                assert!(shown.contains("> [ ] "), "{shown}");
            }
            press(&mut start, "tab");
        }
    }
}

#[test]
fn hints_are_whole_or_left_out_and_the_shield_is_always_named() {
    for columns in 12..120 {
        let start = start();
        let shown = shot(&start, columns, 12);
        let last = shown.lines().last().unwrap_or_default().to_owned();
        assert!(!last.contains('…'), "{columns}: {last}");
        let end = last.trim_end_matches(['"', ' ']);
        let whole = ["keys", "open", "begin", "practise", "quit", "import", "titles"];
        assert!(end.len() < 2 || whole.iter().any(|word| end.ends_with(word)), "{columns}: {last}");
        assert!(shown.contains("SHIELD"), "{columns}: {shown}");
    }
}

#[test]
fn any_size_is_drawn() {
    let mut start = start();
    start.read(rows(), Listing::Read);
    for open in ["", "n", "esc m", "esc S", "n ctrl-p", "esc ctrl-x"] {
        if !open.is_empty() {
            press(&mut start, open);
        }
        for (columns, rows) in [(0, 0), (1, 1), (4, 3), (20, 6), (59, 2), (80, 24), (500, 200)] {
            shot(&start, columns, rows);
        }
    }
}

#[test]
fn a_long_codename_is_shown_whole_at_80_columns() {
    let mut start = start();
    let mut all = rows();
    all[1].codename = "PLACID GREENFINCH".to_owned();
    start.read(all, Listing::Read);
    let screen = shot(&start, 80, 24);
    assert!(screen.contains("PLACID GREENFINCH ") && screen.contains("1 late"), "{screen}");
}

#[test]
fn two_files_of_which_none_is_the_room_yet_are_both_marked() {
    let mut start = start();
    let one = Row { copy: Twin::Undecided, ..rows().remove(0) };
    let other = Row { key: "other".to_owned(), ..one.clone() };
    start.read(vec![one, other], Listing::Read);
    let shown = shot(&start, 80, 24);
    assert_eq!(shown.matches("COPY?").count(), 2, "{shown}");
    let said = allhands::console::linear::start::list(&start).join("\n");
    assert_eq!(said.matches("one of two files of this room").count(), 2, "{said}");
}

#[test]
fn what_linear_mode_was_told_of_a_new_room_is_kept_until_the_room_is_there() {
    use allhands::console::linear::start::{choose, list};
    let unnamed = || {
        let mut start = start();
        start.read(rows(), Listing::Read);
        start.offer.unnamed = Some("root".to_owned());
        start
    };
    let mut first = unnamed();
    assert_eq!(choose(&mut first, "new Stolen laptop").effect, None, "who types is asked");
    update(&mut first, Message::Tick(now()));
    let kept = first.typed.clone();
    assert_eq!(kept.values().collect::<Vec<_>>(), ["Stolen laptop"]);
    // Killed there, and started again.
    let mut second = unnamed();
    second.typed = kept;
    let offer = "Half typed for a new room: Title •••. new goes on with it, forget drops it.";
    assert!(list(&second).iter().any(|line| line == offer), "{:?}", list(&second));
    let mut dropped = second.clone();
    choose(&mut dropped, "forget");
    assert!(dropped.typed.is_empty());
    choose(&mut second, "new");
    let Some(StartEffect::Begin(begins)) = choose(&mut second, "Lee").effect else {
        panic!("no room is begun: {:?}", second.dialog)
    };
    assert_eq!(begins.title, "Stolen laptop");
}

#[test]
fn a_codename_is_cut_only_where_no_cell_is_free_beside_it() {
    let mut start = start();
    let codename = "A REALLY LONG CODENAME OF THIS ROOM";
    let row = Row {
        codename: codename.to_owned(),
        phases: Vec::new(),
        due: Vec::new(),
        waiting: 0,
        refused: 0,
        ..rows().remove(0)
    };
    start.read(vec![row.clone()], Listing::Read);
    assert!(shot(&start, 80, 24).contains(codename), "{}", shot(&start, 80, 24));
    assert!(shot(&start, 160, 50).contains(codename), "{}", shot(&start, 160, 50));
    // Where cells are few it takes what is there, and nothing else gives way to it.
    start.read(
        vec![Row { due: vec![now().plus_minutes(-1); 3], refused: 2, waiting: 2, ..row }],
        Listing::Read,
    );
    let shown = shot(&start, 80, 24);
    assert!(shown.contains("A REALLY LONG") && shown.contains("12 · 3 late  2 refused  2 wait"));
}

#[test]
fn what_the_numbers_are_made_of_stands_below_the_rooms_and_the_keys() {
    let mut start = start();
    start.read(rows(), Listing::Read);
    for _ in 0..2 {
        let shown = shot(&start, 80, 40);
        assert!(shown.contains("Open: what is owed (Next"), "{shown}");
        press(&mut start, "ctrl-p");
    }
    // Rooms come first.
    assert!(!shot(&start, 80, 8).contains("Open: what is owed"));
}

#[test]
fn a_title_that_comes_back_is_dots_under_the_shield() {
    let mut start = start();
    start.typed.insert("Title".to_owned(), "Canary".to_owned());
    press(&mut start, "n tab");
    let form = shot(&start, 80, 24);
    assert!(form.contains("••••••") && !form.contains("Canary"), "{form}");
    press(&mut start, "!");
    let form = shot(&start, 80, 24);
    assert!(form.contains("Canary!"), "{form}");
}

#[test]
fn what_was_read_becomes_late_by_itself_when_its_time_comes() {
    let mut start = start();
    let due = now().plus_minutes(1);
    start.read(vec![Row { due: vec![due], ..rows().remove(0) }], Listing::Read);
    assert_eq!(start.next_due(), Some(due), "what wakes the screen");
    assert!(!shot(&start, 80, 24).contains("late"));
    update(&mut start, Message::Tick(due.plus_millis(1)));
    assert!(shot(&start, 80, 24).contains(" 1 late"), "{}", shot(&start, 80, 24));
    assert_eq!(start.next_due(), None);
}
