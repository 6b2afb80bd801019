//! What is as closed as the lines that it tells: a fact, and the words of a draft that cites one.
//!
//! Apart from handling, which is what one line or draft was given, and from wording, which knows
//! values and nobody who may not see them. What must stay true: whatever writes the words of a
//! draft as its reader gets them asks here first, whether for a screen, a clipboard, a script or a
//! document.

use super::draft::{Draft, Revision};
use super::handling::Handling;
use super::incident::Incident;

impl Incident {
    /// The handling of the first line that gave a fact a value and is not open; nothing where the
    /// fact may be named and told to everybody.
    pub fn closed_fact(&self, name: &str) -> Option<&Handling> {
        let given = self.facts.history(name).iter();
        let entries = given.filter_map(|value| self.timeline.entry(&value.entry));
        entries.map(|entry| &entry.now.handling).find(|handling| !handling.is_open())
    }

    /// Who may be shown the words of a draft with the values in them, of any text that it ever had:
    /// those who may be shown the draft, and every fact that it cites.
    pub fn words_handling<'a>(&'a self, draft: &'a Draft) -> &'a Handling {
        if !draft.handling.is_open() {
            return &draft.handling;
        }
        let names = draft.revisions.iter().flat_map(Revision::names);
        names.into_iter().find_map(|name| self.closed_fact(name)).unwrap_or(&draft.handling)
    }
}
