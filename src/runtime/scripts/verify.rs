//! `allhands verify`: is the file sound, and is it the one that a witness saw?

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::args::Verify;
use crate::store::courier::is_shared;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::direct::Head;
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::verify::{Against, Report, Subject, Verdict, verify};
use crate::text;

use super::super::failure::{End, Failure};
use super::{now, print};

/// Walks over the file, and prints what was found and where the record ends.
pub fn run(asked: &Verify) -> Result<(), Failure> {
    let report = report(&asked.file, asked.against.as_deref())?;
    print(&words(&report))?;
    if report.verdict.is_sound() {
        return Ok(());
    }
    let name = asked.file.display().to_string();
    Err(Failure::new(End::NotSound, format!("{}: {}", text::output(&name), report.verdict)))
}

/// The verdict, and the head for whoever wants to be a witness.
pub fn words(report: &Report) -> String {
    let verdict = report.verdict.to_string();
    let mut out = format!("{}\n", text::output(&verdict));
    out.extend(["head ", report.head.to_string().as_str(), "\n"]);
    if let Some(version) = report.newer {
        out.push_str("it says that its format is version ");
        out.push_str(&version.to_string());
        out.push_str(", newer than this allhands: judged as far as this version knows\n");
    }
    if report.dead_writer {
        out += "a writer died in the middle of a row: `allhands FILE` finishes its journal\n";
    }
    out
}

/// Compares with what was named, else with this host's desk, where it knows the room.
pub fn report(path: &Path, against: Option<&str>) -> Result<Report, Failure> {
    let of_file = |fault| Failure::of_file(path, &fault);
    if let Some(named) = against {
        if let Some(head) = Head::parse(named) {
            return verify(path, Against::Head(head)).map_err(of_file);
        }
        let other = Path::new(named);
        let begins_as_a_head =
            named.split_once(':').is_some_and(|(row, _)| row.parse::<u64>().is_ok());
        if begins_as_a_head && !is_there(other) {
            let words = format!(
                "{} is no head: give SEQ:HASH whole, as verify prints it behind `head`",
                text::output(named)
            );
            return Err(Failure::new(End::Usage, words));
        }
        let witness = Subject::of(other).map_err(|fault| Failure::of_file(other, &fault))?;
        // Whose rows anybody may have changed is no witness.
        if let Some(how) = witness.strange() {
            return Err(Failure::of_file(other, &Fault::Foreign(how.to_owned())));
        }
        return verify(path, Against::File(witness.file())).map_err(of_file);
    }
    with_desk(path).map_err(of_file)
}

/// Whether a name leads to a file. On a share everything may: only looking would tell.
fn is_there(path: &Path) -> bool {
    mount::locate(path).is_ok_and(|(path, mount)| !mount.is_local() || path.exists())
}

/// Compares with the desk. On a share the keeper makes the file anew some seconds after the last
/// row, so that a desk may be ahead of it for so long.
fn with_desk(path: &Path) -> Result<Report, Fault> {
    let subject = Subject::of(path)?;
    let place = DeskPlace::of_this_user();
    let id = subject.incident();
    let desk = place.file(id).exists().then(|| Desk::open(&place, id, now()));
    let Some(Ok(desk)) = desk else { return subject.verify(Against::Nobody) };
    let mut report = subject.verify(Against::Desk(&desk))?;
    let begun = Instant::now();
    while matches!(report.verdict, Verdict::Lost { .. })
        && begun.elapsed() < FILE_IS_MADE
        && is_shared(path)?
    {
        thread::sleep(Duration::from_millis(500));
        report = verify(path, Against::Desk(&desk))?;
    }
    Ok(report)
}

/// Within so long a keeper has made the file anew.
const FILE_IS_MADE: Duration = Duration::from_secs(15);
