//! The rows of the start screen's table: which columns they have, and what each room says in them.
//! Apart from the screen, because it is the arithmetic of what has room beside what.
//!
//! What must stay true: the names of phases but the last, then phases, then ages, then when it
//! changed, then the status give way before what is late, refused or waits; a column is as wide in
//! every row; why a room cannot be read is never cut after a word or two.

use crate::console::start::{Row, Twin};
use crate::domain::time::{Timestamp, length};
use crate::domain::words::Status;
use crate::text;

use super::super::theme::Role;
use super::Pen;

/// What stands above what is open and what is late, where there is room for it.
const LAST_HEAD: &str = "OPEN AND LATE";

/// How much is said of where a room stands, where there is room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// `Declared · Investigate+Contain`, and room to spare in every column.
    Wide,
    /// `Declared · Investigate+Contain`.
    All,
    /// `Declared · Contain +1`.
    Last,
    /// `Declared · 2 phases`.
    Tally,
    /// `Contain +1`: only a declared room is in a phase without a word on it.
    Phase,
    /// `Declared`.
    Status,
}

/// The columns of the table and their cells; one of none is left out.
pub(super) struct Columns {
    name: usize,
    severity: usize,
    stands: Stands,
    status: usize,
    age: usize,
    changed: usize,
}

impl Columns {
    /// Those that leave room in every row for what must not be overlooked; the narrowest, where
    /// none do.
    pub(super) fn fitted(pen: &Pen<'_>, width: usize) -> Self {
        let of = |stands| Self::of(pen, width, stands);
        let status = || of(Stands::Status);
        let narrower = [
            of(Stands::Wide),
            of(Stands::All),
            of(Stands::Last),
            of(Stands::Tally),
            of(Stands::Phase),
            status(),
            Self { age: 0, ..status() },
            Self { age: 0, changed: 0, ..status() },
        ];
        let bare = |name: usize| {
            let status = status();
            Self { age: 0, changed: 0, status: 0, name: name.min(status.name), ..status }
        };
        let barest = || [bare(16), bare(12), bare(8), Self { severity: 0, ..bare(8) }];
        let fitted = narrower.into_iter().chain(barest()).find(|one| one.holds(pen, width));
        let fitted = fitted.unwrap_or_else(|| Self { severity: 0, ..bare(8) });
        fitted.widened(pen, width)
    }

    /// Whether there is room in every row for what must not be overlooked, and for the heads.
    fn holds(&self, pen: &Pen<'_>, width: usize) -> bool {
        let needs = |row: &Row| {
            let counts: usize = counts(pen, row).iter().map(|(_, it)| text::width(it)).sum();
            text::width(&self.line(pen, row)) + counts
        };
        let mut known = pen.start.rows.iter().filter(|row| is_known(row));
        let heads = self.heads(pen, width);
        let whole = heads.ends_with(LAST_HEAD) || self.stands == Stands::Status;
        whole && text::width(&heads) <= width && known.all(|row| needs(row) <= width)
    }

    /// The same with a wider first column, where a codename is cut and cells are free beside every
    /// row.
    fn widened(self, pen: &Pen<'_>, width: usize) -> Self {
        let rows = || pen.start.rows.iter();
        let names = rows().map(|row| text::width(&text::cells_in(&row.codename, pen.set())));
        let Some(widest) = names.max().filter(|widest| *widest > self.name) else { return self };
        let whole = Self { name: widest, ..self };
        let needs = |row: &Row| cells(&whole.parts(pen, row, Role::Text, usize::MAX));
        let most = rows().map(needs).max().unwrap_or(0).max(text::width(&whole.heads(pen, width)));
        let name = widest.saturating_sub(most.saturating_sub(width));
        Self { name: name.max(whole.name.min(self.name)), ..whole }
    }

    fn of(pen: &Pen<'_>, width: usize, stands: Stands) -> Self {
        let rows = || pen.start.rows.iter().filter(|row| is_known(row));
        let widest = |of: &dyn Fn(&Row) -> String| {
            rows().map(|row| text::width(&of(row))).max().unwrap_or_default()
        };
        let names = pen.start.rows.iter();
        let name = names.map(|row| text::width(&text::cells_in(&row.codename, pen.set()))).max();
        // Never so wide that a column beside it is cut.
        let name = name.unwrap_or(0).clamp(8, width.saturating_sub(60).clamp(16, 32));
        // As wide as all phases at once.
        let status = widest(&|row| status(row, stands)).clamp(6, 60);
        let (age, changed) = match stands {
            Stands::Wide => (6, 10),
            Stands::All | Stands::Last | Stands::Tally | Stands::Phase | Stands::Status => {
                let age = widest(&|row| age(pen, row)).max("AGE".len());
                (age, widest(&|row| changed(pen, row)).max("CHANGED".len()))
            }
        };
        Self { name, severity: 4, stands, status, age, changed }
    }

    /// The line above the rows, in so many cells.
    pub(super) fn heads(&self, pen: &Pen<'_>, width: usize) -> String {
        let line = |last| self.join(pen, ["CODENAME", "SEV", "STATUS", "AGE", "CHANGED", last]);
        let whole = line(LAST_HEAD);
        if text::width(&whole) <= width { whole } else { line("OPEN") }
    }

    fn join(
        &self,
        pen: &Pen<'_>,
        [name, severity, status, age, changed, open]: [&str; 6],
    ) -> String {
        let columns = [
            (name, self.name),
            (severity, self.severity),
            (status, self.status),
            (age, self.age),
            (changed, self.changed),
        ];
        let mut line = String::new();
        for (words, cells) in columns.into_iter().filter(|(_, cells)| *cells > 0) {
            line.extend([&*text::pad(words, cells, pen.set()), " "]);
        }
        line + open
    }

    /// What stands in the columns for a room.
    fn line(&self, pen: &Pen<'_>, row: &Row) -> String {
        let status = status(row, self.stands);
        let status = if pen.start.settings.ascii { status.replace('·', "-") } else { status };
        let severity = row.severity.map_or("-", |severity| severity.label());
        let open = if row.status == Status::Closed { "-".to_owned() } else { row.open.to_string() };
        let codename = text::cells_in(&row.codename, pen.set());
        let (age, changed) = (age(pen, row), changed(pen, row));
        self.join(pen, [&codename, severity, &status, &age, &changed, &open])
    }

    /// A room's row, in so many cells.
    pub(super) fn row(
        &self,
        pen: &Pen<'_>,
        row: &Row,
        role: Role,
        width: usize,
    ) -> Vec<(Role, String)> {
        let mut parts = self.parts(pen, row, role, width);
        if is_known(row) {
            whole_parts(pen, &mut parts, width);
        }
        parts
    }

    /// All that is said of a room; the columns give way to why it cannot be read.
    fn parts(&self, pen: &Pen<'_>, row: &Row, role: Role, width: usize) -> Vec<(Role, String)> {
        let trouble = row.trouble.as_deref().map(first_sentence);
        let name = || {
            let name = text::cells_in(&row.codename, pen.set());
            (role, text::pad(&name, self.name, pen.set()))
        };
        if !is_known(row) {
            // Nothing is known of it but why: no columns that would be guesses. What to do about it
            // is said when somebody tries to open it.
            return vec![name(), (Role::Alarm, format!(" {}", trouble.unwrap_or_default()))];
        }
        let mut parts = vec![(role, self.line(pen, row))];
        parts.extend(counts(pen, row));
        if let Some(why) = trouble {
            parts.push((Role::Alarm, format!("  {why}")));
            if cells(&parts) > width {
                // The reason goes before what was known of the room.
                parts = vec![name()];
                parts.extend(counts(pen, row));
                parts.push((Role::Alarm, format!("  {why}")));
            }
        }
        if !pen.start.shielded() && !row.title.is_empty() {
            parts.push((Role::Text, format!("  {}", row.title)));
        }
        parts
    }
}

/// Whether anything is known of a room but why it cannot be read.
fn is_known(row: &Row) -> bool {
    row.trouble.is_none() || row.changed != Timestamp::default()
}

/// What happened; what is safe and what to do is said when somebody tries to open it.
fn first_sentence(words: &str) -> &str {
    words.split(". ").next().unwrap_or(words)
}

fn cells(parts: &[(Role, String)]) -> usize {
    parts.iter().map(|(_, it)| text::width(it)).sum()
}

/// What must not be overlooked of a room.
fn counts(pen: &Pen<'_>, row: &Row) -> Vec<(Role, String)> {
    let mut parts = Vec::new();
    let late = row.late(pen.start.now);
    if late > 0 && row.seen.is_none() {
        let dot = if pen.start.settings.ascii { "-" } else { "·" };
        parts.push((Role::Alarm, format!(" {dot} {late} late")));
    }
    if row.practice {
        parts.push((Role::Title, "  PRACTICE".to_owned()));
    }
    match row.copy {
        Twin::None => {}
        Twin::Undecided => parts.push((Role::Soon, "  COPY?".to_owned())),
        Twin::Copy => parts.push((Role::Soon, "  COPY".to_owned())),
    }
    if row.refused > 0 {
        parts.push((Role::Alarm, format!("  {} refused", row.refused)));
    }
    if row.waiting > 0 {
        parts.push((Role::Soon, format!("  {} wait", row.waiting)));
    }
    parts
}

/// What a room is, and in which phases.
fn status(row: &Row, stands: Stands) -> String {
    let label = row.status.label();
    let (Some(last), many) = (row.phases.last(), row.phases.len()) else { return label.to_owned() };
    let last = match many {
        1 => last.short().to_owned(),
        many => format!("{} +{}", last.short(), many - 1),
    };
    match (stands, row.status) {
        (Stands::Wide | Stands::All, _) => {
            let all: Vec<&str> = row.phases.iter().map(|phase| phase.short()).collect();
            format!("{label} · {}", all.join("+"))
        }
        (Stands::Tally, _) if many > 1 => format!("{label} · {many} phases"),
        (Stands::Last | Stands::Tally, _) => format!("{label} · {last}"),
        (Stands::Phase, Status::Declared) => last,
        (Stands::Phase | Stands::Status, _) => label.to_owned(),
    }
}

fn since(pen: &Pen<'_>, at: Timestamp) -> i64 {
    pen.start.now.since(at).max(0)
}

fn age(pen: &Pen<'_>, row: &Row) -> String {
    length(since(pen, row.opened))
}

fn changed(pen: &Pen<'_>, row: &Row) -> String {
    match row.seen {
        None => format!("{} ago", length(since(pen, row.changed))),
        Some(seen) => format!("seen {}", length(roughly(since(pen, seen)))),
    }
}

/// Ten hours and more without their minutes, so that a column holds them.
const fn roughly(millis: i64) -> i64 {
    const HOUR: i64 = 60 * 60 * 1_000;
    if millis < 10 * HOUR { millis } else { millis / HOUR * HOUR }
}

/// Leaves out whole what does not fit behind the columns, and counts what must not be overlooked:
/// the room itself says it once it is open.
fn whole_parts(pen: &Pen<'_>, parts: &mut Vec<(Role, String)>, width: usize) {
    let mut count = String::new();
    let mut left_out = 0;
    while parts.len() > 1 && cells(parts) + count.len() > width {
        let Some((role, words)) = parts.pop() else { break };
        let room = width.saturating_sub(cells(parts) + count.len());
        let long = text::width(&words) > 12;
        match text::whole_words(&words, room, pen.set()) {
            begun if long && !begun.trim().is_empty() => {
                parts.push((role, begun.into_owned()));
                break;
            }
            _ if role == Role::Text => {}
            _ => left_out += 1,
        }
        count = if left_out == 0 { String::new() } else { format!(" +{left_out}") };
    }
    if left_out > 0 {
        parts.push((Role::Alarm, count));
    }
}
