//! Looking at the folder: what is new in it is told. Apart from the serving, because a long room
//! takes a while to read: that goes on a piece at a time, and what the console asks for meanwhile
//! is done before the next.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::time::Instant;

use crate::domain::ids::SessionId;
use crate::store::share::folder::{self, Name};
use crate::store::share::presence;
use crate::store::share::segment::Reader;
use crate::store::share::term;
use crate::store::share::wire::{self, Tell};

use super::Child;

/// What is left of a look.
pub(super) struct Looking {
    names: VecDeque<Name>,
    /// What the console had said of its running when it began.
    live: u64,
    trouble: Option<io::Error>,
    lacks_term: bool,
}

impl Child {
    /// What comes before that in these segments was answered before the console came.
    pub(super) fn begin_with(&mut self, from: BTreeMap<Name, u64>) {
        if !from.is_empty() {
            self.begun = Some(from.keys().cloned().collect());
        }
        let readers = from.into_iter().map(|(name, offset)| (name, Reader::from(offset)));
        self.readers.extend(readers);
    }

    /// Lists what is there, to read everything that is listed.
    pub(super) fn look(&mut self) -> io::Result<()> {
        let names = match folder::list(&self.folder) {
            Ok(names) => names,
            Err(error) => {
                wire::send(&mut self.console, &Tell::Blind(error.to_string()))?;
                // Where the mount is gone, the next child takes hold of what comes back; where the
                // folder is, it says so.
                let gone = self.held.is_lost() || error.kind() == io::ErrorKind::NotFound;
                return if gone { Err(error) } else { Ok(()) };
            }
        };
        if !names.contains(&Name::Room) {
            return Err(io::Error::other("the folder's mark is gone"));
        }
        if self.writer.lacks(&names) {
            return self.own_segment_is_lost();
        }
        self.tell_left(&names)?;
        if self.begun.as_ref().is_some_and(|begun| begun.iter().any(|it| Self::lost(it, &names))) {
            return self.is_unfit();
        }
        self.look_for_lost(&names)?;
        let names = names.into();
        self.looking = Some(Looking { names, live: self.live, trouble: None, lacks_term: false });
        Ok(())
    }

    /// The milestone names segments that are not there, or not whole: it tells nothing.
    fn is_unfit(&mut self) -> io::Result<()> {
        self.begun = None;
        wire::send(&mut self.console, &Tell::Unfit)
    }

    /// Reads on, a piece.
    pub(super) fn look_on(&mut self) -> io::Result<()> {
        let Some(mut looking) = self.looking.take() else { return Ok(()) };
        let Some(name) = looking.names.front() else { return self.end_look(looking) };
        let more = match self.read(name) {
            Ok(more) => more,
            // What cannot be told ends the child; what cannot be read is tried again.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(error),
            Err(error) => {
                looking.lacks_term |= matches!(name, Name::Keeper(_));
                looking.trouble = Some(error);
                false
            }
        };
        if !more {
            looking.names.pop_front();
        }
        self.looking = Some(looking);
        Ok(())
    }

    fn end_look(&mut self, looking: Looking) -> io::Result<()> {
        let Looking { live, trouble, lacks_term, .. } = looking;
        if self.begun.is_some() && trouble.is_none() {
            if std::mem::take(&mut self.cut) {
                return self.is_unfit();
            }
            self.begun = None;
        }
        if !lacks_term {
            wire::send(&mut self.console, &Tell::Alive(live))?;
        }
        let tell = trouble.map_or(Tell::Looked, |error| Tell::Blind(error.to_string()));
        wire::send(&mut self.console, &tell)
    }

    /// Reads what is new under a name, up to a piece; says whether there is more.
    fn read(&mut self, name: &Name) -> io::Result<bool> {
        match name {
            Name::Room | Name::Milestone { .. } => {}
            Name::Keeper(number) => {
                if !self.told.contains(name)
                    && let Some(term) = term::read(&self.folder, *number)?
                {
                    wire::send(&mut self.console, &Tell::Term(Box::new(term)))?;
                    self.told.insert(name.clone());
                }
            }
            Name::Base(seq) => {
                if !self.told.contains(name) {
                    wire::send(&mut self.console, &Tell::Base(*seq))?;
                    self.told.insert(name.clone());
                }
            }
            Name::Here(session) => {
                if self.present.as_ref().is_some_and(|own| own.session == *session) {
                    return Ok(false);
                }
                if let Some(beat) = presence::read(&self.folder, session)?
                    && self.others.insert(session.clone(), beat.count) != Some(beat.count)
                {
                    wire::send(&mut self.console, &Tell::Beat(Box::new(beat)))?;
                }
            }
            Name::Segment { session, part } => {
                if !self.writer.has_made(session, *part) {
                    return self.read_segment(name);
                }
            }
        }
        Ok(false)
    }

    fn read_segment(&mut self, name: &Name) -> io::Result<bool> {
        let path = self.folder.join(name.to_string());
        let reader = self.readers.entry(name.clone()).or_default();
        let read = match reader.read_on(&path) {
            // It was rewritten since the listing; the next one has what stands for it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            read => read?,
        };
        self.cut |= read.cut;
        if !read.lines.is_empty() {
            self.active_at = Instant::now();
            let (of, to, lines) = (name.clone(), reader.offset(), read.lines);
            wire::send(&mut self.console, &Tell::Lines { of, to, lines })?;
        }
        Ok(read.more)
    }

    fn tell_left(&mut self, names: &[Name]) -> io::Result<()> {
        let gone = |session: &&SessionId| !names.contains(&Name::Here((*session).clone()));
        let left: Vec<SessionId> = self.others.keys().filter(gone).cloned().collect();
        for session in left {
            self.others.remove(&session);
            wire::send(&mut self.console, &Tell::Left(session))?;
        }
        Ok(())
    }
}
