//! Short words for people and departments, as typed after `@`: `@dana` is Dana Whitfield, `@ops` is
//! Infra.

use super::incident::Incident;
use super::people::{DepartmentId, Party, Person};

/// What a word after `@` can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A lane or a person of this room.
    One(Party),
    /// Several people go by it, in the order of their names.
    Several(Vec<Person>),
    /// Nobody here goes by it.
    Unknown,
}

/// The handle that a name suggests: its first word in lower case, without what cannot be typed in
/// one word.
pub fn handle(person: &Person) -> String {
    let first = person.as_str().split_whitespace().next().unwrap_or_default();
    squeeze(first)
}

/// A name without blanks and signs, in lower case.
fn squeeze(name: &str) -> String {
    let typed = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().filter(typed).flat_map(char::to_lowercase).collect()
}

impl Incident {
    /// The lane that a word means: its id, an alias, its short name or its name, whatever the case.
    pub fn department_called(&self, word: &str) -> Option<&DepartmentId> {
        let word = word.to_lowercase();
        let by_id = self.departments.iter().find(|lane| lane.id.as_str() == word);
        let called = |lane: &&super::people::Department| {
            lane.aliases.iter().any(|alias| alias.to_lowercase() == word)
                || lane.short.to_lowercase() == word
                || lane.name.to_lowercase() == word
        };
        by_id.or_else(|| self.departments.iter().find(called)).map(|lane| &lane.id)
    }

    /// What a word after `@` means here: lanes before people, whole names before handles.
    pub fn called(&self, word: &str) -> Meaning {
        if let Some(id) = self.department_called(word) {
            return Meaning::One(Party::Department(id.clone()));
        }
        let wanted = squeeze(word);
        if wanted.is_empty() {
            return Meaning::Unknown;
        }
        let people = self.people.keys();
        let mut whole = people.clone().filter(|person| squeeze(person.as_str()) == wanted);
        if let Some(person) = whole.next() {
            return Meaning::One(Party::Person(person.clone()));
        }
        let mut named: Vec<Person> =
            people.filter(|person| handle(person) == wanted).cloned().collect();
        match named.len() {
            0 => Meaning::Unknown,
            1 => named.pop().map_or(Meaning::Unknown, |one| Meaning::One(Party::Person(one))),
            _ => Meaning::Several(named),
        }
    }

    /// The handle by which a person can be typed here: the first name, or the whole name in one
    /// word where several share it.
    pub fn handle_of(&self, person: &Person) -> String {
        let short = handle(person);
        match self.called(&short) {
            Meaning::One(Party::Person(one)) if one == *person => short,
            Meaning::One(_) | Meaning::Several(_) | Meaning::Unknown => squeeze(person.as_str()),
        }
    }
}
