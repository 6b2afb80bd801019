//! Undo and redo as the two stacks that everybody knows: undo walks back through what this console
//! did and never meets its own undos, redo walks forward again, and a new act leaves nothing to do
//! again.

use allhands::domain::command::Command;
use allhands::domain::event::{
    EntryPinned, EntryTagged, ItemAdded, ItemChanged, ItemState, SeveritySet,
};
use allhands::domain::ids::ItemId;
use allhands::domain::words::{Phase, Severity};
use proptest::prelude::*;

use super::lines::recorded;
use super::story::Story;

fn says(story: &Story) -> &str {
    story.model.notice.as_deref().unwrap_or_default()
}

#[test]
fn undo_walks_back_past_what_was_done_again() {
    let mut story = Story::begun().line("one").line("two").keys("esc");
    for (key, words) in [
        ("u", "Undone: note “two” recorded"),
        ("U", "Done again: note “two” recorded"),
        ("u", "Undone: note “two” recorded"),
        ("u", "Undone: note “one” recorded"),
        ("u", "Nothing was done at this console that can be undone."),
        ("U", "Done again: note “one” recorded"),
        ("U", "Done again: note “two” recorded"),
        ("U", "Nothing undone at this console is left to do again."),
    ] {
        story = story.keys(key);
        assert_eq!(says(&story), words);
    }
}

#[test]
fn undo_and_redo_of_a_severity_name_the_act_and_not_its_undo() {
    let to = SeveritySet { to: Some(Severity::Sev2), because: String::new() };
    let mut story = Story::begun().line("one").keys("esc").asks(Command::SetSeverity(to));
    let mut said = Vec::new();
    for key in ["u", "U", "u", "U", "u"] {
        story = story.keys(key);
        said.push(says(&story).split_once(": ").expect("what was done").1.to_owned());
    }
    assert!(said.iter().all(|words| *words == said[0]), "{said:?}");
    assert!(story.model.incident.severity.is_none(), "it does not come back");
    assert_eq!(says(&story.keys("u")), "Undone: note “one” recorded");
}

#[test]
fn a_new_act_leaves_nothing_to_do_again_and_what_was_undone_stays_so() {
    let story = Story::begun().line("one").line("two").keys("esc u i").line("three").keys("esc U");
    assert_eq!(says(&story), "Nothing undone at this console is left to do again.");
    let story = story.keys("u");
    assert_eq!(says(&story), "Undone: note “three” recorded");
    assert_eq!(says(&story.keys("u")), "Undone: note “one” recorded");
}

#[test]
fn an_undo_on_its_way_is_walked_past_and_one_that_came_to_nothing_is_none() {
    let mut story = Story::begun().line("one").line("two").keys("esc");
    story.delivers = false;
    let story = story.keys("u");
    assert_eq!(says(&story), "Undone: note “two” recorded");
    let mut story = story.keys("u");
    assert_eq!(says(&story), "Undone: note “one” recorded");
    let last = story.model.waiting.last().expect("on its way").submission.clone();
    let refusal = allhands::domain::refusal::Refusal::NoOpposite;
    story.send(allhands::console::message::Message::Refused(Box::new(last), refusal));
    assert_eq!(says(&story.keys("u")), "Undone: note “one” recorded");
}

fn item() -> ItemId {
    ItemId::new("x1")
}

/// The act of a kind, which changes something in every state of the room; nothing of a line that
/// does not stand.
fn act(story: Story, kind: usize, turn: usize) -> Story {
    let incident = &story.model.incident;
    let first = recorded(&story, "first").entry;
    let command = match kind {
        0 => return story.keys("i").line(&format!("line {turn}")).keys("esc"),
        1 => {
            let now = incident.severity.map(|severity| severity.value);
            let to = if now == Some(Severity::Sev1) { Severity::Sev2 } else { Severity::Sev1 };
            Command::SetSeverity(SeveritySet { to: Some(to), because: format!("turn {turn}") })
        }
        2 => {
            let pinned = incident.timeline.entry(&first).is_some_and(|entry| entry.pinned);
            Command::PinEntry(EntryPinned { entry: first, pinned: !pinned })
        }
        3 => Command::TagEntry(EntryTagged { entry: first, tags: vec![format!("t{turn}")] }),
        _ => {
            let done = incident.checklist.item(&item()).map(|item| &item.state);
            let to = match done {
                Some(ItemState::Done { .. }) => ItemState::InProgress,
                _ => ItemState::Done { result: format!("turn {turn}") },
            };
            let seen = incident.head;
            Command::ChangeItem { to: ItemChanged { item: item(), to }, seen }
        }
    };
    story.asks(command)
}

/// What stands in the room.
fn stands(story: &Story) -> String {
    let incident = &story.model.incident;
    let lines = incident.timeline.by_row().iter().filter_map(|line| line.entry());
    let lines = lines.filter(|entry| entry.withdrawn.is_none());
    let lines: Vec<_> =
        lines.map(|entry| (&entry.now.text, entry.pinned, &entry.now.tags)).collect();
    let severity = incident.severity.map(|severity| severity.value);
    let item = incident.checklist.item(&item()).map(|item| &item.state);
    format!("{lines:?} {severity:?} {item:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_acts_undos_and_redos_are_two_stacks(moves in prop::collection::vec(0..12_usize, 1..28)) {
        let added = ItemAdded {
            item: item(),
            department: "sec".into(),
            phase: Phase::Investigate,
            action: "Look".to_owned(),
            target: None,
            after: Vec::new(),
            source: String::new(),
        };
        let story = Story::begun().line("first").keys("esc");
        let story = story.other("Lee", "sec", Command::AddItem(added));
        // What was done before is nothing of this walk.
        let mut story = story;
        story.model.acts = allhands::console::undo::Acts::default();
        let (mut stood, mut at) = (vec![stands(&story)], 0);
        for (turn, kind) in moves.into_iter().enumerate() {
            match kind {
                5..=8 if at > 0 => {
                    story = story.keys("u");
                    at -= 1;
                }
                9..=11 => {
                    story = story.keys("U");
                    at = (at + 1).min(stood.len() - 1);
                }
                5..=8 => {}
                kind => {
                    story = act(story, kind, turn);
                    stood.truncate(at + 1);
                    stood.push(stands(&story));
                    at += 1;
                }
            }
            prop_assert_eq!(&stands(&story), &stood[at], "{}", says(&story));
        }
    }
}
