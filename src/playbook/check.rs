//! What one file says of another: that departments, playbooks, drafts and items which it names are
//! there, and that no item waits for itself.
//!
//! Separate from [`super::parse`] because a file can only be judged so together with all the
//! others, and anew when a folder's file has been left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::ItemId;

use super::mistake::{Mistake, instead, quoted};
use super::{Item, Library, Origin, Playbook};

const LONGEST_DRAFTS: usize = 512 * 1024;

/// Every mistake between the files of a library.
pub(super) fn all(library: &Library) -> Vec<Mistake> {
    let mut found = Vec::new();
    lanes(library, &mut found);
    for playbook in &library.playbooks {
        references(library, playbook, &mut found);
        items(library, playbook, &mut found);
    }
    repeated_items(library, &mut found);
    super::step::mistakes(library, &mut found);
    include_circles(library, &mut found);
    item_circles(library, &mut found);
    // What is built in is sound by itself: where a folder's file clashes with it, that file is the
    // one to mend.
    let folder = folder_files(library);
    if found.iter().any(|mistake| folder.contains(mistake.file.as_str())) {
        found.retain(|mistake| folder.contains(mistake.file.as_str()));
    }
    found
}

fn folder_files(library: &Library) -> BTreeSet<&str> {
    let lanes = library.lanes.iter().map(|lane| (lane.origin, &*lane.file));
    let playbooks = library.playbooks.iter().map(|playbook| (playbook.origin, &*playbook.file));
    let both = lanes.chain(playbooks).filter(|(origin, _)| *origin == Origin::Folder);
    both.map(|(_, file)| file).collect()
}

fn blame(file: &str, line: usize, key: &str, what: String, remedy: impl Into<String>) -> Mistake {
    Mistake { file: file.to_owned(), line, key: key.to_owned(), what, remedy: remedy.into() }
}

/// A word means one lane, and every draft kind that a lane approves exists.
fn lanes(library: &Library, found: &mut Vec<Mistake>) {
    let mut meant: BTreeMap<&str, &str> = BTreeMap::new();
    let by_origin = |wanted| library.lanes.iter().filter(move |lane| lane.origin == wanted);
    for lane in by_origin(Origin::BuiltIn).chain(by_origin(Origin::Folder)) {
        let id = lane.department.id.as_str();
        for word in std::iter::once(id).chain(lane.department.aliases.iter().map(String::as_str)) {
            let other = *meant.entry(word).or_insert(id);
            if other != id {
                let what = format!("{} means the department {other} already", quoted(word));
                found.push(blame(&lane.file, lane.line, "department", what, "Choose another word"));
            }
        }
        let kinds = || library.templates.iter().map(|template| template.offered.id.as_str());
        for kind in &lane.approves {
            if !kinds().any(|known| known == kind.value) {
                let what = format!("there is no draft {}", quoted(&kind.value));
                let remedy = instead(&kind.value, kinds());
                found.push(blame(&lane.file, kind.line, "department.approves", what, remedy));
            }
        }
    }
}

/// The playbooks and drafts that a playbook names.
fn references(library: &Library, playbook: &Playbook, found: &mut Vec<Mistake>) {
    let playbooks = || library.playbooks.iter().map(|each| each.id.as_str());
    for said in &playbook.includes {
        if !playbooks().any(|id| id == said.value) {
            let what = format!("there is no playbook {}, or it has mistakes", quoted(&said.value));
            let remedy = instead(&said.value, playbooks());
            found.push(blame(&playbook.file, said.line, "includes", what, remedy));
        }
    }
    let drafts = || library.templates.iter().map(|each| each.offered.id.as_str());
    for said in &playbook.drafts {
        if !drafts().any(|id| id == said.value) {
            let what = format!("there is no draft {}, or it has mistakes", quoted(&said.value));
            let remedy = instead(&said.value, drafts());
            found.push(blame(&playbook.file, said.line, "drafts", what, remedy));
        }
    }
    let long: usize = library.offered(playbook).map(|offered| offered.text.len()).sum();
    if let Some(said) = playbook.drafts.first()
        && long > LONGEST_DRAFTS
    {
        let what = format!("these drafts have {long} bytes together");
        let remedy = "At most 512 KB fit into one row of the record: offer fewer, or shorten them";
        found.push(blame(&playbook.file, said.line, "drafts", what, remedy));
    }
}

/// The departments and the earlier items that a playbook's items name.
fn items(library: &Library, playbook: &Playbook, found: &mut Vec<Mistake>) {
    let lanes = || library.lanes.iter().map(|lane| lane.department.id.as_str());
    let reach: Vec<&Playbook> = library.with_includes(playbook);
    let within: BTreeSet<&ItemId> =
        reach.iter().flat_map(|each| each.items()).map(|item| &item.item).collect();
    for Item { added, line: _, department_line, after_line } in &playbook.items {
        let department = added.department.as_str();
        // One that is missing was told where it is missing.
        if !department.is_empty() && !lanes().any(|id| id == department) {
            let what = format!("there is no department {}", quoted(department));
            let remedy =
                format!("{} (a new one goes into departments.toml)", instead(department, lanes()));
            found.push(blame(&playbook.file, *department_line, "item.department", what, remedy));
        }
        for before in &added.after {
            if !within.contains(before) {
                let what = format!(
                    "{} waits for {}, which neither this playbook nor one it includes has",
                    called(&added.item),
                    quoted(before.as_str())
                );
                let remedy = nearest(before.as_str(), within.iter().map(|id| id.as_str()));
                found.push(blame(&playbook.file, *after_line, "item.after", what, remedy));
            }
        }
    }
}

/// An item by its id, where it has one.
fn called(item: &ItemId) -> &str {
    if item.as_str().contains(':') { "it" } else { item.as_str() }
}

/// The nearest id where one is near; hundreds of ids would help nobody.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let said = instead(word, known);
    if said.starts_with("Did") {
        said
    } else {
        "Name an item of this playbook, or include the playbook that has it".to_owned()
    }
}

/// Ids that nothing bears yet, to be proposed.
pub(super) struct Free<'a> {
    taken: BTreeSet<&'a str>,
    /// The number proposed last for each beginning: no id is proposed twice.
    last: BTreeMap<String, usize>,
}

impl<'a> Free<'a> {
    pub(super) fn beside(taken: impl Iterator<Item = &'a str>) -> Self {
        Self { taken: taken.collect(), last: BTreeMap::new() }
    }

    /// The next one that begins so.
    pub(super) fn next(&mut self, stem: String) -> String {
        let mut number = self.last.get(&stem).copied().unwrap_or_default();
        loop {
            number += 1;
            let id = format!("{stem}-{number}");
            if !self.taken.contains(id.as_str()) {
                self.last.insert(stem, number);
                return id;
            }
        }
    }
}

/// An item's id stands once in the whole library: a room that takes two playbooks would drop the
/// second.
fn repeated_items(library: &Library, found: &mut Vec<Mistake>) {
    let mut first: BTreeMap<&ItemId, (&str, usize)> = BTreeMap::new();
    let items = library.playbooks.iter().flat_map(Playbook::items);
    let mut free = Free::beside(items.map(|item| item.item.as_str()));
    let by_origin = |wanted| library.playbooks.iter().filter(move |each| each.origin == wanted);
    for playbook in by_origin(Origin::BuiltIn).chain(by_origin(Origin::Folder)) {
        for Item { added, line, .. } in &playbook.items {
            let place = (&*playbook.file, *line);
            let (file, first_line) = *first.entry(&added.item).or_insert(place);
            if (file, first_line) != place {
                let what = format!("{} is in {file}:{first_line} too", quoted(added.item.as_str()));
                let stem = format!("{}-{}", playbook.id, added.department);
                let remedy = format!("Choose another, such as {}", quoted(&free.next(stem)));
                found.push(blame(&playbook.file, *line, "item.id", what, remedy));
            }
        }
    }
}

/// No playbook includes itself, through however many others.
fn include_circles(library: &Library, found: &mut Vec<Mistake>) {
    let includes = library.playbooks.iter().map(|playbook| {
        let named = playbook.includes.iter().map(|said| said.value.as_str());
        (playbook.id.as_str(), named.collect())
    });
    for circle in circles(&includes.collect()) {
        for playbook in library.playbooks.iter().filter(|each| circle.contains(&each.id.as_str())) {
            let line = playbook.includes.first().map_or(playbook.line, |said| said.line);
            let what = format!("a playbook includes itself: {}", shown(&circle));
            let remedy = "Take one of these out of includes";
            found.push(blame(&playbook.file, line, "includes", what, remedy));
        }
    }
}

/// No item waits for itself, through however many others.
fn item_circles(library: &Library, found: &mut Vec<Mistake>) {
    let (mut after, mut file) = (BTreeMap::new(), BTreeMap::new());
    for playbook in &library.playbooks {
        for item in playbook.items() {
            // Of two with one id the second is to have another: it closes no circle.
            let waits = || item.after.iter().map(ItemId::as_str).collect();
            after.entry(item.item.as_str()).or_insert_with(waits);
            file.entry(&item.item).or_insert(&*playbook.file);
        }
    }
    for circle in circles(&after) {
        for playbook in &library.playbooks {
            let within = |item: &&Item| {
                let id = &item.added.item;
                circle.contains(&id.as_str()) && file.get(id) == Some(&&*playbook.file)
            };
            if let Some(item) = playbook.items.iter().find(within) {
                let what = format!("an item waits for itself: {}", shown(&circle));
                let remedy = "Take one of these out of after";
                found.push(blame(&playbook.file, item.after_line, "item.after", what, remedy));
            }
        }
    }
}

/// The ways that lead back to where they begin: one at least where there is any, and a handful at
/// most.
fn circles<'a>(next: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<Vec<&'a str>> {
    const ENOUGH: usize = 8;
    let mut found = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in next.keys().copied() {
        if done.contains(start) {
            continue;
        }
        // The way walked so far, with how many steps of each place were tried, and where on the way
        // a place is.
        let mut way: Vec<(&str, usize)> = vec![(start, 0)];
        let mut on_way = BTreeMap::from([(start, 0)]);
        while let Some((place, tried)) = way.last_mut() {
            let step = next.get(place).and_then(|steps| steps.get(*tried)).copied();
            *tried += 1;
            match step {
                None => {
                    done.insert(place);
                    on_way.remove(place);
                    way.pop();
                }
                Some(step) => {
                    if let Some(from) = on_way.get(step) {
                        let names = way[*from..].iter().map(|(name, _)| *name);
                        found.push(names.chain([step]).collect());
                        if found.len() == ENOUGH {
                            return found;
                        }
                    } else if !done.contains(step) {
                        on_way.insert(step, way.len());
                        way.push((step, 0));
                    }
                }
            }
        }
    }
    found
}

/// A circle as a message shows it, its middle left out where it is long.
fn shown(circle: &[&str]) -> String {
    const LONGEST: usize = 9;
    match circle {
        [first @ .., last] if first.len() > LONGEST => {
            format!("{} > … > {last}", first[..LONGEST].join(" > "))
        }
        _ => circle.join(" > "),
    }
}
