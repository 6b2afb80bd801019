//! From playbooks chosen to facts for the record: which ones a choice brings along, in which order,
//! with which lanes, items and templates.
//!
//! Separate because this is the one way out of the library into a room. An id that a room has
//! already is never brought again, so playbooks mix: the second adds its items to the first.

use std::fmt;

use crate::domain::event::{PlaybookApplied, TemplateOffered};

use super::{Library, Playbook};

/// A playbook was asked for that is not in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlaybook {
    /// What was asked for.
    pub id: String,
    /// What there is.
    pub known: Vec<String>,
}

impl fmt::Display for UnknownPlaybook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, known) = (super::mistake::quoted(&self.id), self.known.join(", "));
        write!(f, "there is no playbook {id}; choose from {known} (`allhands playbooks` says more)")
    }
}

impl std::error::Error for UnknownPlaybook {}

impl Library {
    /// What a room records to take over the playbooks `ids`: one value for each, what it includes
    /// before it, and nothing for those that are `there` already.
    pub fn apply(
        &self,
        ids: &[impl AsRef<str>],
        there: &[impl AsRef<str>],
    ) -> Result<Vec<PlaybookApplied>, UnknownPlaybook> {
        let mut wanted: Vec<&Playbook> = Vec::new();
        for id in ids {
            let id = id.as_ref();
            let chosen = self.playbooks.iter().find(|playbook| playbook.id == id);
            let chosen = chosen.ok_or_else(|| UnknownPlaybook {
                id: id.to_owned(),
                known: self.playbooks.iter().map(|playbook| playbook.id.clone()).collect(),
            })?;
            for playbook in self.with_includes(chosen) {
                if !wanted.iter().any(|each| each.id == playbook.id) {
                    wanted.push(playbook);
                }
            }
        }
        wanted.retain(|playbook| there.iter().all(|id| id.as_ref() != playbook.id));
        Ok(wanted.into_iter().map(|playbook| self.applied(playbook)).collect())
    }

    /// A playbook and all that it includes, each once, what is included first.
    pub(super) fn with_includes<'l>(&'l self, playbook: &'l Playbook) -> Vec<&'l Playbook> {
        let (mut order, mut entered): (Vec<&Playbook>, Vec<&str>) = (Vec::new(), Vec::new());
        let mut stack = vec![(playbook, false)];
        while let Some((playbook, left)) = stack.pop() {
            if left {
                order.push(playbook);
            } else if !entered.contains(&playbook.id.as_str()) {
                entered.push(&playbook.id);
                stack.push((playbook, true));
                let named = playbook.includes.iter().rev();
                stack.extend(named.filter_map(|said| {
                    let found = self.playbooks.iter().find(|each| each.id == said.value)?;
                    Some((found, false))
                }));
            }
        }
        order
    }

    fn applied(&self, playbook: &Playbook) -> PlaybookApplied {
        let has = |id: &str| playbook.items().any(|item| item.department.as_str() == id);
        let lanes = self.lanes.iter().map(|lane| &lane.department);
        PlaybookApplied {
            playbook: playbook.id.clone(),
            title: playbook.title.clone(),
            departments: lanes.filter(|lane| has(lane.id.as_str())).cloned().collect(),
            items: playbook.items().cloned().collect(),
            templates: self.offered(playbook).map(|offered| self.with_approvers(offered)).collect(),
            steps: playbook.steps.iter().map(|step| step.set.clone()).collect(),
        }
    }

    /// A template with who must approve what is made from it, as the lanes say.
    fn with_approvers(&self, offered: &TemplateOffered) -> TemplateOffered {
        let approvers = self.approvers(&offered.id).into_iter().cloned().collect();
        TemplateOffered { approvers, ..offered.clone() }
    }

    /// The templates that a playbook itself offers, in its order.
    pub(super) fn offered<'l>(
        &'l self,
        playbook: &'l Playbook,
    ) -> impl Iterator<Item = &'l TemplateOffered> {
        let find = |id: &str| self.templates.iter().find(|template| template.offered.id == id);
        let named = playbook.drafts.iter().map(|said| said.value.as_str());
        named.filter_map(move |id| find(id).map(|template| &template.offered))
    }
}
