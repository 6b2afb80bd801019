//! Playbooks: what a room should think of, as data. Texts come in (built in, or from a user's
//! folder that the runtime has read), a [`Library`] of lanes, playbooks and templates comes out,
//! and mistakes that name file, line and remedy.
//!
//! Pure, and separate from [`crate::domain`] because a playbook is advice: a room copies what it
//! takes over into its own record ([`PlaybookApplied`](crate::domain::event::PlaybookApplied)), so
//! a later change here never rewrites a past incident. What must stay true: a file with a mistake
//! is left out whole, and everything else still works.

mod builtin;
mod check;
mod checks;
pub mod codename;
mod field;
mod listing;
mod mistake;
mod mix;
mod parse;
mod step;
#[cfg(test)]
mod tests;

use crate::domain::check::Rules;
use crate::domain::event::{ItemAdded, TemplateOffered};
use crate::domain::people::{Department, DepartmentId, Party};

use checks::{Check, Checks};
use field::Said;
use parse::Contents;

pub use listing::{Listed, ListedTemplate};
pub use mistake::Mistake;
pub use mix::UnknownPlaybook;

/// The playbook of a room about which nothing is known yet.
pub const NOT_SURE_YET: &str = "not-sure-yet";

/// Where something comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Part of this program.
    BuiltIn,
    /// The user's own folder.
    Folder,
}

impl Origin {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BuiltIn => "built in",
            Self::Folder => "your folder",
        }
    }
}

/// A department and what must not go out without it.
#[derive(Debug, Clone)]
struct Lane {
    department: Department,
    approves: Vec<Said>,
    origin: Origin,
    file: Box<str>,
    line: usize,
}

/// One item, and the lines that messages name.
#[derive(Debug, Clone)]
struct Item {
    added: ItemAdded,
    line: usize,
    department_line: usize,
    after_line: usize,
}

/// A checklist for one kind of incident, and the drafts it offers.
#[derive(Debug, Clone)]
pub struct Playbook {
    /// Its id (`ransomware`).
    pub id: String,
    /// Its title.
    pub title: String,
    /// When to take it, in a sentence. May be empty.
    pub summary: String,
    /// Where it comes from.
    pub origin: Origin,
    includes: Vec<Said>,
    drafts: Vec<Said>,
    items: Vec<Item>,
    steps: Vec<step::Step>,
    file: Box<str>,
    line: usize,
}

impl Playbook {
    /// Its own items, without those of the playbooks that it includes.
    pub fn items(&self) -> impl Iterator<Item = &ItemAdded> {
        self.items.iter().map(|item| &item.added)
    }
}

/// A text to begin a draft from.
#[derive(Debug, Clone)]
pub struct Template {
    /// What a room copies.
    pub offered: TemplateOffered,
    /// Where it comes from.
    pub origin: Origin,
    file: Box<str>,
    line: usize,
}

/// Lanes, playbooks and templates that fit together.
#[derive(Debug, Clone, Default)]
pub struct Library {
    lanes: Vec<Lane>,
    playbooks: Vec<Playbook>,
    templates: Vec<Template>,
    checks: Vec<Check>,
    rules: Rules,
}

/// The library that every copy of this program carries.
pub fn builtin() -> Library {
    Library::read(builtin::FILES, &[] as &[(&str, &str)]).0
}

/// The built-in library with a user's files, given as name and text, added; a README is none of
/// them. What has the id of something built in takes its place, whole. A file with a mistake is
/// left out, and the mistakes of all files are told, by file and line.
pub fn with_folder(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> (Library, Vec<Mistake>) {
    Library::read(builtin::FILES, files)
}

/// One file, as far as it could be read.
struct Read {
    name: String,
    origin: Origin,
    contents: Contents,
    /// Whether it has no mistake of its own.
    whole: bool,
}

impl Library {
    /// Reads both sets of files. Leaves out a folder's file with a mistake, and then those that
    /// hang on it. One run tells every mistake of every file that is TOML at all: what the files
    /// say of each other is judged with those in it that will be left out.
    fn read(
        built_in: &[(&str, &str)],
        folder: &[(impl AsRef<str>, impl AsRef<str>)],
    ) -> (Self, Vec<Mistake>) {
        let ours = built_in.iter().map(|(name, text)| (*name, *text, Origin::BuiltIn));
        let theirs = folder
            .iter()
            .map(|(name, text)| (name.as_ref(), text.as_ref(), Origin::Folder))
            .filter(|(name, ..)| !parse::is_readme(name));
        let (mut files, mut mistakes) = (Vec::new(), Vec::new());
        for (name, text, origin) in ours.chain(theirs) {
            let (contents, found) = parse::file(name, text, origin);
            let whole = found.is_empty();
            mistakes.extend(found);
            let read = |contents| Read { name: name.to_owned(), origin, contents, whole };
            files.extend(contents.map(read));
        }
        loop {
            let (library, mut found) = Self::layered(&files);
            found.extend(check::all(&library));
            let before = files.len();
            files.retain(|file| {
                let sound = file.whole && found.iter().all(|each| each.file != file.name);
                file.origin == Origin::BuiltIn || sound
            });
            mistakes.append(&mut found);
            if files.len() == before {
                mistakes.sort();
                mistakes.dedup();
                return (library, mistakes);
            }
        }
    }

    /// Lays the files over each other in their order, and notes where one folder says the same id
    /// twice.
    fn layered(files: &[Read]) -> (Self, Vec<Mistake>) {
        let (mut library, mut twice) = (Self::default(), Vec::new());
        for file in files {
            match &file.contents {
                Contents::Departments(lanes) => {
                    for lane in lanes {
                        twice.extend(lay(&mut library.lanes, lane));
                    }
                }
                Contents::Playbook(playbook) => twice.extend(lay(&mut library.playbooks, playbook)),
                Contents::Checks(checks) => twice.extend(library.lay_checks(checks)),
                Contents::Template(template) => twice.extend(lay(&mut library.templates, template)),
            }
        }
        library.name_lanes();
        let rules = library.checks.iter().map(|check| check.rule.clone()).collect();
        library.rules.set(rules);
        (library, twice)
    }

    /// Playbooks may name a department by an alias, as everybody does; a room gets its id.
    fn name_lanes(&mut self) {
        let lanes = &self.lanes;
        let meant = |said: &DepartmentId| {
            let is_id = lanes.iter().any(|lane| lane.department.id == *said);
            let aka = |lane: &&Lane| lane.department.aliases.iter().any(|one| one == said.as_str());
            let lane = lanes.iter().find(aka).filter(|_| !is_id);
            lane.map(|lane| lane.department.id.clone())
        };
        for playbook in &mut self.playbooks {
            for item in &mut playbook.items {
                if let Some(id) = meant(&item.added.department) {
                    item.added.department = id;
                }
            }
            for step in &mut playbook.steps {
                if let Some(Party::Department(said)) = &mut step.set.by
                    && let Some(id) = meant(said)
                {
                    *said = id;
                }
            }
        }
    }

    /// Adds a file's rules, each in the place of the one of its id, and what its lists say.
    fn lay_checks(&mut self, checks: &Checks) -> Vec<Mistake> {
        self.rules.lists.extend(&checks.lists);
        checks.rules.iter().filter_map(|check| lay(&mut self.checks, check)).collect()
    }

    /// What is looked for in texts before they go out.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The lanes, in the order in which they are shown.
    pub fn departments(&self) -> Vec<Department> {
        self.lanes.iter().map(|lane| lane.department.clone()).collect()
    }

    /// The templates, in the order in which they are offered.
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// The playbooks, in the order in which a person chooses among them.
    pub fn playbooks(&self) -> &[Playbook] {
        &self.playbooks
    }

    /// The departments without whose word a draft of this kind must not go out.
    pub fn approvers(&self, template: &str) -> Vec<&DepartmentId> {
        let asked = |lane: &&Lane| lane.approves.iter().any(|kind| kind.value == template);
        self.lanes.iter().filter(asked).map(|lane| &lane.department.id).collect()
    }
}

/// Something that is known by its id and can take another's place.
trait Kept: Clone {
    fn id(&self) -> &str;
    fn place(&self) -> (Origin, &str, usize);
}

impl Kept for Playbook {
    fn id(&self) -> &str {
        &self.id
    }

    fn place(&self) -> (Origin, &str, usize) {
        (self.origin, &self.file, self.line)
    }
}

impl Kept for Template {
    fn id(&self) -> &str {
        &self.offered.id
    }

    fn place(&self) -> (Origin, &str, usize) {
        (self.origin, &self.file, self.line)
    }
}

impl Kept for Check {
    fn id(&self) -> &str {
        &self.rule.id
    }

    fn place(&self) -> (Origin, &str, usize) {
        (self.origin, &self.file, self.line)
    }
}

impl Kept for Lane {
    fn id(&self) -> &str {
        self.department.id.as_str()
    }

    fn place(&self) -> (Origin, &str, usize) {
        (self.origin, &self.file, self.line)
    }
}

/// Puts `new` in the place of the built-in one of its id, or last; a second one of the same origin
/// is a mistake.
fn lay<T: Kept>(kept: &mut Vec<T>, new: &T) -> Option<Mistake> {
    let Some(old) = kept.iter_mut().find(|old| old.id() == new.id()) else {
        kept.push(new.clone());
        return None;
    };
    let (new_origin, file, line) = new.place();
    let (old_origin, old_file, old_line) = old.place();
    if new_origin == old_origin {
        return Some(Mistake {
            file: file.to_owned(),
            line,
            key: "id".to_owned(),
            what: format!("{} is in {old_file}:{old_line} too", mistake::quoted(new.id())),
            remedy: "Choose another id, or take one of the two out".to_owned(),
        });
    }
    *old = new.clone();
    None
}
