//! What stands after somebody acted, where the screen said something else: whose word an order is,
//! an order that is done, a reason that lacks, a line that is hidden and struck, the pages of a
//! fact and of an item, the list one stands in.

use allhands::domain::command::Command;
use allhands::domain::event::{
    FactStandingChanged, ItemAdded, ItemPromised, OrderState, PlaybookApplied, Standing,
    StatusChanged,
};
use allhands::domain::target::Target;
use allhands::domain::words::{Anchor, Phase, Status};

use super::lines::recorded;
use super::story::{Story, at, hides, shows};

#[test]
fn what_is_given_to_a_department_is_not_its_word() {
    let story = Story::begun().line("> @infra rotate keys").line("? @legal do we tell them");
    let heard = |story: &Story, id: &str| story.model.incident.last_words.contains_key(&id.into());
    assert!(heard(&story, "sec") && !heard(&story, "infra") && !heard(&story, "legal"));
    // Nor is another wording of it, or another to do it.
    let story = story.keys("up").typed(" today").keys("enter");
    assert!(!heard(&story, "legal"));
    let story = story.line("@infra: they are rotated");
    assert!(heard(&story, "infra"));
}

#[test]
fn an_order_that_is_done_is_taken_up_again_only_by_name() {
    let story = Story::begun().size(120, 40).line("> @infra rotate keys").keys("esc k");
    shows(&story, "m more time");
    let story = story.keys("d").typed("rotated").keys("enter");
    shows(&story, "a take up again");
    hides(&story, "m more time");
    let late = story.clone().keys("m");
    assert!(late.model.overlays.is_empty());
    shows(&late, "That order is done, no time is owed: a takes it up again first.");
    let story = story.keys("a");
    assert!(story.submitted().is_empty());
    shows(&story, "That order is done: take it up again?");
    let kept = story.clone().keys("esc");
    assert!(matches!(recorded_state(&kept, "rotate keys"), OrderState::Done { .. }));
    let story = story.keys("y");
    shows(&story, "Dana: order taken up again, was");
    assert!(matches!(recorded_state(&story, "rotate keys"), OrderState::Acknowledged { .. }));
}

fn recorded_state(story: &Story, words: &str) -> OrderState {
    let id = recorded(story, words).entry;
    story.model.incident.timeline.entry(&id).expect("such a line").order.clone()
}

#[test]
fn a_refusal_asks_for_its_reason_and_says_so() {
    let story = Story::begun().size(80, 24).line("> @infra rotate keys").keys("esc k n");
    shows(&story, "A reason is needed.");
    let story = story.keys("enter");
    shows(&story, "A few words are needed; they stay on the record.");
}

#[test]
fn a_hidden_line_that_is_struck_says_so_and_not_why() {
    let story = Story::begun().size(80, 24).line("%% the insider left").keys("esc k x");
    let story = story.typed("wrong person").keys("enter");
    shows(&story, "restricted (struck by Dana)");
    hides(&story, "wrong");
}

#[test]
fn the_page_of_a_fact_says_when_it_was_known_and_when_only_believed_again() {
    let story = Story::begun().line("= affected_customers 4120");
    let entry = recorded(&story, "4120").entry;
    let stands = |to, source: &str| {
        let (entry, source) = (entry.clone(), source.to_owned());
        Command::ChangeFactStanding(FactStandingChanged { entry, to, source })
    };
    let story = story.time("14:05").asks(stands(Standing::Known, "billing"));
    let story = story.time("14:10").asks(stands(Standing::Believed, ""));
    let page = allhands::console::facts::page(&story.model, "affected_customers").join("\n");
    assert!(page.contains("15:05 CET Sun 22 Nov  Dana: known from billing"), "{page}");
    assert!(page.contains("15:10 CET Sun 22 Nov  Dana: only believed again"), "{page}");
}

#[test]
fn a_page_of_an_item_has_one_zone() {
    let story = Story::begun();
    let story = story.other("Lee", "sec", Command::AddItem(item("x1", None)));
    let to = ItemPromised { item: "x1".into(), due: Some(at("16:00")) };
    let seen = story.model.incident.head;
    let story = story.asks(Command::PromiseItem { to, seen });
    let item = story.model.incident.checklist.item(&"x1".into()).expect("it was added");
    let page = allhands::console::checklists::row::details(&story.model, item).join("\n");
    assert!(page.contains("promised for") && page.contains("17:00 CET"), "{page}");
    assert!(!page.contains("UTC"), "{page}");
}

fn item(id: &str, target: Option<Target>) -> ItemAdded {
    ItemAdded {
        item: id.into(),
        department: "sec".into(),
        phase: Phase::Investigate,
        action: format!("Look at {id}"),
        target,
        after: Vec::new(),
        source: String::new(),
    }
}

#[test]
fn ones_own_way_back_to_signal_lists_anew_where_one_stands() {
    let declared = Anchor::from("declared");
    let target = Target::Relative { anchor: declared, minutes: 60, until: None };
    let status = |to| Command::ChangeStatus(StatusChanged { to, because: "so".to_owned() });
    let story = Story::begun().size(120, 40).asks(status(Status::Declared));
    let playbook = PlaybookApplied {
        playbook: "p1".to_owned(),
        title: "Every incident".to_owned(),
        departments: Vec::new(),
        items: vec![item("x1", Some(target))],
        templates: Vec::new(),
        steps: Vec::new(),
    };
    let story = story.other("Lee", "sec", Command::ApplyPlaybook(playbook));
    let story = story.keys("esc tab tab");
    shows(&story, "Look at x1");
    // What another does leaves the list as it is; one's own act does not.
    let seen = story.clone().other("Lee", "sec", status(Status::Signal));
    shows(&seen, "Look at x1");
    hides(&story.asks(status(Status::Signal)), "Look at x1");
}
