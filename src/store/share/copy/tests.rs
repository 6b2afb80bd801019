//! Copies of one file, and who may put theirs in its place.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Published, Upload};
use crate::store::share::folder::{self, Name};

fn a_room() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::TempDir::new().expect("a folder");
    let file = place.path().join("heron.allhands");
    folder::make(&folder::beside(&file)).expect("its folder");
    (place, file)
}

fn begin(file: &Path, name: &str, words: &str, base: Option<u64>) -> Upload {
    let from = file.with_file_name(name);
    fs::write(&from, words).expect("a copy");
    let base = base.map(|seq| folder::beside(file).join(Name::Base(seq).to_string()));
    Upload::begin(1, from, file, base, Some(1)).expect("it begins")
}

fn finish(upload: &mut Upload, known: Option<&Published>) {
    while !upload.go_on(known).expect("a piece") {}
}

#[test]
fn a_copy_that_takes_long_replaces_nothing_that_a_later_keeper_has_published() {
    let (_place, file) = a_room();
    let mut upload = begin(&file, "copy", &"x".repeat(3 << 20), None);
    assert!(!upload.go_on(None).expect("a piece"));
    fs::write(&file, "by the later keeper").expect("published");
    fs::write(folder::beside(&file).join("keeper-000002"), "{}").expect("a term");
    let refused = loop {
        match upload.go_on(None) {
            Ok(false) => {}
            Ok(true) => panic!("it was published"),
            Err(error) => break error.to_string(),
        }
    };
    drop(upload);
    assert!(refused.contains("somebody else keeps the room"), "{refused}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), "by the later keeper");
    let left = fs::read_dir(file.parent().expect("a folder")).expect("a folder").count();
    assert_eq!(left, 2, "the file and its folder, and nothing put aside");
}

#[test]
fn what_is_whole_when_it_is_begun_is_what_stands_at_both_places() {
    let (_place, file) = a_room();
    let mut upload = begin(&file, "copy", "whole", Some(7));
    // Somebody uses the name anew before the second is copied.
    fs::remove_file(file.with_file_name("copy")).expect("removed");
    fs::write(file.with_file_name("copy"), "ha").expect("half of another");
    finish(&mut upload, None);
    let base = folder::beside(&file).join(Name::Base(7).to_string());
    for path in [&file, &base] {
        assert_eq!(fs::read_to_string(path).expect("a file"), "whole", "{}", path.display());
    }
}

#[test]
fn who_waited_for_the_copy_before_it_takes_that_for_its_own() {
    let (_place, file) = a_room();
    let (mut first, mut second) =
        (begin(&file, "copy 1", "first", None), begin(&file, "copy 2", "second", None));
    finish(&mut first, None);
    // Neither is a record: judged, it would be put aside.
    finish(&mut second, first.published().as_ref());
    assert_eq!(fs::read_to_string(&file).expect("the file"), "second");
    assert_eq!(second.stood(), super::Stood::AsExpected);
}

#[test]
fn a_byte_that_is_changed_anywhere_is_found_though_size_and_times_are_as_they_were() {
    use std::os::unix::fs::FileExt as _;

    let (_place, file) = a_room();
    let mut upload = begin(&file, "copy", &"x".repeat(600 << 10), None);
    finish(&mut upload, None);
    let published = upload.published().expect("it stands there");
    let looks = || (0..3).filter(|n| published.stands(&file, *n).expect("a look")).count();
    assert_eq!(looks(), 3);
    let times = fs::metadata(&file).and_then(|found| found.modified()).expect("its times");
    let changed = fs::OpenOptions::new().write(true).open(&file).expect("a file");
    changed.write_all_at(b"y", 599 << 10).expect("changed");
    changed.set_modified(times).expect("set back");
    drop(changed);
    assert_eq!((looks(), published.is_told(&file)), (2, true));
}
