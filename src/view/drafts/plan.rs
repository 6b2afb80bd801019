//! The disclosure plan: what is wrong with its order, the ladder, and everything about the selected
//! step below it. Its words come ready made from the console.
//!
//! What must stay true: who is told and how far that is are never cut before anything else is.

use crate::console::action::Action;
use crate::console::drafts::page::foot_rows;
use crate::console::drafts::said::Look;
use crate::console::keymap::Context;
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::console::plan::PlanPage;
use crate::console::plan::rung::{self, Rung};
use crate::console::zone;
use crate::domain::ids::StepId;
use crate::text;

use crate::view::canvas::Canvas;
use crate::view::theme::Role;

/// From so many columns on a row says what it waits for.
const WITH_WAITS: u16 = 120;
/// From so many rows on the columns have names, and who knows what stands below.
const TALL: u16 = 30;
/// Rows of the selected step's details that are kept where the ladder is long.
const DETAILS: u16 = 5;

/// What stands on the pane's frame beside its name.
pub(super) fn title(model: &Model) -> String {
    let zone = zone::abbreviation(model.now, model.tz());
    format!("in order: who is told what, when ({zone})")
}

/// How wide each column is, and where it begins.
struct Columns {
    stage: usize,
    whom: usize,
    when: usize,
    waits: usize,
    wide: bool,
}

impl Columns {
    fn new(rungs: &[Rung], area: Area) -> Self {
        let widest = |of: fn(&Rung) -> &str| {
            rungs.iter().map(|rung| text::width(of(rung))).max().unwrap_or(0)
        };
        let room = usize::from(area.width);
        let stage = widest(|rung| &rung.stage).min(14);
        let whom = widest(|rung| &rung.whom).min(room * 3 / 10).max(8);
        // Where they have no columns of their own, what is said of time, of what it waits for and
        // of its texts stands behind each other.
        let wide = area.width >= WITH_WAITS;
        let column = |cells: usize| if wide { cells } else { 0 };
        let (when, waits) =
            (column(widest(|rung| &rung.when).min(40)), column(widest(|rung| &rung.waits).min(34)));
        Self { stage, whom, when, waits, wide }
    }
}

fn role(look: Look) -> Role {
    match look {
        Look::Head => Role::Title,
        Look::Good => Role::Good,
        Look::Owed => Role::Soon,
        Look::Wrong => Role::Alarm,
        Look::Plain => Role::Faint,
    }
}

/// Draws the page into an area without frame. Gives how many steps stand below the last row.
pub(super) fn draw(
    model: &Model,
    page: &PlanPage,
    area: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) -> usize {
    let rungs = rung::rungs(model);
    let foot = foot_rows(area);
    if rungs.is_empty() {
        let words = "Nobody is to be told anything yet: + puts a step in, r b brings a playbook.";
        let width = usize::from(area.width.saturating_sub(2)).max(1);
        for (row, line) in (0..area.height).zip(text::wrap(words, width)) {
            canvas.text(area, 2, row, line, Role::Faint);
        }
        hints(model, area, canvas);
        return 0;
    }
    let mut top = 0;
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    for flag in rung::flags(model).iter().filter(|_| area.height > 8) {
        let words = text::cells_in(&format!("!! {flag}"), canvas.set).into_owned();
        let words = text::brief(&words, width, canvas.set).into_owned();
        canvas.text(area, 1, top, &words, Role::Alarm);
        top += 1;
    }
    let columns = Columns::new(&rungs, area);
    if area.height > TALL && columns.wide {
        head(&columns, (area, top), canvas);
        top += 1;
    }
    let rows = u16::try_from(rungs.len()).unwrap_or(u16::MAX);
    let room = area.height.saturating_sub(top + foot);
    let below = if room > 3 * DETAILS { DETAILS + 1 } else { room / 3 };
    let list = Area { y: area.y + top, height: rows.min(room.saturating_sub(below)), ..area };
    let ids: Vec<StepId> = rungs.iter().map(|rung| rung.id.clone()).collect();
    let (first, selected) = page.selection.window(&ids, usize::from(list.height));
    for (row, (place, rung)) in (0..list.height).zip(rungs.iter().enumerate().skip(first)) {
        let chosen = selected == Some(place);
        if chosen {
            canvas.marker(list, row, has_keys);
        }
        draw_rung(rung, &columns, (list, row), chosen && has_keys, canvas);
    }
    let used = top + list.height;
    let rest = Area { y: area.y + used, height: area.height.saturating_sub(used + foot), ..area };
    let mut end = 0;
    if let Some(id) = selected.and_then(|place| ids.get(place)) {
        end = details(model, id, rest, canvas);
    }
    if area.height > TALL {
        let rest =
            Area { y: rest.y + end + 1, height: rest.height.saturating_sub(end + 1), ..rest };
        knows(model, rest, canvas);
    }
    hints(model, area, canvas);
    rungs.len().saturating_sub(first + usize::from(list.height))
}

fn draw_rung(
    rung: &Rung,
    columns: &Columns,
    (area, row): (Area, u16),
    chosen: bool,
    canvas: &mut Canvas<'_>,
) {
    let set = canvas.set;
    let cell = |words: &str, cells: usize| {
        let safe = text::cells_in(words, set);
        text::pad(&text::brief(&safe, cells, set), cells, set)
    };
    let column = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    let plain = if rung.proposed { Role::Faint } else { Role::Text };
    let mut at = 2;
    canvas.text(area, at, row, &cell(&rung.stage, columns.stage), role(rung.look));
    at += column(columns.stage) + 2;
    let whom = if chosen { Role::Focused } else { plain };
    canvas.text(area, at, row, &cell(&rung.whom, columns.whom), whom);
    at += column(columns.whom) + 2;
    if !columns.wide {
        let room = usize::from(area.width.saturating_sub(at));
        let parts = [rung.when.as_str(), rung.last()].into_iter().filter(|part| !part.is_empty());
        let words = parts.collect::<Vec<_>>().join(", ");
        let words = text::cells_in(&words, set);
        canvas.text(area, at, row, &text::whole_words(&words, room, set), plain);
        return;
    }
    for (words, cells) in [(&rung.when, columns.when), (&rung.waits, columns.waits)] {
        if cells > 0 {
            canvas.text(area, at, row, &cell(words, cells), plain);
            at += column(cells) + 2;
        }
    }
    let room = usize::from(area.width.saturating_sub(at));
    let last = text::cells_in(rung.last_wide(), set);
    canvas.text(area, at, row, &text::whole_words(&last, room, set), Role::Faint);
}

/// The names of the columns.
fn head(columns: &Columns, (area, row): (Area, u16), canvas: &mut Canvas<'_>) {
    let names = [
        ("How far", columns.stage),
        ("Who", columns.whom),
        ("When", columns.when),
        ("Waits for", columns.waits),
    ];
    let mut at = 2;
    for (name, cells) in names.into_iter().filter(|(_, cells)| *cells > 0) {
        canvas.text(area, at, row, &text::fit(name, cells), Role::Title);
        at += u16::try_from(cells).unwrap_or(u16::MAX) + 2;
    }
    canvas.text(area, at, row, "Texts, or what they are told", Role::Title);
}

/// Who knows what, since when, as much of it as fits.
fn knows(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    if area.height < 3 {
        return;
    }
    canvas.text(area, 2, 0, "Who knows what, since when", Role::Title);
    let lines = rung::knows(model);
    let width = usize::from(area.width.saturating_sub(4)).max(1);
    let mut row = 1;
    for line in &lines {
        let words = text::cells_in(line, canvas.set).into_owned();
        let role = if line.starts_with("!!") { Role::Alarm } else { Role::Text };
        let indent = u16::from(line.starts_with(' ')) * 2;
        for piece in text::wrap(words.trim_start(), width.saturating_sub(usize::from(indent))) {
            // What has no room is on its own page.
            if row + 1 == area.height && lines.len() > usize::from(row) {
                canvas.text(area, 2, row, "… w shows all of it", Role::Faint);
                return;
            }
            canvas.text(area, 2 + indent, row, piece, role);
            row += 1;
        }
    }
}

/// Everything about the selected step, as much of it as fits. Gives the rows that it took.
fn details(model: &Model, id: &StepId, area: Area, canvas: &mut Canvas<'_>) -> u16 {
    let Some(step) = model.incident.plan.step(id) else { return 0 };
    let plan = model.incident.disclosure();
    let width = usize::from(area.width.saturating_sub(4)).max(1);
    // A blank line parts it from the ladder where there is room for one.
    let mut row = u16::from(area.height > DETAILS);
    for (look, words) in rung::details(model, &plan, step) {
        let words = text::cells_in(&words, canvas.set).into_owned();
        let look = if look == Look::Plain { Role::Text } else { role(look) };
        for line in text::wrap(&words, width) {
            if row >= area.height {
                return row;
            }
            canvas.text(area, 2, row, line, look);
            row += 1;
        }
    }
    row
}

fn hints(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let hints = [
        (Action::Acknowledge, "take"),
        (Action::Correct, "change"),
        (Action::AddItem, "add"),
        (Action::MoveUp, "up"),
        (Action::MoveDown, "down"),
        (Action::Withdraw, "take out"),
        (Action::NewDraft, "text"),
        (Action::Go, "go"),
        (Action::TakeAll, "take all"),
        (Action::Back, "back"),
    ];
    super::foot_of(model, Context::Plan, &hints, area, canvas);
}
