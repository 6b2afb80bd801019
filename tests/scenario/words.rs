//! Words and who answered for them: whatever consoles do, and in whatever order it is numbered, an
//! approval counts for the very words that it names and for no others.

use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::digest::Digest;
use allhands::domain::draft::Draft;
use allhands::domain::event::{
    ApprovalGiven, ChangesRequested, CommentResolved, CorrectionSettled, DraftCommented,
    DraftCreated, DraftReleased, DraftRenamed, DraftRevised, DraftSent, EmbargoChanged, EntryKind,
    EntryRecorded, EntryWithdrawn, Event, FindingWaived, Gate, Outcome, Passage, ReleaseTakenBack,
    ReviewAsked, RoleAssigned, RoomOpened, SendingClaimed, SendingEnded, Standing, StepMoved,
    StepRemoved, StepSet, VerdictTakenBack, Way, When, Wording,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{
    ClaimId, CommentId, DraftId, EntryId, IncidentId, RevisionId, SessionId, StepId, SubmissionId,
};
use allhands::domain::incident::Incident;
use allhands::domain::people::{DepartmentId, Party, Person};
use allhands::domain::rare::Rare;
use allhands::domain::refusal::Refusal;
use allhands::domain::review::{Says, State};
use allhands::domain::target::Target;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::{Anchor, Audience, Role, Tlp};
use proptest::prelude::*;

use super::support::rows;

/// How many kinds of rows [`said`] makes.
pub const KINDS: u8 = 17;

/// A row about a draft's words, or about the plan that they go out by, from small numbers, a switch
/// and a word.
pub fn said(which: u8, (one, two, yes, words): (u8, u8, bool, &str)) -> Event {
    let draft = DraftId::new(format!("d{}", one % 2));
    let department = DepartmentId::new(format!("dept{}", two % 3));
    let comment = CommentId::new(format!("c{}", two % 3));
    let by = Person::new(format!("Person {two}"));
    let text = words.to_owned();
    let wording = || Wording {
        revision: RevisionId::new(format!("r{two}")),
        filled: [("fact1".to_owned(), text.clone())].into(),
        digest: Digest::of(words),
    };
    match which {
        0 => ReviewAsked { draft, of: if yes { vec![department] } else { Vec::new() } }.into(),
        1 => ApprovalGiven { draft, words: wording(), department, by, how: text }.into(),
        2 => ChangesRequested { draft, department, by, what: text, how: String::new() }.into(),
        3 => VerdictTakenBack { draft, department }.into(),
        4 => DraftCommented {
            draft,
            comment,
            on: yes.then(|| Passage { quote: text.clone(), at: 1, before: String::new() }),
            suggests: yes.then(|| text.clone()),
            answers: (one > 3).then(|| CommentId::from("c1")),
            text,
        }
        .into(),
        5 => CommentResolved { draft, comment, resolved: yes }.into(),
        6 => DraftReleased { draft, words: wording(), open: Vec::new() }.into(),
        7 => ReleaseTakenBack { draft }.into(),
        8 => DraftSent {
            recipients: yes.then_some(3),
            how: text.clone(),
            claim: (one > 3).then(|| ClaimId::new(format!("k{}", two % 3))),
            open: if yes { vec![text.clone()] } else { Vec::new() },
            ..DraftSent::new(draft, wording(), by)
        }
        .into(),
        9 => CorrectionSettled { draft, because: text }.into(),
        15 | 16 => let_out(which, (one, two, yes, words), wording()),
        which => planned(which, (one, two, yes, words)),
    }
}

/// A row about what a console lets out, in the same way.
fn let_out(which: u8, (one, two, yes, words): (u8, u8, bool, &str), wording: Wording) -> Event {
    let (draft, text) = (DraftId::new(format!("d{}", one % 2)), words.to_owned());
    let claim = ClaimId::new(format!("k{}", two % 3));
    if which == 15 {
        let way = [Way::Clipboard, Way::File, Way::Mail, Way::Webhook][usize::from(one % 4)];
        let claimed = SendingClaimed {
            draft,
            claim,
            words: wording,
            way,
            to: vec![text],
            list: None,
            after: u64::from(two),
            unchecked: yes,
            lacked: Vec::new(),
            open: Vec::new(),
        };
        return claimed.into();
    }
    let message = Digest::of(words);
    let outcome = match one % 4 {
        0 => Outcome::Sent { message, answer: text },
        1 => Outcome::HandedOver { message },
        2 => Outcome::Failed { because: text },
        _ => Outcome::Unknown { because: text },
    };
    SendingEnded { draft, claim, outcome, said: yes }.into()
}

/// A row of the plan, in the same way.
fn planned(which: u8, (one, two, yes, words): (u8, u8, bool, &str)) -> Event {
    let (text, by) = (words.to_owned(), Person::new(format!("Person {two}")));
    let draft = DraftId::new(format!("d{}", one % 2));
    match which {
        10 => StepSet {
            step: step(one),
            audience: Audience::ALL[usize::from(two)],
            which: if yes { text.clone() } else { String::new() },
            what: text.clone(),
            by: Some(Party::Person(by)),
            channel: String::new(),
            not_before: yes.then(|| When::Target(Target::parse("public+PT1H").expect("a target"))),
            not_after: Some(When::At(Timestamp::default())),
            after: vec![Gate::Told(Audience::ALL[usize::from(one)]), Gate::read(&text)],
            tlp: Some(Tlp::ALL[usize::from(one % 5)]),
            embargo: yes.then(|| When::At(Timestamp::default())),
            kinds: vec![text],
            drafts: vec![draft],
            holding: one == 5,
            proposed: two == 5,
        }
        .into(),
        11 => StepRemoved { step: step(one), because: text }.into(),
        12 => StepMoved { step: step(one), before: yes.then(|| step(two)) }.into(),
        13 => FindingWaived {
            draft,
            rule: format!("rule{two}"),
            words: text.clone(),
            sentence: text.clone(),
            waived: yes,
            because: text,
        }
        .into(),
        _ => EmbargoChanged {
            broken: yes,
            at: Timestamp::default(),
            because: text,
            anchors: vec![Anchor::from("public")],
        }
        .into(),
    }
}

/// What must hold of the plan in every state.
pub fn plan_is_sound(incident: &Incident) {
    let told = incident.timeline.by_row().iter().filter(|line| {
        let first = |id| incident.timeline.line(id).map(|one| one.seq) == Some(line.seq);
        line.entry().is_some_and(|entry| first(&entry.now.entry) && entry.is_told())
    });
    assert_eq!(told.count(), incident.timeline.told().count(), "who was told is kept true");
    let plan = incident.disclosure();
    for step in incident.plan.steps() {
        let _ = (plan.stage(step), plan.waits(step, Timestamp::default()));
        assert!(plan.ladder().iter().any(|one| one.now.step == step.now.step));
    }
    for flag in plan.flags() {
        assert!(!flag.sentence(|at| at.to_string()).is_empty());
    }
    let told: usize = plan.knows().iter().map(|one| one.told.len()).sum();
    assert_eq!(told, plan.told.len(), "everybody who was told something is named");
}

/// The step that a row of the plan sets.
pub fn step_of(event: Event) -> Vec<StepSet> {
    match event {
        Event::StepSet(step) => vec![step],
        _ => Vec::new(),
    }
}

fn step(number: u8) -> StepId {
    StepId::new(format!("p{}", number % 4))
}

/// The command that would ask for such a row.
pub fn command(event: Event) -> Command {
    match event {
        Event::ReviewAsked(to) => Command::AskReview(to),
        Event::ApprovalGiven(to) => Command::Approve { approvals: vec![to] },
        Event::ChangesRequested(to) => Command::RequestChanges(to),
        Event::VerdictTakenBack(to) => Command::TakeBackVerdicts { verdicts: vec![to] },
        Event::DraftCommented(to) => Command::CommentDraft(to),
        Event::CommentResolved(to) => Command::ResolveComment(to),
        Event::DraftReleased(to) => Command::Release { releases: vec![to] },
        Event::ReleaseTakenBack(to) => Command::TakeBackReleases { releases: vec![to] },
        Event::DraftSent(to) => Command::RecordSent(to),
        Event::CorrectionSettled(to) => Command::SettleCorrection(to),
        Event::SendingClaimed(to) => Command::ClaimSending(to),
        Event::SendingEnded(to) => Command::EndSending(to),
        Event::StepSet(to) => Command::SetStep { to, seen: 0 },
        Event::StepRemoved(to) => Command::RemoveStep { to, seen: 0 },
        Event::StepMoved(to) => Command::MoveStep(to),
        Event::EmbargoChanged(to) => Command::ChangeEmbargo(to),
        Event::FindingWaived(to) => Command::WaiveFinding(to),
        other => panic!("{other:?} is not about words"),
    }
}

/// One act of one of three consoles, each of which may look at an earlier state than the others.
#[derive(Debug, Clone)]
enum Act {
    Fact(u8, u8),
    Strike(u8),
    Revise(u8, bool),
    Readdress(u8),
    Approve { department: u8, by: u8, behind: usize, wrong: bool },
    WantChanges(u8),
    TakeBack(u8),
    Go(usize),
    Sent(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let approve = (0_u8..2, 0_u8..3, 0_usize..4, prop::bool::weighted(0.1));
    prop_oneof![
        3 => (0_u8..2, 0_u8..3).prop_map(|(name, value)| Act::Fact(name, value)),
        1 => (0_u8..12).prop_map(Act::Strike),
        3 => (0_u8..4, any::<bool>()).prop_map(|(text, old)| Act::Revise(text, old)),
        1 => (0_u8..2).prop_map(Act::Readdress),
        6 => approve.prop_map(|(department, by, behind, wrong)| {
            Act::Approve { department, by, behind, wrong }
        }),
        1 => (0_u8..2).prop_map(Act::WantChanges),
        1 => (0_u8..2).prop_map(Act::TakeBack),
        3 => (0_usize..3).prop_map(Act::Go),
        1 => (0_usize..3).prop_map(Act::Sent),
    ]
}

const TEXTS: [&str; 4] =
    ["{{ a }} people", "{{ a }} people since {{ b }}", "no number", "{{ b }} {{ a }} {{ c }}"];

/// The words, put together without the program's scanner.
fn by_hand(incident: &Incident, draft: &Draft) -> String {
    let mut text = draft.latest().expect("a text").text.clone();
    for name in ["a", "b"] {
        if let Some(fact) = incident.facts.now(name) {
            text = text.replace(&format!("{{{{ {name} }}}}"), &fact.value);
        }
    }
    text
}

/// A room with one draft, and every state that it was in.
pub struct Room {
    /// As it is now.
    pub incident: Incident,
    earlier: Vec<Incident>,
    number: u64,
}

/// The only draft.
pub fn the_draft(incident: &Incident) -> &Draft {
    incident.drafts.draft(&DraftId::from("d")).expect("it was begun")
}

impl Room {
    /// Asks in that session; what is refused changes nothing.
    pub fn ask(&mut self, session: u64, command: Command) {
        drop(self.judged(session, command));
    }

    /// The same, and why it was refused.
    pub fn judged(&mut self, session: u64, command: Command) -> Result<(), Refusal> {
        self.number += 1;
        let at = Timestamp::from_millis(1_767_500_000_000).plus_minutes(1);
        let stamp = Stamp {
            author: Person::new(format!("Person {session}")),
            department: DepartmentId::from("sec"),
            on_behalf: None,
            occurred_at: at,
            recorded_at: at,
        };
        let session = SessionId::new(format!("s{session}"));
        let id = SubmissionId { session, number: self.number };
        let submission = Submission { id, stamp, command };
        self.earlier.push(self.incident.clone());
        let decided = decide(&self.incident, &submission)?;
        for row in rows(&self.incident, &submission, decided) {
            self.incident.apply(&row);
        }
        Ok(())
    }

    fn seen(&self, behind: usize) -> &Incident {
        let at = self.earlier.len().checked_sub(behind);
        at.and_then(|at| self.earlier.get(at)).unwrap_or(&self.incident)
    }

    /// Begun, with a draft that two departments are asked to approve.
    pub fn opened() -> Self {
        let mut room = Self { incident: Incident::default(), earlier: Vec::new(), number: 0 };
        let at = Timestamp::from_millis(1_767_500_000_000);
        room.ask(
            0,
            Command::OpenRoom(RoomOpened {
                incident: IncidentId::from("i"),
                codename: "HERON".to_owned(),
                title: String::new(),
                zone: "UTC".to_owned(),
                received: at,
                first_read: at,
                practice: None,
                departments: Vec::new(),
            }),
        );
        let (role, person) = (Role::IncidentCommander, Person::from("Person 0"));
        room.ask(0, Command::AssignRole(RoleAssigned { role, person }));
        room.ask(
            0,
            Command::CreateDraft(DraftCreated {
                draft: DraftId::from("d"),
                title: "To customers".to_owned(),
                audience: "customers".to_owned(),
                channel: "mail".to_owned(),
                template: None,
                revision: RevisionId::from("first"),
                text: TEXTS[0].to_owned(),
                handling: Handling::Open,
            }),
        );
        let of = ["dept0", "dept1"].map(DepartmentId::from).to_vec();
        room.ask(0, Command::AskReview(ReviewAsked { draft: DraftId::from("d"), of }));
        room
    }

    /// The words as they stood so many acts ago.
    pub fn wording(&self, behind: usize) -> Wording {
        let seen = self.seen(behind.min(self.earlier.len().saturating_sub(4)));
        let draft = the_draft(seen);
        seen.wording_of(draft.latest().expect("a text"))
    }

    /// An approval of those.
    pub fn approval(
        &self,
        department: DepartmentId,
        by: u8,
        behind: usize,
        wrong: bool,
    ) -> Command {
        let mut words = self.wording(behind);
        if wrong {
            words.digest = Digest::of("other words");
        }
        let (draft, by) = (DraftId::from("d"), Person::new(format!("Person {by}")));
        let how = String::new();
        Command::Approve { approvals: vec![ApprovalGiven { draft, words, department, by, how }] }
    }

    fn act(&mut self, number: usize, act: &Act) {
        let session = number as u64 % 3;
        let draft = DraftId::from("d");
        let lane = |number: &u8| DepartmentId::new(format!("dept{number}"));
        let command = match act {
            Act::Fact(name, value) => Command::Record(EntryRecorded {
                entry: EntryId::new(format!("e{number}")),
                kind: EntryKind::Fact {
                    name: ["a", "b"][usize::from(*name)].to_owned(),
                    value: format!("4{value}00"),
                    standing: Standing::Believed,
                },
                text: String::new(),
                precision: Precision::Second,
                seldom: Rare::default(),
            }),
            Act::Strike(entry) => Command::WithdrawEntry {
                to: EntryWithdrawn {
                    entry: EntryId::new(format!("e{entry}")),
                    because: "wrong".to_owned(),
                },
                seen: 0,
            },
            Act::Revise(text, old) => {
                let now = the_draft(&self.incident);
                let base = if *old { now.revisions.first() } else { now.latest() };
                let revision = RevisionId::new(format!("r{number}"));
                let bases = base.map(|base| base.id.clone()).into_iter().collect();
                let text = TEXTS[usize::from(*text)].to_owned();
                Command::ReviseDraft(DraftRevised::new(draft, revision, bases, text))
            }
            Act::Readdress(to) => Command::RenameDraft(DraftRenamed {
                draft,
                title: "To customers".to_owned(),
                audience: ["customers", "public"][usize::from(*to)].to_owned(),
                channel: "mail".to_owned(),
            }),
            Act::Approve { department, by, behind, wrong } => {
                self.approval(lane(department), *by, *behind, *wrong)
            }
            Act::WantChanges(department) => Command::RequestChanges(ChangesRequested {
                draft,
                department: lane(department),
                by: Person::from("Kim"),
                what: "shorter".to_owned(),
                how: String::new(),
            }),
            Act::TakeBack(department) => Command::TakeBackVerdicts {
                verdicts: vec![VerdictTakenBack { draft, department: lane(department) }],
            },
            Act::Go(behind) => {
                let words = self.wording(*behind);
                Command::Release {
                    releases: vec![DraftReleased { draft, words, open: Vec::new() }],
                }
            }
            Act::Sent(behind) => {
                let words = self.wording(*behind);
                Command::RecordSent(DraftSent::new(draft, words, Person::from("Kim")))
            }
        };
        self.ask(session, command);
    }
}

proptest! {
    #[test]
    fn an_approval_counts_for_the_words_it_names_and_for_no_others(
        acts in prop::collection::vec(act(), 1..40),
    ) {
        let mut room = Room::opened();
        for (number, act) in acts.iter().enumerate() {
            room.act(number, act);
            let incident = &room.incident;
            let draft = the_draft(incident);
            let words = by_hand(incident, draft);
            let now = Digest::of(&words);
            let mut standing = Vec::new();
            for verdict in &draft.review.verdicts {
                if let Says::Approved { words, audience, .. } = &verdict.says
                    && incident.stands(draft, verdict)
                {
                    prop_assert!(!draft.diverges());
                    prop_assert_eq!(&words.digest, &now);
                    prop_assert_eq!(audience, &draft.audience);
                    standing.push((&verdict.department, &verdict.by));
                }
            }
            if let Some(go) = incident.release(draft) {
                prop_assert_eq!(&go.words.digest, &now);
            }
            for sent in &draft.review.sent {
                let words = draft.words(&sent.words).expect("its text is kept");
                prop_assert_eq!(&sent.words.digest, &Digest::of(&words));
            }
            let state = incident.draft_state(draft);
            if state == State::Approved {
                for lane in ["dept0", "dept1"].map(DepartmentId::from) {
                    prop_assert!(standing.iter().any(|(of, _)| **of == lane));
                }
                prop_assert!(standing.iter().any(|(_, by)| draft.authors().all(|it| it != *by)));
            }
            if let (Some(sent), State::Sent) = (draft.review.last_sent(), state) {
                prop_assert_eq!(&sent.words.digest, &now);
            }
        }
    }
}
