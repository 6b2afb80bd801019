//! What may be written over, and what is put aside.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Look, Signature, Stood};
use crate::domain::ids::IncidentId;
use crate::store::chain;
use crate::store::codec::Row;
use crate::store::direct::rebuild::Rebuilt;

/// A record of so many rows by this author.
fn record(path: &Path, incident: &str, rows: usize, author: &str) {
    let mut made: Vec<Row> = Vec::new();
    for seq in 1..=rows as u64 {
        let body = if seq == 1 { format!("{{\"incident\":\"{incident}\"}}") } else { "{}".into() };
        let mut row = Row {
            seq,
            id: format!("s-{seq}-0"),
            session: "s".to_owned(),
            submission: seq,
            part: 0,
            author: author.to_owned(),
            department: "infra".to_owned(),
            occurred_at: 1,
            recorded_at: 1,
            shared_at: 1,
            kind: if seq == 1 { "room_opened" } else { "entry_recorded" }.to_owned(),
            digest: chain::digest(&[7; 16], &body),
            body,
            salt: vec![7; 16],
            prev: made.last().map_or(chain::FIRST, |row| row.hash),
            hash: chain::FIRST,
        };
        row.hash = chain::hash(&row.as_ref());
        made.push(row);
    }
    let rebuilt = Rebuilt::begin(path).expect("a place");
    rebuilt.fill(&IncidentId::new(incident), &made).expect("rows");
    rebuilt.finish().expect("a file");
}

struct Given {
    folder: tempfile::TempDir,
    ours: PathBuf,
    file: PathBuf,
}

fn given() -> Given {
    let folder = tempfile::TempDir::new().expect("a folder");
    let (ours, file) = (folder.path().join("ours"), folder.path().join("heron.allhands"));
    record(&ours, "i", 5, "Dana");
    Given { folder, ours, file }
}

impl Given {
    fn looks(&self, known: Option<Signature>) -> Stood {
        let mut look = Look::new(self.file.clone(), self.ours.clone(), known);
        while !look.go_on().expect("looked") {}
        look.make_way().expect("made way")
    }

    fn signature(&self) -> Option<Signature> {
        Signature::of(&self.file).expect("a file")
    }
}

#[test]
fn what_was_published_last_and_what_is_part_of_it_is_written_over() {
    let given = given();
    assert_eq!(given.looks(None), Stood::AsExpected);
    record(&given.file, "i", 5, "Dana");
    let known = given.signature();
    assert_eq!(given.looks(known), Stood::AsExpected);
    assert_eq!(given.looks(None), Stood::AsExpected);
    fs::remove_file(&given.file).expect("removed");
    assert_eq!(given.looks(known), Stood::Nothing);
    record(&given.file, "i", 3, "Dana");
    assert_eq!(given.looks(None), Stood::AsExpected);
    assert_eq!(given.looks(known), Stood::Older(3));
}

#[test]
fn anything_else_is_put_aside_whole() {
    type Makes = fn(&Path);
    let cases: [(&str, Makes, &str); 6] = [
        ("longer", |file| record(file, "i", 6, "Dana"), "rows after row 5"),
        ("another story", |file| record(file, "i", 5, "Eve"), "its row 1 was not the one"),
        ("another room", |file| record(file, "j", 5, "Dana"), "the file of another room (j)"),
        ("a letter", |file| fs::write(file, "dear Lee").expect("a file"), "not an incident file"),
        (
            "cut",
            |file| {
                record(file, "i", 5, "Dana");
                let bytes = fs::read(file).expect("a file");
                fs::write(file, &bytes[..bytes.len() / 2]).expect("cut");
            },
            "it is cut short",
        ),
        ("a folder", |file| fs::create_dir(file).expect("a folder"), "it was no file"),
    ];
    for (name, make, says) in cases {
        let given = given();
        make(&given.file);
        let before = fs::read(&given.file).ok();
        let Stood::Other { aside, because } = given.looks(None) else { panic!("{name}") };
        assert!(because.contains(says), "{name}: {because}");
        assert!(!given.file.is_dir(), "{name}");
        assert_eq!(fs::read(given.folder.path().join(aside)).ok(), before, "{name}");
    }
}

#[test]
fn who_sets_size_and_times_back_is_found_out_by_the_count_of_changes() {
    use std::os::unix::fs::FileExt as _;

    let given = given();
    record(&given.file, "i", 5, "Dana");
    let known = given.signature();
    let times = fs::metadata(&given.file).and_then(|found| found.modified()).expect("its times");
    let file = fs::OpenOptions::new().write(true).open(&given.file).expect("a file");
    // SQLite counts its changes there.
    file.write_all_at(&[0, 0, 0, 99], 24).expect("changed");
    file.set_modified(times).expect("set back");
    drop(file);
    assert_ne!(given.signature(), known);
}
