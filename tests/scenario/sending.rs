//! What leaves by a console: claimed first, by one console alone, and asked about until somebody
//! knows how it ended.

use allhands::domain::command::Command;
use allhands::domain::digest::Digest;
use allhands::domain::event::{
    DraftReleased, DraftSent, EmbargoChanged, EntryKind, EntryRecorded, Outcome, ReleaseTakenBack,
    SendingClaimed, SendingEnded, Standing, StepSet, Way, When,
};
use allhands::domain::ids::{ClaimId, DraftId, EntryId, StepId};
use allhands::domain::next::Owed;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::rare::Rare;
use allhands::domain::refusal::Refusal;
use allhands::domain::review::State;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::Audience;
use proptest::prelude::*;

use super::words::{Room, the_draft};

fn draft() -> DraftId {
    DraftId::from("d")
}

fn fact(entry: &str, value: &str) -> Command {
    Command::Record(EntryRecorded {
        entry: EntryId::new(entry),
        kind: EntryKind::Fact {
            name: "a".to_owned(),
            value: value.to_owned(),
            standing: Standing::Believed,
        },
        text: String::new(),
        precision: Precision::Second,
        seldom: Rare::default(),
    })
}

/// A room whose only draft was approved by both departments and has the go.
fn ready() -> Room {
    let mut room = Room::opened();
    room.ask(0, fact("e1", "4120"));
    for department in ["dept0", "dept1"].map(DepartmentId::from) {
        let approval = room.approval(department, 7, 0, false);
        room.ask(1, approval);
    }
    let releases = vec![DraftReleased { draft: draft(), words: room.wording(0), open: Vec::new() }];
    room.ask(0, Command::Release { releases });
    assert_eq!(room.incident.draft_state(the_draft(&room.incident)), State::Released);
    room
}

fn claim(room: &Room, id: &str) -> SendingClaimed {
    SendingClaimed {
        draft: draft(),
        claim: ClaimId::new(id),
        words: room.wording(0),
        way: Way::Mail,
        to: vec!["ciso@globex.example".to_owned()],
        list: None,
        after: 0,
        unchecked: false,
        lacked: Vec::new(),
        open: Vec::new(),
    }
}

fn ended(id: &str, outcome: Outcome, said: bool) -> Command {
    let claim = ClaimId::new(id);
    Command::EndSending(SendingEnded { draft: draft(), claim, outcome, said })
}

fn sent() -> Outcome {
    Outcome::Sent { message: Digest::of("whole message"), answer: "250 Ok".to_owned() }
}

fn unknown() -> Outcome {
    Outcome::Unknown { because: "the connection was lost".to_owned() }
}

#[test]
fn of_two_consoles_that_claim_at_once_one_sends() {
    let mut room = ready();
    let (first, second) = (claim(&room, "k1"), claim(&room, "k2"));
    assert_eq!(room.judged(1, Command::ClaimSending(first)), Ok(()));
    let refused = room.judged(2, Command::ClaimSending(second.clone()));
    assert!(
        matches!(refused, Err(Refusal::OnItsWay { ref by, .. }) if *by == Person::from("Person 1"))
    );
    // Nor when it is known that it went out; whoever saw that may say "once more", and only once.
    assert_eq!(room.judged(1, ended("k1", sent(), false)), Ok(()));
    let refused = room.judged(2, Command::ClaimSending(second.clone()));
    assert!(matches!(refused, Err(Refusal::OnItsWay { .. })));
    let after = the_draft(&room.incident).review.last_out();
    let more = SendingClaimed { after, ..second };
    assert_eq!(room.judged(2, Command::ClaimSending(more.clone())), Ok(()));
    let again = SendingClaimed { claim: ClaimId::new("k3"), ..more };
    assert!(matches!(room.judged(1, Command::ClaimSending(again)), Err(Refusal::OnItsWay { .. })));
}

#[test]
fn what_nobody_knows_the_end_of_is_asked_about_until_somebody_says() {
    let mut room = ready();
    let first = claim(&room, "k1");
    room.ask(1, Command::ClaimSending(first));
    let asks = |room: &Room| room.incident.owed().iter().map(Owed::sort).collect::<Vec<_>>();
    // Killed in between: there is a claim, and no outcome.
    assert_eq!(asks(&room), ["sent?"]);
    room.ask(1, ended("k1", unknown(), false));
    assert_eq!(asks(&room), ["sent?"]);
    let other = room.judged(2, ended("k1", sent(), false));
    assert!(matches!(other, Err(Refusal::NotReady { .. })), "only its console says so by itself");
    // A person who looked says that it did not: it may be sent again.
    let failed = Outcome::Failed { because: "nothing in the server's log".to_owned() };
    assert_eq!(room.judged(2, ended("k1", failed, true)), Ok(()));
    assert_eq!(asks(&room), ["send"]);
    let second = claim(&room, "k2");
    assert_eq!(room.judged(2, Command::ClaimSending(second)), Ok(()));
    // Or that it did.
    let words = room.wording(0);
    let claim = Some(ClaimId::from("k2"));
    let went = DraftSent { claim, ..DraftSent::new(draft(), words, Person::from("Kim")) };
    assert_eq!(room.judged(0, Command::RecordSent(went)), Ok(()));
    assert_eq!(asks(&room), [""; 0]);
    assert_eq!(the_draft(&room.incident).review.open_claims().count(), 0);
}

#[test]
fn at_the_moment_of_sending_everything_is_looked_at_again() {
    let why = |room: &mut Room, claimed: SendingClaimed| match room
        .judged(1, Command::ClaimSending(claimed))
    {
        Err(Refusal::NotReady { lacks, .. }) => lacks.join("; "),
        other => panic!("{other:?}"),
    };
    let mut room = ready();
    let shown = claim(&room, "k1");
    room.ask(2, fact("e2", "4300"));
    assert_eq!(why(&mut room, shown), "its words have changed since they were shown");

    let mut room = ready();
    room.ask(0, Command::TakeBackReleases { releases: vec![ReleaseTakenBack { draft: draft() }] });
    let now = claim(&room, "k1");
    assert_eq!(why(&mut room, now), "no go was given");

    let mut room = ready();
    let later = Timestamp::from_millis(1_767_500_000_000).plus_minutes(90);
    let step = StepSet {
        step: StepId::from("p1"),
        audience: Audience::Public,
        which: String::new(),
        what: String::new(),
        by: None,
        channel: String::new(),
        not_before: Some(When::At(later)),
        not_after: None,
        after: Vec::new(),
        tlp: None,
        embargo: None,
        kinds: Vec::new(),
        drafts: vec![draft()],
        holding: false,
        proposed: false,
    };
    let partners = StepSet {
        step: StepId::from("p2"),
        audience: Audience::Partners,
        embargo: Some(When::At(later)),
        drafts: Vec::new(),
        not_before: None,
        ..step.clone()
    };
    room.ask(0, Command::SetStep { to: step.clone(), seen: 0 });
    let now = claim(&room, "k1");
    assert_eq!(
        why(&mut room, now.clone()),
        "not yet, by the plan: not before 2026-01-04 05:43 UTC"
    );
    room.ask(0, Command::SetStep { to: StepSet { not_before: None, ..step }, seen: 0 });
    room.ask(0, Command::SetStep { to: partners, seen: 0 });
    assert_eq!(why(&mut room, now.clone()), "not yet, by the plan: an embargo is not over");
    let broken = EmbargoChanged {
        broken: true,
        at: Timestamp::from_millis(1_767_500_000_000),
        because: "on a forum".to_owned(),
        anchors: Vec::new(),
    };
    room.ask(0, Command::ChangeEmbargo(broken));
    assert_eq!(room.judged(1, Command::ClaimSending(now)), Ok(()));
}

#[test]
fn what_left_while_the_record_was_dark_is_recorded_with_what_it_lacked() {
    let mut room = ready();
    let dark = SendingClaimed { unchecked: true, ..claim(&room, "k2") };
    let first = claim(&room, "k1");
    room.ask(1, Command::ClaimSending(first));
    room.ask(1, ended("k1", sent(), false));
    room.ask(0, Command::TakeBackReleases { releases: vec![ReleaseTakenBack { draft: draft() }] });
    assert_eq!(room.judged(2, Command::ClaimSending(dark)), Ok(()));
    assert_eq!(room.judged(2, ended("k2", sent(), false)), Ok(()));
    let last = the_draft(&room.incident).review.last_sent().expect("it went out");
    assert!(last.unchecked);
    assert_eq!(last.lacked[0], "no go was given");
    assert!(last.lacked[1].starts_with("on its way out already: Person 1, "), "{:?}", last.lacked);
}

#[test]
fn a_mail_goes_to_twenty_at_most() {
    let mut room = ready();
    let many = |count: usize| (0..count).map(|n| format!("p{n}@example.org")).collect();
    let to = SendingClaimed { to: many(21), ..claim(&room, "k1") };
    assert!(matches!(room.judged(1, Command::ClaimSending(to)), Err(Refusal::TooLong { .. })));
    let to = SendingClaimed { to: many(20), ..claim(&room, "k1") };
    assert_eq!(room.judged(1, Command::ClaimSending(to)), Ok(()));
}

proptest! {
    /// Three consoles, each of which may look at an earlier state: whatever they ask for, words
    /// that are known to be out or on their way leave again only where the asker had seen that.
    #[test]
    fn nothing_leaves_twice_unless_a_person_says_so(
        acts in prop::collection::vec((0_u64..3, 0_u8..4, 0_u8..6, any::<bool>()), 1..40),
    ) {
        let mut room = ready();
        let mut seen = vec![0];
        for (number, (session, which, other, said)) in acts.iter().enumerate() {
            let id = format!("k{number}");
            let before = the_draft(&room.incident).review.last_out();
            if *which < 2 {
                let after = seen[usize::from(*other) % seen.len()];
                let asked = SendingClaimed { after, ..claim(&room, &id) };
                let taken = room.judged(*session, Command::ClaimSending(asked)).is_ok();
                prop_assert_eq!(taken, before == 0 || after == before);
            } else {
                let outcome = match other {
                    0 | 1 => sent(),
                    2 => Outcome::HandedOver { message: Digest::of("x") },
                    3 => Outcome::Failed { because: "no".to_owned() },
                    _ => unknown(),
                };
                let last = format!("k{}", number.saturating_sub(1));
                room.ask(*session, ended(&last, outcome, *said));
            }
            let review = &the_draft(&room.incident).review;
            seen.push(review.last_out());
            // What is out has a row of its own, and each claim went out at most once.
            for claim in &review.claims {
                let rows = review.sent.iter().filter(|sent| sent.claim.as_ref() == Some(&claim.id));
                prop_assert!(rows.count() <= 1);
            }
        }
    }
}
