//! `allhands recover`: a room's file made anew from whatever holds parts of its record. Says what
//! each gave, what is missing, where they contradict one another, and that what it made is sound.

use std::path::Path;

use crate::args::Recover;
use crate::domain::ids::IncidentId;
use crate::store::desk::DeskPlace;
use crate::store::direct::Outcome;
use crate::store::direct::rebuild::Rebuilt;
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::recover::source::of_one_incident;
use crate::store::recover::{Fork, Gave, Merged, Source, merge};
use crate::store::verify::{Against, Verdict, verify};
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::{now, print, sources};

/// Makes the file, and prints what it is made of.
pub fn run(asked: &Recover) -> Result<(), Failure> {
    let of_file = |fault| Failure::of_file(&asked.to, &fault);
    let made = Rebuilt::begin(&asked.to).map_err(of_file)?;
    let mut sources = found(asked)?;
    laid_aside(&mut sources, asked.with_laid_aside);
    let incident = whose(&sources)?;
    let merged = merge(&sources);
    let mut out = String::new();
    for (source, gave) in sources.iter().zip(&merged.gave) {
        let words = format!("{}: {}", source.name, contribution(source, gave, sources.len()));
        out.extend([text::output(&words).as_ref(), "\n"]);
    }
    print(&out)?;
    if let Some(fork) = &merged.fork {
        return Err(Failure::new(End::NotSound, contradiction(fork, &sources)));
    }
    if merged.rows.is_empty() {
        let words = "row 1 is in none of them, and no row can be put back without the one before \
                     it: nothing was made. Name what else may hold it with --from: another copy, a \
                     desk, or the room's codename";
        return Err(Failure::new(End::NotSound, words));
    }
    if made.is_kept() {
        folder_has_all(&asked.to, &merged)?;
    }
    made.fill(&incident, &merged.rows).map_err(of_file)?;
    // Beside a folder the keeper numbers what waits.
    let waited = if made.is_kept() { String::new() } else { waited(&made, &merged)? };
    let report = verify(made.path(), Against::Nobody).map_err(of_file)?;
    made.finish().map_err(|fault| taken(&asked.to, &fault))?;
    let (rows, name) = (merged.rows.len(), asked.to.display().to_string());
    let blank = match merged.kept_blank {
        0 => String::new(),
        1 => "; 1 row stays without the words that were redacted".to_owned(),
        rows => format!("; {rows} rows stay without the words that were redacted"),
    };
    let mut words = format!("made {}: {}{waited}{blank}\n", text::output(&name), upto(rows));
    match &report.verdict {
        Verdict::NoWitness => words += "sound\n",
        verdict => words.extend([verdict.to_string(), "\n".to_owned()]),
    }
    words.extend(["head ", &report.head.to_string(), "\n"]);
    print(&words)?;
    if let Some((first, last)) = merged.missing {
        return Err(Failure::new(End::NotSound, gap(first, last, merged.beyond)));
    }
    if report.verdict.is_sound() {
        return Ok(());
    }
    Err(Failure::new(End::NotSound, report.verdict))
}

/// The file cannot be made. A mount may go on for a while with a name that is gone: that is said,
/// for a file is made anew mostly where one was just moved away.
fn taken(to: &Path, fault: &Fault) -> Failure {
    let mut failure = Failure::of_file(to, fault);
    if *fault == Fault::Exists && mount::locate(to).is_ok_and(|(_, mount)| !mount.is_local()) {
        failure.words += ". If it was removed or renamed on the server just now, this mount may \
                          still tell of it: wait half a minute and try again";
    }
    failure
}

fn found(asked: &Recover) -> Result<Vec<Source>, Failure> {
    let place = DeskPlace::of_this_user();
    let sources = if asked.from.is_empty() {
        sources::of_path_before(&asked.to, &place)?
    } else {
        asked.from.iter().map(|name| sources::named(name, &place)).collect::<Result<_, _>>()?
    };
    if sources.is_empty() {
        let words = "this host remembers no room at that place. Say what holds parts of the \
                     record: --from a file, a desk, the folder of a room on a share, or the \
                     codename of a room that was open on this host. Nothing was made";
        return Err(Failure::new(End::NotReachable, words));
    }
    Ok(sources)
}

/// Takes what desks laid aside where that is asked, and tells of it where it is not: it is nobody's
/// record, and evidence all the same.
fn laid_aside(sources: &mut [Source], take: bool) {
    for source in sources {
        let Some(first) = source.laid_aside.first() else { continue };
        let (at, count) = (first.at, source.laid_aside.len());
        let name = source.name.clone();
        let words = match take.then(|| source.take_laid_aside()) {
            None => format!(
                "{name}: {} laid aside there, the last at {at}, when somebody said that another \
                 file is the room; --with-laid-aside takes what was laid aside in place of what \
                 was seen after it",
                if count == 1 { "1 row was".to_owned() } else { format!("{count} rows were") }
            ),
            Some(None) => format!("{name}: what was laid aside follows no row there; not taken"),
            Some(Some((from, to, 0))) => format!("{name}: rows {from} to {to} as laid aside there"),
            Some(Some((from, to, out))) => format!(
                "{name}: rows {from} to {to} as laid aside there; {} seen since from row {from} \
                 on left out",
                if out == 1 { "1 row".to_owned() } else { format!("{out} rows") }
            ),
        };
        tell(&text::output(&words));
    }
}

/// Whose record all of them are.
fn whose(sources: &[Source]) -> Result<IncidentId, Failure> {
    match of_one_incident(sources) {
        Ok(Some(incident)) => Ok(incident),
        Ok(None) => {
            let why = sources.iter().map(|source| {
                let trouble = source.trouble.as_deref().unwrap_or("it holds no record");
                format!("{}: {trouble}", text::output(&source.name))
            });
            let words = why.collect::<Vec<_>>().join("; ");
            Err(Failure::new(End::NotSound, format!("{words}. Nothing was made")))
        }
        Err((one, other)) => {
            let name = |place: usize| text::output(&sources[place].name).into_owned();
            let words = format!(
                "{} and {} are of two rooms. Nothing was made; name those of one",
                name(one),
                name(other)
            );
            Err(Failure::new(End::Refused, words))
        }
    }
}

/// What a source gave, in words.
fn contribution(source: &Source, gave: &Gave, of: usize) -> String {
    let mut parts = Vec::new();
    match gave.range {
        Some((first, last)) => {
            let whole = last - first + 1 == gave.rows as u64;
            let some = if whole { String::new() } else { format!("{} of ", gave.rows) };
            parts.push(match (first == last, whole) {
                (true, _) => format!("row {first}"),
                (false, _) => format!("{some}rows {first} to {last}"),
            });
            match gave.alone {
                0 => {}
                _ if of == 1 => {}
                alone if alone == gave.rows && whole => parts.push("nobody else has them".into()),
                alone => parts.push(format!("{alone} of them nobody else has")),
            }
        }
        None => parts.push("no rows".to_owned()),
    }
    if gave.unsound > 0 {
        parts.push(left_out(gave.unsound, "whose sums are wrong"));
    }
    if gave.void > 0 {
        parts.push(left_out(gave.void, "that a later keeper did not go on from"));
    }
    if gave.waiting > 0 {
        parts.push(format!("{} that waited", count(gave.waiting, "line")));
    }
    parts.extend(source.trouble.clone());
    parts.join("; ")
}

fn left_out(rows: usize, which: &str) -> String {
    let were = if rows == 1 { "was" } else { "were" };
    format!("{} {which} {were} left out", count(rows, "row"))
}

fn count(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

fn upto(rows: usize) -> String {
    if rows == 1 { "row 1".to_owned() } else { format!("rows 1 to {rows}") }
}

/// Two stories are for a person to judge.
fn contradiction(fork: &Fork, sources: &[Source]) -> String {
    let side = |side: &Vec<usize>| {
        let names = side.iter().map(|place| text::output(&sources[*place].name).into_owned());
        names.collect::<Vec<_>>().join(" and ")
    };
    let sides = fork.sides.iter().map(side).collect::<Vec<_>>().join("; the other ");
    format!(
        "they tell two stories from row {} on: one {sides}. Nothing was made, for they are never \
        mixed. Find out which is true, keep all of them, and name only those of one story with \
        --from",
        fork.row
    )
}

fn gap(first: u64, last: u64, beyond: usize) -> String {
    let missing = if first == last {
        format!("row {first} is")
    } else {
        format!("rows {first} to {last} are")
    };
    let cannot = match beyond {
        1 => "1 row after it cannot".to_owned(),
        rows => format!("{rows} rows after that cannot"),
    };
    format!(
        "{missing} in none of them, and {cannot} be put back without. What was made ends at row \
        {}; another desk or copy may have what is missing",
        first - 1
    )
}

/// Consoles read the folder beside a file, and not the file: rows that are only in the file would
/// be in nobody's room.
fn folder_has_all(to: &Path, merged: &Merged) -> Result<(), Failure> {
    let Some(folder) = sources::folder_beside(to)? else { return Ok(()) };
    let last = merge(&[folder]).rows.len();
    if last >= merged.rows.len() {
        return Ok(());
    }
    let words = format!(
        "the folder beside it goes to row {last} only, and consoles read that one: the rows after \
        it would be in nobody's room. Nothing was made. Move the folder away (keep it), and try \
        again"
    );
    Err(Failure::new(End::Refused, words))
}

/// Records what waited, and says so.
fn waited(made: &Rebuilt, merged: &Merged) -> Result<String, Failure> {
    let outcomes = made
        .record(&merged.waiting, now())
        .map_err(|fault| Failure::of_file(made.path(), &fault))?;
    let (mut lines, mut refused) = (0, 0);
    for outcome in outcomes {
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyThere(_) => lines += 1,
            Outcome::Refused(refusal) => {
                refused += 1;
                let words = format!("a line that waited was refused: {refusal}");
                tell(&text::output(&words));
            }
        }
    }
    if refused > 0 {
        tell("what was refused stays where it waits: it was not taken away there");
    }
    Ok(match lines {
        0 => String::new(),
        lines => format!(", and {} that waited", count(lines, "line")),
    })
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn one_row_is_spoken_of_as_one() {
        let which = "whose sums are wrong";
        assert_eq!(left_out(1, which), "1 row whose sums are wrong was left out");
        assert_eq!(left_out(2, which), "2 rows whose sums are wrong were left out");
    }
}
