//! What one line of the timeline says, in words: time by its precision, sign, name, text, and the
//! marks of what became of it.

use crate::console::compose;
use crate::console::model::{Model, Waiting};
use crate::console::zone;
use crate::domain::command::Command;
use crate::domain::event::{Direction, EntryKind, EntryRecorded, OrderState, Reply};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::people::Party;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::{EditMark, Entry, Line, What};
use crate::text;

use super::sight::{Sight, standing_word, struck};

/// A line recorded this much after it happened says so.
const LATE_MINUTES: i64 = 10;
/// Rows of the screen that one line takes at most; the rest is in its details.
const ROWS_MAX: usize = 6;
/// Characters of a text that are looked at for the screen.
const CHARS_MAX: usize = 2_000;

/// One line, ready to be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What stands in the time column.
    pub time: String,
    /// The sign of the grammar.
    pub sign: &'static str,
    /// The department, the addressee, who decided.
    pub name: String,
    /// The text.
    pub text: String,
    /// What else there is to know, in words.
    pub marks: Vec<String>,
    /// How it looks.
    pub look: Look,
}

/// How a line looks; said in words or signs as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As a line does.
    Plain,
    /// Recorded by the console itself.
    Auto,
    /// Struck.
    Struck,
    /// Hidden by the shield.
    Hidden,
    /// Not yet numbered.
    Waiting,
}

/// The text of a row, laid out in rows of a given width: what is text and what is a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Safe for cells.
    pub text: String,
    /// A mark after the text; else the text itself.
    pub marks: String,
}

/// The cells that the column of names has in panes of middling width.
const NAME_CELLS: usize = 7;

/// The row of a line.
pub fn of_line(model: &Model, line: &Line) -> Row {
    match &line.what {
        What::Auto(auto) => Row {
            time: zone::column(line.occurred_at, Precision::Minute, model.tz()),
            sign: "·",
            name: model.incident.short(&line.department).to_owned(),
            text: Sight::of(model).auto_words(line, auto),
            marks: Vec::new(),
            look: Look::Auto,
        },
        What::Entry(entry) => of_entry(model, line, entry),
    }
}

fn of_entry(model: &Model, line: &Line, entry: &Entry) -> Row {
    let zone = model.tz();
    let now = &entry.now;
    let hidden = !now.handling.is_open() && model.shielded();
    let by = line.on_behalf.as_ref().unwrap_or(&line.author).as_str();
    let mut row = Row {
        time: zone::column(line.occurred_at, now.precision, zone),
        sign: sign(&now.kind),
        name: name(model, line, now, (by, hidden)),
        text: if hidden { dots(model, now.handling.word()) } else { words(model, now) },
        marks: Vec::new(),
        look: if hidden { Look::Hidden } else { Look::Plain },
    };
    if hidden {
        // That it is struck is none of its words; why, may be.
        let struck = entry.withdrawn.as_ref().map(|struck| format!("struck by {}", struck.by));
        row.marks.extend(struck);
        return row;
    }
    // A name that its column cuts is never only half there.
    let by_another = line.on_behalf.is_some();
    let says_by = by_another && matches!(now.kind, EntryKind::Decision { .. });
    if text::width(&row.name) > NAME_CELLS && !says_by {
        let lead = match (now.kind.addressee(), &now.kind) {
            (Some(_), _) => "to ",
            (None, EntryKind::Decision { .. }) => "by ",
            (None, _) => "",
        };
        row.marks.push(format!("{lead}{}", row.name));
    }
    let marks = &mut row.marks;
    if by_another {
        marks.push(line.by().into_owned());
    }
    if now.reply().is_none() {
        marks.extend(Sight::of(model).basis(&now.basis));
    }
    state(model, entry, marks);
    marks.extend(now.reply().and_then(Reply::attached_in_short));
    if let Some(quote) = &now.quote {
        marks.push(format!("+{}", compose::lines_of(text::lines(quote).count())));
    }
    let new_tags = now.tags.iter().filter(|tag| !now.text.contains(&format!("#{tag}")));
    marks.extend(new_tags.map(|tag| format!("#{tag}")));
    if !now.handling.is_open() {
        marks.push(now.handling.word().to_owned());
    }
    if let Some(late) = late(line, entry, model) {
        marks.push(late);
    }
    match entry.edited() {
        EditMark::AsWritten => {}
        EditMark::Edited => marks.push("edited".to_owned()),
        EditMark::Corrected => marks.push("corrected".to_owned()),
    }
    if entry.pinned {
        marks.push("pinned".to_owned());
    }
    if let Some(withdrawn) = &entry.withdrawn {
        marks.push(struck(withdrawn));
        row.look = Look::Struck;
    }
    row
}

/// Whether what is asked will be a line of its own.
pub const fn is_line(command: &Command) -> bool {
    matches!(
        command,
        Command::Record(_) | Command::AnswerQuestion { .. } | Command::RecordMany { .. }
    )
}

/// The row of a submission that is not numbered yet; nothing for one that makes no line.
pub fn of_waiting(model: &Model, waiting: &Waiting) -> Option<Row> {
    let stamp = &waiting.submission.stamp;
    let (entry, more) = match &waiting.submission.command {
        Command::Record(entry) | Command::AnswerQuestion { answer: entry, .. } => (entry, 0),
        Command::RecordMany { lines } => (&lines.first()?.entry, lines.len() - 1),
        _ => return None,
    };
    let hidden = !entry.handling.is_open() && model.shielded();
    let text = if hidden { dots(model, entry.handling.word()) } else { words(model, entry) };
    let mut marks = Vec::new();
    if more > 0 {
        marks.push(format!("and {more} more"));
    }
    let state = match waiting {
        Waiting { elsewhere: true, .. } => "not yet numbered",
        Waiting { kept: true, .. } => "pending",
        Waiting { kept: false, .. } => "not yet safe",
    };
    marks.push(state.to_owned());
    Some(Row {
        time: zone::column(stamp.occurred_at, entry.precision, model.tz()),
        sign: sign(&entry.kind),
        name: match entry.kind.addressee().filter(|to| !hidden || !is_name(to)) {
            Some(to) => party(model, to),
            None => model.incident.short(&stamp.department).to_owned(),
        },
        text,
        marks,
        look: Look::Waiting,
    })
}

/// The sign of the grammar for a kind; `*` for kinds that only imports have.
pub const fn sign(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => " ",
        EntryKind::Order { .. } => ">",
        EntryKind::Question { .. } => "?",
        EntryKind::Decision { .. } => "!",
        EntryKind::Assessment => "~",
        EntryKind::Fact { .. } => "=",
        EntryKind::Words { .. } | EntryKind::Reply(_) => "<",
        EntryKind::Other(_) => "*",
    }
}

/// Who is named in a line for few is one of its words: where that is hidden, its department is.
fn name(model: &Model, line: &Line, entry: &EntryRecorded, (by, hidden): (&str, bool)) -> String {
    match (&entry.kind, entry.kind.addressee().filter(|to| !hidden || !is_name(to))) {
        (_, Some(to)) => party(model, to),
        (EntryKind::Decision { .. }, None) => by.to_owned(),
        _ => model.incident.short(&line.department).to_owned(),
    }
}

const fn is_name(party: &Party) -> bool {
    matches!(party, Party::Person(_))
}

fn party(model: &Model, party: &Party) -> String {
    sentence::party(&model.incident, party).to_owned()
}

fn dots(model: &Model, word: &str) -> String {
    let dot = if model.settings.ascii { "***" } else { "•••" };
    format!("{dot} {word}")
}

/// The words of an entry, with what its kind adds to them.
pub fn words(model: &Model, entry: &EntryRecorded) -> String {
    Sight::of(model).words(entry).into_owned()
}

/// A clock time, with its day where that is not today's.
pub fn near(model: &Model, at: Timestamp) -> String {
    Sight::of(model).near(at)
}

/// Where an order, a question, a fact stands.
pub(super) fn state(model: &Model, entry: &Entry, marks: &mut Vec<String>) {
    match &entry.now.kind {
        EntryKind::Order { due, .. } => {
            if entry.is_owed()
                && let Some(due) = due
            {
                marks.push(promised(model, *due));
            }
            if entry.order != OrderState::Given {
                marks.push(sentence::order_state(&entry.order));
            }
        }
        EntryKind::Question { due: at, .. }
        | EntryKind::Words { direction: Direction::Asks, at, .. } => match &entry.answer {
            Some(answer) => marks.push(answered(model, answer)),
            None => {
                if let Some(at) = at {
                    marks.push(promised(model, *at));
                }
            }
        },
        EntryKind::Fact { standing, .. } => marks.push(standing_word(*standing).to_owned()),
        EntryKind::Note
        | EntryKind::Decision { .. }
        | EntryKind::Assessment
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => {}
    }
    if let Some(question) = &entry.answers {
        marks.push(match Sight::of(model).other_words(question) {
            Some(words) => format!("answers: {words}"),
            None => "an answer".to_owned(),
        });
    }
}

/// When a question was answered, and in which words.
fn answered(model: &Model, answer: &EntryId) -> String {
    let line = model.incident.timeline.line(answer);
    let when = line.map(|line| near(model, line.occurred_at)).unwrap_or_default();
    match Sight::of(model).other_words(answer) {
        Some(words) => format!("answered {when}: {words}"),
        None => format!("answered {when}").trim_end().to_owned(),
    }
}

/// Until when, and how far that is: once the room is closed nothing is late any longer.
fn promised(model: &Model, due: Timestamp) -> String {
    let near = near(model, due);
    if model.incident.late_against(model.now) < due && model.now > due {
        return format!("left open, {near}");
    }
    format!("{}, {near}", zone::until(due, model.now))
}

/// `recorded 15:40`, where that is well after it happened, with its day where that is another;
/// `imported` for what no person here wrote.
fn late(line: &Line, entry: &Entry, model: &Model) -> Option<String> {
    if entry.imported {
        return Some("imported".to_owned());
    }
    let exact = matches!(entry.now.precision, Precision::Second | Precision::Minute);
    let after = line.recorded_at.since(line.occurred_at);
    if !exact || after < LATE_MINUTES * 60_000 {
        return None;
    }
    let zone = model.tz();
    let same_day = zone::date(line.recorded_at, zone) == zone::date(line.occurred_at, zone);
    Some(if same_day {
        format!("recorded {}", near(model, line.recorded_at))
    } else {
        format!("recorded {}", zone::moment(line.recorded_at, model.now, zone))
    })
}

impl Row {
    /// Lays the text out in rows of `width` cells, the marks after it or below.
    pub fn lay(&self, width: usize, set: text::Set) -> Vec<Piece> {
        let short: String = self.text.chars().take(CHARS_MAX).collect();
        let safe = text::cells_in(&short, set);
        let plain = |line: &str| Piece { text: line.to_owned(), marks: String::new() };
        let mut pieces: Vec<Piece> =
            text::wrap(&safe, width).take(ROWS_MAX + 1).map(plain).collect();
        if pieces.len() > ROWS_MAX || short.len() < self.text.len() {
            pieces.truncate(ROWS_MAX);
            if let Some(last) = pieces.last_mut() {
                "(Enter reads on)".clone_into(&mut last.marks);
                last.text = text::fit_in(&last.text, width.saturating_sub(18), set).into_owned();
            }
        }
        if self.marks.is_empty() {
            return pieces;
        }
        let marks: String =
            format!("({})", self.marks.join(" · ")).chars().take(CHARS_MAX).collect();
        let marks = text::cells_in(&marks, set).into_owned();
        let fits = pieces.last().is_some_and(|last| {
            last.marks.is_empty() && text::width(&last.text) + 2 + text::width(&marks) <= width
        });
        match pieces.last_mut() {
            Some(last) if fits => last.marks = marks,
            _ => pieces.extend(
                text::wrap(&marks, width)
                    .take(ROWS_MAX)
                    .map(|line| Piece { text: String::new(), marks: line.to_owned() }),
            ),
        }
        pieces
    }
}

/// Whether a handling is named; for the details.
pub fn handling_words(handling: &Handling) -> String {
    match handling {
        Handling::Open => "open to everybody in the room".to_owned(),
        Handling::Restricted { to } if to.is_empty() => {
            "restricted to who wrote it and the incident commander".to_owned()
        }
        Handling::Restricted { to } => format!("restricted to {}", to.join(", ")),
        Handling::Privileged { direction: None } => "privileged".to_owned(),
        Handling::Privileged { direction: Some(direction) } => {
            format!("privileged, at the direction of {direction}")
        }
    }
}
