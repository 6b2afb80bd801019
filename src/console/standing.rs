//! How the file and this host's desk stand, told whole; and what a person decides by it: that this
//! file is the room, that they leave although lines wait.
//!
//! Apart from the banner, which has room for a word only. What must stay true: nothing that the
//! store tells is left out, and nobody leaves undelivered lines behind without having read so.

use super::effect::Effect;
use super::model::{Model, Reach, Share, Waiting};
use super::overlay::{self, Answer, Asks, ChoiceRow};
use super::reader::{self, About, Page};
use super::{taken_off, typist, zone};
use crate::domain::time::Timestamp;

/// A submission on its way for longer than this does not arrive by itself, in milliseconds.
const STUCK_MS: i64 = 2_000;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Is this file the room?
    ThisIsTheRoom,
    /// Leave, or wait?
    Leave,
    /// Is the keeper gone?
    TakeOver,
}

/// What is wrong with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doubt {
    /// Nothing, or nothing that a person can do something about.
    #[default]
    None,
    /// Nothing stands in its place.
    Gone,
    /// What stands there cannot be read as a room, or not all of it.
    Damaged,
    /// Another incident's file stands in its place.
    Foreign,
    /// It tells another story: of what was seen here, these rows would be given up.
    Differs {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// A row of it is not sound.
    Unsound {
        /// The first such row.
        row: u64,
    },
}

/// The first row that is not sound, also where a person said that lines go on all the same.
pub fn unsound(reach: &Reach) -> Option<u64> {
    match *reach.doubt {
        Doubt::Unsound { row } => Some(row),
        Doubt::None | Doubt::Gone | Doubt::Damaged | Doubt::Foreign | Doubt::Differs { .. } => None,
    }
}

/// How a person asks for what the page names: the keys of the screen, or the words of linear mode.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    /// To what was refused.
    pub tray: &'static str,
    /// To say that this file is the room.
    pub this_is_the_room: &'static str,
    /// To take the place of a keeper that is gone.
    pub take_over: &'static str,
}

/// The keys.
const KEYS: Ways = Ways { tray: "r x", this_is_the_room: "r W", take_over: "r k" };

/// What is wrong in the files by which a person has their own keys, settings and playbooks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mistakes {
    /// Each in words, with the file that it is in.
    pub found: Vec<String>,
    /// Whether they were looked at here.
    pub seen: bool,
}

/// How the desk fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTrouble {
    /// Why, in words.
    pub because: String,
    /// Whether there is no room for what is typed.
    pub full: bool,
}

/// How nothing is numbered on a share that is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stuck {
    /// The keeper is silent: only a person can say that it is gone.
    Silent,
    /// Since then; why, a clause, where that is known.
    Since(Timestamp, Option<String>),
}

/// Opens the page on file and desk.
pub fn tell(model: &mut Model) -> Vec<Effect> {
    model.mistakes.seen = true;
    reader::open(model, About::Standing);
    Vec::new()
}

/// The page, with the keys to what can be done.
pub fn page(model: &Model) -> Page {
    Page::open("How the file stands", lines(model, KEYS))
}

/// What is on it.
pub fn lines(model: &Model, ways: Ways) -> Vec<String> {
    let reach = &model.reach;
    let [path, mount, desk] = &*reach.place;
    let moment = |at| zone::moment(at, model.now, model.tz());
    let mut lines = said(model);
    lines.extend([
        format!("File: {}", shown(model, path)),
        format!("Mount: {mount}"),
        format!("State: {}", state(model, ways)),
    ]);
    lines.extend(made_anew(model));
    let head = model.incident.head;
    lines.push(match (model.checked, reach.heard) {
        (true, Some(at)) => format!("Complete to row {head}; so since {}", moment(at)),
        (true, None) => format!("Complete to row {head}"),
        (false, Some(at)) => {
            format!(
                "As this desk last saw it, to row {head}, {}; the file is being read",
                moment(at)
            )
        }
        (false, None) => format!("To row {head}; the file is being read"),
    });
    lines.push(match &reach.desk {
        None => format!("Desk: {}; it keeps what is typed", shown(model, desk)),
        Some(DeskTrouble { because, .. }) => format!(
            "Desk: {}; IT KEEPS NOTHING: {because}. A line is taken only if the file takes it, \
             else it stays in the line. Half-typed text is kept nowhere: a kill loses it",
            shown(model, desk)
        ),
    });
    let unsafe_yet = model.waiting.iter().filter(|one| !one.kept).count();
    let (mine, all) = (model.waiting.len(), reach.waiting.max(model.waiting.len()));
    lines.push(format!("Waiting for the file: {all}, {mine} of them shown here"));
    if unsafe_yet > 0 {
        lines.push(format!("Not yet safe anywhere: {unsafe_yet}"));
    }
    let refused = reach.refused.max(model.tray.len());
    lines.push(format!("Refused and not dealt with: {refused} ({})", ways.tray));
    lines.extend(here(model));
    if let Some(share) = &reach.share {
        lines.extend(share_lines(model, share, ways));
    }
    lines.extend(super::redact::lines(model));
    lines.extend(model.mistakes.found.iter().map(|one| format!("In your settings: {one}")));
    if reach.open_to_all && reach.share.is_none() {
        lines.push(
            "Look after: everybody on this host may read the file; take that right away with \
             chmod o-rwx"
                .to_owned(),
        );
    }
    lines.extend(reach.trouble.iter().map(|trouble| format!("Trouble: {trouble}")));
    lines
}

/// Which consoles are here.
pub fn here(model: &Model) -> Vec<String> {
    let (reach, mut lines) = (&model.reach, Vec::new());
    let elsewhere = !reach.others.is_empty();
    lines.push(match reach.here {
        0 | 1 if elsewhere => "Here: this console, and those named below".to_owned(),
        0 | 1 => "Here: this console alone, of this user on this host".to_owned(),
        here => format!("Here: {here} consoles of this user on this host, this one included"),
    });
    for other in &reach.others {
        let since = zone::moment(other.since, model.now, model.tz());
        let silent = other.silent_since.map(|at| zone::moment(at, model.now, model.tz()));
        let silent = silent.map(|at| format!(", SILENT since {at}")).unwrap_or_default();
        let (name, at) = (&other.name, &other.at);
        lines.push(format!("Also here: {name} {at}, since {since}{silent}"));
    }
    lines
}

/// What the banner says, whole: it has room for some of it only.
fn said(model: &Model) -> Vec<String> {
    let parts = super::banner::whole(model);
    if parts.is_empty() { Vec::new() } else { vec![format!("Now: {}", parts.join(" · "))] }
}

/// What there is to say of a share.
fn share_lines(model: &Model, share: &Share, ways: Ways) -> Vec<String> {
    let silent = share.stuck == Some(Stuck::Silent);
    let over = if silent { format!(" ({})", ways.take_over) } else { String::new() };
    let mut lines = vec![format!("Keeper: {}{over}", share.keeper)];
    if let Some(Stuck::Since(at, because)) = &share.stuck {
        let at = zone::moment(*at, model.now, model.tz());
        let because = because.as_deref().unwrap_or("why is not known here; look at the keeper's");
        lines.push(format!("NOTHING NUMBERED since {at}: {because}. Lines are safe meanwhile"));
    }
    lines.push(match share.complete {
        Some(row) => format!("The file itself, for people and their tools: complete to row {row}"),
        None => "The file itself, for people and their tools: not known how far".to_owned(),
    });
    if !share.asked.is_empty() {
        lines.push(format!("Asked elsewhere and not yet numbered: {}", share.asked.len()));
    }
    lines.extend(share.remarks.iter().map(|remark| format!("Look after: {remark}")));
    lines
}

/// Asks whether the keeper is gone, where nobody else can know it.
pub fn ask_take_over(model: &mut Model) -> Vec<Effect> {
    let Some(share) = model.reach.share.as_ref().filter(|share| share.stuck == Some(Stuck::Silent))
    else {
        let words = match &model.reach.share {
            Some(share) => format!("Nobody need take over: {}.", share.keeper),
            None => "This room is not on a share: no keeper numbers it.".to_owned(),
        };
        model.notice = Some(words);
        return Vec::new();
    };
    let lines = vec![
        format!("Keeper: {}.", share.keeper),
        "Yes: this console numbers from now on. Rows that the old keeper numbered and nobody \
         here has seen are asked again by themselves; nothing is lost or doubled."
            .to_owned(),
        "Ask on the phone first, if you can: a slow keeper is a live one.".to_owned(),
    ];
    let asks = Asks::Standing(Ask::TakeOver);
    overlay::confirm(model, asks, "Is the keeper gone for good?", lines);
    Vec::new()
}

/// A path: under the shield only its last part, for a folder's name may tell what a codename hides.
fn shown<'a>(model: &Model, path: &'a str) -> &'a str {
    if model.shielded() { path.rsplit('/').next().unwrap_or(path) } else { path }
}

/// Whether lines reach the file, in a sentence.
fn state(model: &Model, ways: Ways) -> String {
    let reach = &model.reach;
    let this = ways.this_is_the_room;
    if let Some(other) = &reach.second {
        let (what, goes_on) = match reach.older {
            Some((ends, saw)) => (
                format!(
                    "an older copy of this room, only read: it ends at row {ends}, this desk saw \
                     row {saw}"
                ),
                format!(", which then goes on from row {ends}"),
            ),
            None => ("the second of two files of this room, only read".to_owned(), String::new()),
        };
        return format!(
            "{what}; the other is {}. {this} says that this one is the room{goes_on}; allhands \
             copy {} NEW.allhands --as-new makes a room of its own of it",
            shown(model, other),
            shown(model, &reach.place[0])
        );
    }
    if let Some(because) = &reach.differs {
        return match *reach.doubt {
            Doubt::Foreign => because.clone(),
            Doubt::Unsound { .. } => {
                format!("{because}. {this} says that lines go into it all the same")
            }
            Doubt::None | Doubt::Gone | Doubt::Damaged | Doubt::Differs { .. } => {
                format!("{because}. {this} says that this one is the room")
            }
        };
    }
    if let Some(because) = &reach.read_only {
        return format!("only read: {because}");
    }
    let lines = match &reach.desk {
        None => "lines are kept at the desk",
        Some(_) => "no line is taken, for the desk keeps none either",
    };
    match (reach.away_since, &reach.because) {
        (Some(since), because) if *reach.doubt == Doubt::Damaged => format!(
            "damaged, seen so at {}: {}; {lines}",
            zone::moment(since, model.now, model.tz()),
            because.as_deref().unwrap_or("no reason was told")
        ),
        (Some(since), because) => format!(
            "not reached since {}: {}. It is tried again by itself; {lines}",
            zone::moment(since, model.now, model.tz()),
            because.as_deref().unwrap_or("no reason was told")
        ),
        (None, _) if model.me.read_only => "only read, as asked".to_owned(),
        (None, _) => {
            let row = unsound(reach);
            let unsound = row.map(|row| format!(", although its row {row} is not sound"));
            format!("open; what is typed reaches it{}", unsound.unwrap_or_default())
        }
    }
}

/// How a file is made anew that is gone, not sound, or not the one that was here: as it is typed.
fn made_anew(model: &Model) -> Option<String> {
    let path = shown(model, &model.reach.place[0]);
    let id = model.incident.room.id.as_ref()?;
    let (what, of) = match *model.reach.doubt {
        Doubt::None => return None,
        Doubt::Gone => ("To make it anew from this desk", path.to_owned()),
        Doubt::Foreign | Doubt::Differs { .. } => {
            ("To make a file of what this desk saw", format!("NEW.allhands --from {id}"))
        }
        Doubt::Unsound { .. } | Doubt::Damaged => (
            "To make a file of the sound rows of both it and this desk",
            format!("NEW.allhands --from {path} --from {id}"),
        ),
    };
    Some(format!("{what}: allhands recover {of}"))
}

/// Asks whether this file is the room, where there is a doubt.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let asks = Asks::Standing(Ask::ThisIsTheRoom);
    let lines = match (&model.reach.second, &model.reach.differs) {
        (Some(other), _) => vec![
            format!("This file: {}", shown(model, &model.reach.place[0])),
            format!("The other: {}", shown(model, other)),
            "Yes: lines go here, and the other is only read from now on.".to_owned(),
            format!(
                "To keep both apart: allhands copy {} NEW.allhands --as-new.",
                shown(model, &model.reach.place[0])
            ),
            match model.reach.older {
                Some((ends, saw)) => format!(
                    "It is an older copy: what was recorded after row {ends}, to row {saw}, is \
                     not in it and is given up. It is laid aside at this desk, and `allhands \
                     recover --with-laid-aside` can still bring it."
                ),
                None => "No row is taken over from the other file.".to_owned(),
            },
        ],
        (None, Some(because)) => {
            let Some(lines) = doubted(model, because) else {
                let words = "Another incident's file is no file of this room: nothing was \
                             changed. The page on the file says how its own is made anew.";
                model.notice = Some(words.to_owned());
                return Vec::new();
            };
            lines
        }
        (None, None) => {
            let words = "There is no doubt which file is the room; r w tells how it stands.";
            model.notice = Some(words.to_owned());
            return Vec::new();
        }
    };
    let title = match *model.reach.doubt {
        Doubt::Unsound { .. } => "Write into a file that is not sound?",
        Doubt::None | Doubt::Gone | Doubt::Damaged | Doubt::Foreign | Doubt::Differs { .. } => {
            "Is this file the room?"
        }
    };
    overlay::confirm(model, asks, title, lines);
    Vec::new()
}

/// What is asked of a file that is not the one that was here; nothing where no answer could make it
/// the room.
fn doubted(model: &Model, because: &str) -> Option<Vec<String>> {
    let yes = match *model.reach.doubt {
        Doubt::Foreign => return None,
        Doubt::None | Doubt::Gone | Doubt::Damaged => None,
        Doubt::Unsound { row } => Some(format!(
            "Yes: lines of this console go into it; row {row} stays as it is, and every reader is \
             told that it is not sound."
        )),
        Doubt::Differs { from, to } if from <= to => Some(format!(
            "Yes: {} of what this desk saw will be given up, and laid aside at this desk. \
             `allhands recover NEW.allhands --from {} --with-laid-aside` can still bring what was \
             laid aside.",
            if from == to { format!("row {to}") } else { format!("rows {from} to {to}") },
            model.incident.room.id.as_ref().map_or("CODENAME", |id| id.as_str()),
        )),
        Doubt::Differs { .. } => Some("Yes: no row that this desk saw is given up.".to_owned()),
    };
    Some(std::iter::once(because.to_owned()).chain(yes).collect())
}

/// What a person who leaves now leaves behind, and what becomes of it; nothing where all arrives
/// by itself.
pub fn left_behind(model: &Model) -> Option<(String, &'static str)> {
    let reached = model.reach.away_since.is_none() && model.reach.differs.is_none();
    let old = |at| model.now.since(at) > STUCK_MS;
    let stuck = model.waiting.iter().any(|one| old(one.submission.stamp.recorded_at));
    let unsafe_yet = model.waiting.iter().filter(|one| !one.kept).count();
    let typed = |one: &&Waiting| !one.submission.command.is_of_the_console();
    let mine = model.waiting.iter().filter(typed).count();
    let waiting = if reached { mine } else { mine.max(model.reach.waiting) };
    let losing = losing(model);
    if !losing && (waiting == 0 || (reached && !stuck)) {
        return None;
    }
    Some(if losing {
        ("The desk keeps nothing: text that is typed here goes with you".to_owned(), "and lose it")
    } else if unsafe_yet > 0 {
        (format!("{} not yet safe anywhere", lines_wait(unsafe_yet)), "it may be lost")
    } else {
        let title = format!("{} at this host's desk for the file", lines_wait(waiting));
        (title, "the next allhands here delivers them")
    })
}

/// Leaves; where lines wait and do not arrive by themselves, or typed text would be lost, it asks.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let Some((title, end)) = left_behind(model) else {
        if model.waiting.iter().all(|one| one.kept) {
            return vec![Effect::Leave];
        }
        model.leaving = true;
        return Vec::new();
    };
    let rows = vec![
        ChoiceRow::new("stay", "Stay in the room", ""),
        ChoiceRow::new("wait", "Wait, and leave as soon as nothing waits", ""),
        ChoiceRow::new("leave", "Leave now", end),
    ];
    overlay::choose(model, Asks::Standing(Ask::Leave), title, rows, false);
    Vec::new()
}

/// Whether half-typed text would be gone, because the desk keeps nothing.
fn losing(model: &Model) -> bool {
    let typed = || !taken_off::open_texts(model).is_empty() || typist::waiting(model).is_some();
    model.reach.desk.is_some() && typed()
}

fn lines_wait(count: usize) -> String {
    if count == 1 { "1 line waits".to_owned() } else { format!("{count} lines wait") }
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Vec<Effect> {
    match (ask, given.words()) {
        // What came of it is told by whoever does it.
        (Ask::ThisIsTheRoom, _) => vec![Effect::ThisIsTheRoom],
        (Ask::TakeOver, _) => vec![Effect::TakeOver],
        (Ask::Leave, "leave") => vec![Effect::Leave],
        (Ask::Leave, "wait") => {
            model.leaving = true;
            let words = "Leaving as soon as nothing waits; any key stays.";
            model.notice = Some(words.to_owned());
            vec![Effect::Look]
        }
        (Ask::Leave, _) => Vec::new(),
    }
}

/// Leaves where that was waited for and nothing waits any longer.
pub(super) fn leave_when_safe(model: &mut Model) -> Option<Effect> {
    let reached = model.reach.away_since.is_none() && model.reach.differs.is_none();
    let safe = model.waiting.is_empty() && (reached || model.reach.waiting == 0);
    let leaves = model.leaving && safe && !losing(model);
    model.leaving &= !leaves;
    leaves.then_some(Effect::Leave)
}
