//! Work in a room, from keys to the record and back to the screen: checklists, what is owed,
//! drafts. A small desk plays the store: what is asked for is judged, numbered and told to the
//! console.

pub(super) mod desk;

use allhands::console::effect::Effect;
use allhands::console::keymap::sequence;
use allhands::console::message::{Message, Unedited};
use allhands::console::model::{Focus, Other, Pane};
use allhands::console::update::update;
use allhands::domain::command::Command;
use allhands::domain::event::{DraftRevised, ItemChanged, ItemState};
use allhands::domain::ids::{DraftId, ItemId, RevisionId};
use allhands::domain::people::Person;
use allhands::domain::words::Phase;

use desk::*;

#[test]
fn while_it_is_a_signal_most_items_wait_behind_one_line() {
    let mut desk = Desk::new();
    let shot = desk.pane(Pane::Checklists).panes(80, 24);
    assert!(shot.contains("Confirm the report") && !shot.contains("db-7"), "{shot}");
    assert!(shot.contains("5 more items wait until the room is declared (r d)"), "{shot}");
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
fn an_item_that_another_finished_meanwhile_asks() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g j d").typed("mine");
    let done = |result: &str| ItemState::Done { result: result.to_owned() };
    let to = ItemChanged { item: ItemId::from("image"), to: done("theirs") };
    desk.other(Command::ChangeItem { to, seen: 0 });
    desk.keys("enter");
    assert_eq!(*desk.state("image"), done("theirs"), "asked first");
    let shot = desk.panes(160, 24);
    assert!(shot.contains("Enter again takes it all the same. It is done"), "{shot}");
    assert!(shot.contains("already, by Amara at"), "{shot}");
    desk.keys("enter");
    assert_eq!(*desk.state("image"), done("mine"));
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
fn a_promised_item_is_refused_in_next_with_its_reason() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g j p").typed("in 2h").keys("enter");
    desk.pane(Pane::Next).keys("g g n");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Does not apply: why?"), "{shot}");
    desk.typed("another team does it").keys("enter");
    assert!(desk.model.incident.owed().is_empty() && desk.refused.is_empty());
}

#[test]
fn an_order_that_is_done_is_not_refused_in_passing() {
    let mut desk = Desk::declared();
    desk.other(order("o1", "rotate keys", Some(at("14:11"))));
    desk.pane(Pane::Next).keys("g g d").typed("all of them").keys("enter n");
    let shot = desk.shot(120, 40);
    assert!(shot.contains("That order is done: u takes that back"), "{shot}");
    // Nor is it final: it is taken up again, by name.
    desk.keys("a y");
    assert_eq!(desk.model.incident.owed().len(), 1);
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn what_is_owed_is_dealt_with_in_place() {
    let mut desk = Desk::declared();
    desk.other(order("o1", "rotate keys", Some(at("14:11"))));
    desk.other(order("o2", "call the vendor", Some(at("14:20"))));
    desk.pane(Pane::Next).keys("/").typed("vendor").keys("enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("call the vendor") && !shot.contains("Infra  rotate"), "{shot}");
    desk.keys("\\").pane(Pane::Next).keys("g g a j d").typed("they know").keys("enter");
    let shot = desk.panes(80, 24);
    let row =
        |word: &str, words: &str| shot.lines().any(|row| row.contains(word) && row.contains(words));
    assert!(row("rotate keys", "taken") && row("> done ", "call the vendor"), "{shot}");
    desk.keys("k m").typed("in 1h").keys("enter n").typed("nobody here").keys("enter");
    assert!(desk.model.incident.owed().is_empty());
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn who_else_writes_a_draft_is_said_in_the_list_and_in_the_editor_as_long_as_that_is_so() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    let draft = desk.model.incident.drafts.all()[0].id.clone();
    let mut reach = desk.model.reach.clone();
    reach.others.push(Other {
        name: "Dana".to_owned(),
        department: Some("infra".into()),
        at: "(infra), here, version 1".to_owned(),
        since: at("13:50"),
        silent_since: None,
        editing: Some(draft),
    });
    desk.tell(Message::Reach(Box::new(reach.clone())));
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Dana is editing this draft: yours and theirs would stand"), "{shot}");
    desk.keys("ctrl-g");
    for (columns, rows) in [(80, 24), (160, 50)] {
        let shot = desk.panes(columns, rows);
        assert!(shot.contains("Dana is editing"), "{shot}");
    }
    reach.others[0].silent_since = Some(at("14:00"));
    desk.tell(Message::Reach(Box::new(reach)));
    let shot = desk.panes(160, 50);
    assert!(!shot.contains("Dana is editing"), "{shot}");
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
        shot.contains("Dear customers, We are")
            && shot.contains("is back; Ctrl-U shows the saved one."),
        "{shot}"
    );
    next.keys("ctrl-s");
    assert!(next.draft_text().starts_with("Dear customers, We are"));
    assert!(next.scratches.is_empty() && next.refused.is_empty(), "{:?}", next.refused);
}

#[test]
fn writing_goes_on_where_it_was_left_and_what_is_searched_for_is_seen() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter ctrl-end").typed(" Regards");
    assert!(desk.draft_open().ends_with(" Regards"), "{:?}", desk.draft_open());
    desk.keys("ctrl-s left left ctrl-g enter").typed("_");
    assert!(desk.draft_open().ends_with(" Regar_ds"), "{:?}", desk.draft_open());
    desk.keys("ctrl-s ctrl-g");
    // Another console goes on at the end of what was written.
    let mut next = Desk::declared();
    next.model.incident = desk.model.incident.clone();
    next.pane(Pane::Drafts).keys("g g enter").typed("!");
    assert!(next.draft_open().ends_with("Regar_ds!"), "{:?}", next.draft_open());
    next.keys("ctrl-home").typed("Dear ");
    assert!(next.draft_open().starts_with("Dear We are"), "{:?}", next.draft_open());
    next.keys("ctrl-f").typed("regar").keys("enter");
    let shot = next.panes(80, 24);
    assert!(shot.contains("Searching “regar”: Ctrl-F goes on"), "{shot}");
}

#[test]
fn two_at_once_stand_side_by_side_until_somebody_chooses() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    let draft: DraftId = desk.model.incident.drafts.all()[0].id.clone();
    let base: RevisionId = desk.model.incident.drafts.all()[0].revisions[0].id.clone();
    desk.typed("Sorry. ");
    let text = "We are looking into an outage.\n\nNext update: {{ next_update }}.".to_owned();
    let revision = RevisionId::from("amaras");
    let other = DraftRevised::new(draft.clone(), revision, vec![base], text);
    desk.other(Command::ReviseDraft(other));
    let shot = desk.panes(80, 24);
    assert!(
        shot.contains("Amara saved text 2 meanwhile") && shot.contains("Sorry. We are"),
        "{shot}"
    );
    desk.keys("ctrl-r");
    assert!(desk.panes(80, 24).contains("gone [-so-]"));
    desk.keys("q ctrl-s ctrl-g");
    let tips = |desk: &Desk| desk.model.incident.drafts.all()[0].tips().len();
    assert_eq!(tips(&desk), 2);
    assert!(desk.panes(160, 50).contains("2 texts side by side"));
    desk.keys("enter");
    insta::assert_snapshot!("beside_80x24", desk.panes(80, 24));
    let mut merging = desk.clone();
    merging.keys("m");
    insta::assert_snapshot!("merged_80x24", merging.panes(80, 24));
    // Saved with its marks, they count as unset.
    merging.keys("ctrl-s ctrl-g");
    assert_eq!(tips(&merging), 1);
    assert!(merging.panes(160, 50).contains("5 unset"));
    desk.keys("1");
    assert_eq!(tips(&desk), 1);
    assert!(desk.draft_text().contains("an outage"));
    desk.pane(Pane::Drafts).keys("v j R");
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
    let ended = |left: Option<&str>| {
        let why = "vi did not end well: exit status: 3. The draft is as it was.".to_owned();
        Message::Edited(Err(Unedited { why, left: left.map(str::to_owned) }))
    };
    desk.tell(ended(None));
    assert!(desk.model.capture.parked.is_empty());
    // What an editor wrote that failed is not taken for the text, and not lost.
    desk.tell(ended(Some("Half of it.")));
    let told = desk.model.notice.clone().unwrap_or_default();
    assert!(told.contains("The draft is as it was. Ctrl-Y takes what it left"), "{told}");
    assert_eq!(desk.model.capture.parked[0].block.as_deref(), Some("Half of it."));
    let text = |desk: &Desk| desk.model.drafts.editor.as_ref().map(|editor| editor.buffer.text());
    assert_eq!(text(&desk).as_deref(), Some("From vi."));
    desk.keys("ctrl-y");
    assert_eq!(text(&desk).as_deref(), Some("Half of it."));
    desk.keys("ctrl-u");
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
