//! Key scripts on the start screen: keys in, effects and dialogs out.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::form::Ask;
use super::*;
use crate::console::model::Theme;
use crate::domain::people::{Department, DepartmentId};

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
            ("ransomware".to_owned(), "Ransomware".to_owned()),
            ("third-party".to_owned(), "A supplier's incident".to_owned()),
        ],
        zone: "Europe/Prague".to_owned(),
        unnamed: None,
        department: DepartmentId::from("coord"),
        departments: lanes(),
    };
    let mut start = Start::new("~/rooms".to_owned(), offer, settings, Keymap::default());
    start.now = Timestamp::parse("2026-11-22T14:05:00Z").unwrap();
    start
}

fn lanes() -> Vec<Department> {
    let lane = |id: &str, name: &str, short: &str| Department {
        id: DepartmentId::from(id),
        name: name.to_owned(),
        short: short.to_owned(),
        aliases: vec![format!("{id}s")],
    };
    vec![lane("coord", "Coordination", "Coord"), lane("infra", "Infrastructure", "Infra")]
}

fn row(key: &str, hours_ago: i64, status: Status) -> Row {
    let now = start().now;
    Row {
        key: key.to_owned(),
        codename: key.to_uppercase(),
        title: String::new(),
        severity: None,
        status,
        phases: Vec::new(),
        opened: now.plus_minutes(-60 * hours_ago),
        changed: now.plus_minutes(-60 * hours_ago),
        open: 0,
        due: Vec::new(),
        practice: false,
        copy: Twin::None,
        trouble: None,
        seen: None,
        waiting: 0,
        refused: 0,
    }
}

/// Presses keys written as in the table, and gives what they ask for.
fn pressed(start: &mut Start, keys: &str) -> Vec<StartEffect> {
    let keys = keymap::sequence(keys).unwrap();
    keys.into_iter().flat_map(|key| update(start, Message::Key(key))).collect()
}

/// The same without what is only kept of a form half filled in.
fn press_all(start: &mut Start, keys: &str) -> Vec<StartEffect> {
    let mut effects = pressed(start, keys);
    effects.retain(|effect| !matches!(effect, StartEffect::Keep(_)));
    effects
}

#[test]
fn beginning_is_two_enters() {
    let mut start = start();
    let effects = press_all(&mut start, "enter enter");
    let [StartEffect::Begin(beginning)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(beginning.codename, "AMBER FINCH");
    assert_eq!((beginning.title.as_str(), beginning.zone.as_str()), ("", "Europe/Prague"));
    assert_eq!((beginning.received, beginning.first_read), (start.now, start.now));
    assert!(beginning.playbooks.is_empty());
    assert!(start.dialog.is_none());
}

#[test]
fn the_form_asks_for_a_name_that_nobody_said() {
    let begun = |keys: &str| {
        let mut start = start();
        start.offer.unnamed = Some("root".to_owned());
        let effects = press_all(&mut start, keys);
        let [StartEffect::Begin(beginning)] = effects.as_slice() else { panic!("{effects:?}") };
        beginning.clone()
    };
    let by = |name: &str, department: &str| Some((name.to_owned(), DepartmentId::from(department)));
    let beginning = begun("enter D a n a tab I N F R A S tab R E D enter");
    assert_eq!(beginning.by, by("Dana", "infra"));
    assert_eq!((beginning.codename.as_str(), beginning.title.as_str()), ("RED", ""));
    // Both may stay empty like every other: then it is as this host says.
    assert_eq!(begun("enter enter").by, by("root", "coord"));
    assert_eq!(begun("enter backtab t o k y o tab L e e enter").by, by("Lee", "coord"));
}

#[test]
fn who_types_is_asked_once_in_a_session_and_a_wrong_answer_stays_in_the_form() {
    let mut start = start();
    start.offer.unnamed = Some("root".to_owned());
    assert!(press_all(&mut start, "n / L e e enter").is_empty());
    let trouble = |start: &Start| match &start.dialog {
        Some(Dialog::Begin(form)) => form.trouble.clone(),
        _ => None,
    };
    let (ask, why) = trouble(&start).unwrap();
    assert!(ask == Ask::Name && why.contains("begins with a letter"), "{why}");
    assert!(press_all(&mut start, "ctrl-u L e e tab o p s enter").is_empty());
    let (ask, why) = trouble(&start).unwrap();
    assert!(ask == Ask::Department && why.contains("coord, infra"), "{why}");
    let effects = press_all(&mut start, "ctrl-u enter");
    assert!(matches!(effects.as_slice(), [StartEffect::Begin(_)]), "{effects:?}");
    // The room could not be made, and is begun anew: who types is known.
    let effects = press_all(&mut start, "n enter");
    let [StartEffect::Begin(beginning)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(beginning.by, None);
}

#[test]
fn plain_lines_ask_for_a_name_before_the_room_is_begun() {
    use crate::console::linear::start::{choose, prompt};
    let mut start = start();
    start.offer.unnamed = Some("root".to_owned());
    let asked = choose(&mut start, "new VPN is down");
    assert!(asked.effect.is_none() && asked.lines[0].starts_with("Who is typing?"), "{asked:?}");
    assert_eq!(prompt(&start), "Your name: ");
    let again = choose(&mut start, "> @infra rotate the keys");
    assert!(again.effect.is_none() && again.lines[0].contains("not like a name"), "{again:?}");
    let begun = choose(&mut start, "Amara Okafor infra");
    let Some(StartEffect::Begin(beginning)) = begun.effect else { panic!("{begun:?}") };
    assert_eq!(beginning.title, "VPN is down");
    let by = ("Amara Okafor".to_owned(), DepartmentId::from("infra"));
    assert_eq!((beginning.by, prompt(&start)), (Some(by), "Room: "));
    // From then on nothing is asked; before, the question can be left.
    assert!(choose(&mut start, "new").effect.is_some());
    start.offer.unnamed = Some("root".to_owned());
    choose(&mut start, "new");
    assert!(choose(&mut start, "/list").lines[0].starts_with("Rooms in"));
    assert_eq!(prompt(&start), "Room: ");
}

#[test]
fn every_field_can_be_filled() {
    let mut start = start();
    press_all(&mut start, "n");
    update(&mut start, Message::Paste("RED KITE".to_owned()));
    press_all(&mut start, "tab V P N tab space right space tab - 1 2 h tab 1 4 : 5 5 tab");
    press_all(&mut start, "t o k y o");
    let effects = press_all(&mut start, "enter");
    let [StartEffect::Begin(beginning)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((beginning.codename.as_str(), beginning.title.as_str()), ("RED KITE", "VPN"));
    assert_eq!(beginning.playbooks, ["ransomware", "third-party"]);
    assert_eq!(beginning.zone, "Asia/Tokyo");
    // It is 23:05 in Tokyo: the last 14:55 is today's.
    let read = Timestamp::parse("2026-11-22T05:55:00Z").unwrap();
    assert_eq!(beginning.first_read, read);
    assert_eq!(beginning.received, start.now.plus_minutes(-12 * 60));
}

#[test]
fn what_cannot_be_read_is_pointed_out_and_nothing_is_begun() {
    for (ask, typed) in [
        (Ask::Received, "soon"),
        (Ask::Received, "2999-01-01T00:00:00Z"),
        (Ask::FirstRead, "25:00"),
        (Ask::Zone, "Atlantis"),
    ] {
        let mut form = BeginForm::new(start().offer);
        form.at = ask;
        form.insert(typed);
        assert!(form.key(KeyEvent::from(KeyCode::Enter), start().now).is_none(), "{typed}");
        assert_eq!(form.trouble.map(|(ask, _)| ask), Some(ask), "{typed}");
    }
}

#[test]
fn the_selection_stays_on_its_room_when_the_register_is_read_again() {
    let mut start = start();
    start.read(vec![row("old", 9, Status::Closed), row("a", 2, Status::Signal)], Listing::Read);
    assert_eq!(start.selected.as_deref(), Some("a"));
    press_all(&mut start, "j");
    assert_eq!(start.selected.as_deref(), Some("old"));
    start.read(vec![row("b", 0, Status::Declared), row("old", 9, Status::Closed)], Listing::Read);
    assert_eq!(start.selected.as_deref(), Some("old"));
    assert_eq!(press_all(&mut start, "enter"), [StartEffect::Open("old".to_owned())]);
    assert_eq!(press_all(&mut start, "g g l"), [StartEffect::Open("b".to_owned())]);
    assert_eq!(
        press_all(&mut start, "p R q"),
        [StartEffect::Practise, StartEffect::Reload, StartEffect::Quit]
    );
}

#[test]
fn lifting_the_shield_asks_and_ends_by_itself() {
    let mut start = start();
    press_all(&mut start, "S j");
    assert!(start.shielded() && start.dialog.is_some());
    press_all(&mut start, "enter");
    assert!(!start.shielded() && start.dialog.is_none());
    let later = start.now.plus_minutes(Shield::LIFTED_MINUTES);
    update(&mut start, Message::Tick(later));
    assert!(start.shielded());
}

#[test]
fn import_wants_a_room_and_a_file() {
    let mut start = start();
    assert!(press_all(&mut start, "m").is_empty() && start.notice.is_some());
    start.notice = None;
    assert!(press_all(&mut start, "ctrl-o").is_empty() && start.notice.is_some());
    start.read(vec![row("a", 2, Status::Signal)], Listing::Read);
    assert!(press_all(&mut start, "m enter").is_empty());
    let effects = press_all(&mut start, "x . j s o n l enter");
    let import = StartEffect::Import { key: "a".to_owned(), source: "x.jsonl".to_owned() };
    assert_eq!(effects, [import]);
}

#[test]
fn a_burst_runs_nothing_and_a_hidden_screen_obeys_one_chord() {
    let mut start = start();
    assert!(
        update(&mut start, Message::Burst { text: "npq".to_owned(), goes_on: false }).is_empty()
    );
    assert!(start.dialog.is_none() && start.notice.is_some());
    // In a field it is what a slow line brings of somebody who types, the Enter included.
    press_all(&mut start, "n");
    let leak = Message::Burst { text: "leak\n".to_owned(), goes_on: false };
    let effects = update(&mut start, leak);
    assert!(matches!(effects.as_slice(), [StartEffect::Begin(_)]), "{effects:?}");
    start.dialog = None;
    press_all(&mut start, "ctrl-x");
    assert!(start.shield.blank && press_all(&mut start, "q p enter").is_empty());
    press_all(&mut start, "ctrl-x");
    assert_eq!(press_all(&mut start, "q"), [StartEffect::Quit]);
}

#[test]
fn the_keys_can_be_searched_and_run() {
    let mut start = start();
    press_all(&mut start, "ctrl-p r e a l space i n c");
    assert_eq!(press_all(&mut start, "enter"), [StartEffect::Practise]);
}

#[test]
fn half_a_page_is_gone_at_once_and_the_room_that_was_left_has_the_selection() {
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let rows = || (1_i64..).zip(keys).map(|(hours, key)| row(key, hours, Status::Signal)).collect();
    let mut start = start();
    start.size = (80, 14);
    start.read(rows(), Listing::Read);
    for (pressed, place) in [("ctrl-d", 4), ("ctrl-d", 8), ("ctrl-u", 4), ("pageup", 0)] {
        press_all(&mut start, pressed);
        assert_eq!(start.place(), place, "{pressed}");
    }
    let mut start = self::start();
    start.rest_on("c".to_owned());
    start.read(Vec::new(), Listing::Reading);
    start.read(rows(), Listing::Read);
    assert_eq!(start.selected.as_deref(), Some("c"));
    // Once a person moved, nothing that is read later moves it back.
    press_all(&mut start, "j");
    start.read(rows(), Listing::Read);
    assert_eq!(start.selected.as_deref(), Some("d"));
}

#[test]
fn what_is_half_typed_for_a_room_is_kept_and_comes_back() {
    let mut start = start();
    let effects = pressed(&mut start, "n tab M y tab right space");
    let Some(StartEffect::Keep(typed)) = effects.last() else { panic!("{effects:?}") };
    let said: Vec<(&str, &str)> = typed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(said, [("Playbooks", "third-party"), ("Title", "My")]);
    let mut next = self::start();
    next.typed = typed.clone();
    assert_eq!(pressed(&mut next, "n"), [], "nothing new is to be kept");
    let Some(Dialog::Begin(form)) = &next.dialog else { panic!("{:?}", next.dialog) };
    assert!(form.title_is_back && form.chosen == [1]);
    press_all(&mut next, "tab !");
    let Some(Dialog::Begin(form)) = &next.dialog else { panic!("{:?}", next.dialog) };
    assert!(!form.title_is_back && form.field(Ask::Title).text() == "My!");
}

#[test]
fn what_was_read_before_it_came_is_refused_with_both_times() {
    let mut form = BeginForm::new(start().offer);
    for (ask, typed) in [(Ask::Received, "-10m"), (Ask::FirstRead, "-20m")] {
        form.at = ask;
        form.insert(typed);
    }
    assert!(form.key(KeyEvent::from(KeyCode::Enter), start().now).is_none());
    let (ask, why) = form.trouble.clone().expect("why not");
    assert_eq!(ask, Ask::FirstRead);
    assert_eq!(why, "read 14:45 CET Sun 22 Nov is before it was received 14:55 CET Sun 22 Nov");
    // Where only one of them is said, the other is not in its way.
    let mut form = BeginForm::new(start().offer);
    form.at = Ask::FirstRead;
    form.insert("-20m");
    let begun = form.key(KeyEvent::from(KeyCode::Enter), start().now).expect("a beginning");
    assert_eq!(begun.received, begun.first_read);
}
