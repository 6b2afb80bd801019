//! The opposite of each kind of row, as the state before it tells; nothing for what cannot be taken
//! back.

use super::UNDONE;
use crate::domain::command::Command;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, ApprovalGiven, ChangesRequested, CommentResolved, DraftHandled,
    DraftReleased, DraftRenamed, DraftRevised, DraftShelved, EmbargoChanged, EntryCorrected,
    EntryKind, EntryPinned, EntryRestored, EntryTagged, EntryWithdrawn, Event, ExpirySet,
    FactStandingChanged, FindingWaived, HandlingChanged, ItemAssigned, ItemChanged, ItemPromised,
    ItemRetargeted, ItemState, NameListed, OrderChanged, QuestionReopened, Recorded,
    ReleaseTakenBack, ReviewAsked, RoleAssigned, RoleReleased, RoomRenamed, SeveritySet,
    StatusChanged, StepMoved, StepRemoved, VerdictTakenBack, about_plan, about_words,
};
use crate::domain::ids::{CommentId, DraftId, EntryId, ItemId, RevisionId, StepId};
use crate::domain::incident::{AnchorValue, Incident};
use crate::domain::people::DepartmentId;
use crate::domain::review::Says;
use crate::domain::words::{Anchor, Role};

/// What takes a row back that is about to be folded.
pub(super) fn of(incident: &Incident, row: &Recorded) -> Option<Command> {
    match &row.event {
        // A reopened question has its answer still: whether it counts is for a person to say.
        Event::RoomOpened(_)
        | Event::QuestionReopened(_)
        | Event::SessionStarted(_)
        | Event::TypistChanged(_)
        | Event::PlaybookApplied(_)
        | Event::ItemCommented(_)
        | Event::Redacted(_)
        | Event::SubmissionRedacted(_)
        | Event::RedactionConfirmed(_)
        // Counsel sets it and lifts it, not a key that takes back whatever came last.
        | Event::LegalHoldChanged(_)
        | Event::Unknown { .. } => None,
        Event::RoomRenamed(to) => Some(renamed(incident, to)),
        Event::StatusChanged(_) => Some(Command::ChangeStatus(StatusChanged {
            to: incident.status.value,
            because: UNDONE.to_owned(),
        })),
        Event::SeveritySet(_) => Some(Command::SetSeverity(SeveritySet {
            to: incident.severity.map(|severity| severity.value),
            because: UNDONE.to_owned(),
        })),
        Event::PhaseEntered(to) => Some(Command::LeavePhase { phase: to.phase }),
        Event::PhaseLeft(to) => Some(Command::EnterPhase { phase: to.phase }),
        Event::AnchorSet(to) => Some(anchor(incident, &to.anchor, &to.scope)),
        Event::AnchorUnsaid(to) => unsaid(incident, to),
        Event::RoleAssigned(RoleAssigned { role: of, .. })
        | Event::RoleReleased(RoleReleased { role: of }) => Some(role(incident, *of)),
        Event::EntryRecorded(to) => {
            let to = EntryWithdrawn { entry: to.entry.clone(), because: UNDONE.to_owned() };
            Some(Command::WithdrawEntry { to, seen: row.seq })
        }
        Event::EntryCorrected(to) => corrected(incident, &to.now.entry, row.seq),
        Event::EntryWithdrawn(to) => {
            Some(Command::RestoreEntry(EntryRestored { entry: to.entry.clone() }))
        }
        Event::EntryRestored(to) => restored(incident, &to.entry, row.seq),
        Event::EntryPinned(to) => pinned(incident, &to.entry),
        Event::EntryTagged(to) => tagged(incident, &to.entry),
        Event::HandlingChanged(to) => handling(incident, &to.entry, row.seq),
        Event::OrderChanged(to) => order(incident, to, row.seq),
        Event::QuestionAnswered(to) => {
            Some(Command::ReopenQuestion(QuestionReopened { entry: to.entry.clone() }))
        }
        Event::FactStandingChanged(to) => standing(incident, &to.entry),
        Event::ItemAdded(to) => {
            let state = ItemState::NotApplicable { because: UNDONE.to_owned() };
            let to = ItemChanged { item: to.item.clone(), to: state };
            Some(Command::ChangeItem { to, seen: row.seq })
        }
        Event::ItemChanged(to) => state(incident, &to.item, row.seq),
        Event::ItemAssigned(to) => assigned(incident, &to.item, row.seq),
        Event::ItemPromised(to) => promised(incident, &to.item, row.seq),
        Event::ItemRetargeted(to) => retargeted(incident, &to.item),
        Event::DraftCreated(to) => Some(begun(&to.draft)),
        Event::DraftRevised(to) => revised(incident, to, row),
        Event::DraftRenamed(to) => draft_renamed(incident, &to.draft),
        Event::DraftShelved(to) => shelved(incident, &to.draft),
        Event::DraftHandled(to) => draft_handled(incident, &to.draft),
        Event::ExpirySet(to) => expiry(incident, &to.draft),
        Event::NameListed(to) => Some(name_listed(to)),
        said @ about_words!() => about(incident, said),
        planned @ about_plan!() => plan(incident, planned, row.seq),
    }
}

/// What takes back what was said of a draft's words. What went out is out.
fn about(incident: &Incident, event: &Event) -> Option<Command> {
    match event {
        Event::ReviewAsked(to) => review_asked(incident, &to.draft),
        Event::ApprovalGiven(to) => Some(verdict(&to.draft, &to.department)),
        Event::ChangesRequested(to) => Some(verdict(&to.draft, &to.department)),
        Event::VerdictTakenBack(to) => given(incident, to),
        Event::ReleaseTakenBack(to) => {
            let releases = &incident.drafts.draft(&to.draft)?.review.releases;
            let last = releases.iter().rev().find(|one| !one.taken_back)?;
            let (words, open) = (last.words.clone(), last.open.clone());
            let releases = vec![DraftReleased { draft: to.draft.clone(), words, open }];
            Some(Command::Release { releases })
        }
        Event::DraftCommented(to) => Some(comment(&to.draft, &to.comment, true)),
        Event::FindingWaived(to) => Some(waived(incident, to)),
        Event::CommentResolved(to) => Some(comment(&to.draft, &to.comment, !to.resolved)),
        Event::DraftReleased(to) => Some(Command::TakeBackReleases {
            releases: vec![ReleaseTakenBack { draft: to.draft.clone() }],
        }),
        _ => None,
    }
}

/// What takes back a change of the plan: the step as it was, where it was.
fn plan(incident: &Incident, event: &Event, seen: u64) -> Option<Command> {
    match event {
        Event::StepSet(to) => match incident.plan.step(&to.step) {
            Some(_) => step(incident, &to.step, seen),
            None => Some(out(&to.step, UNDONE, seen)),
        },
        Event::StepRemoved(to) => step(incident, &to.step, seen),
        Event::StepMoved(to) => {
            incident.plan.step(&to.step)?;
            let before = incident.plan.before(&to.step).cloned();
            Some(Command::MoveStep(StepMoved { step: to.step.clone(), before }))
        }
        Event::EmbargoChanged(to) => {
            let was = incident.plan.broken.as_ref();
            Some(Command::ChangeEmbargo(EmbargoChanged {
                broken: was.is_some(),
                at: was.map_or(to.at, |broken| broken.at),
                because: was.map_or_else(|| UNDONE.to_owned(), |broken| broken.because.clone()),
                anchors: Vec::new(),
            }))
        }
        _ => None,
    }
}

fn step(incident: &Incident, id: &StepId, seen: u64) -> Option<Command> {
    let step = incident.plan.step(id)?;
    Some(match &step.removed {
        Some(because) => out(id, because, seen),
        None => Command::SetStep { to: step.now.clone(), seen },
    })
}

fn out(id: &StepId, because: &str, seen: u64) -> Command {
    let to = StepRemoved { step: id.clone(), because: because.to_owned() };
    Command::RemoveStep { to, seen }
}

fn begun(draft: &DraftId) -> Command {
    Command::ShelveDraft(DraftShelved {
        draft: draft.clone(),
        shelved: true,
        because: UNDONE.to_owned(),
        superseded_by: None,
    })
}

fn name_listed(to: &NameListed) -> Command {
    Command::ListNames { names: vec![NameListed { listed: !to.listed, ..to.clone() }] }
}

/// The reason that stood, given once more.
fn waived(incident: &Incident, to: &FindingWaived) -> Command {
    let draft = incident.drafts.draft(&to.draft);
    let before = draft.and_then(|draft| draft.review.waiver(to));
    let because = before.map(|waiver| waiver.because.clone()).unwrap_or_default();
    Command::WaiveFinding(FindingWaived { waived: !to.waived, because, ..to.clone() })
}

fn review_asked(incident: &Incident, id: &DraftId) -> Option<Command> {
    let asked = &incident.drafts.draft(id)?.review.asked;
    let of = asked.iter().map(|asked| asked.department.clone()).collect();
    Some(Command::AskReview(ReviewAsked { draft: id.clone(), of }))
}

fn verdict(draft: &DraftId, department: &DepartmentId) -> Command {
    let taken = VerdictTakenBack { draft: draft.clone(), department: department.clone() };
    Command::TakeBackVerdicts { verdicts: vec![taken] }
}

/// The verdict that counted, given once more.
fn given(incident: &Incident, to: &VerdictTakenBack) -> Option<Command> {
    let verdict = incident.drafts.draft(&to.draft)?.review.verdict(&to.department)?;
    let (draft, department) = (to.draft.clone(), to.department.clone());
    let (by, how) = (verdict.by.clone(), verdict.how.clone());
    Some(match &verdict.says {
        Says::Approved { words, .. } => {
            let words = words.clone();
            Command::Approve {
                approvals: vec![ApprovalGiven { draft, words, department, by, how }],
            }
        }
        Says::Changes { what } => {
            let what = what.clone();
            Command::RequestChanges(ChangesRequested { draft, department, by, what, how })
        }
    })
}

fn comment(draft: &DraftId, comment: &CommentId, resolved: bool) -> Command {
    let (draft, comment) = (draft.clone(), comment.clone());
    Command::ResolveComment(CommentResolved { draft, comment, resolved })
}

fn renamed(incident: &Incident, to: &RoomRenamed) -> Command {
    let room = &incident.room;
    Command::RenameRoom(RoomRenamed {
        codename: to.codename.as_ref().map(|_| room.codename.clone()),
        title: to.title.as_ref().map(|_| room.title.clone()),
        zone: to.zone.as_ref().map(|_| room.zone.clone()),
        received: to.received.map(|_| room.received),
        first_read: to.first_read.map(|_| room.first_read),
    })
}

/// What was said for that scope before; else it is unsaid for that scope alone.
fn anchor(incident: &Incident, anchor: &Anchor, scope: &str) -> Command {
    let (anchor, scope) = (anchor.clone(), scope.to_owned());
    let in_force = incident.anchors.get(&anchor).map(|history| history.in_force());
    let before = in_force.into_iter().flatten().find(|value| value.words == scope);
    if let Some(at) = before.and_then(|value| value.at) {
        Command::SetAnchor(AnchorSet { anchor, at, scope })
    } else {
        let (scope, because) = (Some(scope), UNDONE.to_owned());
        Command::UnsayAnchor(AnchorUnsaid { anchor, scope, because })
    }
}

/// Nothing where several scopes were unsaid at once: no one act says them all again.
fn unsaid(incident: &Incident, to: &AnchorUnsaid) -> Option<Command> {
    let in_force = incident.anchors.get(&to.anchor)?.in_force();
    let wanted = |value: &&&AnchorValue| to.scope.as_ref().is_none_or(|it| *it == value.words);
    let mut taken = in_force.iter().filter(wanted);
    let (Some(value), None) = (taken.next(), taken.next()) else { return None };
    let (anchor, scope) = (to.anchor.clone(), value.words.clone());
    Some(Command::SetAnchor(AnchorSet { anchor, at: value.at?, scope }))
}

fn role(incident: &Incident, role: Role) -> Command {
    match incident.roles.get(&role) {
        Some(held) => Command::AssignRole(RoleAssigned { role, person: held.value.clone() }),
        None => Command::ReleaseRole(RoleReleased { role }),
    }
}

fn corrected(incident: &Incident, id: &EntryId, seen: u64) -> Option<Command> {
    let line = incident.timeline.line(id)?;
    let to = EntryCorrected {
        now: line.entry()?.now.clone(),
        occurred_at: line.occurred_at,
        department: line.department.clone(),
    };
    Some(Command::CorrectEntry { to, seen })
}

fn restored(incident: &Incident, id: &EntryId, seen: u64) -> Option<Command> {
    let because = incident.timeline.entry(id)?.withdrawn.as_ref()?.because.clone();
    Some(Command::WithdrawEntry { to: EntryWithdrawn { entry: id.clone(), because }, seen })
}

fn pinned(incident: &Incident, id: &EntryId) -> Option<Command> {
    let pinned = incident.timeline.entry(id)?.pinned;
    Some(Command::PinEntry(EntryPinned { entry: id.clone(), pinned }))
}

fn tagged(incident: &Incident, id: &EntryId) -> Option<Command> {
    let tags = incident.timeline.entry(id)?.now.tags.clone();
    Some(Command::TagEntry(EntryTagged { entry: id.clone(), tags }))
}

fn handling(incident: &Incident, id: &EntryId, seen: u64) -> Option<Command> {
    let handling = incident.timeline.entry(id)?.now.handling.clone();
    Some(Command::ChangeHandling { to: HandlingChanged { entry: id.clone(), handling }, seen })
}

fn order(incident: &Incident, to: &OrderChanged, seen: u64) -> Option<Command> {
    let before = incident.timeline.entry(&to.entry)?;
    let EntryKind::Order { due, .. } = &before.now.kind else { return None };
    let due = to.due.map(|_| *due);
    let to = OrderChanged { entry: to.entry.clone(), to: before.order.clone(), due };
    Some(Command::ChangeOrder { to, seen })
}

fn standing(incident: &Incident, id: &EntryId) -> Option<Command> {
    let EntryKind::Fact { name, standing, .. } = &incident.timeline.entry(id)?.now.kind else {
        return None;
    };
    let value = incident.facts.value(name, id);
    Some(Command::ChangeFactStanding(FactStandingChanged {
        entry: id.clone(),
        to: *standing,
        source: value.map_or_else(String::new, |value| value.source.clone()),
    }))
}

fn state(incident: &Incident, id: &ItemId, seen: u64) -> Option<Command> {
    let to = incident.checklist.item(id)?.state.clone();
    Some(Command::ChangeItem { to: ItemChanged { item: id.clone(), to }, seen })
}

fn assigned(incident: &Incident, id: &ItemId, seen: u64) -> Option<Command> {
    let to = incident.checklist.item(id)?.assignee.clone();
    Some(Command::AssignItem { to: ItemAssigned { item: id.clone(), to }, seen })
}

fn promised(incident: &Incident, id: &ItemId, seen: u64) -> Option<Command> {
    let due = incident.checklist.item(id)?.promise;
    Some(Command::PromiseItem { to: ItemPromised { item: id.clone(), due }, seen })
}

fn retargeted(incident: &Incident, id: &ItemId) -> Option<Command> {
    let before = incident.checklist.item(id)?.aim;
    Some(Command::RetargetItem(ItemRetargeted {
        item: id.clone(),
        aim: before.flatten(),
        as_given: before.is_none(),
    }))
}

/// The text before, as a text of its own: nothing is unwritten. Where two were merged, neither is
/// "the one before".
fn revised(incident: &Incident, to: &DraftRevised, row: &Recorded) -> Option<Command> {
    let [base] = to.bases.as_slice() else { return None };
    let base = incident.drafts.draft(&to.draft)?.revision(base)?;
    let revision = RevisionId::new(format!("{}-undo", row.submission.thing()));
    let (bases, text) = (vec![to.revision.clone()], base.text.clone());
    Some(Command::ReviseDraft(DraftRevised {
        restores: Some(base.id.clone()),
        ..DraftRevised::new(to.draft.clone(), revision, bases, text)
    }))
}

fn draft_renamed(incident: &Incident, id: &DraftId) -> Option<Command> {
    let before = incident.drafts.draft(id)?;
    Some(Command::RenameDraft(DraftRenamed {
        draft: id.clone(),
        title: before.title.clone(),
        audience: before.audience.clone(),
        channel: before.channel.clone(),
    }))
}

fn shelved(incident: &Incident, id: &DraftId) -> Option<Command> {
    let before = incident.drafts.draft(id)?;
    let (because, superseded_by) = (before.shelved.clone(), before.superseded_by.clone());
    Some(Command::ShelveDraft(DraftShelved {
        draft: id.clone(),
        shelved: because.is_some(),
        because: because.unwrap_or_default(),
        superseded_by,
    }))
}

fn draft_handled(incident: &Incident, id: &DraftId) -> Option<Command> {
    let handling = incident.drafts.draft(id)?.handling.clone();
    Some(Command::HandleDraft(DraftHandled { draft: id.clone(), handling }))
}

fn expiry(incident: &Incident, id: &DraftId) -> Option<Command> {
    let good_until = incident.drafts.draft(id)?.good_until;
    Some(Command::SetExpiry(ExpirySet { draft: id.clone(), good_until }))
}
