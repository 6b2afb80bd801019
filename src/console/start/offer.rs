//! What a new room is offered. Apart from the form, which is filled in: this is what the runtime
//! knows before anybody types. What must stay true: an empty field becomes what is offered for it.

use crate::domain::people::{Department, DepartmentId};

/// What a new room is offered where its fields stay empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// A codename.
    pub codename: String,
    /// Playbooks: id and title.
    pub playbooks: Vec<(String, String)>,
    /// The zone of this person's last room, an IANA name.
    pub zone: String,
    /// What this host calls the person, where nobody has said a name yet: the form asks for it.
    pub unnamed: Option<String>,
    /// The department of whoever says none.
    pub department: DepartmentId,
    /// Every department there is.
    pub departments: Vec<Department>,
}

impl Offer {
    /// The department that a word means: its id, one of its names, or an alias.
    pub fn department_called(&self, word: &str) -> Option<&DepartmentId> {
        let word = word.trim_start_matches('@').to_lowercase();
        let called = |lane: &&Department| {
            let names = [lane.id.as_str(), &lane.short, &lane.name];
            let mut all = names.into_iter().chain(lane.aliases.iter().map(String::as_str));
            all.any(|name| name.to_lowercase() == word)
        };
        self.departments.iter().find(called).map(|lane| &lane.id)
    }
}
