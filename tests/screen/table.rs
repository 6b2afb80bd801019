//! The table of keys as a whole: every key can be typed, and every action does something in the
//! place where it is offered.

use allhands::console::keymap::{BINDINGS, Binding, Context, sequence};
use allhands::console::model::{Focus, Pane};
use allhands::console::overlay::Overlay;
use allhands::console::update::contexts;
use allhands::playbook::Library;
use crossterm::event::{KeyCode, KeyModifiers};

use super::story::Story;

/// What a terminal sends for `Ctrl` with these is another key; a terminal or tmux keeps others.
const NOT_ITS_OWN: &str = "him[j";

#[test]
fn every_key_can_be_typed_over_plain_ssh_inside_tmux() {
    for row in BINDINGS {
        let mut outside_tmux = 0;
        for keys in row.keys {
            for key in sequence(keys).expect("a key that can be read") {
                let ctrl = key.modifiers == KeyModifiers::CONTROL;
                let typed = match key.code {
                    KeyCode::Char(' ') => true,
                    KeyCode::Char(c) if ctrl => c.is_ascii_lowercase() && !NOT_ITS_OWN.contains(c),
                    KeyCode::Char(c) => c.is_ascii_graphic() && key.modifiers.is_empty(),
                    KeyCode::Enter
                    | KeyCode::Esc
                    | KeyCode::Tab
                    | KeyCode::BackTab
                    | KeyCode::Up
                    | KeyCode::Down
                    | KeyCode::Left
                    | KeyCode::Right
                    | KeyCode::Home
                    | KeyCode::End
                    | KeyCode::PageUp
                    | KeyCode::PageDown => key.modifiers.is_empty(),
                    _ => false,
                };
                assert!(typed, "{}: {keys} cannot be typed", row.name);
                // Ctrl-B is tmux's own.
                outside_tmux += usize::from(ctrl && key.code == KeyCode::Char('b'));
            }
        }
        assert!(outside_tmux < row.keys.len(), "{}: tmux keeps all its keys", row.name);
    }
}

/// A room with one of everything.
fn full() -> Story {
    let mut story = Story::begun().line("db-7 talked").line("> @infra rotate keys in 20m");
    story = story.line("? @legal is it so by 16:00").line("= customers 4120");
    story.keys("esc r b enter esc i")
}

/// Rooms in which an action of that place may have something to do.
fn rooms(context: Context) -> Vec<Story> {
    let at = |keys: &str| if keys.is_empty() { full() } else { full().keys(keys) };
    let walked = |into: &str, down: &str, steps: usize| -> Vec<Story> {
        let keys = |many| format!("{into}{}", format!(" {down}").repeat(many));
        (0..steps).map(|many| at(&keys(many))).collect()
    };
    let prompt = || Story::begun().line("x").keys("esc k x");
    match context {
        Context::Capture => vec![
            at(""),
            Story::begun().typed("> @inf"),
            Story::begun().typed("x"),
            Story::begun().line("x"),
            Story::begun().pasted("one\ntwo"),
            Story::begun().typed("found AKIAIOSFODNN7EXAMPLE"),
        ],
        Context::Line => vec![
            at("ctrl-o"),
            at("ctrl-o").typed("> @inf"),
            at("ctrl-o").pasted("one\ntwo"),
            at("ctrl-o").typed("found AKIAIOSFODNN7EXAMPLE"),
        ],
        Context::Always => vec![at("")],
        Context::Panes | Context::Timeline => {
            let mut rooms = walked("esc", "k", 6);
            rooms.push(at("esc g g"));
            rooms.push(at("esc k u"));
            rooms.push(at("esc / x enter"));
            rooms.push(at("esc r f enter"));
            rooms
        }
        Context::Next => walked("esc tab", "j", 3),
        Context::Plan => {
            let mut rooms = walked("esc P", "j", 2);
            rooms.push(at("esc P + j enter enter"));
            rooms
        }
        Context::Checklists => {
            let mut rooms = walked("esc tab tab", "j", 4);
            rooms.push(at("esc tab tab j d enter"));
            rooms
        }
        Context::Typing => vec![prompt().typed("typo"), at("ctrl-p"), at("ctrl-p down down")],
        Context::Dialog => vec![at("esc r s"), at("esc r s j j"), at("esc k enter")],
        // Drafts and the start screen have tables of their own; they are walked there.
        Context::Drafts | Context::Editor | Context::Start => Vec::new(),
    }
}

/// Whether the keys of a row do anything in this room.
fn does(mut story: Story, row: &Binding, keys: &str) -> bool {
    if !contexts(&story.model).contains(&row.context) {
        return false;
    }
    story.model.library = Library::default().into();
    story.model.notice = None;
    let seen = |story: &Story| {
        format!("{:?}", (&story.model.overlays, &story.model.focus))
            + &format!("{:?}", (&story.model.timeline, &story.model.next, &story.model.checklists))
            + &format!("{:?}", (&story.model.capture, &story.model.zone, story.model.zoomed))
            + &format!(
                "{:?}",
                (&story.model.shield, &story.model.notice, story.model.incident.head)
            )
    };
    let before = seen(&story);
    let story = story.keys(keys);
    !story.effects.is_empty() || seen(&story) != before
}

#[test]
fn every_action_does_something_where_it_is_offered() {
    for context in Context::ALL {
        let rooms = rooms(context);
        if rooms.is_empty() {
            continue;
        }
        for row in BINDINGS.iter().filter(|row| row.context == context) {
            let keys = row.keys[0];
            assert!(
                rooms.iter().any(|story| does(story.clone(), row, keys)),
                "{} ({keys}) does nothing in any room",
                row.name
            );
        }
    }
    // What the walk above stands on: the places are where it thinks they are.
    assert_eq!(full().keys("esc tab tab").model.focus, Focus::Pane(Pane::Checklists));
    let asked = Story::begun().line("x").keys("esc k x").model.overlays.pop();
    assert!(matches!(asked, Some(Overlay::Prompt(_))));
}
