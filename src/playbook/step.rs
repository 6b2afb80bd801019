//! The steps of a disclosure plan that a playbook proposes: read, and judged against the rest of
//! the library.
//!
//! Apart from [`super::parse`] and [`super::check`], because a step has words of its own:
//! audiences, labels, times, what must be so first. What must stay true: everything in it is a
//! proposal.

use std::collections::BTreeMap;

use crate::domain::event::{Gate, StepSet, When};
use crate::domain::ids::StepId;
use crate::domain::people::{DepartmentId, Party};
use crate::domain::words::{Audience, Tlp};

use super::check::Free;
use super::field::{Form, Reader, Said, Table};
use super::mistake::{Mistake, instead, quoted};
use super::parse::{ACTION, NAME, TITLE, nameless, target, value};
use super::{Library, Origin};

/// The most steps that one playbook proposes: a ladder that is read at a glance.
const MOST: usize = 40;

/// One proposed step, and the lines that messages name.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What a room copies.
    pub set: StepSet,
    line: usize,
    by_line: usize,
    kinds: Vec<Said>,
}

/// Reads the steps of one playbook.
pub(super) fn all(reader: &mut Reader<'_>, root: &Table<'_>, anchors: &[Said]) -> Vec<Step> {
    let tables = reader.tables(root, "step", "step.");
    if let Some(table) = tables.get(MOST) {
        let what = format!("there are {} steps", tables.len());
        reader.blame(table.line, "step", what, format!("At most {MOST}: join some of them"));
    }
    tables.iter().take(MOST).map(|table| one(reader, table, anchors)).collect()
}

const KEYS: &[&str] = &[
    "id",
    "to",
    "which",
    "what",
    "by",
    "channel",
    "not-before",
    "not-after",
    "after",
    "tlp",
    "embargo",
    "drafts",
    "holding",
];

fn one(reader: &mut Reader<'_>, table: &Table<'_>, anchors: &[Said]) -> Step {
    reader.only(table, KEYS);
    let id = reader.text(table, "id", Form::Id);
    let to = reader.text(table, "to", TITLE).and_then(|said| audience(reader, &said));
    let which = reader.text_if_given(table, "which", NAME);
    let what = reader.text_if_given(table, "what", ACTION);
    let by = reader.text_if_given(table, "by", Form::Id);
    let channel = reader.text_if_given(table, "channel", NAME);
    let mut time = |key: &'static str, full: &str| {
        let said = reader.text_if_given(table, key, TITLE)?;
        target(reader, &said, anchors, full).map(When::Target)
    };
    let not_before = time("not-before", "step.not-before");
    let not_after = time("not-after", "step.not-after");
    let embargo = time("embargo", "step.embargo");
    let after = reader.list(table, "after", NAME);
    let after = after.iter().filter_map(|said| gate(reader, said)).collect();
    let tlp = reader.text_if_given(table, "tlp", TITLE).and_then(|said| label(reader, &said));
    let kinds = reader.list(table, "drafts", Form::Id);
    let holding = reader.text_if_given(table, "holding", TITLE);
    let holding = holding.is_some_and(|said| yes(reader, &said));
    let id = id.unwrap_or_else(|| nameless(reader.file(), table.line));
    Step {
        line: id.line,
        by_line: by.as_ref().map_or(id.line, |said| said.line),
        set: StepSet {
            step: StepId::new(id.value),
            audience: to.unwrap_or(Audience::ALL[0]),
            which: value(which),
            what: value(what),
            by: by.map(|said| Party::Department(DepartmentId::new(said.value))),
            channel: value(channel),
            not_before,
            not_after,
            after,
            tlp,
            embargo,
            kinds: kinds.iter().map(|said| said.value.clone()).collect(),
            drafts: Vec::new(),
            holding,
            proposed: true,
        },
        kinds,
    }
}

fn audience(reader: &mut Reader<'_>, said: &Said) -> Option<Audience> {
    let audience = Audience::parse(&said.value);
    if audience.is_none() {
        let remedy = instead(&said.value, Audience::ALL.iter().map(|one| one.id()));
        let what = format!("there is no audience {}", quoted(&said.value));
        reader.blame(said.line, "step.to", what, remedy);
    }
    audience
}

fn label(reader: &mut Reader<'_>, said: &Said) -> Option<Tlp> {
    let label = Tlp::parse(&said.value);
    if label.is_none() {
        let remedy = instead(&said.value, Tlp::ALL.iter().map(|one| one.id()));
        let what = format!("there is no TLP label {}", quoted(&said.value));
        reader.blame(said.line, "step.tlp", what, remedy);
    }
    label
}

/// `yes`; anything else is a slip.
fn yes(reader: &mut Reader<'_>, said: &Said) -> bool {
    if said.value != "yes" {
        let what = format!("{} says neither", quoted(&said.value));
        reader.blame(said.line, "step.holding", what, "Write \"yes\", or leave the key out");
    }
    said.value == "yes"
}

/// What must be so first; a single word that is none of ours is a slip, not somebody's words.
fn gate(reader: &mut Reader<'_>, said: &Said) -> Option<Gate> {
    let gate = Gate::read(&said.value);
    if matches!(gate, Gate::Said { .. }) && !said.value.contains(' ') {
        let told = Audience::ALL.iter().map(|one| format!("{}-told", one.id()));
        let known: Vec<String> =
            ["fix-out", "embargo-over"].into_iter().map(str::to_owned).chain(told).collect();
        let remedy = instead(&said.value, known.iter().map(String::as_str));
        let remedy = format!("{remedy} (words of your own: several, such as \"counsel agrees\")");
        let what = format!("{} is nothing that can be waited for", quoted(&said.value));
        reader.blame(said.line, "step.after", what, remedy);
        return None;
    }
    Some(gate)
}

/// What steps name and is not there, and ids that stand twice in the library.
pub(super) fn mistakes(library: &Library, found: &mut Vec<Mistake>) {
    let mut blame = |file: &str, line: usize, key: &str, what: String, remedy: String| {
        found.push(Mistake { file: file.to_owned(), line, key: key.to_owned(), what, remedy });
    };
    let kinds = || library.templates.iter().map(|template| template.offered.id.as_str());
    let lanes = || library.lanes.iter().map(|lane| lane.department.id.as_str());
    let mut first: BTreeMap<&StepId, (&str, usize)> = BTreeMap::new();
    let steps = library.playbooks.iter().flat_map(|playbook| &playbook.steps);
    let mut free = Free::beside(steps.map(|step| step.set.step.as_str()));
    let by_origin = |wanted| library.playbooks.iter().filter(move |each| each.origin == wanted);
    for playbook in by_origin(Origin::BuiltIn).chain(by_origin(Origin::Folder)) {
        for step in &playbook.steps {
            let place = (&*playbook.file, step.line);
            let (file, line) = *first.entry(&step.set.step).or_insert(place);
            if (file, line) != place {
                let what = format!("{} is in {file}:{line} too", quoted(step.set.step.as_str()));
                let id = free.next(format!("{}-tell", playbook.id));
                let remedy = format!("Choose another, such as {}", quoted(&id));
                blame(&playbook.file, step.line, "step.id", what, remedy);
            }
            for kind in step.kinds.iter().filter(|kind| !kinds().any(|id| id == kind.value)) {
                let what = format!("there is no draft {}, or it has mistakes", quoted(&kind.value));
                let remedy = instead(&kind.value, kinds());
                blame(&playbook.file, kind.line, "step.drafts", what, remedy);
            }
            if let Some(by) = &step.set.by
                && !lanes().any(|id| id == by.as_str())
            {
                let what = format!("there is no department {}", quoted(by.as_str()));
                blame(&playbook.file, step.by_line, "step.by", what, instead(by.as_str(), lanes()));
            }
        }
    }
}
