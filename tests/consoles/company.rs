//! Who is here: consoles of one room know of each other, and of what is being written, whichever
//! way the file is numbered, and the record does not grow by it.

use std::fs;
use std::path::{Path, PathBuf};

use allhands::domain::ids::DraftId;
use allhands::store::worker::{Here, Opening, Reach, Report, Request, Who};

use super::given::{Console, Given, a_folder, in_file};

fn console(given: &Given, path: &Path, session: &str, person: &str) -> Console {
    let program = Some(env!("CARGO_BIN_EXE_allhands").into());
    let who = Who { person: person.to_owned(), department: "infra".to_owned(), program };
    Console::open(Opening { who, ..given.opening(path, session) })
}

/// Waits until a console names just these others, each with the draft that it writes.
fn sees(console: &mut Console, expected: &[(&str, Option<&str>)]) {
    let named = |reach: &Reach| {
        let others = reach.others.iter().map(|other| {
            let editing = other.present.editing.as_ref().map(DraftId::as_str);
            (other.present.name.clone(), editing.map(str::to_owned))
        });
        let others: Vec<_> = others.collect();
        let expected =
            expected.iter().map(|(name, editing)| ((*name).to_owned(), editing.map(str::to_owned)));
        (others == expected.collect::<Vec<_>>()).then_some(())
    };
    if named(&console.opened.reach).is_some() && console.rows.is_empty() {
        return;
    }
    console.wait("the others", |report| match report {
        Report::Reach(reach) => named(reach),
        _ => None,
    });
}

fn edits(console: &Console, person: &str, draft: Option<&str>) {
    let editing = draft.map(DraftId::from);
    let (person, department) = (person.to_owned(), "infra".to_owned());
    console.ask(Request::Here(Here { person, department, editing }));
}

/// Two users come, one writes a draft, leaves it, and leaves.
fn meet(path: &Path, given: &Given, other: &Given) {
    let mut one = console(given, path, "one", "Dana");
    let mut two = console(other, path, "two", "Lee");
    // So that what follows is told, and not found on arrival.
    let id = two.say("a line");
    two.settled(&id);
    edits(&one, "Dana", Some("draft"));
    sees(&mut two, &[("Dana", Some("draft"))]);
    edits(&two, "Lee", Some("draft"));
    sees(&mut one, &[("Lee", Some("draft"))]);
    edits(&one, "Dana van der Lange", None);
    sees(&mut two, &[("Dana van der Lange", None)]);
    one.stop();
    sees(&mut two, &[]);
    two.stop();
}

#[test]
fn two_users_on_one_host_know_of_each_other_and_nothing_is_written_beside_the_file() {
    let (given, other) = (a_folder(), a_folder());
    let path = given.a_room();
    let names = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path.parent().expect("a folder")).expect("a folder");
        let names = entries.map(|entry| entry.expect("a name").path());
        let mut names: Vec<_> = names.filter(|it| it.is_file()).collect();
        names.sort();
        names
    };
    let before = names(&path);
    meet(&path, &given, &other);
    assert_eq!(names(&path), before);
    assert_eq!(in_file(&path).len(), 2);
}

#[test]
fn so_do_those_that_a_keeper_serves() {
    let (given, other) = (a_folder(), a_folder());
    let path = given.a_room();
    fs::create_dir(format!("{}.d", path.display())).expect("a folder");
    meet(&path, &given, &other);
}
