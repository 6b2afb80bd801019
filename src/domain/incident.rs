//! The state that the record folds into. **Folding is total**: any sequence of rows folds without
//! error or panic, and what a row says of a thing that is not there is simply kept as a line of the
//! timeline.
//!
//! Fields are public to be read; the only way to change them is [`Incident::apply`].
//! Serialisable for the desk's private snapshot only, which is dropped on any doubt: this form is
//! *not* a promise.

use std::collections::{BTreeMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::checklist::Checklist;
use super::draft::Drafts;
use super::event::{Practice, Recorded, TemplateOffered};
use super::fact::Facts;
use super::ids::{IncidentId, SessionId};
use super::names::Names;
use super::people::{Department, DepartmentId, Person};
use super::plan::Plan;
use super::redaction::{Hold, Redactions};
use super::time::Timestamp;
use super::timeline::Timeline;
use super::undo::Act;
use super::words::{Anchor, Phase, Role, Severity, Status};

/// An incident as its record tells it, up to row [`Incident::head`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Incident {
    /// The number of the last row folded; 0 before the first.
    pub head: u64,
    /// Name, zone, first moments.
    pub room: Room,
    /// Signal, declared, closed.
    pub status: Dated<Status>,
    /// What a closed room was closed as: one that was never declared still lists what a signal
    /// does.
    pub closed_as: Status,
    /// How bad, once somebody has said it.
    pub severity: Option<Dated<Severity>>,
    /// Phases that were ever entered.
    pub phases: BTreeMap<Phase, PhaseSpan>,
    /// Anchors that were ever set, with all their values.
    pub anchors: BTreeMap<Anchor, AnchorHistory>,
    /// Who holds which duty now.
    pub roles: BTreeMap<Role, Dated<Person>>,
    /// The lanes, in the order of the screen.
    pub departments: Vec<Department>,
    /// Playbooks applied: id and title, in order.
    pub playbooks: Vec<(String, String)>,
    /// Templates that the playbooks brought.
    pub templates: Vec<TemplateOffered>,
    /// Every console that ever came.
    pub sessions: BTreeMap<SessionId, Session>,
    /// Everybody who typed, spoke or was given a duty, with the department last known of them.
    pub people: BTreeMap<Person, Option<DepartmentId>>,
    /// When each department was last heard, of anything but its consoles.
    pub last_words: BTreeMap<DepartmentId, LastWord>,
    /// Tags in use, each with the number of lines open to everybody that bear it.
    pub tags: BTreeMap<String, u32>,
    /// The lines people read.
    pub timeline: Timeline,
    /// The departments' items.
    pub checklist: Checklist,
    /// The communications.
    pub drafts: Drafts,
    /// Who is told what, in which order.
    pub plan: Plan,
    /// The named values.
    pub facts: Facts,
    /// Names that must stay inside, and hosts that are ours.
    pub names: Names,
    /// What was removed, and who has carried that out.
    pub redactions: Redactions,
    /// The legal hold, where one is on.
    pub hold: Option<Hold>,
    /// Identities of imported lines, hashed: a hundred thousand of them must stay small.
    pub(super) imports: HashSet<u64>,
}

/// The last that a department said or did, or that was recorded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastWord {
    /// When it was heard: as it happened, where the room was there already.
    pub at: Timestamp,
    /// The row.
    pub seq: u64,
}

/// A value, since when, by which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// When it came to hold (occurred).
    pub since: Timestamp,
    /// The row that said so; 0 for what held from the beginning.
    pub seq: u64,
}

/// What the room is called, and where it stands in time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Room {
    /// The incident's id; nothing before row 1.
    pub id: Option<IncidentId>,
    /// The innocuous name.
    pub codename: String,
    /// What it is about; behind the shield. May be empty.
    pub title: String,
    /// IANA name of the room's zone.
    pub zone: String,
    /// When the report reached the organisation.
    pub received: Timestamp,
    /// When somebody here first read it.
    pub first_read: Timestamp,
    /// When row 1 was recorded.
    pub opened_at: Timestamp,
    /// When the room began, as row 1 says: nobody was heard in it before.
    pub began: Timestamp,
    /// When the last row was numbered.
    pub last_change: Timestamp,
    /// The row that last changed any of this.
    pub seq: u64,
    /// Set in a practice room only.
    pub practice: Option<Practice>,
}

/// When a phase was last entered, and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PhaseSpan {
    /// Last entered.
    pub entered: Timestamp,
    /// Left since; nothing while it goes on.
    pub left: Option<Timestamp>,
    /// The row that last said so.
    pub seq: u64,
}

/// All values of an anchor, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnchorHistory {
    /// Each value ever given, and each time it was unsaid.
    pub values: Vec<AnchorValue>,
}

/// One value of an anchor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnchorValue {
    /// The moment; nothing where the anchor was unsaid.
    pub at: Option<Timestamp>,
    /// When that was recorded: targets count from the later of the two.
    pub recorded: Timestamp,
    /// Scope in words, or why it was unsaid.
    pub words: String,
    /// Where only one scope was unsaid: which.
    pub only: Option<String>,
    /// The row.
    pub seq: u64,
}

impl AnchorHistory {
    /// The value in force, if it was not unsaid.
    pub fn now(&self) -> Option<&AnchorValue> {
        self.in_force().pop()
    }

    /// The last value of each scope, since the anchor or that scope was last unsaid.
    pub fn in_force(&self) -> Vec<&AnchorValue> {
        let mut standing: Vec<&AnchorValue> = Vec::new();
        for value in &self.values {
            match (value.at, &value.only) {
                (Some(_), _) => {
                    standing.retain(|earlier| earlier.words != value.words);
                    standing.push(value);
                }
                (None, Some(scope)) => standing.retain(|earlier| earlier.words != *scope),
                (None, None) => standing.clear(),
            }
        }
        standing
    }

    /// From when targets count: the later of the moment and its recording, so that nobody is late
    /// for what nobody knew.
    pub fn counts_from(&self) -> Option<Timestamp> {
        let now = self.now()?;
        now.at.map(|at| at.max(now.recorded))
    }
}

/// A console that came, as it claimed to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Host name.
    pub host: String,
    /// System user.
    pub system_user: String,
    /// Who types there now.
    pub person: Person,
    /// Their department.
    pub department: DepartmentId,
    /// Program version.
    pub version: String,
    /// When it came.
    pub since: Timestamp,
    /// By which row.
    pub seq: u64,
    /// Whether a script types.
    pub script: bool,
    /// Its last acts that have an opposite, oldest first.
    pub(super) acts: VecDeque<Act>,
}

impl Incident {
    /// Folds one row. Rows at or below [`Incident::head`] are known already and are passed over.
    pub fn apply(&mut self, row: &Recorded) {
        if row.seq <= self.head {
            return;
        }
        super::fold::fold(self, row);
        self.head = row.seq;
        self.room.last_change = self.room.last_change.max(row.shared_at);
    }

    /// Folds from nothing.
    pub fn replay<'a>(rows: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut incident = Self::default();
        for row in rows {
            incident.apply(row);
        }
        incident
    }

    /// Everything that is drawn first: the last `lines` lines of the timeline and those that are
    /// owed or pinned, with all else that is not a line. For reading only: what is numbered is
    /// judged on the whole.
    #[must_use]
    pub fn excerpt(&self, lines: usize) -> Self {
        Self {
            head: self.head,
            room: self.room.clone(),
            status: self.status,
            closed_as: self.closed_as,
            severity: self.severity,
            phases: self.phases.clone(),
            anchors: self.anchors.clone(),
            roles: self.roles.clone(),
            departments: self.departments.clone(),
            playbooks: self.playbooks.clone(),
            templates: self.templates.clone(),
            sessions: self.sessions.clone(),
            people: self.people.clone(),
            last_words: self.last_words.clone(),
            tags: self.tags.clone(),
            timeline: self.timeline.excerpt(lines),
            checklist: self.checklist.clone(),
            drafts: self.drafts.clone(),
            plan: self.plan.clone(),
            facts: self.facts.clone(),
            names: self.names.clone(),
            redactions: self.redactions.clone(),
            hold: self.hold.clone(),
            imports: HashSet::new(),
        }
    }

    /// Whether an imported line with this identity is there already.
    pub fn has_imported(&self, identity: &str) -> bool {
        self.imports.contains(&super::fold::import_key(identity))
    }

    /// The lane with this id.
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == *id)
    }

    /// The lane that goes by a name: its id, one of its aliases, or what it is called. Imports and
    /// scripts say `security` where the room says `sec`.
    pub fn lane_of(&self, name: &DepartmentId) -> Option<&Department> {
        let alias = |lane: &&Department| {
            let names = lane.aliases.iter().chain([&lane.short, &lane.name]);
            names.into_iter().any(|alias| alias.eq_ignore_ascii_case(name.as_str()))
        };
        self.department(name).or_else(|| self.departments.iter().find(alias))
    }

    /// The short name of a lane; an unknown department is its own name.
    pub fn short<'a>(&'a self, id: &'a DepartmentId) -> &'a str {
        self.lane_of(id).map_or(id.as_str(), |department| &department.short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_goes_by_every_one_of_its_names() {
        let legal = Department {
            id: DepartmentId::new("legal"),
            name: "Legal / privacy".to_owned(),
            short: "Law".to_owned(),
            aliases: vec!["counsel".to_owned()],
        };
        let incident = Incident { departments: vec![legal], ..Incident::default() };
        for name in ["legal", "Counsel", "Legal / privacy", "law"] {
            assert_eq!(incident.short(&DepartmentId::from(name)), "Law", "{name}");
        }
        assert_eq!(incident.short(&DepartmentId::from("privacy")), "privacy");
    }
}
