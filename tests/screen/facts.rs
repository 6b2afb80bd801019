//! Facts from the capture line to the list, the drafts that cite them, and what becomes of these
//! when a value changes.

use allhands::console::model::{Focus, Pane};

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
}

#[test]
fn the_list_of_facts_says_from_where_and_who_cites_them() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Timeline).keys("F");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("No fact yet: = NAME VALUE"), "{shot}");
    desk.keys("esc");
    say(&mut desk, "= next_update 16:00 UTC");
    say(&mut desk, "= affected_customers 4120 source billing export");
    say(&mut desk, "%% = suspect the night shift");
    desk.pane(Pane::Drafts).keys("+ enter ctrl-g F");
    insta::assert_snapshot!("facts_80x24", desk.panes(80, 24));
    desk.keys("/").typed("afect");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("affected_customers = 4120") && !shot.contains("16:00 UTC"), "{shot}");
    desk.keys("enter");
    let shot = desk.panes(80, 24);
    for words in [
        "a number, believed, as of 15:05 CET",
        "from billing export",
        "none yet; {{ affected_customers }} in a text cites it",
        "As it was said, the latest last:",
    ] {
        assert!(shot.contains(words), "{words}:\n{shot}");
    }
    // The page closes onto the list.
    desk.keys("q j enter");
    assert!(desk.panes(80, 24).contains("Holding statement"), "{}", desk.panes(80, 24));
    desk.keys("q G enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("The shield hides this fact.") && !shot.contains("night"), "{shot}");
}

#[test]
fn a_draft_says_which_facts_it_cites_and_that_one_changed() {
    let mut desk = Desk::declared();
    say(&mut desk, "= customers 4120");
    desk.pane(Pane::Drafts).keys("+ enter ctrl-home").typed("We know of {{ customers }}. ");
    let shot = desk.panes(80, 24);
    let below = "2 unset: what_happened, next_update; customers = 4120 (believed)";
    assert!(shot.contains(below), "{shot}");
    desk.keys("ctrl-s ctrl-g");
    assert!(!desk.panes(100, 40).contains("changed fact"));
    // The same value once more is no change; another is, and so is a correction of its line.
    say(&mut desk, "= customers 4120 source billing");
    assert!(!desk.panes(100, 40).contains("changed fact"));
    say(&mut desk, "= customers 4300");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("2 unset, cites a changed fact"), "{shot}");
    desk.pane(Pane::Drafts).keys("g g enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("customers was 4120, is 4300 now"), "{shot}");
    // Saved anew, the text is one of the new value.
    desk.typed("!").keys("ctrl-s ctrl-g");
    assert!(!desk.panes(100, 40).contains("changed fact"));
    desk.model.focus = Focus::Capture;
    desk.keys("up backspace").typed("1").keys("enter");
    assert!(desk.panes(100, 40).contains("cites a changed fact"), "{}", desk.panes(100, 40));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}
