//! The start screen's cells: the register as a table, one dialog over it, keys below. Separate from
//! a room's screen because no room is open yet; drawn from [`Start`] alone.

mod dialog;
mod rows;

use chrono::Utc;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};

use crate::console::action::Action;
use crate::console::keymap::Context;
use crate::console::start::{Listing, Start};
use crate::text::{self, Set};

use super::theme::{self, Role};
use rows::Columns;

/// Draws the start screen.
pub fn draw(start: &Start, frame: &mut Frame<'_>) {
    let area = frame.area();
    let pen = Pen { start };
    let buf = frame.buffer_mut();
    if start.shield.blank {
        pen.put(buf, area, 0, &[(Role::Text, pen.clock())]);
        return;
    }
    let said = pen.notice(area);
    let foot = u16::try_from(said.len()).unwrap_or(1).max(1);
    let [head, table, foot] =
        Layout::vertical([Constraint::Length(2), Constraint::Min(0), Constraint::Length(foot)])
            .areas(area);
    heading(&pen, head, buf);
    let mut cursor = rooms(&pen, table, buf);
    hints(&pen, &said, foot, buf);
    if let Some(asked) = &start.dialog {
        cursor = dialog::draw(&pen, asked, table, buf).or(cursor);
    }
    if let Some(cursor) = cursor.filter(|at| area.contains(*at)) {
        frame.set_cursor_position(cursor);
    }
}

/// Puts safe text into cells in the styles of this console.
struct Pen<'s> {
    start: &'s Start,
}

impl Pen<'_> {
    const fn set(&self) -> Set {
        if self.start.settings.ascii { Set::Ascii } else { Set::Unicode }
    }

    /// Puts parts one after another on a line of `area`, cut at its edge. Gives the column after
    /// the last.
    fn put(&self, buf: &mut Buffer, area: Rect, line: u16, parts: &[(Role, String)]) -> u16 {
        let mut at = area.x;
        let y = area.y.saturating_add(line);
        if y >= area.bottom() {
            return at;
        }
        for (role, words) in parts {
            let safe = text::cells_in(words, self.set());
            let left = usize::from(area.right().saturating_sub(at));
            let cut = text::brief(&safe, left, self.set());
            let style = theme::style(self.start.settings.theme, *role);
            at = buf.set_stringn(at, y, cut, left, style).0;
        }
        at
    }

    /// Puts words into as many lines as they take, from `line` on; gives the line after the last.
    fn wrapped(&self, buf: &mut Buffer, area: Rect, line: u16, role: Role, words: &str) -> u16 {
        let width = usize::from(area.width).saturating_sub(4).max(1);
        let safe = text::cells_in(words, self.set());
        let mut line = line;
        for words in text::wrap(&safe, width) {
            self.put(buf, area, line, &[(role, format!("   {words}"))]);
            line = line.saturating_add(1);
        }
        line
    }

    /// What was just said, whole, in as many lines as that takes.
    fn notice(&self, area: Rect) -> Vec<String> {
        let Some(notice) = &self.start.notice else { return Vec::new() };
        let safe = text::cells_in(notice, self.set());
        let width = usize::from(area.width).max(4) - 2;
        text::wrap(&safe, width).take(4).map(|line| format!(" {line}")).collect()
    }

    fn clock(&self) -> String {
        let now = self.start.now.utc();
        let own = now.with_timezone(&self.start.settings.own_zone);
        let utc = now.with_timezone(&Utc);
        let own = own.format("%a %-d %b %H:%M %Z").to_string();
        if own.ends_with("UTC") {
            return format!(" {own}");
        }
        format!(" {own}  {} UTC", utc.format("%H:%M"))
    }
}

fn heading(pen: &Pen<'_>, area: Rect, buf: &mut Buffer) {
    let start = pen.start;
    pen.put(buf, area, 0, &[(Role::Title, " allhands ".to_owned()), (Role::Faint, pen.clock())]);
    let shield = if start.shielded() { "SHIELD" } else { "titles shown" };
    // Whether titles are shown is never cut: the folder gives way.
    let rooms = text::cells_in(&start.register, pen.set());
    let dark = match &start.listing {
        Listing::Reading | Listing::Read => String::new(),
        Listing::Dark { since, .. } => {
            let at = since.utc().with_timezone(&start.settings.own_zone);
            format!("  SHARE OUT OF REACH since {}", at.format("%H:%M"))
        }
    };
    let taken = shield.len() + dark.len() + " Rooms in   ".len();
    let left = usize::from(area.width).saturating_sub(taken);
    let rooms = if left < 8 {
        " ".to_owned()
    } else {
        format!(" Rooms in {}  ", text::brief(&rooms, left, pen.set()))
    };
    pen.put(
        buf,
        area,
        1,
        &[(Role::Faint, rooms), (Role::Title, shield.to_owned()), (Role::Alarm, dark)],
    );
}

/// The table; gives the place of the selection, where the cursor rests.
fn rooms(pen: &Pen<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let start = pen.start;
    let width = usize::from(area.width).saturating_sub(3);
    let columns = Columns::fitted(pen, width);
    if start.rows.is_empty() {
        let words = nothing_here(&start.listing);
        let lines = text::wrap(&words, usize::from(area.width).max(4) - 2);
        for (line, words) in (2_u16..).zip(lines) {
            pen.put(buf, area, line, &[(Role::Text, format!(" {words}"))]);
        }
    } else {
        pen.put(buf, area, 0, &[(Role::Faint, format!("   {}", columns.heads(pen, width)))]);
    }
    let place = start.place();
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    let top = (place + 1).saturating_sub(height);
    let mut cursor = None;
    for (line, at) in (1_u16..=area.height.saturating_sub(1)).zip(top..=start.rows.len()) {
        let selected = at == place;
        let marker = if selected { " > " } else { "   " };
        let role = if selected { Role::Focused } else { Role::Text };
        let mut parts = vec![(role, marker.to_owned())];
        match start.rows.get(at) {
            Some(row) => parts.extend(columns.row(pen, row, role, width)),
            None => parts.push((role, "+ Begin a room".to_owned())),
        }
        pen.put(buf, area, line, &parts);
        if selected {
            cursor = Some(Position::new(area.x + 1, area.y + line));
        }
    }
    if !start.rows.is_empty() {
        let used = u16::try_from(start.rows.len()).unwrap_or(u16::MAX).saturating_add(3);
        meaning(pen, area, used, buf);
    }
    cursor
}

/// What the numbers are made of.
const MEANS: &str = "Open: what is owed (Next: orders, questions, promises, what drafts wait for) \
                     and the items listed that are not done; what waits for a declaration is not \
                     counted. Late: promises past their time.";

/// Says so at the foot of an area, where the lines above (`used`) leave room for all of it.
fn meaning(pen: &Pen<'_>, area: Rect, used: u16, buf: &mut Buffer) {
    let width = usize::from(area.width).saturating_sub(4).max(1);
    let lines = u16::try_from(text::rows(MEANS, width)).unwrap_or(u16::MAX);
    if used.saturating_add(lines) < area.height {
        pen.wrapped(buf, area, area.height - lines, Role::Faint, MEANS);
    }
}

/// What is said where no room can be shown.
fn nothing_here(listing: &Listing) -> String {
    match listing {
        Listing::Reading => "Reading the register.".to_owned(),
        Listing::Read => "No room here yet. Enter begins one: every field may stay empty, and \
                           Enter again opens it. p opens a practice room with a real incident in \
                           it, which never mixes with real ones. A file that somebody gave you \
                           opens with: allhands FILE"
            .to_owned(),
        Listing::Dark { because, .. } => format!(
            "The share cannot be read now: {because}. No desk of this host knows a room there. It \
             is asked again by itself; a file elsewhere opens with: allhands FILE"
        ),
    }
}

fn hints(pen: &Pen<'_>, said: &[String], area: Rect, buf: &mut Buffer) {
    let start = pen.start;
    if !said.is_empty() {
        for (line, words) in (0..).zip(said) {
            pen.put(buf, area, line, &[(Role::Title, words.clone())]);
        }
        return;
    }
    if let Some(asked) = &start.dialog {
        let hints = dialog::keys(asked).map(|(key, words)| (key.to_owned(), words));
        return whole_hints(pen, hints, area, buf);
    }
    let key = |action| start.keymap.keys(Context::Start, action).into_iter().next();
    let hints = [
        (Action::Open, "open"),
        (Action::BeginRoom, "begin"),
        (Action::Practise, "practise"),
        (Action::Quit, "quit"),
        (Action::Import, "import"),
        (Action::Shield, "titles"),
    ];
    let palette = start.keymap.keys(Context::Always, Action::Palette).into_iter().next();
    let named = hints.into_iter().map(|(action, words)| (key(action), words));
    let all = [(palette, "keys")].into_iter().chain(named);
    whole_hints(pen, all.filter_map(|(key, words)| Some((key?, words))), area, buf);
}

/// Keys and what they do, as many as fit whole.
fn whole_hints(
    pen: &Pen<'_>,
    hints: impl Iterator<Item = (String, &'static str)>,
    area: Rect,
    buf: &mut Buffer,
) {
    let mut parts = Vec::new();
    let mut used = 0;
    for (key, words) in hints {
        let gap = if parts.is_empty() { " " } else { "   " };
        used += gap.len() + text::width(&key) + 1 + words.len();
        if used > usize::from(area.width) {
            break;
        }
        parts.push((Role::Title, format!("{gap}{key}")));
        parts.push((Role::Faint, format!(" {words}")));
    }
    pen.put(buf, area, 0, &parts);
}
