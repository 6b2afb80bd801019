//! What there is to choose from: rows for `allhands playbooks` and the list that the README
//! carries.
//!
//! Separate because it is for reading only: counts and names, never what a room records.

use std::collections::BTreeSet;

use super::{Library, Origin};

/// One playbook in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When to take it. May be empty.
    pub summary: String,
    /// How many items it adds itself.
    pub items: usize,
    /// The playbooks that come with it.
    pub includes: Vec<String>,
    /// The departments of its own items, in the order of the lanes.
    pub departments: Vec<String>,
    /// The templates that it offers itself.
    pub templates: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// One template in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTemplate {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// To whom it goes.
    pub audience: String,
    /// The playbooks that offer it.
    pub playbooks: Vec<String>,
    /// The departments without whose word it must not go out.
    pub approvers: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Library {
    /// The playbooks, in the order in which a person chooses among them.
    pub fn listing(&self) -> Vec<Listed> {
        let row = |playbook: &super::Playbook| {
            let has: BTreeSet<&str> =
                playbook.items().map(|item| item.department.as_str()).collect();
            let lanes = self.lanes.iter().map(|lane| lane.department.id.as_str());
            Listed {
                id: playbook.id.clone(),
                title: playbook.title.clone(),
                summary: playbook.summary.clone(),
                items: playbook.items().count(),
                includes: playbook.includes.iter().map(|said| said.value.clone()).collect(),
                departments: lanes.filter(|id| has.contains(id)).map(str::to_owned).collect(),
                templates: self.offered(playbook).map(|offered| offered.id.clone()).collect(),
                origin: playbook.origin,
            }
        };
        self.playbooks.iter().map(row).collect()
    }

    /// The templates, with who offers and who approves each.
    pub fn listed_templates(&self) -> Vec<ListedTemplate> {
        let row = |template: &super::Template| {
            let id = &template.offered.id;
            let offers = |playbook: &&super::Playbook| {
                self.offered(playbook).any(|offered| offered.id == *id)
            };
            ListedTemplate {
                id: id.clone(),
                title: template.offered.title.clone(),
                audience: template.offered.audience.clone(),
                playbooks: self
                    .playbooks
                    .iter()
                    .filter(offers)
                    .map(|each| each.id.clone())
                    .collect(),
                approvers: self.approvers(id).into_iter().map(ToString::to_string).collect(),
                origin: template.origin,
            }
        };
        self.templates.iter().map(row).collect()
    }

    /// The playbooks as a Markdown table, as the README carries it.
    pub fn markdown(&self) -> String {
        let head = "| Playbook | When | Items |\n|---|---|---|\n".to_owned();
        self.listing().iter().fold(head, |table, row| {
            let with = if row.includes.is_empty() {
                String::new()
            } else {
                format!(", with those of `{}`", row.includes.join("`, `"))
            };
            table + &format!("| `{}` | {} | {}{with} |\n", row.id, row.summary, row.items)
        })
    }
}
