//! What a child publishes for its console, and what it refuses to.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::domain::ids::{IncidentId, SessionId};
use crate::store::mount::Mount;
use crate::store::share::child;
use crate::store::share::folder::{self, Name};
use crate::store::share::room_mark;
use crate::store::share::wire::{self, Ask, Done, Tell};

/// A child in a thread, and a file with its folder on this disk.
struct Given {
    place: tempfile::TempDir,
    child: Option<(UnixStream, JoinHandle<()>)>,
}

impl Given {
    fn of(session: &str) -> Self {
        let place = tempfile::TempDir::new().expect("a folder");
        let file = place.path().join("heron.allhands");
        fs::write(&file, "as it was").expect("a file");
        folder::make(&folder::beside(&file)).expect("its folder");
        room_mark::make(&folder::beside(&file), &IncidentId::new("i")).expect("its mark");
        let (mut ours, theirs) = UnixStream::pair().expect("a stream");
        ours.set_read_timeout(Some(Duration::from_secs(60))).expect("a bound");
        let thread = thread::spawn(move || {
            // It ends in whatever way its console does.
            let _ = child::serve(theirs);
        });
        let mount = Mount::of(place.path()).expect("its mount").kind().to_owned();
        let session = SessionId::new(session);
        let open = Ask::Open { file, mount, kept: true, session, part: 1 };
        wire::send(&mut ours, &open).expect("asked");
        let mut given = Self { place, child: Some((ours, thread)) };
        given.hears(|told| matches!(told, Tell::Opened(_)).then_some(()));
        given
    }

    fn file(&self) -> PathBuf {
        self.place.path().join("heron.allhands")
    }

    fn a_copy(&self, words: &str) -> PathBuf {
        let copy = self.place.path().join(format!("copy of {words}"));
        fs::write(&copy, words).expect("a copy");
        copy
    }

    fn ask(&mut self, ask: &Ask) {
        wire::send(&mut self.child.as_mut().expect("a child").0, ask).expect("asked");
    }

    fn hears<T>(&mut self, found: impl Fn(Tell) -> Option<T>) -> T {
        loop {
            let told = wire::receive(&mut self.child.as_mut().expect("a child").0).expect("told");
            if let Some(found) = found(told) {
                return found;
            }
        }
    }

    /// Whether a copy with these words, made in this term, was published.
    fn publishes(&mut self, words: &str, term: u64) -> Done<()> {
        let from = self.a_copy(words);
        let (from_there, term) = (from.clone(), Some(term));
        self.ask(&Ask::Publish { token: 1, from: from_there, term, base: None, milestone: None });
        let done = self.hears(|told| match told {
            Tell::Published(_, Ok(_)) => Some(Ok(())),
            Tell::Published(_, Err(why)) => Some(Err(why.because().to_owned())),
            _ => None,
        });
        assert!(!from.exists(), "the copy on this host stays behind");
        done
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.place.path()).expect("a folder").flatten();
        let mut names: Vec<_> =
            names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }

    fn leaves(&mut self) {
        self.ask(&Ask::Leave);
        let (stream, thread) = self.child.take().expect("a child");
        thread.join().expect("it ends");
        drop(stream);
    }
}

fn begin_term(file: &Path, number: u64) {
    fs::write(folder::beside(file).join(Name::Keeper(number).to_string()), "{}").expect("a term");
}

#[test]
fn what_was_made_in_an_earlier_term_neither_replaces_the_file_nor_judges_it() {
    let mut given = Given::of("s");
    begin_term(&given.file(), 2);
    let refused = given.publishes("by the first keeper", 1).expect_err("another keeps the room");
    assert!(refused.contains("somebody else keeps the room"), "{refused}");
    assert_eq!(fs::read_to_string(given.file()).expect("the file"), "as it was");
    assert_eq!(given.names(), ["heron.allhands", "heron.allhands.d"]);
}

#[test]
fn nothing_is_published_while_what_was_said_before_it_may_not_be_there() {
    // No file of this name can be made.
    let mut given = Given::of(&"s".repeat(300));
    begin_term(&given.file(), 1);
    given.ask(&Ask::Append { token: 7, lines: "a line\n".to_owned() });
    given.hears(|told| matches!(told, Tell::Appended(7, Err(_))).then_some(()));
    let refused = given.publishes("with what nobody can read", 1).expect_err("it is not there");
    assert!(refused.contains("may not be on the share"), "{refused}");
    assert_eq!(fs::read_to_string(given.file()).expect("the file"), "as it was");
}

#[test]
fn who_leaves_has_its_last_copy_put_there_whole() {
    let mut given = Given::of("s");
    begin_term(&given.file(), 1);
    fs::remove_file(given.file()).expect("removed");
    // The second while the first is under way.
    let long = "x".repeat(5 << 20);
    for (token, words) in [(1, long.as_str()), (2, "the last")] {
        let from = given.place.path().join(format!("copy {token}"));
        fs::write(&from, words).expect("a copy");
        let (term, base, milestone) = (Some(1), None, None);
        given.ask(&Ask::Publish { token, from, term, base, milestone });
    }
    given.leaves();
    assert_eq!(fs::read_to_string(given.file()).expect("the file"), "the last");
    assert_eq!(given.names(), ["heron.allhands", "heron.allhands.d"], "nothing is put aside");
}
