//! Words going out in linear mode: asked for, commented, approved, given the go, sent. Apart from
//! the other scripts, because each needs a draft that people answer for.

use crate::console::effect::{Brought, Effect};
use crate::console::linear::Input;
use crate::console::linear::tests::desk::Desk;
use crate::console::message::Message;
use crate::domain::command::Command;
use crate::domain::digest::Digest;
use crate::domain::event::{
    EntryKind, ItemChanged, ItemState, RecipientList, Reply, RoleAssigned, Whole,
};
use crate::domain::ids::DraftId;
use crate::domain::people::Person;
use crate::domain::replies::Letter;
use crate::domain::review::State;
use crate::domain::words::Role;

/// A draft of Lee's that cites a fact, number 1 of the list, and Lee coordinating.
fn written(text: &str) -> Desk {
    let mut desk = Desk::new();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.anew("dana", "Dana", Command::AssignRole(coordinator));
    desk.types("= customers 4120");
    for line in ["/new-draft Affected", "/write 1", text, "."] {
        desk.types(line);
    }
    desk
}

fn state(desk: &Desk) -> State {
    desk.model.incident.draft_state(&desk.model.incident.drafts.all()[0])
}

#[track_caller]
fn says(printed: &[String], words: &str) {
    assert!(printed.iter().any(|line| line.contains(words)), "{words}: {printed:?}");
}

#[test]
fn a_draft_goes_the_whole_road_in_plain_lines() {
    let mut desk = written("It concerns {{ customers }}.");
    desk.types("/review 1 legal");
    assert_eq!(state(&desk), State::InReview);
    says(&desk.types("/go 1"), "Not ready for the go: Legal has not approved");
    says(&desk.types("/changes 1 legal Dana, by phone: say since when"), "asks for changes");
    assert_eq!(state(&desk), State::ChangesRequested);
    let asked = desk.types("/approve 1 legal Amara, by phone");
    says(&asked, "Nobody called Amara has been seen in this room.");
    says(&asked, "Amara approves “Affected” for Legal, words ");
    says(&desk.types(""), "approved by Amara");
    assert_eq!(state(&desk), State::Approved);
    let asked = desk.types("/go all");
    says(&asked, "cites what is only believed: customers");
    desk.types("");
    assert_eq!(state(&desk), State::Released);
    says(&desk.types("/no-go 1"), "Take it back?");
    desk.types("");
    assert_eq!(state(&desk), State::Approved);
    desk.types("/go 1");
    desk.types("");
    desk.types("/sent 1 Kim, 4310");
    assert_eq!(state(&desk), State::Sent);
    let draft = &desk.model.incident.drafts.all()[0];
    let sent = draft.review.last_sent().expect("it was sent");
    assert_eq!((sent.recipients, sent.lacked.len(), sent.by.as_str()), (Some(4310), 0, "Kim"));
    desk.types("= customers 5000");
    assert_eq!(desk.model.incident.corrections().count(), 1);
    desk.types("/drafts");
    says(&desk.types("/settle 1"), "Say why none is owed");
    desk.types("/settle 1 told by phone");
    assert_eq!(desk.model.incident.corrections().count(), 0);
    assert!(desk.model.tray.is_empty() && desk.model.overlays.is_empty());
}

#[test]
fn a_list_is_counted_outside_and_stands_beside_what_went_out_without_a_name_of_it() {
    let mut desk = written("It concerns you.");
    desk.types("/sent 1 Kim, 09:31, by bulk mail, list /srv/lists/eu.csv");
    desk.types("");
    assert_eq!(desk.effects.pop(), Some(Effect::CountList("/srv/lists/eu.csv".to_owned())));
    let sent = |desk: &Desk| desk.model.incident.drafts.all()[0].review.sent.clone();
    assert!(sent(&desk).is_empty(), "it is recorded with its list");
    let path = || "/srv/lists/eu.csv".to_owned();
    let gone = Err("it cannot be read".to_owned());
    desk.take(Input::heard(Message::ListCounted(path(), gone)));
    says(&desk.printed, "Not recorded");
    desk.types("/sent 1 Kim, 09:31, by bulk mail, list /srv/lists/eu.csv");
    desk.types("");
    let list = RecipientList { digest: Digest::of("a list"), lines: 4310 };
    let other = Message::ListCounted("/another".to_owned(), Ok(list.clone()));
    desk.take(Input::heard(other));
    assert!(sent(&desk).is_empty());
    desk.take(Input::heard(Message::ListCounted(path(), Ok(list.clone()))));
    says(&desk.printed, "Its list has 4310 lines, SHA-256 ");
    let one = sent(&desk).pop().expect("it was sent");
    assert_eq!((one.recipients, one.how.as_str()), (Some(4310), "by bulk mail"));
    assert_eq!(one.list, Some(list));
    // Or somebody typed what tells it apart.
    let sum = "B".repeat(64);
    says(&desk.types(&format!("/sent 1 Kim, list {sum}")), "How many lines has it?");
    let asked = desk.types(&format!("/sent 1 Kim, 4310, list {sum} 4300"));
    says(&asked, "The list has 4300 lines, and it went to 4310.");
    desk.types("");
    let one = sent(&desk).pop().expect("it was sent again");
    let list = one.list.expect("a list");
    assert_eq!((list.digest.as_str(), list.lines), ("b".repeat(64).as_str(), 4300));
}

#[test]
fn what_came_back_is_read_outside_and_filed_under_who_was_said() {
    let mut desk = written("It concerns you.");
    says(&desk.types("/reply 1"), "Say what came back");
    says(&desk.types("/reply 1 Jo"), "Say what came back");
    desk.types("/reply 1 ~/in tray/re.eml by Jo Doe, 09:31");
    let id = desk.model.incident.drafts.all()[0].id.clone();
    let file = Brought::File("~/in tray/re.eml".to_owned());
    assert_eq!(desk.effects.pop(), Some(Effect::ReadReply(id.clone(), file)));
    let read = |what: Result<Letter, String>| {
        Input::heard(Message::ReplyRead(DraftId::new(id.as_str()), Box::new(what)))
    };
    desk.take(read(Err("re.eml: there is no such file".to_owned())));
    says(&desk.printed, "no such file");
    let count =
        |desk: &Desk| desk.model.incident.replies(&desk.model.incident.drafts.all()[0]).count();
    let letter = Letter {
        from: "Jo <jo@acme.example>".to_owned(),
        written: None,
        words: "Why us?".to_owned(),
        source: "re.eml".to_owned(),
        reply: Reply {
            message_id: Some("a@b".to_owned()),
            ..Reply::bare(id.clone(), Whole { bytes: 7, sha256: Digest::of("Why us?") })
        },
        remarks: Vec::new(),
    };
    // What nobody asked for any more is not filed.
    desk.take(read(Ok(letter.clone())));
    assert_eq!(count(&desk), 0);
    for _ in 0..2 {
        desk.types("/reply 1 ./re.eml");
        desk.take(read(Ok(letter.clone())));
        assert_eq!(count(&desk), 1);
    }
    says(&desk.printed, "filed already");
    let draft = &desk.model.incident.drafts.all()[0];
    let filed = desk.model.incident.replies(draft).next().expect("a reply");
    assert_eq!((filed.by(), filed.entry.now.text.as_str()), ("Jo <jo@acme.example>", "Why us?"));
    // It is a line like any other: what takes it back takes it from the draft too.
    desk.types("/undo");
    desk.types("");
    assert_eq!(count(&desk), 0);
}

#[test]
fn what_is_confirmed_is_what_was_read_out() {
    let mut desk = written("It concerns {{ customers }}.");
    desk.types("/review 1 legal");
    desk.types("/approve 1 legal Dana");
    // Before it is confirmed, another changes the fact that it cites.
    let changed = crate::console::linear::tests::desk::fact("customers", "4300");
    desk.anew("dana", "Dana", changed);
    says(&desk.types(""), "The words have changed since.");
    assert_eq!(state(&desk), State::InReview);
    desk.types("");
    assert_eq!(state(&desk), State::Approved);
    let draft = &desk.model.incident.drafts.all()[0];
    let words = "It concerns 4300.\n";
    let verdict = draft.review.verdicts.last().expect("a verdict");
    let crate::domain::review::Says::Approved { words: approved, .. } = &verdict.says else {
        panic!("an approval")
    };
    assert_eq!(approved.digest, crate::domain::digest::Digest::of(words));
}

#[test]
fn blanks_and_missing_approvals_are_said_before_and_stand_in_the_record() {
    let mut desk = written("From {{ who }}.");
    says(&desk.types("/review 1 legal"), "nothing stands for who yet");
    assert_eq!(state(&desk), State::Draft);
    desk.types("");
    assert_eq!(state(&desk), State::InReview);
    says(&desk.types("/sent 1 Kim"), "WITHOUT APPROVAL");
    assert_eq!(state(&desk), State::InReview);
    desk.types("");
    assert_eq!(state(&desk), State::Sent);
}

#[test]
fn comments_are_made_listed_answered_taken_and_resolved() {
    let mut desk = written("Nothing happened.");
    says(&desk.types("/comment 1 “Something” no"), "does not stand in the text");
    desk.types("/comment 1 \"Nothing happened\" => We look into it");
    desk.types("/comment 1 who says so?");
    desk.types("/comments 1");
    says(&desk.types("/answer 2 Dana does"), "answer");
    desk.types("/suggestion 1");
    let draft = &desk.model.incident.drafts.all()[0];
    assert_eq!(draft.latest().map(|text| text.text.as_str()), Some("We look into it.\n"));
    assert_eq!(draft.review.open_comments().count(), 1);
    desk.types("/resolve 2");
    assert_eq!(desk.model.incident.drafts.all()[0].review.open_comments().count(), 0);
    assert!(desk.model.tray.is_empty() && desk.model.overlays.is_empty());
}

#[test]
fn what_changed_since_it_was_sent_or_since_a_text_is_said_word_by_word() {
    let mut desk = written("It concerns {{ customers }}.");
    says(&desk.types("/compare 1"), "Nothing went out to these readers yet.");
    desk.types("/sent 1 Kim, 4310");
    desk.types("");
    says(&desk.types("/compare 1"), "No word changed.");
    desk.types("= customers 5000");
    desk.types("/drafts");
    let said = desk.types("/compare 1");
    says(&said, "From Affected, sent ");
    says(&said, "Change 1: It concerns [-4120-]{+5000+}");
    for line in ["/write 1", "It concerns nobody.", "."] {
        desk.types(line);
    }
    desk.types("/drafts");
    let said = desk.types("/compare 1 2");
    says(&said, "From text 2 to text 3:");
    says(&said, "concerns [-{{ customers }}-]{+nobody+}");
    says(&desk.types("/compare 1 3 3"), "No word changed.");
    says(&desk.types("/compare 1 9"), "Say which text, from 1 to 3.");
}

#[test]
fn help_says_what_the_signs_behind_an_approval_are() {
    let mut desk = Desk::new();
    says(&desk.types("/help"), "the beginning of the SHA-256");
}

#[test]
fn what_cannot_be_read_and_what_is_so_already_is_said_before_anything_is_asked() {
    let mut desk = written("It concerns {{ customers }}.");
    desk.types("/review 1 legal");
    let printed = desk.types("/sent 1 Kim, lots");
    let said = "Not recorded: “lots” is neither how many (4310), a time, by what way ";
    assert!(printed.len() == 1 && printed[0].starts_with(said), "{printed:?}");
    assert_eq!(desk.types(""), Vec::<String>::new(), "nothing was asked");
    desk.types("/approve 1 legal Dana");
    desk.types("");
    assert_eq!(state(&desk), State::Approved);
    let again = desk.types("/approve 1 legal Dana");
    assert!(again.len() == 1 && again[0].starts_with("Already so: "), "{again:?}");
    assert_eq!(desk.types(""), Vec::<String>::new(), "nothing was asked");
}

#[test]
fn a_number_that_is_neither_item_nor_draft_is_told_what_else_there_is() {
    let mut desk = written("It concerns {{ customers }}.");
    desk.types("a line");
    desk.types("/timeline 1");
    let neither = "That number is no item and no draft; /lists DEPARTMENT and /drafts list those.";
    desk.check("/comment 1 a word", &[neither]);
    desk.check("/comment 9 a word", &["There is no number 9: the last list goes from 1 to 1."]);
    desk.check("/timeline 0", &["Say how many lines, 1 or more: /timeline 20."]);
}

#[test]
fn a_paste_that_is_too_long_is_not_sent_and_waits() {
    let mut desk = Desk::new();
    let pasted = "a line of a log\n".repeat(7_000);
    desk.take(crate::console::linear::Input::Pasted(pasted));
    let printed = desk.types("/block");
    says(&printed, "Not recorded: 110 kB are too long, a line takes 64; shorten or split it.");
    assert!(desk.model.tray.is_empty() && desk.linear.pasted.is_some());
}

#[test]
fn tags_outlive_a_correction_and_a_row_becomes_another_only_when_asked_twice() {
    let mut desk = Desk::new();
    desk.types("! unplug rack 4 because heat until 22:00");
    desk.types("/tag last vpn, #vault");
    desk.types("/correct last unplug rack 5 because heat until 22:00");
    let line = desk.model.incident.timeline.iter().find_map(|line| line.entry());
    let tags = line.map(|entry| entry.now.tags.clone()).unwrap_or_default();
    assert_eq!(tags, ["vpn", "vault"]);
    let printed = desk.types("/correct last zebra informant called");
    assert!(printed[0].contains("none of its words stays"), "{printed:?}");
    let first = desk.model.incident.timeline.iter().find_map(|line| line.entry());
    assert!(first.is_some_and(|entry| entry.now.text.starts_with("unplug rack 5")));
    desk.types("");
    let first = desk.model.incident.timeline.iter().find_map(|line| line.entry());
    assert!(first.is_some_and(|entry| entry.now.text == "zebra informant called"));
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let mut desk = Desk::new();
    desk.check("/approve", &["Say which: the number of a line in the list printed last."]);
    desk.check("/help qqq", &["No command says “qqq”; /help alone lists them all."]);
}

#[test]
fn an_item_that_another_finished_is_asked_about() {
    let mut desk = Desk::new();
    desk.types("/add legal Call the insurer");
    let item = desk.model.incident.checklist.items().last().map(|item| item.given.item.clone());
    let item = item.expect("an item");
    let done = ItemState::Done { result: "called".to_owned() };
    let to = ItemChanged { item: item.clone(), to: done };
    desk.anew("dana", "Dana", Command::ChangeItem { to, seen: 0 });
    desk.model.now = desk.model.now.plus_minutes(1);
    desk.types("/lists legal all");
    desk.printed.clear();
    let printed = desk.types("/done 1 called too");
    let asked = printed.last().expect("a question");
    assert!(asked.contains("already, by Dana"), "{printed:?}");
    let state = |desk: &Desk| desk.model.incident.checklist.item(&item).map(|it| it.state.clone());
    assert!(matches!(state(&desk), Some(ItemState::Done { result }) if result == "called"));
    desk.types("");
    assert!(matches!(state(&desk), Some(ItemState::Done { result }) if result == "called too"));
}

#[test]
fn a_decision_is_mended_by_its_own_words_without_its_sign() {
    let mut desk = Desk::new();
    let decision = |desk: &Desk| {
        let first = desk.model.incident.timeline.iter().find_map(|line| line.entry()).cloned();
        let now = first.expect("a decision").now;
        let EntryKind::Decision { because, until } = now.kind else { panic!("{:?}", now.kind) };
        (now.text, because.unwrap_or_default(), until)
    };
    desk.types("! unplug rack 4 because heat until 22:00");
    let until = decision(&desk).2;
    assert!(until.is_some());
    // What is not said of why and until when stays.
    let printed = desk.types("/correct last unplug rack 5");
    assert_eq!(decision(&desk), ("unplug rack 5".to_owned(), "heat".to_owned(), until));
    assert!(printed[0].contains("decision: unplug rack 5 · because heat · until 2"), "{printed:?}");
    desk.types("/correct last unplug rack 5 because of smoke until 23:00");
    let (text, because, later) = decision(&desk);
    assert_eq!((text.as_str(), because.as_str()), ("unplug rack 5", "of smoke"));
    assert!(later > until, "{later:?}");
    // With its sign it is said whole.
    desk.types("/correct last ! unplug rack 5");
    assert_eq!(decision(&desk), ("unplug rack 5".to_owned(), String::new(), None));
}
