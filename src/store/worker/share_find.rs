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
use crate::store::share::fetch;
use crate::store::share::presence::Present;
use crate::store::share::process::ShareChild;
use crate::store::share::wire::{Ask, Facts, Tell};

use super::watch::Waker;
use super::{Opening, now};

/// How long a share may take to answer before the room is shown as this desk saw it.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

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
/// copy of the file, or, where the share is dark, from what a desk here remembers.
pub(super) fn find(opening: &Opening, start: &Start) -> Result<Found, String> {
    let begun = start.child(false);
    let mut child = begun.map_err(|error| format!("no child could be started: {error}"))?;
    let facts = child.wait_for(PATIENCE, |told| match told {
        Tell::Opened(facts) => Some(*facts),
        _ => None,
    });
    let remembered = || Desk::incident_at(&opening.place, &opening.path);
    let Some(facts) = facts else {
        let incident = remembered().ok_or(
            "the share does not answer, and this host has never seen the room: it cannot be \
             opened yet. Nothing was changed. Try again when the share is back",
        )?;
        return Ok(Found { incident, child, facts: None, copy: None });
    };
    if let Some(incident) = facts.incident.clone() {
        return Ok(Found { incident, child, facts: Some(facts), copy: None });
    }
    let (Some(_), None) = (&facts.file, &facts.trouble) else {
        let because = facts.trouble.clone().unwrap_or_default();
        let incident = remembered().ok_or(because)?;
        return Ok(Found { incident, child, facts: Some(facts), copy: None });
    };
    let (folder, copy) = fetch::take(&mut child).map_err(|fault| fault.to_string())?;
    let file = IncidentFile::open(&copy, Access::Read).map_err(|fault| fault.to_string())?;
    let incident = file.incident().clone();
    drop(file);
    Ok(Found { incident, child, facts: Some(facts), copy: Some((folder, copy)) })
}
