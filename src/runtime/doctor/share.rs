//! How a room on a share stands. Apart, because nothing of the share may be touched from here: it
//! may hang, and the list of what to do has to come all the same.

use std::path::Path;

use crate::console::zone;
use crate::store::courier::{Seen, read_whole};
use crate::store::desk::DeskPlace;
use crate::store::mount::Mount;
use crate::store::share::clerk;
use crate::store::share::errand::Stands;
use crate::store::worker::{FileReach, Keeper, Other, Reach, ShareReach, Stuck};

use super::super::failure::Failure;
use super::super::scripts::{new_session, now};
use super::{Findings, as_it_stands, look_at_desk, look_at_redactions, say_chain};

/// A clock this far off is pointed out, in milliseconds.
const FAR_OFF: i64 = 5_000;

/// Looks at the room through a child, which may be left behind.
pub fn look(findings: &mut Findings, path: &Path, mount: &Mount) {
    findings.say("mount", format!("{}: numbered by a keeper, through FILE.d", mount.kind()));
    let Seen { incident, reach, from_desk } =
        match read_whole(path, &DeskPlace::of_this_user(), &new_session()) {
            Ok(read) => read,
            Err(fault) => {
                let failure = Failure::of_file(path, &fault);
                findings.say("room", &failure.words);
                findings.ask(&failure.words);
                findings.end = Some(failure.end);
                return;
            }
        };
    let codename = &incident.room.codename;
    findings.say("room", format!("{codename}, known here to row {}", incident.head));
    if let Some(seen) = from_desk {
        findings.say("seen", format!("by this host's desk {}", zone::since(seen, now())));
    }
    if let Some(Reach { file, share, others, .. }) = reach {
        say_others(findings, &others);
        look_at_reach(findings, &file);
        if let (FileReach::Open, Some(share)) = (&file, share) {
            let chain = as_it_stands(path);
            look_at_share(findings, &share, chain.as_ref().ok().map(|it| it.head.seq));
            if let Some(Stands { file, folder, free }) = clerk::stands(path, mount) {
                // What is wrong with them is among the remarks already.
                findings.say("rights", format!("{file:04o}"));
                findings.say("folder", format!("{folder:04o}"));
                findings.say("free", format!("{} MB", free / 1_000_000));
            }
            say_chain(findings, path, chain, true);
        }
    }
    look_at_redactions(findings, &incident);
    look_at_desk(findings, &incident);
}

fn say_others(findings: &mut Findings, others: &[Other]) {
    for Other { present, silent_since } in others {
        let words = format!("{} ({}) at {}", present.name, present.department, present.host);
        let silent = silent_since.map(|at| format!(", silent since {at}")).unwrap_or_default();
        let (since, version) = (present.since, &present.version);
        findings.say("here", format!("{words}, since {since}, version {version}{silent}"));
    }
}

fn look_at_reach(findings: &mut Findings, file: &FileReach) {
    match file {
        FileReach::Open => findings.say("share", "answers"),
        FileReach::ReadOnly { because } => findings.say("share", because),
        FileReach::SecondFile { other, .. } => {
            findings.say("share", format!("the room is {}", other.display()));
        }
        FileReach::Away { because, .. } => {
            findings.say("share", because);
            findings.ask(
                "The share is out of reach: look after the mount and the network. What is typed \
                 meanwhile is kept at this host's desk, and goes on by itself.",
            );
        }
        FileReach::NotTheOne { because, .. } => {
            findings.say("share", because);
            findings.ask(because);
        }
    }
}

/// What is told of the share; `row` is the last that the file for people holds now.
fn look_at_share(findings: &mut Findings, share: &ShareReach, row: Option<u64>) {
    match &share.keeper {
        Keeper::Us | Keeper::Nobody => {
            findings.say("keeper", "nobody; the next console that opens the room is");
        }
        Keeper::Other { name, host } => findings.say("keeper", format!("{name}, at {host}")),
        Keeper::Silent { host } => {
            findings.say("keeper", format!("at {host}, silent"));
            findings.ask(format!(
                "The keeper at {host} is silent. Ask there. If it is gone for good, take over in \
                 the console: r k."
            ));
        }
        Keeper::NotYet => findings.say("keeper", "nobody yet: the file is numbered directly"),
    }
    if let Some(Stuck { since, because }) = &share.stuck {
        let because = because.as_deref().unwrap_or("why is not known here");
        findings.say("numbered", format!("nothing since {since}: {because}"));
        findings.ask(format!("Nothing is numbered: {because}."));
    }
    findings.say(
        "file",
        match share.complete.max(row) {
            Some(row) => format!("complete to row {row}"),
            None => "not known how far it is complete: it cannot be read".to_owned(),
        },
    );
    if share.looked {
        findings.say("not numbered", share.asked.len());
    } else {
        findings.say("not numbered", "not known: the folder beside it is still being read");
    }
    for (host, off) in &share.clocks {
        findings.say("clock", format!("{host}: {} s off", off / 1_000));
        if off.abs() > FAR_OFF {
            findings.ask(format!(
                "The clocks of {host} and of this host differ by {} s: set them, for times on the \
                 record come from them.",
                off.abs() / 1_000
            ));
        }
    }
    for remark in &share.remarks {
        let mut letters = remark.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        findings.ask(format!(
            "{}{}.",
            first.unwrap_or_default(),
            letters.as_str().trim_end_matches('.')
        ));
    }
    if share.asked.iter().any(|asked| now().since(asked.stamp.recorded_at) > 60_000) {
        findings.ask("Lines wait for their number for over a minute: see the keeper above.");
    }
}
