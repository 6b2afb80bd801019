//! `allhands verify`: is the file sound, and is it the one that a witness saw?

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::args::Verify;
use crate::domain::ids::IncidentId;
use crate::store::check::has_keeper;
use crate::store::courier::is_shared;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::direct::Head;
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::verify::{Against, Report, Subject, Verdict, Whom, verify};
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::{made_sound, named as rooms, now, print};

/// Walks over the file, and prints what was found and where the record ends.
pub fn run(asked: &Verify) -> Result<(), Failure> {
    let report = report(&asked.file, asked.against.as_deref())?;
    print(&words(&report))?;
    let name = asked.file.display().to_string();
    let name = text::output(&name);
    if let (Verdict::Older { with: Whom::Desk, .. }, None) = (&report.verdict, &asked.against) {
        return older(&asked.file, &name, &report);
    }
    if report.verdict.is_sound() {
        return Ok(());
    }
    let made = made_sound(&name, &report.incident);
    let words = format!("{name}: {}. Keep it as it is; {made}", report.verdict);
    Err(Failure::new(End::NotSound, words))
}

/// An older copy is no fault, and rows that were cut off the room itself look the same: only the
/// place tells, and where it does not, a person.
fn older(path: &Path, name: &str, report: &Report) -> Result<(), Failure> {
    let Verdict::Older { ends, saw, .. } = report.verdict else { return Ok(()) };
    let (from, id) = (ends + 1, &report.incident);
    let rows = if from == saw { format!("row {saw}") } else { format!("rows {from} to {saw}") };
    let whole = format!("`allhands recover NEW --from {name} --from {id}` makes the whole record");
    if is_the_rooms_place(path, id) {
        let words = format!(
            "{name}: this host knows the room at this place, so it was rolled back or cut: {rows} \
             should be there. Keep it as it is; {whole}"
        );
        return Err(Failure::new(End::NotSound, words));
    }
    tell(&format!("if this is the room itself and no copy of it, {rows} were cut off: {whole}"));
    Ok(())
}

/// Whether the room itself lies there, numbered directly. On a share the file may be behind what
/// its folder holds.
fn is_the_rooms_place(path: &Path, incident: &IncidentId) -> bool {
    let Ok((located, mount)) = mount::locate(path) else { return false };
    let room = || Desk::existing(&DeskPlace::of_this_user(), incident)?.room().ok().flatten();
    mount.is_local() && !has_keeper(&located) && room().as_ref() == Some(&located)
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
        let other = &rooms::file(other)?;
        let witness = Subject::of(other).map_err(|fault| Failure::of_file(other, &fault))?;
        // Whose rows anybody may have changed is no witness.
        if let Some(how) = witness.strange() {
            return Err(Failure::of_file(other, &Fault::Foreign(how.to_owned())));
        }
        return verify(path, Against::File(witness.file())).map_err(of_file);
    }
    with_desk(path, FILE_IS_MADE).map_err(of_file)
}

/// Compares with this host's desk as the file stands now.
pub fn as_it_stands(path: &Path) -> Result<Report, Failure> {
    with_desk(path, Duration::ZERO).map_err(|fault| Failure::of_file(path, &fault))
}

/// Whether a name leads to a file. On a share everything may: only looking would tell.
fn is_there(path: &Path) -> bool {
    mount::locate(path).is_ok_and(|(path, mount)| !mount.is_local() || path.exists())
}

/// Compares with the desk. On a share the keeper makes the file anew some seconds after the last
/// row, so that a desk may be ahead of it for so long, and it is looked at again.
fn with_desk(path: &Path, most: Duration) -> Result<Report, Fault> {
    let subject = Subject::of(path)?;
    let place = DeskPlace::of_this_user();
    let id = subject.incident();
    let desk = place.file(id).exists().then(|| Desk::open(&place, id, now()));
    let Some(Ok(desk)) = desk else { return subject.verify(Against::Nobody) };
    let mut report = subject.verify(Against::Desk(&desk))?;
    let begun = Instant::now();
    while matches!(report.verdict, Verdict::Older { .. })
        && begun.elapsed() < most
        && is_shared(path)?
    {
        thread::sleep(Duration::from_millis(500));
        report = verify(path, Against::Desk(&desk))?;
    }
    Ok(report)
}

/// Within so long a keeper has made the file anew.
const FILE_IS_MADE: Duration = Duration::from_secs(15);
