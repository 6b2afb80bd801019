//! How far a record has come on a share, for whoever arrives: the row that the file itself holds
//! whole, the answer that brought it, and from where on each segment holds anything new. So nobody
//! who comes to a long room has to read all that was ever said in it.
//!
//! Apart from the file, whose tables never change, and from the ledger, which knows no files. What
//! must stay true: **a milestone only saves reading**. What it leaves out was answered, each of it,
//! at or before its answer; it counts only once that answer, with the hash of its row, was found in
//! a segment (or the row in the keeper's place); and whoever doubts it reads everything. No words
//! of anybody lie in it: there is nothing to redact.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store::direct::Head;

use super::copy;
use super::folder::{self, Name};
use super::ledger::Position;
use super::line;
use super::numbers::Numbers;
use super::term;

/// More than a room of many thousand sessions needs.
const LARGEST: u64 = 32 << 20;
/// How many of the last are kept: whoever reads one while the next is made has read it.
const LATEST: usize = 2;
/// Of each so many rows one is kept longer,
const STRETCH: u64 = 1_000;
/// of so many such stretches.
const STRETCHES: usize = 12;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// The last answer that is taken up in it.
    pub at: Position,
    /// The last row then.
    #[serde(with = "term::as_text")]
    pub head: Head,
    /// What is in the record by then.
    pub recorded: Numbers,
    /// What was declined by then.
    pub refused: Numbers,
    /// From where on the segments are to be read; one that is not named, whole.
    pub segments: BTreeMap<Name, u64>,
}

impl Milestone {
    fn name(&self) -> Name {
        let Self { at: Position { term, n }, head: Head { seq, .. }, .. } = *self;
        Name::Milestone { term, n, seq }
    }
}

/// Puts one into the folder, and removes what it makes superfluous.
pub fn write(folder: &Path, milestone: &Milestone) -> io::Result<()> {
    let name = milestone.name();
    let mut names = in_folder(&folder::list(folder)?);
    if names.contains(&name) {
        return Ok(());
    }
    let own = format!("{}milestone", copy::begin_of_own());
    let own = folder::write_own(folder, &own, line::sealed(milestone)?.as_bytes())?;
    fs::rename(&own, folder.join(name.to_string()))?;
    folder::sync(folder)?;
    names.push(name);
    for old in superfluous(names) {
        // Another keeper may have been faster.
        let _ = fs::remove_file(folder.join(old.to_string()));
    }
    Ok(())
}

/// Those that serve nobody any more. The last few are for whoever arrives; of those before, the
/// first in each stretch of the record is for whoever was here not long ago.
fn superfluous(mut names: Vec<Name>) -> Vec<Name> {
    names.sort();
    let (old, mut stretches) = (names.len().saturating_sub(LATEST), BTreeSet::new());
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for name in names.drain(..old) {
        let first = stretches.insert(seq_of(&name) / STRETCH);
        if first { kept.push(name) } else { gone.push(name) }
    }
    gone.extend(kept.drain(..kept.len().saturating_sub(STRETCHES)));
    gone
}

/// What whoever has seen the record up to a row may begin with, the best first: the last one that
/// it has seen the row of, and the last of all. What cannot be read is none.
pub fn pick(folder: &Path, seen: u64) -> Vec<Milestone> {
    let names = folder::list(folder).unwrap_or_default();
    let last = |most: u64| {
        let there = names.iter().rev().filter(|name| is_one(name) && seq_of(name) <= most);
        there.take(LATEST).find_map(|name| read(folder, name, &names))
    };
    let mut picked: Vec<Milestone> = last(seen).into_iter().collect();
    picked.extend(last(u64::MAX).filter(|last| !picked.contains(last)));
    picked
}

/// Reads one, where it counts: a later keeper went on from it, or from something after it.
fn read(folder: &Path, name: &Name, names: &[Name]) -> Option<Milestone> {
    let path = folder.join(name.to_string());
    // A pipe could be waited for, and a device read, for ever.
    if !fs::symlink_metadata(&path).ok()?.is_file() {
        return None;
    }
    let text = folder::read_fresh(&path, LARGEST).ok()?;
    let line = str::from_utf8(&text).ok()?.strip_suffix('\n')?;
    let milestone: Milestone =
        Some(line).filter(|line| line::is_whole(line)).and_then(line::unsealed)?;
    let Position { term, n } = milestone.at;
    // What comes after the last number can be neither said nor numbered.
    let (next, _, _) =
        (term.checked_add(1)?, n.checked_add(1)?, milestone.head.seq.checked_add(1)?);
    let counts = if names.contains(&Name::Keeper(next)) {
        term::read(folder, next).ok()??.continues >= n
    } else {
        names.contains(&Name::Keeper(term))
    };
    (milestone.name() == *name && counts).then_some(milestone)
}

const fn is_one(name: &Name) -> bool {
    matches!(name, Name::Milestone { .. })
}

const fn seq_of(name: &Name) -> u64 {
    match name {
        Name::Milestone { seq, .. } => *seq,
        Name::Room | Name::Keeper(_) | Name::Segment { .. } | Name::Here(_) | Name::Base(_) => 0,
    }
}

fn in_folder(names: &[Name]) -> Vec<Name> {
    names.iter().filter(|name| is_one(name)).cloned().collect()
}

/// How far the segments were heard here, and from where on they hold anything that is not answered:
/// what a keeper makes milestones of.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// As far as each was heard.
    heard: BTreeMap<Name, u64>,
    /// As far as everything in it is answered.
    settled: BTreeMap<Name, u64>,
    /// Those that hold lines of a later version: who knows it has to read them.
    strange: BTreeSet<Name>,
    /// Where the last answer that brought a row begins.
    proof: Option<(Name, u64)>,
    /// Whether anything was heard since everything was answered.
    moved: bool,
}

impl Progress {
    /// Nothing before this is read.
    pub fn begun_at(milestone: &Milestone) -> Self {
        let segments = &milestone.segments;
        Self { heard: segments.clone(), settled: segments.clone(), ..Self::default() }
    }

    /// A segment was heard up to there.
    pub fn hear(&mut self, of: Name, to: u64) {
        let heard = self.heard.entry(of).or_default();
        *heard = to.max(*heard);
        self.moved = true;
    }

    /// A segment holds a line that nobody of this version can read.
    pub fn is_strange(&mut self, of: Name) {
        self.strange.insert(of);
    }

    /// An answer with rows lies in a segment, from there on.
    pub fn answered(&mut self, of: Name, from: u64) {
        self.proof = Some((of, from));
    }

    /// A segment was rewritten, with nothing lost but what was redacted.
    pub fn rewritten(&mut self, old: &Name, new: Name, size: u64) {
        self.settled.remove(old);
        if let Some((of, from)) = self.proof.as_mut().filter(|(of, _)| of == old) {
            (*of, *from) = (new.clone(), 0);
        }
        if self.heard.remove(old).is_some() {
            self.hear(new, size);
        }
    }

    /// Everything that was heard is answered.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.moved) {
            let settled = self.heard.iter().filter(|(name, _)| !self.strange.contains(name));
            let settled = settled.map(|(name, to)| (name.clone(), *to));
            self.settled.extend(settled);
        }
    }

    /// From where on the segments are to be read by whoever begins with what was answered; nothing
    /// where its last row cannot be proved then. `by_term` says that the term itself does.
    pub fn segments(&self, by_term: bool) -> Option<BTreeMap<Name, u64>> {
        let mut segments = self.settled.clone();
        match &self.proof {
            Some((name, from)) => {
                let settled = segments.entry(name.clone()).or_default();
                *settled = (*settled).min(*from);
            }
            None if by_term => {}
            None => return None,
        }
        Some(segments)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rustix::fs::{CWD, FileType, Mode};

    use super::{LATEST, Milestone, Name, STRETCHES, pick, write};
    use crate::domain::ids::SessionId;
    use crate::domain::time::Timestamp;
    use crate::store::direct::Head;
    use crate::store::share::folder;
    use crate::store::share::ledger::Position;
    use crate::store::share::term::Term;

    fn of(term: u64, n: u64, seq: u64) -> Milestone {
        Milestone {
            at: Position { term, n },
            head: Head { seq, hash: [7; 32] },
            recorded: super::Numbers::default(),
            refused: super::Numbers::default(),
            segments: [(Name::Segment { session: SessionId::new("s"), part: 1 }, 7)].into(),
        }
    }

    fn term(number: u64, continues: u64) -> String {
        let term = Term {
            number,
            continues,
            head: Head::NONE,
            session: SessionId::new("s"),
            host: String::new(),
            boot: String::new(),
            pid: 1,
            since: Timestamp::default(),
        };
        serde_json::to_string(&term).expect("plain values")
    }

    fn rows(picked: &[Milestone]) -> Vec<u64> {
        picked.iter().map(|milestone| milestone.head.seq).collect()
    }

    #[test]
    fn the_last_that_counts_is_picked_and_the_last_that_was_seen() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let folder = folder.path();
        assert_eq!(pick(folder, 9), []);
        fs::write(folder.join("keeper-000001"), term(1, 0)).expect("a term");
        for milestone in [of(1, 10, 10), of(1, 2_000, 2_000), of(1, 2_300, 2_300)] {
            write(folder, &milestone).expect("written");
        }
        assert_eq!(rows(&pick(folder, 0)), [2_300]);
        assert_eq!(rows(&pick(folder, 2_299)), [2_000, 2_300]);
        assert_eq!(pick(folder, 9_000), [of(1, 2_300, 2_300)]);
        // A later keeper went on from an earlier answer.
        fs::write(folder.join("keeper-000002"), term(2, 2_100)).expect("a term");
        assert_eq!(rows(&pick(folder, 9_000)), [2_000]);
        // One that is cut, or says that it is another, is none.
        let name = "milestone-000001-2000-2000";
        let text = fs::read(folder.join(name)).expect("it");
        fs::write(folder.join(name), &text[1..]).expect("cut");
        assert_eq!(rows(&pick(folder, 1_000)), [10]);
        fs::write(folder.join("milestone-000001-1990-1990"), &text).expect("another");
        assert_eq!(rows(&pick(folder, 1_999)), [10]);
    }

    #[test]
    fn what_is_none_is_passed_over_and_waited_for_never() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let folder = folder.path();
        fs::write(folder.join("keeper-000001"), term(1, 0)).expect("a term");
        write(folder, &of(1, 10, 10)).expect("written");
        let last = [(1, u64::MAX, 20), (u64::MAX, 1, 20), (1, 20, u64::MAX)];
        for (term, n, seq) in last {
            let other = of(term, n, seq);
            let keeper = folder.join(format!("keeper-{term:06}"));
            if !keeper.exists() {
                fs::write(keeper, self::term(term, 0)).expect("a term");
            }
            write(folder, &other).expect("written");
            assert_eq!(rows(&pick(folder, 15)), [10], "{other:?}");
            fs::remove_file(folder.join(other.name().to_string())).expect("removed");
        }
        let path = folder.join("milestone-000001-11-11");
        rustix::fs::mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("a pipe");
        assert_eq!(rows(&pick(folder, 15)), [10]);
        fs::remove_file(&path).expect("removed");
        std::os::unix::fs::symlink("milestone-000001-10-10", &path).expect("a link");
        assert_eq!(rows(&pick(folder, 15)), [10]);
        fs::remove_file(&path).expect("removed");
        fs::write(&path, [0xff; 9_000]).expect("no words");
        assert_eq!(rows(&pick(folder, 15)), [10]);
    }

    #[test]
    fn they_do_not_pile_up() {
        let folder = tempfile::TempDir::new().expect("a folder");
        for seq in (100..=30_000).step_by(100) {
            write(folder.path(), &of(1, seq, seq)).expect("written");
        }
        let kept = folder::list(folder.path()).expect("names");
        let seqs: Vec<u64> = kept.iter().map(super::seq_of).collect();
        assert_eq!(seqs.len(), LATEST + STRETCHES);
        assert_eq!(seqs[STRETCHES..], [29_900, 30_000]);
        assert!(seqs[..STRETCHES].iter().all(|seq| seq % 1_000 == 0), "{seqs:?}");
    }
}
