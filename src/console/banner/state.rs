//! The states that the banner says: what would be lost or waits, a hold, redactions, how the file
//! stands, the shield. Apart from what is owed, which comes before them.

use super::{Part, Tone};
use crate::console::model::{Model, Waiting};
use crate::console::standing::{DeskTrouble, Stuck, unsound};
use crate::console::zone;

/// All of them that there are, the most urgent first.
pub(super) fn parts(model: &Model) -> Vec<Part> {
    let mut parts = unsaved(model);
    if model.incident.hold.is_some() {
        parts.push(Part::right(19, "LEGAL HOLD", Tone::Alarm).or(46, "HOLD"));
    }
    parts.extend(unconfirmed(model));
    if let (false, many @ 1..) = (model.mistakes.seen, model.mistakes.found.len()) {
        let words = if many == 1 { "a mistake".to_owned() } else { format!("{many} mistakes") };
        let part = Part::right(29, format!("{words} in your settings (r w)"), Tone::Soon);
        parts.push(part.or(43, "SETTINGS (r w)"));
    }
    if model.reach.open_to_all {
        let part = Part::right(28, "OPEN TO ALL ON ITS HOST (r w)", Tone::Soon);
        parts.push(part.or(42, "OPEN TO ALL").or(72, "OPEN TO ALL (r w)"));
    }
    parts.push(file(model));
    let elsewhere = model.reach.others.iter().filter(|it| it.silent_since.is_none()).count();
    let here = usize::try_from(model.reach.here).unwrap_or(usize::MAX).max(1 + elsewhere);
    if here > 1 {
        parts.push(Part::right(58, format!("{here} here"), Tone::Faint));
    }
    parts.push(match model.shield.lifted_until {
        Some(until) if !model.shielded() => {
            let left = zone::countdown(until.since(model.now));
            let part = Part::right(11, format!("SHIELD LIFTED {left}"), Tone::Alarm);
            part.or(45, format!("LIFTED {left}"))
        }
        _ => Part::right(13, "SHIELD", Tone::Plain),
    });
    parts
}

/// What would be lost or waits.
fn unsaved(model: &Model) -> Vec<Part> {
    let mut parts = Vec::new();
    let unsafe_yet = model.waiting.iter().filter(|one| !one.kept).count();
    let by_itself = |one: &&Waiting| one.submission.command.is_of_the_console();
    let pending = model.waiting.iter().filter(|one| one.kept && !by_itself(one)).count();
    if unsafe_yet > 0 {
        let part = Part::right(3, format!("{unsafe_yet} not yet safe"), Tone::Alarm);
        parts.push(part.or(15, format!("{unsafe_yet} unsafe")));
    }
    // Those of other consoles here and of dead ones wait too; while the file is reached that is a
    // matter of moments and not worth a word.
    let stuck = model.reach.away_since.is_some() || model.reach.differs.is_some();
    let own = model.waiting.iter().filter(|one| one.kept && by_itself(one)).count();
    let there = model.reach.waiting.saturating_sub(own);
    let wait = if stuck { pending.max(there) } else { pending };
    if wait > 0 {
        parts.push(Part::right(7, format!("{wait} wait"), Tone::Waiting));
    }
    if !model.tray.is_empty() {
        let refused = format!("{} refused", model.tray.len());
        parts.push(Part::right(7, format!("{refused} (r x)"), Tone::Alarm).or(38, refused));
    }
    if !model.capture.parked.is_empty() {
        let parked = format!("{} parked", model.capture.parked.len());
        parts.push(Part::right(18, parked, Tone::Waiting));
    }
    if let Some(trouble) = &model.reach.desk {
        parts.push(desk(model, trouble));
    } else if let Some(trouble) = &model.reach.trouble {
        let part = Part::right(8, trouble, Tone::Alarm);
        parts.push(part.or(14, "TROUBLE").or(37, "TROUBLE (r w)"));
    }
    parts
}

/// How the desk fails, and what becomes of a line then.
fn desk(model: &Model, trouble: &DeskTrouble) -> Part {
    let how = if trouble.full { "DESK FULL" } else { "DESK FAILING" };
    let reach = &model.reach;
    let reached = reach.away_since.is_none() && reach.differs.is_none();
    let lines = if reached && reach.read_only.is_none() {
        "lines go straight into the file"
    } else {
        "no line is taken"
    };
    let typed = "half-typed text is not kept";
    let part = Part::right(3, format!("{how}: {lines}, {typed} (r w)"), Tone::Alarm);
    part.or(14, how).or(63, format!("{how} (r w)")).or(66, format!("{how}: {lines} (r w)"))
}

/// The desks that may still hold what was redacted: by name where there is room, else how many.
fn unconfirmed(model: &Model) -> Option<Part> {
    let open = model.incident.unconfirmed();
    if open.is_empty() {
        return None;
    }
    let names: Vec<String> = open.keys().map(ToString::to_string).collect();
    let count = format!("redaction: {} not confirmed (r w)", names.len());
    let whole = format!("redaction not confirmed by {}", names.join(", "));
    let part = Part::right(27, whole, Tone::Soon);
    Some(part.or(44, format!("{} redact (r w)", names.len())).or(74, count))
}

/// How the file stands, as a part.
fn file(model: &Model) -> Part {
    let (whole, tone) = reach(model);
    let reach = &model.reach;
    let last = match tone {
        Tone::Faint => 76,
        Tone::Soon => 26,
        Tone::Title | Tone::Plain | Tone::Waiting | Tone::Alarm => 3,
    };
    let part = Part::right(last, whole, tone);
    if unsound(reach).is_some() && reach.away_since.is_none() {
        return part.or(14, "NOT SOUND").or(50, "NOT SOUND (r w)");
    }
    if reach.older.is_some() {
        return part.or(14, "READ ONLY").or(50, "READ ONLY (r w)");
    }
    if reach.second.is_some() {
        return part.or(14, "READ ONLY").or(50, "READ ONLY (r W)");
    }
    if reach.differs.is_some() {
        return part.or(14, "NOT THE FILE").or(50, "NOT THE FILE (r w)");
    }
    if reach.read_only.is_some() {
        return part.or(14, "READ ONLY").or(50, "READ ONLY (r w)");
    }
    // Where lines wait is said by how many do; since when, by the page on the file.
    if let Some(since) = reach.away_since {
        let (word, since) = (reach.word, zone::clock(since, model.tz()));
        return part
            .or(14, word)
            .or(64, format!("{word} (r w)"))
            .or(72, format!("{word} since {since} (r w)"));
    }
    match (model.checked, reach.heard) {
        (false, Some(_)) => part.or(50, "checking"),
        (true, _) => match reach.share.as_ref().and_then(|share| share.stuck.as_ref()) {
            Some(Stuck::Silent) => part.or(14, "KEEPER SILENT").or(71, "KEEPER SILENT (r k)"),
            Some(Stuck::Since(..)) => {
                part.or(14, "NOTHING NUMBERED").or(71, "NOTHING NUMBERED (r w)")
            }
            None => part,
        },
        (false, None) => part,
    }
}

/// How the file stands.
fn reach(model: &Model) -> (String, Tone) {
    let reach = &model.reach;
    if let (Some(row), None) = (unsound(reach), reach.away_since) {
        return (format!("NOT SOUND: row {row} (r w)"), Tone::Alarm);
    }
    if reach.older.is_some() {
        return ("READ ONLY: an older copy (r w)".to_owned(), Tone::Alarm);
    }
    if reach.second.is_some() {
        return ("READ ONLY: second of two files (r W)".to_owned(), Tone::Alarm);
    }
    if reach.differs.is_some() {
        return ("NOT THE FILE SEEN HERE (r w)".to_owned(), Tone::Alarm);
    }
    if let Some(why) = &reach.read_only {
        return (format!("READ ONLY: {why}"), Tone::Alarm);
    }
    if let Some(since) = reach.away_since {
        let kept = if reach.desk.is_none() { ", lines kept here" } else { "" };
        let since = zone::clock(since, model.tz());
        return (format!("{} since {since}{kept} (r w)", reach.word), Tone::Alarm);
    }
    match (model.checked, reach.heard) {
        (false, Some(heard)) => {
            (format!("as of {}, checking", zone::clock(heard, model.tz())), Tone::Soon)
        }
        (false, None) => ("checking".to_owned(), Tone::Soon),
        (true, _) => match reach.share.as_ref().map(|share| share.stuck.as_ref()) {
            Some(Some(Stuck::Silent)) => {
                ("KEEPER SILENT, lines wait on the share (r k)".to_owned(), Tone::Alarm)
            }
            Some(Some(Stuck::Since(at, _))) => {
                let at = zone::clock(*at, model.tz());
                (format!("NOTHING NUMBERED since {at} (r w)"), Tone::Alarm)
            }
            Some(None) => ("share current".to_owned(), Tone::Faint),
            None => ("file current".to_owned(), Tone::Faint),
        },
    }
}
