//! `allhands doctor`: how a file, its folder, this host's desk and this terminal stand, and what to
//! do about it.

use std::env;
use std::fmt::Display;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::console::keymap::Keymap;
use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;
use crate::store::check::has_keeper;
use crate::store::desk::{Desk, DeskPlace, WhyHere};
use crate::store::direct::{Access, IncidentFile};
use crate::store::mount::{self, Mount};
use crate::store::verify::{Report, Verdict};
use crate::text;

use super::failure::{End, Failure};
use super::scripts::verify::as_it_stands;
use super::scripts::{made_sound, now, print};
use super::settings::Places;

mod share;

/// Free space below which a disk is pointed out.
const FREE_MIN: u64 = 256 * 1024 * 1024;

/// What was found, and what is to be done.
#[derive(Default)]
struct Findings {
    found: String,
    to_do: Vec<String>,
    end: Option<End>,
}

impl Findings {
    fn say(&mut self, of: &str, words: impl Display) {
        let words = text::unnumbered(&words.to_string());
        self.found.extend([
            format!("{of:<12} "),
            text::output(&words).into_owned(),
            "\n".to_owned(),
        ]);
    }

    fn ask(&mut self, words: impl Display) {
        self.to_do.push(text::output(&words.to_string()).into_owned());
    }
}

/// Looks at everything, and ends in a list of what to do.
pub fn run(file: Option<&Path>) -> Result<(), Failure> {
    let mut findings = Findings::default();
    if let Some(path) = file {
        look_at_file(&mut findings, path);
    }
    look_at_places(&mut findings);
    look_at_terminal(&mut findings);
    let mut out = findings.found;
    if findings.to_do.is_empty() {
        out += "\nNothing to do.\n";
    } else {
        out += "\nTo do:\n";
        for (number, words) in findings.to_do.iter().enumerate() {
            out.extend([(number + 1).to_string().as_str(), ". ", words, "\n"]);
        }
    }
    print(&out)?;
    findings.end.map_or(Ok(()), |end| Err(Failure::new(end, "see the list above")))
}

fn look_at_file(findings: &mut Findings, path: &Path) {
    findings.say("file", path.display());
    if let Ok((path, mount)) = mount::locate(path)
        && (!mount.is_local() || has_keeper(&path))
    {
        return share::look(findings, &path, &mount);
    }
    match Mount::of(path) {
        Ok(Mount::Local { kind }) => {
            findings.say("mount", format!("{kind}, a disk of this host: numbered directly"));
        }
        Ok(Mount::Share { because, .. }) => findings.say("mount", because),
        Err(error) => findings.say("mount", format!("not known: {error}")),
    }
    look_at_rights(findings, path);
    look_at_space(findings, path);
    let opened = IncidentFile::open(path, Access::Read).and_then(|file| {
        let mut incident = Incident::default();
        file.fold_into(&mut incident)?;
        Ok((file, incident))
    });
    match opened {
        Ok((_, incident)) => {
            let codename = &incident.room.codename;
            findings.say("room", format!("{codename}, complete to row {}", incident.head));
            look_at_chain(findings, path);
            look_at_redactions(findings, &incident);
            look_at_desk(findings, &incident);
        }
        Err(error) => {
            let failure = Failure::of_file(path, &error);
            findings.say("room", &failure.words);
            findings.ask(&failure.words);
            findings.end = Some(failure.end);
            look_at_desk_of(findings, path);
        }
    }
}

fn look_at_rights(findings: &mut Findings, path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    for (of, at) in [("rights", path), ("folder", folder.unwrap_or(Path::new(".")))] {
        let Ok(about) = std::fs::metadata(at) else { continue };
        let mode = about.permissions().mode() & 0o7777;
        findings.say(of, format!("{mode:04o}"));
        if mode & 0o004 != 0 && of == "rights" {
            let name = at.display();
            findings.ask(format!("Everybody on this host may read it: chmod o-rwx {name}"));
        }
        if mode & 0o004 != 0 && of == "folder" {
            let name = at.display();
            findings.ask(format!("Everybody on this host may list the folder: chmod o-rwx {name}"));
        }
        if mode & 0o002 != 0 && mode & 0o1000 == 0 && of == "folder" {
            let name = at.display();
            findings.ask(format!("Everybody on this host may replace it: chmod o-w {name}"));
        }
    }
}

fn look_at_space(findings: &mut Findings, path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(about) = rustix::fs::statvfs(folder.unwrap_or(Path::new("."))) else { return };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    findings.say("free", format!("{} MB", free / 1_000_000));
    if free < FREE_MIN {
        findings.ask("The disk is nearly full: make room before lines stay at the desk.");
    }
}

/// The sums of the file, and whether it is what this desk saw.
fn look_at_chain(findings: &mut Findings, path: &Path) {
    say_chain(findings, path, as_it_stands(path), false);
}

/// Says what the walk over the file found. Of a room on a share the folder beside the file may hold
/// more rows.
fn say_chain(
    findings: &mut Findings,
    path: &Path,
    report: Result<Report, Failure>,
    on_share: bool,
) {
    let report = match report {
        Ok(report) => report,
        Err(failure) => return findings.say("chain", &failure.words),
    };
    match report.verdict.clone() {
        Verdict::Older { ends, saw, .. } if on_share => {
            findings.say(
                "chain",
                format!("sound, and complete to row {ends} of {saw} that this desk saw"),
            );
        }
        Verdict::Older { ends, saw, .. } => {
            findings.say("chain", &report.verdict);
            let name = path.display();
            findings.ask(format!(
                "It is an older copy, to row {ends} of {saw}. If it is to be the room itself, rows \
                 are gone from it: allhands verify {name} says what makes it whole."
            ));
        }
        verdict => {
            findings.say("chain", &verdict);
            if !verdict.is_sound() {
                let made = made_sound(&path.display().to_string(), &report.incident);
                findings.ask(format!("The record is not sound: keep the file as it is; {made}."));
                findings.end = Some(End::NotSound);
            }
        }
    }
}

/// Whose desks may still hold words that were redacted.
fn look_at_redactions(findings: &mut Findings, incident: &Incident) {
    if incident.redactions.last == 0 {
        return;
    }
    let open = incident.unconfirmed();
    if open.is_empty() {
        findings.say("redactions", "carried out at every desk that ever held the room");
        return;
    }
    for (desk, person) in open {
        findings.say("redactions", format!("not confirmed by {desk} ({person})"));
        findings.ask(format!(
            "Redacted words may still be at the desk of {desk}: it removes them by itself once \
             the room is opened there."
        ));
    }
}

fn look_at_desk(findings: &mut Findings, incident: &Incident) {
    let place = DeskPlace::of_this_user();
    let Some(id) = &incident.room.id else { return };
    if !place.file(id).exists() {
        findings.say("desk", "this host has not opened the room yet");
        return;
    }
    match Desk::open(&place, id, now()).and_then(|desk| Ok((desk.counts()?, desk.checked_at()?))) {
        Ok(((waiting, refused), at)) => {
            findings.say("desk", format!("{waiting} waiting, {refused} refused, agreed at {at}"));
            look_at_laid_aside(findings, &place, id);
            if waiting > 0 {
                findings
                    .ask("Lines wait at this desk: open the room here, and they are delivered.");
            }
            if refused > 0 {
                findings.ask(
                    "Refused acts wait for somebody: open the room here, then Esc r x (in linear \
                     mode /tray, then /drop N).",
                );
            }
        }
        Err(error) => {
            findings.say("desk", &error);
            findings.ask(&error);
        }
    }
}

/// What this host knows of the room that lay at a path whose file tells nothing any more.
fn look_at_desk_of(findings: &mut Findings, path: &Path) {
    let place = DeskPlace::of_this_user();
    let Ok((located, _)) = mount::locate(path) else { return };
    let id = Desk::incident_at(&place, &located);
    let Some(desk) = id.as_ref().and_then(|id| Desk::existing(&place, id)) else { return };
    let (id, seen) = (desk.incident(), desk.folded());
    let (codename, head) =
        seen.map_or(("of a name not known".to_owned(), 0), |it| (it.room.codename, it.head));
    let waiting = desk.counts().map_or(0, |(waiting, _)| waiting);
    findings.say(
        "desk",
        format!("the room {codename} lay here: seen to row {head}, {waiting} waiting for it"),
    );
    let lines = match waiting {
        0 => String::new(),
        1 => " The line that waits here comes with it.".to_owned(),
        many => format!(" The {many} lines that wait here come with it."),
    };
    findings.ask(format!(
        "This is where the room {codename} lay. Keep what lies there now, and make the room anew \
         from this host's desk: allhands recover NEW.allhands --from {id}.{lines}"
    ));
}

/// Rows that a person gave up for another file's: evidence, which somebody may look for.
fn look_at_laid_aside(findings: &mut Findings, place: &DeskPlace, id: &IncidentId) {
    let aside = Desk::open(place, id, now()).and_then(|desk| desk.laid_aside());
    let Some(first) = aside.iter().flatten().next() else { return };
    let count = aside.as_ref().map_or(0, Vec::len);
    findings.say(
        "laid aside",
        format!(
            "{count} row{}, the last at {}: allhands recover NEW --from {id} --with-laid-aside",
            if count == 1 { "" } else { "s" },
            first.at
        ),
    );
}

fn look_at_places(findings: &mut Findings) {
    let place = DeskPlace::of_this_user();
    findings.say("desks in", format!("{} ({})", place.folder.display(), place.why));
    if matches!(place.why, WhyHere::Instead { .. } | WhyHere::NoHome) {
        findings.ask("To choose the desk's place, set ALLHANDS_DESK to a folder on a local disk.");
    }
    let places = Places::of_this_user();
    let (config, trouble) = places.config();
    findings.say("register", places.register_of(&config).display());
    findings.say("settings", places.config.display());
    if let Some(trouble) = trouble {
        findings.ask(trouble);
    }
    match places.keys() {
        Ok(Some(text)) => {
            for clash in Keymap::rebound(&text).1 {
                findings.ask(clash);
            }
        }
        Ok(None) => {}
        Err(why) => findings.ask(why),
    }
    match places.library(None) {
        Ok((_, mistakes)) => {
            for mistake in mistakes {
                findings.ask(format!("playbooks: {mistake}"));
            }
        }
        Err(why) => findings.ask(why),
    }
}

fn look_at_terminal(findings: &mut Findings) {
    let value = |name: &str| env::var(name).unwrap_or_else(|_| "not set".to_owned());
    let size = crossterm::terminal::size()
        .map_or_else(|_| "no terminal".to_owned(), |(columns, rows)| format!("{columns}x{rows}"));
    let (term, colours) = (value("TERM"), value("COLORTERM"));
    findings.say("terminal", format!("{size}, TERM {term}, COLORTERM {colours}"));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env::var(name).ok());
    let locale = locale.filter(|name| !name.is_empty());
    let utf8 = |name: &String| name.to_lowercase().replace('-', "").contains("utf8");
    findings.say("locale", locale.clone().unwrap_or_else(|| "not set".to_owned()));
    if !locale.as_ref().is_some_and(utf8) {
        findings.ask("The locale does not say UTF-8: if lines look wrong, run with --ascii.");
    }
    if env::var_os("TMUX").is_some() {
        findings.ask("In tmux, `set -s escape-time 10` makes Esc immediate, if it is not set yet.");
    }
}
