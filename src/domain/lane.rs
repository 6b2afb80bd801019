//! How a department stands, for the head of its lane: progress, what is promised and late, when it
//! was last heard.
//!
//! Only promises are late. The last word is live help for whoever coordinates; no report keeps who
//! was silent.

use super::command::Command;
use super::event::ItemState;
use super::incident::{Incident, LastWord};
use super::people::DepartmentId;
use super::time::Timestamp;

/// A department's figures over the items listed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lane {
    /// Items done.
    pub done: usize,
    /// Items that apply: all but those not applicable.
    pub applicable: usize,
    /// Open items with a promised time.
    pub promised: usize,
    /// Of these, with the promised time past.
    pub late: usize,
    /// Items that cannot go on.
    pub blocked: usize,
    /// Open items that can no longer be done in time, and ask what is to become of them.
    pub asking: usize,
    /// The last that it said or did, or that was recorded of it; not what it was told to do.
    pub last_word: Option<LastWord>,
}

impl Incident {
    /// How a department stands.
    pub fn lane(&self, department: &DepartmentId, now: Timestamp) -> Lane {
        let now = self.late_against(now);
        let last_word = self.last_words.get(department).copied();
        let mut lane = Lane { last_word, ..Lane::default() };
        for item in self.listed().filter(|item| item.given.department == *department) {
            match &item.state {
                ItemState::NotApplicable { .. } => continue,
                ItemState::Done { .. } => lane.done += 1,
                ItemState::Blocked { .. } => lane.blocked += 1,
                ItemState::Open | ItemState::InProgress => {}
            }
            lane.applicable += 1;
            if item.is_open() {
                lane.promised += usize::from(item.promise.is_some());
                lane.late += usize::from(item.is_late(now));
                let impossible = matches!(self.aim(item), super::aim::Aim::NoLongerPossible { .. });
                lane.asking += usize::from(impossible);
            }
        }
        lane
    }

    /// The department whose list a command speaks of, whoever types it and whether it does or takes
    /// back; nothing for what is of no list.
    pub fn lane_spoken_of<'a>(&'a self, command: &'a Command) -> Option<&'a DepartmentId> {
        let item = match command {
            Command::AddItem(to) => return Some(&to.department),
            Command::ChangeItem { to, .. } => &to.item,
            Command::AssignItem { to, .. } => &to.item,
            Command::PromiseItem { to, .. } => &to.item,
            Command::CommentItem(to) => &to.item,
            Command::RetargetItem(to) => &to.item,
            // Everything else is of the whole room, of a line or of a draft.
            _ => return None,
        };
        Some(&self.checklist.item(item)?.given.department)
    }

    /// The lanes to show: those of the room, then departments that only items or lines know, by id.
    pub fn lanes(&self) -> Vec<DepartmentId> {
        let mut lanes: Vec<DepartmentId> =
            self.departments.iter().map(|department| department.id.clone()).collect();
        let known = lanes.len();
        for item in self.checklist.items() {
            if !lanes.contains(&item.given.department) {
                lanes.push(item.given.department.clone());
            }
        }
        lanes[known..].sort();
        lanes
    }
}
