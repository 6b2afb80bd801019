//! Whose record lies on a share, found out before a room comes up. Apart, because nothing is known
//! yet: the share may be dark, the file may be numbered directly so far, the folder beside it may
//! be there or not.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::domain::ids::{IncidentId, SessionId};
use crate::store::desk::{Desk, boot_id, host_name};
use crate::store::direct::{Access, IncidentFile};
use crate::store::mount::Mount;
use crate::store::share::fetch;
use crate::store::share::presence::Present;
use crate::store::share::process::ShareChild;
use crate::store::share::wire::{Ask, Facts, Tell};

use super::watch::Waker;
use super::{Opening, now};

/// How long a share may take to answer before the room is shown as this desk saw it.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_500);

/// What a child is started with.
pub(super) struct Start {
    /// What is started; nothing means this program.
    pub program: Option<PathBuf>,
    /// The file.
    pub path: PathBuf,
    /// The type of the mount that it was found on.
    pub mount: String,
    /// Whose segment is one's own.
    pub session: SessionId,
    /// What a child wakes.
    pub waker: Waker,
    /// How many were started.
    pub children: AtomicU32,
}

impl Start {
    /// For this room.
    pub fn of(opening: &Opening, mount: &Mount, waker: Waker) -> Self {
        Self {
            program: opening.who.program.clone(),
            path: opening.path.clone(),
            mount: mount.kind().to_owned(),
            session: opening.session.clone(),
            waker,
            children: AtomicU32::new(0),
        }
    }

    /// Starts a child and has it look at the file; `kept` says whether the folder must be there.
    pub fn child(&self, kept: bool) -> io::Result<ShareChild> {
        let Self { program, path, mount, session, waker, children } = self;
        let before = children.fetch_add(1, Ordering::Relaxed);
        let child = ShareChild::start(program.as_deref(), waker.another()?)?;
        let (file, mount, session) = (path.clone(), mount.clone(), session.clone());
        // No child makes so many.
        let part = 1 + before * 1_000;
        child.ask(Ask::Open { file, mount, kept, session, part });
        Ok(child)
    }
}

/// What this console says of itself.
pub(super) fn present(opening: &Opening) -> Present {
    Present {
        session: opening.session.clone(),
        name: opening.who.person.clone(),
        department: opening.who.department.clone(),
        host: host_name(),
        boot: boot_id(),
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        since: now(),
        published: None,
        hampered: None,
        editing: None,
    }
}

/// What there is before a room comes up.
pub(super) struct Found {
    pub incident: IncidentId,
    pub child: ShareChild,
    pub facts: Option<Facts>,
    /// The record itself, where no folder lies beside it yet.
    pub copy: Option<(TempDir, PathBuf)>,
}

/// Starts a child for the file, and finds out whose record it is: from the folder beside it, from a
/// copy of the file, or, where the share is dark, from what a desk here remembers. Where nobody
/// knows it waits on; `not_yet` says so and why, and answers whether to give up, which gives
/// nothing.
pub(super) fn find(
    opening: &Opening,
    start: &Start,
    not_yet: &mut dyn FnMut(String) -> bool,
) -> Result<Option<Found>, String> {
    let remembered = Desk::incident_at(&opening.place, &opening.path);
    let mut child = None;
    loop {
        let mut here = match child.take() {
            Some(child) => child,
            None => begin(start)?,
        };
        let facts = here.wait_for(PATIENCE, |told| match told {
            Tell::Opened(facts) => Some(*facts),
            _ => None,
        });
        let known = facts.as_ref().and_then(|facts| facts.incident.clone());
        let dark = facts.as_ref().is_none_or(|facts| facts.trouble.is_some());
        if let Some(incident) = known.or_else(|| remembered.clone().filter(|_| dark)) {
            return Ok(Some(Found { incident, child: here, facts, copy: None }));
        }
        if !dark {
            let (folder, copy) = fetch::take(&mut here).map_err(|fault| fault.to_string())?;
            let file = IncidentFile::open(&copy, Access::Read).map_err(|it| it.to_string())?;
            let incident = file.incident().clone();
            let copy = Some((folder, copy));
            return Ok(Some(Found { incident, child: here, facts, copy }));
        }
        let hopeless = facts.as_ref().is_some_and(|facts| facts.hopeless);
        let because = facts.and_then(|facts| facts.trouble).unwrap_or_else(|| DARK.to_owned());
        if hopeless {
            return Err(because);
        }
        if not_yet(because) {
            return Ok(None);
        }
        child = Some(here).filter(|child| !child.is_gone());
    }
}

fn begin(start: &Start) -> Result<ShareChild, String> {
    start.child(false).map_err(|error| format!("no child could be started: {error}"))
}

/// What is said of a share that says nothing.
const DARK: &str = "the share does not answer";
