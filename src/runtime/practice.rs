//! The practice room: a real incident, recorded through the ordinary write path, half worked.
//!
//! Its dates are moved by whole days, so that the last day of the incident is today; what the room
//! itself did (lists, orders, drafts) is minutes old. It lives in a folder of its own and says
//! everywhere that nothing in it is real now.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Deserialize;

use crate::args::{Demo, Me};
use crate::domain::command::{Command, Submission};
use crate::domain::event::{
    AnchorSet, Direction, DraftCreated, DraftRevised, EntryKind, EntryRecorded, ItemChanged,
    ItemPromised, ItemState, OrderChanged, OrderState, Practice, RoleAssigned, SeveritySet,
    Standing, StatusChanged,
};
use crate::domain::handling::Handling;
use crate::domain::ids::{DraftId, EntryId, ItemId, RevisionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Party, Person};
use crate::domain::rare::Rare;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::words::{Anchor, Phase, Role, Severity, Status};
use crate::store::desk::DeskPlace;
use crate::store::direct::{IncidentFile, Outcome};
use crate::store::mount;
use crate::store::register;
use crate::text;

use super::app;
use super::begin::{Beginning, Typist, begin_here};
use super::failure::{End, Failure};
use super::import::{BATCH, Judged, command, judge};
use super::scripts::{library, now, print, who};
use super::settings::Places;

/// The incident.
const LINES: &str = include_str!("../../assets/incidents/circleci-2023-01.jsonl");
/// What is told of it.
const ABOUT: &str = include_str!("../../assets/incidents/circleci-2023-01.meta.json");
/// The playbooks that fit it.
const PLAYBOOKS: &[&str] = &["account-takeover", "credential-leak"];
/// The day of the incident from which the room looks at it.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// What is told of an incident beside its lines.
#[derive(Deserialize)]
struct About {
    title: String,
    timezone: String,
    sources: std::collections::BTreeMap<String, String>,
}

/// `allhands demo`.
pub fn run(asked: Demo) -> Result<ExitCode, Failure> {
    if let Some(path) = &asked.make {
        make(path, &asked.me)?;
        print(&format!("{}\n", text::output(&path.display().to_string())))?;
        return Ok(ExitCode::SUCCESS);
    }
    let path = room(&asked.me)?;
    app::practise(path, asked)
}

/// A practice room: a fresh one, unless somebody was cut off in the middle of a line in an earlier
/// one. That is opened again and offers the line back; once nothing waits there, the next is fresh.
pub fn room(me: &Me) -> Result<PathBuf, Failure> {
    let folder = folder();
    if let Some(path) = register::with_text_waiting(&folder, &DeskPlace::of_this_user()) {
        return Ok(path);
    }
    let path = fresh()?;
    make(&path, me)?;
    Ok(path)
}

/// The practice folder. A room that nobody else is in needs no share, which might be slow or gone.
fn folder() -> PathBuf {
    let folder = Places::of_this_user().practice;
    if mount::locate(&folder).is_ok_and(|(_, mount)| mount.is_local()) {
        folder
    } else {
        DeskPlace::of_this_user().folder.join("practice")
    }
}

/// A name in the practice folder that no file bears yet.
fn fresh() -> Result<PathBuf, Failure> {
    let folder = folder();
    std::fs::create_dir_all(&folder).map_err(|error| {
        let words = format!("{}: {error}. No practice room was made", folder.display());
        Failure::new(End::NotReachable, words)
    })?;
    let stamp = now().utc().format("%Y-%m-%d-%H%M%S");
    Ok(folder.join(format!("PRACTICE-{stamp}-{}.allhands", std::process::id())))
}

/// Makes a practice room.
pub fn make(path: &Path, me: &Me) -> Result<(), Failure> {
    let (name, department) = who(me);
    let mut typist = Typist::new(&name, &department, false);
    let now = now();
    let about: About = serde_json::from_str(ABOUT)
        .map_err(|error| Failure::new(End::Refused, format!("the built-in incident: {error}")))?;
    let judged = judge(&mut LINES.as_bytes(), now)
        .map_err(|error| Failure::new(End::Refused, format!("the built-in incident: {error}")))?;
    let moved_days = whole_days(&judged, now);
    let source = about.sources.values().next().cloned().unwrap_or_default();
    let reported = judged.lines.iter().find(|line| line.kind == "detection").map(|line| line.at);
    let reported = reported.map(|at| at.plus_millis(moved_days * DAY));
    let beginning = Beginning {
        codename: Some("PRACTICE HERON".to_owned()),
        title: about.title.clone(),
        playbooks: PLAYBOOKS.iter().map(ToString::to_string).collect(),
        received: reported,
        first_read: reported,
        zone: about.timezone,
        begun: Some(now.plus_minutes(-10)),
        practice: Some(Practice { of: format!("{} ({source})", about.title), moved_days }),
    };
    let (mut file, mut incident) = begin_here(path, &library(None)?, beginning, &mut typist, now)?;
    let mut story = Story { typist, now, submissions: Vec::new() };
    let first = judged.lines.iter().map(|line| line.at).min().unwrap_or(now);
    story.says_what_it_is(&about.title, moved_days, first.plus_millis(moved_days * DAY));
    let fallback = DepartmentId::new("sec");
    for batch in judged.lines.chunks(BATCH) {
        let lines = command(batch, &story.typist.next_id(), &fallback, moved_days);
        story.ask(lines, now);
    }
    story.half_works_it(&incident, &judged, moved_days);
    deliver(path, &mut file, &mut incident, &story.submissions, now)
}

/// Whole days from the incident's last day to today.
fn whole_days(judged: &Judged, now: Timestamp) -> i64 {
    let last = judged.lines.iter().map(|line| line.at).max().unwrap_or(now);
    now.millis().div_euclid(DAY) - last.millis().div_euclid(DAY)
}

fn deliver(
    path: &Path,
    file: &mut IncidentFile,
    incident: &mut Incident,
    submissions: &[Submission],
    now: Timestamp,
) -> Result<(), Failure> {
    let delivery =
        file.deliver(incident, submissions, now).map_err(|error| Failure::of_file(path, &error))?;
    for (outcome, asked) in delivery.outcomes.iter().zip(submissions) {
        if let Outcome::Refused(refusal) = outcome {
            let words = format!("the practice room: {refusal} ({:?})", asked.command);
            return Err(Failure::new(End::Refused, words));
        }
    }
    Ok(())
}

/// What the room did, in the order of doing.
struct Story {
    typist: Typist,
    now: Timestamp,
    submissions: Vec<Submission>,
}

impl Story {
    fn ask(&mut self, command: Command, occurred_at: Timestamp) {
        let submission = self.typist.submission(command, occurred_at, self.now);
        self.submissions.push(submission);
    }

    fn ago(&self, minutes: i64) -> Timestamp {
        self.now.plus_minutes(-minutes)
    }

    fn entry(&self, kind: EntryKind, text: &str) -> EntryRecorded {
        EntryRecorded {
            entry: EntryId::new(self.typist.next_id().thing()),
            kind,
            text: text.to_owned(),
            precision: Precision::Minute,
            seldom: Rare::default(),
        }
    }

    fn line(&mut self, minutes_ago: i64, department: &str, kind: EntryKind, text: &str) -> EntryId {
        let entry = self.entry(kind, text);
        let id = entry.entry.clone();
        let own = std::mem::replace(&mut self.typist.department, DepartmentId::new(department));
        self.ask(Command::Record(entry), self.ago(minutes_ago));
        self.typist.department = own;
        id
    }

    /// The first line of the timeline, before everything that happened.
    fn says_what_it_is(&mut self, title: &str, moved_days: i64, first: Timestamp) {
        let words = format!(
            "PRACTICE ROOM, nothing here is real now: {title}, from public reports, its dates \
             moved by {moved_days} whole days"
        );
        let mut entry = self.entry(EntryKind::Note, &words);
        entry.precision = Precision::Order;
        self.ask(Command::Record(entry), first.plus_millis(-1));
    }

    /// Declared, staffed, lists and drafts half done: what somebody who practises takes over.
    fn half_works_it(&mut self, incident: &Incident, judged: &Judged, moved_days: i64) {
        let at = |kind: &str| {
            let mut lines = judged.lines.iter();
            lines.find(|line| line.kind == kind).map(|line| line.at.plus_millis(moved_days * DAY))
        };
        let declared = at("investigation").or_else(|| at("detection")).unwrap_or(self.now);
        let because = "customer secrets may have been taken".to_owned();
        let declare = StatusChanged { to: Status::Declared, because: because.clone() };
        self.ask(Command::ChangeStatus(declare), declared);
        let severity = SeveritySet { to: Some(Severity::Sev1), because };
        self.ask(Command::SetSeverity(severity), declared);
        for phase in [Phase::Detect, Phase::Investigate, Phase::Contain, Phase::Communicate] {
            self.ask(Command::EnterPhase { phase }, declared);
        }
        self.ask(Command::LeavePhase { phase: Phase::Detect }, declared);
        if let Some(eradicated) = at("eradication") {
            let scope = "production hosts".to_owned();
            let set = AnchorSet { anchor: Anchor::new("contained"), at: eradicated, scope };
            self.ask(Command::SetAnchor(set), eradicated);
        }
        for (role, person) in [
            (Role::IncidentCommander, "Dana"),
            (Role::Deputy, "Lee"),
            (Role::CommunicationsLead, "Amara"),
        ] {
            let person = Person::new(person);
            self.ask(Command::AssignRole(RoleAssigned { role, person }), declared);
        }
        self.works_the_lists(incident);
        self.talks();
        self.drafts(incident);
    }

    /// In each lane some items are done and one is begun; some of these are promised, one of them
    /// late by now.
    fn works_the_lists(&mut self, incident: &Incident) {
        let promises = [Some(40), Some(-3), None, Some(12), None, Some(75)];
        for (lane, promised) in incident.departments.iter().zip(promises.into_iter().cycle()) {
            let items = incident.checklist.items().iter();
            let items: Vec<ItemId> = items
                .filter(|item| {
                    item.given.department == lane.id && item.given.phase != Phase::Review
                })
                .map(|item| item.given.item.clone())
                .collect();
            let own = std::mem::replace(&mut self.typist.department, lane.id.clone());
            for (place, item) in items.iter().take(3).enumerate() {
                let to = match place {
                    1 => ItemState::InProgress,
                    _ => ItemState::Done { result: String::new() },
                };
                let to = ItemChanged { item: item.clone(), to };
                self.ask(Command::ChangeItem { to, seen: 0 }, self.ago(8));
            }
            if let (Some(item), Some(minutes)) = (items.get(1), promised) {
                let due = Some(self.now.plus_minutes(minutes));
                let to = ItemPromised { item: item.clone(), due };
                self.ask(Command::PromiseItem { to, seen: 0 }, self.ago(8));
            }
            self.typist.department = own;
        }
    }

    fn talks(&mut self) {
        let to = |id: &str| Some(Party::Department(DepartmentId::new(id)));
        let due = |minutes| Some(self.now.plus_minutes(minutes));
        let rotate = EntryKind::Order { to: to("infra"), due: due(20) };
        let count = EntryKind::Question { to: to("sec"), due: due(10) };
        let article = EntryKind::Order { to: to("support"), due: due(45) };
        let until = due(240);
        let rotate = self.line(7, "infra", rotate, "rotate the remaining machine tokens");
        let by = Some(Person::new("Ravi"));
        let to = OrderChanged { entry: rotate, to: OrderState::Acknowledged { by }, due: None };
        self.ask(Command::ChangeOrder { to, seen: 0 }, self.ago(6));
        self.line(6, "sec", count, "how many customers stored secrets with us in that period?");
        self.line(5, "support", article, "say in the rotation article which tokens are affected");
        let because = Some("customers must act before they read every detail".to_owned());
        let decision = EntryKind::Decision { because, until };
        self.line(4, "coord", decision, "ask every customer to rotate every stored secret");
        let fact = EntryKind::Fact {
            name: "reported_misuse".to_owned(),
            value: "fewer than five customers".to_owned(),
            standing: Standing::Believed,
        };
        self.line(3, "sec", fact, "reported_misuse = fewer than five customers");
        let asks = EntryKind::Words {
            direction: Direction::Asks,
            party: "a reporter".to_owned(),
            at: Some(self.now.plus_minutes(60)),
        };
        self.line(2, "social", asks, "were encrypted secrets taken too?");
    }

    /// One text with a second revision, one as the template gives it.
    fn drafts(&mut self, incident: &Incident) {
        let offered: Vec<_> = incident.templates.iter().take(2).cloned().collect();
        for (place, template) in offered.into_iter().enumerate() {
            let thing = self.typist.next_id().thing();
            let (draft, first) = (DraftId::new(thing.clone()), RevisionId::new(thing));
            let created = DraftCreated {
                draft: draft.clone(),
                title: template.title,
                audience: template.audience,
                channel: template.channel,
                template: Some(template.id),
                revision: first.clone(),
                text: template.text.clone(),
                handling: Handling::Open,
            };
            self.ask(Command::CreateDraft(created), self.ago(4));
            if place == 0 {
                let revision = RevisionId::new(self.typist.next_id().thing());
                let text = template.text + "\n\nRotate every secret you stored with us, today.\n";
                let bases = vec![first];
                let revised = DraftRevised::new(draft, revision, bases, text);
                self.ask(Command::ReviseDraft(revised), self.ago(1));
            }
        }
    }
}
