//! Several consoles at once, on several mounts of one room.

use std::path::Path;
use std::process::{self, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use allhands::domain::command::Command;
use allhands::domain::event::{DraftCreated, DraftRevised};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::store::direct::{Access, IncidentFile};
use allhands::store::verify::{Against, verify};
use allhands::store::worker::{Keeper, Opening};

use super::export::export;
use super::given::{Peer, all_in, published, show_the_same};

#[test]
fn two_writers_on_two_mounts_lose_nothing() {
    let Some(export) = export("two_writers_on_two_mounts_lose_nothing", 2) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    for number in 0..200 {
        one.say(&format!("line {number}"));
        two.say(&format!("line {number}"));
        if number % 20 == 0 {
            thread::sleep(Duration::from_millis(50));
        }
    }
    one.all_settled();
    two.all_settled();
    show_the_same(&mut one, &mut two);
    let said: Vec<_> = one.settled.iter().chain(&two.settled).cloned().collect();
    assert_eq!(said.len(), 400);
    one.stop();
    two.stop();
    published(&room, 401);
    all_in(&room, said);
}

#[test]
fn who_only_reads_follows_the_folder_that_another_makes_later() {
    let test = "who_only_reads_follows_the_folder_that_another_makes_later";
    let Some(export) = export(test, 2) else { return };
    export.a_room();
    let mut reader = Peer::open(Opening { read_only: true, ..export.opening(0, "reader") });
    assert_eq!(reader.keeper, Some(Keeper::NotYet));
    let mut one = export.console(1, "one");
    one.say("a line");
    one.all_settled();
    reader.until("the folder", |reader| matches!(reader.keeper, Some(Keeper::Other { .. })));
    one.say("another");
    one.all_settled();
    show_the_same(&mut one, &mut reader);
    one.stop();
    reader.stop();
}

#[test]
fn two_who_edit_one_draft_at_once_keep_both_texts() {
    let Some(export) = export("two_who_edit_one_draft_at_once_keep_both_texts", 2) else { return };
    export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    let draft = DraftId::new("draft");
    let first = RevisionId::new("first");
    one.command(Command::CreateDraft(DraftCreated {
        draft: draft.clone(),
        title: "to customers".to_owned(),
        audience: String::new(),
        channel: String::new(),
        template: None,
        revision: first.clone(),
        text: "We are looking into it.".to_owned(),
        handling: Handling::Open,
    }));
    two.until("the draft", |two| two.incident.drafts.draft(&draft).is_some());
    let revised = |revision: &str| {
        let (bases, text) = (vec![first.clone()], format!("as {revision} wrote it"));
        let revision = RevisionId::new(revision);
        Command::ReviseDraft(DraftRevised::new(draft.clone(), revision, bases, text))
    };
    one.command(revised("one"));
    two.command(revised("two"));
    one.all_settled();
    two.all_settled();
    show_the_same(&mut one, &mut two);
    let draft = one.incident.drafts.draft(&draft).expect("the draft");
    let mut texts: Vec<_> = draft.tips().into_iter().map(|tip| tip.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["as one wrote it", "as two wrote it"]);
    one.stop();
    two.stop();
}

#[test]
fn who_copies_the_file_and_opens_the_copy_sees_a_sound_and_never_an_older_one() {
    let test = "who_copies_the_file_and_opens_the_copy_sees_a_sound_and_never_an_older_one";
    let Some(export) = export(test, 2) else { return };
    export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    let writing = AtomicBool::new(true);
    let (from, to) = (export.seen_by(1).join("heron.allhands"), export.beside("copy"));
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| read_while(&writing, &from, &to));
        let begun = Instant::now();
        // The file is made anew after each quiet second: so there are some.
        while begun.elapsed() < Duration::from_secs(14) {
            one.say("a line");
            two.say("another");
            one.all_settled();
            two.all_settled();
            thread::sleep(Duration::from_millis(if begun.elapsed().as_secs() % 4 < 2 {
                20
            } else {
                1_300
            }));
        }
        writing.store(false, Ordering::Relaxed);
        reader.join().expect("the reader")
    });
    assert!(seen.len() > 3, "the file was made anew only so often: {seen:?}");
    one.stop();
    two.stop();
}

/// The rows of a file to which its copies went, each once.
fn read_while(writing: &AtomicBool, from: &Path, to: &Path) -> Vec<u64> {
    let mut seen = Vec::new();
    while writing.load(Ordering::Relaxed) {
        let head = copied(from, to);
        let before = seen.last().copied().unwrap_or_default();
        assert!(head >= before, "row {head} after row {before}");
        if head > before {
            seen.push(head);
        }
        thread::sleep(Duration::from_millis(700));
    }
    seen
}

/// Copies a file as the README says, and opens the copy; gives its last row.
fn copied(from: &Path, to: &Path) -> u64 {
    let copy = "{ stat --cached=never - >/dev/null && cat; } <FILE >COPY";
    let readme = include_str!("../../README.md");
    assert!(readme.contains(copy), "the README copies in another way");
    let shown = |path: &Path| format!("'{}'", path.display());
    let copy = copy.replace("FILE", &shown(from)).replace("COPY", &shown(to));
    let mut last = None;
    for _ in 0..4 {
        let done = process::Command::new("sh").arg("-c").arg(&copy).stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|done| done.success()), "{copy}");
        match verify(to, Against::Nobody) {
            Ok(report) if report.verdict.is_sound() => {
                return IncidentFile::open(to, Access::Read)
                    .expect("a file")
                    .head()
                    .expect("rows")
                    .seq;
            }
            other => last = Some(other),
        }
        thread::sleep(Duration::from_millis(500));
    }
    panic!("four copies, one after the other, were not sound: {last:?}");
}

#[test]
fn a_console_on_the_servers_disk_becomes_keeper_when_one_comes_over_a_mount() {
    let test = "a_console_on_the_servers_disk_becomes_keeper_when_one_comes_over_a_mount";
    let Some(export) = export(test, 1) else { return };
    let room = export.a_direct_room();
    let mut own = export.own_console("own");
    for _ in 0..20 {
        own.say("numbered directly");
    }
    let mut far = export.console(0, "far");
    for _ in 0..20 {
        own.say("while the other comes");
        far.say("over the mount");
        thread::sleep(Duration::from_millis(10));
    }
    own.all_settled();
    far.all_settled();
    show_the_same(&mut own, &mut far);
    let said: Vec<_> = own.settled.iter().chain(&far.settled).cloned().collect();
    assert_eq!(said.len(), 60);
    far.stop();
    own.stop();
    published(&room, 61);
    all_in(&room, said);
}
